"""Every spreadsheet and CSV of the real files, read without a contract, against the facts written down for it.

The list is the folder itself: a file that nobody has described fails.
"""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import facts
import pytest
import real_files
from facts import document

pytestmark = pytest.mark.corpus

FILES = real_files.names()
# What only takes effect together with another fact, or says in which of several ways a reader may be right.
ALTERNATIVES = {"optional", "headings", "absent"}


def test_every_file_is_described_and_every_description_has_its_file(corpus: Path) -> None:
    assert [path.stem for path in sorted(facts.FOLDER.glob("*.yaml"))] == FILES


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_read_as_what_it_holds(file: str) -> None:
    assert facts.load(file).differences(document(file)) == []


@pytest.mark.parametrize("file", FILES)
def test_each_fact_bites(file: str) -> None:
    """A fact changed on purpose is noticed: no fact is written down and then not compared."""
    known = set(facts.load(file).differences(document(file)))
    toothless = [
        where
        for where, changed in _changed(facts.load(file).raw)
        if set(facts.Facts(changed).differences(document(file))) <= known
    ]
    assert toothless == []


def _changed(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The facts with one value changed, for each of their values."""
    for path, value in _leaves(raw):
        if ALTERNATIVES.isdisjoint(path):
            changed = copy.deepcopy(raw)
            place: Any = changed
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = _other(value)
            yield ".".join(map(str, path)), changed


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not steps or path[-1:] == ("rule",) or path[-2:-1] == ("types",):
        yield path, value
        return
    for step, inner in steps:
        yield from _leaves(inner, (*path, step))


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, dict):
        return {"~": "nol"}
    return ["~"] if isinstance(value, list) else "~"
