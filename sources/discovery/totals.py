"""What the label of a row says about sums: that the row is one, that it may be one, that it is beside the table."""

import re

_TOTAL = r"(?:jumlah|total|rekapitulasi|jml\.?|semua(?: umur)?|seluruh(?:nya)?|keseluruhan)"
_NAMED = re.compile(
    rf"^(?:grand|sub)?[\s-]*{_TOTAL}(?:\s*[/ ]\s*{_TOTAL})*\s*(?:keseluruhan|seluruh|umum)?\s*[:.]?$", re.IGNORECASE
)
_HEAD = re.compile(
    rf"^(?:grand|sub)?[\s-]*{_TOTAL}\b|^(?:kota|kabupaten|kab\.?|provinsi|kecamatan|kec\.?|indonesia)\b", re.IGNORECASE
)
_SPACED = re.compile(r"(?:\w ){2,}\w *[:.]?")
_AVERAGE = re.compile(r"^(?:rata[\s-]*rata|rerata|average|mean)\b", re.IGNORECASE)
_CARRIED = re.compile(r"^(?:jumlah|total)\s+(?:di)?pindah(?:an|kan)\b", re.IGNORECASE)
_SEX = re.compile(
    r"^\W*(?:[a-z\d]{1,2}[.)]\s*)?(?:jumlah\s+)?(?:(?P<male>laki[\s-]*laki|pria|lk?)|(?P<female>perempuan|wanita|pr?))\W*$",
    re.IGNORECASE,
)


def is_named(label: str) -> bool:
    """Nothing but words for a total: ``Jumlah``, ``Grand Total``, ``Jumlah/Total``, ``J U M L A H``."""
    return bool(_NAMED.match(label.replace(" ", "") if label[1:2] == " " and _SPACED.fullmatch(label) else label))


def head(label: str) -> str:
    """The first word of a label that may stand over or under what it sums (``kecamatan``, ``jumlah``), or nothing."""
    match = _HEAD.match(label)
    return match[0].casefold() if match else ""


def sex(label: str) -> str:
    """``male`` or ``female`` for a label that says nothing else, else nothing: ``- Laki-laki``, ``b. Perempuan``."""
    match = _SEX.match(label)
    return match.lastgroup or "" if match else ""


def is_average(label: str) -> bool:
    """Averages close a table like totals do."""
    return bool(_AVERAGE.match(label))


def is_carried(label: str) -> bool:
    """``Jumlah dipindahkan``: a sum carried to the next page, where it stands once more."""
    return bool(_CARRIED.match(label))
