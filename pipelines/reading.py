"""``jalandata read``: what a file holds, without any contract."""

import hashlib
import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from pipelines.reading_room import discovered
from sources.deliveries import DeliveryRefused, refuse_irregular
from sources.document import Document, Table
from sources.findings import Finding
from sources.rules import number
from sources.sandbox import Sandbox

_SAMPLE = 5
_COLORS = {"blocker": "red", "hold": "magenta", "warning": "yellow", "info": "dim"}


def read(room: Sandbox, path: Path) -> Document:
    """The document of a file. One that cannot be read has no tables, the format ``unreadable``, and says why; one that
    cannot even be opened has no sha256 either."""
    try:
        refuse_irregular(path, path.name)
    except DeliveryRefused as refused:
        return _unreadable(path, "", refused.finding)
    try:
        return room.call(discovered, path.resolve(), path.name)
    except DeliveryRefused as refused:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return _unreadable(path, digest, refused.finding)


def _unreadable(path: Path, digest: str, why: Finding) -> Document:
    return Document(path.name, digest, "unreadable", (), (why,))


def show(document: Document, console: Console) -> None:
    """Tables for people: how each column was read, the first rows, and every finding."""
    console.print(
        f"[bold]{escape(document.file)}[/bold]: {document.format}, {len(document.tables)} tabel", highlight=False
    )
    for label, value in document.metadata.items():
        console.print(f"  {escape(label)}: {escape(value)}", highlight=False)
    for table in document.tables:
        _show(table, console)
    for finding in document.findings:
        _tell(finding, console)


def as_json(document: Document) -> str:
    """The document as docs/read.schema.json describes it."""
    return json.dumps(document.as_dict(), ensure_ascii=False)


def _show(table: Table, console: Console) -> None:
    counts = {kind: sum(row.kind == kind for row in table.rows) for kind in ("detail", "subtotal", "total")}
    told = f"{number(counts['detail'])} baris, {counts['subtotal']} subtotal, {counts['total']} total"
    console.print(f"\n[bold]{escape(table.sheet)}[/bold] {table.range}: {told}", highlight=False)
    for line in table.title:
        console.print(f"  {escape(line)}", highlight=False)
    grid = Grid("Kolom", "Judul", "Jenis", "Contoh", "Keputusan", box=None, pad_edge=False)
    details = [row for row in table.rows if row.kind == "detail"][:_SAMPLE]
    for place, column in enumerate(table.columns):
        sample = next((row.values[place] for row in details if row.values[place] is not None), "")
        grid.add_row(column.letter, escape(column.name), column.type, escape(str(sample)[:24]), escape(column.decision))
    console.print(grid)
    for note in table.notes:
        console.print(f"  [dim]{escape(note)}[/dim]", highlight=False)
    for finding in table.findings:
        _tell(finding, console)


def _tell(finding: Finding, console: Console) -> None:
    color = _COLORS[finding.severity]
    console.print(
        f"  [{color}]{finding.rule}[/{color}] {escape(finding.message)} {escape(finding.suggestion)}", highlight=False
    )
