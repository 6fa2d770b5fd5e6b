"""The suite follows the contract: plain rules first, Great Expectations only where it is asked for."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import example
import pytest

from quality.suites import SuiteError, fingerprint, rules, suite
from sources.public import public_table

REASON = "Alasan aturan."


def hand_written(folder: Path, type_: str, **kwargs: Any) -> Any:
    return example.contract(folder, expectations=[{"type": type_, "kwargs": kwargs, "reason": REASON}])


def test_every_public_column_has_a_type_rule_and_every_promise_its_rule(tmp_path: Path) -> None:
    contract = example.contract(tmp_path)
    names = [rule.name for rule in rules(contract)]
    assert names[:3] == ["kolom.urutan", "baris.ada", "kunci.unik"]
    assert {f"tipe:{column.name}" for column in public_table(contract)} <= set(names)
    assert {
        "wajib:jumlah",
        "rentang:jumlah",
        "kode:jenis_kelamin",
        "pola:kode_wilayah",
        "kode:satuan",
        "pola:periode",
    } <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("column", "changes", "rule"),
    [
        ("jumlah", {"unique": True}, "unik:jumlah"),
        ("jenis_kelamin", {"codes": None}, "-kode:jenis_kelamin"),
        ("jumlah", {"required": False}, "-wajib:jumlah"),
        ("jumlah", {"logicalTypeOptions": {"minimum": 1}}, ""),
    ],
)
def test_a_changed_promise_changes_rules_and_fingerprint(
    tmp_path: Path, column: str, changes: dict[str, Any], rule: str
) -> None:
    before, after = example.contract(tmp_path / "a"), example.with_column(tmp_path / "b", column, **changes)
    names = {r.name for r in rules(after)}
    if rule:
        assert (rule.removeprefix("-") in names) is not rule.startswith("-")
    assert fingerprint(before) != fingerprint(after)
    assert fingerprint(before) == fingerprint(example.contract(tmp_path / "c"))


def test_the_suite_holds_one_expectation_per_rule(tmp_path: Path) -> None:
    contract = hand_written(tmp_path, "expect_column_sum_to_be_between", column="jumlah", min_value=1)
    built = suite(contract)
    assert sorted(e.meta["rule"] for e in built.expectations) == sorted(rule.name for rule in rules(contract))


@pytest.mark.parametrize(
    ("type_", "kwargs"),
    [
        ("expect_the_unexpected", {}),
        ("expect_column_sum_to_be_between", {"column": "jumlah", "minimum": 1}),
        ("expect_column_sum_to_be_between", {"min_value": 1}),
        ("expect_column_sum_to_be_between", {"column": "catatan", "min_value": 1}),
        ("expect_column_values_to_be_between", {"column": "jumlah", "min_value": 1, "mostly": 0.9}),
    ],
)
def test_an_expectation_that_cannot_be_used_is_an_error(tmp_path: Path, type_: str, kwargs: dict[str, Any]) -> None:
    with pytest.raises(SuiteError, match=type_):
        suite(hand_written(tmp_path, type_, **kwargs))


def test_rules_cost_no_import_of_great_expectations() -> None:
    program = (
        "import sys, quality.suites, quality.gate; sys.exit(bool({'great_expectations', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False).returncode == 0
