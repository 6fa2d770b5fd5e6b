"""How verdicts and severities are called and coloured, and what text may enter a report."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.findings import Finding, Severity
from sources.rules import masked, number

if TYPE_CHECKING:
    from quality.verdict import Verdict

VERDICTS = {"accepted": "lolos", "accepted_with_notes": "lolos dengan catatan", "rejected": "ditolak"}
# Characters that XML 1.0 cannot hold, and those that turn the direction of what follows.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_LONGEST_NUMBER = 100


@dataclass(frozen=True)
class Look:
    """A severity as officers see it. ``fill`` is RRGGBB: pale, so that black text stays readable, and no colour of
    Excel's own palette or of its good/bad/neutral styles, so that it is not taken for the office's own."""

    word: str
    meaning: str
    fill: str


# In the order in which an officer should work through them.
SEVERITIES: dict[Severity, Look] = {
    "blocker": Look("harus diperbaiki", "Kiriman ditolak sampai ini diperbaiki.", "F6AFA9"),
    "hold": Look("ditahan", "Perbaiki, atau sampaikan alasannya: lolos hanya bila diterima Walidata.", "F9C98B"),
    "warning": Look("peringatan", "Kiriman lolos, tetapi sebaiknya diperiksa.", "FDEFA3"),
    "info": Look("catatan", "Untuk diketahui; tidak perlu diubah.", "C3E1F6"),
}
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def rank(severity: Severity) -> int:
    """0 is the most urgent."""
    return _RANK[severity]


def counted(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Findings by severity, the most urgent first; severities without findings are left out."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in SEVERITIES if counts[severity]}


def next_step(verdict: "Verdict") -> str:
    """What the officer should do now."""
    severities = {finding.severity for finding in verdict.findings if finding not in verdict.waived}
    if "blocker" in severities:
        return "Perbaiki semua temuan yang harus diperbaiki, lalu kirim ulang berkasnya."
    if "hold" in severities:
        return "Perbaiki temuan yang ditahan, atau sampaikan alasannya kepada Walidata."
    if severities & {"warning"}:
        return "Periksa peringatannya; perbaiki pada kiriman berikutnya bila perlu."
    return "Tidak ada yang perlu diperbaiki."


def still_personal(verdict: "Verdict") -> str | None:
    """What to know before a copy of the officer's file is passed on; ``None`` where it holds no personal data."""
    told = (finding for finding in verdict.findings if finding not in verdict.waived)
    if not any(finding.rule.startswith("pribadi.") for finding in told):
        return None
    return (
        "Berkas ini masih memuat data perorangan. Jangan teruskan kepada siapa pun, juga tidak kepada Walidata; "
        "hapus dahulu data itu."
    )


def comparison(verdict: "Verdict") -> str | None:
    """How the delivery's rows compare with those of the last accepted one; ``None`` where there is none."""
    compared = verdict.comparison
    if compared is None:
        return None
    return (
        f"{number(compared.added)} baris baru, {number(compared.changed)} baris berubah, "
        f"{number(compared.removed)} baris hilang"
    )


def writable(text: str) -> str:
    """The text without characters that no spreadsheet can hold or that hide what it says."""
    return _UNWRITABLE.sub("", text)


def inert(text: str, limit: int) -> str:
    """The text as a report may hold it: without control characters, identity numbers starred out, of bounded length."""
    # A number that begins before the limit is masked whole.
    clean = masked(writable(text[: limit + _LONGEST_NUMBER]))
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
