"""Everything in a file that somebody could have written something into: cells by column, and what stands beside them.

The scan for personal data reads this and nothing else, so whatever a reader of files finds must be in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from sources.grid import letters
from sources.workbook import Cell, Grid, Workbook


@dataclass(frozen=True)
class TextColumn:
    """The cells of one column of a sheet, from row ``first_row`` (from 1), hidden ones included. ``sheet`` is ``None``
    where the file has none. ``cells`` may be an Arrow array (dictionary-encoded, chunked) or a plain sequence."""

    sheet: str | None
    letter: str
    first_row: int
    cells: "Sequence[Cell | None] | pa.Array | pa.ChunkedArray"


@dataclass(frozen=True)
class Texts:
    """All texts of a file. ``margins`` are (place, text): comments, sheet names, headers and footers, defined names,
    document properties, names of embedded files; ``place`` is said to the officer."""

    columns: tuple[TextColumn, ...] = ()
    margins: tuple[tuple[str, str], ...] = field(default=())


def texts_of(book: Workbook, sheets: Sequence[Grid]) -> Texts:
    """All texts of a file that no contract describes; ``sheets`` are those of ``book`` as they are read."""
    columns = (
        TextColumn(grid.name, letters(index), 1, cells)
        for grid in sheets
        for index, cells in enumerate(zip(*grid.rows, strict=True))
    )
    return Texts(tuple(columns), margins(book))


def margins(book: Workbook) -> tuple[tuple[str, str], ...]:
    """What stands beside the cells of a workbook, with its place."""
    names = [(f"nama lembar {grid.name}", grid.name) for grid in book.sheets]
    return (*names, *book.margins)
