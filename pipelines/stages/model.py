"""Stage 5, modelling: dbt builds and tests one dataset's tables, in this process (a dbt process of its own costs 9
s)."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from pipelines.workshop import Workshop
from sources.findings import Finding
from warehouse.dbt import Node, dataset_arguments, reference_arguments, run
from warehouse.load import prepare
from warehouse.modelling import REFERENCE


class ModellingFailed(RuntimeError):
    """Some node of the dataset failed; ``findings`` say which."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def model(
    workshop: Workshop,
    dataset: str,
    context: dg.AssetExecutionContext,
    manifest: dict[str, Any],
    translator: DagsterDbtTranslator,
) -> Iterator[Any]:
    """Build and test a dataset's models (or the shared dimensions) and yield what dagster-dbt makes of dbt's events.

    Raises :class:`ModellingFailed` before anything is yielded: a dataset that failed must not count as materialised.
    """
    events: list[dict[str, Any]] = []
    if dataset != REFERENCE:
        prepare(workshop.lake, [workshop.contracts[dataset]])
    arguments = reference_arguments() if dataset == REFERENCE else dataset_arguments([dataset])
    built = run(workshop.project, workshop.lake, arguments, [lambda event: _collect(event, events)])
    if not built.success:
        raise ModellingFailed([_finding(node) for node in built.failed])
    for event in events:
        message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
        yield from message.to_default_asset_events(manifest, translator, context)


def _collect(event: Any, events: list[dict[str, Any]]) -> None:
    """dbt's events as dbt's own JSON log has them; only results of nodes are of interest."""
    if event.info.name in ("LogModelResult", "LogSeedResult", "LogTestResult"):
        from dbt_common.events.functions import msg_to_dict

        events.append(msg_to_dict(event))


def _finding(node: Node) -> Finding:
    name = node.unique_id.split(".")[2]
    count = f" ({node.failures} baris)" if node.failures else ""
    return Finding(
        rule="model.gagal",
        severity="blocker",
        message=f"Pemodelan berhenti pada {name}{count}: {(node.message or node.status).strip()}",
        suggestion="Periksa kiriman terakhir dataset ini. Bila kirimannya benar, hubungi Walidata.",
        column=name[:255],
        count=max(1, node.failures or 0),
    )
