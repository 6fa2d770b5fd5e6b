"""Bad input: a clear message in Bahasa Indonesia, exit code 2, a receipt, and nothing else changes."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from town import BANYUWANGI, Town

from ledger.models import Delivery
from pipelines.plan import plan

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def good(folder: Path) -> Path:
    path = folder / "kiriman.xlsx"
    openpyxl.Workbook().save(path)
    return path


def empty(folder: Path) -> Path:
    path = folder / "kosong.xlsx"
    path.touch()
    return path


def truncated(folder: Path) -> Path:
    path = good(folder)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def protected(folder: Path) -> Path:
    path = folder / "bersandi.xlsx"
    path.write_bytes(OLE2 + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512))
    return path


def unknown(folder: Path) -> Path:
    path = folder / "surat.xlsx"
    path.write_bytes(b"%PDF-1.7 bukan tabel")
    return path


def archive(folder: Path) -> Path:
    path = folder / "arsip.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("foto.txt", "bukan tabel")
    return path


@pytest.mark.parametrize(
    ("make", "rule", "said"),
    [
        (empty, "berkas.kosong", "kosong"),
        (truncated, "berkas.rusak", "rusak atau terpotong"),
        (protected, "berkas.bersandi", "kata sandi"),
        (unknown, "berkas.jenis_tidak_dikenal", "bukan tabel"),
        (archive, "berkas.jenis_tidak_dikenal", "bukan tabel"),
    ],
)
def test_unusable_files(town: Town, tmp_path: Path, make: Callable[[Path], Path], rule: str, said: str) -> None:
    receipt = town.deliver(make(tmp_path), "penduduk_desa", "2025-S1")
    assert receipt.finding
    assert receipt.finding.rule == rule
    assert said in receipt.finding.message
    assert receipt.finding.suggestion
    kept = Delivery.objects.get()
    assert (kept.state, kept.findings.get().rule) == ("ditolak", rule)
    assert "penduduk_desa" not in {due.dataset for due in plan(town.workshop, None).datasets}


def test_a_file_above_the_limit_is_refused_before_it_is_kept(town: Town, tmp_path: Path) -> None:
    tenant = tmp_path / "tenant.yaml"
    contracts = BANYUWANGI.parent.parent / "contracts"
    text = BANYUWANGI.read_text().replace("max_delivery_mb: 50", "max_delivery_mb: 1")
    tenant.write_text(text.replace("contracts: ../contracts", f"contracts: {contracts}"))
    large = tmp_path / "besar.csv"
    large.write_bytes(b"a;b\n" * 400_000)
    town = Town(town.settings.home, town.portal, tenant)
    receipt = town.deliver(large, "aduan", "2025-08")
    assert receipt.finding
    assert receipt.finding.rule == "berkas.terlalu_besar"
    assert "1 MB" in receipt.finding.message
    assert not [path for path in (town.settings.storage / "deliveries").rglob("*") if path.is_file()]


def test_the_command_line_says_it_and_exits_with_two(town: Town, tmp_path: Path) -> None:
    wrong = town.command("deliver", str(good(tmp_path)), "-d", "tidak_ada", "-p", "2025", "--json")
    assert wrong.returncode == 2
    answer = json.loads(wrong.stdout)
    assert (answer["state"], answer["finding"]["rule"]) == ("ditolak", "kiriman.dataset_tidak_dikenal")
    period = town.command("deliver", str(good(tmp_path)), "-d", "penduduk_desa", "-p", "2025-07")
    assert period.returncode == 2
    assert "Tulis periode seperti 2025-S1" in " ".join(period.stdout.split())
    missing = town.command("deliver", str(tmp_path / "tidak-ada.xlsx"), "-d", "penduduk_desa", "-p", "2025-S1")
    assert missing.returncode == 2
    town.workshop  # noqa: B018
    assert Delivery.objects.count() == 2


def test_the_same_bytes_twice(town: Town, tmp_path: Path) -> None:
    first = town.deliver(good(tmp_path), "penduduk_desa", "2025-S1")
    again = town.deliver(tmp_path / "kiriman.xlsx", "penduduk_desa", "2025-S1")
    assert first.finding is None
    assert again.finding
    assert again.finding.rule == "kiriman.sudah_ada"
    assert [d.state for d in Delivery.objects.all()] == ["diterima", "sudah_ada"]
    # For another period the same bytes are another delivery.
    assert town.deliver(tmp_path / "kiriman.xlsx", "penduduk_desa", "2025-S2").finding is None


def test_an_identity_number_in_the_file_name_is_refused_and_kept_nowhere(town: Town, tmp_path: Path) -> None:
    number = "3510011204990001"
    path = good(tmp_path).rename(tmp_path / f"data {number}.xlsx")
    receipt = town.deliver(path, "penduduk_desa", "2025-S1")
    assert receipt.finding
    assert receipt.finding.rule == "pribadi.nik"
    kept = [file for file in town.settings.home.rglob("*") if file.is_file()]
    assert kept
    assert not [file for file in kept if number.encode() in file.read_bytes()]
