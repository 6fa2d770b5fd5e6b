"""Times as offices write them: dates, months, quarters, semesters, school years -> one spelling each."""

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from sources.document import Type
from sources.looks import text_of
from sources.periods import MONTH_NUMBERS
from sources.workbook import Cell

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTH = MONTH_NUMBERS | {
    "mrt": 3, "may": 5, "agst": 8, "aug": 8, "oct": 10, "dec": 12, "january": 1, "february": 2, "march": 3, "june": 6,
    "july": 7, "august": 8, "october": 10, "december": 12,
}  # fmt: skip
_DAY_NAME = re.compile(r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\s*,?\s*", re.IGNORECASE)
_CLOCK = re.compile(r",?\s*(?:pukul|jam)?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*(?:wib|wita|wit)?$", re.IGNORECASE)
_HOUR = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?:\s*(?:wib|wita|wit))?", re.IGNORECASE)
_WRITTEN = re.compile(r"(\d{1,2})[\s\-/]+([^\W\d]+)\.?[\s\-/,]+(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
# A short year has no dots: ``3.07.23`` may as well be a code.
_DAY_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|(?<!\.)\d{2})")
_MONTH_YEAR = re.compile(r"([^\W\d]+)\.?\s*[-'’]\s*(\d{4}|\d{2})")
_PART_HEADER = re.compile(r"(?:(?P<S>semester|smt|sem)|(?P<Q>triwulan|tw|trw|kuartal|quarter))\.?", re.IGNORECASE)
_PARTS = {"S": ("i", "ii"), "Q": ("i", "ii", "iii", "iv")}
# Groups such as 5-9 of ages, of which a spreadsheet makes the fifth of September.
_SPAN = re.compile(r"\d{1,3}\s*[-–]\s*\d{1,3}")
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_QUARTER = re.compile(
    r"(?:tw|triwulan|trw|kuartal|quarter|q)\.?\s*-?\s*(i{1,3}|iv|[1-4])(?:\s*[-/ ]?\s*(?:tahun\s*)?(\d{4}))?"
)
_SEMESTER = re.compile(r"(?:semester|smt|sem|s)\.?\s*-?\s*(i{1,2}|[12])(?:\s*[-/ ]?\s*(?:tahun\s*)?(\d{4}))?")
_SCHOOL_YEAR = re.compile(r"(?:(?:tahun\s*)?(?:ajaran|pelajaran)|t\.?\s?a\.?|ta)?\s*(\d{4})\s*[-–/]\s*(\d{4})")
_BUDGET_YEAR = re.compile(r"(?:ta|t\.a\.|tahun anggaran|tahun)\s*(\d{4})")


def moment(cell: Cell) -> tuple[Type, str] | None:
    """A date or a date with a time, as ISO text. ``03/07/2024`` is read day first: as dates are written here."""
    if isinstance(cell, dt.datetime):
        return ("date", cell.date().isoformat()) if cell.time() == dt.time() else ("datetime", cell.isoformat())
    if isinstance(cell, dt.date):
        return "date", cell.isoformat()
    if isinstance(cell, dt.time):
        return "time", cell.isoformat()
    return _moment(text_of(cell)) if isinstance(cell, str) else None


@lru_cache(maxsize=50_000)
def _moment(text: str) -> tuple[Type, str] | None:
    bare = _DAY_NAME.sub("", text)
    clock = _CLOCK.search(bare)
    day = _day(bare[: clock.start()] if clock else bare)
    if day is None:
        return None
    if clock is None:
        return "date", day.isoformat()
    try:
        time = dt.time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None
    return "datetime", dt.datetime.combine(day, time).isoformat()


def _day(text: str) -> dt.date | None:
    text = text.strip()
    try:
        if match := _ISO.fullmatch(text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.fullmatch(text):
            return dt.date(_year(match[4]), int(match[3]), int(match[1]))
        if (match := _WRITTEN.fullmatch(text)) and match[2].lower() in _MONTH:
            return dt.date(_year(match[3]), _MONTH[match[2].lower()], int(match[1]))
    except ValueError:
        return None
    return None


def _year(text: str) -> int:
    """Short years of which Excel (1930 to 2029) and POSIX (1969 to 2068) agree on the century; others raise
    ``ValueError``: they may be years of birth or those of a plan."""
    year = int(text)
    if len(text) == 4:
        return year
    if 30 <= year <= 68:
        raise ValueError(f"century of {text}")
    return year + (2000 if year < 30 else 1900)


def is_impossible(cell: Cell) -> bool:
    """A text written as a date of a day that no calendar has, in whichever order: ``31/02/2024``, ``32 Januari 2024``.
    ``01/31/2024`` is none of these: it may be written month first."""
    return isinstance(cell, str) and _is_impossible(text_of(cell))


@lru_cache(maxsize=50_000)
def _is_impossible(text: str) -> bool:
    bare = _DAY_NAME.sub("", text)
    if _ISO.fullmatch(bare) or (
        (match := _WRITTEN.fullmatch(bare)) and len(match[3]) == 4 and match[2].lower() in _MONTH
    ):
        return _day(bare) is None
    match = _DAY_FIRST.fullmatch(bare)
    if not match or len(match[4]) != 4:
        return False
    turned = f"{match[3]}/{match[1]}/{match[4]}"
    return _day(bare) is None and _day(turned) is None


def clock(cell: Cell) -> str | None:
    """The text ``07.30`` or ``07:30`` as ISO text; ``None`` for anything else."""
    match = _HOUR.fullmatch(text_of(cell)) if isinstance(cell, str) else None
    return f"{int(match[1]):02d}:{match[2]}:00" if match else None


def is_day_first(cell: Cell) -> bool:
    """A numeric date that could also be read month first."""
    match = _DAY_FIRST.fullmatch(text_of(cell)) if isinstance(cell, str) else None
    return bool(match) and int(match[1]) <= 12 and int(match[3]) <= 12  # type: ignore[index]


def period(cell: Cell) -> str | None:
    """``01`` for Januari, ``2024-01`` for Januari 2024, ``Q1`` for TW I, ``2024-Q1``, ``S2``, ``2024-S2`` for
    Semester II 2024, ``2022/2023`` for a school year, ``2024`` for TA 2024; ``None`` for anything else.
    ``2023-08`` is a month, ``2011-12`` none: it may be a school year as well."""
    return _period(text_of(cell).casefold()) if isinstance(cell, str) else None


@lru_cache(maxsize=50_000)
def _period(text: str) -> str | None:
    # "Januari/January" names one month twice.
    parts = [part.strip(" .") for part in re.split(r"\s*/\s*|\s+", text) if part.strip(" .")]
    months = {_MONTH[part] for part in parts if part in _MONTH}
    rest = [part for part in parts if part not in _MONTH]
    if len(months) == 1 and len(rest) <= 1 and all(re.fullmatch(r"(19|20)\d\d", part) for part in rest):
        month = f"{months.pop():02d}"
        return f"{rest[0]}-{month}" if rest else month
    for pattern, letter in ((_QUARTER, "Q"), (_SEMESTER, "S")):
        if match := pattern.fullmatch(text):
            return f"{match[2]}-{letter}{_ROMAN[match[1]]}" if match[2] else f"{letter}{_ROMAN[match[1]]}"
    if (match := _SCHOOL_YEAR.fullmatch(text)) and int(match[2]) == int(match[1]) + 1:
        return f"{match[1]}/{match[2]}"
    if (match := _YEAR_MONTH.fullmatch(text)) and (int(match[1]) + 1) % 100 != int(match[2]):
        return text
    match = _BUDGET_YEAR.fullmatch(text)
    return match[1] if match else _month_of_year(text)


def part_of_year(header: str) -> str | None:
    """The letter of what a header counts: ``S`` for ``Semester``, ``Q`` for ``Triwulan``."""
    match = _PART_HEADER.fullmatch(header)
    return match.lastgroup if match else None


def numbered(letter: str, cell: Cell) -> str | None:
    """``S2`` for a bare ``II`` that counts semesters; ``None`` for anything else. Digits stay the numbers they are."""
    number = text_of(cell).casefold()
    return f"{letter}{_ROMAN[number]}" if number in _PARTS[letter] else None


def lost_spans(cells: Sequence[Cell]) -> list[int]:
    """Positions of dates that a spreadsheet made of spans such as ``5-9``, among as many spans that it left alone."""
    dates = [position for position, cell in enumerate(cells) if isinstance(cell, dt.date)]
    left = sum(bool(_SPAN.fullmatch(cell.strip())) for cell in cells if isinstance(cell, str)) if dates else 0
    return dates if left >= len(dates) else []


def span(date: dt.date) -> str:
    """The span that became this date. It rises, in whichever order the spreadsheet took its numbers."""
    return "{}-{}".format(*sorted((date.day, date.month)))


def _month_of_year(text: str) -> str | None:
    """``Jan-06``, ``Agu'07``, ``Sept-2023``."""
    match = _MONTH_YEAR.fullmatch(text)
    if not match or match[1] not in _MONTH:
        return None
    try:
        return f"{_year(match[2])}-{_MONTH[match[1]]:02d}"
    except ValueError:
        return None
