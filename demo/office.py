"""How offices dress a spreadsheet: letterhead, title lines, a signature block. Every file says that it is DATA CONTOH.

The bytes of a file depend on its content only: XlsxWriter dates the archive 1980, and the creation date is set.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sources.periods import MONTHS, Period
from sources.tenant import Tenant

NOTICE = "DATA CONTOH - ANGKA REKAAN, BUKAN STATISTIK RESMI"


@dataclass(frozen=True)
class DemoDelivery:
    """A file as an office would hand it in. ``good`` is whether it should be accepted."""

    path: Path
    dataset: str
    period: str
    officer: str
    good: bool = True


@dataclass(frozen=True)
class Book:
    """An open workbook with its formats."""

    file: xlsxwriter.Workbook
    title: Format
    head: Format
    cell: Format
    number: Format
    bold: Format


@contextmanager
def book(path: Path, tenant: Tenant) -> Iterator[Book]:
    """A workbook at ``path``; written when the block ends."""
    with xlsxwriter.Workbook(str(path)) as file:
        file.set_properties(
            {"title": NOTICE, "company": tenant.nama, "comments": NOTICE, "created": datetime(2025, 1, 1)}  # noqa: DTZ001
        )
        yield Book(
            file,
            title=file.add_format({"bold": True, "align": "center"}),
            head=file.add_format(
                {"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True}
            ),
            cell=file.add_format({"border": 1}),
            number=file.add_format({"border": 1, "num_format": "#,##0"}),
            bold=file.add_format({"border": 1, "bold": True, "num_format": "#,##0"}),
        )


def letterhead(book: Book, sheet: Worksheet, width: int, tenant: Tenant, opd: str, lines: Sequence[str]) -> int:
    """Write the lines above a table over ``width`` columns; returns the row where the table may start."""
    office = tenant.agency(opd).nama.upper()
    for row, line in enumerate((f"PEMERINTAH {tenant.nama.upper()}", office, "", *lines, NOTICE)):
        if line:
            sheet.merge_range(row, 0, row, width - 1, line, book.title)
    return len(lines) + 5


def signature(sheet: Worksheet, row: int, column: int, tenant: Tenant, opd: str, source: str, period: Period) -> None:
    """Source note and signature block below a table, from ``row`` on. The official and the number are invented."""
    place = tenant.nama.split(" ", 1)[-1]
    signed = Period.containing(period.end, "month")
    sheet.write_string(row, 0, f"Sumber: {source} (data contoh)")
    lines = (
        f"{place}, {signed.end.day} {MONTHS[signed.number - 1]} {signed.year}",
        f"Kepala {tenant.agency(opd).nama}",
        "",
        "NAMA PEJABAT CONTOH",
        "NIP. 19700101 199503 1 001",
    )
    for offset, line in enumerate(lines, 2):
        sheet.write_string(row + offset, column, line)


def seeded(*seed: object) -> Random:
    """Chance that repeats itself: the same seed gives the same numbers, on every machine."""
    return Random(" ".join(map(str, seed)))  # noqa: S311 - invented numbers, no secrets


def offers(tenant: Tenant, dataset: str) -> bool:
    """Whether the tenant has a contract for this dataset."""
    return any(tenant.contracts.glob(f"*/{dataset}.odcs.yaml"))
