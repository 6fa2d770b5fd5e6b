"""What the Dagster server gets, as it gets it."""

import json
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from town import Town

from pipelines.definitions import definitions_of
from pipelines.settings import ROOT
from sources.contract import Api


@pytest.fixture(scope="module")
def built(demo_town: Town) -> dg.RepositoryDefinition:
    found = definitions_of(demo_town.workshop).get_repository_def()
    assert isinstance(found, dg.RepositoryDefinition)
    return found


def test_every_stage_of_every_dataset_is_an_asset(built: dg.RepositoryDefinition, demo_town: Town) -> None:
    keys = {key.to_user_string() for key in built.asset_graph.get_all_asset_keys()}
    for dataset in demo_town.workshop.contracts:
        stages = {f"{stage}/{dataset}" for stage in ("delivery", "intake", "raw", "open_data", "release", "portal")}
        assert stages | {f"staging/stg_{dataset}", f"core/fct_{dataset}"} <= keys
    assert {"core/dim_wilayah", "core/dim_opd", "core/dim_periode", "core/dim_urusan"} <= keys


def test_lineage_runs_from_delivery_to_portal(built: dg.RepositoryDefinition, demo_town: Town) -> None:
    for dataset in demo_town.workshop.contracts:
        reached = dg.AssetSelection.assets(["intake", dataset]).downstream().resolve(built.asset_graph)
        others = {other for other in demo_town.workshop.contracts if other != dataset}
        assert dg.AssetKey(["portal", dataset]) in reached
        assert not {key for key in reached if key.path[-1] in others}, "a dataset's failure must not reach another"


def test_gates_block_and_dbt_tests_are_checks(built: dg.RepositoryDefinition, demo_town: Town) -> None:
    checks = {check.to_user_string(): check for check in built.asset_graph.asset_check_keys}
    for dataset in demo_town.workshop.contracts:
        gate = built.asset_graph.get_check_spec(checks[f"release/{dataset}:gerbang"])
        assert gate.blocking
        assert f"raw/{dataset}:tepat_waktu" in checks
        assert f"intake/{dataset}:temuan" in checks
    assert any("relationships" in name for name in checks)


def test_jobs_schedules_sensor_and_the_writers_pool(built: dg.RepositoryDefinition, demo_town: Town) -> None:
    contracts = demo_town.workshop.contracts.values()
    pulled = [contract for contract in contracts if isinstance(contract.layout, Api)]
    assert {f"pull_{contract.id}" for contract in pulled} | {"road", "timeliness"} <= set(built.job_names)
    schedules = {schedule.name: schedule for schedule in built.schedule_defs}
    for contract in pulled:
        schedule = schedules[f"pull_{contract.id}_schedule"]
        assert (schedule.cron_schedule, schedule.execution_timezone) == (contract.service.schedule, "Asia/Jakarta")
    assert [sensor.name for sensor in built.sensor_defs] == ["arrivals_sensor"]
    steps = {definition for definition in built.assets_defs_by_key.values() if definition.is_executable}
    pools = {definition.node_def.name: definition.op.pool for definition in steps}
    assert {name for name, pool in pools.items() if pool == "lake"} >= {"model_aduan", "raw__aduan", "model_reference"}


def test_dagster_itself_finds_them_valid(demo_town: Town) -> None:
    dagster = Path(sys.executable).with_name("dagster")
    environment = demo_town.environment | {
        "DAGSTER_HOME": str(ROOT),
        "JALANDATA_DAGSTER": str(demo_town.settings.home / "dagster"),
    }
    done = subprocess.run(
        [dagster, "definitions", "validate", "-m", "pipelines.definitions"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_definitions_load_without_great_expectations(demo_town: Town) -> None:
    code = (
        "import sys, json; from pipelines.definitions import definitions_of; from pipelines.workshop import Workshop;"
        "from pipelines.settings import Settings; definitions_of(Workshop(Settings.from_environment()));"
        "print(json.dumps('great_expectations' in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=demo_town.environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) is False


def test_the_sensor_asks_for_one_run_for_the_whole_batch(
    built: dg.RepositoryDefinition, demo_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("JALANDATA_HOME", "JALANDATA_TENANT", "JALANDATA_PORTAL_URL", "JALANDATA_PORTAL_TOKEN"):
        monkeypatch.setenv(name, demo_town.environment[name])
    sensor = built.get_sensor_def("arrivals_sensor")

    def evaluate() -> object:
        with dg.DagsterInstance.ephemeral() as instance:
            return sensor(dg.build_sensor_context(instance=instance, repository_def=built))

    assert isinstance(evaluate(), dg.SkipReason)
    for number, dataset in enumerate(("aduan", "apbdes")):
        path = tmp_path / f"{dataset}.csv"
        path.write_text(f"a;b\n{number};1\n")
        demo_town.deliver(path, dataset, {"aduan": "2026-01", "apbdes": "2026"}[dataset])
    first, again = evaluate(), evaluate()
    assert isinstance(first, dg.RunRequest)
    assert isinstance(again, dg.RunRequest)
    assert first.run_key == again.run_key
    assert first.asset_selection
    assert {key.path[1] for key in first.asset_selection if key.path[0] == "intake"} == {"aduan", "apbdes"}
    # Leave the home as it was: both come back as what they are, no spreadsheet of these datasets.
    assert set(demo_town.run().failed) == {"intake__aduan", "intake__apbdes"}
