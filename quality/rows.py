"""The rows of a delivery as a table in SQL, and the way back from a row to its cell in the officer's file."""

from types import TracebackType
from typing import Any, Self

import duckdb

from sources.reading import Reading
from sources.rules import Spot


class Rows:
    """Table ``rows``: what was read, with ``_at``, the position of the row from 0. Closed when the block ends."""

    def __init__(self, read: Reading) -> None:
        self._read = read
        self.sql = duckdb.connect(config={"threads": 1})
        self.sql.register("read_rows", read.rows)
        self.sql.execute("create table rows as select *, row_number() over () - 1 as _at from read_rows")

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

    def readable(self, column: str) -> str:
        """Condition for rows whose cell of ``column`` was read: the others are reported already."""
        broken = self._read.unread.get(column)
        return f"_at not in ({', '.join(map(str, sorted(broken)))})" if broken else "true"

    def _cell(self, sheet: str | None, row: int, cell: str, column: str) -> str:
        letters = self._read.places.get((sheet, column))
        return f"{letters}{row}" if letters else cell
