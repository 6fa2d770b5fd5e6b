"""Findings about the counts of a table that lost their thousands, see :mod:`sources.thousands`."""

from collections.abc import Iterator

import numpy as np

from sources.discovery.body import Body
from sources.discovery.column import Decided
from sources.findings import Finding
from sources.rules import spread
from sources.thousands import ALL, RULE, SOME, advice, are_lost, is_counted, like_lost
from sources.workbook import letters


def lost(body: Body, column: Decided) -> Iterator[Finding]:
    """A finding about the counts of a column that lost their thousands: all, or those of single rows of a table that
    mixes units."""
    if column.type != "number" or _has_proven_decimals(body, column):
        return
    known = {p: float(value) for p in body.rows if isinstance(value := column.values[p], int | float)}
    known = {p: value for p, value in known.items() if not _is_grouped(body, column, p)}
    said = ALL
    figures = np.fromiter(known.values(), np.float64, len(known))
    if not are_lost(figures, column.name, " ".join(body.block.titles)):
        said = SOME
        likely = zip(known.items(), like_lost(figures).tolist(), strict=True)
        known = {p: v for (p, v), is_like in likely if is_like and is_counted(body.labels.texts[body.place[p]])}
    if known:
        spots = {p: body.spot(column, p, str(value)) for p, value in known.items()}
        first = next(p for p, value in known.items() if not value.is_integer())
        hint = advice(spots[first].cell, known[first])
        yield spread(RULE, column.name or letters(column.index), said, hint, [*spots.values()])


def _is_grouped(body: Body, column: Decided, position: int) -> bool:
    """Whether a dot in the text of a cell was read as one that groups thousands: nothing is lost there."""
    cell = body.cell(column, position)
    return isinstance(cell, str) and "." in cell and column.written is not None and column.written.convention == "id"


def _has_proven_decimals(body: Body, column: Decided) -> bool:
    """Fractions written with a comma as text: nobody groups thousands with that in the same column."""
    written = column.written
    cells = {cell for cell in body.cells[column.index] if isinstance(cell, str)}
    return bool(written and written.sure and written.convention == "id" and any("," in cell for cell in cells))
