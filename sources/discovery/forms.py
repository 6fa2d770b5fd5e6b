"""Sheets that are forms: ``label : value`` pairs, as portals export the metadata of a dataset."""

from itertools import pairwise

from sources.looks import text_of
from sources.workbook import Grid

_MOST = 200
# Pairs with a colon that make a sheet a form.
_ENOUGH = 2


def metadata(grid: Grid) -> dict[str, str]:
    """The pairs of a form; empty for a sheet that is none. A label's value stands behind a colon in the same row, or
    in the cell below where the two have the same width."""
    if len(grid.rows) > _MOST:
        return {}
    pairs = dict(_beside(grid))
    return pairs | _below(grid, pairs) if len(pairs) >= _ENOUGH else {}


def _beside(grid: Grid) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for row in grid.rows:
        filled = [text for cell in row if (text := text_of(cell))]
        for label, value in pairwise(filled):
            if value.startswith(":") and not label.startswith(":"):
                found.append((label.rstrip(" :"), value.lstrip(": ").strip()))
    return found


def _below(grid: Grid, known: dict[str, str]) -> dict[str, str]:
    spans = {(top, left): (bottom, right) for top, left, bottom, right in grid.merged}
    found: dict[str, str] = {}
    for (top, left), (bottom, right) in sorted(spans.items()):
        if top >= len(grid.rows) or left >= grid.width:
            continue
        label, value = text_of(grid.rows[top][left]), ""
        if bottom + 1 < len(grid.rows):
            value = text_of(grid.rows[bottom + 1][left])
        same_width = spans.get((bottom + 1, left), (0, -1))[1] == right
        if (
            label
            and value
            and not label.startswith(":")
            and same_width
            and label not in known
            and label not in found.values()
        ):
            found[label] = value
    return found
