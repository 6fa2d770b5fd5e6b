"""Writing small files as offices make them, and reading them without a contract."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from sources.discovery import discover
from sources.document import Document

Row = Sequence[Any]
KECAMATAN = ("Giri", "Glagah", "Licin", "Kabat", "Kalipuro", "Songgon")


def xlsx(path: Path, rows: Iterable[Row], sheet: str = "Sheet1", merged: Iterable[str] = ()) -> Path:
    """One sheet; texts that start with ``=`` become formulas without a stored result."""
    return sheets(path, {sheet: rows}, merged)


def sheets(path: Path, content: dict[str, Iterable[Row]], merged: Iterable[str] = ()) -> Path:
    """Several sheets; ``merged`` ranges are those of each."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in content.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for cells in merged:
            page.merge_cells(cells)
    book.save(path)
    return path


def calculated(path: Path, rows: Iterable[Row], results: dict[str, float]) -> Path:
    """One sheet whose formulas (texts that start with ``=``) have the results that are stored for their cells."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    cell = xlsxwriter.utility.xl_rowcol_to_cell(number, column)
                    page.write_formula(number, column, value, None, results[cell])
                else:
                    page.write(number, column, value)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def read(path: Path) -> Document:
    return discover(path, path.name)
