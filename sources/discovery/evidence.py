"""Sums as evidence: they settle how a column is written, what a dash means, and what an uncertain cell must be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sources.counting import is_count
from sources.discovery import addends, figures, numbers
from sources.discovery.body import Body
from sources.discovery.column import Decided
from sources.thousands import may_be_lost
from sources.workbook import Cell

TOTAL_HEADER = re.compile(
    r"^(?:jumlah|total|jml\.?|l\s?\+\s?p|jumlah\s*/?\s*total|total\s*/?\s*jumlah)(?:\s+total)?$", re.IGNORECASE
)
# A column is taken for the sum of others only where most of its rows say so.
_MOSTLY = 0.6
# What the rounding of each part may have lost.
_CENT = 0.0100001


@dataclass(frozen=True)
class TotalColumn:
    """A column that is the sum of ``parts`` in each row."""

    total: Decided
    parts: tuple[Decided, ...]

    def differing(self, rows: Sequence[int]) -> list[int]:
        """Positions among ``rows`` where what is stated is not the sum of the parts."""
        is_rounded = any(column.type == "number" for column in (self.total, *self.parts))
        slack = _CENT * len(self.parts) if is_rounded else 0
        stated, found = self.total.figures, self.sums(rows)
        compared = ((p, stated[p], total) for p, total in zip(rows, found, strict=True))
        return [p for p, value, total in compared if value is not None and abs(value - total) > slack]

    def sums(self, rows: Sequence[int]) -> list[float]:
        """What the parts add up to in these rows."""
        parts = zip(*(map(part.figures.__getitem__, rows) for part in self.parts), strict=True)
        return [sum(filter(None, figures)) for figures in parts]

    def share(self, rows: Sequence[int]) -> float:
        """The share of rows in which it agrees."""
        stated = sum(self.total.figures[p] is not None for p in rows)
        return 1 - len(self.differing(rows)) / stated if stated else 0.0


def total_columns(body: Body) -> list[TotalColumn]:
    """Columns named a total, at any level of their header, that are the sum of columns beside them."""
    found: list[TotalColumn] = []
    for place, column in enumerate(body.additive):
        level = next((i for i, part in enumerate(column.path) if TOTAL_HEADER.match(part)), None)
        if level is None:
            continue
        taken = [known.total for known in found]
        before = [c for c in body.additive[:place] if c not in taken]
        for parts in (_siblings(body, column, level), before, body.additive[place + 1 :]):
            candidate = TotalColumn(column, tuple(parts))
            if len(parts) >= 2 and candidate.share(body.counted) >= _MOSTLY:
                found.append(candidate)
                break
    return found


def _siblings(body: Body, total: Decided, level: int) -> list[Decided]:
    """Columns whose header differs from the total's at one level: ``L > 2023`` and ``P > 2023`` of ``L+P > 2023``."""
    rest = (total.path[:level], total.path[level + 1 :])
    alike = [c for c in body.additive if c is not total and len(c.path) == len(total.path)]
    return [c for c in alike if (c.path[:level], c.path[level + 1 :]) == rest and not TOTAL_HEADER.match(c.path[level])]


def settle(body: Body, totals: Sequence[TotalColumn]) -> list[Decided]:
    """Decide columns that can be read in two ways: by their sums, else by how the rest of the table is written, else by
    the words of their header.

    Returns the columns that only a header which counts things decided: no sum proves them.
    """
    opened = [column for column in body.additive if column.is_open]
    for column in opened:
        _settle_by_sums(body, column)
    for known in totals:
        group = (known.total, *known.parts)
        if any(not column.is_open for column in group) and known.share(body.counted) == 1.0:
            for column in group:
                _settle(body, column, "id", f"dibuktikan oleh kolom {known.total.name}")
    _settle_by_neighbours(body)
    unproven = [column for column in body.columns if column.is_open and _settle_by_words(body, column)]
    _compare_again(body, [column for column in opened if not column.is_open])
    return unproven


def _compare_again(body: Body, settled: Sequence[Decided]) -> None:
    """Sums were compared before it was known how these columns are written."""
    for place, column in enumerate(body.additive):
        if not any(column is known for known in settled):
            continue
        found = [column.figures[position] for position in body.rows]
        compared = addends.Column(found)
        for summary in body.kinds.sums.values():
            stated, total = found[summary.row], sum(found[row] or 0 for row in summary.covers)
            others = tuple(one for one in summary.wrong if one[0] != place)
            differs = stated is not None and not compared.is_close(stated, total, len(summary.covers))
            summary.wrong = tuple(sorted((*others, (place, total)))) if summary.covers and differs else others


def explain_dashes(body: Body) -> None:
    """A dash means zero where the column's sums come out with it as nothing."""
    for place, column in enumerate(body.additive):
        if "tidak_pasti" not in column.nulls.values():
            continue
        marked = {body.place[p] for p in column.marks if p in body.place}
        if any(marked & {*s.covers} and _is_right(body, s.row, place) for s in body.kinds.sums.values()):
            column.nulls = {m: "nol" if r == "tidak_pasti" else r for m, r in column.nulls.items()}
            column.why += "; tanda kosong berarti nol, dibuktikan oleh baris jumlah"


def proven(body: Body, column: Decided, totals: Sequence[TotalColumn]) -> set[int]:
    """Positions where a total of the row, or of the column, comes out with what the cells of the column may mean."""
    found: set[int] = set()
    for known in totals:
        if any(column is part for part in (known.total, *known.parts)):
            stated = {p for p in body.counted if known.total.figures[p] is not None}
            found |= stated.difference(known.differing(body.counted))
    place = next((i for i, c in enumerate(body.additive) if c is column), None)
    for row, known_sum in body.kinds.sums.items():
        if place is not None and _is_right(body, row, place):
            found.update(body.rows[r] for r in (row, *known_sum.covers))
    return found


def _is_right(body: Body, row: int, place: int) -> bool:
    summary = body.kinds.sums[row]
    return summary.compared > 0 and place not in {wrong for wrong, _ in summary.wrong}


def _settle_by_sums(body: Body, column: Decided) -> None:
    meanings = numbers.meanings(body.cells[column.index])
    if not meanings:
        return
    fits = {name: _sums_fit(body, figures.read_as(column, body.cells[column.index], name)) for name in meanings}
    proven = [name for name, fit in fits.items() if fit and not all(fits.values())]
    if proven and not _fits_a_thousandfold(body, column, meanings[0]):
        _settle(body, column, proven[0], "dibuktikan oleh baris jumlah")


def _settle_by_neighbours(body: Body) -> None:
    """Who writes decimals with a comma in one column of a table groups thousands with a dot in the others."""
    sure = [c for c in body.columns if c.written and c.written.sure]
    commas = [c for c in sure if c.written and c.written.convention == "id" and "," in c.written.shown]
    points = [c for c in sure if c.written and c.written.shown == "1234.5"]
    if commas and not points:
        for column in body.columns:
            _settle(body, column, "id", f"kolom {commas[0].name} menulis desimal dengan koma")


def _settle_by_words(body: Body, column: Decided) -> bool:
    """Read an open column as the words of its header say; whether they count things, which proves nothing."""
    cells = body.cells[column.index]
    meanings = numbers.meanings(cells)
    if not meanings:
        return False
    grouping, decimal = meanings
    if numbers.speaks_of_fractions(column.name, cells):
        _settle(body, column, decimal, f"kolom {column.name!r} memuat pecahan menurut judulnya")
        return False
    if not column.additive or not is_count(column.name):
        return False
    # Things are counted whole, so the mark groups thousands, whichever it is.
    _settle(body, column, grouping, "karena judulnya menghitung orang atau benda; tidak terbukti")
    return True


def _settle(body: Body, column: Decided, convention: str, why: str) -> None:
    if column.is_open:
        figures.settle(column, body.cells[column.index], convention, why)


def _fits_a_thousandfold(body: Body, column: Decided, grouping: str) -> bool:
    """Whether the sums of a count come out as well when its texts group thousands, and what the sheet keeps as numbers
    are thousands whose mark it took for a decimal one."""
    cells = body.cells[column.index]
    kept = np.array([cell for cell in cells if isinstance(cell, int | float)], np.float64)
    if not is_count(column.name) or not may_be_lost(kept):
        return False
    found = figures.read_as(column, cells, grouping)
    return _sums_fit(body, [_thousandfold(cell, value) for cell, value in zip(cells, found, strict=True)])


def _thousandfold(cell: Cell, value: float | None) -> float | None:
    return value if value is None or isinstance(cell, str) else value * 1000


def _sums_fit(body: Body, found: Sequence[float | None]) -> bool:
    """Whether all sums of a column come out when its cells mean these numbers."""
    compared = False
    for summary in body.kinds.sums.values():
        stated = found[body.rows[summary.row]]
        if stated is None or not summary.covers:
            continue
        compared = True
        total = sum(found[body.rows[row]] or 0 for row in summary.covers)
        if abs(stated - total) > 1e-6 * max(1.0, abs(stated)):
            return False
    return compared
