"""The lake: a DuckLake whose catalogue is a SQLite file and whose tables are Parquet files, both below ``home/lake``.

Readers never wait. Writers of all processes take turns at a file lock, because SQLite refuses a transaction that turns
from reading to writing while another one writes, and no busy timeout helps against that (duckdb/ducklake#1309).
"""

import importlib.resources
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
import stamina
from filelock import FileLock

SCHEMAS = ("raw", "staging", "core", "open_data")
# The wheels beside DuckDB that carry its extensions: nothing is fetched from an extension server.
_EXTENSIONS = ("sqlite_scanner", "ducklake")
# DuckDB would hash both extensions again for every connection (0.4 s); their wheels were checked at installation.
UNCHECKED: dict[str, str | bool] = {"allow_unsigned_extensions": True}
_BUSY_MILLISECONDS = 30_000
_TURN_SECONDS = 1_800

Result = TypeVar("Result")


class LakeMissing(RuntimeError):
    """There is nothing to read yet: no delivery was ever loaded."""


@dataclass(frozen=True)
class Lake:
    """The lake of one home folder. Cheap to make; opens nothing by itself."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home.absolute() / "lake"

    @property
    def catalogue(self) -> str:
        """What ``ATTACH`` takes. A catalogue in PostgreSQL would differ here and in :attr:`options` only."""
        return f"ducklake:sqlite:{self.folder / 'catalog.sqlite'}"

    @property
    def options(self) -> dict[str, str | int | bool]:
        """Options of ``ATTACH``. The data path counts from the folder as it is now, so that a home may be moved."""
        return {
            "data_path": f"{self.folder / 'data'}/",
            "override_data_path": True,
            "meta_journal_mode": "WAL",
            "meta_busy_timeout": _BUSY_MILLISECONDS,
        }

    @property
    def exists(self) -> bool:
        return (self.folder / "catalog.sqlite").exists()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the right to write. Taken by :meth:`connect` for writers; dbt takes it around a build. Not reentrant."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / "writer.lock", timeout=_TURN_SECONDS):
            yield

    @contextmanager
    def connect(self, read_only: bool = False, snapshot: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with the lake attached as ``lake`` and in use; with ``snapshot`` as it was then (read only).

        Raises :class:`LakeMissing` when a reader comes before the first writer, ``filelock.Timeout`` when other writers
        keep the lake for half an hour.
        """
        if read_only or snapshot is not None:
            if not self.exists:
                raise LakeMissing(f"no lake in {self.folder}")
            with self._attached(snapshot, read_only=True) as connection:
                yield connection
        else:
            with self.turn(), self._attached(None, read_only=False) as connection:
                for schema in SCHEMAS:
                    connection.execute(f"create schema if not exists {schema}")
                yield connection

    @contextmanager
    def _attached(self, snapshot: int | None, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        with open_duckdb(self.folder / "spill") as connection:
            _retrying(lambda: connection.execute(self.attach_sql(snapshot, read_only)))
            connection.execute("use lake")
            yield connection

    def attach_sql(self, snapshot: int | None = None, read_only: bool = False) -> str:
        """The ``ATTACH`` statement. A snapshot is always attached read only: without that word even a ``SELECT`` could
        expire snapshots through DuckLake's table functions."""
        options = [f"{name.upper()} {literal(value)}" for name, value in self.options.items()]
        if snapshot is not None:
            options.append(f"SNAPSHOT_VERSION {int(snapshot)}")
        if read_only or snapshot is not None:
            options.append("READ_ONLY")
        return f"ATTACH {literal(self.catalogue)} AS lake ({', '.join(options)})"


def open_duckdb(spill: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that knows DuckLake, fetches nothing from the network and spills to ``spill``."""
    connection = duckdb.connect(
        config={
            **UNCHECKED,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "temp_directory": str(spill),
        }
    )
    load_extensions(connection)
    connection.execute("set TimeZone = 'UTC'")
    return connection


def load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the extensions straight out of their wheels: nothing is written below the user's home."""
    for name in _EXTENSIONS:
        folder = importlib.resources.files(f"duckdb_extension_{name}") / "extensions" / f"v{duckdb.__version__}"
        connection.execute(f"load {literal(str(folder / f'{name}.duckdb_extension'))}")


def in_transaction(connection: duckdb.DuckDBPyConnection, step: Callable[[], Result]) -> Result:
    """Run ``step`` in one transaction; again while a program that takes no turns (a database browser) holds a lock."""

    def once() -> Result:
        connection.execute("begin")
        try:
            result = step()
            connection.execute("commit")
        except BaseException:
            # A failed commit has already ended the transaction.
            with suppress(duckdb.TransactionException):
                connection.execute("rollback")
            raise
        return result

    return _retrying(once)


def _retrying(step: Callable[[], Result]) -> Result:
    for attempt in stamina.retry_context(on=_locked, attempts=20, timeout=60.0, wait_initial=0.05, wait_max=2.0):
        with attempt:
            return step()
    raise AssertionError("unreachable")


def _locked(error: Exception) -> bool:
    return isinstance(error, duckdb.Error) and "database is locked" in str(error)


def literal(value: str | int | bool) -> str:
    """``value`` as SQL text. (The first bound parameter makes DuckDB import pandas: too slow for the command line.)"""
    if isinstance(value, str):
        escaped = value.replace("'", "''")
        return f"'{escaped}'"
    return str(value).lower()
