"""Total rows and total columns as proof: what a sheet says it adds up to, against what its details add up to.

A total row covers an unbroken run of details that ends or begins at it. Which run is decided by the numbers: the one
whose sums agree in every column. So subtotals above or below their details, nested ones and grand totals need no
declaration.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from sources.cells import Mask, Numbers, Positions
from sources.contract import Column, Contract
from sources.decisions import Decision
from sources.findings import Finding
from sources.fixes import Fixes, usable
from sources.rates import is_rate
from sources.rules import Spot, finding, number, spread
from sources.table import Table, TotalRow, is_additive
from sources.values import NOT_WHOLE, Problem, Read, plain, read
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


@dataclass(frozen=True, eq=False)
class _Track:
    """A sheet column of numbers in the details and then the total rows; not-a-number where there is none. ``guessed``
    cells hold the candidate of an uncertain one, ``unknown`` ones nothing that can be compared. Of the guessed,
    ``thousandfold`` are a fraction times a thousand."""

    index: int
    label: str
    numbers: Numbers
    guessed: Mask
    unknown: Mask
    thousandfold: Mask

    @property
    def proves_nothing(self) -> Mask:
        """Cells that fit a sum as well when all of its numbers are a thousandth."""
        return np.asarray(self.thousandfold | (np.nan_to_num(self.numbers) == 0), bool)

    @property
    def present(self) -> Mask:
        return ~np.isnan(self.numbers)


@dataclass(frozen=True)
class Checked:
    """``proven`` are uncertain cells (row, column) whose candidate makes a control agree, ``refuted`` those whose
    candidate breaks every control that covers it."""

    controls: tuple[Control, ...]
    findings: tuple[Finding, ...]
    proven: frozenset[tuple[int, int]]
    refuted: frozenset[tuple[int, int]]


class _Verdicts:
    """What the controls say about uncertain cells."""

    def __init__(self) -> None:
        self.proven: set[tuple[int, int]] = set()
        self._against: set[tuple[int, int]] = set()

    def tell(self, agreed: bool, cells: set[tuple[int, int]]) -> None:
        (self.proven if agreed else self._against).update(cells)

    @property
    def refuted(self) -> set[tuple[int, int]]:
        return self._against - self.proven


def check(table: Table, contract: Contract, unread: set[tuple[int, int]], fixes: Fixes) -> Checked:
    """Compare every total of a table. ``unread`` are cells without a usable number (formula errors)."""
    tracks = {track.index: track for track in _tracks(table, contract, unread)}
    controls: list[Control] = []
    findings: list[Finding] = []
    verdicts = _Verdicts()
    _check_columns(table, tracks, controls, findings, verdicts)
    summed = [tracks[i] for i in sorted(tracks)]
    _check_rows(table, summed, controls, findings, verdicts)
    findings += _unreadable(table, contract, tracks, verdicts, fixes)
    findings += _disguised(table, summed)
    return Checked(tuple(controls), tuple(findings), frozenset(verdicts.proven), frozenset(verdicts.refuted))


def close(left: Numbers, right: Numbers) -> Mask:
    """Equal sums: whole numbers exactly, others to the cent (figures are shown rounded)."""
    whole = (np.floor(left) == left) & (np.floor(right) == right)
    near = np.abs(left - right) <= np.maximum(1e-12 * np.maximum(np.abs(left), np.abs(right)), 0.0100001)
    return np.where(whole, left == right, near)


def _close(left: float, right: float) -> bool:
    return bool(close(np.array([left]), np.array([right]))[0])


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
    rows = _all_rows(table)
    for index, label, column in _measured(table, contract):
        broken = np.isin(rows, [row for row, at in unread if at == index])
        yield _track(index, label, read(table.body.take(index, rows), column), broken)


def _all_rows(table: Table) -> Positions:
    return np.concatenate([table.rows, np.array([total.row for total in table.total_rows], np.int64)])


def _track(index: int, label: str, found: Read, unknown: Mask) -> _Track:
    numbers = found.values.cast(pa.float64(), safe=False).fill_null(np.nan).to_numpy().copy()
    guessed, thousandfold = np.zeros((2, len(numbers)), bool)
    for problem in found.problems:
        if problem.candidate is None:
            unknown[problem.positions] = True
        else:
            numbers[problem.positions] = problem.candidate
            guessed[problem.positions] = True
            thousandfold[problem.positions] = problem.rule == NOT_WHOLE
    numbers[unknown] = np.nan
    return _Track(index, label, numbers, guessed & ~unknown, unknown, thousandfold & ~unknown)


def _check_columns(
    table: Table,
    tracks: dict[int, _Track],
    controls: list[Control],
    findings: list[Finding],
    verdicts: _Verdicts,
) -> None:
    rows = _all_rows(table)
    for total in table.total_columns:
        stated = tracks.get(total.index)
        parts = [tracks[i] for i in total.covers if i in tracks]
        if stated is None or not parts:
            continue
        sums = np.sum([np.nan_to_num(part.numbers) for part in parts], axis=0)
        guessed = np.any([track.guessed for track in (stated, *parts)], axis=0)
        compared = stated.present & ~np.any([part.unknown for part in parts], axis=0)
        agreed = compared & close(stated.numbers, sums)
        # A share or an index is no sum of those of the parts.
        differing = np.flatnonzero(compared & ~agreed).tolist()
        compared[[at for at in differing if is_rate(" ".join(_labels(table, int(rows[at]), {*tracks})))]] = False
        telling = ~np.all([track.proves_nothing for track in (stated, *parts)], axis=0)
        for position in np.flatnonzero(compared & guessed & telling).tolist():
            cells = {(int(rows[position]), track.index) for track in (stated, *parts) if track.guessed[position]}
            verdicts.tell(bool(agreed[position]), cells)
        controls.append(
            Control(
                "kolom",
                table.grid.name,
                address(int(table.rows[0]) if len(table.rows) else 0, total.index),
                total.label,
                len(parts),
                int(compared.sum()),
                int(agreed.sum()),
            )
        )
        wrong = np.flatnonzero(compared & ~agreed & ~guessed).tolist()
        if wrong:
            told = [(int(rows[at]), float(stated.numbers[at]), float(sums[at])) for at in wrong]
            findings.append(_wrong_column(table, total.label, total.index, told))


def _wrong_column(table: Table, label: str, index: int, wrong: list[tuple[int, float, float]]) -> Finding:
    _, stated, sums = wrong[0]
    spots = [Spot(table.grid.name, address(r, index), r + 1, number(value)) for r, value, _ in wrong]
    first = f"tertulis {number(stated)}, rincian {number(sums)}, selisih {number(stated - sums)}"
    said = f"tidak sama dengan rinciannya (pertama: {first})"
    return spread("total.kolom", label, said, "Periksa rincian dan jumlah pada baris itu.", spots)


def _check_rows(
    table: Table, tracks: list[_Track], controls: list[Control], findings: list[Finding], verdicts: _Verdicts
) -> None:
    if not tracks:
        return
    details = table.rows
    sums = {track.index: _Sums(track, len(details)) for track in tracks}
    places = [bisect_left(details, total.row) for total in table.total_rows]
    edges = sorted({0, len(details), *places})
    habits: list[int] = []
    for at, (total, place) in enumerate(zip(table.total_rows, places, strict=True), len(details)):
        present = [track for track in tracks if not np.isnan(track.numbers[at])]
        spans = _spans(place, edges) if present else []
        right = next((span for span in spans if _adds_up(at, present, sums, span)), None)
        if right:
            habits.append(1 if right[1] == place else -1)
        span = right or _likely(at, present, sums, spans, place, sum(habits))
        controls.append(
            Control(
                "baris",
                table.grid.name,
                address(total.row, present[0].index if present else 0),
                total.label,
                span[1] - span[0] if span else 0,
                _comparable(present, sums, span) if span else 0,
                _agreement(at, present, sums, span) if span else 0,
                tuple((track.label, float(track.numbers[at])) for track in present),
            )
        )
        if span:
            _judge(table, at, total.row, present, sums, span, verdicts)
        if not right:
            findings += _wrong_row(table, at, total, present, sums, span)


def _judge(
    table: Table,
    at: int,
    row: int,
    tracks: list[_Track],
    sums: "dict[int, _Sums]",
    span: tuple[int, int],
    verdicts: _Verdicts,
) -> None:
    """Uncertain cells in a run of details and its total: the sum speaks for or against them, column by column."""
    for track in tracks:
        value = sums[track.index].of(span)
        if value is None or (track.proves_nothing[at] and track.proves_nothing[slice(*span)].all()):
            continue
        inside = table.rows[span[0] : span[1]][track.guessed[span[0] : span[1]]].tolist()
        cells = {(r, track.index) for r in (*inside, *([row] if track.guessed[at] else []))}
        verdicts.tell(_close(float(track.numbers[at]), value), cells)


class _Sums:
    """Sums of any run of details of a column, from running totals."""

    def __init__(self, track: _Track, details: int) -> None:
        self.sums = np.concatenate([[0.0], np.cumsum(np.nan_to_num(track.numbers[:details]))])
        self.unknown = np.concatenate([[0], np.cumsum(track.unknown[:details])])

    def of(self, span: tuple[int, int]) -> float | None:
        """Sum of details start..end-1; ``None`` when one of them is unknown."""
        if self.unknown[span[1]] > self.unknown[span[0]]:
            return None
        return float(self.sums[span[1]] - self.sums[span[0]])


def _spans(place: int, edges: list[int]) -> list[tuple[int, int]]:
    """Runs of details that end or begin at ``place``, bounded by totals or the ends of the table; short ones first."""
    before = [(edge, place) for edge in reversed(edges) if edge < place]
    after = [(place, edge) for edge in edges if edge > place]
    return [span for pair in _alternate(before, after) for span in pair]


def _alternate(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    for position in range(max(len(first), len(second))):
        yield [*first[position : position + 1], *second[position : position + 1]]


def _agreement(at: int, tracks: list[_Track], sums: dict[int, _Sums], span: tuple[int, int]) -> int:
    """In how many columns the run adds up to the total row. Unknown cells in the run speak for nothing."""
    found = ((track.numbers[at], sums[track.index].of(span)) for track in tracks)
    return sum(value is not None and _close(stated, value) for stated, value in found)


def _comparable(tracks: list[_Track], sums: dict[int, _Sums], span: tuple[int, int]) -> int:
    return sum(sums[track.index].of(span) is not None for track in tracks)


def _adds_up(at: int, tracks: list[_Track], sums: dict[int, _Sums], span: tuple[int, int]) -> bool:
    """Whether the run proves the total row: every column that can be compared agrees, and at least one can."""
    compared = 0
    for track in tracks:
        value = sums[track.index].of(span)
        if value is None:
            continue
        if not _close(track.numbers[at], value):
            return False
        compared += 1
    return compared > 0


def _likely(
    at: int, tracks: list[_Track], sums: dict[int, _Sums], spans: list[tuple[int, int]], place: int, habit: int
) -> tuple[int, int] | None:
    """The run that a wrong total most probably means: where most columns agree, on the side that other totals have."""
    if not spans:
        return None
    scored = [(_agreement(at, tracks, sums, span), span) for span in spans]
    best = max(agreed for agreed, _ in scored)
    likely = [span for agreed, span in scored if agreed == best]
    return next((span for span in likely if (span[1] == place) == (habit >= 0)), likely[0])


def _wrong_row(
    table: Table,
    at: int,
    total: TotalRow,
    tracks: list[_Track],
    sums: dict[int, _Sums],
    span: tuple[int, int] | None,
) -> Iterator[Finding]:
    if not tracks:
        # Nothing in it to compare; whether a proof exists at all is judged for the whole table.
        return
    row, label, details = total.row, total.label, table.rows
    stated = {track.index: float(track.numbers[at]) for track in tracks}
    wrong: list[tuple[_Track, float]] = []
    if span:
        for track in tracks:
            value = sums[track.index].of(span)
            guessed = track.guessed[at] or track.guessed[span[0] : span[1]].any()
            if value is not None and not _close(stated[track.index], value) and not guessed:
                wrong.append((track, value))
        if not wrong:
            return
    named = "; ".join(
        f"{address(row, track.index)} tertulis {number(stated[track.index])}, rincian {number(value)} "
        f"(selisih {number(stated[track.index] - value)})"
        for track, value in wrong[:5]
    )
    run = f"baris {details[span[0]] + 1} sampai {details[span[1] - 1] + 1}" if span else "rincian mana pun"
    spots = [(index, stated[index]) for index in [track.index for track, _ in wrong] or [tracks[0].index]]
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


def _unreadable(
    table: Table, contract: Contract, tracks: dict[int, _Track], verdicts: _Verdicts, fixes: Fixes
) -> Iterator[Finding]:
    """Cells of total rows and total columns that are no certain number; details are reported with their column."""
    columns = {index: column for index, _, column in _measured(table, contract)}
    controls = {total.index for total in table.total_columns}
    total_rows = np.array([total.row for total in table.total_rows], np.int64)
    for index in tracks:
        rows = _all_rows(table) if index in controls else total_rows
        groups: dict[tuple[str, str], list[tuple[int, Problem]]] = {}
        for problem in read(table.body.take(index, rows), columns[index]).problems:
            for row in rows[problem.positions].tolist():
                cell = (row, index)
                if usable(problem, cell in verdicts.proven, cell in verdicts.refuted):
                    fixes.propose(Decision(problem.rule, columns[index].name))
                    if fixes.accepts(problem, columns[index].name):
                        continue
                groups.setdefault((problem.rule, problem.said), []).append((row, problem))
        for (rule, said), found in groups.items():
            found.sort(key=lambda item: item[0])
            spots = [Spot(table.grid.name, address(row, index), row + 1, p.text) for row, p in found]
            yield spread(rule, tracks[index].label, said, found[0][1].hint, spots)


def _disguised(table: Table, tracks: list[_Track]) -> Iterator[Finding]:
    """Details that are totals: by a label that can mean nothing else, or because they equal the sum of the others."""
    if not tracks or not len(table.rows):
        return
    values = {track.index for track in tracks}
    filled = np.sum([track.present & (track.numbers != 0) for track in tracks], axis=0)[: len(table.rows)]
    found = (_adding_up(tracks, len(table.rows)) & (filled >= _CERTAIN)) | (_named(table, values) & (filled > 0))
    rows = table.rows[found].tolist()
    if rows:
        spots = [Spot(table.grid.name, address(row, 0), row + 1, _text(table, row, values)) for row in rows]
        hint = (
            "Bila memang baris jumlah, minta Walidata menambahkannya ke kontrak dataset; bila bukan, periksa angkanya."
        )
        yield spread("total.tersamar", "keterangan baris", "tampak seperti baris jumlah", hint, spots)


def _adding_up(tracks: list[_Track], details: int) -> Mask:
    """Details that equal the sum of all before or of all after them, in every column in which they are filled."""
    before = np.arange(details)
    above, below = before >= _CERTAIN, details - 1 - before >= _CERTAIN
    for track in tracks:
        numbers, sums = track.numbers[:details], _Sums(track, details)
        empty = np.isnan(numbers) | (numbers == 0)
        over = close(numbers, sums.sums[:-1]) & (sums.unknown[:-1] == 0)
        under = close(numbers, sums.sums[-1] - sums.sums[1:]) & (sums.unknown[1:] == sums.unknown[-1])
        above, below = above & (over | empty), below & (under | empty)
    return above | below


def _named(table: Table, values: set[int]) -> Mask:
    found = np.zeros(len(table.body), bool)
    for index in range(table.grid.width):
        if index not in values:
            found |= table.body.column(index).matching(_NAMED_TOTAL)
    return found[table.rows - table.body.top]


def _labels(table: Table, row: int, values: set[int]) -> list[str]:
    return [plain(cell) for i, cell in enumerate(table.body.row(row)) if i not in values and isinstance(cell, str)]


def _text(table: Table, row: int, values: set[int]) -> str:
    return " ".join(text for text in _labels(table, row, values) if text)
