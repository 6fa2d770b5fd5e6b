"""Stages 2 and 3, reading and intake check: what is pending becomes accepted rows, or findings for its officer."""

from django.db import transaction
from django.utils import timezone

from ledger.models import Delivery
from pipelines.knowledge import alike, known, remember
from pipelines.ledgering import record_findings
from pipelines.workshop import Workshop
from quality.intake import examine, settle
from quality.verdict import Verdict, refused
from sources.contract import Contract
from sources.deliveries import DeliveryRefused, path_of
from sources.periods import Period

_STATES = {
    "accepted": Delivery.State.ACCEPTED,
    "accepted_with_notes": Delivery.State.ACCEPTED_WITH_NOTES,
    "rejected": Delivery.State.REJECTED,
}


def examine_pending(workshop: Workshop, dataset: str) -> list[Delivery]:
    """Read and check every delivery of the dataset that nobody has looked at; returns them with their new state."""
    pending = list(Delivery.objects.filter(dataset=dataset, state=Delivery.State.RECEIVED))
    return [_examine(workshop, delivery) for delivery in pending]


def _examine(workshop: Workshop, delivery: Delivery) -> Delivery:
    contract = workshop.contracts[delivery.dataset]
    verdict = _judged(workshop, delivery, contract)
    if verdict.verdict == "rejected":
        workshop.rows_of(delivery.id).unlink(missing_ok=True)
    delivery.state = _STATES[verdict.verdict]
    delivery.rows = verdict.rows
    delivery.comparison = verdict.comparison.as_dict() if verdict.comparison else None
    delivery.examined_at = timezone.now()
    delivery.contract_version, delivery.contract_fingerprint = contract.version, contract.fingerprint
    with transaction.atomic():
        delivery.save()
        record_findings(verdict.findings, delivery=delivery, waived=verdict.waived)
        remember(verdict.fingerprints, delivery)
    return delivery


def _judged(workshop: Workshop, delivery: Delivery, contract: Contract) -> Verdict:
    facts = known(workshop.settings, delivery.dataset)
    try:
        verdict = workshop.sandbox.call(
            examine,
            path_of(workshop.settings.storage, delivery.sha256),
            delivery.name,
            contract,
            Period.parse(delivery.period),
            workshop.tenant,
            workshop.rows_of(delivery.id),
            facts,
        )
    except DeliveryRefused as refusal:
        return refused(refusal.finding)
    copies = alike(verdict.fingerprints, delivery.dataset, delivery.period, workshop.contracts)
    return settle(verdict, contract, copies, facts)
