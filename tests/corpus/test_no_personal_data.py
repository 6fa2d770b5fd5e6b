"""No false alarms: the real files hold nobody's data (INDEX.md of the corpus), and the scan finds none in them."""

from pathlib import Path

import pytest

from quality.personal_data import scan
from sources.texts import TextColumn, Texts
from sources.workbook import letters, open_any

pytestmark = pytest.mark.corpus
KINDS = {".csv", ".xls", ".xlsx"}


def _texts(path: Path) -> Texts:
    book = open_any(path, path.name)
    columns = (
        TextColumn(grid.name, letters(place), 1, cells)
        for grid in book.sheets
        for place, cells in enumerate(zip(*grid.rows, strict=True))
    )
    return Texts(tuple(columns), (*book.margins, *(("nama lembar", grid.name) for grid in book.sheets)))


def test_real_files_hold_no_personal_data(corpus: Path) -> None:
    files = sorted(path for path in corpus.iterdir() if path.suffix in KINDS)
    assert len(files) > 30
    found = {path.name: scan(path.name, _texts(path)) for path in files}
    assert {name: [finding.message for finding in findings] for name, findings in found.items() if findings} == {}
