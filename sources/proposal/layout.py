"""The layout hints of a drafted contract: sheets, header, totals, what is ignored."""

import re
from typing import Any

from sources.document import Document, Row, Table
from sources.proposal.shape import Place, Shape
from sources.proposal.totals import patterns
from sources.proposal.writing import COMMENT

_MOST_HEADER_ROWS = 4


def layout(document: Document, table: Table, shape: Shape) -> dict[str, Any]:
    """The value of the contract's ``layout`` property."""
    if document.format == "csv":
        return _csv(document, table, shape)
    same = [other.sheet for other in document.tables if other is not table and _alike(other, table)]
    chosen = [table.sheet, *same]
    others = [sheet for sheet in document.sheets if sheet not in chosen]
    found: dict[str, Any] = {
        COMMENT: f"{len(chosen)} lembar. TODO: sesuaikan pola bila nama lembar berubah setiap periode.",
        "kind": "workbook",
        "sheets": _any_of(chosen),
    }
    if others:
        found["ignored_sheets"] = _any_of(others)
    found["header_rows"] = min(max(len(table.header_rows), 1), _MOST_HEADER_ROWS)
    if shape.levels:
        found["unpivot"] = {"levels": shape.levels}
    if totals := _totals(table, shape):
        found["totals"] = totals
    if ignored := [_named(place) for place in (*shape.ignored, *shape.derived)]:
        found["ignored"] = ignored
    return found


def _named(place: Place) -> str:
    """A column without header is named by its letter."""
    return place.column.name or f"kolom {place.column.letter}"


def _csv(document: Document, table: Table, shape: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": "csv",
        "delimiter": document.delimiter or ",",
        "encoding": re.sub(r"-(sig|le|be)$", "", document.encoding or "utf-8"),
    }
    if len(table.header_rows) > 1:
        found["header_rows"] = min(len(table.header_rows), _MOST_HEADER_ROWS)
    if ignored := [_named(place) for place in (*shape.ignored, *shape.totals)]:
        found["ignored"] = ignored
    return found


def _alike(one: Table, other: Table) -> bool:
    return [column.path for column in one.columns] == [column.path for column in other.columns]


def _any_of(names: list[str]) -> str:
    texts = [re.escape(name.strip()).replace(r"\ ", " ") for name in dict.fromkeys(names)]
    return f"^{texts[0]}$" if len(texts) == 1 else f"^({'|'.join(texts)})$"


def _totals(table: Table, shape: Shape) -> dict[str, Any] | None:
    figures = {place.index for place in shape.figures}
    summaries = [_label(row, figures) for row in table.rows if row.kind != "detail"]
    details = [_label(row, figures) for row in shape.details]
    columns = list(dict.fromkeys(place.column.path[-1] for place in shape.totals))
    if shape.levels:
        tails = [place.column.path[-shape.levels :] for place in shape.totals]
        block = {part for place in shape.block for part in place.column.path}
        columns = list(dict.fromkeys(part for tail in tails for part in tail if part not in block))
    if not summaries and not columns:
        return None
    return {"rows": patterns(list(dict.fromkeys(summaries)), details), "columns": columns, "required": bool(summaries)}


def _label(row: Row, figures: set[int]) -> str:
    """The words of a row, as the reader of contracts joins them."""
    texts = [value for index, value in enumerate(row.values) if index not in figures and isinstance(value, str)]
    return " ".join(texts)
