"""What is no file that can be opened is refused at once, in words and in JSON, by every command that takes a file."""

import contextlib
import json
import os
import socket
from pathlib import Path

import jsonschema
import kota
import pytest
from office import Intake

from ledger.models import Delivery
from pipelines.settings import ROOT

DATASET = "kelahiran_uji"
SCHEMAS = {name: json.loads((ROOT / "docs" / f"{name}.schema.json").read_text()) for name in ("read", "check")}


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", DATASET))


@pytest.fixture(params=["tidak ada", "folder", "pipa", "soket", "perangkat", "tautan", "tidak boleh dibuka"])
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A path, and what must be said about it."""
    path, said = tmp_path / "kiriman.xlsx", str(request.param)
    if said == "folder":
        path.mkdir()
    elif said == "pipa":
        os.mkfifo(path)
    elif said == "soket":
        # The name of a socket may not be long: it is made from within its folder.
        with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(tmp_path):
            listening.bind(path.name)
    elif said == "perangkat":
        path.symlink_to("/dev/zero")
    elif said == "tautan":
        path.symlink_to(path)
    elif said == "tidak boleh dibuka":
        kota.births(path).chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("this account may read everything")
    return path, said


@pytest.mark.parametrize("command", ["read", "check"])
def test_refused_as_json(office: Intake, no_file: tuple[Path, str], command: str) -> None:
    path, said = no_file
    options = [] if command == "read" else ["-d", DATASET, "-p", "2023"]
    told = office.command(command, path, *options, "--json")
    found = json.loads(told.stdout)
    jsonschema.validate(found, SCHEMAS[command], cls=jsonschema.Draft202012Validator)
    (finding,) = found["findings"]
    assert (told.exit_code, finding["rule"], said in finding["message"]) == (2, "berkas.tidak_dapat_dibuka", True)


def test_refused_in_words(office: Intake, no_file: tuple[Path, str], tmp_path: Path) -> None:
    path, said = no_file
    report = tmp_path / "temuan.html"
    for arguments in (
        ["read", path],
        ["check", path, "-d", DATASET, "-p", "2023", "--report", report],
        ["propose", path, "--opd", "dukcapil"],
    ):
        told = office.command(*arguments)
        assert (told.exit_code, said in " ".join(told.output.split())) == (2, True), told.output
    assert said in report.read_text(encoding="utf-8")


def test_not_taken_in(office: Intake, no_file: tuple[Path, str]) -> None:
    path, said = no_file
    told = office.command("deliver", path, "-d", DATASET, "-p", "2023", "--json")
    assert (told.exit_code, json.loads(told.stdout)["finding"]["rule"]) == (2, "berkas.tidak_dapat_dibuka")
    assert said in told.stdout
    # A path that was mistyped is no delivery of the office.
    office.workshop  # noqa: B018
    assert not Delivery.objects.exists()
