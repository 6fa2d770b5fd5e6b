"""Large clean deliveries with invented numbers, and the contracts that they keep to the letter.

Every desa and kelurahan of Kabupaten Banyuwangi in turn, one row per case: reading and checking them finds nothing.
"""

import csv
import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from sources.contract import Contract
from sources.periods import Period
from sources.regions import Regions
from sources.tenant import Tenant, load_tenant

TENANT: Tenant = load_tenant(Path(__file__).parents[2] / "sources" / "tenants" / "banyuwangi.yaml")
PERIOD = Period.parse("2025")
HEADER = (
    "NOMOR", "KODE DESA", "NAMA DESA", "KECAMATAN", "JENIS", "TANGGAL", "KETERANGAN", "LAKI-LAKI", "PEREMPUAN",
    "JUMLAH",
)  # fmt: skip
_KINDS = ("Bantuan pangan", "Bantuan tunai", "Pelatihan", "Pendampingan", "Lainnya")
_FIRST_DAY = dt.date(2025, 1, 1)


def clean_workbook(path: Path, rows: int) -> Path:
    """A workbook of one sheet: a title, the header, ``rows`` details and their total."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["PENERIMA LAYANAN TAHUN 2025"])
        sheet.write_row(2, 0, HEADER)
        men = women = 0
        for number, row in enumerate(_rows(rows)):
            sheet.write_row(number + 3, 0, row)
            men, women = men + row[7], women + row[8]
        sheet.write_row(rows + 3, 0, ["JUMLAH"])
        sheet.write_row(rows + 3, 7, [men, women, men + women])
    return path


def clean_csv(path: Path, rows: int) -> Path:
    """The same rows as delimited text: commas, UTF-8, ISO dates."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(_rows(rows))
    return path


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    regions = Regions.load(TENANT.kode_wilayah)
    places = [(p.code, p.name, regions[p.parent or ""].name) for p in regions.members("desa")]
    for number in range(count):
        # No row is the sum of its neighbours: it would look like a total.
        men, women = number * number * 7919 % 97 + 100, number * number * 104_729 % 89 + 100
        yield (
            f"B-{number:07d}",
            *places[number % len(places)],
            _KINDS[number % len(_KINDS)],
            _FIRST_DAY + dt.timedelta(days=number % 365),
            f"Tahap {number % 12 + 1}, kelompok {number % 400 + 1}",
            men,
            women,
            men + women,
        )


@cache
def workbook_contract() -> Contract:
    totals = {"rows": ["^Jumlah"], "columns": [], "required": True}
    layout = {"kind": "workbook", "sheets": "Data", "header_rows": 1, "totals": totals, "footer": ["^Catatan"]}
    return Contract.model_validate({**_contract(), "layout": layout})


@cache
def csv_contract() -> Contract:
    return Contract.model_validate(
        {**_contract(), "layout": {"kind": "csv", "delimiter": ",", "encoding": "utf-8", "ignored": []}}
    )


def _contract() -> dict[str, Any]:
    version = Regions.load(TENANT.kode_wilayah).version
    region = {"system": "kemendagri", "version": version, "level": "desa", "by": "code"}
    proofs = {"name": {"header": ["NAMA DESA"]}, "parent": {"header": ["KECAMATAN"]}}
    return {
        "id": "layanan",
        "version": "1.0.0",
        "status": "active",
        "title": "Penerima layanan",
        "opd": "dinsos",
        "tags": ["layanan"],
        "purpose": "Mengukur kecepatan.",
        "usage": "Mengukur kecepatan.",
        "limitations": "Angka rekaan.",
        "description": "Penerima layanan per kasus.",
        "public_description": "Penerima layanan per kasus.",
        "grain": "Satu baris per kasus.",
        "public_grain": "Satu baris per kasus.",
        "columns": [
            _column("nomor", "NOMOR", unique=True, key=1, pattern=r"B-\d{7}"),
            _column("kode_wilayah", "KODE DESA", region={**region, **proofs}),
            _column("jenis", "JENIS", codes={kind: [kind] for kind in _KINDS}),
            _column("tanggal", "TANGGAL", "date", formats=["%Y-%m-%d"]),
            _column("keterangan", "KETERANGAN"),
            *(_measured(name) for name in ("LAKI-LAKI", "PEREMPUAN", "JUMLAH")),
        ],
        "aggregate": None,
        "period": {"grain": "year", "column": "tanggal"},
        "coverage": {"column": "kode_wilayah", "kinds": ["desa", "kelurahan"]},
        "balances": [{"total": "jumlah", "parts": ["laki_laki", "perempuan"]}],
        "disclosure": {"threshold": 0, "measures": [], "reason": "Angka rekaan."},
        "activity": {"judul": "Pengukuran", "cara_pengumpulan": "lainnya"},
        "publication": {
            "sifat": "terbuka",
            "tema": "sosial",
            "bidang_urusan": "1.06 Sosial",
            "lisensi": "cc-by",
            "level_penyajian": "desa",
            "prioritas": False,
            "status_angka": "tetap",
        },
        "service": {"frequency": "year", "latency_days": 30},
        "contact": {"office": "Dinas Sosial", "email": "data@dinsos.example"},
        "expectations": [],
        "fingerprint": "bench",
    }


def _measured(header: str) -> dict[str, Any]:
    measure = {
        "konsep": "Penerima layanan",
        "definisi": "Orang yang menerima layanan.",
        "klasifikasi": "Jenis kelamin",
        "ukuran": "Jumlah",
        "satuan": "Orang",
    }
    return _column(header.lower().replace("-", "_"), header, "integer", minimum=0, maximum=1_000, measure=measure)


def _column(name: str, header: str, kind: str = "string", **given: Any) -> dict[str, Any]:
    return {
        "name": name,
        "label": header.capitalize(),
        "description": f"{header.capitalize()} yang tercatat.",
        "type": kind,
        "required": True,
        "unique": False,
        "key": None,
        "minimum": None,
        "maximum": None,
        "pattern": None,
        "codes": None,
        "origin": {"header": [header]},
        "decimal": None,
        "nulls": {},
        "formats": (),
        "region": None,
        "reference": None,
        "measure": None,
        "public": True,
    } | given
