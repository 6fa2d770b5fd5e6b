"""The contract of a dataset: the one file from which its reader, checks, tables and public page follow.

A contract is a YAML file in the Open Data Contract Standard (ODCS v3.1). :func:`load` validates it against the standard
(JSON Schema and models of the ``open-data-contract-standard`` package) and returns the typed view that the product
reads. An ODCS field that nothing here reads is refused: a declaration that no check enforces would be decoration.
"""

import hashlib
import json
import re
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from sources.references import PACKAGED, Reference
from sources.units import contradicts, proposals, unit_in, unit_of

if TYPE_CHECKING:
    from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject, SchemaProperty

NAME = r"^[a-z][a-z0-9_]{1,60}$"
Name = Annotated[str, Field(pattern=NAME)]
Text = Annotated[str, Field(min_length=1)]


class ContractError(ValueError):
    """A contract that cannot be used: says which file, which field and why."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# --- how a column is read ---------------------------------------------------------------------------------------------


class Origin(Strict):
    """Where the values of a column stand in a delivery. Exactly one of the fields is set.

    ``header``: texts that name the column; levels of a multi-row header are joined with `` > ``. A column without
    header is named by its letter: ``kolom A``.
    ``level``: level of the unpivoted header path, 1 = topmost row.
    ``value``: the body of the unpivoted block.
    ``sheet``: regular expression with one group over the sheet's name.
    ``title``: regular expression with one group over the lines above the table.
    ``field``: dotted path in a record of an API.
    """

    header: tuple[Text, ...] | None = None
    level: int | None = Field(None, ge=1, le=4)
    value: Literal[True] | None = None
    sheet: Text | None = None
    title: Text | None = None
    field: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"exactly one origin is needed, got {sorted(self.model_fields_set) or 'none'}")
        for pattern in (self.sheet, self.title):
            if pattern is not None and re.compile(pattern).groups != 1:
                raise ValueError(f"pattern {pattern!r} needs exactly one group")
        return self


class Region(Strict):
    """A region column: its code system (with version), level and area, and the cells that prove the code.

    ``by`` says whether the column's own cells hold the code or the name. ``name`` is the column whose cells must carry
    the official name of the code (a right code beside the wrong name blocks). ``parent`` and ``grandparent`` are the
    columns with the regions one and two levels above: kecamatan and kabupaten/kota of a desa. ``area`` says where the
    regions lie when it is not the tenant: a province (``35``), another kabupaten/kota or ``ID`` for the country.

    The only code system is Kemendagri's. A BPS code could be held against its shape alone: no list of them and no
    bridge is packaged, and 256 strings of West Java are BPS' code of one village and Kemendagri's of another. A column
    of BPS codes is declared as plain text with a pattern, beside the region by its name or Kemendagri code.
    """

    system: Literal["kemendagri"]
    version: Text
    level: Literal["provinsi", "kabkota", "kecamatan", "desa"]
    by: Literal["code", "name"]
    area: Text | None = None
    name: Origin | None = None
    parent: Origin | None = None
    grandparent: Origin | None = None

    @property
    def beside(self) -> dict[Literal["name", "parent", "grandparent"], Origin]:
        """Where the cells stand that prove the region."""
        roles: tuple[Literal["name", "parent", "grandparent"], ...] = ("name", "parent", "grandparent")
        return {role: origin for role in roles if (origin := getattr(self, role))}

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        above = {"provinsi": 0, "kabkota": 1, "kecamatan": 2, "desa": 3}[self.level]
        if (self.parent and above < 1) or (self.grandparent and above < 2):
            raise ValueError(f"nothing lies that far above a region of level {self.level}")
        if self.area is not None:
            # Only who declares an area pays for the list of regions.
            from sources.regions import known_area

            if not known_area(self.area):
                raise ValueError(f"area {self.area!r} is no province, no kabupaten/kota and not ID")
        return self


class Measure(Strict):
    """Standar Data of a measure: the five fields of Perpres 39/2019 and Peraturan BPS 4/2020."""

    konsep: Text
    definisi: Text
    klasifikasi: Text
    ukuran: Literal["Jumlah", "Persentase", "Rasio", "Indeks", "Rata-rata", "Laju", "Nilai"]
    # Kept as the label of the packaged list, however the contract spells it.
    satuan: Text

    @field_validator("satuan")
    @classmethod
    def _listed(cls, text: str) -> str:
        unit = unit_of(text)
        if unit is None:
            near = " or ".join(repr(found.label) for found in proposals(text)) or "see sources/reference/satuan.yaml"
            raise ValueError(f"satuan {text!r} is not in the list of units: {near}")
        return unit.label


class Column(Strict):
    """One column of the table that a delivery is read into, or of a public table derived from it."""

    name: Name
    label: Text
    description: Text
    type: Literal["string", "integer", "number", "date", "timestamp", "boolean"]
    required: bool
    unique: bool
    key: int | None = Field(ge=1)
    minimum: float | None
    maximum: float | None
    pattern: str | None
    # Code -> the texts that mean it in deliveries; the first text is the official label.
    codes: dict[str, tuple[Text, ...]] | None
    origin: Origin | None
    # Decimal mark in text cells. Numbers in text without it are integers; a thousands mark must group by three.
    decimal: Literal[",", "."] | None
    # Null marks of this column and what they mean.
    nulls: dict[str, Literal["nol", "tidak_ada", "belum_tersedia", "tidak_berlaku"]]
    # strptime formats of text dates; cells that are true dates need none.
    formats: tuple[Text, ...]
    region: Region | None
    reference: Reference | None
    measure: Measure | None
    public: bool

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.measure and self.type not in ("integer", "number"):
            raise ValueError(f"{self.name}: a measure is a number")
        if self.region and self.type != "string":
            raise ValueError(f"{self.name}: a region code is text")
        if self.type in ("date", "timestamp") and self.origin and self.origin.header and not self.formats:
            raise ValueError(f"{self.name}: say which text formats a date may have (property 'formats')")
        numeric, dated = self.type in ("integer", "number"), self.type in ("date", "timestamp")
        for name, fits in (
            ("minimum", numeric),
            ("maximum", numeric),
            ("decimal", numeric),
            ("formats", dated),
            ("pattern", self.type == "string"),
            ("reference", self.type == "string"),
        ):
            if getattr(self, name) not in (None, ()) and not fits:
                raise ValueError(f"{self.name}: nothing reads {name!r} of a column of type {self.type}")
        if self.measure and (unit := unit_of(self.measure.satuan)):
            for text in (self.origin.header or ()) if self.origin else ():
                if (stated := unit_in(text)) and contradicts(stated, unit):
                    raise ValueError(f"{self.name}: header {text!r} states {stated.label}, satuan is {unit.label}")
        if "nol" in self.nulls.values() and not numeric:
            raise ValueError(f"{self.name}: only a number can be 'nol'")
        if self.pattern is not None:
            re.compile(self.pattern)
        return self

    @property
    def explained(self) -> str:
        """The description, with what an empty cell means where the contract says so."""
        meanings = dict.fromkeys(m.replace("_", " ") for m in self.nulls.values() if m != "nol")
        return f"{self.description} Kosong berarti {' atau '.join(meanings)}." if meanings else self.description


# --- how a delivery is laid out ---------------------------------------------------------------------------------------


class Unpivot(Strict):
    """A block of value columns under a header path: ``levels`` header rows; every path that resolves becomes rows."""

    levels: int = Field(ge=1, le=4)


class Totals(Strict):
    """Rows and columns that hold sums: never loaded, always compared with the sum of what they cover.

    ``rows``: regular expressions over a row's label that mark a total or subtotal row.
    ``columns``: header texts (or last part of a header path) of columns that hold the sum of their block.
    ``required``: whether a delivery without any total row is refused.
    """

    rows: tuple[Text, ...]
    columns: tuple[Text, ...]
    required: bool


class Workbook(Strict):
    """A spreadsheet. ``sheets``: regular expression of the sheets that hold the table, others are
    ``ignored_sheets``. ``ignored_tables``: regular expressions of the first line (title, or header without one) of
    other tables on those sheets. ``text``: the table may come as delimited text too, which has no sheets; encoding and
    delimiter are found in the file."""

    kind: Literal["workbook"]
    sheets: Text
    ignored_sheets: Text | None = None
    ignored_tables: tuple[Text, ...] = ()
    text: Literal[True] | None = None
    # None: columns are named by their letters, as ``kolom A``.
    header_rows: int = Field(ge=0, le=4)
    unpivot: Unpivot | None = None
    totals: Totals | None = None
    # Headers that are known and not read (row numbers, names of officers, ...). Any other unknown header is a finding.
    # A column without header is named by its letter: ``kolom A``.
    ignored: tuple[Text, ...] = ()
    footer: tuple[Text, ...] = ()


class Csv(Strict):
    """A delimited text file. Levels of a header of several records are joined with `` > ``, as in a workbook."""

    kind: Literal["csv"]
    delimiter: Literal[",", ";", "\t", "|"]
    encoding: Literal["utf-8", "cp1252", "utf-16"]
    # Records of the header; without it one.
    header_rows: int | None = Field(None, ge=1, le=4)
    ignored: tuple[Text, ...] = ()


class Api(Strict):
    """A paginated JSON API. ``path`` is joined to the tenant's base address of ``service``."""

    kind: Literal["api"]
    service: Name
    path: Text
    records: Text
    page_param: Text
    page_size_param: Text
    page_size: int = Field(ge=1, le=10_000)
    # Parameter that asks for a period; without it the service knows its present state only.
    period_param: Text | None = None
    # Field of the reply that holds the number of records: what was read must equal it.
    count: Text
    ignored: tuple[Text, ...] = ()


Layout = Annotated[Workbook | Csv | Api, Field(discriminator="kind")]


class PeriodRule(Strict):
    """Grain of the delivery's period, and the column (date or month) that must lie inside it, if any."""

    grain: Literal["year", "semester", "quarter", "month"]
    column: Name | None = None


class Coverage(Strict):
    """Regions that must all occur in a delivery; no others may.

    ``per`` names key columns: every region must occur in each combination of their values (each month, each age group).
    """

    column: Name
    kinds: tuple[Literal["desa", "kelurahan", "kecamatan", "kabupaten", "kota", "provinsi"], ...] = Field(min_length=1)
    per: tuple[Name, ...] = ()


class Balance(Strict):
    """A total column read beside its parts: ``total`` = sum of ``parts`` in each row."""

    total: Name
    parts: tuple[Name, ...] = Field(min_length=2)


class Disclosure(Strict):
    """Small-cell rule: counts of 1..threshold-1 in ``measures`` may not be published (UU 16/1997 art. 21). 0 = none
    needed, then ``reason`` must say why."""

    threshold: int = Field(ge=0, le=100)
    measures: tuple[Name, ...]
    reason: Text

    @model_validator(mode="after")
    def _finds_something(self) -> Self:
        if self.threshold == 1 or (self.threshold == 0 and self.measures):
            raise ValueError("threshold below 2 finds nothing: write 0 without measures, and the reason")
        return self


class Activity(Strict):
    """Statistical activity behind the data (MS-Keg, Peraturan BPS 5/2020)."""

    judul: Text
    cara_pengumpulan: Literal["pencacahan lengkap", "survei", "kompilasi produk administrasi", "lainnya"]
    nomor_rekomendasi: Text | None = None


class Publication(Strict):
    """How the dataset is shown: openness (UU 14/2008), theme, licence, status of the figures."""

    sifat: Literal["terbuka", "terbatas", "tertutup"]
    dasar_pengecualian: Text | None = None
    tema: Name
    bidang_urusan: Text
    lisensi: Literal["cc-by", "odc-odbl"]
    level_penyajian: Literal["kabkota", "kecamatan", "desa", "titik", "opd"]
    prioritas: bool
    status_angka: Literal["tetap", "sementara", "proyeksi", "estimasi"]

    @model_validator(mode="after")
    def _exception_has_a_ground(self) -> Self:
        if (self.sifat == "terbuka") == (self.dasar_pengecualian is not None):
            raise ValueError("dasar_pengecualian is needed for terbatas and tertutup, and only there")
        return self


class Service(Strict):
    """Service level: a delivery every ``frequency``, at most ``latency_days`` after the period's end."""

    frequency: Literal["year", "semester", "quarter", "month"]
    latency_days: int = Field(ge=0, le=400)
    # Cron (five fields of digits) of an API pull, in the tenant's time zone.
    schedule: Annotated[str, Field(pattern=r"^[\d*/,-]+( [\d*/,-]+){4}$")] | None = None


class Contact(Strict):
    """An office, never a person."""

    office: Text
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class Expectation(Strict):
    """A hand-written Great Expectations expectation on the public table (type and keyword arguments) and its reason."""

    type: Annotated[str, Field(pattern=r"^expect_[a-z_]+$")]
    kwargs: dict[str, Any]
    reason: Text


class Contract(Strict):
    """A dataset as the product sees it. ``columns`` is the table that a delivery is read into; ``public_columns`` the
    columns of ``open_data.<id>``: those marked public, or those of the contract's second schema object (an
    aggregate)."""

    id: Name
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    # A draft can be checked against; nothing is delivered for it.
    status: Literal["draft", "active"]
    title: Text
    opd: Name
    tags: tuple[Text, ...] = Field(min_length=1)
    purpose: Text
    usage: Text
    limitations: Text
    # What the delivered and the public table hold, and what one row of them means.
    description: Text
    public_description: Text
    grain: Text
    public_grain: Text
    columns: tuple[Column, ...] = Field(min_length=1)
    aggregate: tuple[Column, ...] | None
    layout: Layout
    period: PeriodRule
    coverage: Coverage | None
    balances: tuple[Balance, ...]
    disclosure: Disclosure
    activity: Activity
    publication: Publication
    service: Service
    contact: Contact
    expectations: tuple[Expectation, ...]
    # sha256 of the contract file's meaning: changes whenever anything in it does.
    fingerprint: Text

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the key columns, in order."""
        return _key(self.columns)

    @property
    def public_columns(self) -> tuple[Column, ...]:
        return self.aggregate or tuple(column for column in self.columns if column.public)

    @property
    def public_key(self) -> tuple[str, ...]:
        return _key(self.public_columns)

    @property
    def labels(self) -> dict[str, str]:
        """Column -> what people call it."""
        return {column.name: column.label for column in self.columns}

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @model_validator(mode="after")
    def _refers_to_its_own_columns(self) -> Self:
        names = {column.name for column in self.columns}
        public = {column.name for column in self.public_columns}
        wanted: list[tuple[str, set[str]]] = [("disclosure", set(self.disclosure.measures) - public)]
        if self.period.column:
            wanted.append(("period", {self.period.column} - names))
        if self.coverage:
            wanted.append(("coverage", {self.coverage.column, *self.coverage.per} - names))
        wanted += [("balances", {b.total, *b.parts} - names) for b in self.balances]
        for where, missing in wanted:
            if missing:
                raise ValueError(f"{where} names columns that are not there: {sorted(missing)}")
        if not self.key:
            raise ValueError("no column is part of the primary key")
        for table in (self.columns, self.aggregate or ()):
            if len({column.name for column in table}) != len(table):
                raise ValueError("two columns have the same name")
            if sorted(c.key for c in table if c.key) != list(range(1, len(_key(table)) + 1)):
                raise ValueError("primaryKeyPosition counts 1, 2, 3, ... without gaps")
        if self.coverage and not self.column(self.coverage.column).region:
            raise ValueError("coverage names a column that holds no region")
        if not public and self.publication.sifat == "terbuka":
            raise ValueError("an open dataset needs public columns")
        if not set(self.public_key) and public:
            raise ValueError("the public table has no key: mark the key columns as public")
        if not self.aggregate and set(self.key) - public and self.publication.sifat == "terbuka":
            raise ValueError(
                f"key columns {sorted(set(self.key) - public)} are not public: the public rows would lose their grain"
            )
        if any(column.origin is None for column in self.columns):
            raise ValueError("every delivered column needs a 'source'")
        return self

    @model_validator(mode="after")
    def _aggregate_is_not_read(self) -> Self:
        """The columns of a public aggregate come from a model: what says how to read a cell would be decoration."""
        for column in self.aggregate or ():
            region = column.region
            reads = [column.origin, column.decimal, column.nulls, column.formats, column.public]
            reads.append(column.reference in PACKAGED)
            if any(reads) or (region and (region.beside or region.area or region.by != "code")):
                raise ValueError(f"{column.name}: nothing reads the cells or the 'public' of an aggregate's column")
            own = next((c.codes or {} for c in self.columns if c.name == column.name), {})
            if any(texts not in ((code,), own.get(code)) for code, texts in (column.codes or {}).items()):
                raise ValueError(f"{column.name}: texts of an aggregate's codes repeat the delivered ones or the code")
        return self

    @model_validator(mode="after")
    def _service_fits(self) -> Self:
        if self.service.frequency != self.period.grain:
            raise ValueError("slaProperties frequency must be the grain of a delivery's period")
        if (self.service.schedule is None) == (self.layout.kind == "api"):
            raise ValueError("slaProperties schedule is needed for an api layout, and only there")
        return self

    @model_validator(mode="after")
    def _layout_gives_its_columns(self) -> Self:
        """Every origin must be one that the layout can give: a column that nothing fills would be empty for ever."""
        origins = [column.origin for column in self.columns if column.origin]
        origins += [origin for c in self.columns if c.region for origin in c.region.beside.values()]
        given = {
            "workbook": {"header", "level", "value", "sheet", "title"},
            "csv": {"header"},
            "api": {"field"},
        }[self.layout.kind]
        if strange := {name for origin in origins for name in origin.model_fields_set} - given:
            raise ValueError(f"a {self.layout.kind} layout gives no {sorted(strange)}")
        depth = self.layout.unpivot.levels if isinstance(self.layout, Workbook) and self.layout.unpivot else 0
        levels = sorted(origin.level for origin in origins if origin.level)
        bodies = [column for column in self.columns if column.origin and column.origin.value]
        if levels != list(range(1, depth + 1)) or len(bodies) != (1 if depth else 0):
            raise ValueError("an unpivoted block needs one column for each level and one for its values, others none")
        leveled = [column for column in self.columns if column.origin and column.origin.level]
        # A level without codes names years: then its column is a whole number.
        if uncoded := [c.name for c in leveled if not c.codes and c.type != "integer"]:
            raise ValueError(f"columns read from header levels need codes, or are years of type integer: {uncoded}")
        if isinstance(self.layout, Workbook) and depth > self.layout.header_rows:
            raise ValueError("the header has fewer rows than the unpivoted block has levels")
        return self


def _key(columns: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(c.name for c in sorted((c for c in columns if c.key), key=lambda c: c.key or 0))


# --- reading the file -------------------------------------------------------------------------------------------------

_TOP = {
    "apiVersion", "kind", "id", "version", "status", "name", "domain", "tags", "description", "support",
    "slaProperties", "schema_", "customProperties",
}  # fmt: skip
_OBJECT = {"name", "description", "dataGranularityDescription", "properties"}
_PROPERTY = {
    "name", "businessName", "description", "logicalType", "logicalTypeOptions", "required", "unique", "primaryKey",
    "primaryKeyPosition", "customProperties",
}  # fmt: skip
_OPTIONS = {"minimum", "maximum", "pattern"}
_CUSTOM = {
    "layout", "period", "coverage", "balances", "disclosure", "activity", "publication", "expectations",
}  # fmt: skip
_COLUMN_CUSTOM = {"codes", "source", "decimal", "nulls", "formats", "region", "reference", "measure", "public"}


def load(path: Path) -> Contract:
    """Read and validate one contract. Raises :class:`ContractError` naming file, field and reason."""
    # The standard's models take half a second to import: only who reads a contract file pays for them.
    import jsonschema
    from open_data_contract_standard.model import OpenDataContractStandard

    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        jsonschema.Draft201909Validator(_odcs_schema()).validate(_plain(raw))
        contract = _typed(OpenDataContractStandard(**raw), _fingerprint(raw))
    except (yaml.YAMLError, jsonschema.ValidationError, ValidationError, ValueError, TypeError) as error:
        message = error.message if isinstance(error, jsonschema.ValidationError) else str(error)
        raise ContractError(f"{path}: {message}") from error
    if path.name != f"{contract.id}.odcs.yaml" or path.parent.name != contract.opd:
        raise ContractError(f"{path}: must lie at {contract.opd}/{contract.id}.odcs.yaml (domain/id)")
    return contract


def catalogue(folder: Path) -> dict[str, Contract]:
    """All contracts below ``folder`` (``<opd>/<dataset>.odcs.yaml``), by dataset, sorted."""
    contracts = [load(path) for path in sorted(folder.glob("*/*.odcs.yaml"))]
    ids = [contract.id for contract in contracts]
    if doubled := {i for i in ids if ids.count(i) > 1}:
        raise ContractError(f"{folder}: dataset ids used twice: {sorted(doubled)}")
    return {contract.id: contract for contract in sorted(contracts, key=lambda c: c.id)}


@cache
def _odcs_schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        (files("open_data_contract_standard") / "schema.json").read_text(encoding="utf-8")
    )
    return schema


def _plain(value: Any) -> Any:
    """YAML dates as text, as JSON Schema sees them."""
    return json.loads(json.dumps(value, default=lambda v: v.isoformat() if isinstance(v, date) else str(v)))


def _fingerprint(raw: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(raw), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _typed(odcs: "OpenDataContractStandard", fingerprint: str) -> Contract:
    _refuse_unread("contract", odcs, _TOP)
    if odcs.kind != "DataContract" or odcs.apiVersion != "v3.1.0":
        raise ValueError("kind must be DataContract and apiVersion v3.1.0")
    objects = odcs.schema_ or []
    if not 1 <= len(objects) <= 2 or objects[0].name != odcs.id:
        raise ValueError("schema holds the delivered table (named as the id) and at most one public aggregate")
    if len(objects) == 2 and objects[1].name != f"{odcs.id}_publik":
        raise ValueError(f"the public aggregate is named {odcs.id}_publik")
    custom = _custom("contract", odcs.customProperties, _CUSTOM)
    return Contract.model_validate(
        {
            "id": odcs.id,
            "version": odcs.version,
            "status": odcs.status,
            "title": odcs.name,
            "opd": odcs.domain,
            "tags": odcs.tags or (),
            **_description(odcs),
            "description": objects[0].description,
            "public_description": objects[-1].description,
            "grain": objects[0].dataGranularityDescription,
            "public_grain": objects[-1].dataGranularityDescription,
            "columns": _columns(objects[0]),
            "aggregate": _columns(objects[1]) if len(objects) == 2 else None,
            "layout": custom.get("layout"),
            "period": custom.get("period"),
            "coverage": custom.get("coverage"),
            "balances": custom.get("balances", ()),
            "disclosure": custom.get("disclosure"),
            "activity": custom.get("activity"),
            "publication": custom.get("publication"),
            "expectations": custom.get("expectations", ()),
            "service": _service(odcs),
            "contact": _contact(odcs),
            "fingerprint": fingerprint,
        }
    )


def _refuse_unread(where: str, model: BaseModel, known: set[str]) -> None:
    if unread := {name for name in model.model_fields_set if getattr(model, name) is not None} - known:
        raise ValueError(f"{where}: nothing reads {sorted(unread)}; remove it")
    if model.model_extra:
        raise ValueError(f"{where}: not in the standard: {sorted(model.model_extra)}")


def _custom(where: str, properties: list[Any] | None, known: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in properties or []:
        if item.property in found or item.property not in known:
            raise ValueError(
                f"{where}: customProperty {item.property!r} is doubled or unknown (known: {sorted(known)})"
            )
        found[item.property] = item.value
    return found


def _description(odcs: "OpenDataContractStandard") -> dict[str, Any]:
    description = odcs.description
    if description is None:
        raise ValueError("description with purpose, usage and limitations is missing")
    _refuse_unread("description", description, {"purpose", "usage", "limitations"})
    return {"purpose": description.purpose, "usage": description.usage, "limitations": description.limitations}


def _columns(table: "SchemaObject") -> list[dict[str, Any]]:
    _refuse_unread(f"schema {table.name}", table, _OBJECT)
    return [_column(item) for item in table.properties or []]


def _column(item: "SchemaProperty") -> dict[str, Any]:
    _refuse_unread(f"column {item.name}", item, _PROPERTY)
    custom = _custom(f"column {item.name}", item.customProperties, _COLUMN_CUSTOM)
    options = item.logicalTypeOptions or {}
    if unread := set(options) - _OPTIONS:
        raise ValueError(f"column {item.name}: nothing reads logicalTypeOptions {sorted(unread)}")
    if bool(item.primaryKey) != bool(item.primaryKeyPosition):
        raise ValueError(f"column {item.name}: primaryKey and primaryKeyPosition go together")
    return {
        "name": item.name,
        "label": item.businessName,
        "description": item.description,
        "type": item.logicalType,
        "required": bool(item.required or item.primaryKey),
        "unique": bool(item.unique),
        "key": item.primaryKeyPosition,
        "minimum": options.get("minimum"),
        "maximum": options.get("maximum"),
        "pattern": options.get("pattern"),
        "codes": custom.get("codes"),
        "origin": custom.get("source"),
        "decimal": custom.get("decimal"),
        "nulls": custom.get("nulls", {}),
        "formats": custom.get("formats", ()),
        "region": custom.get("region"),
        "reference": custom.get("reference"),
        "measure": custom.get("measure"),
        "public": custom.get("public", False),
    }


def _service(odcs: "OpenDataContractStandard") -> dict[str, Any]:
    levels = {item.property: item for item in odcs.slaProperties or []}
    if set(levels) - {"frequency", "latency", "schedule"} or len(levels) != len(odcs.slaProperties or []):
        raise ValueError(
            f"slaProperties: only frequency, latency (unit d) and schedule are read, got {sorted(map(str, levels))}"
        )
    if not {"frequency", "latency"} <= set(levels) or levels["latency"].unit != "d":
        raise ValueError("slaProperties: frequency and latency (unit d) are needed")
    for name, item in levels.items():
        known = {"property", "value", "unit"} if name == "latency" else {"property", "value"}
        _refuse_unread(f"slaProperties {name}", item, known)
    return {
        "frequency": levels["frequency"].value,
        "latency_days": levels["latency"].value,
        "schedule": levels["schedule"].value if "schedule" in levels else None,
    }


def _contact(odcs: "OpenDataContractStandard") -> dict[str, Any]:
    if len(odcs.support or []) != 1:
        raise ValueError("support: exactly one office is needed")
    office = (odcs.support or [])[0]
    _refuse_unread("support", office, {"channel", "url"})
    return {"office": office.channel, "email": (office.url or "").removeprefix("mailto:")}
