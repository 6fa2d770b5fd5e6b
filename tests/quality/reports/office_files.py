"""Workbooks as offices make them, with everything in them that a report must not lose. All figures are invented."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import xlsxwriter

from quality.intake import Verdict
from sources.findings import Finding
from sources.rules import Spot, finding, spread

# A red dot.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
SHEET = "Data O'Brien"


def rejected(*findings: Finding) -> Verdict:
    return Verdict("rejected", 0, findings)


def marked(
    *cells: str, sheet: str | None = SHEET, rule: str = "angka.tidak_pasti", said: str = "tidak pasti"
) -> Finding:
    """A finding on these cells."""
    spots = [Spot(sheet, cell, int(re.sub(r"\D", "", cell)), "7 52") for cell in cells]
    return spread(rule, "Jumlah", said, "Tulis '752'.", spots)


def said(message: str, suggestion: str = "Lengkapi.") -> Finding:
    """A finding about the file, on no cell."""
    return finding("wilayah.kurang", message, suggestion, count=3)


def rich(path: Path, notes: bool = True) -> Path:
    """A workbook with a picture, a chart, comments, conditional formats, a table, filters, frozen panes, names."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        cover = book.add_worksheet("Sampul")
        cover.write("A1", "Laporan")
        cover.write_url("A2", "internal:'Data O''Brien'!A1", string="ke data")
        sheet = book.add_worksheet(SHEET)
        sheet.activate()
        money = book.add_format({"num_format": "#,##0.00", "border": 1, "bold": True, "italic": True})
        date = book.add_format({"num_format": "dd/mm/yyyy", "bg_color": "#FFFF00", "align": "center"})
        sheet.set_column(4, 4, 20, book.add_format({"num_format": "0.0%", "font_color": "#112233"}))
        sheet.set_row(11, 30, book.add_format({"bottom": 2}))
        sheet.write_row("A1", ["Desa", "Jumlah", "Tanggal", "Total"])
        for row in range(1, 9):
            sheet.write(row, 0, f"Desa {row}")
            sheet.write_number(row, 1, row * 1_000.5, money)
            sheet.write_number(row, 2, 45_000 + row, date)
            sheet.write_formula(row, 3, f"=B{row + 1}*2", money, row * 2_001)
        sheet.merge_range("A11:C12", "Jumlah seluruhnya", date)
        sheet.freeze_panes(1, 0)
        sheet.autofilter("A1:D9")
        sheet.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("D2:D9", {"type": "cell", "criteria": ">", "value": 5, "format": date})
        sheet.data_validation("A2:A9", {"validate": "list", "source": ["Desa 1", "Desa 2"]})
        sheet.insert_image("H2", "titik.png", {"image_data": io.BytesIO(PNG)})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Data O''Brien'!$B$2:$B$9"})
        sheet.insert_chart("H8", chart)
        sheet.add_sparkline("F2", {"range": "'Data O''Brien'!B2:B9"})
        if notes:
            sheet.write_comment("B3", "Catatan kantor", {"author": "Kantor"})
            sheet.write_comment("F6", "Lihat lampiran", {"author": "Kantor"})
            cover.write_comment("A1", "Sampul", {"author": "Kantor"})
        tables = book.add_worksheet("Tabel")
        tables.add_table("A1:B4", {"data": [["a", 1], ["b", 2], ["c", 3]]})
        hidden = book.add_worksheet("Tersembunyi")
        hidden.write("A1", "3")
        hidden.hide()
        diagram = book.add_chartsheet("Grafik")
        own = book.add_chart({"type": "line"})
        own.add_series({"values": "=Tabel!$B$2:$B$4"})
        diagram.set_chart(own)
        book.define_name("Jumlah", "='Data O''Brien'!$B$2:$B$9")
        book.define_name("Tabel!Lokal", "=Tabel!$A$1")
    return path


def simple(path: Path, rows: int = 5) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        for row in range(rows):
            sheet.write_row(row, 0, [f"Desa {row}", row, row * 2])
    return path


def rewritten(path: Path, changes: Mapping[str, Callable[[bytes], bytes] | bytes | None]) -> Path:
    """The workbook with members changed by a function, replaced, added (bytes) or left out (``None``)."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        if change is None:
            del content[name]
        else:
            content[name] = change if isinstance(change, bytes) else change(content[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def replaced(*pairs: tuple[str, str]) -> Callable[[bytes], bytes]:
    """Text replaced, each of which must be there."""

    def change(content: bytes) -> bytes:
        text = content.decode()
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text.encode()

    return change


def strict(path: Path) -> Path:
    """The workbook as Excel saves a "Strict Open XML Spreadsheet"."""

    def change(content: bytes) -> bytes:
        for old, new in (
            (
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
            (
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            ),
        ):
            content = content.replace(old, new)
        return content

    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return rewritten(path, {name: change for name in names if name.endswith((".xml", ".rels"))})


def prefixed(content: bytes) -> bytes:
    """A part whose elements have a prefix, as some libraries write it."""
    text = re.sub(r"<(/?)(?=[a-zA-Z])(?!\?)", r"<\1x:", content.decode().split("?>", 1)[1])
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text.replace(" xmlns=", " xmlns:x=", 1).encode()
