"""Personal data in a delivery: found by its structure in any text of the file, shown only masked.

A NIK and a family card number have 16 digits: province, kabupaten and kecamatan of first registration, a date (women
have 40 added to the day) and a serial number. A NIP of a civil servant has 18 and stands in every signature block: it
is no alarm, signatures are not kept.
"""

import re
from collections.abc import Iterable

from sources.findings import Finding
from sources.rules import finding, number

# Codes of the 38 provinces (Kepmendagri 300.2.2-2138/2025); a NIK keeps the province of its first registration.
PROVINCES = frozenset(
    str(code)
    for code in (
        *range(11, 20),
        21,
        *range(31, 37),
        *range(51, 54),
        *range(61, 66),
        *range(71, 77),
        81,
        82,
        *range(91, 97),
    )
)
_SEPARATOR = r"[ .\-\u00a0]?"
# 16 digits, also written in groups (6-6-4, 4-4-4-4, 2-2-2-6-4), with no digit beside them.
_SIXTEEN = re.compile(
    r"(?<!\d)(?<!\d[.\-])(?:"
    rf"\d{{6}}{_SEPARATOR}\d{{6}}{_SEPARATOR}\d{{4}}"
    rf"|\d{{4}}{_SEPARATOR}\d{{4}}{_SEPARATOR}\d{{4}}{_SEPARATOR}\d{{4}}"
    rf"|\d{{2}}{_SEPARATOR}\d{{2}}{_SEPARATOR}\d{{2}}{_SEPARATOR}\d{{6}}{_SEPARATOR}\d{{4}}"
    r")(?!\d)(?![.\-]\d)"
)
# What Excel makes of 16 digits in a cell of numbers.
_ROUNDED = re.compile(r"(?<![\d.,])[1-9][.,]\d{1,14}E\+15(?!\d)", re.IGNORECASE)


def scan(name: str, texts: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """Findings about personal data in the file's ``name`` and in its ``texts``, given as (place, text)."""
    found = [
        (place, masked(number)) for place, text in (("nama berkas", name), *texts) for number in identity_numbers(text)
    ]
    if not found:
        return ()
    place, value = found[0]
    sheet, _, cell = place.rpartition("!")
    return (
        finding(
            "pribadi.nik",
            f"Berkas ini memuat {number(len(found))} nomor berbentuk NIK atau nomor KK, pertama di {place} ({value}).",
            "Hapus kolom, lembar, atau catatan yang memuat nomor itu, lalu kirim ulang. Jangan kirim data perorangan.",
            sheet=sheet or None,
            cell=cell if sheet else None,
            value=value,
            count=len(found),
            cells=[place for place, _ in found],
        ),
    )


def identity_numbers(text: str) -> list[str]:
    """What in a text is built like a NIK or family card number, as it is written."""
    found = [match[0] for match in _SIXTEEN.finditer(text) if _is_identity(re.sub(r"\D", "", match[0]))]
    return [*found, *(match[0] for match in _ROUNDED.finditer(text))]


def masked(text: str) -> str:
    """The first two digits (the province) and stars: enough to find the cell, not the person."""
    digits = re.sub(r"\D", "", text)
    return digits[:2] + "*" * max(len(digits) - 2, 14)


def _is_identity(digits: str) -> bool:
    day, month, serial = int(digits[6:8]), int(digits[8:10]), digits[12:]
    day -= 40 if day > 40 else 0
    # Excel keeps 15 digits: a number typed into a cell of numbers ends in zeros, its serial may seem to be 0000.
    return digits[:2] in PROVINCES and digits[2:6] != "0000" and 1 <= day <= 31 and 1 <= month <= 12 and bool(serial)
