"""Which cells of the header rows stand over a column: shared by reading with a contract and without one."""

from collections.abc import Iterable, Sequence

from sources.grid import Place
from sources.values import blank
from sources.workbook import Cell, Range

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
