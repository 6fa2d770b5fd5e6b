"""What the numbers of one delivery say against each other without any contract: zeros only, sexes that do not add up,
an event that was entered twice."""

import re
from collections.abc import Iterator
from itertools import permutations

from quality.figures import Figures, additive
from quality.rows import Check
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
    checks = [*map(_only_zeros, figures.measures), *(_sexes(*columns) for columns in _triples(figures))]
    return [*figures.rows.findings(checks), *_twins(figures)]


def _only_zeros(column: Column) -> Check:
    name = column.name
    hint = "Pastikan angkanya memang nol; kosongkan bila belum tersedia."
    return Check(
        name,
        f'"{name}" = 0',
        lambda spots: spread("angka.nol_semua", column.label, "semuanya nol", hint, spots),
        alarm=f'count("{name}") >= {_ZEROS} and max(abs("{name}")) = 0',
    )


def _sexes(men: Column, women: Column, total: Column) -> Check:
    """Men + women = total, where the contract states no such balance and most rows keep it."""
    parts = f'"{men.name}" + "{women.name}"'
    stated = f'"{total.name}" + {parts} is not null'
    said = f"tidak sama dengan {men.label} + {women.label}, padahal pada baris lain sama"
    hint = "Periksa ketiga angka pada baris itu."
    return Check(
        total.name,
        f'"{total.name}" <> {parts}',
        lambda spots: spread("neraca.jenis_kelamin", total.label, said, hint, spots),
        alarm=f'count(*) filter ({stated}) >= {_ROWS} and avg(("{total.name}" = {parts})::int) >= {_MOSTLY} and '
        f"max({parts}) filter ({stated}) > 0",
        value=f"\"{total.name}\" || ' ≠ ' || ({parts})",
    )


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
