"""dbt inside this process: a second build costs a tenth of a dbt process of its own.

Importing this module is cheap; dbt itself is imported by the first build.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.lake import Lake
from warehouse.modelling import REFERENCE, dataset_tag

# dbt keeps flags and its connection in globals of the process.
_ONE_AT_A_TIME = threading.Lock()


class BuildError(RuntimeError):
    """dbt could not run at all (a project that does not parse, a lake that cannot be attached)."""


@dataclass(frozen=True)
class Node:
    """Outcome of one model, seed or test; ``status`` is dbt's word. ``failures`` counts rows that a test found."""

    unique_id: str
    status: str
    message: str | None
    failures: int | None
    seconds: float


@dataclass(frozen=True)
class Built:
    """Outcome of a build. ``success`` means that every model was built and every test passed."""

    success: bool
    nodes: tuple[Node, ...]

    @property
    def failed(self) -> tuple[Node, ...]:
        return tuple(
            node for node in self.nodes if node.status in ("error", "fail", "runtime error", "partial success")
        )


def reference_arguments() -> list[str]:
    """dbt arguments that build and test the shared dimensions: when tenant, reference data or their models change.

    Facts refer to dimensions in their tests and may not exist yet: hence only tests whose tables are all selected.
    """
    return ["build", "--select", f"tag:{REFERENCE}", "--indirect-selection", "cautious"]


def dataset_arguments(datasets: Iterable[str]) -> list[str]:
    """dbt arguments that build and test the models of these datasets, and nothing else."""
    return ["build", "--select", *(f"tag:{dataset_tag(dataset)}" for dataset in datasets)]


def run(project: Path, lake: Lake, arguments: Sequence[str], callbacks: Sequence[Callable[[Any], None]] = ()) -> Built:
    """Run dbt on an assembled project while holding the lake's turn to write; ``callbacks`` get dbt's events.

    Failed models and tests are in the result; raises :class:`BuildError` when dbt could not run at all. Afterwards
    dbt's connection is closed, so that this process can attach the lake again.
    """
    with _ONE_AT_A_TIME, lake.turn():
        from dbt.cli.main import dbtRunner

        folders = ["--project-dir", str(project), "--profiles-dir", str(project)]
        quiet = ["--log-level", "none", "--log-level-file", "none", "--no-print", "--no-write-json"]
        try:
            result = dbtRunner(callbacks=list(callbacks)).invoke([*arguments, *folders, *quiet])
        finally:
            _close()
    if result.exception is not None or result.result is None:
        raise BuildError(str(result.exception)) from result.exception
    nodes = tuple(
        Node(one.node.unique_id, str(one.status), one.message, one.failures, one.execution_time)
        for one in result.result.results
    )
    return Built(result.success, nodes)


def _close() -> None:
    """dbt-duckdb keeps the connection of an in-memory database for the life of the process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()
