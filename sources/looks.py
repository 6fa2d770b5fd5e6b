"""What a single cell looks like, before anything is known about its column."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import TypeVar

from sources.document import NullReason
from sources.powers import POWER
from sources.values import plain
from sources.workbook import Cell

# Marks that offices and BPS write where a number is missing. A dash alone may mean zero or unknown: the totals decide.
NULL_MARKS: dict[str, NullReason] = {
    "-": "tidak_pasti",
    "–": "tidak_pasti",
    "—": "tidak_pasti",
    "--": "tidak_pasti",
    "...": "belum_tersedia",
    "…": "belum_tersedia",
    "na": "tidak_berlaku",
    "n/a": "tidak_berlaku",
    "n.a": "tidak_berlaku",
    "n.a.": "tidak_berlaku",
    "#n/a": "tidak_berlaku",
    "null": "tidak_ada",
    "nihil": "nol",
    "tad": "tidak_ada",
    "t.a.d": "tidak_ada",
    "tidak ada": "tidak_ada",
    "tidak ada data": "tidak_ada",
    "belum tersedia": "belum_tersedia",
    "tidak tersedia": "belum_tersedia",
    "data tidak tersedia": "belum_tersedia",
    "tidak berlaku": "tidak_berlaku",
}

# BPS marks figures as revised (r), provisional (x, xx) or estimated (e); others use stars.
_NUMBER = r"(?:rp\.?\s*)?[-−+]?\s*\d[\d., ]*(?:[.,]-{1,2})?\s*(?:%|r|x{1,2}|e|\*{1,3})?|\((?:rp\.?\s*)?\d[\d., ]*\)"
_CODE = r"\d{1,2}(?:\.\s?\d{1,2}){2,}(?:\.\s?\d{3,5})*\.?|\d\.\d{2}(?:\.\d{1,4})*\.|0\d+|\d+(?:[.-]\d+)*-\d+"
_NUMBERING = r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-zA-Z]|[ivxIVX]{1,5})[.)]"
_YEAR = re.compile(r"(?:19|20)\d\d")
# 2023-08, 2023-08-17, 2022-2023: by their form also codes, yet nobody writes one so.
_TIME = r"(?:19|20)\d\d-(?:(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|(?:19|20)\d\d)"
_UNNAMED = re.compile(r"Unnamed: \d+(?:_level_\d+)?")
# The first form that fits a whole text tells its look; the names of the groups are those of the looks.
_FORM = re.compile(
    rf"(?P<blank>{_UNNAMED.pattern})|(?P<year>{_YEAR.pattern})|(?P<numbering>{_NUMBERING})|(?P<date>{_TIME})|(?P<code>{_CODE})"
    rf"|(?P<number>(?i:{_NUMBER})|{POWER})"
)
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])\s*(?:\d\)|\*+\)?)$")
# ``(5)``, also with how the column follows from others: ``5=3+4``, ``(6) = (5) : (4) x 100``.
_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,3})\s*\)?(?P<formula>\s*=[\s\d()+\-x×:/*%]+)?")
# A number with more digits is an identity, an account or a bar code, never a figure of a table; but programs write
# fractions to the last bit.
_LONGEST = 15
_FRACTION = re.compile(r"[^.,]*\d[.,](?P<part>\d{4,})\D*")

_Found = TypeVar("_Found")


class Look(Enum):
    BLANK = "blank"
    NUMBER = "number"
    YEAR = "year"
    NULL = "null"
    DATE = "date"
    CODE = "code"
    NUMBERING = "numbering"
    TEXT = "text"

    # Millions of cells are asked whether their look is one of several: by identity, without a call into Enum.
    __hash__ = object.__hash__


_LOOKS = {item.value: item for item in Look}
FIGURES = frozenset({Look.NUMBER, Look.NULL})
NOTHING = frozenset({Look.BLANK, Look.NULL})
WORDS = frozenset({Look.TEXT, Look.NUMBERING, Look.CODE, Look.DATE})


def each(read: Callable[[Cell], _Found], cells: Sequence[Cell]) -> list[_Found]:
    """What ``read`` says of every cell. Columns repeat themselves, so equal cells are read once."""
    if bool in set(map(type, cells)):
        # True equals 1, and is something else.
        return [read(cell) for cell in cells]
    known = {cell: read(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def looks(cells: Sequence[Cell]) -> list[Look]:
    """How every cell of a column looks."""
    return each(look, cells)


def look(cell: Cell | None) -> Look:
    """How the cell looks by itself."""
    if isinstance(cell, str):
        return _look(cell)
    if cell is None:
        return Look.BLANK
    if isinstance(cell, bool):
        return Look.TEXT
    if isinstance(cell, int | float):
        return Look.YEAR if is_year(cell) else Look.NUMBER
    return Look.DATE


def is_year(cell: Cell | None) -> bool:
    """A whole number that may be a year of a table, also as text."""
    if isinstance(cell, str):
        return bool(_YEAR.fullmatch(plain(cell)))
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 1900 <= cell <= 2100 and cell == int(cell)


def _look(text: str) -> Look:
    shown = plain(text)
    if not shown:
        return Look.BLANK
    if shown.casefold() in NULL_MARKS:
        return Look.NULL
    match = _FORM.fullmatch(shown)
    found = _LOOKS[match.lastgroup or ""] if match else Look.TEXT
    return Look.CODE if found is Look.NUMBER and _is_identity(shown) else found


def _is_identity(number: str) -> bool:
    digits = sum(map(str.isdigit, number))
    if digits > _LONGEST and (fraction := _FRACTION.fullmatch(number)):
        digits -= len(fraction["part"])
    return digits > _LONGEST


def is_leftover(cell: Cell | None) -> bool:
    """``Unnamed: 6_level_0``: what pandas writes where a header cell is empty."""
    return isinstance(cell, str) and bool(_UNNAMED.fullmatch(plain(cell)))


def text_of(cell: Cell | None) -> str:
    """The cell as one line of text; blank for what pandas left over."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    shown = plain(cell)
    return "" if shown[:1] == "U" and _UNNAMED.fullmatch(shown) else shown


def label_of(cell: Cell | None) -> str:
    """The text without footnote marks: ``Rumah Sakit 1)`` is ``Rumah Sakit``, ``Tipe (Blok 1)`` stays."""
    text = text_of(cell)
    return _FOOTNOTE.sub("", text).strip() if text[-1:] in (")", "*") and "(" not in text else text


def is_column_numbering(cells: list[Cell]) -> bool:
    """A row ``(1) (2) (3)`` or ``1 2 3`` that numbers the columns of a printed form."""
    found = [_COLUMN_NUMBER.fullmatch(text_of(cell)) for cell in cells if look(cell) is not Look.BLANK]
    matches = [match for match in found if match]
    numbers = [int(match[1]) for match in matches]
    plain = sum(match["formula"] is None for match in matches)
    return len(matches) == len(found) >= plain >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
