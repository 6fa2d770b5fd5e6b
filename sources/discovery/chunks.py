"""A sheet -> runs of filled rows, and which of them stand below each other in the same columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sources.discovery.sheet import Sheet
from sources.looks import FIGURES, WORDS, Look, is_column_numbering

# Rows that the header of a table may have.
DEEPEST = 6


@dataclass(frozen=True)
class Chunk:
    """Rows between two blank ones, from column ``left`` to ``right``."""

    rows: tuple[int, ...]
    left: int
    right: int
    # Every row has a single filled cell, however wide it is merged, or a label and its value: lines of text, no table.
    is_prose: bool

    @property
    def columns(self) -> range:
        return range(self.left, self.right + 1)


def parts(sheet: Sheet) -> list[list[Chunk]]:
    """Chunks from top to bottom; several lists where tables stand side by side."""
    chunks = [chunk for rows in _with_headers(sheet) for chunk in _beside(sheet, rows)]
    wide = [chunk.rows for chunk in chunks if not chunk.is_prose]
    if all(above[-1] < below[0] for above, below in pairwise(wide)):
        return [chunks]
    groups: list[list[Chunk]] = []
    for chunk in chunks:
        home = next((g for g in groups if any(c.left <= chunk.right and chunk.left <= c.right for c in g)), None)
        (groups.append([chunk]) if home is None else home.append(chunk))
    return groups


def _with_headers(sheet: Sheet) -> Iterator[tuple[int, ...]]:
    """Runs of filled rows; a header that a blank row parts from its figures is put together with them."""
    runs = _runs(sheet)
    held: tuple[int, ...] = ()
    for run in runs:
        if held and _begins_with_figures(sheet, run):
            yield held + run
            held = ()
            continue
        if held:
            yield held
        held = run if _is_bare_header(sheet, run) else ()
        if not held:
            yield run
    if held:
        yield held


def _runs(sheet: Sheet) -> Iterator[tuple[int, ...]]:
    for before, after in pairwise([-1, *sheet.blank_rows, len(sheet.grid.rows)]):
        if after - before > 1:
            yield tuple(range(before + 1, after))


def _is_bare_header(sheet: Sheet, run: Sequence[int]) -> bool:
    if len(run) > DEEPEST:
        return False
    titles = [row for row in run if not is_column_numbering(sheet.grid.rows[row])]
    looks = [sheet.row_looks(row, range(sheet.grid.width)) for row in titles]
    tabular = max(map(len, looks), default=0) >= 2 and any(row[0] is Look.TEXT for row in looks)
    return tabular and not any(item in FIGURES for row in looks for item in row)


def _begins_with_figures(sheet: Sheet, run: Sequence[int]) -> bool:
    lines = (sheet.row_looks(row, range(sheet.grid.width)) for row in run)
    looks = next((line for line in lines if len(line) > 1), None)
    return any(item in FIGURES for item in looks or sheet.row_looks(run[0], range(sheet.grid.width)))


def _beside(sheet: Sheet, rows: tuple[int, ...]) -> Iterator[Chunk]:
    """Tables side by side: parts of the rows between blank columns, each with words and figures of its own."""
    spans: list[tuple[int, int]] = []
    for column in range(sheet.grid.width):
        if _is_used(sheet, rows, column):
            beside = spans and spans[-1][1] == column - 1
            spans.append((spans.pop()[0] if beside else column, column))
    if len(spans) > 1 and all(_stands_alone(sheet, rows, *span) for span in spans):
        for left, right in spans:
            filled = [row for row in rows if sheet.filled(row, range(left, right + 1))]
            yield _chunk(sheet, tuple(row for row in rows if filled[0] <= row <= filled[-1]), left, right)
    else:
        yield _chunk(sheet, rows, spans[0][0], spans[-1][1])


def _is_used(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    looks = sheet.seen[column]
    return any(looks[row] is not Look.BLANK for row in rows) or any((row, column) in sheet.covered for row in rows)


def _chunk(sheet: Sheet, rows: tuple[int, ...], left: int, right: int) -> Chunk:
    lines = ((row, sheet.filled(row, range(left, right + 1))) for row in rows)
    return Chunk(rows, left, right, all(len(filled) < 2 or sheet.is_pair(row, filled) for row, filled in lines))


def _stands_alone(sheet: Sheet, rows: Sequence[int], left: int, right: int) -> bool:
    if left == right or len(rows) < 3:
        return False
    looks = [[sheet.seen[column][row] for row in rows] for column in range(left, right + 1)]
    figured = any(sum(map(found.count, FIGURES)) * 3 >= len(rows) for found in looks)
    return figured and sum(map(looks[0].count, WORDS)) * 2 >= len(rows)
