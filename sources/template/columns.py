"""The columns of a form: what the contract says about headers, as a person would set them up in a sheet."""

from collections.abc import Iterator
from itertools import product

from sources.contract import Column, Contract, Totals, Workbook
from sources.table import totals_of
from sources.template.shapes import FormColumn, TemplateRefused


def columns_of(contract: Contract) -> tuple[FormColumn, ...]:
    """Columns in the order of the contract; cells that prove a region stand before it, sums behind the last column.

    Raises :class:`TemplateRefused` for a header that the contract's header rows cannot hold.
    """
    columns: dict[tuple[str, ...], FormColumn] = {}
    for column in contract.columns:
        for found in _own(column, contract):
            # Several columns may be read from one: what a region is written as serves them all.
            if found.path not in columns or (column.region and not columns[found.path].column.region):
                columns[found.path] = found
    own = tuple(columns.values())
    if not isinstance(contract.layout, Workbook):
        return own
    depth = contract.layout.header_rows
    if too_deep := next((found.path for found in own if len(found.path) > depth), None):
        raise TemplateRefused(f"Kepala {' > '.join(too_deep)!r} tidak muat dalam {depth} baris kepala (header_rows).")
    return (*own, *_sums(own, contract))


def _own(column: Column, contract: Contract) -> Iterator[FormColumn]:
    """The columns of the sheet that one declared column is read from."""
    if column.region and column.region.parent and column.region.parent.header:
        yield FormColumn(_path(column.region.parent.header), column, "parent")
    if column.region and column.region.name and column.region.name.header:
        yield FormColumn(_path(column.region.name.header), column, "name")
    if column.origin and column.origin.header:
        yield FormColumn(_path(column.origin.header), column)
    if column.origin and column.origin.value:
        yield from (FormColumn(path, column) for path in product(*_levels(contract)))


def _path(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(header[0].split(" > "))


def _levels(contract: Contract) -> list[list[str]]:
    """Header texts of the unpivoted block, level by level."""
    leveled = {c.origin.level: c for c in contract.columns if c.origin and c.origin.level}
    return [[texts[0] for texts in (leveled[level].codes or {}).values()] for level in sorted(leveled)]


def _sums(own: tuple[FormColumn, ...], contract: Contract) -> Iterator[FormColumn]:
    """Columns that the contract calls sums: of a block under two levels for each text of the second, and of all."""
    totals = totals_of(contract)
    block = [i for i, found in enumerate(own) if found.column.origin and found.column.origin.value]
    covers = [i for i in block or range(len(own)) if own[i].is_summed]
    if not totals.columns or not covers:
        return
    levels = _levels(contract)
    model = own[covers[0]].column
    if len(levels) != 2 or len(totals.columns) < 2:
        yield FormColumn(totals.columns[:1], model, covers=tuple(covers))
        return
    yield from _sums_by_second_level(own, covers, levels[1], totals)


def _sums_by_second_level(
    own: tuple[FormColumn, ...], covers: list[int], texts: list[str], totals: Totals
) -> Iterator[FormColumn]:
    above, last = totals.columns[0], totals.columns[-1]
    model = own[covers[0]].column
    for text in texts:
        yield FormColumn((above, text), model, covers=tuple(i for i in covers if own[i].path[-1] == text))
    yield FormColumn((above, last), model, covers=tuple(covers))
