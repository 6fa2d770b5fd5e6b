"""The rows of a worksheet's XML that hold more than plain values.

An XML parser that calls Python for each of a million cells costs more than reading them. So the bytes are filtered
first: rows in which every cell is plain (a reference within the sheet's bounds, no formula, no error, not hidden) are
dropped, and the parser sees the rest. Whatever is written in an unusual way is never dropped.
"""

import re
from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator
from functools import cache

from sources.formats import refusals
from sources.formats.refusals import MAX_BLANK, fits
from sources.formats.xlsx_styles import Styles
from sources.grid import Place, column_of, letters

# A row of that many bytes has nothing to do with a table.
_LONG_ROW = 1 << 24
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}\d{1,7}:([A-Z]{1,3})(\d{1,7})"')
# Bounds of a sheet that does not tell them: Z99999.
_BOUNDS = (99_998, 25)
_OPENING, _CLOSING, _ROW = b"<sheetData>", b"</sheetData>", b"<row "
_ROOT = re.compile(rb"<([^?!<>\s/]+)")
_NUMBER = re.compile(rb'<row r="(\d{1,7})"')
_UNNUMBERED = re.compile(rb'<row(?! r="\d{1,7}+"[ />])[ \t\r\n/>]')
_UNUSUAL_ROW = re.compile(rb'<row(?! r="\d++"(?: (?!hidden="[1t])[\w:.]++="[^"]*+")*+/?>)[ \t\r\n/>]')
_PREFIXED = re.compile(rb":(?:row|c|f|v|is)[ \t\r\n/>]")
_FORMULA = re.compile(rb"<f[ \t\r\n/>]")
_FORMULA_CELL = re.compile(rb'<c r="[A-Z]++(\d++)"[^<>]*+><f[ \t\r\n/>].*?</c>', re.DOTALL)


class Sieve:
    """Drops rows that hold nothing but plain values. ``dropped_within`` are the last row and column (from 0) beyond
    which no dropped cell lies; ``None`` when nothing was dropped. ``last_row`` counts from 1. ``percents`` are filled
    cells whose format shows percents; those of rows that a parser sees may be among them."""

    def __init__(self, styles: Styles, name: str, sheet: str) -> None:
        self.dropped_within: Place | None = None
        self.last_row = 0
        self._readable = self._unusual_rows = False
        self._within = _BOUNDS
        self._plain, self._strict = _cell_patterns(*_BOUNDS)
        self._name, self._sheet = name, sheet
        self._blank = 0
        self.percents: set[Place] = set()
        self._indented = _indented_cell("|".join(styles.levels)) if styles.levels else None
        self._percent = _percent_cell("|".join(styles.percents)) if styles.percents else None

    def notable(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """A document with the same elements but for the dropped rows. Holds some pieces of the input at a time."""
        pieces = iter(chunks)
        rest = yield from self._head(pieces)
        while True:
            end = rest.find(_CLOSING)
            block = rest[: max(0, end if end >= 0 else rest.rfind(_ROW))]
            if not self._usual(block):
                break
            if len(rest) - len(block) > _LONG_ROW:
                raise refusals.too_large(self._name, f"mempunyai baris yang terlalu panjang (lembar {self._sheet})")
            yield self._sifted(block)
            rest = rest[len(block) :]
            if end >= 0 or not (piece := next(pieces, b"")):
                break
            rest += piece
        if self.last_row:
            # Rows without a number count on from here.
            yield b'<row r="%d"/>' % self.last_row
        yield rest
        yield from pieces

    def _head(self, pieces: Iterator[bytes]) -> Generator[bytes, None, bytes]:
        """Everything up to the rows; what was read of them already is returned."""
        head = b""
        for piece in pieces:
            before, opening, rest = (head + piece).partition(_OPENING)
            if not opening and len(before) < _LONG_ROW:
                head = before
                continue
            root = _ROOT.search(before)
            self._readable = bool(opening) and root is not None and root[1] == b"worksheet" and b"<!" not in before
            if self._readable:
                self._within = _bounds(before)
                self._plain, self._strict = _cell_patterns(*self._within)
            yield before + opening
            return rest
        yield head
        return b""

    def _usual(self, block: bytes) -> bool:
        """Whether what the patterns below look for can only be written the way they look for it."""
        if not self._readable:
            return False
        if (b"!" in block and b"<!" in block) or _PREFIXED.search(block):
            return False
        self._unusual_rows = _UNUSUAL_ROW.search(block) is not None
        return not (self._unusual_rows and _UNNUMBERED.search(block))

    def _sifted(self, block: bytes) -> bytes:
        """The rows of a block that a parser must see."""
        if not block:
            return b""
        if number := _NUMBER.match(block, max(0, block.rfind(_ROW))):
            self.last_row = int(number[1])
        if b"<v" not in block and b"<is" not in block and b"<f" not in block:
            self._blank += len(block)
            if self._blank > MAX_BLANK:
                raise refusals.too_many_blank_rows(self._name, self._sheet)
            return b""
        self.dropped_within = self._within
        return b"".join(piece for _, piece in sorted(self._pieces(block)))

    def _pieces(self, block: bytes) -> Iterator[tuple[int, bytes]]:
        """Whole rows around what is unusual, single cells with a formula or an indentation; each with its position."""
        patterns = [_UNUSUAL_ROW] if self._unusual_rows else []
        if self._plain.search(block):
            patterns.append(self._strict)
        wanted = [self._indented] if self._indented else []
        if self._percent:
            # There may be a million of them, and their place is all there is to tell.
            cells = (match.groups() for match in self._percent.finditer(block))
            self.percents.update((int(row) - 1, column_of(column.decode())) for column, row in cells)
        if b"f" in block and (times := _times(_FORMULA, block)):
            # A cell that is written in another way than most programs do is looked at with its row.
            usual = times == _times(_FORMULA_CELL, block)
            (wanted if usual else patterns).append(_FORMULA_CELL if usual else _FORMULA)
        rows = list(_rows_at(block, sorted(match.start() for each in patterns for match in each.finditer(block))))
        yield from ((start, block[start:end]) for start, end in rows)
        starts = [start for start, _ in rows]
        for pattern in wanted:
            for match in pattern.finditer(block):
                row = bisect_right(starts, match.start()) - 1
                if row < 0 or rows[row][1] <= match.start():
                    yield match.start(), b'<row r="%s">%s</row>' % (match[1], match[0])


def _times(pattern: re.Pattern[bytes], block: bytes) -> int:
    return sum(1 for _ in pattern.finditer(block))


def _rows_at(block: bytes, positions: list[int]) -> Iterator[tuple[int, int]]:
    """Where the whole rows around some positions begin and end, each once."""
    done = 0
    for position in positions:
        if position < done:
            continue
        start = max(done, block.rfind(b"<row", done, position + len(_ROW)))
        end = block.find(b"</row>", position)
        done = len(block) if end < 0 else end + len(b"</row>")
        yield start, done


def _bounds(head: bytes) -> Place:
    """Last row and column (from 0) that cells of this sheet should not pass. A claim: each cell is held against it."""
    if claim := _DIMENSION.search(head):
        row, column = int(claim[2]) - 1, column_of(claim[1].decode())
        for bounds in ((max(row, _BOUNDS[0]), max(column, _BOUNDS[1])), (row, column)):
            if fits(*bounds):
                return bounds
    return _BOUNDS


@cache
def _cell_patterns(bottom: int, right: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Two patterns for cells that are not plain: a fast one that may find too much, and one that does not."""
    reference = f"{_up_to(letters(right), 'A', 'Z')}{_up_to(str(bottom + 1), '0', '9')}"
    # No "e" within the tag: so neither t="e" nor t="inlineStr", which the second pattern tells apart.
    plain = rf'<c(?! r="{reference}"(?:>| t="s">|[ "=0-9a-df-zA-Z]*+/?>))[ \t\r\n/>]'
    strict = rf'<c(?! r="{reference}"(?: s="\d++")?+(?: t="(?!e")\w++")?+/?>)[ \t\r\n/>]'
    return re.compile(plain.encode()), re.compile(strict.encode())


def _percent_cell(styles: str) -> re.Pattern[bytes]:
    """Column and row of cells of these formats that hold something."""
    return re.compile(
        rf'<c r="([A-Z]{{1,3}})(0*+[1-9]\d{{0,6}}+)"[^<>]*? s="(?:{styles})"[^<>]*+(?<!/)>\s*+<[vif]'.encode()
    )


def _indented_cell(styles: str) -> re.Pattern[bytes]:
    """Cells of these formats that hold something."""
    return re.compile(rf'<c r="[A-Z]++(\d++)"[^<>]*? s="(?:{styles})"[^<>]*+(?<!/)>.*?</c>'.encode(), re.DOTALL)


def _up_to(text: str, first: str, last: str) -> str:
    """A pattern for the texts up to ``text``, counted as columns or numbers are: the shorter ones first."""
    parts = [f"[{first}-{last}]{{1,{len(text) - 1}}}+"] if len(text) > 1 else []
    for i, letter in enumerate(text[:-1]):
        if letter > first:
            parts.append(f"{text[:i]}[{first}-{chr(ord(letter) - 1)}][{first}-{last}]{{{len(text) - i - 1}}}")
    parts.append(f"{text[:-1]}[{first}-{text[-1]}]")
    return f"(?:{'|'.join(parts)})"
