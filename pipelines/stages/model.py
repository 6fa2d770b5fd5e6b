"""Stage 5, modelling: dbt builds and tests one dataset's tables, in this process (a dbt process of its own costs 9 s)."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from pipelines.workshop import Workshop
from sources.findings import Finding
from warehouse.dbt import Built, build


class ModellingFailed(RuntimeError):
    """Some node of the dataset failed; ``findings`` say which."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def model(
    workshop: Workshop,
    select: str,
    context: dg.AssetExecutionContext,
    manifest: dict[str, Any],
    translator: DagsterDbtTranslator,
) -> Iterator[Any]:
    """Build the selected nodes and yield what dagster-dbt makes of dbt's events. Raises :class:`ModellingFailed`; then
    nothing was yielded, so that a dataset which failed does not count as materialised."""
    built: Built = build(workshop.settings.home, select)
    if built.failures:
        raise ModellingFailed([_finding(failure.node, failure.message) for failure in built.failures])
    for event in built.events:
        message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
        yield from message.to_default_asset_events(manifest, translator, context)


def _finding(node: str, message: str) -> Finding:
    return Finding(
        rule="model.gagal",
        severity="blocker",
        message=f"Pemodelan berhenti pada {node}: {message}",
        suggestion="Periksa data kiriman terakhir dataset ini, atau hubungi Walidata.",
        column=node,
    )
