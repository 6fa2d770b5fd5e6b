"""What a form says about a column, in the officer's words: meaning, kind of entry, limits, marks, an example."""

import datetime as dt
import re

from sources.contract import Column, Csv
from sources.regions import LEVELS
from sources.rules import number
from sources.template.patterns import example
from sources.template.rows import months_of
from sources.template.shapes import FormColumn, Setting

_MEANINGS = {
    "nol": "nol",
    "tidak_ada": "memang tidak ada",
    "belum_tersedia": "belum tersedia",
    "tidak_berlaku": "tidak berlaku",
}
_KINDS = {
    "integer": "Bilangan bulat",
    "number": "Angka, boleh berkoma",
    "date": "Tanggal (hari/bulan/tahun)",
    "timestamp": "Tanggal dan jam (hari/bulan/tahun jam:menit)",
    "boolean": "Ya atau Tidak",
    "string": "Teks",
}


def meaning(found: FormColumn) -> str:
    """What stands in the column: the contract's description, and the definition of what is measured."""
    column, region = found.column, found.column.region
    if found.covers:
        return "Dihitung sendiri oleh templat."
    if region and found.role == "name":
        return f"Nama resmi {LEVELS[region.level]} dari kode pada baris yang sama."
    if region and found.role == "parent":
        return f"Wilayah di atas {LEVELS[region.level]} pada baris yang sama."
    return f"{column.description} {column.measure.definisi}" if column.measure else column.description


def kind(found: FormColumn) -> str:
    """What may be entered, with its limits."""
    column = found.column
    if column.region:
        by_code = found.role == "value" and column.region.by == "code"
        return "Kode Kemendagri dengan titik" if by_code else "Nama resmi menurut Kemendagri"
    if column.codes or column.reference:
        return "Pilihan dari daftar"
    if column.pattern and (shown := example(column.pattern)):
        return f"Teks seperti {shown}"
    limits = _limits(column)
    return f"{_KINDS[column.type]}{f', {limits}' if limits else ''}"


def unit(found: FormColumn) -> str:
    return found.column.measure.satuan if found.column.measure and found.role == "value" else ""


def marks(column: Column) -> str:
    """What the null marks of a column mean; an empty cell too, where the contract gives it a meaning."""
    said = [f"{repr(mark) if mark else 'sel kosong'} berarti {_MEANINGS[m]}" for mark, m in column.nulls.items()]
    return "; ".join(said)


def choices(found: FormColumn, setting: Setting) -> list[str]:
    """The texts of a drop-down list, in the order of the contract; none for what is not picked from one list."""
    column = found.column
    if found.role != "value" or column.region:
        return []
    texts = [texts[0] for texts in (column.codes or {}).values()]
    if column.reference and not column.codes:
        texts = references(column, setting)
    if column.type == "boolean":
        texts = ["Ya", "Tidak"]
    return [*texts, *(mark for mark in column.nulls if mark and texts)]


def references(column: Column, setting: Setting) -> list[str]:
    """Agencies of the tenant, or the affairs (urusan) that they carry out."""
    if column.reference == "opd":
        return [agency.id for agency in setting.tenant.opd]
    return sorted({code for agency in setting.tenant.opd for code in agency.urusan})


def sample(found: FormColumn, setting: Setting) -> str:
    """An entry as it may look: shown in the instructions, never written into a table."""
    column = found.column
    if column.region:
        return _place(found, setting)
    months = months_of(column, setting.period) if column.name == setting.contract.period.column else []
    if texts := months or choices(found, setting):
        return texts[0]
    if column.type in ("integer", "number"):
        return _figure(column, setting)
    if column.type in ("date", "timestamp"):
        return _moment(column, setting)
    return (example(column.pattern) if column.pattern else None) or "keterangan singkat"


def _figure(column: Column, setting: Setting) -> str:
    """A number that the limits allow; a total is the sum of its parts. In CSV with the agreed decimal mark."""
    contract = setting.contract
    parts = next((balance.parts for balance in contract.balances if balance.total == column.name), (column.name,))
    figures = [contract.column(name) for name in parts]
    value = sum(_inside(part) + (0.5 if part.type == "number" else 0) for part in figures)
    shown = number(value)
    return shown.replace(",", ".") if column.decimal == "." and isinstance(contract.layout, Csv) else shown


def _moment(column: Column, setting: Setting) -> str:
    """The first day of the period; in CSV in the first agreed form, where that needs no month in words."""
    form = "%d/%m/%Y %H:%M" if column.type == "timestamp" else "%d/%m/%Y"
    if isinstance(setting.contract.layout, Csv) and column.formats and not re.search("%[bBaA]", column.formats[0]):
        form = column.formats[0]
    return dt.datetime.combine(setting.period.start, dt.time(8, 30)).strftime(form)


def prompt(found: FormColumn) -> str:
    """The message that a selected cell shows; at most 255 characters, as Excel has it."""
    column = found.column
    facts = [f"Satuan: {unit(found)}." if unit(found) else "", f"{kind(found)}."]
    if found.role == "value":
        facts += ["Wajib diisi." if column.required else "Boleh kosong."]
        facts += [f"Tanda: {marks(column)}." if column.nulls else ""]
    tail = " ".join(filter(None, facts))[:200]
    return f"{shortened(meaning(found), 254 - len(tail))}\n{tail}"


def complaint(found: FormColumn) -> str:
    """What is said about an entry that does not fit; at most 224 characters, as Excel has it."""
    said = f"{kind(found)}. "
    if found.column.nulls and found.role == "value":
        said += f"Bila tidak ada angka atau isi: {marks(found.column)}. "
    return shortened(f"{said}Keterangan jangan ditulis di sel ini.", 224)


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _limits(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{number(low)} sampai {number(high)}"
    if low is not None:
        return f"paling sedikit {number(low)}"
    return f"paling banyak {number(high)}" if high is not None else ""


def _inside(column: Column) -> float:
    """A number of an ordinary size that the limits allow."""
    low = column.minimum if column.minimum is not None else 0
    high = column.maximum if column.maximum is not None else low + 200
    return min(low + 125, (low + high) // 2)


def _place(found: FormColumn, setting: Setting) -> str:
    """The first region that may stand in the column, so that code, name and the region above belong together."""
    column = found.column
    assert column.region
    place = setting.places(column)[0]
    if found.role == "parent":
        return setting.regions[place.parent].name if place.parent else ""
    return place.code if found.role == "value" and column.region.by == "code" else place.name
