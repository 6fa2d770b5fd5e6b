"""Loading: all of a delivery or nothing, once, and what was loaded before stays."""

import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sources.contract import Contract
from warehouse.lake import Lake, LakeMissing
from warehouse.load import Loadable, LoadRefused, load, prepare
from warehouse.snapshots import current

Contracts = dict[str, Contract]
Deliver = Callable[..., Loadable]
Population = Callable[..., list[dict[str, Any]]]


def rows(lake: Lake, sql: str) -> list[tuple[object, ...]]:
    with lake.connect(read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_rows_and_their_delivery_arrive_together(
    lake: Lake, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    delivery = deliver(contracts["penduduk"], population(), "2025-S1", 7)
    loaded = load(lake, contracts["penduduk"], delivery)
    assert loaded.rows == 6
    assert loaded.snapshot == current(lake)
    assert rows(lake, "select distinct _delivery, _period, _sheet from raw.penduduk") == [
        (delivery.id, "2025-S1", "Data")
    ]
    assert rows(lake, "select sum(jumlah), min(_row), max(_cell) from raw.penduduk") == [(615, 2, "C7")]
    assert rows(
        lake,
        "select delivery, sequence, dataset, period, sha256, rows, cast(received_at as varchar) from raw.deliveries",
    ) == [(delivery.id, 7, "penduduk", "2025-S1", delivery.sha256, 6, "2025-07-01 07:00:00")]


def test_loading_twice_changes_nothing(
    lake: Lake, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    delivery = deliver(contracts["penduduk"], population())
    first = load(lake, contracts["penduduk"], delivery)
    assert load(lake, contracts["penduduk"], delivery) == first
    assert rows(lake, "select count(*) from raw.penduduk") == [(6,)]


def test_the_id_of_other_bytes_is_refused(
    lake: Lake, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    delivery = deliver(contracts["penduduk"], population())
    load(lake, contracts["penduduk"], delivery)
    other = deliver(contracts["penduduk"], population(200))
    with pytest.raises(LoadRefused, match="loaded before"):
        load(lake, contracts["penduduk"], other)


def test_a_corrected_delivery_supersedes_without_deleting(
    lake: Lake, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    for sequence in (1, 2):
        load(lake, contracts["penduduk"], deliver(contracts["penduduk"], population(sequence), "2025-S1", sequence))
    assert rows(lake, "select _delivery, sum(jumlah) from raw.penduduk group by all order by all") == [
        ("penduduk-2025-S1-1", 21),
        ("penduduk-2025-S1-2", 27),
    ]


def test_a_new_contract_column_widens_the_table(
    lake: Lake, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    old = contracts["penduduk"]
    load(lake, old, deliver(old, population(), sequence=1))
    wider = with_column(old, "keluarga", "integer")
    load(lake, wider, deliver(wider, [row | {"keluarga": 3} for row in population()], sequence=2))
    assert rows(lake, "select _delivery, sum(keluarga), count(*) from raw.penduduk group by all order by all") == [
        ("penduduk-2025-S1-1", None, 6),
        ("penduduk-2025-S1-2", 18, 6),
    ]
    # A delivery made under the older contract still loads.
    load(lake, old, deliver(old, population(), sequence=3))


def test_prepare_makes_and_widens_tables_before_any_delivery(lake: Lake, contracts: Contracts) -> None:
    prepare(lake, contracts.values())
    before = current(lake)
    prepare(lake, contracts.values())
    assert current(lake) == before, "nothing to do leaves no snapshot"
    prepare(lake, [with_column(contracts["penduduk"], "keluarga", "integer")])
    assert rows(lake, "select keluarga from raw.penduduk") == []


def test_a_changed_type_is_refused_and_changes_nothing(
    lake: Lake, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    contract = contracts["penduduk"]
    load(lake, contract, deliver(contract, population()))
    before = current(lake)
    columns = tuple(c.model_copy(update={"type": "number"}) if c.name == "jumlah" else c for c in contract.columns)
    changed = contract.model_copy(update={"columns": columns})
    with pytest.raises(LoadRefused, match="jumlah"):
        load(lake, changed, deliver(changed, population(), sequence=2))
    assert current(lake) == before


def test_a_file_of_other_types_is_refused_instead_of_rounded(
    lake: Lake, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    delivery = deliver(contracts["penduduk"], population())
    table = pq.read_table(delivery.rows)
    pq.write_table(table.set_column(2, "jumlah", table["jumlah"].cast("double")), delivery.rows)
    with pytest.raises(LoadRefused, match="jumlah"):
        load(lake, contracts["penduduk"], delivery)
    assert rows(lake, "select count(*) from duckdb_tables() where schema_name = 'raw'") == [(0,)]


def test_reading_before_the_first_load_says_so(lake: Lake) -> None:
    with pytest.raises(LakeMissing):
        current(lake)
    assert not lake.folder.exists()


def test_a_moved_home_still_reads(
    lake: Lake, contracts: Contracts, deliver: Deliver, population: Population, tmp_path: Path
) -> None:
    load(lake, contracts["penduduk"], deliver(contracts["penduduk"], population() * 10))
    lake.home.rename(tmp_path / "it's moved")
    assert rows(Lake(tmp_path / "it's moved"), "select count(*) from raw.penduduk") == [(60,)]


LOADER = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from sources.contract import catalogue
    from sources.tenant import load_tenant
    from warehouse.lake import Lake
    from warehouse.load import Loadable, load

    home, rows, tenant, first, last = sys.argv[1:]
    contract = catalogue(load_tenant(Path(tenant)).contracts)["penduduk"]
    print("ready", flush=True)
    for n in range(int(first), int(last)):
        load(Lake(Path(home)), contract, Loadable(f"d{n}", n, "2025-S1", "0" * 64, datetime.now(UTC), Path(rows)))
        print(n, flush=True)
"""


def loader(lake: Lake, tenant: Path, file: Path, first: int, last: int) -> subprocess.Popen[str]:
    arguments = [str(lake.home), str(file), str(tenant), str(first), str(last)]
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LOADER), *arguments], stdout=subprocess.PIPE, text=True
    )


def test_killing_a_load_leaves_whole_deliveries_only(
    lake: Lake, tenant_file: Path, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    prepare(lake, contracts.values())
    file = deliver(contracts["penduduk"], population() * 20_000).rows
    for wait in (0.0, 0.02, 0.05, 0.11, 0.2, 0.35):
        process = loader(lake, tenant_file, file, 0, 1000)
        assert process.stdout
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
    found = rows(
        lake,
        "select d.delivery, d.rows, count(r._delivery) from raw.deliveries as d"
        " full join raw.penduduk as r on r._delivery = d.delivery group by all",
    )
    assert all(count == declared == 120_000 for _, declared, count in found)
    load(lake, contracts["penduduk"], deliver(contracts["penduduk"], population(), sequence=5000))
    assert rows(lake, "select count(*) from raw.deliveries") == [(len(found) + 1,)]


def test_writers_of_several_processes_take_turns(
    lake: Lake, tenant_file: Path, contracts: Contracts, deliver: Deliver, population: Population
) -> None:
    file = deliver(contracts["penduduk"], population()).rows
    writers = [loader(lake, tenant_file, file, first, first + 5) for first in (0, 100, 200)]
    outcomes = [process.wait() for process in writers]
    for process in writers:
        assert process.stdout
        process.stdout.close()
    assert outcomes == [0, 0, 0]
    assert rows(lake, "select count(*), count(distinct _delivery) from raw.penduduk") == [(90, 15)]


def with_column(contract: Contract, name: str, kind: str) -> Contract:
    """``contract`` with one more column, as a later version of it would have."""
    column = contract.columns[-1].model_copy(update={"name": name, "label": name, "type": kind})
    return contract.model_copy(update={"columns": (*contract.columns, column), "version": "1.1.0"})
