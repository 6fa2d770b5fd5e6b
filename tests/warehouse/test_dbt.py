"""dbt on the real lake: what the models make of deliveries, and what happens when one is wrong."""

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sources.contract import Contract
from sources.contract import load as load_contract
from sources.public import public_table
from sources.tenant import Tenant
from warehouse.dbt import Built, dataset_arguments, reference_arguments, run
from warehouse.export import export
from warehouse.lake import Lake
from warehouse.load import TYPES, Loadable, load, prepare
from warehouse.modelling import assemble, modelled_tables
from warehouse.query import query
from warehouse.snapshots import current, restore

Contracts = dict[str, Contract]
Deliver = Callable[..., Loadable]
Population = Callable[..., list[dict[str, Any]]]


class Home:
    """A lake with its dbt project."""

    def __init__(self, folder: Path, contracts: Contracts, tenant: Tenant) -> None:
        self.lake, self.contracts = Lake(folder), contracts
        self.project = assemble(folder, contracts, tenant, self.lake)
        prepare(self.lake, contracts.values())

    def build(self, *datasets: str) -> Built:
        return run(self.project, self.lake, dataset_arguments(datasets) if datasets else reference_arguments())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return query(self.lake, sql).rows


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, contracts: Contracts, tenant: Tenant) -> Home:
    packaged = Path(__file__).parents[2] / "sources" / "contracts" / "diskominfo" / "aduan.odcs.yaml"
    made = Home(tmp_path_factory.mktemp("home"), contracts | {"aduan": load_contract(packaged)}, tenant)
    assert passed(made.build())
    return made


def passed(built: Built) -> Built:
    assert built.success, [(node.unique_id, node.message) for node in built.failed]
    return built


def test_the_shared_dimensions(home: Home) -> None:
    assert home.rows("select level, count(*) from core.dim_wilayah group by all order by count(*)") == [
        ("provinsi", 38),
        ("kabkota", 514),
        ("kecamatan", 7_277),
        ("desa", 83_763),
    ]
    assert home.rows(
        "select jenis, count(*) from core.dim_wilayah where kode_kabupaten_kota = '3510' group by all order by 1"
    ) == [("desa", 189), ("kabupaten", 1), ("kecamatan", 25), ("kelurahan", 28)]
    assert home.rows("select opd, kode_urusan from core.dim_opd where opd = 'diskominfo'") == [
        ("diskominfo", "2.16;2.20;2.21")
    ]
    assert home.rows(
        "select jumlah_hari, jumlah_hari_kerja, tahun_ajaran from core.dim_periode where periode_id = '2025-08'"
    ) == [(31, 21, "2025/2026")]
    assert home.rows("select hari_libur from core.dim_periode where periode_id = '2025-08-17'") == [
        ("Hari Kemerdekaan Republik Indonesia",)
    ]
    assert home.rows("select nama_urusan from core.dim_urusan where kode_urusan = '2.10'") == [("Pertanahan",)]


def test_only_the_newest_delivery_of_each_period_counts(home: Home, deliver: Deliver, population: Population) -> None:
    contract = home.contracts["penduduk"]
    for sequence, (period, first) in enumerate([("2024-S2", 10), ("2025-S1", 500), ("2025-S1", 100)], start=1):
        load(home.lake, contract, deliver(contract, population(first), period, sequence))
    passed(home.build("penduduk"))
    assert home.rows("select periode, sum(jumlah) from open_data.penduduk group by all order by all") == [
        ("2024-S2", 75),
        ("2025-S1", 615),
    ]
    assert home.rows("select count(*) from raw.penduduk") == [(18,)]
    assert home.rows("select distinct kode_opd from core.fct_penduduk") == [("2.12.0.00.0.00.01.0000",)]


def test_the_public_table_is_the_contracts(
    home: Home, deliver: Deliver, population: Population, tmp_path: Path
) -> None:
    contract = home.contracts["penduduk"]
    load(home.lake, contract, deliver(contract, population(), "2025-S1", 50))
    passed(home.build("penduduk"))
    described = [(name, kind.lower()) for name, kind, *_ in home.rows("describe open_data.penduduk")]
    assert described == [(column.name, TYPES[column.type]) for column in public_table(contract)]
    first = home.rows("from open_data.penduduk where periode = '2025-S1' order by kode_wilayah, jenis_kelamin limit 1")
    place = ("35", "Jawa Timur", "3510", "Kabupaten Banyuwangi", "351001", "Pesanggaran", "35.10.01")
    assert first == [(*place, "L", 100, "Orang", "2025-S1", 2025)]
    exported = export(home.lake, contract, current(home.lake), tmp_path)
    assert "dicek" not in exported.csv.read_text(encoding="utf-8"), "a column that is not public stays inside"


def test_complaints_are_measured_against_the_limit_of_their_day(home: Home, deliver: Deliver) -> None:
    contract = home.contracts["aduan"]

    def ticket(number: int, came: str, answered: str | None) -> dict[str, Any]:
        return {
            "nomor_tiket": f"#{number:08d}",
            "waktu_masuk": datetime.fromisoformat(came),
            "waktu_respon": datetime.fromisoformat(answered) if answered else None,
            "waktu_selesai": None,
            "kanal": "WhatsApp",
            "kategori": "Sampah dan kebersihan",
            "kode_wilayah": "35.10.01",
            "opd_penanggung_jawab": "dlh",
            "status": "Proses",
        }

    september = [ticket(1, "2025-09-30 23:00", "2025-10-01 02:30"), ticket(2, "2025-09-01 08:00", None)]
    october = [ticket(3, "2025-10-01 00:00", "2025-10-01 03:30"), ticket(4, "2025-10-01 00:00", "2025-10-01 01:30")]
    load(home.lake, contract, deliver(contract, september, "2025-09", 1))
    load(home.lake, contract, deliver(contract, october, "2025-10", 2))
    built = passed(home.build("aduan"))
    assert {node.unique_id.split(".")[2] for node in built.nodes if node.unique_id.startswith("unit_test")} == {
        "fct_aduan",
        "aduan",
    }
    assert home.rows("select * exclude (tahun) from open_data.aduan order by periode") == [
        ("dlh", "Dinas Lingkungan Hidup", "Sampah dan kebersihan", 2, 1, 0, 1, 3.5, "2025-09"),
        ("dlh", "Dinas Lingkungan Hidup", "Sampah dan kebersihan", 2, 2, 0, 1, 2.5, "2025-10"),
    ]


def test_a_closed_dataset_has_facts_and_no_public_table(home: Home, deliver: Deliver) -> None:
    contract = home.contracts["aset_tik"]
    rows = [{"opd": "disdukcapil", "urusan": "2.12", "nilai": 2.5, "diperiksa": datetime.fromisoformat("2025-07-01")}]
    load(home.lake, contract, deliver(contract, rows, "2025-07"))
    passed(home.build("aset_tik"))
    assert home.rows("select opd, nilai, periode_id from core.fct_aset_tik") == [("disdukcapil", 2.5, "2025-07")]
    assert home.rows(
        "select count(*) from duckdb_tables where schema_name = 'open_data' and table_name = 'aset_tik'"
    ) == [(0,)]


@pytest.mark.parametrize(
    ("spoiled", "test"),
    [
        ({"kode_wilayah": "35.10.99"}, "relationships_fct_penduduk_kode_wilayah"),
        ({"jenis_kelamin": "X"}, "accepted_values_fct_penduduk_jenis_kelamin"),
        ({"jumlah": None}, "not_null_columns_fct_penduduk"),
        ({"kode_wilayah": "35.10.02"}, "unique_combination_fct_penduduk"),
    ],
)
def test_a_wrong_row_fails_its_dataset_and_the_good_version_returns(
    home: Home, deliver: Deliver, population: Population, spoiled: dict[str, Any], test: str
) -> None:
    contract = home.contracts["penduduk"]
    sequence = home.rows("select max(sequence) from raw.deliveries where dataset = 'penduduk'")[0][0] or 0
    load(home.lake, contract, deliver(contract, population(), "2025-S1", sequence + 1))
    passed(home.build("penduduk"))
    good = current(home.lake)
    rows = population()
    rows[0] |= spoiled
    load(home.lake, contract, deliver(contract, rows, "2025-S1", sequence + 2))
    built = home.build("penduduk")
    assert not built.success
    assert [node.unique_id for node in built.failed if test in node.unique_id]
    restore(home.lake, modelled_tables(contract), good)
    # The next delivery puts things right.
    assert home.rows("select sum(jumlah) from core.fct_penduduk where periode_id = '2025-S1'") == [(615,)]
    load(home.lake, contract, deliver(contract, population(), "2025-S1", sequence + 3))
    passed(home.build("penduduk"))


WRITER = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from sources.contract import catalogue
    from sources.tenant import load_tenant
    from warehouse.dbt import dataset_arguments, run
    from warehouse.lake import Lake
    from warehouse.load import Loadable, load

    home, rows, tenant = sys.argv[1:]
    lake = Lake(Path(home))
    contract = catalogue(load_tenant(Path(tenant)).contracts)["penduduk"]
    for n in range(1000, 1002):
        load(lake, contract, Loadable(f"w{n}", n, "2025-S1", "0" * 64, datetime.now(UTC), Path(rows)))
        assert run(Path(home) / "dbt_project", lake, dataset_arguments(["penduduk"])).success
"""


def test_analysts_read_while_another_process_loads_and_builds(
    home: Home, tenant_file: Path, deliver: Deliver, population: Population
) -> None:
    contract = home.contracts["penduduk"]
    load(home.lake, contract, deliver(contract, population(), "2025-S1", 900))
    passed(home.build("penduduk"))
    release = current(home.lake)
    sql = "select count(*), sum(jumlah) from open_data.penduduk where periode = '2025-S1'"
    file = deliver(contract, population(200)).rows
    arguments = [str(home.lake.home), str(file), str(tenant_file)]
    answers = []
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER), *arguments]) as writer:
        while writer.poll() is None:
            answers.append((query(home.lake, sql, release).rows, query(home.lake, sql).rows))
    assert writer.returncode == 0
    assert len(answers) >= 10
    assert all(pinned == [(6, 615)] for pinned, _ in answers), "a release never changes"
    assert {tuple(newest) for _, newest in answers} <= {((6, 615),), ((6, 1215),)}, "old or new, never between"
    assert query(home.lake, sql).rows == [(6, 1215)]


# Kills itself right after dbt renamed the n-th table into its place, before it drops the old one.
KILLED = """
    import os, signal, sys
    from pathlib import Path
    from warehouse.dbt import dataset_arguments, run
    from warehouse.lake import Lake

    home, count = Path(sys.argv[1]), int(sys.argv[2])
    seen = []

    def watch(event):
        if event.info.name == "SQLQuery" and "drop table" in event.info.msg:
            seen.append(event)
            if len(seen) == count:
                os.kill(os.getpid(), signal.SIGKILL)

    run(home / "dbt_project", Lake(home), dataset_arguments(["penduduk"]), [watch])
"""


def test_a_killed_build_is_made_good_by_the_next(home: Home, deliver: Deliver, population: Population) -> None:
    contract = home.contracts["penduduk"]
    for count in (1, 2):
        load(home.lake, contract, deliver(contract, population(300 + count), "2025-S1", 5000 + count))
        arguments = [str(home.lake.home), str(count)]
        killed = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), *arguments], check=False)
        assert killed.returncode == -signal.SIGKILL
    load(home.lake, contract, deliver(contract, population(), "2025-S1", 6000))
    passed(home.build("penduduk"))
    assert home.rows("select sum(jumlah) from open_data.penduduk where periode = '2025-S1'") == [(615,)]
    assert home.rows("select table_name from duckdb_tables where contains(table_name, '__dbt_')") == []
