"""Tables of a web page that belong together: row labels, header and body saved as separate tables, joined by position.

Pages of BPS scroll the body beside fixed labels, so one table arrives as four: the label's header, the labels, the
header of the body and the body. They are joined only where their sizes leave one possibility.
"""

from dataclasses import replace

from sources.looks import Look, look
from sources.workbook import Grid, Range

_FIGURES = frozenset({Look.NUMBER, Look.YEAR, Look.NULL, Look.BLANK})


def joined(grids: tuple[Grid, ...]) -> tuple[Grid, ...]:
    """The grids, with every separated table put together; others as they are. Row numbers count from the joined top."""
    rest = [grid for grid in grids if grid.rows]
    found: list[Grid] = []
    for body in list(rest):
        labels = _only(g for g in rest if g is not body and _is_labels(g) and len(g.rows) == len(body.rows))
        if body not in rest or labels is None or not _is_body(body):
            continue
        header = _only(g for g in rest if g not in (body, labels) and g.width == body.width and len(g.rows) <= 6)
        corner = _only(g for g in rest if g not in (body, labels, header) and g.width == labels.width)
        used = [grid for grid in (corner, labels, header, body) if grid is not None]
        rest = [grid for grid in rest if not any(grid is taken for taken in used)]
        found.append(_together(labels, body, header, corner))
    return (*found, *rest)


def _only(grids: "object") -> Grid | None:
    candidates = list(grids)  # type: ignore[call-overload]
    return candidates[0] if len(candidates) == 1 else None


def _is_labels(grid: Grid) -> bool:
    return 1 <= grid.width <= 3 and all(any(look(cell) is Look.TEXT for cell in row) for row in grid.rows)


def _is_body(grid: Grid) -> bool:
    return len(grid.rows) > 1 and all(look(cell) in _FIGURES for row in grid.rows for cell in row)


def _together(labels: Grid, body: Grid, header: Grid | None, corner: Grid | None) -> Grid:
    height = max(len(header.rows) if header else 0, 1 if corner else 0)
    left = labels.width
    # The corner is as high as the header, however its spans were written: its text stands in the first row.
    rows = [
        [
            *(corner.rows[r] if corner and r < len(corner.rows) else [""] * left),
            *(header.rows[r] if header and r < len(header.rows) else [""] * body.width),
        ]
        for r in range(height)
    ]
    rows += [[*label, *cells] for label, cells in zip(labels.rows, body.rows, strict=True)]
    merged: list[Range] = [(0, c, height - 1, c) for c in range(left)] if height > 1 else []
    merged += [(top, c + left, bottom, right + left) for top, c, bottom, right in (header.merged if header else ())]
    names = [grid.name for grid in (corner, labels, header, body) if grid]
    titles = tuple(title for grid in (corner, labels, header, body) if grid for title in grid.titles)
    return replace(body, name=f"{names[0]} – {names[-1]}", rows=rows, merged=tuple(merged), titles=titles)
