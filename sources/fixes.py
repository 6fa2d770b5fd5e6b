"""Fixes that can be accepted for all cells of one kind, and those that were: proposed, replayed, always shown.

What a person accepted is used only where the file does not speak against it: a number whose total contradicts it stays
a finding.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sources.cells import Mask, Positions, plain
from sources.contract import Column
from sources.decisions import Decision
from sources.findings import Finding
from sources.parts import Part
from sources.rules import Spot, shown, spread
from sources.values import TYPES, Problem, Read, moment

_TOGETHER = "Semua saran sejenis dapat diterima sekaligus."
_AGAINST = "keputusan yang disetujui tidak dipakai karena angkanya tidak cocok dengan jumlah pada tabel ini"
# How Indonesian offices write dates; month names and their short forms are read alike. American order is what a
# spreadsheet with other settings makes of them: where both fit, neither is certain.
_DAYS = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d",
    "%d-%B-%Y", "%d/%B/%Y", "%B %d, %Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d %B %y", "%d-%B-%y", "%m/%d/%Y",
    "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y",
)  # fmt: skip
_HOURS = ("%H:%M", "%H:%M:%S", "%H.%M", "%H.%M.%S")
# Spellings that a finding shows, and cells that it names.
_SHOWN, _LISTED = 4, 1_000


@dataclass
class _Applied:
    """Cells that were read by a decision, spelling by spelling, and what became of their texts."""

    column: Column
    cells: list[tuple[Part, Positions, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(positions) for _, positions, _ in self.cells)

    def spots(self) -> Iterator[Spot]:
        """The first cells of each part, in the order of the file."""
        for part in dict.fromkeys(part for part, _, _ in self.cells):
            own = [(positions, text) for other, positions, text in self.cells if other is part]
            found = [(at, text) for positions, text in own for at in positions[:_LISTED].tolist()]
            for position, text in sorted(found)[:_LISTED]:
                yield part.spot(self.column.name, position, text)


class Fixes:
    """The decisions of a dataset, and what can be proposed for one delivery."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._decisions = decisions
        self._applied: dict[tuple[Decision, str], _Applied] = {}
        self._proposals: dict[Decision, None] = {}

    def accepts(self, problem: Problem, column: str) -> bool:
        """Whether candidates of this kind were accepted for the column."""
        return Decision(problem.rule, column) in self._decisions

    def propose(self, decision: Decision) -> None:
        self._proposals[decision] = None

    def proposals(self) -> tuple[Decision, ...]:
        """What could be accepted, without what was accepted already."""
        return tuple(decision for decision in self._proposals if decision not in self._decisions)

    def applied(self) -> Iterator[Finding]:
        """Each decision that was used in this delivery, with its cells."""
        for used in self._applied.values():
            pairs = [f"{shown(text)!r} → {value}" for text, value in used.texts.items()]
            said = f"dibaca menurut keputusan yang disetujui: {', '.join(pairs[:_SHOWN])}"
            said += ", …" if len(pairs) > _SHOWN else ""
            hint = "Periksa bahwa itu yang dimaksud. Bila tidak, minta Walidata mencabut keputusan itu."
            spots = list(islice(used.spots(), _LISTED))
            yield spread("keputusan.diterapkan", used.column.label, said, hint, spots, count=used.count)

    def settle(self, column: Column, parts: Sequence[Part], reads: Sequence[Read]) -> list[Read]:
        """Use the decisions on what could not be read, and add to the rest what could be accepted."""
        if not any(read.problems for read in reads):
            return list(reads)
        settled = [self._settled(column, part, read) for part, read in zip(parts, reads, strict=True)]
        form = _common_format(column, [problem for read in settled for problem in read.problems])
        return [
            replace(read, problems=tuple(self._hinted(column, part, read.problems, form)))
            for part, read in zip(parts, settled, strict=True)
        ]

    def _settled(self, column: Column, part: Part, read: Read) -> Read:
        left: list[Problem] = []
        used: list[tuple[int, Any]] = []
        for problem in read.problems:
            decision, value = self._decided(column, problem)
            usable = _usable(problem, part, column.name)
            if decision is None:
                left.append(problem)
                continue
            if usable.any():
                positions = problem.positions[usable]
                self._note(decision, column, part, problem.text, positions, value)
                used += [(position, value) for position in positions.tolist()]
            left += _left(problem, usable, part.among(column.name, problem.positions, part.refuted))
        values = _replaced(read.values, used, TYPES[column.type]) if used else read.values
        return Read(values, tuple(left), read.remarks)

    def _decided(self, column: Column, problem: Problem) -> tuple[Decision | None, Any]:
        """The decision about a spelling, if any, and the value that it gives."""
        for decision in self._decisions:
            if (decision.rule, decision.column) != (problem.rule, column.name):
                continue
            value = _value(column, decision, problem)
            if value is not None:
                return decision, value
        return None, None

    def _note(
        self, decision: Decision, column: Column, part: Part, text: str, positions: Positions, value: Any
    ) -> None:
        used = self._applied.setdefault((decision, column.name), _Applied(column))
        used.cells.append((part, positions[part.addresses[column.name, "value"].firsts(positions)], text))
        used.texts[text] = _written(column, value)

    def _hinted(self, column: Column, part: Part, problems: Sequence[Problem], form: str | None) -> Iterator[Problem]:
        for problem in problems:
            if problem.candidate is not None:
                yield from self._with_candidate(column, part, problem)
                continue
            decision = None
            if problem.rule == "tanggal.tidak_dikenal" and form:
                decision = Decision(problem.rule, column.name, None, form)
            elif problem.code is not None:
                decision = Decision(problem.rule, column.name, plain(problem.text), problem.code)
            if decision is None:
                yield problem
                continue
            self.propose(decision)
            hint = problem.hint
            if form and (found := moment(problem.text, form)):
                hint = f"{problem.text} dapat dibaca sebagai {found:%d-%m-%Y}. {hint}"
            yield replace(problem, hint=f"{hint} {_TOGETHER}")

    def _with_candidate(self, column: Column, part: Part, problem: Problem) -> Iterator[Problem]:
        proven = part.among(column.name, problem.positions, part.proven)
        usable = _usable(problem, part, column.name)
        if usable.any():
            self.propose(Decision(problem.rule, column.name))
        for chosen in (proven, usable & ~proven, ~usable & ~proven):
            if chosen.any():
                hint, figure = problem.hint, f"{problem.candidate:.15g}"
                if chosen is proven:
                    hint = f"Mungkin maksudnya {figure}: angka itu cocok dengan jumlah pada tabel ini. {hint}"
                elif problem.rule == "angka.tidak_pasti" and usable[chosen].all():
                    hint = f"Mungkin maksudnya {figure}. {hint}"
                hint = f"{hint} {_TOGETHER}" if usable[chosen].all() else hint
                yield replace(problem, hint=hint, positions=problem.positions[chosen])


def usable(problem: Problem, proven: bool, refuted: bool) -> bool:
    """Whether a candidate may be used once it is accepted: a total decides, else whether it is plausible."""
    return problem.candidate is not None and (proven or (problem.plausible and not refuted))


def _left(problem: Problem, usable: Mask, refuted: Mask) -> Iterator[Problem]:
    """What a decision did not settle: cells that a total speaks against, and those that may mean something else."""
    for chosen, said in ((~usable & refuted, f"{problem.said}; {_AGAINST}"), (~usable & ~refuted, problem.said)):
        if chosen.any():
            yield replace(problem, said=said, positions=problem.positions[chosen])


def _usable(problem: Problem, part: Part, column: str) -> Mask:
    if problem.candidate is None:
        return np.ones(len(problem.positions), bool)
    proven = part.among(column, problem.positions, part.proven)
    refuted = part.among(column, problem.positions, part.refuted)
    return proven | (~refuted & problem.plausible)


def _value(column: Column, decision: Decision, problem: Problem) -> Any:
    """What a decision makes of a spelling; ``None`` when it says nothing about it."""
    if problem.rule == "tanggal.tidak_dikenal":
        return _moment(column, problem.text, decision.value) if decision.value else None
    if problem.rule == "nilai.tidak_dikenal":
        same = decision.text is not None and plain(decision.text).casefold() == plain(problem.text).casefold()
        if not same or decision.value not in (column.codes or {}):
            return None
        return int(decision.value or 0) if column.type == "integer" else decision.value
    if problem.candidate is None:
        return None
    return int(problem.candidate) if column.type == "integer" else float(problem.candidate)


def _moment(column: Column, text: str, form: str) -> dt.date | None:
    found = moment(text, form)
    return found if found is None or column.type == "timestamp" else found.date()


def _written(column: Column, value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d-%m-%Y}"
    return f"{value:.0f}" if column.type == "integer" else str(value)


def _common_format(column: Column, problems: Sequence[Problem]) -> str | None:
    """The one format in which every broken date of the column can be read, if no other format reads them otherwise."""
    texts = {problem.text for problem in problems if problem.rule == "tanggal.tidak_dikenal"}
    if not texts:
        return None
    forms = _DAYS if column.type == "date" else [f"{day} {hour}" for day in _DAYS for hour in _HOURS]
    readings: dict[tuple[dt.datetime, ...], str] = {}
    for form in forms:
        found = []
        for text in texts:
            if (read := moment(text, form)) is None:
                break
            found.append(read)
        else:
            readings.setdefault(tuple(found), form)
    return next(iter(readings.values())) if len(readings) == 1 else None


def _replaced(values: pa.Array, new: Sequence[tuple[int, Any]], kind: pa.DataType) -> pa.Array:
    """The values with others at some positions."""
    in_order = sorted(new, key=lambda item: item[0])
    chosen = np.zeros(len(values), bool)
    chosen[[position for position, _ in in_order]] = True
    return pc.replace_with_mask(values, pa.array(chosen), pa.array([value for _, value in in_order], kind))
