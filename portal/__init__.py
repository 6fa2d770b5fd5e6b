"""From a release to a CKAN portal."""
