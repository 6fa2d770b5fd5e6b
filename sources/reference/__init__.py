"""Packaged reference data: region codes of Indonesia (see NOTICE.md for source and licence)."""
