"""The child's side of a measurement: one reader in a program of its own, timed from inside."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

# Reads a file and says how much it found: rows (0 when they did not pass), or cells with a finding.
Reader = Callable[[Path], int]


def main(*readers: Reader) -> None:
    """``python -m <module> <reader> <small file> <large file>``: read both, time the large one.

    The small one has everything imported and cached before. Prints one JSON document: began, ended (seconds since
    1970), cpu_seconds (of this process and its children), count.
    """
    read = {reader.__name__: reader for reader in readers}[sys.argv[1]]
    small, large = map(Path, sys.argv[2:])
    read(small)
    before, began = _cpu_seconds(), time.time()
    count = read(large)
    ended = time.time()
    told = {"began": began, "ended": ended, "cpu_seconds": _cpu_seconds() - before, "count": count}
    print(json.dumps(told))  # noqa: T201 - the bench reads it


def _cpu_seconds() -> float:
    this = psutil.Process()
    used = [process.cpu_times() for process in (this, *this.children(recursive=True))]
    return sum(times.user + times.system for times in used)
