"""The workshop as a Dagster resource: one per run, opened and closed with it."""

from collections.abc import Iterator

import dagster as dg

from pipelines.serving import settle
from pipelines.settings import Settings
from pipelines.workshop import Workshop, at_work


def workshop_resource(given: Workshop | None = None) -> dg.ResourceDefinition:
    """Gives steps the workshop: a given one, or that of the environment. Holding it is holding the home's run lock:
    a second run waits its turn, whoever started it."""

    @dg.resource
    def workshop(_: dg.InitResourceContext) -> Iterator[Workshop]:
        with at_work(given or Workshop(Settings.from_environment())) as opened:
            try:
                yield opened
            finally:
                settle(opened)

    return workshop
