"""Which cells of the header rows stand over a column: shared by reading with a contract and without one."""

import re
from collections.abc import Iterable, Sequence

from sources.cells import plain, unmarked
from sources.grid import Place
from sources.values import blank
from sources.workbook import Cell, Range

_YEAR = re.compile(r"(?:tahun\s)?((?:19|20)\d\d)", re.IGNORECASE)
# BPS marks years as revised (r), estimated (e) or provisional (x, xx).
_MARKED_YEAR = re.compile(rf"({_YEAR.pattern})\s?(?:xx|[xre])\)?", re.IGNORECASE)
Anchors = dict[Place, Place]


def anchors(merged: Iterable[Range], rows: Iterable[int], width: int) -> Anchors:
    """Cell inside a merged range that begins in one of the header ``rows`` -> the cell that holds its text."""
    header = set(rows)
    return {
        (row, column): (top, left)
        for top, left, bottom, right in merged
        if top in header and left < width
        for row in range(top, bottom + 1)
        if row in header
        for column in range(left, min(right + 1, width))
    }


def without_mark(text: str) -> str:
    """A header text without the footnote mark at its end: ``2022*)``, ``2023xx`` and ``Hak Milik 1)`` lose it."""
    bare = unmarked(plain(text))
    marked = _MARKED_YEAR.fullmatch(bare)
    return marked[1] if marked else bare


def year(text: str) -> int | None:
    """The year that a header text is: ``2021``, ``Tahun 2021``, ``2022*)``."""
    found = _YEAR.fullmatch(without_mark(text))
    return int(found[1]) if found else None


def over(grid: Sequence[Sequence[Cell]], rows: Sequence[int], column: int, merged: Anchors) -> list[Place]:
    """The cells over a column, topmost first, each once: its own in every header row, the one that a merged range
    brings, or the one further left that was written once over the columns that the rows below tell apart."""
    places: list[Place] = []
    for depth, row in enumerate(rows):
        place = merged.get((row, column), (row, column))
        if blank(grid[place[0]][place[1]]):
            found = _from_the_left(grid, rows[depth:], column, merged)
            if found is None:
                continue
            place = found
        if place not in places:
            places.append(place)
    return places


def _from_the_left(grid: Sequence[Sequence[Cell]], rows: Sequence[int], column: int, merged: Anchors) -> Place | None:
    row, below = rows[0], rows[1:]
    if not below or (row, column) in merged or not any(not blank(grid[r][column]) for r in below):
        return None
    for left in range(column - 1, -1, -1):
        if (row, left) in merged:
            return None
        if not blank(grid[row][left]):
            # A header with nothing below it stands over its own column only.
            return (row, left) if any(not blank(grid[r][left]) for r in below) else None
    return None
