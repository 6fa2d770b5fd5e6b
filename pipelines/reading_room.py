"""Where files from outside are opened: a child process bounded in memory and time, and what is asked of it.

The functions below run in that child and import there what they need. So a command can start the child first and go on
with its own imports, and the engine is loaded once, not twice. Whatever they take and return are plain values.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sources.sandbox import Sandbox

if TYPE_CHECKING:
    from quality.history import Earlier, Known
    from quality.verdict import Verdict
    from sources.contract import Contract
    from sources.document import Document
    from sources.grid import Grid
    from sources.periods import Period
    from sources.tenant import Tenant

MEMORY_MB = 2048
SECONDS = 120
# In place of a file whose content cannot be shown.
NOTHING = Path(os.devnull)
# What a report may be called.
REPORTS = (".xlsx", ".xlsm", ".html")


def reading_room(*modules: str) -> Sandbox:
    """The child process; it imports ``modules`` while it starts, which nobody waits for before the first call."""
    return Sandbox(MEMORY_MB, SECONDS, modules)


def discovered(path: Path, name: str) -> "Document":
    """What a file holds, without any contract: see :func:`sources.discovery.discover`. Personal data are told, too."""
    from quality.personal_data import scan
    from sources.discovery import discover_with_texts

    document, texts = discover_with_texts(path, name)
    return replace(document, findings=(*document.findings, *scan(name, texts)))


def examined(
    path: Path,
    name: str,
    contract: "Contract",
    period: "Period | None",
    tenant: "Tenant",
    rows: Path,
    known: "Known",
) -> "Verdict":
    """A delivery held against its contract: see :func:`quality.intake.examine`."""
    from quality.intake import examine

    return examine(path, name, contract, period, tenant, rows, known)


def settled(verdict: "Verdict", contract: "Contract", earlier: "Sequence[Earlier]", known: "Known") -> "Verdict":
    """The verdict with what other deliveries add to it: see :func:`quality.intake.settle`."""
    from quality.intake import settle

    return settle(verdict, contract, earlier, known)


def reported(path: Path, name: str, verdict: "Verdict", target: Path, title: str, period: str) -> None:
    """Write the findings to ``target``: a page when it is called .html, else the officer's own workbook.

    ``path`` may be :data:`NOTHING`. Nothing of a file that the reader refuses goes into a report.
    """
    from sources.deliveries import DeliveryRefused
    from sources.workbook import open_any

    is_page = target.suffix.lower() == ".html"
    grids: tuple[Grid, ...] = ()
    if is_page or verdict.unusable:
        try:
            grids = open_any(path, name).sheets
        except DeliveryRefused:
            path = NOTHING
    if is_page:
        from quality.reports.page import write

        write(verdict, target, name=name, dataset_title=title, period=period, grids=grids)
    else:
        from quality.reports.workbook import annotate

        annotate(path, name, verdict, target, dataset_title=title, period=period)
