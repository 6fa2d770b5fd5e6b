"""What there is to do, asked of the ledger: work in proportion to what changed."""

from dataclasses import dataclass

from ledger.models import Delivery, GateVerdict, Publication
from pipelines.inputs import inputs_of, reference_inputs
from pipelines.portal_access import PortalAccess
from pipelines.pull import is_pull_due
from pipelines.stages.approve import latest_verdict, needs_decision
from pipelines.stages.publish import is_public, newest_release
from pipelines.workshop import Workshop
from portal.catalogue import page_of
from warehouse.modelling import REFERENCE


@dataclass(frozen=True)
class Due:
    """What a dataset needs. ``pull`` fetches an API period that is due; ``build`` covers examining, loading,
    modelling and judging."""

    dataset: str
    pull: bool
    build: bool
    publish: bool


@dataclass(frozen=True)
class Plan:
    """``reference`` = the shared dimensions must be built; ``datasets`` lists only those with something to do."""

    reference: bool
    datasets: tuple[Due, ...]

    def __bool__(self) -> bool:
        return self.reference or bool(self.datasets)


def plan(workshop: Workshop, portal: PortalAccess | None, *, only: str | None = None, retry: bool = False) -> Plan:
    """``portal`` is where releases should be (``None``: nothing is published now). A gate that failed is not tried
    again on the same inputs unless ``retry``. Raises ``PortalUnreachable``."""
    wanted = [dataset for dataset in workshop.contracts if only in (None, dataset)]
    dues = [_due(workshop, dataset, portal, retry) for dataset in wanted]
    datasets = tuple(due for due in dues if due.pull or due.build or due.publish)
    return Plan(any(due.build for due in datasets) and reference_is_due(workshop), datasets)


def reference_is_due(workshop: Workshop) -> bool:
    """Whether the shared dimensions were built from other inputs than today's, or never."""
    last = latest_verdict(REFERENCE)
    return last is None or last.inputs != reference_inputs(workshop)


def _due(workshop: Workshop, dataset: str, portal: PortalAccess | None, retry: bool) -> Due:
    pull = is_pull_due(workshop.contracts[dataset])
    build = pull or _must_build(workshop, dataset, retry)
    return Due(dataset, pull, build, publish=portal is not None and (build or _must_publish(workshop, dataset, portal)))


def _must_build(workshop: Workshop, dataset: str, retry: bool) -> bool:
    if Delivery.objects.filter(dataset=dataset, state=Delivery.State.RECEIVED).exists():
        return True
    verdict = latest_verdict(dataset)
    return has_new_inputs(workshop, dataset) or (retry and verdict is not None and not verdict.passed)


def has_new_inputs(workshop: Workshop, dataset: str) -> bool:
    """Whether something was accepted for a dataset that its last verdict does not speak of."""
    if not Delivery.objects.filter(dataset=dataset, state__in=Delivery.ACCEPTED).exists():
        return False
    verdict = latest_verdict(dataset)
    return verdict is None or verdict.inputs != inputs_of(workshop, dataset)


def _must_publish(workshop: Workshop, dataset: str, portal: PortalAccess) -> bool:
    """An approved release that was never proven to be on this portal, or whose page is gone from it."""
    release = newest_release(dataset)
    if release is None or not is_public(workshop.contracts[dataset]):
        return False
    done = Publication.objects.filter(release=release, portal=portal.url, outcome__in=["published", "unchanged"])
    return page_of(dataset) not in portal.pages or not done.exists()


def unpublished_verdict(dataset: str) -> GateVerdict | None:
    """A passing verdict that waits for the Walidata's decision."""
    verdict = latest_verdict(dataset)
    return verdict if verdict is not None and needs_decision(verdict) else None
