"""The workshop as a Dagster resource: one per run, opened and closed with it."""

from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from pipelines.serving import settle
from pipelines.settings import Settings
from pipelines.workshop import Workshop, at_work


class WorkshopResource(dg.ConfigurableResource[Workshop]):
    """Gives steps the workshop. Holding it is holding the home's run lock: a second run waits its turn or fails
    clearly."""

    _given: Workshop | None = PrivateAttr(default=None)

    @classmethod
    def around(cls, workshop: Workshop) -> "WorkshopResource":
        """A resource that uses a workshop which already exists (and may stay warm after the run)."""
        resource = cls()
        resource._given = workshop
        return resource

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[Workshop, None, None]:
        with at_work(self._given or Workshop(Settings.from_environment())) as workshop:
            try:
                yield workshop
            finally:
                settle(workshop)
