"""OpenDocument spreadsheets (.ods): one pass over ``content.xml`` for bounds and what stands beside the values.

Repeated cells and rows count only where they hold something: every sheet of LibreOffice ends in a million repeated
empty rows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sources import formulas
from sources.findings import Finding
from sources.formats import beside, cells, refusals, xml
from sources.formats.archive import Archive
from sources.formats.refusals import MAX_CELLS, MAX_COLUMNS, fits
from sources.grid import Formula, Grid, Margin, Place, Range, Workbook, address, clipped

_CONTENT = "content.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_HIDDEN = ("collapse", "filter")
_REFERENCE = re.compile(r"\[\.(\$?[A-Z]{1,3}\$?\d+)(?::\.(\$?[A-Z]{1,3}\$?\d+))?\]")
_NAMESPACE = re.compile(r"^(?:of|oooc|msoxl):=?")
# Attributes with texts that people wrote, and where they stand.
_TOLD = {
    "table:content-validation": ("table:condition", "daftar pilihan"),
    "table:named-range": ("table:name", "nama terdefinisi"),
    "table:named-expression": ("table:name", "nama terdefinisi"),
    "text:a": ("xlink:href", "tautan"),
    "draw:image": ("xlink:href", "nama gambar"),
    "draw:frame": ("draw:name", "nama gambar"),
}


@dataclass
class _Page:
    """A sheet as the pass sees it. Rows and columns count from 0; ``bottom`` and ``right`` are -1 when it is empty."""

    name: str
    bottom: int = -1
    right: int = -1
    formulas: dict[Place, Formula] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)

    @property
    def cells(self) -> int:
        return (self.bottom + 1) * (self.right + 1)


@dataclass
class _Row:
    """Rows that one element stands for: ``first`` and how many."""

    first: int = 0
    times: int = 0
    hidden: bool = False
    # The column after the last cell so far.
    next: int = 0


@dataclass
class _Cell:
    row: int
    column: int
    across: int
    formula: str | None
    error: bool
    occupied: bool = False
    text: str = ""


class _Content:
    def __init__(self, name: str) -> None:
        self.pages: list[_Page] = []
        self.margins: list[Margin] = []
        self.linked: list[str] = []
        self.programs: list[str] = []
        self._name = name
        self._page: _Page | None = None
        self._row = _Row()
        self._cell: _Cell | None = None
        self._columns = 0
        # Elements within a cell whose text is not the cell's: notes and drawings.
        self._aside: list[str] = []

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag in _CELLS:
            if self._page:
                self._begin_cell(self._page, given)
        elif tag == "table:table-row":
            first = self._row.first + self._row.times
            self._row = _Row(first, _count(given, "rows-repeated"), given.get("table:visibility") in _HIDDEN)
        elif tag == "table:table-column":
            self._begin_column(given)
        elif tag == "table:table":
            self._begin_table(given.get("table:name", ""))
        elif tag == "text:p":
            if self._cell and not self._aside:
                self._occupy(self._cell)
        else:
            self._beside(tag, given)

    def _begin_table(self, name: str) -> None:
        self._page = _Page(name)
        self.pages.append(self._page)
        if len(self.pages) > refusals.MAX_SHEETS:
            raise refusals.too_many_sheets(self._name, len(self.pages))
        self._row, self._columns = _Row(), 0

    def _begin_column(self, given: dict[str, str]) -> None:
        first = self._columns
        self._columns += _count(given, "columns-repeated")
        if self._page and given.get("table:visibility") in _HIDDEN:
            self._page.hidden_columns += range(first, min(self._columns, MAX_COLUMNS))

    def _begin_cell(self, page: _Page, given: dict[str, str]) -> None:
        kind = given.get("calcext:value-type") or given.get("office:value-type")
        cell = _Cell(
            self._row.first,
            self._row.next,
            _count(given, "columns-repeated"),
            given.get("table:formula"),
            kind == "error",
        )
        self._cell = cell
        self._row.next += cell.across
        if kind or cell.formula is not None:
            self._occupy(cell)
        if cell.formula is not None:
            has_value = any(key in given for key in ("office:value", "office:date-value", "office:boolean-value"))
            page.formulas[cell.row, cell.column] = Formula(plain(cell.formula), has_value)
        down, across = _count(given, "rows-spanned"), _count(given, "columns-spanned")
        if down > 1 or across > 1:
            page.merged.append((cell.row, cell.column, cell.row + down - 1, cell.column + across - 1))

    def _occupy(self, cell: _Cell) -> None:
        if cell.occupied or not self._page:
            return
        cell.occupied = True
        page, bottom, right = self._page, cell.row + self._row.times - 1, cell.column + cell.across - 1
        page.bottom, page.right = max(page.bottom, bottom), max(page.right, right)
        if not fits(page.bottom, page.right):
            raise refusals.far(self._name, address(bottom, right), page.name)
        if self._row.hidden and page.hidden_rows[-1:] != [bottom]:
            page.hidden_rows += range(cell.row, bottom + 1)

    def _beside(self, tag: str, given: dict[str, str]) -> None:
        if tag == "office:annotation" or (self._cell and tag.startswith("draw:")):
            self._aside.append(tag)
        if tag in _TOLD and (text := given.get(_TOLD[tag][0])):
            self.margins.append((self._where(_TOLD[tag][1]), text))
        elif tag in ("table:table-source", "table:cell-range-source"):
            self.linked.append(PurePosixPath(given.get("xlink:href", "").replace("\\", "/")).name)
        elif tag == "office:dde-source":
            self.programs.append(f"{given.get('office:dde-application', '')}|{given.get('office:dde-topic', '')}")

    def text(self, data: str) -> None:
        if self._cell and not self._aside:
            self._cell.text += data
        elif data.strip():
            self.margins.append((self._where("komentar" if "office:annotation" in self._aside else "teks"), data))

    def _where(self, what: str) -> str:
        if self._cell and self._page:
            return f"{what} sel {address(self._cell.row, self._cell.column)} lembar {self._page.name}"
        return f"{what} lembar {self._page.name}" if self._page else f"{what} di luar lembar"

    def end(self, tag: str) -> None:
        if self._aside and tag == self._aside[-1]:
            self._aside.pop()
        elif tag in _CELLS and self._cell:
            self._end_cell(self._cell)
        elif tag == "table:table":
            self._page = None

    def _end_cell(self, cell: _Cell) -> None:
        at, text = (cell.row, cell.column), cell.text.strip()
        if self._page and text:
            if at in self._page.formulas and not cell.error:
                self._page.formulas[at] = Formula(self._page.formulas[at].text, cached=True)
            if cell.error or text.startswith(("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "Err:")):
                self._page.errors[at] = text
        self._cell = None
        self._aside.clear()


def _count(given: dict[str, str], what: str) -> int:
    """A count from an attribute such as ``table:number-rows-repeated``; 1 where there is none."""
    return max(1, int(given.get(f"table:number-{what}", 1)))


def plain(formula: str) -> str:
    """``SUM(D6:D11)`` for ``of:=SUM([.D6:.D11])``."""

    def reference(match: re.Match[str]) -> str:
        return f"{match[1]}:{match[2]}" if match[2] else match[1]

    return _REFERENCE.sub(reference, _NAMESPACE.sub("", formula).removeprefix("="))


def read(path: Path, archive: Archive) -> Workbook:
    """Raises :class:`sources.deliveries.DeliveryRefused` for a workbook that is damaged, too large or built to harm."""
    content = _Content(archive.name)
    chunks = archive.chunks(_CONTENT)
    xml.parse(chunks, archive.name, _CONTENT, content.start, content.text, content.end)
    # All sheets are read at once: so they are held against the bound together, and before.
    if sum(page.cells for page in content.pages) > MAX_CELLS:
        raise refusals.too_many_cells(archive.name)
    pages = content.pages

    def bounded(position: int, sheet: str) -> None:
        if position >= len(pages):
            raise refusals.damaged(archive.name, f"rusak (lembar {sheet[:40]} tidak ditemukan)")

    grids = tuple(_grid(sheet, pages[sheet.number]) for sheet in cells.sheets(path, archive.name, bounded))
    return Workbook("ods", grids, (*content.margins, *_margins(archive)), tuple(_findings(archive, content)))


def _grid(sheet: cells.Sheet, page: _Page) -> Grid:
    rows = cells.covering(sheet.rows, {*page.formulas, *page.errors})
    height, width = len(rows), len(rows[0]) if rows else 0
    return Grid(
        sheet.name,
        rows,
        clipped(page.merged, height, width),
        sheet.hidden,
        tuple(row for row in page.hidden_rows if row < height),
        tuple(column for column in page.hidden_columns if column < width),
        page.formulas,
        page.errors,
    )


def _margins(archive: Archive) -> Iterator[Margin]:
    for part, place in (("meta.xml", "sifat berkas"), ("styles.xml", "kepala atau kaki halaman")):
        if part in archive.parts:
            chunks = archive.chunks(part, refusals.MAX_ASIDE)
            yield from ((place, text) for text in xml.texts(chunks, archive.name, part))
    for part in archive.matching(r"object [^/]*/(content|meta)\.xml"):
        chunks = archive.chunks(part, refusals.MAX_ASIDE)
        yield from (("objek tertanam", text) for text in xml.texts(chunks, archive.name, part))
    for part in archive.matching(r"pictures/."):
        yield "nama gambar", PurePosixPath(archive.parts[part].filename).name


def _findings(archive: Archive, content: _Content) -> Iterator[Finding]:
    if archive.matching(r"(basic|scripts)/.*\.(xml|py|js|bsh)$"):
        yield beside.macros(archive.name)
    if objects := archive.matching(r"object [^/]*$"):
        yield beside.embedded(archive.name, len(objects))
    for target in dict.fromkeys(content.linked):
        yield beside.linked(archive.name, target or "berkas lain")
    for program in dict.fromkeys(content.programs):
        yield beside.program_link(archive.name, program)
    for page in content.pages:
        yield from formulas.findings_of(page.name, page.formulas)
