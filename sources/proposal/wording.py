"""Words of a header -> names of columns, and a first guess at what a measure counts. A person checks all of it."""

import re
import unicodedata

from sources.units import unit_in, unit_of

_MONEY = re.compile(
    r"\brp\b|rupiah|anggaran|pendapatan|belanja|realisasi|pagu|\bdd\b|\bdana\b|pajak|bantuan", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"penduduk|laki|perempuan|orang|jiwa|pengunjung|wisatawan|siswa|guru|lahir|mati|datang", re.IGNORECASE
)
_SIZES = (
    ("Persentase", re.compile(r"persen|%|proporsi|percent", re.IGNORECASE)),
    ("Indeks", re.compile(r"indeks|index|\bikg\b|\bipm\b", re.IGNORECASE)),
    ("Rasio", re.compile(r"rasio|ratio|kepadatan", re.IGNORECASE)),
    ("Rata-rata", re.compile(r"rata-rata|per kapita", re.IGNORECASE)),
    ("Laju", re.compile(r"laju|pertumbuhan", re.IGNORECASE)),
    ("Nilai", _MONEY),
)
_UNITS = (
    ("Persen", re.compile(r"persen|%", re.IGNORECASE)),
    ("Rupiah", _MONEY),
    ("Keluarga", re.compile(r"keluarga|\bkk\b", re.IGNORECASE)),
    ("Hektare", re.compile(r"\bluas\b", re.IGNORECASE)),
    ("Orang", _PEOPLE),
    ("Indeks", re.compile(r"indeks|\bikg\b|\bipm\b", re.IGNORECASE)),
)
_LONGEST = 60


def identifier(text: str, taken: set[str] = frozenset()) -> str:  # type: ignore[assignment]
    """A column or dataset name from any text: small letters, digits and underscores, not yet ``taken``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: _LONGEST - 3].strip("_")
    if not re.match(r"[a-z]", name):
        name = f"k_{name}".strip("_")
    name = name if len(name) > 1 else f"{name}_kolom"
    return next(n for n in (name, *(f"{name}_{i}" for i in range(2, 1000))) if n not in taken)


def size_of(text: str) -> str:
    """The ukuran that the words of a header speak of."""
    return next((size for size, pattern in _SIZES if pattern.search(text)), "Jumlah")


def unit_label(text: str, stated: str | None) -> str | None:
    """The unit that a unit column or the header itself states, else the one that its words speak of; ``None`` when they
    tell none."""
    said = (unit_of(stated) if stated else None) or unit_in(text)
    guess = next((label for label, pattern in _UNITS if pattern.search(text)), None)
    unit = said or (unit_of(guess) if guess else None)
    return unit.label if unit else None
