"""Findings as values become findings in the ledger."""

from collections.abc import Iterable

from ledger.models import Delivery, GateVerdict
from ledger.models import Finding as Row
from sources.findings import Finding


def record_findings(
    findings: Iterable[Finding], *, delivery: Delivery | None = None, verdict: GateVerdict | None = None
) -> None:
    """Write the findings of one delivery's intake or of one gate verdict."""
    Row.objects.bulk_create(
        Row(delivery=delivery, verdict=verdict, **{**finding.as_dict(), "cells": list(finding.cells)}) for finding in findings
    )
