"""Real deliveries of Kota Mojokerto, from the office's files to the tables of a real portal.

Five are published as they came. ``penduduk_wni`` (mjk07) is returned for ``7 52`` and ``8 25``, and published once its
office has corrected the two cells. The numbers are golden facts of the files: their own city and total rows.
"""

from pathlib import Path
from typing import Any

import ckanapi
import openpyxl
import pytest
from ckanapi.errors import NotFound
from town import Town

from ledger.models import Delivery, GateVerdict, Publication
from pipelines.plan import plan
from pipelines.portal_access import portal_of
from pipelines.serving import released_snapshot
from pipelines.stages.publish import newest_release
from warehouse.query import query

pytestmark = pytest.mark.corpus

PUBLISHED = ("akta_bulanan", "kelahiran", "penduduk_datang", "penduduk_keluar", "penduduk_akhir_tahun")
CITIZENS = "mjk07_penduduk_wni_kelurahan_2023.xlsx"
# dataset -> its file, its number column, and what the three kecamatan rows and the city row of the file say.
MOVEMENTS = (
    ("kelahiran", "mjk02_kelahiran_kelurahan_2023.xlsx", "jumlah_kelahiran", (962, 903)),
    ("penduduk_datang", "mjk05_penduduk_datang_2023.xlsx", "jumlah_datang", (1274, 1270)),
    ("penduduk_keluar", "mjk06_penduduk_keluar_2023.xlsx", "jumlah_keluar", (1032, 1020)),
)
DOCUMENTS = {
    "Kelahiran umum": 4430,
    "Kelahiran dispensasi": 575,
    "Perkawinan": 45,
    "Perceraian": 12,
    "Kematian": 1588,
}


def public(town: Town, dataset: str) -> list[dict[str, Any]]:
    """The table that the portal's DataStore holds for a dataset."""
    portal = ckanapi.RemoteCKAN(town.portal.url)
    page = portal.action.package_show(id=dataset.replace("_", "-"))
    (table,) = [item["id"] for item in page["resources"] if item["datastore_active"]]
    found = portal.action.datastore_search(resource_id=table, limit=1000)
    assert len(found["records"]) == found["total"]
    return list(found["records"])


def sums(rows: list[dict[str, Any]], value: str, *by: str) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for row in rows:
        key = row[by[0]] if len(by) == 1 else tuple(row[name] for name in by)
        found[key] = found.get(key, 0) + int(row[value])
    return found


def asked(town: Town, sql: str) -> list[tuple[Any, ...]]:
    return query(town.workshop.lake, sql, released_snapshot()).rows


def test_one_batch_five_are_published_and_one_comes_back(mojokerto: Town) -> None:
    assert mojokerto.first
    assert list(mojokerto.first.failed) == ["intake__penduduk_wni"]
    mojokerto.workshop  # noqa: B018 - points at this home's ledger
    states = {d.dataset: (d.state, [f.rule for f in d.findings.all()]) for d in Delivery.objects.filter(period="2023")}
    assert states.pop("penduduk_wni") == ("ditolak", ["angka.tidak_pasti"])
    assert states == dict.fromkeys(PUBLISHED, ("lolos", []))
    done = Publication.objects.values_list("release__dataset", "outcome")
    assert sorted(done) == sorted((dataset, "published") for dataset in PUBLISHED)


def test_what_came_back_is_nowhere(mojokerto: Town) -> None:
    """Neither in the lake nor on the portal, and its office reads which cells to mend."""
    mojokerto.workshop  # noqa: B018
    finding = Delivery.objects.get(dataset="penduduk_wni").findings.get()
    assert (finding.sheet, finding.cell, finding.value) == ("Sheet1", "B22", "7 52")
    assert finding.cells == ["Sheet1!B22", "Sheet1!C22"]
    tables = "select table_name from information_schema.tables where table_catalog = 'lake'"
    assert not [name for (name,) in asked(mojokerto, tables) if "penduduk_wni" in name]
    assert not asked(mojokerto, "select 1 from raw.deliveries where dataset = 'penduduk_wni'")
    assert newest_release("penduduk_wni") is None
    with pytest.raises(NotFound):
        public(mojokerto, "penduduk_wni")


def test_documents_per_month(mojokerto: Town) -> None:
    """Golden fact G6: the column sums of the file, with its dashes as zeros."""
    rows = public(mojokerto, "akta_bulanan")
    assert len(rows) == 12 * 5
    assert sums(rows, "jumlah_akta", "jenis_akta") == DOCUMENTS
    assert {row["satuan"] for row in rows} == {"Akta"}
    assert min(int(row["jumlah_akta"]) for row in rows) == 0


def test_few_divorces_in_a_month_of_the_whole_city_are_no_secret(mojokerto: Town) -> None:
    """The contract has no small-cell threshold here, and says why: months of a whole city, no area and no trait.
    The check is at work all the same: with a threshold the same table would be stopped."""
    from quality.disclosure import small_cells

    workshop = mojokerto.workshop
    contract = workshop.contracts["akta_bulanan"]
    assert (contract.disclosure.threshold, contract.disclosure.measures) == (0, ())
    assert "tidak ada wilayah kecil" in contract.disclosure.reason
    divorces = [row for row in public(mojokerto, "akta_bulanan") if row["jenis_akta"] == "Perceraian"]
    assert any(0 < int(row["jumlah_akta"]) < 5 for row in divorces)
    release = newest_release("akta_bulanan")
    assert release
    disclosure = contract.disclosure.model_copy(update={"threshold": 5, "measures": ("jumlah_akta",)})
    strict = contract.model_copy(update={"disclosure": disclosure})
    parquet = workshop.published(release.verdict.content_sha256) / "data.parquet"
    assert [finding.rule for finding in small_cells(strict, parquet)] == ["kerahasiaan.sel_kecil"]


@pytest.mark.parametrize(("dataset", "file", "value", "city"), MOVEMENTS)
def test_movements_per_kelurahan(
    mojokerto: Town, corpus: Path, dataset: str, file: str, value: str, city: tuple[int, int]
) -> None:
    """The portal's rows add up to the file's own kecamatan rows and to its city row."""
    rows = public(mojokerto, dataset)
    assert len(rows) == 18 * 2
    assert sums(rows, value, "jenis_kelamin") == {"Laki-laki": city[0], "Perempuan": city[1]}
    page = openpyxl.load_workbook(corpus / file)["Sheet1"].values
    stated = {
        _plain(name.removeprefix("Kecamatan ")): (m, w) for name, m, w, *_ in page if name.startswith("Kecamatan")
    }
    assert len(stated) == 3
    added = sums(rows, value, "nama_kecamatan", "jenis_kelamin")
    assert {(_plain(name), sex): number for (name, sex), number in added.items()} == {
        (name, sex): number
        for name, pair in stated.items()
        for sex, number in zip(("Laki-laki", "Perempuan"), pair, strict=True)
    }


def _plain(name: str) -> str:
    """The office writes Prajurit Kulon, the national list Prajuritkulon."""
    return name.replace(" ", "").casefold()


def test_population_from_formulas_and_merged_cells(mojokerto: Town) -> None:
    """Golden fact G9."""
    rows = public(mojokerto, "penduduk_akhir_tahun")
    assert len(rows) == 18
    assert [sum(int(row[name]) for row in rows) for name in ("laki_laki", "perempuan", "jumlah")] == [
        70_490,
        71_295,
        141_785,
    ]
    (kranggan,) = [row for row in rows if row["kode_wilayah"] == "35.76.03.1001"]
    assert (kranggan["nama_desa_kelurahan"], int(kranggan["jumlah"])) == ("Kranggan", 13_409)


def test_no_row_of_a_kecamatan_or_the_city_is_anywhere(mojokerto: Town) -> None:
    """In every table of every schema a region is one of the 18 kelurahan, once for each sex or number."""
    names = [name for name in PUBLISHED if name != "akta_bulanan"]
    tables = [
        (f"{schema}.{prefix}{name}", name)
        for schema, prefix in (("raw", ""), ("staging", "stg_"), ("core", "fct_"), ("open_data", ""))
        for name in names
    ]
    counted = " union all ".join(
        f"select '{table}', '{name}', count(*), count(distinct kode_wilayah), "
        f"list(distinct length(kode_wilayah)) from {table}"
        for table, name in tables
    )
    found = asked(mojokerto, counted)
    assert len(found) == len(tables) == 16
    for table, name, rows, regions, lengths in found:
        assert (rows, regions) == (18 if name == "penduduk_akhir_tahun" else 36, 18), table
        assert lengths == [len("35.76.03.1001")], table


def test_every_table_of_the_portal_is_what_the_lake_released(mojokerto: Town) -> None:
    mojokerto.workshop  # noqa: B018
    numbers = {"akta_bulanan": "jumlah_akta", "penduduk_akhir_tahun": "jumlah"} | {
        d: value for d, _, value, _ in MOVEMENTS
    }
    summed = " union all ".join(
        f"select '{name}', count(*), sum({number})::bigint from open_data.{name}" for name, number in numbers.items()
    )
    for dataset, rows, total in asked(mojokerto, summed):
        table = public(mojokerto, dataset)
        verdict = GateVerdict.objects.get(dataset=dataset)
        assert verdict.passed
        assert len(table) == rows == verdict.rows
        assert sum(int(row[numbers[dataset]]) for row in table) == total


def test_the_corrected_file_is_published(mojokerto: Town, corpus: Path, tmp_path: Path) -> None:
    """Golden fact G8: the office writes 752 and 825, and nothing else is touched."""
    others = {dataset: newest_release(dataset) for dataset in PUBLISHED}
    book = openpyxl.load_workbook(corpus / CITIZENS)
    book["Sheet1"]["B22"], book["Sheet1"]["C22"] = "752", "825"
    book.save(tmp_path / CITIZENS)
    assert mojokerto.deliver(tmp_path / CITIZENS, "penduduk_wni", "2023").finding is None
    outcome = mojokerto.run()

    assert not outcome.failed
    assert [due.dataset for due in outcome.plan.datasets] == ["penduduk_wni"]
    rows = public(mojokerto, "penduduk_wni")
    assert len(rows) == 36
    assert sums(rows, "jumlah_penduduk", "jenis_kelamin") == {"Laki-laki": 70_490, "Perempuan": 71_295}
    purwotengah = {row["jenis_kelamin"]: int(row["jumlah_penduduk"]) for row in rows if "Purwotengah" in row.values()}
    assert purwotengah == {"Laki-laki": 752, "Perempuan": 825}
    assert {dataset: newest_release(dataset) for dataset in PUBLISHED} == others
    assert not plan(mojokerto.workshop, portal_of(mojokerto.settings))
