"""Reading in a child process: a file that kills its reader ends in a finding, and the next one is read."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from sheets import BIRTHS, TENANT, YEAR, births, workbook

from quality.intake import examine
from sources.deliveries import DeliveryRefused
from sources.sandbox import Sandbox


def refused(sandbox: Sandbox, function: object, *args: object) -> str:
    with pytest.raises(DeliveryRefused) as error:
        sandbox.call(function, *args)  # type: ignore[arg-type]
    return error.value.finding.rule


def child_of(sandbox: Sandbox) -> int:
    return sandbox.call(os.getpid)


def test_a_delivery_is_examined_in_one_child(tmp_path: Path) -> None:
    good = workbook(tmp_path / "a.xlsx", births())
    with Sandbox(2048, 60, ("quality.intake",)) as sandbox:
        child = child_of(sandbox)
        verdict = sandbox.call(examine, good, good.name, BIRTHS, YEAR, TENANT, tmp_path / "rows.parquet")
        assert (verdict.verdict, verdict.rows) == ("accepted", 36)
        assert child_of(sandbox) == child != os.getpid()
    assert not Path(f"/proc/{child}").exists()


def test_a_crash_is_a_finding_and_the_next_call_works() -> None:
    with Sandbox(1024, 30) as sandbox:
        child = child_of(sandbox)
        assert refused(sandbox, os.abort) == "berkas.gagal_dibaca"
        assert child_of(sandbox) != child


class PanicException(BaseException):
    """As parsers written in Rust raise it."""


def panic() -> None:
    os.write(2, b"suara pengurai")
    raise PanicException("index out of bounds")


class Unsendable(Exception):
    """As errors of some parsers: it cannot be built from what it keeps."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def fail() -> None:
    raise Unsendable("tidak", "terbaca")


def test_a_panic_is_a_finding_and_says_nothing_at_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox(1024, 30) as sandbox:
        assert refused(sandbox, panic) == "berkas.gagal_dibaca"
        assert child_of(sandbox)
    assert capfd.readouterr() == ("", "")


def test_an_error_that_cannot_be_sent_is_told_and_the_child_lives_on() -> None:
    with Sandbox(1024, 30) as sandbox:
        child = child_of(sandbox)
        with pytest.raises(RuntimeError, match="Unsendable: tidak terbaca"):
            sandbox.call(fail)
        assert child_of(sandbox) == child


def test_a_child_killed_from_outside_is_a_finding() -> None:
    with Sandbox(1024, 30) as sandbox:
        child = child_of(sandbox)
        threading.Timer(0.3, os.kill, (child, signal.SIGKILL)).start()
        assert refused(sandbox, time.sleep, 20) == "berkas.gagal_dibaca"
        assert child_of(sandbox) != child


def test_memory_is_bounded() -> None:
    with Sandbox(1024, 30) as sandbox:
        assert refused(sandbox, bytes, 8_000_000_000) == "berkas.memori_habis"
        assert child_of(sandbox)


def test_time_is_bounded() -> None:
    with Sandbox(1024, 0.5) as sandbox:
        child_of(sandbox)
        started = time.monotonic()
        assert refused(sandbox, time.sleep, 60) == "berkas.waktu_habis"
        assert time.monotonic() - started < 5
        assert child_of(sandbox)


def test_what_a_function_raises_is_raised_here(tmp_path: Path) -> None:
    with Sandbox(1024, 30) as sandbox:
        with pytest.raises(FileNotFoundError):
            sandbox.call(os.stat, tmp_path / "missing")
        assert child_of(sandbox)


def test_reading_needs_no_pandas() -> None:
    """Importing it would cost each child a second."""
    with Sandbox(1024, 30, ("quality.intake",)) as sandbox, pytest.raises(ModuleNotFoundError):
        sandbox.call(__import__, "pandas")
