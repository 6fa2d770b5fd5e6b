"""Cells as calamine reads them, sheet by sheet, within bounds over all sheets."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import python_calamine as calamine

from sources.formats import refusals
from sources.formats.refusals import MAX_CELLS, MAX_COLUMNS
from sources.grid import Cell, Place, address


class Sheet:
    """A sheet that calamine has read. ``number`` is its position in the workbook, from 0."""

    def __init__(self, number: int, meta: calamine.SheetMetadata, sheet: calamine.CalamineSheet) -> None:
        self.number = number
        self.name: str = meta.name
        self.hidden: bool = meta.visible != calamine.SheetVisibleEnum.Visible
        self.rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
        self.merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]


def sheets(path: Path, name: str, bounded: Callable[[int, str], None]) -> Iterator[Sheet]:
    """All worksheets. ``bounded`` is asked with a sheet's position and name before it is read and raises when that
    sheet was not found to be within bounds.

    Raises :class:`sources.deliveries.DeliveryRefused` for a damaged or protected file and one of too many cells.
    """
    cells = 0
    with _refusing(name), calamine.CalamineWorkbook.from_path(str(path)) as book:
        for number, meta in enumerate(book.sheets_metadata):
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            bounded(number, meta.name)
            sheet = book.get_sheet_by_index(number)
            size = sheet.total_width * sheet.total_height
            if sheet.total_width > MAX_COLUMNS or size > MAX_CELLS:
                raise refusals.far(name, address(*(sheet.end or (0, 0))), meta.name)
            cells += size
            if cells > MAX_CELLS:
                raise refusals.too_many_cells(name)
            yield Sheet(number, meta, sheet)


def covering(rows: list[list[Cell]], places: Collection[Place]) -> list[list[Cell]]:
    """The rows, with empty cells added where the places lie beyond them: a formula without a result is no value."""
    width = max((len(rows[0]) if rows else 0, *(column + 1 for _, column in places)))
    height = max((len(rows), *(row + 1 for row, _ in places)))
    if rows and width > len(rows[0]):
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
    below: list[list[Cell]] = [[""] * width for _ in range(height - len(rows))]
    return [*rows, *below] if below else rows


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    with refusals.panics_refused(name):
        try:
            yield
        except calamine.PasswordError as error:
            raise refusals.protected(name) from error
        except calamine.CalamineError as error:
            raise refusals.damaged(name) from error
