"""The demo's API source as a program: started, asked, pulled through the contract, and ended."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from demo import konektivitas
from sources.api import document, pull
from sources.contract import load
from sources.periods import Period
from sources.regions import Regions

ROOT = Path(__file__).parents[2]
CONTRACT = load(ROOT / "sources" / "contracts" / "diskominfo" / "konektivitas_desa.odcs.yaml")
SEPTEMBER = Period.parse("2025-09")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port_file = tmp_path_factory.mktemp("api") / "port"
    command = [sys.executable, "-m", "demo.api_server", "--port", "0", "--port-file", str(port_file)]
    environment = {name: value for name, value in os.environ.items() if name != "JALANDATA_TENANT"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + 30
        while not port_file.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port_file.read_text()}"
    finally:
        process.terminate()
        process.wait(10)


def test_a_pull_gives_the_invented_records(address: str) -> None:
    meant = konektivitas.records(Regions.load("35.10"), SEPTEMBER)
    assert len(meant) == 217
    assert pull(CONTRACT, address, SEPTEMBER) == document(CONTRACT, SEPTEMBER, meant)


def test_another_month_is_another_delivery(address: str) -> None:
    assert pull(CONTRACT, address, SEPTEMBER) != pull(CONTRACT, address, Period.parse("2025-08"))


def test_a_connection_once_made_is_not_lost() -> None:
    regions = Regions.load("35.10")
    months = [Period(year, "month", month) for year in (2023, 2024, 2025) for month in (1, 7)]
    connected = [
        {r["wilayah"]["kode"] for r in konektivitas.records(regions, m) if r["jaringan"]["serat_optik"]} for m in months
    ]
    assert all(earlier <= later for earlier, later in pairwise(connected))
    assert 0 < len(connected[0]) < len(connected[-1]) < 217


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/konektivitas?periode=2025-09&page=1&per_page=5", 200), ("/lain", 404), ("/konektivitas", 400),
        ("/konektivitas?periode=2025", 400), ("/konektivitas?periode=2025-09&page=0", 400),
        ("/konektivitas?periode=2025-09&per_page=9999", 400), ("/konektivitas?periode=2025-09&page=x", 400),
    ],
)  # fmt: skip
def test_answers(address: str, path: str, status: int) -> None:
    response = httpx.get(address + path, trust_env=False)
    assert response.status_code == status
    if status == 200:
        assert "DATA CONTOH" in response.json()["catatan"]


def test_pages_do_not_overlap(address: str) -> None:
    def page(number: int) -> list[str]:
        reply = httpx.get(
            f"{address}/konektivitas", params={"periode": "2025-09", "page": number, "per_page": 100}, trust_env=False
        ).json()
        assert reply["meta"] == {"page": number, "per_page": 100, "total": 217}
        return [record["id"] for record in reply["data"]]

    pages = [page(number) for number in (1, 2, 3, 4)]
    assert [len(found) for found in pages] == [100, 100, 17, 0]
    assert len({item for found in pages for item in found}) == 217
