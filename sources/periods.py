"""Periods of deliveries: ``2025``, ``2025-S1``, ``2025-Q3`` (also written ``2025-TW3``) and ``2025-07``."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self

Grain = Literal["year", "semester", "quarter", "month"]

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
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


_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SEMESTERS = re.compile(r"\bsemester\s+(?:(?P<first>I|1)|(?P<second>II|2))\b", re.IGNORECASE)


def contradicts(title: str, period: Period) -> bool:
    """Whether a title names years, or semesters, and never those of ``period``. One that names none says nothing."""
    years = {int(year) for year in _YEARS.findall(title)}
    if years and period.year not in years:
        return True
    semesters = {1 if found["first"] else 2 for found in _SEMESTERS.finditer(title)}
    return bool(semesters) and period.grain == "semester" and period.number not in semesters
