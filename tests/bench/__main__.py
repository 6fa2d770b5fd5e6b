"""``python -m tests.bench [part]`` (``make bench``: all parts): measure, print tables, write docs/benchmarks.md.

It measures, it does not judge: a missed expectation is marked, and the exit code stays 0. A run that does not end as it
should stops the bench, for then there is nothing to measure. A part replaces its own section of the page.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipelines import services
from pipelines.settings import ROOT, Settings
from tests.bench import jobs, reading
from tests.bench.page import replaced, show

PAGE = ROOT / "docs" / "benchmarks.md"
PARTS = {"jobs": (jobs.measure, jobs.STEPS), "reading": (reading.measure, reading.STEPS)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("part", nargs="?", choices=PARTS, help="only this part")
    only = parser.parse_args().part
    console = Console()
    for part in [only] if only else PARTS:
        measure, steps = PARTS[part]
        with (
            tempfile.TemporaryDirectory() as folder,
            _home(Path(folder) / "home") as settings,
            _progress(console, steps) as say,
        ):
            section = measure(settings, Path(folder) / "files", say)
        show(console, section)
        PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), section), encoding="utf-8")
        console.print(f"Written: {PAGE.relative_to(ROOT)}", highlight=False)


@contextmanager
def _home(home: Path) -> Iterator[Settings]:
    """An empty home that this process and those it starts work in; whatever was started in it is stopped."""
    for name in ("JALANDATA_TENANT", "JALANDATA_PORTAL_URL", "JALANDATA_PORTAL_TOKEN", "PYTHONDONTWRITEBYTECODE"):
        os.environ.pop(name, None)
    os.environ["JALANDATA_HOME"] = str(home)
    settings = Settings.from_environment()
    try:
        yield settings
    finally:
        services.stop_all(settings)


@contextmanager
def _progress(console: Console, steps: int) -> Iterator[Callable[[str], None]]:
    """A bar over the steps; the yielded function says which one begins."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=steps, completed=-1)

        def starting(name: str) -> None:
            bar.update(task, description=name, advance=1)

        yield starting


if __name__ == "__main__":
    main()
