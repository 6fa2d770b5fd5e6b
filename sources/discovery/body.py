"""The body of a block as columns that were decided, with what its rows and labels are."""

import re
from collections.abc import Sequence
from functools import cached_property

from sources.discovery import columns as deciding
from sources.discovery import hierarchy
from sources.discovery.block import Block
from sources.discovery.columns import Decided
from sources.discovery.hierarchy import Path
from sources.discovery.paths import paths as header_paths
from sources.discovery.sums import Kinds, classify
from sources.looks import Look, look, text_of
from sources.rules import Spot
from sources.workbook import Cell, address

_NUMBERING = re.compile(r"\(?[\dA-Za-z]{1,4}[.)]|[\d.]+")
_UNIT_HEADER = re.compile(r"^(?:satuan|unit)$", re.IGNORECASE)


class Body:
    """``columns`` are the sheet columns that hold anything, ``rows`` the positions in ``block.body`` that do.

    ``leftover`` are columns that only number the rows and have no header: the index that pandas writes.
    """

    def __init__(self, block: Block) -> None:
        self.block, self.grid = block, block.grid
        paths = header_paths(block)
        self.cells = {column: _filled_down(block, column) for column in block.columns}
        decided = [deciding.decide(column, paths[column], self.cells[column]) for column in block.columns]
        filled = [column for column in decided if column.path or column.type != "empty"]
        self.leftover = [c for c in filled if not c.path and deciding.is_serial(c) and len(filled) > 2]
        self.columns = [column for column in filled if column not in self.leftover]
        self.rows = self._telling_rows()
        self.place = {position: row for row, position in enumerate(self.rows)}

    def _telling_rows(self) -> list[int]:
        """Positions of rows that hold anything apart from their number."""
        telling = [self.cells[column.index] for column in self.columns if not deciding.is_serial(column)]
        height = len(self.block.body)
        return [p for p in range(height) if any(look(cells[p]) is not Look.BLANK for cells in telling)]

    @cached_property
    def additive(self) -> list[Decided]:
        """Columns of figures whose sums mean something."""
        return [column for column in self.columns if column.additive]

    @cached_property
    def first_figure(self) -> int:
        return min((column.index for column in self.additive), default=self.block.right)

    @cached_property
    def labels(self) -> list[str]:
        """One text per row: what stands before its figures, without numbering."""
        texts = [column for column in self.columns if column.type in ("text", "period") and not is_unit(column)]
        labels = [column for column in texts if column.index <= self.first_figure] or texts
        return [self._label(labels, position) for position in self.rows]

    def _label(self, columns: Sequence[Decided], position: int) -> str:
        parts = [text_of(self.cells[column.index][position]) for column in columns]
        return " ".join(dict.fromkeys(part for part in parts if part and not _NUMBERING.fullmatch(part)))

    @cached_property
    def label_column(self) -> Decided | None:
        """The column of words with the most different labels."""
        unseen = self.grid.hidden_columns
        words = [c for c in self.columns if c.type == "text" and not is_unit(c)]
        texts = [c for c in words if not c.is_code] or words
        texts = [c for c in texts if c.index not in unseen] or texts
        before = [c for c in texts if c.index < self.first_figure] or texts
        return max(before, key=lambda c: len({c.values[p] for p in self.rows}), default=None)

    @cached_property
    def raw_labels(self) -> list[str]:
        """The cells of the label column as they are written, leading spaces included."""
        if self.label_column is None:
            return []
        cells = self.cells[self.label_column.index]
        return [cell if isinstance(cell := cells[p], str) else text_of(cell) for p in self.rows]

    @cached_property
    def kinds(self) -> Kinds:
        ends = hierarchy.descendants(self.hierarchy) if self.hierarchy else None
        return classify(self.labels, [[column.figures[p] for p in self.rows] for column in self.additive], ends)

    @cached_property
    def hierarchy(self) -> list[Path] | None:
        """Paths that codes, indentation or numbering give."""
        if self.label_column is None:
            return None
        tidy = [" ".join(text.split()) for text in self.raw_labels]
        for column in self.columns:
            if column.index < self.label_column.index and column.type == "text":
                paths = hierarchy.by_codes([str(column.values[p] or "") for p in self.rows], tidy)
                if paths:
                    return paths
        return hierarchy.by_label(self.raw_labels)

    def cell(self, column: Decided, position: int) -> Cell:
        return self.cells[column.index][position]

    def spot(self, column: Decided, position: int, value: str | None = None) -> Spot:
        """The cell of a column in a row of the body, for a finding."""
        row = self.block.body[position]
        return Spot(self.grid.name, address(row, column.index), row + 1, value)


def is_unit(column: Decided) -> bool:
    """A column that holds the units of the column before it."""
    return bool(column.path) and bool(_UNIT_HEADER.match(column.path[-1]))


def _filled_down(block: Block, column: int) -> list[Cell]:
    """The cells of the body; a label that is merged over several rows stands in each of them."""
    cells = [block.grid.rows[row][column] for row in block.body]
    places = {row: position for position, row in enumerate(block.body)}
    for top, left, bottom, right in block.grid.merged:
        if left == right == column and top in places:
            for row in range(top + 1, bottom + 1):
                if row in places:
                    cells[places[row]] = block.grid.rows[top][column]
    return cells
