"""What the stages work with: tenant, contracts, lake, and the processes that are started once and kept warm."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from filelock import FileLock, Timeout

from ledger import open_ledger
from pipelines.reading_room import reading_room
from pipelines.settings import Settings
from sources.contract import Contract, catalogue
from sources.sandbox import Sandbox
from sources.tenant import Tenant, load_tenant
from warehouse.lake import Lake

if TYPE_CHECKING:
    from quality.gate import Gate

# How long a run waits for the run before it.
WAIT_SECONDS = 1800


class Busy(RuntimeError):
    """Another run is at work in this home."""


class Workshop:
    """One per process. Costs nothing until its parts are used: reading and judging live in child processes that
    :func:`at_work` starts and stops."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tenant: Tenant = load_tenant(settings.tenant_file)
        self.contracts: dict[str, Contract] = catalogue(self.tenant.contracts)
        self.lake = Lake(settings.home)
        open_ledger(settings.home)
        # Called with the name of each step as it starts.
        self.announce: Callable[[str], None] = lambda step: None
        self._running: ExitStack | None = None

    @cached_property
    def project(self) -> Path:
        """The dbt project of this home, as contracts and tenant want it now."""
        from warehouse.modelling import assemble
        from warehouse.project import turn

        with turn(self.settings.home / "dbt_project"):
            return assemble(self.settings.home, self.contracts, self.tenant, self.lake)

    @cached_property
    def reference_fingerprint(self) -> str:
        """Changes when what the shared dimensions are built from does."""
        from warehouse.project import reference_fingerprint

        return reference_fingerprint(self.project)

    @cached_property
    def sandbox(self) -> Sandbox:
        return self._stack.enter_context(reading_room("quality.intake"))

    @cached_property
    def gate(self) -> "Gate":
        from quality.gate import Gate

        return self._stack.enter_context(Gate(self.settings.home))

    def warm_up(self) -> None:
        """Start the processes that are needed soon: they import (Great Expectations: seconds) while other work goes
        on."""
        _ = self.sandbox, self.gate

    def rows_of(self, delivery: UUID) -> Path:
        """Where the accepted rows of a delivery lie."""
        return self.settings.rows_of(delivery)

    def published(self, content_sha256: str) -> Path:
        """The folder with the public table of that content: ``data.csv`` (the canonical bytes) and ``data.parquet``."""
        return self.settings.storage / "published" / content_sha256

    @property
    def _stack(self) -> ExitStack:
        if self._running is None:
            raise RuntimeError("the workshop is not at work: use at_work()")
        return self._running


@contextmanager
def at_work(workshop: Workshop) -> Iterator[Workshop]:
    """One run at a time in a home, whoever starts it. Stops the child processes at the end. Raises :class:`Busy`."""
    lock = FileLock(workshop.settings.home / "run.lock")
    try:
        acquired = lock.acquire(timeout=WAIT_SECONDS)
    except Timeout as error:
        raise Busy("Proses lain masih berjalan setelah setengah jam. Tunggu sampai selesai, lalu ulangi.") from error
    with acquired, ExitStack() as stack:
        workshop._running = stack
        try:
            yield workshop
        finally:
            if "gate" in workshop.__dict__:
                workshop.gate.build_docs()
            workshop._running = None
            for warm in ("sandbox", "gate"):
                workshop.__dict__.pop(warm, None)
