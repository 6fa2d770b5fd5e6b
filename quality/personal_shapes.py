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
_BUDGET = re.compile(r"(?:4[1-3]|5[1-4]|6[12])[0-9]{4,}")


def _bank_account(text: str) -> bool:
    return _digits(8, 16)(text) and not _BUDGET.fullmatch(text)


_MONTH = (
    r"(?:0?[1-9]|1[0-2]|jan\w*|feb\w*|peb\w*|mar\w*|apr\w*|mei|jun\w*|jul\w*|ag\w*|sep\w*|okt\w*|nov\w*|nop\w*|des\w*)"
)
BIRTH_DATE = _shape(
    rf"(?:^|[^0-9])(?:0?[1-9]|[12][0-9]|3[01])[ \-./]+{_MONTH}[ \-./]+(?:19|20)?[0-9]{{2}}(?![0-9])"
    rf"|(?:19|20)[0-9]{{2}}-(?:0[1-9]|1[0-2])-[0-3][0-9]"
)
# A house, not a street: a neighbourhood (RT/RW) or a number.
ADDRESS = _shape(r"\bR\.?[TW]\b\.?\W{0,3}[0-9]|\b(?:jl|jalan|gang|gg|dusun|dsn|blok|perum\w*|link\w*)\b.*[0-9]")
COORDINATE = _shape(r"^-?[0-9]{1,3}[.,][0-9]{4,}$")
PLACE = _shape(r"-?[0-9]{1,2}\.[0-9]{4,}\W+[0-9]{2,3}\.[0-9]{4,}|[0-9]°.*[0-9]°")
PHONE_WITHOUT_ZERO = _shape(r"^'?(?:62)?8[1-9](?:[ .\-]?[0-9]){7,10}$")
PHONE_OF_COUNTRY = _shape(r"^628[1-9](?:[ .\-]?[0-9]){7,10}$")

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
