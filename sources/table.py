"""A sheet and the layout of its contract -> where everything stands: titles, header, details, totals, notes.

Columns are found by the header texts that the contract declares, never by position. What is neither declared nor listed
as ignored is a finding, because a column or sheet that nobody expected may hold data that would be lost.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources import headers, neighbours
from sources.cells import Cells, Mask, Positions, mask, matching, strings
from sources.contract import Column, Contract, Origin, Totals, Workbook
from sources.findings import Finding
from sources.notes import NOTE, SIGNATURE
from sources.rules import finding
from sources.values import alike, blank, plain
from sources.workbook import Cell, Grid, address, letters

# Rows from the top in which a header is looked for.
_SEARCHED = 200
# Rows that are turned into columns at a time.
_TURNED = 256
Role = Literal["value", "name", "parent", "grandparent"]
Key = tuple[str, Role]

_FIGURE = re.compile(r"[-−]?\d[\d., ]*")
_LONGEST = 1e12
# How a level of the header names its years where the contract does not list them.
_YEARS = {text: str(year) for year in range(1900, 2100) for text in (str(year), f"tahun {year}")}
_NUMBERING = re.compile(r"\(?(\d{1,3})\)?")


class Sheet:
    """A grid, also by columns."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._body: Body | None = None

    def body(self, rows: range, labels: list[int]) -> "Body":
        """These rows, by columns."""
        self._body = Body(self, rows, labels)
        return self._body

    def texts(self, index: int) -> "Sequence[Cell] | pa.ChunkedArray":
        """All cells of a column, for who looks at texts: in Arrow where they are all texts and are there already."""
        raw = self.columns[index]
        body = self._body
        if body is None or not body.textual(index):
            return raw
        head, tail = raw[: body.top], raw[body.top + len(body) :]
        if any(type(cell) is not str for cell in (*head, *tail)):
            return raw
        return pa.chunked_array([strings(head), body.column(index).texts, strings(tail)])  # type: ignore[arg-type]

    @cached_property
    def columns(self) -> list[list[Cell]]:
        """All cells by column. Turned some rows at a time: each row is then touched once while it is at hand."""
        columns: list[list[Cell]] = [[] for _ in range(self.grid.width)]
        for start in range(0, len(self.grid.rows), _TURNED):
            rows = zip(*self.grid.rows[start : start + _TURNED], strict=True)
            for column, cells in zip(columns, rows, strict=True):
                column.extend(cells)
        return columns


class Body:
    """Some rows of a sheet, by columns. Rows are counted as in the sheet."""

    def __init__(self, sheet: Sheet, rows: range, labels: list[int]) -> None:
        self.top = rows.start
        self.width = sheet.grid.width
        self._columns = [Cells(column[rows.start : rows.stop]) for column in sheet.columns]
        self._filled = _filled_down(sheet, rows.start, labels)
        for index, column in self._filled.items():
            self._columns[index] = Cells(column[rows.start : rows.stop])

    def __len__(self) -> int:
        return len(self._columns[0]) if self._columns else 0

    def textual(self, index: int) -> bool:
        """Whether all cells of a column are the sheet's own texts."""
        return index not in self._filled and self._columns[index].kinds == {str}

    def column(self, index: int) -> Cells:
        """All cells of a sheet's column in these rows."""
        return self._columns[index]

    def take(self, index: int, rows: Positions) -> Cells:
        return self._columns[index].take(rows - self.top)

    def cell(self, row: int, index: int) -> Cell:
        cell = self._columns[index][row - self.top]
        return "" if cell is None else cell

    def row(self, row: int) -> list[Cell]:
        return [self.cell(row, index) for index in range(self.width)]


def _filled_down(sheet: Sheet, body: int, labels: list[int]) -> dict[int, list[Cell]]:
    """A label merged over several rows (the kecamatan beside its villages) belongs to each of them."""
    filled: dict[int, list[Cell]] = {}
    for top, left, bottom, right in sheet.grid.merged:
        if left == right and left in labels and top >= body:
            column = filled.setdefault(left, list(sheet.columns[left]))
            stop = min(bottom + 1, len(column))
            column[top:stop] = [column[top]] * (stop - top)
    return filled


@dataclass(frozen=True)
class Block:
    """A column of the unpivoted block: the code of each level column."""

    index: int
    codes: dict[str, str]


@dataclass(frozen=True)
class TotalColumn:
    """A column that holds the sum of the columns ``covers`` (indices in the sheet)."""

    index: int
    label: str
    covers: tuple[int, ...]


@dataclass(frozen=True)
class TotalRow:
    row: int
    label: str


@dataclass(frozen=True, eq=False)
class Table:
    """A table found in ``grid``; rows and columns are indices in it. A declared column may be spread over several sheet
    columns under one merged header."""

    grid: Grid
    body: Body
    titles: tuple[str, ...]
    notes: tuple[str, ...]
    columns: dict[Key, tuple[int, ...]]
    blocks: tuple[Block, ...]
    total_columns: tuple[TotalColumn, ...]
    rows: Positions
    total_rows: tuple[TotalRow, ...]
    findings: tuple[Finding, ...]

    def cell(self, row: int, indices: tuple[int, ...]) -> Cell:
        """The cell of a declared column; texts of a spread column are joined with a space."""
        filled = [cell for i in indices if not blank(cell := self.body.cell(row, i))]
        if len(filled) == 1:
            return filled[0]
        return " ".join(plain(cell) for cell in filled)


@dataclass(frozen=True)
class _Part:
    """One level of a header path: its spellings (whole text, and without translated lines) and its cell."""

    text: str
    spellings: frozenset[str]
    cell: tuple[int, int]


_Path = tuple[_Part, ...]


@dataclass
class _Placed:
    """What the columns under a header row mean."""

    columns: dict[Key, list[int]]
    blocks: dict[tuple[str, ...], list[int]]
    totals: list[tuple[int, tuple[str | None, ...]]]
    unknown: list[int]

    @property
    def score(self) -> int:
        return len(self.columns) + len(self.blocks)


def find(sheet: Sheet, contract: Contract) -> Table | Finding:
    """The table of a sheet, or the finding that says why no header was recognised."""
    grid, layout = sheet.grid, contract.layout
    assert isinstance(layout, Workbook)
    reader = _HeaderReader(contract, layout)
    others = [re.compile(pattern, re.IGNORECASE) for pattern in layout.ignored_tables]
    tops = [(reader.place(paths), top, paths) for top, paths in reader.candidates(grid)]
    mine = [found for found in tops if not neighbours.is_declared(grid, found[1], others)]
    best = max(mine, key=lambda found: found[0].score, default=None)
    if best is None or not best[0].score:
        return _no_header(grid, reader)
    placed, top, paths = best
    end, undeclared = neighbours.below(grid, sheet.columns, top, top + layout.header_rows, others)
    inside = range(top + layout.header_rows, end)
    columns = reader.run(sheet, paths, inside, placed)
    placed = reader.place(paths, columns)
    values = _value_columns(placed, contract)
    # Unknown columns too: the label of a total must be recognised wherever it stands.
    labels = [index for index in columns if index not in values]
    body = sheet.body(inside, labels)
    headless = [i for i in reader.headless(paths) if i in columns]
    rows, totals, notes, outside = _split(grid, body, layout, range(top, body.top), labels, values, headless)
    above = next((row for row in range(top) if others and neighbours.is_declared(grid, row, others)), None)
    findings = [
        *reader.complaints(grid, body, placed, paths, rows),
        *outside,
        *(_numbers_above(grid, top) if above is None else ()),
        *undeclared,
    ]
    return Table(
        grid,
        body,
        (*grid.titles, *(_line(row) for row in grid.rows[:top] if _line(row))),
        notes,
        {key: tuple(indices) for key, indices in placed.columns.items()},
        tuple(Block(found[0], dict(zip(reader.levels, codes, strict=True))) for codes, found in placed.blocks.items()),
        tuple(_total_columns(placed, paths, contract)),
        rows,
        tuple(totals),
        tuple(findings),
    )


def declared_origins(contract: Contract) -> Iterator[tuple[Key, Column, Origin]]:
    """Every origin of the contract: of the columns themselves and of the cells that prove their regions."""
    for column in contract.columns:
        assert column.origin
        yield (column.name, "value"), column, column.origin
        for role, origin in column.region.beside.items() if column.region else ():
            yield (column.name, role), column, origin


def totals_of(contract: Contract) -> Totals:
    layout = contract.layout
    return (layout.totals if isinstance(layout, Workbook) else None) or Totals(rows=(), columns=(), required=False)


def spelling(text: object) -> str:
    """A header text as it is compared: one case, single spaces."""
    return plain(text).casefold()  # type: ignore[arg-type]


class _HeaderReader:
    def __init__(self, contract: Contract, layout: Workbook) -> None:
        self.contract, self.layout = contract, layout
        self.declared: dict[Key, tuple[tuple[str, ...], ...]] = {
            key: tuple(_parts(text) for text in origin.header)
            for key, _, origin in declared_origins(contract)
            if origin.header
        }
        leveled = {c.origin.level: c for c in contract.columns if c.origin and c.origin.level}
        depth = layout.unpivot.levels if layout.unpivot else 0
        self.levels = tuple(leveled[level].name for level in range(1, depth + 1))
        columns = [leveled[level] for level in range(1, depth + 1)]
        self.codes = [
            {spelling(t): code for code, texts in column.codes.items() for t in texts} if column.codes else _YEARS
            for column in columns
        ]
        self.totals = frozenset(spelling(text) for text in totals_of(contract).columns)
        self.ignored = frozenset(spelling(text) for text in layout.ignored)
        parts = {part for texts in self.declared.values() for text in texts for part in text}
        self._known = parts.union(*self.codes) if self.codes else parts

    def candidates(self, grid: Grid) -> Iterator[tuple[int, list[_Path]]]:
        """Rows that hold at least one declared text, with the header paths that would start there."""
        depth = min(len(grid.rows), _SEARCHED + self.layout.header_rows)
        merged = headers.anchors(grid.merged, range(depth), grid.width)
        if not self.layout.header_rows:
            yield self._first_figures(grid), [()] * grid.width
            return
        for top in range(min(len(grid.rows), _SEARCHED)):
            if any(not blank(cell) and _spellings(str(cell)) & self._known for cell in grid.rows[top]):
                yield top, [self._path(grid, merged, top, column) for column in range(grid.width)]

    def _first_figures(self, grid: Grid) -> int:
        """Where a table without header begins: at the first row with a number in a column that is declared."""
        declared = [index for index in range(grid.width) if self._declared(index, ())]
        rows = range(min(len(grid.rows), _SEARCHED))
        return next((row for row in rows if any(_is_number(grid.rows[row][index]) for index in declared)), 0)

    def _path(self, grid: Grid, merged: dict[tuple[int, int], tuple[int, int]], top: int, column: int) -> _Path:
        rows = range(top, min(top + self.layout.header_rows, len(grid.rows)))
        parts: list[_Part] = []
        for cell in headers.over(grid.rows, rows, column, merged):
            content = grid.rows[cell[0]][cell[1]]
            parts.append(_Part(plain(content), _spellings(_raw(content)), cell))
        return tuple(parts)

    def place(self, paths: list[_Path], within: Collection[int] | None = None) -> _Placed:
        """What the columns mean. Those that do not lie ``within`` the table are unknown or ignored."""
        placed = _Placed({}, {}, [], [])
        for index, path in enumerate(paths):
            if within is not None and index not in within:
                if path and not self._is_ignored(path):
                    placed.unknown.append(index)
                continue
            keys = self._declared(index, path)
            for key in keys:
                placed.columns.setdefault(key, []).append(index)
            if keys or not path:
                continue
            if (codes := self._block(path)) is not None:
                placed.blocks.setdefault(codes, []).append(index)
            elif (covered := self._total(path)) is not None:
                placed.totals.append((index, covered))
            elif not self._is_ignored(path):
                placed.unknown.append(index)
        return placed

    def _declared(self, index: int, path: _Path) -> list[Key]:
        if not path:
            return [key for key, texts in self.declared.items() if (_letter(index),) in texts]
        return [key for key, texts in self.declared.items() if any(_matches(path, text) for text in texts)]

    def headless(self, paths: list[_Path]) -> list[int]:
        """Columns without header that the contract does not declare by their letter."""
        return [index for index, path in enumerate(paths) if not path and not self._declared(index, path)]

    def run(self, sheet: Sheet, paths: list[_Path], rows: range, placed: _Placed) -> list[int]:
        """The columns of the table: all of the sheet, or those between empty columns where all that is declared stands
        and something stands beyond."""
        cells = ((cell for cell in column[rows.start : rows.stop]) for column in sheet.columns)
        filled = [bool(path) or any(not blank(c) for c in column) for path, column in zip(paths, cells, strict=True)]
        parts = neighbours.runs(filled)
        whole = list(range(len(paths)))
        if len(parts) < 2:
            return whole
        return next((part for part in parts if self.place(paths, part).score == placed.score), whole)

    def _block(self, path: _Path) -> tuple[str, ...] | None:
        if not self.codes or len(path) < len(self.codes):
            return None
        found = [_lookup(part, codes) for part, codes in zip(path[-len(self.codes) :], self.codes, strict=True)]
        return tuple(code for code in found if code is not None) if None not in found else None

    def _total(self, path: _Path) -> tuple[str | None, ...] | None:
        """Codes of the levels that a total column stands under, ``None`` for a level that it sums over."""
        if not any(part.spellings & self.totals for part in path):
            return None
        if not self.codes:
            return ()
        tail = path[-len(self.codes) :]
        found = [
            None if part.spellings & self.totals else _lookup(part, c)
            for part, c in zip(tail, self.codes, strict=False)
        ]
        if any(code is None and not part.spellings & self.totals for part, code in zip(tail, found, strict=True)):
            return None
        return tuple(found) + (None,) * (len(self.codes) - len(found))

    def _is_ignored(self, path: _Path) -> bool:
        whole = " > ".join(spelling(part.text) for part in path)
        return whole in self.ignored or bool((path[0].spellings | path[-1].spellings) & self.ignored)

    def complaints(
        self, grid: Grid, body: Body, placed: _Placed, paths: list[_Path], rows: Positions
    ) -> Iterator[Finding]:
        found = [_shown(path) for path in paths if path]
        for key, column, origin in declared_origins(self.contract):
            if not origin.header:
                continue
            columns = placed.columns.get(key, [])
            if not columns:
                near = [alike(text, found) for text in origin.header]
                yield _missing(grid, column.label, origin.header[0], next(filter(None, near), None), found)
            elif len({tuple(part.cell for part in paths[index]) for index in columns}) > 1:
                yield _doubled(grid, origin.header[0], columns, paths)
        for codes in self._expected(placed) if self.codes else ():
            columns = placed.blocks.get(codes, [])
            label = " > ".join(self._label(level, code) for level, code in zip(self.levels, codes, strict=True))
            if not columns:
                yield _missing(grid, label, label, alike(label, found), found)
            elif len(columns) > 1:
                yield _doubled(grid, label, columns, paths)
        details = rows - body.top
        headless = [
            index
            for index in self.headless(paths)
            if _letter(index) not in self.ignored
            and not body.column(index).blank[details].all()
            and not counts(body.take(index, rows))
        ]
        if strange := sorted([*placed.unknown, *headless]):
            yield self._strange(grid, strange, paths)

    def _expected(self, placed: _Placed) -> Iterator[tuple[str, ...]]:
        """Every combination of the codes of the levels; of years those that some column has, but one at least."""
        levels: list[Iterable[str]] = []
        for depth, codes in enumerate(self.codes):
            found = [block[depth] for block in placed.blocks]
            levels.append(dict.fromkeys(found or ["tahun"] if codes is _YEARS else codes.values()))
        return product(*levels)

    def _label(self, level: str, code: str) -> str:
        return (self.contract.column(level).codes or {code: (code,)})[code][0]

    def _strange(self, grid: Grid, columns: list[int], paths: list[_Path]) -> Finding:
        names = ", ".join(f"{_shown(paths[i]) or 'tanpa kepala'} (kolom {letters(i)})" for i in columns[:8])
        first = paths[columns[0]]
        return finding(
            "kepala.kolom_asing",
            f"Lembar {grid.name}: {len(columns)} kolom tidak dikenal: {names}.",
            "Hapus kolom itu bila tidak diperlukan, atau minta Walidata menambahkannya ke kontrak dataset.",
            sheet=grid.name,
            cell=_headed(first, columns[0]),
            value=_shown(first),
            count=len(columns),
            cells=[f"{grid.name}!{_headed(paths[i], i)}" for i in columns],
        )


# --- parts of a sheet -------------------------------------------------------------------------------------------------


def _split(
    grid: Grid,
    body: Body,
    layout: Workbook,
    header: range,
    labels: list[int],
    values: list[int],
    headless: list[int],
) -> tuple[Positions, list[TotalRow], tuple[str, ...], list[Finding]]:
    """Rows below the header: details, totals, the notes after them, and numbers that stand outside of the table."""
    marks = [re.compile(p, re.IGNORECASE) for p in (layout.totals.rows if layout.totals else ())]
    footers = [re.compile(p, re.IGNORECASE) for p in layout.footer]
    columns = sorted({*labels, *values})
    filled = ~(_empty(body, columns, values, headless) | _repeated(grid, body, header))
    for position in np.flatnonzero(filled).tolist():
        if not _is_numbering([body.cell(body.top + position, index) for index in columns]):
            break
        filled[position] = False
    end = _footer(body, filled, columns, values, footers)
    filled[end:] = False
    summing = _summing(body, labels, marks) & filled
    totals = [TotalRow(row, _total_label(body, row, labels, marks)) for row in _rows(summing, body)]
    rows = np.flatnonzero(filled & ~summing) + body.top
    if end == len(body):
        return rows, totals, (), []
    below = range(body.top + end, body.top + len(body))
    return rows, totals, _notes(grid, below, footers), list(_numbers_below(grid, below, values))


def _rows(chosen: Mask, body: Body) -> list[int]:
    return (np.flatnonzero(chosen) + body.top).tolist()


def _empty(body: Body, columns: list[int], values: list[int], headless: list[int]) -> Mask:
    """Rows that hold nothing, or nothing but a number in a column without header: the row's own."""
    empty = np.ones(len(body), bool)
    # Columns of numbers first: they are full, and then no other needs to be looked at.
    for index in (*values, *(i for i in columns if i not in values)):
        cells = body.column(index)
        empty &= cells.blank | _is_numeric(cells) if index in headless else cells.blank
        if not empty.any():
            break
    return empty


def _repeated(grid: Grid, body: Body, header: range) -> Mask:
    """Rows that repeat one of the header, as on each printed page."""
    found = np.zeros(len(body), bool)
    for row in header:
        spelled = tuple(map(spelling, grid.rows[row]))
        # A text without digits equals texts only: then numbers need not be written out.
        wordy = next((i for i, text in enumerate(spelled) if text and not any(map(str.isdigit, text))), None)
        index = wordy if wordy is not None else next((i for i, text in enumerate(spelled) if text), None)
        if index is None:
            continue
        cells = body.column(index)
        same = pc.equal(pc.utf8_lower(cells.plain if wordy is None else cells.texts), spelled[index].lower())
        for position in np.flatnonzero(mask(same)).tolist():
            found[position] |= tuple(map(spelling, body.row(body.top + position))) == spelled
    return found


def _footer(body: Body, filled: Mask, columns: list[int], values: list[int], footers: list[re.Pattern[str]]) -> int:
    """Position of the first row that belongs to notes or signatures, else the number of rows."""
    quiet = filled.copy()
    for index in values:
        quiet &= ~_is_numeric(body.column(index))
    candidates = np.flatnonzero(quiet)
    if not len(candidates):
        return len(body)
    ends = np.zeros(len(candidates), bool)
    for index in columns:
        texts = body.column(index).texts.take(pa.array(candidates))
        for pattern in (NOTE, SIGNATURE, *footers):
            ends |= matching(texts, pattern)
    return int(candidates[ends.argmax()]) if ends.any() else len(body)


def _is_numeric(cells: Cells) -> Mask:
    """Cells that hold a number of a table, see :func:`_is_number`."""
    numeric = np.abs(cells.numbers) < _LONGEST
    if str in cells.kinds:
        figures = mask(pc.match_substring_regex(cells.texts, f"^{_FIGURE.pattern}$"))
        numeric |= figures & mask(pc.less_equal(pc.count_substring_regex(cells.texts, "[0-9]"), 12))
    return numeric


def _summing(body: Body, labels: list[int], marks: list[re.Pattern[str]]) -> Mask:
    """Rows of which a label, or all labels together, carries the mark of a total."""
    columns = [body.column(index) for index in labels if str in body.column(index).kinds]
    lines = _in_one_line([column.texts for column in columns], len(body))
    found = np.zeros(len(body), bool)
    for pattern in marks:
        for column in columns:
            found |= column.matching(pattern)
        found |= matching(lines, pattern)
    return found


def _in_one_line(texts: list[pa.StringArray], count: int) -> pa.StringArray:
    """The texts of each row with a space between them; "" for a row without any."""
    filled = [(text, there) for text in texts if (there := mask(pc.not_equal(text, ""))).any()]
    if not filled:
        return pa.repeat("", count)
    texts = [text for text, _ in filled]
    lines = pc.binary_join_element_wise(*texts, " ")
    gaps = pa.array(~np.all([there for _, there in filled], axis=0))
    some = [pc.if_else(pc.equal(text, ""), None, text) for text in (text.filter(gaps) for text in texts)]
    # Without the empty text, Arrow would leave out the rows in which nothing else stands.
    spaced = pc.binary_join_element_wise("", *some, " ", null_handling="skip")
    return pc.replace_with_mask(lines, gaps, pc.ascii_ltrim(spaced, " "))


def _total_label(body: Body, row: int, labels: list[int], marks: list[re.Pattern[str]]) -> str:
    cells = [body.cell(row, index) for index in labels]
    texts = [plain(cell) for cell in cells if isinstance(cell, str) and not blank(cell)]
    return next(text for text in [*texts, " ".join(texts)] if any(mark.search(text) for mark in marks))


def _is_numbering(cells: list[Cell]) -> bool:
    """A row ``(1) (2) (3)`` or ``1 2 3`` that numbers the columns."""
    found = [_NUMBERING.fullmatch(plain(cell)) for cell in cells if not blank(cell)]
    numbers = [int(match[1]) for match in found if match]
    return len(numbers) == len(found) >= 2 and numbers == list(range(1, len(numbers) + 1))


def _notes(grid: Grid, below: range, footers: list[re.Pattern[str]]) -> tuple[str, ...]:
    """Lines below the table up to the signatures: those name people and are not kept."""
    notes: list[str] = []
    for cells in grid.rows[below.start : below.stop]:
        texts = [plain(cell) for cell in cells if not blank(cell)]
        if any(SIGNATURE.search(text) for text in texts):
            break
        if any(pattern.search(text) for text in texts for pattern in (NOTE, *footers)):
            notes.append(" ".join(texts))
    return tuple(notes)


def _is_number(cell: Cell) -> bool:
    """A number of a table, also written as text; longer digit strings belong to a signature (NIP) or an account."""
    if isinstance(cell, str):
        return bool(_FIGURE.fullmatch(plain(cell))) and sum(map(str.isdigit, cell)) <= 12
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < _LONGEST


def _is_figure(cell: Cell) -> bool:
    """A number that is no year: titles have those."""
    return isinstance(cell, int | float) and _is_number(cell) and not 1900 <= cell <= 2100


def _numbers_below(grid: Grid, below: range, values: list[int]) -> Iterator[Finding]:
    spots = [(r, c) for r in below for c in values if _is_number(grid.rows[r][c])]
    if spots:
        yield _outside(grid, spots, "di bawah catatan kaki atau tanda tangan")


def _numbers_above(grid: Grid, top: int) -> Iterator[Finding]:
    rows = [[(r, c) for c, cell in enumerate(grid.rows[r]) if _is_figure(cell)] for r in range(top)]
    if spots := [spot for row in rows if len(row) > 1 for spot in row]:
        yield _outside(grid, spots, "di atas kepala tabel")


def _outside(grid: Grid, spots: list[tuple[int, int]], where: str) -> Finding:
    names = [address(*spot) for spot in spots]
    return finding(
        "tabel.isi_di_luar",
        f"Lembar {grid.name}: {len(spots)} sel berisi angka {where}: {', '.join(names[:5])}.",
        "Pindahkan angka itu ke dalam tabel, atau hapus bila bukan data.",
        sheet=grid.name,
        cell=names[0],
        row=spots[0][0] + 1,
        count=len(spots),
        cells=[f"{grid.name}!{name}" for name in names],
    )


def _value_columns(placed: _Placed, contract: Contract) -> list[int]:
    measures = {c.name for c in contract.columns if c.type in ("integer", "number") and not c.codes and not c.key}
    found = [
        i for (name, role), indices in placed.columns.items() if role == "value" and name in measures for i in indices
    ]
    found += [i for indices in placed.blocks.values() for i in indices]
    return sorted({*found, *(i for i, _ in placed.totals)})


def _total_columns(placed: _Placed, paths: list[_Path], contract: Contract) -> Iterator[TotalColumn]:
    additive = [
        index
        for column in contract.columns
        if is_additive(column) and len(placed.columns.get((column.name, "value"), ())) == 1
        for index in placed.columns[column.name, "value"]
    ]
    for index, wanted in placed.totals:
        covers = [
            found[0]
            for codes, found in placed.blocks.items()
            if all(code in (None, have) for code, have in zip(wanted, codes, strict=True))
        ]
        yield TotalColumn(index, _shown(paths[index]), tuple(covers or additive))


def is_additive(column: Column) -> bool:
    """Whether sums of the column mean something: counts and amounts, not rates."""
    return column.measure is not None and column.measure.ukuran in ("Jumlah", "Nilai")


# --- header texts -----------------------------------------------------------------------------------------------------


def _parts(text: str) -> tuple[str, ...]:
    return tuple(spelling(part) for part in text.split(" > "))


def _raw(cell: Cell) -> str:
    return cell if isinstance(cell, str) else plain(cell)


@cache
def _spellings(text: str) -> frozenset[str]:
    """``Hak \\nMilik\\nOwner 1)`` -> hak, hak milik, hak milik owner: translations stand on later lines. Footnote marks
    do not count, nor those that BPS writes behind a year: r (revised), e (estimated), x, xx (provisional)."""
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    whole = [spelling(" ".join(lines[: count + 1])) for count in range(len(lines))]
    return frozenset((*whole, *map(headers.without_mark, whole)))


def counts(cells: Cells) -> bool:
    """Whether a column only numbers the details: 0, 1, 2 or 1, 2, 3, as programs write it into an export."""
    first = plain(cells[0]) if len(cells) else ""
    if first not in ("0", "1"):
        return False
    start = int(first)
    return bool(cells.plain.equals(pa.array(range(start, start + len(cells)), pa.int64()).cast(pa.string())))


def _letter(index: int) -> str:
    """How a contract names a column without header."""
    return spelling(f"kolom {letters(index)}")


def _matches(path: _Path, wanted: tuple[str, ...]) -> bool:
    return _is(path, wanted) or _is(_collapsed(path), wanted)


def _collapsed(path: _Path) -> _Path:
    """The path with a text that is repeated in the next row of the header told once."""
    return tuple(part for i, part in enumerate(path) if not i or spelling(part.text) != spelling(path[i - 1].text))


def _is(path: _Path, wanted: tuple[str, ...]) -> bool:
    return len(path) == len(wanted) and all(text in part.spellings for part, text in zip(path, wanted, strict=True))


def _lookup(part: _Part, codes: dict[str, str]) -> str | None:
    # The whole text counts before its first line.
    for text in sorted(part.spellings, key=len, reverse=True):
        if text in codes:
            return codes[text]
    return None


def _headed(path: _Path, column: int) -> str:
    """The cell of the lowest header of a column; its top cell where it has no header."""
    return address(*path[-1].cell) if path else address(0, column)


def _shown(path: _Path) -> str:
    return " > ".join(part.text for part in path)


def _line(row: list[Cell]) -> str:
    return " ".join(plain(cell) for cell in row if not blank(cell))


def _no_header(grid: Grid, reader: _HeaderReader) -> Finding:
    wanted = [origin.header[0] for _, _, origin in declared_origins(reader.contract) if origin.header]
    first = next((_line(row) for row in grid.rows if sum(not blank(cell) for cell in row) > 1), "kosong")
    return finding(
        "kepala.tidak_ditemukan",
        f"Lembar {grid.name}: kepala tabel tidak ditemukan. Yang dicari: {', '.join(wanted[:8])}. "
        f"Baris berisi yang pertama: {first[:120]}.",
        "Pakai kepala tabel seperti pada templat dataset ini.",
        sheet=grid.name,
    )


def _missing(grid: Grid, label: str, wanted: str, near: str | None, found: Iterable[str]) -> Finding:
    hint = f"Apakah yang dimaksud kolom {near!r}? " if near else ""
    return finding(
        "kepala.kolom_hilang",
        f"Lembar {grid.name}: kolom {wanted!r} ({label}) tidak ditemukan. "
        f"Kolom yang ada: {', '.join(list(found)[:12])}.",
        f"{hint}Tulis kepala kolom {wanted!r} seperti pada templat.",
        sheet=grid.name,
        column=label,
        value=near,
    )


def _doubled(grid: Grid, label: str, columns: list[int], paths: list[_Path]) -> Finding:
    names = " dan ".join(letters(index) for index in columns)
    return finding(
        "kepala.ganda",
        f"Lembar {grid.name}: kolom {label!r} muncul lebih dari satu kali (kolom {names}).",
        "Sisakan satu kolom, atau beri kepala yang berbeda.",
        sheet=grid.name,
        cell=address(*paths[columns[1]][-1].cell),
        column=label,
        count=len(columns),
        cells=[f"{grid.name}!{_headed(paths[index], index)}" for index in columns],
    )
