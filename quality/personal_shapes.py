"""What stands below a heading that announces it: numbers without a form of their own, birth dates, homes."""

import re
from collections.abc import Callable

from quality.personal_headings import Heading

Fits = Callable[[str], bool]


def _shape(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Fits:
    compiled = re.compile(pattern, flags)
    return lambda text: bool(compiled.search(text))


def _digits(least: int, most: int) -> Fits:
    """A number of so many digits that has no form of a code or an amount: blanks and dashes may stand between."""
    compiled = re.compile(rf"'?[0-9](?:[ \-]?[0-9]){{{least - 1},{most - 1}}}")
    return lambda text: bool(compiled.fullmatch(text))


# Budget accounts (Permendagri 90/2019: 4 income, 5 spending, 6 financing) are "rekening", too.
BUDGET_ACCOUNT = re.compile(r"(?:4[1-3]|5[1-4]|6[12])[0-9]{4,}")


_BEHALF = re.compile(r"\W*\b(?:a\.?n\.?|atas nama)\b.*", re.IGNORECASE)


def _bank_account(text: str) -> bool:
    account = _BEHALF.sub("", text)
    return _digits(8, 16)(account) and not BUDGET_ACCOUNT.fullmatch(account)


_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = (
    r"(?:0?[1-9]|1[0-2]|jan\w*|feb\w*|peb\w*|mar\w*|apr\w*|mei|may|jun\w*|jul\w*|ag\w*|aug\w*|sep\w*|okt\w*|oct\w*"
    r"|nov\w*|nop\w*|des\w*|dec\w*)"
)
_YEAR = "(?:19|20)[0-9]{2}"
BIRTH_DATE = _shape(
    rf"(?:^|[^0-9])(?:{_DAY}[ \-./]+{_MONTH}|{_MONTH}[ \-./]+{_DAY})[ ,\-./]+(?:19|20)?[0-9]{{2}}(?![0-9])"
    rf"|(?<![0-9]){_YEAR}[\-./](?:0?[1-9]|1[0-2])[\-./]{_DAY}(?![0-9])"
)
# Digits alone: as programs write dates, or the days since 1900 that Excel counts (1930 to 2029).
BIRTH_NUMBER = _shape(rf"^(?:[0-3][0-9](?:0[1-9]|1[0-2]){_YEAR}|{_YEAR}(?:0[1-9]|1[0-2])[0-3][0-9]|[1-4][0-9]{{4}})$")
_AGE = _shape(r"^(?:[0-9]{1,2}|10[0-9])(?:[.,][0-9])?(?: ?(?:th|thn|tahun|bl|bln|bulan|hr|hari)\b.*)?$")
SEX = _shape(r"^(?:l|p|lk|pr|laki.laki|perempuan|pria|wanita)$")
_WORDS = _shape(r"[^\W\d_]{2}")
# Alone in its cell, typed with a digit too few or too many.
MISTYPED = _shape(r"^[^0-9A-Za-z]{0,3}[1-9](?:[ .,\-]?[0-9]){13,17}[^0-9A-Za-z]{0,3}$")
# 18 digits, 15 of which Excel keeps or fewer, or the nine that were given before 2009.
NIP = _shape(r"^'?(?:[12][0-9]{17}|[12][.,][0-9]{1,14}e\+?17|[1-9][0-9]{2} ?[0-9]{3} ?[0-9]{3})$")
# A house, not a street: a neighbourhood (RT/RW) or a number.
ADDRESS = _shape(r"\bR\.?[TW]\b\.?\W{0,3}[0-9]|\b(?:jl|jalan|gang|gg|dusun|dsn|blok|perum\w*|link\w*)\b.*[0-9]")
# In a column that nobody titled.
HOUSE = _shape(r"\bR\.?T\b\.?\W{0,3}[0-9]")
COORDINATE = _shape(r"^-?[0-9]{1,3}[.,][0-9]{4,}$")
PLACE = _shape(r"-?[0-9]{1,2}\.[0-9]{4,}\W+[0-9]{2,3}\.[0-9]{4,}|[0-9]°.*[0-9]°")
PHONE_WITHOUT_ZERO = _shape(r"^'?(?:62)?8[1-9](?:[ .\-]?[0-9]){7,10}$")
PHONE_OF_COUNTRY = _shape(r"^628[1-9](?:[ .\-]?[0-9]){7,10}$")

# What a row says of a person who is not named.
TRAITS: tuple[tuple[Heading, str, Fits], ...] = (
    ("umur", "umur", _AGE),
    ("kelamin", "jenis kelamin", SEX),
    ("lahir", "tanggal lahir", BIRTH_DATE),
    ("diagnosis", "diagnosis", _WORDS),
    ("penyakit", "penyakit", _WORDS),
)

# Heading, rule, what it is, form. A business number or number plate may be a company's or an office's: those are held.
NUMBERS: tuple[tuple[Heading, str, str, Fits], ...] = (
    ("nisn", "pribadi.nomor_lain", "NISN", _digits(8, 10)),
    ("nuptk", "pribadi.nomor_lain", "NUPTK", _digits(16, 16)),
    ("bpjs", "pribadi.nomor_lain", "nomor BPJS", _digits(10, 13)),
    ("rekening", "pribadi.nomor_lain", "nomor rekening bank", _bank_account),
    ("paspor", "pribadi.nomor_lain", "nomor paspor", _shape(r"^[A-Z]{1,2} ?[0-9]{6,7}$")),
    ("sim", "pribadi.nomor_lain", "nomor SIM", _digits(12, 16)),
    ("nrp", "pribadi.nomor_lain", "NRP", _digits(8, 8)),
    ("meter", "pribadi.nomor_lain", "nomor pelanggan", _digits(11, 12)),
    ("nib", "pribadi.nib", "NIB", _digits(12, 13)),
    ("kendaraan", "pribadi.kendaraan", "nomor kendaraan", _shape(r"^[A-Z]{1,2}[ \-]?[0-9]{1,4}[ \-]?[A-Z]{1,3}$")),
)
