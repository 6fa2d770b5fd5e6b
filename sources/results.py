"""The results that formulas have stored: missing, wrong or errors. Sums are computed again; nothing else is."""

from collections.abc import Callable

from sources.findings import Finding
from sources.formulas import cells_of_sum
from sources.grid import Grid, Place, Range, address
from sources.percents import Percent
from sources.rules import Spot, spread
from sources.values import plain

_AGAIN = "Buka berkas di Excel, tekan F9 untuk menghitung ulang, simpan, lalu kirim ulang."
# Cells that the sums of a sheet may add up before the rest is taken as it is stored: thousands of sums over a whole
# column would take minutes.
_MOST = 5_000_000


def doubts(grid: Grid, inside: Callable[[Place], bool]) -> tuple[list[Finding], set[Place]]:
    """Findings about the formulas and error cells ``inside`` a table, and the cells that therefore hold no value."""
    formulas = [spot for spot in sorted(grid.formulas) if inside(spot)]
    errors = [spot for spot in sorted(grid.errors) if inside(spot)]
    empty = [spot for spot in formulas if not grid.formulas[spot].cached]
    findings: list[Finding] = []
    if empty:
        spots = [_spot(grid, spot, f"={grid.formulas[spot].text}") for spot in empty]
        findings.append(spread("rumus.tanpa_hasil", "berumus", "tidak menyimpan hasil", _AGAIN, spots))
    if errors:
        spots = [_spot(grid, spot, grid.errors[spot]) for spot in errors]
        findings.append(spread("rumus.galat", "tabel", "berisi galat", "Perbaiki rumus atau isi angkanya.", spots))
    if stale := _stale(grid, formulas):
        spots = [_spot(grid, spot, plain(grid.rows[spot[0]][spot[1]])) for spot in stale]
        said = "menyimpan hasil yang berbeda dari hitungan ulang rumusnya"
        findings.append(spread("rumus.tidak_cocok", "berumus", said, _AGAIN, spots))
    return findings, {*empty, *errors}


def _stale(grid: Grid, spots: list[Place]) -> list[Place]:
    """Plain sums whose stored result is not what their cells add up to now."""
    found: list[Place] = []
    left = _MOST
    for row, column in spots:
        formula, stored = grid.formulas[row, column], grid.rows[row][column]
        ranges = cells_of_sum(formula.text)
        if ranges is None or not formula.cached or not isinstance(stored, int | float):
            continue
        left -= sum((bottom - top + 1) * (right - first + 1) for top, first, bottom, right in ranges)
        if left < 0:
            break
        cells = (
            c for top, first, bottom, right in ranges for r in grid.rows[top : bottom + 1] for c in r[first : right + 1]
        )
        total = sum(_stored(cell) for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool))
        if abs(total - _stored(stored)) > 1e-6 * max(1.0, abs(total)):
            found.append((row, column))
    return found


def _stored(cell: float) -> float:
    """What a formula sees."""
    return cell.stored if isinstance(cell, Percent) else cell


def _added_up(grid: Grid, covered: Range) -> float:
    top, left, bottom, right = covered
    cells = (cell for row in grid.rows[top : bottom + 1] for cell in row[left : right + 1])
    return sum(cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool))


def _spot(grid: Grid, place: Place, value: str) -> Spot:
    return Spot(grid.name, address(*place), place[0] + 1, value)
