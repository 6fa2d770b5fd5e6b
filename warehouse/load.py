"""Stage 4: accepted rows go into ``raw.<dataset>`` together with the record of their delivery, or not at all.

Rows of earlier deliveries stay; which rows count is decided in staging: those of the delivery with the highest sequence
per dataset and period.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import duckdb

from sources.contract import Contract
from warehouse.lake import Lake, in_transaction
from warehouse.snapshots import current_snapshot

TYPES = {
    "string": "varchar",
    "integer": "bigint",
    "number": "double",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}
# Where a row came from: stands beside the contract's columns up to the facts.
LINEAGE = {"_delivery": "varchar", "_sheet": "varchar", "_row": "integer", "_cell": "varchar"}
_OWN = {**LINEAGE, "_period": "varchar"}
_DELIVERIES = {
    "delivery": "varchar",
    "sequence": "bigint",
    "dataset": "varchar",
    "period": "varchar",
    "sha256": "varchar",
    "received_at": "timestamp",
    "rows": "bigint",
}


class LoadRefused(ValueError):
    """A delivery that cannot be loaded as it is: says why."""


@dataclass(frozen=True)
class Loadable:
    """An accepted delivery. ``sequence`` rises with every delivery; ``rows`` is the Parquet file that intake wrote:
    the contract's columns and ``_sheet``, ``_row``, ``_cell``."""

    id: str
    sequence: int
    period: str
    sha256: str
    received_at: datetime
    rows: Path


@dataclass(frozen=True)
class Loaded:
    """``snapshot``: a lake snapshot that holds the delivery."""

    snapshot: int
    rows: int


def load(lake: Lake, contract: Contract, delivery: Loadable) -> Loaded:
    """Load a delivery once: a second call with the same delivery id changes nothing.

    Raises :class:`LoadRefused` when the id was used for other bytes, or when the contract changed the type of a column.
    """
    with lake.connect() as connection:
        rows = in_transaction(connection, partial(_load, connection, contract, delivery))
        return Loaded(current_snapshot(connection), rows)


def prepare(lake: Lake, contracts: Iterable[Contract]) -> None:
    """Make or widen the raw tables of these contracts, so that their models build before a delivery arrives."""
    with lake.connect() as connection:
        for contract in contracts:
            in_transaction(connection, partial(_prepare, connection, contract))


def _load(connection: duckdb.DuckDBPyConnection, contract: Contract, delivery: Loadable) -> int:
    _prepare(connection, contract)
    known = connection.execute(
        "select dataset, period, sha256, rows from raw.deliveries where delivery = ?", [delivery.id]
    ).fetchone()
    if known:
        if known[:3] != (contract.id, delivery.period, delivery.sha256):
            raise LoadRefused(f"delivery {delivery.id} was loaded before as {known[:3]}")
        return int(known[3])
    _refuse_other_types(connection, contract, delivery.rows)
    names = [column.name for column in contract.columns] + ["_sheet", "_row", "_cell"]
    connection.execute(
        f"insert into raw.{contract.id} by name"
        f" select {_listed(names)}, ? as _delivery, ? as _period from read_parquet(?)",
        [delivery.id, delivery.period, str(delivery.rows)],
    )
    rows = _count(connection, contract, delivery)
    connection.execute(
        "insert into raw.deliveries values (?, ?, ?, ?, ?, ?, ?)",
        [
            delivery.id,
            delivery.sequence,
            contract.id,
            delivery.period,
            delivery.sha256,
            delivery.received_at.astimezone(UTC).replace(tzinfo=None),
            rows,
        ],
    )
    return rows


def _prepare(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    _create_or_widen(connection, "deliveries", _DELIVERIES)
    _create_or_widen(connection, contract.id, {c.name: TYPES[c.type] for c in contract.columns} | _OWN)


def _create_or_widen(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    found = dict(
        connection.execute(
            "select column_name, lower(data_type) from duckdb_columns()"
            " where database_name = 'lake' and schema_name = 'raw' and table_name = ?",
            [table],
        ).fetchall()
    )
    if not found:
        wanted = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create table raw.{table} ({wanted})")
        return
    changed = {name: (found[name], kind) for name, kind in columns.items() if found.get(name, kind) != kind}
    if changed:
        raise LoadRefused(
            f"raw.{table} holds other types (found, wanted): {changed}; a changed type needs a new column"
        )
    for name in columns.keys() - found.keys():
        connection.execute(f'alter table raw.{table} add column "{name}" {columns[name]}')


def _refuse_other_types(connection: duckdb.DuckDBPyConnection, contract: Contract, rows: Path) -> None:
    """Inserting would convert silently (2.5 becomes 3): the file must have exactly the contract's types."""
    described = connection.execute("describe select * from read_parquet(?)", [str(rows)]).fetchall()
    found = {name: kind.lower() for name, kind, *_ in described}
    wanted = {c.name: TYPES[c.type] for c in contract.columns} | {n: k for n, k in LINEAGE.items() if n != "_delivery"}
    if wrong := {name: (found.get(name), kind) for name, kind in wanted.items() if found.get(name) != kind}:
        raise LoadRefused(f"rows of {contract.id}: columns with other types (found, wanted): {wrong}")


def _count(connection: duckdb.DuckDBPyConnection, contract: Contract, delivery: Loadable) -> int:
    row = connection.execute(f"select count(*) from raw.{contract.id} where _delivery = ?", [delivery.id]).fetchone()
    return int(row[0]) if row else 0


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
