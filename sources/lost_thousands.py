"""Counts of a delivery that lost their thousands, see :mod:`sources.thousands`: the contract says what is counted."""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from sources.cells import Numbers, Positions
from sources.contract import Column, Contract
from sources.counting import names_fractions
from sources.findings import Finding
from sources.parts import Part
from sources.rules import Spot, spread
from sources.table import is_additive
from sources.thousands import ALL, RULE, SOME, advice, are_lost, is_counted, like_lost
from sources.units import unit_of

# Cells of a finding that are named.
_LISTED = 1_000
_COMMA = re.compile(",")


def lost(parts: Sequence[Part], values: Mapping[str, pa.ChunkedArray], contract: Contract) -> Iterator[Finding]:
    """A finding for each column of counts that lost their thousands: all of them, or those in rows whose label says
    that people or things are counted. ``values`` are the columns as they were read from the parts, one behind another.
    """
    for column in contract.columns:
        # What is declared whole was refused already where it is not.
        if column.type != "number" or not is_additive(column):
            continue
        numbers = values[column.name].to_numpy()
        filled = np.flatnonzero(~np.isnan(numbers))
        said, found = ALL, filled
        header = _counted(column)
        if header is None or not are_lost(numbers[filled], header, contract.title):
            said, found = SOME, _in_counted_rows(numbers, filled, values, contract)
        if len(found) and not _has_proven_decimals(parts, column):
            yield _told(parts, column, said, numbers, found)


def _counted(column: Column) -> str | None:
    """What a column counts, in words; ``None`` when its unit is not people or things, one by one: of thousands there
    are fractions."""
    unit = unit_of(column.measure.satuan) if column.measure else None
    if unit is None or unit.kind not in ("orang", "cacah") or unit.factor != 1 or names_fractions(column.label):
        return None
    # "Unit" may be anything: then the words of the header tell.
    return column.label if unit.code == "unit" else f"jumlah {column.label}"


def _has_proven_decimals(parts: Sequence[Part], column: Column) -> bool:
    """Fractions written with a comma as text, as the contract declares: nobody groups thousands with that."""
    cells = [part.cells[column.name, "value"] for part in parts] if column.decimal == "," else []
    return any(np.any(one.matching(_COMMA)) for one in cells)


def _in_counted_rows(
    numbers: Numbers, filled: Positions, values: Mapping[str, pa.ChunkedArray], contract: Contract
) -> Positions:
    """Positions of fractions in rows whose label counts people or things, among rows of other units."""
    likely = filled[like_lost(numbers[filled])]
    is_found = np.zeros(len(likely), bool)
    for column in contract.columns:
        if not len(likely) or column.type != "string":
            continue
        labels = values[column.name].take(pa.array(likely)).combine_chunks().fill_null("").dictionary_encode()
        counted = np.array([is_counted(label) for label in labels.dictionary.to_pylist()], bool)
        is_found |= counted[labels.indices.to_numpy()]
    return likely[is_found]


def _told(parts: Sequence[Part], column: Column, said: str, numbers: Numbers, found: Positions) -> Finding:
    starts = np.cumsum([0, *(len(part.rows) for part in parts)])
    spots: list[Spot] = []
    for at in found[:_LISTED].tolist():
        owner = int(np.searchsorted(starts, at, "right")) - 1
        spots.append(parts[owner].spot(column.name, at - int(starts[owner]), f"{numbers[at]:.15g}"))
    first = next(place for place, at in enumerate(found.tolist()) if not numbers[at].is_integer())
    place = spots[min(first, len(spots) - 1)]
    return spread(RULE, column.label, said, advice(place.cell, float(place.value or 0)), spots, count=len(found))
