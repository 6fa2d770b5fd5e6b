"""The findings as one HTML page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import html
from office_files import marked, rejected, said

from quality.intake import Verdict
from quality.reports import page
from sources.findings import Finding
from sources.grid import Grid
from sources.rules import finding

NIK = "3516024405900001"
GRID = Grid(
    "Data", [["Desa", "L", "P", "Total"], *([f"Desa {n}", n, f"7 {n}", 1_000_000 + n / 2] for n in range(2, 40))]
)


def written(folder: Path, verdict: Verdict, *grids: Grid, name: str = "kiriman.xlsx") -> str:
    target = folder / "temuan.html"
    page.write(verdict, target, name=name, dataset_title="Penduduk", period="2023", grids=grids)
    return target.read_text("utf-8")


def text(content: str) -> str:
    return " ".join(html.fromstring(content).find(".//main").text_content().split())


def test_verdict_counts_and_findings(tmp_path: Path) -> None:
    note = finding("lembar.tersembunyi", "Untuk diketahui.", "Abaikan.")
    shown = text(written(tmp_path, rejected(note, marked("C3", sheet="Data"), said("3 desa belum ada."))))
    for expected in (
        "Ditolak", "Penduduk", "2023", "Harus diperbaiki (2)", "Catatan (1)", "3 desa belum ada.", "Lengkapi.",
        "Perbaiki semua temuan", "Aturan: angka.tidak_pasti", "Sel: ",
    ):  # fmt: skip
        assert expected in shown
    assert shown.index("Harus diperbaiki (2)") < shown.index("Catatan (1)")


def test_excerpt_is_like_the_sheet(tmp_path: Path) -> None:
    content = written(tmp_path, rejected(marked("C3", "C4", "C20", "C30", sheet="Data")), GRID)
    (table,) = html.fromstring(content).xpath("//div[@class='scroll']/table")
    rows = [[cell.text for cell in row] for row in table.xpath(".//tr")]
    assert rows == [
        ["Baris", "A", "B", "C", "D"],
        ["2", "Desa 2", "2", "7 2", "1000001"],
        ["3", "Desa 3", "3", "7 3", "1000001,5"],
        ["4", "Desa 4", "4", "7 4", "1000002"],
        ["19", "Desa 19", "19", "7 19", "1000009,5"],
        ["20", "Desa 20", "20", "7 20", "1000010"],
    ]
    assert [cell.text for cell in table.xpath(".//td[@class='wrong']")] == ["7 3", "7 4", "7 20"]


def test_page_needs_nothing_else(tmp_path: Path) -> None:
    content = written(tmp_path, rejected(marked("C3", sheet="Data")), GRID)
    assert not re.search(r"<script|<link|<img|src=|url\(|https?:|@import", content)
    root = html.fromstring(content)
    assert root.get("lang") == "id"
    assert all(cell.get("scope") for cell in root.iter("th"))
    assert all(table.find("caption") is not None for table in root.iter("table"))
    ids = root.xpath("//@id")
    assert len(set(ids)) == len(ids)
    assert {link.lstrip("#") for link in root.xpath("//a/@href")} <= set(ids)


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_text_is_inert(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}\"'&\x00"
    grid = Grid("Data", [[evil, "x"], [evil, "y"]])
    bad = Finding("angka.tidak_pasti", "blocker", evil, evil, evil, "A2", 2, evil, evil)
    content = written(tmp_path, rejected(bad, marked("A2", sheet="Data")), grid, name=evil)
    _Balance().feed(content)
    assert "<script" not in content
    assert "{{ 7*7 }}" in text(content)
    assert "\x00" not in content


@pytest.mark.parametrize("number", [NIK, float(NIK), int(NIK)])
def test_identity_numbers_are_never_repeated(tmp_path: Path, number: str | float) -> None:
    grid = Grid(f"Data {NIK}", [["Nama", "NIK", "Jumlah"], ["Budi Contoh", number, "7 52"], ["Siti", number, "8 25"]])
    bare = Finding("angka.tidak_pasti", "blocker", f"x {NIK}", NIK, f"Data {NIK}", "C3", 3, NIK, NIK)
    content = written(tmp_path, rejected(bare, marked("C2", sheet="Data 35**************")), grid, name=f"{NIK}.xlsx")
    assert "7 52" in content
    assert NIK not in content
    assert "3,516024" not in content


def test_no_excerpt_beside_personal_data(tmp_path: Path) -> None:
    grid = Grid("Data", [["Nama", "NIK"], ["Budi Contoh", NIK]])
    personal = finding("pribadi.nik", "Ada NIK.", "Hapus.", sheet="Data", cell="B2", cells=["Data!B2"])
    assert "Budi" not in written(tmp_path, rejected(personal), grid)


def test_page_stays_small(tmp_path: Path) -> None:
    grid = Grid("Data", [["kolom " * 20] * 30 for _ in range(600)])
    cells = [f"{column}{row}" for row in range(2, 100) for column in "BM"]
    many = [marked(*cells, sheet="Data", said=f"{number} {'panjang ' * 80}") for number in range(200)]
    content = written(tmp_path, rejected(*many), grid)
    assert len(content.encode()) <= page.MAX_BYTES
    assert "temuan lain yang tidak ditampilkan" in content


def test_accepted(tmp_path: Path) -> None:
    shown = text(written(tmp_path, Verdict("accepted", 12_345, ())))
    assert "Lolos" in shown
    assert "12.345" in shown
    assert "Tidak ada temuan." in shown
