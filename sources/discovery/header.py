"""Header rows of a block -> the path of each column: levels from the topmost down, each once."""

from sources.discovery.blocks import Block
from sources.discovery.cells import label_of
from sources.workbook import Grid


def paths(block: Block) -> dict[int, tuple[str, ...]]:
    """Sheet column -> header path. A merged cell stands over all of its columns; a cell without merge stands over the
    empty ones to its right where the row below tells them apart."""
    return {column: _path(block, column) for column in block.columns}


def _path(block: Block, column: int) -> tuple[str, ...]:
    anchors = _anchors(block.grid, block)
    parts: list[str] = []
    for depth, row in enumerate(block.header):
        text = _text(block, anchors, row, column) or _from_the_left(block, anchors, depth, column)
        if text and (not parts or parts[-1].casefold() != text.casefold()):
            parts.append(text)
    return tuple(parts)


def _text(block: Block, anchors: dict[tuple[int, int], tuple[int, int]], row: int, column: int) -> str:
    anchor = anchors.get((row, column), (row, column))
    return label_of(block.grid.rows[anchor[0]][anchor[1]])


def _from_the_left(block: Block, anchors: dict[tuple[int, int], tuple[int, int]], depth: int, column: int) -> str:
    """The text over this column that was written once, at the left end of what it stands over."""
    row, below = block.header[depth], block.header[depth + 1 :]
    if not below or (row, column) in anchors:
        return ""
    if not any(_text(block, anchors, lower, column) for lower in below):
        return ""
    for left in range(column - 1, block.left - 1, -1):
        if (row, left) in anchors:
            return ""
        text = _text(block, anchors, row, left)
        if text:
            # A header with nothing below it stands over its own column only.
            return text if any(_text(block, anchors, lower, left) for lower in below) else ""
    return ""


def _anchors(grid: Grid, block: Block) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell inside a merged range of the header -> the cell that holds its text."""
    rows = set(block.header)
    return {
        (row, column): (top, left)
        for top, left, bottom, right in grid.merged
        if top in rows
        for row in range(top, bottom + 1)
        if row in rows
        for column in range(max(left, block.left), min(right, block.right) + 1)
    }
