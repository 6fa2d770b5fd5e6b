"""Indonesian pages, dataset metadata and theme of a Jalan Data portal."""

from datetime import date
from typing import Any

from babel.dates import format_date
from ckan import plugins
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit

from .tables import revise_with_tables

FACETS = {"organization": "Organizations", "groups": "Groups", "tags": "Tags", "res_format": "Formats"}
NEWEST = 5


class JalanDataPlugin(plugins.SingletonPlugin, DefaultTranslation):
    """Theme and translations; ckanext-scheming reads the dataset's fields from dataset.yaml."""

    plugins.implements(plugins.IConfigurer)
    plugins.implements(plugins.ITranslation)
    plugins.implements(plugins.ITemplateHelpers)
    plugins.implements(plugins.IFacets, inherit=True)
    plugins.implements(plugins.IActions)

    def update_config(self, config: CKANConfig) -> None:
        toolkit.add_template_directory(config, "templates")
        toolkit.add_public_directory(config, "public")

    def get_helpers(self) -> dict[str, Any]:
        return {
            "jalandata_date": readable_date,
            "jalandata_newest_datasets": newest_datasets,
            "jalandata_count": count_values,
        }

    def get_actions(self) -> dict[str, Any]:
        return {"jalandata_revise": revise_with_tables}

    def dataset_facets(self, facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
        return {name: toolkit._(label) for name, label in FACETS.items()}


def readable_date(value: str | None) -> str:
    """A date (ISO text) in the words of the page's language; anything else as it is."""
    try:
        day = date.fromisoformat((value or "")[:10])
    except ValueError:
        return value or ""
    return format_date(day, "d MMMM yyyy", locale=toolkit.h.lang())


def newest_datasets() -> dict[str, Any]:
    """How many datasets the visitor may see, and the ones changed last."""
    found: dict[str, Any] = toolkit.get_action("package_search")({}, {"rows": NEWEST, "sort": "metadata_modified desc"})
    return found


def count_values(field: str) -> int:
    """How many organisations or groups have a dataset that the visitor may see."""
    query = {"rows": 0, "facet.field": [field], "facet.limit": -1}
    return len(toolkit.get_action("package_search")({}, query)["facets"].get(field, {}))
