"""Receiving and examining what should not come: every delivery gets its receipt, and its reasons."""

from pathlib import Path

import hostile
import kota
import openpyxl
import pytest
import sheets
from office import Intake

DATASET = "kelahiran_uji"
NIKS = [f"357601520490000{n}" for n in range(1, 6)]


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", DATASET))


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("stray_cell_xlsx", "berkas.sel_jauh"),
        ("entities_in_sheet_xlsx", "berkas.xml_berbahaya"),
        ("lying_bomb_xlsx", "berkas.rusak"),
    ],
)
def test_a_hostile_file_gets_its_receipt_and_no_further(office: Intake, tmp_path: Path, name: str, rule: str) -> None:
    path = tmp_path / "kiriman.xlsx"
    getattr(hostile, name)(path)
    receipt = office.command("deliver", path, "-d", DATASET, "-p", "2023")
    assert (receipt.exit_code, "Tanda terima" in receipt.stdout) == (0, True), receipt.output
    assert "belum diperiksa. Jalankan: jalandata run" in office.command("findings", DATASET).stdout
    good = kota.births(tmp_path / "baik.xlsx")
    assert office.receives(good, DATASET, "2022").finding is None
    refused, accepted = office.examines(DATASET)
    assert (refused.state, refused.findings.get().rule, refused.rows) == ("ditolak", rule, 0)
    assert accepted.state == "lolos"


def test_identity_numbers_in_a_hidden_column(office: Intake, tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kiriman.xlsx", sheets.births())
    book = openpyxl.load_workbook(path)
    for row, number in enumerate(["NIK", "", *NIKS], 1):
        book.active.cell(row, 6, number or None)
    book.active.column_dimensions["F"].hidden = True
    book.save(path)
    delivery = office.delivers(path, DATASET)
    assert delivery.state == "ditolak"
    found = delivery.findings.get(rule="pribadi.nik")
    assert (found.severity, found.sheet, found.cell, found.column, found.count) == ("blocker", "Sheet1", "F3", "NIK", 5)
    assert found.cells == [f"Sheet1!F{row}" for row in range(3, 8)]
    assert found.value.startswith("35**")
    kept = tmp_path / "home" / "storage" / "deliveries" / delivery.sha256
    told = office.command("findings", DATASET).output + office.command("findings", DATASET, "--json").output
    reports = [tmp_path / "temuan.xlsx", tmp_path / "temuan.html"]
    for report in reports:
        told += office.command("check", path, "-d", DATASET, "-p", "2023", "--report", report).output
    told += reports[1].read_text(encoding="utf-8")
    told += str(list(openpyxl.load_workbook(reports[0])["Ringkasan"].values))
    told += "".join(file.read_bytes().decode("latin-1") for file in (tmp_path / "home").glob("ledger.sqlite3*"))
    assert kept.exists()
    assert "F3" in told
    assert not [number for number in NIKS if number in told]
