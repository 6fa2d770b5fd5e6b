"""The cells of the body of a block, column by column: labels stand where they are meant, merged ones in every row,
figures without the unit that each of them carries.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from sources.discovery import carried
from sources.discovery.block import Block
from sources.discovery.column import ORDER, is_serial_header
from sources.looks import FIGURES, WORDS, Look, each, looks, text_of
from sources.workbook import Cell

_Item = TypeVar("_Item")
Paths = Mapping[int, tuple[str, ...]]


class Content:
    """``cells`` and ``looks`` by sheet column, row by row of the body; ``units`` are those that figures carry, as they
    are written."""

    def __init__(self, block: Block, paths: Paths) -> None:
        self.cells: dict[int, list[Cell]] = {}
        self.looks: dict[int, list[Look]] = {}
        sources = _sources(block)
        for column in block.columns:
            rows = sources.get(column, block.body)
            self.cells[column] = _picked(block.sheet.columns[column], rows)
            self.looks[column] = _picked(block.sheet.looks[column], rows)
        self._indent(block)
        self._move_slipped(block, paths)
        self.units: dict[int, str] = {}
        # What stands first names the rows, however much it looks like a figure.
        for column in block.columns[1:]:
            if unit := carried.unit(self.cells[column], " ".join(paths[column])):
                self._take_unit(column, unit)

    def _take_unit(self, column: int, unit: str) -> None:
        self.units[column] = unit
        if Look.TEXT in self.looks[column]:
            self.cells[column] = each(carried.bare, self.cells[column])
            self.looks[column] = looks(self.cells[column])

    def _indent(self, block: Block) -> None:
        """What a cell's format indents is read as if spaces did: they say the same."""
        places = {row: position for position, row in enumerate(block.body)}
        for (row, column), level in block.grid.indents.items():
            if row in places and self.looks.get(column, [])[places[row] : places[row] + 1] == [Look.TEXT]:
                cell = self.cells[column][places[row]]
                self.cells[column][places[row]] = f"{' ' * level}{cell}"

    def _move_slipped(self, block: Block, paths: Paths) -> None:
        """A label that stands among the row numbers is moved to the labels: a total that is merged over both columns,
        or written into the first of them; a year that heads the rows below it."""
        numbers = next((c for c in block.columns if paths[c] and is_serial_header(paths[c][-1])), None)
        if numbers is None or not self._are_words(numbers + 1):
            return
        for position, look in enumerate(self.looks[numbers + 1]):
            if look is Look.BLANK and self._is_slipped(numbers, position):
                self.cells[numbers + 1][position], self.cells[numbers][position] = self.cells[numbers][position], ""
                self.looks[numbers + 1][position], self.looks[numbers][position] = Look.TEXT, Look.BLANK

    def _are_words(self, column: int) -> bool:
        looks = self.looks.get(column, [])
        return sum(map(looks.count, WORDS)) * 2 > len(looks) - looks.count(Look.BLANK)

    def _is_slipped(self, numbers: int, position: int) -> bool:
        look, cell = self.looks[numbers][position], self.cells[numbers][position]
        if look is Look.YEAR:
            return all(looks[position] is Look.BLANK for column, looks in self.looks.items() if column != numbers)
        return look is Look.TEXT and not ORDER.fullmatch(text_of(cell))


def _picked(values: Sequence[_Item], rows: Sequence[int]) -> list[_Item]:
    return [values[row] for row in rows]


def _sources(block: Block) -> dict[int, list[int]]:
    """Columns with labels that are merged over several rows -> the rows from which the rows of the body take theirs.

    A figure that is merged over rows is one figure, and stands in the first of them only.
    """
    places = {row: position for position, row in enumerate(block.body)}
    sources: dict[int, list[int]] = {}
    for top, left, bottom, right in block.grid.merged:
        if left == right and left in block.columns and top in places and block.sheet.looks[left][top] not in FIGURES:
            rows = sources.setdefault(left, list(block.body))
            for row in range(top + 1, bottom + 1):
                if row in places and block.sheet.looks[left][row] is Look.BLANK:
                    rows[places[row]] = top
    return sources
