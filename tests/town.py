"""A home at work, for tests that take the whole road."""

import os
import subprocess
import sys
from pathlib import Path

from pipelines.portal_access import portal_of
from pipelines.run import Outcome, run
from pipelines.settings import ROOT, Settings
from pipelines.stages.receive import Receipt, receive
from pipelines.workshop import Workshop
from portal.embedded import Portal

BANYUWANGI = ROOT / "sources" / "tenants" / "banyuwangi.yaml"


class Town:
    """A home at work: deliver, run, look."""

    def __init__(self, home: Path, portal: Portal, tenant: Path = BANYUWANGI) -> None:
        self.portal = portal
        self.first: Outcome | None = None
        self.settings = Settings(home, tenant, portal.url, portal.token)

    @property
    def workshop(self) -> Workshop:
        """A fresh one each time, as each command has: it also points this process at the ledger of this home."""
        return Workshop(self.settings)

    @property
    def environment(self) -> dict[str, str]:
        """What a command in a process of its own needs to work here."""
        return os.environ | {
            "JALANDATA_HOME": str(self.settings.home),
            "JALANDATA_TENANT": str(self.settings.tenant_file),
            "JALANDATA_PORTAL_URL": self.portal.url,
            "JALANDATA_PORTAL_TOKEN": self.portal.token,
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command line as a person starts it."""
        program = [sys.executable, "-m", "pipelines.cli", *arguments]
        return subprocess.run(program, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)

    def deliver(self, path: Path, dataset: str, period: str) -> Receipt:
        return receive(self.workshop, path, dataset=dataset, period=period, officer="petugas", channel="cli")

    def run(self, **options: object) -> Outcome:
        return run(self.workshop, portal_of(self.settings), **options)  # type: ignore[arg-type]
