"""A worksheet's XML with some cells restyled, streamed: everything else stays as it is, byte for byte.

Worksheets are edited as bytes, because building 1,000,000 cells to change ten costs a minute and loses what the library
does not know. ECMA-376 part 1, 18.3.1.99 (CT_Worksheet) gives the order of elements.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from quality.reports.places import position
from sources.grid import address

_CHUNK = 1 << 20
# Of what stands around the rows, and of a single row: more is built to fill the memory.
_LONGEST = 64 << 20
_ATTRIBUTES = rb"""((?:[^>"'/]|"[^"]*"|'[^']*')*)"""
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3}\d+)["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
_SPANS = re.compile(rb"""\sspans\s*=\s*["'][^"']*["']""")
_SELECTED = re.compile(rb"""\stabSelected\s*=\s*["'](?:1|true)["']""")
_DIMENSION = re.compile(rb"""(dimension\s+ref\s*=\s*["'])([A-Z]+\d+)(?::([A-Z]+\d+))?(["'])""")
# What stands after <legacyDrawing>; AlternateContent wraps controls and embedded objects.
_AFTER_NOTES = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",
}  # fmt: skip

Cell = tuple[int, int]
# For each cell (row, column, from 0) that changes: its style before -> its style after.
Restyled = Mapping[Cell, Callable[[int], int]]


@dataclass(frozen=True)
class Frame:
    """A worksheet without its rows: ``head`` up to and with ``<sheetData>``, ``tail`` from ``</sheetData>`` on. Between
    them stand ``length`` bytes of rows, after ``start`` bytes. ``prefix`` is that of the elements (``b"x:"``, mostly
    empty)."""

    head: bytes
    tail: bytes
    prefix: bytes
    start: int
    length: int

    def anchors(self, cells: Iterable[Cell]) -> dict[Cell, Cell]:
        """Those of the cells that a merged range covers -> the first cell of that range, the only one that shows."""
        ordered = sorted(cells)
        covered: dict[Cell, Cell] = {}
        merges = rb"""<%bmergeCell\s[^>]*?ref\s*=\s*["']([^"':]+):([^"']+)["']""" % self.prefix
        for match in re.finditer(merges, self.tail):
            first, last = position(match[1].decode()), position(match[2].decode())
            if first is None or last is None:
                continue
            within = ordered[bisect_left(ordered, (first[0], 0)) : bisect_right(ordered, (last[0], last[1]))]
            covered |= {cell: first for cell in within if first[1] <= cell[1] <= last[1]}
        return covered


def frame(stream: Any) -> Frame | None:
    """What stands around the rows of a worksheet. ``None`` for a sheet without rows of its own, such as a chart sheet.

    ``stream`` is read once, from its begin; the rows are not kept. Raises ``ValueError`` when they do not end, or what
    stands around them does not.
    """
    opening = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^>]*?)?(/?)>")
    head = b""
    while not (match := opening.search(head)):
        if not (chunk := stream.read(_CHUNK)):
            return None
        head += chunk
        if len(head) > _LONGEST:
            raise ValueError("what stands before the rows does not end")
    prefix, start, rest = match[1], match.end(), head[match.end() :]
    if match[2]:
        # <sheetData/>: opened, so that rows can be put into it.
        head = head[: match.start()] + b"<%bsheetData>" % prefix
        return Frame(head, b"</%bsheetData>" % prefix + rest + _rest(stream), prefix, start, 0)
    end, seen = b"</%bsheetData" % prefix, 0
    while (at := rest.find(end)) < 0:
        if not (chunk := stream.read(_CHUNK)):
            raise ValueError("sheetData does not end")
        kept = rest[-len(end) :]
        seen += len(rest) - len(kept)
        rest = kept + chunk
    return Frame(head[:start], rest[at:] + _rest(stream), prefix, start, seen + at)


def _rest(stream: Any) -> bytes:
    rest = bytes(stream.read(_LONGEST))
    if len(rest) == _LONGEST:
        raise ValueError("what stands after the rows does not end")
    return rest


def unselected(head: bytes) -> bytes:
    """The head of a sheet that is not the one shown when the workbook opens. Two selected sheets would be edited
    together."""
    return _SELECTED.sub(b"", head)


def with_notes(sheet: Frame, link: str, relationships: str) -> bytes:
    """The tail with a reference to the shapes of comments; ``link`` is the relationship's id, ``relationships`` the
    namespace of such ids."""
    at = _place_of_notes(sheet)
    element = f'legacyDrawing xmlns:r="{relationships}" r:id="{link}"/>'.encode()
    return sheet.tail[:at] + b"<" + sheet.prefix + element + sheet.tail[at:]


def drawing_of_notes(sheet: Frame) -> str | None:
    """The relationship's id of the shapes of comments, where the sheet has some."""
    match = re.search(rb"""<%blegacyDrawing\s[^>]*?id\s*=\s*["']([^"']+)["']""" % sheet.prefix, sheet.tail)
    return match[1].decode() if match else None


def widened(head: bytes, cells: Iterable[Cell]) -> bytes:
    """The head whose ``dimension`` includes the cells."""
    match = _DIMENSION.search(head)
    first = position(match[2].decode()) if match else None
    if match is None or first is None:
        return head
    last = (position(match[3].decode()) if match[3] else None) or first
    corners = [first, last, *cells]
    top, left = min(r for r, _ in corners), min(c for _, c in corners)
    bottom, right = max(r for r, _ in corners), max(c for _, c in corners)
    if (top, left, bottom, right) == (*first, *last):
        return head
    reference = f"{address(top, left)}:{address(bottom, right)}".encode()
    return head[: match.start()] + match[1] + reference + match[4] + head[match.end() :]


def rows(stream: Any, sheet: Frame, restyled: Restyled, former: Mapping[int, int]) -> Iterator[bytes]:
    """The rows of the sheet, with the cells restyled; cells and rows that are missing are put in at their place.

    ``stream`` is the worksheet from its begin. ``former`` replaces styles wherever they are used.
    """
    stream.read(sheet.start)
    edit = _Rows(sheet, restyled)
    undo = _undo(sheet.prefix, former) if former else None
    for segment in _segments(stream, sheet.length, b"<%brow" % sheet.prefix):
        yield from edit.through(undo(segment) if undo else segment)
    yield from edit.rest()


def _segments(stream: Any, length: int, opening: bytes) -> Iterator[bytes]:
    """The stream's next ``length`` bytes in pieces that each begin with a row, but for the first."""
    held = b""
    while length:
        chunk = stream.read(min(_CHUNK, length))
        if not chunk:
            raise ValueError("the rows end early")
        length -= len(chunk)
        held += chunk
        cut = held.rfind(opening)
        if cut > 0:
            yield held[:cut]
            held = held[cut:]
        elif len(held) > _LONGEST:
            raise ValueError("a row does not end")
    if held:
        yield held


def _undo(prefix: bytes, former: Mapping[int, int]) -> Callable[[bytes], bytes]:
    """A function that gives cells with the styles of an earlier report their former style."""
    styles = b"|".join(b"%d" % style for style in former)
    used = re.compile(rb"""(<%bc(?=\s)[^>]*?\ss=["'])(%b)(?=["'])""" % (prefix, styles))

    def undone(segment: bytes) -> bytes:
        return used.sub(lambda match: match[1] + b"%d" % former[int(match[2])], segment)

    return undone


class _Rows:
    """Goes through the rows of a sheet once, from the top."""

    def __init__(self, sheet: Frame, restyled: Restyled) -> None:
        prefix = self._prefix = sheet.prefix
        self._row = re.compile(rb"<%brow(?=[\s/>])%b(/?)>" % (prefix, _ATTRIBUTES))
        self._cell = re.compile(rb"<%bc(?=[\s/>])%b(?:/>|>.*?</%bc\s*>)" % (prefix, _ATTRIBUTES, prefix), re.DOTALL)
        self._columns = _column_styles(sheet)
        self._waiting: dict[int, dict[int, Callable[[int], int]]] = {}
        for (row, column), style in sorted(restyled.items(), key=lambda item: item[0]):
            self._waiting.setdefault(row, {})[column] = style
        # Rows that come next, the last of the list first.
        self._next = sorted(self._waiting, reverse=True)
        self._at = -1

    def through(self, segment: bytes) -> Iterator[bytes]:
        """The segment, edited."""
        done = 0
        found = [*self._row.finditer(segment)] if self._next else []
        for place, match in enumerate(found):
            number = _ROW_NUMBER.search(match[1])
            self._at = int(number[1]) - 1 if number else self._at + 1
            if not self._next or self._at < self._next[-1]:
                continue
            yield segment[done : match.start()]
            yield from self._missing(before=self._at)
            done = match.start()
            if self._next and self._next[-1] == self._at:
                done = found[place + 1].start() if place + 1 < len(found) else len(segment)
                yield self._edited(segment[match.start() : done], match, self._waiting[self._next.pop()])
        yield segment[done:]

    def rest(self) -> Iterator[bytes]:
        """Rows below the last row."""
        yield from self._missing(before=1 << 30)

    def _missing(self, before: int) -> Iterator[bytes]:
        while self._next and self._next[-1] < before:
            row = self._next.pop()
            cells = b"".join(self._new(row, column, style, 0) for column, style in self._waiting[row].items())
            yield b'<%brow r="%d">%b</%brow>' % (self._prefix, row + 1, cells, self._prefix)

    def _edited(self, text: bytes, opening: re.Match[bytes], styles: dict[int, Callable[[int], int]]) -> bytes:
        """One row: its opening tag, its cells, and what stands up to the next row."""
        row, tag, rest = self._at, opening[0], text[len(opening[0]) :]
        base = _style(opening[1]) if b"customFormat" in opening[1] else 0
        closing = b"</%brow" % self._prefix
        if opening[2]:
            tag, rest = tag[:-2] + b">", closing + b">" + rest
        waiting = [*styles.items()]
        pieces: list[bytes] = []
        done, column = 0, -1
        added = False
        for match in self._cell.finditer(rest):
            reference = _REFERENCE.search(match[1])
            at = position(reference[1].decode()) if reference else None
            column = at[1] if at else column + 1
            while waiting and waiting[0][0] < column:
                pieces += rest[done : match.start()], self._new(row, *waiting.pop(0), base)
                done, added = match.start(), True
            if waiting and waiting[0][0] == column:
                attributes = _restyled(match[1], waiting.pop(0)[1])
                begin, end = match.span(1)
                pieces += rest[done:begin], attributes
                done = end
        end = rest.rfind(closing)
        pieces.append(rest[done:end])
        pieces += [self._new(row, *item, base) for item in waiting]
        pieces.append(rest[end:])
        # ``spans`` promises where the row's cells stand.
        return (_SPANS.sub(b"", tag) if added or waiting else tag) + b"".join(pieces)

    def _new(self, row: int, column: int, style: Callable[[int], int], base: int) -> bytes:
        """A cell that was empty: it looks like its row, or else its column."""
        base = base or next((own for first, last, own in self._columns if first <= column <= last), 0)
        return b'<%bc r="%b" s="%d"/>' % (self._prefix, address(row, column).encode(), style(base))


def _style(attributes: bytes) -> int:
    match = _STYLE.search(attributes)
    return int(match[1]) if match else 0


def _restyled(attributes: bytes, style: Callable[[int], int]) -> bytes:
    return _STYLE.sub(b"", attributes).rstrip() + b' s="%d"' % style(_style(attributes))


def _column_styles(sheet: Frame) -> list[tuple[int, int, int]]:
    """(first column, last column, style) of columns that have a style."""
    found = []
    for match in re.finditer(rb"<%bcol\s[^>]*>" % sheet.prefix, sheet.head):
        values = {
            name: int(value) for name, value in re.findall(rb"""\s(min|max|style)\s*=\s*["'](\d+)["']""", match[0])
        }
        if {b"min", b"max", b"style"} <= values.keys():
            found.append((values[b"min"] - 1, values[b"max"] - 1, values[b"style"]))
    return found


def _place_of_notes(sheet: Frame) -> int:
    """Where in the tail ``<legacyDrawing>`` belongs: before the first element that must follow it."""
    opening = b"<%bworksheet><%bsheetData>" % (sheet.prefix, sheet.prefix)
    parser = expat.ParserCreate()
    depth, place = 0, -1

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal depth, place
        depth += 1
        if depth == 2 and tag.rpartition(":")[2] not in _AFTER_NOTES:
            place = -1
        elif depth == 2 and place < 0:
            place = parser.CurrentByteIndex

    def end(_: str) -> None:
        nonlocal depth, place
        depth -= 1
        if depth == 0 and place < 0:
            place = parser.CurrentByteIndex

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(opening + sheet.tail, True)
    return place - len(opening)
