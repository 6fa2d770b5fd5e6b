"""A sheet -> where its tables stand: header rows, body rows, the lines above and below.

Nothing is declared here, so everything follows from the shape of the sheet: a table is a run of rows that fill at least
two columns; its header ends where figures begin; single lines above it are titles, below it notes.
"""

from collections.abc import Iterator

from sources.discovery import header, rows, wording
from sources.discovery.block import Block
from sources.discovery.chunks import DEEPEST, Chunk, parts
from sources.discovery.sheet import Sheet
from sources.looks import FIGURES, Look
from sources.notes import is_note, is_signature, unsigned
from sources.workbook import Grid


def blocks(grid: Grid) -> Iterator[Block]:
    """Tables of the sheet from top to bottom, and from left to right where they stand side by side."""
    sheet = Sheet(grid)
    for chunks in parts(sheet):
        yield from _of_all_pages(_tables(sheet, chunks))


def _of_all_pages(found: Iterator[Block]) -> Iterator[Block]:
    """The tables; one that goes on below its own title and header, repeated on a new page, is a single table."""
    begun: Block | None = None
    for block in found:
        if begun and _goes_on(begun, block):
            begun.body += block.body
            begun.notes += [note for note in block.notes if note not in begun.notes]
            continue
        if begun:
            yield begun
        begun = block
    if begun:
        yield begun


def _goes_on(begun: Block, block: Block) -> bool:
    """Whether title and header are the same, and the rows are numbered on from those of the page before."""
    if not block.titles or (block.titles, block.columns, block.heads) != (begun.titles, begun.columns, begun.heads):
        return False
    before, after = begun.numbers, block.numbers
    return bool(before and after) and after[0] == before[-1] + 1


def _tables(sheet: Sheet, chunks: list[Chunk]) -> Iterator[Block]:
    """Tables that stand below each other. ``pending`` are lines that belong to the table that comes next."""
    block: Block | None = None
    pending = [*sheet.grid.titles]
    signed = False
    for chunk in chunks:
        before, signed = signed, signed or bool(block and block.body and _is_signature(sheet, chunk))
        if signed and not _has_figures(sheet, chunk):
            if not wording.is_title(sheet.line(chunk.rows[0], chunk.columns)):
                if block is not None:
                    block.notes += _notes_of_foot(sheet, chunk, before)
                continue
            signed = False
        if chunk.is_prose and not _is_narrow_table(sheet, chunk):
            lines = [text for row in chunk.rows if not wording.is_page(text := sheet.line(row, chunk.columns))]
            pending += _take_notes(block, lines) if block and block.body else lines
            continue
        rest = list(chunk.rows)
        while rest:
            if block is not None and _continues(block, rest, chunk):
                block.figures = block.figures or header.figure_columns(block, rest)
            else:
                begun = Block(sheet, chunk.left, chunk.right, pending)
                pending, signed = [], False
                rest = header.take(begun, rest)
                if not rest and not begun.header:
                    pending = begun.titles
                    break
                if block is not None:
                    yield from _closed(block)
                block = begun
            rest = rows.take(block, rest)
            if rest and block.body:
                pending += _lines_between(block, rest)
    if block is None and len(chunks) == 1 and _is_header_alone(sheet, chunks[0]):
        block, pending = Block(sheet, chunks[0].left, chunks[0].right, header=list(chunks[0].rows)), []
    if block is not None:
        block.notes += pending if block.body else []
        yield from _closed(block)


def _closed(block: Block) -> Iterator[Block]:
    if block.header or block.body:
        _take_hidden(block)
        block.notes = [*unsigned(block.notes)]
        yield block


def _take_hidden(block: Block) -> None:
    """Hidden columns beside a table belong to it: they are read, and said to be hidden."""
    sheet = block.sheet
    filled = {c for c in sheet.unseen if any(sheet.looks[c][row] is not Look.BLANK for row in block.body)}
    while block.left - 1 in filled:
        block.left -= 1
    while block.right + 1 in filled:
        block.right += 1


# --- what chunks are --------------------------------------------------------------------------------------------------


def _is_signature(sheet: Sheet, chunk: Chunk) -> bool:
    """Place and date, or the office that signs: what follows names people and is not kept."""
    return any(
        is_signature(sheet.text(row, column)) for row in chunk.rows[:2] for column in sheet.filled(row, chunk.columns)
    )


def _has_figures(sheet: Sheet, chunk: Chunk) -> bool:
    return any(item in FIGURES for row in chunk.rows for item in sheet.row_looks(row, chunk.columns))


def _is_header_alone(sheet: Sheet, chunk: Chunk) -> bool:
    """All that a sheet holds is a header written as a stair: an export without a single row."""
    places = [sheet.filled(row, chunk.columns) for row in chunk.rows]
    below = all(filled and filled[0] > chunk.left for filled in places[1:])
    return 1 < len(places) <= DEEPEST and places[0] == [chunk.left] and below


def _is_narrow_table(sheet: Sheet, chunk: Chunk) -> bool:
    """One column of figures below its header."""
    looks = [sheet.seen[chunk.left][row] for row in chunk.rows]
    return chunk.left == chunk.right and len(looks) > 3 and sum(map(looks.count, FIGURES)) >= len(looks) - 1


# --- what stands between tables ---------------------------------------------------------------------------------------


def _notes_of_foot(sheet: Sheet, chunk: Chunk, signed: bool) -> Iterator[str]:
    """What is said about the table above and beside those who sign: whole lines up to the first of these (none if
    ``signed`` before), then cells that say they are notes."""
    for row in chunk.rows:
        cells = [sheet.text(row, column) for column in sheet.filled(row, chunk.columns)]
        signed = signed or any(is_signature(text) and not is_note(text) for text in cells)
        if not signed:
            yield " ".join(cells)
        else:
            yield from filter(wording.is_remark, cells)


def _take_notes(block: Block, lines: list[str]) -> list[str]:
    """Lines after a table: its notes, up to what reads like the title of the next one."""
    for position, line in enumerate(lines):
        noted = wording.is_remark(line) or is_signature(line)
        # A line after a note may go on with it; a line after a blank row begins something of its own.
        if not noted and (position == 0 or wording.is_title(line)):
            return lines[position:]
        block.notes.append(line)
    return []


def _lines_between(block: Block, rest: list[int]) -> list[str]:
    """Single lines at the top of ``rest`` (removed from it): notes of the table above, titles of the next."""
    lines: list[str] = []
    while rest and len(block.filled(rest[0])) == 1:
        lines.append(block.line(rest.pop(0)))
    return _take_notes(block, lines)


def _continues(block: Block, rest: list[int], chunk: Chunk) -> bool:
    """Whether rows after a blank one still belong to the table above: no new header begins."""
    if chunk.right < block.left or chunk.left > block.right:
        return False
    if not block.body:
        return len(block.header) < DEEPEST or not FIGURES.isdisjoint(block.sheet.row_looks(rest[0], block.columns))
    if not block.figures:
        # A table of words: what fills the same columns goes on with it.
        return block.sheet.filled(rest[0], chunk.columns) == [*block.columns]
    first = next((row for row in rest if not _is_heading(block, row)), None)
    return first is not None and block.has_figures(first) and not rows.is_header(block, first)


def _is_heading(block: Block, row: int) -> bool:
    """A line of its own where the labels stand: the head of a group of rows, unless it reads like a title."""
    filled = block.filled(row)
    if len(filled) != 1 or filled[0] in block.figures:
        return False
    line = block.line(row)
    return not wording.is_title(line) and not wording.is_remark(line)
