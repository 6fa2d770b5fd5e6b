"""Fingerprints of what a delivery says: the same numbers for the same labels give the same one, in any order of rows.

They find the file that was sent under another title (in Kota Mojokerto "deaths" was cell for cell "foreign residents")
and last year's column under this year's heading. A fingerprint is BLAKE2b over the labels and the numbers as doubles,
sorted by label; names of columns and datasets are not part of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from quality.figures import Figures, titled
from quality.verdict import Fingerprint
from sources.contract import Column

# Fewer labels are alike too easily.
_LABELS = 8
# Information in the numbers (their entropy times their count): what makes two unrelated tables equal by chance once
# in a million, and two unrelated columns, of which there are many, once in four thousand million. Constant columns and
# columns of zeros have none.
_TABLE_BITS, _COLUMN_BITS = 20.0, 32.0
# A number of three digits hardly stays as it was from one period to the next; small counts (schools, posts) often do.
_LARGE = 100

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Series:
    column: Column
    heading: str
    first: int
    numbers: Numbers
    digest: bytes
    bits: float
    moving: bool


def fingerprints(figures: Figures) -> tuple[Fingerprint, ...]:
    """The fingerprints that count: nothing for small, constant or empty columns."""
    series = [item for item in _series(figures) if item.numbers.size]
    if not series or max(item.numbers.size for item in series) < _LABELS:
        return ()
    counted = [item for item in series if item.numbers.size >= _LABELS and item.bits >= _COLUMN_BITS]
    found = list(_columns(figures, counted))
    if sum(item.bits for item in series) >= _TABLE_BITS:
        digest = blake2b(b"".join(sorted(item.digest for item in series)), digest_size=16).hexdigest()
        count = sum(item.numbers.size for item in series)
        moving = any(item.moving for item in series)
        found.insert(0, Fingerprint(digest, None, moving, None, None, count))
    return tuple(found)


def _columns(figures: Figures, counted: Sequence[_Series]) -> Iterator[Fingerprint]:
    for item in counted:
        (spot,) = figures.rows.spots(item.column.name, "_at = ?", item.first)
        digest, name = item.digest.hex(), titled(item.column, item.heading)
        yield Fingerprint(digest, name, item.moving, spot.sheet, spot.cell, item.numbers.size)


def _series(figures: Figures) -> Iterator[_Series]:
    if not figures.measures:
        return
    values = ", ".join(f'"{column.name}" + 0.0' for column in figures.measures)
    table = figures.rows.sql.execute(
        # md5 and not DuckDB's own hash, which another version may change.
        f"select _at, _heading, md5_number_lower(_label), {values} from figures order by _heading, _label, _at"  # noqa: S608
    ).to_arrow_table()
    at, headings, labels = (table.column(i) for i in range(3))
    columns = [_numbers(table.column(3 + i)) for i in range(len(figures.measures))]
    positions, keys = at.to_numpy(), labels.to_numpy()
    for start, end in _runs(headings.to_pylist()):
        for column, numbers in zip(figures.measures, columns, strict=True):
            part = numbers[start:end]
            there = ~np.isnan(part)
            yield _described(column, headings[start].as_py(), positions[start:end], keys[start:end][there], part[there])


def _described(column: Column, heading: str, at: Any, labels: npt.NDArray[Any], numbers: Numbers) -> _Series:
    digest = blake2b(labels.tobytes() + numbers.tobytes(), digest_size=16).digest()
    large = np.abs(numbers[np.abs(numbers) >= _LARGE])
    distinct, counts = np.unique(numbers, return_counts=True)
    shares = counts / max(numbers.size, 1)
    bits = float(-(shares * np.log2(shares)).sum()) * numbers.size if distinct.size > 1 else 0.0
    moving = large.size >= _LABELS and np.unique(large).size * 2 >= large.size
    return _Series(column, heading, int(at[0]), numbers, digest, bits, moving)


def _numbers(column: Any) -> Numbers:
    found: Numbers = column.to_numpy()
    return found.astype(np.float64, copy=False)


def _runs(items: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Bounds of stretches of equal items."""
    start = 0
    for position in range(1, len(items) + 1):
        if position == len(items) or items[position] != items[start]:
            yield start, position
            start = position
