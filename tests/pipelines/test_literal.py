"""Names and cells that a terminal would obey are shown as they are written."""

import re
from pathlib import Path

import kota
import pytest
import sheets
from hypothesis import given
from hypothesis import strategies as st
from office import Intake
from rich.text import Text

from pipelines.literal import literal

DATASET = "kelahiran_uji"
NAMES = ["a\nb.xlsx", "gnp\u202exslx.xlsx", "[red]x.xlsx", "esc\x1b[31m.xlsx", "\x9b2J.xlsx"]
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", DATASET))


@given(st.text())
def test_nothing_is_obeyed_and_nothing_is_taken_for_markup(text: str) -> None:
    shown = Text.from_markup(literal(text)).plain
    assert not OBEYED.search(shown)
    assert "\n" not in shown
    if text.isprintable():
        assert shown == text


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files(office: Intake, tmp_path: Path, name: str) -> None:
    path = kota.births(tmp_path / name)
    written = repr(name)[1:-1]
    page = tmp_path / "temuan.html"
    for arguments in (
        ["read", path],
        ["check", path, "-d", DATASET, "-p", "2023", "--report", page],
        ["deliver", path, "-d", DATASET, "-p", "2023"],
    ):
        told = office.command(*arguments)
        assert told.exit_code == 0, told.output
        assert not OBEYED.search(told.output), arguments
        assert written in told.output, (arguments, told.output)
        assert "\nb.xlsx" not in told.output, arguments
    assert not OBEYED.search(page.read_text(encoding="utf-8").replace("\t", ""))


def test_sheets_headers_and_cells(office: Intake, tmp_path: Path) -> None:
    rows = [["Desa\u202e", "[b]L[/b]"], ["Ab\u202eang", 1], ["Ba\x85li", 2], ["Candi", 3]]
    path = sheets.workbook(tmp_path / "a.xlsx", rows, sheet="Lem\u202ebar")
    told = office.command("read", path)
    assert told.exit_code == 0
    assert not OBEYED.search(told.output)
    assert "[b]L[/b]" in told.output
