"""Formulas in a table: results that are missing, wrong or errors. Sums are computed again; nothing else is."""

from collections.abc import Iterator

from sources import workbook as workbooks
from sources.document import Table
from sources.findings import Finding
from sources.rules import Spot, spread
from sources.values import plain
from sources.workbook import Grid, address

Place = tuple[int, int]


def doubts(grid: Grid, table: Table) -> Iterator[Finding]:
    """Findings about the formulas and error cells that stand in the rows of a table."""
    rows = {row.row - 1 for row in table.rows}
    inside = [spot for spot in sorted(grid.formulas) if spot[0] in rows]
    empty = [spot for spot in inside if not grid.formulas[spot].cached]
    stale = [spot for spot in inside if recomputed(grid, spot) is not None]
    errors = [spot for spot in sorted(grid.errors) if spot[0] in rows]
    again = "Buka berkas di Excel, tekan F9 untuk menghitung ulang, simpan, lalu kirim ulang."
    if empty:
        yield spread("rumus.tanpa_hasil", "berumus", "tidak menyimpan hasil", again, [_spot(grid, s) for s in empty])
    if errors:
        yield spread("rumus.galat", "tabel", "berisi galat", "Perbaiki rumus atau isi angkanya.",
                     [Spot(grid.name, address(*s), s[0] + 1, grid.errors[s]) for s in errors])  # fmt: skip
    if stale:
        said = "menyimpan hasil yang berbeda dari hitungan ulang rumusnya"
        yield spread("rumus.tidak_cocok", "berumus", said, again, [_spot(grid, s) for s in stale])


def recomputed(grid: Grid, spot: Place) -> float | None:
    """The sum that a plain formula gives now, when the stored result differs from it."""
    formula = grid.formulas[spot]
    ranges = workbooks.cells_of_sum(formula.text)
    stored = grid.rows[spot[0]][spot[1]]
    if ranges is None or not formula.cached or not isinstance(stored, int | float):
        return None
    sums = sum(
        cell
        for top, left, bottom, right in ranges
        for row in grid.rows[top : bottom + 1]
        for cell in row[left : right + 1]
        if isinstance(cell, int | float) and not isinstance(cell, bool)
    )
    return None if abs(sums - stored) <= 1e-6 * max(1.0, abs(sums)) else sums


def _spot(grid: Grid, spot: Place) -> Spot:
    return Spot(grid.name, address(*spot), spot[0] + 1, plain(grid.rows[spot[0]][spot[1]]))
