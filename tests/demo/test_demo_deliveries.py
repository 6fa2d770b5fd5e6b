"""The demo's deliveries: the same bytes every time, marked as sample data, and read by the real reader as meant."""

import hashlib
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from demo import aduan, apbdes, konektivitas, kunjungan, penduduk
from demo.deliveries import write
from demo.many import many
from demo.office import DemoDelivery
from quality.intake import Verdict, examine
from sources.api import document
from sources.contract import catalogue
from sources.periods import Period
from sources.regions import Regions
from sources.tenant import Tenant, load_tenant

ROOT = Path(__file__).parents[2]
BANYUWANGI = load_tenant(ROOT / "sources" / "tenants" / "banyuwangi.yaml")
BITUNG = BANYUWANGI.model_copy(update={"id": "bitung", "kode_wilayah": "71.72", "nama": "Kota Bitung"})
CONTRACTS = catalogue(BANYUWANGI.contracts)


@dataclass(frozen=True)
class Town:
    """A tenant, its regions, and its demo as it was written."""

    tenant: Tenant
    regions: Regions
    written: list[DemoDelivery]


def written(tenant: Tenant, temporary: pytest.TempPathFactory) -> Town:
    return Town(tenant, Regions.load(tenant.kode_wilayah), write(temporary.mktemp(tenant.id), tenant))


@pytest.fixture(scope="module")
def banyuwangi(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return written(BANYUWANGI, tmp_path_factory)


@pytest.fixture(scope="module")
def bitung(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return written(BITUNG, tmp_path_factory)


@pytest.fixture(params=["banyuwangi", "bitung"])
def town(request: pytest.FixtureRequest) -> Town:
    found: Town = request.getfixturevalue(request.param)
    return found


def judged(item: DemoDelivery, tenant: Tenant, folder: Path) -> tuple[Verdict, pa.Table | None]:
    out = folder / f"{item.dataset}-{item.period}.parquet"
    contract = CONTRACTS[item.dataset]
    verdict = examine(item.path, item.path.name, contract, Period.parse(item.period), tenant, out)
    return verdict, pq.read_table(out) if out.exists() else None


def total(rows: pa.Table, column: str) -> int:
    return int(pc.sum(rows[column]).as_py())


def test_the_same_bytes_every_time(town: Town, tmp_path: Path) -> None:
    again = write(tmp_path, town.tenant)
    assert [digest(item.path) for item in again] == [digest(item.path) for item in town.written]
    assert len({digest(item.path) for item in again}) == len(again)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_file_says_that_it_is_sample_data(town: Town) -> None:
    for item in town.written:
        assert "DATA CONTOH" in item.path.name
        if item.path.suffix == ".xlsx":
            with zipfile.ZipFile(item.path) as archive:
                assert b"DATA CONTOH" in archive.read("xl/sharedStrings.xml")
                assert b"DATA CONTOH" in archive.read("docProps/core.xml")
        else:
            lines = item.path.read_text(encoding="cp1252").splitlines()
            assert all("DATA CONTOH" in line for line in lines[1:])


def test_a_kota_without_desa_has_no_village_budgets(town: Town) -> None:
    counts = Counter(item.dataset for item in town.written)
    expected = {"penduduk_desa": 3, "aduan": 3, "kunjungan_wisata": 2, "apbdes": 2}
    if not town.regions.members("desa", ["desa"]):
        del expected["apbdes"]
    assert counts == expected
    assert [item.period for item in town.written if not item.good] == ["2025-S2"]


def test_only_datasets_with_a_contract_are_written(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    assert write(tmp_path, BANYUWANGI.model_copy(update={"contracts": tmp_path / "contracts"})) == []


def test_good_deliveries_are_read_exactly_as_they_were_written(town: Town, tmp_path: Path) -> None:
    for item in town.written:
        if not item.good:
            continue
        verdict, rows = judged(item, town.tenant, tmp_path)
        assert verdict.verdict == "accepted", (item, verdict.findings)
        assert verdict.findings == ()
        assert rows is not None
        assert rows.num_rows == verdict.rows
        CHECKS[item.dataset](rows, town.regions, Period.parse(item.period))


def check_penduduk(rows: pa.Table, regions: Regions, period: Period) -> None:
    meant = penduduk.figures(regions, period)
    assert rows.num_rows == len(meant) == len(regions.members("desa")) * 32
    assert total(rows, "jumlah_penduduk") == sum(meant.values())
    # The contract's first text is the one that offices write.
    ages = {code: texts[0] for code, texts in (CONTRACTS["penduduk_desa"].column("kelompok_umur").codes or {}).items()}
    read = {
        (row["kode_wilayah"], ages[row["kelompok_umur"]], row["jenis_kelamin"][0]): row["jumlah_penduduk"]
        for row in rows.to_pylist()
    }
    assert read == meant
    assert min(read.values()) >= CONTRACTS["penduduk_desa"].disclosure.threshold


def check_aduan(rows: pa.Table, regions: Regions, period: Period) -> None:
    meant = {ticket.number: ticket for ticket in aduan.tickets(regions, period)}
    assert rows.num_rows == len(meant)
    for row in rows.to_pylist():
        ticket = meant[row["nomor_tiket"]]
        assert row["waktu_masuk"].replace(tzinfo=None) == ticket.entered
        assert (row["waktu_respon"] is None) == (ticket.answered is None)
        assert (row["waktu_selesai"] is None) == (ticket.solved is None)
        assert regions[row["kode_wilayah"]].name == ticket.kecamatan
        assert row["status"] == ticket.status
    cells = Counter((row["opd_penanggung_jawab"], row["kategori"]) for row in rows.to_pylist())
    assert len(cells) == len(aduan.CATEGORIES)
    assert min(cells.values()) >= CONTRACTS["aduan"].disclosure.threshold
    assert not {"nama_pelapor", "isi_aduan"} & set(rows.column_names)


def check_kunjungan(rows: pa.Table, regions: Regions, period: Period) -> None:
    meant = [kunjungan.visits(destination, period.year) for destination in kunjungan.DESTINATIONS]
    assert rows.num_rows == len(meant) * 24
    for origin, column in (("Nusantara", 0), ("Mancanegara", 1)):
        read = rows.filter(pc.equal(rows["asal_wisatawan"], origin))
        assert total(read, "jumlah_kunjungan") == sum(month[column] for year in meant for month in year)
    closed = rows.filter(pc.equal(rows["jumlah_kunjungan"], 0))
    assert {(row["daya_tarik_wisata"], row["bulan"]) for row in closed.to_pylist()} == {
        ("Kawah Ijen", "01"), ("Teluk Hijau", "02"), ("Teluk Hijau", "03"),
    }  # fmt: skip


def check_apbdes(rows: pa.Table, regions: Regions, period: Period) -> None:
    budget, spent = apbdes.figures(regions, period)
    assert rows.num_rows == 189 * len(apbdes.LINES)
    assert (total(rows, "anggaran"), total(rows, "realisasi")) == (budget, spent)
    assert total(rows, "sisa") == budget - spent > 0


CHECKS = {
    "penduduk_desa": check_penduduk,
    "aduan": check_aduan,
    "kunjungan_wisata": check_kunjungan,
    "apbdes": check_apbdes,
}


def test_the_broken_delivery_comes_back_with_all_that_is_wrong(banyuwangi: Town, tmp_path: Path) -> None:
    (item,) = (item for item in banyuwangi.written if not item.good)
    verdict, rows = judged(item, BANYUWANGI, tmp_path)
    assert (verdict.verdict, rows) == ("rejected", None)
    found = {(finding.rule, finding.sheet, finding.cell) for finding in verdict.findings}
    # The typed-over JUMLAH cell does not fit its column, nor the JUMLAH columns of its own row.
    assert found == {
        ("total.baris", "01. Pesanggaran", "D16"),
        ("total.kolom", "01. Pesanggaran", "AJ16"),
        ("total.kolom", "01. Pesanggaran", "AL16"),
        ("wilayah.nama_tidak_cocok", "25. Blimbingsari", "B11"),
    }
    said = " ".join(finding.message + finding.suggestion for finding in verdict.findings)
    assert "selisih 100" in said
    assert "Kode untuk KAOTAN adalah 35.10.25.2002" in said
    assert "Kode untuk BLIMBINGSARI adalah 35.10.25.2001" in said


def test_the_same_delivery_without_its_flaws_is_accepted(banyuwangi: Town, tmp_path: Path) -> None:
    item = penduduk.write(tmp_path, BANYUWANGI, banyuwangi.regions, Period.parse("2025-S2"))
    verdict, rows = judged(item, BANYUWANGI, tmp_path)
    assert (verdict.verdict, verdict.findings) == ("accepted", ())
    assert rows is not None
    assert total(rows, "jumlah_penduduk") == sum(penduduk.figures(banyuwangi.regions, Period.parse("2025-S2")).values())


def test_a_pulled_document_is_read(town: Town, tmp_path: Path) -> None:
    period = Period.parse("2025-09")
    meant = konektivitas.records(town.regions, period)
    path = tmp_path / "konektivitas.json"
    path.write_bytes(document(CONTRACTS["konektivitas_desa"], period, meant))
    item = DemoDelivery(path, "konektivitas_desa", str(period), "pantau_jaringan")
    verdict, rows = judged(item, town.tenant, tmp_path)
    assert (verdict.verdict, verdict.findings) == ("accepted", ())
    assert rows is not None
    assert total(rows, "bandwidth_mbps") == sum(record["jaringan"]["bandwidth_mbps"] for record in meant)
    assert total(rows, "terhubung_serat_optik") == sum(record["jaringan"]["serat_optik"] for record in meant)


def test_sixty_deliveries_one_of_them_bad(tmp_path: Path) -> None:
    found = many(tmp_path, BANYUWANGI)
    assert len(found) == len({(item.dataset, item.period) for item in found}) == 60
    assert Counter(item.good for item in found) == {True: 59, False: 1}
    demo = {(item.dataset, item.period) for item in write(tmp_path, BANYUWANGI)}
    assert not demo & {(item.dataset, item.period) for item in found}
    oldest = [next(item for item in found if item.dataset == dataset) for dataset in CHECKS]
    for item in oldest:
        verdict, _ = judged(item, BANYUWANGI, tmp_path)
        assert verdict.verdict == "accepted", (item, verdict.findings)
