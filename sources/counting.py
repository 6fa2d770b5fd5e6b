"""What the words of a header say about its numbers: fractions, quantities that may have any, things that have none."""

import re

_FRACTION_WORDS = re.compile(
    r"indeks|index|\bikg\b|\bipm\b|\bipg\b|persen|percent|%|rasio|ratio|lintang|bujur|latitude|longitude|\blat\b"
    r"|\blo?ng?\b|koordinat|laju|pertumbuhan|koefisien|gini",
    re.IGNORECASE,
)
_QUANTITY_WORDS = re.compile(r"luas|rata[- ]?rata|rerata", re.IGNORECASE)
_COUNT_WORDS = re.compile(
    r"\b(jumlah|banyak(nya)?|penduduk|keluarga|orang|jiwa|unit|kk|siswa|guru|kunjungan|pengunjung|wisatawan|peserta|kasus"
    r"|laki[- ]laki|perempuan|balita|lansia)\b",
    re.IGNORECASE,
)


def names_fractions(header: str) -> bool:
    """Whether words speak of numbers that are fractions: an index, a share, a coordinate."""
    return bool(_FRACTION_WORDS.search(header))


def counts_things(text: str) -> bool:
    """Whether words count things, among whatever else they say."""
    return bool(_COUNT_WORDS.search(text))


def is_count(header: str) -> bool:
    """Whether the words of a header count things, so that whole numbers are expected below it."""
    return counts_things(header) and not (names_fractions(header) or _QUANTITY_WORDS.search(header))
