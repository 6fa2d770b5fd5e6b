"""Header rows of a block -> the path of each column: levels from the topmost down, each once."""

from sources import headers
from sources.discovery.block import Block
from sources.grid import Cell, Place
from sources.looks import label_of


def paths(block: Block) -> dict[int, tuple[str, ...]]:
    """Sheet column -> header path. Cells of columns outside of the block stand over nothing in it."""
    merged = headers.anchors(block.grid.merged, block.header, block.right + 1)
    rows = [[*[""] * block.left, *row[block.left :]] for row in block.grid.rows[: max(block.header, default=-1) + 1]]
    return {column: _path(block, rows, headers.over(rows, block.header, column, merged)) for column in block.columns}


def _path(block: Block, rows: list[list[Cell]], places: list[Place]) -> tuple[str, ...]:
    parts: list[str] = []
    for row, column in places:
        text = label_of(rows[row][column])
        if text and (not parts or parts[-1].casefold() != text.casefold()):
            parts.append(text)
    return tuple(parts)
