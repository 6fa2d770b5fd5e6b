"""One long-lived child process in which deliveries are read and checked, bounded in memory and time.

A file from outside may be built to crash a parser, to need all memory or to never end: then the child dies, the caller
gets a finding, and the next call runs in a new child. Starting a child costs about a second, a call some milliseconds:
a run uses one sandbox for all of its deliveries. Results come back pickled: the sandbox bounds resources, it is no wall
against code that escapes from a parser.
"""

import contextlib
import importlib
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, NoReturn, ParamSpec, Self, TypeVar, cast

from sources.deliveries import DeliveryRefused
from sources.rules import finding, number

P = ParamSpec("P")
T = TypeVar("T")

_START_SECONDS = 60.0
_GRACE_SECONDS = 5.0
_READY = "ready"


class Sandbox:
    """``memory_mb`` bounds the child's address space, ``seconds`` each call. One call at a time.

    ``modules`` are imported while the child starts, which nobody waits for before the first call.
    """

    def __init__(self, memory_mb: int, seconds: float, modules: tuple[str, ...] = ()) -> None:
        self._memory_mb, self._seconds, self._modules = memory_mb, seconds, modules
        self._ready = False
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a module-level function in the child and return its result; what it raises is raised here.

        Raises :class:`DeliveryRefused` when it crashes, runs out of memory or takes too long.
        """
        if self._process is None or self._process.poll() is not None:
            self._start()
        self._await_start()
        assert self._connection
        try:
            self._connection.send((function, args, kwargs))
            if not self._connection.poll(self._seconds):
                return self._overrun()
            done, result = self._connection.recv()
        except (EOFError, OSError, MemoryError, pickle.UnpicklingError) as error:
            raise self._refused("berkas.gagal_dibaca", "Program pembaca berhenti saat membuka berkas ini.") from error
        except BaseException:
            # An interrupted call leaves an answer behind that the next call would take for its own.
            self._stop()
            raise
        if isinstance(result, MemoryError) or type(result).__name__ == "OutOfMemoryException":
            message = f"Berkas ini memerlukan memori lebih dari {number(self._memory_mb)} MB."
            raise self._refused("berkas.memori_habis", message) from result
        if not done:
            raise result
        return cast(T, result)

    def _overrun(self) -> NoReturn:
        message = f"Pemeriksaan belum selesai setelah {number(self._seconds)} detik."
        raise self._refused("berkas.waktu_habis", message)

    def _refused(self, rule: str, message: str) -> DeliveryRefused:
        self._stop()
        hint = "Hapus lembar, gambar, dan format yang tidak diperlukan, simpan sebagai .xlsx baru, lalu kirim ulang."
        return DeliveryRefused(finding(rule, message, hint))

    def _start(self) -> None:
        self._stop()
        ours, theirs = Pipe()
        with theirs:
            settings = (theirs.fileno(), self._memory_mb, self._seconds, self._modules)
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from sources.sandbox import serve; serve(*{settings!r})"],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                    # Each thread, and each arena for several of them, reserves address space: the limit is on that.
                    "OPENBLAS_NUM_THREADS": "1",
                    "OMP_NUM_THREADS": "1",
                    "MALLOC_ARENA_MAX": "2",
                    "ARROW_DEFAULT_MEMORY_POOL": "system",
                },
            )
        self._connection = ours

    def _await_start(self) -> None:
        if self._ready:
            return
        assert self._connection
        try:
            self._ready = self._connection.poll(_START_SECONDS) and self._connection.recv() == _READY
        except (EOFError, OSError):
            self._ready = False
        if not self._ready:
            self._stop()
            raise RuntimeError("the reading process did not start")

    def _stop(self) -> None:
        self._ready = False
        if self._connection:
            self._connection.close()
            self._connection = None
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


def serve(handle: int, memory_mb: int, seconds: float, modules: tuple[str, ...]) -> None:
    """The child: answer calls until the parent goes away."""
    sys.meta_path.insert(0, _WithoutPandas())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for module in modules:
        importlib.import_module(module)
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with Connection(handle) as connection:
        _silence()
        connection.send(_READY)
        while True:
            try:
                request = connection.recv_bytes()
            except (EOFError, ConnectionError):
                return
            # Ends a call that never returns when the parent is no longer there to do it.
            signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS)
            _answer(connection, request)
            signal.setitimer(signal.ITIMER_REAL, 0)


def _silence() -> None:
    """What parsers print about a broken file, and a crash about itself, is nothing for the person at the terminal."""
    sink = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(sink, stream)
    os.close(sink)


class _WithoutPandas:
    """pyarrow and duckdb import pandas when it is there (1 s, 60 MB); reading needs none of it."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _sendable(error: Exception) -> Exception:
    """The error itself when it survives the way to the caller; errors of parsers do not always."""
    error.__traceback__ = None
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - any failure means that it does not
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _answer(connection: Connection, request: bytes) -> None:
    try:
        function, args, kwargs = pickle.loads(request)  # noqa: S301 - from the parent
        answer: tuple[bool, Any] = (True, function(*args, **kwargs))
    except Exception as error:  # noqa: BLE001 - every error is the caller's
        answer = (False, _sendable(error))
    try:
        connection.send(answer)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        connection.send((False, RuntimeError(f"result cannot be sent: {error}")))
