"""A tenant with ``approval: required``: what passed the gate waits for the Walidata, who decides once."""

import json
from pathlib import Path
from typing import Any

import ckanapi
import kota
import pytest
from ckanapi.errors import NotFound
from town import Town

from ledger.models import Approval, Release
from portal.embedded import Portal

DATASET, SECRET, NEVER = "kelahiran_disetujui", "kelahiran_rahasia", "kelahiran_belum"
REASON = "Angka Kelurahan Meri belum diverifikasi"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Town:
    """Two deliveries went down the road: one passed the gate, one did not. A third dataset got none."""
    folder = tmp_path_factory.mktemp("persetujuan")
    tenant = kota.tenant(folder, DATASET, NEVER, secret=(SECRET,), approval="required")
    town = Town(folder / "home", portal, tenant)
    for times, dataset in ((1, DATASET), (4, SECRET)):
        # Numbers of their own: a copy of another dataset would be held.
        town.deliver(kota.births(folder / "kelahiran.xlsx", times), dataset, "2023")
    town.first = town.run()
    return town


def public_total(town: Town) -> int | None:
    """What the public sees: the sum over the portal's table, or nothing."""
    portal = ckanapi.RemoteCKAN(town.portal.url)
    try:
        page = portal.action.package_show(id=DATASET.replace("_", "-"))
    except NotFound:
        return None
    (table,) = [item["id"] for item in page["resources"] if item["datastore_active"]]
    rows = portal.action.datastore_search(resource_id=table, limit=1000)["records"]
    return sum(int(row["jumlah_kelahiran"]) for row in rows)


def status(town: Town) -> dict[str, Any]:
    answer = json.loads(town.command("status", "--json").stdout)
    return next(item for item in answer["datasets"] if item["dataset"] == DATASET)


def corrected(town: Town, tmp_path: Path, times: int) -> None:
    """The agency sends other numbers, and the road is taken."""
    assert town.deliver(kota.births(tmp_path / "perbaikan.xlsx", times), DATASET, "2023").finding is None
    assert not town.run().failed


def refused(town: Town, *arguments: str) -> str:
    """The message of a command that must end as wrong use."""
    ran = town.command(*arguments)
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return " ".join(ran.stderr.split())


def test_what_passed_waits_and_nothing_is_public(city: Town) -> None:
    assert city.first
    assert list(city.first.failed) == [f"release__{SECRET}"]
    assert public_total(city) is None
    shown = status(city)
    assert (shown["verdict"], shown["release"], shown["published"]) == ("menunggu persetujuan", None, None)
    ran = city.command("publish")
    assert ran.returncode == 0
    assert ran.stdout.count("belum ada rilis yang boleh terbit") == 3
    assert public_total(city) is None


@pytest.mark.parametrize(
    ("dataset", "said"),
    [
        (SECRET, "belum lolos gerbang mutu"),
        (NEVER, "belum pernah diuji di gerbang mutu"),
        ("tidak_ada", "tidak dikenal"),
    ],
)
def test_what_cannot_be_approved(city: Town, dataset: str, said: str) -> None:
    message = refused(city, "approve", dataset, "--by", "walidata")
    assert said in message
    assert repr(dataset) in message
    assert not Release.objects.filter(dataset=dataset).exists()


def test_rejected_corrected_approved_published(city: Town, tmp_path: Path) -> None:
    ran = city.command("reject", DATASET, "--reason", REASON, "--by", "walidata")
    assert (ran.returncode, ran.stdout.strip()) == (0, f"{DATASET}: dikembalikan kepada OPD")
    decision = Approval.objects.get()
    assert (decision.approved, decision.by, decision.reason) == (False, "walidata", REASON)
    assert "sudah diputuskan" in refused(city, "approve", DATASET)
    city.command("publish")
    assert public_total(city) is None
    assert status(city)["verdict"] == "dikembalikan"
    (finding,) = json.loads(city.command("findings", DATASET, "--json").stdout)
    assert (finding["rule"], finding["severity"]) == ("persetujuan.dikembalikan", "blocker")
    assert REASON in finding["message"]

    corrected(city, tmp_path, 2)
    assert public_total(city) is None
    assert status(city)["verdict"] == "menunggu persetujuan"
    ran = city.command("approve", DATASET, "--by", "walidata")
    assert (ran.returncode, ran.stdout.strip()) == (0, f"{DATASET}: disetujui sebagai rilis 1")
    assert public_total(city) is None
    assert "sudah diputuskan" in refused(city, "approve", DATASET)
    assert "sudah diputuskan" in refused(city, "reject", DATASET, "--reason", "terlambat")
    assert city.command("publish", "-d", DATASET).returncode == 0
    assert public_total(city) == 2 * kota.TOTAL
    shown = status(city)
    assert (shown["verdict"], shown["release"], shown["published"]) == ("lolos", 1, 1)


def test_the_last_approved_release_stays_while_another_waits(city: Town, tmp_path: Path) -> None:
    corrected(city, tmp_path, 3)
    assert city.command("publish").returncode == 0
    assert public_total(city) == 2 * kota.TOTAL
    shown = status(city)
    assert (shown["verdict"], shown["release"], shown["published"]) == ("menunggu persetujuan", 1, 1)
