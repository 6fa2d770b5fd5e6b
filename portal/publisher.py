"""Publishing a release to a CKAN portal, through its public API alone: the embedded one or an office's own.

A publication is a row of steps that can each be repeated: whoever kills it at any point publishes again and gets the
same end. A dataset carries its publication id only after everything was read back; until then it says that it is under
way, and a new dataset is private. The caller is told each step as it happens and keeps the record.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

import requests
import stamina
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotFound

from portal.catalogue import (
    UNDER_WAY,
    Folder,
    as_extras,
    dictionary,
    field,
    group,
    name_of,
    organisation,
    package,
    store_key,
)
from portal.files import File, records, render, sha256_of
from portal.release import Release

T = TypeVar("T")

# (dataset, lake snapshot, sha256 of the canonical CSV, contract version) -> whether a passing verdict exists for it.
Verdict = Callable[[str, int, str, str], bool]
Record = Callable[[str, str], None]

# Answers that may be different in a moment (the list of ckanext-xloader, and any other fault of the server).
TRANSIENT, FAULT = {408, 425, 429}, 500
# CKAN stops a DataStore statement after 60 s; at some 6,000 rows a second this stays far below.
CHUNK_ROWS = 10_000
ATTEMPTS = 5
# Action of ckanext-jalandata.
SWAP = "jalandata_revise"


class PublicationError(RuntimeError):
    """The portal does not show the release; the message says why, in Bahasa Indonesia. Publishing again is safe."""


class PortalUnreachableError(PublicationError):
    """The portal did not answer, or not in a usable way, after several attempts."""


class GateRefusedError(PublicationError):
    """There is no passing verdict for exactly these bytes: nothing was sent."""


@dataclass(frozen=True)
class Outcome:
    """``unchanged``: the portal already shows this release. ``url`` is the dataset's page."""

    status: Literal["published", "unchanged"]
    url: str


class Publisher:
    """One portal and the account that writes there. ``timeout``: seconds for one answer; ``patience``: seconds that one
    step may be tried again while the portal is away."""

    def __init__(self, url: str, token: str, timeout: float = 90, patience: float = 60) -> None:
        self.url = url.rstrip("/")
        self.timeout = timeout
        self.patience = patience
        self._token = token
        self._folders: set[str] = set()
        self._session = requests.Session()
        self._session.hooks["response"].append(_refuse_transient)

    def publish(self, release: Release, verdict: Verdict, record: Record) -> Outcome:
        """Bring the portal to this release and prove it by reading back.

        Raises :class:`PublicationError` or one of its kinds; the reason is recorded as
        step ``gagal`` before.
        """
        try:
            with _as_failure():
                return self._publish(release, verdict, record)
        except PublicationError as error:
            record("gagal", str(error))
            raise

    def _publish(self, release: Release, verdict: Verdict, record: Record) -> Outcome:
        _demand_verdict(release, verdict)
        record("verdik", f"lulus untuk SHA-256 {release.content_sha256}, potret {release.snapshot}")
        outcome = Outcome("published", f"{self.url}/dataset/{name_of(release)}")
        if _shows(self._again(lambda: self._package(release)), release):
            record("tetap", "portal sudah memuat rilis ini")
            return Outcome("unchanged", outcome.url)
        with tempfile.TemporaryDirectory(prefix="jalandata-") as folder:
            files = render(release, Path(folder))
            desired = package(release, files)
            record("berkas", ", ".join(f"{file.name} {file.size} bita" for file in files))
            self._again(lambda: self._ensure("organization", organisation(release)))
            self._again(lambda: self._ensure("group", group(release)))
            self._again(lambda: self._send(release, desired, files))
            record("kirim", f"halaman dan {len(files)} berkas terkirim, belum dinyatakan terbit")
            if not self._swaps_tables:
                self._again(lambda: self._load_table(release))
            record("tabel", f"{release.rows} baris pada DataStore")
            self._again(lambda: self._ensure_view(release))
            self._again(lambda: self._read_back(release, files))
            record("baca_ulang", "berkas dan tabel di portal sama dengan rilis")
            self._again(lambda: self._declare(release, desired))
            self._again(lambda: self._see_as_visitor(release, desired))
        record("terbit", release.publication_id)
        return outcome

    # --- steps, each repeatable ---------------------------------------------------------------------------------------

    def _ensure(self, kind: Literal["organization", "group"], folder: Folder) -> None:
        """Create the organisation or group if the portal has none of that name; an existing one is left as it is."""
        if folder.name in self._folders:
            return
        try:
            self._call(f"{kind}_show", id=folder.name, include_datasets=False)
        except NotFound:
            self._call(f"{kind}_create", name=folder.name, title=folder.title, description=folder.description)
        self._folders.add(folder.name)

    def _send(self, release: Release, desired: dict[str, Any], files: tuple[File, ...]) -> None:
        """Metadata and all files in one call, under way. A new dataset stays private until it is declared."""
        seen = self._package(release)
        if seen is None:
            hidden = _without_files(desired) | {"publication_id": UNDER_WAY, "private": True}
            seen = self._call("package_create", **self._shaped(hidden))
        tables = self._tables(release, files)
        full = {table["resource_id"] for table in tables}
        resources = [item | ({"datastore_active": True} if item["id"] in full else {}) for item in desired["resources"]]
        under_way = desired | {"publication_id": UNDER_WAY, "private": seen["private"], "resources": resources}
        with ExitStack() as stack:
            uploads = {
                f"update__resources__{place}__upload": (file.name, stack.enter_context(file.path.open("rb")))
                for place, file in enumerate(files)
            }
            self._revise(seen, under_way, "-resources,-groups,-tags,-extras", uploads, tables)

    def _tables(self, release: Release, files: tuple[File, ...]) -> list[dict[str, Any]]:
        """The DataStore table that the portal itself makes of the CSV, where it can."""
        if not self._swaps_tables:
            return []
        place = [file.role for file in files].index("csv")
        return [
            {
                "resource_id": release.resource_id("csv"),
                "upload": f"update__resources__{place}__upload",
                "fields": dictionary(release.contract),
                "primary_key": store_key(release.contract),
                "rows": release.rows,
            }
        ]

    def _load_table(self, release: Release) -> None:
        """A fresh DataStore table with its dictionary, filled in chunks, on a portal without our extension; all the
        while the dataset says under way."""
        table = release.resource_id("csv")
        with suppress(NotFound):  # the first time there is none
            self._call("datastore_delete", resource_id=table, force=True)
        fields, key = dictionary(release.contract), store_key(release.contract)
        self._call("datastore_create", resource_id=table, force=True, fields=fields, primary_key=key)
        sent = 0
        for chunk in records(release, CHUNK_ROWS):
            sent += len(chunk)
            self._call(
                "datastore_upsert",
                resource_id=table,
                force=True,
                method="insert",
                records=chunk,
                calculate_record_count=sent == release.rows,
            )

    def _ensure_view(self, release: Release) -> None:
        """A table view of the CSV. ``package_revise`` makes none."""
        resource = release.resource_id("csv")
        if not self._call("resource_view_list", id=resource):
            self._call("resource_view_create", resource_id=resource, title="Tabel", view_type="datatables_view")

    def _read_back(self, release: Release, files: tuple[File, ...]) -> None:
        """The portal's own answer: bytes of every file, rows and columns of the table."""
        shown = self._package(release) or {}
        urls = {resource["id"]: resource["url"] for resource in shown.get("resources", [])}
        for file in files:
            url = urls.get(release.resource_id(file.role))
            if url is None or self._downloaded_sha256(url) != file.sha256:
                raise PublicationError(f"Berkas {file.name} di portal tidak sama dengan yang dikirim.")
        table = self._call("datastore_search", resource_id=release.resource_id("csv"), limit=0)
        columns = [column["id"] for column in table["fields"] if column["id"] != "_id"]
        if table["total"] != release.rows or columns != [column["id"] for column in dictionary(release.contract)]:
            raise PublicationError(f"Tabel DataStore tidak lengkap: {table['total']} dari {release.rows} baris.")

    def _declare(self, release: Release, desired: dict[str, Any]) -> None:
        """Give the verified dataset its publication id and make it public."""
        seen = self._package(release)
        if seen is None:
            raise PublicationError("Dataset hilang dari portal saat diterbitkan.")
        if not _shows(seen, release):
            self._revise(seen, _without_files(desired), "-groups,-tags,-extras", {})

    def _see_as_visitor(self, release: Release, desired: dict[str, Any]) -> None:
        """What anyone sees without an account."""
        shown = self._package(release, token=None)
        if not _shows(shown, release) or shown is None or shown["title"] != desired["title"]:
            raise PublicationError("Pengunjung portal belum melihat rilis ini.")

    # --- talking to the portal ----------------------------------------------------------------------------------------

    def _package(self, release: Release, token: str | None = "") -> dict[str, Any] | None:
        """The dataset as the portal shows it to our account (or to a visitor: ``None``); None when there is none."""
        try:
            shown: dict[str, Any] = self._call("package_show", token=token, id=name_of(release))
        except NotFound:
            return None
        return shown

    def _revise(
        self,
        seen: dict[str, Any],
        desired: dict[str, Any],
        drop: str,
        uploads: dict[str, Any],
        tables: list[dict[str, Any]] | None = None,
    ) -> None:
        """Replace what was seen, and nothing else: a change by someone else in between is an error, not overwritten."""
        match = {"id": seen["id"], "metadata_modified": seen["metadata_modified"]}
        parts = {"match": json.dumps(match), "filter": drop, "update": json.dumps(self._shaped(desired))}
        if tables:
            self._call(SWAP, uploads=uploads, tables=json.dumps(tables), **parts)
        else:
            self._call("package_revise", uploads=uploads, **parts)

    @cached_property
    def _swaps_tables(self) -> bool:
        """Whether the portal has our extension, which puts page, files and a full table in place with one call."""
        try:
            self._call("help_show", name=SWAP)
        except NotFound:
            return False
        return True

    def _shaped(self, desired: dict[str, Any]) -> dict[str, Any]:
        return as_extras(desired, self._known_fields)

    @cached_property
    def _known_fields(self) -> frozenset[str]:
        """Fields of the portal's own dataset schema; none on a portal without ckanext-scheming."""
        try:
            schema = self._call("scheming_dataset_schema_show", type="dataset")
        except CKANAPIError:
            return frozenset()
        return frozenset(item["field_name"] for item in schema["dataset_fields"])

    def _call(
        self, action: str, token: str | None = "", uploads: dict[str, Any] | None = None, **parameters: Any
    ) -> Any:
        """One API call. Raises ckanapi's errors, and :class:`PortalUnreachableError` where trying again may help."""
        account = self._token if token == "" else token
        portal = RemoteCKAN(self.url, apikey=account, user_agent="jalandata", session=self._session)
        with _as_unreachable(self.url):
            return portal.call_action(
                action, parameters, files=uploads or None, requests_kwargs={"timeout": self.timeout}
            )

    def _downloaded_sha256(self, url: str) -> str:
        # The token goes to the portal only, wherever the file's address may point.
        headers = {"Authorization": self._token} if url.startswith(f"{self.url}/") else {}
        digest = hashlib.sha256()
        with (
            _as_unreachable(self.url),
            self._session.get(url, headers=headers, stream=True, timeout=self.timeout) as answer,
        ):
            if not answer.ok:
                raise PublicationError(f"Berkas tidak dapat diunduh kembali dari portal (HTTP {answer.status_code}).")
            for block in answer.iter_content(1 << 20):
                digest.update(block)
        return digest.hexdigest()

    def _again(self, step: Callable[[], T]) -> T:
        """Do a step, repeatedly while the portal is away: each looks at what is there first, so repeating is safe."""
        for attempt in stamina.retry_context(
            PortalUnreachableError, attempts=ATTEMPTS, timeout=self.patience, wait_max=15
        ):
            with attempt:
                return step()
        raise AssertionError("the last attempt returns or raises")


def _without_files(desired: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in desired.items() if key != "resources"}


def _demand_verdict(release: Release, verdict: Verdict) -> None:
    """The verdict must be about the very bytes that lie there now, whoever asks for publication."""
    if sha256_of(release.csv) != release.content_sha256:
        raise GateRefusedError(f"Berkas {release.dataset} berubah sejak diperiksa. Tidak ada yang dikirim.")
    if release.contract.publication.sifat != "terbuka":
        raise GateRefusedError(f"Dataset {release.dataset} tidak bersifat terbuka. Tidak ada yang dikirim.")
    if not verdict(release.dataset, release.snapshot, release.content_sha256, release.contract.version):
        raise GateRefusedError(f"Belum ada verdik lulus untuk isi {release.dataset} ini. Tidak ada yang dikirim.")


def _shows(shown: dict[str, Any] | None, release: Release) -> bool:
    """Whether the package is this release, declared, public and with its table."""
    if shown is None or shown["private"] or shown["state"] != "active":
        return False
    table: dict[str, Any] = next((item for item in shown["resources"] if item["id"] == release.resource_id("csv")), {})
    return bool(
        field(shown, "publication_id") == release.publication_id
        and table.get("hash") == release.content_sha256
        and table.get("datastore_active")
    )


def _refuse_transient(answer: requests.Response, *_: Any, **__: Any) -> None:
    if answer.status_code >= FAULT or answer.status_code in TRANSIENT:
        raise PortalUnreachableError(f"Portal menjawab HTTP {answer.status_code}.")


@contextmanager
def _as_unreachable(url: str) -> Iterator[None]:
    try:
        yield
    except requests.RequestException as error:
        raise PortalUnreachableError(f"Portal {url} tidak dapat dihubungi ({type(error).__name__}).") from error


@contextmanager
def _as_failure() -> Iterator[None]:
    try:
        yield
    except CKANAPIError as error:
        raise PublicationError(f"Portal menolak ({type(error).__name__}): {error}") from error
