"""Real files of agencies. They stand beside the clone, not in it: these tests are skipped where they are missing."""

import os
from pathlib import Path

import pytest

CORPUS = Path(os.environ.get("JALANDATA_CORPUS", Path(__file__).parents[3] / "shared" / "data"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip(f"no real files: set JALANDATA_CORPUS (looked in {CORPUS.name}/)")
    return CORPUS
