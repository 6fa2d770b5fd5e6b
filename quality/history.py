"""What is known about a dataset before a delivery of it is read: a caller takes it from its records and hands it over.

Plain values that can be pickled: reading and checking happen in a child process that sees no ledger.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sources.decisions import Decision
from sources.regions import Alias


@dataclass(frozen=True)
class Waiver:
    """A dispensation (dispensasi) of the Walidata: findings of ``rule`` on a delivery for ``period`` do not stop it.

    ``column`` is a column's label as findings carry it; ``None`` covers every column. ``until`` is the last day on
    which it counts. ``id`` is the caller's own.
    """

    id: int
    period: str
    rule: str
    column: str | None
    reason: str
    until: dt.date


@dataclass(frozen=True)
class Earlier:
    """A fingerprint of an earlier delivery, whatever became of it. ``column`` is ``None`` for its whole table."""

    digest: str
    dataset: str
    title: str
    period: str
    received: dt.date
    column: str | None


@dataclass(frozen=True)
class Known:
    """``rows``: Parquet files with the rows of accepted deliveries of this dataset, the newest one of each period, by
    period. ``today`` decides which waivers count (``None``: the day of the call).

    ``fingerprints``: of deliveries that this one is to be compared with. A caller that keeps very many leaves it empty
    and asks its own index afterwards, for the fingerprints in the verdict: :func:`quality.intake.settle`.
    """

    decisions: tuple[Decision, ...] = ()
    aliases: tuple[Alias, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    rows: tuple[tuple[str, Path], ...] = ()
    fingerprints: tuple[Earlier, ...] = ()
    today: dt.date | None = None
