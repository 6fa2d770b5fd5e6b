"""The public files of a release, all made from its canonical CSV: itself, Excel and Parquet. Same input, same bytes.

The CSV is read with the types that the contract promises, never inferred; a value that does not fit is an error.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import xlsxwriter

from portal.release import Release
from sources.public import PublicColumn, public_table

Role = Literal["csv", "xlsx", "parquet"]

# A sheet of Excel has 1,048,576 rows, one of them the header.
EXCEL_ROWS = 1_048_575
BATCH_BYTES = 4 << 20

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "boolean": pa.bool_(),
}
_EXCEL_FORMATS = {"date": "yyyy-mm-dd", "timestamp": "yyyy-mm-dd hh:mm:ss"}


@dataclass(frozen=True)
class File:
    """A public file: ``name`` is what a visitor saves, ``size`` is in bytes."""

    role: Role
    name: str
    path: Path
    sha256: str
    size: int


def render(release: Release, folder: Path) -> tuple[File, ...]:
    """Write the release's files into ``folder``. There is no Excel file for tables that a sheet cannot hold."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [_file(release, "csv", release.csv)]
    if release.rows <= EXCEL_ROWS:
        files.append(_file(release, "xlsx", _write_xlsx(release, folder / f"{release.dataset}.xlsx")))
    files.append(_file(release, "parquet", _write_parquet(release, folder / f"{release.dataset}.parquet")))
    return tuple(files)


def records(release: Release, size: int) -> Iterator[list[dict[str, Any]]]:
    """Rows of the table in lists of at most ``size``, as JSON values (ISO dates and timestamps)."""
    columns = public_table(release.contract)
    dated = [column.name for column in columns if column.type in ("date", "timestamp")]
    waiting: list[dict[str, Any]] = []
    for batch in _batches(release):
        for row in batch.to_pylist():
            for name in dated:
                row[name] = row[name].isoformat() if row[name] is not None else None
            waiting.append(row)
            if len(waiting) == size:
                yield waiting
                waiting = []
    if waiting:
        yield waiting


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def about(release: Release) -> list[tuple[str, str]]:
    """The metadata that travels inside the Excel file: label and text."""
    contract, tenant = release.contract, release.tenant
    lines = [
        ("Judul", f"{contract.title} di {tenant.nama}"),
        ("Produsen data", tenant.agency(contract.opd).nama),
        ("Walidata", tenant.agency(tenant.walidata).nama),
        ("Periode data", f"{release.period_start.isoformat()} sampai {release.period_end.isoformat()}"),
        ("Satu baris berarti", contract.public_grain),
        ("Kegunaan", contract.usage),
        ("Keterbatasan", contract.limitations),
        ("Status angka", contract.publication.status_angka),
        ("Lisensi", contract.publication.lisensi),
        ("Kontak", f"{contract.contact.office} ({contract.contact.email})"),
        ("Rilis", str(release.number)),
        ("Nomor publikasi", release.publication_id),
        ("SHA-256 berkas CSV", release.content_sha256),
    ]
    return [("PERHATIAN", "DATA CONTOH: bukan angka resmi."), *lines] if tenant.data_contoh else lines


def _file(release: Release, role: Role, path: Path) -> File:
    return File(role, f"{release.dataset}.{role}", path, sha256_of(path), path.stat().st_size)


def _schema(columns: tuple[PublicColumn, ...]) -> pa.Schema:
    fields = []
    for column in columns:
        words = {"label": column.label, "description": column.description} | (
            {"unit": column.unit} if column.unit else {}
        )
        fields.append(pa.field(column.name, _TYPES[column.type], metadata=words))
    return pa.schema(fields)


def _batches(release: Release) -> Iterator[pa.RecordBatch]:
    schema = _schema(public_table(release.contract))
    reader = pa.csv.open_csv(
        release.csv,
        read_options=pa.csv.ReadOptions(block_size=BATCH_BYTES, use_threads=False),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=schema,
            include_columns=schema.names,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    with reader:
        yield from reader


def _write_parquet(release: Release, path: Path) -> Path:
    schema = _schema(public_table(release.contract))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(release):
            writer.write_batch(batch.cast(schema))
    return path


def _write_xlsx(release: Release, path: Path) -> Path:
    columns = public_table(release.contract)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": release.contract.title, "created": release.modified.astimezone(UTC)})
        bold = book.add_format({"bold": True})
        _write_data(book, release, columns, bold)
        _write_texts(book, "Kamus", [("Kolom", "Nama", "Arti", "Satuan"), *_dictionary(columns)], bold)
        _write_texts(book, "Metadata", [("Keterangan", "Isi"), *about(release)], bold)
    return path


def _write_data(book: Any, release: Release, columns: tuple[PublicColumn, ...], bold: Any) -> None:
    sheet = book.add_worksheet("Data")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 18)
    sheet.write_row(0, 0, [column.name for column in columns], bold)
    formats = {kind: book.add_format({"num_format": shape}) for kind, shape in _EXCEL_FORMATS.items()}
    line = 0
    for batch in _batches(release):
        for row in batch.to_pylist():
            line += 1
            for place, column in enumerate(columns):
                _write_cell(sheet, line, place, row[column.name], formats.get(column.type))


def _write_cell(sheet: Any, line: int, place: int, value: Any, shape: Any) -> None:
    """Text stays text whatever it looks like; empty cells are not written."""
    if isinstance(value, str):
        sheet.write_string(line, place, value)
    elif isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    elif value is not None:
        sheet.write_datetime(line, place, value, shape)


def _write_texts(book: Any, name: str, lines: list[tuple[str, ...]], bold: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(lines[0]) - 1, 60)
    for number, line in enumerate(lines):
        for place, text in enumerate(line):
            sheet.write_string(number, place, text, bold if number == 0 else None)


def _dictionary(columns: tuple[PublicColumn, ...]) -> list[tuple[str, ...]]:
    return [(column.name, column.label, column.description, column.unit or "") for column in columns]
