"""Percents are read as they are shown, whatever a spreadsheet stores; formulas see what is stored."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import BIRTHS

from sources import results
from sources.contract import Column
from sources.grid import Formula, Grid
from sources.percents import Percent
from sources.values import read
from sources.workbook import open_any


@given(st.floats(-1e6, 1e6).map(lambda number: round(number, 6)))
def test_the_point_moves_and_nothing_else_changes(stored: float) -> None:
    assert Percent.shown(stored).stored == stored


@pytest.mark.parametrize(
    ("form", "expected"), [("0%", 7), ("0.00%", 7), ("0.0 %", 7), ('0.00"%"', 0.07), ("General", 0.07)]
)
def test_a_format_shows_percents_or_a_sign(tmp_path: Path, form: str, expected: float) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page
    page.append(["Capaian"])
    page.append([0.07])
    page["A2"].number_format = form
    book.save(tmp_path / "capaian.xlsx")
    assert open_any(tmp_path / "capaian.xlsx", "capaian.xlsx").sheets[0].rows[1][0] == expected


def test_a_sum_without_the_format_of_its_parts_is_not_stale() -> None:
    rows: list[list[object]] = [[Percent.shown(0.25)], [Percent.shown(0.5)], [0.75]]
    grid = Grid("Data", rows, formulas={(2, 0): Formula("SUM(A1:A2)", True)})  # type: ignore[arg-type]
    assert results.doubts(grid, lambda _: True)[0] == []


def test_percents_are_refused_where_another_unit_is_agreed() -> None:
    fields = BIRTHS.column("jumlah_kelahiran").model_dump(exclude_unset=True)
    number = {**fields, "type": "number", "minimum": None, "maximum": None}
    counted = Column.model_validate(number)
    shares = Column.model_validate({**number, "measure": {**fields["measure"], "satuan": "Persen"}})
    (refused,) = read([Percent.shown(0.75)], counted).problems
    assert refused.rule == "angka.bukan_angka"
    assert read([Percent.shown(0.75), 80.0], shares).values.to_pylist() == [75, 80]
