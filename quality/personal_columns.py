"""One column of a sheet, as the scan for personal data sees it: what its headings announce and what stands in it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from quality import identity_numbers, personal_headings
from quality.cell_search import Cells, search, written
from quality.identity_numbers import FINDERS, Kind, is_nik
from quality.person_names import CUES, OWN_WORDS, common, initials, introduced, speaks
from quality.personal_headings import Heading, announced
from sources.texts import TextColumn

# Headings are looked for among so many cells: a sheet may hold several tables, one below the other.
_HEADING_CELLS = 20_000
# Rows in which a NIK is looked for that is split over columns: it is so in all rows, or in none.
_ROWS = 1_000
# So many cells below a heading tell what the column holds.
SAMPLE = 500
# A number of 16 digits alone in a cell, whatever it is.
_SIXTEEN = r"^[^0-9A-Za-z]{0,3}[1-9](?:[ .,\-]?[0-9]){15}[^0-9A-Za-z]{0,3}$"
_LOOSE = f"{identity_numbers.LOOSE}|{CUES}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A cell and what was found in it. ``alone``: nothing else stands in the cell."""

    position: int
    written: str
    alone: bool = True


@dataclass
class PersonalColumn:
    """``first_row`` is the row of the cell at position 0; ``hits`` are the cells in which something was found by its
    form, ``cues`` those in which somebody is introduced by name."""

    sheet: str | None
    letter: str
    first_row: int
    cells: Cells
    headings: dict[Heading, tuple[int, str]] = field(default_factory=dict)
    hits: dict[Kind, list[Hit]] = field(default_factory=dict)
    cues: list[Hit] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its place in the sheet: 1 for A."""
        place = 0
        for letter in self.letter:
            place = place * 26 + ord(letter.upper()) - 64 if letter.isalpha() else 0
        return place

    @property
    def title(self) -> str | None:
        """The first heading, without what a form has behind the colon, and without a name that it may hold."""
        heading = next((text.split(":")[0] for _, text in self.headings.values()), None)
        return initials(heading) if heading and common(heading) else heading

    @cached_property
    def sixteens(self) -> list[Hit]:
        """All cells that hold a number of 16 digits and nothing else."""
        texts = [(at, text) for _, at, text in search([self.cells], _SIXTEEN, least=16)]
        return [Hit(position, text) for position, text in (*texts, *self.numbers)]

    @cached_property
    def numbers(self) -> list[tuple[int, str]]:
        return [(at, digits) for at, digits in self.cells.large_numbers(1e15) if len(digits) == 16]

    @cached_property
    def digits(self) -> dict[int, tuple[str, bool]]:
        """By row of the sheet, the digits of cells that hold nothing else, and whether the cell is a text; of the
        first rows only."""
        found: dict[int, tuple[str, bool]] = {}
        for position, cell in takewhile(lambda filled: filled[0] < _ROWS, self.cells.filled()):
            row = position + self.first_row
            if isinstance(cell, str):
                text = cell.strip().lstrip("'")
                if 1 <= len(text) <= 12 and text.isdecimal() and text.isascii():
                    found[row] = (text, True)
            elif type(cell) in (int, float) and 0 < cell < 1e12 and cell == int(cell):  # type: ignore[operator,arg-type]
                found[row] = (str(int(cell)), False)  # type: ignore[arg-type]
        return found

    def said(self, *kinds: Heading) -> bool:
        return not set(kinds).isdisjoint(self.headings)

    def below(self, kind: Heading) -> int:
        """Position of the heading; -1 where there is none."""
        return self.headings[kind][0] if kind in self.headings else -1

    def shaped(self, kind: Heading, fits: Callable[[str], bool], share: float = 0.3) -> list[Hit]:
        """The cells below a heading that fit it; none when they are few among those below it."""
        if kind not in self.headings:
            return []
        below = self.below(kind)
        sample = [written(cell) for _, cell in self.cells.sample(below, SAMPLE)]
        if not sample or sum(map(fits, sample)) < max(1, share * len(sample)):
            return []
        return [Hit(at, text) for at, cell in self.cells.filled(below) if fits(text := written(cell))]

    def stories(self) -> list[Hit]:
        """The cells below a heading of complaints and the like in which somebody speaks of themselves or names a
        neighbour; none when they are few among the cells below it."""
        if not self.said("cerita"):
            return []
        below = self.below("cerita")
        found = [
            Hit(at, "saya", alone=False)
            for _, at, text in search([self.cells], OWN_WORDS)
            if at > below and speaks(text)
        ]
        return found if len(found) >= 0.1 * self.cells.filled_cells else []

    def all_of(self, fits: Callable[[str], bool], first: int = 50) -> list[Hit]:
        """The cells that fit, where nearly all of the first ones do, whatever stands above them."""
        sample = [written(cell) for _, cell in self.cells.sample(0, first)]
        if len(sample) < 3 or sum(map(fits, sample)) < 0.8 * len(sample):
            return []
        return [Hit(at, text) for at, cell in self.cells.filled() if fits(text := written(cell))]


def read(sources: Iterable[TextColumn]) -> list[PersonalColumn]:
    """All columns of a file, each put together from its parts: what stands over the cells may be a part of its own.
    They are searched together, because a search has a price of its own."""
    parts: dict[tuple[str | None, str], list[TextColumn]] = defaultdict(list)
    for source in sources:
        parts[source.sheet, source.letter].append(source)
    columns = [_joined(sorted(column, key=lambda part: part.first_row)) for column in parts.values()]
    cells = [column.cells for column in columns]
    for number, at, text in search(
        cells, personal_headings.LOOSE, longest=personal_headings.LONGEST, first=_HEADING_CELLS
    ):
        for kind in announced(text):
            columns[number].headings.setdefault(kind, (at, " ".join(text.split())))
    for number, at, text in search(cells, _LOOSE, least=identity_numbers.SHORTEST):
        _look(columns[number], at, text)
    for column in columns:
        column.hits.setdefault("nik", []).extend(
            Hit(at, digits) for at, digits in column.numbers if is_nik(digits, rounded=True)
        )
    return columns


def _joined(parts: Sequence[TextColumn]) -> PersonalColumn:
    top = parts[0]
    cells = Cells(*((part.first_row - top.first_row, part.cells) for part in parts))
    return PersonalColumn(top.sheet, top.letter, top.first_row, cells)


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """One hit for each cell, from top to bottom."""
    return sorted({hit.position: hit for hit in hits}.values(), key=lambda hit: hit.position)


def _look(column: PersonalColumn, at: int, text: str) -> None:
    for kind, finder in FINDERS.items():
        if found := finder(text):
            column.hits.setdefault(kind, []).append(Hit(at, found[0], _alone(text, found)))
    if names := introduced(text):
        column.cues.append(Hit(at, names[0], False))


def _alone(text: str, found: Iterable[str]) -> bool:
    for part in found:
        text = text.replace(part, "", 1)
    return not re.search(r"[^\W_]", text)


# Where people cut a NIK: after the region, after the birth date, in the middle, in fours.
_CUTS = ((6, 10), (8, 8), (12, 4), (4, 12), (6, 6, 4), (4, 4, 4, 4))


def split_niks(neighbours: Sequence[PersonalColumn]) -> list[Hit]:
    """NIK whose digits stand in the cells of neighbouring columns; positions are those of the first column.

    Codes beside other numbers make 16 digits, too: most rows must be built like a NIK, and numbers (not texts) in three
    rows at least.
    """
    first, *others = neighbours
    cuts = [cut for cut in _CUTS if len(cut) == len(neighbours)]
    rows = [row for row, (text, _) in first.digits.items() if any(len(text) == cut[0] for cut in cuts)]
    joined = {
        row: [first.digits[row], *(other.digits[row] for other in others)]
        for row in rows
        if all(row in other.digits for other in others)
    }
    whole = {row: digits for row, pieces in joined.items() if (digits := _put_together(pieces, cuts))}
    texts = all(is_text for row in whole for _, is_text in joined[row])
    said = any(column.said("nik", "kk") for column in neighbours)
    enough = 1 if texts or said else 3
    if len(whole) < max(enough, 0.5 * len(joined)):
        return []
    return [Hit(row - first.first_row, digits) for row, digits in whole.items()]


def _put_together(pieces: Sequence[tuple[str, bool]], cuts: Iterable[tuple[int, ...]]) -> str | None:
    """The NIK that the pieces make. Behind the first, a number may have lost the zeros before it."""
    for cut in cuts:
        fits = all(
            len(text) == size or (at > 0 and not is_text and (size == 4 or len(text) == size - 1))
            for at, ((text, is_text), size) in enumerate(zip(pieces, cut, strict=True))
        )
        if fits:
            digits = [text.zfill(size) for (text, _), size in zip(pieces, cut, strict=True)]
            # A region code beside a mobile number is none.
            phone = cut == (6, 10) and re.match("08[1-9]", digits[1])
            return "".join(digits) if not phone and is_nik("".join(digits)) else None
    return None
