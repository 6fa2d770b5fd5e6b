"""Which rows of a table are sums of others: by their labels and by arithmetic, each checked against the other.

A row is a sum when it equals an unbroken run of details that ends or begins at it, in every column that can be added
up. Sums found are taken out and the search repeats, so subtotals, nested ones and grand totals need no declaration.
Equal numbers by chance are told from sums by how many digits agree, and by what the label says.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sources.document import RowKind

Number = float | int | None

_TOTAL = r"(?:jumlah|total|rekapitulasi|jml\.?|semua(?: umur)?|seluruh(?:nya)?|keseluruhan)"
_STRICT = re.compile(
    rf"^(?:grand|sub)?[\s-]*{_TOTAL}(?:\s*[/ ]\s*{_TOTAL})*\s*(?:keseluruhan|seluruh|umum)?\s*[:.]?$", re.IGNORECASE
)
# Averages close a table like totals do; a sum carried to the next page stands twice. Neither is a row of data.
_AVERAGE = re.compile(r"^(?:rata[\s-]*rata|rerata|average|mean)\b", re.IGNORECASE)
_CARRIED = re.compile(r"^(?:jumlah|total)\s+(?:di)?pindah(?:an|kan)\b", re.IGNORECASE)
_LOOSE = re.compile(
    rf"^(?:grand|sub)?[\s-]*{_TOTAL}\b|\b{_TOTAL}$|^(?:kota|kabupaten|kab\.?|provinsi|kecamatan|kec\.?|indonesia)\b",
    re.IGNORECASE,
)
# Agreeing digits that outweigh chance: with what a label says, without label among labelled rows, and on its own.
_ENOUGH = {"strict": 0.0, "loose": 2.0, "blank": 1.0, "none": 4.0}
_DEEPEST = 4
# Columns of a first or last row that must agree before it is a total although nothing names it so.
_MOSTLY = 0.6
_MAX_ROWS = 200_000


@dataclass
class Sum:
    """A summary row: position in the body, the positions of the details that it covers, and how many columns agreed.
    ``wrong`` lists columns (positions among those given) whose sum differs, with the sum of the details."""

    row: int
    covers: tuple[int, ...]
    compared: int
    agreed: int
    wrong: tuple[tuple[int, float], ...] = ()


@dataclass
class Kinds:
    """The kind of each row, and the sums found, by row."""

    kinds: list[RowKind]
    sums: dict[int, Sum] = field(default_factory=dict)


def classify(labels: Sequence[str], columns: Sequence[Sequence[Number]], ends: Sequence[int] | None = None) -> Kinds:
    """Kinds of the rows. ``labels`` is one text per row, ``columns`` the columns that can be added up, row by row;
    ``None`` counts as nothing. ``ends`` says where what stands below a row in a hierarchy ends."""
    height = len(labels)
    found = {row: Sum(row, (), 0, 0) for row, label in enumerate(labels) if _is_aside(row, labels)}
    details = [row for row in range(height) if row not in found]
    scaled = [_scaled(column) for column in columns]
    if columns and height <= _MAX_ROWS:
        for _ in range(_DEEPEST):
            level = dict(_exact(details, scaled, labels, ends))
            if not level:
                break
            found |= level
            details = [row for row in details if row not in level]
    found |= dict(_empty_groups(labels, scaled, found))
    details = [row for row in range(height) if row not in found]
    for row in [r for r in details if _STRICT.match(labels[r]) or (_at_edge(r, details) and _LOOSE.match(labels[r]))]:
        best = _nearest(row, details, columns, found)
        if _STRICT.match(labels[row]) or (best and best.compared and best.agreed * 2 > best.compared):
            found[row] = best or Sum(row, (), 0, 0)
    details = [row for row in range(height) if row not in found]
    for row in {details[0], details[-1]} if len(details) > 3 else ():
        edge = _compared(row, [r for r in details if r != row and r not in found], columns)
        if edge.agreed >= max(2, _MOSTLY * edge.compared) and _digits(edge, columns) >= _ENOUGH["none"]:
            found[row] = edge
    return Kinds(_named(labels, found), found)


def _empty_groups(
    labels: Sequence[str], columns: Sequence[Sequence[int]], found: dict[int, Sum]
) -> Iterator[tuple[int, Sum]]:
    """Groups headed like proven ones (``Kecamatan X``) in which there is nothing to add up."""
    proven = {_head(labels[row]) for row, summary in found.items() if summary.covers and summary.covers[0] == row + 1}
    heads = [row for row, label in enumerate(labels) if _head(label) in proven - {""}]
    ends = sorted({*heads, *found, len(labels)})
    for row in heads:
        end = next(e for e in ends if e > row)
        empty = not any(column[r] for column in columns for r in range(row, end))
        if row not in found and empty and end - row > 1:
            yield row, Sum(row, tuple(range(row + 1, end)), len(columns), len(columns))


def _head(label: str) -> str:
    match = _LOOSE.match(label)
    return match[0].casefold() if match else ""


def _digits(summary: Sum, columns: Sequence[Sequence[Number]]) -> float:
    wrong = {place for place, _ in summary.wrong}
    values = tuple(round(v) for i, c in enumerate(columns) if i not in wrong and (v := c[summary.row]) is not None)
    return sum(math.log10(abs(value)) for value in _independent(values) if value)


def _is_aside(row: int, labels: Sequence[str]) -> bool:
    """A row that repeats or averages others: carried sums anywhere, averages right below the sums that end a table."""
    if _CARRIED.match(labels[row]):
        return True
    if not _AVERAGE.match(labels[row]):
        return False
    above = next((label for label in reversed(labels[:row]) if not _AVERAGE.match(label)), "")
    return bool(_STRICT.match(above))


def _named(labels: Sequence[str], found: dict[int, Sum]) -> list[RowKind]:
    height = len(labels)
    kinds: list[RowKind] = ["detail"] * height
    details = height - len(found)
    carried = {row for row, label in enumerate(labels) if _CARRIED.match(label)}
    for row, summary in found.items():
        whole = len(summary.covers) >= details or (not summary.covers and row in (0, height - 1))
        kinds[row] = "total" if whole and row not in carried else "subtotal"
    if found and "total" not in kinds:
        # A last line that is named a total covers the table even if its numbers do not.
        last = max(found)
        if last == height - 1:
            kinds[last] = "total" if not found[last].covers or found[last].wrong else kinds[last]
    return kinds


def _exact(
    details: list[int], columns: Sequence[Sequence[int]], labels: Sequence[str], ends: Sequence[int] | None
) -> Iterator[tuple[int, Sum]]:
    """Rows among ``details`` that equal a run of the others in every column."""
    prefix: list[tuple[int, ...]] = [(0,) * len(columns)]
    for row in details:
        prefix.append(tuple(total + column[row] for total, column in zip(prefix[-1], columns, strict=True)))
    first: dict[tuple[int, ...], int] = {}
    last: dict[tuple[int, ...], int] = {}
    for position, sums in enumerate(prefix):
        first.setdefault(sums, position)
        last[sums] = position
    labelled = sum(bool(label) for label in labels)
    headed = {row for row in details if _LOOSE.match(labels[row])}
    headed = headed if len(headed) * 2 < len(details) else set()
    candidates: dict[int, tuple[int, int]] = {}
    for position, row in enumerate(details):
        values = tuple(column[row] for column in columns)
        if not any(values):
            continue
        after = last.get(tuple(a + b for a, b in zip(prefix[position + 1], values, strict=True)))
        before = first.get(tuple(a - b for a, b in zip(prefix[position], values, strict=True)))
        runs = [(position + 1, after)] if after is not None and after > position + 1 else []
        runs += [(before, position)] if before is not None and before < position else []
        runs = [run for run in runs if run[1] - run[0] >= 2 or _STRICT.match(labels[row]) or ends]
        for run in runs:
            below = ends is not None and _is_below(run, details, row, ends[row])
            if (
                below
                or _is_bounded(run, details, headed, row)
                or _is_sure(values, run, labels, row, labelled, len(details))
            ):
                candidates[position] = run
                break
    for position, (start, end) in _compatible(candidates):
        covers = tuple(details[start:end])
        yield details[position], Sum(details[position], covers, len(columns), len(columns))


def _compatible(candidates: dict[int, tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Candidates whose runs hold no other candidate: those are of a deeper level and come first."""
    inner = {
        position: run
        for position, run in candidates.items()
        if not any(run[0] <= other < run[1] for other in candidates if other != position)
    }
    yield from inner.items()


def _is_below(run: tuple[int, int], details: list[int], row: int, end: int) -> bool:
    """Whether the run is all that stands below the row in the hierarchy."""
    inside = details[run[0] : run[1]]
    following = details[run[1]] if run[1] < len(details) else end
    return bool(inside) and inside[0] > row and inside[-1] < end <= following


def _is_bounded(run: tuple[int, int], details: list[int], headed: set[int], row: int) -> bool:
    """A row headed like a group (``Kecamatan X``) whose run ends where the next group or the table does."""
    start, end = run
    edges = (start - 1, end)
    return row in headed and all(e in (-1, len(details)) or details[e] in headed for e in edges)


def _is_sure(
    values: tuple[int, ...], run: tuple[int, int], labels: Sequence[str], row: int, labelled: int, height: int
) -> bool:
    label = labels[row]
    digits = sum(math.log10(abs(value)) for value in _independent(values) if value)
    if _STRICT.match(label):
        return True
    if _LOOSE.match(label):
        return digits >= _ENOUGH["loose"]
    if not label and labelled * 2 > len(labels):
        return digits >= _ENOUGH["blank"]
    return run[1] - run[0] >= 3 and digits >= _ENOUGH["none"] + math.log10(max(height, 1))


def _independent(values: tuple[int, ...]) -> list[int]:
    """Values without those that follow from the others (the total of two): they prove nothing of their own."""
    rest = list(values)
    for position, value in enumerate(values):
        others = [v for p, v in enumerate(values) if p != position and v]
        if value and len(others) >= 2 and (sum(others) == value or sum(others) == 2 * value):
            rest[position] = 0
    return rest


def _nearest(row: int, details: list[int], columns: Sequence[Sequence[Number]], found: dict[int, Sum]) -> Sum | None:
    """What a row that is named a sum most probably covers: the run on which most columns agree."""
    place = details.index(row)
    others = [r for r in details if r != row]
    named = sorted({place, *(details.index(r) for r in details if r in found)})
    spans = [details[:place], details[place + 1 :], others]
    spans += [details[p + 1 : place] for p in named if p < place]
    compared = [_compared(row, span, columns) for span in spans if span]
    return max(compared, key=lambda s: (s.agreed, len(s.covers)), default=None)


def _compared(row: int, span: Sequence[int], columns: Sequence[Sequence[Number]]) -> Sum:
    wrong: list[tuple[int, float]] = []
    compared = 0
    for position, column in enumerate(columns):
        stated = column[row]
        if stated is None:
            continue
        compared += 1
        total = math.fsum(column[r] or 0 for r in span)
        if not _equal(stated, total, len(span), column):
            wrong.append((position, total))
    return Sum(row, tuple(span), compared, compared - len(wrong), tuple(wrong))


def _equal(stated: float, total: float, count: int, column: Sequence[Number]) -> bool:
    """Whole numbers exactly; decimals within what rounding each of them may have lost."""
    places = max((_places(value) for value in column if value is not None), default=0)
    slack = 0.0 if places == 0 else 0.5 * 10**-places * (count + 1)
    return abs(stated - total) <= slack + 1e-9 * max(1.0, abs(total))


def _at_edge(row: int, details: list[int]) -> bool:
    return row in (details[0], details[-1])


def _scaled(column: Sequence[Number]) -> list[int]:
    """Whole numbers that add up exactly: decimals are shifted by the most places that the column has (six at most)."""
    shift = 10 ** max((_places(value) for value in column if value is not None), default=0)
    return [0 if value is None else round(value * shift) for value in column]


def _places(value: float) -> int:
    if isinstance(value, int) or value.is_integer():
        return 0
    return min(len(f"{value:.6f}".rstrip("0").partition(".")[2]), 6)
