"""Where the time of a run went: Dagster's own step events, added up by stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from pipelines.run import dagster_instance
from pipelines.settings import Settings

START, BETWEEN, CLOSE = "start", "between", "close"
# Step keys are `<stage>__<dataset>`, those of dbt `model_<dataset>`.
_STEPS = {
    "delivery__": "delivery",
    "intake__": "intake",
    "raw__": "raw",
    "model_": "model",
    "release__": "gate",
    "portal__": "portal",
}
STAGES = (START, *_STEPS.values(), BETWEEN, CLOSE)


@dataclass(frozen=True)
class Span:
    """One stretch of time, in seconds since 1970."""

    stage: str
    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began


def spans(settings: Settings, run_id: str | None, began: float, ended: float) -> list[Span]:
    """Cut the time of a run into stages, without gaps. Without a run (nothing was due) all of it is ``start``."""
    steps = _steps(settings, run_id) if run_id else []
    if not steps:
        return [Span(START, began, ended)]
    return [
        Span(START, began, steps[0].began),
        *steps,
        *_gaps(steps),
        Span(CLOSE, max(step.ended for step in steps), ended),
    ]


def _steps(settings: Settings, run_id: str) -> list[Span]:
    with dagster_instance(settings) as instance:
        found = instance.get_run_step_stats(run_id)
    done = [
        Span(_stage(step.step_key), step.start_time, step.end_time)
        for step in found
        if step.start_time is not None and step.end_time is not None
    ]
    return sorted(done, key=lambda step: step.began)


def _gaps(steps: list[Span]) -> Iterable[Span]:
    """Dagster's own time from step to step. Steps run one after another, in one process."""
    for earlier, later in pairwise(steps):
        yield Span(BETWEEN, earlier.ended, later.began)


def _stage(step_key: str) -> str:
    return next(stage for prefix, stage in _STEPS.items() if step_key.startswith(prefix))
