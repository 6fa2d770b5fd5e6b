"""Regions of real lists: two code systems side by side, names of whole provinces, homonyms."""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sources.findings import Finding
from sources.region_names import key
from sources.regions import Regions

pytestmark = pytest.mark.corpus
Row = dict[str, str]


@pytest.fixture(scope="module")
def west_java() -> Regions:
    return Regions.of("32")


def rows(path: Path, delimiter: str = ",") -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture(scope="module")
def bps(corpus: Path) -> list[Row]:
    return rows(corpus / "ref_bps_mfd_2023_1_jabar.csv")


def by_name(regions: Regions, row: Row) -> str | Finding:
    kabkota = row["nmkab"] if row["nmkab"].startswith("KOTA ") else f"KAB. {row['nmkab']}"
    return regions.resolve(row["nmdesa"], "desa", "name", parent=row["nmkec"], grandparent=kabkota)


def test_the_packaged_list_is_the_published_one(corpus: Path) -> None:
    country = Regions.of("ID")
    assert {row["code"] for row in rows(corpus / "ref_kemendagri_desa.csv")} == {
        place.code for place in country.members("desa")
    }


def test_names_of_bps_lead_to_codes_of_kemendagri(west_java: Regions, bps: list[Row]) -> None:
    """Domain fact: 5,957 villages, of which 5,872 have the same name in both lists, letter for letter."""
    official = {names(west_java, place.code): place.code for place in west_java.members("desa")}
    assert len(bps) == len(west_java.members("desa")) == 5957
    found = [(row, by_name(west_java, row)) for row in bps]
    equal = [(row, code) for row, code in found if letters(row) in official]
    assert len(equal) == 5872
    assert all(code == official[letters(row)] for row, code in equal)
    # Numerals and abbreviations bring more; a misspelling brings none, and no two rows meet in one village.
    codes = [code for _, code in found if isinstance(code, str)]
    assert 5872 < len(codes) == len(set(codes))
    rest = {row["nmdesa"]: code for row, code in found if letters(row) not in official}
    assert any(isinstance(code, str) for name, code in rest.items() if name.startswith("GUNUNG BUNDER"))
    for misspelt in ("KADUMANGU", "SINARSARI", "CIHOWE"):
        assert isinstance(rest.get(misspelt), Finding | None)
    assert {found.rule for found in rest.values() if isinstance(found, Finding)} <= {
        "wilayah.nama_tidak_dikenal", "wilayah.induk_tidak_cocok",
    }  # fmt: skip


def test_a_code_of_bps_is_caught_by_its_name(west_java: Regions, bps: list[Row]) -> None:
    """Domain fact: 256 strings are a BPS code of one village and a Kemendagri code of another."""
    accepted = [row for row in bps if as_kemendagri(west_java, row["iddesa"], None) in west_java]
    assert len(accepted) == 256
    for row in accepted:
        found = as_kemendagri(west_java, row["iddesa"], row["nmdesa"])
        assert isinstance(found, Finding), row
        assert found.rule == "wilayah.nama_tidak_cocok"


def test_a_village_table_without_codes(west_java: Regions, corpus: Path) -> None:
    """All rows of a village table that has names only. Twins of one kabupaten are told apart by their kecamatan."""
    sheet = CalamineWorkbook.from_path(corpus / "jabar_gis_dukcapil_desa.xlsx").get_sheet_by_index(0).to_python()
    resolved = [
        west_java.resolve(str(desa), "desa", "name", parent=str(kecamatan), grandparent=str(kabkota))
        for _, kabkota, kecamatan, desa, *_ in sheet[1:]
    ]
    assert len(resolved) == 5994
    assert not [found for found in resolved if isinstance(found, Finding)]
    # Rows that stand twice in the file meet in one code, no others do.
    assert len(set(map(str, resolved))) == len({tuple(row[1:4]) for row in sheet[1:]}) == 5777


def test_undotted_codes_with_their_names(west_java: Regions, corpus: Path) -> None:
    found = [
        west_java.resolve(
            row["id_desa"], "desa", "code", name=row["desa"], parent=row["kecamatan"], grandparent=row["kabupaten"],
            system="kemendagri",
        )
        for row in rows(corpus / "jabar_idm_sosial_demografi_desa_2023.csv")
    ]  # fmt: skip
    assert len(found) == 5311
    assert not [item for item in found if isinstance(item, Finding)]


def test_two_villages_of_nearly_one_name_stay_two(corpus: Path) -> None:
    """Domain fact: Mekar Mulya (Panyileukan) and Mekarmulya (Rancasari), joined by name in the city's own portal."""
    bandung = Regions.load("32.73")
    table = rows(corpus / "bdgkota_jumlah_kk_kelurahan_2kode.csv", ";")
    pairs = {(row["bps_kode_desa_kelurahan"], row["KODE_KD"]) for row in table}
    assert (len(table), len(pairs), len({bps for bps, _ in pairs})) == (2262, 151, 150)
    twins = {row["KODE_KD"] for row in table if key(row["kemendagri_nama_desa_kelurahan"], "desa") == "MEKARMULYA"}
    assert twins == {"32.73.28.1004", "32.73.23.1004"}
    assert isinstance(bandung.resolve("Mekarmulya", "desa", "name"), Finding)
    for row in (row for row in table if row["KODE_KD"] in twins):
        name, kecamatan = row["kemendagri_nama_desa_kelurahan"], row["kemendagri_nama_kecamatan"]
        right = {"RANCASARI": "32.73.23.1004", "PANYILEUKAN": "32.73.28.1004"}[kecamatan]
        assert bandung.resolve(name, "desa", "name", parent=kecamatan) == right
        # The portal's own join gave most rows of Rancasari the code of the other village.
        found = bandung.resolve(row["KODE_KD"], "desa", "code", name=name, parent=kecamatan)
        assert found == right if row["KODE_KD"] == right else isinstance(found, Finding)


def letters(row: Row) -> tuple[str, ...]:
    kabkota = row["nmkab"] if row["nmkab"].startswith("KOTA ") else f"KABUPATEN {row['nmkab']}"
    return tuple(only_letters(text) for text in (kabkota, row["nmkec"], row["nmdesa"]))


def names(regions: Regions, code: str) -> tuple[str, ...]:
    return tuple(only_letters(regions[code[:length]].name) for length in (5, 8, 13))


def only_letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


def as_kemendagri(regions: Regions, code: str, name: str | None) -> str | Finding:
    return regions.resolve(code, "desa", "code", name=name, system="kemendagri")
