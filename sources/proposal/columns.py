"""The columns of a drafted contract: dimensions, measures, levels of an unpivoted block."""

import re
from collections.abc import Iterator
from typing import Any

from sources import thousands
from sources.document import Column, NullReason
from sources.headers import year
from sources.proposal.shape import Place, Shape
from sources.proposal.wording import identifier, size_of, unit_label
from sources.proposal.writing import COMMENT
from sources.regions import Level, Regions

_TODO = "TODO: "
_UNDECIDED = (
    f"{_TODO}ukuran dan satuan belum ditetapkan, isi di bawah hanya pengisi. Bila satuannya berbeda pada tiap baris, "
    "kirim baris-baris itu sebagai dataset menurut satuannya."
)
_TYPES = {"text": "string", "period": "string", "empty": "string", "datetime": "timestamp", "time": "string"}
_DATES = ["%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%y", "%d-%m-%y"]
# The higher level first: names of kecamatan are names of villages too.
_LEVELS: dict[Level, re.Pattern[str]] = {
    "kecamatan": re.compile(r"\b(?:kecamatan|kec)\b", re.IGNORECASE),
    "desa": re.compile(r"\b(?:desa|kelurahan|kel)\b", re.IGNORECASE),
}
# Share of different labels that must be regions of the tenant before a column is declared to hold them.
_REGIONS = 0.9
# Different labels that are looked at: a register holds tens of thousands.
_SAMPLE = 300
# How numbers are written -> their decimal mark; what is written without decimals tells it for those that have some.
_DECIMALS = {"1.234.567,89": ",", "1234.5": ".", "1,234,567.89": "."}
_GROUPED = {"1.234.567": ",", "1,234,567": "."}


def columns(shape: Shape, regions: Regions) -> list[dict[str, Any]]:
    """The properties of the contract's table, in the order of the sheet."""
    taken: set[str] = set()
    found = [_dimension(shape, place, regions, taken) for place in shape.dimensions]
    found += [_measure(shape, place, taken) for place in shape.measures]
    found += _block(shape, taken)
    for position, item in enumerate((p for p in found if p.get("primaryKey")), 1):
        item["primaryKeyPosition"] = position
    return found


def _name(text: str, taken: set[str]) -> str:
    name = identifier(text, taken)
    taken.add(name)
    return name


def _dimension(shape: Shape, place: Place, regions: Regions, taken: set[str]) -> dict[str, Any]:
    column = place.column
    kind = _TYPES.get(column.type, column.type)
    custom: dict[str, Any] = {"source": {"header": [place.name]}}
    custom |= _numbers(kind, column.number_format, column.nulls) if place in shape.numeric else _nulls(column.nulls)
    remark = f"Kolom {column.letter}: {column.decision}."
    if region := _region(shape, place, regions):
        custom["region"] = region
        remark += f" Isinya nama {region['level']} di {regions[regions.home].title}."
    if column.type in ("date", "datetime"):
        clocks = ("%H:%M", "%H:%M:%S") if column.type == "datetime" else ()
        custom["formats"] = [f"{form} {clock}" for form in _DATES for clock in clocks] or _DATES
        remark += " TODO: sisakan bentuk tanggal yang dipakai."
    return _property(place.name, _name(place.name, taken), kind, remark, custom, key=place in shape.key)


def _measure(shape: Shape, place: Place, taken: set[str]) -> dict[str, Any]:
    column = place.column
    kind = "number" if column.type == "empty" or shape.is_open(place) else column.type
    custom: dict[str, Any] = {"source": {"header": [place.name]}}
    custom |= _nulls(column.nulls) if shape.is_open(place) else _numbers(kind, column.number_format, column.nulls)
    custom["measure"] = _standard(column.name, column.unit, shape.is_mean(place))
    remark = f"Kolom {column.letter}: {column.decision}.{_doubts([place], shape)}"
    return _property(place.name, _name(place.name, taken), kind, remark, custom)


def _doubts(places: list[Place], shape: Shape) -> str:
    """What a person has to decide about figures before their file can be read."""
    said = ""
    if any(map(shape.is_open, places)):
        said += " TODO: tetapkan tanda desimalnya (decimal); sampai itu angkanya tidak dapat dibaca."
    if any(_has_lost_thousands(place.column, shape) for place in places):
        said += " TODO: ada pecahan pada jumlah orang atau benda; periksa titik ribuannya pada berkas asli."
    if unit_label(places[0].name, places[0].column.unit) is None:
        said += " TODO: satuannya tidak tertulis pada berkas."
    return said


def _has_lost_thousands(column: Column, shape: Shape) -> bool:
    names = {finding.column for finding in shape.table.findings if finding.rule == thousands.RULE}
    return (column.name or column.letter) in names


def _block(shape: Shape, taken: set[str]) -> Iterator[dict[str, Any]]:
    """The levels of the unpivoted block and its values."""
    if not shape.levels:
        return
    yield from (_level(shape, level, taken) for level in range(1, shape.levels + 1))
    columns = [place.column for place in shape.block]
    nulls = {mark: reason for column in columns for mark, reason in column.nulls.items()}
    above = " ".join(columns[0].path[: -shape.levels]) or " ".join(shape.table.title)
    is_open = any(map(shape.is_open, shape.block))
    whole = not is_open and all(column.type in ("integer", "empty") for column in columns)
    kind = "integer" if whole else "number"
    custom: dict[str, Any] = {"source": {"value": True}}
    custom |= _nulls(nulls) if is_open else _numbers(kind, _written(columns), nulls)
    custom["measure"] = _standard(above, columns[0].unit, all(map(shape.is_mean, shape.block)))
    remark = f"Kolom {columns[0].letter} sampai {columns[-1].letter}: {columns[0].decision}."
    remark += _doubts(shape.block, shape)
    yield _property(above or "Nilai", _name("nilai", taken), kind, remark, custom)


def _written(columns: list[Column]) -> str | None:
    """How the numbers of a block are written: as the column shows that tells most."""
    found = [column.number_format for column in columns if column.number_format]
    return max(found, key=lambda form: (form in _DECIMALS, len(form)), default=None)


def _level(shape: Shape, level: int, taken: set[str]) -> dict[str, Any]:
    """A header level of the block. Years are read as they stand, so that next year's column is known as well; other
    texts are listed."""
    texts = list(dict.fromkeys(place.column.path[level - shape.levels - 1] for place in shape.block))
    custom: dict[str, Any] = {"source": {"level": level}}
    years = [year(text) for text in texts]
    if None not in years:
        remark = f"Judul kolom tingkat {level}: tahun {min(texts)} sampai {max(texts)}."
        return _property("Tahun", _name("tahun", taken), "integer", remark, custom, key=True)
    custom["codes"] = {text: [text] for text in texts}
    remark = f"Judul kolom tingkat {level}: {', '.join(texts[:8])}. TODO: beri nama dan kode resmi."
    name = _name(f"kelompok_{level}", taken)
    return _property(f"Kelompok {level}", name, "string", remark, custom, key=True)


def _property(
    label: str, name: str, kind: str, remark: str, custom: dict[str, Any], key: bool = False
) -> dict[str, Any]:
    found: dict[str, Any] = {
        COMMENT: remark,
        "name": name,
        "businessName": label[:120],
        "description": f"{_TODO}arti kolom {label[:120]}.",
        "logicalType": kind,
    }
    if key:
        found |= {"primaryKey": True, "primaryKeyPosition": 0}
    return found | {"customProperties": [{"property": p, "value": v} for p, v in custom.items()]}


def _numbers(kind: str, written: str | None, nulls: dict[str, NullReason]) -> dict[str, Any]:
    """How numbers are written, where the contract must say so: whole ones may leave it open."""
    marks = _DECIMALS if kind == "integer" else _DECIMALS | _GROUPED
    decimal = marks.get(written or "")
    return ({"decimal": decimal} if decimal else {}) | _nulls(nulls)


def _nulls(nulls: dict[str, NullReason]) -> dict[str, Any]:
    # A mark that nothing explains is the more careful of the two: no data.
    meanings = {mark: "tidak_ada" if reason == "tidak_pasti" else reason for mark, reason in nulls.items()}
    return {"nulls": meanings} if meanings else {}


def _standard(label: str, stated: str | None, is_mean: bool) -> dict[str, str]:
    """Standar Data of a measure, as far as the header and the unit that is ``stated`` tell it."""
    unit = unit_label(label, stated)
    size = size_of(label if stated is None else f"{label} {unit}")
    undecided = {} if unit else {COMMENT: _UNDECIDED}
    return {
        "konsep": f"{_TODO}konsep dari {label[:120] or 'nilai ini'}",
        "definisi": f"{_TODO}definisi",
        "klasifikasi": f"{_TODO}klasifikasi",
        **undecided,
        "ukuran": "Rata-rata" if is_mean and size in ("Jumlah", "Nilai") else size,
        # Nothing else can stand here: a unit must be one of the list.
        "satuan": unit or "Unit",
    }


def _region(shape: Shape, place: Place, regions: Regions) -> dict[str, Any] | None:
    texts = sorted({value for value in shape.values(place) if isinstance(value, str)})
    if not texts or place.column.type != "text":
        return None
    sample = texts[:: len(texts) // _SAMPLE + 1]
    said = [level for level, word in _LEVELS.items() if word.search(place.name)]
    shares = {level: _share(sample, level, regions) for level in said or _LEVELS}
    level = max(shares, key=lambda one: shares[one])
    if shares[level] < _REGIONS:
        return None
    return {"system": regions.system, "version": regions.version, "level": level, "by": "name"}


def _share(texts: list[str], level: Level, regions: Regions) -> float:
    return sum(len(regions.named(text, level)) == 1 for text in texts) / len(texts)
