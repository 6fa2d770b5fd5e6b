"""Fixtures that several rooms share. Its presence also lets tests import the modules beside it."""

from collections.abc import Iterator

import pytest

from portal import embedded


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Portal]:
    """A real CKAN of its own for the whole session. Tests make their own organisations and datasets in it."""
    home = tmp_path_factory.mktemp("portal")
    yield embedded.start(home)
    embedded.stop(home)
