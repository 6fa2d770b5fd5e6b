"""Files built to take a reader down, each read in the bounded child process: how long it takes and what it needs."""

import time
from dataclasses import dataclass
from pathlib import Path

from pipelines.reading_room import reading_room
from sources.deliveries import DeliveryRefused
from sources.discovery import discover
from sources.sandbox import Sandbox
from tests.bench.measuring import BenchFailed
from tests.hostile import FILES, Hostile

# What the sandbox says of a child that it lost: the reader did not refuse the file by itself.
_LOST = ("berkas.gagal_dibaca", "berkas.memori_habis", "berkas.waktu_habis")
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Survived:
    """``memory_mb`` is the most that the child has needed so far, this file included: one child reads them all."""

    name: str
    seconds: float
    cpu_seconds: float
    memory_mb: float


def read_all(folder: Path) -> list[Survived]:
    """Every hostile file, in turn. Raises :class:`BenchFailed` for one that kills its reader."""
    with reading_room("sources.discovery") as sandbox:
        return [_read(sandbox, hostile, folder / hostile.name) for hostile in FILES]


def _read(sandbox: Sandbox, hostile: Hostile, path: Path) -> Survived:
    hostile.write(path)
    used, began = sandbox.call(time.process_time), time.monotonic()
    try:
        sandbox.call(discover, path, hostile.name)
    except DeliveryRefused as refusal:
        if refusal.finding.rule in _LOST:
            raise BenchFailed(f"{hostile.name}: {refusal.finding.message}") from refusal
    seconds = time.monotonic() - began
    path.unlink()
    return Survived(hostile.name, seconds, sandbox.call(time.process_time) - used, _peak_mb(sandbox))


def _peak_mb(sandbox: Sandbox) -> float:
    lines = sandbox.call(Path.read_text, _STATUS).splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) * 1024 / 1e6
