"""The period that a file speaks of, where nobody has said it: its name, the lines above its table, its dates.

Only what is unambiguous counts: one year and, by the grain of the dataset, one semester, quarter or month of it.
"""

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from sources.contract import Contract
from sources.periods import MONTHS, Grain, Period

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# Words of a part of the year before its number: "Semester II", "Smt 2", "S1", "Triwulan III", "TW-3", "Q4".
_PARTS: dict[Grain, re.Pattern[str]] = {
    "semester": re.compile(r"(?<![a-z])(?:semester|smt|sem|s)[\s._-]*(ii|i|[12])(?![a-z\d])"),
    "quarter": re.compile(r"(?<![a-z])(?:triwulan|tribulan|kuartal|tw|q)[\s._-]*(iv|iii|ii|i|[1-4])(?![a-z\d])"),
}
_SHORT = {"jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "jun": 6, "jul": 7, "agt": 8, "agust": 8}
_SHORT |= {"ags": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "nop": 11, "des": 12}
_SHORT |= {"pebruari": 2, "nopember": 11} | {name.casefold(): number for number, name in enumerate(MONTHS, 1)}
_MONTH = re.compile(rf"(?<![a-z])({'|'.join(sorted(_SHORT, key=len, reverse=True))})(?![a-z])")
_NUMBERED_MONTH = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.](0[1-9]|1[0-2])(?!\d)")


def guess(name: str, titles: Iterable[str], rows: pa.Table | None, contract: Contract) -> tuple[Period, str] | None:
    """The period and where it was read (Bahasa Indonesia): from the title lines, else the file's name, else the dates
    of the contract's period column. ``None`` when none of them names exactly one; titles and name that name
    different ones count as none."""
    grain = contract.period.grain
    titled, named = named_in(" / ".join(titles), grain), named_in(name, grain)
    if titled and named and titled != named:
        return None
    if titled:
        return titled, "judul tabel"
    if named:
        return named, "nama berkas"
    dated = _dated(rows, contract) if rows is not None else None
    return (dated, f"kolom {contract.column(str(contract.period.column)).label}") if dated else None


def named_in(text: str, grain: Grain) -> Period | None:
    """The one period of ``grain`` that a text names, or ``None`` when it names none or several."""
    folded = text.casefold()
    years = {int(year) for year in _YEAR.findall(folded)}
    parts = {1} if grain == "year" else _parts(folded, grain)
    if len(years) != 1 or len(parts) != 1:
        return None
    return Period(years.pop(), grain, parts.pop())


def _parts(text: str, grain: Grain) -> set[int]:
    if grain == "month":
        return {_SHORT[word] for word in _MONTH.findall(text)} | {int(n) for n in _NUMBERED_MONTH.findall(text)}
    return {_ROMAN.get(word) or int(word) for word in _PARTS[grain].findall(text)}


def _dated(rows: pa.Table, contract: Contract) -> Period | None:
    column = contract.period.column
    if column is None or contract.column(column).type not in ("date", "timestamp") or not rows.num_rows:
        return None
    bounds = pc.min_max(rows.column(column)).as_py()
    if bounds["min"] is None:
        return None
    first, last = (Period.containing(bounds[end], contract.period.grain) for end in ("min", "max"))
    return first if first == last else None
