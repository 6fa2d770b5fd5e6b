"""The rows of a delivery as a table in SQL, and the way back from a row to its cell in the officer's file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.findings import Finding
from sources.reading import Reading
from sources.rules import Spot

_THREADS = 2
# Rows that one thread takes at a time.
_STEP = 122_880
_GLANCE = 1_000


@dataclass(frozen=True)
class Check:
    """A rule on single rows: cells of ``column`` break it where ``condition`` holds; ``told`` makes the finding.

    ``alarm`` is SQL of an aggregate over all rows: where it is 0, false or null, no row breaks the rule. ``None``
    counts the rows that do. It takes the same ``parameters`` as the condition. ``value``: see :meth:`Rows.spots`.
    """

    column: str
    condition: str
    told: Callable[[list[Spot]], Finding]
    parameters: tuple[Any, ...] = ()
    alarm: str | None = None
    value: str | None = None


class Rows:
    """Table ``rows``: what was read, with ``_at``, the position of the row from 0. Closed when the block ends."""

    def __init__(self, read: Reading) -> None:
        self._read = read
        self.sql = duckdb.connect(config={"threads": _THREADS})
        # DuckDB reads them where they are: a copy costs more than all questions about a clean delivery.
        rows = read.rows.append_column("_at", pa.array(np.arange(self.count)))
        self.sql.register("rows", pa.Table.from_batches(rows.to_batches(_STEP), rows.schema))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sql.close()

    @property
    def count(self) -> int:
        return int(self._read.rows.num_rows)

    def spots(self, column: str, condition: str, *parameters: Any, value: str | None = None) -> list[Spot]:
        """Cells of ``column`` in rows where ``condition`` holds, in reading order. ``value`` is SQL for what is shown
        instead of the cell's own value."""
        shown = f'"{column}"' if value is None else value
        found = self.sql.execute(
            f"select _sheet, _row, _cell, cast({shown} as varchar) from rows where {condition} order by _at",  # noqa: S608
            list(parameters),
        ).fetchall()
        return [Spot(sheet, self._cell(sheet, row, cell, column), row, text) for sheet, row, cell, text in found]

    def spot(self, column: str, position: int) -> Spot:
        """The cell of ``column`` in the row at a position from 0, without its value."""
        sheet, row, cell = (self._read.rows[name][position].as_py() for name in ("_sheet", "_row", "_cell"))
        return Spot(sheet, self._cell(sheet, row, cell, column), row)

    def ascend(self, columns: Iterable[str]) -> bool:
        """Whether one of the columns has more in each row than in the row before, as running numbers have: then no two
        rows are the same in them."""
        return any(_ascends(self._read.rows[column]) for column in columns)

    def findings(self, checks: Iterable[Check]) -> Iterator[Finding]:
        """One finding for each check that some row does not pass, in order. Most deliveries pass most checks, which one
        look at the rows tells of all of them."""
        for check in self._alarmed(list(checks)):
            if spots := self.spots(check.column, check.condition, *check.parameters, value=check.value):
                yield check.told(spots)

    def readable(self, column: str) -> str:
        """Condition for rows whose cell of ``column`` was read: the others are reported already."""
        broken = self._read.unread.get(column)
        if not broken:
            return "true"
        self.sql.register(f"{column} unread", pa.table({"_at": pa.array(sorted(broken))}))
        return f'_at not in (select _at from "{column} unread")'  # noqa: S608

    def _alarmed(self, checks: list[Check]) -> list[Check]:
        if not checks:
            return []
        alarms = ", ".join(check.alarm or f"count(*) filter ({check.condition})" for check in checks)
        parameters = [value for check in checks for value in check.parameters]
        (found,) = self.sql.execute(f"select {alarms} from rows", parameters).fetchall()  # noqa: S608
        return [check for check, loud in zip(checks, found, strict=True) if loud]

    def _cell(self, sheet: str | None, row: int, cell: str, column: str) -> str:
        letters = self._read.places.get((sheet, column))
        return f"{letters}{row}" if letters else cell


def _ascends(column: pa.ChunkedArray) -> bool:
    # A few rows tell it of most columns that do not.
    return all(
        not part.null_count and pc.all(pc.less(part[:-1], part[1:]), min_count=0).as_py()
        for part in (column[:_GLANCE], column)
    )
