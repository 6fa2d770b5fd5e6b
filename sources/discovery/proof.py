"""Proof across tables of one file: a column times a thousand that gives the totals which another table states."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sources.document import Row, Table
from sources.findings import Finding
from sources.rules import number

_RULE = "angka.ribuan_terbaca_desimal"
_YEAR = re.compile(r"tahun|year", re.IGNORECASE)


def prove_thousands(tables: Sequence[Table]) -> list[Table]:
    """The tables; findings about lost thousands say which totals of other tables prove them."""
    return [replace(table, findings=tuple(_proven(item, table, tables) for item in table.findings)) for table in tables]


def _proven(item: Finding, table: Table, tables: Sequence[Table]) -> Finding:
    if item.rule != _RULE:
        return item
    place = next((i for i, column in enumerate(table.columns) if column.name == item.column), None)
    if place is None:
        return item
    sums = {round(total * 1000) for total in _sums(table, place)}
    for other in tables:
        if other is table:
            continue
        stated = {value for row in other.rows for value in row.values if isinstance(value, int)}
        if sums and sums <= stated:
            proof = (
                f"Terbukti: jumlahnya setelah dikalikan 1.000 ({', '.join(map(number, sorted(sums)[:6]))}) sama dengan "
                f"angka pada lembar {other.sheet}."
            )
            return replace(item, suggestion=f"{item.suggestion} {proof}")
    return item


def _sums(table: Table, place: int) -> Iterator[float]:
    """Sums of the column: by year where a column tells it, else of the whole."""
    by = next((i for i, column in enumerate(table.columns) if _YEAR.search(column.name) and i != place), None)
    groups: dict[object, list[Row]] = {}
    for row in table.rows:
        if row.kind == "detail":
            groups.setdefault(row.values[by] if by is not None else None, []).append(row)
    for rows in groups.values():
        yield sum(value for row in rows if isinstance(value := row.values[place], int | float))
