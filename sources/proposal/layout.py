"""The layout hints of a drafted contract: sheets, header, totals, notes, what is ignored."""

import re
from collections.abc import Iterator
from typing import Any

from sources.cells import plain
from sources.document import Document, Row, Table
from sources.notes import is_note
from sources.proposal.shape import Shape
from sources.proposal.totals import patterns
from sources.proposal.writing import COMMENT

_MOST_HEADER_ROWS = 4
_DELIMITERS = (",", ";", "\t", "|")
_ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "cp1252": "cp1252"}
_ENCODINGS |= dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be"), "utf-16")
# Words of a line by which it is known again.
_WORDS = 3


def layout(document: Document, table: Table, shape: Shape) -> dict[str, Any]:
    """The value of the contract's ``layout`` property."""
    if _is_plain(document, table, shape):
        return _csv(document, shape)
    found: dict[str, Any] = {"kind": "workbook", **_sheets(document, table)}
    if others := _other_tables(document, table):
        found["ignored_tables"] = others
    found["header_rows"] = min(len(table.header_rows), _MOST_HEADER_ROWS)
    if shape.levels:
        found["unpivot"] = {"levels": shape.levels}
    if totals := _totals(table, shape):
        found["totals"] = totals
    ignored = [place.name for place in (*shape.ignored, *shape.derived)]
    if ignored := list(dict.fromkeys([*ignored, *_beside(document, table)])):
        found["ignored"] = ignored
    if footer := _footer(table, shape):
        found["footer"] = footer
    return found


# --- delimited text ---------------------------------------------------------------------------------------------------


def _is_plain(document: Document, table: Table, shape: Shape) -> bool:
    """Whether a text file holds one header record and details below it, and nothing else: those are read at once."""
    lines = [row.row for row in table.rows]
    return (
        document.format == "csv"
        and document.delimiter in _DELIMITERS
        and document.encoding in _ENCODINGS
        and len(document.tables) == 1
        and table.header_rows == (1,)
        and not table.notes
        and lines == list(range(2, len(lines) + 2))
        and all(row.kind == "detail" for row in table.rows)
        and not shape.levels
        and not shape.totals
    )


def _csv(document: Document, shape: Shape) -> dict[str, Any]:
    encoding = _ENCODINGS[document.encoding or "utf-8"]
    found: dict[str, Any] = {"kind": "csv", "delimiter": document.delimiter, "encoding": encoding}
    if shape.ignored:
        found["ignored"] = [place.name for place in shape.ignored]
    return found


# --- sheets and tables ------------------------------------------------------------------------------------------------


def _sheets(document: Document, table: Table) -> dict[str, Any]:
    if document.format == "csv":
        said = "Berkas teks dengan judul, jumlah atau catatan. Bila dikirim sebagai Excel, lembarnya bernama Data."
        return {COMMENT: said, "sheets": "^Data$", "text": True}
    same = [other.sheet for other in document.tables if other is not table and _alike(other, table)]
    chosen = [table.sheet, *same]
    found: dict[str, Any] = {
        COMMENT: f"{len(set(chosen))} lembar. TODO: sesuaikan pola bila nama lembar berubah setiap periode.",
        "sheets": _any_of(chosen),
    }
    if others := [sheet for sheet in document.sheets if sheet not in chosen]:
        found["ignored_sheets"] = _any_of(others)
    return found


def _other_tables(document: Document, table: Table) -> list[str]:
    """Patterns of the lines with which the tables above and below on the same sheet begin."""
    own = {*table.title, " ".join(column.path[0] for column in table.columns if column.path)}
    stacked = [other for other in _neighbours(document, table) if not _is_beside(other, table)]
    lines = [plain(line) for other in stacked for line in (other.title[-1:] or _header(other)) if line not in own]
    return [_beginning(line) for line in dict.fromkeys(lines)]


def _header(table: Table) -> tuple[str, ...]:
    return (" ".join(column.path[0] for column in table.columns if column.path),)


def _beside(document: Document, table: Table) -> Iterator[str]:
    """How the columns of the tables to the left and right are called."""
    for other in _neighbours(document, table):
        if not _is_beside(other, table):
            continue
        for column in other.columns:
            yield column.name if column.name and other.header_rows == table.header_rows else f"kolom {column.letter}"


def _neighbours(document: Document, table: Table) -> list[Table]:
    return [other for other in document.tables if other is not table and other.sheet == table.sheet]


def _is_beside(one: Table, other: Table) -> bool:
    """Whether two tables share rows of the sheet."""
    rows = [{*table.header_rows, *(row.row for row in table.rows)} for table in (one, other)]
    return not rows[0].isdisjoint(rows[1])


def _footer(table: Table, shape: Shape) -> list[str]:
    """Patterns of the notes that nothing but the contract tells from rows."""
    labels = {value for row in shape.details for value in row.values if isinstance(value, str)}
    notes = [note for note in map(plain, table.notes) if not is_note(note)]
    found = list(dict.fromkeys(map(_beginning, notes)))
    return [pattern for pattern in found if not any(re.search(pattern, label, re.IGNORECASE) for label in labels)]


def _beginning(line: str) -> str:
    """A pattern of the first words of a line: what stands in one cell of it, and does not change every year."""
    words = line.split(" ")
    return "^" + " ".join(map(re.escape, words[:_WORDS])) + ("$" if len(words) <= _WORDS else "")


def _alike(one: Table, other: Table) -> bool:
    return [column.path for column in one.columns] == [column.path for column in other.columns]


def _any_of(names: list[str]) -> str:
    texts = [re.escape(name.strip()).replace(r"\ ", " ") for name in dict.fromkeys(names)]
    return f"^{texts[0]}$" if len(texts) == 1 else f"^({'|'.join(texts)})$"


def _totals(table: Table, shape: Shape) -> dict[str, Any] | None:
    figures = {place.index for place in shape.figures}
    declared = [row for row in table.rows if row.kind != "detail" and row not in shape.unbounded]
    summaries = [_label(row, figures) for row in declared]
    details = [_label(row, figures) for row in shape.details]
    columns = list(dict.fromkeys(place.column.path[-1] for place in shape.totals))
    if shape.levels:
        tails = [place.column.path[-shape.levels :] for place in shape.totals]
        block = {part for place in shape.block for part in place.column.path}
        columns = list(dict.fromkeys(part for tail in tails for part in tail if part not in block))
    if not summaries and not columns:
        return None
    required = bool(summaries) and not all(map(shape.is_mean, shape.figures))
    return {"rows": patterns(list(dict.fromkeys(summaries)), details), "columns": columns, "required": required}


def _label(row: Row, figures: set[int]) -> str:
    """The words of a row, as the reader of contracts joins them."""
    texts = [value for index, value in enumerate(row.values) if index not in figures and isinstance(value, str)]
    return " ".join(texts)
