"""Rows that stand for the area of which all other rows are parts, told by their labels alone.

No sum tells them where a table holds rates: the index of a province is not that of its regencies added up. Levels are
those of Law 23/2014: provinsi, kabupaten or kota, kecamatan, desa or kelurahan.
"""

import re
from collections.abc import Sequence

# The higher level first. A name must follow: a bare Provinsi may be who keeps a road.
_NAMES = [
    re.compile(rf"(?:\(?[\dA-Z]{{1,3}}[.)]\s*)?(?:{words})", re.IGNORECASE)
    for words in (
        r"indonesia",
        r"prov(?:insi\s+|\.\s*)\w.*",
        r"(?:kab(?:upaten\s+|\.\s*)|kota\s+)\w.*",
        r"(?:kec(?:amatan\s+|\.\s*)|distrik\s+)\w.*",
        r"(?:desa\s+|kel(?:urahan\s+|\.\s*))\w.*",
    )
]
_HEADERS = [
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (r"negara", r"provinsi|prov", r"kabupaten|kab|kota", r"kecamatan|kec|distrik", r"desa|kelurahan|kel")
]
# Kota Baru is the name of kecamatan and of villages, too: beside names without a level it may be one of them.
_CITY = re.compile(r"^(?:\S+[.)]\s*)?kota\b", re.IGNORECASE)


def wholes(labels: Sequence[str], header: str) -> list[int]:
    """First or last positions that name an area of a higher level than every other. Names without a word for their
    level are of the lowest that the ``header`` over them names."""
    if not any(_level(label) is not None for label in (*labels[:1], *labels[-1:])):
        return []
    known = {label: _level(label) for label in set(labels)}
    lowest = max((level for level, words in enumerate(_HEADERS) if words.search(header)), default=None)
    rest = [*range(len(labels))]
    found: list[int] = []
    while len(rest) > 2:
        for end in (rest[0], rest[-1]):
            parts = {known[labels[position]] for position in rest if position != end}
            if _is_above(labels[end], parts, lowest):
                found.append(end)
                rest.remove(end)
                break
        else:
            break
    return found


def _level(label: str) -> int | None:
    return next((level for level, name in enumerate(_NAMES) if name.fullmatch(label)), None)


def _is_above(label: str, parts: set[int | None], lowest: int | None) -> bool:
    """Whether an area is of a higher level than all ``parts``; those without a level are of the ``lowest``."""
    own = _level(label)
    unnamed = None if _CITY.search(label) else lowest
    levels = {unnamed if level is None else level for level in parts}
    return own is not None and all(level is not None and own < level for level in levels)
