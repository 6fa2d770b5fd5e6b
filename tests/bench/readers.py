"""What the product does with a file: ``python -m tests.bench.readers``, see :mod:`tests.bench.timed`.

Deliveries are examined, and their findings reported, where the product does it: in the child process that opens files.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import reading_room
from quality.history import Known
from sources.contract import Contract
from sources.discovery import discover
from sources.sandbox import Sandbox
from tests.bench.tables import PERIOD, TENANT, csv_contract, workbook_contract
from tests.bench.timed import main

if TYPE_CHECKING:
    from quality.verdict import Verdict


def checked_workbook(path: Path) -> int:
    return _examined(path, workbook_contract()).rows


def checked_csv(path: Path) -> int:
    return _examined(path, csv_contract()).rows


def found(path: Path) -> int:
    return _cells(_examined(path, workbook_contract()))


def reported(path: Path) -> int:
    """Read, check, and write the findings into a copy of the workbook."""
    contract = workbook_contract()
    verdict = _examined(path, contract)
    target = path.with_name("temuan.xlsx")
    _room().call(reading_room.reported, path, path.name, verdict, target, contract.title, str(PERIOD))
    return _cells(verdict)


def discovered(path: Path) -> int:
    return sum(len(table.rows) for table in discover(path, path.name).tables)


def _examined(path: Path, contract: Contract) -> "Verdict":
    rows = path.with_suffix(".parquet")
    return _room().call(reading_room.examined, path, path.name, contract, PERIOD, TENANT, rows, Known())


def _cells(verdict: "Verdict") -> int:
    return sum(item.count for item in verdict.findings)


@cache
def _room() -> Sandbox:
    """Its process ends with this one."""
    return reading_room.reading_room("quality.intake")


if __name__ == "__main__":
    main(checked_workbook, checked_csv, found, reported, discovered)
