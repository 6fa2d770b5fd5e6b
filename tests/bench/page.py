"""The measurements as tables: for the terminal, and as docs/benchmarks.md."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.bench.measuring import Measured
from tests.bench.stages import BETWEEN, CLOSE, STAGES, START

Rows = list[tuple[str, ...]]

_TOTALS = ("Measured", "Seconds", "Expected", "CPU s", "Peak MB", "x imports", "Note")
_STAGES = ("Measured", *STAGES)
_ABOUT = """\
Written by `make bench`; do not edit. All of it is measured on the simulated deliveries of the demo, in a temporary home
with a CKAN of its own that is already running, on the same machine.

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


def show(console: Console, facts: dict[str, str], measured: Sequence[Measured], peers: Sequence[Measured]) -> None:
    """The tables on the terminal; missed expectations stand out in red."""
    for name, value in facts.items():
        console.print(f"[bold]{name}[/bold]: {escape(value)}", highlight=False)
    console.print(_rich("Speed and memory", _TOTALS, _totals(measured, peers)))
    console.print(_rich("Seconds by stage", _STAGES, _seconds(measured)))
    console.print(_rich("Peak MB by stage", _STAGES, _memory(measured)))


def markdown(facts: dict[str, str], measured: Sequence[Measured], peers: Sequence[Measured]) -> str:
    """The page for docs/."""
    head = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    parts = (
        "# Benchmarks",
        _ABOUT,
        head,
        _pipes(_TOTALS, _totals(measured, peers)),
        "## Seconds by stage",
        _STAGES_ABOUT,
        _pipes(_STAGES, _seconds(measured)),
        "## Peak MB by stage",
        _pipes(_STAGES, _memory(measured)),
    )
    return "\n\n".join(part.strip() for part in parts) + "\n"


def missed(measured: Sequence[Measured]) -> list[str]:
    """Names of the measurements that are not what is expected."""
    return [one.name for one in measured if one.missed]


def _totals(measured: Sequence[Measured], peers: Sequence[Measured]) -> Rows:
    return [_total(one, peers[0].seconds) for one in (*measured, *peers)]


def _total(one: Measured, unit: float) -> tuple[str, ...]:
    verdict = "" if one.limit is None else f"< {one.limit:.0f}: {'MISSED' if one.missed else 'met'}"
    repeated = f"median of {', '.join(f'{seconds:.1f}' for seconds in one.repeated)}" if one.repeated else ""
    note = "; ".join(part for part in (one.note, repeated) if part)
    return (
        one.name,
        f"{one.seconds:.1f}",
        verdict,
        f"{one.cpu_seconds:.1f}",
        f"{one.memory_mb:.0f}",
        f"{one.seconds / unit:.2f}",
        note,
    )


def _seconds(measured: Sequence[Measured]) -> Rows:
    return [(one.name, *(_cell(one.stage_seconds.get(stage), 1) for stage in STAGES)) for one in measured]


def _memory(measured: Sequence[Measured]) -> Rows:
    return [(one.name, *(_cell(one.stage_memory_mb.get(stage), 0) for stage in STAGES)) for one in measured]


def _cell(value: float | None, digits: int) -> str:
    """Empty for a stage that a run did not come to, or that was over between two looks."""
    return f"{value:.{digits}f}" if value else ""


def _rich(title: str, columns: Sequence[str], rows: Rows) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=0)
    for number, column in enumerate(columns):
        words = number == 0 or column in ("Expected", "Note")
        table.add_column(column, justify="left" if words else "right", no_wrap=column != "Note")
    for row in rows:
        table.add_row(*row, style="red" if any("MISSED" in cell for cell in row) else "")
    return table


def _pipes(columns: Sequence[str], rows: Rows) -> str:
    lines = (columns, tuple("---" for _ in columns), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
