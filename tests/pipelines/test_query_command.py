"""Analysts ask while a run is writing: nobody waits, nothing fails, and a release never changes under them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import kota
import pytest
from town import Town

from pipelines.serving import released_snapshot
from pipelines.settings import ROOT
from portal.embedded import Portal
from warehouse.lake import load_extensions
from warehouse.query import query
from warehouse.snapshots import current

DATASET = "kelahiran_dibaca"
TOTAL = f"select count(*), sum(jumlah_kelahiran)::bigint from core.fct_{DATASET}"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Town:
    folder = tmp_path_factory.mktemp("analis")
    town = Town(folder / "home", portal, kota.tenant(folder, DATASET))
    town.deliver(kota.births(folder / "kelahiran.xlsx"), DATASET, "2022")
    town.first = town.run()
    assert not town.first.failed
    return town


def test_rows_for_people_and_for_programs(city: Town) -> None:
    sql = (
        f"select jenis_kelamin, sum(jumlah_kelahiran)::bigint as jumlah from open_data.{DATASET} group by 1 order by 1"
    )
    shown = city.command("query", sql)
    assert shown.returncode == 0, shown.stderr
    assert "jenis_kelamin" in shown.stdout
    assert "Perempuan" in shown.stdout
    answer = json.loads(city.command("query", sql, "--json").stdout)
    assert answer["columns"] == ["jenis_kelamin", "jumlah"]
    assert [row[0] for row in answer["rows"]] == ["Laki-laki", "Perempuan"]
    assert sum(row[1] for row in answer["rows"]) == kota.TOTAL
    assert answer["truncated"] is False
    cut = json.loads(city.command("query", sql, "--json", "--limit", "1").stdout)
    assert (len(cut["rows"]), cut["truncated"]) == (1, True)


@pytest.mark.parametrize(
    "sql",
    [
        f"delete from core.fct_{DATASET}",
        "select * from read_text('/etc/hostname')",
        "select * from '/etc/hostname.csv'",
        "select satu from core.tidak_ada",
    ],
)
def test_only_reading_and_only_the_warehouse(city: Town, sql: str) -> None:
    before = current(city.workshop.lake)
    ran = city.command("query", sql)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.strip()
    assert "Traceback" not in ran.stderr
    assert current(city.workshop.lake) == before


def test_the_attach_line_opens_the_release_in_other_tools(city: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is printed, on a narrow screen too. Extensions come from their wheels here, from DuckDB elsewhere."""
    monkeypatch.setenv("COLUMNS", "40")
    lines = city.command("query", "--attach").stdout.splitlines()
    sql = lines[lines.index("dbeaver") + 1]
    assert f'duckdb -cmd "{sql}"' in lines
    install, attach = "INSTALL ducklake; INSTALL sqlite; ", f"SNAPSHOT_VERSION {released_snapshot()}"
    assert sql.startswith(install)
    assert attach in sql
    with duckdb.connect(config={"allow_unsigned_extensions": True}) as connection:
        load_extensions(connection)
        connection.execute(sql.removeprefix(install))
        assert connection.execute(TOTAL).fetchall() == [(36, kota.TOTAL)]
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute(f"delete from core.fct_{DATASET}")


def test_answers_while_a_run_is_writing(city: Town, tmp_path: Path) -> None:
    """Every answer is the old release's until the run ends, though the lake has long moved on; then it is the new
    one's."""
    lake, old = city.workshop.lake, released_snapshot()
    for year, times in (("2023", 2), ("2024", 3)):
        city.deliver(kota.births(tmp_path / f"{year}.xlsx", times), DATASET, year)
    running = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "run"],
        env=city.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    seen: list[tuple[Any, ...]] = []
    ahead = 0
    while running.poll() is None:
        snapshot = released_snapshot()
        seen.append((snapshot, *query(lake, TOTAL, snapshot).rows[0]))
        ahead += current(lake) != snapshot
    assert running.returncode == 0, running.stderr and running.stderr.read()

    new = released_snapshot()
    assert new != old
    assert query(lake, TOTAL, new).rows == [(3 * 36, 6 * kota.TOTAL)]
    assert ahead >= 5, "questions were asked while the lake was being written"
    before, after = (old, 36, kota.TOTAL), (new, 3 * 36, 6 * kota.TOTAL)
    turn = seen.index(after) if after in seen else len(seen)
    assert set(seen[:turn]) == {before}
    assert set(seen[turn:]) <= {after}
    assert json.loads(city.command("query", TOTAL, "--json").stdout)["rows"] == [[3 * 36, 6 * kota.TOTAL]]
