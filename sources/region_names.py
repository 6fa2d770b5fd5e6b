"""Names of regions as offices write them, and what such a name may stand for.

Names are compared by keys: their letters, with numbers in Roman digits. A written name has several keys, because what
stands before or behind it may be noise (``05. Kel. B l o o t o 1)``) or part of it (``19 Nopember``, ``Cibatok 1``):
all of them are looked up, and only the list of official names can tell which one is meant.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_NOISE = re.compile(r"[\W_]+")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_NUMBERING = re.compile(r"^[(\[]?\d{1,3}\s*(?:[.)\]]\s*(?=\w)|[\-:]?\s*(?=[^\W\d]))")
_LETTERED = re.compile(r"^(?:[IVX]{1,6}|[A-Z])\s*[.)]\s*(?=[^\W\d]{3})")
_FOOTNOTE = re.compile(r"\s*(?:\(?\d{1,2}\)|(?<=\s)[A-Z]\))$")
_VILLAGE = "DESA|DS|KELURAHAN|KEL"
# The word for the level itself, which many offices put before (or behind) every name.
_LEVEL_WORD = {
    "provinsi": re.compile(r"^(?:PROVINSI|PROPINSI|PROV|PROP)[\s.:]+"),
    "kecamatan": re.compile(r"^(?:KECAMATAN|KEC|DISTRIK)[\s.:]+|\s*\((?:KECAMATAN|KEC|DISTRIK)\.?\)$"),
    "desa": re.compile(rf"^(?:{_VILLAGE})(?:\.?\s*/\s*(?:{_VILLAGE}))?[\s.:]+|\s*\((?:{_VILLAGE})\.?\)$"),
}
# Words of one region for a village, and long forms of names: part of the official name in some places, not in others.
_REGIONAL_WORD = {
    "provinsi": re.compile(r"^(?:DAERAH ISTIMEWA|D\.? ?I\.?|DAERAH KHUSUS(?: IBU ?KOTA)?|DKI|DKJ) (?=[A-Z])"),
    "desa": re.compile(r"^(?:DESA(?: ADAT)?|GAMPONG|GP\.|NAGARI|PEKON|KAMPUNG|KP\.|LEMBANG|NEGERI)\s+(?=[A-Z])"),
}
_GLUED = {"provinsi": ("PROVINSI",), "kecamatan": ("KECAMATAN",), "desa": ("DESA", "KELURAHAN")}
_KABUPATEN = re.compile(r"^(?:KABUPATEN|KAB)(?:[\s.:]+|$)")
_KOTA = re.compile(r"^(?:KOTA ?MADYA|KODYA|KOTA)[\s.:]+")
_ADMINISTRATIVE = re.compile(r"^((?:KABUPATEN|KOTA) )(?:ADMINISTRASI|ADM)[\s.]+")
_TOKEN = re.compile(r"[^\W_]+\.?")
_ROMAN = {10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
# Village names count to the thirties (Tanjung Pauh Km. 39); larger numbers are years and the like.
_COUNTED = 39


@dataclass(frozen=True)
class Readings:
    """Keys that a written name may have. ``sure``: with and without the noise of lists; ``loose``: also without words
    that are part of some official names. Looked up in this order; ``form`` is the name without its noise."""

    sure: tuple[str, ...]
    loose: tuple[str, ...]
    form: str


def key(name: str, level: str) -> str:
    """What an official name is compared by: letters and Roman numbers, kind of a kabupaten/kota included."""
    text = name.upper() if name.isascii() else unicodedata.normalize("NFKC", name).upper()
    return _letters(_kind(text) if level == "kabkota" else text)


def short_key(name: str, level: str) -> str | None:
    """The key of an official name without the words that offices leave out: ``BANDUNG`` for ``Kabupaten Bandung``."""
    text = unicodedata.normalize("NFKC", name).upper()
    if level == "kabkota":
        return _letters(_kind(text).partition(" ")[2])
    bare = _without(text, _REGIONAL_WORD.get(level))
    return _letters(bare) if bare != text else None


@lru_cache(maxsize=50_000)
def readings(text: str, level: str) -> Readings:
    """All keys of a name as it stands in a cell."""
    whole = unicodedata.normalize("NFKC", _SUPERSCRIPT.sub("", text)).upper().strip().lstrip("'’`").strip()
    spaced = _joined(_NUMBERING.sub("", whole))
    forms = _forms(spaced or whole, level)
    sure = dict.fromkeys(_letters(form) for form in forms)
    more = [form for start in forms for form in (_LETTERED.sub("", start), _without(start, _REGIONAL_WORD.get(level)))]
    loose = dict.fromkeys(_letters(form) for start in more for form in _forms(start, level))
    if spaced:
        loose |= dict.fromkeys(k.removeprefix(word) for k in sure for word in _GLUED.get(level, ()) if k != word)
    return Readings(tuple(k for k in sure if k), tuple(k for k in loose if k and k not in sure), forms[-1])


def abbreviation(form: str) -> re.Pattern[str] | None:
    """Keys that an abbreviated name stands for: ``BL. LIMBANGAN`` for BLUBUR LIMBANGAN. ``None`` when it is none.

    A short word ends in a dot, begins like the full one and has its letters in their order; one word must be whole.
    """
    tokens = _TOKEN.findall(form)
    if not any(token.endswith(".") for token in tokens) or not any(len(t) > 2 and t.isalpha() for t in tokens):
        return None
    parts = ("[A-Z]*".join(token[:-1]) + "[A-Z]*" if token.endswith(".") else _letters(token) for token in tokens)
    return re.compile("".join(parts))


def _forms(text: str, level: str) -> tuple[str, ...]:
    """The text, and what is left of it without numbering, level word and footnote mark, the barest form last."""
    found = {text: None}
    for strip in (_NUMBERING, _LEVEL_WORD.get(level), _FOOTNOTE):
        found |= dict.fromkeys(_without(form, strip) for form in found)
    if level == "kabkota":
        found = dict.fromkeys(_kind(form) for form in found)
    return tuple(found)


def _without(text: str, pattern: re.Pattern[str] | None) -> str:
    """The text without what matches, unless nothing would be left."""
    return text if pattern is None else pattern.sub("", text).strip() or text


def _kind(text: str) -> str:
    """``KABUPATEN X`` or ``KOTA X`` however it is written; the kota of Jakarta without their ADMINISTRASI."""
    return _ADMINISTRATIVE.sub(r"\1", _KOTA.sub("KOTA ", _KABUPATEN.sub("KABUPATEN ", text)))


def _joined(text: str) -> str | None:
    """``BLOOTO`` from ``B L O O T O``, where wider gaps part words; ``None`` when the letters are not spaced out."""
    words = re.split(r"\s{2,}", text)
    if len(text.split()) < 3 or any(len(letter) > 1 for letter in text.split()):
        return None
    return " ".join("".join(word.split()) for word in words)


def _letters(text: str) -> str:
    """Only letters, numbers in Roman digits: offices write ``Cibatok 2`` and ``Cibatok II`` for one village."""
    counted = re.sub(r"\d+", lambda match: _roman(int(match[0])), text) if re.search(r"\d", text) else text
    return _NOISE.sub("", counted)


def _roman(number: int) -> str:
    if not 0 < number <= _COUNTED:
        return str(number)
    text = ""
    for value, digits in _ROMAN.items():
        while number >= value:
            text, number = text + digits, number - value
    return text
