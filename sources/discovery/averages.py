"""Rows at the end of a table that are averages of the rows above, by their labels and by arithmetic."""

from collections.abc import Sequence, Set
from itertools import takewhile
from statistics import fmean

from sources.discovery import totals
from sources.discovery.addends import Number, decimals


def closing(labels: Sequence[str], sums: Set[int], columns: Sequence[Sequence[Number]]) -> set[int]:
    """Last rows that are named averages, and mostly are those of the rows above. ``sums`` are rows named a total."""
    last = list(takewhile(lambda row: totals.is_average(labels[row]), reversed(range(len(labels)))))
    above = [row for row in range(len(labels) - len(last)) if row not in sums]
    return {row for row in last if above and _are_means(columns, row, above)}


def _are_means(columns: Sequence[Sequence[Number]], row: int, above: Sequence[int]) -> bool:
    compared = agreed = 0
    for column in columns:
        stated, numbers = column[row], [number for r in above if (number := column[r]) is not None]
        if stated is not None and numbers:
            compared += 1
            agreed += abs(stated - fmean(numbers)) <= 0.51 / 10 ** decimals(stated)
    return agreed * 2 > compared
