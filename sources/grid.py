"""Sheets of cells, whatever file they came from, and how their cells are called."""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from sources.findings import Finding

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Kind = Literal["xlsx", "xlsb", "ods", "xls", "html", "csv", "json"]
# top, left, bottom, right, all included, from 0
Range = tuple[int, int, int, int]
Place = tuple[int, int]
# Where a text stands, in words for the officer, and the text.
Margin = tuple[str, str]

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True)
class Formula:
    """A formula's text (without ``=``) in a cell; ``cached`` says whether the file holds its result."""

    text: str
    cached: bool


@dataclass(frozen=True)
class Grid:
    """A sheet. ``rows`` start at A1, all of one width; empty cells are ``""``. Rows and columns count from 0.

    ``merged`` ranges and ``hidden_columns`` lie within the rows; ``hidden_rows`` hold something. ``indents`` are levels
    of indentation by the cell's format. Formulas and ``errors`` (such as ``#REF!``) are known for xlsx and ods,
    ``indents`` for xlsx and web pages; formulas also for web pages that tell them.
    ``titles`` are headings of a web page above the table.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    formulas: dict[Place, Formula] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    indents: dict[Place, int] = field(default_factory=dict)
    titles: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True)
class Workbook:
    """All sheets of a file.

    ``margins`` are texts outside of cells: comments, headers and footers, properties, names of embedded files.
    ``findings`` are about the file itself: macros, links, commands. ``notes`` say in Bahasa Indonesia how it was read;
    ``encoding`` and ``delimiter`` are those of delimited text.
    """

    kind: Kind
    sheets: tuple[Grid, ...]
    margins: tuple[Margin, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None


def address(row: int, column: int) -> str:
    """``B7`` for row 6, column 1."""
    return f"{letters(column)}{row + 1}"


@cache
def letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def place(reference: str) -> Place:
    """(6, 1) for ``B7``. Raises :class:`ValueError` for anything else."""
    match = _REFERENCE.fullmatch(reference)
    if not match or not int(match[2]):
        raise ValueError(reference)
    return int(match[2]) - 1, column_of(match[1])


@cache
def column_of(text: str) -> int:
    column = 0
    for letter in text:
        column = column * 26 + ord(letter) - 64
    return column - 1


def area(reference: str) -> Range:
    """(0, 0, 6, 1) for ``A1:B7`` or ``$A$1:$B$7``; a single cell is an area too. Raises :class:`ValueError`."""
    first, _, last = reference.replace("$", "").partition(":")
    (top, left), (bottom, right) = place(first), place(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def clipped(ranges: list[Range], height: int, width: int) -> tuple[Range, ...]:
    """The parts of merged ranges that lie within a grid and still span several cells."""
    inside = [item for item in ranges if item[0] < height and item[1] < width]
    cut = ((top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in inside)
    return tuple(item for item in cut if item[0] < item[2] or item[1] < item[3])
