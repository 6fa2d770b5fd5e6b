"""A text that a regular expression accepts: what a contract says with a pattern, written out for people.

The expression is read with the parser of :mod:`re` itself, so that it means here what it means to the reader.
"""

import re
from collections.abc import Sequence
from typing import Any

# The parser has no public name since ``sre_parse`` was renamed (Python 3.11).
from re import _constants as kinds  # type: ignore[attr-defined]  # isort: skip
from re import _parser as parser  # type: ignore[attr-defined]  # isort: skip

# Tried in this order where a set of characters leaves the choice.
_CHARACTERS = "1aAx-_./#,;:() "


class _NoExampleError(Exception):
    """The expression uses what cannot be written out."""


def example(pattern: str, group: str | None = None, number: str = "1") -> str | None:
    """A text in which ``pattern`` is found, or ``None`` when none is known.

    ``group`` is what the pattern's only group holds; ``number`` the digits where it asks for some.
    """
    try:
        text = _written(parser.parse(pattern, re.IGNORECASE), group, number).strip()
    except _NoExampleError:
        return None
    found = re.search(pattern, text, re.IGNORECASE)
    if not found or (group is not None and (found[1] or "").strip() != group.strip()):
        return None
    return text


def lengths(pattern: str) -> tuple[int, int | None]:
    """Fewest and most characters of a text that matches; ``None`` where there is no upper limit."""
    low, high = parser.parse(pattern).getwidth()
    return low, None if high >= kinds.MAXREPEAT else high


def _written(nodes: Sequence[Any], group: str | None, number: str) -> str:
    return "".join(_node(kind, argument, group, number) for kind, argument in nodes)


def _node(kind: Any, argument: Any, group: str | None, number: str) -> str:
    if kind is kinds.LITERAL:
        return chr(argument)
    if kind in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT):
        return ""
    if kind in (kinds.ANY, kinds.IN, kinds.NOT_LITERAL):
        return _character(kind, argument)
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        low, high, nodes = argument
        return _repeated(low, high, nodes, group, number)
    if kind is kinds.SUBPATTERN:
        return group if argument[0] == 1 and group is not None else _written(argument[3], group, number)
    if kind is kinds.BRANCH:
        return _written(argument[1][0], group, number)
    raise _NoExampleError


def _repeated(low: int, high: int, nodes: Sequence[Any], group: str | None, number: str) -> str:
    if _is(nodes, kinds.CATEGORY_DIGIT):
        return number.zfill(low)[-int(high) :]
    if _is(nodes, kinds.CATEGORY_SPACE):
        return " " * max(low, 1)
    return "".join(_written(nodes, group, number) for _ in range(low))


def _is(nodes: Sequence[Any], category: Any) -> bool:
    """Whether the nodes are one character of a category such as ``\\d``."""
    return list(nodes) == [(kinds.IN, [(kinds.CATEGORY, category)])]


def _character(kind: Any, argument: Any) -> str:
    if kind is kinds.ANY:
        return "x"
    if kind is kinds.NOT_LITERAL:
        return next(c for c in _CHARACTERS if ord(c) != argument)
    negated = argument[0][0] is kinds.NEGATE
    members = argument[1:] if negated else argument
    # What a set leaves out is left out in both cases: sheets and titles are compared without regard to case.
    tried = {c: {c, c.swapcase()} if negated else {c} for c in _CHARACTERS}
    found = next((c for c in tried if any(_in(x, *m) for x in tried[c] for m in members) != negated), None)
    if found is None and not negated:
        first = members[0][1]
        found = chr(first if members[0][0] is kinds.LITERAL else first[0])
    if found is None:
        raise _NoExampleError
    return found


def _in(character: str, kind: Any, argument: Any) -> bool:
    if kind is kinds.LITERAL:
        return bool(ord(character) == argument)
    if kind is kinds.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    forms = {
        kinds.CATEGORY_DIGIT: r"\d", kinds.CATEGORY_NOT_DIGIT: r"\D", kinds.CATEGORY_SPACE: r"\s",
        kinds.CATEGORY_NOT_SPACE: r"\S", kinds.CATEGORY_WORD: r"\w", kinds.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    return re.fullmatch(forms[argument], character) is not None
