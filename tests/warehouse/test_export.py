"""The public files: one canonical form, the same bytes for the same rows."""

import hashlib
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from sources.contract import Contract
from sources.public import public_table
from warehouse.export import Export, export
from warehouse.lake import Lake
from warehouse.snapshots import current

ROW = """
    '35' as kode_provinsi, 'Jawa Timur' as nama_provinsi,
    '3510' as kode_kabupaten_kota, 'Kabupaten Banyuwangi' as nama_kabupaten_kota,
    '351001' as kode_kecamatan, 'Pesanggaran' as nama_kecamatan,
    '35.10.01' as kode_wilayah, sex as jenis_kelamin,
    n as jumlah, 'Orang' as satuan, '2025-S1' as periode, 2025 as tahun
"""


@pytest.fixture
def contract(contracts: dict[str, Contract]) -> Contract:
    return contracts["penduduk"]


def publish(lake: Lake, rows: str) -> int:
    with lake.connect() as connection:
        connection.execute(f"create or replace table open_data.penduduk as select {ROW} from ({rows})")
    return current(lake)


@pytest.fixture
def numbers(lake: Lake) -> int:
    return publish(lake, "select case n when 1 then null else n end as n, 'S' || n as sex from range(20000) t(n)")


def made(lake: Lake, contract: Contract, snapshot: int, folder: Path) -> Export:
    result = export(lake, contract, snapshot, folder)
    assert hashlib.sha256(result.csv.read_bytes()).hexdigest() == result.sha256
    return result


def test_the_canonical_csv(lake: Lake, contract: Contract, tmp_path: Path) -> None:
    snapshot = publish(lake, """from (values (5, 'P'), (null, 'L'), (7, 'a,"b"')) as t (n, sex)""")
    result = made(lake, contract, snapshot, tmp_path)
    start = "35,Jawa Timur,3510,Kabupaten Banyuwangi,351001,Pesanggaran,35.10.01"
    assert result.csv.read_text(encoding="utf-8").split("\n") == [
        ",".join(column.name for column in public_table(contract)),
        f"{start},L,,Orang,2025-S1,2025",
        f"{start},P,5,Orang,2025-S1,2025",
        f'{start},"a,""b""",7,Orang,2025-S1,2025',
        "",
    ]
    assert (result.rows, result.snapshot) == (3, snapshot)


def test_the_same_rows_give_the_same_bytes_in_any_order(
    lake: Lake, contract: Contract, numbers: int, tmp_path: Path
) -> None:
    with lake.connect() as connection:
        connection.execute("create table core.kept as from open_data.penduduk order by hash(jenis_kelamin)")
        connection.execute("create or replace table open_data.penduduk as from core.kept")
    first, again = made(lake, contract, numbers, tmp_path / "a"), made(lake, contract, current(lake), tmp_path / "b")
    assert first.sha256 == again.sha256
    assert first.parquet.read_bytes() == again.parquet.read_bytes()
    assert pq.read_metadata(first.parquet).num_rows == first.rows == 20_000


def test_a_snapshot_is_exported_as_it_was(lake: Lake, contract: Contract, numbers: int, tmp_path: Path) -> None:
    publish(lake, "select 1 as n, 'L' as sex")
    assert made(lake, contract, numbers, tmp_path).rows == 20_000
    with pytest.raises(duckdb.CatalogException):
        export(lake, contract, 1, tmp_path / "before")


def test_values_are_written_as_iso_and_with_a_point(lake: Lake, contract: Contract, tmp_path: Path) -> None:
    """Dates, times, decimals and booleans, in the columns of a table that has them."""
    columns = {c.name: c for c in contract.columns}
    kinds = {"catatan": "timestamp", "jumlah": "number"}
    changed = tuple(
        columns[name].model_copy(update={"type": kinds.get(name, columns[name].type), "public": True, "region": None})
        for name in ("jenis_kelamin", "catatan", "jumlah")
    )
    other = contract.model_copy(update={"columns": changed})
    with lake.connect() as connection:
        connection.execute(
            "create table open_data.penduduk as select 'L' as jenis_kelamin,"
            " timestamp '2025-07-01 08:30:00' as catatan, 1234567.25 :: double as jumlah, 'Orang' as satuan,"
            " '2025-S1' as periode, 2025 as tahun"
        )
    line = made(lake, other, current(lake), tmp_path).csv.read_text().splitlines()[1]
    assert line == "L,2025-07-01T08:30:00,1234567.25,Orang,2025-S1,2025"
