"""What the product does with a file: ``python -m tests.bench.readers``, see :mod:`tests.bench.timed`."""

from functools import cache
from pathlib import Path

from pipelines.reading_room import reading_room
from quality.intake import Verdict, examine
from quality.reports.workbook import annotate
from sources.contract import Contract
from sources.discovery import discover
from sources.sandbox import Sandbox
from tests.bench.tables import PERIOD, TENANT, csv_contract, workbook_contract
from tests.bench.timed import main


def checked_workbook(path: Path) -> int:
    return _examined(path, workbook_contract()).rows


def checked_csv(path: Path) -> int:
    return _examined(path, csv_contract()).rows


def reported(path: Path) -> int:
    """Read, check, and write the findings into a copy of the workbook."""
    verdict = _examined(path, workbook_contract())
    annotate(path, path.name, verdict, path.with_name("temuan.xlsx"), dataset_title=workbook_contract().title)
    return _cells(verdict)


def examined_in_sandbox(path: Path) -> int:
    """As a delivery is examined: in the child process that waits for it."""
    rows = path.with_suffix(".parquet")
    return _cells(_sandbox().call(examine, path, path.name, workbook_contract(), PERIOD, TENANT, rows))


def discovered(path: Path) -> int:
    return sum(len(table.rows) for table in discover(path, path.name).tables)


def _examined(path: Path, contract: Contract) -> Verdict:
    return examine(path, path.name, contract, PERIOD, TENANT, path.with_suffix(".parquet"))


def _cells(verdict: Verdict) -> int:
    return sum(item.count for item in verdict.findings)


@cache
def _sandbox() -> Sandbox:
    """Its process ends with this one."""
    return reading_room("quality.intake")


if __name__ == "__main__":
    main(checked_workbook, checked_csv, reported, examined_in_sandbox, discovered)
