"""A run that is killed at a random moment and started again ends where one that was never killed ends."""

import os
import random
import signal
import subprocess
import sys
import time
from typing import Any

import ckanapi
import dagster as dg
import psutil
import pytest
from dagster._core.utils import make_new_run_id
from town import Town

from demo.office import DemoDelivery
from ledger.models import Delivery, GateVerdict, Publication, Release
from pipelines.run import PROCESS_TAG, dagster_instance
from pipelines.serving import released_snapshot
from pipelines.settings import ROOT
from warehouse.query import query

DATASETS = ("aduan", "kunjungan_wisata")
TABLES = ("core.fct_aduan", "open_data.aduan", "core.fct_kunjungan_wisata", "open_data.kunjungan_wisata")
KILLS = 3
# No process has this number.
GONE = "999999999"


def state(town: Town) -> dict[str, Any]:
    """Everything that must not depend on whether a run was killed."""
    lake = town.workshop.lake
    columns = "* exclude (_delivery)"
    tables = {
        table: query(
            lake,
            f"select count(*), md5(string_agg(md5(cast(t as varchar)), '' order by md5(cast(t as varchar)))) "
            f"from (select {columns if table.startswith('core') else '*'} from {table}) as t",
            released_snapshot(),
        ).rows
        for table in TABLES
    }
    loaded = query(lake, "select dataset, period, sha256, rows from raw.deliveries order by all", released_snapshot())
    return {
        "tables": tables,
        "loaded": loaded.rows,
        "deliveries": list(
            Delivery.objects.order_by("dataset", "period").values_list("dataset", "period", "state", "rows")
        ),
        "releases": list(
            Release.objects.order_by("dataset").values_list("dataset", "number", "verdict__content_sha256")
        ),
        "failed gates": GateVerdict.objects.filter(passed=False).count(),
    }


def killed_after(town: Town, seconds: float) -> bool:
    """Start a run and kill it, hard, after some time. False when it was done by then."""
    program = [sys.executable, "-m", "pipelines.cli", "run"]
    output = subprocess.DEVNULL
    running = subprocess.Popen(program, env=town.environment, cwd=ROOT, stdout=output, stderr=output)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and running.poll() is None:
        time.sleep(0.1)
    if running.poll() is not None:
        return False
    family = psutil.Process(running.pid).children(recursive=True)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive, "the processes that a run started end with it"
    return True


@pytest.mark.timeout(600)
def test_killed_and_started_again_ends_in_the_same_state(
    demo_town: Town, town: Town, demo_files: list[DemoDelivery], tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = [item for item in demo_files if item.dataset in DATASETS]
    never = Town(tmp_path_factory.mktemp("never-killed"), town.portal)
    for home in (never, town):
        for item in files:
            home.deliver(item.path, item.dataset, item.period)
    assert not never.run().failed
    expected = state(never)

    chance = random.Random()
    moments = [chance.uniform(1, 25) for _ in range(KILLS)]
    kills = [killed_after(town, moment) for moment in moments]
    assert any(kills), moments
    last = town.command("run", "--json")
    assert last.returncode == 0, (moments, last.stdout, last.stderr)

    assert state(town) == expected, moments
    shown = [ckanapi.RemoteCKAN(town.portal.url).action.package_show(id=d.replace("_", "-")) for d in DATASETS]
    assert all(package["private"] is False for package in shown)
    assert set(
        Publication.objects.filter(outcome__in=["published", "unchanged"]).values_list("release__dataset", flat=True)
    ) >= set(DATASETS)
    with dagster_instance(town.settings) as instance:
        assert not [run for run in instance.get_runs() if not run.is_finished], "a killed run does not stand as running"

        # Killed between its last step and its end: nothing is due any more, and still it is ended.
        late = dg.DagsterRun("road", make_new_run_id(), status=dg.DagsterRunStatus.STARTED, tags={PROCESS_TAG: GONE})
        instance.add_run(late)
        (town.settings.home / "dagster" / "running").write_text(GONE)
        assert town.command("run", "--json").returncode == 0
        assert not [run for run in instance.get_runs() if not run.is_finished]
