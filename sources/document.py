"""What a file holds when no contract says what it should hold: its tables, and how each column of them was decided.

This is the result of :func:`sources.discovery.discover` and, as JSON, of ``jalandata read``; docs/read.schema.json
describes it.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from sources.findings import Finding

Type = Literal["text", "integer", "number", "date", "datetime", "time", "period", "boolean", "empty"]
RowKind = Literal["detail", "subtotal", "total"]
# What a null mark means; ``tidak_pasti`` where nothing in the file decides between zero and unknown.
NullReason = Literal["nol", "tidak_ada", "belum_tersedia", "tidak_berlaku", "tidak_pasti"]
Value = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """A column of a table. ``path`` are the levels of its header, topmost first, ``name`` is the path joined by " > ".

    ``number_format`` shows by an example how numbers are written: ``1.234.567,89``, ``1 234``, ``1234.5``, ``excel``
    for cells that are numbers already; ``None`` for columns without numbers. ``decision`` says in Bahasa Indonesia how
    the column was read and what proves it. ``nulls`` maps null marks found in it to their meaning. ``unit`` is the unit
    of its values where the table tells it (a unit column beside it, its header, the title).
    """

    letter: str
    name: str
    path: tuple[str, ...]
    type: Type
    number_format: str | None
    decision: str
    nulls: dict[str, NullReason] = field(default_factory=dict)
    unit: str | None = None


@dataclass(frozen=True)
class Row:
    """``row`` is the sheet's own row number. ``values`` stand in the order of the columns. ``path`` are the labels
    above this row and its own, where indentation, numbering or groups give the table a hierarchy; else empty."""

    row: int
    kind: RowKind
    values: tuple[Value, ...]
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """``range`` covers header and rows (``A4:G28``). ``title`` are the lines above, ``notes`` those below, without
    signatures. ``header_rows`` are row numbers of the sheet."""

    sheet: str
    range: str
    title: tuple[str, ...]
    notes: tuple[str, ...]
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Document:
    """A file as it was read. ``format`` is decided by content; ``findings`` are about the file as a whole. ``metadata``
    are the ``label: value`` pairs of sheets that are forms, ``sheets`` the names of all sheets. ``encoding`` and
    ``delimiter`` were found out for delimited text, ``None`` for other formats."""

    file: str
    sha256: str
    format: str
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]
    metadata: dict[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON: dates as ISO texts."""
        from dataclasses import asdict

        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value
