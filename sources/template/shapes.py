"""What an empty form of a dataset consists of, before anything is drawn."""

from dataclasses import dataclass

from sources.contract import Column, Contract
from sources.periods import Period
from sources.regions import Level, Place, Regions
from sources.table import Key, Role, is_additive
from sources.tenant import Tenant

_UPPER: dict[Level, Level] = {"desa": "kecamatan", "kecamatan": "kabkota", "kabkota": "provinsi"}


class TemplateRefused(ValueError):
    """A contract of which no template can be made: says why, in Bahasa Indonesia."""


@dataclass(frozen=True)
class Setting:
    """What a form is made from."""

    contract: Contract
    tenant: Tenant
    regions: Regions
    period: Period

    def places(self, column: Column, role: Role = "value") -> tuple[Place, ...]:
        """Regions that may stand in a region column or in the cells that prove it, by code; those covered, if any."""
        assert column.region
        coverage = self.contract.coverage
        kinds = coverage.kinds if coverage and coverage.column == column.name else ()
        own = self.regions.members(column.region.level, kinds)
        if role != "parent":
            return own
        above = {place.parent for place in own}
        upper = self.regions.members(_UPPER.get(column.region.level, "provinsi"))
        return tuple(place for place in upper if place.code in above)


@dataclass(frozen=True)
class FormColumn:
    """A column under its header ``path``, topmost text first. It holds the ``role`` of ``column``; one that ``covers``
    other columns (positions in the form) holds their sum."""

    path: tuple[str, ...]
    column: Column
    role: Role = "value"
    covers: tuple[int, ...] = ()

    @property
    def key(self) -> Key:
        return self.column.name, self.role

    @property
    def is_number(self) -> bool:
        return self.role == "value" and self.column.type in ("integer", "number") and not self.column.codes

    @property
    def is_summed(self) -> bool:
        return self.role == "value" and is_additive(self.column)


@dataclass(frozen=True)
class Group:
    """Rows with the texts that stand in them from the start; ``subtotal`` is the label of the row that sums them."""

    rows: tuple[dict[Key, str], ...]
    subtotal: str | None = None


@dataclass(frozen=True)
class FormSheet:
    """``place`` is the region that the sheet's name stands for."""

    name: str
    place: Place | None
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class TitleLine:
    """A line above the table that the reader takes ``column`` from: one choice is written, of several one is picked,
    without any the officer writes it."""

    column: Column
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """``total`` is the label of the row that sums a sheet. ``is_open`` says that nobody knows beforehand how many rows
    there will be: the total then stands above them."""

    columns: tuple[FormColumn, ...]
    header_rows: int
    titles: tuple[TitleLine, ...]
    sheets: tuple[FormSheet, ...]
    total: str | None
    is_open: bool

    @property
    def is_filled(self) -> bool:
        """Whether rows wait with a label for each region or month that the contract asks for."""
        return any(self.fills(column) for column in self.columns)

    def fills(self, column: FormColumn) -> bool:
        """Whether the column's texts stand in the rows from the start."""
        return any(column.key in row for sheet in self.sheets for group in sheet.groups for row in group.rows[:1])

    @property
    def label(self) -> int:
        """Position of the column in which the labels of totals stand."""
        return next(index for index, column in enumerate(self.columns) if not column.is_number)
