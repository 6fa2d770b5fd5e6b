"""The findings as one HTML page: needs no script, no network and no other file, prints well, fits a phone."""

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from quality.reports.places import Entry, Place, entries
from quality.reports.words import SEVERITIES, VERDICTS, comparison, counted, inert, next_step
from quality.verdict import Verdict
from sources.findings import Finding, Severity
from sources.grid import Cell, Grid, letters
from sources.rules import masked, number

MAX_BYTES = 200_000
# Findings that are shown in full: fewer when the page becomes too long for a phone.
_SHOWN = (150, 80, 40, 20)
_CELLS = 20
_LONGEST_MESSAGE, _LONGEST_CELL, _LONGEST_NAME = 900, 24, 120
_BAD_ROWS, _BESIDE = 3, 2


@dataclass(frozen=True)
class Line:
    """A row of the sheet in an excerpt: its number there, its cells as texts, each with whether it is a bad one."""

    number: int
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Excerpt:
    """The surroundings of the first bad cells, as the sheet shows them."""

    sheet: str
    letters: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Item:
    """A finding as the page shows it."""

    number: int
    heading: str
    message: str
    suggestion: str
    rule: str
    cells: tuple[str, ...]
    more: str
    excerpt: Excerpt | None


def write(
    verdict: Verdict,
    target: Path,
    *,
    name: str,
    dataset_title: str = "",
    period: str = "",
    grids: Sequence[Grid] = (),
) -> None:
    """Write the page to ``target``, whole or not at all. ``name`` is what the officer's file was called.

    ``grids`` are the sheets of that file; with them each finding shows its first cells and what stands around them.
    """
    for limit in _SHOWN:
        content = _rendered(verdict, limit, name, dataset_title, period, grids).encode()
        if len(content) <= MAX_BYTES:
            break
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _rendered(verdict: Verdict, limit: int, name: str, dataset_title: str, period: str, grids: Sequence[Grid]) -> str:
    if any(finding.rule.startswith("pribadi.") for finding in verdict.findings):
        # Rows of a sheet with personal data are not shown to whoever the page is passed on to.
        grids = ()
    found = entries(verdict.findings, [grid.name for grid in grids])
    return _template().render(
        name=inert(name, _LONGEST_NAME),
        dataset_title=dataset_title,
        period=period,
        verdict=VERDICTS[verdict.verdict],
        good=verdict.verdict != "rejected",
        rows=number(verdict.rows),
        comparison=comparison(verdict),
        next_step=next_step(verdict),
        looks=SEVERITIES,
        counts={severity: number(count) for severity, count in counted(verdict.findings).items()},
        groups=_groups(found[:limit], grids),
        left_out=number(len(found) - limit) if len(found) > limit else "",
    )


def _groups(found: Sequence[Entry], grids: Sequence[Grid]) -> Mapping[Severity, list[Item]]:
    """The findings by severity, those of one rule and one column beside each other."""
    groups: dict[Severity, list[Item]] = {}
    seen: dict[tuple[str, str | None], int] = {}
    for entry in found:
        seen.setdefault((entry.finding.rule, entry.finding.column), len(seen))
    for entry in sorted(found, key=lambda entry: seen[entry.finding.rule, entry.finding.column]):
        groups.setdefault(entry.finding.severity, []).append(_item(entry, grids))
    return {severity: groups[severity] for severity in SEVERITIES if severity in groups}


def _item(entry: Entry, grids: Sequence[Grid]) -> Item:
    finding = entry.finding
    places = finding.cells or ((finding.cell,) if finding.cell else ())
    if len({place.sheet for place in entry.places}) == 1:
        places = tuple(place.cell for place in entry.places)
    personal = finding.rule.startswith("pribadi.")
    rest = max(finding.count, len(places)) - _CELLS
    return Item(
        entry.number,
        inert(_heading(finding), _LONGEST_NAME),
        inert(finding.message, _LONGEST_MESSAGE),
        inert(finding.suggestion, _LONGEST_MESSAGE),
        finding.rule,
        tuple(inert(place, _LONGEST_NAME) for place in places[:_CELLS]),
        number(rest) if places and rest > 0 else "",
        # What stands beside a person's number may be that person's name.
        None if personal or not grids else _excerpt(entry.places, grids),
    )


def _heading(finding: Finding) -> str:
    sheet = f"lembar {finding.sheet}" if finding.sheet else ""
    column = f"kolom {finding.column}" if finding.column else ""
    words = ", ".join(filter(None, (column, sheet))) or "berkas"
    return words[0].upper() + words[1:]


def _excerpt(places: Sequence[Place], grids: Sequence[Grid]) -> Excerpt | None:
    """The first bad rows of one sheet, each below the row above it."""
    if not places:
        return None
    grid = grids[places[0].sheet]
    bad = [place for place in places if place.sheet == places[0].sheet and place.row < len(grid.rows)]
    rows = [*dict.fromkeys(place.row for place in bad)][:_BAD_ROWS]
    if not rows:
        return None
    marked = {(place.row, place.column) for place in bad}
    first = max(bad[0].column - _BESIDE, 0)
    columns = range(first, min(max(bad[0].column + _BESIDE + 1, 2 * _BESIDE + 1), max(grid.width, bad[0].column + 1)))
    shown = sorted({row for bad_row in rows for row in (bad_row - 1, bad_row) if row >= 0})
    lines = tuple(
        Line(row + 1, tuple((_text(grid, row, column), (row, column) in marked) for column in columns)) for row in shown
    )
    return Excerpt(masked(grid.name), tuple(map(letters, columns)), lines)


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.rows[row][column] if column < grid.width else ""
    return inert(" ".join(_written(value).split()), _LONGEST_CELL)


def _written(value: Cell) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # All digits of a whole number: one that may identify a person is recognised by its length.
        return f"{value:.0f}" if value.is_integer() else f"{value:.10g}".replace(".", ",")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value)


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html")
