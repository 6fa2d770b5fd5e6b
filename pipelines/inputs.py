"""What a dataset's tables are built from, as one fingerprint: when it is unchanged there is nothing to do."""

import hashlib
import json

from ledger.models import Delivery
from pipelines.workshop import Workshop
from warehouse.project import dataset_fingerprint


def inputs_of(workshop: Workshop, dataset: str) -> str:
    """sha256 over the current accepted delivery of each period, the contract, the dataset's models and the
    dimensions."""
    newest = dict(
        Delivery.objects.filter(dataset=dataset, state__in=Delivery.ACCEPTED)
        .order_by("sequence")
        .values_list("period", "sequence")
    )
    contract = workshop.contracts[dataset].fingerprint
    return _digest(
        [sorted(newest.items()), contract, dataset_fingerprint(workshop.project, dataset), reference_inputs(workshop)]
    )


def reference_inputs(workshop: Workshop) -> str:
    """The same for the shared dimensions, which no delivery changes."""
    return workshop.reference_fingerprint


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
