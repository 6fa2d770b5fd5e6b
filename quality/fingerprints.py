"""Fingerprints of what a delivery says: the same numbers for the same labels give the same one, in any order of rows.

They find the file that was sent under another title (in Kota Mojokerto "deaths" was cell for cell "foreign residents")
and last year's column under this year's heading. A fingerprint is BLAKE2b over the labels and the numbers as doubles,
sorted by label; names of columns and datasets are not part of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from quality.figures import Figures, titled
from quality.verdict import Fingerprint
from sources.cells import whole
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
        spot = figures.rows.spot(item.column.name, item.first)
        digest, name = item.digest.hex(), titled(item.column, item.heading)
        yield Fingerprint(digest, name, item.moving, spot.sheet, spot.cell, item.numbers.size)


def _series(figures: Figures) -> Iterator[_Series]:
    if not figures.measures:
        return
    values = ", ".join(f'"{column.name}" + 0.0' for column in figures.measures)
    order = "" if figures.in_order else "order by _heading, _label, _at"
    table = figures.rows.sql.execute(f"select _at, _heading, _label, {values} from figures {order}").to_arrow_table()  # noqa: S608
    at, headings, labels, *numbers = map(whole, table.columns)
    runs = pc.run_end_encode(headings)
    start = 0
    for heading, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        told = _told(labels[start:end])
        for column, found in zip(figures.measures, numbers, strict=True):
            yield _described(column, heading, at[start].as_py(), labels[start:end], told, found[start:end])
        start = end


def _described(
    column: Column, heading: str, first: int, labels: pa.StringArray, told: blake2b, found: pa.Array
) -> _Series:
    """``told`` is the hash of all labels, of which those without a number do not count."""
    numbers: Numbers = found.to_numpy(zero_copy_only=False).astype(np.float64, copy=False)
    there = ~np.isnan(numbers)
    if not there.all():
        told, numbers = _told(labels.filter(pa.array(there))), numbers[there]
    digest = told.copy()
    digest.update(numbers.tobytes())
    large = np.abs(numbers[np.abs(numbers) >= _LARGE])
    distinct, counts = np.unique(numbers, return_counts=True)
    shares = counts / max(numbers.size, 1)
    bits = float(-(shares * np.log2(shares)).sum()) * numbers.size if distinct.size > 1 else 0.0
    moving = large.size >= _LABELS and np.unique(large).size * 2 >= large.size
    return _Series(column, heading, first, numbers, digest.digest(), bits, moving)


def _told(labels: pa.StringArray) -> blake2b:
    """The hash of the lengths of the labels, and of their texts one after another."""
    _, offsets, texts = labels.buffers()
    ends = np.frombuffer(offsets, np.int32)[labels.offset : labels.offset + len(labels) + 1]
    digest = blake2b(np.diff(ends).tobytes(), digest_size=16)
    digest.update(memoryview(texts or b"")[ends[0] : ends[-1]])
    return digest
