"""Stage 7, approval: the Walidata lets a passing verdict out, or sends it back with a reason."""

from django.db import transaction

from ledger.models import Approval, GateVerdict, Release
from pipelines.ledgering import lineage, record_findings
from pipelines.workshop import Workshop
from sources.findings import Finding

AUTOMATIC = "otomatis"


def latest_verdict(dataset: str) -> GateVerdict | None:
    """The gate's last word on a dataset."""
    return GateVerdict.objects.filter(dataset=dataset).last()


def decide(workshop: Workshop, verdict: GateVerdict, *, approved: bool, by: str, reason: str = "") -> Release | None:
    """Record a decision on a passing verdict. An approval makes the release; ``ValueError`` (Bahasa) when it cannot
    be decided."""
    if not verdict.passed:
        raise ValueError(f"Dataset {verdict.dataset!r} belum lolos gerbang mutu, jadi belum dapat disetujui.")
    if not verdict.content_sha256:
        raise ValueError(f"Dataset {verdict.dataset!r} tidak dibuka untuk publik, jadi tidak memerlukan persetujuan.")
    if verdict.approvals.exists():
        raise ValueError(f"Hasil gerbang terakhir dataset {verdict.dataset!r} sudah diputuskan.")
    with transaction.atomic():
        Approval.objects.create(verdict=verdict, approved=approved, by=by, reason=reason)
        if approved:
            return _release(workshop, verdict)
        # What the OPD reads beside the other findings.
        record_findings([_returned(by, reason)], verdict=verdict)
        return None


def approve_automatically(workshop: Workshop, verdict: GateVerdict) -> Release | None:
    """What the tenant's setting ``approval: automatic`` means; with ``required`` nothing happens."""
    if workshop.tenant.approval != "automatic" or not needs_decision(verdict):
        return None
    return decide(workshop, verdict, approved=True, by=AUTOMATIC)


def needs_decision(verdict: GateVerdict) -> bool:
    """Whether a verdict waits for the Walidata: it passed, has public content, and neither it nor the same bytes
    were decided."""
    return (
        verdict.passed and bool(verdict.content_sha256) and not verdict.approvals.exists() and not is_released(verdict)
    )


def is_released(verdict: GateVerdict) -> bool:
    """Whether the latest release holds the same bytes under the same contract: then there is nothing to decide."""
    last = Release.objects.filter(dataset=verdict.dataset).select_related("verdict").last()
    return last is not None and (last.verdict.content_sha256, last.verdict.contract_fingerprint) == (
        verdict.content_sha256,
        verdict.contract_fingerprint,
    )


def _returned(by: str, reason: str) -> Finding:
    return Finding(
        "persetujuan.dikembalikan",
        "blocker",
        f"Dikembalikan oleh {by}: {reason}",
        "Kirim berkas yang sudah diperbaiki, atau hubungi Walidata.",
    )


def _release(workshop: Workshop, verdict: GateVerdict) -> Release:
    last = Release.objects.filter(dataset=verdict.dataset).last()
    return Release.objects.create(
        dataset=verdict.dataset,
        number=last.number + 1 if last else 1,
        verdict=verdict,
        lineage=lineage(verdict.dataset),
    )
