"""Periods of deliveries: ``2025``, ``2025-S1``, ``2025-Q3`` (also written ``2025-TW3``) and ``2025-07``."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self

Grain = Literal["year", "semester", "quarter", "month"]

# How a period of each grain is written.
EXAMPLES: dict[Grain, str] = {"year": "2025", "semester": "2025-S1", "quarter": "2025-TW3", "month": "2025-07"}
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
# How months are written, short and old forms included.
MONTH_NUMBERS = {
    form: number
    for number, name in enumerate(MONTHS, 1)
    for form in {name.lower(), name[:3].lower()}
} | {"agt": 8, "agust": 8, "ags": 8, "nopember": 11, "nop": 11, "pebruari": 2, "peb": 2, "sept": 9}  # fmt: skip
_SPAN: dict[Grain, int] = {"year": 12, "semester": 6, "quarter": 3, "month": 1}
_FORM = re.compile(
    r"^(?P<year>20\d\d|19\d\d)(?:-(?:S(?P<semester>[12])|(?:Q|TW)(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?$"
)


@dataclass(frozen=True, order=True)
class Period:
    """A span of whole months. ``number`` counts spans of its grain inside the year, from 1."""

    year: int
    grain: Grain
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ``ValueError`` (in Bahasa Indonesia) for any other spelling."""
        match = _FORM.match(text.strip().upper())
        if not match:
            raise ValueError(f"Periode {text!r} tidak dikenal. Tulis misalnya 2025, 2025-S1, 2025-TW3, atau 2025-07.")
        for grain in ("semester", "quarter", "month"):
            if match[grain]:
                return cls(int(match["year"]), grain, int(match[grain]))
        return cls(int(match["year"]), "year", 1)

    @classmethod
    def containing(cls, day: date, grain: Grain) -> Self:
        """The period of ``grain`` that ``day`` lies in."""
        return cls(day.year, grain, (day.month - 1) // _SPAN[grain] + 1)

    @property
    def previous(self) -> Self:
        """The period before this one."""
        return self.containing(self.start - timedelta(days=1), self.grain)

    def __str__(self) -> str:
        return {
            "year": f"{self.year}",
            "semester": f"{self.year}-S{self.number}",
            "quarter": f"{self.year}-Q{self.number}",
            "month": f"{self.year}-{self.number:02d}",
        }[self.grain]

    @property
    def label(self) -> str:
        """As an officer would write it."""
        return {
            "year": f"Tahun {self.year}",
            "semester": f"Semester {'I' * self.number} {self.year}",
            "quarter": f"Triwulan {('I', 'II', 'III', 'IV')[self.number - 1]} {self.year}"
            if self.grain == "quarter"
            else "",
            "month": f"{MONTHS[self.number - 1]} {self.year}" if self.grain == "month" else "",
        }[self.grain]

    @property
    def start(self) -> date:
        return date(self.year, (self.number - 1) * _SPAN[self.grain] + 1, 1)

    @property
    def end(self) -> date:
        """Last day, included."""
        month = self.number * _SPAN[self.grain]
        return date(self.year, month, monthrange(self.year, month)[1])


# --- what a title says ------------------------------------------------------------------------------------------------

_YEARS = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:\s*/\s*(?P<next>(?:19|20)?\d\d))?(?!\d)")
_PART = r"(?:i{1,3}|iv|[1-4])\b"
_TO = r"\s*(?P<to>-|–|/|s\.?\s?/?\s?d\.?|sampai(?:\s+dengan)?|hingga|dan|,|&)\s*"
_SEMESTERS = re.compile(
    rf"\b(?:semester|smt|sem)\b\.?\s*-?\s*(?P<first>{_PART})(?:{_TO}(?:(?:semester|smt)\s*)?(?P<last>{_PART}))?",
    re.IGNORECASE,
)
_QUARTERS = re.compile(
    rf"\b(?:triwulan|kuartal|tw)\b\.?\s*-?\s*(?P<first>{_PART})(?:{_TO}(?:(?:triwulan|tw)\s*)?(?P<last>{_PART}))?",
    re.IGNORECASE,
)
_LONG = "|".join(sorted((form for form in MONTH_NUMBERS if len(form) > 4 or form in ("mei", "juni", "juli")), key=len))
_ANY = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
# A short form counts before a year only ("Des" is also Desa). A month after the number of a day is part of a date: the
# day of a count or of printing.
_MONTHS = re.compile(
    rf"(?<!\d\s)(?<![\d/])\b(?P<first>(?:{_LONG})\b|(?:{_ANY})\b\.?(?=\s+(?:19|20)\d\d))\.?(?:\s+(?:19|20)\d\d)?"
    rf"(?:{_TO}(?P<last>{_ANY})\b)?",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def contradicts(title: str, period: Period) -> bool:
    """Whether a title names years, or parts of a year, and never those of ``period``. One that names none says nothing.

    Parts are semesters, quarters (triwulan, TW) and months, also as ranges (``Januari s.d. Juni``). A school year
    (``2022/2023``) names both of its years.
    """
    years = _years(title)
    if years and period.year not in years:
        return True
    months = _months(title)
    own = {*range(period.start.month, period.end.month + 1)}
    return bool(months) and period.grain != "year" and not months & own


def _years(text: str) -> set[int]:
    years: set[int] = set()
    for found in _YEARS.finditer(text):
        years.add(int(found["year"]))
        if found["next"]:
            years.add(int(found["next"] if len(found["next"]) == 4 else found["year"][:2] + found["next"]))
    return years


def _months(text: str) -> set[int]:
    """Numbers of all months that lie in a part of the year that the text names."""
    months: set[int] = set()
    for pattern, length in ((_SEMESTERS, 6), (_QUARTERS, 3), (_MONTHS, 1)):
        for found in pattern.finditer(text):
            first, last = _number(found["first"]), _number(found["last"] or found["first"])
            listed = found["to"] in ("dan", ",", "&", "/") or last < first
            for part in (first, last) if listed else range(first, last + 1):
                months |= {*range((part - 1) * length + 1, part * length + 1)}
    return months


def _number(text: str) -> int:
    folded = text.lower().rstrip(".")
    return _ROMAN.get(folded) or MONTH_NUMBERS.get(folded) or int(folded)
