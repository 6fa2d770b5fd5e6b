"""What a worksheet's XML says beside its values, and how far it reaches, before a grid is built from it.

An XML parser that calls Python for each of a million cells costs more than reading them. So the bytes are filtered
first: rows in which every cell is plain (a reference within the sheet's bounds, no formula, no error, not hidden) are
dropped, and the parser sees the rest. Whatever is written in an unusual way is never dropped.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import cache

from sources.formats import refusals, xml
from sources.formats.refusals import MAX_BLANK, MAX_CELLS, MAX_COLUMNS, MAX_MERGED, TooFar
from sources.formulas import moved
from sources.grid import Formula, Place, Range, address, area, column_of, letters, place

# A row of that many bytes has nothing to do with a table.
_LONG_ROW = 1 << 24
_TRUE = ("1", "true")
# Bytes of a sheet that cannot hold more cells than a grid may have, however they are written.
SMALL = 15 * MAX_CELLS
# Elements that stand after the rows of a sheet.
_AFTER = frozenset({
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
})  # fmt: skip


class Sheet:
    """What the parser found. Rows and columns count from 0; ``bottom`` and ``right`` are -1 for an empty sheet.
    ``last_row`` is the number of the last row that is written at all, filled or not."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.bottom = self.right = -1
        self.formulas: dict[Place, Formula] = {}
        self.errors: dict[Place, str] = {}
        self.indents: dict[Place, int] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[Range] = []
        self.margins: list[tuple[str, str]] = []
        self.last_row = 0
        self._levels = levels
        self._shared: dict[str, tuple[int, int, str]] = {}
        self._row, self._here = -1, (-1, -1)
        self._row_hidden = self._occupied = self._error = self._after = False
        self._element = self._value = self._choices = ""
        self._formula: str | None = None
        self._shares: str | None = None
        self._level = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = xml.local(tag) if ":" in tag else tag
        self._element = tag
        if tag == "c":
            self._close()
            reference = attributes.get("r")
            self._here = place(reference) if reference else (self._row, self._here[1] + 1)
            self._error = attributes.get("t") == "e"
            self._level = self._levels.get(attributes.get("s", ""), 0)
        elif tag in ("v", "is"):
            if not self._after:
                self._occupy()
                self._value += " " if tag == "is" else ""
        elif tag == "f":
            if not self._after:
                self._occupy()
                self._formula = ""
                self._shares = attributes.get("si") if attributes.get("t") == "shared" else None
        elif tag == "row":
            self._close()
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._here = (self._row, -1)
            self._row_hidden = attributes.get("hidden") in _TRUE
            self.last_row = max(self.last_row, self._row + 1)
        else:
            self._beside(tag, attributes)

    def _beside(self, tag: str, attributes: dict[str, str]) -> None:
        """Elements that stand before or after the rows."""
        if tag == "col" and attributes.get("hidden") in _TRUE:
            self.hidden_columns.append((int(attributes.get("min", 1)) - 1, int(attributes.get("max", 1)) - 1))
        elif tag == "mergeCell":
            self.merged.append(area(attributes.get("ref", "")))
            if len(self.merged) > MAX_MERGED:
                raise TooManyMerged
        elif tag == "dataValidation":
            self._choices = f"daftar pilihan sel {attributes.get('sqref', '')[:60]}".rstrip()
            told = (attributes.get(key, "") for key in ("promptTitle", "prompt", "errorTitle", "error"))
            self.margins += [("pesan isian sel", text) for text in told if text]
        elif tag in _AFTER:
            self._close()
            self._after = True

    def text(self, data: str) -> None:
        if self._element == "v":
            self._value += data
        elif self._element == "f" and self._formula is not None:
            self._formula += data
        elif data.isspace():
            return
        elif self._element in ("formula1", "formula2", "f") and self._choices:
            self.margins.append((self._choices, data))
        elif self._element.endswith(("Header", "Footer")):
            self.margins.append(("kepala atau kaki halaman", data))

    def end(self) -> None:
        self._close()

    def _occupy(self) -> None:
        """The cell is one that a reader makes room for, even when its value turns out to be empty."""
        if self._occupied:
            return
        self._occupied = True
        row, column = self._here
        if row > self.bottom or column > self.right:
            self.bottom, self.right = max(row, self.bottom), max(column, self.right)
            if not fits(self.bottom, self.right):
                raise TooFar(address(row, column))
        if self._row_hidden and (not self.hidden_rows or self.hidden_rows[-1] != row):
            self.hidden_rows.append(row)
        if self._level:
            self.indents[self._here] = self._level

    def _close(self) -> None:
        """End of a cell: its formula and value are complete."""
        value = self._value
        if self._formula is not None:
            text = self._formula.strip()
            if self._shares is not None and text:
                self._shared[self._shares] = (*self._here, text)
            elif self._shares in self._shared:
                row, column, base = self._shared[self._shares]
                text = moved(base, self._here[0] - row, self._here[1] - column)
            self.formulas[self._here] = Formula(text, bool(value) and not (value.isspace() and len(value) > 1))
        if self._error and value.strip():
            self.errors[self._here] = value.strip()
        self._formula = self._shares = None
        self._occupied = self._error = False
        self._element = self._value = ""
        self._level = 0


class TooManyMerged(Exception):
    pass


def fits(bottom: int, right: int) -> bool:
    """Whether a grid with this last row and column (from 0) may be built."""
    return right < MAX_COLUMNS and (bottom + 1) * (right + 1) <= MAX_CELLS


def scan(opened: Callable[[], Iterable[bytes]], levels: dict[str, int], name: str, part: str, sheet: str) -> Sheet:
    """One pass over a worksheet; a second, without the filter, only where its bounds would be too loose.

    ``levels`` are the indentation levels by cell format. Raises :class:`TooFar` for a cell that no grid can hold and
    :class:`sources.deliveries.DeliveryRefused` for XML that is broken or built to harm.
    """
    page, sieve = Sheet(levels), Sieve(levels, name, sheet)
    _parse(sieve.notable(opened()), page, name, part)
    bottom, right = sieve.dropped_within or (-1, -1)
    if not fits(max(bottom, page.bottom), max(right, page.right)):
        page = Sheet(levels)
        _parse(opened(), page, name, part)
    page.last_row = max(page.last_row, sieve.last_row)
    return page


def counted(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The same chunks, as long as they hold no more cells than can be kept: a cell may be written more than once."""
    cells = 0
    for chunk in chunks:
        cells += chunk.count(b"<c") + chunk.count(b":c")
        if cells > MAX_CELLS:
            raise refusals.too_many_cells(name)
        yield chunk


def _parse(chunks: Iterable[bytes], page: Sheet, name: str, part: str) -> None:
    try:
        xml.parse(chunks, name, part, page.start, page.text)
    except TooManyMerged as error:
        raise refusals.too_large(name, f"mempunyai terlalu banyak sel gabungan (bagian {part})") from error
    page.end()


# --- the filter -------------------------------------------------------------------------------------------------------

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
    which no dropped cell lies; ``None`` when nothing was dropped. ``last_row`` counts from 1."""

    def __init__(self, levels: dict[str, int], name: str, sheet: str) -> None:
        self.dropped_within: Place | None = None
        self.last_row = 0
        self._readable = self._unusual_rows = False
        self._within = _BOUNDS
        self._plain, self._strict = _cell_patterns(*_BOUNDS)
        self._name, self._sheet = name, sheet
        self._blank = 0
        self._indented = _indented_cell("|".join(levels)) if levels else None

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
