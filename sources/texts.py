"""Everything in a file that somebody could have written something into: cells by column, and what stands beside them.

The scan for personal data reads this and nothing else, so whatever a reader of files finds must be in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from sources.workbook import Cell


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
