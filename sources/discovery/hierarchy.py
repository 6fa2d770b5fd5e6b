"""Labels that stand under other labels: given by indentation, by numbering, or by the sums that cover them."""

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import TypeVar

from sources.discovery.sums import Kinds
from sources.document import RowKind, Value

# How labels are numbered: of several that fit, the first.
_SCHEME = re.compile(
    r"(?P<dotted>\(?\d{1,3}(?:\.\d{1,3})+\.?[).]?\s+)|(?P<roman>\(?(?:I{1,3}|IV|VI{0,3}|IX|XI{0,3})[.)]\s*)"
    r"|(?P<upper>\(?[A-Z][.)]\s*)|(?P<digit>\(?\d{1,3}[.)]\s*)|(?P<lower>\(?[a-z][.)]\s*)"
    r"|(?P<dash>[-–•]\s*(?=[^\W\d]))"
)
# Numbering that stands under a label without any.
_INNER = frozenset({"lower", "dash"})
_NEXT_PART = re.compile(r"^b[.)]\s", re.IGNORECASE)
_FIRST_PART = re.compile(r"^(?P<parent>.+?)[\s:;,]+a[.)]\s*(?P<own>.+)$", re.IGNORECASE | re.DOTALL)

Path = tuple[str, ...]
_Rank = TypeVar("_Rank", int, tuple[int, int])


def by_label(texts: Sequence[str]) -> list[Path] | None:
    """Paths by indentation (leading spaces of ``texts``) or numbering; ``None`` where all labels stand on one level.

    ``texts`` are the labels as they are written, spaces included.
    """
    indents = [len(text) - len(text.lstrip()) if text.strip() else None for text in texts]
    levels = sorted({indent for indent in indents if indent is not None})
    if len(levels) > 1 and indents[0] == levels[0]:
        return _stacked(texts, indents)
    ranks = _ranks([text.strip() for text in texts])
    return _stacked(texts, ranks) if ranks else None


def by_numbers(numbers: Sequence[str], labels: Sequence[str]) -> list[Path] | None:
    """Paths by row numbers in a column of their own (``I``, ``A``, ``1``); ``None`` where all are of one level.

    ``labels`` are as they are written: among those without a number in that column, spaces that lead them count, too.
    """
    bare = [number.strip(" .()") for number in numbers]
    ranks = _ranks([f"{n}. {label.strip()}" if n else label.strip() for n, label in zip(bare, labels, strict=True)])
    if not ranks:
        return None
    indents = [0 if n else len(label) - len(label.lstrip()) for n, label in zip(bare, labels, strict=True)]
    return _stacked(labels, [*zip(ranks, indents, strict=True)])


def by_headings(labels: Sequence[str], headings: Set[int], kinds: Sequence[RowKind]) -> list[Path]:
    """Paths by rows that only name the rows which follow, up to the next of them or a total."""
    above: Path = ()
    paths: list[Path] = []
    for row, label in enumerate(labels):
        if row in headings or kinds[row] == "total":
            above = ()
        paths.append((*above, label))
        if row in headings:
            above = (label,)
    return paths


def by_groups(groups: Sequence[Value], labels: Sequence[str], kinds: Sequence[RowKind]) -> list[Path]:
    """Paths by a column that names the group of a row only in the first row of it; totals belong to none."""
    above: Path = ()
    paths: list[Path] = []
    for group, label, kind in zip(groups, labels, kinds, strict=True):
        if group is not None or kind == "total":
            above = () if group is None else (str(group),)
        paths.append((*above, label) if label else above)
    return paths


def by_codes(codes: Sequence[str], labels: Sequence[str]) -> list[Path] | None:
    """Paths by codes that begin with the code above them (``4``, ``4.1``, ``4.1.1``); ``None`` where they do not."""
    bare = [code.strip().rstrip(".") for code in codes]
    if not any(below.startswith(f"{above}.") for above, below in pairwise(bare) if above):
        return None
    stack: list[int] = []
    paths: list[Path] = []
    nested = 0
    for row, code in enumerate(bare):
        while stack and not (code and code.startswith(f"{bare[stack[-1]]}.")):
            stack.pop()
        nested += bool(stack)
        stack = [*stack, row] if code else []
        paths.append(tuple(labels[r] for r in stack) if code else ())
    roots = sum(len(path) == 1 for path in paths)
    return paths if nested > roots and nested * 2 > sum(map(bool, bare)) else None


def descendants(paths: Sequence[Path]) -> list[int]:
    """For each row the row after the last one below it in the hierarchy; the next row where there is none."""
    ends: list[int] = []
    for row, path in enumerate(paths):
        end = row + 1
        while path and end < len(paths) and len(paths[end]) > len(path):
            end += 1
        ends.append(end)
    return ends


def by_sums(labels: Sequence[str], kinds: Kinds) -> list[Path] | None:
    """Paths by the subtotals that cover a row; ``None`` without subtotals."""
    above: dict[int, list[int]] = {}
    for row, summary in kinds.sums.items():
        if kinds.kinds[row] == "subtotal":
            for covered in summary.covers:
                above.setdefault(covered, []).append(row)
    if not above:
        return None
    sizes = {row: len(summary.covers) for row, summary in kinds.sums.items()}
    paths = [(*sorted(above.get(row, ()), key=lambda r: -sizes[r]), row) for row in range(len(labels))]
    return [tuple(label for row in path if (label := labels[row])) for path in paths]


def lost_parents(texts: Sequence[str]) -> dict[int, Path]:
    """``Konsumsi a. ADHB`` followed by ``b. ADHK``: the second belongs under ``Konsumsi`` too. Row -> its path."""
    found: dict[int, Path] = {}
    if not any(_NEXT_PART.match(text.strip()) for text in texts):
        return found
    parent: str | None = None
    for row, text in enumerate(texts):
        label = " ".join(text.split())
        if match := _FIRST_PART.match(text.strip()):
            parent = " ".join(match["parent"].split()).rstrip(":;, ")
            found[row] = (parent, f"a. {' '.join(match['own'].split())}")
        elif parent and _NEXT_PART.match(label):
            found[row] = (parent, label)
        elif label:
            parent = None
    return found if any(_NEXT_PART.match(texts[row].strip()) for row in found) else {}


def _stacked(texts: Sequence[str], ranks: Sequence[_Rank | None]) -> list[Path]:
    stack: list[tuple[_Rank, str]] = []
    paths: list[Path] = []
    for text, rank in zip(texts, ranks, strict=True):
        if rank is None:
            paths.append(())
            continue
        while stack and stack[-1][0] >= rank:
            stack.pop()
        stack.append((rank, " ".join(text.split())))
        paths.append(tuple(label for _, label in stack))
    return paths


def _ranks(texts: Sequence[str]) -> list[int] | None:
    """Levels of numbered texts: kinds of numbering in the order in which they appear, below texts without a number.
    ``None`` where few are numbered, or all alike."""
    found = [_SCHEME.match(text) for text in texts]
    marks = {match[0].strip(" .()") for match in found if match}
    # After A to H, I is a letter.
    romans = "II" in marks or not {"A", "B"} <= marks
    schemes = [_scheme(match, romans) for match in found]
    order = list(dict.fromkeys(name for name in schemes if name))
    nested = len(order) > 1 or (bool(order) and _INNER.issuperset(order) and not schemes[0])
    if not nested or sum(map(bool, schemes)) * 2 <= len(texts):
        return None
    ranks = {name: rank for rank, name in enumerate(order, 1)}
    return [ranks[n] * 10 + _depth(m) if n else 0 for n, m in zip(schemes, found, strict=True)]


def _scheme(match: re.Match[str] | None, romans: bool) -> str:
    if match is None or match.lastgroup is None:
        return ""
    is_letter = match.lastgroup == "roman" and len(match[0].strip(" .()")) == 1
    return "upper" if is_letter and not romans else match.lastgroup


def _depth(match: re.Match[str] | None) -> int:
    """Dots within a number: ``1.2.1`` is deeper than ``1.2``."""
    return match[0].strip(" .)").count(".") if match and match.lastgroup == "dotted" else 0
