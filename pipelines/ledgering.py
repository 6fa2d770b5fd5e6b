"""Findings as values become rows of the ledger, and its deliveries the lineage of a dataset."""

from collections.abc import Iterable

from ledger.models import Delivery, GateVerdict
from ledger.models import Finding as Row
from sources.findings import Finding


def record_findings(
    findings: Iterable[Finding], *, delivery: Delivery | None = None, verdict: GateVerdict | None = None
) -> None:
    """Write the findings of one delivery's intake or of one gate verdict."""
    Row.objects.bulk_create(
        Row(delivery=delivery, verdict=verdict, **{**finding.as_dict(), "cells": list(finding.cells)})
        for finding in findings
    )


def lineage(dataset: str) -> list[dict[str, str]]:
    """The deliveries that the current rows come from: one per period, without names of people or files."""
    newest: dict[str, Delivery] = {}
    for delivery in Delivery.objects.filter(dataset=dataset, loaded_snapshot__isnull=False):
        newest[delivery.period] = delivery
    return [
        {"period": d.period, "sha256": d.sha256, "received_at": d.received_at.isoformat(timespec="seconds")}
        for d in sorted(newest.values(), key=lambda d: d.period)
    ]
