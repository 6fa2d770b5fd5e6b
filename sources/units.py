"""Units: the one that a text means, however an office writes it, and how many of the base unit it is.

The list is ``sources/reference/satuan.yaml``; multiples (``ribu rupiah``, ``Rp (000)``) and rates (``jiwa/km2``,
``per 1.000 kelahiran hidup``) are put together from it. A text that is not put together from listed units is no unit:
the nearest ones are proposals only.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import prod

import yaml
from rapidfuzz import fuzz, process

_TOKEN = re.compile(r"\d[\d.]*|[^\W\d_]+[23$]?|[%‰°/]")
_SQUARE = re.compile(r"\b([kcm]?m)\s+([23])\b")
_VOWEL = re.compile("[aeiou]", re.IGNORECASE)
_NOISE = {"dalam", "x", "satuan", "tiap", "setiap"}
_DIVIDED = {"/", "per"}
_TIMES = {
    **dict.fromkeys(("ratus", "ratusan", "seratus"), 100),
    **dict.fromkeys(("ribu", "ribuan", "seribu", "rb"), 10**3),
    **dict.fromkeys(("juta", "jutaan", "sejuta", "jt"), 10**6),
    **dict.fromkeys(("miliar", "milyar", "miliaran", "milyaran", "semiliar"), 10**9),
    **dict.fromkeys(("triliun", "trilyun", "triliunan"), 10**12),
}
_TIMES_NAMES = {100: "Ratus", 10**3: "Ribu", 10**5: "Ratus ribu", 10**6: "Juta", 10**9: "Miliar", 10**12: "Triliun"}
# In a title, a bracket with one of these states the unit; (Desa), (Tahun) or (Indeks) usually says something else.
_STATED_KINDS = {"bagian", "uang", "orang", "luas", "panjang", "berat", "isi", "data", "energi", "laju"}
_MEASURED_KINDS = {"luas", "waktu", "isi", "berat", "panjang"}
_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_AFTER_WORD = re.compile(r"\b(satuan\s*:|satuan|dalam)\s*([^,;:()\[\]\n]{1,60})", re.IGNORECASE)
_MONEY = re.compile(
    r"\b(?:(?:ribu|juta|mil[iy]ar|tril[iy]un)(?:an)?\s+(?:rupiah|rp)\b"
    r"|rp\.?\s*(?:\(?0{3}(?:\.0{3})*\b|(?:ribu|juta|mil[iy]ar|tril[iy]un)))(?!\s*(?:/|per\b))",
    re.IGNORECASE,
)
_LIKENESS = 70
_PROPOSED = 3
_LONGEST = 60


@dataclass(frozen=True)
class Unit:
    """``factor`` times the base unit ``base`` (a code): ``ribu_rupiah`` is 1,000 ``rupiah``.

    ``kind`` says what is measured (``uang``, ``luas``, ``orang``, ...); ``label`` is how the product writes the unit.
    """

    code: str
    label: str
    kind: str
    factor: float
    base: str


@lru_cache(maxsize=10_000)
def unit_of(text: str) -> Unit | None:
    """The unit that a text is, or ``None``: unknown, empty, or more than a unit."""
    if exact := _list().exact.get(text.strip()):
        return exact
    return _read(_tokens(text)) if len(text) <= _LONGEST else None


def unit_in(text: str) -> Unit | None:
    """The unit that a title, header or note states: ``Anggaran (Rp. 000)``, ``Satuan: Ha``, ``dalam juta rupiah``."""
    return next(_stated(text), None)


def stated_units(texts: Iterable[str]) -> tuple[Unit, ...]:
    """All units that titles, headers and notes state, each once."""
    return tuple(dict.fromkeys(unit for text in texts for unit in _stated(text)))


def contradicts(stated: Unit, meant: Unit) -> bool:
    """Whether figures in ``stated`` cannot be figures in ``meant``: another quantity, or another multiple of one."""
    if stated.base == meant.base:
        return stated.factor != meant.factor
    return stated.kind != meant.kind


def proposals(text: str) -> tuple[Unit, ...]:
    """At most three listed units whose spelling is most like ``text``, the likeliest first. Never a match."""
    spellings = _list().spellings
    found = process.extract(
        " ".join(_tokens(text[:_LONGEST])), list(spellings), scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=10
    )
    return tuple(dict.fromkeys(spellings[spelling] for spelling, _, _ in found))[:_PROPOSED]


def version() -> str:
    """Version of the list of units."""
    return _list().version


# --- reading ----------------------------------------------------------------------------------------------------------


def _tokens(text: str) -> list[str]:
    plain = _SQUARE.sub(r"\1\2", unicodedata.normalize("NFKC", text).casefold())
    return [token for token in _TOKEN.findall(plain) if token not in _NOISE]


def _read(tokens: list[str]) -> Unit | None:
    if listed := _list().spellings.get(" ".join(tokens)):
        return listed
    for place, token in enumerate(tokens):
        if token in _DIVIDED:
            return _divided(tokens[:place], tokens[place + 1 :])
    return _multiplied(tokens)


def _divided(above: list[str], below: list[str]) -> Unit | None:
    """A rate, or one unit in two words (``Orang/Jiwa``)."""
    top, bottom = _read(above), _read(below)
    if bottom is None or (above and top is None):
        return None
    if top is None:
        return Unit(f"per_{bottom.code}", f"Per {_counted(bottom)}", "laju", 1 / bottom.factor, f"per_{bottom.base}")
    if top == bottom:
        return top
    kind = "laju" if bottom.kind in _MEASURED_KINDS or bottom.code != bottom.base else "perbandingan"
    return Unit(
        f"{top.code}_per_{bottom.code}",
        f"{top.label} per {_counted(bottom)}",
        kind,
        top.factor / bottom.factor,
        f"{top.base}_per_{bottom.base}",
    )


def _multiplied(tokens: list[str]) -> Unit | None:
    times = [_times(token) for token in tokens]
    bare = " ".join(token for token, factor in zip(tokens, times, strict=True) if factor is None)
    unit = _list().spellings.get(bare)
    factor = prod(factor for factor in times if factor)
    if unit is None or factor not in _TIMES_NAMES:
        return None
    name = _TIMES_NAMES[factor]
    code = f"{name.lower().replace(' ', '_')}_{unit.code}"
    return Unit(code, f"{name} {_small(unit.label)}", unit.kind, factor * unit.factor, unit.base)


def _times(token: str) -> int | None:
    """``ribu``, ``000`` and ``1.000`` are a thousand."""
    digits = token.replace(".", "")
    if re.fullmatch(r"(?:000){1,4}", digits):
        return int("1" + digits)
    return int(digits) if re.fullmatch(r"10{2,12}", digits) else _TIMES.get(token)


def _counted(unit: Unit) -> str:
    """``1.000 kelahiran hidup`` as the lower half of a rate."""
    word, _, rest = unit.label.partition(" ")
    times = next((factor for factor, name in _TIMES_NAMES.items() if name == word), None)
    if unit.label.startswith("Ratus ribu "):
        times, rest = 10**5, unit.label.removeprefix("Ratus ribu ")
    return f"{times:,} {rest}".replace(",", ".") if times and rest else _small(unit.label)


def _small(label: str) -> str:
    """A label inside another one: symbols and abbreviations (Mbps, kWh, AS) keep their capitals."""
    return " ".join(
        word if word[1:] != word[1:].lower() or not _VOWEL.search(word) else word.lower() for word in label.split()
    )


def _stated(text: str) -> Iterator[Unit]:
    text = text[:1000]
    for inside in _BRACKET.findall(text):
        unit = unit_of(inside)
        # Money for something says nothing else. (L), (P) and (M) are no litre and no metre.
        stated = unit is not None and (unit.kind in _STATED_KINDS or unit.base.startswith("rupiah_per_"))
        if unit and stated and (len(inside.strip()) > 1 or not inside.strip().isalpha()):
            yield unit
    for word, after in _AFTER_WORD.findall(text):
        # The unit ends where the sentence goes on: "dalam juta rupiah tahun 2023".
        words = after.split()
        units = (unit_of(" ".join(words[:count])) for count in range(len(words), 0, -1))
        unit = next((unit for unit in units if unit), None)
        if unit and (word.endswith(":") or unit.kind in _STATED_KINDS):
            yield unit
    for amount in _MONEY.findall(text):
        if unit := unit_of(amount):
            yield unit


# --- the list ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Units:
    version: str
    spellings: dict[str, Unit]
    # Spellings whose capitals count: kW and MW.
    exact: dict[str, Unit]


@cache
def _list() -> _Units:
    raw = yaml.safe_load((files("sources.reference") / "satuan.yaml").read_text(encoding="utf-8"))
    spellings: dict[str, Unit] = {}
    exact: dict[str, Unit] = {}
    for kind, entries in raw["jenis"].items():
        for code, entry in entries.items():
            unit = Unit(code, entry["label"], kind, entry.get("kali", 1), entry.get("dasar", code))
            for spelling in (entry["label"], *entry.get("ejaan", ())):
                if spelling[1:] != spelling[1:].lower():
                    exact[spelling] = unit
                spellings.setdefault(" ".join(_tokens(spelling)), unit)
    return _Units(raw["versi"], spellings, exact)
