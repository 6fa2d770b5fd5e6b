"""Total rows and total columns as proof: what a sheet says it adds up to, against what its details add up to.

A total row covers an unbroken run of details that ends or begins at it. Which run is decided by the numbers: the one
whose sums agree in every column. So subtotals above or below their details, nested ones and grand totals need no
declaration.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from sources.contract import Column, Contract
from sources.findings import Finding
from sources.rules import Spot, finding, number, spread
from sources.table import Table, is_additive
from sources.values import Problem, plain, read
from sources.workbook import address

_NAMED_TOTAL = re.compile(
    r"^(grand\s+|sub\s*)?(jumlah|total|rekapitulasi)(\s*/\s*(jumlah|total))?\s*:?$", re.IGNORECASE
)
# Columns that must agree before a row is taken for an undeclared total, and details it must cover.
_CERTAIN = 3


@dataclass(frozen=True)
class Control:
    """A total that was compared. ``covers`` counts details (rows, or columns of one row); ``compared`` the numbers held
    against each other, ``agreed`` those that were equal. ``stated`` are the total row's numbers by column label."""

    kind: Literal["baris", "kolom"]
    sheet: str
    cell: str
    label: str
    covers: int
    compared: int
    agreed: int
    stated: tuple[tuple[str, float], ...] = ()

    @property
    def proven(self) -> bool:
        return self.compared == self.agreed > 0


@dataclass
class _Track:
    """A sheet column of numbers: by row index in the sheet. ``guessed`` rows hold the candidate of an uncertain cell,
    ``unknown`` rows hold nothing that can be compared."""

    index: int
    label: str
    numbers: dict[int, float] = field(default_factory=dict)
    guessed: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Checked:
    """``proven`` are uncertain cells (row, column) whose candidate makes a control agree."""

    controls: tuple[Control, ...]
    findings: tuple[Finding, ...]
    proven: frozenset[tuple[int, int]]


def check(table: Table, contract: Contract, unread: set[tuple[int, int]]) -> Checked:
    """Compare every total of a table. ``unread`` are cells without a usable number (formula errors)."""
    tracks = {track.index: track for track in _tracks(table, contract, unread)}
    controls: list[Control] = []
    findings: list[Finding] = []
    proven: set[tuple[int, int]] = set()
    _check_columns(table, tracks, controls, findings, proven)
    summed = [tracks[i] for i in sorted(tracks)]
    _check_rows(table, summed, controls, findings, proven)
    findings += _unreadable(table, contract, tracks)
    findings += _disguised(table, summed)
    return Checked(tuple(controls), tuple(findings), frozenset(proven))


def close(left: float, right: float) -> bool:
    """Equal sums: whole numbers exactly, others to the cent (figures are shown rounded)."""
    if float(left).is_integer() and float(right).is_integer():
        return left == right
    return math.isclose(left, right, rel_tol=1e-12, abs_tol=0.0100001)


def _measured(table: Table, contract: Contract) -> list[tuple[int, str, Column]]:
    """Sheet columns of numbers that may be added up, with the column whose spelling they follow."""
    found: list[tuple[int, str, Column]] = []
    body = next((c for c in contract.columns if c.origin and c.origin.value), None)
    if body is not None and is_additive(body):
        found += [(block.index, " ".join(block.codes.values()), body) for block in table.blocks]
    for column in contract.columns:
        indices = table.columns.get((column.name, "value"), ())
        if is_additive(column) and len(indices) == 1:
            found.append((indices[0], column.label, column))
    if found:
        model = body if body is not None and is_additive(body) else found[0][2]
        found += [(total.index, total.label, model) for total in table.total_columns]
    return found


def _tracks(table: Table, contract: Contract, unread: set[tuple[int, int]]) -> Iterator[_Track]:
    rows = [*table.rows, *(total.row for total in table.total_rows)]
    for index, label, column in _measured(table, contract):
        track = _Track(index, label)
        found = read([table.grid.rows[row][index] for row in rows], column)
        problems = {problem.position: problem for problem in found.problems}
        for position, (row, value) in enumerate(zip(rows, found.values, strict=True)):
            candidate = problems[position].candidate if position in problems else None
            if (row, index) in unread or (position in problems and candidate is None):
                track.unknown.add(row)
            elif candidate is not None:
                track.numbers[row] = candidate
                track.guessed.add(row)
            elif value is not None:
                track.numbers[row] = value
        yield track


def _check_columns(
    table: Table,
    tracks: dict[int, _Track],
    controls: list[Control],
    findings: list[Finding],
    proven: set[tuple[int, int]],
) -> None:
    rows = [*table.rows, *(total.row for total in table.total_rows)]
    for total in table.total_columns:
        stated = tracks.get(total.index)
        parts = [tracks[i] for i in total.covers if i in tracks]
        if stated is None or not parts:
            continue
        wrong: list[tuple[int, float, float]] = []
        compared = 0
        for row in rows:
            if row not in stated.numbers or any(row in part.unknown for part in parts):
                continue
            sums = sum(part.numbers.get(row, 0) for part in parts)
            guessed = {(row, track.index) for track in (stated, *parts) if row in track.guessed}
            compared += 1
            if close(stated.numbers[row], sums):
                proven |= guessed
            elif not guessed:
                wrong.append((row, stated.numbers[row], sums))
        controls.append(
            Control(
                "kolom",
                table.grid.name,
                address(table.rows[0] if table.rows else 0, total.index),
                total.label,
                len(parts),
                compared,
                compared - len(wrong),
            )
        )
        if wrong:
            findings.append(_wrong_column(table, total.label, total.index, wrong))


def _wrong_column(table: Table, label: str, index: int, wrong: list[tuple[int, float, float]]) -> Finding:
    _, stated, sums = wrong[0]
    spots = [Spot(table.grid.name, address(r, index), r + 1, number(value)) for r, value, _ in wrong]
    first = f"tertulis {number(stated)}, rincian {number(sums)}, selisih {number(stated - sums)}"
    said = f"tidak sama dengan rinciannya (pertama: {first})"
    return spread("total.kolom", label, said, "Periksa rincian dan jumlah pada baris itu.", spots)


def _check_rows(
    table: Table, tracks: list[_Track], controls: list[Control], findings: list[Finding], proven: set[tuple[int, int]]
) -> None:
    if not tracks:
        return
    details = sorted(table.rows)
    sums = {track.index: _Sums(track, details) for track in tracks}
    places = [bisect_left(details, total.row) for total in table.total_rows]
    edges = sorted({0, len(details), *places})
    habits: list[int] = []
    for total, place in zip(table.total_rows, places, strict=True):
        present = [track for track in tracks if total.row in track.numbers]
        spans = _spans(place, edges) if present else []
        right = next((span for span in spans if _adds_up(total.row, present, sums, span)), None)
        if right:
            habits.append(1 if right[1] == place else -1)
        span = right or _likely(total.row, present, sums, spans, place, sum(habits))
        agreed = _agreement(total.row, present, sums, span) if span else 0
        first = address(total.row, present[0].index if present else 0)
        controls.append(
            Control(
                "baris",
                table.grid.name,
                first,
                total.label,
                span[1] - span[0] if span else 0,
                _comparable(present, sums, span) if span else 0,
                agreed,
                tuple((track.label, track.numbers[total.row]) for track in present),
            )
        )
        if right:
            covered = {total.row, *details[right[0] : right[1]]}
            proven |= {(row, track.index) for track in present for row in track.guessed & covered}
        else:
            findings += _wrong_row(table, total.row, total.label, present, sums, span, details)


class _Sums:
    """Sums of any run of details of a column, from running totals."""

    def __init__(self, track: _Track, details: Sequence[int]) -> None:
        self._sums = list(accumulate((track.numbers.get(row, 0) for row in details), initial=0))
        self._unknown = list(accumulate((row in track.unknown for row in details), initial=0))

    def of(self, span: tuple[int, int]) -> float | None:
        """Sum of details start..end-1; ``None`` when one of them is unknown."""
        if self._unknown[span[1]] > self._unknown[span[0]]:
            return None
        return self._sums[span[1]] - self._sums[span[0]]


def _spans(place: int, edges: list[int]) -> list[tuple[int, int]]:
    """Runs of details that end or begin at ``place``, bounded by totals or the ends of the table; short ones first."""
    before = [(edge, place) for edge in reversed(edges) if edge < place]
    after = [(place, edge) for edge in edges if edge > place]
    return [span for pair in _alternate(before, after) for span in pair]


def _alternate(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    for position in range(max(len(first), len(second))):
        yield [*first[position : position + 1], *second[position : position + 1]]


def _agreement(row: int, tracks: list[_Track], sums: dict[int, _Sums], span: tuple[int, int]) -> int:
    """In how many columns the run adds up to the total row. Unknown cells in the run speak for nothing."""
    found = ((track.numbers[row], sums[track.index].of(span)) for track in tracks)
    return sum(value is not None and close(stated, value) for stated, value in found)


def _comparable(tracks: list[_Track], sums: dict[int, _Sums], span: tuple[int, int]) -> int:
    return sum(sums[track.index].of(span) is not None for track in tracks)


def _adds_up(row: int, tracks: list[_Track], sums: dict[int, _Sums], span: tuple[int, int]) -> bool:
    """Whether the run proves the total row: every column that can be compared agrees, and at least one can."""
    compared = 0
    for track in tracks:
        value = sums[track.index].of(span)
        if value is None:
            continue
        if not close(track.numbers[row], value):
            return False
        compared += 1
    return compared > 0


def _likely(
    row: int, tracks: list[_Track], sums: dict[int, _Sums], spans: list[tuple[int, int]], place: int, habit: int
) -> tuple[int, int] | None:
    """The run that a wrong total most probably means: where most columns agree, on the side that other totals have."""
    if not spans:
        return None
    scored = [(_agreement(row, tracks, sums, span), span) for span in spans]
    best = max(agreed for agreed, _ in scored)
    likely = [span for agreed, span in scored if agreed == best]
    return next((span for span in likely if (span[1] == place) == (habit >= 0)), likely[0])


def _wrong_row(
    table: Table,
    row: int,
    label: str,
    tracks: list[_Track],
    sums: dict[int, _Sums],
    span: tuple[int, int] | None,
    details: list[int],
) -> Iterator[Finding]:
    if not tracks:
        # Nothing in it to compare; whether a proof exists at all is judged for the whole table.
        return
    wrong: list[tuple[_Track, float]] = []
    if span:
        covered = set(details[span[0] : span[1]])
        for track in tracks:
            value = sums[track.index].of(span)
            guessed = row in track.guessed or bool(track.guessed & covered)
            if value is not None and not close(track.numbers[row], value) and not guessed:
                wrong.append((track, value))
        if not wrong:
            return
    named = "; ".join(
        f"{address(row, track.index)} tertulis {number(track.numbers[row])}, rincian {number(value)} "
        f"(selisih {number(track.numbers[row] - value)})"
        for track, value in wrong[:5]
    )
    run = f"baris {details[span[0]] + 1} sampai {details[span[1] - 1] + 1}" if span else "rincian mana pun"
    spots = [(track.index, track.numbers[row]) for track, _ in wrong] or [(tracks[0].index, tracks[0].numbers[row])]
    yield finding(
        "total.baris",
        f"Lembar {table.grid.name}, baris {row + 1} ({label!r}): jumlah tidak sama dengan {run}"
        f"{': ' if named else ''}{named}.",
        "Periksa rincian dan jumlah itu. Bila jumlahnya rumus, buka berkas di Excel, hitung ulang (F9), lalu simpan.",
        sheet=table.grid.name,
        cell=address(row, spots[0][0]),
        row=row + 1,
        value=number(spots[0][1]),
        count=len(spots),
        cells=[f"{table.grid.name}!{address(row, index)}" for index, _ in spots],
    )


def _unreadable(table: Table, contract: Contract, tracks: dict[int, _Track]) -> Iterator[Finding]:
    """Cells of total rows and total columns that are no certain number; details are reported with their column."""
    columns = {index: column for index, _, column in _measured(table, contract)}
    controls = {total.index for total in table.total_columns}
    total_rows = [total.row for total in table.total_rows]
    for index in tracks:
        rows = [*table.rows, *total_rows] if index in controls else total_rows
        cells = [table.grid.rows[row][index] for row in rows]
        groups: dict[tuple[str, str], list[tuple[int, Problem]]] = {}
        for problem in read(cells, columns[index]).problems:
            groups.setdefault((problem.rule, problem.said), []).append((rows[problem.position], problem))
        for (rule, said), found in groups.items():
            spots = [Spot(table.grid.name, address(row, index), row + 1, p.text) for row, p in found]
            yield spread(rule, tracks[index].label, said, found[0][1].hint, spots)


def _disguised(table: Table, tracks: list[_Track]) -> Iterator[Finding]:
    """Details that are totals: by a label that can mean nothing else, or because they equal the sum of the others."""
    details = sorted(table.rows)
    if not tracks:
        return
    values = {track.index for track in tracks}
    sums = {track.index: _Sums(track, details) for track in tracks}
    found: list[int] = []
    for position, row in enumerate(details):
        filled = [track for track in tracks if track.numbers.get(row)]
        runs = [(0, position), (position + 1, len(details))]
        certain = len(filled) >= _CERTAIN and any(
            end - start >= _CERTAIN and _agreement(row, filled, sums, (start, end)) == len(filled)
            for start, end in runs
        )
        if certain or (filled and any(_NAMED_TOTAL.match(text) for text in _labels(table, row, values))):
            found.append(row)
    if found:
        spots = [Spot(table.grid.name, address(row, 0), row + 1, _text(table, row, values)) for row in found]
        hint = (
            "Bila memang baris jumlah, minta Walidata menambahkannya ke kontrak dataset; bila bukan, periksa angkanya."
        )
        yield spread("total.tersamar", "keterangan baris", "tampak seperti baris jumlah", hint, spots)


def _labels(table: Table, row: int, values: set[int]) -> list[str]:
    return [plain(cell) for i, cell in enumerate(table.grid.rows[row]) if i not in values and isinstance(cell, str)]


def _text(table: Table, row: int, values: set[int]) -> str:
    return " ".join(text for text in _labels(table, row, values) if text)
