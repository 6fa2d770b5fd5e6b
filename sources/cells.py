"""The cells of one column, looked at as a whole: a file has millions of them, and few different ones.

A text is *tidy* when its spaces are single ones, none stand at its ends, and the apostrophe is gone with which
spreadsheets mark text.
"""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.workbook import Cell

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+")
# The same characters but the plain space, for RE2, whose \s knows ASCII only.
_OTHER_SPACES = "\t\n\v\f\r\x1c-\x1f\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_FOOTNOTES = re.compile(r"(?<=\S)\s*(?:(?<![\d(])\d{1,2}\)|\*{1,3}\)?|[\u00b9\u00b2\u00b3\u2070-\u2079]+\)?)+$")
_UNTIDY = f"^[ ']| $|  |[{_OTHER_SPACES}]"
# Texts of a column that show whether it repeats itself.
_LOOK = 2_000
NoneType = type(None)
Positions = np.ndarray[tuple[int], np.dtype[np.int64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


class Cells:
    """``raw`` are the cells as they were read: of any types from a spreadsheet, Arrow texts from a text file."""

    def __init__(self, raw: "Sequence[Cell | None] | pa.StringArray") -> None:
        self._raw: Any = raw
        self._arrow = isinstance(raw, pa.Array)

    def __len__(self) -> int:
        return len(self._raw)

    def __getitem__(self, position: int) -> Cell | None:
        cell: Any = self._raw[position]
        return cell.as_py() if self._arrow else cell  # type: ignore[no-any-return]

    @cached_property
    def kinds(self) -> frozenset[type]:
        return frozenset({str}) if self._arrow else frozenset(map(type, self._raw))

    @cached_property
    def texts(self) -> pa.StringArray:
        """Tidy texts; null where the cell is no text."""
        if not self.kinds & {str}:
            return pa.nulls(len(self), pa.string())
        if self._coded is None:
            return tidied(self._written)
        return self._coded.dictionary.take(self._coded.indices)

    @cached_property
    def _coded(self) -> pa.DictionaryArray | None:
        """The tidy texts of a column that repeats itself."""
        found = self._written
        if not _repetitive(found):
            return None
        coded = found.dictionary_encode()
        return pa.DictionaryArray.from_arrays(coded.indices, tidied(coded.dictionary))

    @property
    def _written(self) -> pa.StringArray:
        """Texts as they stand in the cells."""
        if self._arrow:
            return self._raw
        only = self.kinds <= {str, NoneType}
        return strings(self._raw if only else [c if type(c) is str else None for c in self._raw])

    def matching(self, pattern: re.Pattern[str]) -> Mask:
        """Where a pattern without regard to case is found in the tidy text of a cell that is not empty."""
        if not self.kinds & {str}:
            return np.zeros(len(self), bool)
        if self._coded is None:
            return matching(self.texts, pattern) & ~self.blank
        different = self._coded.dictionary
        found = matching(different, pattern) & mask(pc.not_equal(different, ""))
        return mask(pa.array(found).take(self._coded.indices))

    @property
    def digits(self) -> bool:
        """Whether every cell is a text of at most 15 digits and nothing else."""
        if self.kinds != {str}:
            return False
        different = self.texts if self._coded is None else self._coded.dictionary
        longest = pc.max(pc.binary_length(different)).as_py()
        return longest is not None and longest <= 15 and pc.all(pc.ascii_is_decimal(different)).as_py()

    def cast(self, kind: pa.DataType) -> pa.Array:
        """The texts as values of another type. Raises :class:`pyarrow.ArrowInvalid` when one is none."""
        if self._coded is None:
            return self.texts.cast(kind)
        return self._coded.dictionary.cast(kind).take(self._coded.indices)

    @cached_property
    def plain(self) -> pa.StringArray:
        """What stands in the cells, as tidy text: ``12.0`` as ``12``, nothing as an empty text."""
        if self.kinds <= {str, NoneType}:
            return self.texts.fill_null("")
        return strings([plain(cell) for cell in self._raw])

    @cached_property
    def blank(self) -> Mask:
        if not self.kinds & {str, NoneType}:
            return np.zeros(len(self), bool)
        empty = mask(pc.equal(self.texts, ""))
        if NoneType in self.kinds:
            empty |= np.fromiter((cell is None for cell in self._raw), bool, len(self))
        return empty

    @cached_property
    def numbers(self) -> Numbers:
        """Cells that are numbers already; others are not-a-number."""
        if self.kinds <= {float, int}:
            return np.array(self._raw, np.float64)
        if not self.kinds & {float, int}:
            return np.full(len(self), np.nan)
        found = (float(c) if type(c) in (float, int) else np.nan for c in self._raw)
        return np.fromiter(found, np.float64, len(self))

    @cached_property
    def spellings(self) -> tuple[list[Cell | None], Positions]:
        """The different cells, and for each cell which of them it is. 1, 1.0 and True are different."""
        if self.kinds <= {str, NoneType}:
            found = self._coded
            if found is None or found.null_count:
                found = self.texts.dictionary_encode("encode")
            return found.dictionary.to_pylist(), found.indices.to_numpy().astype(np.int64)
        known: dict[tuple[type, Cell | None], int] = {}
        numbers = [known.setdefault((type(cell), cell), len(known)) for cell in self._raw]
        return [cell for _, cell in known], np.array(numbers, np.int64)

    def array(self, kind: pa.DataType) -> pa.Array:
        """The cells as they are. Raises :class:`pyarrow.ArrowInvalid` when one does not fit."""
        return pa.array(self._raw, kind)

    def repeat(self, times: int) -> "Cells":
        """Each cell so many times in a row."""
        return self if times == 1 else self.take(np.repeat(np.arange(len(self)), times))

    @classmethod
    def woven(cls, columns: "Sequence[Cells]") -> "Cells":
        """The cells of several columns row by row."""
        return cls([cell for row in zip(*(column._raw for column in columns), strict=True) for cell in row])

    def take(self, rows: Positions) -> "Cells":
        """The cells of these positions, in this order."""
        first, count = (int(rows[0]), len(rows)) if len(rows) else (0, 0)
        run = count > 0 and rows[-1] - first == count - 1 and bool((np.diff(rows) == 1).all())
        if self._arrow:
            taken = Cells(self._raw.slice(first, count) if run else self._raw.take(pa.array(rows)))
        else:
            taken = Cells(self._raw[first : first + count] if run else [self._raw[row] for row in rows.tolist()])
        if len(self.kinds) == 1:
            taken.kinds = self.kinds
        if "texts" in self.__dict__:
            taken.texts = self.texts.slice(first, count) if run else self.texts.take(pa.array(rows))
        return taken


def plain(cell: Cell | None) -> str:
    """The text of a cell: spaces of all kinds collapsed, a leading apostrophe taken off, ``12.0`` as ``12``."""
    return _tidy(cell) if isinstance(cell, str) else written(cell)


def blank(cell: Cell | None) -> bool:
    return not _tidy(cell) if isinstance(cell, str) else cell is None


def unmarked(text: str) -> str:
    """A tidy text without the footnote marks at its end: ``1)``, ``*``, ``*)``, ``²``."""
    return _FOOTNOTES.sub("", text)


def written(cell: Cell | None) -> str:
    """What stands in a cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    return str(cell)


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip().lstrip("' ")
    return _respaced(text)


@lru_cache(maxsize=100_000)
def _respaced(text: str) -> str:
    return _SPACES.sub(" ", text).strip().lstrip("' ")


def _repetitive(texts: pa.StringArray) -> bool:
    """Whether the first texts are the same few again and again."""
    return len(texts) > _LOOK and pc.count_distinct(texts.slice(0, _LOOK)).as_py() < _LOOK // 2


def tidied(texts: pa.StringArray) -> pa.StringArray:
    """All texts of a column, tidy."""
    if _without_spaces(texts):
        return texts
    untidy = pc.match_substring_regex(texts, _UNTIDY)
    if not pc.any(untidy).as_py():
        return texts
    found = pc.replace_substring_regex(texts.filter(untidy), f"[ {_OTHER_SPACES}]+", " ")
    return pc.replace_with_mask(texts, untidy, pc.ascii_ltrim(pc.ascii_trim(found, " "), "' "))


def _without_spaces(texts: pa.StringArray) -> bool:
    """Whether all characters are visible ASCII and none an apostrophe, as in codes and numbers."""
    _, offsets, characters = texts.buffers()
    if characters is None:
        return True
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    found = np.frombuffer(characters, np.uint8)[ends[0] : ends[-1]]
    return not len(found) or bool(found.min() > ord(" ") and found.max() < 0x7F and (found != ord("'")).all())


def matching(texts: pa.StringArray, pattern: re.Pattern[str]) -> Mask:
    """Where a pattern without regard to case is found. ``texts`` are tidy; null is no match.

    RE2 is some hundred times faster than ``re``, and means the same by a pattern that it accepts on ASCII texts.
    """
    if "{," in pattern.pattern:
        return _searched(texts, pattern)
    try:
        found = mask(pc.match_substring_regex(texts, pattern.pattern, ignore_case=True))
    except pa.ArrowInvalid:
        return _searched(texts, pattern)
    foreign = mask(pc.invert(pc.string_is_ascii(texts)))
    if foreign.any():
        found[foreign] = _searched(texts.filter(pa.array(foreign)), pattern)
    return found


def _searched(texts: pa.StringArray, pattern: re.Pattern[str]) -> Mask:
    return np.array([text is not None and pattern.search(text) is not None for text in texts.to_pylist()], bool)


def mask(found: pa.BooleanArray) -> Mask:
    """As NumPy; null is no."""
    return found.fill_null(False).to_numpy(zero_copy_only=False).copy()  # type: ignore[no-any-return]


def strings(texts: Sequence[str | None]) -> pa.StringArray:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        # Half of a surrogate pair, as broken programs write it.
        return pa.array([t and t.encode(errors="replace").decode() for t in texts], pa.string())


def whole(column: pa.ChunkedArray) -> pa.Array:
    """The column as one array, which is copied only where it is not one already."""
    found = column if column.num_chunks == 1 else column.combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found


def grouped(which: Positions, wanted: Sequence[int]) -> list[Positions]:
    """Positions of each wanted number, in order."""
    if not wanted:
        return []
    order = np.argsort(which, kind="stable")
    starts = np.searchsorted(which[order], wanted, "left").tolist()
    ends = np.searchsorted(which[order], wanted, "right").tolist()
    return [order[start:end] for start, end in zip(starts, ends, strict=True)]
