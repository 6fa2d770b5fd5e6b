"""Publishing to a real CKAN: the public sees the release, whole and proven, however often or badly it was begun."""

import dataclasses
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import example
import httpx
import pytest

from portal import publisher as publishing
from portal.catalogue import UNDER_WAY, dictionary
from portal.embedded import Portal
from portal.files import render
from portal.publisher import GateRefusedError, Outcome, PortalUnreachableError, PublicationError, Publisher
from portal.release import Release

ROLES = ("csv", "xlsx", "parquet")


class Steps(list[tuple[str, str]]):
    """The caller's record."""

    def __call__(self, step: str, detail: str) -> None:
        self.append((step, detail))

    @property
    def names(self) -> list[str]:
        return [step for step, _ in self]


def passing(release: Release) -> Any:
    """A ledger with the one passing verdict of this release."""
    good = (release.dataset, release.snapshot, release.content_sha256, release.contract.version)
    return lambda *asked: asked == good


@pytest.fixture
def publisher(portal: Portal) -> Publisher:
    return Publisher(portal.url, portal.token)


@pytest.fixture
def stranger(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    """A publisher as it works with a portal that does not have our extension."""
    monkeypatch.setattr(publishing, "SWAP", "no_such_action")
    return Publisher(portal.url, portal.token)


@pytest.fixture(params=["with our extension", "plain"])
def either(request: pytest.FixtureRequest) -> Publisher:
    found: Publisher = request.getfixturevalue("publisher" if request.param == "with our extension" else "stranger")
    return found


def publish(publisher: Publisher, release: Release) -> tuple[Outcome, Steps]:
    steps = Steps()
    return publisher.publish(release, passing(release), steps), steps


def anonymous(portal: Portal, action: str, **parameters: Any) -> Any:
    answer = httpx.get(f"{portal.url}/api/3/action/{action}", params=parameters, timeout=60)
    return answer.json()["result"] if answer.status_code == 200 else None


def shown(portal: Portal, release: Release) -> Any:
    return anonymous(portal, "package_show", id=release.dataset.replace("_", "-"))


def table(portal: Portal, release: Release) -> list[dict[str, Any]]:
    found = anonymous(portal, "datastore_search", resource_id=release.resource_id("csv"), limit=100)
    return [{key: value for key, value in row.items() if key != "_id"} for row in found["records"]]


def assert_public(portal: Portal, release: Release, rows: list[dict[str, Any]]) -> None:
    """Page, files and table are this release for someone without an account."""
    page = shown(portal, release)
    assert page["publication_id"] == release.publication_id
    for resource in page["resources"]:
        assert hashlib.sha256(httpx.get(resource["url"], timeout=60).content).hexdigest() == resource["hash"]
    csv = next(resource for resource in page["resources"] if resource["id"] == release.resource_id("csv"))
    assert httpx.get(csv["url"], timeout=60).content == release.csv.read_bytes()
    assert [resource["id"] for resource in page["resources"]] == [release.resource_id(role) for role in ROLES]
    assert sorted(table(portal, release), key=str) == sorted(rows, key=str)


def test_a_release_is_published_whole(portal: Portal, publisher: Publisher, make_release: example.MakeRelease) -> None:
    release = make_release(dataset="terbit_utuh")
    outcome, steps = publish(publisher, release)
    assert outcome == Outcome("published", f"{portal.url}/dataset/terbit-utuh")
    assert steps.names == ["verdik", "berkas", "kirim", "tabel", "baca_ulang", "terbit"]
    assert_public(portal, release, example.rows())
    page = shown(portal, release)
    assert page["organization"]["title"] == "Dinas Kependudukan dan Pencatatan Sipil"
    assert [group["name"] for group in page["groups"]] == ["kependudukan"]
    assert {tag["name"] for tag in page["tags"]} == {"kependudukan", "semesteran"}
    assert (page["license_id"], page["sifat"], page["data_contoh"]) == ("cc-by", "terbuka", "ya")
    html = httpx.get(outcome.url, timeout=60).text
    assert "Jumlah penduduk menurut kecamatan dan jenis kelamin di Kabupaten Banyuwangi (DATA CONTOH)" in html


def test_the_table_has_its_dictionary_key_and_sum(
    portal: Portal, either: Publisher, make_release: example.MakeRelease
) -> None:
    release = make_release(dataset=f"kamus_{len(publishing.SWAP)}")
    publish(either, release)
    fields = anonymous(portal, "datastore_info", id=release.resource_id("csv"))["fields"]
    given = {item["id"]: item["info"] for item in fields}
    assert given == {item["id"]: item["info"] for item in dictionary(release.contract)}
    assert sum(row["jumlah"] for row in table(portal, release)) == sum(row["jumlah"] for row in example.rows())
    keyed = {item["id"] for item in fields if item["schema"]["is_index"]}
    assert keyed == {"periode", "kode_wilayah", "jenis_kelamin"}
    views = anonymous(portal, "resource_view_list", id=release.resource_id("csv"))
    assert [view["view_type"] for view in views] == ["datatables_view"]


def test_a_second_time_changes_nothing(portal: Portal, publisher: Publisher, make_release: example.MakeRelease) -> None:
    release = make_release(dataset="tetap")
    publish(publisher, release)
    before = shown(portal, release)
    outcome, steps = publish(publisher, release)
    assert outcome.status == "unchanged"
    assert steps.names == ["verdik", "tetap"]
    assert shown(portal, release) == before


def test_a_new_release_replaces_rows_files_and_page(
    portal: Portal, either: Publisher, make_release: example.MakeRelease
) -> None:
    dataset = f"baru_{len(publishing.SWAP)}"
    publish(either, make_release(1, dataset=dataset))
    rows = example.rows(offset=7)[:4]
    second = make_release(2, rows, dataset=dataset, tags=["wilayah"], name="Jumlah warga menurut kecamatan")
    assert publish(either, second)[0].status == "published"
    assert_public(portal, second, rows)
    page = shown(portal, second)
    assert page["title"].startswith("Jumlah warga")
    assert [tag["name"] for tag in page["tags"]] == ["wilayah"]
    assert page["version"].startswith("rilis 2")


@pytest.mark.parametrize("wrong", ["none", "snapshot", "sha256", "version", "bytes", "sifat"])
def test_without_a_verdict_for_these_bytes_nothing_is_sent(
    portal: Portal, publisher: Publisher, make_release: example.MakeRelease, wrong: str
) -> None:
    release = make_release(dataset=f"tolak_{wrong}")
    verdict = passing(release) if wrong != "none" else lambda *_: False
    if wrong == "snapshot":
        release = dataclasses.replace(release, snapshot=release.snapshot + 1)
    if wrong == "sha256":
        release = dataclasses.replace(release, content_sha256="0" * 64)
    if wrong == "version":
        release = dataclasses.replace(release, contract=release.contract.model_copy(update={"version": "2.0.0"}))
    if wrong == "bytes":
        release.csv.write_bytes(release.csv.read_bytes() + b"\n")
    if wrong == "sifat":
        page = release.contract.publication.model_copy(update={"sifat": "terbatas"})
        release = dataclasses.replace(release, contract=release.contract.model_copy(update={"publication": page}))
    steps = Steps()
    with pytest.raises(GateRefusedError, match="Tidak ada yang dikirim"):
        publisher.publish(release, verdict, steps)
    assert steps.names == ["gagal"]
    answer = httpx.get(f"{portal.url}/api/3/action/package_show", params={"id": f"tolak-{wrong}"}, timeout=60)
    assert answer.status_code == 404


class Interrupted(BaseException):
    """Stands for a kill: no handler of the publisher catches it."""


@pytest.mark.parametrize("last", ["berkas", "kirim", "tabel", "baca_ulang"])
@pytest.mark.parametrize("earlier", [False, True])
def test_after_a_break_at_any_step_publishing_again_heals(
    portal: Portal, either: Publisher, make_release: example.MakeRelease, last: str, earlier: bool
) -> None:
    dataset = f"putus_{last}_{int(earlier)}_{len(publishing.SWAP)}"
    if earlier:
        publish(either, make_release(1, dataset=dataset))
    rows = example.rows(offset=100)
    release = make_release(2, rows, dataset=dataset)

    def broken(step: str, _: str) -> None:
        if step == last:
            raise Interrupted

    with pytest.raises(Interrupted):
        either.publish(release, passing(release), broken)
    page = shown(portal, release)
    if not earlier:
        assert page is None, "an unfinished first publication is not public"
    elif last != "berkas":
        assert page["publication_id"] == UNDER_WAY
    assert publish(either, release)[0].status == "published"
    assert_public(portal, release, rows)


def test_a_killed_process_is_healed_by_the_next(
    portal: Portal, publisher: Publisher, make_release: example.MakeRelease, tmp_path: Path
) -> None:
    """A real kill -9 while the table is being filled."""
    release = make_release(dataset="dibunuh")
    program = f"""
import sys, time, datetime
from pathlib import Path
sys.path[:0] = {[str(Path(example.__file__).parent)]!r}
import example
from portal import publisher
publisher.CHUNK_ROWS, publisher.SWAP = 1, "no_such_action"
release = example.release(Path({str(tmp_path)!r}), dataset="dibunuh")
call = publisher.Publisher._call
def slow(self, action, **rest):
    if action == "datastore_upsert":
        print("filling", flush=True)
        time.sleep(0.2)
    return call(self, action, **rest)
publisher.Publisher._call = slow
publisher.Publisher({portal.url!r}, {portal.token!r}).publish(release, lambda *_: True, lambda *_: None)
"""
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for _ in range(3):
            assert child.stdout.readline() == "filling\n"
        os.kill(child.pid, signal.SIGKILL)
    assert shown(portal, release) is None
    assert publish(publisher, release)[0].status == "published"
    assert_public(portal, release, example.rows())


def test_what_someone_deleted_from_the_portal_comes_back(
    portal: Portal, publisher: Publisher, make_release: example.MakeRelease
) -> None:
    release = make_release(dataset="hilang")
    publish(publisher, release)
    body = {"resource_id": release.resource_id("csv"), "force": True}
    url = f"{portal.url}/api/3/action/datastore_delete"
    assert httpx.post(url, json=body, headers={"Authorization": portal.token}, timeout=60).status_code == 200
    assert publish(publisher, release)[0].status == "published"
    assert_public(portal, release, example.rows())


def test_a_table_that_lost_a_row_is_not_declared(
    portal: Portal, stranger: Publisher, make_release: example.MakeRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release(dataset="kurang_baris")
    monkeypatch.setattr(publishing, "records", lambda *_: iter([example.rows()[:5]]))
    with pytest.raises(PublicationError, match="5 dari 6 baris"):
        publish(stranger, release)
    assert shown(portal, release) is None


def test_a_file_that_changed_on_its_way_is_not_declared(
    portal: Portal, publisher: Publisher, make_release: example.MakeRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = make_release(dataset="berubah")

    def changed_after_hashing(*arguments: Any) -> Any:
        files = render(*arguments)
        files[1].path.write_bytes(files[1].path.read_bytes() + b" ")
        return files

    monkeypatch.setattr(publishing, "render", changed_after_hashing)
    with pytest.raises(PublicationError, match=r"berubah\.xlsx"):
        publish(publisher, release)
    assert shown(portal, release) is None


def test_a_row_the_table_refuses_is_an_error_and_recorded(
    portal: Portal, publisher: Publisher, make_release: example.MakeRelease
) -> None:
    """Doubled keys cannot pass the gate; if they came, the table would refuse them and the dataset stays under way."""
    release = make_release(table=[*example.rows(), example.rows()[0]], dataset="ganda")
    steps = Steps()
    with pytest.raises(PublicationError, match="Portal menolak"):
        publisher.publish(release, passing(release), steps)
    assert steps.names[-1] == "gagal"
    assert shown(portal, release) is None


def test_a_wrong_token_is_refused_with_a_clear_message(portal: Portal, make_release: example.MakeRelease) -> None:
    release = make_release(dataset="tanpa_izin")
    with pytest.raises(PublicationError, match="Portal menolak"):
        publish(Publisher(portal.url, "bukan-token"), release)


def test_a_portal_that_does_not_answer_is_said_so(make_release: example.MakeRelease) -> None:
    release, nowhere = make_release(), Publisher("http://127.0.0.1:9", "token", timeout=1, patience=1)
    steps = Steps()
    with pytest.raises(PortalUnreachableError, match="tidak dapat dihubungi"):
        nowhere.publish(release, passing(release), steps)
    assert steps.names == ["verdik", "gagal"]
    assert "token" not in str(steps)
