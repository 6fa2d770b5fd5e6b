"""What the numbers of one delivery say against each other without any contract: zeros only, sexes that do not add up,
an event that was entered twice."""

import re
from collections.abc import Iterator
from itertools import permutations

from quality.figures import Figures, additive
from sources.contract import Column
from sources.findings import Finding
from sources.rules import spread

_MEN = re.compile(r"\b(?:laki[\s-]*laki|laki|pria)\b")
_WOMEN = re.compile(r"\b(?:perempuan|wanita)\b")
# Rows needed, and share of them in which a column is the sum of both sexes, until it is taken for their total.
_ROWS, _MOSTLY = 5, 0.8
# Rows that a column of zeros only must have to be strange.
_ZEROS = 8


def check(figures: Figures) -> list[Finding]:
    """All findings of these rules."""
    return [*_only_zeros(figures), *_sexes(figures), *_twins(figures)]


def _only_zeros(figures: Figures) -> Iterator[Finding]:
    for column in figures.measures:
        name = column.name
        condition = f'(select count("{name}") >= {_ZEROS} and max(abs("{name}")) = 0 from rows) and "{name}" = 0'  # noqa: S608
        if spots := figures.rows.spots(name, condition):
            hint = "Pastikan angkanya memang nol; kosongkan bila belum tersedia."
            yield spread("angka.nol_semua", column.label, "semuanya nol", hint, spots)


def _sexes(figures: Figures) -> Iterator[Finding]:
    """Men + women = total, where the contract states no such balance and most rows keep it."""
    for men, women, total in _triples(figures):
        parts = f'"{men.name}" + "{women.name}"'
        kept = (
            f'(select count(*) >= {_ROWS} and avg(("{total.name}" = {parts})::int) >= {_MOSTLY} and max({parts}) > 0 '  # noqa: S608
            f'from rows where "{total.name}" + {parts} is not null)'
        )
        condition = f'"{total.name}" <> {parts} and {kept}'
        value = f"\"{total.name}\" || ' ≠ ' || ({parts})"
        if spots := figures.rows.spots(total.name, condition, value=value):
            said = f"tidak sama dengan {men.label} + {women.label}, padahal pada baris lain sama"
            yield spread("neraca.jenis_kelamin", total.label, said, "Periksa ketiga angka pada baris itu.", spots)


def _triples(figures: Figures) -> Iterator[tuple[Column, Column, Column]]:
    stated = {frozenset(balance.parts) for balance in figures.contract.balances}
    columns = [column for column in figures.measures if additive(column)]
    for men, women in permutations(columns, 2):
        if not _same_but_for_sex(men, women) or frozenset((men.name, women.name)) in stated:
            continue
        yield from ((men, women, total) for total in columns if total not in (men, women))


def _same_but_for_sex(men: Column, women: Column) -> bool:
    first, second = men.label.casefold(), women.label.casefold()
    return bool(_MEN.search(first) and _WOMEN.search(second)) and _MEN.sub("", first) == _WOMEN.sub("", second)


def _twins(figures: Figures) -> Iterator[Finding]:
    """Events that differ in their number only. Without a time among the columns, rows may be alike by chance."""
    contract = figures.contract
    key = contract.key
    others = [column.name for column in contract.columns if column.name not in key]
    times = [column.name for column in contract.columns if column.type == "timestamp" and column.name in others]
    if len(key) != 1 or contract.column(key[0]).region or not times:
        return
    names = ", ".join(f'"{name}"' for name in others)
    condition = (
        f'"{times[0]}" is not null and ({names}) in (select ({names}) from rows group by all having count(*) > 1)'  # noqa: S608
    )
    if spots := figures.rows.spots(key[0], condition):
        said = "berbeda nomornya, tetapi seluruh isian lain pada barisnya sama dengan baris lain"
        hint = "Hapus bila tercatat dua kali. Bila memang dua kejadian, tidak perlu diubah."
        yield spread("baris.kembar", contract.column(key[0]).label, said, hint, spots)
