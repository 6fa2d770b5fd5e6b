"""A release as a CKAN package: what the dataset's page, files and DataStore table must say. Pure values.

The field names are those of the portal's dataset schema (portal/ckan), which follows the page of Satu Data Indonesia.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.files import File, Role
from portal.release import Release
from sources.contract import Column, Contract
from sources.periods import MONTHS, Period
from sources.public import public_key, public_table
from sources.rules import RULES, number

# Value of publication_id while a publication is under way: only a verified one carries its own id.
UNDER_WAY = "sedang-diperbarui"
EXAMPLE = "DATA CONTOH"

_FREQUENCY = {"month": "bulanan", "quarter": "triwulanan", "semester": "semesteran", "year": "tahunan"}
_MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
_COLLECTION = {
    "pencacahan lengkap": "pencacahan_lengkap",
    "survei": "survei",
    "kompilasi produk administrasi": "kompilasi",
    "lainnya": "lainnya",
}
_FORMATS: dict[Role, tuple[str, str, str]] = {
    "csv": ("CSV", "text/csv", "Tabel lengkap sebagai CSV (UTF-8, koma, titik desimal)."),
    "xlsx": (
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Tabel dan metadata untuk Excel.",
    ),
    "parquet": ("Parquet", "application/vnd.apache.parquet", "Tabel dengan tipe kolom, untuk analisis."),
}
_STORE_TYPES = {
    "string": "text",
    "integer": "int8",
    "number": "float8",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "bool",
}
# Fields that every CKAN has; the others become extras on a portal without our dataset schema.
_CORE = {
    "name", "title", "notes", "owner_org", "groups", "tags", "license_id", "maintainer", "maintainer_email", "version",
    "private", "resources", "state",
}  # fmt: skip


@dataclass(frozen=True)
class Folder:
    """An organisation or a group: ``name`` is its address on the portal."""

    name: str
    title: str
    description: str


def organisation(release: Release) -> Folder:
    """The agency that produces the data."""
    agency = release.tenant.agency(release.contract.opd)
    return Folder(
        agency.id.replace("_", "-"), agency.nama, f"{agency.nama} ({agency.singkatan}), {release.tenant.nama}."
    )


def group(release: Release) -> Folder:
    """The theme."""
    theme = release.contract.publication.tema
    title = theme.replace("_", " ").capitalize()
    return Folder(theme.replace("_", "-"), title, f"Data bertema {title.lower()}.")


def page_of(dataset: str) -> str:
    """Name of a dataset's page on the portal."""
    return dataset.replace("_", "-")


def name_of(release: Release) -> str:
    """Name of the release's page on the portal."""
    return page_of(release.dataset)


def package(release: Release, files: tuple[File, ...]) -> dict[str, Any]:
    """The whole desired package, as ``package_show`` would give it back (without what CKAN adds)."""
    contract, tenant = release.contract, release.tenant
    page = contract.publication
    return {
        "name": name_of(release),
        "title": _title(release),
        "notes": _notes(release),
        "private": False,
        "state": "active",
        "owner_org": organisation(release).name,
        "groups": [{"name": group(release).name}],
        "tags": [{"name": tag} for tag in contract.tags],
        "license_id": page.lisensi,
        "maintainer": contract.contact.office,
        "maintainer_email": contract.contact.email,
        "version": f"rilis {release.number} (kontrak {contract.version})",
        "data_contoh": _yes(tenant.data_contoh),
        "kode_dataset": f"{tenant.agency(contract.opd).singkatan.upper()}/{contract.id}",
        "walidata": tenant.agency(tenant.walidata).nama,
        "sifat": page.sifat,
        "prioritas": _yes(page.prioritas),
        "bidang_urusan": page.bidang_urusan,
        "kegiatan": contract.activity.judul,
        "cara_pengumpulan": _COLLECTION[contract.activity.cara_pengumpulan],
        "nomor_rekomendasi": contract.activity.nomor_rekomendasi or "",
        "konsep": _standard(contract),
        "spatial_text": tenant.nama,
        "kode_wilayah": tenant.kode_wilayah,
        "level_penyajian": page.level_penyajian,
        "temporal_start": release.period_start.isoformat(),
        "temporal_end": release.period_end.isoformat(),
        "frequency": _FREQUENCY[contract.service.frequency],
        "issued": _local_day(release, release.issued).isoformat(),
        "modified": _local_day(release, release.modified).isoformat(),
        "next_release": next_release(release).isoformat(),
        "status_angka": page.status_angka,
        "mutu": _quality(release),
        "kutipan": _citation(release),
        "lineage": _lineage(release),
        "publication_id": release.publication_id,
        "resources": [_resource(release, file) for file in files],
    }


def as_extras(package: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """The package for a portal whose dataset schema has only ``known`` beside CKAN's own fields: the rest as extras."""
    own = {key: value for key, value in package.items() if key in _CORE | known}
    extras = [{"key": key, "value": value} for key, value in package.items() if key not in own and value != ""]
    return own | ({"extras": extras} if extras else {})


def field(package: dict[str, Any], name: str) -> Any:
    """A field of a package that a portal gave back, whether it is a field or an extra there."""
    extras = {item["key"]: item["value"] for item in package.get("extras", [])}
    return package.get(name, extras.get(name))


def dictionary(contract: Contract) -> list[dict[str, Any]]:
    """Fields of the DataStore table with their data dictionary (label, notes, unit)."""
    return [
        {
            "id": column.name,
            "type": _STORE_TYPES[column.type],
            "info": {
                "label": column.label,
                "notes": f"{column.description} Satuan: {column.unit}." if column.unit else column.description,
                "unit": column.unit or "",
            },
        }
        for column in public_table(contract)
    ]


def store_key(contract: Contract) -> list[str]:
    """Primary key of the DataStore table."""
    return list(public_key(contract))


def next_release(release: Release) -> date:
    """When the next period's data is due: the end of that period and the days that the contract allows."""
    service = release.contract.service
    month = release.period_end.year * 12 + release.period_end.month - 1 + _MONTHS[service.frequency]
    year, month = divmod(month, 12)
    end = date(year, month + 1, calendar.monthrange(year, month + 1)[1])
    return end + timedelta(days=service.latency_days)


def _title(release: Release) -> str:
    title = f"{release.contract.title} di {release.tenant.nama}"
    return f"{title} ({EXAMPLE})" if release.tenant.data_contoh else title


def _notes(release: Release) -> str:
    contract = release.contract
    warning = (
        f"**{EXAMPLE}: angka rekaan untuk peragaan, bukan angka resmi.**\n\n" if release.tenant.data_contoh else ""
    )
    columns = "\n".join(
        f"- `{column.name}`: {_meaning(column.description, column.unit)}" for column in public_table(contract)
    )
    return (
        f"{warning}{contract.purpose}\n\n{contract.public_description}\n\n"
        f"**Kegunaan.** {contract.usage}\n\n**Keterbatasan.** {contract.limitations}\n\n"
        f"**Satu baris berarti:** {contract.public_grain}\n\n**Arti kolom**\n\n{columns}"
    )


def _meaning(description: str, unit: str | None) -> str:
    return f"{description} (satuan: {unit})" if unit else description


def _standard(contract: Contract) -> str:
    """Standar Data of each measure, as Perpres 39/2019 asks."""
    return "\n\n".join(_standard_of(column) for column in contract.public_columns if column.measure)


def _standard_of(column: Column) -> str:
    measure = column.measure
    assert measure
    return (
        f"**{column.label}**\n\n- Konsep: {measure.konsep}\n- Definisi: {measure.definisi}\n"
        f"- Klasifikasi: {measure.klasifikasi}\n- Ukuran: {measure.ukuran}\n- Satuan: {measure.satuan}"
    )


def _quality(release: Release) -> str:
    checks = release.quality["checks"]
    passed = sum(bool(check["passed"]) for check in checks)
    judged = _day_of(release, release.quality["judged_at"])
    passing = (
        f"Lulus {passed} dari {len(checks)} pemeriksaan pada {judged}, "
        f"tepat untuk berkas ini ({number(release.rows)} baris)."
    )
    return "\n\n".join([passing, *(_dispensation(waiver) for waiver in release.quality["waivers"])])


def _dispensation(waiver: Mapping[str, str]) -> str:
    """A waiver as the public reads it: what was let pass and why, not by whom."""
    why = RULES[waiver["rule"]].why if waiver["rule"] in RULES else ""
    period, until = Period.parse(waiver["period"]).label, date.fromisoformat(waiver["until"])
    return (
        f"Dispensasi untuk {period} (`{waiver['rule']}`, berlaku sampai {until.day} {MONTHS[until.month - 1]} "
        f"{until.year}): {waiver['reason'].rstrip('.')}. {why}".strip()
    )


def _lineage(release: Release) -> str:
    """Which deliveries the data comes from: by fingerprint and time of receipt, never by file or person."""
    lines = [
        f"- Periode {delivery['period']}: kiriman diterima {_day_of(release, delivery['received_at'])}, "
        f"SHA-256 `{delivery['sha256']}`"
        for delivery in release.lineage
    ]
    source = f"Sumber: {release.tenant.agency(release.contract.opd).nama}."
    return "\n".join([source, "", *lines, "", f"Potret gudang data nomor {release.snapshot}."])


def _citation(release: Release) -> str:
    agency = release.tenant.agency(release.contract.opd).nama
    return f"{agency}, {release.tenant.nama} ({release.modified.year}). {_title(release)}. Rilis {release.number}."


def _resource(release: Release, file: File) -> dict[str, Any]:
    format_, media_type, description = _FORMATS[file.role]
    return {
        "id": release.resource_id(file.role),
        "name": f"Tabel {format_}",
        "description": description,
        "format": format_,
        "mimetype": media_type,
        "jenis": "data",
        "hash": file.sha256,
        "size": file.size,
        "rows": release.rows,
        "publication_id": release.publication_id,
    }


def _local_day(release: Release, moment: datetime) -> date:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(release.tenant.zona_waktu)).date()


def _day_of(release: Release, moment: str) -> str:
    """An ISO moment as a day in the tenant's own time, spelled out."""
    day = _local_day(release, datetime.fromisoformat(moment))
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _yes(flag: bool) -> str:
    return "ya" if flag else "tidak"
