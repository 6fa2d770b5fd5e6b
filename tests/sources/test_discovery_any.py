"""Whatever a sheet holds, reading it without a contract ends, loses no row of figures, and invents no number."""

import datetime as dt
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sources.deliveries import DeliveryRefused
from sources.discovery import discover, read_grid
from sources.document import Table
from sources.grid import Grid

thorough = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))

TEXTS = st.sampled_from(
    ["", " ", "-", "Jumlah", "TOTAL", "Kecamatan Giri", "1.234", "7 52", "3.356.940,38", "0.460", "(1)", "(2)", "2023",
     "Tabel 1. Data", "Sumber: BPS", "NIP. 19700101 199503 1 001", "Rp 1.000,-", "12,5 %", "32. 04. 05", "a. satu",
     "b. dua", "1.", "TW I", "Semester II", "3 Juli 2024", "n/a", "Unnamed: 3_level_0", "L", "P", "L+P", "Satuan", "No"]
)  # fmt: skip
CELLS = st.one_of(
    TEXTS,
    st.text(max_size=12),
    st.integers(-(10**12), 10**12).map(float),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2050, 1, 1)),  # noqa: DTZ001 - cells know no time zone
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    width, height = draw(st.integers(1, 8)), draw(st.integers(0, 14))
    rows = [[draw(CELLS) for _ in range(width)] for _ in range(height)]
    merged = draw(st.lists(st.tuples(*(st.integers(0, 9) for _ in range(4))), max_size=3))
    ranges = tuple((min(t, b), min(a, c), max(t, b), max(a, c)) for t, a, b, c in merged)
    hidden = tuple(draw(st.lists(st.integers(0, 9), max_size=2, unique=True)))
    return Grid("Lembar", rows, ranges, hidden_columns=hidden, hidden_rows=hidden)


@thorough
@given(grids())
@example(Grid("Lembar", []))
@example(Grid("Lembar", [[""]], ((0, 0, 9, 9),)))
def test_any_sheet_is_read_to_its_end(grid: Grid) -> None:
    for table in read_grid(grid):
        whole(table)
        for row in table.rows:
            for place, value in enumerate(row.values):
                invented(grid, table, row.row, place, value)


def whole(table: Table) -> None:
    """Every row has a value for each column, rows ascend, and no row is told twice."""
    assert all(len(row.values) == len(table.columns) for row in table.rows)
    numbers = [row.row for row in table.rows]
    assert numbers == sorted(set(numbers))
    assert all(row.kind in ("detail", "subtotal", "total") for row in table.rows)


def invented(grid: Grid, table: Table, row: int, place: int, value: Any) -> None:
    """A number cell is read as itself or not at all: only the text of a cell may be read in one way or another."""
    letter = table.columns[place].letter
    index = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(letter))) - 1
    cell = grid.rows[row - 1][index]
    if isinstance(cell, float) and isinstance(value, int | float) and not isinstance(value, bool):
        assert value == cell


@thorough
@given(st.binary(max_size=600))
@example(b"a;b\n1;2\n")
@example(b"<table><tr><td>1</td></tr></table>")
@example(b"\xff\xfea\x00;\x00")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kiriman.xls"
        path.write_bytes(content)
        with suppress(DeliveryRefused):
            assert len(discover(path, path.name).sha256) == 64
