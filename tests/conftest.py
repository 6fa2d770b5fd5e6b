"""Fixtures that several rooms share. Its presence also lets tests import the modules beside it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_files import CORPUS

from portal import embedded

# Tables in a terminal are as wide wherever tests run; a program reads this once, when it starts.
os.environ["COLUMNS"] = "200"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real files of agencies. They stand beside the clone: tests that need them are skipped where they are missing."""
    if not CORPUS.is_dir():
        pytest.skip(f"no real files: set JALANDATA_CORPUS (looked in {CORPUS.name}/)")
    return CORPUS


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Portal]:
    """A real CKAN of its own for the whole session. Tests make their own organisations and datasets in it."""
    home = tmp_path_factory.mktemp("portal")
    yield embedded.start(home)
    embedded.stop(home)
