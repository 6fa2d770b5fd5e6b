"""Analysts: one SELECT on the lake, nothing else, and never a wait."""

import sqlite3
from pathlib import Path

import duckdb
import pytest

from warehouse.lake import Lake
from warehouse.query import QueryRefused, attach_line, query
from warehouse.snapshots import current


@pytest.fixture
def filled(lake: Lake) -> Lake:
    with lake.connect() as connection:
        connection.execute("create table core.t as select n from range(50) t(n)")
    return lake


def test_rows_columns_and_the_limit(filled: Lake) -> None:
    answer = query(filled, "select n, n * 2 as twice from core.t order by n", limit=3)
    assert answer.columns == ("n", "twice")
    assert answer.rows == [(0, 0), (1, 2), (2, 4)]
    assert answer.truncated
    assert not query(filled, "from core.t", limit=50).truncated


def test_a_release_keeps_its_rows_while_the_table_changes(filled: Lake) -> None:
    release = current(filled)
    with filled.connect() as connection:
        connection.execute("delete from core.t")
    assert query(filled, "select count(*) from core.t", release).rows == [(50,)]
    assert query(filled, "select count(*) from core.t").rows == [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "describe core.t",
        "show all tables",
        "summarize core.t",
        "with a as (from core.t) select max(n) from a",
        "values (1)",
    ],
)
def test_other_ways_to_only_read(filled: Lake, sql: str) -> None:
    assert query(filled, sql).rows


@pytest.mark.parametrize(
    "sql",
    [
        "delete from core.t",
        "create table core.x as select 1",
        "select 1; select 2",
        "copy core.t to 'keluar.csv'",
        "attach 'lain.db'",
        "pragma version",
        "set memory_limit = '1GB'",
        "call lake.snapshots()",
        "explain analyze delete from core.t",
        "",
        "select * from read_csv('/etc/passwd')",
        "select * from glob('/*')",
        "select (select count(*) from sqlite_scan('ledger.sqlite3', 'users'))",
        "with a as (from query('select 1')) from a",
        "select * from ducklake_expire_snapshots('lake', versions => [1])",
        "select * from core.t, lateral (select * from ducklake_cleanup_old_files('lake', cleanup_all => true))",
    ],
)
def test_everything_else_is_refused(filled: Lake, sql: str) -> None:
    before = current(filled)
    with pytest.raises(QueryRefused):
        query(filled, sql)
    assert current(filled) == before


def test_files_outside_the_lake_stay_closed(filled: Lake, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with sqlite3.connect(tmp_path / "secret.db") as database:
        database.execute("create table users (a)")
    for name in ("secret.csv", "secret.db"):
        with pytest.raises(duckdb.Error):
            query(filled, f"select * from '{tmp_path / name}'")


def test_the_attach_line_works_in_another_duckdb(filled: Lake) -> None:
    release = current(filled)
    with filled.connect() as connection:
        connection.execute("delete from core.t")
    lines = attach_line(filled, release)
    _, _, attach = lines["dbeaver"].partition("INSTALL sqlite; ")
    with duckdb.connect() as other:
        from warehouse.lake import load_extensions

        load_extensions(other)
        other.execute(attach)
        assert other.execute("select count(*) from core.t").fetchall() == [(50,)]
        with pytest.raises(duckdb.Error):
            other.execute("insert into core.t values (1)")
    assert lines["cli"].startswith("duckdb -cmd ")
    namespace: dict[str, object] = {}
    exec(lines["python"], namespace)
    assert namespace["lake"] == Lake(filled.home.absolute())
