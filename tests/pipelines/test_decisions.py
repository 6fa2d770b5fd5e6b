"""Spellings and fixes that people accept: listed, used, and taken back without a trace being lost."""

import json
from pathlib import Path

import kota
import pytest
import sheets
from office import Intake

from ledger.models import AcceptedDecision, RegionAlias
from pipelines import decisions
from sources.contract import catalogue
from sources.decisions import Decision


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", "kelahiran_uji"))


def misspelt(path: Path) -> Path:
    rows = sheets.births()
    row = next(row for row in rows if row[0] == "Wates")
    row[0] = "Watesan Baru"
    return sheets.workbook(path, rows)


def test_an_alias_is_read_until_it_is_withdrawn(office: Intake, tmp_path: Path) -> None:
    path = misspelt(tmp_path / "kiriman.xlsx")
    arguments = ("check", path, "-d", "kelahiran_uji", "-p", "2023", "--json")
    assert office.command(*arguments).exit_code == 1
    added = office.command("alias", "add", "Watesan Baru", "35.76.02.1010", "--by", "walidata")
    assert added.exit_code == 0, added.stderr
    done = office.command(*arguments)
    assert (done.exit_code, [f["rule"] for f in json.loads(done.stdout)["findings"]]) == (0, ["wilayah.alias"])
    (listed,) = json.loads(office.command("alias", "list", "--json").stdout)
    assert (listed["text"], listed["code"], listed["level"], listed["by"]) == (
        "Watesan Baru", "35.76.02.1010", "desa", "walidata",
    )  # fmt: skip
    assert office.command("alias", "withdraw", str(listed["id"])).exit_code == 0
    assert office.command(*arguments).exit_code == 1
    office.workshop  # noqa: B018 - points this process at the home's ledger
    assert RegionAlias.objects.get().withdrawn_at


@pytest.mark.parametrize(
    "arguments",
    [
        ("Wates", "35.10.01.2001"),
        ("Wates", "bukan kode"),
        ("Wates", "35.76.02.1010", "--parent", "35.76.01"),
        (" ", "35.76.02.1010"),
    ],
)
def test_aliases_that_cannot_be(office: Intake, arguments: tuple[str, ...]) -> None:
    done = office.command("alias", "add", *arguments)
    assert (done.exit_code, bool(done.stderr.strip())) == (2, True)


def test_accepted_fixes_are_stored_once_and_withdrawn(office: Intake) -> None:
    office.workshop  # noqa: B018
    contract = catalogue(office.workshop.tenant.contracts)["kelahiran_uji"]
    proposals = [
        Decision("nilai.tidak_dikenal", "jenis_kelamin", "Pria", "Laki-laki"),
        Decision("angka.tidak_pasti", "jumlah_kelahiran", None, None),
        Decision("wilayah.nama_tidak_dikenal", "kode_wilayah", "Watesan Baru", "35.76.02.1010"),
    ]
    assert decisions.accept(contract, proposals, "nilai.tidak_dikenal", "petugas") == proposals[:1]
    assert decisions.accept(contract, proposals, "nilai.tidak_dikenal", "petugas") == []
    assert decisions.accept(contract, proposals, "wilayah.nama_tidak_dikenal", "petugas") == proposals[2:]
    assert RegionAlias.objects.get().text == "Watesan Baru"
    (listed,) = json.loads(office.command("decisions", "kelahiran_uji", "--json").stdout)
    assert (listed["rule"], listed["text"], listed["value"]) == ("nilai.tidak_dikenal", "Pria", "Laki-laki")
    assert office.command("decisions", "kelahiran_uji", "--withdraw", str(listed["id"])).exit_code == 0
    assert json.loads(office.command("decisions", "kelahiran_uji", "--json").stdout) == []
    assert office.command("decisions", "kelahiran_uji", "--withdraw", str(listed["id"])).exit_code == 2
    assert AcceptedDecision.objects.get().withdrawn_at
    assert decisions.accept(contract, proposals, "nilai.tidak_dikenal", "petugas") == proposals[:1]
