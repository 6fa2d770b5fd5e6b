"""Lines around a table that are no rows of it: sources, remarks, and the block of those who sign.

The patterns hold for a whole cell, without regard to case, and are written so that RE2 (Arrow) and :mod:`re` read them
alike: both readers, with a contract and without one, must draw the same line between data and what is said about it.
"""

import re
from collections.abc import Iterable, Sequence

# Fields that a line of the foot fills at most.
_FEW = 2
_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember"
WORDS = r"(?:sumber|source|catatan|keterangan|ket|notes?|remarks?)"
# ``Sumber: BPS``, ``Sumber Data : ...``, ``Catatan/Note: ...``, ``*) Angka sementara``, ``**) ...``.
NOTE = re.compile(rf"^(?:{WORDS}(?:\s*/\s*{WORDS})?\s*(?:data|url)?\s*[.:;]|\*+\s?\)\s*[^\s])", re.IGNORECASE)
# Heads of offices by their office: ``kepala keluarga`` heads a column.
_OFFICES = (
    r"dinas|badan|bagian|bidang|seksi|sub|desa|kelurahan|kecamatan|kantor|satuan|unit|upt\w*|puskesmas|pelaksana|cabang"
)
SIGNATURE = re.compile(
    rf"^mengetahui\b|^(plt\.?|plh\.?)?\s*((kepala|sekretaris)(\s+({_OFFICES})\b|,?$)|(camat|lurah|bupati|wali\s?kota)\b)"
    rf"|^nip\b|^\(?\s*ttd\b|^pembina\b|^penata\b|,\s*(\d{{1,2}}|\.{{2,}}|…)\s*({_MONTHS})\s*\d{{4}}$",
    re.IGNORECASE,
)
_DATED = re.compile(rf"[^\W\d].*\b(?:{_MONTHS})\s+\d{{4}}$", re.IGNORECASE)
# Longer strings of digits number people and accounts.
_FIGURE = re.compile(r"[-−]?(?:\d[., ]*){1,12}%?")


def foot(lines: Sequence[Sequence[str]], width: int) -> int:
    """Where notes and signatures begin among the last lines of a text with ``width`` columns; the number of the lines
    where none do. From there to the end no line fills all columns or holds a figure: nothing that is data is cut."""
    start = len(lines)
    while start and _is_loose(lines[start - 1], width):
        start -= 1
    for at in range(start, len(lines)):
        if any(is_note(text) or is_signature(text) for text in _tidy(lines[at])):
            while at > start and _DATED.match(", ".join(_tidy(lines[at - 1]))):
                at -= 1
            return at
    return len(lines)


def unsigned(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines up to the signature block, and those after its beginning that say they are notes: the rest of it names
    people and is not kept."""
    kept, signed = [], False
    for line in lines:
        if is_note(line):
            kept.append(line)
            continue
        signed = signed or is_signature(line)
        if not signed:
            kept.append(line)
    return tuple(kept)


def _is_loose(fields: Sequence[str], width: int) -> bool:
    filled = _tidy(fields)
    return len(filled) <= _FEW and len(filled) < width and not any(map(_FIGURE.fullmatch, filled))


def _tidy(fields: Sequence[str]) -> list[str]:
    return [text for field in fields if (text := " ".join(field.split()))]


def is_note(text: str) -> bool:
    """Whether a tidy text names a source or remarks on the table, as nothing within a table does."""
    return bool(NOTE.match(text))


def is_signature(text: str) -> bool:
    """Whether a tidy text is part of a signature block: place and date, the office, its rank or number."""
    return bool(SIGNATURE.search(text))
