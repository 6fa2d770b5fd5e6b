"""A small tenant with real ODCS contracts, and deliveries of invented rows on real region codes."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sources.contract import Contract, catalogue
from sources.tenant import Tenant, load_tenant
from warehouse.lake import Lake
from warehouse.load import Loadable

ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "boolean": pa.bool_(),
}


@pytest.fixture(scope="session")
def tenant_file() -> Path:
    return Path(__file__).parent / "tenant" / "tenant.yaml"


@pytest.fixture(scope="session")
def tenant(tenant_file: Path) -> Tenant:
    return load_tenant(tenant_file)


@pytest.fixture(scope="session")
def contracts(tenant: Tenant) -> dict[str, Contract]:
    return catalogue(tenant.contracts)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "home")


@pytest.fixture(scope="session")
def deliver(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Loadable]:
    """Write rows as intake would: ``deliver(contract, rows, period, sequence)``."""

    def write(contract: Contract, rows: list[dict[str, Any]], period: str = "2025-S1", sequence: int = 1) -> Loadable:
        file = tmp_path_factory.mktemp("intake") / f"{contract.id}.parquet"
        pq.write_table(accepted(contract, rows), file)
        received = datetime(2025, 7, 1, tzinfo=UTC) + timedelta(hours=sequence)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        return Loadable(f"{contract.id}-{period}-{sequence}", sequence, period, digest, received, file)

    return write


def accepted(contract: Contract, rows: list[dict[str, Any]]) -> pa.Table:
    """The table that intake hands on: the contract's columns and the place of each row."""
    schema = pa.schema([(c.name, ARROW[c.type]) for c in contract.columns])
    table = pa.Table.from_pylist(rows, schema=schema)
    table = table.append_column("_sheet", pa.array(["Data"] * len(rows), pa.string()))
    table = table.append_column("_row", pa.array(range(2, len(rows) + 2), pa.int32()))
    return table.append_column("_cell", pa.array([f"C{n}" for n in range(2, len(rows) + 2)], pa.string()))


@pytest.fixture(scope="session")
def population() -> Callable[..., list[dict[str, Any]]]:
    """``population(first)``: rows of ``penduduk``, three kecamatan and both sexes; the sum is 6 * first + 15."""
    places = [(code, sex) for code in ("35.10.01", "35.10.02", "35.10.03") for sex in ("L", "P")]

    def rows(first: int = 100) -> list[dict[str, Any]]:
        return [
            {
                "kode_wilayah": code,
                "jenis_kelamin": sex,
                "jumlah": first + n,
                "catatan": None if n else 'dicek, "ulang"',
            }
            for n, (code, sex) in enumerate(places)
        ]

    return rows
