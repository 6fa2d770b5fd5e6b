"""The public files of a dataset: ``open_data.<dataset>`` at one snapshot, always the same bytes for the same rows."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sources.contract import Contract
from sources.public import public_key, public_table
from warehouse.lake import Lake


@dataclass(frozen=True)
class Export:
    """``sha256`` is that of the CSV's bytes: the identity of the published content."""

    csv: Path
    parquet: Path
    sha256: str
    rows: int
    snapshot: int


def export(lake: Lake, contract: Contract, snapshot: int, folder: Path) -> Export:
    """Write ``<dataset>.csv`` and ``<dataset>.parquet`` into ``folder``, sorted by the public key.

    The CSV is the canonical form: UTF-8 without BOM, comma, LF, decimal point, ISO dates, empty for null. DuckDB
    streams and spills, so memory is bounded. Raises ``duckdb.CatalogException`` when the snapshot has no such table.
    """
    columns = [column.name for column in public_table(contract)]
    # The key decides the order; the other columns settle ties in a table whose key failed its test.
    order = dict.fromkeys([*public_key(contract), *columns])
    rows = f"select {_listed(columns)} from open_data.{contract.id} order by {_listed(order)}"
    folder.mkdir(parents=True, exist_ok=True)
    csv, parquet = folder / f"{contract.id}.csv", folder / f"{contract.id}.parquet"
    with lake.connect(snapshot=snapshot) as connection:
        connection.execute(f"copy ({rows}) to $file ({_CSV})", {"file": str(csv)})
        count = connection.execute(f"copy ({rows}) to $file ({_PARQUET})", {"file": str(parquet)}).fetchone()
    with csv.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Export(csv, parquet, digest, int(count[0]) if count else 0, snapshot)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


_CSV = "format csv, header, delimiter ',', dateformat '%Y-%m-%d', timestampformat '%Y-%m-%dT%H:%M:%S'"
_PARQUET = "format parquet, compression zstd"
