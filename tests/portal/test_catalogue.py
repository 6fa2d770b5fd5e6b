"""What a release says of itself on a portal: complete, in Indonesian, without paths or persons, and always the same."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import example
import pytest
import yaml

from portal.catalogue import as_extras, dictionary, field, next_release, package, store_key
from portal.files import render
from sources.public import public_table

SCHEMA = Path(__file__).parents[2] / "portal" / "ckan" / "ckanext" / "jalandata" / "dataset.yaml"


@pytest.fixture
def desired(make_release: example.MakeRelease, tmp_path: Path) -> dict[str, Any]:
    release = make_release()
    return package(release, render(release, tmp_path / "out"))


def test_every_field_is_in_the_portals_schema_and_every_required_one_is_filled(desired: dict[str, Any]) -> None:
    schema = yaml.safe_load(SCHEMA.read_text())
    fields = {item["field_name"]: item for item in schema["dataset_fields"]}
    # CKAN's own: the form writes tags as one text, the API as a list.
    own = {"tags", "groups", "private", "state", "resources"}
    assert set(desired) - own <= set(fields)
    assert [name for name, item in fields.items() if item.get("required") and not desired.get(name)] == []
    for name, item in fields.items():
        if "choices" in item:
            assert desired[name] in {choice["value"] for choice in item["choices"]}
    resource = {item["field_name"] for item in schema["resource_fields"]}
    assert all(set(item) - {"id", "size", "mimetype"} <= resource for item in desired["resources"])


def test_the_page_says_what_the_public_needs(desired: dict[str, Any]) -> None:
    assert (
        desired["title"] == "Jumlah penduduk menurut kecamatan dan jenis kelamin di Kabupaten Banyuwangi (DATA CONTOH)"
    )
    assert desired["notes"].startswith("**DATA CONTOH")
    assert "`jumlah`: Jumlah penduduk pada akhir periode pelaporan. (satuan: Orang)" in desired["notes"]
    assert "- Definisi: Orang yang tercatat berdomisili di wilayah itu." in desired["konsep"]
    assert desired["issued"] == "2025-07-02"  # 20.00 UTC is the next day in Banyuwangi
    assert "kiriman diterima 1 Juli 2025" in desired["lineage"]
    assert "Lulus 1 dari 1 pemeriksaan" in desired["mutu"]


def test_a_waiver_is_published_with_its_reason(make_release: example.MakeRelease, tmp_path: Path) -> None:
    release = make_release()
    waiver = {"period": "2025-S1", "rule": "riwayat.digit", "reason": "Dua desa dimekarkan.", "until": "2026-12-31"}
    shown = package(dataclasses.replace(release, quality={**release.quality, "waivers": [waiver]}), ())
    assert (
        "Dispensasi untuk Semester I 2025 (`riwayat.digit`, berlaku sampai 31 Desember 2026): Dua desa dimekarkan. "
        "Satu angka yang hilang" in shown["mutu"]
    )


def test_real_data_carries_no_mark(make_release: example.MakeRelease, tmp_path: Path) -> None:
    release = make_release()
    real = dataclasses.replace(release, tenant=release.tenant.model_copy(update={"data_contoh": False}))
    shown = package(real, render(real, tmp_path / "out"))
    assert "CONTOH" not in str(shown)
    assert shown["data_contoh"] == "tidak"


def test_identities_stay_and_the_publication_changes(make_release: example.MakeRelease, tmp_path: Path) -> None:
    first, second = make_release(1), make_release(2)
    assert [first.resource_id(role) for role in ("csv", "xlsx")] == [
        second.resource_id(role) for role in ("csv", "xlsx")
    ]
    assert first.publication_id != second.publication_id
    assert first.publication_id == make_release(1).publication_id
    assert first.publication_id != make_release(1, name="Jumlah orang").publication_id


def test_nothing_shown_is_a_path(desired: dict[str, Any], tmp_path: Path) -> None:
    assert str(tmp_path) not in str(desired)


@pytest.mark.parametrize(
    ("frequency", "end", "due"),
    [
        ("semester", date(2025, 6, 30), date(2026, 1, 30)),
        ("month", date(2025, 1, 31), date(2025, 3, 30)),
        ("quarter", date(2025, 12, 31), date(2026, 4, 30)),
        ("year", date(2025, 12, 31), date(2027, 1, 30)),
    ],
)
def test_the_next_release_is_due_after_the_next_period(
    make_release: example.MakeRelease, frequency: str, end: date, due: date
) -> None:
    release = make_release()
    service = release.contract.service.model_copy(update={"frequency": frequency})
    contract = release.contract.model_copy(update={"service": service})
    assert next_release(dataclasses.replace(release, contract=contract, period_end=end)) == due


def test_the_dictionary_names_every_column_with_its_unit(make_release: example.MakeRelease) -> None:
    contract = make_release().contract
    fields = {item["id"]: item for item in dictionary(contract)}
    assert list(fields) == [column.name for column in public_table(contract)]
    assert fields["jumlah"]["type"] == "int8"
    assert fields["jumlah"]["info"]["unit"] == "Orang"
    assert store_key(contract) == ["periode", "kode_wilayah", "jenis_kelamin"]


def test_a_portal_without_our_schema_gets_extras(desired: dict[str, Any]) -> None:
    plain = as_extras(desired, frozenset())
    assert {item["key"] for item in plain["extras"]} >= {"publication_id", "lineage", "konsep"}
    assert "publication_id" not in plain
    assert field(plain, "publication_id") == field(desired, "publication_id") == desired["publication_id"]
    assert as_extras(desired, frozenset(desired)) == desired
