"""API sources: a pull is a delivery like any other; its bytes are what the service answered."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ledger.models import Delivery
from pipelines.stages.receive import Receipt, receive
from pipelines.timeliness import newest_due
from pipelines.workshop import Workshop
from sources.api import pull
from sources.contract import Api, Contract
from sources.periods import Period


def is_pull_due(contract: Contract) -> bool:
    """Whether the newest period of an API source that should be there was never received."""
    if not isinstance(contract.layout, Api):
        return False
    period = newest_due(contract, datetime.now(UTC).date())
    return not Delivery.objects.filter(dataset=contract.id, period=str(period)).exists()


def pull_dataset(workshop: Workshop, contract: Contract, period: Period | None = None) -> Receipt:
    """Fetch a period (the newest that is due when none is named) and receive it. Raises
    ``sources.api.SourceUnavailable``."""
    assert isinstance(contract.layout, Api)
    wanted = period or newest_due(contract, datetime.now(UTC).date())
    content = pull(contract, service_address(workshop, contract.layout.service), wanted)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{contract.id}-{wanted}.json"
        path.write_bytes(content)
        return receive(
            workshop, path, dataset=contract.id, period=str(wanted), officer=contract.layout.service, channel="api"
        )


def service_address(workshop: Workshop, service: str) -> str:
    """Base address of a service: the environment counts before the tenant's file."""
    return os.environ.get(f"JALANDATA_API_{service.upper()}") or workshop.tenant.services[service]
