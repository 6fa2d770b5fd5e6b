"""Columns that can be added up, as whole numbers: which runs of rows give a row, and how far a row is from a run."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

Number = float | int | None
# Positions among the rows that are looked at, the end not included.
Run = tuple[int, int]
_MOST_PLACES = 6
_WORD = 2**64
# Multiplies the columns into one fingerprint per row: any odd number without structure will do.
_MIXER = 0x9E3779B97F4A7C15
_Prints = np.ndarray[tuple[int], np.dtype[np.uint64]]


@dataclass
class Sum:
    """A summary row: position in the body, the positions of the details that it covers, and how many columns agreed.
    ``wrong`` lists columns (positions among those given) whose sum differs, with the sum of the details."""

    row: int
    covers: tuple[int, ...]
    compared: int
    agreed: int
    wrong: tuple[tuple[int, float], ...] = ()


class Column:
    """A column of numbers, ``None`` where there is none. ``whole`` are the same as whole numbers that add up exactly:
    decimals are shifted by the most ``places`` that the column has (six at most)."""

    def __init__(self, numbers: Sequence[Number]) -> None:
        self.numbers = numbers
        self.places = max((decimals(number) for number in set(numbers) if number is not None), default=0)
        self.shift = 10**self.places
        self.whole = [0 if number is None else round(number * self.shift) for number in numbers]

    def is_close(self, stated: float, total: float, count: int) -> bool:
        """Whole numbers exactly; decimals within what rounding each of ``count`` of them may have lost."""
        slack = 0.5 / self.shift * (count + 1) if self.places else 0.0
        return abs(stated - total) <= slack + 1e-9 * max(1.0, abs(total))


class Addends:
    """All columns of a table that can be added up."""

    def __init__(self, columns: Sequence[Sequence[Number]]) -> None:
        self.columns = [Column(column) for column in columns]

    def values(self, row: int) -> tuple[int, ...]:
        return tuple(column.whole[row] for column in self.columns)

    @cached_property
    def _prints(self) -> _Prints:
        """A fingerprint per row: fingerprints add up like the rows do, modulo 2^64."""
        found = np.zeros(len(self.columns[0].whole), np.uint64)
        factor = 1
        for column in self.columns:
            factor = factor * _MIXER % _WORD
            found += np.array([value % _WORD for value in column.whole], np.uint64) * np.uint64(factor)
        return found

    def runs(self, rows: Sequence[int]) -> Iterator[tuple[int, list[Run]]]:
        """Position among ``rows`` -> unbroken runs that end before it or begin behind it and add up to it in every
        column: the longest of either kind. Rows of nothing but zeros are the sum of anything, and left out."""
        prints = self._prints[rows]
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(prints, dtype=np.uint64)))
        order = np.argsort(sums, kind="stable")
        ranked = sums[order]
        behind, before = sums[1:] + prints, sums[:-1] - prints
        last = order[np.searchsorted(ranked, behind, "right") - 1]
        first = order[np.minimum(np.searchsorted(ranked, before, "left"), len(rows))]
        places = np.arange(len(rows))
        is_behind = (sums[last] == behind) & (last > places + 1) & (prints != 0)
        is_before = (sums[first] == before) & (first < places) & (prints != 0)
        for place in np.flatnonzero(is_behind | is_before).tolist():
            runs = [(place + 1, int(last[place]))] if is_behind[place] else []
            yield place, [*runs, *([(int(first[place]), place)] if is_before[place] else [])]


class Comparison:
    """Rows held against runs of ``rows``, the positions of which are ``places``."""

    def __init__(self, addends: Addends, rows: Sequence[int]) -> None:
        self.columns, self.rows = addends.columns, rows
        self.places = {row: place for place, row in enumerate(rows)}
        self._sums = [[0, *accumulate(column.whole[row] for row in rows)] for column in self.columns]

    def best(self, row: int, runs: Iterable[Run]) -> Sum | None:
        """The row as the sum of the run on which most columns agree; of several the one least off, then the longest."""
        tried = [(self._wrong(row, run), run) for run in runs if self._count(row, run)]
        compared = sum(column.numbers[row] is not None for column in self.columns)
        if not tried:
            return None
        wrong, run = min(tried, key=lambda one: (len(one[0]), self._off(row, one[0]), -self._count(row, one[1])))
        covers = tuple(r for r in self.rows[slice(*run)] if r != row)
        return Sum(row, covers, compared, compared - len(wrong), wrong)

    def _count(self, row: int, run: Run) -> int:
        """Rows of the run: a row is never part of its own sum."""
        return run[1] - run[0] - (run[0] <= self.places[row] < run[1])

    def _off(self, row: int, wrong: Iterable[tuple[int, float]]) -> float:
        """By how much the row differs from sums, in all columns together, each compared with what it states."""
        stated = ((self.columns[place].numbers[row] or 0, total) for place, total in wrong)
        return sum(abs(number - total) / max(1.0, abs(number)) for number, total in stated)

    def _wrong(self, row: int, run: Run) -> tuple[tuple[int, float], ...]:
        start, end = run
        count = self._count(row, run)
        own = count < end - start
        wrong: list[tuple[int, float]] = []
        for place, (column, sums) in enumerate(zip(self.columns, self._sums, strict=True)):
            total = (sums[end] - sums[start] - own * column.whole[row]) / column.shift
            stated = column.numbers[row]
            if stated is not None and not column.is_close(stated, total, count):
                wrong.append((place, total))
        return tuple(wrong)


def digits(values: Sequence[int]) -> float:
    """How many digits agree when the values do: what follows from the other values (their total) proves nothing."""
    return sum(math.log10(abs(value)) for value in _independent(values) if value)


def _independent(values: Sequence[int]) -> list[int]:
    rest = list(values)
    for position, value in enumerate(values):
        others = [v for p, v in enumerate(values) if p != position and v]
        if value and len(others) >= 2 and (sum(others) == value or sum(others) == 2 * value):
            rest[position] = 0
    return rest


def decimals(number: float) -> int:
    """Places behind the decimal mark, six at most."""
    if isinstance(number, int) or number.is_integer():
        return 0
    return min(len(f"{number:.6f}".rstrip("0").partition(".")[2]), _MOST_PLACES)
