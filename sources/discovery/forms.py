"""Sheets that are forms: ``label : value`` pairs, as portals export the metadata of a dataset."""

from itertools import pairwise

from sources.looks import Look, look, text_of
from sources.workbook import Cell, Grid

_MOST = 200
# Pairs with a colon that make a sheet a form.
_ENOUGH = 2


def metadata(grid: Grid) -> dict[str, str]:
    """The pairs of a form; empty for a sheet that is none. A label's value stands behind a colon in the same row, or
    in the cell below where the two have the same width. A sheet with such lines above a table is no form; one with
    nothing else is, as are the small tables that web pages put around their heads."""
    if len(grid.rows) > _MOST:
        return {}
    pairs: dict[str, str] = {}
    for row in grid.rows:
        beside = _beside(row)
        if not beside and _is_of_a_table(row):
            return {}
        pairs |= beside
    return pairs | _below(grid, pairs) if len(pairs) >= _ENOUGH else _only_pairs(grid)


def _only_pairs(grid: Grid) -> dict[str, str]:
    """The pairs where every row is one, such as ``Bidang : | Pertanian``; empty where any is not."""
    lines = [texts for row in grid.rows if (texts := [text for cell in row if (text := text_of(cell))])]
    if any(len(texts) != 2 or not (texts[0].endswith(":") or texts[1].startswith(":")) for texts in lines):
        return {}
    return {label.rstrip(" :"): value.lstrip(" :") for label, value in lines}


def _beside(row: list[Cell]) -> dict[str, str]:
    """``Tahun | : 2024``, the colon before the value or in a cell of its own."""
    texts = [text for cell in row if (text := text_of(cell))]
    found: dict[str, str] = {}
    for place, (label, value) in enumerate(pairwise(texts)):
        if value.startswith(":") and not label.startswith(":"):
            found[label.rstrip(" :")] = value.lstrip(": ") or "".join(texts[place + 2 : place + 3])
    return found


def _is_of_a_table(row: list[Cell]) -> bool:
    filled = [cell for cell in row if text_of(cell)]
    return len(filled) > 2 or (len(filled) == 2 and any(look(cell) is Look.NUMBER for cell in filled))


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
