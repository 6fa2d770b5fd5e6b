"""A verdict and its findings in a terminal of 80 columns."""

from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from quality.reports.places import Entry, entries
from quality.reports.words import SEVERITIES, VERDICTS, comparison, counted, inert, next_step
from quality.verdict import Verdict
from sources.findings import Finding, Severity
from sources.rules import number

_SHOWN = 50
_NAMED = 3
_LONGEST = 600
_COLOURS: dict[Severity, str] = {"blocker": "red", "hold": "magenta", "warning": "yellow", "info": "cyan"}
_VERDICT_COLOURS = {"accepted": "green", "accepted_with_notes": "yellow", "rejected": "red"}


def show(verdict: Verdict, console: Console, *, name: str) -> None:
    """Print the verdict on the officer's file ``name``, its findings (the most urgent first) and what to do next."""
    colour = _VERDICT_COLOURS[verdict.verdict]
    console.print(
        f"[bold {colour}]{VERDICTS[verdict.verdict].upper()}[/] {escape(inert(name, _LONGEST))}", highlight=False
    )
    found = entries(verdict.findings, ())
    if found:
        console.print(_table(found[:_SHOWN]))
    if len(found) > _SHOWN:
        console.print(f"… dan {number(len(found) - _SHOWN)} temuan lain.", highlight=False)
    console.print(_closing(verdict), highlight=False)


def _table(found: tuple[Entry, ...]) -> Table:
    table = Table(expand=True)
    table.add_column("No.", justify="right", no_wrap=True)
    table.add_column("Sifat", max_width=10)
    table.add_column("Di mana", max_width=16)
    table.add_column("Temuan", ratio=1)
    for entry, following in zip(found, (*found[1:], None), strict=True):
        finding = entry.finding
        last = following is None or following.finding.severity != finding.severity
        table.add_row(
            str(entry.number),
            Text(SEVERITIES[finding.severity].word, _COLOURS[finding.severity]),
            Text(_where(finding)),
            Group(Text(inert(finding.message, _LONGEST)), Text(f"→ {inert(finding.suggestion, _LONGEST)}", "green")),
            end_section=last,
        )
    return table


def _where(finding: Finding) -> str:
    """The sheet, and the first of the cells."""
    cells = [cell.rpartition("!")[2] for cell in finding.cells or (finding.cell or "",)]
    shown = ", ".join(filter(None, cells[:_NAMED]))
    rest = f" +{number(finding.count - _NAMED)}" if shown and finding.count > _NAMED else ""
    return inert("\n".join(filter(None, (finding.sheet, shown + rest))), _LONGEST)


def _closing(verdict: Verdict) -> str:
    counts = counted(verdict.findings)
    said = [f"{number(count)} {SEVERITIES[severity].word}" for severity, count in counts.items()]
    lines = [", ".join(said) if said else "Tidak ada temuan", f"{number(verdict.rows)} baris diterima"]
    if compared := comparison(verdict):
        lines.append(f"dibanding kiriman lalu: {compared}")
    return ". ".join(line[0].upper() + line[1:] for line in lines) + f".\n{next_step(verdict)}"
