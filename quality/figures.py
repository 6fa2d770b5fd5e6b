"""The numbers of a delivery as series, this period's beside those of earlier ones.

A column of an officer's sheet is a series: the numbers of one measure by label, under one heading. Labels are regions
where the dataset has them; the other keys (age group, sex, month) are the heading. So a table means the same whether
its contract keeps the sheet's columns or turns them into rows.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq

from quality.rows import Rows
from sources.contract import Column, Contract
from sources.periods import Period

# More headings than a sheet could show as columns: then a measure is one series.
_HEADINGS = 250
# Earlier periods that a delivery is compared with: three, which show beside its own whether growth is constant, and the
# same one of last year, for what has seasons.
_PERIODS = 3


@dataclass(frozen=True)
class Past:
    """An accepted delivery of another period: ``ago`` counts earlier periods from 1, the nearest."""

    period: Period
    ago: int


class Figures:
    """View ``figures``: ``_at``, ``_label``, ``_heading`` and the measures as doubles.

    Table ``compared`` has the same rows and beside each measure ``m`` what it was before: ``m@1`` in the nearest
    earlier period, ``m@2`` in the one before, up to ``m@4``; null where nothing was delivered. ``m@off`` is the decimal
    logarithm of the ratio to the one of them that is nearest in value: 1 means ten times as much as ever before.
    """

    def __init__(self, rows: Rows, contract: Contract, period: Period, earlier: tuple[tuple[str, Path], ...]) -> None:
        self.rows, self.contract, self.period = rows, contract, period
        self.measures = measures(contract)
        self._paths = _nearest(earlier, period)
        if self.measures:
            values = ", ".join(f'cast("{column.name}" as double) as "{column.name}"' for column in self.measures)
            label, heading = self._label(), self._heading()
            rows.sql.execute(
                f"create view figures as select _at, {label} as _label, {heading} as _heading, {values} from rows"  # noqa: S608
            )

    @cached_property
    def past(self) -> tuple[Past, ...]:
        """The earlier periods in table ``compared``, nearest first. Empty: there is nothing to compare with."""
        usable = [(period, path) for period, path in self._paths if self._fits(path)]
        if not usable or not self.measures or not self._comparable():
            return ()
        if not self._lay_beside([path for _, path in usable]):
            return ()
        return tuple(Past(period, ago) for ago, (period, _) in enumerate(usable, 1))

    @property
    def in_order(self) -> bool:
        """Whether the rows stand in the order of their headings and labels: sorting them costs more than asking."""
        (label, *others) = self._along
        column = self.contract.column(label)
        if others or self._across or column.type != "string" or label == self.contract.period.column:
            return False
        return self.rows.ascend([label])

    def before(self, column: Column) -> list[str]:
        """Names of the column's numbers of earlier periods in table ``compared``, quoted."""
        return [f'"{column.name}@{past.ago}"' for past in self.past]

    def _lay_beside(self, paths: list[Path]) -> bool:
        """Make table ``compared``. ``False`` when the rows of an earlier period are not unique under today's key."""
        joined = " ".join(
            f"left join ({self._earlier(path, ago)}) using (_label, _heading)" for ago, path in enumerate(paths, 1)
        )
        off = ", ".join(_off(column.name, len(paths)) for column in self.measures)
        self.rows.sql.execute(f"create table compared as select *, {off} from figures {joined}")  # noqa: S608
        return self._count("compared") == self._count("figures")

    def _earlier(self, path: Path, ago: int) -> str:
        there = set(pq.read_schema(path).names)
        values = ", ".join(
            f'cast({_quoted(column.name) if column.name in there else "null"} as double) as "{column.name}@{ago}"'
            for column in self.measures
        )
        source = str(path).replace("'", "''")
        return (
            f"select {self._label()} as _label, {self._heading()} as _heading, {values} from read_parquet('{source}')"  # noqa: S608
        )

    def _count(self, table: str) -> int:
        found = self.rows.sql.execute(f"select count(*) from {table}").fetchone()  # noqa: S608
        return int(found[0]) if found else 0

    def _fits(self, path: Path) -> bool:
        return path.exists() and set(self.contract.key) <= set(pq.read_schema(path).names)

    def _comparable(self) -> bool:
        """Whether label and heading name one row each: not where a date is part of the key."""
        found = self.rows.sql.execute("select count(*) - count(distinct (_label, _heading)) from figures").fetchone()
        return bool(found and not found[0])

    def _label(self) -> str:
        return _joined([self._key(name) for name in self._along])

    def _heading(self) -> str:
        return _joined([self._key(name) for name in self._across])

    def _key(self, name: str) -> str:
        column = self.contract.column(name)
        if name == self.contract.period.column:
            if column.type in ("date", "timestamp"):
                return "''"
            # ``7``, ``07`` and ``2025-07``: which month of its period, so that periods can be laid side by side.
            months = (self.period.end.month - self.period.start.month) + 1
            month = f"try_cast(ltrim(right(cast(\"{name}\" as varchar), 2), '-') as integer)"
            return f"coalesce(cast(({month} - 1) % {months} + 1 as varchar), '')"
        return f"coalesce(cast(\"{name}\" as varchar), '')"

    @cached_property
    def _split(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        key = self.contract.key
        regions = tuple(name for name in key if self.contract.column(name).region)
        along = regions or key[:1]
        across = tuple(name for name in key if name not in along)
        if across:
            names = _joined([self._key(name) for name in across])
            found = self.rows.sql.execute(f"select count(distinct {names}) from rows").fetchone()  # noqa: S608
            if found and found[0] * len(self.measures) > _HEADINGS:
                return key, ()
        return along, across

    @property
    def _along(self) -> tuple[str, ...]:
        return self._split[0]

    @property
    def _across(self) -> tuple[str, ...]:
        return self._split[1]


def measures(contract: Contract) -> tuple[Column, ...]:
    """Columns with numbers that are counted or measured. Where a contract says of none what it measures, all numbers
    that are no key."""
    numbers = [c for c in contract.columns if c.type in ("integer", "number") and not c.key]
    numbers = [c for c in numbers if c.name != contract.period.column]
    return tuple([c for c in numbers if c.measure] or numbers)


def titled(column: Column, heading: str) -> str:
    """A series as an officer knows it: the measure and the heading of its column."""
    return f"{column.label} ({heading})" if heading else column.label


def additive(column: Column) -> bool:
    """Counts and amounts: only of them a tenfold number is ten times as much."""
    return column.measure is None or column.measure.ukuran in ("Jumlah", "Nilai")


def _nearest(earlier: tuple[tuple[str, Path], ...], period: Period) -> list[tuple[Period, Path]]:
    parsed = [(Period.parse(text), path) for text, path in earlier]
    before = [item for item in parsed if item[0].grain == period.grain and item[0].start < period.start]
    before.sort(key=lambda item: item[0].start, reverse=True)
    last_year = [item for item in before[_PERIODS:] if item[0] == replace(period, year=period.year - 1)]
    return before[:_PERIODS] + last_year


def _off(name: str, periods: int) -> str:
    """SQL of ``m@off``. Numbers that are not above zero have no ratio; what is within a factor of five of any earlier
    number is not off, and needs no logarithm."""
    earlier = [f'nullif(greatest("{name}@{n}", 0), 0)' for n in range(1, periods + 1)]
    usual = " or ".join(f'"{name}" between {old} / 5 and {old} * 5' for old in earlier)
    logs = [f'log10(nullif(greatest("{name}", 0), 0) / {old})' for old in earlier]
    least = f"least({', '.join(f'abs({log})' for log in logs)})" if periods > 1 else f"abs({logs[0]})"
    cases = " ".join(f"when abs({log}) then {log}" for log in logs)
    return f'case when {usual} then 0 else case {least} {cases} end end as "{name}@off"'


def _joined(expressions: list[str]) -> str:
    return " || ' / ' || ".join(expressions) if expressions else "''"


def _quoted(name: str) -> str:
    return f'"{name}"'
