"""Small cells block; zero and large cells do not; a message tells where, never how many people."""

from pathlib import Path
from typing import Any

import example
import pytest

from quality.disclosure import safe_key, small_cells


def judged(folder: Path, number: int, **changes: Any) -> Any:
    first, *others = example.rows()
    _, parquet = example.export(folder, [first | {"jumlah": number}, *others])
    return small_cells(example.contract(folder, **changes), parquet)


@pytest.mark.parametrize(("number", "blocked"), [(0, False), (1, True), (4, True), (5, False)])
def test_cells_of_one_to_threshold_minus_one_block(tmp_path: Path, number: int, blocked: bool) -> None:
    assert bool(judged(tmp_path, number)) is blocked


def test_the_finding_names_the_row_by_codes_only(tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, 3)
    assert (finding.severity, finding.column, finding.count) == ("blocker", "jumlah", 1)
    assert finding.cells == ("2025-S1 / 35.10.01 / L",)
    assert finding.value is None


def test_no_threshold_no_finding(tmp_path: Path) -> None:
    neutral = {"threshold": 0, "measures": [], "reason": "Jumlah gedung tidak menunjuk orang."}
    assert judged(tmp_path, 1, disclosure=neutral) == ()


def test_free_text_of_a_key_is_never_shown(tmp_path: Path) -> None:
    contract = example.with_column(tmp_path, "jenis_kelamin", codes=None)
    assert safe_key(contract) == ("periode", "kode_wilayah")
