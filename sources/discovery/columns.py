"""The cells of one column -> its type, its values, and what could not be read."""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from sources.discovery import figures, times
from sources.discovery.column import ORDER, Decided, Problem, is_serial_header
from sources.document import Type, Value
from sources.looks import NOTHING, NULL_MARKS, WORDS, Look, each, label_of, text_of
from sources.workbook import Cell

_CODE_HEADER = re.compile(
    r"(?:^|[\s_>(/.])(?:kode[a-z_]*|code|kd[a-z]*|id|id_?[a-z]+|nik|nip|nisn|npwp|no(?:mor)?[.\s_]*(?:kk|rek\w*|akun|telp|hp)"
    r"|akun|rekening|kodepos)(?:$|[\s_>)/.])",
    re.IGNORECASE,
)
# jumlah_kk and KK count families, no_kk identifies them; so does a KK of sixteen digits.
_COUNT_HEADER = re.compile(r"(?:^|[\s_>])(?:jumlah|jml|total|banyak(?:nya)?)", re.IGNORECASE)
_FAMILY_HEADER = re.compile(r"(?:^|[\s_>(])n?kk(?:$|[\s_>)])", re.IGNORECASE)
_FAMILY_DIGITS = 16
_DATE_HEADER = re.compile(r"(?:tanggal|tgl|date|waktu)\b", re.IGNORECASE)
_CLOCK_HEADER = re.compile(r"(?:jam|pukul|waktu)\b", re.IGNORECASE)
_LEADING_ZERO = re.compile(r"0\d+")
_DIGITS = frozenset({Look.NUMBER, Look.YEAR, Look.CODE})
# Long columns of words are not tried to their end.
_TRIED = 100
# Texts that a column of numbers may have for each of its numbers, if they are numbers beyond all bounds.
_SPOILT = 4


def decide(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided:
    """Read a column. ``path`` is its header, ``cells`` its body, row by row, and ``looks`` how they look."""
    column = _decided(index, path, cells, looks)
    if Look.NULL in looks:
        _take_nulls(column, cells, looks)
    return column


def _decided(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided:
    counts = {item: looks.count(item) for item in Look}
    filled = len(cells) - counts[Look.BLANK]
    if filled == counts[Look.NULL]:
        why = "kolom hanya berisi tanda kosong" if filled else "kolom kosong"
        return Decided(index, path, "empty", [None] * len(cells), why)
    if counts[Look.DATE] and (spans := times.lost_spans(cells)):
        return _spoilt(index, path, cells, looks, spans)
    if path and (parts := _parts_of_years(index, path, cells, looks)):
        return parts
    if path and _DATE_HEADER.match(path[-1]) and (dated := _headed_dates(index, path, cells, looks)):
        return dated
    if _is_code(" ".join(path), cells, counts):
        return Decided(index, path, "text", _shown(text_of, cells, looks), "kode disimpan sebagai teks", is_code=True)
    if path and is_serial_header(path[-1]) and _is_order(cells):
        why = "nomor urut disimpan sebagai teks"
        return Decided(index, path, "text", _shown(text_of, cells, looks), why, is_order=True)
    if path and _CLOCK_HEADER.match(path[-1]) and (timed := _clocks(index, path, cells, looks)):
        return timed
    numbers, words = counts[Look.NUMBER] + counts[Look.YEAR], sum(counts[item] for item in WORDS)
    if 0 < numbers < words <= numbers * _SPOILT:
        # What no program can hold as a number was meant to be one.
        odd = sum(each(figures.is_beyond, cells))
        numbers, words = numbers + odd, words - odd
    if numbers and numbers >= words:
        return figures.read(index, path, cells, looks)
    return (
        _dates(index, path, cells, looks)
        or _periods(index, path, cells, looks)
        or _booleans(index, path, cells, looks)
        or Decided(index, path, "text", _shown(label_of, cells, looks), "teks")
    )


def _is_code(header: str, cells: Sequence[Cell], counts: dict[Look, int]) -> bool:
    filled = sum(count for item, count in counts.items() if item not in NOTHING)
    if counts[Look.CODE] * 2 > filled:
        return True
    if _FAMILY_HEADER.search(header) and all(len(text_of(cell)) in (0, _FAMILY_DIGITS) for cell in set(cells)):
        return True
    if not _CODE_HEADER.search(header) or _COUNT_HEADER.search(header) or is_serial_header(header.strip()):
        return not counts[Look.TEXT] and any(map(_has_leading_zero, set(cells)))
    return sum(counts[item] for item in _DIGITS) == filled and all(map(_is_whole, set(cells)))


def _is_order(cells: Sequence[Cell]) -> bool:
    """Row numbers of which some are no plain numbers: I, A, a, 1."""
    texts = {text_of(cell) for cell in set(cells)} - {""}
    return all(map(ORDER.fullmatch, texts)) and not all(map(str.isdecimal, texts))


def _has_leading_zero(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_LEADING_ZERO.fullmatch(text_of(cell)))


def _is_whole(cell: Cell) -> bool:
    return isinstance(cell, str) or (isinstance(cell, int | float) and float(cell).is_integer())


def _take_nulls(column: Decided, cells: Sequence[Cell], looks: Sequence[Look]) -> None:
    for position, item in enumerate(looks):
        if item is Look.NULL:
            mark = text_of(cells[position])
            column.nulls[mark] = NULL_MARKS[mark.casefold()]
            column.marks[position] = mark


def _shown(read: Callable[[Cell], str], cells: Sequence[Cell], looks: Sequence[Look]) -> list[Value]:
    texts = each(read, cells)
    return [None if item in NOTHING else text for text, item in zip(texts, looks, strict=True)]


def _is_tried(read: Callable[[Cell], object], cells: Sequence[Cell], looks: Sequence[Look]) -> bool:
    """Whether any of the first filled cells can be read so."""
    filled = (cell for cell, item in zip(cells, looks, strict=True) if item not in NOTHING)
    return any(read(cell) for cell in islice(filled, _TRIED))


def _dates(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided | None:
    if not _is_tried(times.moment, cells, looks):
        return None
    asked = sum(item not in NOTHING for item in looks)
    column = _dated(index, path, cells, looks)
    return column if (asked - len(column.problems)) * 2 >= asked else None


def _headed_dates(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided | None:
    """Dates below a header that says so: there a day that no calendar has is a date too, and told as one."""
    if (dated := _dates(index, path, cells, looks)) or not _is_tried(times.is_impossible, cells, looks):
        return dated
    column = _dated(index, path, cells, looks)
    asked = sum(item not in NOTHING for item in looks)
    meant = sum(value is not None for value in column.values) + sum(each(times.is_impossible, cells))
    return column if meant * 2 >= asked else None


def _dated(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided:
    found = each(times.moment, cells)
    kinds: set[Type] = {moment[0] for moment in found if moment}
    why = "tanggal dibaca dari sel tanggal atau teks tanggal Indonesia"
    if any(map(times.is_day_first, set(cells))):
        why = "tanggal ditulis hari/bulan/tahun"
    kind: Type = kinds.pop() if len(kinds) == 1 else "datetime" if kinds else "date"
    problems = [
        Problem("tanggal.tidak_dikenal", position, text_of(cells[position]))
        for position, item in enumerate(looks)
        if item not in NOTHING and found[position] is None
    ]
    return Decided(index, path, kind, [moment[1] if moment else None for moment in found], why, problems=problems)


def _spoilt(
    index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look], spans: Sequence[int]
) -> Decided:
    """A column of spans, some of which a spreadsheet took for dates."""
    values = _shown(text_of, cells, looks)
    for position in spans:
        values[position] = None
    problems = [Problem("teks.bukan_teks", position, text_of(cells[position])) for position in spans]
    return Decided(index, path, "text", values, "kelompok angka disimpan sebagai teks", problems=problems)


def _parts_of_years(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided | None:
    """Semesters and quarters of which only the Roman number is written."""
    letter = times.part_of_year(path[-1])
    if letter is None:
        return None
    values: list[Value] = [times.numbered(letter, cell) for cell in cells]
    if any(value is None for value, item in zip(values, looks, strict=True) if item not in NOTHING):
        return None
    return Decided(index, path, "period", values, f"nomor {path[-1].lower()} menurut judul kolomnya")


def _periods(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided | None:
    if not _is_tried(times.period, cells, looks):
        return None
    found = each(times.period, cells)
    asked = [p for p, item in enumerate(looks) if item in (Look.TEXT, Look.DATE) and isinstance(cells[p], str)]
    read = [position for position in asked if found[position]]
    # Summary lines ("Jumlah") stand in the same column.
    if not read or len(read) < len(asked) - 2 or len(read) * 2 <= len(asked):
        return None
    texts = _shown(text_of, cells, looks)
    values: list[Value] = [period or text for period, text in zip(found, texts, strict=True)]
    return Decided(index, path, "period", values, "bulan, triwulan, semester, atau tahun ajaran")


def _clocks(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided | None:
    """Times of day, which look like numbers with two decimals."""
    values: list[Value] = [*each(times.clock, cells)]
    if any(value is None for value, item in zip(values, looks, strict=True) if item not in NOTHING):
        return None
    return Decided(index, path, "time", values, "jam dibaca dari teks seperti 07.30")


def _booleans(index: int, path: tuple[str, ...], cells: Sequence[Cell], looks: Sequence[Look]) -> Decided | None:
    if any(type(cell) is not bool for cell, item in zip(cells, looks, strict=True) if item not in NOTHING):
        return None
    return Decided(index, path, "boolean", [cell if isinstance(cell, bool) else None for cell in cells], "teks")
