"""Lines around a table that are no rows of it: sources, remarks, and the block of those who sign.

The patterns hold for a whole cell, without regard to case, and are written so that RE2 (Arrow) and :mod:`re` read them
alike: both readers, with a contract and without one, must draw the same line between data and what is said about it.
"""

import re

_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember"
_WORDS = r"(?:sumber|source|catatan|keterangan|ket|notes?|remarks?)"
# ``Sumber: BPS``, ``Sumber Data : ...``, ``Catatan/Note: ...``, ``*) Angka sementara``, ``**) ...``.
NOTE = re.compile(rf"^(?:{_WORDS}(?:\s*/\s*{_WORDS})?\s*(?:data|url)?\s*[.:;]|\*+\s?\)\s*[^\s])", re.IGNORECASE)
SIGNATURE = re.compile(
    rf"^mengetahui\b|^(plt\.?|plh\.?)?\s*(kepala|sekretaris|camat|lurah|bupati|wali\s?kota)\b|^nip\b|^\(?\s*ttd\b"
    rf"|,\s*(\d{{1,2}}|\.{{2,}}|…)\s*({_MONTHS})\s*\d{{4}}$",
    re.IGNORECASE,
)


def is_note(text: str) -> bool:
    """Whether a tidy text names a source or remarks on the table, as nothing within a table does."""
    return bool(NOTE.match(text))


def is_signature(text: str) -> bool:
    """Whether a tidy text is part of a signature block: place and date, the office, its rank or number."""
    return bool(SIGNATURE.search(text))
