"""Spellings and fixes that people accept: proposed, listed, used, and taken back without a trace being lost."""

import json
from pathlib import Path
from typing import Any

import kota
import pytest
import register
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


@pytest.fixture
def clinic(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", register.tenant(tmp_path / "tenant"))


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


def rules(office: Intake, path: Path, *more: str) -> dict[str, Any]:
    """Findings of `check` by their rule."""
    done = office.command("check", path, "-d", register.DATASET, "-p", "2023", "--json", *more)
    return {item["rule"]: item for item in json.loads(done.stdout)["findings"]}


def test_what_people_type_is_proposed_accepted_applied_and_withdrawn(clinic: Intake, tmp_path: Path) -> None:
    path = register.workbook(tmp_path / "maret.xlsx", changes=register.FLAWS)
    wrong = {"wilayah.nama_tidak_dikenal", "nilai.tidak_dikenal", "angka.tidak_pasti", "tanggal.tidak_dikenal"}
    told = clinic.command("check", path, "-d", register.DATASET, "-p", "2023")
    assert told.exit_code == 1
    for rule in wrong:
        assert f"--accept {rule}: " in told.stdout
    assert clinic.delivers(path, register.DATASET).state == "ditolak"

    # The officer accepts while checking, the Walidata after the delivery; the spelling of a name counts everywhere.
    assert rules(clinic, path, "--accept", "angka.tidak_pasti")["keputusan.diterapkan"]["cells"] == [
        "Sheet1!D5", "Sheet1!D6",
    ]  # fmt: skip
    for rule in wrong - {"angka.tidak_pasti"}:
        accepted = clinic.command("accept", register.DATASET, "--rule", rule, "--by", "walidata")
        assert accepted.exit_code == 0, accepted.stderr
        assert "1 saran diterima" in accepted.stdout
    assert "LOLOS maret.xlsx" in accepted.stdout
    assert "Jagalann" in clinic.command("alias", "list").stdout

    delivered = clinic.delivers(path, register.DATASET)
    assert (delivered.state, delivered.rows) == ("lolos", 8)
    assert sorted({finding.rule for finding in delivered.findings.all()}) == ["keputusan.diterapkan", "wilayah.alias"]
    said = " ".join(finding.message for finding in delivered.findings.all())
    assert all(told in said for told in ("'7 52' → 752", "'4 Maret 2023' → 04-03-2023", "'Perempuann' → Perempuan"))

    # The next delivery is read by the same decisions, and no longer once one is withdrawn.
    april = register.workbook(tmp_path / "april.xlsx", month=4, changes={"D2": "1 16", "D4": "2 05"})
    assert set(rules(clinic, april)) == {"keputusan.diterapkan"}
    listed = json.loads(clinic.command("decisions", register.DATASET, "--json").stdout)
    number, column = next((item["id"], item["column"]) for item in listed if item["rule"] == "angka.tidak_pasti")
    label = catalogue(clinic.workshop.tenant.contracts)[register.DATASET].labels[column]
    shown = " ".join(clinic.command("decisions", register.DATASET).stdout.split())
    assert (label in shown, column in shown) == (True, False)
    assert clinic.command("decisions", register.DATASET, "--withdraw", str(number)).exit_code == 0
    assert set(rules(clinic, april)) == {"angka.tidak_pasti"}
    assert clinic.delivers(april, register.DATASET).state == "ditolak"


def test_the_name_of_the_region_above_is_accepted_at_its_own_level(clinic: Intake) -> None:
    clinic.workshop  # noqa: B018 - points this process at the home's ledger
    contract = catalogue(clinic.workshop.tenant.contracts)[register.DATASET]
    above = Decision("wilayah.nama_tidak_dikenal", "kode_wilayah", "Magersarii", "35.76.02")
    assert decisions.accept(contract, [above], "wilayah.nama_tidak_dikenal", "walidata") == [above]
    assert RegionAlias.objects.get().level == "kecamatan"


def test_nothing_to_accept_says_what_could_be(clinic: Intake, tmp_path: Path) -> None:
    path = register.workbook(tmp_path / "maret.xlsx", changes={"D6": "7 52"})
    asked = ("check", path, "-d", register.DATASET, "-p", "2023", "--json", "--accept")
    other = clinic.command(*asked, "nilai.tidak_dikenal")
    assert (other.exit_code, "angka.tidak_pasti" in other.stderr) == (1, True)
    assert json.loads(other.stdout)["verdict"] == "rejected"
    unknown = clinic.command(*asked, "angka.entah")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "tidak dikenal" in unknown.stderr
