"""On what, and of what, the numbers are."""

import os
import platform
import subprocess
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from pipelines.settings import ROOT
from portal import embedded

CKAN = "CKAN"


def facts(*packages: str) -> dict[str, str]:
    """What to print above the numbers. Call it before the work begins: it also says how busy the machine is."""
    software = [f"{name} {_ckan() if name == CKAN else version(name)}" for name in packages]
    return {
        "Date": f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}",
        "Commit": _commit(),
        "Machine": f"{len(os.sched_getaffinity(0))} cores ({_processor()}), "
        f"{psutil.virtual_memory().total / 1e9:.0f} GB memory, {platform.system()} {platform.machine()}",
        "Software": ", ".join((f"Python {platform.python_version()}", *software)),
        "Load": f"{psutil.getloadavg()[0]:.1f} processes wanted a processor before the bench began (idle: 0)",
    }


def _ckan() -> str:
    """CKAN lives in an environment of its own."""
    return _said(str(embedded.PYTHON), "-I", "-c", "import importlib.metadata as m; print(m.version('ckan'))")


def _commit() -> str:
    commit = _git("rev-parse", "--short=10", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/benchmarks.md")
    return f"{commit} with local changes" if changed else commit


def _git(*arguments: str) -> str:
    return _said("git", *arguments)


def _said(*program: str) -> str:
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"
