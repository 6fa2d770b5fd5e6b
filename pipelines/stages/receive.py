"""Stage 1, delivery (kiriman): keep the bytes under their sha256 and write the receipt."""

from dataclasses import dataclass
from pathlib import Path

from ledger.models import Delivery
from pipelines.ledgering import record_findings
from pipelines.workshop import Workshop
from sources.contract import Contract
from sources.deliveries import DeliveryRefused, keep
from sources.findings import Finding
from sources.periods import Period
from sources.workbook import sniff


@dataclass(frozen=True)
class Receipt:
    """The receipt, and what is wrong when the delivery was not taken in."""

    delivery: Delivery
    finding: Finding | None


def receive(workshop: Workshop, path: Path, *, dataset: str, period: str, officer: str, channel: str) -> Receipt:
    """Take in one file. Whatever comes, a receipt is written; a refused file never reaches the reader."""
    delivery = Delivery(
        dataset=dataset[:80], period=period[:10], name=path.name[:255], size=0, officer=officer, channel=channel
    )
    try:
        contract, parsed = _addressed(workshop, dataset, period)
        delivery.period = str(parsed)
        delivery.contract_version, delivery.contract_fingerprint = contract.version, contract.fingerprint
        kept = keep(path, path.name, workshop.settings.storage, workshop.tenant.max_delivery_mb)
        delivery.sha256, delivery.size = kept.sha256, kept.size
        _refuse_same_bytes(delivery)
        sniff(path, path.name)
    except DeliveryRefused as refused:
        return _refused(delivery, refused.finding)
    delivery.save()
    return Receipt(delivery, None)


def _addressed(workshop: Workshop, dataset: str, period: str) -> tuple[Contract, Period]:
    contract = workshop.contracts.get(dataset)
    if contract is None:
        known = ", ".join(workshop.contracts)
        raise DeliveryRefused(
            Finding("kiriman.dataset_tidak_dikenal", "blocker", f"Dataset {dataset!r} tidak dikenal.", f"Pilih salah satu: {known}.")
        )
    try:
        parsed = Period.parse(period)
    except ValueError as error:
        raise DeliveryRefused(Finding("kiriman.periode", "blocker", str(error), "Perbaiki periode lalu kirim lagi.")) from error
    if parsed.grain != contract.period.grain:
        example = {"year": "2025", "semester": "2025-S1", "quarter": "2025-TW3", "month": "2025-07"}[contract.period.grain]
        raise DeliveryRefused(
            Finding(
                "kiriman.periode",
                "blocker",
                f"Periode {parsed} tidak sesuai: dataset {dataset!r} dikirim dengan periode seperti {example}.",
                f"Tulis periode seperti {example} lalu kirim lagi.",
            )
        )
    return contract, parsed


def _refuse_same_bytes(delivery: Delivery) -> None:
    """The latest delivery of a period may not be sent again unchanged, unless the contract that judged it has changed."""
    latest = (
        Delivery.objects.filter(dataset=delivery.dataset, period=delivery.period)
        .exclude(sha256="")
        .exclude(state=Delivery.State.DUPLICATE)
        .last()
    )
    if latest is None or latest.sha256 != delivery.sha256:
        return
    judged_otherwise = latest.contract_fingerprint != delivery.contract_fingerprint
    if latest.state == Delivery.State.REJECTED and judged_otherwise:
        return
    raise DeliveryRefused(
        Finding(
            "kiriman.sudah_ada",
            "info",
            f"Berkas yang sama persis untuk periode {delivery.period} sudah diterima pada {latest.received_at:%Y-%m-%d %H:%M} UTC "
            f"dengan status: {latest.get_state_display()}.",
            "Tidak perlu dikirim lagi. Bila ada perbaikan, kirim berkas yang sudah diperbaiki.",
        )
    )


def _refused(delivery: Delivery, finding: Finding) -> Receipt:
    duplicate = finding.rule == "kiriman.sudah_ada"
    delivery.state = Delivery.State.DUPLICATE if duplicate else Delivery.State.REJECTED
    delivery.save()
    record_findings((finding,), delivery=delivery)
    return Receipt(delivery, finding)
