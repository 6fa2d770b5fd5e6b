"""The embedded portal: a real CKAN on this machine, for demonstrations, tests and small offices.

CKAN pins its own dependencies, so it lives in its own environment (portal/ckan/.venv, built by `make run`) and runs as
its own process. That process owns PostgreSQL and Valkey: it stops them when it stops, and the kernel stops them when it
is killed. Everything it keeps lies below one folder; a lock in it, held by the process, tells whether it runs.
"""

import fcntl
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent / "ckan"
PYTHON = PROJECT / ".venv" / "bin" / "python"
START_SECONDS = 180
STOP_SECONDS = 45
# The portal is told everything it needs; settings of the caller's own environment are not for it.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "JALANDATA_PORTAL_TITLE", "JALANDATA_TIMEZONE")


class PortalError(RuntimeError):
    """The embedded portal cannot be started or stopped; the message says why, in Bahasa Indonesia."""


@dataclass(frozen=True)
class Portal:
    """A running portal. `token` belongs to the publisher account, which owns the organisations that it creates."""

    url: str
    pid: int
    home: Path
    token: str = field(repr=False)
    admin_password: str = field(repr=False)


def start(home: Path, port: int | None = None, on_progress: Callable[[str], None] | None = None) -> Portal:
    """Start the portal kept in this folder, creating it first if it is new; a running one is returned as it is.

    Without a port, or when it is taken, the port of the last time is used again, or any free one. `on_progress` gets
    each step in Bahasa Indonesia. Raises PortalError.
    """
    home = home.resolve()
    running = status(home)
    if running:
        return running
    if not PYTHON.exists():
        raise PortalError("Lingkungan CKAN belum dipasang. Jalankan `make run` (atau `make portal`) lebih dahulu.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = home / "logs" / "portal.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [PYTHON, "-I", "-m", "ckanext.jalandata.embedded.serve", home, str(port or last_port(home))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=sink,
            cwd="/",
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            start_new_session=True,  # it outlives the command that started it
        )
    follow(process, on_progress or (lambda step: None))
    portal = await_status(home, process)
    if portal is None:
        raise PortalError(f"Portal tidak dapat dijalankan. Catatan terakhir:\n{tail(log)}")
    return portal


def stop(home: Path) -> None:
    """Stop CKAN, PostgreSQL and Valkey and wait until they are gone. A portal that does not run is left alone."""
    home = home.resolve()
    state = read_json(home / "portal.json")
    if not is_locked(home):
        return
    os.kill(state["pid"], signal.SIGTERM)
    if not wait_until(lambda: not is_locked(home), STOP_SECONDS):
        os.kill(state["pid"], signal.SIGKILL)
        wait_until(lambda: not is_locked(home), STOP_SECONDS)


def status(home: Path) -> Portal | None:
    """The running portal of this folder, or None."""
    home = home.resolve()
    if not is_locked(home):
        return None
    state, secrets = read_json(home / "portal.json"), read_json(home / "secrets.json")
    if not state.get("ready"):
        return None
    return Portal(state["url"], state["pid"], home, secrets["publisher_token"], secrets["admin_password"])


def follow(process: subprocess.Popen[bytes], on_progress: Callable[[str], None]) -> None:
    """Pass on its steps until it is ready or gone; one that takes far too long is killed."""
    assert process.stdout is not None
    watchdog = threading.Timer(START_SECONDS, process.kill)
    watchdog.start()
    try:
        for line in process.stdout:
            message = json.loads(line)
            if "ready" in message:
                break
            on_progress(message["progress"])
    finally:
        watchdog.cancel()
        process.stdout.close()


def await_status(home: Path, process: subprocess.Popen[bytes]) -> Portal | None:
    """Our process's portal, or that of another command which was starting the same portal just before."""
    wait_until(lambda: status(home) is not None or not is_locked(home), START_SECONDS)
    return status(home)


def is_locked(home: Path) -> bool:
    """Whether a process serves this portal: the kernel frees its lock however it ends."""
    try:
        handle = (home / "lock").open("r")
    except FileNotFoundError:
        return False
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def last_port(home: Path) -> int:
    """The port that this portal had the last time, so that links to it keep working; 0 for a new portal."""
    url = read_json(home / "portal.json").get("url", ":0")
    return int(url.rsplit(":", 1)[1])


def wait_until(reached: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def read_json(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text())) if path.exists() else {}


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
