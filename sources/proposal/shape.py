"""What a table that was found could mean as a dataset: its dimensions and key, its measures, its unpivoted block."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sources.discovery.evidence import TOTAL_HEADER
from sources.discovery.figures import is_rate
from sources.document import Column, Row, Table, Value

_CLASS = re.compile(r"^(?:kode|kd|klas|kategori|kelas|status|jenis|idtipe|idkategori)", re.IGNORECASE)
_SERIAL = re.compile(r"^(?:no|nomor|nomer|#|id|urut|no urut)\.?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIME = re.compile(r"^(?:tahun|year|semester|triwulan|bulan|periode)$", re.IGNORECASE)
_SEXES = re.compile(r"^(?:l|p|lk|pr|laki[- ]?laki.*|perempuan.*|pria|wanita)$", re.IGNORECASE)
_MONTHS = re.compile(r"^(?:jan|feb|peb|mar|apr|mei|jun|jul|ag|sep|okt|nov|nop|des)[a-z]*\.?$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:satuan|unit)$", re.IGNORECASE)
# Columns that repeat what another one says better are the last to be part of a key.
_NAMES = re.compile(r"^(?:nama|satuan|keterangan|ket)\b|^nama_", re.IGNORECASE)
_MOSTLY = 0.6


@dataclass(frozen=True)
class Place:
    """A column and its position in the table's rows."""

    index: int
    column: Column

    @property
    def last(self) -> str:
        return self.column.path[-1] if self.column.path else ""


class Shape:
    """The table, seen as a dataset. ``details`` are the rows that would be loaded."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.details: list[Row] = [row for row in table.rows if row.kind == "detail"]
        self.places = [Place(index, column) for index, column in enumerate(table.columns)]

    def values(self, place: Place) -> list[Value]:
        return [row.values[place.index] for row in self.details]

    @cached_property
    def ignored(self) -> list[Place]:
        """Columns that only number the rows, and those without a header."""
        return [place for place in self.places if not place.column.path or self._is_serial(place)]

    @cached_property
    def named(self) -> list[Place]:
        return [place for place in self.places if place not in self.ignored]

    @cached_property
    def figures(self) -> list[Place]:
        """Columns of numbers that are no dimension of time."""
        numeric = [place for place in self.named if place.column.type in ("integer", "number")]
        # A column without any value may be either; the first of a table labels its rows.
        numeric += [place for place in self.named[1:] if place.column.type == "empty"]
        figures = [place for place in numeric if not _TIME.match(place.last) and not self._is_dimension(place)]
        return sorted(figures, key=lambda place: place.index)

    @cached_property
    def totals(self) -> list[Place]:
        """Figures named a total that mostly are the sum of the other figures of their group."""
        found: list[Place] = []
        for place in self.figures:
            group = [p for p in self.figures if not TOTAL_HEADER.match(p.last) and not is_rate(p.column.name)]
            same = [p for p in group if p.column.path[:-1] == place.column.path[:-1]]
            if TOTAL_HEADER.match(place.last) and any(self._adds_up(place, parts) for parts in (same, group)):
                found.append(place)
        return found or self._total_groups()

    def _total_groups(self) -> list[Place]:
        """Totals one level up: ``L+P`` over years stands beside ``L`` and ``P`` over the same years."""
        return [
            p
            for p in self.figures
            if len(p.column.path) > 1 and any(TOTAL_HEADER.match(part) for part in p.column.path)
        ]

    @cached_property
    def dimensions(self) -> list[Place]:
        figures = {place.index for place in self.figures}
        return [place for place in self.named if place.index not in figures]

    @cached_property
    def key(self) -> list[Place]:
        """The dimensions that tell the details apart, none more than needed; all of them when even they do not."""
        kept = list(self.dimensions) or self.named[:1]
        if not self._tells_apart(kept):
            return kept
        for place in sorted(kept, key=self._dispensable, reverse=True):
            fewer = [other for other in kept if other is not place]
            if fewer and self._tells_apart(fewer):
                kept = fewer
        return kept

    @property
    def key_is_unique(self) -> bool:
        return self._tells_apart(self.key)

    @cached_property
    def levels(self) -> int:
        """How many header levels of the figures are a dimension (years, sexes, months over the columns)."""
        body = self._countable
        if len(body) < 2 or any(_UNIT.match(place.last) for place in self.dimensions):
            return 0
        paths = [place.column.path for place in body]
        if len({len(path) for path in paths}) != 1:
            return 0
        if len(paths[0]) >= 2 and self._is_product([path[-2:] for path in paths]):
            return 2
        return 1 if self._is_level([path[-1] for path in paths]) and len({path[:-1] for path in paths}) == 1 else 0

    @cached_property
    def block(self) -> list[Place]:
        """The columns of the unpivoted block."""
        return self._countable if self.levels else []

    @cached_property
    def _countable(self) -> list[Place]:
        """Figures that may be one measure over several columns: no totals, and no shares beside them."""
        rest = [place for place in self.figures if place not in self.totals]
        counted = [place for place in rest if not is_rate(place.column.name)]
        return counted if len(counted) > 1 else rest

    @cached_property
    def derived(self) -> list[Place]:
        """Figures beside an unpivoted block that follow from it: shares, which would repeat on each of its rows."""
        kept = [*self.block, *self.totals]
        return [place for place in self.figures if place not in kept] if self.levels else []

    @cached_property
    def measures(self) -> list[Place]:
        """Columns of figures that become a measure each; totals beside their parts are only compared."""
        return [] if self.levels else [place for place in self.figures if place not in self.totals]

    def _is_product(self, tails: Sequence[tuple[str, ...]]) -> bool:
        upper, lower = list(dict.fromkeys(t[0] for t in tails)), list(dict.fromkeys(t[1] for t in tails))
        whole = len(tails) == len(set(tails)) == len(upper) * len(lower)
        return whole and len(upper) > 1 and len(lower) > 1 and (self._is_level(upper) or self._is_level(lower))

    def _is_level(self, texts: Sequence[str]) -> bool:
        return any(all(pattern.fullmatch(text) for text in texts) for pattern in (_YEAR, _SEXES, _MONTHS))

    def _is_serial(self, place: Place) -> bool:
        if not _SERIAL.match(place.last):
            return False
        found = [value for value in self.values(place) if value is not None]
        return all(isinstance(value, int) for value in found) and len(set(found)) == len(found)

    def _is_dimension(self, place: Place) -> bool:
        """Whole numbers that class the rows rather than measure them: their header speaks of a code or a kind."""
        return bool(_CLASS.match(place.last))

    def _adds_up(self, total: Place, parts: Sequence[Place]) -> bool:
        if len(parts) < 2:
            return False
        compared = agreed = 0
        for row in self.table.rows:
            stated = row.values[total.index]
            if not isinstance(stated, int | float):
                continue
            found = sum(v for p in parts if isinstance(v := row.values[p.index], int | float))
            compared += 1
            agreed += abs(stated - found) <= 0.0100001 * len(parts)
        return compared > 0 and agreed >= _MOSTLY * compared

    def _tells_apart(self, places: Sequence[Place]) -> bool:
        rows = [tuple(row.values[place.index] for place in places) for row in self.details]
        return len(set(rows)) == len(rows) and all(value is not None for row in rows for value in row)

    def _dispensable(self, place: Place) -> tuple[bool, bool, int]:
        constant = len(set(self.values(place))) <= 1 and len(self.details) > 1
        return constant, bool(_NAMES.match(place.last)), -place.index
