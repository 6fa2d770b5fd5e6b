"""The rows below a header: those of the body, and where notes or the header of another table end it."""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from sources.discovery import wording
from sources.discovery.block import Block
from sources.discovery.chunks import DEEPEST
from sources.looks import FIGURES, Look, is_column_numbering, text_of
from sources.notes import is_note, is_signature

# Cells that a note or a part of a signature block fills at most.
_NOTE = 2
_NAMES = frozenset({Look.TEXT, Look.YEAR})


def take(block: Block, rows: list[int]) -> list[int]:
    """Give the block the rows of its body, and the notes right below; returns the rows that belong to neither."""
    if not rows:
        return []
    last = next((row for row in reversed(rows) if block.has_figures(row)), -1)
    repeated = _repeated(block, rows)
    certain = _certain(block, rows) - repeated
    for position, row in enumerate(rows):
        if block.body and row in certain:
            block.body.append(row)
            continue
        filled = block.filled(row)
        if not filled or row in repeated or wording.is_page(block.line(row)):
            continue
        if not block.body and _numbers_columns(block, row):
            continue
        if _is_note(block, row, filled, row > last):
            return _take_notes(block, rows[position:])
        if block.body and _is_next_table(block, rows[position : position + 2 * DEEPEST + 1]):
            return rows[position:]
        block.body.append(row)
    return []


def is_header(block: Block, row: int) -> bool:
    """Words or years over the columns of figures: no row of the body."""
    looks = block.figured(row)
    if not looks or not _NAMES.issuperset(looks):
        return False
    if _is_labelled_alike(block, row):
        return True
    if all(item is Look.YEAR for item in looks):
        # Years beside each other are a header, also where the next table is set off to the side.
        years = block.sheet.row_looks(row, range(block.grid.width)).count(Look.YEAR)
        return years > 1 and not _holds_years(block)
    # Words beside years where figures should be are a header; words alone, only over most of the figures.
    return len(looks) > 1 and (Look.YEAR in looks or len(looks) * 2 > len(block.figures))


def _certain(block: Block, rows: Sequence[int]) -> set[int]:
    """Rows that neither end the body nor interrupt it: with a figure, or, in a table of words, more than a note has."""
    if not block.figures:
        first, last = min(rows), max(rows) + 1
        lines = zip(*(block.sheet.seen[column][first:last] for column in block.columns), strict=True)
        full = {row for row, line in enumerate(lines, first) if len(line) - line.count(Look.BLANK) > _NOTE}
        return full.intersection(rows)
    certain: set[int] = set()
    for column in block.figures:
        looks = block.sheet.seen[column]
        certain.update(row for row in rows if looks[row] in FIGURES)
        rows = [row for row in rows if row not in certain]
    return certain


def _numbers_columns(block: Block, row: int) -> bool:
    """A row that numbers the columns: ``(1) (2)``, or plain numbers where labels should stand too."""
    filled = block.filled(row)
    cells = [block.grid.rows[row][column] for column in filled]
    marked = block.sheet.text(row, filled[0]).startswith("(") or filled[0] not in block.figures or len(cells) > 2
    return marked and is_column_numbering(cells)


def _repeated(block: Block, rows: Sequence[int]) -> set[int]:
    """Header rows that a new page repeats, with the numbers of the columns right below."""
    repeated: set[int] = set()
    for header in block.header:
        for column in block.filled(header)[:1]:
            text, cells = block.sheet.text(header, column), block.sheet.columns[column]
            repeated.update(row for row in rows if text_of(cells[row]) == text and _are_alike(block, row, header))
    below = [row for above, row in pairwise(rows) if above in repeated and row not in repeated] if repeated else []
    return repeated.union(row for row in below if _numbers_columns(block, row))


def _are_alike(block: Block, row: int, other: int) -> bool:
    return all(block.sheet.text(row, column) == block.sheet.text(other, column) for column in block.columns)


def _is_labelled_alike(block: Block, row: int) -> bool:
    """The label over the labels stands here once more: a table of the same kind begins."""
    return block.label(row) in {block.label(header) for header in block.header} - {""}


def _holds_years(block: Block) -> bool:
    """Figures of the table that look like years themselves: then a row of them is no header."""
    looks = [block.sheet.seen[column][row] for row in block.body[-DEEPEST:] for column in block.figures]
    return looks.count(Look.YEAR) * 2 > len(looks)


def _is_next_table(block: Block, rows: Sequence[int]) -> bool:
    """Whether the rows begin with words over the columns of figures that have figures below, or with titles of that."""
    captions = list(takewhile(lambda row: _is_caption(block, row), rows[:DEEPEST]))
    at = len(captions)
    return (
        at < len(rows)
        and is_header(block, rows[at])
        and any(block.has_figures(row) for row in rows[at + 1 : at + 1 + DEEPEST])
    )


def _is_caption(block: Block, row: int) -> bool:
    """A line of its own that reads like a title, and no header of a single column."""
    if len(block.filled(row)) != 1 or is_header(block, row):
        return False
    text = block.line(row)
    return wording.is_title(text) or len(text) > wording.SHORT


def _is_note(block: Block, row: int, filled: Sequence[int], after_figures: bool) -> bool:
    if len(filled) > _NOTE or block.has_figures(row):
        return False
    texts = [block.sheet.text(row, column) for column in filled]
    if any(map(is_signature, texts)):
        return True
    if is_note(": ".join(texts)) and (after_figures or len(filled) == 1):
        return True
    if not after_figures or not block.body or not block.figures or len(filled) > 1:
        return False
    return block.is_across(row) or len(texts[0]) > wording.PROSE or wording.is_remark(texts[0])


def _take_notes(block: Block, rows: list[int]) -> list[int]:
    """Notes below the table, up to where another table begins."""
    for position, row in enumerate(rows):
        filled = block.filled(row)
        line = block.line(row)
        if len(filled) > _NOTE or block.has_figures(row) or wording.is_table_title(line):
            return rows[position:]
        if filled:
            block.notes.append(line)
    return []
