"""Findings (temuan): what is wrong with a delivery, cell by cell, in words its officer understands."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["blocker", "hold", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One problem. The same rule on several cells of a column is one finding with ``count`` cells; ``cell`` is the
    first.

    ``message`` says what is wrong and why it matters, ``suggestion`` what to do; both in Bahasa Indonesia. ``value``
    is what
    the cell holds, masked where it may be personal data. ``rule`` is a stable id such as ``angka.tidak_pasti``.
    """

    rule: str
    severity: Severity
    message: str
    suggestion: str
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    count: int = 1
    cells: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def blocks(findings: tuple[Finding, ...]) -> bool:
    """Whether any finding stops the delivery."""
    return any(finding.severity == "blocker" for finding in findings)
