"""How the numbers of a column are written: decided for the whole column, proven where a sum exists, else left open.

``52.419`` is 52,419 in one office and 52.419 in another. A column is read by the one convention that fits all of its
cells; where two fit, the sums of the table decide, then how its other columns are written, then the words of the header
(:mod:`sources.discovery.evidence`). What stays open is null and a finding.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sources import counting
from sources.looks import Look, look, text_of
from sources.powers import power
from sources.workbook import Cell

# The conventions, by the marks of thousands and decimals.
_SEPARATORS = {"id": (".", ","), "en": (",", "."), "space": (" ", ",."), "plain": ("", ".")}
CONVENTIONS = tuple(_SEPARATORS)
_SHOWN = {"id": "1.234.567,89", "en": "1,234,567.89", "space": "1 234 567", "plain": "1234567.89"}
_WHOLE = {"id": "1.234.567", "en": "1,234,567", "space": "1 234 567", "plain": "1234567"}
_MARKED = re.compile(r"\d[., ]\d")
_SPACED = re.compile(r"\d \d")
# Below a thousand, three digits behind the mark: as an index is written, and as a group of thousands is.
_THREE_PLACES = re.compile(r"\D*\d{1,3}[.,]\d{3}\D*")


@dataclass(frozen=True)
class Written:
    """The convention of a column. ``shown`` is an example of it, ``why`` the reason in Bahasa Indonesia; ``sure`` is
    false while another convention fits the cells as well."""

    convention: str
    shown: str
    why: str
    sure: bool


def decide(cells: Sequence[Cell], looks: Sequence[Look]) -> Written | None:
    """The convention of a column from its cells alone; ``None`` when no single one fits all of them."""
    written = dict.fromkeys(c for c, item in zip(cells, looks, strict=True) if item is Look.NUMBER and type(c) is str)
    texts = list(map(text_of, written))
    if not texts:
        return Written("plain", "excel", "sel sudah berupa angka", True)
    fitting = _conventions(texts)
    if not fitting:
        return None
    marked = [text for text in texts if _MARKED.search(text)]
    if not marked:
        return Written("plain", _WHOLE["plain"], "angka ditulis tanpa pemisah", True)
    if {"plain", "en"} <= fitting and "id" not in fitting:
        return Written("plain", "1234.5", _decimal_evidence(marked), True)
    if "id" not in fitting or not fitting & {"en", "plain"}:
        name = next(name for name in ("id", "space", "en", "plain") if name in fitting)
        return Written(name, _example(name, marked), _evidence(name, marked), True)
    if len(fitting) == 1 or _agree(texts, fitting):
        name = "id" if "id" in fitting else sorted(fitting)[0]
        return Written(name, _example(name, marked), _evidence(name, marked), True)
    mark = "titik" if "plain" in fitting else "koma"
    return Written("id", _example("id", marked), f"{mark} dapat berarti ribuan atau desimal", False)


def settled(cells: Sequence[Cell], convention: str, why: str) -> Written:
    """The convention that something else than the cells decided; ``why`` completes "the dot groups thousands, ..."."""
    commas = "," in _marks(cells)
    meaning = {
        "id": "koma adalah tanda desimal" if commas else "titik memisahkan ribuan",
        "en": "koma memisahkan ribuan",
        "plain": "titik adalah tanda desimal",
    }
    shown = "1234.5" if convention == "plain" else (_SHOWN if convention == "id" and commas else _WHOLE)[convention]
    return Written(convention, shown, f"{meaning[convention]}, {why}", True)


def meanings(cells: Sequence[Cell]) -> tuple[str, str] | None:
    """The two conventions between which an open column stands: its mark groups thousands, its mark is a decimal one.
    ``None`` for a column that has both marks, each in other cells."""
    found = _marks(cells)
    return {".": ("id", "plain"), ",": ("en", "id")}.get("".join(found))


def _marks(cells: Sequence[Cell]) -> set[str]:
    return {
        mark for cell in set(cells) if isinstance(cell, str) and _MARKED.search(cell) for mark in ".," if mark in cell
    }


def speaks_of_fractions(header: str, cells: Sequence[Cell]) -> bool:
    """Whether the words over a column may decide that its mark is a decimal one: every number has three places."""
    numbers = (cell for cell in set(cells) if look(cell) in (Look.NUMBER, Look.YEAR))
    return counting.names_fractions(header) and all(
        isinstance(cell, str) and _THREE_PLACES.fullmatch(text_of(cell)) for cell in numbers
    )


def value(cell: Cell, convention: str) -> float | int | None:
    """The number in a cell under a convention; ``None`` when it is none."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _whole(cell)
    return _value(text_of(cell), convention) if isinstance(cell, str) else None


def is_misplaced(cell: Cell) -> bool:
    """``7 52``: spaces that do not group by three."""
    text = text_of(cell) if isinstance(cell, str) else ""
    return bool(_SPACED.search(text)) and _value(text, "space") is None


def digits_only(cell: Cell) -> int | None:
    """The number that a text with misplaced marks would be without them."""
    text = text_of(cell)
    digits = re.sub(r"\D", "", text)
    return (-int(digits) if text[:1] in "-−(" else int(digits)) if digits else None


def _conventions(texts: Iterable[str]) -> frozenset[str]:
    """Conventions under which every text can be read."""
    fitting = frozenset(CONVENTIONS)
    for text in texts:
        if not text.isdecimal() and not is_misplaced(text):
            fitting &= _fitting(text)
    return fitting


@lru_cache(maxsize=100_000)
def _fitting(text: str) -> frozenset[str]:
    return frozenset(name for name in _SEPARATORS if _value(text, name) is not None)


@lru_cache(maxsize=200_000)
def _value(text: str, convention: str) -> float | int | None:
    bare = re.sub(
        r"^\(?(?:rp\.?)?\s*|\s*(?:[%)]|r|x{1,2}|e|\*{1,3}|[.,]-{1,2})$", "", text.strip(), flags=re.IGNORECASE
    )
    negative = text.startswith(("-", "−", "(")) or bare.startswith(("-", "−"))
    bare = bare.lstrip("-−+").strip()
    if (large := power(bare)) is not None:
        # Programs write a decimal point, whatever the language.
        return _whole(-large if negative else large) if "." in _SEPARATORS[convention][1] else None
    match = _forms()[convention].fullmatch(bare)
    if not match or (match["mark"] and match["whole"].startswith("0")):
        return None
    whole = re.sub(r"[., ]", "", match["whole"])
    number = float(f"{whole}.{match['part']}") if match["part"] else int(whole)
    return _whole(-number if negative else number)


@lru_cache(maxsize=1)
def _forms() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(
            (
                rf"(?P<whole>\d{{1,3}}(?:(?P<mark>{re.escape(group)})\d{{3}})+|\d+)"
                if group
                else r"(?P<whole>\d+)(?P<mark>)?"
            )
            + rf"(?:[{re.escape(decimal)}](?P<part>\d+))?"
        )
        for name, (group, decimal) in _SEPARATORS.items()
    }


def _whole(number: float) -> float | int:
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 2**53 else number


def _agree(texts: Sequence[str], fitting: frozenset[str]) -> bool:
    """Whether the conventions that fit give the same numbers, so that it does not matter which is right."""
    return all(len({_value(text, name) for name in fitting}) == 1 for text in texts)


def _example(convention: str, marked: Sequence[str]) -> str:
    _, decimal = _SEPARATORS[convention]
    has_part = any(re.search(rf"[{re.escape(decimal)}]\d", text) for text in marked) and convention != "space"
    return (_SHOWN if has_part else _WHOLE)[convention]


def _evidence(convention: str, marked: Sequence[str]) -> str:
    proof = next((text for text in marked if len(_fitting(text)) == 1), marked[0])
    if convention == "id" and "." not in proof:
        return f"koma adalah tanda desimal, dibuktikan oleh {proof!r}"
    name = {"id": "titik memisahkan ribuan", "en": "koma memisahkan ribuan", "space": "spasi memisahkan ribuan"}
    return f"{name.get(convention, 'angka ditulis tanpa pemisah ribuan')}, dibuktikan oleh {proof!r}"


def _decimal_evidence(marked: Sequence[str]) -> str:
    proof = next((text for text in marked if "id" not in _fitting(text)), marked[0])
    return f"titik adalah tanda desimal, dibuktikan oleh {proof!r}"
