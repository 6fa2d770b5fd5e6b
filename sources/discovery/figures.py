"""The cells of a column of numbers -> its values, by the one convention that fits; cells that do not are problems.

A column stays open while two conventions fit. :func:`settle` reads it after all, when its sums decided.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sources.discovery import numbers
from sources.discovery.column import Decided, Problem
from sources.document import Type, Value
from sources.looks import NOTHING, Look, each, look, text_of
from sources.rates import is_rate
from sources.workbook import Cell

_UNCERTAIN = "angka.tidak_pasti"
# Times are never added up either.
_TIME = re.compile(r"(?:^|>\s)(?:tahun|year|semester|triwulan|bulan)$", re.IGNORECASE)
# What programs write for a result that is no number, and more digits or powers than a number of any program has.
_BEYOND = re.compile(
    r"[-+]?(?:nan|inf(?:inity)?|\d+(?:[.,]\d+)?e[-+]?0*[1-9]\d{2,}|\d{31,}(?:[.,]\d+)?)", re.IGNORECASE
)


class _Doubt(NamedTuple):
    """Why a cell is no number, and the number that may be meant."""

    rule: str
    candidate: float | None = None


def read(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided:
    """A column in which most cells are numbers."""
    written = numbers.decide(cells, looks)
    column = Decided(index, path, "number", [], written.why if written else "", written)
    for position, found in enumerate(each(lambda cell: _value(cell, written), cells)):
        if isinstance(found, _Doubt):
            column.problems.append(Problem(found.rule, position, text_of(cells[position]), found.candidate))
        column.values.append(None if isinstance(found, _Doubt) else found)
    column.type = _type(column)
    column.additive = not (is_rate(column.name) or _TIME.search(column.name) or column.is_serial)
    return column


def settle(column: Decided, cells: Sequence[Cell], convention: str, why: str) -> None:
    """Read an open column by one convention after all; ``why`` is what decided."""
    column.written = numbers.settled(cells, convention, why)
    column.why = column.written.why
    left: list[Problem] = []
    for problem in column.problems:
        value = numbers.value(cells[problem.position], convention) if problem.rule == _UNCERTAIN else None
        if value is None:
            left.append(problem)
        else:
            column.values[problem.position] = value
    column.problems = left
    column.__dict__.pop("figures", None)
    column.type = _type(column)


def read_as(column: Decided, cells: Sequence[Cell], convention: str) -> list[float | int | None]:
    """The numbers of an open column as they would be by a convention."""
    found = list(column.figures)
    for problem in column.problems:
        if problem.rule == _UNCERTAIN:
            found[problem.position] = numbers.value(cells[problem.position], convention)
    return found


def _value(cell: Cell, written: numbers.Written | None) -> Value | _Doubt:
    """The number in a cell, or why there is none."""
    item = look(cell)
    if item in NOTHING:
        return None
    if item is not Look.NUMBER and item is not Look.YEAR:
        return _Doubt("angka.di_luar_batas" if is_beyond(cell) else "kolom.isi_asing")
    if numbers.is_misplaced(cell):
        return _Doubt(_UNCERTAIN, numbers.digits_only(cell))
    value = numbers.value(cell, written.convention) if written else None
    if value is None:
        return _single_meaning(cell)
    if written and not written.sure and item is Look.NUMBER and value != numbers.value(cell, "plain"):
        return _Doubt(_UNCERTAIN, value)
    return value


def is_beyond(cell: Cell) -> bool:
    """A text that stands for a number which cannot be held: ``1e999``, ``NaN``, 31 digits and more."""
    return isinstance(cell, str) and bool(_BEYOND.fullmatch(text_of(cell)))


def _single_meaning(cell: Cell) -> Value | _Doubt:
    """A cell may have one meaning even though its column has no single convention."""
    meant = {number for name in numbers.CONVENTIONS if (number := numbers.value(cell, name)) is not None}
    return meant.pop() if len(meant) == 1 else _Doubt(_UNCERTAIN, numbers.digits_only(cell))


def _type(column: Decided) -> Type:
    return "number" if float in set(map(type, column.figures)) else "integer"
