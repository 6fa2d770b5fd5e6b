"""What is delivered is kept byte for byte, once, and never half."""

import hashlib
from pathlib import Path

import pytest

from sources.deliveries import DeliveryRefused, keep, path_of


def test_bytes_are_kept_under_their_hash(tmp_path: Path) -> None:
    source = tmp_path / "kiriman.xlsx"
    source.write_bytes(b"isi" * 1000)
    receipt = keep(source, "folder/Data Juli.xlsx", tmp_path / "storage", limit_mb=1)
    kept = path_of(tmp_path / "storage", receipt.sha256)
    assert kept.read_bytes() == source.read_bytes()
    assert receipt.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert (receipt.size, receipt.name) == (3000, "Data Juli.xlsx")
    assert kept.stat().st_mode & 0o222 == 0


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"isi")
    first = keep(source, "a", tmp_path / "storage", limit_mb=1)
    inode = path_of(tmp_path / "storage", first.sha256).stat().st_ino
    assert keep(source, "b", tmp_path / "storage", limit_mb=1).sha256 == first.sha256
    assert path_of(tmp_path / "storage", first.sha256).stat().st_ino == inode
    assert len(list((tmp_path / "storage" / "deliveries").iterdir())) == 1


@pytest.mark.parametrize(("size", "rule"), [(0, "berkas.kosong"), (1_000_001, "berkas.terlalu_besar")])
def test_empty_and_too_large_files_are_refused_and_leave_nothing(tmp_path: Path, size: int, rule: str) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"x" * size)
    with pytest.raises(DeliveryRefused) as refused:
        keep(source, "a.csv", tmp_path / "storage", limit_mb=1)
    assert refused.value.finding.rule == rule
    assert "a.csv" in refused.value.finding.message
    assert list((tmp_path / "storage" / "deliveries").iterdir()) == []


def test_a_file_at_the_limit_is_kept(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"x" * 1_000_000)
    assert keep(source, "a", tmp_path / "storage", limit_mb=1).size == 1_000_000
