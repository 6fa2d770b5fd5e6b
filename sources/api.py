"""API sources: all pages of a JSON API become one document, and that document is the delivery.

The document holds the records as the service gave them, in a canonical form: the same records give the same bytes,
whatever the order and the size of the pages. Nothing of the connection (address, headers, time) stands in it.
"""

import json
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources.contract import Api, Contract
from sources.findings import Finding
from sources.periods import Period
from sources.rules import finding

if TYPE_CHECKING:
    import httpx

Record = dict[str, Any]

ATTEMPTS = 4
CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
# One pull's replies together; the tenant's own limit for deliveries is applied to the document afterwards.
MAX_BYTES = 256 * 1024 * 1024


class SourceUnavailable(RuntimeError):
    """The service did not answer, or not with what the contract says. The message is in Bahasa Indonesia."""


def pull(contract: Contract, base_url: str, period: Period) -> bytes:
    """Fetch all records of a period and return them as the delivery's bytes.

    Transport errors, 429 and 5xx are tried again with growing pauses. Raises :class:`SourceUnavailable` when the
    service stays away, refuses, answers in another shape, or gives another number of records than it says it has.
    """
    layout = contract.layout
    assert isinstance(layout, Api)
    found: list[Record] = []
    size, totals = 0, set()
    with _client(base_url) as client:
        for page in count(1):
            reply = _get(client, layout, page, period)
            more, total = _page(reply, layout)
            found += more
            size += len(reply)
            totals.add(total)
            if len(totals) > 1 or size > MAX_BYTES:
                raise _unavailable(layout, "berubah atau terlalu besar selagi diambil. Coba lagi nanti.")
            if len(found) >= total or not more:
                break
    if len(found) != total:
        raise _unavailable(layout, f"menyebut {total} data tetapi memberi {len(found)}, jadi tidak diambil.")
    return document(contract, period, found)


def document(contract: Contract, period: Period, found: list[Record]) -> bytes:
    """The canonical document of a pull: keys and records sorted, UTF-8, one record a line."""
    lines = sorted(json.dumps(record, sort_keys=True, ensure_ascii=False, allow_nan=False) for record in found)
    head = json.dumps({"dataset": contract.id, "period": str(period)}).removesuffix("}")
    return "".join([head, ', "records": [\n', ",\n".join(lines), "\n]}\n"]).encode()


def records(content: bytes, contract: Contract) -> list[Record] | Finding:
    """The records of a pulled document, one flat row each: nested objects become dotted keys (``wilayah.kode``).

    A document that is damaged or belongs to another dataset is a finding.
    """
    try:
        found = _json(content)
        rows = found["records"]
        owner = found["dataset"]
        flat = [dict(_flat(row)) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return finding(
            "berkas.rusak", "Isi berkas bukan hasil pengambilan data dari layanan.", "Ambil ulang datanya dari layanan."
        )
    if owner != contract.id:
        return finding(
            "berkas.jenis_tidak_sesuai",
            f"Berkas ini hasil pengambilan dataset {owner!r}, bukan {contract.id!r}.",
            "Kirim berkas itu untuk dataset yang benar.",
        )
    return flat


def _client(base_url: str) -> "httpx.Client":
    # Reading a delivery needs none of this: importing it costs 0.3 s.
    import httpx

    return httpx.Client(
        base_url=base_url.rstrip("/") + "/",
        timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        headers={"Accept": "application/json"},
        # An office's proxy is for other machines than this one.
        trust_env=not _is_this_machine(base_url),
    )


def _is_this_machine(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _get(client: "httpx.Client", layout: Api, page: int, period: Period) -> bytes:
    import httpx
    import stamina

    parameters: dict[str, str | int] = {layout.page_param: page, layout.page_size_param: layout.page_size}
    if layout.period_param:
        parameters[layout.period_param] = str(period)
    try:
        for attempt in stamina.retry_context(
            on=_is_passing, attempts=ATTEMPTS, timeout=120, wait_initial=0.3, wait_max=10
        ):
            with attempt:
                return _body(client, layout, parameters)
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise _unavailable(layout, f"menolak permintaan data (HTTP {code}). Hubungi pengelolanya.") from error
    except httpx.HTTPError as error:
        raise _unavailable(layout, f"tidak menjawab setelah {ATTEMPTS} kali dicoba. Coba lagi nanti.") from error
    raise AssertionError("the last attempt either returns or raises")


def _body(client: "httpx.Client", layout: Api, parameters: dict[str, str | int]) -> bytes:
    """One reply, counted while it comes in: also a compressed one may not fill the memory."""
    body = bytearray()
    with client.stream("GET", layout.path.lstrip("/"), params=parameters) as response:
        response.raise_for_status()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise _unavailable(layout, "menjawab terlalu besar. Hubungi pengelolanya.")
    return bytes(body)


def _is_passing(error: Exception) -> bool:
    """Whether trying again may help."""
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code == httpx.codes.TOO_MANY_REQUESTS or error.response.is_server_error
    return isinstance(error, httpx.TransportError)


def _page(reply: bytes, layout: Api) -> tuple[list[Record], int]:
    """Records and announced number of records of one reply."""
    try:
        content = _json(reply)
        found, total = _at(content, layout.records), _at(content, layout.count)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _unavailable(layout, "menjawab tidak sesuai kontrak data. Hubungi pengelolanya.") from error
    if type(found) is not list or type(total) is not int or not all(isinstance(record, dict) for record in found):
        raise _unavailable(layout, "menjawab tidak sesuai kontrak data. Hubungi pengelolanya.")
    return found, total


def _unavailable(layout: Api, said: str) -> SourceUnavailable:
    return SourceUnavailable(f"Layanan {layout.service} {said}")


def _json(content: bytes) -> Any:
    def refuse(name: str) -> None:
        raise ValueError(f"{name} is no JSON number")

    return json.loads(content, parse_constant=refuse)


def _at(content: Any, path: str) -> Any:
    for name in path.split("."):
        content = content[name]
    return content


def _flat(record: Record, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
