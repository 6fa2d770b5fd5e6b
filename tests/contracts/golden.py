"""Three small datasets that pass: their contracts as files, a delivery of each as offices make it, a public table.

Everything that is observed here runs the real thing: reader, intake check, gate, catalogue, models, API client.
"""

import copy
import csv
import io
import json
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from portal.catalogue import dictionary, package
from portal.release import Release
from quality.gate import Bench, GateResult, Subject
from quality.intake import Verdict, examine
from sources.api import document
from sources.contract import Contract, load
from sources.periods import Period
from sources.public import public_table
from sources.regions import Place, Regions
from sources.tenant import load_tenant
from sources.values import TYPES
from warehouse.lake import Lake
from warehouse.modelling import assemble

FOLDER = Path(__file__).parent / "golden"
TENANT = load_tenant(FOLDER / "tenant.yaml")
REGIONS = Regions.load(TENANT.kode_wilayah)
KECAMATAN = REGIONS.members("kecamatan")
Raw = dict[str, Any]


@dataclass(frozen=True)
class Golden:
    """A contract with its accepted delivery. ``files`` writes a delivery by its name; ``good`` is the accepted one."""

    opd: str
    dataset: str
    period: Period
    name: str
    files: dict[str, Callable[[], bytes]]

    @property
    def raw(self) -> Raw:
        """The contract file's content, free to be changed."""
        return copy.deepcopy(_content(self.opd, self.dataset))

    def load(self, raw: Raw) -> Contract:
        """Load the content from a file of its own, as every contract is loaded."""
        return _loaded(self.opd, self.dataset, json.dumps(raw))

    def examine(self, contract: Contract, file: str = "good") -> Verdict:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.name
            path.write_bytes(self.files[file]())
            return examine(path, self.name, contract, self.period, TENANT, Path(folder) / "rows.parquet")


@cache
def _loaded(opd: str, dataset: str, text: str) -> Contract:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / opd / f"{dataset}.odcs.yaml"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        return load(path)


@cache
def _content(opd: str, dataset: str) -> Raw:
    path = FOLDER / "contracts" / opd / f"{dataset}.odcs.yaml"
    content: Raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def villages(kecamatan: Place) -> list[Place]:
    return [place for place in REGIONS.members("desa") if place.parent == kecamatan.code]


# --- a workbook: a sheet per kecamatan, a block under two header rows, totals, a footer -------------------------------


def _population(total: str | None = "JUMLAH", other: str | None = None) -> bytes:
    """``total`` labels the row that sums each sheet; ``other`` is the title of a second table below it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.create_sheet("PETUNJUK").append(["Isi satu lembar untuk setiap kecamatan."])
    for number, kecamatan in enumerate(KECAMATAN, 1):
        sheet = book.create_sheet(f"{number}. {kecamatan.name}")
        sheet.append(["PENDUDUK SEMESTER I TAHUN 2025"])
        sheet.append([])
        sheet.append(["NO", "KODE", "NAMA", "CATATAN", "ANAK", "ANAK", "DEWASA", "DEWASA", *["JUMLAH"] * 3])
        sheet.append(["NO", "KODE", "NAMA", "CATATAN", "L", "P", "L", "P", "L", "P", "L+P"])
        for cells in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:F3", "G3:H3", "I3:K3"):
            sheet.merge_cells(cells)
        rows = [[20 + n, 30 + n, 40 + n, 50 + n] for n, _ in enumerate(villages(kecamatan))]
        rows[0][1] = 0
        for n, (place, row) in enumerate(zip(villages(kecamatan), rows, strict=True)):
            note = "x" if n == 0 else "Data lengkap"
            sheet.append([n + 1, place.code, place.name, note, *(cell or "-" for cell in row), *_sums(row)])
        if total:
            sums = [sum(column) for column in zip(*rows, strict=True)]
            sheet.append([total, None, None, None, *sums, *_sums(sums)])
        sheet.append([])
        sheet.append(["Dicetak dari aplikasi kependudukan"])
        if other:
            sheet.append([])
            sheet.append([other])
            sheet.append([cell.value for cell in sheet[3]])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sums(row: list[int]) -> list[int]:
    return [row[0] + row[2], row[1] + row[3], sum(row)]


POPULATION = Golden(
    "dukcapil",
    "penduduk",
    Period.parse("2025-S1"),
    "Penduduk.xlsx",
    {
        "good": cache(_population),
        "without totals": cache(lambda: _population(None)),
        "two tables": cache(lambda: _population(other="PENDUDUK SEMESTER II TAHUN 2024")),
        "as text": lambda: b"NO;KODE;NAMA\n1;35.76.01.1001;Surodinawan\n",
    },
)


# --- delimited text: dates, decimals, references, a balance ----------------------------------------------------------

_HEADER = ["NO TIKET", "TANGGAL", "TUTUP", "KECAMATAN", "OPD", "KANAL", "BIAYA", "JASA", "BAHAN", "CATATAN", "PELAPOR"]


def _complaints() -> bytes:
    stream = io.StringIO(newline="")
    rows = csv.writer(stream, delimiter=";")
    rows.writerow(_HEADER)
    places = [(kecamatan, opd) for kecamatan in KECAMATAN for opd in ("Dukcapil", "Kominfo")]
    for n, (kecamatan, opd) in enumerate(places, 1):
        closed = "-" if n == 1 else f"0{n}/08/2025"
        costs = ("1.234,50", "1.000,25", "234,25") if n > 1 else ("-", "-", "-")
        note = "" if n == 2 else "Kafé di tepi jalan"
        rows.writerow(
            [f"T-00{n}", f"{10 + n}/07/2025", closed, kecamatan.name, opd, "Loket", *costs, note, "Dirahasiakan"]
        )
    return stream.getvalue().encode("cp1252")


COMPLAINTS = Golden("diskominfo", "aduan", Period.parse("2025-07"), "Aduan.csv", {"good": _complaints})


# --- records of an API ------------------------------------------------------------------------------------------------


def _records() -> list[Raw]:
    return [
        {
            "wilayah": {"kode": place.code, "nama": place.name, "kecamatan": kecamatan.name},
            "mbps": 100 + number,
            "penyedia": "Penyedia Contoh",
        }
        for kecamatan in KECAMATAN
        for number, place in enumerate(villages(kecamatan))
    ]


def _document() -> bytes:
    return document(NETWORK.load(NETWORK.raw), NETWORK.period, _records())


NETWORK = Golden("diskominfo", "jaringan", Period.parse("2025-07"), "jaringan.json", {"good": _document})


@contextmanager
def service() -> Iterator[str]:
    """A strict service: another path, another parameter or a page larger than 10 is an error."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            if url.path != "/jaringan" or set(asked) != {"page", "size", "bulan"} or int(asked["size"]) > 10:
                self.send_error(400)
                return
            page, size = int(asked["page"]), int(asked["size"])
            found = _records()
            answer = {"meta": {"total": len(found)}, "data": found[(page - 1) * size : page * size]}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


# --- the public table of the complaints, and the gate's judgement on it ----------------------------------------------


def public_rows(**changes: Any) -> list[Raw]:
    """Six rows; ``changes`` are values of the first."""
    rows = [
        {
            "kode_provinsi": "35",
            "nama_provinsi": "Jawa Timur",
            "kode_kabupaten_kota": "3576",
            "nama_kabupaten_kota": "Kota Mojokerto",
            "kode_kecamatan": kecamatan.code.replace(".", ""),
            "nama_kecamatan": kecamatan.name,
            "kode_wilayah": kecamatan.code,
            "opd": opd,
            "nama_opd": TENANT.agency(opd).nama,
            "tren": "naik",
            "jumlah_aduan": 20,
            "jumlah_selesai": 2,
            "periode": "2025-07",
            "tahun": 2025,
        }
        for kecamatan in KECAMATAN
        for opd in ("diskominfo", "dukcapil")
    ]
    # One without a trend, because it may be empty.
    rows[-1]["tren"] = None
    return [rows[0] | changes, *rows[1:]]


class Judge:
    """The gate in this process, over tables that hold what the golden contract promises."""

    def __init__(self, home: Path) -> None:
        self.home, self._bench = home, Bench(home)
        self._known: dict[tuple[str, str], GateResult] = {}
        self._shape = public_table(COMPLAINTS.load(COMPLAINTS.raw))

    def __call__(self, contract: Contract, **changes: Any) -> GateResult:
        key = (contract.fingerprint, str(changes))
        if key not in self._known:
            self._known[key] = self._bench.judge(self._subject(contract, public_rows(**changes)))
        return self._known[key]

    def _subject(self, contract: Contract, rows: list[Raw]) -> Subject:
        schema = pa.schema([(column.name, TYPES[column.type]) for column in self._shape])
        csv_file, parquet = self.home / "public.csv", self.home / "public.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), parquet)
        with duckdb.connect() as connection:
            connection.execute(f"copy (from '{parquet}') to '{csv_file}' (format csv, header, delimiter ',')")
        return Subject(contract, TENANT, 1, csv_file, parquet, ("2025-07",))


# --- what people are shown --------------------------------------------------------------------------------------------


def release(contract: Contract) -> Release:
    """A release whose files do not matter."""
    return Release(
        number=1,
        contract=contract,
        tenant=TENANT,
        snapshot=1,
        content_sha256="ab" * 32,
        rows=6,
        csv=Path("public.csv"),
        period_start=date(2025, 7, 1),
        period_end=date(2025, 7, 31),
        issued=datetime(2025, 8, 1, tzinfo=UTC),
        modified=datetime(2025, 8, 1, tzinfo=UTC),
        lineage=(),
        quality={"checks": [], "judged_at": "2025-08-01T01:00:00+00:00", "waivers": []},
    )


def on_portal(contract: Contract) -> str:
    """The dataset's page and its data dictionary, but for what changes with every change of the contract file."""
    page = {name: value for name, value in package(release(contract), ()).items() if name != "publication_id"}
    return json.dumps([page, dictionary(contract)], ensure_ascii=False)


def in_warehouse(contract: Contract) -> str:
    """What analysts read about the dataset's models."""
    with tempfile.TemporaryDirectory() as home:
        project = assemble(Path(home), {contract.id: contract}, TENANT, Lake(Path(home)))
        found = sorted((project / "models").glob(f"*/{contract.id}/*.yml"))
        return "\n".join(str(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in found)
