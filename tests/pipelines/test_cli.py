"""The command line as programs and people rely on it: help with examples, JSON alone on stdout, exit codes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kota
import pytest
import sheets
import typer.main
from office import Intake

from pipelines.cli import app
from pipelines.settings import ROOT
from sources.rules import RULES

DATASET = "kelahiran_uji"
HEAVY = ("dagster", "dbt", "great_expectations", "pandas", "django", "duckdb", "numpy", "pyarrow", "pydantic", "httpx")

PARSERS = (
    "sources.workbook",
    "sources.reading",
    "quality.intake",
    "quality.reports.workbook",
    "lxml",
    "openpyxl",
    "django",
)


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", DATASET))


def started(office: Intake, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, where nothing catches what it does not."""
    return run("-m", "pipelines.cli", *arguments, office=office, **environment)


def run(*arguments: str | Path, office: Intake, **environment: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, *map(str, arguments)]
    home = {"JALANDATA_HOME": str(office.settings.home), "JALANDATA_TENANT": str(office.settings.tenant_file)}
    return subprocess.run(
        program, cwd=ROOT, env=os.environ | home | environment, capture_output=True, text=True, check=False
    )


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not hasattr(command, "commands"):
        yield path
        return
    for name, inner in command.commands.items():
        yield from leaves(inner, (*path, name))


COMMANDS = list(leaves(typer.main.get_command(app)))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example(office: Intake, command: tuple[str, ...]) -> None:
    told = office.command(*command, "--help")
    assert told.exit_code == 0
    text = " ".join(told.stdout.split())
    assert f"Contoh: jalandata {' '.join(command)}" in text, text


def test_all_commands_are_in_one_list_by_audience(office: Intake) -> None:
    told = office.command("--help").stdout
    assert re.findall(r"─ ([A-Z][\w ]+) ─", told)[1:] == ["Petugas OPD", "Walidata", "Layanan", "Analis"]
    assert {path[0] for path in COMMANDS} >= {
        "read",
        "template",
        "check",
        "deliver",
        "propose",
        "run",
        "query",
        "portal",
    }


def test_starting_imports_nothing_that_costs() -> None:
    code = f"import sys, pipelines.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("asked", [("read",), ("check", "-d", DATASET, "-p", "2023", "--report", "temuan.html")])
def test_a_file_is_opened_in_the_reading_room_only(office: Intake, tmp_path: Path, asked: tuple[str, ...]) -> None:
    """Nothing that parses files is even loaded by the command itself."""
    name, *options = asked
    options = [str(tmp_path / option) if option.endswith(".html") else option for option in options]
    code = (
        "import sys\nfrom pipelines.cli import app\n"
        "try: app()\nexcept SystemExit as end: assert not end.code, end.code\n"
        f"print([name for name in {PARSERS!r} if name in sys.modules], file=sys.stderr)"
    )
    path = kota.births(tmp_path / "kiriman.xlsx")
    done = run("-c", code, name, path, *options, office=office)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]"), done.stderr


def test_json_stands_alone_on_stdout(office: Intake, tmp_path: Path) -> None:
    rows = sheets.births()
    rows[2][1] = "7 52"
    path = sheets.workbook(tmp_path / "kiriman.xlsx", rows)
    for expected, *arguments in [
        (0, "read", path),
        (1, "check", path, "-d", DATASET, "-p", "2023", "--report", tmp_path / "temuan.xlsx"),
        (1, "check", path, "-d", DATASET, "-p", "2023", "--accept", "nilai.tidak_dikenal"),
        (0, "deliver", path, "-d", DATASET, "-p", "2023"),
        (2, "deliver", path, "-d", DATASET, "-p", "2023"),
        (0, "findings", DATASET),
        (0, "decisions", DATASET),
        (0, "alias", "list"),
        (0, "status"),
    ]:
        done = office.command(*arguments, "--json")
        assert done.exit_code == expected, (arguments, done.output)
        json.loads(done.stdout)


def test_wrong_use_ends_with_two_and_one_line(office: Intake, tmp_path: Path) -> None:
    path, folder = kota.births(tmp_path / "kiriman.xlsx"), tmp_path / "folder.html"
    folder.mkdir()
    for said, *arguments in [
        ("tidak dikenal", "deliver", path, "-d", "entah", "-p", "2023", "--json"),
        ("tidak dikenal", "findings", "entah"),
        ("Gudang data masih kosong", "query", "select 1"),
        ("menimpa berkas aslinya", "check", path, "-d", DATASET, "--report", path),
        ("tidak ada", "check", path, "-d", DATASET, "-p", "2023", "--report", path / "x" / "temuan.html"),
        ("tidak ada", "check", path, "-d", DATASET, "-p", "2023", "--report", tmp_path / "tidak" / "ada" / "x.xlsx"),
        ("tidak dapat ditulis", "check", path, "-d", DATASET, "-p", "2023", "--report", folder),
        ("tidak dapat ditulis", "propose", path, "--opd", "dukcapil", "-o", tmp_path / "tidak ada" / "a.yaml"),
        ("belum pernah diuji", "approve", DATASET),
        ("tidak bersumber API", "pull", DATASET),
        ("tidak ada", "check", tmp_path / "tidak-ada.xlsx", "-d", DATASET),
    ]:
        done = office.command(*arguments)
        assert done.exit_code == 2, (arguments, done.output)
        assert said in " ".join(done.output.split()), done.output
    assert not (tmp_path / "tidak").exists()


def test_a_tenant_that_cannot_be_used_is_named(office: Intake, tmp_path: Path) -> None:
    path, tenant = kota.births(tmp_path / "kiriman.xlsx"), tmp_path / "tenant.yaml"
    for content in (None, "nama: [", "nama: Kota"):
        if content is not None:
            tenant.write_text(content, encoding="utf-8")
        done = started(office, "check", path, "-d", DATASET, JALANDATA_TENANT=str(tenant))
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert "Traceback" not in done.stderr
        assert "JALANDATA_TENANT" in done.stderr


@pytest.mark.parametrize("arguments", [("portal", "status"), ("publish",)])
def test_a_service_that_does_not_answer_ends_with_three(office: Intake, arguments: tuple[str, ...]) -> None:
    done = started(office, *arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert "jalandata portal start" in done.stderr


def test_the_guide_for_officers_speaks_of_what_there_is(office: Intake) -> None:
    """Commands, options and rules in docs/petugas.md."""
    text = (ROOT / "docs" / "petugas.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z]+\.[a-z_]+)`", text)
    assert len(named) > 15
    assert not [rule for rule in named if rule not in RULES and not rule.endswith((".xlsx", ".html"))]
    for command, options in re.findall(r"jalandata (\w+)([^`\n]*)", text):
        told = office.command(command, "--help").stdout
        assert not [option for option in re.findall(r"--?[a-z]+", options) if option not in told], (command, options)
    assert "docs/petugas.md" in (ROOT / "README.md").read_text(encoding="utf-8")
