"""Stage 8, publication: the portal equals the release, proven by reading back."""

from datetime import UTC, datetime

from django.utils import timezone

from ledger.models import GateVerdict, Publication, Release
from pipelines.ledgering import waivers_of
from pipelines.portal_access import PortalAccess
from pipelines.stages.judge import DATA_CSV
from pipelines.workshop import Workshop
from portal.publisher import Outcome, Publisher
from portal.release import Release as PortalRelease
from sources.contract import Contract
from sources.periods import Period


def newest_release(dataset: str) -> Release | None:
    """The release that the portal should show."""
    return Release.objects.filter(dataset=dataset).select_related("verdict").last()


def is_public(contract: Contract) -> bool:
    """Only ``terbuka`` reaches a portal."""
    return contract.publication.sifat == "terbuka"


def publish(workshop: Workshop, release: Release, portal: PortalAccess) -> Outcome:
    """Send a release and write every step as it happens. The publisher itself asks the ledger for the verdict on its
    bytes."""
    publication = Publication.objects.create(release=release, portal=portal.url)

    def record(step: str, detail: str) -> None:
        publication.steps = [*publication.steps, [timezone.now().isoformat(timespec="milliseconds"), step, detail]]
        publication.save(update_fields=["steps"])

    try:
        outcome = Publisher(portal.url, portal.token).publish(portable(workshop, release), has_passed, record)
    except BaseException:
        _finish(publication, "failed")
        raise
    _finish(publication, outcome.status)
    return outcome


def has_passed(dataset: str, snapshot: int, content_sha256: str, contract_version: str) -> bool:
    """Whether the ledger holds an approved, passing verdict for exactly this dataset, snapshot, content and
    contract."""
    return GateVerdict.objects.filter(
        dataset=dataset,
        snapshot=snapshot,
        content_sha256=content_sha256,
        contract_version=contract_version,
        passed=True,
        approvals__approved=True,
    ).exists()


def portable(workshop: Workshop, release: Release) -> PortalRelease:
    """The release as the portal's room knows it: values and files, no ledger."""
    verdict, contract = release.verdict, workshop.contracts[release.dataset]
    periods = [Period.parse(item["period"]) for item in release.lineage]
    first = Release.objects.filter(dataset=release.dataset).earliest("id")
    return PortalRelease(
        number=release.number,
        contract=contract,
        tenant=workshop.tenant,
        snapshot=verdict.snapshot or 0,
        content_sha256=verdict.content_sha256,
        rows=verdict.rows or 0,
        csv=workshop.published(verdict.content_sha256) / DATA_CSV,
        period_start=min(period.start for period in periods),
        period_end=max(period.end for period in periods),
        issued=first.at.astimezone(UTC),
        modified=release.at.astimezone(UTC),
        lineage=tuple(release.lineage),
        quality={
            "checks": verdict.checks,
            "judged_at": verdict.at.astimezone(UTC).isoformat(timespec="seconds"),
            "waivers": waivers_of(release.lineage, release.dataset),
        },
    )


def _finish(publication: Publication, outcome: str) -> None:
    publication.outcome = outcome
    publication.finished_at = datetime.now(UTC)
    publication.save(update_fields=["outcome", "finished_at"])
