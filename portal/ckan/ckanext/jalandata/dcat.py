"""How our metadata reads in DCAT-AP 3."""

from typing import Any

from ckanext.dcat.profiles import EuropeanDCATAP3Profile
from rdflib import URIRef

AUTHORITY = "http://publications.europa.eu/resource/authority"
FREQUENCIES = {
    "harian": "DAILY",
    "mingguan": "WEEKLY",
    "bulanan": "MONTHLY",
    "triwulanan": "QUARTERLY",
    "semesteran": "ANNUAL_2",
    "tahunan": "ANNUAL",
    "dua_tahunan": "BIENNIAL",
    "tiga_tahunan": "TRIENNIAL",
    "lima_tahunan": "QUINQUENNIAL",
    "sepuluh_tahunan": "DECENNIAL",
    "tidak_berkala": "IRREG",
}
ACCESS = {"terbuka": "PUBLIC", "terbatas": "RESTRICTED", "tertutup": "NON_PUBLIC"}


class JalanDataProfile(EuropeanDCATAP3Profile):
    """DCAT-AP 3 in which the Walidata publishes what the Produsen Data (the organisation) created."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: URIRef) -> None:
        super().graph_from_dataset(dcat_terms(dataset_dict), dataset_ref)


def dcat_terms(dataset: dict[str, Any]) -> dict[str, Any]:
    """The dataset with the keys that ckanext-dcat reads."""
    organisation = dataset.get("organization") or {}
    terms = {
        "identifier": dataset.get("kode_dataset"),
        "publisher_name": dataset.get("walidata"),
        "creator_name": organisation.get("title"),
        "provenance": dataset.get("lineage"),
        "version_notes": dataset.get("changelog"),
        "frequency": authority("frequency", FREQUENCIES.get(dataset.get("frequency") or "")),
        "access_rights": authority("access-right", ACCESS.get(dataset.get("sifat") or "")),
        "language": authority("language", "IND"),
    }
    return dataset | {key: value for key, value in terms.items() if value}


def authority(table: str, code: str | None) -> str | None:
    return f"{AUTHORITY}/{table}/{code}" if code else None
