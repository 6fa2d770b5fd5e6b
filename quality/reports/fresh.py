"""An .xlsx with what the reader sees in a file of another kind, cell for cell, so that findings can be marked in it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from quality.reports.places import COLUMNS, ROWS
from quality.reports.words import writable
from sources import workbook
from sources.deliveries import DeliveryRefused
from sources.grid import Cell, Grid
from sources.rules import masked, number

_LONGEST = 32_767
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_date_format": "dd/mm/yyyy",
    "remove_timezone": True,
}
_UNNAMEABLE = re.compile(r"[\[\]:*?/\\]|^'|'$")


@dataclass(frozen=True)
class Copy:
    """``sheets`` are the names of the sheets as the reader calls them, in their order; Excel may not accept them.
    ``remark`` is what the officer should know about the copy."""

    sheets: tuple[str, ...]
    remark: str


def copy_into_xlsx(source: Path, name: str, target: Path) -> Copy:
    """Write the cells of ``source`` (called ``name`` by its officer) to ``target``, an .xlsx.

    A file that cannot be opened gives a sheet that says so.
    """
    try:
        grids: Sequence[Grid] = workbook.open_any(source, name).sheets
        remark = "Ini salinan dalam bentuk .xlsx; berkas asli tidak diubah."
    except DeliveryRefused:
        remark = "Berkas asli tidak dapat dibuka, jadi isinya tidak disalin ke sini."
        grids = [Grid("Berkas asli", [[remark]])]
    _write(grids, target)
    if any(len(grid.rows) > ROWS for grid in grids):
        remark += f" Baris di bawah {number(ROWS)} tidak muat."
    return Copy(tuple(grid.name for grid in grids), remark)


def _write(grids: Sequence[Grid], target: Path) -> None:
    # Rows go to the disk one by one, which merged cells do not allow.
    flat = not any(grid.merged for grid in grids)
    with xlsxwriter.Workbook(target, {**_OPTIONS, "constant_memory": flat}) as book:
        formats = {
            "datetime": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            "time": book.add_format({"num_format": "hh:mm:ss"}),
            "merged": book.add_format({"align": "center", "valign": "vcenter", "text_wrap": True}),
        }
        for title, grid in zip(_titles(grids), grids, strict=True):
            sheet = book.add_worksheet(title)
            sheet.set_column(0, min(max(grid.width, 1), COLUMNS) - 1, 16)
            for column in grid.hidden_columns:
                sheet.set_column(column, column, 16, None, {"hidden": True})
            for at, row in enumerate(grid.rows[:ROWS]):
                if at in grid.hidden_rows:
                    sheet.set_row(at, None, None, {"hidden": True})
                for column, value in enumerate(row[:COLUMNS]):
                    _put(sheet, at, column, value, formats)
            for top, left, bottom, right in grid.merged:
                sheet.merge_range(top, left, bottom, right, "", formats["merged"])
                _put(sheet, top, left, grid.rows[top][left], formats, formats["merged"])
            if grid.hidden:
                sheet.hide()


def _put(sheet: Any, row: int, column: int, value: Cell, formats: dict[str, Any], own: Any = None) -> None:
    if value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, writable(value)[:_LONGEST], own)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, own)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, own)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value, formats["datetime"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_datetime(row, column, value, formats["time"])


def _titles(grids: Sequence[Grid]) -> list[str]:
    """Names that Excel accepts for the sheets: at most 31 characters, different, without its reserved ones. They may
    come from the name of the file, which may hold an identity number."""
    titles: dict[str, str] = {}
    for grid in grids:
        plain = _UNNAMEABLE.sub("_", masked(writable(grid.name)))[:31] or "Lembar"
        tries = (plain, *(f"{plain[:26]} {again}" for again in range(2, len(titles) + 3)))
        title = next(name for name in tries if name.casefold() not in titles)
        titles[title.casefold()] = title
    return [*titles.values()]
