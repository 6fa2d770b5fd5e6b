"""Stage 1, delivery (kiriman): keep the bytes under their sha256 and write the receipt."""

from dataclasses import dataclass
from pathlib import Path

from ledger.models import Delivery
from pipelines.addressing import contract_of, period_of, refuse_draft
from pipelines.knowledge import has_grown_since
from pipelines.ledgering import record_findings
from pipelines.workshop import Workshop
from quality.personal_data import scan
from sources.deliveries import DeliveryRefused, keep
from sources.findings import Finding
from sources.rules import finding, masked
from sources.texts import Texts
from sources.workbook import sniff


@dataclass(frozen=True)
class Receipt:
    """The receipt, and what is wrong when the delivery was not taken in."""

    delivery: Delivery
    finding: Finding | None


def receive(workshop: Workshop, path: Path, *, dataset: str, period: str, officer: str, channel: str) -> Receipt:
    """Take in one file. Whatever comes, a receipt is written; a refused file never reaches the reader."""
    delivery = Delivery(
        dataset=dataset[:80], period=period[:10], name=masked(path.name)[:255], size=0, officer=officer, channel=channel
    )
    try:
        contract = contract_of(workshop.contracts, dataset)
        refuse_draft(contract)
        delivery.period = str(period_of(contract, period))
        delivery.contract_version, delivery.contract_fingerprint = contract.version, contract.fingerprint
        _refuse_identity(path.name)
        kept = keep(path, path.name, workshop.settings.storage, workshop.tenant.max_delivery_mb)
        delivery.sha256, delivery.size = kept.sha256, kept.size
        _refuse_same_bytes(delivery)
        sniff(path, path.name)
    except DeliveryRefused as refused:
        return _refused(delivery, refused.finding)
    delivery.save()
    return Receipt(delivery, None)


def _refuse_identity(name: str) -> None:
    for found in scan(name, Texts()):
        raise DeliveryRefused(found)


def _refuse_same_bytes(delivery: Delivery) -> None:
    """The latest delivery of a period may not be sent again unchanged, unless what judged it has changed: the
    contract, or what was waived and accepted since."""
    latest = (
        Delivery.objects.filter(dataset=delivery.dataset, period=delivery.period)
        .exclude(sha256="")
        .exclude(state=Delivery.State.DUPLICATE)
        .last()
    )
    if latest is None or latest.sha256 != delivery.sha256:
        return
    judged_otherwise = latest.contract_fingerprint != delivery.contract_fingerprint
    if latest.state == Delivery.State.REJECTED and (judged_otherwise or has_grown_since(delivery.dataset, latest)):
        return
    found = finding(
        "kiriman.sudah_ada",
        f"Berkas yang sama persis untuk periode {delivery.period} sudah diterima pada "
        f"{latest.received_at:%Y-%m-%d %H:%M} UTC dengan status: {latest.get_state_display()}.",
        "Tidak perlu dikirim lagi. Bila ada perbaikan, kirim berkas yang sudah diperbaiki.",
    )
    raise DeliveryRefused(found)


def _refused(delivery: Delivery, found: Finding) -> Receipt:
    duplicate = found.rule == "kiriman.sudah_ada"
    delivery.state = Delivery.State.DUPLICATE if duplicate else Delivery.State.REJECTED
    delivery.save()
    record_findings((found,), delivery=delivery)
    return Receipt(delivery, found)
