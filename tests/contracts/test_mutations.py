"""Every field of a contract bites: each leaf of the model is broken in a golden example, and something must happen.

A leaf without a mutation fails, and so does a mutation whose effect is there without it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import pytest
from golden import COMPLAINTS, FOLDER, NETWORK, POPULATION, TENANT, Golden, Judge, in_warehouse, service
from leaves import leaves, optional
from mutating import (
    DROP,
    Mutation,
    Scene,
    Workplace,
    admitted,
    change,
    gives,
    hidden,
    raises,
    refused,
    shown,
    stopped,
    text,
    told,
    unloadable,
)

from ledger import configure
from quality.suites import SuiteError
from sources.api import SourceUnavailable, pull
from sources.contract import Api, Contract, Csv, Strict, Workbook
from sources.deliveries import DeliveryRefused

# Django's models are imported with these.
configure()
from pipelines.addressing import refuse_draft  # noqa: E402
from pipelines.automation import pull_schedule  # noqa: E402
from pipelines.pull import service_address  # noqa: E402
from pipelines.settings import Settings  # noqa: E402
from pipelines.timeliness import newest_due  # noqa: E402
from pipelines.workshop import Workshop  # noqa: E402

M = Mutation
NOT_READ = unloadable("nothing reads the cells")


def due(contract: Contract) -> str:
    return str(newest_due(contract, date(2025, 7, 20)))


def pulled(scene: Scene) -> bytes:
    return pull(scene.contract, scene.at.service, scene.golden.period)


def address(scene: Scene) -> str:
    assert isinstance(scene.contract.layout, Api)
    workshop = Workshop(Settings(scene.at.judge.home, FOLDER / "tenant.yaml"))
    return service_address(workshop, scene.contract.layout.service)


def uncovered(scene: Scene) -> None:
    """A verdict is about one contract file, to the letter."""
    verdict = scene.at.judge(scene.golden.load(scene.golden.raw))
    assert not verdict.covers(scene.contract, verdict.snapshot, verdict.content_sha256)


IDENTITY = [
    M("id", POPULATION, {"id": "lain"}, unloadable("named as the id")),
    M("id", POPULATION, {"id": "lain", "schema/0/name": "lain"}, unloadable("must lie at dukcapil/lain")),
    M("version", POPULATION, {"version": "1"}, unloadable("version")),
    M("version", POPULATION, {"version": "2.0.0"}, shown("kontrak 2.0.0")),
    M("status", POPULATION, {"status": "retired"}, unloadable("status")),
    M("status", POPULATION, {"status": "draft"}, raises(DeliveryRefused, lambda scene: refuse_draft(scene.contract))),
    M("opd", POPULATION, {"domain": "dinsos"}, unloadable("must lie at dinsos/")),
    M("tags", POPULATION, {"tags": []}, unloadable("tags")),
    M("tags", POPULATION, {"tags": ["sensus"]}, shown('{"name": "sensus"}')),
    M("fingerprint", COMPLAINTS, {"description/purpose": "Tujuan lain."}, uncovered),
    *text("title", POPULATION, "name"),
    M("title", COMPLAINTS, {"name": "Aduan"}, stopped("metadata.lengkap")),
    *text("purpose", POPULATION, "description/purpose"),
    *text("usage", POPULATION, "description/usage"),
    *text("limitations", POPULATION, "description/limitations"),
    *text("description", POPULATION, "schema/0/description", in_warehouse),
    *text("public_description", COMPLAINTS, "schema/1/description"),
    *text("grain", POPULATION, "schema/0/dataGranularityDescription", in_warehouse),
    *text("public_grain", COMPLAINTS, "schema/1/dataGranularityDescription"),
]

COLUMNS = [
    M("columns[].name", POPULATION, {"schema/0/jumlah/name": "banyak"}, unloadable("disclosure names columns")),
    M("columns[].name", POPULATION, {"schema/0/catatan/name": "uraian"}, shown('"id": "uraian"')),
    *text("columns[].label", POPULATION, "schema/0/jumlah/businessName"),
    *text("columns[].description", POPULATION, "schema/0/jumlah/description"),
    M("columns[].type", COMPLAINTS, {"schema/0/kanal/logicalType": "integer"}, refused("angka.bukan_angka")),
    M("columns[].required", POPULATION, {"schema/0/catatan/required": True}, refused("isian.wajib")),
    M("columns[].unique", COMPLAINTS, {"schema/0/kanal/unique": True}, refused("isian.ganda")),
    M(
        "columns[].key",
        COMPLAINTS,
        {
            "schema/0/tiket/primaryKey": DROP,
            "schema/0/tiket/primaryKeyPosition": DROP,
            "schema/0/kanal/primaryKey": True,
            "schema/0/kanal/primaryKeyPosition": 1,
        },
        refused("kunci.ganda"),
    ),
    M("columns[].key", POPULATION, {"schema/0/jenis_kelamin/primaryKeyPosition": 4}, unloadable("without gaps")),
    M("columns[].minimum", POPULATION, {"schema/0/jumlah/logicalTypeOptions/minimum": 10}, refused("batas.minimum")),
    M("columns[].maximum", POPULATION, {"schema/0/jumlah/logicalTypeOptions/maximum": 40}, refused("batas.maksimum")),
    M(
        "columns[].pattern",
        COMPLAINTS,
        {"schema/0/tiket/logicalTypeOptions/pattern": "^A"},
        refused("pola.tidak_cocok"),
    ),
    M(
        "columns[].codes.<key>",
        COMPLAINTS,
        {f"schema/{n}/opd/codes": {"dinsos": ["Dukcapil"], "diskominfo": ["Kominfo"]} for n in (0, 1)},
        refused("opd.tidak_dikenal"),
    ),
    M(
        "columns[].codes.<value>",
        POPULATION,
        {"schema/0/jenis_kelamin/codes/Perempuan": ["Wanita"]},
        refused("kepala.kolom_hilang"),
    ),
    M(
        "columns[].origin.header",
        POPULATION,
        {"schema/0/catatan/source": {"header": ["URAIAN"]}},
        refused("kepala.kolom_hilang"),
    ),
    M(
        "columns[].origin.level",
        POPULATION,
        {"schema/0/golongan_umur/source": {"level": 2}, "schema/0/jenis_kelamin/source": {"level": 1}},
        refused("kepala.kolom_hilang"),
    ),
    M(
        "columns[].origin.value",
        POPULATION,
        {"schema/0/jumlah/source": {"header": ["JUMLAH"]}},
        unloadable("unpivoted"),
    ),
    M(
        "columns[].origin.sheet",
        POPULATION,
        {"schema/0/petugas_wilayah/source": {"sheet": "^Kec (.+)"}},
        refused("lembar.nama"),
    ),
    M(
        "columns[].origin.title",
        POPULATION,
        {"schema/0/semester/source": {"title": "^DATA (.+)"}},
        refused("judul.tidak_cocok"),
    ),
    M(
        "columns[].origin.field",
        NETWORK,
        {"schema/0/bandwidth/source": {"field": "laju"}},
        refused("kepala.kolom_hilang"),
    ),
    M("columns[].decimal", COMPLAINTS, {"schema/0/biaya/decimal": "."}, refused("angka.tidak_pasti")),
    M("columns[].nulls.<key>", POPULATION, {"schema/0/jumlah/nulls": {"n/a": "nol"}}, refused("angka.bukan_angka")),
    M("columns[].nulls.<value>", POPULATION, {"schema/0/jumlah/nulls": {"-": "tidak_ada"}}, refused("isian.wajib")),
    M(
        "columns[].nulls.<value>",
        POPULATION,
        {"schema/0/catatan/nulls": {"x": "tidak_berlaku"}},
        shown("Kosong berarti tidak berlaku."),
    ),
    M("columns[].formats", COMPLAINTS, {"schema/0/tanggal/formats": ["%Y-%m-%d"]}, refused("tanggal.tidak_dikenal")),
    M(
        "columns[].region.system",
        POPULATION,
        {"schema/0/kode_wilayah/region/system": "bps"},
        unloadable("region.system"),
    ),
    M(
        "columns[].region.version",
        POPULATION,
        {"schema/0/kode_wilayah/region/version": "Lama"},
        refused("wilayah.edisi"),
    ),
    M(
        "columns[].region.level",
        NETWORK,
        {"schema/0/kode_wilayah/region/level": "kecamatan"},
        refused("wilayah.nama_tidak_dikenal"),
    ),
    M(
        "columns[].region.by",
        POPULATION,
        {"schema/0/kode_wilayah/region/by": "name"},
        refused("wilayah.nama_tidak_dikenal"),
    ),
    M(
        "columns[].region.area",
        POPULATION,
        {"schema/0/kode_wilayah/region/area": "35.78"},
        refused("wilayah.nama_tidak_dikenal"),
    ),
    # Of the whole province, most regions are missing.
    M("columns[].region.area", POPULATION, {"schema/0/kode_wilayah/region/area": "35"}, refused("wilayah.kurang")),
    M("columns[].region.area", POPULATION, {"schema/0/kode_wilayah/region/area": "35.99"}, unloadable("area '35.99'")),
    M("columns[].reference", COMPLAINTS, {"schema/0/kanal/reference": "opd"}, refused("opd.tidak_dikenal")),
    *(
        M("columns[].reference", COMPLAINTS, {"schema/0/kanal/reference": kind}, refused(rule))
        for kind, rule in (
            ("satuan", "satuan.tidak_dikenal"),
            ("kode_program", "program.tidak_dikenal"),
            ("kode_rekening", "rekening.tidak_dikenal"),
            ("kode_rekening_desa", "rekening_desa.tidak_dikenal"),
        )
    ),
    M("columns[].public", POPULATION, {"schema/0/catatan/public": False}, hidden('"id": "catatan"')),
]


def _beside(golden: Golden, role: str, rules: dict[str, tuple[object, str]]) -> Iterator[Mutation]:
    """What stands beside a region code proves it: read from elsewhere, it contradicts."""
    for kind, (place, rule) in rules.items():
        changes = {f"schema/0/kode_wilayah/region/{role}": {kind: place}}
        bite = unloadable("unpivoted") if kind == "level" else refused(f"wilayah.{rule}")
        yield M(f"columns[].region.{role}.{kind}", golden, changes, bite)


SEMESTER = "^PENDUDUK SEMESTER (\\S+)"
REGIONS = [
    *_beside(
        POPULATION,
        "name",
        {
            "header": (["CATATAN"], "nama_tidak_cocok"),
            "level": (1, ""),
            "value": (True, "nama_tidak_cocok"),
            "sheet": ("^\\d+\\. (.+)$", "nama_tidak_cocok"),
            "title": (SEMESTER, "nama_tidak_cocok"),
        },
    ),
    *_beside(NETWORK, "name", {"field": ("wilayah.kecamatan", "nama_tidak_cocok")}),
    *_beside(
        POPULATION,
        "parent",
        {
            "header": (["CATATAN"], "nama_tidak_dikenal"),
            "level": (1, ""),
            "value": (True, "di_luar_wilayah"),
            "sheet": ("^(.+)\\. ", "kode_bentuk"),
            "title": (SEMESTER, "nama_tidak_dikenal"),
        },
    ),
    *_beside(NETWORK, "parent", {"field": ("wilayah.nama", "nama_tidak_dikenal")}),
    *_beside(
        POPULATION,
        "grandparent",
        {
            "header": (["CATATAN"], "nama_tidak_dikenal"),
            "level": (1, ""),
            "value": (True, "di_luar_wilayah"),
            "sheet": ("^\\d+\\. (.+)$", "nama_tidak_dikenal"),
            "title": (SEMESTER, "nama_tidak_dikenal"),
        },
    ),
    *_beside(NETWORK, "grandparent", {"field": ("wilayah.nama", "nama_tidak_dikenal")}),
]


def _measure(table: str, golden: Golden, path: str) -> Iterator[Mutation]:
    for name in ("konsep", "definisi", "klasifikasi"):
        yield from text(f"{table}.measure.{name}", golden, f"{path}/measure/{name}")
    # Only listed units, shown by their label.
    yield M(f"{table}.measure.satuan", golden, {f"{path}/measure/satuan": "Keping emas"}, unloadable("satuan"))
    yield M(f"{table}.measure.satuan", golden, {f"{path}/measure/satuan": "KK"}, shown("Keluarga"))
    yield M(f"{table}.measure.ukuran", golden, {f"{path}/measure/ukuran": "Banyak"}, unloadable("measure.ukuran"))
    yield M(f"{table}.measure.ukuran", golden, {f"{path}/measure/ukuran": "Indeks"}, shown("Ukuran: Indeks"))


MEASURES = [
    *_measure("columns[]", POPULATION, "schema/0/jumlah"),
    # Sums of an average mean nothing: the total rows no longer prove the figures.
    M(
        "columns[].measure.ukuran",
        POPULATION,
        {"schema/0/jumlah/measure/ukuran": "Rata-rata"},
        refused("total.tidak_ada"),
    ),
    *_measure("aggregate[]", COMPLAINTS, "schema/1/jumlah_aduan"),
]

_ORIGINS = {"header": ["X"], "level": 1, "value": True, "sheet": "(.)", "title": "(.)", "field": "x"}
AGGREGATE = [
    M("aggregate[].name", COMPLAINTS, {"schema/1/tren/name": "arah"}, stopped("kolom.urutan")),
    *text("aggregate[].label", COMPLAINTS, "schema/1/tren/businessName"),
    *text("aggregate[].description", COMPLAINTS, "schema/1/tren/description"),
    M(
        "aggregate[].type",
        COMPLAINTS,
        {"schema/1/jumlah_selesai/logicalType": "number"},
        stopped("tipe:jumlah_selesai"),
    ),
    M("aggregate[].required", COMPLAINTS, {"schema/1/tren/required": True}, stopped("wajib:tren")),
    M("aggregate[].unique", COMPLAINTS, {"schema/1/jumlah_aduan/unique": True}, stopped("unik:jumlah_aduan")),
    M(
        "aggregate[].key",
        COMPLAINTS,
        {"schema/1/opd/primaryKey": DROP, "schema/1/opd/primaryKeyPosition": DROP},
        stopped("kunci.unik"),
    ),
    M(
        "aggregate[].minimum",
        COMPLAINTS,
        {"schema/1/jumlah_aduan/logicalTypeOptions/minimum": 21},
        stopped("rentang:jumlah_aduan"),
    ),
    M(
        "aggregate[].maximum",
        COMPLAINTS,
        {"schema/1/jumlah_aduan/logicalTypeOptions/maximum": 19},
        stopped("rentang:jumlah_aduan"),
    ),
    M("aggregate[].pattern", COMPLAINTS, {"schema/1/tren/logicalTypeOptions/pattern": "^turun$"}, stopped("pola:tren")),
    M(
        "aggregate[].codes.<key>",
        COMPLAINTS,
        {"schema/1/opd/codes": {"dinsos": ["dinsos"], "diskominfo": ["Kominfo"]}},
        stopped("kode:opd"),
    ),
    M(
        "aggregate[].codes.<value>",
        COMPLAINTS,
        {"schema/1/opd/codes/dukcapil": ["Capil"]},
        unloadable("texts of an aggregate's codes"),
    ),
    M(
        "aggregate[].region.system",
        COMPLAINTS,
        {"schema/1/kode_wilayah/region/system": "bps"},
        unloadable("region.system"),
    ),
    M(
        "aggregate[].region.version",
        COMPLAINTS,
        {"schema/1/kode_wilayah/region/version": "Lama"},
        refused("wilayah.edisi"),
    ),
    M(
        "aggregate[].region.level",
        COMPLAINTS,
        {"schema/1/kode_wilayah/region/level": "kabkota"},
        stopped("kolom.urutan"),
    ),
    M("aggregate[].region.by", COMPLAINTS, {"schema/1/kode_wilayah/region/by": "name"}, NOT_READ),
    M("aggregate[].region.area", COMPLAINTS, {"schema/1/kode_wilayah/region/area": "35"}, NOT_READ),
    M("aggregate[].reference", COMPLAINTS, {"schema/1/opd/reference": DROP}, stopped("kolom.urutan")),
    M("aggregate[].reference", COMPLAINTS, {"schema/1/tren/reference": "satuan"}, NOT_READ),
    M("aggregate[].public", COMPLAINTS, {"schema/1/tren/public": True}, NOT_READ),
    M("aggregate[].decimal", COMPLAINTS, {"schema/1/jumlah_aduan/decimal": ","}, NOT_READ),
    M("aggregate[].nulls.<key>", COMPLAINTS, {"schema/1/jumlah_aduan/nulls": {"-": "nol"}}, NOT_READ),
    M("aggregate[].nulls.<value>", COMPLAINTS, {"schema/1/tren/nulls": {"-": "tidak_ada"}}, NOT_READ),
    M(
        "aggregate[].formats",
        COMPLAINTS,
        {
            "schema/1/tren/logicalType": "date",
            "schema/1/tren/logicalTypeOptions": DROP,
            "schema/1/tren/formats": ["%Y"],
        },
        NOT_READ,
    ),
    *(
        M(f"aggregate[].{leaf}.{kind}", COMPLAINTS, {f"schema/1/{path}": {kind: place}}, NOT_READ)
        for leaf, path in (
            ("origin", "tren/source"),
            ("region.name", "kode_wilayah/region/name"),
            ("region.parent", "kode_wilayah/region/parent"),
            ("region.grandparent", "kode_wilayah/region/grandparent"),
        )
        for kind, place in _ORIGINS.items()
    ),
]

LAYOUTS = [
    M("layout.workbook.kind", POPULATION, {"layout/kind": "csv"}, unloadable("layout.csv")),
    M("layout.workbook.sheets", POPULATION, {"layout/sheets": "^Kecamatan"}, refused("lembar.tidak_ada")),
    M("layout.workbook.ignored_sheets", POPULATION, {"layout/ignored_sheets": DROP}, refused("lembar.tidak_dikenal")),
    M(
        "layout.workbook.ignored_tables",
        POPULATION,
        {"layout/ignored_tables": ["^PENDUDUK SEMESTER II"]},
        admitted("tabel.lain", "two tables"),
    ),
    M(
        "layout.workbook.text",
        POPULATION,
        {"layout/text": True},
        admitted("berkas.jenis_tidak_sesuai", "as text"),
    ),
    M("layout.workbook.header_rows", POPULATION, {"layout/header_rows": 3}, refused("kepala.tidak_ditemukan")),
    M("layout.workbook.unpivot.levels", POPULATION, {"layout/unpivot": {"levels": 1}}, unloadable("unpivoted")),
    M("layout.workbook.totals.rows", POPULATION, {"layout/totals/rows": ["^TOTAL$"]}, refused("total.tidak_ada")),
    M(
        "layout.workbook.totals.columns",
        POPULATION,
        {"layout/totals/columns": ["TOTAL"]},
        refused("kepala.kolom_asing"),
    ),
    M(
        "layout.workbook.totals.required",
        POPULATION,
        {"layout/totals/required": False},
        admitted("total.tidak_ada", "without totals"),
    ),
    M("layout.workbook.ignored", POPULATION, {"layout/ignored": []}, refused("kepala.kolom_asing")),
    M("layout.workbook.footer", POPULATION, {"layout/footer": []}, refused("isian.wajib")),
    M("layout.csv.kind", COMPLAINTS, {"layout/kind": "workbook"}, unloadable("layout.workbook")),
    M("layout.csv.delimiter", COMPLAINTS, {"layout/delimiter": "|"}, refused("kepala.kolom_hilang")),
    M("layout.csv.encoding", COMPLAINTS, {"layout/encoding": "utf-8"}, refused("berkas.pengodean")),
    M("layout.csv.header_rows", COMPLAINTS, {"layout/header_rows": 2}, refused("kepala.kolom_hilang")),
    M("layout.csv.ignored", COMPLAINTS, {"layout/ignored": []}, refused("kepala.kolom_asing")),
    M("layout.api.kind", NETWORK, {"layout/kind": "csv"}, unloadable("layout.csv")),
    M("layout.api.ignored", NETWORK, {"layout/ignored": []}, refused("kepala.kolom_asing")),
    M("layout.api.service", NETWORK, {"layout/service": "lain"}, raises(KeyError, address)),
    *(
        M(f"layout.api.{name}", NETWORK, {f"layout/{name}": value}, raises(SourceUnavailable, pulled))
        for name, value in {
            "path": "lain",
            "records": "hasil",
            "page_param": "halaman",
            "page_size_param": "banyak",
            "page_size": 100,
            "period_param": DROP,
            "count": "meta.jumlah",
        }.items()
    ),
]

RULES = [
    M(
        "period.grain",
        POPULATION,
        {"period/grain": "year", "slaProperties/frequency": "year"},
        refused("periode.tidak_sesuai"),
    ),
    M("period.column", COMPLAINTS, {"period/column": "tanggal_tutup"}, refused("periode.di_luar")),
    M("coverage.column", COMPLAINTS, {"coverage/column": "opd"}, unloadable("holds no region")),
    M("coverage.kinds", POPULATION, {"coverage/kinds": ["desa"]}, refused("wilayah.berlebih")),
    M("coverage.per", COMPLAINTS, {"coverage/per": ["tanggal"]}, refused("wilayah.kurang")),
    M("balances[].total", COMPLAINTS, {"balances/0/total": "jasa"}, refused("neraca.tidak_seimbang")),
    M("balances[].parts", COMPLAINTS, {"balances/0/parts": ["jasa", "biaya"]}, refused("neraca.tidak_seimbang")),
    M("disclosure.threshold", COMPLAINTS, {"disclosure/threshold": 50}, stopped("kerahasiaan.sel_kecil")),
    M("disclosure.threshold", COMPLAINTS, {"disclosure/threshold": 1}, unloadable("threshold below 2")),
    M("disclosure.measures", COMPLAINTS, {"disclosure/measures": ["jumlah_selesai"]}, stopped("kerahasiaan.sel_kecil")),
    M("disclosure.measures", COMPLAINTS, {"disclosure/measures": []}, stopped("metadata.lengkap")),
    M("disclosure.reason", COMPLAINTS, {"disclosure/reason": ""}, unloadable("disclosure.reason")),
    M("disclosure.reason", COMPLAINTS, {"disclosure/reason": "Sebab lain."}, told("Sebab lain.", jumlah_aduan=3)),
    M(
        "expectations[].type",
        COMPLAINTS,
        {"expectations/0/type": "expect_the_unexpected"},
        raises(SuiteError, Scene.judged),
    ),
    M(
        "expectations[].kwargs.<key>",
        COMPLAINTS,
        {"expectations/0/kwargs": {"column_A": "jumlah_aduan", "column_Z": "jumlah_selesai"}},
        raises(SuiteError, Scene.judged),
    ),
    M(
        "expectations[].kwargs.<value>",
        COMPLAINTS,
        {"expectations/0/kwargs": {"column_A": "jumlah_selesai", "column_B": "jumlah_aduan"}},
        stopped("khusus:1"),
    ),
    M("expectations[].reason", COMPLAINTS, {"expectations/0/reason": ""}, unloadable("reason")),
    M(
        "expectations[].reason",
        COMPLAINTS,
        {"expectations/0/reason": "Sebab lain."},
        told("Sebab lain.", jumlah_selesai=99),
    ),
]

PAGE = [
    *text("activity.judul", POPULATION, "activity/judul"),
    M(
        "activity.cara_pengumpulan",
        POPULATION,
        {"activity/cara_pengumpulan": "survei"},
        shown('pengumpulan": "survei"'),
    ),
    *text("activity.nomor_rekomendasi", POPULATION, "activity/nomor_rekomendasi"),
    M(
        "publication.sifat",
        COMPLAINTS,
        {"publication/sifat": "tertutup", "publication/dasar_pengecualian": "Pasal 17"},
        stopped("metadata.lengkap"),
    ),
    M(
        "publication.dasar_pengecualian",
        COMPLAINTS,
        {"publication/sifat": "tertutup"},
        unloadable("dasar_pengecualian"),
    ),
    M(
        "publication.dasar_pengecualian",
        COMPLAINTS,
        {"publication/sifat": "terbatas", "publication/dasar_pengecualian": "Pasal 17 huruf h"},
        told("Pasal 17 huruf h"),
    ),
    M("publication.tema", POPULATION, {"publication/tema": "sosial"}, shown('"groups": [{"name": "sosial"}]')),
    *text("publication.bidang_urusan", POPULATION, "publication/bidang_urusan"),
    M("publication.lisensi", POPULATION, {"publication/lisensi": "odc-odbl"}, shown('"license_id": "odc-odbl"')),
    M("publication.level_penyajian", COMPLAINTS, {"publication/level_penyajian": "desa"}, stopped("metadata.lengkap")),
    M("publication.prioritas", POPULATION, {"publication/prioritas": False}, shown('"prioritas": "tidak"')),
    M(
        "publication.status_angka",
        POPULATION,
        {"publication/status_angka": "proyeksi"},
        shown('"status_angka": "proyeksi"'),
    ),
    *text("contact.office", POPULATION, "support/0/channel"),
    M("contact.office", COMPLAINTS, {"support/0/channel": "Budi Santoso"}, stopped("metadata.lengkap")),
    M("contact.email", POPULATION, {"support/0/url": "mailto:budi"}, unloadable("contact.email")),
    M("contact.email", POPULATION, {"support/0/url": "mailto:baru@kota.example"}, shown('"baru@kota.example"')),
    M("service.frequency", POPULATION, {"slaProperties/frequency": "year"}, unloadable("slaProperties frequency")),
    M(
        "service.frequency",
        POPULATION,
        {"slaProperties/frequency": "year", "period/grain": "year"},
        shown('"frequency": "tahunan"'),
    ),
    M("service.latency_days", POPULATION, {"slaProperties/latency": 5}, gives(due, "2025-S1")),
    M(
        "service.schedule",
        NETWORK,
        {"slaProperties/schedule": "0 4 * * *"},
        gives(lambda contract: pull_schedule(contract, TENANT).cron_schedule, "0 4 * * *"),
    ),
    M("service.schedule", NETWORK, {"slaProperties/schedule": DROP}, unloadable("schedule is needed")),
    M("service.schedule", NETWORK, {"slaProperties/schedule": "setiap pagi"}, unloadable("service.schedule")),
]

MUTATIONS = [*IDENTITY, *COLUMNS, *REGIONS, *MEASURES, *AGGREGATE, *LAYOUTS, *RULES, *PAGE]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with service() as url:
        yield Workplace(Judge(tmp_path_factory.mktemp("gate")), url)


@pytest.mark.parametrize("golden", [POPULATION, COMPLAINTS, NETWORK], ids=lambda golden: golden.dataset)
def test_the_golden_examples_pass(golden: Golden, at: Workplace) -> None:
    verdict = golden.examine(golden.load(golden.raw))
    assert (verdict.verdict, verdict.findings) == ("accepted", ())
    if golden is COMPLAINTS:
        assert at.judge(golden.load(golden.raw)).passed
    if golden is NETWORK:
        assert pulled(Scene(golden, golden.raw, at)) == golden.files["good"]()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.leaf)
def test_a_broken_field_is_felt(mutation: Mutation, at: Workplace) -> None:
    mutation.apply(at)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        mutation.spare(at)


def unproven(model: type[Strict]) -> set[str]:
    return leaves(model) - {mutation.leaf for mutation in MUTATIONS}


def test_every_leaf_has_a_mutation_and_every_mutation_a_leaf() -> None:
    assert unproven(Contract) == set()
    assert {mutation.leaf for mutation in MUTATIONS} - leaves(Contract) == set()


def test_a_new_field_or_layout_without_a_mutation_is_noticed() -> None:
    class Paper(Strict):
        kind: Literal["paper"]
        colour: str

    class Nested(Strict):
        marks: dict[str, int] | None = None
        parts: tuple[Paper, ...] = ()

    class Longer(Contract):
        dummy: str = ""
        nested: Nested
        layout: Workbook | Csv | Api | Paper  # type: ignore[assignment]

    assert unproven(Longer) == {
        "dummy", "nested.marks.<key>", "nested.marks.<value>", "nested.parts[].kind", "nested.parts[].colour",
        "layout.paper.kind", "layout.paper.colour",
    }  # fmt: skip


@pytest.mark.parametrize("bite", [refused("isian.wajib"), stopped("kunci.unik"), shown("lain"), unloadable("lain")])
def test_a_mutation_that_changes_nothing_fails(bite: object, at: Workplace) -> None:
    idle = M("purpose", COMPLAINTS, {"description/purpose": COMPLAINTS.raw["description"]["purpose"]}, bite)  # type: ignore[arg-type]
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        idle.apply(at)


# Whatever a contract may leave out, and why that switches off no rule. Anything else must be said.
MAY_BE_EMPTY = {
    "Origin.header": "exactly one origin is set",
    "Origin.level": "exactly one origin is set",
    "Origin.value": "exactly one origin is set",
    "Origin.sheet": "exactly one origin is set",
    "Origin.title": "exactly one origin is set",
    "Origin.field": "exactly one origin is set",
    "Region.name": "not every delivery carries the name beside the code",
    "Region.area": "without it the regions are the tenant's own",
    "Region.parent": "a name that two regions share is refused without it",
    "Region.grandparent": "a name that two regions share is refused without it",
    "Column.key": "most columns are no key; a table without one is refused",
    "Column.minimum": "not every number has a limit; it must be finite at the gate",
    "Column.maximum": "not every number has a limit; it must be finite at the gate",
    "Column.pattern": "free text has no form",
    "Column.codes": "not every text comes from a list; header levels need one",
    "Column.origin": "refused in a delivered table, not allowed in an aggregate",
    "Column.decimal": "without it no mark counts as decimal: doubtful numbers are refused",
    "Column.nulls": "without it every mark is refused",
    "Column.formats": "without it every text date is refused",
    "Column.region": "not every column is a region",
    "Column.reference": "not every column holds a unit, a code or an agency of a list",
    "Column.measure": "not every column is a measure; a public table without one is refused",
    "Workbook.ignored_sheets": "without it every other sheet is refused",
    "Workbook.ignored_tables": "without them another table on the sheet is refused",
    "Workbook.text": "without it delimited text is refused",
    "Workbook.unpivot": "a table of plain columns",
    "Workbook.totals": "a table without totals; a row that looks like one is refused",
    "Totals.rows": "a table with total columns only",
    "Totals.columns": "a table with total rows only",
    "Workbook.ignored": "without it every unknown header is refused",
    "Workbook.footer": "without it unknown lines are read as rows and refused",
    "Csv.ignored": "without it every unknown header is refused",
    "Csv.header_rows": "a header of one record; any other number of them is refused as unknown columns",
    "Api.period_param": "a service that knows its present state only",
    "Api.ignored": "without it every unknown field is refused",
    "PeriodRule.column": "figures without a date; the delivery's own period is always checked",
    "Contract.coverage": "not every dataset is complete by region",
    "Coverage.per": "complete over the whole delivery, not in each combination",
    "Contract.balances": "no total stands beside its parts",
    "Contract.aggregate": "the public table has the delivered rows",
    "Contract.expectations": "further rules, written by hand",
    "Expectation.kwargs": "Great Expectations refuses what lacks an argument",
    "Disclosure.measures": "refused by the gate unless the threshold is 0, which needs its reason",
    "Activity.nomor_rekomendasi": "BPS recommends surveys only",
    "Publication.dasar_pengecualian": "only what is not open needs a ground, and then it must be there",
    "Service.schedule": "only an API is fetched, and then it must be there",
}


def test_nothing_else_may_be_left_out() -> None:
    assert optional(Contract) == set(MAY_BE_EMPTY)


def test_no_field_is_a_switch_that_is_off_by_default() -> None:
    """A default may only stand for absence, never for a value."""
    models = [model for model in Strict.__subclasses__() if model.__module__ == Contract.__module__]
    assert len(models) > 10
    fields = {f"{model.__name__}.{name}": field for model in models for name, field in model.model_fields.items()}
    defaults = {name: field.default for name, field in fields.items() if not field.is_required()}
    assert {name for name, default in defaults.items() if default not in (None, ())} == set()


def test_the_file_is_changed_where_the_mutation_says() -> None:
    raw = change(POPULATION.raw, {"schema/0/jumlah/measure/konsep": "X", "schema/0/catatan/nulls": DROP})
    columns = {column["name"]: column for column in raw["schema"][0]["properties"]}
    custom = {name: [p["property"] for p in column["customProperties"]] for name, column in columns.items()}
    assert "nulls" not in custom["catatan"]
    assert "nulls" in custom["jumlah"]
