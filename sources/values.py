"""Cells -> typed values. How a column is written is decided in its contract; a cell that fits in two ways is a problem.

A value that cannot be read with certainty becomes null and a :class:`Problem`; nothing is repaired here. A problem may
carry the number that was probably meant (``candidate``): controls can then show that it fits, the officer decides.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from sources.cells import Cells, NoneType, Positions, blank, grouped, plain, unmarked, written
from sources.contract import Column
from sources.percents import Percent
from sources.periods import MONTH_NUMBERS
from sources.powers import power
from sources.references import Unlisted, normal
from sources.rules import number
from sources.thousands import like_lost
from sources.units import unit_of
from sources.workbook import Cell

__all__ = ["NOT_WHOLE", "TYPES", "Problem", "Read", "alike", "blank", "moment", "plain", "read"]
TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "boolean": pa.bool_(),
}
# ",-" says that there are no cents.
_CENTS = re.compile(r",-+\s*$")
# A word before or after a figure.
_WITH_UNIT = re.compile(
    r"(?:(?P<before>[^\W\d]+\.?)\s*)?(?P<figure>[-−]?\d(?:[\d., ]*\d)?)(?:,-+)?\s*(?P<after>(?:[^\W\d]|[%‰]).*)?"
)
# Marks of provisional figures; BPS also writes r (revised), e (estimated), x and xx (provisional).
_STARS = re.compile(r"\s*[*\u00b9\u00b2\u00b3\u2070-\u2079]+\)?$")
_BRACKETED = re.compile(r"\((?P<money>rp\.?\s*)?(?P<figure>\d[\d., ]*)\)", re.IGNORECASE)
_DIGITS = re.compile(r"[-−]?[\d., ]*\d[\d., ]*")
# Above it Excel and IEEE numbers no longer tell neighbouring integers apart.
_EXACT = 2**53
_LARGEST = 2**63 - 1
# More digits than any number that can be meant.
_DIGITS_TOLD = 20
_MONTH = re.compile(
    r"(?<![^\W\d])(" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?", re.IGNORECASE
)
_DAY = re.compile(r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\s*,\s*", re.IGNORECASE)
_LIKENESS = 70
NOT_WHOLE = "angka.bukan_bulat"


@dataclass(frozen=True)
class Problem:
    """A spelling that was not read: ``said`` what is wrong, ``hint`` what to do, ``positions`` of its cells.

    ``candidate`` is the number that its digits may mean; ``plausible`` says that no other reading is likely.
    ``code`` is the code of the most similar label.
    """

    rule: str
    text: str
    said: str
    hint: str
    positions: Positions
    candidate: float | None = None
    plausible: bool = False
    code: str | None = None


@dataclass(frozen=True)
class Read:
    """Values of a column in order, of its Arrow type; null where the cell is null or has a problem. ``remarks`` are
    about cells that were read, and must be told."""

    values: pa.Array
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()


class _UnreadError(Exception):
    def __init__(
        self,
        rule: str,
        said: str,
        hint: str,
        candidate: float | None = None,
        plausible: bool = False,
        code: str | None = None,
    ) -> None:
        super().__init__(said)
        self.rule, self.said, self.hint = rule, said, hint
        self.candidate, self.plausible, self.code = candidate, plausible, code


def read(cells: Cells | Sequence[Cell | None], column: Column) -> Read:
    """Read the cells of a column as its contract says. Region columns stay text: their code needs other columns."""
    whole = cells if isinstance(cells, Cells) else Cells(cells)
    return _at_once(whole, column) or _by_spelling(whole, column)


def alike(text: str, choices: Sequence[str]) -> str | None:
    """The choice most like ``text``: for a suggestion, never a match."""
    best = process.extractOne(
        text.casefold(), [c.casefold() for c in choices], scorer=fuzz.WRatio, score_cutoff=_LIKENESS
    )
    return choices[best[2]] if best else None


# --- columns that are all of one kind ---------------------------------------------------------------------------------


def _at_once(cells: Cells, column: Column) -> Read | None:
    """Values of a column whose cells all have the plain form of its type; ``None`` when some may need a look."""
    textual = cells.kinds <= {str, NoneType}
    if column.codes or column.reference is not None:
        return None
    if column.type == "string":
        return Read(_texts(cells, column)) if textual else None
    if column.type in ("integer", "number"):
        return _plain_texts(cells, column) if textual else _plain_numbers(cells, column)
    return _plain_moments(cells, column) if column.type in ("date", "timestamp") else None


def _texts(cells: Cells, column: Column) -> pa.StringArray:
    marks = [mark for mark in _marks(column) if mark]
    empty = pc.equal(cells.texts, "")
    if marks:
        empty = pc.or_(empty, pc.is_in(pc.utf8_lower(cells.texts), pa.array(marks, pa.string())))
    return pc.if_else(empty, None, cells.texts) if pc.any(empty).as_py() else cells.texts


def _plain_numbers(cells: Cells, column: Column) -> Read | None:
    if not cells.kinds <= {float, int} or _marked(column):
        return None
    numbers = cells.numbers
    certain = bool((np.abs(numbers) <= _EXACT).all())
    if not certain or (column.type == "integer" and not (np.floor(numbers) == numbers).all()):
        return None
    return Read(pa.array(numbers).cast(TYPES[column.type]))


def _plain_texts(cells: Cells, column: Column) -> Read | None:
    if cells.digits and not _marked(column):
        return Read(cells.cast(TYPES[column.type]))
    lowered = pc.utf8_lower(cells.plain)
    marks = {"": "", **_marks(column)}
    nothing = pa.array([mark for mark, meaning in marks.items() if meaning != "nol"], pa.string())
    zero = pa.array([mark for mark, meaning in marks.items() if meaning == "nol"], pa.string())
    figures = pc.if_else(pc.is_in(lowered, nothing), None, pc.if_else(pc.is_in(lowered, zero), "0", cells.plain))
    part = f"(?:{re.escape(column.decimal)}[0-9]{{1,15}})?" if column.decimal and column.type == "number" else ""
    if not pc.all(pc.match_substring_regex(figures, f"^-?[0-9]{{1,15}}{part}$"), min_count=0).as_py():
        return None
    if column.decimal == ",":
        figures = pc.replace_substring(figures, ",", ".")
    return Read(figures.cast(TYPES[column.type]))


def _plain_moments(cells: Cells, column: Column) -> Read | None:
    """Cells that are dates for a column of dates, or moments for one of moments."""
    kinds = cells.kinds - {NoneType}
    if column.type == "timestamp":
        return Read(cells.array(pa.timestamp("us"))) if kinds == {dt.datetime} else None
    if kinds == {dt.date}:
        return Read(cells.array(pa.date32()))
    if kinds != {dt.datetime}:
        return None
    moments = cells.array(pa.timestamp("us"))
    days = moments.cast(pa.date32())
    # One with an hour in it is no date.
    return Read(days) if moments.equals(days.cast(moments.type)) else None


# --- columns of mixed cells: each spelling is read once ---------------------------------------------------------------


def _by_spelling(cells: Cells, column: Column) -> Read:
    spellings, which = cells.spellings
    parse = _reader(column)
    if _mixed(spellings, column):
        parse = _refusing_groups(parse)
    values: list[Any] = []
    refused: list[tuple[int, _UnreadError]] = []
    marked: list[tuple[int, _UnreadError]] = []
    for spelling, cell in enumerate(spellings):
        try:
            values.append(parse(cell))
        except _UnreadError as error:
            found = _read_with_mark(cell, column, parse)
            values.append(None if found is None else found[0])
            if found is None:
                refused.append((spelling, error))
            else:
                marked.append((spelling, found[1]))
    _compare_fractions([error for _, error in refused if error.rule == NOT_WHOLE and error.candidate is not None])
    once = pa.array(values, TYPES[column.type])
    return Read(once.take(pa.array(which)), tuple(_told(cells, which, refused)), tuple(_told(cells, which, marked)))


def _read_with_mark(cell: Cell | None, column: Column, parse: Any) -> tuple[Any, _UnreadError] | None:
    """The value of a number or label with a footnote mark, and what is said about the mark."""
    text = plain(cell)
    number_ = column.type in ("integer", "number") and not column.codes
    bare = re.sub(r"(?<=\d)\s?(?:xx|[xre])\)?$", "", _STARS.sub("", text)) if number_ else unmarked(text)
    if not isinstance(cell, str) or bare == text or not bare:
        return None
    try:
        value = parse(bare)
    except _UnreadError:
        return None
    said = f"bertanda catatan ({text.removeprefix(bare).strip()!r})"
    hint = "Jelaskan arti tanda itu pada catatan di bawah tabel; tandanya sendiri tidak dimuat."
    return value, _UnreadError("isian.bertanda", said, hint)


def _compare_fractions(fractions: Sequence[_UnreadError]) -> None:
    """A single decimal is rather a slip, unless others of its column show that their thousands were lost: then it lost
    two zeros as well. Such a number is suggested."""
    some_lost = any(error.plausible for error in fractions)
    for error in fractions:
        error.plausible = error.plausible or (some_lost and _may_be_thousands((error.candidate or 0) / 1000))
        if error.plausible:
            error.hint = f"Mungkin maksudnya {number(error.candidate or 0)}: periksa berkas asli. {error.hint}"


def _told(cells: Cells, which: Positions, errors: list[tuple[int, _UnreadError]]) -> Iterator[Problem]:
    positions = grouped(which, [spelling for spelling, _ in errors])
    for where, (_, error) in zip(positions, errors, strict=True):
        text = written(cells[int(where[0])])
        yield Problem(error.rule, text, error.said, error.hint, where, error.candidate, error.plausible, error.code)


def _marks(column: Column) -> dict[str, str]:
    """Null marks as they are compared, with what they mean."""
    return {plain(mark).casefold(): meaning for mark, meaning in column.nulls.items()}


def _marked(column: Column) -> bool:
    """Whether a null mark may be a number (-1, 999): only without such marks can numbers go the short way."""
    return any(mark.lstrip("-").replace(".", "").isdecimal() for mark in _marks(column))


def _reader(column: Column) -> Any:
    nulls = _marks(column)
    parse = {
        "integer": _integer,
        "number": _decimal,
        "date": _date,
        "timestamp": _timestamp,
        "boolean": _boolean,
        "string": _string,
    }[column.type]
    codes = _spellings(column) if column.codes else None
    numeric = column.type in ("integer", "number") and codes is None and not _marked(column)

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
    texts = [_CENTS.sub("", cell) for cell in cells if isinstance(cell, str)]
    return any("." in text for text in texts) and any("," in text for text in texts)


def _refusing_groups(parse: Any) -> Any:
    def value(cell: Cell | None) -> Any:
        found = parse(cell)
        if isinstance(cell, str) and found is not None and re.search(r"[.,]", _CENTS.sub("", cell)):
            said = "memakai tanda titik dan koma bergantian dalam satu kolom"
            raise _UnreadError("angka.tidak_pasti", said, "Tulis angka tanpa pemisah ribuan.", found, plausible=True)
        return found

    return value


# --- numbers ----------------------------------------------------------------------------------------------------------


def _integer(cell: Cell, column: Column) -> int:
    value = _decimal(cell, column)
    if abs(value) > _LARGEST:
        raise _UnreadError("angka.tidak_pasti", "terlalu besar untuk sebuah jumlah", "Periksa angka itu.")
    if not float(value).is_integer():
        said = f"berisi {number(value)}, bukan bilangan bulat"
        thousandfold = round(value * 1000, 6)
        candidate = thousandfold if float(thousandfold).is_integer() else None
        plausible = _may_be_thousands(value) and bool(like_lost(np.array([value]))[0])
        raise _UnreadError(NOT_WHOLE, said, "Tulis angka tanpa titik dan tanpa koma.", candidate, plausible)
    return int(value)


def _may_be_thousands(value: float) -> bool:
    """Whether a dot that groups thousands may have been read as a decimal one: at most three digits stand before it."""
    return 1 <= abs(value) < 1000


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
    if isinstance(cell, Percent):
        _refuse_other_unit("%", column)
    return cell


def _from_text(cell: str, column: Column) -> float:
    text = _without_unit(_unbracketed(plain(cell)), column)
    if column.decimal == "." and (large := power(text)) is not None:
        return large
    match = _form(column.type, column.decimal).fullmatch(text)
    if not match or (match["mark"] and match["whole"].startswith("0")):
        raise _not_a_number(text, column)
    whole = int(re.sub(r"[., ]", "", match["whole"]))
    value = float(f"{whole}.{match['part']}") if match["part"] else whole
    return -value if match["sign"] else value


def _unbracketed(text: str) -> str:
    """``(50.000,00)`` as ``-50.000,00``: budgets and balance sheets write what is below zero in brackets."""
    match = _BRACKETED.fullmatch(text)
    return f"{match['money'] or ''}-{match['figure']}" if match else text


def _without_unit(text: str, column: Column) -> str:
    """The figure of ``1.234 orang``, ``Rp 1.500,-`` or ``12 %``. The unit must be the one that the column declares."""
    match = _WITH_UNIT.fullmatch(text)
    if not match or not column.measure or bool(match["before"]) == bool(match["after"]):
        return text
    written = match["before"] or match["after"]
    _refuse_other_unit(written, column)
    return match["figure"] if unit_of(written) else text


def _refuse_other_unit(written: str, column: Column) -> None:
    stated, meant = unit_of(written), unit_of(column.measure.satuan) if column.measure else None
    if stated and meant and stated.code != meant.code:
        said = f"bersatuan {stated.label}, sedangkan kolom ini {meant.label}"
        raise _UnreadError("angka.bukan_angka", said, f"Ubah ke {meant.label}, dan tulis angkanya saja.")


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
    digits = int(re.sub(r"[^\d]", "", text)[:_DIGITS_TOLD])
    candidate = None if digits > _EXACT else -digits if text[0] in "-−" else digits
    said = "dapat dibaca lebih dari satu cara"
    if " " in text:
        said = "mempunyai spasi yang tidak memisahkan ribuan dengan benar"
    plausible = not re.search(r"[.,]", text)
    return _UnreadError("angka.tidak_pasti", said, "Tulis angka tanpa pemisah ribuan.", candidate, plausible)


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
    read = {found for form in column.formats if (found := moment(cell, form))}
    if len(read) != 1:
        raise refused
    return read.pop()


def moment(text: str, form: str) -> dt.datetime | None:
    """What a text means in a ``strptime`` format, Indonesian names of months and weekdays understood."""
    spelled = _MONTH.sub(lambda match: f"{MONTH_NUMBERS[match[1].lower()]:02d}", _DAY.sub("", plain(text)))
    return _parsed(spelled, _numeric(form))


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
    code = next((code for code, texts in column.codes.items() if texts[0] == near), None)
    raise _UnreadError(
        "nilai.tidak_dikenal", "tidak ada dalam daftar isian", f"{hint}Pilih salah satu: {choices}.", code=code
    )
