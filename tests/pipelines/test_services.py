"""Dagster as a service of a home: started once, found again, carrying deliveries by itself, and gone when stopped."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ckanapi
import httpx
import kota
import psutil
import pytest
from town import Town

from ledger.models import Delivery, Publication
from pipelines.run import dagster_instance
from portal.embedded import Portal

DATASET = "kelahiran_otomatis"
# The sensor looks every 30 s; a run of a cold process takes a minute where much else is at work.
SENSOR_SECONDS = 150
SERVER = """
{ repositoriesOrError { __typename
    ... on RepositoryConnection { nodes { name jobs { name } sensors { name sensorState { status } } } } } }
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Iterator[Town]:
    """A home without deliveries whose services run."""
    folder = tmp_path_factory.mktemp("layanan")
    town = Town(folder / "home", portal, kota.tenant(folder, DATASET))
    served = town.command("serve")
    yield town
    town.command("stop")
    assert served.returncode == 0, served.stderr


def services(town: Town) -> dict[str, Any]:
    answer = json.loads(town.command("status", "--json").stdout)["services"]
    return {name: service["url"] for name, service in answer.items()}


def processes(town: Town) -> list[psutil.Process]:
    """Every process that works for this home, whoever is its parent by now."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("JALANDATA_HOME") == str(town.settings.home):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def server(address: str) -> dict[str, Any]:
    """What Dagster's server says of the one repository that it has loaded."""
    answer = httpx.post(f"{address}/graphql", json={"query": SERVER}, timeout=60, trust_env=False).raise_for_status()
    loaded = answer.json()["data"]["repositoriesOrError"]
    assert loaded["__typename"] == "RepositoryConnection"
    (repository,) = loaded["nodes"]
    return dict(repository)


def test_the_server_has_loaded_the_road(city: Town) -> None:
    running = services(city)
    assert running["portal"] == city.portal.url
    repository = server(running["dagster"])
    assert {"road", "timeliness"} <= {job["name"] for job in repository["jobs"]}
    states = {sensor["name"]: sensor["sensorState"]["status"] for sensor in repository["sensors"]}
    assert states["arrivals_sensor"] == "RUNNING"


def test_a_second_start_finds_the_first(city: Town) -> None:
    record = city.settings.home / "services" / "dagster.json"
    before = services(city), record.read_text()
    again = city.command("serve")
    assert again.returncode == 0
    assert before[0]["dagster"] in again.stdout
    assert (services(city), record.read_text()) == before
    webservers = [process for process in processes(city) if "dagster_webserver" in process.cmdline()]
    assert len(webservers) == 1


@pytest.mark.timeout(SENSOR_SECONDS + 60)
def test_a_delivery_goes_all_the_way_without_a_command(city: Town, tmp_path: Path) -> None:
    receipt = city.deliver(kota.births(tmp_path / "kelahiran.xlsx"), DATASET, "2023")
    assert receipt.finding is None
    deadline = time.monotonic() + SENSOR_SECONDS
    while not Publication.objects.filter(outcome="published").exists():
        assert time.monotonic() < deadline, log(city)
        time.sleep(1)

    assert Delivery.objects.get().state == "lolos"
    page = ckanapi.RemoteCKAN(city.portal.url).action.package_show(id=DATASET.replace("_", "-"))
    (table,) = [item["id"] for item in page["resources"] if item["datastore_active"]]
    rows = ckanapi.RemoteCKAN(city.portal.url).action.datastore_search(resource_id=table, limit=1000)["records"]
    assert sum(int(row["jumlah_kelahiran"]) for row in rows) == kota.TOTAL
    with dagster_instance(city.settings) as instance:
        (run,) = instance.get_runs()
        while not instance.get_run_by_id(run.run_id).is_finished:  # type: ignore[union-attr]
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert instance.get_run_by_id(run.run_id).is_success  # type: ignore[union-attr]
        made = {record.asset_entry.asset_key.to_user_string() for record in instance.get_asset_records()}
    assert run.tags["dagster/sensor_name"] == "arrivals_sensor"
    # One way: what `jalandata run` would have made, and now finds made.
    assert {f"{stage}/{DATASET}" for stage in ("intake", "raw", "release", "portal")} <= made
    answer = json.loads(city.command("run", "--json").stdout)
    assert answer["run_id"] is None
    assert answer["datasets"][0]["result"] == "unchanged"


def test_stopped_to_the_last_process_and_started_elsewhere(city: Town) -> None:
    """When somebody else took its port meanwhile, another one is found."""
    address = services(city)["dagster"]
    assert len(processes(city)) >= 4, "dagster, its web server, its daemon and its code server"
    stopped = city.command("stop")
    assert (stopped.returncode, stopped.stdout.strip()) == (0, "Dihentikan: dagster")
    assert processes(city) == []
    assert services(city) == {"portal": city.portal.url, "dagster": None}

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", urlsplit(address).port))
        taken.listen()
        assert city.command("serve").returncode == 0
        elsewhere = services(city)["dagster"]
        assert elsewhere not in (None, address)
        assert server(elsewhere)["jobs"]
    assert city.command("stop").returncode == 0
    assert processes(city) == []
    assert "tidak ada yang berjalan" in city.command("stop").stdout


def log(town: Town) -> str:
    return (town.settings.home / "logs" / "dagster.log").read_text()[-5000:]
