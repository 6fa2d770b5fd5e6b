"""A column of a table that nobody described, as it was read."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from sources.discovery.numbers import Written
from sources.document import NullReason, Type, Value

_SERIAL_HEADER = re.compile(r"^(?:no|nomor|nomer|#|id|urut|no urut)\.?$", re.IGNORECASE)
# The number of a row in a list of several levels.
ORDER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[IVXL]{1,6})[.)]{0,2}")


@dataclass(frozen=True)
class Problem:
    """A cell that was not read: position in the body, rule, its text, and the number that it may mean."""

    rule: str
    position: int
    text: str
    candidate: float | None = None


@dataclass(eq=False)
class Decided:
    """``values`` follow the body rows. ``additive`` tells whether sums of it mean something; ``written`` is how its
    numbers are written, ``marks`` are null marks by position, ``is_order`` is said of row numbers such as I, A, 1."""

    index: int
    path: tuple[str, ...]
    type: Type
    values: list[Value]
    why: str
    written: Written | None = None
    nulls: dict[str, NullReason] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    additive: bool = False
    is_code: bool = False
    is_order: bool = False

    @property
    def name(self) -> str:
        return " > ".join(self.path)

    @property
    def is_open(self) -> bool:
        """Whether its numbers can be read in two ways, and nothing decided yet."""
        return self.written is not None and not self.written.sure

    @property
    def is_serial(self) -> bool:
        """Whether it numbers the rows: 1, 2, 3 or 0, 1, 2, whatever its header says."""
        if self.is_order:
            return True
        if self.type not in ("integer", "number") or (self.path and not is_serial_header(self.path[-1])):
            return False
        found = [value for value in self.values if value is not None]
        return len(found) > 1 and found[0] in (0, 1) and found == list(range(int(found[0]), int(found[0]) + len(found)))

    @cached_property
    def figures(self) -> list[float | int | None]:
        """The numbers of a column of numbers; candidates where a cell is uncertain."""
        found: list[float | int | None] = [value if isinstance(value, int | float) else None for value in self.values]
        for problem in self.problems:
            if problem.candidate is not None:
                found[problem.position] = problem.candidate
        return found


def is_serial_header(text: str) -> bool:
    return bool(_SERIAL_HEADER.match(text))
