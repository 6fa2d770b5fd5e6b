"""Snapshots of the lake: every committed change has one; a verdict, a release and a way back are a snapshot number."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import duckdb

from warehouse.lake import Lake, in_transaction

_RESTORABLE = ("staging", "core", "open_data")


def current(lake: Lake) -> int:
    """Number of the newest snapshot. Raises :class:`warehouse.lake.LakeMissing` before the first load."""
    with lake.connect(read_only=True) as connection:
        return current_snapshot(connection)


def current_snapshot(connection: duckdb.DuckDBPyConnection) -> int:
    """Newest snapshot as this connection sees it."""
    row = connection.execute("select id from lake.current_snapshot()").fetchone()
    assert row
    return int(row[0])


def restore(lake: Lake, tables: Iterable[str], snapshot: int) -> int:
    """Put modelled tables and views (``schema.name``) back to what they were at ``snapshot``, in one transaction.

    What did not exist then is dropped. Returns the snapshot after it: the current one when nothing had changed.
    Raw tables are refused with ``ValueError``: what was delivered is never taken back, a new delivery supersedes it.
    """
    names = [_split(table) for table in tables]
    with lake.connect() as connection:
        in_transaction(connection, partial(_restore, connection, names, snapshot))
        return current_snapshot(connection)


def _restore(connection: duckdb.DuckDBPyConnection, names: list[tuple[str, str]], snapshot: int) -> None:
    (newest,) = connection.execute("select max(snapshot_id) from lake.snapshots()").fetchone() or (0,)
    if not 0 <= snapshot <= newest:
        raise ValueError(f"no snapshot {snapshot}: the newest is {newest}")
    now, then = _relations(connection, newest), _relations(connection, snapshot)
    touched = _touched_since(connection, snapshot)
    for name in names:
        if now.get(name) == then.get(name) and (name not in now or str(now[name].id) not in touched):
            continue
        # DuckLake finds no old version of a name that this transaction dropped: copy first, then take the name.
        copy = (name[0], f"{name[1]}__restored")
        if name in then:
            body = then[name].sql or f"from {_quoted(name)} at (version => {snapshot})"
            connection.execute(f"create {then[name].kind} {_quoted(copy)} as {body}")
        if name in now:
            connection.execute(f"drop {now[name].kind} {_quoted(name)}")
        if name in then:
            connection.execute(f"alter {then[name].kind} {_quoted(copy)} rename to {_quoted(name[1:])}")


@dataclass(frozen=True)
class _Relation:
    """A table or view in DuckLake's catalogue; ``sql`` is what a view selects."""

    kind: str
    id: int
    sql: str | None


def _relations(connection: duckdb.DuckDBPyConnection, snapshot: int) -> dict[tuple[str, str], _Relation]:
    rows = connection.execute(
        """
        select s.schema_name, r.name, r.kind, r.id, r.sql
        from (
            select 'table' as kind, table_id as id, table_name as name, null as sql,
                schema_id, begin_snapshot, end_snapshot
            from __ducklake_metadata_lake.ducklake_table
            union all
            select 'view', view_id, view_name, replace(sql, '{DUCKLAKE_CATALOG}', 'lake'),
                schema_id, begin_snapshot, end_snapshot
            from __ducklake_metadata_lake.ducklake_view
        ) as r
        join __ducklake_metadata_lake.ducklake_schema as s using (schema_id)
        where r.begin_snapshot <= $snapshot and coalesce(r.end_snapshot > $snapshot, true)
        """,
        {"snapshot": snapshot},
    ).fetchall()
    return {(schema, name): _Relation(kind, number, sql) for schema, name, kind, number, sql in rows}


def _touched_since(connection: duckdb.DuckDBPyConnection, snapshot: int) -> set[str]:
    """Ids of tables whose rows or columns changed after ``snapshot`` (and names of those made or dropped)."""
    rows = connection.execute(
        "select distinct unnest(flatten(map_values(changes))) from lake.snapshots() where snapshot_id > ?", [snapshot]
    ).fetchall()
    return {str(row[0]) for row in rows}


def _split(table: str) -> tuple[str, str]:
    schema, _, name = table.partition(".")
    if schema not in _RESTORABLE or not name:
        raise ValueError(f"{table!r} cannot be restored: only tables of {', '.join(_RESTORABLE)} can")
    return schema, name


def _quoted(name: tuple[str, ...]) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in name)
