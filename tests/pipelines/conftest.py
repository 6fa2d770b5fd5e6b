"""Homes in which the road runs for real: real files, real lake, real dbt and gate, and the session's CKAN."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from town import BANYUWANGI, Town

from demo.api_server import server
from demo.deliveries import write
from demo.office import DemoDelivery
from portal.embedded import Portal
from sources.regions import Regions
from sources.tenant import load_tenant


@pytest.fixture(scope="session")
def demo_api() -> Iterator[str]:
    """The demo's API source; the tenant's services point to it."""
    running = server(0, Regions.load("35.10"))
    threading.Thread(target=running.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{running.server_address[1]}"
    os.environ["JALANDATA_API_PANTAU_JARINGAN"] = address
    yield address
    os.environ.pop("JALANDATA_API_PANTAU_JARINGAN", None)
    running.shutdown()


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> list[DemoDelivery]:
    """The demo's deliveries, as files."""
    return write(tmp_path_factory.mktemp("demo"), load_tenant(BANYUWANGI))


@pytest.fixture
def town(tmp_path: Path, portal: Portal, demo_api: str) -> Town:
    """A new, empty home."""
    return Town(tmp_path / "home", portal)


@pytest.fixture(scope="session")
def demo_town(
    tmp_path_factory: pytest.TempPathFactory, portal: Portal, demo_api: str, demo_files: list[DemoDelivery]
) -> Town:
    """A home in which the whole demo went down the road in one batch, the broken delivery among the good ones."""
    found = Town(tmp_path_factory.mktemp("banyuwangi"), portal)
    for item in demo_files:
        found.deliver(item.path, item.dataset, item.period)
    found.first = found.run()
    return found
