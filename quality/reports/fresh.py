"""An .xlsx with what the reader sees in a file of another kind, cell for cell, so that findings can be marked in it."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import charset_normalizer
import xlsxwriter

from quality.reports.places import COLUMNS, ROWS
from quality.reports.words import writable
from sources import workbook
from sources.deliveries import DeliveryRefused
from sources.grid import Cell, Grid

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


def copy_into_xlsx(source: Path, name: str, target: Path) -> str:
    """Write the cells of ``source`` (called ``name`` by its officer) to ``target``, an .xlsx.

    Returns what the officer should know about the copy. A file that cannot be opened gives a sheet that says so.
    """
    try:
        grids = _grids(source, name)
    except DeliveryRefused:
        said = "Berkas asli tidak dapat dibuka, jadi isinya tidak disalin ke sini."
        _write([Grid("Berkas asli", [[said]])], target)
        return said
    _write(grids, target)
    remark = "Ini salinan dalam bentuk .xlsx; berkas asli tidak diubah."
    return f"{remark} Baris di bawah {ROWS} tidak muat." if any(len(grid.rows) > ROWS for grid in grids) else remark


def _grids(source: Path, name: str) -> Sequence[Grid]:
    if workbook.sniff(source, name) == "csv":
        return [_delimited(source)]
    return workbook.read(source, name).sheets


def _delimited(source: Path) -> Grid:
    content = source.read_bytes()
    found = charset_normalizer.from_bytes(content[:100_000]).best()
    text = content.decode(found.encoding if found else "utf-8", "replace").removeprefix("\ufeff")
    delimiter = max(",;\t|", key=text[:4_000].count)
    rows: list[list[Cell]] = [[*row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    return Grid("Data", rows)


def _write(grids: Iterable[Grid], target: Path) -> None:
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
            for number, row in enumerate(grid.rows[:ROWS]):
                if number in grid.hidden_rows:
                    sheet.set_row(number, None, None, {"hidden": True})
                for column, value in enumerate(row[:COLUMNS]):
                    _put(sheet, number, column, value, formats)
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


def _titles(grids: Iterable[Grid]) -> list[str]:
    """Names that Excel accepts for the sheets: at most 31 characters, different, without its reserved ones."""
    titles: dict[str, str] = {}
    for grid in grids:
        plain = _UNNAMEABLE.sub("_", writable(grid.name))[:31] or "Lembar"
        tries = (plain, *(f"{plain[:26]} {number}" for number in range(2, len(titles) + 3)))
        title = next(name for name in tries if name.casefold() not in titles)
        titles[title.casefold()] = title
    return [*titles.values()]
