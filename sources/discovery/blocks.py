"""A sheet -> where its tables stand: header rows, body rows, the lines above and below.

Nothing is declared here, so everything follows from the shape of the sheet: a table is a run of rows that fill at least
two columns; its header ends where figures begin; single lines above it are titles, below it notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sources.looks import Look, is_column_numbering, look, text_of
from sources.workbook import Grid

# Rows in which a header is looked for below the top of a block, and rows that it may have.
_DEEPEST = 6
# A line this long is prose, no label.
_PROSE = 60
_SHORT = 40
# Body rows whose looks are counted to tell columns of figures from columns of words.
_SAMPLE = 400

_SOURCE = re.compile(
    r"^(\*|\d\)|sumber|source|catatan|keterangan|ket\b|note|notes|access time|diunduh|dicetak|tanggal cetak)",
    re.IGNORECASE,
)
_SOURCE_MARK = re.compile(r"^(sumber|source|catatan|keterangan|ket|notes?)\b\s*(data|url)?\s*[.:;]?", re.IGNORECASE)
_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember"
_SIGNATURE = re.compile(
    rf"^mengetahui\b|^(plt\.?|plh\.?)?\s*(kepala|sekretaris|camat|lurah|bupati|wali\s?kota)\s+(dinas|badan|bagian|bidang"
    rf"|desa|kelurahan|kecamatan|kantor|satuan)\b|^nip\b|^\(?\s*ttd\b|^pembina\b|^penata\b"
    rf"|,\s*(\d{{1,2}}|\.{{2,}}|…)?\s*({_MONTHS})\s*\d{{4}}$",
    re.IGNORECASE,
)
_TABLE_MARK = re.compile(r"^(tabel|table|lampiran|daftar|rekap)\b", re.IGNORECASE)
# How letterheads and titles of a next table begin; names of people do not.
_TITLE = re.compile(
    r"^(tabel|table|lampiran|daftar|rekap\w*|laporan|data|jumlah|banyaknya|pemerintah|dinas|badan|kantor|realisasi|profil"
    r"|perkembangan|keadaan|statistik)\b",
    re.IGNORECASE,
)
_FIGURES = frozenset({Look.NUMBER, Look.NULL})
_WORDS = frozenset({Look.TEXT, Look.NUMBERING, Look.CODE, Look.DATE})


@dataclass
class Block:
    """A table in a grid; rows and columns count from 0. ``header`` may be empty. ``body`` leaves out blank rows,
    repeated headers and column numbers (``numbered`` says whether such a row was there)."""

    grid: Grid
    left: int
    right: int
    titles: list[str] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    numbered: bool = False
    figures: frozenset[int] = frozenset()

    @property
    def top(self) -> int:
        return min([*self.header, *self.body])

    @property
    def bottom(self) -> int:
        return max([*self.header, *self.body])

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)


@dataclass(frozen=True)
class _Chunk:
    """Rows between two blank ones."""

    rows: tuple[int, ...]
    left: int
    right: int
    # Every row has a single filled cell, however wide it is merged: lines of text, no table.
    is_prose: bool


def blocks(grid: Grid) -> Iterator[Block]:
    """Tables of the sheet from top to bottom, and from left to right where they stand side by side."""
    finder = _Finder(grid)
    for part in finder.parts:
        yield from finder.tables(part)


class _Finder:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        # Nobody sees a hidden column: it has no part in where headers and titles stand, only in the rows.
        self.unseen = {c for c in grid.hidden_columns if c < grid.width}
        self.looks = [
            [Look.BLANK if c in self.unseen else look(cell) for c, cell in enumerate(row)] for row in grid.rows
        ]
        self.covered = _covered(grid)

    @cached_property
    def parts(self) -> list[list[_Chunk]]:
        """Chunks grouped into what stands below each other in the same columns."""
        chunks = [chunk for rows in self._headers_with_bodies() for chunk in self._beside(rows)]
        wide = [chunk for chunk in chunks if not chunk.is_prose]
        if not any(a.rows == b.rows for a in wide for b in wide if a is not b):
            return [chunks]
        groups: list[list[_Chunk]] = []
        for chunk in chunks:
            home = next((g for g in groups if any(c.left <= chunk.right and chunk.left <= c.right for c in g)), None)
            (groups.append([chunk]) if home is None else home.append(chunk))
        return groups

    def _headers_with_bodies(self) -> Iterator[tuple[int, ...]]:
        """Runs of filled rows; a header that a blank row parts from its figures is put together with them."""
        runs = [tuple(run) for run in self._runs()]
        while runs:
            run = runs.pop(0)
            if runs and self._is_bare_header(run) and self._begins_with_figures(runs[0]):
                run += runs.pop(0)
            yield run

    def _is_bare_header(self, run: tuple[int, ...]) -> bool:
        titles = [r for r in run if not is_column_numbering(self.grid.rows[r])]
        looks = [[item for item in self.looks[r] if item is not Look.BLANK] for r in titles]
        tabular = max(map(len, looks), default=0) >= 2 and any(row[0] is Look.TEXT for row in looks)
        return tabular and len(run) <= _DEEPEST and not any(item in _FIGURES for row in looks for item in row)

    def _begins_with_figures(self, run: tuple[int, ...]) -> bool:
        first = next((r for r in run if sum(item is not Look.BLANK for item in self.looks[r]) > 1), run[0])
        return any(item in _FIGURES for item in self.looks[first])

    def _runs(self) -> Iterator[range]:
        start: int | None = None
        for row, looks in enumerate(self.looks):
            filled = any(item is not Look.BLANK for item in looks)
            if filled and start is None:
                start = row
            elif not filled and start is not None:
                yield range(start, row)
                start = None
        if start is not None:
            yield range(start, len(self.looks))

    def _beside(self, rows: tuple[int, ...]) -> Iterator[_Chunk]:
        """Tables side by side: parts of the rows between blank columns, each with words and figures of its own."""
        used = [
            c
            for c in range(self.grid.width)
            if any(self.looks[r][c] is not Look.BLANK or (r, c) in self.covered for r in rows)
        ]
        spans: list[list[int]] = []
        for column in used:
            if spans and column == spans[-1][1] + 1:
                spans[-1][1] = column
            else:
                spans.append([column, column])
        whole = self._chunk(rows, used[0], used[-1])
        if len(spans) > 1 and all(self._stands_alone(rows, *span) for span in spans):
            for left, right in spans:
                filled = [r for r in rows if any(self.looks[r][c] is not Look.BLANK for c in range(left, right + 1))]
                yield self._chunk(tuple(r for r in rows if filled[0] <= r <= filled[-1]), left, right)
        else:
            yield whole

    def _chunk(self, rows: tuple[int, ...], left: int, right: int) -> _Chunk:
        columns = range(left, right + 1)
        prose = all(sum(self.looks[r][c] is not Look.BLANK for c in columns) <= 1 for r in rows)
        return _Chunk(rows, left, right, prose)

    def _stands_alone(self, rows: tuple[int, ...], left: int, right: int) -> bool:
        columns = range(left, right + 1)
        if left == right or len(rows) < 3:
            return False
        shares = [[self.looks[r][c] for r in rows if self.looks[r][c] is not Look.BLANK] for c in columns]
        words = [sum(item in _WORDS for item in looks) >= len(rows) / 2 for looks in shares]
        figures = [sum(item in _FIGURES for item in looks) >= len(rows) / 3 for looks in shares]
        return words[0] and any(figures)

    # --- tables in one run of chunks ----------------------------------------------------------------------------------

    def tables(self, chunks: list[_Chunk]) -> Iterator[Block]:
        block: Block | None = None
        pending: list[str] = []
        signed = False
        for chunk in chunks:
            signed = signed or (block is not None and bool(block.body) and self._is_signature(chunk))
            if signed and not self._has_figures(chunk):
                if not _TITLE.match(self._line(chunk.rows[0], chunk)):
                    continue
                signed = False
            if chunk.is_prose and not self._is_narrow_table(chunk):
                lines = [text for r in chunk.rows if (text := self._line(r, chunk))]
                pending += self._take_notes(block, lines) if block and block.body else lines
                continue
            rows = list(chunk.rows)
            while rows:
                if block is not None and self._continues(block, rows, chunk):
                    block.figures = block.figures or self._figure_columns(rows, block)
                    rows = self._body(block, rows)
                else:
                    if block is not None:
                        yield from self._closed(block)
                    block = Block(self.grid, chunk.left, chunk.right, pending)
                    pending, signed = [], False
                    rows = self._head(block, rows)
                    rows = self._body(block, rows)
                if rows and block.body:
                    pending += self._lines_between(block, rows)
        if block is None and len(chunks) == 1 and self._is_header_alone(chunks[0]):
            block, pending = Block(self.grid, chunks[0].left, chunks[0].right, header=list(chunks[0].rows)), []
        if block is not None:
            block.notes += pending if block.body else []
            yield from self._closed(block)

    def _is_signature(self, chunk: _Chunk) -> bool:
        """Place and date, or the office that signs: what follows names people and is not kept."""
        return any(
            _SIGNATURE.search(text_of(self.grid.rows[r][c])) for r in chunk.rows[:2] for c in self._filled(r, chunk)
        )

    def _has_figures(self, chunk: _Chunk) -> bool:
        return any(self.looks[r][c] in _FIGURES for r in chunk.rows for c in self._filled(r, chunk))

    def _is_header_alone(self, chunk: _Chunk) -> bool:
        """All that a sheet holds is a header written as a stair: an export without a single row."""
        places = [self._filled(row, chunk) for row in chunk.rows]
        below = all(filled and filled[0] > chunk.left for filled in places[1:])
        return 1 < len(places) <= _DEEPEST and places[0] == [chunk.left] and below

    def _closed(self, block: Block) -> Iterator[Block]:
        if block.header or block.body:
            self._take_hidden(block)
            block.notes = _without_signatures(block.notes)
            yield block

    def _take_hidden(self, block: Block) -> None:
        """Hidden columns beside a table belong to it: they are read, and said to be hidden."""
        filled = {c for c in self.unseen for r in block.body if look(self.grid.rows[r][c]) is not Look.BLANK}
        while block.left - 1 in filled:
            block.left -= 1
        while block.right + 1 in filled:
            block.right += 1

    def _is_narrow_table(self, chunk: _Chunk) -> bool:
        looks = [self.looks[r][chunk.left] for r in chunk.rows]
        return (
            chunk.left == chunk.right and len(looks) > 3 and sum(item in _FIGURES for item in looks) >= len(looks) - 1
        )

    def _take_notes(self, block: Block, lines: list[str]) -> list[str]:
        """Lines after a table: its notes, up to what reads like the title of the next one."""
        for position, line in enumerate(lines):
            noted = bool(_SOURCE.match(line) or _SIGNATURE.search(line))
            # A line after a note may go on with it; a line after a blank row begins something of its own.
            if not noted and (position == 0 or _TITLE.match(line)):
                return lines[position:]
            block.notes.append(line)
        return []

    def _lines_between(self, block: Block, rows: list[int]) -> list[str]:
        """Single lines at the top of ``rows`` (removed from them): notes of the table above, titles of the next."""
        lines: list[str] = []
        while rows and len(self._filled(rows[0], block)) == 1:
            lines.append(self._line(rows.pop(0), block))
        return self._take_notes(block, lines)

    def _continues(self, block: Block, rows: list[int], chunk: _Chunk) -> bool:
        """Whether rows after a blank one still belong to the table above: no new header begins."""
        if chunk.right < block.left or chunk.left > block.right:
            return False
        if not block.body:
            return len(block.header) < _DEEPEST or any(self.looks[rows[0]][c] in _FIGURES for c in block.columns)
        if not block.figures:
            # A table of words: what fills the same columns goes on with it.
            return {*self._filled(rows[0], chunk)} == {*block.columns}
        first = next((row for row in rows if not self._is_heading(block, row)), None)
        return first is not None and self._figures_in(block.figures, first) and not self._is_header(block, first)

    def _is_heading(self, block: Block, row: int) -> bool:
        """A line of its own where the labels stand: the head of a group of rows, unless it reads like a title."""
        filled = self._filled(row, block)
        label = len(filled) == 1 and filled[0] not in block.figures
        return label and not _TITLE.match(self._line(row, block)) and not _SOURCE.match(self._line(row, block))

    def _is_header(self, block: Block, row: int) -> bool:
        """Words or years over the columns of figures: no row of the body."""
        looks = [self.looks[row][c] for c in block.figures if self.looks[row][c] is not Look.BLANK]
        if not looks or any(item not in (Look.TEXT, Look.YEAR) for item in looks):
            return False
        if self._is_labelled_alike(block, row):
            return True
        row_looks = [item for item in self.looks[row] if item is not Look.BLANK]
        if all(item is Look.YEAR for item in looks):
            # Years beside each other are a header, also where the next table is set off to the side.
            return row_looks.count(Look.YEAR) > 1 and not self._holds_years(block)
        # Words beside years where figures should be are a header; words alone, only over most of the figures.
        return len(looks) > 1 and (Look.YEAR in looks or len(looks) * 2 > len(block.figures))

    def _is_labelled_alike(self, block: Block, row: int) -> bool:
        """The label over the labels stands here once more: a table of the same kind begins."""
        texts = {text_of(self.grid.rows[r][block.left]) for r in block.header} - {""}
        return text_of(self.grid.rows[row][block.left]) in texts

    def _holds_years(self, block: Block) -> bool:
        """Figures of the table that look like years themselves: then a row of them is no header."""
        looks = [self.looks[r][c] for r in block.body[-_DEEPEST:] for c in block.figures]
        return sum(item is Look.YEAR for item in looks) * 2 > len(looks)

    def _head(self, block: Block, rows: list[int]) -> list[int]:
        """Titles and header of a new block; returns the rows after them."""
        figures = self._figure_columns(rows, block)
        at = self._skip_titles(block, rows, figures)
        if at is None:
            block.titles += [text for r in rows if (text := self._line(r, block))]
            return []
        block.figures = figures
        if self._is_body(rows[at], figures, block) and not self._is_counting(rows[at], figures):
            return rows[at:]
        end = at
        while end + 1 < len(rows) and end - at + 1 < _DEEPEST and self._header_goes_on(block, rows, at, end, figures):
            end += 1
        block.header = rows[at : end + 1]
        return rows[end + 1 :]

    def _skip_titles(self, block: Block, rows: list[int], figures: frozenset[int]) -> int | None:
        """Position of the first row of the header, or ``None`` when all rows are single lines."""
        for at, row in enumerate(rows):
            filled = self._filled(row, block)
            reached = sum(1 for c in block.columns if c in filled or (row, c) in self.covered)
            rest = max((len(self._filled(r, block)) for r in rows[at + 1 : at + 1 + _DEEPEST]), default=0)
            if len(filled) == 1 and (rest > 1 or not figures) and len(rows) > 1:
                if self._is_stair(block, rows, at):
                    return at
                block.titles.append(self._line(row, block))
                continue
            if len(filled) == 2 and reached <= 2 < rest and self._is_title(row, filled):
                block.titles.append(self._line(row, block))
                continue
            if not filled:
                continue
            return at
        return None

    def _is_title(self, row: int, filled: list[int]) -> bool:
        texts = [text_of(self.grid.rows[row][c]) for c in filled]
        return bool(_TABLE_MARK.match(texts[0])) or len(texts[-1]) > _SHORT or ":" in texts[0] or texts[1][:1] == ":"

    def _is_stair(self, block: Block, rows: list[int], at: int) -> bool:
        """A header written without merged cells: the label first, the other columns' header in the rows below it."""
        text = text_of(self.grid.rows[rows[at]][block.left])
        if not text or len(text) > _SHORT or _TABLE_MARK.match(text):
            return False
        below = rows[at + 1 : at + 1 + _DEEPEST]
        empty = [r for r in below if self.looks[r][block.left] is Look.BLANK]
        return bool(empty) and empty == below[: len(empty)] and len(empty) <= 3 and self._words_only(empty, block)

    def _words_only(self, rows: list[int], block: Block) -> bool:
        return not any(self.looks[r][c] in _FIGURES for r in rows for c in block.columns)

    def _header_goes_on(self, block: Block, rows: list[int], at: int, end: int, figures: frozenset[int]) -> bool:
        """Whether the row after ``end`` still belongs to the header."""
        row = rows[end + 1]
        looks = {c: self.looks[row][c] for c in block.columns if self.looks[row][c] is not Look.BLANK}
        deepest = max(
            (bottom for top, left, bottom, right in self.grid.merged
             if top in rows[at : end + 1] and left <= block.right and right >= block.left),
            default=-1,
        )  # fmt: skip
        if any(item in _FIGURES for c, item in looks.items() if c in figures):
            return False
        if row <= deepest:
            return True
        across = any(
            top == rows[end] and right > left for top, left, _, right in self.grid.merged if block.left <= left
        )
        upper = {c for c in block.columns if self.looks[rows[end]][c] is not Look.BLANK}
        under = [c for c in looks if c in figures or c not in upper]
        if across and any(item in (Look.TEXT, Look.YEAR) for item in looks.values()):
            return True
        # Without merged cells: sub-headers stand over columns of figures, a row of the body would have figures there.
        words = [c for c in under if looks[c] in (Look.TEXT, Look.YEAR)]
        return bool(words) and len(words) >= len(figures & {*looks}) and self._more_below(rows, end + 1, figures)

    def _more_below(self, rows: list[int], at: int, figures: frozenset[int]) -> bool:
        if not figures:
            return False
        row = rows[at]
        filled = [c for c in figures if self.looks[row][c] is not Look.BLANK]
        return bool(filled) and all(self.looks[row][c] in (Look.TEXT, Look.YEAR) for c in filled)

    def _is_body(self, row: int, figures: frozenset[int], block: Block) -> bool:
        inside = [self.looks[row][c] for c in figures if self.looks[row][c] is not Look.BLANK]
        return bool(inside) and all(item in _FIGURES for item in inside)

    def _is_counting(self, row: int, figures: frozenset[int]) -> bool:
        """Headers that are numbers themselves: weeks, months or classes 1, 2, 3, ..."""
        cells = [self.grid.rows[row][c] for c in sorted(figures) if self.looks[row][c] is not Look.BLANK]
        return len(cells) >= 3 and is_column_numbering(cells) and text_of(cells[0]) == "1"

    def _figure_columns(self, rows: list[int], block: Block) -> frozenset[int]:
        """Columns whose cells are figures, by the rows in which the body must stand."""
        skip = max(1, min(len(rows) // 2, _DEEPEST + 4))
        sample = rows[skip : skip + _SAMPLE] or rows[-1:]
        found: set[int] = set()
        for c in block.columns:
            looks = [self.looks[r][c] for r in sample if self.looks[r][c] is not Look.BLANK]
            if looks and sum(item in _FIGURES or item is Look.YEAR for item in looks) * 2 > len(looks):
                found.add(c)
        years = {c for c in found if all(self.looks[r][c] in (Look.YEAR, Look.BLANK) for r in rows[skip:])}
        # Years beside other figures are a dimension; alone they may still be a header.
        return frozenset(found - years or (found if len(rows) > _DEEPEST else ()))

    def _body(self, block: Block, rows: list[int]) -> list[int]:
        """Take rows of the body; returns those that no longer belong to it."""
        header = [tuple(map(text_of, self.grid.rows[r])) for r in block.header]
        last = self._last_with_figures(block, rows)
        for position, row in enumerate(rows):
            filled = self._filled(row, block)
            if not filled or (header and self._is_repeated(row, header)):
                continue
            if not block.body and self._numbers_columns(block, row, filled):
                block.numbered = True
                continue
            if self._is_note(block, row, filled, row > last):
                return self._footer(block, rows[position:])
            if block.body and self._is_new_header(block, rows, position):
                return rows[position:]
            block.body.append(row)
        return []

    def _numbers_columns(self, block: Block, row: int, filled: list[int]) -> bool:
        """A row that numbers the columns: ``(1) (2)``, or plain numbers where labels should stand too."""
        cells = [self.grid.rows[row][c] for c in filled]
        marked = text_of(cells[0]).startswith("(") or filled[0] not in block.figures or len(cells) > 2
        return marked and is_column_numbering(cells)

    def _is_repeated(self, row: int, header: list[tuple[str, ...]]) -> bool:
        """A header that a new page repeats."""
        cells = self.grid.rows[row]
        return any(text_of(cells[0]) == texts[0] and tuple(map(text_of, cells)) == texts for texts in header)

    def _last_with_figures(self, block: Block, rows: list[int]) -> int:
        return max((r for r in rows if self._figures_in(block.figures, r)), default=-1)

    def _is_note(self, block: Block, row: int, filled: list[int], after_figures: bool) -> bool:
        if self._figures_in(block.figures, row):
            return False
        text = text_of(self.grid.rows[row][filled[0]])
        if any(_SIGNATURE.search(text_of(self.grid.rows[row][c])) for c in filled):
            return len(filled) <= 2
        if len(filled) > 2:
            return False
        if _SOURCE_MARK.match(text) and (after_figures or len(filled) == 1):
            return True
        if not after_figures or not block.body or not block.figures:
            return False
        wide = any(
            top == row and right - left + 1 >= len(block.columns) > 1 for top, left, _, right in self.grid.merged
        )
        return len(filled) == 1 and (wide or len(text) > _PROSE or bool(_SOURCE.match(text)))

    def _footer(self, block: Block, rows: list[int]) -> list[int]:
        """Notes below the table, up to where another table begins."""
        for position, row in enumerate(rows):
            filled = self._filled(row, block)
            if len(filled) > 2 or self._figures_in(block.figures, row):
                return rows[position:]
            if filled and _TABLE_MARK.match(self._line(row, block)):
                return rows[position:]
            if filled:
                block.notes.append(self._line(row, block))
        return []

    def _is_new_header(self, block: Block, rows: list[int], position: int) -> bool:
        """A row inside the body with words over the columns of figures, and figures again below it."""
        row = rows[position]
        if not self._is_header(block, row):
            return len(self._filled(row, block)) == 1 and self._caption_before_header(block, rows, position)
        return any(self._figures_in(block.figures, r) for r in rows[position + 1 : position + 1 + _DEEPEST])

    def _caption_before_header(self, block: Block, rows: list[int], position: int) -> bool:
        """A line of its own right above a new header is that table's title."""
        text = self._line(rows[position], block)
        following = rows[position + 1 : position + 2]
        return (
            bool(following)
            and (bool(_TITLE.match(text)) or len(text) > _SHORT)
            and self._is_new_header(block, rows, position + 1)
        )

    def _figures_in(self, figures: frozenset[int], row: int) -> bool:
        return any(self.looks[row][c] in (Look.NUMBER, Look.NULL, Look.YEAR) for c in figures)

    def _filled(self, row: int, where: Block | _Chunk) -> list[int]:
        return [c for c in range(where.left, where.right + 1) if self.looks[row][c] is not Look.BLANK]

    def _line(self, row: int, where: Block | _Chunk) -> str:
        return " ".join(text_of(self.grid.rows[row][c]) for c in self._filled(row, where))


def _covered(grid: Grid) -> frozenset[tuple[int, int]]:
    """Cells inside merged ranges, as far as the sheet reaches."""
    height, width = len(grid.rows), grid.width
    return frozenset(
        (r, c)
        for top, left, bottom, right in grid.merged
        for r in range(top, min(bottom + 1, height))
        for c in range(left, min(right + 1, width))
    )


def _without_signatures(lines: list[str]) -> list[str]:
    """Lines up to the signature block: that names people and is not kept."""
    for position, line in enumerate(lines):
        if _SIGNATURE.search(line):
            return lines[:position]
    return lines
