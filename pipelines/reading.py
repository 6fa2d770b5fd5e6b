"""``jalandata read``: what a file holds, without any contract."""

import hashlib
import json
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from pipelines.literal import literal
from pipelines.reading_room import discovered
from sources.deliveries import DeliveryRefused, refuse_irregular
from sources.document import Document, Table
from sources.findings import Finding
from sources.rules import masked, number
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
    """Tables for people: how each column was read, an example of it, and every finding. Personal data are masked."""
    console.print(
        f"[bold]{literal(document.file)}[/bold]: {document.format}, {len(document.tables)} tabel", highlight=False
    )
    for label, value in document.metadata.items():
        console.print(f"  {literal(label)}: {literal(masked(value))}", highlight=False)
    hidden = _personal(document)
    for table in document.tables:
        _show(table, hidden, console)
    for finding in document.findings:
        _tell(finding, console)


def as_json(document: Document) -> str:
    """The document as docs/read.schema.json describes it: values as they stand in the file, personal data as well."""
    return json.dumps(document.as_dict(), ensure_ascii=False)


def _personal(document: Document) -> dict[tuple[str | None, str], str]:
    """(sheet, letters) of columns that hold personal data -> what may be shown of them."""
    personal = [found for found in document.findings if found.rule.startswith("pribadi.") and found.cell]
    return {(found.sheet, (found.cell or "").rstrip("0123456789")): found.value or "***" for found in personal}


def _show(table: Table, hidden: dict[tuple[str | None, str], str], console: Console) -> None:
    counts = {kind: sum(row.kind == kind for row in table.rows) for kind in ("detail", "subtotal", "total")}
    told = f"{number(counts['detail'])} baris, {counts['subtotal']} subtotal, {counts['total']} total"
    console.print(f"\n[bold]{literal(table.sheet)}[/bold] {table.range}: {told}", highlight=False)
    for line in table.title:
        console.print(f"  {literal(masked(line))}", highlight=False)
    grid = Grid("Kolom", "Judul", "Jenis", "Contoh", "Keputusan", box=None, pad_edge=False)
    details = [row for row in table.rows if row.kind == "detail"][:_SAMPLE]
    for place, column in enumerate(table.columns):
        sample = next((row.values[place] for row in details if row.values[place] is not None), "")
        sample = hidden.get((table.sheet, column.letter), sample)
        grid.add_row(
            column.letter, literal(column.name), column.type, literal(str(sample)[:24]), literal(column.decision)
        )
    console.print(grid)
    for note in table.notes:
        console.print(f"  [dim]{literal(masked(note))}[/dim]", highlight=False)
    for finding in table.findings:
        _tell(finding, console)


def _tell(finding: Finding, console: Console) -> None:
    color = _COLORS[finding.severity]
    console.print(
        f"  [{color}]{finding.rule}[/{color}] {literal(finding.message)} {literal(finding.suggestion)}", highlight=False
    )
