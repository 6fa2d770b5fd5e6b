"""A clean delivery as a hurried office would have sent it."""

from itertools import cycle
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

# Column of the sheet and what stands in it instead; the sheet has its header in row 3, its total in the last row.
_FLAWS: tuple[tuple[int, Any], ...] = (
    (2, "Desa Antah Berantah"),
    (4, "Bantuan panggan"),
    (5, "31 Februari 2025"),
    (7, "1 o2"),
    (8, None),
    (9, 5_000),
)
_ABOVE = 3


def flawed_workbook(clean: Path, path: Path, every: int) -> Path:
    """A copy of a workbook of :mod:`tests.bench.tables` in which each ``every``-th row has one wrong cell."""
    rows = CalamineWorkbook.from_path(clean).get_sheet_by_index(0).to_python()
    flaws = cycle(_FLAWS)
    for row in rows[_ABOVE:-1:every]:
        column, value = next(flaws)
        row[column] = value
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path
