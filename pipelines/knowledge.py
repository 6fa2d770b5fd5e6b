"""What the ledger knows before a delivery is read, and what it remembers of one afterwards."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import cast

from django.db.models import Q
from django.utils import timezone

from ledger import models
from ledger.models import Delivery
from pipelines.settings import Settings
from quality.history import Earlier, Known, Waiver
from quality.verdict import Fingerprint
from sources.contract import Contract
from sources.decisions import Decision
from sources.regions import Alias, Level

# More deliveries alike than anybody would read about.
_ALIKE = 200


def known(settings: Settings, dataset: str) -> Known:
    """Everything about a dataset but fingerprints: of them there are too many to hand over, see :func:`alike`."""
    today = timezone.localdate()
    return Known(
        decisions=tuple(
            Decision(row.rule, row.column, row.text, row.value)
            for row in models.AcceptedDecision.objects.filter(dataset=dataset, withdrawn_at__isnull=True)
        ),
        aliases=aliases(),
        waivers=_waivers(dataset, today),
        rows=_rows(settings, dataset),
        today=today,
    )


def aliases() -> tuple[Alias, ...]:
    """Spellings of regions that are accepted now."""
    return tuple(
        Alias(cast(Level, row.level), row.text, row.code, row.parent)
        for row in models.RegionAlias.objects.filter(withdrawn_at__isnull=True)
    )


def alike(
    fingerprints: Iterable[Fingerprint], dataset: str, period: str | None, contracts: Mapping[str, Contract]
) -> list[Earlier]:
    """Fingerprints of other deliveries that equal these, the newest deliveries first: one search in an index.

    Of a period only its newest delivery counts, so that a mistake that was corrected stops nobody. Of other datasets
    a rejected one counts too: somebody sent that table under another title.
    """
    digests = [item.digest for item in fingerprints]
    matching = (
        models.Fingerprint.objects.filter(digest__in=digests)
        .exclude(delivery__dataset=dataset, delivery__period=period or "")
        .select_related("delivery")
        .order_by("-delivery_id")[:_ALIKE]
    )
    found = [row for row in matching if _counts(row.delivery, dataset)]
    return [
        Earlier(
            row.digest,
            row.delivery.dataset,
            contracts[row.delivery.dataset].title if row.delivery.dataset in contracts else row.delivery.dataset,
            row.delivery.period,
            timezone.localdate(row.delivery.received_at),
            row.column,
        )
        for row in found
    ]


def _counts(delivery: Delivery, dataset: str) -> bool:
    others = Delivery.objects.filter(dataset=delivery.dataset, period=delivery.period, examined_at__isnull=False)
    if delivery.dataset == dataset:
        others = others.filter(state__in=Delivery.ACCEPTED)
    newest = others.order_by("-sequence").values_list("sequence", flat=True).first()
    return newest == delivery.sequence


def remember(fingerprints: Iterable[Fingerprint], delivery: Delivery) -> None:
    """Write the fingerprints of a delivery, accepted or not."""
    models.Fingerprint.objects.bulk_create(
        models.Fingerprint(delivery=delivery, digest=item.digest, column=item.column and item.column[:255])
        for item in fingerprints
    )


def has_grown_since(dataset: str, delivery: Delivery) -> bool:
    """Whether something was waived, accepted or withdrawn after a delivery was examined, or something delivered that
    its history was compared with: it may be judged otherwise."""
    moment = delivery.examined_at or delivery.received_at
    changed = Q(at__gt=moment) | Q(withdrawn_at__gt=moment)
    return (
        models.Waiver.objects.filter(dataset=dataset, period=delivery.period, at__gt=moment).exists()
        or models.AcceptedDecision.objects.filter(changed, dataset=dataset).exists()
        or models.RegionAlias.objects.filter(changed).exists()
        or (
            delivery.findings.filter(severity="hold", waiver__isnull=True).exists()
            and Delivery.objects.filter(examined_at__gt=moment).exists()
        )
    )


def _waivers(dataset: str, today: date) -> tuple[Waiver, ...]:
    rows = models.Waiver.objects.filter(dataset=dataset, until__gte=today)
    return tuple(Waiver(row.pk, row.period, row.rule, row.column, row.reason, row.until) for row in rows)


def _rows(settings: Settings, dataset: str) -> tuple[tuple[str, Path], ...]:
    """Rows of the newest accepted delivery of each period."""
    accepted = Delivery.objects.filter(dataset=dataset, state__in=Delivery.ACCEPTED).order_by("sequence")
    newest = {period: settings.rows_of(delivery) for period, delivery in accepted.values_list("period", "id")}
    return tuple(newest.items())
