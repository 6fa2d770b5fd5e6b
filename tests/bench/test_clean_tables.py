"""What the benchmark reads is what its contracts describe."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sources import reading
from sources.contract import Contract
from sources.regions import Regions
from tests.bench import tables


@pytest.mark.parametrize(
    ("make", "name", "contract"),
    [
        (tables.clean_workbook, "bersih.xlsx", tables.workbook_contract),
        (tables.clean_csv, "bersih.csv", tables.csv_contract),
    ],
)
def test_clean_tables_are_read_whole_and_silently(
    tmp_path: Path, make: Callable[[Path, int], Path], name: str, contract: Callable[[], Contract]
) -> None:
    path = make(tmp_path / name, 500)
    regions = Regions.load(tables.TENANT.kode_wilayah)
    read = reading.read(path, name, contract(), tables.PERIOD, regions, [])
    assert (read.rows.num_rows, [finding.rule for finding in read.findings]) == (500, [])
