"""A small dataset as it stands before publication: contract, tenant and an export of its public table."""

import copy
import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from portal.release import Release
from sources.contract import Contract, load
from sources.tenant import Tenant, load_tenant

MakeRelease = Callable[..., Release]

TENANT = {
    "id": "contoh",
    "kode_wilayah": "35.10",
    "nama": "Kabupaten Banyuwangi",
    "zona_waktu": "Asia/Jakarta",
    "walidata": "diskominfo",
    "approval": "automatic",
    "data_contoh": True,
    "dasar_hukum": "Data contoh untuk pengujian",
    "contracts": "contracts",
    "max_delivery_mb": 5,
    "services": {},
    "opd": [
        {
            "id": "disdukcapil",
            "kode": "2.12.0.00.0.00.01.0000",
            "nama": "Dinas Kependudukan dan Pencatatan Sipil",
            "singkatan": "Disdukcapil",
            "urusan": ["2.12"],
        },
        {
            "id": "diskominfo",
            "kode": "2.16.2.20.2.21.01.0000",
            "nama": "Dinas Komunikasi, Informatika, dan Persandian",
            "singkatan": "Diskominfo",
            "urusan": ["2.16"],
        },
    ],
}


def _column(
    name: str, label: str, kind: str, key: int | None = None, options: dict[str, Any] | None = None, **custom: Any
) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": name,
        "businessName": label,
        "description": f"{label} pada akhir periode pelaporan.",
        "logicalType": kind,
        "required": True,
        "customProperties": [
            {"property": k, "value": v} for k, v in {"source": {"header": [label]}, "public": True, **custom}.items()
        ],
    }
    if key:
        column |= {"primaryKey": True, "primaryKeyPosition": key}
    if options:
        column["logicalTypeOptions"] = options
    return column


MEASURE = {
    "konsep": "Penduduk",
    "definisi": "Orang yang tercatat berdomisili di wilayah itu.",
    "klasifikasi": "Wilayah, jenis kelamin",
    "ukuran": "Jumlah",
    "satuan": "Orang",
}
REGION = {"system": "kemendagri", "version": "2025", "level": "kecamatan", "by": "code"}
CONTRACT: dict[str, Any] = {
    "apiVersion": "v3.1.0",
    "kind": "DataContract",
    "id": "penduduk",
    "version": "1.0.0",
    "status": "active",
    "name": "Jumlah penduduk menurut kecamatan dan jenis kelamin",
    "domain": "disdukcapil",
    "tags": ["kependudukan", "semesteran"],
    "description": {
        "purpose": "Menunjukkan sebaran penduduk.",
        "usage": "Perencanaan layanan.",
        "limitations": "Angka rekaan.",
    },
    "support": [
        {"channel": "Bidang Pengelolaan Informasi Administrasi Kependudukan", "url": "mailto:data@disdukcapil.example"}
    ],
    "slaProperties": [
        {"property": "frequency", "value": "semester"},
        {"property": "latency", "value": 30, "unit": "d"},
    ],
    "schema": [
        {
            "name": "penduduk",
            "description": "Penduduk per kecamatan dan jenis kelamin.",
            "dataGranularityDescription": "Satu baris per kecamatan dan jenis kelamin.",
            "properties": [
                _column("kode_wilayah", "Kode wilayah", "string", 1, region=REGION),
                _column("jenis_kelamin", "Jenis kelamin", "string", 2, codes={"L": ["Laki-laki"], "P": ["Perempuan"]}),
                _column(
                    "jumlah", "Jumlah penduduk", "integer", options={"minimum": 0, "maximum": 1000000}, measure=MEASURE
                ),
            ],
        }
    ],
    "customProperties": [
        {"property": "layout", "value": {"kind": "csv", "delimiter": ";", "encoding": "utf-8"}},
        {"property": "period", "value": {"grain": "semester"}},
        {"property": "coverage", "value": {"column": "kode_wilayah", "kinds": ["kecamatan"]}},
        {
            "property": "disclosure",
            "value": {"threshold": 5, "measures": ["jumlah"], "reason": "Jumlah orang menurut jenis kelamin."},
        },
        {
            "property": "activity",
            "value": {"judul": "Pencatatan penduduk", "cara_pengumpulan": "kompilasi produk administrasi"},
        },
        {
            "property": "publication",
            "value": {
                "sifat": "terbuka",
                "tema": "kependudukan",
                "bidang_urusan": "2.12",
                "lisensi": "cc-by",
                "level_penyajian": "kecamatan",
                "prioritas": True,
                "status_angka": "tetap",
            },
        },
    ],
}

SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("kode_provinsi", "nama_provinsi", "kode_kabupaten_kota", "nama_kabupaten_kota")]
    + [(name, pa.string()) for name in ("kode_kecamatan", "nama_kecamatan", "kode_wilayah", "jenis_kelamin")]
    + [("jumlah", pa.int64()), ("satuan", pa.string()), ("periode", pa.string()), ("tahun", pa.int64())]
)
AREAS = {"35.10.01": "Pesanggaran", "35.10.02": "Bangorejo", "35.10.03": "Purwoharjo"}


def contract(folder: Path, dataset: str = "penduduk", **changes: Any) -> Contract:
    """The contract with top-level keys replaced; a key of ``customProperties`` replaces that property's value."""
    raw = copy.deepcopy(CONTRACT) | {"id": dataset}
    raw["schema"][0]["name"] = dataset
    custom = {item["property"]: item["value"] for item in raw["customProperties"]}
    for name, value in changes.items():
        (raw if name in raw else custom)[name] = value
    raw["customProperties"] = [{"property": name, "value": value} for name, value in custom.items()]
    return _loaded(raw, folder)


def with_column(folder: Path, name: str, **changes: Any) -> Contract:
    """The contract with one column's keys replaced; other keys are custom properties (None removes one)."""
    raw = copy.deepcopy(CONTRACT)
    column = next(item for item in raw["schema"][0]["properties"] if item["name"] == name)
    custom = {item["property"]: item["value"] for item in column["customProperties"]}
    for key, value in changes.items():
        (column if key in column or key == "unique" else custom)[key] = value
    column["customProperties"] = [{"property": k, "value": v} for k, v in custom.items() if v is not None]
    return _loaded(raw, folder)


def _loaded(raw: dict[str, Any], folder: Path) -> Contract:
    path = folder / raw["domain"] / f"{raw['id']}.odcs.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True))
    return load(path)


def tenant(folder: Path, **changes: Any) -> Tenant:
    path = folder / "tenant.yaml"
    path.write_text(yaml.safe_dump(TENANT | changes, allow_unicode=True))
    return load_tenant(path)


def rows(period: str = "2025-S1", offset: int = 0) -> list[dict[str, Any]]:
    """Six rows of the public table, sorted by its key."""
    return [
        {
            "kode_provinsi": "35",
            "nama_provinsi": "Jawa Timur",
            "kode_kabupaten_kota": "3510",
            "nama_kabupaten_kota": "Kabupaten Banyuwangi",
            "kode_kecamatan": code.replace(".", ""),
            "nama_kecamatan": name,
            "kode_wilayah": code,
            "jenis_kelamin": sex,
            "jumlah": 1000 + 10 * number + (sex == "P") + offset,
            "satuan": "Orang",
            "periode": period,
            "tahun": int(period[:4]),
        }
        for number, (code, name) in enumerate(AREAS.items())
        for sex in ("L", "P")
    ]


def export(folder: Path, table: list[dict[str, Any]], schema: pa.Schema = SCHEMA) -> tuple[Path, Path]:
    """Write the table as the warehouse does: canonical CSV and Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    csv, parquet = folder / "penduduk.csv", folder / "penduduk.parquet"
    pq.write_table(pa.Table.from_pylist(table, schema=schema), parquet)
    with duckdb.connect() as connection:
        connection.execute(f"copy (from '{parquet}') to '{csv}' (format csv, header, delimiter ',')")
    return csv, parquet


def release(
    folder: Path,
    number: int = 1,
    table: list[dict[str, Any]] | None = None,
    dataset: str = "penduduk",
    **changes: Any,
) -> Release:
    """A release with this number of the table, exported below ``folder``."""
    folder = folder / f"{dataset}-{number}"
    table = rows() if table is None else table
    csv, _ = export(folder, table)
    return Release(
        number=number,
        contract=contract(folder, dataset, **changes),
        tenant=tenant(folder),
        snapshot=10 + number,
        content_sha256=hashlib.sha256(csv.read_bytes()).hexdigest(),
        rows=len(table),
        csv=csv,
        period_start=date(2025, 1, 1),
        period_end=date(2025, 6, 30),
        issued=datetime(2025, 7, 1, 20, tzinfo=UTC),
        modified=datetime(2025, 7, number, 3, tzinfo=UTC),
        lineage=({"period": "2025-S1", "sha256": "ab" * 32, "received_at": "2025-06-30T18:30:00+00:00"},),
        quality={
            "checks": [{"name": "baris.ada", "passed": True, "details": ""}],
            "judged_at": "2025-07-01T01:00:00+00:00",
            "waivers": [],
        },
    )
