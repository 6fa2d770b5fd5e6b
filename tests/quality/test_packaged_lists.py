"""Deliveries with regions beyond the tenant, units and codes: what the officer gets back."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sheets import BIRTHS, CSV, altered, births, check, found, judged

from quality.intake import Verdict
from sources.contract import Contract
from sources.regions import Regions

REGION: dict[str, Any] = BIRTHS.columns[0].region.model_dump(exclude_unset=True)  # type: ignore[union-attr]


def deliver(folder: Path, contract: Contract, *lines: str) -> Verdict:
    path = folder / "kiriman.csv"
    path.write_text("\n".join(lines) + "\n", encoding="cp1252")
    return check(path, contract)


def stored(folder: Path, column: str) -> list[Any]:
    return pq.read_table(folder / "kiriman.parquet")[column].to_pylist()  # type: ignore[no-any-return]


# --- regions ----------------------------------------------------------------------------------------------------------

EAST_JAVA = altered(
    CSV,
    {"kode_wilayah": {"region": {**REGION, "area": "35", "level": "kabkota"}}},
    coverage={"column": "kode_wilayah", "kinds": ("kabupaten", "kota"), "per": ("jenis_kelamin",)},
)
WEST_JAVA = altered(
    CSV,
    {
        "kode_wilayah": {
            "region": {
                **REGION, "area": "32", "level": "desa", "parent": {"header": ["Kecamatan"]},
                "grandparent": {"header": ["Kabupaten/Kota"]},
            }
        }
    },
)  # fmt: skip


def test_a_table_of_all_kabupaten_of_the_province(tmp_path: Path) -> None:
    names = [place.name.upper() for place in Regions.of("35").members("kabkota")]
    lines = [f"{name};{sex};5" for name in names for sex in "LP"]
    verdict = deliver(tmp_path, EAST_JAVA, "Kelurahan;JK;JUMLAH", *lines)
    assert (verdict.verdict, verdict.rows, verdict.findings) == ("accepted", 76, ())
    assert set(stored(tmp_path, "kode_wilayah")) == {place.code for place in Regions.of("35").members("kabkota")}
    # One is missing, one is named in a way that two share.
    lines[0] = "Kediri;L;5"
    verdict = deliver(tmp_path, EAST_JAVA, "Kelurahan;JK;JUMLAH", *lines)
    assert "Kabupaten atau Kota" in found(verdict, "wilayah.nama_kembar").suggestion
    missing = found(deliver(tmp_path, EAST_JAVA, "Kelurahan;JK;JUMLAH", *lines[2:]), "wilayah.kurang")
    assert "Kabupaten Pacitan (35.01)" in missing.message


def test_villages_told_apart_by_two_levels_above(tmp_path: Path) -> None:
    header = "Kabupaten/Kota;Kecamatan;Kelurahan;JK;JUMLAH"
    lines = ("KABUPATEN BOGOR;CIBUNGBULANG;SUKAMAJU;L;1", "KAB. CIANJUR;Kec. Cibeber;05. Sukamaju;L;2")
    assert deliver(tmp_path, WEST_JAVA, header, *lines).verdict == "accepted"
    assert stored(tmp_path, "kode_wilayah") == ["32.01.16.2013", "32.03.03.2013"]
    verdict = deliver(tmp_path, WEST_JAVA, header, "KAB. GARUT;CIBUNGBULANG;SUKAMAJU;L;1")
    assert found(verdict, "wilayah.induk_tidak_cocok").cell == "C2"


def test_an_abbreviation_is_accepted_and_shown(tmp_path: Path) -> None:
    region = {**REGION, "area": "32", "level": "kecamatan", "parent": {"header": ["Kabupaten/Kota"]}}
    contract = altered(CSV, {"kode_wilayah": {"region": region}})
    verdict = deliver(tmp_path, contract, "Kabupaten/Kota;Kelurahan;JK;JUMLAH", "KAB. GARUT;BLUBUR LIMBANGAN;L;1")
    assert verdict.verdict == "accepted"
    assert stored(tmp_path, "kode_wilayah") == ["32.05.38"]
    finding = found(verdict, "wilayah.singkatan")
    assert (finding.severity, finding.cell) == ("info", "B2")
    assert "Kecamatan Bl. Limbangan (32.05.38)" in finding.message
    assert "tidak dapat dipakai" not in finding.message


# --- units and codes --------------------------------------------------------------------------------------------------


def with_reference(kind: str) -> Contract:
    raw = CSV.model_dump(exclude_unset=True)
    added = {
        **raw["columns"][0], "name": "acuan", "label": "Acuan", "key": None, "region": None, "reference": kind,
        "origin": {"header": ["ACUAN"]}, "required": True, "unique": False,
    }  # fmt: skip
    return Contract.model_validate({**raw, "columns": [*raw["columns"], added]})


@pytest.mark.parametrize(
    ("kind", "written", "kept", "wrong", "rule"),
    [
        ("satuan", "Rp (000)", "Ribu rupiah", "rupaih", "satuan.tidak_dikenal"),
        ("kode_program", "2.16.3.2.2.12", "2.16.03.2.02.0012", "2.01", "program.tidak_dikenal"),
        ("kode_rekening", "510101010001", "5.1.01.01.01.0001", "5.9", "rekening.tidak_dikenal"),
        ("kode_rekening_desa", "4.1.1.01.", "4.1.1.01", "1.1", "rekening_desa.tidak_dikenal"),
    ],
)
def test_a_reference_column_is_kept_in_one_form(
    tmp_path: Path, kind: str, written: str, kept: str, wrong: str, rule: str
) -> None:
    contract = with_reference(kind)
    verdict = deliver(tmp_path, contract, "Kelurahan;JK;JUMLAH;ACUAN", f"Wates;L;1;{written}", f"Meri;L;1;{kept}")
    assert verdict.verdict == "accepted", verdict.findings
    assert stored(tmp_path, "acuan") == [kept, kept]
    refused = found(deliver(tmp_path, contract, "Kelurahan;JK;JUMLAH;ACUAN", f"Wates;L;1;{wrong}"), rule)
    assert (refused.severity, refused.cell) == ("blocker", "D2")
    assert refused.suggestion


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("KELAHIRAN (RIBU ORANG)", "satuan.berbeda"), ("Kelahiran dalam ribuan jiwa", "satuan.berbeda"),
        ("Kelahiran (persen)", "satuan.berbeda"), ("Kelahiran (jiwa)", None), ("Kelahiran (Kelurahan)", None),
        ("Kelahiran (jiwa) dan luas (km2)", None), ("Kelahiran (bayi)", None),
    ],
)  # fmt: skip
def test_a_title_that_states_another_unit(tmp_path: Path, title: str, rule: str | None) -> None:
    verdict = judged(tmp_path, [[title], [], *births()])
    assert [item.rule for item in verdict.findings if item.severity != "info"] == ([rule] if rule else [])
    if rule:
        assert found(verdict, rule).severity == "hold"


def test_a_contract_whose_header_states_another_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="states Ribu orang, satuan is Orang"):
        altered(CSV, {"jumlah_kelahiran": {"origin": {"header": ["Jumlah (ribu jiwa)"]}}})
