"""Counts whose thousands mark was taken for a decimal point: 52.419 for 52,419, and 50.36 for 50,360.

The spreadsheet has dropped the zeros at the end, so what is left is a fraction of something that has none.
"""

import re

import numpy as np

from sources.cells import Mask, Numbers
from sources.counting import counts_things, is_count
from sources.rates import is_rate

RULE = "angka.ribuan_terbaca_desimal"
# What binary numbers lose of their decimals.
_NOISE = 1e-6
# What a finding says about the cells: of a whole column, of single rows.
ALL = "tampak seperti jumlah yang titik ribuannya terbaca sebagai desimal"
SOME = "berisi pecahan pada baris yang menghitung orang atau benda"
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


def are_lost(found: Numbers, header: str, titles: str) -> bool:
    """Whether the numbers of a column can be counts that lost their thousands: at most three decimals everywhere, all
    below a thousand, under words that count things; and three decimals in most cells, or people counted in
    fractions."""
    fractions = found[~_is_whole(found)]
    if len(fractions) < 2 or not may_be_lost(found):
        return False
    if len(fractions) * 2 >= len(found) and np.sum(~_is_whole(fractions * 100)) * 2 > len(fractions):
        return counts_things(f"{header} {titles}")
    # A single decimal is rather a fraction that was meant.
    is_long = bool(np.any(~_is_whole(fractions * 10)))
    return is_long and len(fractions) * 3 >= len(found) and _counts_people(header, titles)


def may_be_lost(found: Numbers) -> bool:
    """Whether a mark that grouped thousands may stand as a decimal one in some of these numbers, and in none could
    not."""
    return bool(np.any(~_is_whole(found)) and np.all((np.abs(found) < 1000) & _is_whole(found * 1000)))


def like_lost(found: Numbers) -> Mask:
    """Which numbers look, each by itself, as if their thousands were lost: at most three digits and then two or three
    decimals."""
    return (np.abs(found) < 1000) & _is_whole(found * 1000) & ~_is_whole(found * 10)


def is_counted(label: str) -> bool:
    """Whether the label of a row counts people or things and says so, among others that do not: ``Penduduk (Jiwa)``."""
    return bool(_COUNTED.search(label)) and is_count(label) and not is_rate(label)


def advice(cell: str, value: float) -> str:
    """What to do about the first such cell."""
    return f"Kalikan 1.000 bila memang titik ribuan: sel {cell} menjadi {round(value * 1000)}."


def _counts_people(header: str, titles: str) -> bool:
    said = f"{header} {titles}"
    people = any(_PEOPLE.fullmatch(part) for part in header.split(" > "))
    return people and not is_rate(said) and not _MULTIPLE.search(said)


def _is_whole(numbers: Numbers) -> Mask:
    return np.asarray(np.abs(numbers - np.rint(numbers)) < _NOISE, bool)
