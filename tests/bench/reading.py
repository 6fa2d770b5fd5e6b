"""Reading and checking, beside others that read the same files in the same run."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipelines.settings import Settings
from tests.bench.flaws import flawed_workbook
from tests.bench.hostile_files import read_all
from tests.bench.machine import facts
from tests.bench.measuring import BenchFailed, Measured, median, program
from tests.bench.page import Section, Table, verdict
from tests.bench.tables import PERIOD, clean_csv, clean_workbook, workbook_contract

STEPS = 12
PACKAGES = ("python-calamine", "duckdb", "pyarrow", "pandas", "openpyxl", "frictionless")
SMALL, FIRST, WORKBOOK, CSV = 300, 10_000, 100_000, 1_000_000
# Every so many rows of a flawed workbook has a wrong cell.
FLAWED = 50
# Expected at most: ratios of read + check to its peers, seconds, MB.
CALAMINE, FRICTIONLESS, DUCKDB = 2, 0.1, 3
FIRST_FINDINGS, HOSTILE, HOSTILE_MB = 2, 2, 300
REPEAT, SLOW_SECONDS = 3, 15.0

_OURS, _PEERS = "tests.bench.readers", "tests.bench.peers"
_START = "start"
_COLUMNS = ("Measured", "Seconds", "CPU s", "Peak MB", "Ratio", "Start s", "Note")
_EXPECTED = ("Measured", "Expected", "Found", "Verdict")
_ABOUT = f"""\
An invented delivery of {WORKBOOK:,} rows in 10 columns as a workbook, the same with {CSV:,} rows as CSV, and a workbook
of {FIRST:,} rows; one row in {FLAWED} of a *flawed* one has a wrong cell.

- Each reader is a program of its own. It reads {SMALL} rows of the same kind first; the time until then (start,
  imports, those rows) is **Start s**. **Seconds**, **CPU s** and **Peak MB** are those of the large file. A reader that
  takes less than {SLOW_SECONDS:.0f} s is measured {REPEAT} times: the median stands here, the fastest and the slowest
  in the note.
- *Read, check* is `quality.intake.examine`: everything that a contract demands, personal data in every cell, and the
  accepted rows written as Parquet. It runs where the product runs it, in the child process that opens files
  (`pipelines.reading_room`); **Peak MB** counts both processes. *Report* is the flawed workbook with its findings
  marked in it. *Read, no contract* is `sources.discovery.discover`.
- **Ratio** is to raw calamine (every cell as a Python object, no more) for the workbook, and to a bare DuckDB
  (`create table … as select * from read_csv(…)`, types detected) for the CSV.
- frictionless validates the same contract as far as its schema and checks can say it: types, required, unique,
  patterns, code lists, ranges, the sum of two columns, and codes beside their names as a foreign key.
- *First findings, warm* is the flawed workbook of {FIRST:,} rows, from call to findings; *cold* is `jalandata check` as
  a person starts it, to its end.
- *Hostile* are the files of `tests/hostile.py`, built to take a reader down, one after another in one child process:
  the slowest of them (its name is the note), and the most memory that the child ever needed.
"""

Saying = Callable[[str], None]


@dataclass(frozen=True)
class Expected:
    """``found`` may be ``limit`` at most, both in ``unit``."""

    found: float
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        return self.found <= self.limit

    @property
    def words(self) -> str:
        return f"≤ {self.limit:g} {self.unit}"

    @property
    def cells(self) -> tuple[str, ...]:
        return self.words, f"{self.found:.2f}", verdict(self.met)


@dataclass(frozen=True)
class Line:
    """One measurement, what it is compared with (seconds), and what is expected of it."""

    measured: Measured
    unit: float | None = None
    expected: tuple[Expected, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        one = self.measured
        start = one.stage_seconds.get(_START)
        return (
            one.name,
            f"{one.seconds:.2f}",
            f"{one.cpu_seconds:.2f}",
            f"{one.memory_mb:.0f}",
            f"{one.seconds / self.unit:.2f}" if self.unit else "",
            f"{start:.1f}" if start else "",
            one.note or _range(one.repeated),
        )


class Bench:
    """The files, and the measurements on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._small = clean_workbook(folder / "small.xlsx", SMALL)

    def workbook(self, say: Saying) -> list[Line]:
        path = clean_workbook(self._folder / "large.xlsx", WORKBOOK)
        flawed = flawed_workbook(path, self._folder / "flawed.xlsx", FLAWED)

        def measured(name: str, module: str, reader: str, file: Path = path, least: int = WORKBOOK) -> Measured:
            say(name)
            return _measured(f"xlsx: {name}", module, reader, self._small, file, least)

        raw = measured("calamine", _PEERS, "calamine")
        frictionless = measured("frictionless", _PEERS, "frictionless")
        checked = measured("read, check", _OURS, "checked_workbook")
        wrong = WORKBOOK // FLAWED
        others = [
            measured("read, check, report", _OURS, "reported", flawed, wrong),
            measured("read, no contract", _OURS, "discovered"),
            measured("pandas, calamine", _PEERS, "pandas_calamine"),
            measured("pandas, openpyxl", _PEERS, "pandas_openpyxl"),
        ]
        expected = (
            Expected(checked.seconds / raw.seconds, CALAMINE, "x calamine"),
            Expected(checked.seconds / frictionless.seconds, FRICTIONLESS, "x frictionless"),
        )
        plain = [Line(one, raw.seconds) for one in (*others, frictionless)]
        return [Line(raw, raw.seconds), Line(checked, raw.seconds, expected), *plain]

    def csv(self, say: Saying) -> list[Line]:
        small = clean_csv(self._folder / "small.csv", SMALL)
        path = clean_csv(self._folder / "large.csv", CSV)
        say("DuckDB")
        bare = _measured("csv: DuckDB", _PEERS, "duckdb", small, path, CSV)
        say("read, check a CSV")
        checked = _measured("csv: read, check", _OURS, "checked_csv", small, path, CSV)
        expected = Expected(checked.seconds / bare.seconds, DUCKDB, "x DuckDB")
        return [Line(bare, bare.seconds), Line(checked, bare.seconds, (expected,))]

    def first_findings(self, settings: Settings, say: Saying) -> list[Line]:
        clean = clean_workbook(self._folder / "medium.xlsx", FIRST)
        path = flawed_workbook(clean, self._folder / "layanan.xlsx", FLAWED)
        say("first findings, warm")
        name, wrong = "first findings, warm", FIRST // FLAWED
        warm = _measured(name, _OURS, "found", self._small, path, wrong)
        say("first findings, cold")
        cold = median([_command(settings, path) for _ in range(REPEAT)])
        expected = Expected(warm.seconds, FIRST_FINDINGS, "s")
        return [Line(warm, expected=(expected,)), Line(cold)]

    def hostile(self, say: Saying) -> list[Line]:
        say("hostile files")
        survived = read_all(self._folder)
        slowest = max(survived, key=lambda one: one.seconds)
        most = max(one.memory_mb for one in survived)
        expected = (Expected(slowest.seconds, HOSTILE, "s"), Expected(most, HOSTILE_MB, "MB"))
        measured = Measured("hostile, worst", slowest.seconds, slowest.cpu_seconds, most, note=slowest.name)
        return [Line(measured, expected=expected)]


def measure(settings: Settings, folder: Path, say: Saying) -> Section:
    about = facts(*PACKAGES)
    folder.mkdir(parents=True)
    bench = Bench(folder)
    lines = [*bench.workbook(say), *bench.csv(say), *bench.first_findings(settings, say), *bench.hostile(say)]
    expected = [(line.measured.name, one) for line in lines for one in line.expected]
    tables = (
        Table("Speed and memory", _COLUMNS, [line.cells for line in lines]),
        Table("Expectations", _EXPECTED, [(name, *one.cells) for name, one in expected]),
    )
    missed = tuple(f"{name} {one.words}" for name, one in expected if not one.met)
    return Section("Reading and checking", about, _ABOUT, tables, missed)


def _measured(name: str, module: str, reader: str, small: Path, large: Path, least: int) -> Measured:
    """``least``: how many rows or findings it must have seen, for else it did not do the work."""
    several = [_once(name, module, reader, small, large, least)]
    while several[0].seconds < SLOW_SECONDS and len(several) < REPEAT:
        several.append(_once(name, module, reader, small, large, least))
    return median(several) if len(several) > 1 else several[0]


def _once(name: str, module: str, reader: str, small: Path, large: Path, least: int) -> Measured:
    done = program([sys.executable, "-m", module, reader, str(small), str(large)])
    if done.code:
        raise BenchFailed(f"{name}: exit code {done.code}\n{done.errors[-4000:]}")
    answer = json.loads(done.output)
    if answer["count"] < least:
        raise BenchFailed(f"{name}: {answer['count']} seen, at least {least} expected")
    began, ended = answer["began"], answer["ended"]
    peak = done.memory.peak_mb(began, ended) or 0
    return Measured(name, ended - began, answer["cpu_seconds"], peak, {_START: began - done.began})


def _range(seconds: tuple[float, ...]) -> str:
    return f"{min(seconds):.2f} to {max(seconds):.2f}" if seconds else ""


def _command(settings: Settings, file: Path) -> Measured:
    """``jalandata check`` as a person starts it, in a tenant that has the contract of these files."""
    tenant = file.with_name("tenant.yaml")
    changed = {"contracts": str(Path(__file__).with_name("contracts"))}
    tenant.write_text(yaml.safe_dump(yaml.safe_load(settings.tenant_file.read_text()) | changed))
    asked = ["check", str(file), "--dataset", workbook_contract().id, "--period", str(PERIOD), "--json"]
    done = program(["env", f"JALANDATA_TENANT={tenant}", sys.executable, "-m", "pipelines.cli", *asked])
    if done.code != 1:
        raise BenchFailed(f"jalandata check: exit code {done.code}\n{done.output[-4000:]}\n{done.errors[-4000:]}")
    peak = done.memory.peak_mb(done.began, done.ended) or 0
    return Measured("first findings, cold", done.ended - done.began, done.cpu_seconds, peak)
