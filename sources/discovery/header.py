"""The top of a table: its titles, and the header rows, which end where figures begin."""

from collections.abc import Sequence

from sources.discovery import wording
from sources.discovery.block import Block
from sources.discovery.chunks import DEEPEST
from sources.discovery.column import is_serial_header
from sources.looks import FIGURES, Look, is_column_numbering

# Body rows whose looks are counted to tell columns of figures from columns of words.
_SAMPLE = 400
_NAMES = frozenset({Look.TEXT, Look.YEAR})


def take(block: Block, rows: list[int]) -> list[int]:
    """Give the block its titles, header and columns of figures; returns the rows after them.

    A block that has titles only is given no header, and no rows are left.
    """
    figures = figure_columns(block, rows)
    at = _skip_titles(block, rows, figures)
    if at is None:
        return []
    block.figures = figures
    if _is_body(block, rows[at]) and not _is_counting(block, rows[at]):
        return rows[at:]
    end = at
    while end + 1 < len(rows) and end - at + 1 < DEEPEST and _goes_on(block, rows, at, end):
        end += 1
    block.header = rows[at : end + 1]
    return rows[end + 1 :]


def figure_columns(block: Block, rows: Sequence[int]) -> frozenset[int]:
    """Columns whose cells are figures, by the rows in which the body must stand."""
    skip = max(1, min(len(rows) // 2, DEEPEST + 4))
    sample = rows[skip : skip + _SAMPLE] or rows[-1:]
    found = {column for column in block.columns if _is_figured(block, sample, column)}
    below = rows[skip:]
    years = {column for column in found if _is_dimension(block, below, column)}
    # Years beside other figures are a dimension; alone they may still be a header.
    return frozenset(found - years or (found if len(rows) > DEEPEST else ()))


def _is_figured(block: Block, rows: Sequence[int], column: int) -> bool:
    looks = [found for row in rows if (found := block.sheet.seen[column][row]) is not Look.BLANK]
    return sum(item in FIGURES or item is Look.YEAR for item in looks) * 2 > len(looks)


def _is_dimension(block: Block, rows: Sequence[int], column: int) -> bool:
    looks = block.sheet.seen[column]
    return all(looks[row] is Look.YEAR or looks[row] is Look.BLANK for row in rows)


# --- titles -----------------------------------------------------------------------------------------------------------


def _skip_titles(block: Block, rows: list[int], figures: frozenset[int]) -> int | None:
    """Position of the first row of the header, or ``None`` when all rows are single lines."""
    for at, row in enumerate(rows):
        filled = block.filled(row)
        if not filled:
            continue
        rest = max((len(block.filled(r)) for r in rows[at + 1 : at + 1 + DEEPEST]), default=0)
        if len(filled) == 1 and (rest > 1 or not figures) and len(rows) > 1:
            if _is_stair(block, rows, at):
                return at
        elif not block.sheet.is_pair(row, filled) and not (len(filled) == 2 < rest and _is_title(block, rows, at)):
            return at
        block.titles.append(block.line(row))
    return None


def _is_title(block: Block, rows: list[int], at: int) -> bool:
    """``Tabel 1. | Jumlah sekolah``: two cells, none merged over others, that are no header."""
    row = rows[at]
    filled = block.filled(row)
    first, second = (block.sheet.text(row, column) for column in filled)
    if sum(column in filled or (row, column) in block.sheet.covered for column in block.columns) > len(filled):
        return False
    # However long the name over the figures is, the label beside it stands over a column that has no other.
    if filled[0] == block.left and _is_stair(block, rows, at):
        return False
    return wording.is_table_title(first) or len(second) > wording.SHORT or ":" in first


def _is_stair(block: Block, rows: list[int], at: int) -> bool:
    """A header written without merged cells: the label first, the other columns' header in the rows below it."""
    text = block.label(rows[at])
    if not text or len(text) > wording.SHORT or wording.is_table_title(text):
        return False
    below = rows[at + 1 : at + 1 + DEEPEST]
    empty = [row for row in below if block.left not in block.filled(row)]
    return bool(empty) and empty == below[: len(empty)] and len(empty) <= 3 and _are_words(block, empty)


def _are_words(block: Block, rows: Sequence[int]) -> bool:
    return not any(item in FIGURES for row in rows for item in block.sheet.row_looks(row, block.columns))


# --- header rows ------------------------------------------------------------------------------------------------------


def _goes_on(block: Block, rows: list[int], at: int, end: int) -> bool:
    """Whether the row after ``end`` still belongs to the header that begins ``at``."""
    row = rows[end + 1]
    if any(item in FIGURES for item in block.figured(row)):
        return False
    if row <= _deepest_merged(block, rows[at : end + 1]):
        return True
    names = {column for column in block.filled(row) if block.sheet.seen[column][row] in _NAMES}
    if names & _spread(block, rows[end]):
        return True
    # Without merged cells: sub-headers stand over columns of figures, a row of the body would have figures there.
    # Those do not number the rows: a text among the numbers heads a group of rows.
    filled = block.figures.intersection(block.filled(row))
    figured = {column for column in filled if not _numbers_rows(block, rows[at : end + 1], column)}
    under = names & (block.figures | {*block.columns} - {*block.filled(rows[end])})
    return bool(figured) and figured <= names and len(under) >= len(figured)


def _deepest_merged(block: Block, rows: Sequence[int]) -> int:
    """The last row that merged cells of these rows reach down to."""
    ranges = (item for row in rows for item in block.sheet.merged.get(row, ()))
    return max((b for _, left, b, right in ranges if left <= block.right and right >= block.left), default=-1)


def _spread(block: Block, row: int) -> set[int]:
    """Columns over which cells of the row are merged."""
    spans = (range(left, right + 1) for _, left, _, right in block.sheet.merged.get(row, ()) if right > left)
    return {column for span in spans for column in span}


def _numbers_rows(block: Block, header: Sequence[int], column: int) -> bool:
    return any(is_serial_header(block.sheet.text(row, column)) for row in header)


def _is_body(block: Block, row: int) -> bool:
    looks = block.figured(row)
    return bool(looks) and FIGURES.issuperset(looks)


def _is_counting(block: Block, row: int) -> bool:
    """Headers that are numbers themselves: weeks, months or classes 1, 2, 3, ..."""
    filled = block.sheet.filled(row, sorted(block.figures))
    cells = [block.grid.rows[row][column] for column in filled]
    return len(cells) >= 3 and is_column_numbering(cells) and block.sheet.text(row, filled[0]) == "1"
