"""Regions: from what stands in a cell to the official code, proven or refused, never guessed.

A list of regions covers one kabupaten/kota, or the wider area that a contract declares. A name is compared by the keys
of :mod:`sources.region_names`. A name that two villages share is resolved by the regions above it only, and a code
only counts when the name beside it is the code's own: a right code on the wrong row passes every foreign key. The
nearest names are proposals to the officer, they are never taken. What a person has approved is an :class:`Alias`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal, Self

from rapidfuzz import fuzz, process

from sources.findings import Finding
from sources.region_names import abbreviation, key, readings, short_key

Level = Literal["provinsi", "kabkota", "kecamatan", "desa"]
LEVELS: dict[Level, str] = {
    "provinsi": "provinsi",
    "kabkota": "kabupaten/kota",
    "kecamatan": "kecamatan",
    "desa": "desa/kelurahan",
}
WHOLE_COUNTRY = "ID"

_ABOVE: dict[Level, Level] = {"kabkota": "provinsi", "kecamatan": "kabkota", "desa": "kecamatan"}
_AREA = re.compile(rf"{WHOLE_COUNTRY}|\d\d(?:\.\d\d)?")
# Groups of two, two, two and four digits are Kemendagri's; BPS has two, two, three and three.
_CODE = re.compile(r"(\d\d)(?:[.\-/ ](\d\d)(?:[.\-/ ](\d\d)(?:[.\-/ ](\d{4}))?)?)?\.?")
_VILLAGE_CODE = re.compile(r"(\d\d)[.\-/](\d{4})\.?")
_DIGITS = (2, 4, 6, 10)
# Below this likeness (0-100) a proposal would rather mislead.
_LIKENESS = 60
_PROPOSED = 3


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


@dataclass(frozen=True)
class Alias:
    """A spelling that a person has approved for a region: read like its official name, but never instead of one.

    ``parent`` is the code of the region above under which the spelling counts; ``None``: wherever ``code`` lies.
    """

    level: Level
    text: str
    code: str
    parent: str | None = None


@dataclass(frozen=True)
class Former:
    """A region whose code is no longer valid: its last name and the last day on which it was."""

    name: str
    level: Level
    until: date


class Regions:
    """All regions of ``home`` (a kabupaten/kota, a province or ``ID``) in the edition ``version``."""

    system = "kemendagri"

    def __init__(
        self,
        home: str,
        version: str,
        places: Iterable[Place],
        former: dict[str, Former] | None = None,
        aliases: Iterable[Alias] = (),
    ) -> None:
        self.home = home
        self.version = version
        self.aliases = tuple(aliases)
        self._former = former or {}
        self._places = {place.code: place for place in places}
        self._levels: dict[Level, list[Place]] = {level: [] for level in LEVELS}
        for place in self._places.values():
            self._levels[place.level].append(place)
        self._names: dict[Level, _Names] = {}

    @classmethod
    def load(cls, kode_kabkota: str, area: str | None = None, aliases: Iterable[Alias] = ()) -> Self:
        """The regions of ``35.10`` and the like from the packaged reference; ``KeyError`` for an unknown code.

        ``area`` widens the list beyond the tenant: a province (``35``), another kabupaten/kota or ``ID``.
        """
        if not re.fullmatch(r"\d\d\.\d\d", kode_kabkota):
            raise KeyError(f"{kode_kabkota!r} bukan kode kabupaten/kota, misalnya 35.10.")
        return cls.of(kode_kabkota if area is None else area, aliases)

    @classmethod
    def of(cls, area: str, aliases: Iterable[Alias] = ()) -> Self:
        """All regions of an area, those above it included; ``KeyError`` for one that is not listed."""
        current, closed = _packaged(area)
        if area != WHOLE_COUNTRY and area not in {row[0] for row in current}:
            raise KeyError(f"Wilayah {area!r} tidak ada dalam daftar kode wilayah.")
        return cls(area, current[0][5], (Place(*row[:5]) for row in current), closed, aliases)

    def within(self, area: str | None) -> "Regions":
        """The regions of a declared wider area with the same aliases, kept for the next call; ``None``: these."""
        return self if area in (None, self.home) else _wider(str(area), self.aliases)

    def __getitem__(self, code: str) -> Place:
        return self._places[code]

    def __contains__(self, code: object) -> bool:
        return code in self._places

    def members(self, level: Level, kinds: Iterable[str] = ()) -> tuple[Place, ...]:
        """All regions of a level, sorted by code; with ``kinds`` only those of these kinds."""
        wanted = set(kinds)
        return tuple(place for place in self._levels[level] if not wanted or place.kind in wanted)

    def resolve(
        self,
        text: str | None,
        level: Level,
        by: Literal["code", "name"],
        *,
        name: str | None = None,
        parent: str | None = None,
        grandparent: str | None = None,
        system: str | None = None,
    ) -> str | Finding:
        """The dotted code that a cell means, or the finding that says why it cannot be used.

        ``name`` is the cell that must carry the code's official name, ``parent`` and ``grandparent`` the names or codes
        of the regions one and two levels above (kecamatan and kabupaten/kota of a desa); ``None`` where the delivery
        has no such column. Codes without dots are ambiguous between the code systems of Kemendagri and BPS: they are
        only accepted when the contract says ``system="kemendagri"``. Findings carry no cell: the caller knows it.
        """
        if text is None or not text.strip():
            what = {"code": "kode", "name": "nama"}[by]
            return _finding("kosong", "", f"Sel {what} {LEVELS[level]} kosong.", "Isi sel ini pada setiap baris data.")
        above = self._above(parent, grandparent, level)
        if isinstance(above, Finding):
            return above
        if by == "name":
            return self._by_name(text, level, above)
        code = self._by_code(text, level, system, name)
        if isinstance(code, Finding):
            return code
        return self._contradiction(code, text, name, above) or code

    def named(self, text: str, level: Level) -> tuple[Place, ...]:
        """The regions of a level that a name may mean, without asking where they lie; empty for an unknown name."""
        return tuple(self._matches(text, level, None))

    def agrees(self, code: str, name: str) -> bool:
        """Whether ``name`` is a name of ``code``: the official one, noise apart, its abbreviation or an alias."""
        place = self._places[code]
        siblings = frozenset({place.parent} if place.parent else ())
        return place in self._matches(name, place.level, siblings or None)

    def remark(self, code: str, text: str) -> Finding | None:
        """What must be shown about a name that was read as ``code`` without being its official one; ``None`` if it is.

        An information, for the record: an approved alias, or an abbreviation that only this sibling can mean.
        """
        place = self._places[code]
        read = readings(text, place.level)
        if {*read.sure, *read.loose} & {key(place.name, place.level), short_key(place.name, place.level)}:
            return None
        alias = any(item.code == code and item.level == place.level and _same(item, read.sure) for item in self.aliases)
        rule, how = "wilayah.singkatan", "karena hanya itu yang cocok"
        if alias:
            rule, how = "wilayah.alias", "menurut alias yang disetujui"
        message = f"{text.strip()!r} dibaca sebagai {place.title} ({code}), {how}."
        hint = "Tulis nama resmi pada kiriman berikutnya."
        return Finding(rule, "info", message, hint, value=text.strip())

    def proposals(self, name: str, level: Level, parents: Iterable[str] = ()) -> tuple[Place, ...]:
        """At most three regions whose names are most like ``name``, the likeliest first: proposals, never a match."""
        wanted = set(parents)
        names = {
            place.code: key(place.name, level) for place in self._levels[level] if not wanted or place.parent in wanted
        }
        found: dict[str, float] = {}
        for written in readings(name, level).sure[-1:]:
            best = process.extract(written, names, scorer=fuzz.ratio, limit=_PROPOSED, score_cutoff=_LIKENESS)
            found |= {code: score for _, score, code in best}
        return tuple(self._places[code] for code in sorted(found, key=lambda code: (-found[code], code)))

    # --- the regions above --------------------------------------------------------------------------------------------

    def _above(self, parent: str | None, grandparent: str | None, level: Level) -> frozenset[str] | Finding | None:
        """Codes that the region above may have, from its cell and the one of the region above that."""
        upper = _ABOVE.get(level)
        if upper is None:
            return None
        outer: frozenset[str] | Finding | None = None
        if top := _ABOVE.get(upper):
            outer = self._meant(grandparent, top, None)
        if isinstance(outer, Finding):
            return outer
        inner = self._meant(parent, upper, outer)
        if inner is not None or outer is None:
            return inner
        return frozenset(place.code for place in self._levels[upper] if place.parent in outer)

    def _meant(self, text: str | None, level: Level, above: frozenset[str] | None) -> frozenset[str] | Finding | None:
        """Codes that a cell beside may mean. Several are no fault as long as the region itself is certain."""
        if text is None or not text.strip():
            return None
        if re.fullmatch(r"[\d.\s']+", text):
            code = self._by_code(text, level, self.system, None)
            return code if isinstance(code, Finding) else frozenset((code,))
        found = self._matches(text, level, above)
        return frozenset(place.code for place in found) or self._unknown(text, level, above)

    # --- codes --------------------------------------------------------------------------------------------------------

    def _by_code(self, text: str, level: Level, system: str | None, name: str | None) -> str | Finding:
        code = dotted(text, undotted=system == self.system)
        if code is None and level == "desa" and len(self.home) == len("35.10"):
            code = _completed(text, self.home)
        if code is None:
            return self._no_code(text, level)
        check = "Periksa kode itu pada daftar kode wilayah Kemendagri."
        if self.home != WHOLE_COUNTRY and not code.startswith(self.home[: len(code)]):
            return _finding("di_luar_wilayah", text, f"Kode {code} berada di luar {self._title(self.home)}.", check)
        if code not in self:
            return self._unlisted(code, text, level, name)
        if self[code].level != level:
            message = f"Kode {code} adalah kode {LEVELS[self[code].level]}, padahal kolom ini memuat {LEVELS[level]}."
            return _finding(
                "kode_tingkat", text, message, f"Isi kode {LEVELS[level]}, misalnya {self._example(level)}."
            )
        return code

    def _no_code(self, text: str, level: Level) -> Finding:
        message = f"{text!r} bukan kode {LEVELS[level]} Kemendagri."
        hint = f"Tulis kode dengan titik, misalnya {self._example(level)}."
        if re.fullmatch(r"\d\d[.\-/]?\d\d[.\-/]?\d{3}(?:[.\-/]\d{3})?", text.strip()):
            message += " Bentuknya seperti kode BPS."
        elif (whole := f"{text.strip()}0") in self:
            hint = f"Mungkin maksudnya {whole}: Excel membuang angka nol di belakang. Ubah format sel menjadi Teks."
        return _finding("kode_bentuk", text, message, hint)

    def _unlisted(self, code: str, text: str, level: Level, name: str | None) -> Finding:
        """A well-formed code that is not valid (any more): what is known about its successor."""
        former = self._former.get(code)
        known_name = name or (former.name if former else None)
        same = self._matches(known_name, level, None) if known_name else []
        hint = "Periksa kode itu pada daftar kode wilayah Kemendagri."
        if len(same) == 1:
            hint = (
                f"Kode {same[0].title} sekarang {same[0].code}. Pakai kode itu bila memang wilayah ini yang dimaksud."
            )
        if former:
            message = f"Kode {code} ({former.name}) hanya berlaku sampai {former.until:%d-%m-%Y}."
            return _finding("kode_tidak_berlaku", text, message, hint)
        message = f"Kode {code} tidak ada dalam daftar {self.version}."
        if code.replace(".", "") in text:
            message += " Kode BPS juga terdiri atas 10 angka: pastikan kolom ini kode Kemendagri."
        return _finding("kode_tidak_dikenal", text, message, hint)

    def _contradiction(self, code: str, text: str, name: str | None, above: frozenset[str] | None) -> Finding | None:
        """What stands beside the code and speaks against it."""
        place = self[code]
        if name is not None and not name.strip():
            message = f"Nama untuk kode {code} kosong, sehingga kode itu tidak dapat dibuktikan."
            hint = f"Isi namanya. Menurut Kemendagri kode ini milik {place.title}."
            return _finding("nama_kosong", code, message, hint)
        if name is not None and not self.agrees(code, name):
            own = self._matches(name, place.level, above)
            hint = f"Kode untuk {name.strip()} adalah {own[0].code}. " if len(own) == 1 else ""
            message = f"Kode {code} milik {place.title}, tetapi nama pada baris ini {name.strip()!r}."
            if "." not in text.removesuffix(".0") and place.level == "desa":
                message += " Tanpa titik, kode itu mungkin kode BPS."
            fix = f"{hint}Perbaiki kode atau nama pada baris ini."
            return _finding("nama_tidak_cocok", f"{code} / {name.strip()}", message, fix)
        if above is not None and place.parent not in above:
            message = f"{place.title} ({code}) berada di {self._title(place.parent)}, bukan di {self._titles(above)}."
            return _finding("induk_tidak_cocok", code, message, "Periksa kode itu dan nama wilayah di atasnya.")
        return None

    # --- names --------------------------------------------------------------------------------------------------------

    def _by_name(self, text: str, level: Level, above: frozenset[str] | None) -> str | Finding:
        found = self._matches(text, level, above)
        if len(found) == 1:
            return found[0].code
        if not found:
            return self._unknown(text, level, above)
        where = " dan ".join(f"{place.code} ({place.title} di {self._title(place.parent)})" for place in found)
        message = f"Nama {text.strip()!r} dipakai oleh {len(found)} {LEVELS[level]}: {where}."
        hint = "Sertakan nama kecamatan pada setiap baris agar jelas wilayah mana yang dimaksud."
        if level == "kabkota":
            hint = "Tulis Kabupaten atau Kota di depan namanya."
        elif level == "kecamatan":
            hint = "Sertakan nama kabupaten/kota pada setiap baris agar jelas kecamatan mana yang dimaksud."
        elif len({place.parent for place in found}) == 1:
            hint = "Keduanya berada di satu kecamatan: pakai kodenya pada setiap baris."
        return _finding("nama_kembar", text, message, hint)

    def _matches(self, text: str, level: Level, above: frozenset[str] | None) -> list[Place]:
        """Regions under ``above`` that a name may mean: by official name, else by alias, else by what offices leave out
        or abbreviate. An alias also decides between regions that share the official name."""
        names = self._index(level)
        read = readings(text, level)
        inside = _under(above)
        official = [place for place in _found(names.official, read.sure) if inside(place)]
        if len(official) == 1:
            return official
        approved = [place for place in self._approved(level, read.sure, above) if inside(place)]
        if len(approved) == 1 and (not official or approved[0] in official):
            return approved
        if official:
            return official
        loose = _found(names.official, read.loose) + _found(names.short, (*read.sure, *read.loose))
        loose += self._expanded(read.form, level, above)
        return list({place.code: place for place in loose if inside(place)}.values())

    def _approved(self, level: Level, keys: tuple[str, ...], above: frozenset[str] | None) -> list[Place]:
        found = (
            alias
            for alias in self.aliases
            if alias.level == level and _same(alias, keys) and (alias.parent is None or alias.parent in (above or ()))
        )
        return [self[code] for code in dict.fromkeys(alias.code for alias in found) if code in self]

    def _expanded(self, form: str, level: Level, above: frozenset[str] | None) -> list[Place]:
        """Siblings that an abbreviated name can mean (or whose abbreviated official name means it). Only among regions
        of one parent: elsewhere an abbreviation proves nothing."""
        inside = _under(above)
        siblings = [place for place in self._levels[level] if inside(place)]
        if len({place.parent for place in siblings}) != 1:
            return []
        pattern = abbreviation(form)
        written = key(form, level)
        found = [place for place in siblings if pattern and pattern.fullmatch(key(place.name, level))]
        shortened = [(place, abbreviation(place.name.upper())) for place in siblings if "." in place.name]
        return found + [place for place, short in shortened if short and short.fullmatch(written)]

    def _unknown(self, text: str, level: Level, above: frozenset[str] | None) -> Finding:
        elsewhere = _found(self._index(level).official, readings(text, level).sure) if above is not None else []
        if elsewhere:
            where = " dan ".join(self._title(place.parent) for place in elsewhere[:_PROPOSED])
            message = f"{text.strip()!r} tidak ada di {self._titles(above or ())}, tetapi di {where}."
            return _finding("induk_tidak_cocok", text, message, "Periksa nama wilayah itu dan nama wilayah di atasnya.")
        near = " atau ".join(f"{place.title} ({place.code})" for place in self.proposals(text, level, above or ()))
        hint = f"Apakah yang dimaksud {near}? " if near else ""
        message = f"Nama {text.strip()!r} tidak ada dalam daftar {LEVELS[level]} {self._titles(above or {self.home})}."
        return _finding("nama_tidak_dikenal", text, message, f"{hint}Tulis nama resmi menurut Kemendagri.")

    def _index(self, level: Level) -> "_Names":
        """Names of a level, made when first asked for: most deliveries name villages or kecamatan, not all levels."""
        if level not in self._names:
            self._names[level] = _Names.of(self._levels[level])
        return self._names[level]

    # --- words --------------------------------------------------------------------------------------------------------

    def _example(self, level: Level) -> str:
        return self._levels[level][0].code

    def _title(self, code: str | None) -> str:
        return self[code].title if code and code != WHOLE_COUNTRY else "Indonesia"

    def _titles(self, codes: Iterable[str]) -> str:
        return " atau ".join(self._title(code) for code in sorted(codes)[:_PROPOSED])


@dataclass(frozen=True)
class _Names:
    """Regions of a level by the key of their official name, and by its short form (``BANDUNG``)."""

    official: dict[str, list[Place]]
    short: dict[str, list[Place]]

    @classmethod
    def of(cls, places: Iterable[Place]) -> Self:
        official: dict[str, list[Place]] = defaultdict(list)
        short: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            official[key(place.name, place.level)].append(place)
            if bare := short_key(place.name, place.level):
                short[bare].append(place)
        return cls(dict(official), dict(short))


def dotted(text: str, undotted: bool = False) -> str | None:
    """``35.10.16.1003`` from a cell's text: spaces, other separators, a leading apostrophe, a closing dot and a
    spreadsheet's ``.0`` taken away.

    Digits without dots only count when ``undotted`` says that they are Kemendagri's. ``None`` when it is no code.
    """
    code = text.strip().lstrip("'’").strip()
    if not code.isascii():
        return None
    code = re.sub(r"\s*([.\-/])\s*", r"\1", re.sub(r"\s+", " ", code))
    if match := _CODE.fullmatch(code):
        return ".".join(part for part in match.groups() if part)
    digits = code.replace(" ", "").removesuffix(".0")
    if not undotted or not digits.isdecimal() or len(digits) not in _DIGITS:
        return None
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)


def known_area(area: str) -> bool:
    """Whether a contract may declare this area: a listed province or kabupaten/kota, or ``ID``."""
    return bool(_AREA.fullmatch(area)) and (area == WHOLE_COUNTRY or any(row[0] == area for row in _packaged(area)[0]))


def _completed(text: str, kabkota: str) -> str | None:
    """``35.10.14.2013`` from Siskeudes' ``14.2013`` (kecamatan and desa), which leaves out the kabupaten."""
    match = _VILLAGE_CODE.fullmatch(re.sub(r"\s+", "", text).lstrip("'’"))
    return f"{kabkota}.{match[1]}.{match[2]}" if match and text.isascii() else None


@lru_cache(maxsize=4)
def _packaged(area: str) -> tuple[list[tuple[Any, ...]], dict[str, Former]]:
    """Rows of the packaged reference inside an area and above it, sorted by code, and the codes that are closed."""
    # Who only names regions does not wait for it.
    import duckdb

    if not _AREA.fullmatch(area):
        raise KeyError(f"{area!r} bukan kode provinsi, kode kabupaten/kota, atau {WHOLE_COUNTRY}.")
    # Written into the filter (its form is checked above): a bound parameter makes DuckDB import pandas, 1.3 s.
    own = f"kode_wilayah = '{area[:2]}' or kode_wilayah between '{area}' and '{area}.~'"
    with as_file(files("sources.reference") / "wilayah.parquet") as path, duckdb.connect() as connection:
        table = connection.read_parquet(str(path)).filter("true" if area == WHOLE_COUNTRY else own)
        current = (
            table.filter("berlaku_sampai is null")
            .project("kode_wilayah, level, jenis, nama, induk, sumber")
            .order("kode_wilayah")
            .fetchall()
        )
        closed = (
            table.filter("berlaku_sampai is not null")
            .project("kode_wilayah, nama, level, berlaku_sampai")
            .order("berlaku_sampai")
            .fetchall()
        )
    return current, {row[0]: Former(*row[1:]) for row in closed}


@lru_cache(maxsize=4)
def _wider(area: str, aliases: tuple[Alias, ...]) -> Regions:
    return Regions.of(area, aliases)


def _found(index: dict[str, list[Place]], keys: Iterable[str]) -> list[Place]:
    return list({place.code: place for name in keys for place in index.get(name, ())}.values())


def _under(above: frozenset[str] | None) -> Callable[[Place], bool]:
    return lambda place: above is None or place.parent in above


def _same(alias: Alias, keys: Iterable[str]) -> bool:
    return not {*readings(alias.text, alias.level).sure}.isdisjoint(keys)


def _finding(rule: str, value: str, message: str, suggestion: str) -> Finding:
    return Finding(f"wilayah.{rule}", "blocker", message, suggestion, value=value)
