"""A column looked at as a whole says the same as its cells looked at one by one."""

import datetime as dt
import re
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import cells
from sources.cells import Cells, blank, plain, tidied

_TEXT = st.text(st.sampled_from("aJ1 '\t\u00a0é.\x7f"), max_size=4)
_CELL = st.one_of(_TEXT, st.none(), st.floats(-9, 9), st.booleans(), st.just(dt.date(2025, 1, 31)))
# So few texts, or so many, tell whether a column repeats itself.
_LOOKS = st.sampled_from([2, 2_000])
_PATTERN = re.compile(r"^j|1$|^$", re.IGNORECASE)


@given(st.lists(_TEXT | st.none(), max_size=12))
def test_tidy_texts(texts: list[str | None]) -> None:
    expected = [None if text is None else plain(text) for text in texts]
    assert tidied(pa.array(texts, pa.string())).to_pylist() == expected
    assert tidied(pa.array(["' ", *texts], pa.string())[1:]).to_pylist() == expected


@given(st.lists(_CELL, max_size=12), _LOOKS)
def test_a_pattern_is_found_in_cells_that_hold_a_text(column: list[cells.Cell | None], look: int) -> None:
    with patch.object(cells, "_LOOK", look):
        found = Cells(column).matching(_PATTERN).tolist()
    assert found == [
        isinstance(cell, str) and not blank(cell) and _PATTERN.search(plain(cell)) is not None for cell in column
    ]


@given(st.lists(st.integers(0, 30).map(str), min_size=1, max_size=12), _LOOKS)
def test_digits_become_numbers(column: list[str], look: int) -> None:
    with patch.object(cells, "_LOOK", look):
        whole = Cells(pa.array(column))
        assert whole.digits
        assert whole.cast(pa.int64()).to_pylist() == [int(text) for text in column]


@pytest.mark.parametrize("column", [["1", "x"], ["1", ""], ["1", 2.0], ["1" * 16], []])
def test_other_columns_are_not_all_digits(column: list[cells.Cell | None]) -> None:
    assert not Cells(column).digits
