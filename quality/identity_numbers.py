"""Numbers and addresses by which one person can be found, told by their form in any text.

A NIK has 16 digits: province, kabupaten and kecamatan of first registration, date of birth (women have 40 added to the
day) and a serial number from 0001 (Permendagri 72/2022); a family card number is built alike, with the date of
registration. It starts with a code that may be abolished today, so codes are only bounded, never looked up. A NIP has
18: date of birth, month of appointment, sex and a serial number. The NPWP of a person is their NIK; that of an office
or company (15 digits, or 16 that start with 0) names nobody, nor do account codes, amounts, dates and region codes.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

from quality.cell_search import JOINER

Kind = Literal["nik", "nip", "telepon", "email"]

# What people, and programs that break lines, put between digits: blanks of all widths, soft hyphens, marks.
_BETWEEN = "[\\s\\-./_'\u00a0\u00ad\u00b7\u2000-\u200d\u2010-\u2015\u2019\u202f\u2060\ufeff]{0,3}"
_DIGIT = "[0-9]"
# Codes of the 38 provinces (Kepmendagri 300.2.2-2138/2025); 01-39 are kabupaten and 71-79 kota, abolished ones too.
_PROVINCE = ("1[1-9]", "21", "3[1-6]", "5[1-3]", "6[1-5]", "7[1-6]", "8[12]", "9[1-7]")
_KABUPATEN = ("0[1-9]", "[1-3][0-9]", "7[1-9]")
_DAY = ("[04][1-9]", "[1256][0-9]", "[37][01]")
_MONTH = ("0[1-9]", "1[0-2]")
_ANY = ("[0-9][0-9]",)
_YEAR_OF_BIRTH = ("19[3-9][0-9]", "20[0-2][0-9]")


def _spaced(*parts: tuple[str, ...]) -> str:
    """A pattern of digits, each part given by its forms, that lets something stand between any two of them."""
    digits = re.compile(r"\[[^]]*\]|[0-9]")
    forms = ("(?:" + "|".join(_BETWEEN.join(digits.findall(form)) for form in part) + ")" for part in parts)
    return _BETWEEN.join(forms)


_NIK = _spaced(_PROVINCE, _KABUPATEN, _ANY, _DAY, _MONTH, _ANY, _ANY, _ANY)
_NIP = _spaced(
    _YEAR_OF_BIRTH, _MONTH, ("0[1-9]", "[12][0-9]", "3[01]"), ("19[5-9][0-9]", "20[0-9][0-9]"),
    (*_MONTH, "21"), ("[12]",), ("[0-9][0-9][0-9]",),
)  # fmt: skip
_GAP = "[\\s.\\-\u00a0]{0,2}"
_PHONE_TAIL = f"8[1-9](?:{_GAP}[0-9]){{6,11}}"
_PHONE = f"(?:\\+?62{_GAP}(?:\\(0\\))?|0){_PHONE_TAIL}"
# What Excel makes of 16 digits that it shows in a narrow cell, and a NIK that somebody starred out in part.
_ROUNDED = r"[1-9][.,][0-9]{1,14}[eE]\+?15"
_STARRED = r"[1-9][0-9]{3,11}[ ]?[*xX#\u2022]{4,12}[ ]?[0-9]{0,6}"
_EMAIL = r"[A-Za-z0-9][\w.+\-]*@[A-Za-z0-9][\w\-]*(?:\.[\w\-]+)+"

# For engines without look-around: true for every text in which something may stand, and for few others. What may stand
# between digits is left open, which makes it small and fast.
LOOSE = "|".join(
    (
        f"(?:^|[^0-9])(?:{_NIK}|{_NIP})(?:$|[^0-9])".replace(_BETWEEN, "[^0-9A-Za-z]*"),
        # Amounts begin with 62, too: without a + it is looked for inside a text only.
        f"(?:(?:^|[^0-9.])(?:0|\\+62{_GAP})|[^0-9.,{JOINER[-1]}]62{_GAP}){_PHONE_TAIL}",
        r"[0-9][.,][0-9]+[eE]\+?15",
        "[0-9]{4} ?[*xX#\u2022]{4}",
        "@",
    )
)
SHORTEST = 8

_PLAIN = re.compile("".join("(?:" + "|".join(part) + ")" for part in (_PROVINCE, _KABUPATEN, _ANY, _DAY, _MONTH)))
_SIXTEEN = re.compile(f"(?<!{_DIGIT}){_NIK}(?!{_DIGIT})")
_EIGHTEEN = re.compile(f"(?<!{_DIGIT}){_NIP}(?!{_DIGIT})")
_MOBILE = re.compile(rf"(?<![0-9]){_PHONE}(?![0-9])")
_SHORTENED = re.compile(rf"(?<![0-9.,]){_ROUNDED}(?![0-9])")
_HALF_HIDDEN = re.compile(rf"(?<![0-9]){_STARRED}(?![0-9*])")
_ADDRESS = re.compile(_EMAIL)
_SAID = re.compile(r"\b(?:NIK|KTP|KK|NKK|NPWP)\W{0,4}$", re.IGNORECASE)
# The code of a desa with its dots, and something after it: ``35.10.01.2001-2025-09``. Nobody groups a NIK so.
_VILLAGE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}(?![0-9])")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]{1,2})?")
# An office is reached there, no person: official domains, and mailboxes that carry an office's name.
_OFFICIAL = re.compile(r"@(?:.*\.)?(?:go|desa|mil)\.id$", re.IGNORECASE)
_OFFICE = re.compile(
    r"^(?:admin|info|humas|kontak|layanan|cs|sekretariat|kantor|dinas|disduk|disko|dis|bappeda|bpkad|kec|kel|desa|"
    r"pemdes|ppid|reservasi|reservation|booking|sales|marketing|office|uptd?|puskesmas|pkm|rsud|sdn?|smpn?|sman?|smkn?|mts|tkn?|paud|bumdes|koperasi|hotel)",
    re.IGNORECASE,
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def identity_numbers(text: str) -> list[str]:
    """What in a text is built like a NIK or family card number, as it is written: also half starred out, or as Excel
    shows it (``3,51016E+15``)."""
    if len(text) == 16 and text.isdecimal():
        return [text] if is_nik(text) else []
    return [*_niks(text), *_rounded(text), *_starred(text)]


def nips(text: str) -> list[str]:
    """NIP (18 digits) in a text, as written."""
    if len(text) < 18:
        return []
    return [match[0] for match in _EIGHTEEN.finditer(text) if _real_date(match[0])]


def phones(text: str) -> list[str]:
    """Mobile numbers of 10 to 14 digits in a text, as written; landlines are offices' and never returned."""
    if len(text) > 14 and text.isdecimal():
        return []
    return [
        match[0]
        for match in _MOBILE.finditer(text)
        if not _THOUSANDS.fullmatch(match[0]) and not re.search(r"[0-9][.,]$", text[: match.start()])
    ]


def emails(text: str) -> list[str]:
    """E-mail addresses in a text, those of offices left out."""
    if "@" not in text:
        return []
    return [
        match[0] for match in _ADDRESS.finditer(text) if not _OFFICIAL.search(match[0]) and not _OFFICE.match(match[0])
    ]


FINDERS: dict[Kind, Callable[[str], list[str]]] = {
    "nik": identity_numbers,
    "nip": nips,
    "telepon": phones,
    "email": emails,
}


def is_nik(digits: str, *, rounded: bool = False) -> bool:
    """Whether 16 digits are built like a NIK. ``rounded``: they come from a cell of numbers, of which Excel keeps 15
    digits, so that the serial may seem to be 0000."""
    if len(digits) != 16 or not _PLAIN.match(digits):
        return False
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    day -= 40 if day > 40 else 0
    # The century is not told: 29 February of a year that is leap in one of them.
    real = day <= _DAYS[month - 1] and not (month == 2 and day == 29 and year % 4)
    serial = digits[12:] != "0000" or rounded
    # Two region codes joined: the kecamatan's six digits come again.
    joined = digits[6:12] == digits[:6] or digits[10:] == digits[:6]
    return digits[4:6] != "00" and real and serial and not joined


def digits_of(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _niks(text: str) -> Iterator[str]:
    start = 0
    while match := _SIXTEEN.search(text, start):
        believed = is_nik(digits_of(match[0])) and (_said(text, match.start()) or not _something_else(text, match))
        if believed:
            yield match[0]
        start = match.end() if believed else match.start() + 1


def _said(text: str, start: int) -> bool:
    return bool(_SAID.search(text[max(start - 12, 0) : start]))


def _something_else(text: str, match: re.Match[str]) -> bool:
    """Whether 16 digits are rather an amount, a decimal number, dates, or a part of a longer code."""
    before, after = text[max(match.start() - 24, 0) : match.start()], text[match.end() : match.end() + 24]
    if re.search(r"\bRp\W{0,2}$", before, re.IGNORECASE):
        return True
    if match[0].isdecimal():
        fraction = re.search(r"[0-9]\.$", before) or (re.search(r"[0-9],$", before) and not re.match("[,;]", after))
        return bool(fraction or (re.match(r"[.,][0-9]", after) and not re.match(r"\.0(?![0-9])", after)))
    return bool(_VILLAGE.match(match[0])) or _is_number_or_date(match[0]) or _goes_on(match[0], before, after)


def _is_number_or_date(written: str) -> bool:
    pieces = re.findall(r"[0-9]+", written)
    sizes = [len(piece) for piece in pieces]
    if 1 in sizes:
        return set(sizes) != {1}
    if set(sizes) == {2} and " " in written:
        return True  # eight numbers of two digits in a row
    if len(pieces) == 2 and re.search(r"[0-9][.,][0-9]", written):
        return True  # a decimal number
    if sizes[0] <= 3 and set(sizes[1:-1]) == {3} and sizes[-1] <= 3:
        return True  # thousands, with or without decimals
    return _dates(pieces, sizes)


def _dates(pieces: list[str], sizes: list[int]) -> bool:
    years = re.compile(r"(?:19|20)[0-9]{2}")
    if sizes[:3] == [2, 2, 4]:
        return bool(years.fullmatch(pieces[2]))
    if sizes[:3] == [4, 2, 2] or sizes == [4, 4, 4, 4]:
        return bool(years.fullmatch(pieces[0]) and years.fullmatch(pieces[3]))
    return sizes == [8, 8] and all(years.fullmatch(piece[4:]) for piece in pieces)


def _goes_on(written: str, before: str, after: str) -> bool:
    """Whether the same mark joins more digits to it: a longer code, or a row of numbers of one length."""
    first, last = re.match(r"[0-9]+", written), re.search(r"[0-9]+$", written)
    assert first
    assert last
    left, right = re.search(r"([0-9]+)([^0-9])$", before), re.match(r"([^0-9])([0-9]+)", after)
    joined = [(left[2], left[1], first[0])] if left else []
    joined += [(right[1], right[2], last[0])] if right else []
    return any(mark in written and (mark != " " or len(more) == len(own)) for mark, more, own in joined)


def _rounded(text: str) -> Iterator[str]:
    for match in _SHORTENED.finditer(text):
        digits = digits_of(match[0][: match[0].lower().index("e")])
        # The last digit shown is rounded: only what stands before it is sure.
        if len(digits) == 2 or re.match("|".join(_PROVINCE), digits):
            yield match[0]


def _starred(text: str) -> Iterator[str]:
    for match in _HALF_HIDDEN.finditer(text):
        shown = re.split(r"[^0-9]+", match[0])
        telling = len(shown[0]) >= 8 or len(shown[-1]) >= 2
        if telling and re.match("|".join(_PROVINCE), shown[0]) and len(digits_of(match[0])) < 16:
            yield match[0]


def _real_date(nip: str) -> bool:
    digits = digits_of(nip)
    return int(digits[6:8]) <= _DAYS[int(digits[4:6]) - 1]
