"""Findings as values become rows of the ledger, and its deliveries the lineage of a dataset."""

from collections.abc import Iterable, Mapping

from ledger.models import Delivery, GateVerdict
from ledger.models import Finding as Row
from quality.history import Waiver
from sources.findings import Finding


def record_findings(
    findings: Iterable[Finding],
    *,
    delivery: Delivery | None = None,
    verdict: GateVerdict | None = None,
    waived: Mapping[Finding, Waiver] | None = None,
) -> None:
    """Write the findings of one delivery's intake or of one gate verdict, with the waivers that let some pass."""
    waived = waived or {}
    Row.objects.bulk_create(
        Row(
            delivery=delivery,
            verdict=verdict,
            waiver_id=waived[finding].id if finding in waived else None,
            **{**finding.as_dict(), "cells": list(finding.cells)},
        )
        for finding in findings
    )


def waivers_of(lineage: Iterable[Mapping[str, str]], dataset: str) -> list[dict[str, str]]:
    """The waivers that let deliveries of a dataset pass which its rows come from: for the public, so without names."""
    sources = {(item["period"], item["sha256"]) for item in lineage}
    rows = Row.objects.filter(delivery__dataset=dataset, waiver__isnull=False, delivery__loaded_snapshot__isnull=False)
    found = {
        row.waiver_id: {
            "period": row.waiver.period,
            "rule": row.waiver.rule,
            "reason": row.waiver.reason,
            "until": row.waiver.until.isoformat(),
        }
        for row in rows.select_related("delivery", "waiver")
        if row.delivery and row.waiver and (row.delivery.period, row.delivery.sha256) in sources
    }
    return list(found.values())


def lineage(dataset: str) -> list[dict[str, str]]:
    """The deliveries that the current rows come from: one per period, without names of people or files."""
    newest: dict[str, Delivery] = {}
    for delivery in Delivery.objects.filter(dataset=dataset, loaded_snapshot__isnull=False):
        newest[delivery.period] = delivery
    return [
        {"period": d.period, "sha256": d.sha256, "received_at": d.received_at.isoformat(timespec="seconds")}
        for d in sorted(newest.values(), key=lambda d: d.period)
    ]
