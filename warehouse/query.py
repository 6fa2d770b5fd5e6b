"""Analysts read the lake: one ``SELECT`` on one snapshot, read only, whatever is being written meanwhile."""

import json
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.lake import Lake, literal

# Functions that make rows without reading anything. All others are refused: DuckDB's own lock on outside files does not
# hold for extensions (sqlite_scan opens any file), and DuckLake's functions do more than read.
_ROW_MAKERS = {"range", "generate_series", "unnest", "json_each", "json_tree", "regexp_split_to_table"}


class QueryRefused(ValueError):
    """Not a single ``SELECT`` on the lake; the message (Bahasa Indonesia) says why."""


@dataclass(frozen=True)
class Answer:
    """``truncated`` says that the query has more rows than were asked for."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool


def query(lake: Lake, sql: str, snapshot: int | None = None, limit: int = 1000) -> Answer:
    """Run one ``SELECT`` on ``snapshot`` (the newest without it) and return at most ``limit`` rows.

    Raises :class:`QueryRefused`, ``duckdb.Error`` for SQL that is wrong, :class:`warehouse.lake.LakeMissing`.
    """
    with lake.connect(read_only=True, snapshot=snapshot) as connection:
        statement = _only_select(connection, sql)
        connection.execute(f"set allowed_directories = [{literal(f'{lake.folder}/data/')}]")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        result = connection.execute(statement)
        columns = result.description or []
        rows = result.fetchmany(limit + 1)
        return Answer(tuple(c[0] for c in columns), tuple(str(c[1]) for c in columns), rows[:limit], len(rows) > limit)


def attach_line(lake: Lake, snapshot: int | None = None) -> dict[str, str]:
    """What analysts paste into their own tool: ``cli`` (DuckDB), ``python``, ``dbeaver`` (connection's initial SQL)."""
    version = f", SNAPSHOT_VERSION {int(snapshot)}" if snapshot is not None else ""
    sql = f"INSTALL ducklake; INSTALL sqlite; ATTACH {literal(lake.catalogue)} AS lake (READ_ONLY{version}); USE lake;"
    python = (
        f"from pathlib import Path; from warehouse.lake import Lake; lake = Lake(Path({str(lake.home.absolute())!r}))"
    )
    return {"cli": f'duckdb -cmd "{sql}"', "python": python, "dbeaver": sql}


def _only_select(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    statements = duckdb.extract_statements(sql)
    (text,) = connection.execute(f"select json_serialize_sql({literal(sql)})").fetchone() or ("{}",)
    tree = json.loads(text)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT or tree["error"]:
        raise QueryRefused(
            "Hanya satu perintah SELECT yang dapat dijalankan. Data di gudang tidak dapat diubah dari sini."
        )
    used = {name.lower() for name in _table_functions(tree)}
    if refused := sorted(used - _ROW_MAKERS):
        raise QueryRefused(
            f"Fungsi {', '.join(refused)} tidak dapat dipakai di sini."
            " Baca tabel dengan namanya, misalnya core.dim_wilayah."
        )
    return statements[0]


def _table_functions(node: Any) -> list[str]:
    """Names of the functions that a parsed query reads rows from."""
    if isinstance(node, list):
        return [name for item in node for name in _table_functions(item)]
    if not isinstance(node, dict):
        return []
    found = [name for item in node.values() for name in _table_functions(item)]
    if node.get("type") == "TABLE_FUNCTION":
        found.append(node.get("function", {}).get("function_name") or "?")
    return found
