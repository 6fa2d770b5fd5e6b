"""One run of the road: plan, the Dagster job over what is due, and what came of it. The Dagster UI runs the same
job."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from pipelines.plan import Plan, plan
from pipelines.portal_access import PortalAccess
from pipelines.serving import settle
from pipelines.settings import ROOT, Settings
from pipelines.workshop import Workshop
from warehouse.modelling import REFERENCE

if TYPE_CHECKING:
    import dagster as dg

PROCESS_TAG = "jalandata/process"
# The command line says what there is to say; everything else stands in the Dagster UI.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

Progress = Callable[[str, int], None]


class RunFailed(RuntimeError):
    """The run stopped before any step could fail by itself; nothing is lost, it can be started again."""


@dataclass(frozen=True)
class Outcome:
    """``failed`` maps a step that stopped to its message; steps behind it were skipped, other datasets went on.
    ``unreachable``: some of them stopped because a service did not answer."""

    plan: Plan
    run_id: str | None = None
    failed: dict[str, str] = field(default_factory=dict)
    unreachable: bool = False


def run(
    workshop: Workshop,
    portal: PortalAccess | None,
    *,
    only: str | None = None,
    retry: bool = False,
    progress: Progress = lambda step, total: None,
) -> Outcome:
    """Carry everything that is due as far as it goes. ``portal`` is where to publish, or ``None`` for not now.

    When nothing is due nothing heavy is even imported. ``progress`` gets each step's name as it starts, and how many
    there are.
    """
    due = plan(workshop, portal, only=only, retry=retry)
    if not due:
        if _was_killed(workshop.settings):
            with dagster_instance(workshop.settings) as instance:
                bury_dead_runs(instance)
            _mark(workshop.settings).unlink(missing_ok=True)
        settle(workshop)
        return Outcome(due)
    return _execute(workshop, due, progress)


def _execute(workshop: Workshop, due: Plan, progress: Progress) -> Outcome:
    from pipelines.definitions import definitions_of
    from pipelines.jobs import ROAD

    definitions = definitions_of(workshop, at_hand=True)
    job = definitions.resolve_job_def(ROAD)
    selection = selected(job.asset_layer.asset_graph, due)
    workshop.announce = lambda step: progress(step, _steps(due))
    with dagster_instance(workshop.settings) as instance:
        bury_dead_runs(instance)
        mark = _mark(workshop.settings)
        mark.write_text(str(os.getpid()))
        result = job.execute_in_process(
            asset_selection=selection,
            instance=instance,
            raise_on_error=False,
            tags={PROCESS_TAG: str(os.getpid())},
            run_config=_QUIET,
        )
        mark.unlink(missing_ok=True)
    failures = [event for event in result.all_events if event.is_step_failure]
    if not result.success and not failures:
        raise RunFailed(_job_reason(result.all_events))
    reasons = {event.step_key or "?": _reason(event) for event in failures}
    return Outcome(due, result.run_id, reasons, any(_is_unreachable(event) for event in failures))


def selected(graph: Any, due: Plan) -> list["dg.AssetKey"]:
    """Asset keys of everything that is due."""
    import dagster as dg

    from pipelines.assets import DATASET_TAG

    keys: set[dg.AssetKey] = set()
    if due.reference:
        keys |= dg.AssetSelection.tag(DATASET_TAG, REFERENCE).resolve(graph)
    for item in due.datasets:
        stages = ["delivery"] * item.pull + ["intake", "raw", "release"] * item.build + ["portal"] * item.publish
        keys |= {dg.AssetKey([stage, item.dataset]) for stage in stages}
        if item.build:
            keys |= dg.AssetSelection.tag(DATASET_TAG, item.dataset).resolve(graph)
    return sorted(keys)


def bury_dead_runs(instance: "dg.DagsterInstance") -> None:
    """A run of the command line that was killed still stands as running and keeps its place at the lake: end it."""
    import dagster as dg

    filters = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED])
    for run in instance.get_runs(filters=filters):
        process = run.tags.get(PROCESS_TAG)
        if process and not psutil.pid_exists(int(process)):
            instance.report_run_failed(
                run, message="Proses ini terhenti di tengah jalan; proses berikutnya melanjutkan."
            )
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _mark(settings: Settings) -> Path:
    """Stands while a run of the command line is at work; a killed one leaves it behind."""
    return settings.home / "dagster" / "running"


def _was_killed(settings: Settings) -> bool:
    """Whether the last run was killed when all of its work was done: then nothing is due that would end it."""
    mark = _mark(settings)
    process = mark.read_text() if mark.exists() else ""
    return process.isdecimal() and not psutil.pid_exists(int(process))


def _steps(due: Plan) -> int:
    """How many steps announce themselves."""
    return int(due.reference) + sum(int(item.pull) + 4 * item.build + int(item.publish) for item in due.datasets)


@contextmanager
def dagster_instance(settings: Settings) -> Iterator["dg.DagsterInstance"]:
    """The Dagster instance of a home: the one that its web UI shows."""
    import dagster as dg

    point_dagster_at(settings)
    with dg.DagsterInstance.from_config(str(ROOT)) as instance:
        yield instance


def point_dagster_at(settings: Settings) -> None:
    """Dagster reads ``dagster.yaml`` at the root of the clone, and that reads where its state lies."""
    folder = settings.home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DAGSTER_HOME": str(ROOT), "JALANDATA_DAGSTER": str(folder)}


def _job_reason(events: "Sequence[dg.DagsterEvent]") -> str:
    """Why a job ended that no step of it failed: something that all steps need could not be had."""
    from dagster._core.events import JobFailureData

    data = [event.event_specific_data for event in events]
    errors = [item.error for item in data if isinstance(item, JobFailureData) and item.error]
    return errors[-1].to_string() if errors else "Proses berhenti tanpa keterangan."


def _reason(event: "dg.DagsterEvent") -> str:
    error = event.step_failure_data.error
    cause = error.cause if error and error.cause else error
    user = event.step_failure_data.user_failure_data
    return (user.description if user else None) or (cause.message.strip() if cause else "?")


def _is_unreachable(event: "dg.DagsterEvent") -> bool:
    from pipelines.assets import UNREACHABLE

    user = event.step_failure_data.user_failure_data
    return bool(user and UNREACHABLE in user.metadata)
