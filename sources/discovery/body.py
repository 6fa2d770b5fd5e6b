"""The body of a block as columns that were decided, with what its rows and labels are."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import takewhile
from statistics import fmean

from sources.discovery import hierarchy, totals
from sources.discovery.addends import decimals
from sources.discovery.block import Block
from sources.discovery.column import Decided, is_serial_header
from sources.discovery.columns import decide
from sources.discovery.content import Content
from sources.discovery.hierarchy import Path
from sources.discovery.paths import paths as header_paths
from sources.discovery.sums import Kinds, classify
from sources.looks import Look, each, text_of
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
        content = Content(block, paths)
        self.cells, self.looks = content.cells, content.looks
        decided = [decide(column, paths[column], self.cells[column], self.looks[column]) for column in block.columns]
        filled = [column for column in decided if column.path or column.type != "empty"]
        self.leftover = [c for c in filled if not c.path and c.is_serial and len(filled) > 2]
        self.columns = [column for column in filled if column not in self.leftover]
        self.rows = self._telling_rows()
        self.place = {position: row for row, position in enumerate(self.rows)}

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
    def first_figure(self) -> int:
        return min((column.index for column in self.additive), default=self.block.right)

    @cached_property
    def labelling(self) -> list[Decided]:
        """Columns of words before the figures; all of them where none stands there."""
        texts = [c for c in self.columns if c.type in ("text", "period") and not is_unit(c) and not c.is_serial]
        return [column for column in texts if column.index <= self.first_figure] or texts

    @cached_property
    def labels(self) -> list[str]:
        """One text per row: what stands before its figures, without numbering."""
        if not self.labelling:
            return [""] * len(self.rows)
        said = zip(*(each(_label_part, self.cells[column.index]) for column in self.labelling), strict=True)
        whole = [" ".join(filter(None, dict.fromkeys(parts))) for parts in said]
        return [whole[position] for position in self.rows]

    @cached_property
    def named(self) -> set[int]:
        """Rows in which one of the labels is nothing but a word for a total."""
        flags = [each(_names_a_total, self.cells[column.index]) for column in self.labelling]
        return {row for row, p in enumerate(self.rows) if any(found[p] for found in flags)}

    @cached_property
    def headings(self) -> set[int]:
        """Rows that only name what follows: a lone label merged over the table, or without a number where all other
        rows have one."""
        if self.label_column is None:
            return set()
        label = self.label_column.index
        lone = {self.place[p] for p in self._blank_in(c for c in self.looks if c != label) if p in self.place}
        numbers = next((self.looks[c.index] for c in self.columns if c.path and is_serial_header(c.path[-1])), None)
        details = [p for row, p in enumerate(self.rows) if row not in lone and self.kinds.kinds[row] == "detail"]
        numbered = numbers is not None and all(numbers[p] is not Look.BLANK for p in details)
        return {row for row in lone if numbered or self.block.is_across(self.block.body[self.rows[row]])}

    @cached_property
    def label_column(self) -> Decided | None:
        """The column of words with the most different labels."""
        unseen = self.grid.hidden_columns
        words = [c for c in self.columns if c.type == "text" and not is_unit(c) and not c.is_serial]
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
    def averages(self) -> set[int]:
        """Last rows that are named averages, and are those of the rows above."""
        closing = list(takewhile(lambda row: totals.is_average(self.labels[row]), reversed(range(len(self.rows)))))
        above = [p for row, p in enumerate(self.rows[: len(self.rows) - len(closing)]) if row not in self.named]
        columns = [c for c in self.columns if c.type in ("integer", "number") and not c.is_serial]
        return {row for row in closing if above and _are_means(columns, self.rows[row], above)}

    @property
    def tidy_labels(self) -> list[str]:
        return [" ".join(text.split()) for text in self.raw_labels]

    @cached_property
    def kinds(self) -> Kinds:
        ends = hierarchy.descendants(self.hierarchy) if self.hierarchy else None
        figures = [[column.figures[p] for p in self.rows] for column in self.additive]
        return classify(self.labels, self.named, self.averages, figures, ends)

    @cached_property
    def hierarchy(self) -> list[Path] | None:
        """Paths that codes, indentation or numbering give."""
        if self.label_column is None:
            return None
        for column in self.columns:
            if column.index < self.label_column.index and column.type == "text":
                read = hierarchy.by_numbers if column.is_order else hierarchy.by_codes
                paths = read([str(column.values[p] or "") for p in self.rows], self.tidy_labels)
                if paths:
                    return paths
        return hierarchy.by_label(self.raw_labels)

    @cached_property
    def groups(self) -> Decided | None:
        """The column before the labels that is filled only where it changes, as if it were merged."""
        before = [c for c in self.labelling if self.label_column and c.index < self.label_column.index]
        if not before or not self.label_column:
            return None
        group, own = before[-1].values, self.label_column.values
        details = [p for row, p in enumerate(self.rows) if row not in self.named]
        written = [p for p in details if group[p] is not None]
        is_begun = bool(details) and written[:1] == details[:1] and len(written) * 2 <= len(details)
        return before[-1] if is_begun and all(own[p] is not None for p in details) else None

    def cell(self, column: Decided, position: int) -> Cell:
        return self.cells[column.index][position]

    def spot(self, column: Decided, position: int, value: str | None = None) -> Spot:
        """The cell of a column in a row of the body, for a finding."""
        row = self.block.body[position]
        return Spot(self.grid.name, address(row, column.index), row + 1, value)


def is_unit(column: Decided) -> bool:
    """A column that holds the units of the column before it."""
    return bool(column.path) and bool(_UNIT_HEADER.match(column.path[-1]))


def _are_means(columns: Sequence[Decided], position: int, above: Sequence[int]) -> bool:
    """Whether the figures of a row mostly are the rounded means of others."""
    compared = agreed = 0
    for column in columns:
        stated, figures = column.figures[position], [f for p in above if (f := column.figures[p]) is not None]
        if stated is not None and figures:
            compared += 1
            agreed += abs(stated - fmean(figures)) <= 0.51 / 10 ** decimals(stated)
    return agreed * 2 > compared


def _names_a_total(cell: Cell) -> bool:
    return totals.is_named(text_of(cell))


def _label_part(cell: Cell) -> str:
    text = text_of(cell)
    return "" if _NUMBERING.fullmatch(text) else text
