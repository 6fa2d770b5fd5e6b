"""The rows of a form: those that the contract asks for wait with their label, others stay empty."""

from itertools import groupby, product
from math import prod
from operator import itemgetter

from sources.contract import Column
from sources.periods import Period
from sources.regions import Place
from sources.table import Key
from sources.template.naming import subtotal_label
from sources.template.shapes import Group, Setting

# Rows of a table whose length nobody knows beforehand, and how many for each region that must occur.
_OPEN, _PER_REGION = 500, 10
_MOST = 20_000

Texts = dict[Key, str]
# The texts of a row, and the code of the kecamatan that it lies in.
_Row = tuple[Texts, str | None]


def groups_of(setting: Setting, place: Place | None) -> tuple[Group, ...]:
    """Rows of the sheet that stands for ``place``, or of the only one."""
    axes = [_demanded(setting, column, place) for column in _row_key(setting)]
    known = [axis for axis in axes if axis is not None]
    if not axes or len(known) < len(axes):
        return (Group(({},) * _capacity(setting)),)
    rows = [_joined(found) for found in product(*known)]
    labelled = ((subtotal_label(setting, above if place is None else None), texts) for texts, above in rows)
    return tuple(
        Group(tuple(texts for _, texts in found), label) for label, found in groupby(labelled, key=itemgetter(0))
    )


def is_open(setting: Setting) -> bool:
    """Whether nobody can say beforehand how many rows a form gets."""
    return any(_domain(setting, column) is None for column in _row_key(setting)) or not _row_key(setting)


def months_of(column: Column, period: Period) -> list[str]:
    """Texts for the months of the period in a column whose codes are months: ``7``, ``07`` or ``2025-07``."""
    months = range(period.start.month, period.end.month + 1)
    codes = column.codes or {}
    return [texts[0] for code, texts in codes.items() if code[-2:].isdecimal() and int(code[-2:]) in months]


def _row_key(setting: Setting) -> list[Column]:
    """Key columns that stand in the rows; the one with the regions that must occur comes first."""
    columns = [setting.contract.column(name) for name in setting.contract.key]
    coverage = setting.contract.coverage
    found = [column for column in columns if column.origin and column.origin.header]
    return sorted(found, key=lambda column: not (coverage and coverage.column == column.name))


def _demanded(setting: Setting, column: Column, place: Place | None) -> list[_Row] | None:
    """The texts that must occur in a key column; ``None`` when the officer decides."""
    coverage = setting.contract.coverage
    if coverage and column.name == coverage.column:
        below = [p for p in setting.places(column) if place is None or place.code in (p.parent, p.code)]
        return [_of_place(setting, column, found) for found in below]
    if column.codes and coverage and column.name in coverage.per:
        return [({(column.name, "value"): texts[0]}, None) for texts in column.codes.values()]
    months = months_of(column, setting.period) if column.name == setting.contract.period.column else []
    return [({(column.name, "value"): text}, None) for text in months] or None


def _of_place(setting: Setting, column: Column, place: Place) -> _Row:
    assert column.region
    texts: Texts = {(column.name, "value"): place.code if column.region.by == "code" else place.name}
    texts[column.name, "name"] = place.name
    if place.parent:
        texts[column.name, "parent"] = setting.regions[place.parent].name
    return texts, place.parent if place.level == "desa" else None


def _joined(rows: tuple[_Row, ...]) -> _Row:
    texts = {key: text for found, _ in rows for key, text in found.items()}
    return texts, next((kecamatan for _, kecamatan in rows if kecamatan), None)


def _domain(setting: Setting, column: Column) -> int | None:
    """How many different texts a key column may hold."""
    if column.region:
        return len(setting.places(column))
    return len(column.codes) if column.codes else None


def _capacity(setting: Setting) -> int:
    """Rows that stay empty: as many as there can be, or enough."""
    if not is_open(setting):
        return min(prod(_domain(setting, column) or 1 for column in _row_key(setting)), _MOST)
    coverage = setting.contract.coverage
    regions = len(setting.places(setting.contract.column(coverage.column))) if coverage else 0
    return min(max(_OPEN, regions * _PER_REGION), _MOST)
