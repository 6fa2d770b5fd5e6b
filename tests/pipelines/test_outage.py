"""A service that does not answer stops its own dataset only, and the run says which service it was."""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import kota
import pytest
from town import Town

from pipelines.plan import plan
from pipelines.portal_access import portal_of
from pipelines.settings import ROOT
from pipelines.stages.publish import newest_release
from portal.embedded import Portal

DATASET, PULLED = "kelahiran_lancar", "konektivitas_desa"
CONTRACT = ROOT / "sources" / "contracts" / "diskominfo" / f"{PULLED}.odcs.yaml"


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address at which nothing listens: the port is ours, and deaf."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def test_an_api_that_is_down(tmp_path: Path, portal: Portal, nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = kota.tenant(tmp_path, DATASET, services={"pantau_jaringan": "https://pantau.example"})
    (tmp_path / "contracts" / "diskominfo").mkdir()
    shutil.copy(CONTRACT, tmp_path / "contracts" / "diskominfo")
    monkeypatch.setenv("JALANDATA_API_PANTAU_JARINGAN", nobody)
    town = Town(tmp_path / "home", portal, tenant)
    town.deliver(kota.births(tmp_path / "kelahiran.xlsx"), DATASET, "2023")
    ran = town.command("run", "--json")

    assert ran.returncode == 3, ran.stderr
    answer = json.loads(ran.stdout)
    assert list(answer["failed"]) == [f"delivery__{PULLED}"]
    assert "pantau_jaringan" in answer["failed"][f"delivery__{PULLED}"]
    results = {item["dataset"]: (item["result"], item["portal"]) for item in answer["datasets"]}
    assert results == {DATASET: ("done", "terbit"), PULLED: ("failed", None)}
    # It is tried again by the next run, without being asked to.
    assert [(due.dataset, due.pull) for due in plan(town.workshop, portal_of(town.settings)).datasets] == [
        (PULLED, True)
    ]
    portal_gone(town, nobody, monkeypatch)


def portal_gone(town: Town, nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal of a finished home goes away: nothing is lost, and the commands say so."""
    release = newest_release(DATASET)
    gone = Town(town.settings.home, Portal(nobody, 0, town.settings.home, "kunci", "-"), town.settings.tenant_file)
    ran = gone.command("run", "-d", DATASET)
    assert ran.returncode == 3
    assert nobody in ran.stderr.replace("\n", "")
    assert newest_release(DATASET) == release
