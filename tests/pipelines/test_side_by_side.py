"""Two runs started at once in a home that is new: they take turns, and the work is done once."""

import subprocess
import sys
from pathlib import Path

import pytest
from kota import births, tenant
from town import Town

from ledger.models import Delivery, GateVerdict, Release
from pipelines.settings import ROOT
from portal.embedded import Portal


@pytest.mark.timeout(300)
def test_two_first_runs_at_once(tmp_path: Path, portal: Portal) -> None:
    town = Town(tmp_path / "home", portal, tenant(tmp_path, "berdampingan"))
    town.deliver(births(tmp_path / "kelahiran.xlsx"), "berdampingan", "2023")
    program = [sys.executable, "-m", "pipelines.cli", "run", "--json"]
    output = subprocess.PIPE
    runs = [
        subprocess.Popen(program, env=town.environment, cwd=ROOT, stdout=output, stderr=output, text=True)
        for _ in range(2)
    ]
    ended = [(*run.communicate(), run.returncode) for run in runs]
    assert [code for *_, code in ended] == [0, 0], ended
    town.workshop  # noqa: B018 - points at this home's ledger
    assert Delivery.objects.get().state == "lolos"
    assert Release.objects.count() == 1
    assert GateVerdict.objects.filter(passed=False).count() == 0
