"""Releases to publish."""

from functools import partial
from pathlib import Path

import example
import pytest


@pytest.fixture
def make_release(tmp_path: Path) -> example.MakeRelease:
    """``make_release(number=1, table=None, dataset="penduduk", **contract changes)``"""
    return partial(example.release, tmp_path)
