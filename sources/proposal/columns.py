"""The columns of a drafted contract: dimensions, measures, levels of an unpivoted block."""

from collections.abc import Iterator, Sequence
from typing import Any

from sources.document import NullReason
from sources.findings import Finding
from sources.proposal.shape import Place, Shape
from sources.proposal.wording import identifier, size_of, unit_label
from sources.proposal.writing import COMMENT
from sources.regions import Level, Regions

_TODO = "TODO: "
_TYPES = {"text": "string", "period": "string", "empty": "string", "datetime": "timestamp", "time": "string"}
_DATES = ["%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%Y-%m-%d"]
_LEVELS: tuple[Level, ...] = ("desa", "kecamatan")
# Share of different labels that must be regions of the tenant before a column is declared to hold them.
_REGIONS = 0.9


def columns(shape: Shape, regions: Regions) -> list[dict[str, Any]]:
    """The properties of the contract's table, in the order of the sheet."""
    taken: set[str] = set()
    found = [_dimension(shape, place, regions, taken) for place in shape.dimensions]
    found += [_measure(place, taken) for place in shape.measures]
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
    custom: dict[str, Any] = {"source": {"header": [column.name]}, **_nulls(column.nulls)}
    remark = f"Kolom {column.letter}: {column.decision}."
    if region := _region(shape, place, regions):
        custom["region"] = region
        remark += f" Isinya nama {region['level']} di {regions[regions.home].title}."
    if column.type in ("date", "datetime"):
        custom["formats"] = [f"{form} %H:%M" for form in _DATES] if column.type == "datetime" else _DATES
        remark += " TODO: sisakan bentuk tanggal yang dipakai."
    kind = _TYPES.get(column.type, column.type)
    return _property(column.name, _name(column.name, taken), kind, remark, custom, key=place in shape.key)


def _measure(place: Place, taken: set[str]) -> dict[str, Any]:
    column = place.column
    kind = "number" if column.type == "empty" else column.type
    custom: dict[str, Any] = {"source": {"header": [column.name]}, **_numbers(column.number_format, column.nulls)}
    custom["measure"] = _standard(column.name, column.unit)
    return _property(column.name, _name(column.name, taken), kind, f"Kolom {column.letter}: {column.decision}.", custom)


def _block(shape: Shape, taken: set[str]) -> Iterator[dict[str, Any]]:
    """The levels of the unpivoted block and its values."""
    if not shape.levels:
        return
    yield from (_level(shape, level, taken) for level in range(1, shape.levels + 1))
    columns = [place.column for place in shape.block]
    written = next(
        (c.number_format for c in columns if c.number_format not in (None, "excel")), columns[0].number_format
    )
    nulls = {mark: reason for column in columns for mark, reason in column.nulls.items()}
    above = " ".join(columns[0].path[: -shape.levels]) or " ".join(shape.table.title)
    custom = {"source": {"value": True}, **_numbers(written, nulls), "measure": _standard(above, columns[0].unit)}
    kind = "integer" if all(column.type in ("integer", "empty") for column in columns) else "number"
    remark = f"Kolom {columns[0].letter} sampai {columns[-1].letter}: {columns[0].decision}."
    yield _property(above or "Nilai", _name("nilai", taken), kind, remark, custom)


def _level(shape: Shape, level: int, taken: set[str]) -> dict[str, Any]:
    """A header level of the block. Years are read as they stand, so that next year's column is known as well; other
    texts are listed."""
    texts = list(dict.fromkeys(place.column.path[level - shape.levels - 1] for place in shape.block))
    custom: dict[str, Any] = {"source": {"level": level}}
    if all(text.isdecimal() for text in texts):
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


def _numbers(written: str | None, nulls: dict[str, NullReason]) -> dict[str, Any]:
    """How numbers are written, where the contract must say so."""
    decimal = {"1.234.567,89": ",", "1234.5": ".", "1,234,567.89": "."}.get(written or "")
    return ({"decimal": decimal} if decimal else {}) | _nulls(nulls)


def _nulls(nulls: dict[str, NullReason]) -> dict[str, Any]:
    # A mark that nothing explains is the more careful of the two: no data.
    meanings = {mark: "tidak_ada" if reason == "tidak_pasti" else reason for mark, reason in nulls.items()}
    return {"nulls": meanings} if meanings else {}


def _standard(label: str, stated: str | None) -> dict[str, str]:
    """Standar Data of a measure, as far as the header tells it."""
    return {
        "konsep": f"{_TODO}konsep dari {label[:120] or 'nilai ini'}",
        "definisi": f"{_TODO}definisi",
        "klasifikasi": f"{_TODO}klasifikasi",
        "ukuran": size_of(label),
        # TODO cannot stand here: a unit must be one of the list.
        "satuan": unit_label(label, stated) or "Unit",
    }


def _region(shape: Shape, place: Place, regions: Regions) -> dict[str, Any] | None:
    texts = {value for value in shape.values(place) if isinstance(value, str)}
    if not texts or place.column.type != "text":
        return None
    for level in _LEVELS:
        if _share(texts, level, regions) >= _REGIONS:
            return {"system": regions.system, "version": regions.version, "level": level, "by": "name"}
    return None


def _share(texts: set[str], level: Level, regions: Regions) -> float:
    found: Sequence[str | Finding] = [regions.resolve(text, level, "name") for text in texts]
    return sum(isinstance(code, str) for code in found) / len(texts)
