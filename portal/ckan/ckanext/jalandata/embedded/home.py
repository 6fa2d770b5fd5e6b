"""The folder in which one embedded portal lives, and its secrets."""

import fcntl
import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECRET_NAMES = ("postgres", "ckan", "datastore_reader", "valkey", "session", "api_token", "admin_password")


class AlreadyRunningError(RuntimeError):
    """Another process serves this portal."""


@dataclass(frozen=True)
class Home:
    """Paths of one portal. Only its owner may read any of them."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def storage(self) -> Path:
        return self.root / "storage"

    @property
    def ini(self) -> Path:
        return self.root / "ckan.ini"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def running(self) -> Path:
        return self.root / "portal.json"

    @property
    def prepared(self) -> Path:
        """Names the CKAN release the database was last prepared for; absent until that is complete."""
        return self.root / "prepared"

    def create(self) -> None:
        for folder in (self.root, self.storage, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)

    def lock(self) -> None:
        """Hold the portal until this process ends, however it ends: the kernel closes the file then, nobody before."""
        handle = os.open(self.root / "lock", os.O_WRONLY | os.O_CREAT, 0o600)
        for _ in range(20):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.1)  # it may only be somebody asking whether the portal runs
            else:
                return
        raise AlreadyRunningError(f"portal sudah berjalan: {self.root}")

    def secrets(self) -> dict[str, str]:
        """Random secrets, made once and kept in a file that only the owner reads."""
        path = self.root / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = {name: secrets.token_urlsafe(32) for name in SECRET_NAMES if name not in known}
        if missing:
            known |= missing
            write_private(path, known)
        return known

    def keep_secret(self, name: str, value: str) -> None:
        write_private(self.root / "secrets.json", self.secrets() | {name: value})


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Replace a JSON file in one step; readable by its owner only."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        json.dump(content, handle, indent=2)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)
