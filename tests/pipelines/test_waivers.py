"""A hold, its waiver, the second delivery, and what the public reads of it; copies found through the ledger's index."""

from datetime import date, timedelta
from pathlib import Path

import kota
import pytest
from django.db import connection
from office import Intake

from ledger import models
from ledger.models import Delivery
from pipelines.ledgering import lineage, waivers_of

TOMORROW = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011 - as an officer writes it
YESTERDAY = (date.today() - timedelta(days=1)).isoformat()  # noqa: DTZ011


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", "kelahiran_uji", "kematian_uji"))


def waive(office: Intake, *more: str, rule: str = "salinan.dataset_lain", until: str = TOMORROW) -> tuple[int, str]:
    reason = ("--reason", "Kematian bayi dicatat bersama kelahiran")
    done = office.command(
        "waive", "kematian_uji", "-p", "2023", "--rule", rule, *reason, "--until", until, "--by", "walidata", *more
    )
    return done.exit_code, done.output


def test_the_same_numbers_under_another_title_pass_with_a_waiver_only(office: Intake, tmp_path: Path) -> None:
    births = kota.births(tmp_path / "kelahiran.xlsx")
    assert office.delivers(births, "kelahiran_uji").state == "lolos"
    deaths = kota.births(tmp_path / "kematian.xlsx")
    rejected = office.delivers(deaths, "kematian_uji")
    assert rejected.state == "ditolak"
    assert [f.rule for f in rejected.findings.all()] == ["salinan.dataset_lain"]
    assert rejected.fingerprints.count() == 3
    assert not office.workshop.rows_of(rejected.id).exists()

    again = office.receives(deaths, "kematian_uji").finding
    assert again
    assert again.rule == "kiriman.sudah_ada"
    code, said = waive(office)
    assert code == 0
    assert "jalandata deliver" in said
    accepted = office.delivers(deaths, "kematian_uji")
    assert (accepted.state, accepted.rows) == ("lolos_dengan_catatan", 36)
    finding = accepted.findings.get()
    assert (finding.severity, finding.waiver.by) == ("hold", "walidata")
    assert "Kematian bayi dicatat bersama kelahiran" in finding.message

    Delivery.objects.filter(pk=accepted.pk).update(loaded_snapshot=1)
    assert waivers_of(lineage("kematian_uji"), "kematian_uji") == [
        {
            "period": "2023",
            "rule": "salinan.dataset_lain",
            "reason": "Kematian bayi dicatat bersama kelahiran",
            "until": TOMORROW,
        }
    ]


def test_a_wrong_period_that_was_corrected_stops_nobody(office: Intake, tmp_path: Path) -> None:
    births = kota.births(tmp_path / "kelahiran.xlsx")
    assert office.delivers(births, "kelahiran_uji", "2022").state == "lolos"
    held = office.delivers(births, "kelahiran_uji", "2023")
    assert [f.rule for f in held.findings.all()] == ["salinan.tidak_berubah"]
    assert office.delivers(kota.births(tmp_path / "benar.xlsx", 2), "kelahiran_uji", "2022").state == "lolos"
    again = kota.births(tmp_path / "lagi.xlsx")
    assert office.delivers(again, "kelahiran_uji", "2023").findings.count() == 0


def test_a_corrected_mistake_elsewhere_lets_the_same_file_come_again(office: Intake, tmp_path: Path) -> None:
    births = kota.births(tmp_path / "kelahiran.xlsx")
    assert office.delivers(births, "kematian_uji").state == "lolos"
    assert office.delivers(births, "kelahiran_uji").state == "ditolak"
    assert office.delivers(kota.births(tmp_path / "kematian.xlsx", 3), "kematian_uji").state == "lolos"
    assert office.delivers(births, "kelahiran_uji").state == "lolos"


@pytest.mark.parametrize(
    ("rule", "until", "said"),
    [
        ("salinan.dataset_lain", YESTERDAY, "sudah lewat"),
        ("salinan.dataset_lain", "31/12/2026", "2026-12-31"),
        ("isian.wajib", TOMORROW, "harus diperbaiki"),
        ("tidak.ada", TOMORROW, "tidak dikenal"),
    ],
)
def test_waivers_that_cannot_be_given(office: Intake, rule: str, until: str, said: str) -> None:
    code, told = waive(office, rule=rule, until=until)
    assert code == 2
    assert said in told
    office.workshop  # noqa: B018 - points this process at the home's ledger
    assert not models.Waiver.objects.exists()


def test_looking_for_copies_is_one_search_in_an_index(office: Intake) -> None:
    office.workshop  # noqa: B018
    query = (
        models.Fingerprint.objects.filter(digest__in=["a" * 32, "b" * 32])
        .exclude(delivery__dataset="kelahiran_uji", delivery__period="2023")
        .order_by("-delivery_id")
    )
    plan = query.explain()
    assert "USING INDEX ledger_fing_digest" in plan or "USING COVERING INDEX ledger_fing_digest" in plan
    assert "SCAN ledger_fingerprint" not in plan
    assert connection.vendor == "sqlite"
