"""The body of a block as columns that were decided, with what its rows and labels are."""

import re
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TypeVar

from sources.discovery import hierarchy
from sources.discovery.block import Block
from sources.discovery.column import Decided
from sources.discovery.columns import decide
from sources.discovery.hierarchy import Path
from sources.discovery.paths import paths as header_paths
from sources.discovery.sums import Kinds, classify
from sources.looks import Look, each, text_of
from sources.rules import Spot
from sources.workbook import Cell, address

_NUMBERING = re.compile(r"\(?[\dA-Za-z]{1,4}[.)]|[\d.]+")
_Item = TypeVar("_Item")
_UNIT_HEADER = re.compile(r"^(?:satuan|unit)$", re.IGNORECASE)


class Body:
    """``columns`` are the sheet columns that hold anything, ``rows`` the positions in ``block.body`` that do.

    ``leftover`` are columns that only number the rows and have no header: the index that pandas writes.
    """

    def __init__(self, block: Block) -> None:
        self.block, self.grid = block, block.grid
        paths = header_paths(block)
        sheet, self._sources = block.sheet, _sources(block)
        self.cells = {column: self._of_body(column, sheet.columns[column]) for column in block.columns}
        self.looks = {column: self._of_body(column, sheet.looks[column]) for column in block.columns}
        decided = [decide(column, paths[column], self.cells[column], self.looks[column]) for column in block.columns]
        filled = [column for column in decided if column.path or column.type != "empty"]
        self.leftover = [c for c in filled if not c.path and c.is_serial and len(filled) > 2]
        self.columns = [column for column in filled if column not in self.leftover]
        self.rows = self._telling_rows()
        self.place = {position: row for row, position in enumerate(self.rows)}

    def _of_body(self, column: int, values: Sequence[_Item]) -> list[_Item]:
        """What the rows of the body take from a column of the sheet."""
        rows = self._sources.get(column, self.block.body)
        return [values[row] for row in rows]

    def _telling_rows(self) -> list[int]:
        """Positions of rows that hold anything apart from their number."""
        telling = [self.looks[column.index] for column in self.columns if not column.is_serial]
        blank: Collection[int] = range(len(self.block.body))
        for looks in telling:
            blank = [position for position in blank if looks[position] is Look.BLANK]
        blank = set(blank)
        return [position for position in range(len(self.block.body)) if position not in blank]

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
        if not labels:
            return [""] * len(self.rows)
        said = zip(*(each(_label_part, self.cells[column.index]) for column in labels), strict=True)
        whole = [" ".join(filter(None, dict.fromkeys(parts))) for parts in said]
        return [whole[position] for position in self.rows]

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


def _label_part(cell: Cell) -> str:
    text = text_of(cell)
    return "" if _NUMBERING.fullmatch(text) else text


def _sources(block: Block) -> dict[int, list[int]]:
    """Columns with labels that are merged over several rows -> the rows from which the rows of the body take theirs."""
    places = {row: position for position, row in enumerate(block.body)}
    sources: dict[int, list[int]] = {}
    for top, left, bottom, right in block.grid.merged:
        if left == right and top in places:
            rows = sources.setdefault(left, list(block.body))
            for row in range(top + 1, bottom + 1):
                if row in places:
                    rows[places[row]] = top
    return sources
