"""Background programs of a home: the embedded portal, Dagster's web UI and daemon, and the demo's API server.

Each is started once, on a free port of this machine only, outlives the command that started it, and is found again
by its process id and start time (a process id alone may belong to somebody else by now).
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psutil

from pipelines.run import point_dagster_at
from pipelines.settings import ROOT, Settings
from portal import embedded

READY_SECONDS = 120
STOP_SECONDS = 20


class ServiceError(RuntimeError):
    """A service that does not come up; says where its log is."""


@dataclass(frozen=True)
class Service:
    """A running program: ``started`` is its start time as the system gives it (seconds since 1970)."""

    name: str
    url: str
    pid: int
    started: float


def start_portal(settings: Settings, progress: Callable[[str], None] = lambda step: None) -> str:
    """Start the embedded portal unless it runs; returns its address."""
    return embedded.start(settings.portal_home, on_progress=progress).url


def start_dagster(settings: Settings) -> Service:
    """Dagster's web UI, daemon and code server, for this home."""
    point_dagster_at(settings)
    environment = os.environ | {"JALANDATA_HOME": str(settings.home), "JALANDATA_TENANT": str(settings.tenant_file)}

    def command(port: int) -> list[str]:
        dagster = Path(sys.executable).with_name("dagster")
        return [str(dagster), "dev", "--host", "127.0.0.1", "--port", str(port), "-m", "pipelines.definitions"]

    return _start(settings, "dagster", command, "/server_info", environment)


def start_demo_api(settings: Settings) -> Service:
    """The demo's API source."""
    return _start(
        settings,
        "demo-api",
        lambda port: [sys.executable, "-m", "demo.api_server", "--port", str(port)],
        "/",
        dict(os.environ),
    )


def find(settings: Settings, name: str) -> Service | None:
    """The service of this home, when it is running."""
    record = _record(settings, name)
    if not record.exists():
        return None
    service = Service(**json.loads(record.read_text()))
    return service if _process(service) else None


def stop_all(settings: Settings) -> list[str]:
    """Stop whatever of this home is running, the portal last; returns the names of what was stopped."""
    stopped = []
    for name in ("dagster", "demo-api"):
        if service := find(settings, name):
            _stop(service)
            stopped.append(name)
        _record(settings, name).unlink(missing_ok=True)
    if embedded.status(settings.portal_home):
        embedded.stop(settings.portal_home)
        stopped.append("portal")
    return stopped


def _start(
    settings: Settings, name: str, command: Callable[[int], list[str]], ready: str, environment: dict[str, str]
) -> Service:
    if running := find(settings, name):
        return running
    port = _free_port()
    log = settings.home / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        process = subprocess.Popen(
            command(port),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
    service = Service(name, f"http://127.0.0.1:{port}", process.pid, psutil.Process(process.pid).create_time())
    _record(settings, name).parent.mkdir(parents=True, exist_ok=True)
    _record(settings, name).write_text(json.dumps(asdict(service)))
    _await(service, process, ready, log)
    return service


def _await(service: Service, process: subprocess.Popen[bytes], ready: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(service.url + ready, timeout=2, trust_env=False).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    _stop(service)
    raise ServiceError(f"{service.name} tidak dapat dijalankan. Lihat catatannya di {log}")


def _stop(service: Service) -> None:
    process = _process(service)
    if process is None:
        return
    family = [process, *process.children(recursive=True)]
    process.terminate()
    _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
    for straggler in alive:
        straggler.kill()
    psutil.wait_procs(alive, timeout=STOP_SECONDS)


def _process(service: Service) -> psutil.Process | None:
    try:
        process = psutil.Process(service.pid)
        same = process.create_time() == service.started and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return None
    return process if same else None


def _record(settings: Settings, name: str) -> Path:
    return settings.home / "services" / f"{name}.json"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
