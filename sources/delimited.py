"""Delimited text -> columns of texts, as they stand in the file; none of them becomes a Python object on the way.

A regular file (every record one line, every line the same number of fields) is parsed by Arrow. Anything else, such as
line breaks in quotes, empty lines between records, torn rows, is parsed record by record, which takes three times as
long and finds the same.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from sources.cells import Mask, Positions, mask, strings
from sources.contract import Csv
from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.rules import Spot, finding, spread

# Records that become Arrow arrays at a time.
_STEP = 20_000
# Bytes that Arrow parses at a time; a longer record is read one by one.
_BLOCK = 1 << 24


@dataclass(frozen=True, eq=False)
class Records:
    """``columns`` are the texts below the ``header``, ``lines`` the number (from 1) of the line each record ends on.

    ``torn`` are lines with another number of fields, and their texts: they are in no column.
    """

    header: list[str]
    columns: list[pa.StringArray]
    lines: Positions
    torn: tuple[tuple[int, list[str]], ...] = ()


def parse(content: bytes, name: str, layout: Csv) -> tuple[Records, list[Finding]]:
    """Records of a file. Raises :class:`DeliveryRefused` for another encoding, zero bytes and unbalanced quotes."""
    content, findings = _utf8(content, name, layout)
    if b"\0" in content:
        raise DeliveryRefused(finding("berkas.rusak", f"Berkas {name} memuat bita kosong.", "Ekspor ulang berkas itu."))
    records = _at_once(content, layout.delimiter) or _one_by_one(content, name, layout.delimiter)
    if records.torn:
        spots = [Spot(None, f"A{line}", line) for line, _ in records.torn]
        said = f"mempunyai jumlah kolom yang berbeda dari kepala tabel ({len(records.header)} kolom)"
        hint = f"Periksa tanda {layout.delimiter!r} di dalam isian, lalu ekspor ulang."
        findings.append(spread("berkas.baris_cacat", "berkas CSV", said, hint, spots))
    return records, findings


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


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- regular files ----------------------------------------------------------------------------------------------------


def _at_once(content: bytes, delimiter: str) -> Records | None:
    """All records of a regular file; ``None`` for any other."""
    body = content.rstrip(b"\r\n")
    if not _one_line_each(body):
        return None
    end = body.find(b"\n")
    head = body if end < 0 else body[:end]
    header = _fields(head.decode(), delimiter)
    if header is None or end < 0:
        return None
    quoted = b'"' in content
    if quoted and not _well_quoted(content, delimiter, len(header)):
        return None
    names = [str(number) for number in range(len(header))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            arrow_csv.ReadOptions(use_threads=False, column_names=names, skip_rows=1, block_size=_BLOCK),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char='"' if quoted else False, ignore_empty_lines=True),
            arrow_csv.ConvertOptions(
                check_utf8=False, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        # A row with another number of fields.
        return None
    columns = [_whole(table.column(name)) for name in names]
    lines = np.arange(2, table.num_rows + 2)
    return Records(header, *_without_empty(columns, lines))


def _one_line_each(body: bytes) -> bool:
    """Whether every line holds something and ends as lines end today."""
    return not (
        not body
        or body.startswith((b"\n", b"\r"))
        or b"\n\n" in body
        or b"\n\r" in body
        or (b"\r" in body and body.count(b"\r") != body.count(b"\r\n"))
    )


def _fields(line: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None


def _well_quoted(content: bytes, delimiter: str, fields: int) -> bool:
    """Whether each line with quotes is a whole record: quotes around fields, doubled within, none over a line's end."""
    # A character that stands in no text: then each line is one field.
    if b"\1" in content:
        return False
    lines = arrow_csv.read_csv(
        pa.BufferReader(content),
        arrow_csv.ReadOptions(use_threads=False, column_names=["line"], block_size=_BLOCK),
        arrow_csv.ParseOptions(delimiter="\1", quote_char=False),
        arrow_csv.ConvertOptions(check_utf8=False, column_types={"line": pa.string()}),
    ).column("line")
    mark = "\\" + delimiter if delimiter == "|" else delimiter
    field = f'(?:"(?:[^"]|"")*"|[^"{mark}][^{mark}]*)?'
    for chunk in lines.chunks:
        with_quotes = chunk.filter(pc.match_substring(chunk, '"'))
        whole = pc.match_substring_regex(with_quotes, f"^{field}(?:{mark}{field}){{{fields - 1}}}$")
        if not pc.all(whole, min_count=0).as_py():
            return False
    return True


def _whole(column: pa.ChunkedArray) -> pa.StringArray:
    found = column.combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found


def _without_empty(columns: list[pa.StringArray], lines: Positions) -> tuple[list[pa.StringArray], Positions]:
    """Without the records whose fields are all blank."""
    empty: Mask = np.ones(len(lines), bool)
    for column in columns:
        empty &= mask(pc.equal(pc.utf8_trim_whitespace(column), ""))
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
        whole = [(line, fields) for line, fields in batch if len(fields) == len(header)]
        lines += [line for line, _ in whole]
        if whole:
            batches.append([strings(column) for column in zip(*(fields for _, fields in whole), strict=True)])
    empty = pa.array([], pa.string())
    columns = [pa.concat_arrays([empty, *(batch[i] for batch in batches)]) for i in range(len(header))]
    return Records(header, columns, np.array(lines, np.int64), tuple(torn))


def _filled(reader: Any) -> Iterator[tuple[int, list[str]]]:
    for fields in reader:
        if any(field.strip() for field in fields):
            yield reader.line_num, fields
