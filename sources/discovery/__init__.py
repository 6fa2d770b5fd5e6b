"""A file that nobody described -> its tables, each decision recorded, each doubt a finding.

``discover`` needs no contract: it is what ``jalandata read`` shows and from what ``jalandata propose`` drafts one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sources import results
from sources import workbook as workbooks
from sources.discovery import tables
from sources.discovery.blocks import blocks
from sources.discovery.forms import metadata
from sources.discovery.proof import prove_thousands
from sources.discovery.sisters import differing
from sources.document import Document, Table
from sources.findings import Finding
from sources.garbage import uncollected
from sources.hidden import hidden
from sources.joining import joined
from sources.rules import finding
from sources.template.marker import own_sheets
from sources.texts import Texts, texts_of
from sources.workbook import Grid


def discover(path: Path, name: str) -> Document:
    """Every table of a spreadsheet or text file. ``name`` is what the officer's file was called.

    Raises :class:`sources.deliveries.DeliveryRefused` when the bytes cannot be read as tables at all.
    """
    return discover_with_texts(path, name)[0]


def discover_with_texts(path: Path, name: str) -> tuple[Document, Texts]:
    """The document of :func:`discover`, and every text of the file: what a scan for personal data needs."""
    book = workbooks.open_any(path, name)
    ours = own_sheets(book)
    sheets = joined(book.sheets) if book.kind == "html" else book.sheets
    grids = [grid for grid in sheets if grid.name not in ours]
    found: list[Table] = []
    forms: dict[str, str] = {}
    above: tuple[str, ...] = ()
    for grid in grids:
        above += grid.titles
        if pairs := metadata(grid):
            forms |= pairs
            continue
        found += read_grid(replace(grid, titles=above))
        above = ()
    findings = [*book.findings, *(hint for grid in grids if (hint := hidden(grid)))]
    findings += differing(found)
    if not found:
        findings.append(_nothing(name))
    document = Document(
        name,
        _digest(path),
        book.kind,
        tuple(prove_thousands(found)),
        tuple(findings),
        forms,
        tuple(grid.name for grid in grids),
        book.encoding,
        book.delimiter,
    )
    return document, texts_of(book, sheets)


def read_grid(grid: Grid) -> Sequence[Table]:
    """The tables of one sheet, from top to bottom."""
    with uncollected():
        found = [table for block in blocks(grid) if (table := tables.read(block)) is not None]
    return [replace(table, findings=(*table.findings, *_formulas(grid, table))) for table in found]


def _formulas(grid: Grid, table: Table) -> list[Finding]:
    rows = {row.row - 1 for row in table.rows}
    return results.doubts(grid, lambda place: place[0] in rows)[0]


def _nothing(name: str) -> Finding:
    return finding("data.kosong", f"Berkas {name} tidak memuat tabel.", "Periksa berkas asli, lalu kirim ulang.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
