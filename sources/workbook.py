"""Bytes of a spreadsheet file -> bounded grids of cells.

The kind of a file is decided by its content, never by its name. What a sheet would need in memory is measured while
streaming through the file, before anything is built from it: one stray cell in XFD1048576 costs tens of gigabytes.
"""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal
from xml.parsers import expat

import python_calamine as calamine

from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.rules import finding, number

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Kind = Literal["xlsx", "xlsb", "ods", "xls", "html", "csv", "json"]
Range = tuple[int, int, int, int]

MAX_COLUMNS = 1_000
MAX_CELLS = 5_000_000
MAX_UNPACKED = 500_000_000
_CHUNK = 1 << 18

_NAMES: dict[Kind, str] = {
    "xlsx": "Excel (.xlsx)", "xlsb": "Excel biner (.xlsb)", "ods": "OpenDocument (.ods)", "xls": "Excel lama (.xls)",
    "html": "halaman web yang disimpan sebagai Excel", "csv": "teks (CSV)", "json": "JSON",
}  # fmt: skip
_AGAIN = "Buka berkas di Excel atau LibreOffice, simpan sebagai Excel Workbook (.xlsx), lalu kirim ulang."


@dataclass(frozen=True)
class Formula:
    """A formula's text (without ``=``) in a cell; ``cached`` says whether the file holds its result."""

    text: str
    cached: bool


@dataclass(frozen=True)
class Grid:
    """A sheet. ``rows`` start at A1, all of one width; empty cells are ``""``. Rows and columns count from 0.

    ``merged`` are ranges (top, left, bottom, right), all included. ``formulas``, ``errors`` (such as ``#REF!``) and
    hidden rows and columns are known for xlsx only.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    formulas: dict[tuple[int, int], Formula] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True)
class Workbook:
    """All sheets of a file. ``margins`` are texts outside of cells: comments, headers and footers, properties."""

    kind: Kind
    sheets: tuple[Grid, ...]
    margins: tuple[str, ...] = ()


def address(row: int, column: int) -> str:
    """``B7`` for row 6, column 1."""
    return f"{letters(column)}{row + 1}"


@cache
def letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def sniff(path: Path, name: str) -> Kind:
    """The kind of the file, from its content. Raises :class:`DeliveryRefused` when it is none that can be read."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise DeliveryRefused(
            finding("berkas.kosong", f"Berkas {name} kosong.", "Periksa berkas asli, lalu kirim ulang.")
        )
    if head.startswith(b"PK"):
        return _zip_kind(path, name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(path, name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%PDF"):
        raise DeliveryRefused(_unknown(name, "PDF", "Kirim berkas Excel atau CSV yang menjadi asal PDF itu."))
    if start.startswith((b"<html", b"<!doctype html", b"<table")) or (start.startswith(b"<") and b"<table" in start):
        return "html"
    if start.startswith(b"<?xml"):
        raise DeliveryRefused(_unknown(name, "XML", _AGAIN))
    if b"\0" in head:
        raise DeliveryRefused(_unknown(name, "bukan tabel", _AGAIN))
    return "json" if start.startswith((b"{", b"[")) else "csv"


def mismatch(name: str, found: Kind, wanted: str) -> Finding:
    """The finding for a readable file that is not of the kind that the contract names."""
    return finding(
        "berkas.jenis_tidak_sesuai",
        f"Berkas {name} berisi {_NAMES[found]}, sedangkan dataset ini dikirim sebagai {wanted}.",
        f"Kirim berkas {wanted}, atau minta Walidata menyesuaikan kontrak dataset.",
    )


def read(path: Path, name: str) -> Workbook:
    """All sheets of a spreadsheet file, hidden ones included.

    Raises :class:`DeliveryRefused` when it is protected, damaged, too large for its content or no spreadsheet.
    """
    kind = sniff(path, name)
    if kind in ("csv", "json"):
        raise DeliveryRefused(mismatch(name, kind, "Excel"))
    if kind == "html":
        return Workbook(kind, tuple(_html(path, name)))
    scans, margins = _scan_zip(path, name, kind) if kind != "xls" else ({}, ())
    try:
        return Workbook(kind, tuple(_calamine(path, name, scans)), margins)
    except calamine.PasswordError as error:
        raise DeliveryRefused(_protected(name)) from error
    except calamine.CalamineError as error:
        raise DeliveryRefused(_damaged(name)) from error
    except BaseException as error:
        # What Rust calls a panic is raised past Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise DeliveryRefused(_damaged(name)) from error


# --- what the bytes are -----------------------------------------------------------------------------------------------


def _zip_kind(path: Path, name: str) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
            encrypted = any(item.flag_bits & 1 for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DeliveryRefused(_damaged(name)) from error
    if encrypted:
        raise DeliveryRefused(_protected(name))
    for member, kind in (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("content.xml", "ods")):
        if member in members:
            return kind  # type: ignore[return-value]
    what = "Word" if "word/document.xml" in members else "arsip ZIP"
    raise DeliveryRefused(
        _unknown(name, what, "Kirim satu berkas Excel atau CSV, tidak di dalam arsip atau dokumen lain.")
    )


def _ole_kind(path: Path, name: str) -> Kind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise DeliveryRefused(_protected(name))
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return "xls"
    raise DeliveryRefused(_unknown(name, "dokumen Office lama", _AGAIN))


def _unknown(name: str, what: str, suggestion: str) -> Finding:
    return finding("berkas.jenis_tidak_dikenal", f"Berkas {name} ({what}) bukan tabel yang dapat dibaca.", suggestion)


def _protected(name: str) -> Finding:
    hint = "Buka berkas, hapus sandinya (File > Info > Protect Workbook), simpan, lalu kirim ulang."
    return finding("berkas.bersandi", f"Berkas {name} dilindungi kata sandi.", hint)


def _damaged(name: str) -> Finding:
    return finding("berkas.rusak", f"Berkas {name} rusak atau terpotong.", f"Kirim ulang dari berkas asli. {_AGAIN}")


# --- what a sheet holds, before it is built ---------------------------------------------------------------------------


class _Scan:
    """One pass over a worksheet's XML: extent of filled cells, formulas, error cells, hidden rows and columns."""

    def __init__(self) -> None:
        self.bottom = self.right = -1
        self.farthest = ""
        self.formulas: dict[tuple[int, int], Formula] = {}
        self.errors: dict[tuple[int, int], str] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.margins: list[str] = []
        self._shared: dict[str, tuple[int, int, str]] = {}
        self._here = (-1, -1)
        self._row = -1
        self._element = ""
        self._error = self._filled = False
        self._formula: str | None = None
        self._shares: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self._element = tag
        if tag == "c":
            self._close()
            reference = attributes.get("r")
            self._here = _position(reference) if reference else (self._row, self._here[1] + 1)
            self._error = attributes.get("t") == "e"
        elif tag == "f":
            self._formula = ""
            self._shares = attributes.get("si") if attributes.get("t") == "shared" else None
        elif tag == "row":
            self._close()
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._here = (self._row, -1)
            if attributes.get("hidden") in ("1", "true"):
                self.hidden_rows.append(self._row)
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 1)) - 1, int(attributes.get("max", 1))
            self.hidden_columns += range(first, min(last, MAX_COLUMNS))
        elif tag == "is":
            self._fill()

    def text(self, data: str) -> None:
        if self._element == "v" and not data.isspace():
            self._fill()
            if self._error:
                self.errors[self._here] = data
        elif self._element == "f" and self._formula is not None:
            self._formula += data
        elif self._element.endswith(("Header", "Footer")):
            self.margins.append(data)

    def end(self) -> None:
        self._close()

    def _fill(self) -> None:
        if self._filled:
            return
        self._filled = True
        row, column = self._here
        if row > self.bottom or column > self.right:
            self.bottom, self.right = max(row, self.bottom), max(column, self.right)
            self.farthest = address(row, column)
            if self.right >= MAX_COLUMNS or (self.bottom + 1) * (self.right + 1) > MAX_CELLS:
                raise _TooFarError(self.farthest)

    def _close(self) -> None:
        """End of a cell: its formula is complete."""
        if self._formula is not None:
            text = self._formula.strip()
            if self._shares is not None and text:
                self._shared[self._shares] = (*self._here, text)
            elif self._shares in self._shared:
                row, column, base = self._shared[self._shares]
                text = _moved(base, self._here[0] - row, self._here[1] - column)
            self.formulas[self._here] = Formula(text, self._filled)
        self._formula = self._shares = None
        self._filled = self._error = False
        self._element = ""


class _TooFarError(Exception):
    pass


class _Ods:
    """One pass over an ODS ``content.xml``: repeated cells and rows count when they are filled."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._repeat = 1
        self._rows = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._row = 0
        elif tag == "table:table-row":
            self._row += self._rows if self._row or self._column else 0
            self._rows, self._column = int(attributes.get("table:number-rows-repeated", 1)), 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._column += int(attributes.get("table:number-columns-repeated", 1))
            if "office:value-type" in attributes or "calcext:value-type" in attributes:
                bottom = self._row + self._rows
                if self._column > MAX_COLUMNS or bottom * self._column > MAX_CELLS:
                    raise _TooFarError(address(bottom - 1, self._column - 1))

    def text(self, data: str) -> None:
        pass

    def end(self) -> None:
        pass


def _scan_zip(path: Path, name: str, kind: Kind) -> tuple[dict[str, _Scan], tuple[str, ...]]:
    """Scans of the worksheets by member name, and texts outside of cells. Every member is unpacked once, counted."""
    scans: dict[str, _Scan] = {}
    margins: list[str] = []
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise DeliveryRefused(_bomb(name))
            for item in archive.infolist():
                scan = _scanner(item.filename, kind)
                aside = _outside_of_cells(item.filename)
                with archive.open(item) as member:
                    chunks = _counted(member, MAX_UNPACKED - unpacked, name)
                    if scan:
                        _parse(chunks, scan)
                        if isinstance(scan, _Scan):
                            scans[item.filename] = scan
                            margins += scan.margins
                    elif aside:
                        margins += _texts(b"".join(chunks))
                    else:
                        for _ in chunks:
                            pass
                unpacked += item.file_size
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        _EntityError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise DeliveryRefused(_damaged(name)) from error
    except _TooFarError as error:
        raise DeliveryRefused(_far(name, str(error))) from error
    return scans, tuple(margins)


def _scanner(member: str, kind: Kind) -> "_Scan | _Ods | None":
    if kind == "xlsx" and re.search(r"(^|/)worksheets/[^/]+\.xml$", member, re.IGNORECASE):
        return _Scan()
    return _Ods() if kind == "ods" and member == "content.xml" else None


def _outside_of_cells(member: str) -> bool:
    return member.endswith(".xml") and bool(re.search(r"comments|docprops/|drawings/|meta\.xml", member, re.IGNORECASE))


def _counted(member: object, limit: int, name: str) -> Iterator[bytes]:
    seen = 0
    while chunk := member.read(_CHUNK):  # type: ignore[attr-defined]
        seen += len(chunk)
        if seen > limit:
            raise DeliveryRefused(_bomb(name))
        yield chunk


class _EntityError(Exception):
    pass


def _parse(chunks: Iterator[bytes], scan: _Scan | _Ods) -> None:
    parser = _parser()
    parser.StartElementHandler = scan.start
    parser.CharacterDataHandler = scan.text
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    scan.end()


def _parser() -> expat.XMLParserType:
    """An XML parser that refuses declared entities and document types: no office program writes them."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise _EntityError

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _texts(content: bytes) -> list[str]:
    found: list[str] = []
    parser = _parser()
    parser.CharacterDataHandler = lambda data: found.append(data) if data.strip() else None
    # A handler between two elements keeps their texts apart.
    parser.StartElementHandler = lambda *_: None
    parser.Parse(content, True)
    return found


def _bomb(name: str) -> Finding:
    message = f"Isi berkas {name} setelah dibuka lebih besar dari {number(MAX_UNPACKED // 1_000_000)} MB."
    return finding("berkas.terlalu_besar", message, "Hapus gambar dan lembar yang tidak diperlukan, lalu kirim ulang.")


def _far(name: str, cell: str) -> Finding:
    return finding(
        "berkas.sel_jauh",
        f"Berkas {name} mempunyai isi di sel {cell}, jauh di luar ukuran tabel yang wajar.",
        f"Tekan Ctrl+G, tulis {cell}, hapus isi baris dan kolom itu, simpan, lalu kirim ulang.",
        cell=cell,
    )


_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\d(A-Za-z_])")


def _position(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    return int(match[4]) - 1, _column(match[2])


@cache
def _column(text: str) -> int:
    column = 0
    for letter in text:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _moved(formula: str, rows: int, columns: int) -> str:
    """A shared formula as it reads ``rows`` further down and ``columns`` further right."""

    def move(match: re.Match[str]) -> str:
        row, column = _position(match[2] + match[4])
        row, column = row + (0 if match[3] else rows), column + (0 if match[1] else columns)
        return f"{match[1]}{letters(column)}{match[3]}{row + 1}" if row >= 0 and column >= 0 else match[0]

    return _REFERENCE.sub(move, formula)


def cells_of_sum(formula: str) -> list[Range] | None:
    """Ranges whose cells a formula adds up, when it is a plain sum (``SUM(D6:D11)``, ``D5+D12``); else ``None``."""
    text = formula.replace(" ", "").replace("$", "").removeprefix("+")
    if match := re.fullmatch(r"SUM\(([^()]*)\)", text, re.IGNORECASE):
        parts = re.split(r"[,;]", match[1])
    else:
        parts = text.split("+")
    ranges: list[Range] = []
    for part in parts:
        first, _, last = part.upper().partition(":")
        if not _REFERENCE.fullmatch(first) or (last and not _REFERENCE.fullmatch(last)):
            return None
        if last and match is None:
            return None
        (top, left), (bottom, right) = _position(first), _position(last or first)
        ranges.append((top, left, bottom, right))
    return ranges


# --- building the grids -----------------------------------------------------------------------------------------------


def _calamine(path: Path, name: str, scans: dict[str, _Scan]) -> Iterator[Grid]:
    members = _members(path) if scans else {}
    with calamine.CalamineWorkbook.from_path(str(path)) as book:
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_width > MAX_COLUMNS or sheet.total_width * sheet.total_height > MAX_CELLS:
                end = sheet.end or (0, 0)
                raise DeliveryRefused(_far(name, address(*end)))
            scan = scans.get(members.get(meta.name, ""), _Scan())
            merged = tuple(
                (top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            )
            yield Grid(
                meta.name,
                sheet.to_python(skip_empty_area=False),
                merged,
                meta.visible != calamine.SheetVisibleEnum.Visible,
                tuple(scan.hidden_rows),
                tuple(scan.hidden_columns),
                scan.formulas,
                scan.errors,
            )


def _members(path: Path) -> dict[str, str]:
    """Sheet name -> member of the archive that holds it."""
    with zipfile.ZipFile(path) as archive:
        targets: dict[str, str] = {}
        names: dict[str, str] = {}

        def relation(tag: str, attributes: dict[str, str]) -> None:
            if tag.rpartition(":")[2] == "Relationship":
                target = attributes.get("Target", "")
                targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

        def sheet(tag: str, attributes: dict[str, str]) -> None:
            if tag.rpartition(":")[2] == "sheet":
                link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                names[attributes.get("name", "")] = targets.get(link, "")

        for member, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
            parser = _parser()
            parser.StartElementHandler = handler
            parser.Parse(archive.read(member), True)
    return names


def _html(path: Path, name: str) -> Iterator[Grid]:
    """Tables of a web page that was saved with the name of a spreadsheet; spans become merged ranges."""
    from lxml import etree, html

    try:
        tree = html.parse(io.BytesIO(path.read_bytes())).getroot()
    except etree.LxmlError as error:
        raise DeliveryRefused(_damaged(name)) from error
    tables = [] if tree is None else tree.xpath("//table[not(.//table)]")
    for position, table in enumerate(tables, 1):
        cells: dict[tuple[int, int], str] = {}
        merged: list[Range] = []
        for row, line in enumerate(table.xpath(".//tr")):
            column = 0
            for cell in line.xpath("./td|./th"):
                while (row, column) in cells:
                    column += 1
                down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
                if column + across > MAX_COLUMNS or len(cells) + down * across > MAX_CELLS:
                    raise DeliveryRefused(_far(name, address(row, column)))
                text = cell.text_content().strip()
                for r in range(row, row + down):
                    for c in range(column, column + across):
                        cells[r, c] = text if (r, c) == (row, column) else ""
                if down * across > 1:
                    merged.append((row, column, row + down - 1, column + across - 1))
                column += across
        bottom = max((r for r, _ in cells), default=-1)
        right = max((c for _, c in cells), default=-1)
        if (bottom + 1) * (right + 1) > MAX_CELLS:
            raise DeliveryRefused(_far(name, address(bottom, right)))
        rows: list[list[Cell]] = [[cells.get((r, c), "") for c in range(right + 1)] for r in range(bottom + 1)]
        yield Grid(f"Tabel {position}", rows, tuple(merged))


def _span(text: str | None) -> int:
    return min(int(text), 5_000) if text and text.strip().isdecimal() and int(text) > 0 else 1
