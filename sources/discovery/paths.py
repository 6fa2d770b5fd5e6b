"""Header rows of a block -> the path of each column: levels from the topmost down, each once."""

from bisect import bisect_right

from sources import headers
from sources.discovery.block import Block
from sources.grid import Cell, Place
from sources.looks import is_year, label_of


def paths(block: Block) -> dict[int, tuple[str, ...]]:
    """Sheet column -> header path. Cells of columns outside of the block stand over nothing in it."""
    levels = range(len(block.header))
    rows = [[*[""] * block.left, *block.grid.rows[row][block.left : block.right + 1]] for row in block.header]
    merged = [
        (level, left, bisect_right(block.header, bottom) - 1, right)
        for level, row in enumerate(block.header)
        for _, left, bottom, right in block.sheet.merged.get(row, ())
    ]
    anchors = headers.anchors(merged, levels, block.right + 1)
    return {column: _path(rows, headers.over(rows, levels, column, anchors)) for column in block.columns}


def _path(rows: list[list[Cell]], places: list[Place]) -> tuple[str, ...]:
    parts: list[str] = []
    for row, column in places:
        text = _name(rows[row][column])
        if text and (not parts or parts[-1].casefold() != text.casefold()):
            parts.append(text)
    return tuple(parts)


def _name(cell: Cell) -> str:
    """The text without footnote marks; those of a year say that its figures are provisional: ``2023*``."""
    text = label_of(cell)
    bare = headers.without_mark(text)
    return bare if is_year(bare) else text
