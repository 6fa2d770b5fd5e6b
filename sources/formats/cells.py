"""Cells as calamine reads them, sheet by sheet, within bounds over all sheets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import python_calamine as calamine

from sources.formats import refusals
from sources.formats.refusals import MAX_CELLS, MAX_COLUMNS
from sources.grid import Cell, address


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


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    with refusals.panics_refused(name):
        try:
            yield
        except calamine.PasswordError as error:
            raise refusals.protected(name) from error
        except calamine.CalamineError as error:
            raise refusals.damaged(name) from error
