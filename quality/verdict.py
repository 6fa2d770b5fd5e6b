"""What the intake check decided about a delivery: plain values, which cost nothing to import."""

from dataclasses import dataclass, field
from typing import Any, Literal

from quality.history import Waiver
from sources.decisions import Decision
from sources.findings import Finding

Outcome = Literal["accepted", "accepted_with_notes", "rejected"]


@dataclass(frozen=True)
class Comparison:
    """Numbers of rows, by the contract's key, and up to 20 examples of each kind as readable texts."""

    added: int
    changed: int
    removed: int
    examples: dict[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, int]:
        return {"added": self.added, "changed": self.changed, "removed": self.removed}


@dataclass(frozen=True)
class Fingerprint:
    """Of the whole table (``column`` is ``None``) or of one column of numbers. ``moving``: numbers that cannot be
    expected to stay the same in another period. ``sheet`` and ``cell`` are where the column starts, ``count`` its
    cells."""

    digest: str
    column: str | None
    moving: bool
    sheet: str | None
    cell: str | None
    count: int


@dataclass(frozen=True)
class Verdict:
    """What the intake check decided. ``rows`` counts the rows that may be loaded; 0 when rejected.

    ``waived`` names the findings of severity hold that a waiver let pass. ``proposals`` are fixes that a person may
    accept for later deliveries. ``unusable``: nothing could be read, so nothing was checked.
    """

    verdict: Outcome
    rows: int
    findings: tuple[Finding, ...]
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    period: str | None = None
    comparison: Comparison | None = None
    proposals: tuple[Decision, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    waived: dict[Finding, Waiver] = field(default_factory=dict)
    unusable: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As docs/check.schema.json describes it."""
        return {
            "verdict": self.verdict,
            "rows": self.rows,
            "findings": [item.as_dict() for item in self.findings],
            "comparison": self.comparison.as_dict() if self.comparison else None,
        }


def refused(found: Finding) -> Verdict:
    """The verdict on a delivery that could not be read at all."""
    return Verdict("rejected", 0, (found,), unusable=True)
