"""The cells of a column, searched in bulk: a clean column of a million cells costs tens of milliseconds.

Positions count from 0. Numbers are shown as the digits that stand in the cell.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.workbook import Cell

Part: TypeAlias = Sequence[Cell | None] | pa.Array | pa.ChunkedArray

# A column of more cells is searched by itself.
_ALONE = 50_000
# So many texts are matched at once, joined by what no pattern of ours lets stand between what it looks for; but never
# more bytes than an Arrow text can hold.
_JOINED = 1_000
JOINER = "\x01A\x01"
_MOST_BYTES = 1 << 30
# Rows that become Python values at a time.
_STEP = 10_000


class Cells:
    """``parts`` stand one below the other: the position of the first cell, and an Arrow array (also dictionary-encoded
    or chunked) or a plain sequence. Nothing is copied."""

    def __init__(self, *parts: tuple[int, Part]) -> None:
        self._parts = [plain for start, cells in parts for plain in _plain_parts(start, cells)]
        texts = ((start, _texts(cells)) for start, cells in self._parts)
        # Arrow arrays of the cells' texts and the position of their first cell; other cells are null.
        self.texts: list[tuple[int, Any]] = [(start, cells) for start, cells in texts if cells is not None]

    @cached_property
    def filled_cells(self) -> int:
        """How many cells are not empty."""
        return sum(_filled(cells) for _, cells in self._parts)

    def large_numbers(self, least: float) -> list[tuple[int, str]]:
        """Whole numbers of at least ``least``, as digits."""
        return [
            (start + at, whole)
            for start, cells in self._parts
            for at, number in _large(cells, least)
            if (whole := written(number)).isdecimal()
        ]

    def filled(self, after: int = -1) -> Iterator[tuple[int, Cell]]:
        """Position and value of the cells that are not empty, below position ``after``."""
        for first, cells in self._parts:
            for start in range(max(after + 1 - first, 0), len(cells), _STEP):
                for position, cell in enumerate(_values(cells[start : start + _STEP]), first + start):
                    if cell is not None and cell != "" and not (isinstance(cell, str) and cell.isspace()):
                        yield position, cell

    def sample(self, after: int, most: int) -> list[tuple[int, Cell]]:
        return list(islice(self.filled(after), most))


def search(
    columns: Sequence[Cells], pattern: str, *, least: int = 1, longest: int | None = None, first: int | None = None
) -> Iterator[tuple[int, int, str]]:
    """Number of the column, position and text of the cells that match an RE2 pattern anywhere.

    Texts of fewer than ``least`` bytes cannot match; those of more than ``longest`` characters are left out. ``first``:
    only so many cells of a column are looked at.
    """
    for places, texts in _together(columns, first):
        starts = [start for start, _, _ in places]
        for at, text in _matching(texts, pattern, least):
            if longest is None or len(text) <= longest:
                start, column, position = places[bisect_right(starts, at) - 1]
                yield column, position + at - start, text


def written(cell: Cell | None) -> str:
    """What stands in a cell, in one line; a whole number as its digits, whatever Excel makes of it."""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else f"{cell!r}"
    return "" if cell is None else " ".join(str(cell).split())


def _together(columns: Sequence[Cells], first: int | None) -> Iterator[tuple[list[tuple[int, int, int]], Any]]:
    """Texts of several columns as one array, with (where they start in it, column, position) of each part. Columns of
    many cells stay alone: to copy them costs more than to search once more."""
    places: dict[Any, list[tuple[int, int, int]]] = defaultdict(list)
    arrays: dict[Any, list[Any]] = defaultdict(list)
    sizes: dict[Any, int] = defaultdict(int)
    for number, column in enumerate(columns):
        for start, chunk in column.texts:
            part = chunk if first is None else _plain(chunk.slice(0, max(first - start, 0)))
            if len(part) > _ALONE or pa.types.is_dictionary(part.type):
                yield [(0, number, start)], part
                continue
            places[part.type].append((sizes[part.type], number, start))
            arrays[part.type].append(part)
            sizes[part.type] += len(part)
    for kind, parts in arrays.items():
        yield places[kind], pa.concat_arrays(parts)


def _plain_parts(start: int, cells: Part) -> Iterator[tuple[int, Any]]:
    """Plain sequences and arrays that are neither chunked nor views."""
    if not isinstance(cells, pa.ChunkedArray):
        yield start, _searchable(cells) if isinstance(cells, pa.Array) else cells
        return
    for chunk in map(_searchable, cells.chunks if cells.num_chunks < 2 else _combined(cells)):
        yield start, chunk
        start += len(chunk)


def _texts(cells: Any) -> Any:
    """The texts of a part as an array, ``None`` where it cannot hold any."""
    if isinstance(cells, pa.Array):
        return cells if _is_text(cells.type) else None
    texts = [cell if type(cell) is str else None for cell in cells]
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        # Half of a surrogate pair, as broken programs write it.
        return pa.array([t and t.encode(errors="replace").decode() for t in texts], pa.large_string())


def _searchable(cells: Any) -> Any:
    return _plain(cells) if pa.types.is_string_view(cells.type) else cells


def _plain(texts: Any) -> Any:
    """Texts as such: neither dictionary-encoded nor views, which the search does not know."""
    kind = texts.type.value_type if pa.types.is_dictionary(texts.type) else texts.type
    kind = pa.large_string() if pa.types.is_string_view(kind) else kind
    return texts if texts.type == kind else texts.cast(kind)


def _combined(cells: Any) -> Iterable[Any]:
    whole = cells.combine_chunks()
    return whole.chunks if isinstance(whole, pa.ChunkedArray) else [whole]


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _matching(texts: Any, pattern: str, least: int) -> Iterator[tuple[int, str]]:
    if pa.types.is_dictionary(texts.type):
        at = _places(texts.dictionary, pattern, least)
        if not len(at):
            return
        at = pc.indices_nonzero(pc.fill_null(pc.is_in(texts.indices, value_set=at.cast(texts.indices.type)), False))
        found = texts.take(at).dictionary_decode()
    else:
        at = _places(texts, pattern, least)
        found = texts.take(at)
    yield from zip(at.to_pylist(), found.to_pylist(), strict=True)


def _places(texts: Any, pattern: str, least: int) -> Any:
    """Positions of the texts that match. To match a thousand joined texts at once is several times faster than to match
    each, so only those are looked into that matched together."""
    if (pc.max(pc.binary_length(texts)).as_py() or 0) < least:
        return pa.array([], pa.uint64())
    if len(texts) < _JOINED or texts.nbytes > _MOST_BYTES:
        return pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(texts, pattern), False))
    ends = pa.array([*range(0, len(texts), _JOINED), len(texts)], pa.int32())
    groups = pa.ListArray.from_arrays(ends, pc.fill_null(texts, ""))
    joined = pc.binary_join(groups, pa.scalar(JOINER, texts.type))
    hit = pc.indices_nonzero(pc.match_substring_regex(joined, pattern)).to_numpy()
    # All of them at once: to compile a large pattern takes longer than to match a thousand texts.
    at = (hit[:, None] * _JOINED + np.arange(_JOINED, dtype=np.uint64)).ravel()
    places = pa.array(at[at < len(texts)])
    return places.filter(pc.fill_null(pc.match_substring_regex(texts.take(places), pattern), False))


def _filled(cells: Any) -> int:
    if not isinstance(cells, pa.Array):
        return sum(1 for cell in cells if cell is not None and cell != "")
    if _is_text(cells.type):
        return int(pc.sum(pc.greater(pc.binary_length(_plain(cells)), 0)).as_py() or 0)
    return len(cells) - int(cells.null_count)


def _large(cells: Any, least: float) -> Iterable[tuple[int, Cell]]:
    """Position and value of the numbers of at least ``least``."""
    if not isinstance(cells, pa.Array):
        return [(at, cell) for at, cell in enumerate(cells) if type(cell) in (int, float) and cell >= least]
    if not (pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type)):
        return []
    at = pc.indices_nonzero(pc.fill_null(pc.greater_equal(cells, pa.scalar(least, pa.float64())), False))
    return zip(at.to_pylist(), cells.take(at).to_pylist(), strict=True)


def _values(cells: Any) -> Sequence[Cell | None]:
    if not isinstance(cells, pa.Array):
        plain: Sequence[Cell | None] = cells
        return plain
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    values: Sequence[Cell | None] = cells.to_pylist()
    return values
