"""Marks that turn the direction in which text is shown: nobody sees them, and with them equal names differ."""

import re
from dataclasses import replace

from sources.findings import Finding
from sources.grid import Cell, Grid, Workbook, address
from sources.rules import finding

# Marks, embeddings, overrides and isolates of the Unicode Bidirectional Algorithm (UAX #9, table 4).
_MARK = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAMED = 5


def undirected(book: Workbook) -> Workbook:
    """The workbook with such marks taken out of its cells, and a finding for every sheet that has some."""
    sheets: list[Grid] = []
    findings: list[Finding] = []
    for grid in book.sheets:
        rows = [row for row, cells in enumerate(grid.rows) if any(map(_is_marked, cells))]
        sheets.append(_without(grid, rows) if rows else grid)
        findings += [_told(grid, rows)] if rows else []
    return replace(book, sheets=tuple(sheets), findings=(*book.findings, *findings)) if findings else book


def _is_marked(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.isascii() and bool(_MARK.search(cell))


def _without(grid: Grid, rows: list[int]) -> Grid:
    cleaned = list(grid.rows)
    for row in rows:
        cleaned[row] = [_MARK.sub("", cell) if isinstance(cell, str) else cell for cell in cleaned[row]]
    return replace(grid, rows=cleaned)


def _told(grid: Grid, rows: list[int]) -> Finding:
    cells = [address(row, column) for row in rows for column, cell in enumerate(grid.rows[row]) if _is_marked(cell)]
    more = ", dan lainnya" if len(cells) > _NAMED else ""
    return finding(
        "teks.pembalik_arah",
        f"Lembar {grid.name}: sel {', '.join(cells[:_NAMED])}{more} memuat tanda arah tulisan, yang diabaikan.",
        "Tulis ulang isian itu dengan mengetiknya, bukan menyalinnya.",
        sheet=grid.name,
        cell=cells[0],
        row=rows[0] + 1,
        count=len(cells),
        cells=[f"{grid.name}!{cell}" for cell in cells],
    )
