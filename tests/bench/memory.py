"""Memory of a process and everything that it started, over time."""

import threading
import time
from types import TracebackType
from typing import Self

import psutil

_EVERY_SECONDS = 0.1


class MemoryWatch:
    """Context manager: looks at the process ``pid`` and its descendants ten times a second.

    Memory is the sum of resident set sizes: pages that several processes share count once for each, so it is an upper
    bound.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._samples: list[tuple[float, int]] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def peak_mb(self, began: float, ended: float) -> float | None:
        """The most memory between two times (seconds since 1970), in MB; ``None`` when it was shorter than a look."""
        seen = [size for at, size in self._samples if began <= at <= ended]
        return max(seen) / 1e6 if seen else None

    def _look(self) -> None:
        while not self._done.wait(_EVERY_SECONDS):
            try:
                root = psutil.Process(self._pid)
                family = [root, *root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            self._samples.append((time.time(), sum(map(_resident, family))))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
