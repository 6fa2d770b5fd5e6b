"""Regions of one kabupaten/kota: from what stands in a cell to the official code, proven or refused, never guessed.

A name is compared by its letters and digits after the noise of office spreadsheets is taken away (:func:`normalise`).
A name that two villages share is resolved by its kecamatan only, and a code only counts when the name beside it is the
code's own: a right code on the wrong row passes every foreign key. The nearest name is a suggestion to the officer, it
is never taken.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Literal, Self

import duckdb
from rapidfuzz import fuzz, process

from sources.findings import Finding

Level = Literal["provinsi", "kabkota", "kecamatan", "desa"]
LEVELS: dict[str, str] = {
    "provinsi": "provinsi",
    "kabkota": "kabupaten/kota",
    "kecamatan": "kecamatan",
    "desa": "desa/kelurahan",
}

_CODE = re.compile(r"\d\d(?:\.\d\d(?:\.\d\d(?:\.\d{4})?)?)?")
_DIGITS = {2: "provinsi", 4: "kabkota", 6: "kecamatan", 10: "desa"}
_NUMBERING = re.compile(r"^\d{1,3}\s*[.)\-]?\s*(?=[^\W\d])")
_PREFIX = {
    "provinsi": re.compile(r"^(?:PROVINSI|PROV)[\s.]+"),
    "kabkota": re.compile(r"^(?:KAB\.|KAB(?=\s))\s*"),
    "kecamatan": re.compile(r"^(?:KECAMATAN|KEC)[\s.]+"),
    "desa": re.compile(r"^(?:DESA|DS|KELURAHAN|KEL)[\s.]+"),
}
_ROMAN = {name: str(n) for n, name in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)}
# Below this likeness (0-100) a suggestion would rather mislead.
_LIKENESS = 60


@dataclass(frozen=True)
class Place:
    """A region. ``kind`` is provinsi, kabupaten, kota, kecamatan, desa, kelurahan or desa_adat; ``parent`` a code."""

    code: str
    level: Level
    kind: str
    name: str
    parent: str | None

    @property
    def title(self) -> str:
        """As an officer would write it: ``Desa Kabat``, ``Kecamatan Giri``, ``Kabupaten Banyuwangi``."""
        prefix = {"kabupaten": "", "kota": ""}.get(self.kind, self.kind.replace("_", " ").capitalize() + " ")
        return f"{prefix}{self.name}"


class Regions:
    """The kabupaten/kota ``home``, its province, kecamatan and desa/kelurahan, in the edition ``version``."""

    system = "kemendagri"

    def __init__(self, home: str, version: str, places: Iterable[Place]) -> None:
        self.home = home
        self.version = version
        self._places = {place.code: place for place in places}
        self._by_name: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in self._places.values():
            self._by_name[place.level, normalise(place.name, place.level)].append(place)

    @classmethod
    def load(cls, kode_kabkota: str) -> Self:
        """The regions of ``35.10`` and the like from the packaged reference; ``KeyError`` for an unknown code."""
        if not re.fullmatch(r"\d\d\.\d\d", kode_kabkota):
            raise KeyError(f"{kode_kabkota!r} bukan kode kabupaten/kota, misalnya 35.10.")
        with as_file(files("sources.reference") / "wilayah.parquet") as path, duckdb.connect() as connection:
            # Written into the filter (its form is checked above): a bound parameter makes DuckDB import pandas, 1.3 s.
            own = f"kode_wilayah = '{kode_kabkota[:2]}' or kode_wilayah between '{kode_kabkota}' and '{kode_kabkota}.~'"
            rows = (
                connection.read_parquet(str(path))
                .filter(f"berlaku_sampai is null and ({own})")
                .project("kode_wilayah, level, jenis, nama, induk, sumber")
                .order("kode_wilayah")
                .fetchall()
            )
        if not any(row[0] == kode_kabkota and row[1] == "kabkota" for row in rows):
            raise KeyError(f"Kabupaten/kota {kode_kabkota!r} tidak ada dalam daftar kode wilayah.")
        return cls(kode_kabkota, rows[0][5], (Place(*row[:5]) for row in rows))

    def __getitem__(self, code: str) -> Place:
        return self._places[code]

    def __contains__(self, code: object) -> bool:
        return code in self._places

    def members(self, level: Level, kinds: Iterable[str] = ()) -> tuple[Place, ...]:
        """All regions of a level, sorted by code; with ``kinds`` only those of these kinds."""
        wanted = set(kinds)
        return tuple(p for p in self._places.values() if p.level == level and (not wanted or p.kind in wanted))

    def resolve(
        self,
        text: str | None,
        level: Level,
        by: Literal["code", "name"],
        *,
        name: str | None = None,
        parent: str | None = None,
        system: str | None = None,
    ) -> str | Finding:
        """The dotted code that a cell means, or the finding that says why it cannot be used.

        ``name`` is the cell that must carry the code's official name, ``parent`` the name or code of the region above
        (of the kecamatan for a desa); ``None`` where the delivery has no such column. Codes without dots are ambiguous
        between the code systems of Kemendagri and BPS: they are only accepted when the contract says
        ``system="kemendagri"``. Findings carry no cell: the caller knows it.
        """
        if text is None or not text.strip():
            what = {"code": "kode", "name": "nama"}[by]
            return _finding("kosong", "", f"Sel {what} {LEVELS[level]} kosong.", "Isi sel ini pada setiap baris data.")
        above = self._above(parent, level)
        if isinstance(above, Finding):
            return above
        code = self._by_code(text, level, system) if by == "code" else self._by_name_under(text, level, above)
        if isinstance(code, Finding):
            return code
        return self._contradiction(code, name, above) or code

    def agrees(self, code: str, name: str) -> bool:
        """Whether ``name`` is the official name of ``code``, noise apart."""
        place = self._places[code]
        return normalise(name, place.level) == normalise(place.name, place.level)

    def nearest(self, name: str, level: Level, parent: str | None = None) -> Place | None:
        """The region whose name is most like ``name``: text for a suggestion, never a match."""
        choices = {p.code: normalise(p.name, level) for p in self.members(level) if parent in (None, p.parent)}
        best = process.extractOne(normalise(name, level), choices, scorer=fuzz.WRatio, score_cutoff=_LIKENESS)
        return self._places[best[2]] if best else None

    def _above(self, parent: str | None, level: Level) -> str | Finding | None:
        """Code of the region above, from its cell."""
        upper: dict[Level, Level] = {"kabkota": "provinsi", "kecamatan": "kabkota", "desa": "kecamatan"}
        if parent is None or not parent.strip() or level not in upper:
            return None
        if re.fullmatch(r"[\d.\s']+", parent):
            return self._by_code(parent, upper[level], self.system)
        return self._by_name_under(parent, upper[level], None)

    def _by_code(self, text: str, level: Level, system: str | None) -> str | Finding:
        code = dotted(text, undotted=system == self.system)
        example = self.members(level)[0].code
        if code is None:
            message = f"{text!r} bukan kode {LEVELS[level]} Kemendagri."
            return _finding("kode_bentuk", text, message, f"Tulis kode dengan titik, misalnya {example}.")
        check = "Periksa kode itu pada daftar kode wilayah Kemendagri."
        if not code.startswith(self.home[: len(code)]):
            return _finding("di_luar_wilayah", text, f"Kode {code} berada di luar {self._title(self.home)}.", check)
        if code not in self:
            return _finding("kode_tidak_dikenal", text, f"Kode {code} tidak ada dalam daftar {self.version}.", check)
        if self[code].level != level:
            message = f"Kode {code} adalah kode {LEVELS[self[code].level]}, padahal kolom ini memuat {LEVELS[level]}."
            return _finding("kode_tingkat", text, message, f"Isi kode {LEVELS[level]}, misalnya {example}.")
        return code

    def _by_name_under(self, text: str, level: Level, parent: str | None) -> str | Finding:
        name = text.strip()
        found = self._by_name.get((level, normalise(text, level)), [])
        inside = [place for place in found if parent in (None, place.parent)]
        if len(inside) == 1:
            return inside[0].code
        if inside:
            where = " dan ".join(f"{place.code} ({self._title(place.parent)})" for place in inside)
            message = f"Nama {name!r} dipakai oleh {len(inside)} {LEVELS[level]}: {where}."
            hint = "Sertakan nama kecamatan pada setiap baris agar jelas wilayah mana yang dimaksud."
            return _finding("nama_kembar", text, message, hint)
        if found:
            where = " dan ".join(self._title(place.parent) for place in found)
            message = f"{name!r} tidak ada di {self._title(parent)}, tetapi di {where}."
            return _finding("induk_tidak_cocok", text, message, "Periksa nama wilayah itu dan nama kecamatannya.")
        near = self.nearest(text, level, parent)
        hint = f"Apakah yang dimaksud {near.title} ({near.code})? " if near else ""
        message = f"Nama {name!r} tidak ada dalam daftar {LEVELS[level]} {self._title(self.home)}."
        return _finding("nama_tidak_dikenal", text, message, f"{hint}Tulis nama resmi menurut Kemendagri.")

    def _contradiction(self, code: str, name: str | None, parent: str | None) -> Finding | None:
        """What stands beside the code and speaks against it."""
        place = self[code]
        if name is not None and not name.strip():
            message = f"Nama untuk kode {code} kosong, sehingga kode itu tidak dapat dibuktikan."
            return _finding(
                "nama_kosong", code, message, f"Isi namanya. Menurut Kemendagri kode ini milik {place.title}."
            )
        if name is not None and not self.agrees(code, name):
            own = self._by_name_under(name, place.level, parent)
            hint = f"Kode untuk {name.strip()} adalah {own}. " if isinstance(own, str) else ""
            message = f"Kode {code} milik {place.title}, tetapi nama pada baris ini {name.strip()!r}."
            return _finding(
                "nama_tidak_cocok",
                f"{code} / {name.strip()}",
                message,
                f"{hint}Perbaiki kode atau nama pada baris ini.",
            )
        if parent is not None and place.parent != parent:
            message = f"{place.title} ({code}) berada di {self._title(place.parent)}, bukan di {self._title(parent)}."
            return _finding("induk_tidak_cocok", code, message, "Periksa kode itu dan nama kecamatannya.")
        return None

    def _title(self, code: str | None) -> str:
        return self[code].title if code else "Indonesia"


def dotted(text: str, undotted: bool = False) -> str | None:
    """``35.10.16.1003`` from a cell's text: spaces, a leading apostrophe and a spreadsheet's ``.0`` taken away.

    Digits without dots only count when ``undotted`` says that they are Kemendagri's. ``None`` when it is no code.
    """
    code = re.sub(r"\s+", "", text).lstrip("'’")
    if _CODE.fullmatch(code):
        return code
    digits = code.removesuffix(".0")
    if not undotted or not re.fullmatch(r"[0-9]+", digits) or len(digits) not in _DIGITS:
        return None
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)


@lru_cache(maxsize=20_000)
def normalise(name: str, level: str) -> str:
    """The letters and digits that tell names of one level apart.

    Taken away: case, numbering (``010. ``), the level's own word (``Kec.``, ``Desa``, ``Kel.``), letter spacing
    (``B l o o t o``), punctuation, spaces; a Roman number at the end becomes Arabic (``Cibatok II`` = ``Cibatok 2``).
    """
    text = unicodedata.normalize("NFKC", name).upper().strip()
    text = _PREFIX[level].sub("KABUPATEN " if level == "kabkota" else "", _NUMBERING.sub("", text))
    words = re.sub(r"[\W_]+", " ", re.sub(r"['’`\"]", "", text)).split()
    # Single letters are one spaced-out word; only a name of several words can end in a Roman number.
    if len(words) > 1 and words[-1] in _ROMAN and not all(len(word) == 1 for word in words):
        words[-1] = _ROMAN[words[-1]]
    return "".join(words)


def _finding(rule: str, value: str, message: str, suggestion: str) -> Finding:
    return Finding(f"wilayah.{rule}", "blocker", message, suggestion, value=value)
