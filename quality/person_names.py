"""What looks like the name of a person: its form, titles and degrees, and given names that Indonesians bear often.

The form alone proves little ("Sumber Sewu" is a village, "Pulau Merah" a beach): names of regions and words for places,
offices and goods are no names, and where a heading leaves it open, some given names must stand in the column.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files

import pyarrow.parquet as pq

from quality.name_words import GIVEN, NO_NAME

_TITLE = re.compile(
    r"^(?:H|Hj|HJ|KH|Drs|Dra|Ir|Dr|dr|drg|Prof|R|Rr|Ust|Ustadz|Ny|Nn|Tn|Sdr|Sdri|Alm|Pak|Bapak|Bpk|Bu|Ibu|Mbah)\.? "
    r"|^(?:H|Hj|KH|Drs|Dra|Ir|Dr|dr|drg|Prof)\.(?=\w)"
    # Bali
    r"|^(?:I|Ni|Ida|Anak Agung|Gusti) (?:Gede|Putu|Wayan|Made|Nyoman|Ketut|Komang|Kadek|Luh|Gusti|Bagus|Ayu|Dewa)\b"
)
_DEGREE = re.compile(
    r"[, ]\s*(?:S\.?\s?(?:Pd|Sos|Kom|Ag|Hut|Pt|Si|KM|Kep|Farm|Psi|Tr|IP|IAN|Th|E|H|T|P|STP|Ked)\b|A\.?\s?Md\b|S\.?ST\b"
    r"|M\.?\s?(?:Pd|Si|M|Kom|Kes|Hum|AP|H|T|Ag|Sc|Eng|Psi|IP)\b\.?|Ph\.?D\b|Lc\b|MBA\b|BA\b|Amd\b|Apt\b|Sp\.)"
)
_WORD = re.compile(r"[^\W\d_][^\W\d_'’`.\-]*\.?(?:['’`\-][^\W\d_]+)*")
_MOST_WORDS = 6
_NAME = r"((?-i:[A-Z][\w.'’`-]*)(?: (?-i:[A-Z][\w.'’`-]*)){0,3})"
_MYSELF = re.compile(
    rf"\b(?:nama ?(?:ku|saya)(?: adalah)?|saya bernama|perkenalkan,? saya)[ :,]+{_NAME}", re.IGNORECASE
)
_ITS_ME = re.compile(rf"\b[Ss]aya {_NAME}")
_BEHALF = re.compile(rf"(?:\ba\.n\.?|\batas nama|\bsdri?\.?|\bsaudar[ai])[ :]+{_NAME}", re.IGNORECASE)
# For a search in bulk (RE2).
CUES = r"(?i:nama ?ku|nama saya|saya bernama|perkenalkan|atas nama|\ba\.n\b|\bsdri?\b|\bsaudar[ai]\b)|\b[Ss]aya [A-Z]"
_CUE = re.compile(CUES)
_NEIGHBOUR = re.compile(rf"\b(?:[Ii]bu|[Bb]apak|[Bb]pk\.?|[Pp]ak|[Bb]u|[Mm]bah) {_NAME}")
# In complaints and the like (RE2).
OWN_WORDS = r"\b(?i:saya|sy|aku)\b|\b(?:[Ii]bu|[Bb]apak|[Bb]pk\.?|[Pp]ak|[Bb]u|[Mm]bah) [A-Z]"
_OWN = re.compile(r"\b(?:saya|sy|aku)\b", re.IGNORECASE)


def like_person(text: str) -> bool:
    """Whether a text has the form of a person's name: a title or a degree, or two to six words that name nothing else;
    one word only when it is a common given name."""
    if any(character.isdigit() for character in text) or not 3 <= len(text) <= 60:
        return False
    words = _words(text)
    if not 1 <= len(words) <= _MOST_WORDS + 4 or not NO_NAME.isdisjoint(words):
        return False
    if _TITLE.search(text) or _DEGREE.search(text):
        return True
    if not text[0].isupper() or not re.fullmatch(r"[^\W\d_][\w .,'’`\-]*", text) or len(words) > _MOST_WORDS:
        return False
    if len(words) == 1:
        return words[0] in GIVEN
    return "".join(words) not in _regions()


def common(text: str) -> bool:
    """Whether a text holds a common given name, a title or a degree."""
    return bool(_TITLE.search(text) or _DEGREE.search(text)) or not GIVEN.isdisjoint(_words(text))


def share(texts: Sequence[str]) -> tuple[float, float]:
    """Of texts, how many have the form of a name, and how many of all hold a common given name beside it (0 to 1)."""
    if not texts:
        return 0.0, 0.0
    named = [text for text in texts if like_person(text)]
    return len(named) / len(texts), sum(map(common, named)) / len(texts)


def lone(texts: Sequence[str]) -> float:
    """How many of the texts (0 to 1) have the form of a name or are one word that names nothing else: many people have
    no other name."""
    return sum(like_person(text) or _one_word(text) for text in texts) / max(len(texts), 1)


def _one_word(text: str) -> bool:
    word = text.casefold()
    return text.isalpha() and len(text) >= 4 and word not in NO_NAME and word not in _regions()


def introduced(text: str) -> list[str]:
    """Names of persons who are introduced in a running text: "nama saya ...", "a.n. ..."; an office is none."""
    if not _CUE.search(text):
        return []
    found = [match[1].strip() for match in _MYSELF.finditer(text)]
    behalf = [match[1].strip() for match in (*_BEHALF.finditer(text), *_ITS_ME.finditer(text))]
    return [name for name in found if NO_NAME.isdisjoint(_words(name))] + [
        name for name in behalf if like_person(name) and common(name)
    ]


def speaks(text: str) -> bool:
    """Whether somebody speaks of themselves in a text, or of a neighbour by name ("ibu Siti")."""
    return bool(_OWN.search(text)) or any(common(match[1]) for match in _NEIGHBOUR.finditer(text))


def initials(name: str) -> str:
    """``Budi Santoso`` as ``B*** S***``: enough to find the cell, not the person."""
    return re.sub(r"([^\W_])[\w'’`]*", r"\1***", name)


def _words(text: str) -> list[str]:
    return [word.casefold().rstrip(".") for word in _WORD.findall(text)]


@cache
def _regions() -> frozenset[str]:
    """Names of all provinces, kabupaten, kecamatan and villages, letters only."""
    with as_file(files("sources.reference") / "wilayah.parquet") as path:
        names = pq.read_table(path, columns=["nama"]).column("nama").unique().to_pylist()
    return frozenset("".join(_words(name)) for name in names)
