"""Labels that stand under other labels: given by indentation, by numbering, or by the sums that cover them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from sources.discovery.sums import Kinds

# How labels are numbered: of several that fit, the first.
_SCHEME = re.compile(
    r"(?P<dotted>\(?\d{1,3}(?:\.\d{1,3})+\.?[).]?\s+)|(?P<roman>\(?(?:I{1,3}|IV|VI{0,3}|IX|XI{0,3})[.)]\s*)"
    r"|(?P<upper>\(?[A-Z][.)]\s*)|(?P<digit>\(?\d{1,3}[.)]\s*)|(?P<lower>\(?[a-z][.)]\s*)"
)
_NEXT_PART = re.compile(r"^b[.)]\s", re.IGNORECASE)
_FIRST_PART = re.compile(r"^(?P<parent>.+?)[\s:;,]+a[.)]\s*(?P<own>.+)$", re.IGNORECASE | re.DOTALL)

Path = tuple[str, ...]


def by_label(texts: Sequence[str]) -> list[Path] | None:
    """Paths by indentation (leading spaces of ``texts``) or numbering; ``None`` where all labels stand on one level.

    ``texts`` are the labels as they are written, spaces included.
    """
    indents = [len(text) - len(text.lstrip()) if text.strip() else None for text in texts]
    levels = sorted({indent for indent in indents if indent is not None})
    if len(levels) > 1 and indents[0] == levels[0]:
        return _stacked(texts, indents)
    numbers = [_SCHEME.match(text.strip()) for text in texts]
    order = list(dict.fromkeys(number.lastgroup for number in numbers if number))
    if len(order) > 1 and sum(map(bool, numbers)) * 2 > len(texts):
        ranks = {name: rank for rank, name in enumerate(order, 1)}
        return _stacked(texts, [_rank(number, ranks) for number in numbers])
    return None


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
    return [
        (*(labels[r] for r in sorted(above.get(row, ()), key=lambda r: -sizes[r])), label)
        for row, label in enumerate(labels)
    ]


def lost_parents(texts: Sequence[str]) -> dict[int, Path]:
    """``Konsumsi a. ADHB`` followed by ``b. ADHK``: the second belongs under ``Konsumsi`` too. Row -> its path."""
    found: dict[int, Path] = {}
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
    return found if any(_NEXT_PART.match(" ".join(texts[row].split())) for row in found) else {}


def _stacked(texts: Sequence[str], ranks: Sequence[int | None]) -> list[Path]:
    stack: list[tuple[int, str]] = []
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


def _rank(number: re.Match[str] | None, ranks: dict[str | None, int]) -> int:
    """A label without a number stands above all: it is the head of what follows."""
    if number is None:
        return 0
    depth = number[0].strip(" .)").count(".") if number.lastgroup == "dotted" else 0
    return ranks[number.lastgroup] * 10 + depth
