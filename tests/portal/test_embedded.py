"""The embedded portal as people and programs meet it: over HTTP, and through crashes."""

import os
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal import embedded
from portal.embedded import Portal

DATASET = {
    "notes": "Angka setahun.",
    "kode_dataset": "UJI/001",
    "walidata": "Dinas Kominfo",
    "maintainer": "Kepala Bidang Statistik",
    "license_id": "cc-by",
    "sifat": "terbuka",
    "bidang_urusan": "2.12",
    "kegiatan": "Kompilasi data",
    "cara_pengumpulan": "kompilasi",
    "spatial_text": "Kabupaten Banyuwangi",
    "kode_wilayah": "35.10",
    "level_penyajian": "Wilayah",
    "temporal_start": "2023-01-01",
    "temporal_end": "2023-12-31",
    "frequency": "tahunan",
    "issued": "2024-02-01",
    "modified": "2024-02-01",
    "version": "1",
    "status_angka": "tetap",
    "lineage": "Kiriman penduduk.xlsx",
    "publication_id": "pub-1",
}
OURS = '+kode_dataset:"UJI/001"'  # other tests publish to the same portal


def call(portal: Portal, action: str, token: str | None = None, **parameters: Any) -> httpx.Response:
    headers = {"Authorization": token} if token else {}
    return httpx.post(f"{portal.url}/api/3/action/{action}", json=parameters, headers=headers, timeout=60)


def publish(portal: Portal, action: str, **parameters: Any) -> dict[str, Any]:
    """Call as the publisher; the answer's result."""
    response = call(portal, action, portal.token, **parameters)
    assert response.status_code == 200, response.text
    return dict(response.json()["result"])


def search(portal: Portal, **parameters: Any) -> dict[str, Any]:
    """Search as anybody."""
    response = call(portal, "package_search", **parameters)
    assert response.status_code == 200, response.text
    return dict(response.json()["result"])


def names(found: dict[str, Any]) -> list[str]:
    return [dataset["name"] for dataset in found["results"]]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of these tests' own: they count what is in it."""
    home = tmp_path_factory.mktemp("portal")
    yield embedded.start(home)
    embedded.stop(home)


@pytest.fixture(scope="module")
def catalogue(portal: Portal) -> Portal:
    """Two organisations, a topic and three datasets, the first with three rows in the DataStore."""
    publish(portal, "organization_create", name="dukcapil", title="Dinas Kependudukan dan Pencatatan Sipil")
    publish(portal, "organization_create", name="pariwisata", title="Dinas Pariwisata")
    publish(portal, "group_create", name="kependudukan", title="Kependudukan")
    for name, title, owner, tags, sample in (
        ("penduduk", "Jumlah Penduduk Menurut Kecamatan", "dukcapil", ["penduduk", "kecamatan"], "ya"),
        ("akta", "Jumlah Akta Kelahiran Menurut Kecamatan", "dukcapil", ["akta lahir", "kecamatan"], "tidak"),
        ("wisatawan", "Jumlah Wisatawan Menurut Objek Wisata", "pariwisata", ["wisata"], "tidak"),
    ):
        publish(
            portal,
            "package_create",
            name=name,
            title=title,
            owner_org=owner,
            data_contoh=sample,
            tags=[{"name": tag} for tag in tags],
            groups=[{"name": "kependudukan"}] if owner == "dukcapil" else [],
            **DATASET,
        )
    publish(
        portal,
        "datastore_create",
        resource={"package_id": "penduduk", "name": "Data", "format": "CSV", "jenis": "data", "hash": "ab" * 32},
        fields=[
            {"id": "nama_kecamatan", "type": "text"},
            {"id": "jumlah", "type": "int", "info": {"label": "Jumlah penduduk", "sds_satuan": "orang"}},
        ],
        records=[{"nama_kecamatan": n, "jumlah": j} for n, j in (("Glagah", 3), ("Licin", 1), ("Muncar", 2))],
    )
    return portal


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "penduduk"}, {"penduduk"}),
        ({"q": "jumlah kecamatan"}, {"penduduk", "akta"}),
        ({"q": '"akta kelahiran"'}, {"akta"}),
        ({"q": "kecamatan -akta"}, {"penduduk"}),
        ({"q": "tidakada"}, set()),
        ({"q": "title:wisat*"}, {"wisatawan"}),
        ({"q": "title:penduduk OR name:akta"}, {"penduduk", "akta"}),
        ({"fq": "organization:dukcapil"}, {"penduduk", "akta"}),
        ({"fq": 'organization:dukcapil +tags:"akta lahir"'}, {"akta"}),
        ({"fq": "-groups:kependudukan"}, {"wisatawan"}),
        ({"fq": "+name:(akta OR wisatawan)"}, {"akta", "wisatawan"}),
        ({"fq": "res_format:CSV"}, {"penduduk"}),
        ({"fq": "data_contoh:ya"}, {"penduduk"}),
        ({"fq": "metadata_modified:[2020-01-01T00:00:00Z TO NOW]"}, {"penduduk", "akta", "wisatawan"}),
        ({"fq": "metadata_modified:[* TO 2020-01-01T00:00:00Z]"}, set()),
        ({"fq": "name:(a"}, None),
        ({"fq": "(" * 5000 + "name:a" + ")" * 5000}, None),
        ({"fq": "name:a'); DROP TABLE jalandata_search; --"}, None),
        ({"fq": 'name:"a\'); DROP TABLE jalandata_search; --"'}, set()),
        ({"q": "'; DROP TABLE jalandata_search; --"}, set()),
        ({"q": "tidak\x00ada"}, set()),
        ({"q": 'name:"tidak\x00ada"'}, set()),
    ],
)
def test_search(catalogue: Portal, query: dict[str, str], expected: set[str] | None) -> None:
    response = call(catalogue, "package_search", **(query | {"fq": f"{query.get('fq', '')} {OURS}"}))
    if expected is None:
        assert response.status_code in (400, 409), "what is no Lucene is refused, not run"
    else:
        assert set(names(response.json()["result"])) == expected
    assert search(catalogue)["count"] >= 3


def test_pages_follow_each_other_in_the_order_asked_for(catalogue: Portal) -> None:
    query = {"fq": OURS, "rows": 2}
    assert names(search(catalogue, sort="name asc", **query)) == ["akta", "penduduk"]
    assert names(search(catalogue, sort="name asc", start=2, **query)) == ["wisatawan"]
    assert names(search(catalogue, sort="title_string desc", **query)) == ["wisatawan", "penduduk"]
    assert call(catalogue, "package_search", sort="name sideways; --").status_code in (400, 409)


def test_titles_rank_above_descriptions(catalogue: Portal) -> None:
    publish(
        catalogue,
        "package_create",
        name="lain",
        title="Angka lain",
        owner_org="pariwisata",
        **(DATASET | {"notes": "Bukan tentang akta."}),
    )
    assert names(search(catalogue, q="akta", fq=OURS))[0] == "akta"
    publish(catalogue, "package_update", **(show(catalogue, "lain") | {"notes": "Tanpa kata itu."}))
    assert names(search(catalogue, q="akta", fq=OURS)) == ["akta"], "the index follows a change"
    assert call(catalogue, "package_delete", catalogue.token, id="lain").status_code == 200
    assert "lain" not in names(search(catalogue, rows=100)), "and a deletion"


def show(portal: Portal, name: str) -> dict[str, Any]:
    return dict(call(portal, "package_show", id=name).json()["result"])


def test_facets_and_organisation_counts(catalogue: Portal) -> None:
    facets = search(catalogue, rows=0, **{"facet.field": ["organization", "tags", "groups"]})["facets"]
    assert facets["organization"]["dukcapil"] == 2
    assert facets["tags"] == facets["tags"] | {"kecamatan": 2, "akta lahir": 1, "wisata": 1}
    assert facets["groups"]["kependudukan"] == 2
    organisations = call(catalogue, "organization_list", all_fields=True).json()["result"]
    assert {o["name"]: o["package_count"] for o in organisations}["dukcapil"] == 2


def test_dataset_page_is_indonesian_and_warns_of_sample_data(catalogue: Portal) -> None:
    page = httpx.get(f"{catalogue.url}/dataset/penduduk").text
    for text in ("DATA CONTOH", "Berkas data", "1 Januari 2023", "Produsen Data", "Cara pengumpulan"):
        assert text in page
    for english in ("Additional Info", "Data and Resources", "Log in", "License<", "Last Updated"):
        assert english not in page
    assert "DATA CONTOH" not in httpx.get(f"{catalogue.url}/dataset/akta").text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/dataset/",
        "/dataset/?q=penduduk",
        "/organization/",
        "/group/kependudukan",
        "/organization/dukcapil",
        "/dataset/penduduk",
        "/about",
        "/user/login",
    ],
)
def test_pages_load_nothing_from_elsewhere(catalogue: Portal, path: str) -> None:
    page = httpx.get(catalogue.url + path)
    assert page.status_code == 200
    assert 'lang="id"' in page.text
    loaded = [part.split('"')[0] for part in page.text.split('src="')[1:]]
    links = [part.split(">")[0] for part in page.text.split("<link ")[1:]]
    loaded += [link.split('href="')[1].split('"')[0] for link in links if "stylesheet" in link]
    assert loaded
    assert not [url for url in loaded if url.startswith(("http", "//")) and not url.startswith(catalogue.url)]


def test_datastore_answers_and_keeps_the_dictionary(catalogue: Portal) -> None:
    [resource] = show(catalogue, "penduduk")["resources"]
    query = {"resource_id": resource["id"], "sort": "jumlah asc", "filters": {"jumlah": [1, 2]}}
    found = call(catalogue, "datastore_search", **query).json()["result"]
    assert [row["nama_kecamatan"] for row in found["records"]] == ["Licin", "Muncar"]
    dictionary = {field["id"]: field for field in found["fields"]}
    assert dictionary["jumlah"]["info"]["sds_satuan"] == "orang"
    assert resource["hash"] == "ab" * 32


def test_datastore_finds_words(catalogue: Portal) -> None:
    [resource] = show(catalogue, "penduduk")["resources"]
    found = call(catalogue, "datastore_search", resource_id=resource["id"], q="Glagah").json()["result"]
    assert [row["nama_kecamatan"] for row in found["records"]] == ["Glagah"]


def test_unreadable_search_is_explained(catalogue: Portal) -> None:
    assert "Pencarian tidak dapat dibaca" in httpx.get(f"{catalogue.url}/dataset/", params={"q": "rasio: (laki"}).text


def test_resource_page_shows_the_standar_data(catalogue: Portal) -> None:
    [resource] = show(catalogue, "penduduk")["resources"]
    page = httpx.get(f"{catalogue.url}/dataset/penduduk/resource/{resource['id']}").text
    for text in ("Kamus data", "Satuan", "orang", "bilangan bulat", "ab" * 32, "DATA CONTOH"):
        assert text in page


def test_dcat(catalogue: Portal) -> None:
    turtle = httpx.get(f"{catalogue.url}/dataset/penduduk.ttl").text
    for term in ('identifier "UJI/001"', "frequency/ANNUAL>", "access-right/PUBLIC>", "Dinas Kominfo", "dcat:Dataset"):
        assert term in turtle
    assert "dcat:Catalog" in httpx.get(f"{catalogue.url}/catalog.ttl").text


def test_incomplete_metadata_is_refused(catalogue: Portal) -> None:
    response = call(catalogue, "package_create", catalogue.token, name="kurang", title="Kurang", owner_org="dukcapil")
    assert response.status_code == 409
    assert set(response.json()["error"]) >= {"walidata", "kode_dataset", "temporal_start", "lineage", "status_angka"}


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("package_create", {"name": "tamu", "owner_org": "dukcapil"} | DATASET),
        ("organization_create", {"name": "tamu"}),
        ("group_create", {"name": "tamu"}),
        ("package_delete", {"id": "akta"}),
        ("datastore_create", {"resource": {"package_id": "akta"}, "fields": [{"id": "a"}]}),
        ("user_create", {"name": "tamu", "email": "tamu@example.com", "password": "rahasia-sekali"}),
        ("user_list", {}),
    ],
)
def test_anonymous_visitors_change_nothing(catalogue: Portal, action: str, parameters: dict[str, Any]) -> None:
    assert call(catalogue, action, **parameters).status_code == 403


def test_publisher_is_no_sysadmin(catalogue: Portal) -> None:
    assert call(catalogue, "dataset_purge", catalogue.token, id="akta").status_code == 403
    newcomer = {"name": "x", "email": "x@example.com", "password": "rahasia-sekali"}
    assert call(catalogue, "user_create", catalogue.token, **newcomer).status_code == 403


def test_large_uploads_arrive_whole(catalogue: Portal, tmp_path: Path) -> None:
    file = tmp_path / "besar.csv"
    file.write_bytes(b"a,b\n" + b"1,2\n" * 30_000_000)  # 120 MB
    with file.open("rb") as upload:
        response = httpx.post(
            f"{catalogue.url}/api/3/action/resource_create",
            headers={"Authorization": catalogue.token},
            data={"package_id": "wisatawan", "name": "Besar", "jenis": "data"},
            files={"upload": upload},
            timeout=120,
        )
    assert response.status_code == 200, response.text
    with httpx.stream("GET", response.json()["result"]["url"], timeout=120) as download:
        assert sum(len(chunk) for chunk in download.iter_bytes()) == file.stat().st_size


def test_only_the_owner_reads_the_home(portal: Portal) -> None:
    assert stat.S_IMODE(portal.home.stat().st_mode) == 0o700
    for name in ("secrets.json", "ckan.ini", "portal.json"):
        assert stat.S_IMODE((portal.home / name).stat().st_mode) == 0o600
    assert portal.token not in repr(portal)


@pytest.fixture
def deep_home(tmp_path: Path) -> Iterator[Path]:
    """A folder deeper than any socket path may be long, and with a space."""
    home = tmp_path / ("sebuah folder yang sangat dalam/" * 6) / "portal"
    yield home
    embedded.stop(home)


def test_life_of_a_portal(deep_home: Path, portal: Portal) -> None:
    """Created beside another, found running, restarted on the same port, killed with all its services, and whole."""
    steps: list[str] = []
    first = embedded.start(deep_home, on_progress=steps.append)
    assert steps
    assert first.url != portal.url
    assert embedded.start(deep_home) == first == embedded.status(deep_home)
    publish(first, "organization_create", name="tetap", title="Tetap")
    publish(first, "package_create", name="tetap", title="Tetap", owner_org="tetap", **DATASET)

    family = descendants(first.pid)
    embedded.stop(deep_home)
    assert embedded.status(deep_home) is None
    assert not alive(family)

    again = embedded.start(deep_home)
    assert (again.url, again.token) == (first.url, first.token)
    assert names(search(again)) == ["tetap"]

    family = descendants(again.pid)
    for pid in reversed(family):
        with suppress(ProcessLookupError):  # the kernel has begun to stop the others
            os.kill(pid, signal.SIGKILL)
    assert embedded.wait_until(lambda: embedded.status(deep_home) is None, 10)
    recovered = embedded.start(deep_home)
    assert names(search(recovered, q="tetap")) == ["tetap"]
    assert not alive(family)
    assert httpx.get(portal.url).status_code == 200, "the neighbour noticed nothing"


def test_index_is_mended_at_start(deep_home: Path) -> None:
    """A crash between CKAN's commit and the index's leaves a dataset unindexed, or an entry of a deleted one."""
    portal = embedded.start(deep_home)
    publish(portal, "organization_create", name="tetap", title="Tetap")
    publish(portal, "package_create", name="hilang", title="Hilang", owner_org="tetap", **DATASET)
    publish(portal, "package_create", name="sisa", title="Sisa", owner_org="tetap", **DATASET)
    change = (
        "import configparser, psycopg2, sys; ini = configparser.ConfigParser(); ini.read(sys.argv[1]);"
        "db = psycopg2.connect(ini['app:main']['sqlalchemy.url']); cursor = db.cursor();"
        "cursor.execute(\"DELETE FROM jalandata_search WHERE name = 'hilang'\");"
        "cursor.execute(\"UPDATE package SET state = 'deleted' WHERE name = 'sisa'\"); db.commit()"
    )
    subprocess.run([embedded.PYTHON, "-c", change, deep_home / "ckan.ini"], check=True)
    assert names(search(portal)) == ["sisa"]
    embedded.stop(deep_home)
    assert names(search(embedded.start(deep_home))) == ["hilang"]


def test_services_end_with_their_owner(deep_home: Path) -> None:
    """A portal whose main process alone is killed leaves no PostgreSQL or Valkey behind."""
    family = descendants(embedded.start(deep_home).pid)
    assert len(family) > 2
    os.kill(family[-1], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while alive(family) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(family)


def test_taken_port_is_replaced(deep_home: Path, portal: Portal) -> None:
    taken = int(portal.url.rsplit(":", 1)[1])
    assert embedded.start(deep_home, port=taken).url != portal.url


def test_missing_environment_names_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embedded, "PYTHON", tmp_path / "python")
    with pytest.raises(embedded.PortalError, match="make run"):
        embedded.start(tmp_path)


def test_failure_shows_why(deep_home: Path) -> None:
    deep_home.mkdir(parents=True)
    (deep_home / "postgres").mkdir(mode=0o700)
    (deep_home / "postgres" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(embedded.PortalError, match="PostgreSQL"):
        embedded.start(deep_home)
    assert embedded.status(deep_home) is None


def descendants(pid: int) -> list[int]:
    """A process and all below it, the deepest first."""
    children = [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if parent(stat) == pid]
    return [*(below for child in children for below in descendants(child)), pid]


def parent(stat_file: Path) -> int | None:
    try:
        return int(stat_file.read_text().rsplit(")", 1)[1].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()]
