"""Shares, indices, densities and other rates, by the words that name them: they are never added up."""

import re

_RATE = re.compile(
    r"persen|percent|%|rasio|ratio|rata-rata|indeks|index|\blaju\b|pertumbuhan|kepadatan|per kapita|lintang|bujur"
    r"|latitude|longitude|\bipm\b|\bikg\b|\bipg\b",
    re.IGNORECASE,
)


def is_rate(text: str) -> bool:
    """Whether the words of a header, or of a row's label, speak of a rate."""
    return bool(_RATE.search(text))
