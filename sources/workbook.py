"""A file that an office sent -> bounded grids of cells, whatever kind of file it is.

The kind is decided by content, never by name. What a file would need in memory is measured while streaming through it,
before anything is built from it: one stray cell in XFD1048576 costs tens of gigabytes. The kinds of files are read in
:mod:`sources.formats`; what is in a workbook is described in :mod:`sources.grid`.
"""

from pathlib import Path

from sources.deliveries import DeliveryRefused
from sources.directions import undirected
from sources.formats import delimited, html, ods, refusals, xls, xlsb, xlsx
from sources.formats.archive import Archive
from sources.formats.kinds import mismatch, sniff
from sources.formulas import cells_of_sum
from sources.grid import Cell, Formula, Grid, Kind, Range, Workbook, address, letters

__all__ = [
    "Cell", "Formula", "Grid", "Kind", "Range", "Workbook", "address", "cells_of_sum", "letters", "mismatch",
    "open_any", "read", "sniff",
]  # fmt: skip


def read(path: Path, name: str) -> Workbook:
    """All sheets of a spreadsheet file, hidden ones included, without marks of direction.

    ``name`` is what the officer's file was called.

    Raises :class:`DeliveryRefused` when it is protected, damaged, too large for its content, built to harm, or no
    spreadsheet.
    """
    kind = sniff(path, name)
    if kind in ("csv", "json"):
        raise DeliveryRefused(mismatch(name, kind, "Excel"))
    return undirected(_read(path, name, kind))


def open_any(path: Path, name: str) -> Workbook:
    """Like :func:`read`, for files that no contract describes: delimited text is read too, as one grid of texts."""
    kind = sniff(path, name)
    if kind == "json":
        raise refusals.unknown(name, "JSON", "Kirim berkas Excel atau CSV.")
    return undirected(_read(path, name, kind))


def _read(path: Path, name: str, kind: Kind) -> Workbook:
    if kind == "csv":
        return delimited.read_text(path, name)
    if kind == "html":
        return html.read(path, name)
    if kind == "xls":
        return xls.read(path, name)
    readers = {"xlsx": xlsx.read, "xlsb": xlsb.read, "ods": ods.read}
    with Archive(path, name) as archive:
        archive.refuse_bombs()
        return readers[kind](path, archive)
