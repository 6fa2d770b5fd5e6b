"""The cells of one column -> its type, its values, and what could not be read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from sources.discovery import numbers, times
from sources.document import NullReason, Type, Value
from sources.looks import NULL_MARKS, Look, label_of, look, text_of
from sources.workbook import Cell

_CODE_HEADER = re.compile(
    r"(?:^|[\s_>(/.])(?:kode[a-z_]*|code|kd[a-z]*|id|id_?[a-z]+|nik|nip|nisn|npwp|kk|no\.?\s?(?:kk|rek\w*|akun|telp|hp)|akun|rekening"
    r"|kodepos)(?:$|[\s_>)/.])",
    re.IGNORECASE,
)
# jumlah_kk counts families, no_kk identifies them.
_COUNT_HEADER = re.compile(r"(?:^|[\s_>])(?:jumlah|jml|total|banyak(?:nya)?)", re.IGNORECASE)
_SERIAL_HEADER = re.compile(r"^(?:no|nomor|nomer|#|id|urut|no urut)\.?$", re.IGNORECASE)
# Figures are rates when the header says so: they are never added up.
_RATE = re.compile(
    r"persen|percent|%|rasio|ratio|rata-rata|indeks|index|\blaju\b|pertumbuhan|kepadatan|per kapita|lintang|bujur"
    r"|latitude|longitude|\bipm\b|\bikg\b|\bipg\b|(?:^|>\s)(?:tahun|year|semester|triwulan|bulan)$",
    re.IGNORECASE,
)
_TRIED = 100


@dataclass(frozen=True)
class Problem:
    """A cell that was not read: position in the body, rule, its text, and the number that it may mean."""

    rule: str
    position: int
    text: str
    candidate: float | None = None


@dataclass
class Decided:
    """A column as it was read. ``values`` follow the body rows. ``additive`` tells whether sums of it mean something;
    ``open`` holds the conventions that fit while none is proven."""

    index: int
    path: tuple[str, ...]
    type: Type
    values: list[Value]
    why: str
    written: numbers.Written | None = None
    nulls: dict[str, NullReason] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    additive: bool = False
    is_code: bool = False

    @property
    def name(self) -> str:
        return " > ".join(self.path)

    @property
    def is_open(self) -> bool:
        return self.written is not None and not self.written.sure

    @cached_property
    def figures(self) -> list[float | int | None]:
        """The numbers of the column; candidates where a cell is uncertain."""
        found: list[float | int | None] = [
            value if isinstance(value, int | float) and not isinstance(value, bool) else None for value in self.values
        ]
        for problem in self.problems:
            if problem.candidate is not None:
                found[problem.position] = problem.candidate
        return found


def decide(index: int, path: tuple[str, ...], cells: Sequence[Cell]) -> Decided:
    """Read a column. ``path`` is its header, ``cells`` its body, row by row."""
    looks = [look(cell) for cell in cells]
    filled = [item for item in looks if item is not Look.BLANK]
    header = " ".join(path)
    if not filled:
        return Decided(index, path, "empty", [None] * len(cells), "kolom kosong")
    if all(item is Look.NULL for item in filled):
        column = Decided(index, path, "empty", [None] * len(cells), "kolom hanya berisi tanda kosong")
        _take_nulls(column, cells, looks)
        return column
    if _is_code(header, cells, looks):
        return _texts(index, path, cells, looks, "kode disimpan sebagai teks", code=True)
    figures = sum(item in (Look.NUMBER, Look.YEAR) for item in looks)
    words = sum(item in (Look.TEXT, Look.CODE, Look.NUMBERING) for item in looks)
    if figures and figures >= words:
        return _numbers(index, path, cells, looks, header)
    if (dated := _dates(index, path, cells, looks)) is not None:
        return dated
    if (timed := _periods(index, path, cells, looks)) is not None:
        return timed
    return _texts(index, path, cells, looks, "teks")


def is_serial(column: Decided) -> bool:
    """A column that numbers the rows: 1, 2, 3 or 0, 1, 2, whatever its header says."""
    if column.path and not _SERIAL_HEADER.match(column.path[-1]):
        return False
    found = [value for value in column.values if value is not None]
    if len(found) < 2 or found[0] not in (0, 1) or not all(isinstance(value, int) for value in found):
        return False
    return found == list(range(int(found[0]), int(found[0]) + len(found)))


def is_rate(header: str) -> bool:
    """Whether the words of a header speak of shares, indices or rates: they are never added up."""
    return bool(_RATE.search(header))


def _is_code(header: str, cells: Sequence[Cell], looks: Sequence[Look]) -> bool:
    filled = [(cell, item) for cell, item in zip(cells, looks, strict=True) if item not in (Look.BLANK, Look.NULL)]
    coded = sum(item is Look.CODE for _, item in filled)
    if coded * 2 > len(filled):
        return True
    if not _CODE_HEADER.search(header) or _COUNT_HEADER.search(header) or _SERIAL_HEADER.match(header.strip()):
        return any(_leading_zero(cell) for cell, _ in filled) and all(item is not Look.TEXT for _, item in filled)
    return all(item in (Look.NUMBER, Look.YEAR, Look.CODE) for _, item in filled) and all(
        isinstance(cell, str) or (isinstance(cell, int | float) and float(cell).is_integer()) for cell, _ in filled
    )


def _leading_zero(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(re.fullmatch(r"0\d+", text_of(cell)))


def _take_nulls(column: Decided, cells: Sequence[Cell], looks: Sequence[Look]) -> None:
    for position, (cell, item) in enumerate(zip(cells, looks, strict=True)):
        if item is Look.NULL:
            mark = text_of(cell)
            column.nulls[mark] = NULL_MARKS[mark.casefold()]
            column.marks[position] = mark


def _texts(
    index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look], why: str, code: bool = False
) -> Decided:
    column = Decided(index, path, "text", [], why, is_code=code)
    shown = text_of if code else label_of
    column.values = [
        None if item in (Look.BLANK, Look.NULL) else shown(cell) for cell, item in zip(cells, looks, strict=True)
    ]
    _take_nulls(column, cells, looks)
    if not code and all(isinstance(cell, bool) for cell, item in zip(cells, looks, strict=True) if item is Look.TEXT):
        column.type, column.values = "boolean", [cell if isinstance(cell, bool) else None for cell in cells]
    return column


def _any_of_the_first(read: Callable[[Cell], object], cells: Sequence[Cell], looks: Sequence[Look]) -> bool:
    """Whether any of the first filled cells can be read so: long columns of words are not tried to their end."""
    filled = (cell for cell, item in zip(cells, looks, strict=True) if item not in (Look.BLANK, Look.NULL))
    return any(read(cell) for cell in islice(filled, _TRIED))


def _dates(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided | None:
    if not _any_of_the_first(times.moment, cells, looks):
        return None
    found = [
        times.moment(cell) if item not in (Look.BLANK, Look.NULL) else None
        for cell, item in zip(cells, looks, strict=True)
    ]
    read = [moment for moment in found if moment]
    asked = sum(item not in (Look.BLANK, Look.NULL) for item in looks)
    if not read or len(read) * 2 < asked:
        return None
    kinds = {kind for kind, _ in read}
    kind: Type = kinds.pop() if len(kinds) == 1 else "datetime"
    why = "tanggal dibaca dari sel tanggal atau teks tanggal Indonesia"
    if any(times.is_day_first(cell) for cell in cells):
        why = "tanggal ditulis hari/bulan/tahun"
    column = Decided(index, path, kind, [moment[1] if moment else None for moment in found], why)
    _take_nulls(column, cells, looks)
    column.problems = [
        Problem("tanggal.tidak_dikenal", position, text_of(cell))
        for position, (cell, item) in enumerate(zip(cells, looks, strict=True))
        if item not in (Look.BLANK, Look.NULL) and found[position] is None
    ]
    return column


def _periods(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided | None:
    if not _any_of_the_first(times.period, cells, looks):
        return None
    found = [times.period(cell) for cell in cells]
    asked = [position for position, item in enumerate(looks) if item is Look.TEXT]
    read = [position for position in asked if found[position]]
    # Summary lines ("Jumlah") stand in the same column.
    if not read or len(read) < len(asked) - 2 or len(read) * 2 <= len(asked):
        return None
    values: list[Value] = [
        found[p] or (None if looks[p] in (Look.BLANK, Look.NULL) else text_of(cells[p])) for p in range(len(cells))
    ]
    column = Decided(index, path, "period", values, "bulan, triwulan, semester, atau tahun ajaran")
    _take_nulls(column, cells, looks)
    return column


def _numbers(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look], header: str) -> Decided:
    written = numbers.decide(cells, header)
    column = Decided(index, path, "number", [], written.why if written else "", written)
    _take_nulls(column, cells, looks)
    for position, (cell, item) in enumerate(zip(cells, looks, strict=True)):
        column.values.append(_number(column, position, cell, item))
    _refuse_open(column, cells, looks)
    column.type = "integer" if all(isinstance(value, int | None) for value in column.figures) else "number"
    column.additive = not is_rate(column.name) and not is_serial(column)
    return column


def _number(column: Decided, position: int, cell: Cell, item: Look) -> Value:
    if item in (Look.BLANK, Look.NULL):
        return None
    if item not in (Look.NUMBER, Look.YEAR):
        column.problems.append(Problem("kolom.isi_asing", position, text_of(cell)))
        return None
    if numbers.is_misplaced(cell):
        candidate = numbers.digits_only(cell)
        column.problems.append(Problem("angka.tidak_pasti", position, text_of(cell), candidate))
        return None
    if column.written is None:
        return _uncertain(column, position, cell)
    value = numbers.value(cell, column.written.convention)
    return _uncertain(column, position, cell) if value is None else value


def _uncertain(column: Decided, position: int, cell: Cell) -> Value:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return numbers.value(cell, "plain")
    fitting = {numbers.value(cell, name) for name in ("id", "en", "space", "plain")} - {None}
    if len(fitting) == 1:
        # This cell has one meaning even though its column has no single convention.
        return fitting.pop()
    column.problems.append(Problem("angka.tidak_pasti", position, text_of(cell), numbers.digits_only(cell)))
    return None


def _refuse_open(column: Decided, cells: Sequence[Cell], looks: Sequence[Look]) -> None:
    """While two conventions fit, cells that they read differently are no values; the rest are."""
    if not column.is_open:
        return
    for position, (cell, item) in enumerate(zip(cells, looks, strict=True)):
        if item is Look.NUMBER and isinstance(cell, str) and numbers.value(cell, "id") != numbers.value(cell, "plain"):
            candidate = numbers.value(cell, "id")
            column.values[position] = None
            column.problems.append(Problem("angka.tidak_pasti", position, text_of(cell), candidate))


def settle(column: Decided, cells: Sequence[Cell], convention: str, why: str) -> None:
    """Read an open column by one convention after all; ``why`` is what decided."""
    assert column.written
    shown = "1.234.567" if convention == "id" else "1234.5"
    meaning = "titik memisahkan ribuan" if convention == "id" else "titik adalah tanda desimal"
    column.written = numbers.Written(convention, shown, f"{meaning}, {why}", True)
    column.why = column.written.why
    for problem in [p for p in column.problems if p.rule == "angka.tidak_pasti"]:
        value = numbers.value(cells[problem.position], convention)
        if value is not None:
            column.values[problem.position] = value
            column.problems.remove(problem)
    column.__dict__.pop("figures", None)
    column.type = "integer" if all(isinstance(value, int | None) for value in column.figures) else "number"


def figures_as(column: Decided, cells: Sequence[Cell], convention: str) -> list[float | int | None]:
    """The numbers of an open column as they would be by a convention."""
    found = list(column.figures)
    for problem in column.problems:
        if problem.rule == "angka.tidak_pasti":
            found[problem.position] = numbers.value(cells[problem.position], convention)
    return found
