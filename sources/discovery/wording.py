"""What a line of text around a table says it is: a title, a remark, the number of a page."""

import re

from sources.notes import WORDS

# A label this long is prose.
PROSE = 60
SHORT = 40

# Alone in its line, a text that begins so is a remark with or without the mark of one.
_REMARK = re.compile(
    rf"^(\*|\d\)|{WORDS}\b|access time|diunduh|dicetak|tanggal cetak)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"^[-–\s]*(?:halaman|hal\.?|page)\s*:?\s*\d+(?:\s*(?:dari|of|/)\s*\d+)?[-–\s]*$|^[-–]\s*\d+\s*[-–]$", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(tabel|table|lampiran|daftar|rekap)\b", re.IGNORECASE)
# How letterheads and titles of a next table begin; names of people do not.
_TITLE = re.compile(
    r"^(tabel|table|lampiran|daftar|rekap\w*|laporan|data|jumlah|banyaknya|pemerintah|dinas|badan|kantor|realisasi|profil"
    r"|perkembangan|keadaan|statistik)\b",
    re.IGNORECASE,
)


def is_remark(text: str) -> bool:
    """A line of its own such as ``*) angka sementara`` and ``Dicetak 3 Juli 2024``."""
    return bool(_REMARK.match(text))


def is_page(text: str) -> bool:
    """The number of a printed page: it interrupts a table and says nothing about it."""
    return bool(_PAGE.match(text))


def is_title(text: str) -> bool:
    """What a letterhead or the title of a table begins with."""
    return bool(_TITLE.match(text))


def is_table_title(text: str) -> bool:
    """``Tabel 3.1 ...``: a title, whatever stands around it."""
    return bool(_NUMBERED.match(text))
