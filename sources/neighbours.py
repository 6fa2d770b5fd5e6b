"""Other tables on the sheet of a table: where they begin, so that none of their rows is taken for one of its own."""

import re
from collections.abc import Sequence

from sources.cells import blank, plain
from sources.findings import Finding
from sources.grid import Cell, Grid, address
from sources.notes import is_note
from sources.rules import finding

Patterns = Sequence[re.Pattern[str]]

# A header that a printed page repeats stands under such a line, or under none.
_CONTINUED = re.compile(r"\b(?:lanjutan|continued|halaman|hal\.|page)", re.IGNORECASE)


def is_declared(grid: Grid, top: int, others: Patterns) -> bool:
    """Whether the table with its header at ``top`` is one that the contract names only to leave it out."""
    lines = [line(grid, top), *(text for _, text in _lines_over(grid, top))]
    return any(pattern.search(text) for pattern in others for text in lines)


def below(
    grid: Grid, columns: Sequence[Sequence[Cell]], top: int, body: int, others: Patterns
) -> tuple[int, list[Finding]]:
    """The row at which the table with its header at ``top`` ends, and a finding about the tables that nobody declared.

    It ends at a line that the contract names, or where its header stands once more under another title.
    """
    named = [row for row in range(body, len(grid.rows)) if _is_named(line(grid, row), others)] if others else []
    again = {row: first for row in _repeated(grid, columns, top, body) if (first := _first_line(grid, row, top))}
    strange = [first for row, first in again.items() if not is_declared(grid, row, others)]
    return min([*named, *again.values()], default=len(grid.rows)), _undeclared(grid, strange)


def _undeclared(grid: Grid, strange: list[int]) -> list[Finding]:
    if not strange:
        return []
    first = strange[0]
    found = finding(
        "tabel.lain",
        f"Lembar {grid.name}: tabel lain dimulai pada baris {first + 1} ({line(grid, first)[:80]!r}) dan tidak dibaca.",
        "Pindahkan tabel itu ke lembarnya sendiri, atau minta Walidata mencatatnya dalam kontrak dataset.",
        sheet=grid.name,
        cell=address(first, 0),
        row=first + 1,
        count=len(strange),
        cells=[f"{grid.name}!{address(row, 0)}" for row in strange],
    )
    return [found]


def runs(filled: Sequence[bool]) -> list[list[int]]:
    """Columns (True: something stands in it) that lie beside each other, without an empty one between them."""
    found: list[list[int]] = [[]]
    for index, full in enumerate(filled):
        if full:
            found[-1].append(index)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def line(grid: Grid, row: int) -> str:
    """All that stands in a row."""
    return " ".join(plain(cell) for cell in grid.rows[row] if not blank(cell))


def _is_named(text: str, others: Patterns) -> bool:
    return any(pattern.search(text) for pattern in others)


def _repeated(grid: Grid, columns: Sequence[Sequence[Cell]], top: int, body: int) -> list[int]:
    """Rows below that hold the same as the first row of the header."""
    header = grid.rows[top] if body > top else []
    index = next((i for i, cell in enumerate(header) if isinstance(cell, str) and not blank(cell)), None)
    if index is None:
        return []
    below = enumerate(columns[index][body:], body)
    return [row for row, cell in below if cell == header[index] and grid.rows[row] == header]


def _first_line(grid: Grid, row: int, top: int) -> int | None:
    """Where the table under a repeated header begins: at the first line over it, when that is no line of the first
    table and says of no page that it goes on."""
    known = {text for _, text in _lines_over(grid, top)}
    lines = [(at, text) for at, text in _lines_over(grid, row) if not is_note(text)]
    if all(text in known for _, text in lines) or any(_CONTINUED.search(text) for _, text in lines):
        return None
    return lines[-1][0]


def _lines_over(grid: Grid, top: int) -> list[tuple[int, str]]:
    """The rows directly over a header that hold a single text, the nearest first."""
    found: list[tuple[int, str]] = []
    for row in range(top - 1, -1, -1):
        filled = [cell for cell in grid.rows[row] if not blank(cell)]
        if len(filled) > 1:
            break
        found += [(row, plain(cell)) for cell in filled]
    return found
