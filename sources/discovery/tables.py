"""A block of a sheet -> a table: columns decided, rows told apart, totals used as proof, doubts listed."""

import re

from sources.discovery.block import Block
from sources.discovery.body import Body
from sources.discovery.column import Decided
from sources.discovery.doubts import doubts
from sources.discovery.evidence import explain_dashes, settle, total_columns
from sources.discovery.labels import is_unit
from sources.document import Column, Row, Table
from sources.percents import Percent
from sources.units import unit_in
from sources.workbook import address, letters

_BRACKET = re.compile(r"\(([^()]{1,40})\)")


def read(block: Block) -> Table | None:
    """The table of a block; ``None`` when nothing in it is a table after all."""
    body = Body(block)
    if not body.columns:
        return None
    totals = total_columns(body)
    unproven = settle(body, totals)
    explain_dashes(body)
    return Table(
        block.grid.name,
        f"{address(block.top, body.columns[0].index)}:{address(block.bottom, body.columns[-1].index)}",
        tuple(block.titles),
        tuple(block.notes),
        tuple(row + 1 for row in block.header),
        tuple(_column(body, column) for column in body.columns),
        tuple(_rows(body)),
        tuple(doubts(body, totals, unproven)),
    )


def _rows(body: Body) -> list[Row]:
    values = list(zip(*(column.values for column in body.columns), strict=True))
    return [
        Row(body.block.body[position] + 1, kind, values[position], path)
        for position, kind, path in zip(body.rows, body.kinds.kinds, body.paths, strict=True)
    ]


def _column(body: Body, column: Decided) -> Column:
    shown = column.written.shown if column.written else None
    return Column(
        letters(column.index),
        column.name,
        column.path,
        column.type,
        shown,
        _why(body, column),
        column.nulls,
        _unit(body, column),
    )


def _why(body: Body, column: Decided) -> str:
    if body.units.get(column.index) == "%" and any(isinstance(cell, Percent) for cell in body.cells[column.index]):
        return f"{column.why}; sel berformat %: dibaca sebagaimana tampil, 75 untuk 0,75"
    return column.why


def _unit(body: Body, column: Decided) -> str | None:
    """The unit of a column of figures: the one in the column beside it, else in its cells, else in brackets over it."""
    if column.type not in ("integer", "number"):
        return None
    beside = next((c for c in body.columns if c.index == column.index + 1 and is_unit(c)), None)
    texts = {text for p in body.rows if beside and isinstance(text := beside.values[p], str)}
    units = [text for text in texts if not re.fullmatch(r"[\d.,\s]+", text)]
    if len(units) == 1:
        return units[0]
    if column.index in body.units:
        return body.units[column.index]
    over = [*reversed(column.path), *(body.block.titles if column.additive else ())]
    brackets = [inside for text in over for inside in _BRACKET.findall(text)]
    return next((inside for inside in brackets if unit_in(f"({inside})")), None)
