"""``python -m tests.bench`` (``make bench``): measure speed and memory, print tables, write docs/benchmarks.md.

It measures, it does not judge: a missed expectation is marked, and the exit code stays 0. A run that does not end as it
should stops the bench, for then there is nothing to measure.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from demo import aduan, penduduk
from demo.many import many
from demo.office import DemoDelivery
from pipelines import services
from pipelines.demonstration import deliver_demo
from pipelines.settings import ROOT, Settings
from pipelines.stages.receive import receive
from pipelines.workshop import Workshop
from sources.periods import Period
from sources.regions import Regions
from tests.bench.machine import facts
from tests.bench.measuring import BenchFailed, Measured, cold, measured, median, peer, program
from tests.bench.page import markdown, missed, show

PAGE = ROOT / "docs" / "benchmarks.md"
FIRST, CHANGED, UNCHANGED, SIXTY = 120, 30, 10, 180
REPEAT = 3
STEPS = 8
_IMPORTS = "import dagster, dagster_dbt, dbt.cli.main, great_expectations"


class Bench:
    """One home at work, and the measurements in it, in the order in which they build on each other."""

    def __init__(self, settings: Settings, files: Path) -> None:
        self.settings, self.files = settings, files
        tenant = self.workshop.tenant
        self.regions = Regions.load(tenant.kode_wilayah)

    @property
    def workshop(self) -> Workshop:
        return Workshop(self.settings)

    def imports(self) -> Measured:
        """Once to have everything compiled and in the file cache, and then in earnest."""
        command = [sys.executable, "-c", _IMPORTS]
        peer("imports", command)
        return median([peer("peer: imports", command) for _ in range(REPEAT)])

    def first(self) -> Measured:
        deliver_demo(self.workshop)
        return cold(self.settings, "first job, cold", FIRST)

    def unchanged(self) -> Measured:
        name = "no change, cold"
        return median([cold(self.settings, name, UNCHANGED) for _ in range(REPEAT)])

    def changed(self) -> Measured:
        """The demo's broken workbook comes back corrected."""
        tenant = self.workshop.tenant
        self._deliver([penduduk.write(self._folder("corrected"), tenant, self.regions, Period.parse("2025-S2"))])
        return cold(self.settings, "one changed, cold", CHANGED)

    def warm(self) -> list[Measured]:
        """A month of complaints warms the process up; a semester of population is measured, and then nothing."""
        tenant, regions = self.workshop.tenant, self.regions
        aduan.write(self._folder("warm/first/aduan/2025-11"), tenant, regions, Period.parse("2025-11"))
        penduduk.write(self._folder("warm/second/penduduk_desa/2024-S1"), tenant, regions, Period.parse("2024-S1"))
        done = program([sys.executable, "-m", "tests.bench.warm", str(self.files / "warm")])
        if done.code:
            raise BenchFailed(f"warm runs: exit code {done.code}\n{done.errors[-4000:]}")
        answers = json.loads(done.output)
        return [
            measured(self.settings, label, answers[name], memory=done.memory, **_times(answers[name]))
            for name, label in (("unchanged", "no change, warm"), ("changed", "one changed, warm"))
        ]

    def sixty(self) -> Measured:
        """Sixty files are received and carried to the portal; one of them is broken."""
        began = time.monotonic()
        ids = self._deliver(many(self._folder("many"), self.workshop.tenant))
        received = time.monotonic() - began
        ran = cold(self.settings, "60 at once, cold", SIXTY)
        return replace(
            ran,
            seconds=ran.seconds + received,
            stage_seconds=ran.stage_seconds | {"delivery": ran.stage_seconds.get("delivery", 0) + received},
            note=self._fates(ids),
        )

    def dbt_build(self) -> Measured:
        """Last, for it makes snapshots that no run knows of."""
        project = str(self.workshop.project)
        command = [str(Path(sys.executable).with_name("dbt")), "build"]
        return peer(
            "peer: dbt build",
            [*command, "--project-dir", project, "--profiles-dir", project],
        )

    def _folder(self, name: str) -> Path:
        folder = self.files / name
        folder.mkdir(parents=True)
        return folder

    def _deliver(self, items: Sequence[DemoDelivery]) -> list[str]:
        workshop = self.workshop
        receipts = [
            receive(workshop, one.path, dataset=one.dataset, period=one.period, officer=one.officer, channel="demo")
            for one in items
        ]
        refused = [receipt.finding for receipt in receipts if receipt.finding]
        if refused:
            raise BenchFailed(f"not received: {refused[0].message}")
        return [str(receipt.delivery.id) for receipt in receipts]

    def _fates(self, ids: Sequence[str]) -> str:
        """How many were loaded and how many came back: of sixty, all but one."""
        from ledger.models import Delivery

        loaded = Delivery.objects.filter(id__in=ids, loaded_snapshot__isnull=False).count()
        returned = Delivery.objects.filter(id__in=ids, state=Delivery.State.REJECTED).count()
        if (loaded, returned) != (len(ids) - 1, 1):
            raise BenchFailed(f"of {len(ids)} deliveries {loaded} were loaded and {returned} returned")
        return f"{loaded} loaded, {returned} returned"


def main() -> None:
    console = Console()
    about = facts()
    with tempfile.TemporaryDirectory() as folder, _home(Path(folder) / "home") as settings, _progress(console) as say:
        found, peers = _measure(settings, Path(folder) / "files", say)
    show(console, about, found, peers)
    PAGE.write_text(markdown(about, found, peers), encoding="utf-8")
    for name in missed(found):
        console.print(f"[red]MISSED[/red]: {name}", highlight=False)
    console.print(f"Written: {PAGE.relative_to(ROOT)}", highlight=False)


def _measure(settings: Settings, files: Path, say: Callable[[str], None]) -> tuple[list[Measured], list[Measured]]:
    """Everything, and the peers."""
    say("CKAN and the demo's API source")
    services.start_portal(settings)
    services.start_demo_api(settings)
    bench = Bench(settings, files)
    say("imports")
    imports = bench.imports()
    say("first full job")
    found = [bench.first()]
    say("no change")
    found.append(bench.unchanged())
    say("one changed delivery")
    found.append(bench.changed())
    say("warm runs")
    found += bench.warm()
    say("60 deliveries")
    found.append(bench.sixty())
    say("dbt build")
    return found, [imports, bench.dbt_build()]


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
def _progress(console: Console) -> Iterator[Callable[[str], None]]:
    """A bar over the steps; the yielded function says which one begins."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=STEPS, completed=-1)

        def starting(name: str) -> None:
            bar.update(task, description=name, advance=1)

        yield starting


def _times(answer: dict[str, Any]) -> dict[str, float]:
    return {name: answer[name] for name in ("began", "ended", "cpu_seconds")}


if __name__ == "__main__":
    main()
