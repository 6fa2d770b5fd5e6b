"""Cells -> typed values. How a column is written is decided in its contract; a cell that fits in two ways is a problem.

A value that cannot be read with certainty becomes null and a :class:`Problem`; nothing is repaired here. A problem may
carry the number that was probably meant (``candidate``): controls can then show that it fits, the officer decides.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from sources.contract import Column
from sources.periods import MONTHS
from sources.references import Unlisted, normal
from sources.rules import number
from sources.workbook import Cell

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+")
_DIGITS = re.compile(r"[-−]?[\d., ]*\d[\d., ]*")
# Above it Excel and IEEE numbers no longer tell neighbouring integers apart.
_EXACT = 2**53
_MONTH_FORMS = {
    form: number
    for number, name in enumerate(MONTHS, 1)
    for form in {name.lower(), name[:3].lower()}
} | {"agt": 8, "agust": 8, "ags": 8, "nopember": 11, "nop": 11, "pebruari": 2, "peb": 2, "sept": 9}  # fmt: skip
_MONTH = re.compile(r"(?<![^\W\d])(" + "|".join(sorted(_MONTH_FORMS, key=len, reverse=True)) + r")\b\.?", re.IGNORECASE)
_DAY = re.compile(r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\s*,\s*", re.IGNORECASE)
_LIKENESS = 70


@dataclass(frozen=True)
class Problem:
    """A cell that was not read: ``position`` in the column, ``said`` what is wrong, ``hint`` what to do."""

    rule: str
    position: int
    text: str
    said: str
    hint: str
    candidate: float | None = None


@dataclass(frozen=True)
class Read:
    """Values of a column in order; ``None`` where the cell is null or has a problem."""

    values: list[Any]
    problems: tuple[Problem, ...]


class _UnreadError(Exception):
    def __init__(self, rule: str, said: str, hint: str, candidate: float | None = None) -> None:
        super().__init__(said)
        self.rule, self.said, self.hint, self.candidate = rule, said, hint, candidate


def read(cells: Sequence[Cell | None], column: Column) -> Read:
    """Read the cells of a column as its contract says. Region columns stay text: their code needs other columns."""
    parse = _reader(column)
    if _mixed(cells, column):
        parse = _refusing_groups(parse)
    # Equal cells mean the same: text is read once per spelling. Type and value, because 1 == True == 1.0.
    known: dict[tuple[type, Cell | None], Any] = {}
    values: list[Any] = []
    problems: list[Problem] = []
    for position, cell in enumerate(cells):
        key = (type(cell), cell)
        if key not in known:
            try:
                known[key] = parse(cell)
            except _UnreadError as error:
                known[key] = error
        value = known[key]
        if isinstance(value, _UnreadError):
            problems.append(Problem(value.rule, position, _text(cell), value.said, value.hint, value.candidate))
            value = None
        values.append(value)
    return Read(values, tuple(problems))


def plain(cell: Cell | None) -> str:
    """The text of a cell: spaces of all kinds collapsed, a leading apostrophe taken off, ``12.0`` as ``12``."""
    return _tidy(cell) if isinstance(cell, str) else _text(cell)


def blank(cell: Cell | None) -> bool:
    return not _tidy(cell) if isinstance(cell, str) else cell is None


@lru_cache(maxsize=100_000)
def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip().removeprefix("'").strip()


def alike(text: str, choices: Sequence[str]) -> str | None:
    """The choice most like ``text``: for a suggestion, never a match."""
    best = process.extractOne(
        text.casefold(), [c.casefold() for c in choices], scorer=fuzz.WRatio, score_cutoff=_LIKENESS
    )
    return choices[best[2]] if best else None


def _text(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    return str(cell)


def _reader(column: Column) -> Any:
    nulls = {plain(mark).casefold(): meaning for mark, meaning in column.nulls.items()}
    parse = {
        "integer": _integer,
        "number": _decimal,
        "date": _date,
        "timestamp": _timestamp,
        "boolean": _boolean,
        "string": _string,
    }[column.type]
    codes = _spellings(column) if column.codes else None
    # A null mark may be a number (-1, 999): only without such marks can numbers go the short way.
    marked = any(mark.lstrip("-").replace(".", "").isdecimal() for mark in nulls)
    numeric = column.type in ("integer", "number") and codes is None and not marked

    def value(cell: Cell | None) -> Any:
        if numeric and isinstance(cell, float | int):
            return parse(cell, column)
        text = plain(cell).casefold()
        if text in nulls and not isinstance(cell, bool):
            return 0 if nulls[text] == "nol" and column.type in ("integer", "number") else None
        if cell is None or not text:
            return None
        return parse(_code(cell, column, codes) if codes is not None else cell, column)

    return value


def _mixed(cells: Sequence[Cell | None], column: Column) -> bool:
    """Whether a column without a declared decimal mark groups with dots here and with commas there."""
    if column.type not in ("integer", "number") or column.decimal:
        return False
    texts = [cell for cell in cells if isinstance(cell, str)]
    return any("." in text for text in texts) and any("," in text for text in texts)


def _refusing_groups(parse: Any) -> Any:
    def value(cell: Cell | None) -> Any:
        found = parse(cell)
        if isinstance(cell, str) and found is not None and re.search(r"[.,]", cell):
            said = "memakai tanda titik dan koma bergantian dalam satu kolom"
            raise _UnreadError("angka.tidak_pasti", said, "Tulis angka tanpa pemisah ribuan.", found)
        return found

    return value


# --- numbers ----------------------------------------------------------------------------------------------------------


def _integer(cell: Cell, column: Column) -> int:
    value = _decimal(cell, column)
    if not float(value).is_integer():
        said = f"berisi {number(value)}, bukan bilangan bulat"
        thousand = round(value * 1000, 6)
        hint = "Tulis angka tanpa titik dan tanpa koma."
        if float(thousand).is_integer():
            hint = f"Mungkin maksudnya {number(thousand)}: periksa berkas asli. {hint}"
        raise _UnreadError("angka.bukan_bulat", said, hint, thousand if float(thousand).is_integer() else None)
    return int(value)


def _decimal(cell: Cell, column: Column) -> float:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise _UnreadError(
            "angka.bukan_angka", "bukan angka", "Isi dengan angka, dan pastikan format sel bukan tanggal."
        )
    if isinstance(cell, str):
        return _from_text(cell, column)
    if isinstance(cell, float) and not abs(cell) < float("inf"):
        raise _UnreadError("angka.bukan_angka", "bukan angka", "Isi dengan angka.")
    if abs(cell) > _EXACT:
        raise _UnreadError("angka.tidak_pasti", "terlalu besar untuk disimpan tepat oleh Excel", "Periksa angka itu.")
    return cell


def _from_text(cell: str, column: Column) -> float:
    text = plain(cell)
    unit = (column.measure.satuan if column.measure else "").casefold()
    if unit in ("rupiah", "rp"):
        text = re.sub(r"^rp\.?\s*", "", text, flags=re.IGNORECASE)
    if unit in ("persen", "%"):
        text = text.removesuffix("%").rstrip()
    match = _form(column.type, column.decimal).fullmatch(text)
    if not match or (match["mark"] and match["whole"].startswith("0")):
        raise _not_a_number(text, column)
    whole = int(re.sub(r"[., ]", "", match["whole"]))
    value = float(f"{whole}.{match['part']}") if match["part"] else whole
    return -value if match["sign"] else value


@lru_cache(maxsize=16)
def _form(kind: str, decimal: str | None) -> re.Pattern[str]:
    """How a number may be written. A space may group thousands; so may the mark that is not the declared decimal one.
    Where none is declared, a dot or comma is certain only in a column of whole numbers: there it groups."""
    marks = {",": "[. ]", ".": "[, ]"}.get(decimal or "", "[., ]" if kind == "integer" else "[ ]")
    part = rf"(?:{re.escape(decimal)}(?P<part>\d+))?" if decimal else "(?P<part>$)?"
    return re.compile(rf"(?P<sign>[-−]?)(?P<whole>\d{{1,3}}(?P<mark>{marks})\d{{3}}(?:(?P=mark)\d{{3}})*|\d+){part}")


def _not_a_number(text: str, column: Column) -> _UnreadError:
    if _DIGITS.fullmatch(text):
        return _uncertain(text, column)
    hint = "Isi dengan angka. Pindahkan keterangan ke kolom keterangan."
    if column.nulls:
        hint += f" Bila tidak ada data, pakai tanda {', '.join(repr(mark) for mark in column.nulls if mark)}."
    return _UnreadError("angka.bukan_angka", "bukan angka", hint)


def _uncertain(text: str, column: Column) -> _UnreadError:
    digits = int(re.sub(r"[^\d]", "", text))
    candidate = -digits if text[0] in "-−" else digits
    said = "dapat dibaca lebih dari satu cara"
    if " " in text:
        said = "mempunyai spasi yang tidak memisahkan ribuan dengan benar"
    return _UnreadError("angka.tidak_pasti", said, "Tulis angka tanpa pemisah ribuan.", candidate)


# --- dates ------------------------------------------------------------------------------------------------------------


def _date(cell: Cell, column: Column) -> dt.date:
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise _UnreadError(
                "tanggal.tidak_dikenal", "berisi jam, padahal kolom ini tanggal", "Tulis tanggal tanpa jam."
            )
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    return _moment(cell, column).date()


def _timestamp(cell: Cell, column: Column) -> dt.datetime:
    if isinstance(cell, dt.datetime):
        return cell
    if isinstance(cell, dt.date):
        raise _UnreadError("tanggal.tidak_dikenal", "tidak memuat jam", "Tulis tanggal beserta jamnya.")
    return _moment(cell, column)


def _moment(cell: Cell, column: Column) -> dt.datetime:
    example = dt.datetime(2025, 7, 31, 14, 5)  # noqa: DTZ001 - local time of the agency, as it is written
    shown = " atau ".join(example.strftime(_numeric(form)) for form in column.formats) or "31/07/2025"
    refused = _UnreadError(
        "tanggal.tidak_dikenal", "bukan tanggal dalam bentuk yang disepakati", f"Tulis misalnya {shown}."
    )
    if not isinstance(cell, str):
        raise refused
    text = _MONTH.sub(lambda match: f"{_MONTH_FORMS[match[1].lower()]:02d}", _DAY.sub("", plain(cell)))
    read = {moment for form in column.formats if (moment := _parsed(text, _numeric(form)))}
    if len(read) != 1:
        raise refused
    return read.pop()


@lru_cache(maxsize=256)
def _numeric(form: str) -> str:
    """The format after month names have become two digits and the weekday has gone."""
    return re.sub(r"%A\s*,\s*", "", form).replace("%B", "%m").replace("%b", "%m")


def _parsed(text: str, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, form)  # noqa: DTZ007 - local time of the agency, as it is written
    except ValueError:
        return None


# --- texts ------------------------------------------------------------------------------------------------------------


def _string(cell: Cell, column: Column) -> str:
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        hint = "Ubah format sel menjadi Teks, lalu tulis ulang isinya."
        raise _UnreadError("teks.bukan_teks", "terbaca sebagai tanggal atau jam", hint)
    if isinstance(cell, bool):
        raise _UnreadError("teks.bukan_teks", "terbaca sebagai benar/salah", "Ubah format sel menjadi Teks.")
    if isinstance(cell, float) and abs(cell) > _EXACT:
        raise _UnreadError(
            "teks.bukan_teks", "adalah angka yang digitnya sudah hilang di Excel", "Tulis ulang sebagai Teks."
        )
    text = plain(cell)
    if column.reference is None:
        return text
    found = normal(column.reference, text)
    if isinstance(found, Unlisted):
        raise _UnreadError(found.rule, found.said, found.hint)
    return found


def _boolean(cell: Cell, column: Column) -> bool:
    if isinstance(cell, bool):
        return cell
    text = plain(cell).casefold()
    if text not in ("true", "false", "ya", "tidak"):
        raise _UnreadError("nilai.tidak_dikenal", "bukan Ya atau Tidak", "Tulis Ya atau Tidak.")
    return text in ("true", "ya")


def _spellings(column: Column) -> dict[str, str]:
    return {plain(text).casefold(): code for code, texts in (column.codes or {}).items() for text in texts}


def _code(cell: Cell, column: Column, codes: dict[str, str] | None) -> str:
    assert codes is not None
    assert column.codes is not None
    text = plain(cell)
    if (code := codes.get(text.casefold())) is not None:
        return code
    labels = [texts[0] for texts in column.codes.values()]
    near = alike(text, labels)
    choices = ", ".join(labels[:12]) + (", …" if len(labels) > 12 else "")
    hint = f"Apakah yang dimaksud {near!r}? " if near else ""
    raise _UnreadError("nilai.tidak_dikenal", "tidak ada dalam daftar isian", f"{hint}Pilih salah satu: {choices}.")
