"""Metadata that the public needs to understand a dataset: complete, by the rules of Satu Data Indonesia, and true.

:func:`incomplete` looks at the contract alone (Standar Data and page metadata: Perpres 39/2019, Peraturan BPS 4/2020
and 5/2020); :func:`untrue` compares what is declared with what the public table holds.
"""

import re
from pathlib import Path

import duckdb

from sources.contract import Column, Contract
from sources.findings import Finding, Severity
from sources.periods import MONTHS
from sources.public import region_column
from sources.tenant import Tenant

MEASURE_WORDS = ("Jumlah", "Persentase", "Rasio", "Indeks", "Rata-rata", "Laju", "Nilai")

_OFFICE = re.compile(
    r"\b(dinas|badan|bagian|bidang|kantor|sekretariat|inspektorat|kecamatan|kelurahan|desa|seksi|subbagian|upt|uptd|rsud|puskesmas|"
    r"satuan|walidata|ppid|pemerintah)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(sdr|sdri|drs|dra|hj|nip)\b\.?|\d{8,}|\+62", re.IGNORECASE)
_FREE_MAIL = ("gmail.", "yahoo.", "hotmail.", "outlook.", "ymail.", "icloud.")
_LEVELS = {"provinsi", "kabkota", "kecamatan", "desa"}


def incomplete(contract: Contract, tenant: Tenant) -> tuple[Finding, ...]:
    """What is missing or against the rules in the contract's own metadata."""
    found = [
        *_title(contract, tenant),
        *_openness(contract),
        *_contact(contract),
        *_producer(contract, tenant),
        *_level(contract),
    ]
    for column in contract.public_columns:
        found += [*_described(column), *_standard(column, tenant)]
    if not any(column.measure for column in contract.public_columns):
        found.append(
            _finding(
                "ukuran", "Tidak ada kolom ukuran (angka) pada tabel publik.", "Tandai kolom angka dengan 'measure'."
            )
        )
    if contract.disclosure.threshold > 1 and not contract.disclosure.measures:
        found.append(
            _finding(
                "kerahasiaan",
                "Ada batas sel kecil tetapi tidak ada kolom yang diperiksa.",
                "Isi 'measures' pada 'disclosure'.",
            )
        )
    return tuple(found)


def untrue(contract: Contract, tenant: Tenant, parquet: Path, periods: tuple[str, ...]) -> tuple[Finding, ...]:
    """Where the public table contradicts its metadata. ``periods`` are those of the deliveries it is made of."""
    with duckdb.connect() as connection:
        table = connection.read_parquet(str(parquet))
        present = {str(row[0]) for row in table.select("periode").distinct().fetchall()}
        wrong_years = len(table.filter("tahun is distinct from try_cast(left(periode, 4) as integer)"))
        outside = _outside_area(contract, tenant, table)
    found = []
    if present != set(periods):
        found.append(
            _finding(
                "periode",
                f"Periode pada data ({_listed(present)}) tidak sama dengan periode kiriman ({_listed(set(periods))}).",
                "Periksa apakah semua kiriman sudah dimuat dan dimodelkan.",
                column="periode",
            )
        )
    if wrong_years:
        found.append(
            _finding(
                "tahun",
                "Tahun tidak sama dengan tahun dari periode.",
                "Periksa model tabel publik.",
                "tahun",
                wrong_years,
            )
        )
    if outside:
        found.append(
            _finding(
                "cakupan",
                f"Ada kode wilayah di luar {tenant.nama}.",
                "Periksa kode wilayah pada berkas asal.",
                contract.coverage.column if contract.coverage else None,
                outside,
            )
        )
    return tuple(found)


def _outside_area(contract: Contract, tenant: Tenant, table: duckdb.DuckDBPyRelation) -> int:
    """Rows with a region outside the tenant, where the contract says that the column covers the tenant's own area."""
    region = region_column(contract)
    if not region or not region.region or not contract.coverage or contract.coverage.column != region.name:
        return 0
    area = region.region.area or tenant.kode_wilayah
    return 0 if area == "ID" else len(table.filter(f"not starts_with(\"{region.name}\", '{area}')"))


def _title(contract: Contract, tenant: Tenant) -> list[Finding]:
    found = []
    if not contract.title.startswith(MEASURE_WORDS):
        words = ", ".join(MEASURE_WORDS)
        found.append(
            _finding(
                "judul",
                f"Judul {contract.title!r} tidak diawali kata ukuran.",
                f"Awali judul dengan salah satu: {words}.",
            )
        )
    if _mentions(contract.title, _area_names(tenant)):
        found.append(
            _finding("judul", "Judul memuat nama daerah.", "Hapus nama daerah; portal menambahkannya sendiri.")
        )
    if _mentions(contract.title, (tenant.agency(contract.opd).singkatan,) if _has_agency(contract, tenant) else ()):
        found.append(_finding("judul", "Judul memuat singkatan OPD.", "Hapus singkatan OPD dari judul."))
    return found


def _openness(contract: Contract) -> list[Finding]:
    if contract.publication.sifat == "terbuka":
        return []
    sifat, ground = contract.publication.sifat, contract.publication.dasar_pengecualian
    message = f"Sifat data {sifat!r} ({ground}): hanya data terbuka yang boleh terbit."
    return [_finding("sifat", message, "Dataset ini tidak diterbitkan.")]


def _contact(contract: Contract) -> list[Finding]:
    found = []
    if not _OFFICE.search(contract.contact.office) or _PERSON.search(contract.contact.office):
        found.append(
            _finding(
                "kontak",
                "Kontak harus sebuah kantor atau unit kerja, bukan orang.",
                "Isi nama unit kerja, misalnya Bidang Statistik.",
            )
        )
    if contract.contact.email.split("@")[-1].lower().startswith(_FREE_MAIL):
        found.append(_finding("kontak", "Surel kontak memakai layanan pribadi.", "Pakai surel resmi kantor."))
    return found


def _producer(contract: Contract, tenant: Tenant) -> list[Finding]:
    if _has_agency(contract, tenant):
        return []
    return [
        _finding(
            "produsen",
            f"OPD {contract.opd!r} tidak terdaftar.",
            "Daftarkan OPD itu, atau perbaiki 'domain' pada kontrak.",
        )
    ]


def _has_agency(contract: Contract, tenant: Tenant) -> bool:
    return any(item.id == contract.opd for item in tenant.opd)


def _level(contract: Contract) -> list[Finding]:
    """``level_penyajian`` is the grain of the table: that of its region column, else nothing below kabkota."""
    declared = contract.publication.level_penyajian
    region = region_column(contract)
    actual = region.region.level if region and region.region else None
    if declared == actual or (actual is None and declared not in _LEVELS - {"kabkota"}):
        return []
    return [
        _finding(
            "level_penyajian",
            f"Level penyajian {declared!r} bukan tingkat wilayah tabel ({actual or 'tanpa kolom wilayah'}).",
            "Sesuaikan level_penyajian pada kontrak dengan tabel publik.",
        )
    ]


def _described(column: Column) -> list[Finding]:
    text = column.description.strip()
    if len(text) >= 10 and text.casefold().rstrip(".") != column.label.strip().casefold():
        return []
    return [
        _finding(
            "kolom", f"Kolom {column.label!r} belum dijelaskan.", "Tulis arti kolom dalam satu kalimat.", column.name
        )
    ]


def _standard(column: Column, tenant: Tenant) -> list[Finding]:
    """Standar Data of one measure: konsep and definisi by the rules of BPS; its satuan is a listed one already."""
    measure = column.measure
    if not measure:
        return []
    found = []
    if measure.konsep.startswith(MEASURE_WORDS):
        found.append(
            _finding("konsep", f"Konsep {measure.konsep!r} diawali kata ukuran.", "Tulis gagasannya saja.", column.name)
        )
    if re.search(r"\b(19|20)\d\d\b", measure.konsep) or _mentions(measure.konsep, MONTHS):
        found.append(
            _finding("konsep", f"Konsep {measure.konsep!r} memuat waktu.", "Hapus periode dari konsep.", column.name)
        )
    if _mentions(measure.konsep, _area_names(tenant)):
        found.append(
            _finding("konsep", f"Konsep {measure.konsep!r} memuat nama daerah.", "Hapus nama daerah.", column.name)
        )
    if measure.definisi.strip().casefold().rstrip(".") == measure.konsep.strip().casefold().rstrip("."):
        found.append(_finding("definisi", "Definisi sama dengan konsep.", "Jelaskan batas konsep itu.", column.name))
    return found


def _area_names(tenant: Tenant) -> tuple[str, ...]:
    return (tenant.nama, re.sub(r"^(Kabupaten|Kota)\s+", "", tenant.nama))


def _mentions(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in words)


def _listed(periods: set[str]) -> str:
    known = sorted(periods)
    return ", ".join(known) if len(known) <= 6 else f"{known[0]} sampai {known[-1]}, {len(known)} periode"


def _finding(
    rule: str, message: str, suggestion: str, column: str | None = None, count: int = 1, severity: Severity = "blocker"
) -> Finding:
    return Finding(f"metadata.{rule}", severity, message, suggestion, column=column, count=count)
