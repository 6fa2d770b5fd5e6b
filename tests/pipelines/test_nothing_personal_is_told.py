"""Whoever sends personal data is told where it stands; nothing that the product writes repeats it.

All persons and numbers are invented. What stays as it was sent: the kept bytes of the delivery, and the officer's own
cells in the copy of the workbook that carries the findings.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kota
import openpyxl
import pytest
import sheets
from office import Intake
from openpyxl.comments import Comment

DATASET = "kelahiran_uji"
SECRETS = {
    "NIK among the regions": "3576 - 0145 - 0790 - 9999",
    "NIK among the figures": "3576014507909998",
    "name among the regions": "Sutrisno Hadiwijaya",
    "name with an apostrophe among the regions": "Ma'ruf Wahyudi",
    "name among the figures": "Dewi Kusumawardani",
    "name in small letters among the figures": "siti kumalasari",
    "NIK of a man among the regions": "357601 - 050790 - 9999",
    "name": "Budi Santoso",
    "telephone": "0812-3456-7890",
    "e-mail": "siti.aminah77@gmail.com",
    "NIP": "19700312 200312 1 001",
    "birth date": "17-08-1985",
    "home": "Dusun Krajan RT 07 RW 02",
    "bank account": "0021-01-012345-50-7",
    "NISN": "0081234567",
    "family card in a comment": "3576010107120003",
    "NIK in the name of a sheet": "3576014507907777",
    "telephone in the title": "081298765432",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    folder = tmp_path_factory.mktemp("tenant")
    return Intake(tmp_path_factory.mktemp("kota") / "home", kota.tenant(folder, DATASET))


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    secret = SECRETS
    title = [[f"Kelahiran Tahun 2023, hubungi {secret['telephone in the title']}"], []]
    rows = [*title, *sheets.births()]
    header, *people = rows[2:]
    header += ["Nama Petugas", "No HP", "Email", "NIP", "Tgl Lahir", "Alamat", "No Rekening", "NISN"]
    keys = ("name", "telephone", "e-mail", "NIP", "birth date", "home", "bank account", "NISN")
    for row in people[:6]:
        row += [secret[key] for key in keys]
    people[1][0] = secret["NIK among the regions"]
    people[2][0] = secret["name among the regions"]
    people[3][1] = secret["NIK among the figures"]
    people[4][2] = secret["name among the figures"]
    people[4][0] = secret["name with an apostrophe among the regions"]
    people[5][2] = f"{secret['name in small letters among the figures']} 2"
    people[5][0] = secret["NIK of a man among the regions"]
    path = sheets.workbook(tmp_path_factory.mktemp("kiriman") / "kiriman.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book["Sheet1"]["B5"].comment = Comment(f"KK {secret['family card in a comment']}", "x")
    book.create_sheet(secret["NIK in the name of a sheet"])["A1"] = "x"
    book.save(path)
    return path


def repeated(*written: str) -> list[str]:
    text = "\n".join(written)
    return [what for what, secret in SECRETS.items() if secret in text or secret.upper() in text]


def test_by_check(office: Intake, delivery: Path, tmp_path: Path) -> None:
    page, book = tmp_path / "temuan.html", tmp_path / "temuan.xlsx"
    options = ("-d", DATASET, "-p", "2023")
    told = [office.command("check", delivery, *options, *more) for more in (("--json",), ("--report", page), ())]
    assert [done.exit_code for done in told] == [1, 1, 1]
    assert "pribadi.nik" in told[0].stdout
    assert repeated(*(text for done in told for text in (done.stdout, done.stderr)), page.read_text("utf-8")) == []
    assert office.command("check", delivery, *options, "--report", book).exit_code == 1
    assert repeated(*_added(delivery, book)) == []


def test_a_region_that_nobody_knows_is_named_where_no_person_is(office: Intake, tmp_path: Path) -> None:
    rows = sheets.births()
    misspelt = "Glagah Dewi"
    rows[2][0] = misspelt
    done = office.command("check", sheets.workbook(tmp_path / "kiriman.xlsx", rows), "-d", DATASET, "-p", "2023")
    assert misspelt in done.stdout


def _added(before: Path, after: Path) -> Iterator[str]:
    """What a report wrote into a workbook: its sheet, and its comments on the officer's cells."""
    old, new = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    yield from (str(cell.value) for row in new["Ringkasan"].iter_rows() for cell in row)
    own = {_commented(cell) for cell in _cells(old)}
    added = {_commented(cell) for cell in _cells(new)} - own
    assert added
    for text in added:
        for theirs in own - {""}:
            text = text.replace(theirs, "")
        yield text


def _cells(book: openpyxl.Workbook) -> Iterator[Any]:
    return (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def _commented(cell: Any) -> str:
    return cell.comment.text if cell.comment else ""


def test_by_the_ledger_and_what_is_logged(
    office: Intake, delivery: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    sent = office.command("deliver", delivery, "-d", DATASET, "-p", "2023")
    office.examines(DATASET)
    told = [sent, *(office.command(*words) for words in (("findings", DATASET), ("status",)))]
    assert "pribadi" in told[1].stdout
    assert (
        repeated(*(text for done in told for text in (done.stdout, done.stderr)), caplog.text, *capfd.readouterr())
        == []
    )
    kept = [path for path in office.settings.home.rglob("*") if path.is_file()]
    bytes_sent = delivery.read_bytes()
    others = [path for path in kept if path.read_bytes() != bytes_sent]
    assert len(others) == len(kept) - 1
    assert any(path.suffix == ".sqlite3" or b"SQLite" in path.read_bytes()[:16] for path in others)
    assert {
        path.name: found for path in others if (found := repeated(path.read_bytes().decode("utf-8", "replace")))
    } == {}
