"""What names the rows of a table: the columns of words before its figures, and the one that tells the rows apart."""

import re
from collections.abc import Sequence, Set
from functools import cached_property

from sources.discovery import totals
from sources.discovery.column import Decided
from sources.discovery.content import Content
from sources.looks import each, text_of
from sources.workbook import Cell

_NUMBERING = re.compile(r"\(?[\dA-Za-z]{1,4}[.)]|[\d.]+")
_UNIT_HEADER = re.compile(r"^(?:satuan|unit)$", re.IGNORECASE)


class Labels:
    """The labels of ``rows``, which are positions in the body. ``unseen`` are sheet columns that are hidden."""

    def __init__(self, columns: Sequence[Decided], content: Content, rows: Sequence[int], unseen: Set[int]) -> None:
        self._cells, self._rows, self._unseen = content.cells, rows, unseen
        first_figure = min((column.index for column in columns if column.additive), default=None)
        words = [c for c in columns if c.type in ("text", "period") and not is_unit(c) and not c.is_serial]
        before = [c for c in words if first_figure is None or c.index < first_figure]
        self.columns = before or words

    @cached_property
    def _parts(self) -> list[list[str]]:
        """The labels of every row, column by column, without numbering."""
        read = (each(_part, self._cells[column.index]) for column in self.columns)
        return [[texts[position] for position in self._rows] for texts in read]

    @cached_property
    def texts(self) -> list[str]:
        """One text per row: all its labels, without numbering."""
        if not self.columns:
            return [""] * len(self._rows)
        return [" ".join(filter(None, dict.fromkeys(parts))) for parts in zip(*self._parts, strict=True)]

    @cached_property
    def named(self) -> set[int]:
        """Rows in which one of the labels is nothing but a word for a total."""
        found: set[int] = set()
        for texts in self._parts:
            names = set(filter(totals.is_named, set(texts)))
            found.update(row for row, text in enumerate(texts) if text in names)
        return found

    @cached_property
    def column(self) -> Decided | None:
        """The column with the most different labels."""
        texts = [c for c in self.columns if c.type == "text"]
        texts = [c for c in texts if not c.is_code] or texts
        texts = [c for c in texts if c.index not in self._unseen] or texts
        return max(texts, key=lambda c: len({c.values[p] for p in self._rows}), default=None)

    @cached_property
    def raw(self) -> list[str]:
        """The cells of that column as they are written, leading spaces included; nothing without such a column."""
        if self.column is None:
            return []
        cells = self._cells[self.column.index]
        return [cell if isinstance(cell := cells[p], str) else text_of(cell) for p in self._rows]

    @cached_property
    def tidy(self) -> list[str]:
        return [" ".join(text.split()) for text in self.raw]

    @cached_property
    def group(self) -> Decided | None:
        """The column before the labels that is filled only where it changes, as if it were merged."""
        before = [c for c in self.columns if self.column and c.index < self.column.index]
        if not before or self.column is None:
            return None
        group, own = before[-1].values, self.column.values
        details = [p for row, p in enumerate(self._rows) if row not in self.named]
        written = [p for p in details if group[p] is not None]
        is_begun = bool(details) and written[:1] == details[:1] and len(written) * 2 <= len(details)
        return before[-1] if is_begun and all(own[p] is not None for p in details) else None


def is_unit(column: Decided) -> bool:
    """A column that holds the units of the column before it."""
    return bool(column.path) and bool(_UNIT_HEADER.match(column.path[-1]))


def _part(cell: Cell) -> str:
    text = text_of(cell)
    return "" if _NUMBERING.fullmatch(text) else text
