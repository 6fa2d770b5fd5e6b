"""What a table that was found could mean as a dataset: its dimensions and key, its measures, its unpivoted block."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sources.discovery.evidence import TOTAL_HEADER
from sources.discovery.totals import is_average
from sources.document import Column, Row, Table, Value
from sources.headers import year
from sources.proposal.totals import unbounded
from sources.rates import is_rate

_CLASS = re.compile(r"^(?:kode|kd|klas|kategori|kelas|status|jenis|idtipe|idkategori)", re.IGNORECASE)
_SERIAL = re.compile(r"^(?:no|nomor|nomer|#|id|urut|no urut)\.?$", re.IGNORECASE)
_TIME = re.compile(r"^(?:tahun|year|semester|triwulan|bulan|periode)$", re.IGNORECASE)
_SEXES = re.compile(r"^(?:l|p|lk|pr|laki[- ]?laki.*|perempuan.*|pria|wanita)$", re.IGNORECASE)
_MONTHS = re.compile(r"^(?:jan|feb|peb|mar|apr|mei|jun|jul|ag|sep|okt|nov|nop|des)[a-z]*\.?$", re.IGNORECASE)
_UNIT = re.compile(r"^(?:satuan|unit)$", re.IGNORECASE)
# A sum may be called more than the word alone; then only its figures prove it.
_NAMED_SUM = re.compile(r"^(?:jumlah|total|jml)\b", re.IGNORECASE)
# Columns that repeat what another one says better are the last to be part of a key.
_NAMES = re.compile(r"^(?:nama|satuan|keterangan|ket|catatan)\b|^nama_", re.IGNORECASE)
# A text this long is prose, and tells rows apart by chance.
_PROSE = 60
_MOSTLY = 0.6


@dataclass(frozen=True)
class Place:
    """A column and its position in the table's rows."""

    index: int
    column: Column

    @property
    def name(self) -> str:
        """As a contract names the column: one without header by its letter."""
        return self.column.name or f"kolom {self.column.letter}"

    @property
    def last(self) -> str:
        return self.column.path[-1] if self.column.path else ""


class Shape:
    """The table, seen as a dataset. ``details`` are the rows that would be loaded: also those summaries that no
    contract can declare, ``unbounded``."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.unbounded = unbounded(table.rows)
        self.details: list[Row] = [row for row in table.rows if row.kind == "detail" or row in self.unbounded]
        self.places = [Place(index, column) for index, column in enumerate(table.columns)]

    def values(self, place: Place) -> list[Value]:
        return [row.values[place.index] for row in self.details]

    @cached_property
    def ignored(self) -> list[Place]:
        """Columns that only number the rows, and those without a header in a table that has one: but the first of a
        table labels its rows."""
        return [place for place in self._spare if place is not self.numbering]

    @cached_property
    def numbering(self) -> Place | None:
        """The column of running numbers, where nothing else of the sample tells its rows apart."""
        serial = [place for place in self._spare if place.column.path and self._tells_apart([place])]
        return None if not serial or self._tells_apart(self._filled) else serial[0]

    @cached_property
    def _spare(self) -> list[Place]:
        has_header = any(place.column.path for place in self.places)
        unnamed = [place for place in self.places[1:] if has_header and not place.column.path]
        return [place for place in self.places if place in unnamed or self._is_serial(place)]

    @cached_property
    def named(self) -> list[Place]:
        return [place for place in self.places if place not in self._spare]

    @cached_property
    def numeric(self) -> list[Place]:
        """Columns of numbers, whatever they mean."""
        return [place for place in self.named if place.column.type in ("integer", "number")]

    @cached_property
    def figures(self) -> list[Place]:
        """Columns of numbers that are no dimension: of those alone, the first one tells the rows apart."""
        # A column without any value may be either; the first of a table labels its rows.
        numeric = [*self.numeric, *(place for place in self.named[1:] if place.column.type == "empty")]
        figures = [place for place in numeric if not self._is_time(place) and not self._is_dimension(place)]
        if len(figures) == len(self.named):
            figures.remove(self.named[0])
        return sorted(figures, key=lambda place: place.index)

    def is_open(self, place: Place) -> bool:
        """Whether the reader left open how the numbers of a column are written."""
        return place in self._uncertain and not any(isinstance(v, float) and v % 1 for v in self.values(place))

    @cached_property
    def _uncertain(self) -> list[Place]:
        told = {finding.column for finding in self.table.findings if finding.rule == "angka.tidak_pasti"}
        return [place for place in self.numeric if place.column.name in told]

    @cached_property
    def totals(self) -> list[Place]:
        """Figures named a total, at any level of their header, that mostly are the sum of others."""
        counted = [place for place in self.figures if not is_rate(place.column.name)]
        plain = [place for place in counted if not _is_named(place, TOTAL_HEADER)]
        parts = [place for place in plain if not _is_named(place, _NAMED_SUM)]
        found = [p for p in counted if p not in plain and self._is_sum(p, plain, parts)]
        found += [p for p in plain if p not in parts and self._adds_up(p, parts)]
        return sorted(found, key=lambda place: place.index) or self._total_groups()

    def _is_sum(self, total: Place, plain: Sequence[Place], parts: Sequence[Place]) -> bool:
        path = total.column.path
        beside = [p for p in plain if p.column.path[:-1] == path[:-1]]
        return any(self._adds_up(total, some) for some in (beside, _siblings(total, plain), plain, parts))

    def _total_groups(self) -> list[Place]:
        """Totals one level up that add up nowhere: ``L+P`` over years stands beside ``L`` and ``P`` over the same."""
        return [p for p in self.figures if len(p.column.path) > 1 and _is_named(p, TOTAL_HEADER)]

    @cached_property
    def dimensions(self) -> list[Place]:
        return [place for place in self.places if place in self._labels or place is self.numbering]

    @cached_property
    def _labels(self) -> list[Place]:
        figures = {place.index for place in self.figures}
        return [place for place in self.named if place.index not in figures]

    @cached_property
    def _filled(self) -> list[Place]:
        """Labels that may be part of a key."""
        return [place for place in self._labels if None not in self.values(place)] or self._labels

    @cached_property
    def key(self) -> list[Place]:
        """The dimensions that tell the details apart, none more than needed; all of them when even they do not."""
        kept = self._filled
        if not self._tells_apart(kept):
            # A number alone would be no key by which anybody could find a row again.
            return [place for place in self.dimensions if place in kept or place is self.numbering]
        for place in sorted(kept, key=self._dispensable, reverse=True):
            fewer = [other for other in kept if other is not place]
            if fewer and self._tells_apart(fewer):
                kept = fewer
        return kept

    @property
    def key_is_unique(self) -> bool:
        return self._tells_apart(self.key)

    @property
    def doubled(self) -> list[int]:
        """Sheet rows of details that a key which is not unique does not tell apart."""
        labels = [tuple(row.values[place.index] for place in self.key) for row in self.details]
        often = Counter(labels)
        return [row.row for row, label in zip(self.details, labels, strict=True) if often[label] > 1]

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
        words = any(all(pattern.fullmatch(text) for text in texts) for pattern in (_SEXES, _MONTHS))
        return words or None not in map(year, texts)

    def _is_serial(self, place: Place) -> bool:
        if not _SERIAL.match(place.last):
            return False
        found = [value for value in self.values(place) if value is not None]
        return all(isinstance(value, int) for value in found) and len(set(found)) == len(found)

    def is_mean(self, place: Place) -> bool:
        """Whether the area of which the rows are parts holds less than the largest of them: no sum of parts does."""
        parts = [value for value in self.values(place) if isinstance(value, int | float)]
        wholes = (row.values[place.index] for row in self.table.rows if _is_area(row))
        stated = [value for value in wholes if isinstance(value, int | float)]
        return bool(stated) and len(parts) > 1 and min(parts) >= 0 and max(stated) < max(parts)

    def _is_time(self, place: Place) -> bool:
        return bool(_TIME.match(place.last))

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

    def _dispensable(self, place: Place) -> tuple[bool, bool, bool, int]:
        """The first to be left out of a key: what never changes, what is written freely, anything before the time."""
        values = self.values(place)
        constant = len(set(values)) <= 1 and len(self.details) > 1
        prose = any(isinstance(value, str) and len(value) > _PROSE for value in values)
        return constant, prose or bool(_NAMES.match(place.last)), not self._is_time(place), -place.index


def _is_named(place: Place, words: re.Pattern[str]) -> bool:
    return any(words.match(part) for part in place.column.path)


def _is_area(row: Row) -> bool:
    """A row above all others that its label does not name a sum or an average."""
    labels = [value for value in row.values if isinstance(value, str)]
    return row.kind == "total" and not any(_NAMED_SUM.match(label) or is_average(label) for label in labels)


def _siblings(total: Place, places: Sequence[Place]) -> list[Place]:
    """Columns whose header differs from a total's where that has the word: ``L > 2023`` of ``L+P > 2023``."""
    path = total.column.path
    level = next(level for level, part in enumerate(path) if TOTAL_HEADER.match(part))
    rest = (path[:level], path[level + 1 :])
    return [p for p in places if (p.column.path[:level], p.column.path[level + 1 :]) == rest]
