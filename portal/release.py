"""A release: the public state of one dataset that passed the gate, with everything a portal shows about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sources.contract import Contract
from sources.tenant import Tenant

_NAMESPACE = uuid5(NAMESPACE_URL, "https://jalandata.example/publication")


@dataclass(frozen=True)
class Release:
    """Release ``number`` (from 1) of a dataset.

    ``csv`` holds the canonical bytes, whose sha256 is ``content_sha256``; every other file is made from it.
    ``period_start`` and ``period_end`` (included) are what the data covers; ``issued`` is the first release's time,
    ``modified`` this one's (UTC). ``lineage``: one mapping per delivery with ``period``, ``sha256`` and ``received_at``
    (ISO). ``quality``: ``checks`` (``name``, ``passed``, ``details`` each), ``judged_at`` (ISO) and ``waivers``
    (``period``, ``rule``, ``reason`` and ``until`` (ISO) each) that let deliveries pass. No paths, no persons.
    """

    number: int
    contract: Contract
    tenant: Tenant
    snapshot: int
    content_sha256: str
    rows: int
    csv: Path
    period_start: date
    period_end: date
    issued: datetime
    modified: datetime
    lineage: tuple[Mapping[str, str], ...]
    quality: Mapping[str, Any]

    @property
    def dataset(self) -> str:
        return self.contract.id

    @property
    def publication_id(self) -> str:
        """The same for the same release under the same contract, on every portal."""
        identity = (self.number, self.content_sha256, self.contract.fingerprint)
        return str(uuid5(self._own, "/".join(map(str, identity))))

    def resource_id(self, role: str) -> str:
        """Id of the dataset's file ``role`` (csv, xlsx, parquet): never changes from release to release."""
        return str(uuid5(self._own, role))

    @property
    def _own(self) -> UUID:
        return uuid5(_NAMESPACE, f"{self.tenant.id}/{self.dataset}")
