"""Where findings stand in a workbook: numbered as in the report, their cells resolved to its sheets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quality.reports.words import rank
from sources.findings import Finding
from sources.grid import letters
from sources.rules import masked

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::.*)?")
ROWS, COLUMNS = 1_048_576, 16_384


@dataclass(frozen=True, order=True)
class Place:
    """A cell. ``sheet`` is the position of its sheet in the workbook; all count from 0."""

    sheet: int
    row: int
    column: int

    @property
    def cell(self) -> str:
        return f"{letters(self.column)}{self.row + 1}"


@dataclass(frozen=True)
class Entry:
    """A finding under the number that all parts of a report call it by, with those of its cells that exist."""

    number: int
    finding: Finding
    places: tuple[Place, ...]


def entries(findings: Sequence[Finding], sheets: Sequence[str]) -> tuple[Entry, ...]:
    """The findings, the most urgent first, their cells looked up in the workbook's ``sheets`` (their names)."""
    ordered = sorted(findings, key=lambda finding: rank(finding.severity))
    # Findings call a sheet by its masked name, because names may hold personal data too.
    positions = {masked(name): position for position, name in reversed([*enumerate(sheets)])}
    return tuple(Entry(number, finding, _places(finding, positions)) for number, finding in enumerate(ordered, 1))


def position(cell: str) -> tuple[int, int] | None:
    """Row and column (from 0) of ``B7``, or of the first cell of a range; ``None`` for anything else."""
    match = _CELL.fullmatch(cell)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row - 1, column - 1) if row <= ROWS and column <= COLUMNS else None


def _places(finding: Finding, positions: dict[str, int]) -> tuple[Place, ...]:
    places: dict[Place, None] = {}
    for text in finding.cells or (finding.cell or "",):
        named, _, cell = text.rpartition("!")
        name = named or finding.sheet
        # A cell without a sheet is one of a file that has no sheets, such as CSV.
        sheet = positions.get(name) if name else 0 if len(positions) == 1 else None
        at = position(cell)
        if sheet is not None and at is not None:
            places[Place(sheet, *at)] = None
    return tuple(places)
