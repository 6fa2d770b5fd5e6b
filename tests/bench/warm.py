"""Runs in one process that stays: ``python -m tests.bench.warm <folder>``, with files to deliver in ``<folder>/first``
and ``<folder>/second``, each as ``<dataset>/<period>/<file>``.

The first delivery warms the process up; the second one, and then a run without anything to do, are timed. Prints one
JSON document: name -> run_id, failed, began, ended (seconds since 1970), cpu_seconds.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.portal_access import portal_of
from pipelines.run import Outcome, run
from pipelines.settings import Settings
from pipelines.stages.receive import receive
from pipelines.workshop import Workshop


def main(folder: Path) -> None:
    settings = Settings.from_environment()
    portal = portal_of(settings)

    def once() -> Outcome:
        return run(Workshop(settings), portal)

    _deliver(settings, folder / "first")
    once()
    _deliver(settings, folder / "second")
    found = {"changed": _timed(once), "unchanged": _timed(once)}
    print(json.dumps(found))  # noqa: T201 - the bench reads it


def _deliver(settings: Settings, folder: Path) -> None:
    workshop = Workshop(settings)
    for path in folder.glob("*/*/*"):
        receive(
            workshop,
            path,
            dataset=path.parts[-3],
            period=path.parts[-2],
            officer="petugas",
            channel="cli",
        )


def _timed(call: Callable[[], Outcome]) -> dict[str, Any]:
    before, began = _cpu(), time.time()
    outcome = call()
    ended = time.time()
    return {
        "run_id": outcome.run_id,
        "failed": outcome.failed,
        "began": began,
        "ended": ended,
        "cpu_seconds": _cpu() - before,
    }


def _cpu() -> float:
    """Seconds used by this process and by children that have ended: those of a run end with it."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


if __name__ == "__main__":
    main(Path(sys.argv[1]))
