"""The action of our CKAN extension that replaces page, files and DataStore table with one call, as readers see it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import example
import httpx
import pytest

from portal.catalogue import dictionary, name_of, store_key
from portal.embedded import Portal
from portal.publisher import Publisher
from portal.release import Release

Table = list[dict[str, Any]]


@pytest.fixture
def published(portal: Portal, make_release: example.MakeRelease) -> Release:
    release = make_release(dataset=f"tabel_{uuid4().hex[:8]}")
    publish(portal, release)
    return release


def publish(portal: Portal, release: Release) -> None:
    Publisher(portal.url, portal.token).publish(release, lambda *_: True, lambda *_: None)


def call(portal: Portal, action: str, token: str | None = "", **parameters: Any) -> httpx.Response:
    headers = {"Authorization": portal.token if token == "" else token} if token is not None else {}
    return httpx.post(f"{portal.url}/api/3/action/{action}", json=parameters, headers=headers, timeout=60)


def told(portal: Portal, action: str, **parameters: Any) -> Any:
    return call(portal, action, None, **parameters).json()["result"]


def read(portal: Portal, release: Release) -> Table:
    """The table as a visitor gets it, with the count that the portal shows."""
    answer = told(portal, "datastore_search", resource_id=release.resource_id("csv"), limit=1000)
    assert answer["total"] == len(answer["records"])
    return sorted(({key: row[key] for key in row if key != "_id"} for row in answer["records"]), key=str)


def replace(portal: Portal, release: Release, content: bytes, token: str | None = "", **changes: Any) -> httpx.Response:
    """Send this CSV as the first file of the dataset, with its table."""
    table = {
        "resource_id": release.resource_id("csv"),
        "upload": "update__resources__0__upload",
        "fields": dictionary(release.contract),
        "primary_key": store_key(release.contract),
        "rows": content.count(b"\n") - 1,
    } | changes
    seen = told(portal, "package_show", id=name_of(release))
    headers = {"Authorization": portal.token if token == "" else token} if token is not None else {}
    return httpx.post(
        f"{portal.url}/api/3/action/jalandata_revise",
        data={"match": json.dumps({"id": seen["id"]}), "tables": json.dumps([table])},
        files={"update__resources__0__upload": ("tabel.csv", content)},
        headers=headers,
        timeout=60,
    )


@contextmanager
def watched(portal: Portal, release: Release) -> Iterator[list[Table]]:
    """All that a visitor who never stops asking sees meanwhile."""
    seen: list[Table] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            seen.append(read(portal, release))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


def test_readers_see_the_old_table_or_the_new_one(portal: Portal, make_release: example.MakeRelease) -> None:
    releases = [make_release(n, example.rows(offset=n)[: 6 - n % 2], dataset="terus_terisi") for n in range(1, 5)]
    publish(portal, releases[0])
    with watched(portal, releases[0]) as seen:
        for release in releases[1:]:
            publish(portal, release)
    whole = [sorted(example.rows(offset=n)[: 6 - n % 2], key=str) for n in range(1, 5)]
    order = [whole.index(view) for view in seen]  # raises for any other view
    assert order == sorted(order)
    assert len(seen) > len(releases)


def test_a_file_that_does_not_fit_changes_nothing(portal: Portal, published: Release) -> None:
    before = told(portal, "package_show", id=name_of(published)), read(portal, published)
    header, *lines = published.csv.read_bytes().splitlines(keepends=True)
    wrong = {
        "a row too few": (header + b"".join(lines[:-1]), {"rows": len(lines)}),
        "a key twice": (header + lines[0] + b"".join(lines), {}),
        "text among numbers": (header + b"".join(lines).replace(b",2", b",dua"), {}),
        "columns in another order": (b",".join(reversed(header.strip().split(b","))) + b"\n" + b"".join(lines), {}),
        "no text at all": (b"\xff\xfe\x00", {"rows": 1}),
    }
    for name, (content, changes) in wrong.items():
        answer = replace(portal, published, content, **changes)
        assert (answer.status_code, answer.json()["error"]["__type"]) == (409, "Validation Error"), name
        assert (told(portal, "package_show", id=name_of(published)), read(portal, published)) == before, name
    url = before[0]["resources"][0]["url"]
    assert httpx.get(url, timeout=60).content == published.csv.read_bytes()


def test_what_is_wrong_is_told_without_the_row(portal: Portal, published: Release) -> None:
    secret = published.csv.read_bytes().splitlines(keepends=True)
    answer = replace(portal, published, secret[0] + b"".join(secret[1:]) + secret[1], rows=len(secret))
    assert "could not create unique index" in answer.text
    assert secret[1].split(b",")[4].decode() not in answer.text


def test_only_who_may_edit_the_dataset(portal: Portal, published: Release) -> None:
    content = published.csv.read_bytes()
    assert replace(portal, published, content, token=None).status_code == 403
    assert replace(portal, published, content, token="bukan-token").status_code == 403


def test_the_table_of_another_dataset_is_out_of_reach(
    portal: Portal, published: Release, make_release: example.MakeRelease
) -> None:
    other = make_release(1, example.rows(offset=50), dataset=f"lain_{uuid4().hex[:8]}")
    publish(portal, other)
    answer = replace(portal, published, published.csv.read_bytes(), resource_id=other.resource_id("csv"))
    assert answer.status_code == 403
    assert read(portal, other) == sorted(example.rows(offset=50), key=str)
    assert read(portal, published) == sorted(example.rows(), key=str)


@pytest.mark.parametrize("name", ["_table_stats", "resource", 'x"; drop table "_table_stats"; --', None])
def test_only_tables_of_resources(portal: Portal, published: Release, name: Any) -> None:
    answer = replace(portal, published, published.csv.read_bytes(), resource_id=name)
    assert answer.status_code in {403, 409}
    assert read(portal, published) == sorted(example.rows(), key=str)


def test_other_names_of_a_table_go_with_it(
    portal: Portal, published: Release, make_release: example.MakeRelease
) -> None:
    alias = f"penduduk_{uuid4().hex[:8]}"
    table = published.resource_id("csv")
    assert call(portal, "datastore_create", resource_id=table, aliases=[alias], force=True).status_code == 200
    publish(portal, make_release(2, example.rows(offset=9), dataset=published.dataset))
    assert (
        told(portal, "datastore_search", resource_id=alias)["records"]
        == (told(portal, "datastore_search", resource_id=table)["records"])
    )
    assert read(portal, published) == sorted(example.rows(offset=9), key=str)


def test_any_column_that_a_datastore_may_have(portal: Portal, published: Release) -> None:
    """Odd names and types, and words found as CKAN's own trigger would have made them findable."""
    fields = [
        {"id": "per:100 %(x)s", "type": "float8"},
        {"id": "waktu", "type": "timestamp"},
        {"id": "benar", "type": "bool"},
        {"id": "hari", "type": "date"},
        {"id": "kata", "type": "text"},
    ]
    lines = b"per:100 %(x)s,waktu,benar,hari,kata\n0.5,2025-01-02T03:04:05,true,2025-06-07,\n,,,,Sungai\n"
    assert replace(portal, published, lines, fields=fields, primary_key=[], rows=2).status_code == 200
    table = published.resource_id("csv")
    rows = told(portal, "datastore_search", resource_id=table)["records"]
    assert [row["kata"] for row in rows] == [None, "Sungai"]
    assert (rows[0]["per:100 %(x)s"], rows[0]["waktu"]) == (0.5, "2025-01-02T03:04:05.000")
    rows[0].pop("_id")
    more = call(portal, "datastore_upsert", resource_id=table, force=True, method="insert", records=rows[:1])
    assert more.status_code == 200
    for word in ("true", "2025-06-07", "2025-01-02T03:04:05", "0.5"):
        assert told(portal, "datastore_search", resource_id=table, q=word)["total"] == 2, word


def test_words_are_found_in_the_new_table(portal: Portal, published: Release, make_release: Any) -> None:
    publish(portal, make_release(2, example.rows(offset=3), dataset=published.dataset))
    answer = told(portal, "datastore_search", resource_id=published.resource_id("csv"), q="Bangorejo")
    assert {row["nama_kecamatan"] for row in answer["records"]} == {"Bangorejo"}
