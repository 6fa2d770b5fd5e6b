"""The gate judges exactly the bytes it is given, says every broken rule, and survives what it cannot judge."""

import dataclasses
import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import example
import pyarrow as pa
import pytest

from quality.gate import Gate, GateError, GateResult, Subject


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def gate(home: Path) -> Iterator[Gate]:
    with Gate(home) as gate:
        yield gate


def subject(folder: Path, table: list[dict[str, Any]] | None = None, **changes: Any) -> Subject:
    csv, parquet = example.export(folder, example.rows() if table is None else table)
    contract = example.contract(folder / "contracts", **changes)
    return Subject(contract, example.tenant(folder), 7, csv, parquet, ("2025-S1",))


def changed(**values: Any) -> list[dict[str, Any]]:
    first, *others = example.rows()
    return [first | values, *others]


def broken(result: GateResult) -> set[str]:
    return {check.name for check in result.checks if not check.passed}


def test_a_good_table_passes_and_the_verdict_is_bound_to_its_bytes(gate: Gate, tmp_path: Path) -> None:
    good = subject(tmp_path)
    result = gate.judge(good)
    sha256 = hashlib.sha256(good.csv.read_bytes()).hexdigest()
    assert (result.passed, result.findings, result.rows) == (True, (), 6)
    assert (result.dataset, result.snapshot, result.content_sha256) == ("penduduk", 7, sha256)
    assert result.covers(good.contract, 7, sha256)
    assert not result.covers(good.contract, 8, sha256)
    assert not result.covers(good.contract, 7, "0" * 64)
    assert not result.covers(example.contract(tmp_path / "other", version="1.0.1"), 7, sha256)
    assert not dataclasses.replace(result, passed=False).covers(good.contract, 7, sha256)
    assert GateResult.from_dict(result.as_dict()) == result


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"jumlah": -1}, "rentang:jumlah"),
        ({"jumlah": 1_000_001}, "rentang:jumlah"),
        ({"jumlah": None}, "wajib:jumlah"),
        ({"jumlah": 4}, "kerahasiaan.sel_kecil"),
        ({"jenis_kelamin": "X"}, "kode:jenis_kelamin"),
        ({"jenis_kelamin": "P"}, "kunci.unik"),
        ({"kode_wilayah": "3510.01"}, "pola:kode_wilayah"),
        ({"kode_wilayah": "71.72.01"}, "metadata.benar"),
        ({"kode_kecamatan": "351001 "}, "pola:kode_kecamatan"),
        ({"nama_kecamatan": None}, "wajib:nama_kecamatan"),
        ({"satuan": "Jiwa"}, "kode:satuan"),
        ({"periode": "2025"}, "pola:periode"),
        ({"periode": "2024-S2", "tahun": 2024}, "metadata.benar"),
        ({"tahun": 2024}, "metadata.benar"),
    ],
)
def test_each_rule_bites_on_one_wrong_cell(gate: Gate, tmp_path: Path, values: dict[str, Any], rule: str) -> None:
    result = gate.judge(subject(tmp_path, changed(**values)))
    assert not result.passed
    assert rule in broken(result)
    assert all(finding.severity == "blocker" and finding.message and finding.suggestion for finding in result.findings)


def test_a_finding_says_where_and_how_often_without_the_value(gate: Gate, tmp_path: Path) -> None:
    result = gate.judge(subject(tmp_path, changed(jumlah=-98765)))
    finding = next(f for f in result.findings if f.rule == "gerbang.rentang:jumlah")
    assert (finding.column, finding.count, finding.cells) == ("jumlah", 1, ("2025-S1 / 35.10.01 / L",))
    assert "minimum 0, maksimum 1000000" in finding.message
    assert "98765" not in str(result.as_dict())


def test_where_a_whole_table_is_wrong_no_single_row_is_blamed(gate: Gate, tmp_path: Path) -> None:
    result = gate.judge(subject(tmp_path, changed(jumlah=-1) * 10_001))
    finding = next(f for f in result.findings if f.rule == "gerbang.rentang:jumlah")
    assert (finding.count, finding.cells) == (10_001, ())


def test_an_empty_table_does_not_pass(gate: Gate, tmp_path: Path) -> None:
    assert "baris.ada" in broken(gate.judge(subject(tmp_path, [])))


def test_wrong_columns_and_types_do_not_pass(gate: Gate, tmp_path: Path) -> None:
    good = subject(tmp_path)
    turned = example.SCHEMA.set(8, pa.field("jumlah", pa.string()))
    csv, parquet = example.export(
        tmp_path / "text", [row | {"jumlah": str(row["jumlah"])} for row in example.rows()], turned
    )
    as_text = gate.judge(dataclasses.replace(good, csv=csv, parquet=parquet))
    assert "tipe:jumlah" in broken(as_text)
    csv, parquet = example.export(tmp_path / "less", example.rows(), example.SCHEMA.remove(8))
    without = gate.judge(dataclasses.replace(good, csv=csv, parquet=parquet))
    assert {"kolom.urutan", "wajib:jumlah"} <= broken(without)
    assert [f.rule for f in without.findings] == ["gerbang.kolom.urutan"]
    swapped = pa.schema([example.SCHEMA.field(i) for i in (1, 0, *range(2, 12))])
    csv, parquet = example.export(tmp_path / "swapped", example.rows(), swapped)
    assert "kolom.urutan" in broken(gate.judge(dataclasses.replace(good, csv=csv, parquet=parquet)))


@pytest.mark.parametrize(
    "tamper", [("1000", "1002"), ("Orang", ""), ("35.10.01,L", "35.10.01, L"), ("jumlah", "total")]
)
def test_a_csv_that_is_not_the_judged_table_does_not_pass(gate: Gate, tmp_path: Path, tamper: tuple[str, str]) -> None:
    good = subject(tmp_path)
    good.csv.write_text(good.csv.read_text().replace(*tamper, 1))
    result = gate.judge(good)
    assert not result.passed
    assert "salinan.sama" in broken(result)


def test_metadata_that_breaks_the_rules_does_not_pass(gate: Gate, tmp_path: Path) -> None:
    assert "metadata.lengkap" in broken(gate.judge(subject(tmp_path, name="Penduduk Banyuwangi")))


def test_a_hand_written_expectation_is_enforced_with_its_reason(gate: Gate, tmp_path: Path) -> None:
    kwargs = {"column": "jumlah", "min_value": 5000, "max_value": 7000}
    rule = {
        "type": "expect_column_sum_to_be_between",
        "kwargs": kwargs,
        "reason": "Penduduk seluruhnya sekitar enam ribu.",
    }
    assert gate.judge(subject(tmp_path, expectations=[rule])).passed
    result = gate.judge(subject(tmp_path, changed(jumlah=900_000), expectations=[rule]))
    assert broken(result) == {"khusus:1"}
    assert "sekitar enam ribu" in result.findings[0].message


def test_an_unusable_expectation_is_an_error_and_the_gate_goes_on(gate: Gate, tmp_path: Path) -> None:
    rule = {"type": "expect_the_unexpected", "kwargs": {}, "reason": "Tidak ada."}
    with pytest.raises(GateError, match="expect_the_unexpected"):
        gate.judge(subject(tmp_path, expectations=[rule]))
    assert gate.judge(subject(tmp_path)).passed


def test_data_docs_show_the_newest_result_of_each_dataset(gate: Gate, home: Path, tmp_path: Path) -> None:
    gate.judge(subject(tmp_path, changed(jumlah=-98765)))
    gate.judge(subject(tmp_path))
    index = gate.build_docs()
    pages = list((home / "docs" / "site" / "validations" / "penduduk").rglob("*.html"))
    assert "penduduk" in index.read_text()
    assert len(pages) == 1
    results = list((home / "docs" / "results" / "penduduk").rglob("*.json"))
    assert len(results) == 1
    assert "98765" not in results[0].read_text()


def test_a_gate_whose_process_died_says_so(tmp_path: Path) -> None:
    with Gate(tmp_path / "home") as gate:
        os.kill(gate._child.pid, signal.SIGKILL)
        with pytest.raises(GateError, match=r"gate\.log"):
            gate.judge(subject(tmp_path))
