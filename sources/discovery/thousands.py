"""Counts whose thousands mark was taken for a decimal point: 52.419 for 52,419, and 50.36 for 50,360.

The spreadsheet has dropped the zeros at the end, so what is left is a fraction of something that has none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sources.discovery import numbers
from sources.discovery.addends import decimals
from sources.discovery.body import Body
from sources.discovery.column import Decided
from sources.findings import Finding
from sources.rates import is_rate
from sources.rules import spread
from sources.workbook import letters

_RULE = "angka.ribuan_terbaca_desimal"
_COUNTED = re.compile(r"\((?:jiwa|orang|unit|keluarga|kk)\)", re.IGNORECASE)
# Nothing but people and families, of which there are no fractions: jumlah_penduduk, Banyaknya Siswa, Laki-laki.
_PEOPLE = re.compile(
    r"(?:(?:jumlah|jml|total|banyak(?:nya)?)[\s_.]+)?"
    r"(?:penduduk|keluarga|kepala keluarga|kk|orang|jiwa|siswa|murid|guru|pegawai|pengunjung|wisatawan|peserta|pasien"
    r"|balita|lansia|laki[- ]laki|perempuan)(?:\s+(?:laki[- ]laki|perempuan|miskin))?(?:\s*\((?:jiwa|orang|kk)\))?",
    re.IGNORECASE,
)
# Counts in thousands or millions have fractions.
_MULTIPLE = re.compile(r"ribu|juta|thousand|million|\b000\b|rata[- ]?rata|rerata", re.IGNORECASE)


def lost(body: Body, column: Decided) -> Iterator[Finding]:
    """A finding about the counts of a column that lost their thousands: all, or those of single rows of a table that
    mixes units."""
    if column.type != "number" or _has_proven_decimals(body, column):
        return
    known = {p: float(value) for p in body.rows if isinstance(value := column.values[p], int | float)}
    if _is_lost([*known.values()], column.name, " ".join(body.block.titles)):
        said = "tampak seperti jumlah yang titik ribuannya terbaca sebagai desimal"
    else:
        known = {p: v for p, v in known.items() if _counts(body.labels.texts[body.place[p]]) and _has_three_decimals(v)}
        said = "berisi pecahan pada baris yang menghitung orang atau benda"
    if known:
        spots = {p: body.spot(column, p, str(value)) for p, value in known.items()}
        first = next(p for p, value in known.items() if not value.is_integer())
        hint = f"Kalikan 1.000 bila memang titik ribuan: sel {spots[first].cell} menjadi {round(known[first] * 1000)}."
        yield spread(_RULE, column.name or letters(column.index), said, hint, [*spots.values()])


def _has_proven_decimals(body: Body, column: Decided) -> bool:
    """Fractions written with a comma as text: nobody groups thousands with that in the same column."""
    written = column.written
    cells = {cell for cell in body.cells[column.index] if isinstance(cell, str)}
    return bool(written and written.sure and written.convention == "id" and any("," in cell for cell in cells))


def _is_lost(found: Sequence[float], header: str, titles: str) -> bool:
    """At most three decimals everywhere, all below a thousand, under words that count things: three decimals in most
    cells, or people counted in fractions."""
    fractions = [number for number in found if not number.is_integer()]
    places = Counter(map(decimals, fractions))
    if len(fractions) < 2 or max(places) > 3 or any(abs(number) >= 1000 for number in found):
        return False
    if len(fractions) * 2 >= len(found) and places[3] * 2 > len(fractions):
        return numbers.counts_things(f"{header} {titles}")
    return len(fractions) * 3 >= len(found) and _counts_people(header, titles)


def _counts_people(header: str, titles: str) -> bool:
    said = f"{header} {titles}"
    people = any(_PEOPLE.fullmatch(part) for part in header.split(" > "))
    return people and not is_rate(said) and not _MULTIPLE.search(said)


def _counts(label: str) -> bool:
    return numbers.is_count(label) and bool(_COUNTED.search(label))


def _has_three_decimals(value: float) -> bool:
    return not value.is_integer() and abs(value * 1000 - round(value * 1000)) < 1e-6
