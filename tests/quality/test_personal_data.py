"""Numbers that identify a person are found wherever they stand, and never shown."""

from pathlib import Path

import openpyxl
import pytest
import sheets
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from sheets import births, found, workbook

from quality.personal_data import identity_numbers, masked, scan

# Built from a real kecamatan code, an impossible person: nobody has serial 9999 on that day by design of the test.
NIK = "3576014507909999"


@pytest.mark.parametrize(
    "text",
    [
        NIK, f"'{NIK}", f"NIK: {NIK}.", "3576-0145-0790-9999", "3576 0145 0790 9999", "357601 450790 9999",
        "35.76.01.450790.9999", "357601-450790-9999", "ktp_3576014507909999.jpg", "3576010507900001",
        "3,57601450790999E+15", "3.57E+15",
    ],
)  # fmt: skip
def test_identity_numbers(text: str) -> None:
    assert len(identity_numbers(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "19700101 199503 1 001", "197001011995031001", "2025070112304501", "3576013207909999", "3576014513909999",
        "9976014507909999", "35760145079099991", "1.234.567.890.123.456", "35.76.01.1003", "8800014507909999",
        "Rp 3.576.014.507.909.999", "3,5E+12", "", "Kelurahan Wates",
    ],
)  # fmt: skip
def test_what_is_no_identity_number(text: str) -> None:
    assert identity_numbers(text) == []


@given(st.integers(1, 28), st.booleans(), st.integers(1, 12), st.integers(0, 99), st.integers(1, 9999))
def test_every_well_formed_number_is_found(day: int, woman: bool, month: int, year: int, serial: int) -> None:
    number = f"357601{day + 40 * woman:02d}{month:02d}{year:02d}{serial:04d}"
    assert identity_numbers(f"a.n. {number},") == [number]


def test_values_are_masked_in_findings() -> None:
    (finding,) = scan("a.xlsx", [("Sheet1!B3", NIK), ("Sheet1!B4", "3576-0145-0790-9999")])
    assert finding.rule == "pribadi.nik"
    assert (finding.sheet, finding.cell, finding.count) == ("Sheet1", "B3", 2)
    assert finding.cells == ("Sheet1!B3", "Sheet1!B4")
    assert "0145" not in repr(finding)
    assert finding.value == masked(NIK) == "35" + "*" * 14


def test_the_name_of_the_file_is_scanned() -> None:
    assert scan(f"foto_{NIK}.xlsx", [])[0].count == 1


@pytest.mark.parametrize(
    "where", ["cell", "number", "hidden sheet", "ignored sheet", "comment", "property", "header", "footer"]
)
def test_all_of_a_workbook_is_scanned(tmp_path: Path, where: str) -> None:
    path = workbook(tmp_path / "a.xlsx", births())
    book = openpyxl.load_workbook(path)
    page = book["Sheet1"]
    if where == "cell":
        page["B5"] = f"a.n. {NIK}"
    elif where == "number":
        page["E5"] = int(NIK[:-1] + "0")
    elif where == "hidden sheet":
        hidden = book.create_sheet("x")
        hidden["C9"] = NIK
        hidden.sheet_state = "veryHidden"
    elif where == "ignored sheet":
        book.create_sheet(f"NIK {NIK}")
    elif where == "comment":
        page["B5"].comment = Comment(f"cek {NIK}", "x")
    elif where == "property":
        book.properties.description = NIK
    elif where == "footer":
        page.oddFooter.center.text = f"dibuat untuk {NIK}"
    else:
        page["E1"] = f"Persentase\n{NIK}"
    book.save(path)
    verdict = sheets.check(path)
    assert verdict.verdict == "rejected"
    assert found(verdict, "pribadi.nik").count == 1
    assert NIK not in repr(verdict)
    assert NIK[:-1] not in repr(verdict)


def test_a_signature_with_a_nip_is_no_alarm(tmp_path: Path) -> None:
    rows = [*births(), [], ["", "", "Kepala Dinas"], ["", "", "BUDI SANTOSO"], ["", "", "NIP. 19700101 199503 1 001"]]
    verdict = sheets.judged(tmp_path, rows)
    assert verdict.verdict == "accepted"
    assert "BUDI" not in repr(verdict)
    assert verdict.notes == ()
