"""The service level of a contract: which period should have been delivered by now."""

from datetime import UTC, date, datetime, timedelta

from ledger.models import Delivery
from sources.contract import Contract
from sources.periods import Period


def overdue(contract: Contract, today: date | None = None) -> Period | None:
    """The newest period whose deadline (its end + latency) has passed and that was never accepted; ``None`` when on
    time."""
    due = newest_due(contract, today or datetime.now(UTC).date())
    accepted = Delivery.objects.filter(dataset=contract.id, state__in=Delivery.ACCEPTED).values_list(
        "period", flat=True
    )
    if any(Period.parse(period).end >= due.end for period in set(accepted)):
        return None
    return due


def newest_due(contract: Contract, today: date) -> Period:
    """The newest period of the contract's grain that ended at least ``latency_days`` ago."""
    return Period.containing(today - timedelta(days=contract.service.latency_days), contract.period.grain).previous
