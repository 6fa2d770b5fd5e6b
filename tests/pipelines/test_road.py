"""From deliveries to the portal: a batch with one broken delivery in it, and what came of each."""

import csv
import hashlib
import io
import json
from pathlib import Path

import ckanapi
import httpx
import pytest
from town import Town

from demo import aduan, kunjungan, penduduk
from demo.office import DemoDelivery
from ledger.models import Delivery, GateVerdict, Publication, Release
from pipelines.plan import Due, plan
from pipelines.portal_access import portal_of
from pipelines.serving import released_snapshot
from pipelines.stages.publish import newest_release, portable, publish
from sources.periods import Period
from sources.regions import Regions
from warehouse.query import query

REGIONS = Regions.load("35.10")
PAGES = ("aduan", "apbdes", "konektivitas-desa", "kunjungan-wisata", "penduduk-desa")


def resource(town: Town, page: str, role: str) -> dict[str, str]:
    """A file of a dataset as a visitor sees it."""
    package = ckanapi.RemoteCKAN(town.portal.url).action.package_show(id=page)
    return next(item for item in package["resources"] if item["format"].lower() == role)


def downloaded(town: Town, page: str) -> list[dict[str, str]]:
    content = httpx.get(resource(town, page, "csv")["url"], trust_env=False, follow_redirects=True)
    return list(csv.DictReader(io.StringIO(content.text)))


def asked(town: Town, sql: str) -> list[tuple[object, ...]]:
    return query(town.workshop.lake, sql, released_snapshot()).rows


def test_the_good_ones_are_public_and_the_broken_one_came_back(demo_town: Town, demo_files: list[DemoDelivery]) -> None:
    assert demo_town.first
    assert not demo_town.first.failed
    demo_town.workshop  # noqa: B018 - points at this home's ledger
    states = {(d.dataset, d.period): d.state for d in Delivery.objects.all()}
    for item in demo_files:
        assert states[item.dataset, item.period] == ("lolos" if item.good else "ditolak")
    assert {r.dataset.replace("_", "-") for r in Release.objects.all()} == set(PAGES)
    assert set(Publication.objects.values_list("outcome", flat=True)) == {"published"}

    broken = Delivery.objects.get(dataset="penduduk_desa", state=Delivery.State.REJECTED)
    found = {(finding.sheet, finding.cell, finding.severity) for finding in broken.findings.all()}
    assert ("01. Pesanggaran", "D16", "blocker") in found
    assert ("25. Blimbingsari", "B11", "blocker") in found


def test_the_public_downloads_what_the_office_wrote(demo_town: Town) -> None:
    rows = downloaded(demo_town, "penduduk-desa")
    for period in ("2024-S2", "2025-S1"):
        meant = penduduk.figures(REGIONS, Period.parse(period))
        assert sum(int(row["jumlah_penduduk"]) for row in rows if row["periode"] == period) == sum(meant.values())
    assert not [row for row in rows if row["periode"] == "2025-S2"]
    row = next(row for row in rows if row["kode_wilayah"] == "35.10.25.2001")
    assert (row["nama_desa_kelurahan"], row["nama_kecamatan"], row["satuan"]) == (
        "Blimbingsari",
        "Blimbingsari",
        "Orang",
    )


def test_file_table_and_ledger_hold_the_same(demo_town: Town) -> None:
    demo_town.workshop  # noqa: B018
    portal = ckanapi.RemoteCKAN(demo_town.portal.url)
    for page in PAGES:
        file = resource(demo_town, page, "csv")
        content = httpx.get(file["url"], trust_env=False, follow_redirects=True).content
        release = newest_release(page.replace("-", "_"))
        assert release
        assert hashlib.sha256(content).hexdigest() == release.verdict.content_sha256
        table = portal.action.datastore_search(resource_id=file["id"], limit=0)
        assert table["total"] == release.verdict.rows == len(content.decode().splitlines()) - 1


def test_analysts_trace_every_public_number_to_a_cell(demo_town: Town) -> None:
    rows = asked(
        demo_town,
        "select f.jumlah_penduduk, f._sheet, f._row, f._cell, d.sha256 from core.fct_penduduk_desa f "
        "join raw.deliveries d on d.delivery = f._delivery where f.kode_wilayah = '35.10.25.2001' "
        "and f.kelompok_umur = '00-04' and f.jenis_kelamin = 'Laki-laki' and f.periode_id = '2025-S1'",
    )
    number = penduduk.figures(REGIONS, Period.parse("2025-S1"))["35.10.25.2001", "0 - 4", "L"]
    assert [(value, sheet) for value, sheet, *_ in rows] == [(number, "25. Blimbingsari")]
    delivery = Delivery.objects.get(dataset="penduduk_desa", period="2025-S1")
    assert rows[0][4] == delivery.sha256
    assert str(rows[0][3]).endswith(str(rows[0][2]))


def test_a_second_run_has_nothing_to_do_and_imports_nothing_heavy(demo_town: Town) -> None:
    assert not plan(demo_town.workshop, portal_of(demo_town.settings))
    ran = demo_town.command("run", "--json")
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert {item["result"] for item in answer["datasets"]} == {"unchanged"}
    assert answer["run_id"] is None


def test_status_for_programs(demo_town: Town) -> None:
    answer = json.loads(demo_town.command("status", "--json").stdout)
    assert answer["services"]["portal"]["url"] == demo_town.portal.url
    assert set(answer["services"]) == {"portal", "dagster"}
    for item in answer["datasets"]:
        assert {"dataset", "delivery", "verdict", "release", "published"} <= set(item)
        assert item["published"] == item["release"] >= 1


def test_a_corrected_delivery_supersedes_and_one_month_more_is_added(
    demo_town: Town, tmp_path: Path, demo_files: list[DemoDelivery]
) -> None:
    tenant = demo_town.workshop.tenant
    corrected = penduduk.write(tmp_path, tenant, REGIONS, Period.parse("2025-S2"))
    more = aduan.write(tmp_path, tenant, REGIONS, Period.parse("2025-11"))
    before = {name: newest_release(name) for name in ("penduduk_desa", "aduan", "apbdes")}
    for item in (corrected, more):
        demo_town.deliver(item.path, item.dataset, item.period)
    outcome = demo_town.run()

    assert not outcome.failed
    assert [due.dataset for due in outcome.plan.datasets] == ["aduan", "penduduk_desa"]
    assert newest_release("apbdes") == before["apbdes"]
    for name in ("penduduk_desa", "aduan"):
        newest, last = newest_release(name), before[name]
        assert newest
        assert last
        assert newest.number == last.number + 1
    rows = downloaded(demo_town, "penduduk-desa")
    assert {row["periode"] for row in rows} == {"2024-S2", "2025-S1", "2025-S2"}


def test_a_dataset_that_fails_at_the_gate_goes_back_alone(demo_town: Town, tmp_path: Path) -> None:
    """A month with one complaint in a category is a small cell; the visits of another year arrive with it."""
    tenant = demo_town.workshop.tenant
    few = aduan.write(tmp_path, tenant, REGIONS, Period.parse("2025-12"))
    lines = few.path.read_bytes().splitlines(keepends=True)
    few.path.write_bytes(b"".join(lines[:2]))
    visits = kunjungan.write(tmp_path, tenant, REGIONS, Period.parse("2023"))
    public = downloaded(demo_town, "aduan")
    read = "select count(*), max(periode_id) from core.fct_aduan"
    before = asked(demo_town, read)
    for item in (few, visits):
        assert demo_town.deliver(item.path, item.dataset, item.period).finding is None
    outcome = demo_town.run()

    assert list(outcome.failed) == ["release__aduan"]
    verdict = GateVerdict.objects.filter(dataset="aduan").last()
    assert verdict
    assert not verdict.passed
    assert [f.rule for f in verdict.findings.all()] == ["kerahasiaan.sel_kecil"]
    assert downloaded(demo_town, "aduan") == public
    assert asked(demo_town, read) == before
    assert {row["periode"] for row in downloaded(demo_town, "kunjungan-wisata")} == {"2023", "2024", "2025"}
    # The same inputs are not tried again by themselves.
    assert not plan(demo_town.workshop, portal_of(demo_town.settings))
    assert plan(demo_town.workshop, portal_of(demo_town.settings), retry=True)


def test_bytes_that_were_not_judged_are_not_published(demo_town: Town) -> None:
    workshop = demo_town.workshop
    release = newest_release("apbdes")
    assert release
    file = portable(workshop, release).csv
    honest = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(honest.replace(b"2024", b"2042", 1))
    try:
        with pytest.raises(RuntimeError):
            publish(workshop, release, portal_of(demo_town.settings))
    finally:
        file.write_bytes(honest)
    assert Publication.objects.filter(release=release).last().outcome == "failed"  # type: ignore[union-attr]
    assert all(row["periode"] != "2042" for row in downloaded(demo_town, "apbdes"))


def test_a_page_that_vanished_from_the_portal_is_published_again(demo_town: Town) -> None:
    portal = ckanapi.RemoteCKAN(demo_town.portal.url, apikey=demo_town.portal.token)
    portal.action.package_delete(id="kunjungan-wisata")
    outcome = demo_town.run()
    assert outcome.plan.datasets == (Due("kunjungan_wisata", pull=False, build=False, publish=True),)
    assert not outcome.failed
    assert downloaded(demo_town, "kunjungan-wisata")
