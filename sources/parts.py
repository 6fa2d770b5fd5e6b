"""Cells of a part of a delivery (a sheet, a file), by what the contract calls them, and where each of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.cells import Cells, Mask, Positions
from sources.rules import Spot
from sources.table import Key


@dataclass(frozen=True, eq=False)
class Addresses:
    """Where the cells of a column stand, written out only for those that are asked for: ``B7`` or ``7:nama``.

    ``before`` comes round: with two texts, every second cell has the second one. ``rows`` is ``None`` when all cells
    are the one that ``before`` names. ``each`` neighbours share a cell.
    """

    rows: Positions | None
    before: Sequence[str] = ("",)
    after: str = ""
    each: int = 1

    def __getitem__(self, position: int) -> str:
        row = "" if self.rows is None else self.rows[position]
        return f"{self.before[position % len(self.before)]}{row}{self.after}"

    def firsts(self, positions: Positions) -> Positions:
        """Which of the sorted positions are the first of their cell."""
        if self.rows is None:
            return np.arange(len(positions))[:1]
        return np.unique(positions // self.each, return_index=True)[1]

    def all(self, count: int) -> pa.StringArray:
        if self.rows is None:
            return pa.repeat(self.before[0], count)
        before = pa.scalar(self.before[0])
        if len(self.before) > 1:
            before = pa.array(self.before, pa.string()).take(pa.array(np.arange(count) % len(self.before)))
        return pc.binary_join_element_wise(before, pa.array(self.rows).cast(pa.string()), self.after, "")


@dataclass(frozen=True, eq=False)
class Part:
    """``cells`` and ``addresses`` by origin, ``rows`` the number (from 1) of the row of each; all of one length.

    ``letters`` are those of the sheet's column by the contract's column. ``reported`` cells have a finding already. For
    uncertain cells the controls of the part speak: ``proven`` fit their candidate, ``refuted`` do not.
    """

    sheet: str | None
    cells: dict[Key, Cells]
    addresses: dict[Key, Addresses]
    rows: Positions
    letters: dict[str, str]
    reported: frozenset[str] = frozenset()
    proven: frozenset[str] = frozenset()
    refuted: frozenset[str] = frozenset()

    def among(self, column: str, positions: Positions, cells: frozenset[str]) -> Mask:
        """Which of the positions of a column are one of these cells."""
        if not cells:
            return np.zeros(len(positions), bool)
        places = self.addresses[column, "value"]
        return np.array([places[position] in cells for position in positions.tolist()], bool)

    def spot(self, column: str, position: int, text: str) -> Spot:
        return Spot(self.sheet, self.addresses[column, "value"][position], int(self.rows[position]), text)
