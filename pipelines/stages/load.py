"""Stage 4, load: accepted rows enter ``raw``; a corrected delivery supersedes the earlier one, whose rows stay."""

from ledger.models import Delivery
from pipelines.workshop import Workshop
from warehouse.load import Loadable, load


def load_accepted(workshop: Workshop, dataset: str) -> list[Delivery]:
    """Load what was accepted and is not in the lake yet, oldest first. Safe to repeat: a delivery is loaded once."""
    waiting = list(Delivery.objects.filter(dataset=dataset, state__in=Delivery.ACCEPTED, loaded_snapshot__isnull=True))
    for delivery in waiting:
        loaded = load(
            workshop.lake,
            workshop.contracts[dataset],
            Loadable(
                id=str(delivery.id),
                sequence=delivery.sequence,
                period=delivery.period,
                sha256=delivery.sha256,
                received_at=delivery.received_at,
                rows=workshop.rows_of(delivery.id),
            ),
        )
        delivery.loaded_snapshot = loaded.snapshot
        delivery.save(update_fields=["loaded_snapshot"])
    return waiting
