"""For every real table file a contract can be drafted that is valid and against which the same file reads."""

from pathlib import Path

import pytest
import real_files

from sources import reading
from sources.contract import load
from sources.discovery import discover
from sources.periods import Period
from sources.proposal import propose
from sources.proposal.shape import Shape
from sources.regions import Regions

pytestmark = pytest.mark.corpus

FILES = real_files.names()
REGIONS = Regions.load("35.76")
# Rules that say that the layout of the file is not what the contract declares.
LAYOUT = ("berkas.", "lembar.tidak", "kepala.", "judul.", "tabel.")


@pytest.mark.parametrize("file", FILES)
def test_the_drafted_contract_reads_its_file(corpus: Path, tmp_path: Path, file: str) -> None:
    document = discover(corpus / file, file)
    found = propose(document, opd="dukcapil", regions=REGIONS)
    path = tmp_path / found.opd / f"{found.dataset}.odcs.yaml"
    path.parent.mkdir()
    path.write_text(found.text, encoding="utf-8")
    read = reading.read(corpus / file, file, load(path), Period.parse("2023"), REGIONS)
    assert [finding.message for finding in read.findings if finding.rule.startswith(LAYOUT)] == []
    largest = max(document.tables, key=lambda table: len(table.rows) * len(table.columns))
    details = len(Shape(largest).details)
    assert read.rows.num_rows % details == 0 if details else read.rows.num_rows == 0
    assert (read.rows.num_rows > 0) == (details > 0)
