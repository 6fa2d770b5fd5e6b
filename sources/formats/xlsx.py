"""Excel workbooks (.xlsx, .xlsm): every part looked through in bounds, then the cells read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sources import formulas
from sources.findings import Finding
from sources.formats import beside, cells, refusals, xlsx_sheet, xlsx_styles, xml
from sources.formats.archive import Archive
from sources.formats.xlsx_styles import Styles
from sources.grid import Cell, Grid, Margin, Place, Workbook, clipped
from sources.percents import Percent
from sources.rules import finding, number

_BOOK, _STYLES, _TEXTS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedstrings.xml"
# So many that somebody should know.
_MANY_BLANK_ROWS = 10_000


@dataclass
class _Structure:
    """Sheets (name, id of their part) in their order, and names that are defined for cells."""

    sheets: list[tuple[str, str]] = field(default_factory=list)
    names: list[Margin] = field(default_factory=list)


def read(path: Path, archive: Archive) -> Workbook:
    """Raises :class:`sources.deliveries.DeliveryRefused` for a workbook that is damaged, too large or built to harm."""
    structure = _structure(archive)
    _look_through(archive, _STYLES)
    _look_through(archive, _TEXTS)
    parts = {link.id: link.target for link in beside.links(archive, _BOOK)}
    styles = xlsx_styles.read(archive)
    pages: dict[str, xlsx_sheet.Sheet] = {}
    for name, link in structure.sheets:
        part = parts.get(link, "")
        if "/worksheets/" in f"/{part}" or part in archive.parts:
            pages[part] = pages.get(part) or _page(archive, part, styles, name)
    pages_of = [pages.get(parts.get(link, "")) for _, link in structure.sheets]

    def bounded(position: int, sheet: str) -> None:
        if position >= len(pages_of) or pages_of[position] is None:
            raise refusals.damaged(archive.name, f"rusak (lembar {sheet[:40]} tidak ditemukan)")

    grids = []
    findings = list(beside.findings(archive))
    for sheet in cells.sheets(path, archive.name, bounded):
        page = pages_of[sheet.number]
        assert page
        grids.append(_grid(sheet, page))
        findings += _findings(sheet.name, page, len(sheet.rows))
    return Workbook(
        "xlsx",
        tuple(grids),
        margins=(*structure.names, *_margins(archive, structure, parts, pages), *beside.margins(archive)),
        findings=tuple(findings),
    )


def _structure(archive: Archive) -> _Structure:
    # The cells are read from the workbook that the container names: it must be the one looked through here.
    if any(link.kind == "officeDocument" and link.target != _BOOK for link in beside.links(archive, "")):
        raise refusals.damaged(archive.name, "disusun secara tidak lazim")
    found = _Structure()
    place = [""]

    def start(tag: str, given: dict[str, str]) -> None:
        tag, place[0] = xml.local(tag), ""
        if tag == "sheet":
            link = next((value for key, value in given.items() if key.endswith(":id")), "")
            found.sheets.append((given.get("name", ""), link))
        elif tag == "definedName":
            place[0] = "nama terdefinisi"
            found.names += [(place[0], given[key]) for key in ("name", "comment") if given.get(key)]

    def text(data: str) -> None:
        if place[0] and data.strip():
            found.names.append((place[0], data))

    xml.parse(archive.chunks(_BOOK, refusals.MAX_ASIDE), archive.name, _BOOK, start, text)
    if len(found.sheets) > refusals.MAX_SHEETS:
        raise refusals.too_many_sheets(archive.name, len(found.sheets))
    return found


def _look_through(archive: Archive, part: str) -> None:
    """A part that only calamine reads: its size, its declarations, and how many texts it makes room for."""
    texts = 0
    if part in archive.parts:
        for chunk in xml.without_doctype(archive.chunks(part, refusals.MAX_SHARED), archive.name, part):
            texts += chunk.count(b"<si")
    if texts > refusals.MAX_CELLS:
        raise refusals.too_large(archive.name, f"mempunyai terlalu banyak teks (bagian {part})")


def _page(archive: Archive, part: str, styles: Styles, sheet: str) -> xlsx_sheet.Sheet:
    if part not in archive.parts:
        raise refusals.damaged(archive.name, f"rusak (lembar {sheet[:40]} tidak ditemukan)")

    def opened() -> Iterable[bytes]:
        chunks = archive.chunks(part)
        large = archive.parts[part].file_size > xlsx_sheet.SMALL
        return xlsx_sheet.counted(chunks, archive.name) if large else chunks

    try:
        return xlsx_sheet.scan(opened, styles, archive.name, part, sheet)
    except refusals.TooFar as error:
        raise refusals.far(archive.name, str(error), sheet) from error


def _grid(sheet: cells.Sheet, page: xlsx_sheet.Sheet) -> Grid:
    rows = cells.covering(sheet.rows, {*page.formulas, *page.errors})
    _show_percents(rows, page.percents)
    height, width = len(rows), len(rows[0]) if rows else 0
    hidden = {column for first, last in page.hidden_columns for column in range(first, min(last + 1, width))}
    return Grid(
        sheet.name,
        rows,
        clipped(page.merged, height, width),
        sheet.hidden,
        tuple(page.hidden_rows),
        tuple(sorted(hidden)),
        page.formulas,
        page.errors,
        page.indents,
    )


def _show_percents(rows: list[list[Cell]], places: set[Place]) -> None:
    """Numbers in cells whose format shows percents, as they are shown."""
    for row, column in places:
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            rows[row][column] = Percent.shown(cell)


def _margins(
    archive: Archive, structure: _Structure, parts: dict[str, str], pages: dict[str, xlsx_sheet.Sheet]
) -> Iterator[Margin]:
    for sheet, link in structure.sheets:
        part = parts.get(link, "")
        if part not in pages:
            continue
        yield from ((f"{place} lembar {sheet}", text) for place, text in pages[part].margins)
        for other in beside.links(archive, part):
            if other.external:
                yield f"tautan lembar {sheet}", other.target
            elif other.kind in ("comments", "threadedComment") and other.target in archive.parts:
                yield from beside.comments(archive, other.target, sheet)


def _findings(sheet: str, page: xlsx_sheet.Sheet, height: int) -> Iterator[Finding]:
    yield from formulas.findings_of(sheet, page.formulas)
    if (blank := page.last_row - height) > _MANY_BLANK_ROWS:
        yield finding(
            "lembar.baris_kosong",
            f"Lembar {sheet}: {number(blank)} baris kosong yang berformat di bawah tabel diabaikan.",
            "Hapus baris kosong itu supaya berkas lebih kecil.",
            sheet=sheet,
        )
