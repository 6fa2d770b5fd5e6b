"""What analysts read: the newest lake snapshot at which every dataset stands as its last good verdict left it."""

from ledger.models import WarehouseRelease
from pipelines.plan import plan
from pipelines.workshop import Workshop
from warehouse.lake import LakeMissing
from warehouse.snapshots import current


def settle(workshop: Workshop) -> None:
    """Move analysts on to the lake as it is now, unless some dataset is half-way in it."""
    if any(due.build for due in plan(workshop, None).datasets):
        return
    try:
        snapshot = current(workshop.lake)
    except LakeMissing:
        return
    if released_snapshot() != snapshot:
        WarehouseRelease.objects.create(snapshot=snapshot)


def released_snapshot() -> int | None:
    """The snapshot of the current release; ``None`` before the first one."""
    last = WarehouseRelease.objects.last()
    return last.snapshot if last else None
