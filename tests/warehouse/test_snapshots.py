"""Going back: what analysts see after a failed dataset is what they saw before it."""

import pytest

from warehouse.lake import Lake
from warehouse.snapshots import current, restore


def run(lake: Lake, *statements: str) -> None:
    with lake.connect() as connection:
        for sql in statements:
            connection.execute(sql)


def read(lake: Lake, sql: str, snapshot: int | None = None) -> list[tuple[object, ...]]:
    with lake.connect(read_only=True, snapshot=snapshot) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def good(lake: Lake) -> int:
    """Snapshot with two tables (a large one in files, a small one in the catalogue) and a view."""
    run(
        lake,
        "create table core.fct_a as select n, 'v1' as v from range(5000) t(n)",
        "create table open_data.a as select 1 as n, 'v1' as v",
        "create table core.fct_b as select 1 as n",
        "create view staging.stg_a as select v from lake.core.fct_a",
    )
    return current(lake)


def test_changed_tables_and_views_return(lake: Lake, good: int) -> None:
    run(
        lake,
        "drop table core.fct_a",
        "create table core.fct_a as select n, 'v2' as v, true as added from range(9) t(n)",
        "update open_data.a set v = 'v2'",
        "create or replace view staging.stg_a as select 'v2' as v from lake.core.fct_a",
        "create table open_data.c as select 1 as n",
        "insert into core.fct_b values (2)",
    )
    after = restore(lake, ["core.fct_a", "open_data.a", "staging.stg_a", "open_data.c"], good)
    assert after == current(lake)
    assert read(lake, "select count(*), min(v), max(n) from core.fct_a") == [(5000, "v1", 4999)]
    assert [c for c, *_ in read(lake, "describe core.fct_a")] == ["n", "v"]
    assert read(lake, "select * from open_data.a") == [(1, "v1")]
    assert read(lake, "select distinct v from staging.stg_a") == [("v1",)]
    assert read(lake, "select table_name from duckdb_tables() where schema_name = 'open_data'") == [("a",)]
    assert read(lake, "select count(*) from core.fct_b") == [(2,)], "tables that were not named keep their change"
    # The failed version can still be looked at.
    assert read(lake, "select v from open_data.a", after - 1) == [("v2",)]


def test_nothing_changed_leaves_no_snapshot(lake: Lake, good: int) -> None:
    run(lake, "insert into core.fct_b values (2)")
    before = current(lake)
    assert restore(lake, ["core.fct_a", "open_data.a", "staging.stg_a", "open_data.never"], good) == before


def test_appended_rows_are_taken_back(lake: Lake, good: int) -> None:
    run(lake, "insert into core.fct_a select n, 'v2' from range(2000) t(n)", "delete from open_data.a")
    restore(lake, ["core.fct_a", "open_data.a"], good)
    assert read(lake, "select count(*) from core.fct_a") == [(5000,)]
    assert read(lake, "select * from open_data.a") == [(1, "v1")]


def test_a_failed_restore_changes_nothing(lake: Lake, good: int) -> None:
    run(lake, "insert into core.fct_b values (2)")
    before = current(lake)
    with pytest.raises(ValueError, match="no snapshot"):
        restore(lake, ["core.fct_b"], before + 5)
    assert current(lake) == before


@pytest.mark.parametrize("table", ["raw.penduduk", "fct_a", "main.x"])
def test_what_was_delivered_cannot_be_taken_back(lake: Lake, good: int, table: str) -> None:
    with pytest.raises(ValueError, match="cannot be restored"):
        restore(lake, [table], good)
