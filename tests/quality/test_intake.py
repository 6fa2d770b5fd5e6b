"""Every rule of a contract bites, all findings come at once, and only what is accepted is written."""

import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sheets import BIRTHS, CONTRACTS, CSV, HEADER, TENANT, YEAR, Row, altered, births, check, found, judged, workbook

from demo import penduduk
from quality.intake import examine
from sources.contract import Contract, catalogue
from sources.periods import Period
from sources.regions import Regions
from sources.rules import RULES, number, shown
from sources.tenant import load_tenant

ROOT = Path(__file__).parents[2]
FREE = altered(BIRTHS, layout={"totals": {"rows": ("^Kota",), "columns": ("Jumlah",), "required": False}})


def csv(folder: Path, *lines: str, contract: Contract = CSV, period: Period = YEAR) -> Any:
    path = folder / "kiriman.csv"
    path.write_text("Kelurahan;JK;JUMLAH\n" + "\n".join(lines) + "\n", encoding="cp1252")
    return check(path, contract, period)


def test_accepted_rows_are_written_once_and_whole(tmp_path: Path) -> None:
    verdict = judged(tmp_path, births())
    assert (verdict.verdict, verdict.rows, verdict.findings) == ("accepted", 36, ())
    assert pq.read_table(tmp_path / "kiriman.parquet").num_rows == 36
    assert {path.name for path in tmp_path.iterdir()} == {"kiriman.xlsx", "kiriman.parquet"}


def test_rejected_rows_are_not_written(tmp_path: Path) -> None:
    rows = births()
    rows[2][1] = "banyak"
    assert judged(tmp_path, rows).rows == 0
    assert {path.name for path in tmp_path.iterdir()} == {"kiriman.xlsx"}


def test_the_same_delivery_gives_the_same_verdict_and_bytes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", births())
    first = check(path), (tmp_path / "a.parquet").read_bytes()
    assert (check(path), (tmp_path / "a.parquet").read_bytes()) == first


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    verdict = csv(tmp_path, "Wates;X;1", "Wattes;L;dua", "Meri;P;-5", "Jagalan;L;", "Miji;P;1", "Miji;P;2")
    assert {finding.rule for finding in verdict.findings} == {
        "nilai.tidak_dikenal", "wilayah.nama_tidak_dikenal", "angka.bukan_angka", "batas.minimum", "isian.wajib",
        "kunci.ganda",
    }  # fmt: skip


def test_required(tmp_path: Path) -> None:
    verdict = csv(tmp_path, "Wates;L;", ";P;2", "Meri;P;3")
    empty = {finding.column or finding.message.split(":")[0]: finding for finding in verdict.findings}
    assert {finding.rule for finding in empty.values()} == {"isian.wajib"}
    assert sorted(finding.cell or "" for finding in empty.values()) == ["A3", "C2"]
    optional = altered(CSV, {"jumlah_kelahiran": {"required": False}})
    assert csv(tmp_path, "Wates;L;", contract=optional).verdict == "accepted"


def test_an_unreadable_cell_is_not_also_reported_as_empty(tmp_path: Path) -> None:
    assert [finding.rule for finding in csv(tmp_path, "Wates;L;dua").findings] == ["angka.bukan_angka"]


def test_limits(tmp_path: Path) -> None:
    verdict = csv(tmp_path, "Wates;L;-1", "Meri;L;2000", "Miji;L;2001")
    low, high = found(verdict, "batas.minimum"), found(verdict, "batas.maksimum")
    assert (low.cell, low.value) == ("C2", "-1")
    assert (high.cell, high.value) == ("C4", "2001")
    assert "lebih besar dari 2.000" in high.message


def test_pattern_unique_and_key(tmp_path: Path) -> None:
    ticket = {"region": None, "pattern": r"T-\d{3}", "unique": True}
    contract = altered(CSV, {"kode_wilayah": ticket})
    verdict = csv(tmp_path, "T-001;L;1", "T-1;P;1", "T-002;L;1", "T-002;P;1", contract=contract)
    assert found(verdict, "pola.tidak_cocok").cells == ("A3",)
    assert found(verdict, "isian.ganda").cells == ("A4", "A5")
    assert not [finding for finding in verdict.findings if finding.rule == "kunci.ganda"]
    verdict = csv(tmp_path, "T-001;L;1", "T-001;L;2", contract=altered(CSV, {"kode_wilayah": {"region": None}}))
    assert found(verdict, "kunci.ganda").value == "T-001 / Laki-laki"


def test_a_code_beside_the_wrong_name_blocks(tmp_path: Path) -> None:
    region = {**BIRTHS.columns[0].region.model_dump(exclude_unset=True), "by": "code"}  # type: ignore[union-attr]
    contract = altered(
        BIRTHS,
        {"kode_wilayah": {"origin": {"header": ["Kode"]}, "region": {**region, "name": {"header": ["Kelurahan"]}}}},
        coverage=None,
        layout={"totals": {"rows": ("^Jumlah",), "columns": ("Jumlah",), "required": False}},
    )
    rows: list[Row] = [["Kode", *HEADER], ["35.76.02.1010", "Wates", 1, 2, 3], ["35.76.03.1001", "Meri", 1, 2, 3]]
    finding = found(judged(tmp_path, rows, contract), "wilayah.nama_tidak_cocok")
    assert finding.cells == ("Sheet1!A3",)
    assert "Kelurahan Kranggan" in finding.message
    assert "35.76.03.1003" in finding.suggestion
    rows[2][0] = "35.76.03.1003"
    assert judged(tmp_path, rows, contract).verdict == "accepted"
    rows[2][0] = "35.10.01.2001"
    assert found(judged(tmp_path, rows, contract), "wilayah.di_luar_wilayah").cell == "A3"


def test_the_edition_of_region_codes_must_be_the_installed_one(tmp_path: Path) -> None:
    region = {**BIRTHS.columns[0].region.model_dump(exclude_unset=True), "version": "Kepmendagri lama"}  # type: ignore[union-attr]
    verdict = judged(tmp_path, births(), altered(BIRTHS, {"kode_wilayah": {"region": region}}))
    assert "Kepmendagri lama" in found(verdict, "wilayah.edisi").message


def test_missing_regions_are_named(tmp_path: Path) -> None:
    contract = altered(CSV, coverage={"column": "kode_wilayah", "kinds": ["kelurahan"]})
    lines = [f"{row[0]};L;1" for row in births()[1:-1] if row[0] != "Wates" and "Kecamatan" not in row[0]]
    finding = found(csv(tmp_path, *lines, contract=contract), "wilayah.kurang")
    assert finding.message.startswith("1 dari 18 kelurahan belum ada: Kelurahan Wates (35.76.02.1010).")


def test_missing_regions_inside_one_combination(tmp_path: Path) -> None:
    contract = altered(CSV, coverage={"column": "kode_wilayah", "kinds": ["kelurahan"], "per": ["jenis_kelamin"]})
    lines = [f"{row[0]};{sex};1" for row in births()[1:-1] if "Kecamatan" not in row[0] for sex in "LP"]
    assert csv(tmp_path, *lines, contract=contract).verdict == "accepted"
    lines.remove("Wates;P;1")
    assert (
        "belum ada pada Perempuan: Kelurahan Wates"
        in found(csv(tmp_path, *lines, contract=contract), "wilayah.kurang").message
    )
    over_all = altered(CSV, coverage={"column": "kode_wilayah", "kinds": ["kelurahan"]})
    assert csv(tmp_path, *lines, contract=over_all).verdict == "accepted"


def test_regions_beyond_the_coverage(tmp_path: Path) -> None:
    only = altered(CSV, coverage={"column": "kode_wilayah", "kinds": ["desa"]})
    assert found(csv(tmp_path, "Wates;L;1", contract=only), "wilayah.berlebih").cells == ("A2",)


def test_balances(tmp_path: Path) -> None:
    contract = CONTRACTS["penduduk_akhir_tahun"]
    layout = {"kind": "csv", "delimiter": ";", "encoding": "utf-8"}
    places = {
        "kode_wilayah": {"origin": {"header": ["K"]}},
        "laki_laki": {"origin": {"header": ["L"]}},
        "perempuan": {"origin": {"header": ["P"]}},
        "jumlah": {"origin": {"header": ["J"]}},
    }
    path = tmp_path / "a.csv"
    path.write_text("K;L;P;J\nWates;100;200;300\nMeri;100;200;301\nMiji;x;200;301\n")
    verdict = check(path, altered(contract, places, layout=layout, coverage=None))
    finding = found(verdict, "neraca.tidak_seimbang")
    assert (finding.cells, finding.value) == (("D3",), "301 ≠ 300")


def test_the_period_of_a_delivery(tmp_path: Path) -> None:
    verdict = check(workbook(tmp_path / "a.xlsx", births()), BIRTHS, Period.parse("2023-S1"))
    assert "per tahun" in found(verdict, "periode.tidak_sesuai").message


def test_a_title_of_another_period_blocks(tmp_path: Path) -> None:
    tenant = load_tenant(ROOT / "sources/tenants/banyuwangi.yaml")
    contract = catalogue(tenant.contracts)["penduduk_desa"]
    regions = Regions.load(tenant.kode_wilayah)
    made = penduduk.write(tmp_path, tenant, regions, Period.parse("2025-S1"))

    def rules(period: str) -> set[str]:
        given = Period.parse(period)
        found = examine(made.path, made.path.name, contract, given, tenant, tmp_path / "rows.parquet")
        return {finding.rule for finding in found.findings}

    assert rules("2025-S1") == set()
    assert rules("2025-S2") == rules("2011-S1") == {"periode.judul"}


def test_dates_must_lie_in_the_period(tmp_path: Path) -> None:
    day = {"type": "date", "formats": ["%d/%m/%Y"], "codes": None, "key": None}
    monthly = {"period": {"grain": "month", "column": "jenis_kelamin"}, "service": {"frequency": "month"}}
    contract = altered(CSV, {"jenis_kelamin": day}, **monthly)
    july = Period.parse("2023-07")
    assert (
        csv(tmp_path, "Wates;01/07/2023;1", "Meri;31/07/2023;1", contract=contract, period=july).verdict == "accepted"
    )
    verdict = csv(tmp_path, "Wates;30/06/2023;1", "Meri;01/08/2023;1", contract=contract, period=july)
    assert found(verdict, "periode.di_luar").cells == ("B2", "B3")


def test_all_months_of_the_period_must_be_there(tmp_path: Path) -> None:
    months = CONTRACTS["akta_bulanan"]
    rows: list[Row] = [["Bulan", "Kelahiran Umum", "Kelahiran Dispensasi", "Perkawinan", "Perceraian", "Kematian"]]
    names = [texts[0] for texts in (months.column("bulan").codes or {}).values()]
    rows += [[name, 1, 2, 3, "-", 5] for name in names]
    assert judged(tmp_path, [*rows, ["Jumlah/Total", 12, 24, 36, "-", 60]], months).verdict == "accepted"
    del rows[8]
    verdict = judged(tmp_path, [*rows, ["Jumlah/Total", 11, 22, 33, "-", 55]], months)
    assert "1 bulan tidak ada: Agustus" in found(verdict, "periode.kurang").message


def test_references_to_agencies_and_urusan(tmp_path: Path) -> None:
    agency = {"reference": "opd", "region": None, "codes": {"dukcapil": ["Dukcapil"], "dinsos": ["Dinsos"]}}
    contract = altered(CSV, {"kode_wilayah": agency})
    verdict = csv(tmp_path, "Dukcapil;L;1", "Dinsos;L;1", contract=contract)
    assert found(verdict, "opd.tidak_dikenal").cells == ("A3",)
    urusan = altered(CSV, {"kode_wilayah": {"reference": "urusan", "region": None}})
    verdict = csv(tmp_path, "2.12;L;1", "9.99;L;1", contract=urusan)
    assert found(verdict, "urusan.tidak_dikenal").cells == ("A3",)


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    assert found(csv(tmp_path), "data.kosong").severity == "blocker"
    assert judged(tmp_path, [HEADER], FREE).verdict == "rejected"


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"", "berkas.kosong"), (b"%PDF-1.4", "berkas.jenis_tidak_dikenal"), (b"a;b\n", "berkas.jenis_tidak_sesuai")],
)
def test_what_cannot_be_read_is_a_verdict_too(tmp_path: Path, content: bytes, rule: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert [finding.rule for finding in check(tmp_path / "a.xlsx").findings] == [rule]


def test_a_changed_column_of_the_contract_is_found_in_old_files(tmp_path: Path) -> None:
    verdict = examine(
        workbook(tmp_path / "a.xlsx", births()),
        "Kelahiran 2023.xlsx",
        altered(BIRTHS, {"jenis_kelamin": {"codes": {"Laki-laki": ["Pria"], "Perempuan": ["Wanita"]}}}),
        YEAR,
        TENANT,
        tmp_path / "rows.parquet",
    )
    assert verdict.verdict == "rejected"
    assert {finding.rule for finding in verdict.findings} >= {"kepala.kolom_hilang", "kepala.kolom_asing"}


# --- the words and the list of rules


def test_every_rule_that_the_code_names_is_listed_and_every_listed_rule_is_named() -> None:
    files = (path for room in ("sources", "quality", "pipelines") for path in (ROOT / room).rglob("*.py"))
    code = "".join(path.read_text() for path in files if path.name != "rules.py")
    regions = {
        f"wilayah.{name}" for name in re.findall(r'_finding\(\s*"(\w+)"', (ROOT / "sources/regions.py").read_text())
    }
    named = {rule for rule in RULES if f'"{rule}"' in code} | regions
    assert named == set(RULES)
    assert all(rule.why.endswith(".") and rule.why[0].isupper() for rule in RULES.values())


def test_numbers_are_written_as_indonesians_do() -> None:
    assert [number(n) for n in (1234567, 0, -1234.5, 0.25, 12.0)] == ["1.234.567", "0", "-1.234,5", "0,25", "12"]


def test_shown_values_hide_what_may_identify_a_person() -> None:
    assert shown("hubungi 081234567890") == "hubungi 08**********"
    assert shown("NIP 19700101 199503 1 001") == "NIP 19" + "*" * 19
    assert shown("35.10.16.1003") == "35.10.16.1003"
    assert shown("Rp 1.234.567.890") == "Rp 1.234.567.890"
    assert len(shown("x" * 500)) == 80
