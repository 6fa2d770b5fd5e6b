"""Delimited text -> columns of texts, as they stand in the file; none of them becomes a Python object on the way.

A regular file (every record one line, every line the same number of fields) is parsed by Arrow. Anything else, such as
line breaks in quotes, empty lines between records, torn rows, is parsed record by record, which takes three times as
long and finds the same.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from sources import headers
from sources.cells import Mask, Positions, mask, strings, whole
from sources.contract import Csv
from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.formats import wrapping
from sources.notes import foot
from sources.rules import Spot, finding, spread

# Records that become Arrow arrays at a time.
_STEP = 20_000
# Bytes that Arrow parses at a time; a longer record is read one by one.
_BLOCK = 1 << 22
# Bytes that are looked through at a time, up to the end of the line: what is computed of them stays in the cache.
_LOOK = 1 << 20
_TAIL = 1 << 12
# Bytes that are looked through for records quoted as a whole, and those of the line ``sep=;`` at most.
_HEAD, _SEPARATOR = 1 << 14, 16
_LINE, _RETURN, _QUOTE = b'\n\r"'
# Records at the end of a file that may be notes and signatures.
_FOOT = 60
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
Line = tuple[int, list[str]]


@dataclass(frozen=True, eq=False)
class Records:
    """``columns`` are the texts below the ``header``, ``lines`` the number (from 1) of the line each record ends on.

    ``torn`` are lines with another number of fields, and their texts: they are in no column. Nor are those of the
    ``foot``, which are notes and signatures.
    """

    header: list[str]
    columns: list[pa.StringArray]
    lines: Positions
    torn: tuple[Line, ...] = ()
    foot: tuple[Line, ...] = ()


def parse(content: bytes, name: str, layout: Csv) -> tuple[Records, list[Finding]]:
    """Records of a file. Raises :class:`DeliveryRefused` for another encoding, zero bytes and unbalanced quotes."""
    content, findings = _utf8(content, name, layout)
    if b"\0" in content:
        raise DeliveryRefused(finding("berkas.rusak", f"Berkas {name} memuat bita kosong.", "Ekspor ulang berkas itu."))
    content, told = _without_separator(content)
    if _are_quoted(content):
        content = "".join(map(wrapping.unquoted, wrapping.split(content.decode()))).encode()
        findings.append(wrapping.quoted(name))
    delimiter = told or layout.delimiter
    records = _without_foot(_at_once(content, delimiter) or _one_by_one(content, name, delimiter))
    if records.torn:
        spots = [Spot(None, f"A{line}", line) for line, _ in records.torn]
        said = f"mempunyai jumlah kolom yang berbeda dari kepala tabel ({len(records.header)} kolom)"
        hint = f"Periksa tanda {delimiter!r} di dalam isian, lalu ekspor ulang."
        findings.append(spread("berkas.baris_cacat", "berkas CSV", said, hint, spots))
    return records, findings


def _without_foot(records: Records) -> Records:
    """The records without the notes and signatures below them, torn lines among those included."""
    last = max(len(records.lines) - _FOOT, 0)
    rows = zip(*(column[last:].to_pylist() for column in records.columns), strict=True)
    even = [(line, list(fields)) for line, fields in zip(records.lines[last:].tolist(), rows, strict=True)]
    lines = sorted([*even, *records.torn[-_FOOT:]])[-_FOOT:]
    cut = lines[foot([fields for _, fields in lines], len(records.header)) :]
    if not cut:
        return records
    kept = int(np.searchsorted(records.lines, cut[0][0]))
    torn = tuple(line for line in records.torn if line[0] < cut[0][0])
    columns = [column[:kept] for column in records.columns]
    return Records(records.header, columns, records.lines[:kept], torn, tuple(cut))


def under_header(records: Records, rows: int) -> Records:
    """The records below a header of several rows; its texts are joined by column, each level once."""
    if rows == 1:
        return records
    height = min(rows - 1, len(records.lines))
    grid = [records.header, *([column[row].as_py() for column in records.columns] for row in range(height))]
    levels = range(len(grid))
    texts = [_joined([grid[r][c] for r, c in headers.over(grid, levels, i, {})]) for i in range(len(records.header))]
    columns = [column[height:] for column in records.columns]
    return replace(records, header=texts, columns=columns, lines=records.lines[height:])


def _joined(parts: list[str]) -> str:
    return " > ".join(dict.fromkeys(part.strip() for part in parts))


def _utf8(content: bytes, name: str, layout: Csv) -> tuple[bytes, list[Finding]]:
    """The content without byte order mark, in UTF-8."""
    again = f"Ekspor ulang dengan pengodean {layout.encoding.upper()}."
    marked = content.startswith(codecs.BOM_UTF8)
    encoding = "utf-8" if marked else layout.encoding
    content = content.removeprefix(codecs.BOM_UTF8)
    if content.isascii() and encoding != "utf-16":
        return content, []
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"Berkas {name} bukan {layout.encoding.upper()}: baris {line} memuat huruf yang tidak terbaca."
        raise DeliveryRefused(finding("berkas.pengodean", message, again, row=line)) from error
    findings: list[Finding] = []
    if encoding == "cp1252" and _is_utf8(content):
        message = f"Berkas {name} disepakati dalam {layout.encoding.upper()}, tetapi isinya UTF-8."
        findings.append(finding("berkas.pengodean", message, again))
    return content if encoding == "utf-8" else text.encode(), findings


def _without_separator(content: bytes) -> tuple[bytes, str | None]:
    """The content below the line that tells Excel the delimiter, and that one: it is surer than the contract's."""
    end = content.find(b"\n") + 1
    told = wrapping.separator(content[:end].decode()) if 0 < end <= _SEPARATOR else None
    return (content[end:], told) if told else (content, None)


def _are_quoted(content: bytes) -> bool:
    """Whether all records are quoted as a whole, by the first of them."""
    if not content.startswith(b'"'):
        return False
    head = content if len(content) <= _HEAD else content[: content.rfind(b"\n", 0, _HEAD) + 1]
    return wrapping.are_quoted(wrapping.split(head.decode(errors="replace")))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- regular files ----------------------------------------------------------------------------------------------------


def _at_once(content: bytes, delimiter: str) -> Records | None:
    """All records of a regular file; ``None`` for any other."""
    head = content[: max(content.find(b"\n"), 0)]
    header = _fields(head.rstrip(b"\r").decode(), delimiter)
    if not header or not _is_regular(content, delimiter):
        return None
    names = [str(number) for number in range(len(header))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            arrow_csv.ReadOptions(use_threads=True, column_names=names, skip_rows=1, block_size=_BLOCK),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char='"' if b'"' in content else False),
            arrow_csv.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(names, pa.string())),
        )
    except pa.ArrowInvalid:
        # A row with another number of fields, or one that is very long.
        return None
    columns = [whole(table.column(name)) for name in names]
    return Records(header, *_without_empty(columns, np.arange(2, table.num_rows + 2)))


def _fields(line: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None


def _is_regular(content: bytes, delimiter: str) -> bool:
    """Whether every line is one record: none is empty, and quotes stand around fields and doubled within them only."""
    # Empty lines at the end of the file stand between no records.
    tail = content[-_TAIL:]
    filled = len(content) - len(tail) + len(tail.rstrip(b"\r\n"))
    start = 0
    while start < filled:
        end = content.find(b"\n", start + _LOOK, filled) + 1 or filled
        if not _are_records(content[start:end], ord(delimiter)):
            return False
        start = end
    return True


def _are_records(lines: bytes, delimiter: int) -> bool:
    body = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(body == _LINE)
    if b"\r" in lines and (_at(body, np.flatnonzero(body == _RETURN) + 1) != _LINE).any():
        return False
    starts = np.concatenate([[0], ends + 1])
    empty = (np.diff(starts) == 1) | ((np.diff(starts) == 2) & (body[ends - 1] == _RETURN))
    return not empty.any() and (b'"' not in lines or _is_well_quoted(body, ends, delimiter))


def _is_well_quoted(body: Bytes, ends: Positions, delimiter: int) -> bool:
    quotes = np.flatnonzero(body == _QUOTE)
    if len(quotes) % 2:
        return False
    # Quotes open and close in turn; of two within a field the first seems to close it and the second to open it again.
    opening, closing = quotes[0::2], quotes[1::2]
    if (np.searchsorted(ends, opening) != np.searchsorted(ends, closing)).any():
        return False
    before, after = _at(body, opening - 1), _at(body, closing + 1)
    begins = (before == delimiter) | (before == _LINE) | (before == _QUOTE)
    finishes = (after == delimiter) | (after == _LINE) | (after == _RETURN) | (after == _QUOTE)
    return bool(begins.all() and finishes.all())


def _at(body: Bytes, positions: Positions) -> Bytes:
    """The bytes there; the ends of the file count as ends of lines."""
    inside = (positions >= 0) & (positions < len(body))
    return np.where(inside, body[np.clip(positions, 0, len(body) - 1)], np.uint8(_LINE))


def _without_empty(columns: list[pa.StringArray], lines: Positions) -> tuple[list[pa.StringArray], Positions]:
    """Without the records whose fields are all blank."""
    empty: Mask = np.ones(len(lines), bool)
    for column in columns:
        empty &= mask(pc.or_(pc.equal(column, ""), pc.utf8_is_space(column)))
        if not empty.any():
            return columns, lines
    filled = pa.array(~empty)
    return [column.filter(filled) for column in columns], lines[~empty]


# --- any file ---------------------------------------------------------------------------------------------------------


def _one_by_one(content: bytes, name: str, delimiter: str) -> Records:
    stream = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
        return _gathered(header, reader)
    except csv.Error as error:
        message = f"Berkas {name} rusak di dekat baris {reader.line_num}: tanda kutip tidak lengkap."
        raise DeliveryRefused(
            finding("berkas.rusak", message, "Ekspor ulang berkas itu.", row=reader.line_num)
        ) from error


def _gathered(header: list[str], reader: Any) -> Records:
    batches: list[list[pa.StringArray]] = []
    lines: list[int] = []
    torn: list[tuple[int, list[str]]] = []
    records = _filled(reader)
    while batch := list(islice(records, _STEP)):
        torn += [(line, fields) for line, fields in batch if len(fields) != len(header)]
        even = [(line, fields) for line, fields in batch if len(fields) == len(header)]
        lines += [line for line, _ in even]
        if even:
            batches.append([strings(column) for column in zip(*(fields for _, fields in even), strict=True)])
    empty = pa.array([], pa.string())
    columns = [pa.concat_arrays([empty, *(batch[i] for batch in batches)]) for i in range(len(header))]
    return Records(header, columns, np.array(lines, np.int64), tuple(torn))


def _filled(reader: Any) -> Iterator[tuple[int, list[str]]]:
    for fields in reader:
        if any(field.strip() for field in fields):
            yield reader.line_num, fields
