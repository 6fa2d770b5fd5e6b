"""Web pages that were saved with the name of a spreadsheet: each table becomes a grid.

Read as a stream of events, so that no page, however built, makes a tree larger than its tables.
"""

import codecs
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from lxml import etree

from sources.formats import refusals
from sources.formats.encodings import marked, wide
from sources.formats.refusals import MAX_CELLS, MAX_COLUMNS, MAX_HTML
from sources.formulas import findings_of
from sources.grid import Cell, Formula, Grid, Margin, Place, Range, Workbook, address, clipped
from sources.rules import number

_MAX_TAGS = 2_000_000
_MAX_NESTED = 50
_MAX_ATTRIBUTES = 10_000
_LONG_TAG = re.compile(rb"<[^<>]{20000,}")
# As browsers bound it; what reaches below the last row ends there.
_MAX_ROWSPAN = 65_534
_DECLARED = re.compile(rb"""<meta[^>]{0,300}charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_MARKUP = re.compile(r"(?:<!)?\[[^\[\]]*\]>?|<[^<>]*>")
_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_UNREAD = frozenset({"script", "style", "template"})
_TOLD = frozenset({"href", "title", "alt", "value", "content"})
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "col", "area", "base", "embed", "source", "wbr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption"})
_PADDING = re.compile(r"(?:padding-left|text-indent)\s*:\s*(\d{1,3})(?:\.\d+)?\s*(px|pt|em|rem)", re.IGNORECASE)
# Pixels, points and widths of letters, as browsers show them: so many make the width of a space.
_SPACES = {"px": 4, "pt": 3, "em": 0.25, "rem": 0.25}
_SQUARES = {"2": "²", "3": "³"}


def read(path: Path, name: str) -> Workbook:
    """Raises :class:`sources.deliveries.DeliveryRefused` for a page that is too large or built to harm."""
    if path.stat().st_size > MAX_HTML:
        raise refusals.too_large(name, f"(halaman web) lebih besar dari {number(MAX_HTML // 1_000_000)} MB")
    content = path.read_bytes()
    if b"<!ENTITY" in content[:100_000]:
        raise refusals.entities(name, "halaman web")
    encoding = _encoding(content)
    content = content.decode(encoding, errors="replace").replace("\0", "").encode()
    if content.count(b"<") > _MAX_TAGS:
        raise refusals.too_large(name, f"(halaman web) mempunyai lebih dari {number(_MAX_TAGS)} tag")
    if any(_pieces(tag[0]) > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(content)):
        raise refusals.too_large(name, f"mempunyai tag dengan lebih dari {number(_MAX_ATTRIBUTES)} atribut")
    page = _Page(name)
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True)
    try:
        parser.feed(content)
        parser.close()
    except (etree.LxmlError, AssertionError) as error:
        raise refusals.damaged(name) from error
    grids = page.grids()
    findings = tuple(item for grid in grids for item in findings_of(grid.name, grid.formulas))
    return Workbook("html", grids, tuple(page.margins), findings, encoding=encoding)


def _pieces(tag: bytes) -> int:
    """At least as many as the tag has attributes."""
    return max(tag.count(b"="), tag.count(b'"') // 2, len(tag.split()))


def _encoding(content: bytes) -> str:
    if encoding := marked(content[:4]) or wide(content[:4096]):
        return encoding
    try:
        content.decode()
    except UnicodeDecodeError:
        declared = _DECLARED.search(content[:20_000])
        try:
            wanted = codecs.lookup(declared[1].decode()).name if declared else "cp1252"
        except LookupError:
            return "cp1252"
        return "cp1252" if wanted in ("utf-8", "iso8859-1", "ascii") or wanted.startswith("utf-16") else wanted
    return "utf-8"


@dataclass
class _Table:
    """A table while it is read. ``covered`` maps a column to the rows that a cell above still covers there."""

    hidden: bool
    rows: list[dict[int, Cell]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    formulas: dict[Place, Formula] = field(default_factory=dict)
    indents: dict[Place, int] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_cells: dict[int, int] = field(default_factory=dict)
    cells_of_columns: dict[int, int] = field(default_factory=dict)
    covered: dict[int, int] = field(default_factory=dict)
    column: int = 0
    cell: "_Cell | None" = None

    def new_row(self, hidden: bool) -> None:
        self.covered = {column: rows - 1 for column, rows in self.covered.items() if rows > 1} if self.rows else {}
        self.rows.append({})
        self.column = 0
        if hidden:
            self.hidden_rows.append(len(self.rows) - 1)


@dataclass
class _Cell:
    """``value`` is what an attribute says that the cell holds, where a program wrote one."""

    place: Place
    value: float | None = None
    parts: list[str] = field(default_factory=list)


class _Page:
    """Receives the events of the parser."""

    def __init__(self, name: str) -> None:
        self.margins: list[Margin] = []
        self._name = name
        self._tables: list[_Table] = []
        self._open: list[_Table] = []
        # For each open element: whether it hides what is in it.
        self._elements: list[tuple[str, bool]] = []
        self._hidden = self._unread = 0
        # Pieces of headings, each with the number of tables that had begun before it.
        self._headings: list[tuple[int, list[str]]] = []
        self._raised: int | None = None

    def start(self, tag: str, given: dict[str, str]) -> None:
        hides = "hidden" in given or bool(_HIDDEN.search(given.get("style", "")))
        if tag not in _VOID:
            self._elements.append((tag, hides))
            self._hidden += hides
            self._unread += tag in _UNREAD
        if tag in _HEADINGS:
            self._headings.append((len(self._tables) - (tag == "caption"), []))
        self.margins += [(f"atribut {key} halaman web", given[key]) for key in _TOLD if given.get(key, "").strip()]
        if tag == "table":
            if len(self._open) > _MAX_NESTED:
                raise refusals.too_deep(self._name, "tabel di dalam tabel")
            self._tables.append(_Table(hidden=bool(self._hidden)))
            self._open.append(self._tables[-1])
        elif self._open:
            self._in_table(tag, given, hides)

    def _in_table(self, tag: str, given: dict[str, str], hides: bool) -> None:
        table = self._open[-1]
        if tag == "tr":
            table.new_row(bool(self._hidden) and not table.hidden)
        elif tag in ("td", "th"):
            self._new_cell(table, given, hides)
        elif table.cell and (tag == "br" or tag in _BLOCKS):
            table.cell.parts.append("\n")
        elif table.cell and tag == "sup":
            self._raised = len(table.cell.parts)

    def _new_cell(self, table: _Table, given: dict[str, str], hides: bool) -> None:
        if not table.rows:
            table.new_row(hidden=False)
        while table.column in table.covered:
            table.column += 1
        row, column = len(table.rows) - 1, table.column
        down, across = _span(given.get("rowspan")), _span(given.get("colspan"))
        if column + across > MAX_COLUMNS or (row + 1) * (column + across) > MAX_CELLS:
            raise refusals.far(self._name, address(row, column), f"Tabel {len(self._tables)}")
        if down > 1 or across > 1:
            table.merged.append((row, column, row + min(down, _MAX_ROWSPAN) - 1, column + across - 1))
        if down > 1:
            # The next row counts down before it looks.
            table.covered.update(dict.fromkeys(range(column, column + across), min(down, _MAX_ROWSPAN)))
        table.cells_of_columns[column] = table.cells_of_columns.get(column, 0) + 1
        if hides:
            table.hidden_cells[column] = table.hidden_cells.get(column, 0) + 1
        table.cell = _Cell((row, column), _number(given.get("x:num") or given.get("sdval")))
        if indent := _indent(given.get("style", "")):
            table.indents[row, column] = indent
        if formula := given.get("x:fmla", "").lstrip("= "):
            table.formulas[row, column] = Formula(formula, cached=True)
        table.column = column + across

    def end(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._elements:
            opened, hides = self._elements.pop()
            self._hidden -= hides
            self._unread -= opened in _UNREAD
            if opened == tag:
                break
        if not self._open:
            return
        table = self._open[-1]
        if tag == "table":
            self._close_cell(table)
            self._open.pop()
        elif tag in ("td", "th", "tr"):
            self._close_cell(table)
        elif table.cell and tag in _BLOCKS:
            table.cell.parts.append("\n")
        elif table.cell and tag == "sup" and self._raised is not None:
            _footnote(table.cell.parts, self._raised)
            self._raised = None

    def _close_cell(self, table: _Table) -> None:
        if table.cell:
            row, column = table.cell.place
            text = _text(table.cell.parts)
            value = table.cell.value
            content: Cell = text if value is None else int(value) if value == int(value) else value
            if content != "":
                table.rows[row][column] = content
        table.cell, self._raised = None, None

    def data(self, data: str) -> None:
        if self._unread:
            return
        if self._open and (cell := self._open[-1].cell):
            cell.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))
        elif text := " ".join(data.split()):
            self.margins.append(("teks di luar tabel", text))
            if not self._hidden and any(tag in _HEADINGS for tag, _ in self._elements):
                self._headings[-1][1].append(text)

    def comment(self, text: str) -> None:
        """Office programs write the properties of the document into comments."""
        inside = " ".join(_MARKUP.sub(" ", text).split())
        if inside:
            self.margins.append(("keterangan tersembunyi halaman web", inside))

    def close(self) -> None:
        pass

    def grids(self) -> tuple[Grid, ...]:
        """Tables that hold something, in the order in which they begin."""
        filled = [table for table in self._tables if any(table.rows)]
        grids = []
        cells = 0
        above = self._titles(filled)
        for position, table in enumerate(filled, 1):
            width = 1 + max(max(row) for row in table.rows if row)
            cells += width * len(table.rows)
            if cells > MAX_CELLS:
                raise refusals.too_many_cells(self._name)
            rows: list[list[Cell]] = [[row.get(column, "") for column in range(width)] for row in table.rows]
            hidden = [c for c, times in sorted(table.hidden_cells.items()) if times == table.cells_of_columns[c]]
            grids.append(
                Grid(
                    f"Tabel {position}",
                    rows,
                    clipped(table.merged, len(rows), width),
                    table.hidden,
                    tuple(row for row in table.hidden_rows if table.rows[row]),
                    tuple(column for column in hidden if column < width),
                    table.formulas,
                    indents=table.indents,
                    titles=above[position - 1],
                )
            )
        return tuple(grids)

    def _titles(self, filled: list[_Table]) -> list[tuple[str, ...]]:
        """For each of the tables that hold something the headings between it and the one before."""
        begins = [next(n for n, table in enumerate(self._tables) if table is wanted) for wanted in filled]
        return [
            tuple(" ".join(pieces) for place, pieces in self._headings if pieces and before < place <= begun)
            for before, begun in pairwise([-1, *begins])
        ]


def _span(text: str | None) -> int:
    text = (text or "").strip()
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 12 else 1


def _indent(style: str) -> int:
    """The space before a text that a style gives, in spaces."""
    match = _PADDING.search(style)
    return round(int(match[1]) / _SPACES[match[2].lower()]) if match else 0


def _number(text: str | None) -> float | None:
    """What ``x:num`` (Excel) or ``sdval`` (LibreOffice) say: the number behind a formatted text."""
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and abs(value) < 1e300 else None


def _footnote(parts: list[str], start: int) -> None:
    """A raised mark is set apart from the text before it: ``1)``; but ``km²`` stays one word."""
    mark = "".join(parts[start:]).strip()
    before = "".join(parts[:start]).rstrip()
    del parts[start:]
    if mark in _SQUARES and re.search(r"(?:^|[^a-zA-Z])[kcdm]?m$", before):
        parts.append(_SQUARES[mark])
    elif before and re.fullmatch(r"[\w*]{1,3}", mark):
        parts.append(f" {mark})")
    elif mark:
        parts.append(f" {mark}")


def _text(parts: list[str]) -> str:
    """Lines of a cell. Spaces that do not break (``&nbsp;``) at its beginning are kept as spaces: they indent."""
    lines = (re.sub(" {2,}", " ", line).strip(" ").rstrip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line).replace("\xa0", " ")
