"""A program of its own, run and measured: seconds, processor time, memory, and what it printed."""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines.settings import ROOT, Settings
from tests.bench.memory import MemoryWatch
from tests.bench.stages import Span, spans


class BenchFailed(RuntimeError):
    """A program did not do what was to be measured: no number is better than a wrong one."""


@dataclass(frozen=True)
class Measured:
    """One measurement. ``limit`` is the expectation in seconds; ``memory_mb`` by stage holds peaks, ``seconds_of``
    sums. ``repeated`` holds the seconds of every repetition when this is the median of several."""

    name: str
    seconds: float
    cpu_seconds: float
    memory_mb: float
    stage_seconds: dict[str, float] = field(default_factory=dict)
    stage_memory_mb: dict[str, float] = field(default_factory=dict)
    limit: float | None = None
    repeated: tuple[float, ...] = ()
    note: str = ""

    @property
    def missed(self) -> bool:
        return self.limit is not None and self.seconds >= self.limit


@dataclass(frozen=True)
class Ended:
    """A program that has ended: when, what it used, what it said."""

    began: float
    ended: float
    cpu_seconds: float
    code: int
    output: str
    errors: str
    memory: MemoryWatch


def program(arguments: Sequence[str]) -> Ended:
    """Run a program of this environment to its end."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        before, began = _cpu_of_children(), time.time()
        process = subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        with MemoryWatch(process.pid) as memory:
            code = process.wait()
            ended = time.time()
        cpu = _cpu_of_children() - before
        output.seek(0)
        errors.seek(0)
        return Ended(began, ended, cpu, code, output.read(), errors.read(), memory)


def peer(name: str, arguments: Sequence[str]) -> Measured:
    """Something that none of our code can make faster or slower, to compare with."""
    done = program(arguments)
    if done.code:
        raise BenchFailed(f"{name}: exit code {done.code}\n{done.output[-4000:]}\n{done.errors[-4000:]}")
    peak = done.memory.peak_mb(done.began, done.ended) or 0
    return Measured(name, done.ended - done.began, done.cpu_seconds, peak)


def cold(settings: Settings, name: str, limit: float) -> Measured:
    """``jalandata run`` as a person starts it: a new process. It may end with 1: a delivery was sent back."""
    done = program([sys.executable, "-m", "pipelines.cli", "run", "--json"])
    if done.code not in (0, 1):
        raise BenchFailed(f"{name}: exit code {done.code}\n{done.errors[-4000:]}")
    answer = json.loads(done.output)
    return measured(settings, name, answer, done.began, done.ended, done.cpu_seconds, done.memory, limit)


def measured(
    settings: Settings,
    name: str,
    answer: dict[str, Any],
    began: float,
    ended: float,
    cpu_seconds: float,
    memory: MemoryWatch,
    limit: float | None = None,
) -> Measured:
    """Put the measurement of one run together. ``answer`` holds its ``run_id`` and the steps that ``failed``."""
    if answer["failed"]:
        raise BenchFailed(f"{name}: {answer['failed']}")
    parts = spans(settings, answer["run_id"], began, ended)
    return Measured(
        name,
        ended - began,
        cpu_seconds,
        memory.peak_mb(began, ended) or 0,
        _by_stage(parts, lambda several: sum(span.seconds for span in several)),
        _by_stage(parts, lambda several: max(memory.peak_mb(span.began, span.ended) or 0 for span in several)),
        limit,
    )


def median(several: Sequence[Measured]) -> Measured:
    """The middle one of repeated measurements, with the seconds of all."""
    seconds = tuple(one.seconds for one in several)
    middle = statistics.median_low(seconds)
    return replace(several[seconds.index(middle)], repeated=seconds)


def _by_stage(parts: Sequence[Span], combine: Callable[[list[Span]], float]) -> dict[str, float]:
    stages = {part.stage: [other for other in parts if other.stage == part.stage] for part in parts}
    return {stage: combine(several) for stage, several in stages.items()}


def _cpu_of_children() -> float:
    """Seconds that ended children, and theirs, have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
