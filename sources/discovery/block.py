"""Where a table stands in a sheet: header rows, body rows, the lines above and below."""

from dataclasses import dataclass, field

from sources.discovery.sheet import Sheet
from sources.looks import FIGURES, Look
from sources.workbook import Grid


@dataclass
class Block:
    """A table in a sheet; rows and columns count from 0. ``header`` may be empty. ``body`` leaves out blank rows,
    repeated headers and column numbers. ``figures`` are the columns in which figures stand."""

    sheet: Sheet
    left: int
    right: int
    titles: list[str] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    figures: frozenset[int] = frozenset()

    @property
    def grid(self) -> Grid:
        return self.sheet.grid

    @property
    def top(self) -> int:
        return min([*self.header, *self.body])

    @property
    def bottom(self) -> int:
        return max([*self.header, *self.body])

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)

    @property
    def heads(self) -> list[list[str]]:
        """The texts of the header, row by row."""
        return [[self.sheet.text(row, column) for column in self.columns] for row in self.header]

    @property
    def numbers(self) -> list[int]:
        """Whole numbers in the first column of the body: those of the rows where it numbers them."""
        cells = (self.sheet.columns[self.left][row] for row in self.body)
        return [int(cell) for cell in cells if isinstance(cell, int | float) and cell == int(cell)]

    def filled(self, row: int) -> list[int]:
        """Columns of the table that hold something in a row."""
        return self.sheet.filled(row, self.columns)

    def line(self, row: int) -> str:
        return self.sheet.line(row, self.columns)

    def label(self, row: int) -> str:
        """What stands in the first column."""
        return self.sheet.text(row, self.left)

    def figured(self, row: int) -> list[Look]:
        """How the cells look that stand in a row where figures are expected."""
        return self.sheet.row_looks(row, self.figures)

    def is_across(self, row: int) -> bool:
        """Whether a cell of the row is merged over the whole width of the table."""
        width = len(self.columns)
        return any(right - left + 1 >= width > 1 for _, left, _, right in self.sheet.merged.get(row, ()))

    def has_figures(self, row: int) -> bool:
        return any(item in FIGURES or item is Look.YEAR for item in self.figured(row))
