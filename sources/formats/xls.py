"""Old Excel workbooks (.xls, BIFF5 and BIFF8). Not seen: texts of formulas, error cells, indentation.

One pass over the workbook's stream of records for bounds and what stands beside the values, before calamine reads it.
Record numbers are those of [MS-XLS] 2.3.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import olefile

from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.formats import beside, cells, refusals
from sources.formats.records import biff, narrow_texts, wide_texts
from sources.formats.refusals import MAX_CELLS, MAX_SHEETS, fits
from sources.grid import Grid, Margin, Workbook, address, clipped

_END, _PASSWORD, _SHEET, _DIMENSIONS, _ROW, _COLUMN = 0x0A, 0x2F, 0x85, 0x200, 0x208, 0x7D
# MULRK, several cells of a row in one record; NUMBER, LABEL, BOOLERR, FORMULA (three ages), RK, LABELSST, RSTRING,
# INTEGER
_MULTIPLE = 0xBD
_CELLS = frozenset({0x203, 0x204, 0x205, 0x06, 0x206, 0x406, 0x27E, 0xFD, 0xD6, 0x202, _MULTIPLE})
_TEXT, _CONTINUE, _NOTE, _HEADER, _FOOTER, _VALIDATION = 0x1B6, 0x3C, 0x1C, 0x14, 0x15, 0x1BE
_NAME, _LINK, _OLD_LINK = 0x18, 0x1AE, 0x17
_PLACES = {
    _TEXT: "komentar atau kotak teks",
    _NOTE: "komentar",
    _HEADER: "kepala halaman",
    _FOOTER: "kaki halaman",
    _VALIDATION: "daftar pilihan",
    _NAME: "nama terdefinisi",
}
# What an .xls can hold at most, with some room: 65,536 rows of 256 columns.
_ROWS, _COLUMNS = 65_536, 256
# Stands between a program and its topic in a link that starts it; in a path, which begins with \x01, between folders.
_MARK = "\x03"
_PROPERTIES = (
    "title", "subject", "author", "keywords", "comments", "last_saved_by", "category", "manager", "company",
)  # fmt: skip


@dataclass
class _Page:
    """Rows and columns count from 0; ``bottom`` and ``right`` are -1 for an empty sheet."""

    bottom: int = -1
    right: int = -1
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)


@dataclass
class _Container:
    """What the OLE container holds: the workbook's records, texts of its properties, macros and embedded objects."""

    records: bytes
    margins: list[Margin]
    macros: bool
    objects: int


def read(path: Path, name: str) -> Workbook:
    """Raises :class:`sources.deliveries.DeliveryRefused` for a workbook that is damaged, protected or too large."""
    container = _opened(path, name)
    starts, margins, findings = _globals(container.records, name)
    pages: dict[int, _Page] = {}
    for start in starts:
        pages[start] = pages.get(start) or _page(container.records, start, name)
    # calamine reads all sheets at once: so they are held against the bound together, and before.
    if sum((pages[start].bottom + 1) * (pages[start].right + 1) for start in starts) > MAX_CELLS:
        raise refusals.too_many_cells(name)

    def bounded(position: int, sheet: str) -> None:
        if position >= len(starts):
            raise refusals.damaged(name, f"rusak (lembar {sheet[:40]} tidak ditemukan)")

    grids = tuple(_grid(sheet, pages[starts[sheet.number]]) for sheet in cells.sheets(path, name, bounded))
    if container.macros:
        findings.append(beside.macros(name))
    if container.objects:
        findings.append(beside.embedded(name, container.objects))
    beside_cells = [item for page in pages.values() for item in page.margins]
    return Workbook("xls", grids, (*container.margins, *margins, *beside_cells), tuple(findings))


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    # olefile fails in many ways on bytes that are no container.
    try:
        yield
    except (DeliveryRefused, MemoryError):
        raise
    except Exception as error:
        raise refusals.damaged(name) from error


def _opened(path: Path, name: str) -> _Container:
    with _refusing(name), olefile.OleFileIO(str(path)) as ole:
        stream = next((each for each in ("Workbook", "Book") if ole.exists(each)), None)
        if stream is None:
            raise refusals.damaged(name)
        names = ["/".join(entry) for entry in ole.listdir(streams=True, storages=True)]
        storages = {entry.split("/")[0] for entry in names}
        return _Container(
            ole.openstream(stream).read(),
            list(_properties(ole)),
            any(entry.startswith("_VBA_PROJECT") for entry in storages),
            sum(entry.startswith("MBD") for entry in storages) + ("ObjectPool" in storages),
        )


def _properties(ole: "olefile.OleFileIO[str]") -> Iterator[Margin]:
    properties = ole.get_metadata()
    for key in _PROPERTIES:
        value = getattr(properties, key)
        if isinstance(value, bytes):
            value = value.decode("utf-8" if getattr(properties, "codepage", 0) == 65001 else "cp1252", errors="replace")
        if isinstance(value, str) and value.strip("\0 "):
            yield "sifat berkas", value.strip("\0 ")


def _globals(records: bytes, name: str) -> tuple[list[int], list[Margin], list[Finding]]:
    """Where each sheet begins, the names defined for cells, and links out of the workbook."""
    starts: list[int] = []
    margins: list[Margin] = []
    findings: list[Finding] = []
    for kind, payload in biff(records):
        if kind == _PASSWORD:
            raise refusals.protected(name)
        if kind == _SHEET and len(payload) >= 6:
            starts.append(struct.unpack_from("<I", payload)[0])
        elif kind == _NAME:
            margins += _texts(kind, payload)
        elif kind in (_LINK, _OLD_LINK):
            findings += _outside(payload, name)
        elif kind == _END:
            break
    if len(starts) > MAX_SHEETS:
        raise refusals.too_many_sheets(name, len(starts))
    return starts, margins, findings


def _outside(payload: bytes, name: str) -> Iterator[Finding]:
    """A link to another workbook, or to a program: the encoded path tells them apart ([MS-XLS] 2.5.277)."""
    start = 5 if payload[4:5] in (b"\0", b"\1") and len(payload) > 8 else 2
    text = payload[start:].decode("utf-16-le" if payload[4:5] == b"\1" else "cp1252", errors="replace")
    if _MARK in text and text[0] not in "\0\1\2":
        yield beside.program_link(name, text.replace(_MARK, "|").strip("\0"))
    elif len(text) > 2 and text[0] == "\1":
        yield beside.linked(name, beside.file_name(text.translate(dict.fromkeys(range(9), "/"))))


def _texts(kind: int, payload: bytes) -> list[Margin]:
    return [(_PLACES[kind], text) for text in (*wide_texts(payload), *narrow_texts(payload))]


def _page(records: bytes, start: int, name: str) -> _Page:
    page, before, cells_read = _Page(), 0, 0
    hidden: set[int] = set()
    for kind, payload in biff(records, start):
        if kind in _CELLS and len(payload) >= 6:
            row, column = struct.unpack_from("<HH", payload)
            if kind == _MULTIPLE:
                (column,) = struct.unpack_from("<H", payload, len(payload) - 2)
            cells_read += len(payload) // 6 if kind == _MULTIPLE else 1
            if cells_read > MAX_CELLS:
                raise refusals.too_many_cells(name)
            _occupy(page, row, column, name)
            if row in hidden:
                page.hidden_rows.add(row)
        elif kind == _ROW and len(payload) >= 14:
            if payload[12] & 0x20:
                hidden.add(struct.unpack_from("<H", payload)[0])
        else:
            _beside(page, kind, before, payload, name)
        before = kind
        if kind == _END:
            break
    return page


def _beside(page: _Page, kind: int, before: int, payload: bytes, name: str) -> None:
    if kind == _PASSWORD:
        raise refusals.protected(name)
    if kind == _COLUMN and len(payload) >= 10:
        first, last = struct.unpack_from("<HH", payload)
        if payload[8] & 1:
            page.hidden_columns.append((first, last))
    elif kind == _DIMENSIONS:
        # calamine makes room for what this record claims.
        layout = "<IIHH" if len(payload) >= 12 else "<HHHH"
        top, bottom, left, right = struct.unpack_from(layout, payload.ljust(12, b"\0"))
        if bottom > 2 * _ROWS or right > 2 * _COLUMNS or top > bottom or left > right:
            raise refusals.damaged(name, "menyebut ukuran lembar yang tidak mungkin")
    elif kind in _PLACES:
        page.margins += _texts(kind, payload)
    elif kind == _CONTINUE and before == _TEXT:
        page.margins += _texts(_TEXT, payload[1:])


def _occupy(page: _Page, row: int, column: int, name: str) -> None:
    page.bottom, page.right = max(page.bottom, row), max(page.right, column)
    if not fits(page.bottom, page.right):
        raise refusals.far(name, address(row, column))


def _grid(sheet: cells.Sheet, page: _Page) -> Grid:
    height, width = len(sheet.rows), len(sheet.rows[0]) if sheet.rows else 0
    hidden = {column for first, last in page.hidden_columns for column in range(first, min(last + 1, width))}
    return Grid(
        sheet.name,
        sheet.rows,
        clipped(sheet.merged, height, width),
        sheet.hidden,
        tuple(sorted(row for row in page.hidden_rows if row < height)),
        tuple(sorted(hidden)),
    )
