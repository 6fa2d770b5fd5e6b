"""Whatever mess a table is written into, it reads back as the same table."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from documents import is_number
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from messy_layouts import Expected, Layout, layouts, write

from sources.discovery import discover
from sources.document import Table

thorough = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@given(layouts())
@thorough
def test_a_table_in_any_layout_reads_back_as_itself(layout: Layout) -> None:
    reads_back([layout])


@given(st.tuples(layouts(), layouts()))
@thorough
def test_two_tables_below_each_other_read_back_as_themselves(pair: tuple[Layout, Layout]) -> None:
    reads_back(pair)


def reads_back(chosen: Sequence[Layout]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        expected = write(Path(folder) / "kiriman.xlsx", chosen)
        document = discover(Path(folder) / "kiriman.xlsx", "kiriman.xlsx")
    note("\n".join(f"{table.range} {table.title} {table.notes}" for table in document.tables))
    assert len(document.tables) == len(expected)
    for table, wanted in zip(document.tables, expected, strict=True):
        same(table, wanted)
    assert not [found for table in document.tables for found in table.findings if found.severity == "blocker"]


def same(table: Table, wanted: Expected) -> None:
    assert table.header_rows == wanted.header_rows
    assert [column.path for column in table.columns] == wanted.paths
    assert [column.letter for column in table.columns] == wanted.letters
    # A row that only names a group may be kept, without values.
    rows = [row for row in table.rows if any(map(is_number, row.values))]
    assert [(row.row, row.kind) for row in rows] == [(row, kind) for row, kind, _, _ in wanted.rows]
    assert [row.values for row in rows] == [values for _, _, values, _ in wanted.rows]
    for row, (_, _, _, path) in zip(rows, wanted.rows, strict=True):
        assert not path or row.path == path
    assert table.title == wanted.title
    assert table.notes == wanted.notes
