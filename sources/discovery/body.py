"""The body of a block as columns that were decided, with what its rows are and what they stand under."""

from collections.abc import Collection, Iterable
from functools import cached_property

from sources.discovery import averages, hierarchy, wording
from sources.discovery.block import Block
from sources.discovery.column import Decided, is_serial_header
from sources.discovery.columns import decide
from sources.discovery.content import Content
from sources.discovery.hierarchy import Path
from sources.discovery.labels import Labels
from sources.discovery.paths import paths as header_paths
from sources.discovery.sums import Kinds, classify
from sources.looks import Look
from sources.rates import is_rate
from sources.rules import Spot
from sources.workbook import Cell, address


class Body:
    """``columns`` are the sheet columns that hold anything, ``rows`` the positions in ``block.body`` that do, and
    ``place`` the row of a position.

    ``units`` are those that the figures of a column carry, as they are written. ``leftover`` are columns that only
    number the rows and have no header: the index that pandas writes.
    """

    def __init__(self, block: Block) -> None:
        self.block, self.grid = block, block.grid
        paths = header_paths(block)
        content = Content(block, paths)
        self.cells, self.looks, self.units = content.cells, content.looks, content.units
        decided = [decide(column, paths[column], self.cells[column], self.looks[column]) for column in block.columns]
        filled = [column for column in decided if column.path or column.type != "empty"]
        self.leftover = [c for c in filled if not c.path and c.is_serial and len(filled) > 2]
        self.columns = [column for column in filled if column not in self.leftover]
        self.rows = self._telling_rows()
        self.place = {position: row for row, position in enumerate(self.rows)}
        self.labels = Labels(self.columns, content, self.rows, block.sheet.unseen)

    def _telling_rows(self) -> list[int]:
        """Positions of rows that hold anything apart from their number."""
        blank = self._blank_in(column.index for column in self.columns if not column.is_serial)
        return [position for position in range(len(self.block.body)) if position not in blank]

    def _blank_in(self, columns: Iterable[int]) -> set[int]:
        """Positions of rows with nothing in these columns."""
        blank: Collection[int] = range(len(self.block.body))
        for column in columns:
            blank = [position for position in blank if self.looks[column][position] is Look.BLANK]
        return set(blank)

    @cached_property
    def additive(self) -> list[Decided]:
        """Columns of figures whose sums mean something."""
        return [column for column in self.columns if column.additive]

    @cached_property
    def counted(self) -> list[int]:
        """Positions of rows that may be added up across: those whose label names no rate."""
        rates = set(filter(is_rate, set(self.labels.texts)))
        return [p for p, label in zip(self.rows, self.labels.texts, strict=True) if label not in rates]

    @cached_property
    def kinds(self) -> Kinds:
        measured = [c for c in self.columns if c.type in ("integer", "number") and not c.is_serial]
        means = averages.closing(self.labels.texts, self.labels.named, [self._figures(c) for c in measured])
        ends = hierarchy.descendants(self.nested) if self.nested else None
        figures = [self._figures(column) for column in self.additive]
        header = self.labels.column.name if self.labels.column else ""
        return classify(self.labels.texts, self.labels.named, means, figures, ends, header)

    def _figures(self, column: Decided) -> list[float | int | None]:
        return [column.figures[position] for position in self.rows]

    @cached_property
    def nested(self) -> list[Path] | None:
        """Paths that codes, numbering or indentation give."""
        for column in self.columns:
            if self.labels.column and column.index < self.labels.column.index and column.type == "text":
                own = [str(column.values[p] or "") for p in self.rows]
                if column.is_order:
                    paths = hierarchy.by_numbers(own, self.labels.raw)
                else:
                    paths = hierarchy.by_codes(own, self.labels.tidy)
                if paths:
                    return paths
        return hierarchy.by_label(self.labels.raw)

    @cached_property
    def lost_parents(self) -> dict[int, Path]:
        """Rows whose label does not name what it belongs to -> their paths."""
        return {} if self.nested else hierarchy.lost_parents(self.labels.raw)

    @property
    def paths(self) -> list[Path]:
        """The labels above each row and its own; empty ones where nothing gives the table a hierarchy."""
        labels, kinds, group = self.labels.tidy, self.kinds.kinds, self.labels.group
        if self.nested:
            return self.nested
        if self.lost_parents:
            return [self.lost_parents.get(row, (label,)) for row, label in enumerate(labels)]
        if group:
            return hierarchy.by_groups([group.values[p] for p in self.rows], labels, kinds)
        if headings := self._headings():
            return hierarchy.by_headings(labels, headings, kinds)
        return hierarchy.by_sums(self.labels.texts, self.kinds) or [()] * len(self.rows)

    def _headings(self) -> set[int]:
        """Rows that only name what follows: a lone label merged over the table, or without a number where all other
        rows have one."""
        if self.labels.column is None:
            return set()
        others = (column for column in self.looks if column != self.labels.column.index)
        lone = {self.place[p] for p in self._blank_in(others) if p in self.place}
        lone = {row for row in lone if not wording.is_remark(self.labels.tidy[row])}
        numbers = next((self.looks[c.index] for c in self.columns if c.path and is_serial_header(c.path[-1])), None)
        details = [p for row, p in enumerate(self.rows) if row not in lone and self.kinds.kinds[row] == "detail"]
        numbered = numbers is not None and all(numbers[p] is not Look.BLANK for p in details)
        return {row for row in lone if numbered or self.block.is_across(self.block.body[self.rows[row]])}

    def cell(self, column: Decided, position: int) -> Cell:
        return self.cells[column.index][position]

    def spot(self, column: Decided, position: int, value: str | None = None) -> Spot:
        """The cell of a column in a row of the body, for a finding."""
        row = self.block.body[position]
        return Spot(self.grid.name, address(row, column.index), row + 1, value)
