"""`jalandata check`: the verdict of a real delivery, in JSON as promised, and nothing left behind."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import kota
import pytest
import sheets
from office import Intake

from ledger.models import Delivery

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/check.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", "kelahiran_uji", "kematian_uji"))


def checked(office: Intake, *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON, which must be as its schema says."""
    done = office.command("check", *arguments, "--json")
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    return done.exit_code, found


def broken(path: Path) -> Path:
    rows = sheets.births()
    rows[2][1] = "banyak"
    return sheets.workbook(path, rows)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_good_file_and_nothing_is_left_behind(office: Intake, tmp_path: Path) -> None:
    path = kota.births(tmp_path / "kiriman.xlsx")
    code, found = checked(office, path, "-d", "kelahiran_uji", "-p", "2023")
    assert (code, found) == (0, {"verdict": "accepted", "rows": 36, "findings": [], "comparison": None})
    assert not office.settings.home.exists()


def test_findings_stop_it(office: Intake, tmp_path: Path) -> None:
    code, found = checked(office, broken(tmp_path / "kiriman.xlsx"), "-d", "kelahiran_uji", "-p", "2023")
    assert (code, found["verdict"], found["rows"]) == (1, "rejected", 0)
    assert "angka.bukan_angka" in {item["rule"] for item in found["findings"]}


def test_a_draft_is_checked_against_but_nothing_is_delivered_for_it(office: Intake, tmp_path: Path) -> None:
    (contract,) = (tmp_path / "tenant").rglob("kelahiran_uji.odcs.yaml")
    agreed = contract.read_text(encoding="utf-8")
    contract.write_text(agreed.replace("status: active", "status: draft"), encoding="utf-8")
    path = kota.births(tmp_path / "kiriman.xlsx")
    assert checked(office, path, "-d", "kelahiran_uji", "-p", "2023")[0] == 0
    done = office.command("deliver", path, "-d", "kelahiran_uji", "-p", "2023", "--json")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["state"]) == (2, "ditolak")
    assert answer["finding"]["rule"] == "kiriman.kontrak_rancangan"
    assert "jalandata check" in answer["finding"]["suggestion"]


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("-d", "tidak_ada", "-p", "2023"), "kiriman.dataset_tidak_dikenal"),
        (("-d", "kelahiran_uji", "-p", "2023-S1"), "kiriman.periode"),
        (("-d", "kelahiran_uji"), "periode.tidak_pasti"),
    ],
)
def test_wrong_use(office: Intake, tmp_path: Path, arguments: tuple[str, ...], rule: str) -> None:
    code, found = checked(office, kota.births(tmp_path / "kiriman.xlsx"), *arguments)
    assert (code, found["findings"][-1]["rule"]) == (2, rule)
    assert found["findings"][-1]["suggestion"]


def test_what_is_no_table_cannot_be_checked(office: Intake, tmp_path: Path) -> None:
    (tmp_path / "surat.xlsx").write_bytes(b"%PDF-1.7 bukan tabel")
    code, found = checked(office, tmp_path / "surat.xlsx", "-d", "kelahiran_uji", "-p", "2023")
    assert (code, found["findings"][0]["rule"]) == (2, "berkas.jenis_tidak_dikenal")


def test_marks_of_direction_are_told_and_change_no_name(office: Intake, tmp_path: Path) -> None:
    rows = sheets.births()
    rows[2][0] = f"\u202e{rows[2][0]}\u200f"
    path = sheets.workbook(tmp_path / "kiriman.xlsx", rows)
    code, found = checked(office, path, "-d", "kelahiran_uji", "-p", "2023")
    assert (code, [item["rule"] for item in found["findings"]]) == (0, ["teks.pembalik_arah"])


def test_the_period_may_be_in_the_files_name(office: Intake, tmp_path: Path) -> None:
    path = kota.births(tmp_path / "Kelahiran Tahun 2023.xlsx")
    code, found = checked(office, path, "-d", "kelahiran_uji")
    (said,) = found["findings"]
    assert (code, said["rule"], said["severity"]) == (0, "periode.ditebak", "info")
    assert "nama berkas: Tahun 2023 (2023)" in said["message"]


def test_it_knows_what_was_delivered_and_records_nothing(office: Intake, tmp_path: Path) -> None:
    assert office.delivers(kota.births(tmp_path / "a.xlsx"), "kelahiran_uji", "2022").state == "lolos"
    assert office.delivers(kota.births(tmp_path / "b.xlsx", 2), "kelahiran_uji", "2023").state == "lolos"
    code, found = checked(office, kota.births(tmp_path / "c.xlsx", 10), "-d", "kelahiran_uji", "-p", "2023")
    assert code == 1
    assert {item["rule"] for item in found["findings"]} == {"riwayat.skala"}
    assert found["comparison"] == {"added": 0, "changed": 36, "removed": 0}
    code, found = checked(office, kota.births(tmp_path / "d.xlsx", 2), "-d", "kematian_uji", "-p", "2023")
    assert {item["rule"]: item["severity"] for item in found["findings"]} == {"salinan.dataset_lain": "hold"}
    assert Delivery.objects.count() == 2


def test_people_read_a_table(office: Intake, tmp_path: Path) -> None:
    done = office.command("check", broken(tmp_path / "kiriman.xlsx"), "-d", "kelahiran_uji", "-p", "2023")
    assert done.exit_code == 1
    assert "DITOLAK" in done.stdout
    assert "B3" in done.stdout


@pytest.mark.parametrize("name", ["temuan.xlsx", "temuan.html"])
def test_reports(office: Intake, tmp_path: Path, name: str) -> None:
    path = broken(tmp_path / "kiriman.xlsx")
    before = path.read_bytes()
    office.command("check", path, "-d", "kelahiran_uji", "-p", "2023", "--report", tmp_path / name)
    assert (tmp_path / name).stat().st_size > 1000
    assert path.read_bytes() == before


@pytest.mark.parametrize(("name", "warned"), [("temuan.xlsx", True), ("temuan.html", False)])
def test_a_copy_that_holds_personal_data_is_not_to_be_passed_on(
    office: Intake, tmp_path: Path, name: str, warned: bool
) -> None:
    rows = sheets.births()
    rows[2][0] = "NIK 3510161204990001"
    path = sheets.workbook(tmp_path / "kiriman.xlsx", rows)
    done = office.command("check", path, "-d", "kelahiran_uji", "-p", "2023", "--report", tmp_path / name)
    assert ("Jangan teruskan" in done.stderr) == warned


def test_a_copy_without_personal_data_may_be_passed_on(office: Intake, tmp_path: Path) -> None:
    path, target = broken(tmp_path / "kiriman.xlsx"), tmp_path / "temuan.xlsx"
    done = office.command("check", path, "-d", "kelahiran_uji", "-p", "2023", "--report", target)
    assert "Laporan: " in done.stderr
    assert "Jangan teruskan" not in done.stderr


def test_the_page_shows_what_stands_around_a_bad_cell(office: Intake, tmp_path: Path) -> None:
    path, target = broken(tmp_path / "kiriman.xlsx"), tmp_path / "temuan.html"
    office.command("check", path, "-d", "kelahiran_uji", "-p", "2023", "--report", target)
    page = target.read_text(encoding="utf-8")
    assert "Cuplikan lembar Sheet1" in page
    assert '<td class="wrong">banyak</td>' in page
    assert f"<td>{sheets.births()[2][0]}</td>" in page


def test_what_passes_is_told_how_to_be_sent(office: Intake, tmp_path: Path) -> None:
    path = kota.births(tmp_path / "kelahiran tahun 2023.xlsx")
    done = office.command("check", path, "-d", "kelahiran_uji")
    assert f"jalandata deliver '{path}' -d kelahiran_uji -p 2023" in done.stdout


def test_a_report_of_another_kind_is_refused(office: Intake, tmp_path: Path) -> None:
    path = kota.births(tmp_path / "kiriman.xlsx")
    done = office.command("check", path, "-d", "kelahiran_uji", "-p", "2023", "--report", tmp_path / "temuan.pdf")
    assert done.exit_code == 2
    assert "temuan.xlsx" in done.stderr
