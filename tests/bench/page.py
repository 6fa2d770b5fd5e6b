"""The measurements as tables: for the terminal, and as docs/benchmarks.md."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

Rows = list[tuple[str, ...]]

MISSED = "MISSED"
_HEAD = """\
# Benchmarks

Written by `make bench`, or section by section by `python -m tests.bench <part>`; do not edit. Each section says when
and on what it was measured.
"""


@dataclass(frozen=True)
class Table:
    """Numbers, with a word on them where they need one."""

    title: str
    columns: tuple[str, ...]
    rows: Rows
    about: str = ""


@dataclass(frozen=True)
class Section:
    """What one part of the bench has found. ``facts`` are about machine and day, ``missed`` names expectations."""

    title: str
    facts: dict[str, str]
    about: str
    tables: tuple[Table, ...]
    missed: tuple[str, ...]


def show(console: Console, section: Section) -> None:
    """The tables on the terminal; missed expectations stand out in red."""
    console.print(f"[bold]{section.title}[/bold]")
    for name, value in section.facts.items():
        console.print(f"[bold]{name}[/bold]: {escape(value)}", highlight=False)
    for table in section.tables:
        console.print(_grid(table))
    for name in section.missed:
        console.print(f"[red]MISSED[/red]: {name}", highlight=False)


def replaced(page: str, section: Section) -> str:
    """The page with this section in the place of its former one; a new section stands last."""
    _, *former = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    sections = {one.partition("\n")[0]: one for one in former} | {f"## {section.title}": _markdown(section)}
    return "\n\n".join(part.strip() for part in (_HEAD, *sections.values())) + "\n"


def verdict(met: bool) -> str:
    """What stands beside an expectation."""
    return "met" if met else MISSED


def _markdown(section: Section) -> str:
    facts = "\n".join(f"- {name}: {value}" for name, value in section.facts.items())
    first, *others = section.tables
    parts = [f"## {section.title}", section.about, facts, _pipes(first)]
    for table in others:
        parts += [f"### {table.title}", table.about, _pipes(table)]
    return "\n\n".join(part.strip() for part in parts if part)


def _grid(table: Table) -> Grid:
    grid = Grid(title=table.title, box=box.SIMPLE_HEAD, padding=0)
    for number, column in enumerate(table.columns):
        words = number == 0 or column in ("Expected", "Verdict", "Note")
        grid.add_column(column, justify="left" if words else "right", no_wrap=column != "Note")
    for row in table.rows:
        grid.add_row(*row, style="red" if any(MISSED in cell for cell in row) else "")
    return grid


def _pipes(table: Table) -> str:
    lines: Sequence[tuple[str, ...]] = (table.columns, tuple("---" for _ in table.columns), *table.rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
