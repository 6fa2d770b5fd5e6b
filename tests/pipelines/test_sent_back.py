"""What goes back to the office comes in again: the officer corrects the cells in the report itself and sends that."""

from pathlib import Path
from typing import Any

import filling
import hostile
import kota
import openpyxl
import pytest
import sheets
from office import Intake

DATASET = "kelahiran_uji"
FOR = ("-d", DATASET, "-p", "2023")
NUMBERS = range(20, 200)


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", DATASET))


def corrected(report: Path, target: Path, cells: dict[str, Any]) -> Path:
    """The report with other contents in some cells of the office's sheet, saved by another program than ours."""
    book = openpyxl.load_workbook(report)
    assert book.sheetnames[0] == "Ringkasan"
    for cell, value in cells.items():
        assert book["Sheet1"][cell].comment, cell
        book["Sheet1"][cell] = value
    book.save(target)
    return target


def test_a_report_that_was_corrected_is_accepted(office: Intake, tmp_path: Path) -> None:
    rows = sheets.births()
    right = rows[2][1]
    rows[2][1] = "banyak"
    path, report = sheets.workbook(tmp_path / "kiriman.xlsx", rows), tmp_path / "temuan.xlsx"
    assert office.delivers(path, DATASET).state == "ditolak"
    assert office.command("check", path, *FOR, "--report", report).exit_code == 1
    again = corrected(report, tmp_path / "kiriman betul.xlsx", {"B3": right})
    assert office.command("check", again, *FOR).exit_code == 0
    delivered = office.delivers(again, DATASET)
    assert (delivered.state, delivered.rows, delivered.findings.count()) == ("lolos", 36, 0)


def test_a_report_is_known_again_where_a_program_keeps_no_names(office: Intake, tmp_path: Path) -> None:
    """As after saving it as .ods or .xls."""
    rows = sheets.births()
    right = rows[2][1]
    rows[2][1] = "banyak"
    path, report = sheets.workbook(tmp_path / "kiriman.xlsx", rows), tmp_path / "temuan.xlsx"
    office.command("check", path, *FOR, "--report", report)
    book = openpyxl.load_workbook(corrected(report, tmp_path / "betul.xlsx", {"B3": right}))
    del book.defined_names["_jalandata_ringkasan"]
    book.save(tmp_path / "tanpa nama.xlsx")
    assert office.command("check", tmp_path / "tanpa nama.xlsx", *FOR).exit_code == 0


def test_a_report_that_was_not_corrected_enough_comes_back_once_more(office: Intake, tmp_path: Path) -> None:
    rows = sheets.births()
    right = rows[2][1], rows[3][2]
    rows[2][1] = rows[3][2] = "banyak"
    path, report = sheets.workbook(tmp_path / "kiriman.xlsx", rows), tmp_path / "temuan.xlsx"
    office.command("check", path, *FOR, "--report", report)
    half = corrected(report, tmp_path / "setengah.xlsx", {"B3": right[0]})
    assert office.command("check", half, *FOR, "--report", report).exit_code == 1
    book = openpyxl.load_workbook(report)
    assert book.sheetnames == ["Ringkasan", "Sheet1"]
    assert (book["Sheet1"]["B3"].comment, bool(book["Sheet1"]["C4"].comment)) == (None, True)
    whole = corrected(report, tmp_path / "betul.xlsx", {"C4": right[1]})
    assert office.command("check", whole, *FOR).exit_code == 0


def test_a_template_that_was_filled_in_wrongly_is_accepted_after_correction(office: Intake, tmp_path: Path) -> None:
    template, report = tmp_path / "templat.xlsx", tmp_path / "temuan.xlsx"
    assert office.command("template", DATASET, "-p", "2023", "-o", template).exit_code == 0
    white = [cell.coordinate for row in openpyxl.load_workbook(template)["Sheet1"]["B5:C24"] for cell in row
             if not cell.protection.locked]  # fmt: skip
    filled = filling.fill(template, tmp_path / "terisi.xlsx", {"Sheet1": dict(zip(white, NUMBERS, strict=False))})
    assert office.command("check", filled, *FOR).exit_code == 0
    book = openpyxl.load_workbook(filled)
    book["Sheet1"]["B5"] = "dua puluh"
    book.save(tmp_path / "salah.xlsx")
    wrong = filling.recalculated(tmp_path / "salah.xlsx")
    assert office.command("check", wrong, *FOR, "--report", report).exit_code == 1
    again = filling.recalculated(corrected(report, tmp_path / "betul.xlsx", {"B5": NUMBERS[0]}))
    done = office.command("check", again, *FOR)
    assert (done.exit_code, "LOLOS" in done.stdout) == (0, True), done.stdout
    assert office.delivers(again, DATASET).state == "lolos"


@pytest.mark.parametrize("name", ["temuan.xlsx", "temuan.html"])
@pytest.mark.parametrize(
    "make", [hostile.entities_in_sheet_xlsx, hostile.stray_cell_xlsx, hostile.lying_bomb_xlsx, hostile.truncated_xlsx]
)
def test_a_hostile_file_gets_a_report_too(office: Intake, tmp_path: Path, make: Any, name: str) -> None:
    path = tmp_path / "kiriman.xlsx"
    make(path)
    done = office.command("check", path, *FOR, "--report", tmp_path / name)
    assert done.exit_code == 2, done.output
    assert (tmp_path / name).stat().st_size > 1000
    assert not list(tmp_path.glob(".laporan-*"))
    if name.endswith(".xlsx"):
        assert "DITOLAK" in [
            cell for row in openpyxl.load_workbook(tmp_path / name)["Ringkasan"].values for cell in row
        ]
