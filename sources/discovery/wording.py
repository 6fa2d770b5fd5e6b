"""What a line of text around a table says it is: a title, a note, part of a signature block."""

import re

# A label this long is prose.
PROSE = 60
SHORT = 40

_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember"
_NOTE = re.compile(
    r"^(\*|\d\)|sumber|source|catatan|keterangan|ket\b|note|notes|access time|diunduh|dicetak|tanggal cetak)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"^[-–\s]*(?:halaman|hal\.?|page)\s*:?\s*\d+(?:\s*(?:dari|of|/)\s*\d+)?[-–\s]*$|^[-–]\s*\d+\s*[-–]$", re.IGNORECASE
)
_SOURCE = re.compile(r"^\*+\)|^(sumber|source|catatan|keterangan|ket|notes?)\b\s*(data|url)?\s*[.:;]?", re.IGNORECASE)
_SIGNATURE = re.compile(
    rf"^mengetahui\b|^(plt\.?|plh\.?)?\s*(kepala|sekretaris|camat|lurah|bupati|wali\s?kota)\s+(dinas|badan|bagian|bidang"
    rf"|desa|kelurahan|kecamatan|kantor|satuan)\b|^nip\b|^\(?\s*ttd\b|^pembina\b|^penata\b"
    rf"|,\s*(\d{{1,2}}|\.{{2,}}|…)?\s*({_MONTHS})\s*\d{{4}}$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(tabel|table|lampiran|daftar|rekap)\b", re.IGNORECASE)
# How letterheads and titles of a next table begin; names of people do not.
_TITLE = re.compile(
    r"^(tabel|table|lampiran|daftar|rekap\w*|laporan|data|jumlah|banyaknya|pemerintah|dinas|badan|kantor|realisasi|profil"
    r"|perkembangan|keadaan|statistik)\b",
    re.IGNORECASE,
)


def is_note(text: str) -> bool:
    """Such as ``*) angka sementara`` and ``Dicetak 3 Juli 2024``."""
    return bool(_NOTE.match(text))


def is_page(text: str) -> bool:
    """The number of a printed page: it interrupts a table and says nothing about it."""
    return bool(_PAGE.match(text))


def is_source(text: str) -> bool:
    """A line that names the source of a table or remarks on it, as nothing within a table does."""
    return bool(_SOURCE.match(text))


def is_signature(text: str) -> bool:
    """Place and date, the office that signs, or the rank and number of who does."""
    return bool(_SIGNATURE.search(text))


def is_title(text: str) -> bool:
    """What a letterhead or the title of a table begins with."""
    return bool(_TITLE.match(text))


def is_table_title(text: str) -> bool:
    """``Tabel 3.1 ...``: a title, whatever stands around it."""
    return bool(_NUMBERED.match(text))


def without_signatures(lines: list[str]) -> list[str]:
    """Lines up to the signature block: that names people and is not kept."""
    end = next((position for position, line in enumerate(lines) if is_signature(line)), len(lines))
    return lines[:end]
