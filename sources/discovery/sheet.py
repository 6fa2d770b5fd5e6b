"""A sheet column by column: its cells, how each of them looks, and which are merged."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from sources.looks import FIGURES, Look, looks, text_of
from sources.workbook import Cell, Grid, Range

# ``Label : value``, the colon included, stands in so many cells at most.
_PAIR = 3
_LABELLED = re.compile(r"[^\W\d][^:]*:\s*\S")


class Sheet:
    """``columns`` are the cells column by column, ``looks`` how they look, ``seen`` the same with hidden columns blank.

    Nobody sees a hidden column: it has no part in where headers and titles stand, only in the rows.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.columns: list[tuple[Cell, ...]] = list(zip(*grid.rows, strict=True))
        self.looks = [looks(cells) for cells in self.columns]
        self.unseen = {column for column in grid.hidden_columns if column < grid.width}
        nothing = [Look.BLANK] * len(grid.rows)
        self.seen = [nothing if column in self.unseen else found for column, found in enumerate(self.looks)]

    @cached_property
    def covered(self) -> frozenset[tuple[int, int]]:
        """Cells inside merged ranges, as far as the sheet reaches."""
        height, width = len(self.grid.rows), self.grid.width
        return frozenset(
            (r, c)
            for top, left, bottom, right in self.grid.merged
            for r in range(top, min(bottom + 1, height))
            for c in range(left, min(right + 1, width))
        )

    @cached_property
    def merged(self) -> dict[int, list[Range]]:
        """Merged ranges by the row in which they begin."""
        found: dict[int, list[Range]] = {}
        for item in self.grid.merged:
            found.setdefault(item[0], []).append(item)
        return found

    @cached_property
    def blank_rows(self) -> Sequence[int]:
        """Rows in which nothing can be seen, from top to bottom."""
        rows: Sequence[int] = range(len(self.grid.rows))
        for found in self.seen:
            rows = [row for row in rows if found[row] is Look.BLANK]
        return rows

    def filled(self, row: int, columns: Iterable[int]) -> list[int]:
        """Those of the columns that hold something in a row."""
        return [column for column in columns if self.seen[column][row] is not Look.BLANK]

    def row_looks(self, row: int, columns: Iterable[int]) -> list[Look]:
        """How the filled cells of a row look."""
        return [found for column in columns if (found := self.seen[column][row]) is not Look.BLANK]

    def text(self, row: int, column: int) -> str:
        return text_of(self.grid.rows[row][column])

    def is_pair(self, row: int, filled: Sequence[int]) -> bool:
        """``Nomor | : 440/12``, the colon before the value or in a cell of its own; ``Nomor : | 440/12``;
        ``OPD: Dinas Contoh | Form 3``."""
        if not 1 < len(filled) <= _PAIR:
            return False
        first, second, *more = (self.text(row, column) for column in filled)
        if second.startswith(":"):
            return not more or second == ":"
        labelled = first.endswith(":") or _LABELLED.match(first)
        return not more and bool(labelled) and FIGURES.isdisjoint(self.row_looks(row, filled))

    def line(self, row: int, columns: Iterable[int]) -> str:
        """The filled cells of a row as one line of text."""
        return " ".join(self.text(row, column) for column in self.filled(row, columns))
