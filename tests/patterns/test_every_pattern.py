"""No pattern of office spreadsheets is left without a test."""

import importlib
from pathlib import Path

PATTERNS = range(1, 45)


def test_every_pattern_has_a_test() -> None:
    modules = [importlib.import_module(path.stem) for path in Path(__file__).parent.glob("test_*.py")]
    marks = [
        mark
        for module in modules
        for name, test in vars(module).items()
        if name.startswith("test_")
        for mark in getattr(test, "pytestmark", ())
    ]
    shown = {number for mark in marks if mark.name == "pattern" for number in mark.args}
    assert shown == set(PATTERNS)
