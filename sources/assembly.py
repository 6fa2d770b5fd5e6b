"""Cells of the parts of a delivery -> one table of typed rows, and what was found on the way.

A row keeps the sheet, row and cell that it came from. What breaks a rule in the same way in one column becomes one
finding, over all parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from sources.cells import Positions, grouped, unmarked
from sources.contract import Column, Contract, Region
from sources.decisions import Decision
from sources.findings import Finding
from sources.fixes import Fixes
from sources.lost_thousands import lost
from sources.parts import Part
from sources.rules import RULES, Spot, spread
from sources.table import Key, Role
from sources.values import TYPES, Problem, Read
from sources.values import read as read_values

# Different things that one finding says about its cells, and cells of a finding that are named.
_TOLD, _LISTED = 4, 1_000
_ABOVE = {"desa": "kecamatan", "kecamatan": "kabkota", "kabkota": "provinsi"}


class Place(Protocol):
    @property
    def code(self) -> str: ...


class Resolver(Protocol):
    """What reading needs of :class:`sources.regions.Regions`."""

    version: str

    def within(self, area: str | None) -> "Resolver": ...

    def resolve(
        self,
        text: str | None,
        level: Any,
        by: Any,
        *,
        name: str | None,
        parent: str | None,
        grandparent: str | None,
        system: str | None,
    ) -> str | Finding: ...

    def remark(self, code: str, text: str) -> Finding | None: ...

    def proposals(self, name: str, level: Any, parents: Any = ()) -> Sequence[Place]: ...


@dataclass(frozen=True)
class Assembled:
    """``rows``, ``places``, ``unread`` and ``proposals``: see :class:`sources.reading.Reading`."""

    rows: pa.Table
    findings: tuple[Finding, ...]
    places: dict[tuple[str | None, str], str]
    unread: dict[str, frozenset[int]]
    proposals: tuple[Decision, ...]


def assemble(parts: Sequence[Part], contract: Contract, regions: Resolver, fixes: Fixes) -> Assembled:
    """Read all columns of all parts, one after another."""
    gathered = _Gathered()
    starts = np.cumsum([0, *(len(part.rows) for part in parts)]).tolist()
    values: dict[str, pa.ChunkedArray] = {}
    unread: dict[str, frozenset[int]] = {}
    for column in contract.columns:
        chunks: list[pa.Array] = []
        broken: set[int] = set()
        for start, (found, missing) in zip(starts, _column(parts, column, regions, fixes, gathered), strict=False):
            chunks.append(found)
            broken.update((missing + start).tolist())
        values[column.name] = pa.chunked_array(chunks, TYPES[column.type])
        if broken:
            unread[column.name] = frozenset(broken)
    return Assembled(
        pa.table({**values, **_provenance(parts, contract)}),
        (*gathered.findings(), *lost(parts, values, contract), *fixes.applied()),
        {(part.sheet, name): place for part in parts for name, place in part.letters.items()},
        unread,
        fixes.proposals(),
    )


def _provenance(parts: Sequence[Part], contract: Contract) -> dict[str, pa.ChunkedArray]:
    key = _value_key(contract)
    sheets = [pa.repeat(pa.scalar(part.sheet, pa.string()), len(part.rows)) for part in parts]
    rows = [pa.array(part.rows).cast(pa.int32()) for part in parts]
    cells = [part.addresses[key].all(len(part.rows)) for part in parts]
    return {
        "_sheet": pa.chunked_array(sheets, pa.string()),
        "_row": pa.chunked_array(rows, pa.int32()),
        "_cell": pa.chunked_array(cells, pa.string()),
    }


def _value_key(contract: Contract) -> Key:
    """The column whose cell stands for a row: the unpivoted body, else the first measure, else the first column."""
    columns = sorted(contract.columns, key=lambda c: (not (c.origin and c.origin.value), c.measure is None))
    return columns[0].name, "value"


def _column(
    parts: Sequence[Part], column: Column, regions: Resolver, fixes: Fixes, gathered: "_Gathered"
) -> list[tuple[pa.Array, Positions]]:
    """Values of a column in each part, and the positions of the cells that could not be read."""
    stages = [fixes.settle(column, parts, [read_values(part.cells[column.name, "value"], column) for part in parts])]
    if column.region:
        coded = [_codes(part, column, read, regions) for part, read in zip(parts, stages[0], strict=True)]
        stages.append(fixes.settle(column, parts, coded))
    found: list[tuple[pa.Array, Positions]] = []
    for part, *reads in zip(parts, *stages, strict=True):
        gathered.add(part, column, [told for read in reads for told in (*read.problems, *read.remarks)])
        broken = [problem.positions for read in reads for problem in read.problems]
        values = reads[-1].values
        if part.reported:
            empty = np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False))
            broken.append(empty[part.among(column.name, empty, part.reported)])
        found.append((values, np.concatenate([np.zeros(0, np.int64), *broken])))
    return found


def _codes(part: Part, column: Column, texts: Read, regions: Resolver) -> Read:
    """Region codes of the cells; a cell that is empty stays null, whether it may be is a rule of its own."""
    region = column.region
    assert region
    listed = regions.within(region.area)
    beside: dict[Role, pa.StringArray] = {role: part.cells[column.name, role].plain for role in region.beside}
    spellings, which = _together([texts.values, *beside.values()])
    codes: list[str | None] = []
    told: list[tuple[int, Finding, str | None]] = []
    for number, (text, *others) in enumerate(spellings):
        proofs = {role: other or "" for role, other in zip(beside, others, strict=True)}
        code, said = (None, None) if text is None else _resolved(text, region, listed, proofs)
        codes.append(code)
        if said:
            told.append((number, said, _nearest(said, text, region, listed, proofs)))
    positions = grouped(which, [number for number, _, _ in told])
    problems: list[Problem] = []
    remarks: list[Problem] = []
    for where, (number, said, near) in zip(positions, told, strict=True):
        problem = Problem(said.rule, said.value or "", said.message.rstrip("."), said.suggestion, where, code=near)
        (problems if codes[number] is None else remarks).append(problem)
    return Read(pa.array(codes, pa.string()).take(pa.array(which)), tuple(problems), tuple(remarks))


def _resolved(
    text: str, region: Region, listed: Resolver, proofs: dict[Role, str]
) -> tuple[str | None, Finding | None]:
    """The code that a cell means, if any, and what must be said about it: why there is none, or how it was read."""
    code = _resolve(text, region, listed, proofs)
    bare, bare_proofs = unmarked(text), {role: unmarked(proof) for role, proof in proofs.items()}
    if isinstance(code, Finding) and (bare, bare_proofs) != (text, proofs):
        # A footnote mark may stand behind a name; the whole text counts before the one without it.
        again = _resolve(bare, region, listed, bare_proofs)
        if isinstance(again, str):
            code, text, proofs = again, bare, bare_proofs
    if isinstance(code, Finding):
        return None, code
    named = text if region.by == "name" else proofs.get("name")
    return code, listed.remark(code, named) if named else None


def _resolve(text: str, region: Region, listed: Resolver, proofs: dict[Role, str]) -> str | Finding:
    return listed.resolve(
        text,
        region.level,
        region.by,
        name=proofs.get("name"),
        parent=proofs.get("parent"),
        grandparent=proofs.get("grandparent"),
        system=region.system,
    )


def _nearest(said: Finding, text: str | None, region: Region, listed: Resolver, proofs: dict[Role, str]) -> str | None:
    """Code of the region whose name is most like the one that nobody knows: its own, or that of the region above."""
    if said.rule != "wilayah.nama_tidak_dikenal" or not said.value:
        return None
    above = _ABOVE.get(region.level)
    parent = proofs.get("parent")
    if said.value != text:
        found = listed.proposals(said.value, above) if above and said.value == parent else ()
    else:
        inside = _above_code(listed, above, proofs, region.system)
        found = listed.proposals(said.value, region.level, [inside] if inside else ())
    return found[0].code if found else None


def _above_code(listed: Resolver, level: str | None, proofs: dict[Role, str], system: str) -> str | None:
    if level is None or not proofs.get("parent"):
        return None
    parent, grandparent = proofs["parent"], proofs.get("grandparent")
    found = listed.resolve(parent, level, "name", name=None, parent=grandparent, grandparent=None, system=system)
    return found if isinstance(found, str) else None


def _together(columns: Sequence[pa.StringArray]) -> tuple[list[tuple[str | None, ...]], Positions]:
    """The different rows of several columns of texts, and for each row which of them it is."""
    different: list[tuple[str | None, ...]] = [()]
    which = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        texts = column.dictionary_encode("encode")
        own = texts.dictionary.to_pylist()
        pairs = pa.array(which * len(own) + texts.indices.to_numpy()).dictionary_encode()
        different = [(*different[pair // len(own)], own[pair % len(own)]) for pair in pairs.dictionary.to_pylist()]
        which = pairs.indices.to_numpy().astype(np.int64)
    return different, which


class _Gathered:
    """Cells of a column that break a rule, over all parts: they become one finding."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], _Group] = {}

    def add(self, part: Part, column: Column, problems: Sequence[Problem]) -> None:
        for rule in dict.fromkeys(problem.rule for problem in problems):
            own = [problem for problem in problems if problem.rule == rule]
            group = self._groups.setdefault((rule, column.label), _Group([], {}, {}))
            group.add(part, column.name, own)

    def findings(self) -> Iterator[Finding]:
        for (rule, column), group in self._groups.items():
            if not group.count:
                continue
            said, hints = list(group.said), list(group.hints)
            told = "; ".join(said[:_TOLD]) + ("; …" if len(said) > _TOLD else "")
            if rule.startswith("wilayah.") and RULES[rule].severity == "blocker":
                told = f"tidak dapat dipakai: {told}"
            yield spread(rule, column, told, " ".join(hints[:_TOLD]), group.spots, count=group.count)


@dataclass
class _Group:
    """The first cells, what is said about them and what to do, in order; ``count`` are all cells."""

    spots: list[Spot]
    said: dict[str, None]
    hints: dict[str, None]
    count: int = 0

    def add(self, part: Part, column: str, problems: Sequence[Problem]) -> None:
        positions = np.concatenate([problem.positions for problem in problems])
        owners = np.repeat(np.arange(len(problems)), [len(problem.positions) for problem in problems])
        order = np.argsort(positions, kind="stable")
        order = order[part.addresses[column, "value"].firsts(positions[order])]
        order = order[~part.among(column, positions[order], part.reported)]
        self.count += len(order)
        for at in order[: max(_LISTED - len(self.spots), 0)].tolist():
            problem = problems[owners[at]]
            self.spots.append(part.spot(column, int(positions[at]), problem.text))
            self.said[problem.said] = None
            self.hints[problem.hint] = None
