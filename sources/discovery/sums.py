"""Which rows of a table are sums of others: by their labels and by arithmetic, each checked against the other.

A row is a sum when it equals an unbroken run of details that ends or begins at it, in every column that can be added
up. Sums found are taken out and the search repeats, so subtotals, nested ones and grand totals need no declaration.
Equal numbers by chance are told from sums by how many digits agree, and by what the label says.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from sources.discovery import areas, totals
from sources.discovery.addends import Addends, Comparison, Number, Run, Sum, digits
from sources.document import RowKind

# Agreeing digits that outweigh chance: of a row that may be named a sum, without label among labelled rows, of any row.
_ENOUGH = {"headed": 2.0, "blank": 1.0, "none": 4.0}
_DEEPEST = 4
# Sums above it that may be where the run of a row which is named a sum begins.
_NEAREST = 8
# Columns of a first or last row that must agree before it is a total although nothing names it so.
_MOSTLY = 0.6


@dataclass
class Kinds:
    """The kind of each row, and the sums found, by row."""

    kinds: list[RowKind]
    sums: dict[int, Sum] = field(default_factory=dict)


def classify(
    labels: Sequence[str],
    named: Set[int],
    averages: Set[int],
    columns: Sequence[Sequence[Number]],
    ends: Sequence[int] | None = None,
    header: str = "",
) -> Kinds:
    """Kinds of the rows. ``labels`` is one text per row, ``named`` are the rows that are named a total, ``averages``
    those that are averages of the others, ``columns`` the columns that can be added up, row by row; ``None`` counts as
    nothing. ``ends`` says where what stands below a row in a hierarchy ends, ``header`` what stands over
    the labels."""
    search = _Search(labels, named, Addends(columns), ends)
    search.found |= {row: Sum(row, (), 0, 0) for row in averages}
    if columns:
        search.take_exact()
    search.take_empty_groups()
    search.take_named()
    search.take_areas(header)
    search.take_edges()
    return Kinds(_kinds(labels, search.found), search.found)


class _Search:
    """``found`` grows: rows that are sums, or stand beside the details as sums do: those carried to a next page, and
    averages below the sums. ``heads`` are rows whose label may
    head or close what it sums, with its first word."""

    def __init__(self, labels: Sequence[str], named: Set[int], addends: Addends, ends: Sequence[int] | None) -> None:
        self.labels, self.named, self.addends, self.ends = labels, named, addends, ends
        self.heads = {row: head for row, label in enumerate(labels) if (head := totals.head(label))}
        carried = {row for row in self.heads if totals.is_carried(labels[row])}
        below = {row for row, label in enumerate(labels) if totals.is_average(label) and _closes(row, labels)}
        self.found = {row: Sum(row, (), 0, 0) for row in carried | below}

    @property
    def details(self) -> list[int]:
        return [row for row in range(len(self.labels)) if row not in self.found]

    # --- sums that come out -------------------------------------------------------------------------------------------

    def take_exact(self) -> None:
        """Rows that equal a run of the others in every column, level by level."""
        for _ in range(_DEEPEST):
            details = self.details
            level = _innermost(self._exact(details))
            if not level:
                break
            width = len(self.addends.columns)
            for place, (start, end) in level.items():
                self.found[details[place]] = Sum(details[place], tuple(details[start:end]), width, width)

    def _exact(self, details: list[int]) -> dict[int, Run]:
        """Position among the details -> the run that it is taken to be the sum of."""
        headed = {row for row in details if row in self.heads or row in self.named}
        headed = headed if len(headed) * 2 < len(details) else set()
        labelled = sum(map(bool, self.labels))
        exact: dict[int, Run] = {}
        for place, runs in self.addends.runs(details):
            row = details[place]
            for run in runs:
                if run[1] - run[0] < 2 and row not in self.named and not self.ends:
                    continue
                if (
                    (self.ends and _is_below(run, details, row, self.ends[row]))
                    or _is_bounded(run, details, headed, row)
                    or self._is_of_both_sexes(details[slice(*run)])
                    or self._is_sure(row, run, labelled, len(details))
                ):
                    exact[place] = run
                    break
        return exact

    def _is_of_both_sexes(self, rows: Sequence[int]) -> bool:
        """Males and females, whose sum needs no more proof than that it comes out."""
        return len(rows) == 2 and {totals.sex(self.labels[row]) for row in rows} == {"male", "female"}

    def _is_sure(self, row: int, run: Run, labelled: int, height: int) -> bool:
        """Whether chance would hardly make the row equal to the run."""
        if row in self.named:
            return True
        agreed = digits(self.addends.values(row))
        if row in self.heads:
            return agreed >= _ENOUGH["headed"]
        if not self.labels[row] and labelled * 2 > len(self.labels):
            return agreed >= _ENOUGH["blank"]
        return run[1] - run[0] >= 3 and agreed >= _ENOUGH["none"] + math.log10(height)

    def take_empty_groups(self) -> None:
        """Groups headed like proven ones (``Kecamatan X``) in which there is nothing to add up."""
        proven = {self.heads.get(row) for row, known in self.found.items() if known.covers[:1] == (row + 1,)} - {None}
        heads = [row for row, head in self.heads.items() if head in proven and row not in self.found]
        ends = sorted({*self.heads, *self.found, len(self.labels)})
        width = len(self.addends.columns)
        for row in heads:
            end = ends[bisect_right(ends, row)]
            if end - row > 1 and not any(column.whole[r] for column in self.addends.columns for r in range(row, end)):
                self.found[row] = Sum(row, tuple(range(row + 1, end)), width, width)

    # --- sums that are named so ---------------------------------------------------------------------------------------

    def take_named(self) -> None:
        """Rows that are named a sum, with what they most probably cover: the run on which most columns agree."""
        details = self.details
        edges = {*details[:1], *details[-1:]}
        rows = [row for row in details if row in self.named or (row in edges and row in self.heads)]
        comparison = Comparison(self.addends, details) if rows else None
        above = [-1]
        for row in rows:
            assert comparison
            place = comparison.places[row]
            runs = [(start + 1, place) for start in above[-_NEAREST:]]
            if row in edges or len(rows) <= _NEAREST:
                runs += [(0, place), (place + 1, len(details)), (0, len(details))]
            best = comparison.best(row, runs)
            if row in self.named or (best and best.agreed * 2 > best.compared > 0):
                self.found[row] = best or Sum(row, (), 0, 0)
                above.append(place)

    def take_areas(self, header: str) -> None:
        """Rows above which only their label puts them: nothing is claimed about sums."""
        details = self.details
        for position in areas.wholes([self.labels[row] for row in details], header):
            self.found[details[position]] = Sum(details[position], (), 0, 0)

    def take_edges(self) -> None:
        """A first or last row without a name that is the sum of all others."""
        for at in (0, -1):
            details = self.details
            if len(details) <= 3:
                return
            edge = Comparison(self.addends, details).best(details[at], [(0, len(details))])
            if edge and edge.agreed >= max(2, _MOSTLY * edge.compared) and self._agreed(edge) >= _ENOUGH["none"]:
                self.found[edge.row] = edge

    def _agreed(self, edge: Sum) -> float:
        wrong = {place for place, _ in edge.wrong}
        numbers = [c.numbers[edge.row] for place, c in enumerate(self.addends.columns) if place not in wrong]
        return digits([round(number) for number in numbers if number is not None])


def _innermost(candidates: dict[int, Run]) -> dict[int, Run]:
    """Candidates whose runs hold no other candidate: those are of a deeper level and come first."""
    places = sorted(candidates)
    return {p: run for p, run in candidates.items() if bisect_left(places, run[0]) == bisect_left(places, run[1])}


def _is_below(run: Run, details: list[int], row: int, end: int) -> bool:
    """Whether the run is all that stands below the row in the hierarchy."""
    inside = details[run[0] : run[1]]
    following = details[run[1]] if run[1] < len(details) else end
    return bool(inside) and inside[0] > row and inside[-1] < end <= following


def _is_bounded(run: Run, details: list[int], headed: set[int], row: int) -> bool:
    """A row headed like a group (``Kecamatan X``) whose run ends where the next group or the table does."""
    start, end = run
    edges = (start - 1, end)
    return row in headed and all(e in (-1, len(details)) or details[e] in headed for e in edges)


def _closes(row: int, labels: Sequence[str]) -> bool:
    """Whether an average stands right below the sums that end a table."""
    above = next((label for label in reversed(labels[:row]) if not totals.is_average(label)), "")
    return totals.is_named(above)


def _kinds(labels: Sequence[str], found: dict[int, Sum]) -> list[RowKind]:
    height = len(labels)
    kinds: list[RowKind] = ["detail"] * height
    details = height - len(found)
    for row, known in found.items():
        whole = len(known.covers) >= details or (not known.covers and row in (0, height - 1))
        kinds[row] = "total" if whole and not totals.is_carried(labels[row]) else "subtotal"
    last = max(found, default=-1)
    if last == height - 1 >= 0 and "total" not in kinds and (not found[last].covers or found[last].wrong):
        # A last line that is named a total covers the table even if its numbers do not.
        kinds[last] = "total"
    return kinds
