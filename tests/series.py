"""Deliveries of one dataset over several periods, for rules that compare: invented inhabitants of invented places."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from sheets import CONTRACTS, TENANT, altered, origins

from quality.history import Earlier, Known
from quality.intake import Verdict, examine
from sources.contract import Contract
from sources.periods import Period

_NAME = {"origin": {"header": ["TEMPAT"]}, "region": None}
PLACES = altered(
    CONTRACTS["penduduk_akhir_tahun"],
    origins(laki_laki={"header": ["L"]}, perempuan={"header": ["P"]}, jumlah={"header": ["J"]})
    | {"kode_wilayah": _NAME},
    layout={"kind": "csv", "delimiter": ";", "encoding": "utf-8"},
    coverage=None,
)
WIDE = altered(PLACES, {name: {"maximum": None} for name in ("laki_laki", "perempuan", "jumlah")})

Rows = dict[str, list[Any]]


def places(count: int, seed: int = 1, size: int = 5000) -> Rows:
    """``count`` places with men, women and both."""
    chance = Random(seed)
    found: Rows = {}
    for number in range(1, count + 1):
        men, women = (round(size * chance.uniform(0.5, 2)) for _ in range(2))
        found[f"Tempat {number:03d}"] = [men, women, men + women]
    return found


def grown(rows: Rows, seed: int, spread: float = 0.02) -> Rows:
    """The same places a year later: each changes a little, in its own way."""
    chance = Random(seed)
    found: Rows = {}
    for name, (men, women, _) in rows.items():
        men, women = (round(n * chance.uniform(1 - spread, 1 + 1.5 * spread)) for n in (men, women))
        found[name] = [men, women, men + women]
    return found


class Office:
    """An office that delivers year after year; what was accepted is known at the next delivery."""

    def __init__(self, folder: Path, contract: Contract = WIDE, known: Known = Known()) -> None:  # noqa: B008 - frozen
        self.folder, self.contract, self.known = folder, contract, known

    def sends(self, year: str, rows: Rows, known: Known | None = None) -> Verdict:
        path = self.folder / f"{self.contract.id} {year}.csv"
        lines = [";".join(map(str, (name, *numbers))) for name, numbers in rows.items()]
        path.write_text("\n".join(["TEMPAT;L;P;J", *lines]) + "\n")
        rows_out = path.with_suffix(".parquet")
        period = Period.parse(year)
        verdict = examine(path, path.name, self.contract, period, TENANT, rows_out, known or self.known)
        if verdict.verdict != "rejected":
            kept = dict(self.known.rows) | {year: rows_out}
            self.known = replace(self.known, rows=tuple(kept.items()))
        remembered = earlier(verdict, self.contract, year)
        self.known = replace(self.known, fingerprints=(*self.known.fingerprints, *remembered))
        return verdict


def earlier(verdict: Verdict, contract: Contract, period: str) -> Sequence[Earlier]:
    """The fingerprints of a verdict as a later delivery meets them."""
    day = Period.parse(period).end
    return [
        Earlier(item.digest, contract.id, contract.title, period, day, item.column) for item in verdict.fingerprints
    ]


def rules(verdict: Verdict) -> dict[str, str]:
    """Rules that were found and their severities."""
    return {item.rule: item.severity for item in verdict.findings}
