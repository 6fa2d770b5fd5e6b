"""Excel binary workbooks (.xlsb). Not seen: texts of formulas, error cells, indentation.

Record numbers are those of [MS-XLSB] 2.3.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sources.findings import Finding
from sources.formats import beside, cells, refusals
from sources.formats.archive import Archive
from sources.formats.records import biff12, wide_texts
from sources.formats.refusals import MAX_CELLS, MAX_MERGED, MAX_SHEETS, fits
from sources.grid import Grid, Margin, Range, Workbook, address, clipped

_BOOK = "xl/workbook.bin"
_ROW, _BLANK, _FIRST_CELL, _LAST_CELL = 0, 1, 1, 11
_COLUMN, _MERGED, _SHEET, _NAME = 60, 176, 156, 39
_HEADER_FOOTER, _VALIDATION, _LINK = 479, 64, 360
# What a link leads to: a workbook is 0.
_TO_PROGRAM = 1
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01


@dataclass
class _Page:
    """Rows and columns count from 0; ``bottom`` and ``right`` are -1 for an empty sheet."""

    bottom: int = -1
    right: int = -1
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)


def read(path: Path, archive: Archive) -> Workbook:
    """Raises :class:`sources.deliveries.DeliveryRefused` for a workbook that is damaged, too large or built to harm."""
    sheets, margins = _structure(archive)
    parts = {link.id: link.target for link in beside.links(archive, _BOOK)}
    pages = [_page(archive, parts.get(link, ""), sheet) for sheet, link in sheets]
    for part in ("xl/sharedstrings.bin", "xl/styles.bin"):
        if part in archive.parts:
            for _ in archive.chunks(part, refusals.MAX_SHARED):
                pass

    def bounded(position: int, sheet: str) -> None:
        if position >= len(pages) or pages[position] is None:
            raise refusals.damaged(archive.name, f"rusak (lembar {sheet[:40]} tidak ditemukan)")

    grids = tuple(_grid(sheet, pages[sheet.number]) for sheet in cells.sheets(path, archive.name, bounded))
    margins += [item for page in pages if page for item in page.margins]
    margins += _comments(archive)
    return Workbook("xlsb", grids, (*margins, *beside.margins(archive)), tuple(_findings(archive)))


def _structure(archive: Archive) -> tuple[list[tuple[str, str]], list[Margin]]:
    """Sheets (name, id of their part) and the names defined for cells."""
    sheets: list[tuple[str, str]] = []
    margins: list[Margin] = []
    for kind, payload in biff12(archive.read(_BOOK)):
        if kind == _SHEET:
            link, at = _text(payload, 8)
            sheets.append((_text(payload, at)[0], link))
        elif kind == _NAME:
            margins += [("nama terdefinisi", text) for text in wide_texts(payload)]
    if len(sheets) > MAX_SHEETS:
        raise refusals.too_many_sheets(archive.name, len(sheets))
    return sheets, margins


def _text(payload: bytes, at: int) -> tuple[str, int]:
    """A counted UTF-16 text and the position behind it; an empty one where the bytes end."""
    if at + 4 > len(payload):
        return "", at
    (count,) = struct.unpack_from("<I", payload, at)
    if count == 0xFFFFFFFF:
        return "", at + 4
    end = min(at + 4 + 2 * count, len(payload))
    return payload[at + 4 : end].decode("utf-16-le", errors="replace"), end


def _page(archive: Archive, part: str, sheet: str) -> _Page | None:
    if part not in archive.parts:
        return None
    page, row, hidden, cells_read = _Page(), -1, False, 0
    for kind, payload in biff12(archive.read(part, refusals.MAX_UNPACKED)):
        if _FIRST_CELL <= kind <= _LAST_CELL:
            if kind != _BLANK and len(payload) >= 4:
                cells_read += 1
                if cells_read > MAX_CELLS:
                    raise refusals.too_many_cells(archive.name)
                _occupy(page, row, int.from_bytes(payload[:4], "little"), archive.name, sheet)
                if hidden and page.hidden_rows[-1:] != [row]:
                    page.hidden_rows.append(row)
        elif kind == _ROW and len(payload) >= 12:
            row = int.from_bytes(payload[:4], "little")
            hidden = bool(payload[11] & _ROW_HIDDEN)
        elif kind == _COLUMN and len(payload) >= 18:
            first, last = struct.unpack_from("<II", payload)
            if payload[16] & _COLUMN_HIDDEN:
                page.hidden_columns.append((first, last))
        elif kind == _MERGED and len(payload) >= 16:
            top, bottom, left, right = struct.unpack_from("<IIII", payload)
            page.merged.append((top, left, bottom, right))
            if len(page.merged) > MAX_MERGED:
                raise refusals.too_large(archive.name, f"mempunyai terlalu banyak sel gabungan (lembar {sheet})")
        elif kind in (_HEADER_FOOTER, _VALIDATION):
            place = "kepala atau kaki halaman" if kind == _HEADER_FOOTER else "daftar pilihan"
            page.margins += [(f"{place} lembar {sheet}", text) for text in wide_texts(payload)]
    return page


def _occupy(page: _Page, row: int, column: int, name: str, sheet: str) -> None:
    page.bottom, page.right = max(page.bottom, row), max(page.right, column)
    if not fits(page.bottom, page.right):
        raise refusals.far(name, address(row, min(column, 16_383)), sheet)


def _grid(sheet: cells.Sheet, page: _Page | None) -> Grid:
    assert page
    height, width = len(sheet.rows), len(sheet.rows[0]) if sheet.rows else 0
    hidden = {column for first, last in page.hidden_columns for column in range(first, min(last + 1, width))}
    return Grid(
        sheet.name,
        sheet.rows,
        clipped(page.merged, height, width),
        sheet.hidden,
        tuple(row for row in page.hidden_rows if row < height),
        tuple(sorted(hidden)),
    )


def _comments(archive: Archive) -> Iterator[Margin]:
    for part in archive.matching(r"xl/comments[^/]*\.bin"):
        for _, payload in biff12(archive.read(part)):
            yield from (("komentar", text) for text in wide_texts(payload))


def _findings(archive: Archive) -> Iterator[Finding]:
    yield from beside.findings(archive)
    for part in archive.matching(r"xl/externallinks/[^/]+\.bin"):
        link = next((payload for kind, payload in biff12(archive.read(part)) if kind == _LINK), b"")
        if link[:1] == bytes([_TO_PROGRAM]):
            service, at = _text(link, 2)
            yield beside.program_link(archive.name, f"{service}|{_text(link, at)[0]}")
        else:
            targets = [other.target for other in beside.links(archive, part) if other.external]
            yield beside.linked(archive.name, beside.file_name(*targets[:1]))
