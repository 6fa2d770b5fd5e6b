"""Fixes of one kind are proposed together, replayed when they were accepted, refused where a total speaks against them,
and always shown."""

import csv as files
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sheets import BIRTHS, CSV, REGIONS, YEAR, altered, births, workbook

from sources.contract import Contract
from sources.decisions import Decision
from sources.findings import Finding
from sources.reading import Reading, read

NUMBER = Decision("angka.tidak_pasti", "jumlah_kelahiran")
THOUSAND = Decision("angka.bukan_bulat", "jumlah_kelahiran")
TOGETHER = "Semua saran sejenis dapat diterima sekaligus."
DATED = altered(
    CSV,
    columns=[
        *CSV.model_dump(exclude_unset=True)["columns"],
        {
            **CSV.model_dump(exclude_unset=True)["columns"][1],
            "name": "tanggal", "label": "Tanggal", "type": "date", "key": None, "codes": None,
            "formats": ["%Y-%m-%d"], "origin": {"header": ["TANGGAL"]},
        },
    ],
)  # fmt: skip


def of(path: Path, contract: Contract, decisions: Sequence[Decision] = ()) -> Reading:
    return read(path, path.name, contract, YEAR, REGIONS, decisions)


def text(folder: Path, rows: Sequence[Sequence[Any]], contract: Contract, *decisions: Decision) -> Reading:
    path = folder / "kiriman.csv"
    with path.open("w", newline="", encoding="cp1252") as file:
        files.writer(file, delimiter=";").writerows(rows)
    return of(path, contract, decisions)


def figures(folder: Path, cells: Sequence[Any], *decisions: Decision) -> Reading:
    rows = [[name, "L", cell] for name, cell in zip(["Wates", "Jagalan", "Mentikan", "Meri"], cells, strict=False)]
    return text(folder, [["Kelurahan", "JK", "JUMLAH"], *rows], CSV, *decisions)


def days(folder: Path, cells: Sequence[str], *decisions: Decision) -> Reading:
    rows = [[name, "L", 1, cell] for name, cell in zip(["Wates", "Jagalan", "Mentikan"], cells, strict=False)]
    return text(folder, [["Kelurahan", "JK", "JUMLAH", "TANGGAL"], *rows], DATED, *decisions)


def one(reading: Reading, rule: str) -> Finding:
    found = [finding for finding in reading.findings if finding.rule == rule]
    assert len(found) == 1, [finding.rule for finding in reading.findings]
    return found[0]


def rules(reading: Reading) -> list[str]:
    return [finding.rule for finding in reading.findings]


# --- numbers


def test_a_number_that_a_total_proves(tmp_path: Path) -> None:
    rows = births()
    rows[2][1] = "2 0"
    path = workbook(tmp_path / "a.xlsx", rows)
    before = of(path, BIRTHS)
    assert before.proposals == (NUMBER,)
    assert TOGETHER in one(before, "angka.tidak_pasti").suggestion
    after = of(path, BIRTHS, [NUMBER])
    assert rules(after) == ["keputusan.diterapkan"]
    assert after.rows["jumlah_kelahiran"][0].as_py() == 20
    told = one(after, "keputusan.diterapkan")
    assert (told.severity, told.cells, told.count) == ("info", ("Sheet1!B3",), 1)
    assert "'2 0' → 20" in told.message
    assert after.proposals == ()


def test_a_number_that_a_total_refutes_stays_a_finding(tmp_path: Path) -> None:
    rows = births()
    rows[2][1] = "2 1"
    path = workbook(tmp_path / "a.xlsx", rows)
    before = of(path, BIRTHS)
    assert before.proposals == ()
    assert TOGETHER not in one(before, "angka.tidak_pasti").suggestion
    after = of(path, BIRTHS, [NUMBER])
    assert rules(after) == ["angka.tidak_pasti"]
    assert "tidak cocok dengan jumlah pada tabel ini" in one(after, "angka.tidak_pasti").message
    assert after.unread["jumlah_kelahiran"] == {0}


def test_only_the_cells_that_totals_refute_are_left(tmp_path: Path) -> None:
    rows = births()
    rows[2][1], rows[3][1] = "2 0", "9 9"
    after = of(workbook(tmp_path / "a.xlsx", rows), BIRTHS, [NUMBER])
    assert one(after, "keputusan.diterapkan").cells == ("Sheet1!B3",)
    assert one(after, "angka.tidak_pasti").cells == ("Sheet1!B4",)


def test_an_uncertain_total_is_settled_too(tmp_path: Path) -> None:
    rows = births()
    rows[-1][1] = f"{rows[-1][1] // 10} {rows[-1][1] % 10}"
    path = workbook(tmp_path / "a.xlsx", rows)
    assert rules(of(path, BIRTHS)) == ["angka.tidak_pasti"]
    assert of(path, BIRTHS).proposals == (NUMBER,)
    assert rules(of(path, BIRTHS, [NUMBER])) == []


@pytest.mark.parametrize(("cell", "fits"), [(20.5, True), (20.6, False)])
def test_thousands_that_were_read_as_decimals(tmp_path: Path, cell: float, fits: bool) -> None:
    rows = [[row[0], *(1000 * number for number in row[1:4]), 1.0] if at else row for at, row in enumerate(births())]
    for row in (rows[1], rows[2], rows[-1]):
        row[1], row[3] = row[1] + 500, row[3] + 500
    rows[2][1] = cell
    wide = altered(BIRTHS, {"jumlah_kelahiran": {"maximum": None}})
    path = workbook(tmp_path / "a.xlsx", rows)
    assert of(path, wide).proposals == ((THOUSAND,) if fits else ())
    after = of(path, wide, [THOUSAND])
    assert rules(after) == ["keputusan.diterapkan" if fits else "angka.bukan_bulat"]
    assert after.rows["jumlah_kelahiran"][0].as_py() == (20_500 if fits else None)


@pytest.mark.parametrize(("cell", "meant"), [("7 52", 752), ("1 2 3", 123)])
def test_without_a_total_only_what_has_one_reading_is_proposed(tmp_path: Path, cell: str, meant: int) -> None:
    before = figures(tmp_path, [cell])
    assert before.proposals == (NUMBER,)
    assert f"Mungkin maksudnya {meant}." in one(before, "angka.tidak_pasti").suggestion
    assert figures(tmp_path, [cell], NUMBER).rows["jumlah_kelahiran"].to_pylist() == [meant]


@pytest.mark.parametrize("cell", ["1.23", "0.460", "1.234,5", "12.34.56"])
def test_what_may_be_a_decimal_mark_is_never_proposed(tmp_path: Path, cell: str) -> None:
    before = figures(tmp_path, [cell])
    assert before.proposals == ()
    assert "Mungkin" not in one(before, "angka.tidak_pasti").suggestion
    after = figures(tmp_path, [cell], NUMBER)
    assert rules(after) == ["angka.tidak_pasti"]
    assert "keputusan" not in one(after, "angka.tidak_pasti").message


def test_dots_here_and_commas_there_can_be_accepted(tmp_path: Path) -> None:
    cells = ["1.234", "5,678"]
    assert figures(tmp_path, cells).proposals == (NUMBER,)
    assert figures(tmp_path, cells, NUMBER).rows["jumlah_kelahiran"].to_pylist() == [1234, 5678]


@pytest.mark.parametrize(
    ("cell", "proposed"), [(52.419, True), (50.36, True), (12.5, False), (0.5, False), (1234.5, False)]
)
def test_a_float_is_thousands_only_where_it_can_be(tmp_path: Path, cell: float, proposed: bool) -> None:
    free = altered(
        BIRTHS,
        {"jumlah_kelahiran": {"maximum": None}},
        coverage=None,
        layout={"totals": {"rows": (), "columns": (), "required": False}, "ignored": ("Jumlah", "Persentase")},
    )
    path = workbook(tmp_path / "a.xlsx", [["Kelurahan", "Laki-laki", "Perempuan"], ["Wates", cell, 7]])
    before = of(path, free)
    assert before.proposals == ((THOUSAND,) if proposed else ())
    assert ("Mungkin maksudnya" in one(before, "angka.bukan_bulat").suggestion) == proposed
    after = of(path, free, [THOUSAND])
    assert after.rows["jumlah_kelahiran"].to_pylist() == [round(cell * 1000) if proposed else None, 7]


def test_a_single_decimal_is_thousands_beside_others_that_were_lost(tmp_path: Path) -> None:
    """50.4 lost two zeros where 52.419 had none to lose."""
    free = altered(
        BIRTHS,
        {"jumlah_kelahiran": {"maximum": None}},
        coverage=None,
        layout={"totals": {"rows": (), "columns": (), "required": False}, "ignored": ("Jumlah", "Persentase")},
    )
    path = workbook(tmp_path / "a.xlsx", [["Kelurahan", "Laki-laki", "Perempuan"], ["Wates", 50.4, 52.419]])
    assert of(path, free, [THOUSAND]).rows["jumlah_kelahiran"].to_pylist() == [50_400, 52_419]


@pytest.mark.parametrize("cells", [(20.5, 11.4), (20.5, 11.25)])
def test_a_sum_that_inherits_a_fraction_suggests_no_thousands(tmp_path: Path, cells: tuple[float, float]) -> None:
    """Fractions add up a thousandfold as well: that proves nothing about what was meant."""
    rows = [["Kelurahan", "Laki-laki", "Perempuan", "Jumlah"], ["Wates", *cells, sum(cells)], ["Meri", 0, 0, 0]]
    rows.append(["Jumlah", *cells, sum(cells)])
    free = altered(BIRTHS, {"jumlah_kelahiran": {"maximum": None}}, coverage=None)
    told = [found for found in of(workbook(tmp_path / "a.xlsx", rows), free).findings if "bulat" in found.rule]
    assert told
    assert not any("cocok dengan jumlah" in found.suggestion for found in told)


# --- dates


def test_one_format_for_all_broken_dates(tmp_path: Path) -> None:
    cells = ["31-12-2023", "01-02-2023", "2023-03-04"]
    before = days(tmp_path, cells)
    (proposed,) = before.proposals
    assert proposed == Decision("tanggal.tidak_dikenal", "tanggal", None, "%d-%m-%Y")
    finding = one(before, "tanggal.tidak_dikenal")
    assert "31-12-2023 dapat dibaca sebagai 31-12-2023" in finding.suggestion
    assert TOGETHER in finding.suggestion
    after = days(tmp_path, cells, proposed)
    assert [str(day) for day in after.rows["tanggal"].to_pylist()] == ["2023-12-31", "2023-02-01", "2023-03-04"]
    assert one(after, "keputusan.diterapkan").cells == ("D2", "D3")


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["13/02/2023", "01/02/2023"], "%d/%m/%Y"),
        (["02/13/2023", "02/01/2023"], "%m/%d/%Y"),
        (["3 Juli 2023", "12 Agt 2023"], "%d %B %Y"),
        (["31.12.23"], "%d.%m.%y"),
        (["01/02/2023", "03/04/2023"], None),
        (["13/02/2023", "2/14/2023"], None),
        (["kemarin"], None),
        (["45123"], None),
    ],
)
def test_a_format_is_proposed_only_when_no_other_fits(tmp_path: Path, cells: list[str], form: str | None) -> None:
    assert [decision.value for decision in days(tmp_path, cells).proposals] == ([form] if form else [])


def test_a_later_date_in_another_format_is_still_a_finding(tmp_path: Path) -> None:
    accepted = Decision("tanggal.tidak_dikenal", "tanggal", None, "%d-%m-%Y")
    after = days(tmp_path, ["31-12-2023", "31/12/2023"], accepted)
    assert rules(after) == ["tanggal.tidak_dikenal", "keputusan.diterapkan"]
    assert one(after, "tanggal.tidak_dikenal").cells == ("D3",)


# --- lists and regions


def test_each_spelling_of_a_label(tmp_path: Path) -> None:
    rows = [["Kelurahan", "JK", "JUMLAH"], ["Wates", "Laki laki", 1], ["Jagalan", "Perempuaan", 2], ["Meri", "?", 3]]
    before = text(tmp_path, rows, CSV)
    assert before.proposals == (
        Decision("nilai.tidak_dikenal", "jenis_kelamin", "Laki laki", "Laki-laki"),
        Decision("nilai.tidak_dikenal", "jenis_kelamin", "Perempuaan", "Perempuan"),
    )
    after = text(tmp_path, rows, CSV, *before.proposals)
    assert after.rows["jenis_kelamin"].to_pylist() == ["Laki-laki", "Perempuan", None]
    assert one(after, "nilai.tidak_dikenal").cells == ("B4",)
    assert [finding.count for finding in after.findings if finding.rule == "keputusan.diterapkan"] == [1, 1]


def test_a_decision_for_a_code_that_is_gone_says_nothing(tmp_path: Path) -> None:
    rows = [["Kelurahan", "JK", "JUMLAH"], ["Wates", "X", 1]]
    gone = Decision("nilai.tidak_dikenal", "jenis_kelamin", "X", "Lainnya")
    assert rules(text(tmp_path, rows, CSV, gone)) == ["nilai.tidak_dikenal"]


def test_the_nearest_name_of_a_region_is_proposed_and_never_taken(tmp_path: Path) -> None:
    rows = [["Kelurahan", "JK", "JUMLAH"], ["Jagalann", "L", 1], ["Zzzz", "P", 2]]
    before = text(tmp_path, rows, CSV)
    (proposed,) = before.proposals
    assert proposed == Decision("wilayah.nama_tidak_dikenal", "kode_wilayah", "Jagalann", "35.76.03.1004")
    assert "wilayah.nama_tidak_dikenal" in rules(text(tmp_path, rows, CSV, proposed))


def test_decisions_of_other_columns_and_rules_change_nothing(tmp_path: Path) -> None:
    others = [Decision("angka.tidak_pasti", "lain"), THOUSAND]
    assert rules(figures(tmp_path, ["7 52"], *others)) == ["angka.tidak_pasti"]


def test_one_finding_tells_all_cells_of_a_decision(tmp_path: Path) -> None:
    told = one(figures(tmp_path, ["7 52", "1 1", "7 52", 5], NUMBER), "keputusan.diterapkan")
    assert (told.count, told.cells) == (3, ("C2", "C3", "C4"))
    assert "'7 52' → 752, '1 1' → 11" in told.message
