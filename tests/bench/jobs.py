"""Whole jobs, from receipt to portal, cold and warm."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from demo import aduan, penduduk
from demo.many import many
from demo.office import DemoDelivery
from pipelines import services
from pipelines.demonstration import deliver_demo
from pipelines.settings import Settings
from pipelines.stages.receive import receive
from pipelines.workshop import Workshop
from sources.periods import Period
from sources.regions import Regions
from tests.bench.machine import CKAN, facts
from tests.bench.measuring import BenchFailed, Measured, cold, measured, median, peer, program
from tests.bench.page import Rows, Section, Table, verdict
from tests.bench.stages import BETWEEN, CLOSE, STAGES, START

STEPS = 8
PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "dagster", "great-expectations", CKAN)
FIRST, CHANGED, UNCHANGED, SIXTY = 120, 30, 10, 180
REPEAT = 3

_IMPORTS = "import dagster, dagster_dbt, dbt.cli.main, great_expectations"
_TOTALS = ("Measured", "Seconds", "Expected", "CPU s", "Peak MB", "x imports", "Note")
_STAGES = ("Measured", *STAGES)
_ABOUT = """\
Measured on the simulated deliveries of the demo, in a temporary home with a CKAN of its own that is already running, on
the same machine.

- *First job*: the demo's deliveries, one of them broken, from receipt to portal. *One changed*: one more workbook
  of the largest dataset (when cold, the broken one comes back corrected). *60 at once*: 60 more files for four
  datasets, one of them broken; the seconds of receiving them are counted.
- **Cold** is `jalandata run` in a new process; **warm** is `pipelines.run.run` called again in a process that has run
  before. The operating system's file cache is warm in both, and Python's compiled bytecode is there
  (`PYTHONDONTWRITEBYTECODE` is unset, and everything is imported once before the first measurement).
- **CPU s** is processor time of the run and its child processes; other work on the machine disturbs it less than it
  disturbs seconds. CKAN's own share is not in it.
- **Peak MB** is the largest sum of resident memory over the run's process and its children, ten looks a second; pages
  that they share count for each. CKAN is not in it.
- **x imports** is the ratio to the first peer, a bare import of Dagster, dagster-dbt, dbt and Great Expectations: it
  compares between machines. The second peer is `dbt build` of all models, once everything was in the lake.
"""
_STAGES_ABOUT = f"""\
By the time stamps of Dagster's steps. *{START}* is everything before the first
step (imports, planning, parsing the dbt project when it changed), *delivery* pulls API sources and, for the sixty, also
receives the files, *{BETWEEN}* is Dagster's own time from step to step, *{CLOSE}* is everything after the last step
(Data Docs, the analysts' release, the end of the process).
"""


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


def measure(settings: Settings, folder: Path, say: Callable[[str], None]) -> Section:
    about = facts(*PACKAGES)
    found, peers = _measured(settings, folder, say)
    tables = (
        Table("Speed and memory", _TOTALS, [_total(one, peers[0].seconds) for one in (*found, *peers)]),
        Table("Seconds by stage", _STAGES, _seconds(found), _STAGES_ABOUT),
        Table("Peak MB by stage", _STAGES, _memory(found)),
    )
    return Section("Jobs", about, _ABOUT, tables, tuple(one.name for one in found if one.missed))


def _measured(settings: Settings, files: Path, say: Callable[[str], None]) -> tuple[list[Measured], list[Measured]]:
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


def _total(one: Measured, unit: float) -> tuple[str, ...]:
    repeated = f"median of {', '.join(f'{seconds:.1f}' for seconds in one.repeated)}" if one.repeated else ""
    expected = "" if one.limit is None else f"< {one.limit:.0f}: {verdict(not one.missed)}"
    return (
        one.name,
        f"{one.seconds:.1f}",
        expected,
        f"{one.cpu_seconds:.1f}",
        f"{one.memory_mb:.0f}",
        f"{one.seconds / unit:.2f}",
        "; ".join(filter(None, (one.note, repeated))),
    )


def _seconds(measured: Sequence[Measured]) -> Rows:
    return [(one.name, *(_cell(one.stage_seconds.get(stage), 1) for stage in STAGES)) for one in measured]


def _memory(measured: Sequence[Measured]) -> Rows:
    return [(one.name, *(_cell(one.stage_memory_mb.get(stage), 0) for stage in STAGES)) for one in measured]


def _cell(value: float | None, digits: int) -> str:
    """Empty for a stage that a run did not come to, or that was over between two looks."""
    return f"{value:.{digits}f}" if value else ""


def _times(answer: dict[str, Any]) -> dict[str, float]:
    return {name: answer[name] for name in ("began", "ended", "cpu_seconds")}
