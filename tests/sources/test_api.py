"""API pulls against a real HTTP server that pages, stumbles, lies and disappears."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as st

from sources import api
from sources.contract import Contract, load
from sources.findings import Finding
from sources.periods import Period

ROOT = Path(__file__).parents[2]
SEPTEMBER = Period.parse("2025-09")
RECORDS = [{"wilayah": {"kode": f"35.10.01.2{number:03d}"}, "nilai": number / 2} for number in range(250)]

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
Reply = Callable[[dict[str, str], int], tuple[int, Any]]


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load(ROOT / "sources" / "contracts" / "diskominfo" / "konektivitas_desa.odcs.yaml")


@pytest.fixture(autouse=True)
def _without_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=api.ATTEMPTS):
        yield


@contextmanager
def service(reply: Reply) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that answers with ``reply(parameters, number of request)``; yields its address and what was asked."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            asked.append({"path": url.path} | {name: values[0] for name, values in parse_qs(url.query).items()})
            status, content = reply(asked[-1], len(asked))
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/dasar", asked
        server.shutdown()


def paged(asked: dict[str, str], number: int, most: int = 1000) -> tuple[int, Any]:
    page, size = int(asked["page"]), min(int(asked["per_page"]), most)
    return 200, {"meta": {"total": len(RECORDS)}, "data": RECORDS[(page - 1) * size : page * size]}


def test_all_pages_become_one_delivery(contract: Contract) -> None:
    with service(paged) as (url, asked):
        content = api.pull(contract, url, SEPTEMBER)
    rows = api.records(content, contract)
    assert isinstance(rows, list)
    assert sorted(row["wilayah.kode"] for row in rows) == [f"35.10.01.2{number:03d}" for number in range(250)]
    assert sum(row["nilai"] for row in rows) == sum(range(250)) / 2
    assert [request["page"] for request in asked] == ["1", "2", "3"]
    assert all(request["periode"] == "2025-09" and request["path"] == "/dasar/konektivitas" for request in asked)
    assert url.encode() not in content


def test_pages_of_another_size_or_order_give_the_same_bytes(contract: Contract) -> None:
    def reversed_small_pages(asked: dict[str, str], number: int) -> tuple[int, Any]:
        page = int(asked["page"])
        return 200, {"data": RECORDS[::-1][(page - 1) * 60 : page * 60], "meta": {"total": 250}}

    with service(paged) as (one, _), service(reversed_small_pages) as (other, _):
        assert api.pull(contract, one, SEPTEMBER) == api.pull(contract, other, SEPTEMBER)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again(contract: Contract, status: int) -> None:
    def stumbling(asked: dict[str, str], number: int) -> tuple[int, Any]:
        return (status, b"") if number in (1, 2, 4) else paged(asked, number)

    with service(stumbling) as (url, asked):
        assert len(api.records(api.pull(contract, url, SEPTEMBER), contract)) == 250  # type: ignore[arg-type]
    assert len(asked) == 6


@pytest.mark.parametrize(("status", "requests"), [(503, api.ATTEMPTS), (401, 1), (404, 1), (302, 1)])
def test_a_refusal_is_said_once_and_a_lasting_failure_after_some_attempts(
    contract: Contract, status: int, requests: int
) -> None:
    with (
        service(lambda asked, number: (status, b"")) as (url, asked),
        pytest.raises(api.SourceUnavailable, match="Layanan pantau_jaringan"),
    ):
        api.pull(contract, url, SEPTEMBER)
    assert len(asked) == requests


def test_a_service_that_is_not_there(contract: Contract) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(api.SourceUnavailable, match="tidak menjawab"):
        api.pull(contract, f"http://127.0.0.1:{port}", SEPTEMBER)


def test_a_service_that_never_ends_its_answer(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "READ_SECONDS", 0.1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(api.SourceUnavailable, match="tidak menjawab"):
            api.pull(contract, f"http://127.0.0.1:{silent.getsockname()[1]}", SEPTEMBER)


@pytest.mark.parametrize(
    "content",
    [
        b"<html>", b"[]", b"{}", b'{"data": [], "meta": null}', b'{"data": {}, "meta": {"total": 0}}', b"\xff\xfe",
        b'{"data": ["x"], "meta": {"total": 1}}', b'{"data": [], "meta": {"total": "0"}}', b"[" * 100_000,
        b'{"data": [{"a": NaN}], "meta": {"total": 1}}', b'{"data": [], "meta": {"total": true}}',
    ],
)  # fmt: skip
def test_an_answer_of_another_shape(contract: Contract, content: bytes) -> None:
    with (
        service(lambda asked, number: (200, content)) as (url, _),
        pytest.raises(api.SourceUnavailable, match="kontrak data"),
    ):
        api.pull(contract, url, SEPTEMBER)


@pytest.mark.parametrize("announced", [249, 251])
def test_another_number_of_records_than_announced(contract: Contract, announced: int) -> None:
    def lying(asked: dict[str, str], number: int) -> tuple[int, Any]:
        return 200, paged(asked, number)[1] | {"meta": {"total": announced}}

    with (
        service(lying) as (url, _),
        pytest.raises(api.SourceUnavailable, match=f"menyebut {announced} data tetapi memberi 250"),
    ):
        api.pull(contract, url, SEPTEMBER)


def test_records_that_change_between_pages(contract: Contract) -> None:
    def growing(asked: dict[str, str], number: int) -> tuple[int, Any]:
        return 200, paged(asked, number)[1] | {"meta": {"total": 250 + number}}

    with service(growing) as (url, _), pytest.raises(api.SourceUnavailable, match="berubah"):
        api.pull(contract, url, SEPTEMBER)


def test_an_answer_without_end(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MAX_BYTES", 1000)
    with service(paged) as (url, _), pytest.raises(api.SourceUnavailable, match="terlalu besar"):
        api.pull(contract, url, SEPTEMBER)


@given(
    rows=st.lists(st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | NUMBERS | TEXT), max_size=6),
    data=st.data(),
)
def test_a_document_reads_back_whatever_the_order(
    contract: Contract, rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    content = api.document(contract, SEPTEMBER, rows)
    assert api.document(contract, SEPTEMBER, data.draw(st.permutations(rows))) == content
    read = api.records(content, contract)
    assert isinstance(read, list)
    plain = [json.dumps(row, sort_keys=True) for row in rows]
    assert sorted(json.dumps(row, sort_keys=True) for row in read) == sorted(plain)


@given(
    content=st.binary()
    | st.text().map(str.encode)
    | st.sampled_from([b"{}", b"null", b'{"records": 1}', b'{"records": [1], "dataset": "x"}'])
)
def test_any_bytes_are_records_or_a_finding(contract: Contract, content: bytes) -> None:
    found = api.records(content, contract)
    assert isinstance(found, Finding)
    assert found.severity == "blocker"


def test_a_document_of_another_dataset_is_refused(contract: Contract) -> None:
    content = api.document(contract, SEPTEMBER, []).replace(b"konektivitas_desa", b"lainnya")
    found = api.records(content, contract)
    assert isinstance(found, Finding)
    assert found.rule == "berkas.jenis_tidak_sesuai"
