"""The Great Expectations suite of a public table, generated from its contract.

:func:`rules` is plain data and cheap: what is expected of ``open_data.<dataset>`` and how a broken rule is said to an
officer. :func:`suite` turns it into a Great Expectations suite; only that imports the library (seven seconds), so it
belongs in the gate's own process.
"""

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sources.contract import Column, Contract, Expectation
from sources.public import PublicColumn, public_key, public_table, region_column

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations import Expectation as GxExpectation

COLUMNS_RULE = "kolom.urutan"

# Logical types of the contract -> the Python types that Great Expectations sees in an Arrow-backed frame.
_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "date": "date",
    "timestamp": "datetime",
    "boolean": "bool",
}
_CODE_DIGITS = {"kode_provinsi": 2, "kode_kabupaten_kota": 4, "kode_kecamatan": 6, "kode_desa_kelurahan": 10}
_REGION = {
    "provinsi": r"\d\d",
    "kabkota": r"\d\d\.\d\d",
    "kecamatan": r"\d\d\.\d\d\.\d\d",
    "desa": r"\d\d\.\d\d\.\d\d\.\d{4}",
}
_PERIOD = {"year": r"\d{4}", "semester": r"\d{4}-S[12]", "quarter": r"\d{4}-Q[1-4]", "month": r"\d{4}-(0[1-9]|1[0-2])"}


class SuiteError(ValueError):
    """A hand-written expectation of a contract that Great Expectations does not know or cannot use."""


@dataclass(frozen=True)
class Rule:
    """One expectation. ``name`` is stable (``angka.rentang:jumlah``); ``broken`` says what is wrong when it fails and
    ``remedy`` what to do, both in Bahasa Indonesia."""

    name: str
    type: str
    kwargs: dict[str, Any]
    broken: str
    remedy: str
    column: str | None = None


def rules(contract: Contract) -> tuple[Rule, ...]:
    """All expectations of the contract's public table: table rules, then column by column, then hand-written ones."""
    table = public_table(contract)
    by_name = {column.name: column for column in contract.public_columns}
    found = _table_rules(contract, table)
    for public in table:
        found += _shape_rules(contract, public, by_name.get(public.name))
        if column := by_name.get(public.name):
            found += _value_rules(column)
    return (*found, *(_hand_written(number, item) for number, item in enumerate(contract.expectations, start=1)))


def fingerprint(contract: Contract) -> str:
    """sha256 of the rules: changes whenever one of them does."""
    plain = [[rule.name, rule.type, rule.kwargs] for rule in rules(contract)]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def suite(contract: Contract) -> "ExpectationSuite":
    """The Great Expectations suite; each expectation carries its rule's name in ``meta['rule']``.

    Raises :class:`SuiteError` for a hand-written expectation of unknown type, with wrong arguments, with ``mostly``
    (limits are exact) or about a column that is not public.
    """
    from great_expectations import ExpectationSuite

    columns = {column.name for column in public_table(contract)}
    expectations = [_expectation(contract, rule, columns) for rule in rules(contract)]
    return ExpectationSuite(name=contract.id, expectations=expectations, meta={"contract": contract.version})


def _expectation(contract: Contract, rule: Rule, columns: set[str]) -> "GxExpectation":
    from great_expectations.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.registry import get_expectation_impl

    where = f"{contract.id}: expectation {rule.type}"
    try:
        kind = get_expectation_impl(rule.type)
    except ExpectationNotFoundError as error:
        raise SuiteError(f"{where}: Great Expectations does not know it") from error
    if "mostly" in rule.kwargs:
        raise SuiteError(f"{where}: 'mostly' is not allowed, limits are exact")
    if missing := _named_columns(rule.kwargs) - columns:
        raise SuiteError(f"{where}: not columns of the public table: {sorted(missing)}")
    try:
        return kind(**rule.kwargs, meta={"rule": rule.name}, notes=f"{rule.broken} {rule.remedy}")
    except (TypeError, ValueError) as error:
        raise SuiteError(f"{where}: {error}") from error


def _named_columns(kwargs: dict[str, Any]) -> set[str]:
    names = {kwargs[key] for key in ("column", "column_A", "column_B") if isinstance(kwargs.get(key), str)}
    return names | {name for key in ("column_list", "column_set") for name in kwargs.get(key) or ()}


def _table_rules(contract: Contract, table: tuple[PublicColumn, ...]) -> list[Rule]:
    key = list(public_key(contract))
    return [
        Rule(
            COLUMNS_RULE,
            "expect_table_columns_to_match_ordered_list",
            {"column_list": [column.name for column in table]},
            "Kolom tabel publik tidak sama dengan kontrak.",
            "Pengelola data perlu menyesuaikan model atau kontrak dataset.",
        ),
        Rule(
            "baris.ada",
            "expect_table_row_count_to_be_between",
            {"min_value": 1},
            "Tabel publik kosong.",
            "Periksa apakah kiriman sudah dimuat dan tidak seluruhnya tersaring.",
        ),
        Rule(
            "kunci.unik",
            "expect_compound_columns_to_be_unique",
            {"column_list": key, "ignore_row_if": "never"},
            f"Ada baris ganda untuk kombinasi {', '.join(key)}.",
            "Hapus baris ganda pada kiriman, atau gabungkan menjadi satu baris.",
        ),
    ]


def _shape_rules(contract: Contract, public: PublicColumn, column: Column | None) -> list[Rule]:
    """Type, emptiness and form: also of the columns that the warehouse derives."""
    found = [
        _rule(
            "tipe",
            public,
            "expect_column_values_to_be_of_type",
            {"type_": _TYPES[public.type]},
            "bukan bertipe yang dijanjikan",
        )
    ]
    if column is None or column.required:
        found.append(
            _rule("wajib", public, "expect_column_values_to_not_be_null", {}, "ada yang kosong padahal wajib diisi")
        )
    if pattern := _pattern(contract, public, column):
        found.append(
            _rule(
                "pola",
                public,
                "expect_column_values_to_match_regex",
                {"regex": pattern},
                "tidak mengikuti pola yang benar",
            )
        )
    if public.name == "satuan" and column is None:
        units = [item.unit for item in public_table(contract) if item.unit]
        found.append(
            _rule(
                "kode", public, "expect_column_values_to_be_in_set", {"value_set": units}, "bukan satuan pada kontrak"
            )
        )
    return found


def _pattern(contract: Contract, public: PublicColumn, column: Column | None) -> str | None:
    if column is None:
        if digits := _CODE_DIGITS.get(public.name):
            return rf"^\d{{{digits}}}$"
        return rf"^{_PERIOD[contract.period.grain]}$" if public.name == "periode" else None
    if column == region_column(contract) and column.region:
        return f"^{_REGION[column.region.level]}$"
    return column.pattern


def _value_rules(column: Column) -> list[Rule]:
    public = PublicColumn(column.name, column.label, column.description, column.type)
    found = []
    if column.codes:
        codes = {"value_set": sorted(column.codes)}
        found.append(_rule("kode", public, "expect_column_values_to_be_in_set", codes, "di luar daftar kode"))
    if column.type in ("integer", "number"):
        # A number without declared limits must at least be finite: NaN and infinity have no place in a public file.
        low = -sys.float_info.max if column.minimum is None else column.minimum
        high = sys.float_info.max if column.maximum is None else column.maximum
        limits = {"min_value": low, "max_value": high}
        found.append(_rule("rentang", public, "expect_column_values_to_be_between", limits, _outside(column)))
    if column.unique:
        pair = {"column_list": ["periode", column.name], "ignore_row_if": "any_value_is_missing"}
        found.append(
            Rule(
                f"unik:{column.name}",
                "expect_compound_columns_to_be_unique",
                pair,
                f"Kolom {column.label!r}: ada nilai yang berulang dalam satu periode.",
                "Pastikan setiap nilai hanya muncul satu kali per periode.",
                column.name,
            )
        )
    return found


def _outside(column: Column) -> str:
    limits = [f"minimum {_number(column.minimum)}"] if column.minimum is not None else []
    limits += [f"maksimum {_number(column.maximum)}"] if column.maximum is not None else []
    return f"di luar rentang ({', '.join(limits)})" if limits else "bukan angka yang terhingga"


def _number(value: float) -> str:
    return re.sub(r"\.0$", "", f"{value}").replace(".", ",")


def _rule(name: str, public: PublicColumn, type_: str, kwargs: dict[str, Any], problem: str) -> Rule:
    return Rule(
        name=f"{name}:{public.name}",
        type=type_,
        kwargs={"column": public.name, **kwargs},
        broken=f"Kolom {public.label!r}: nilai {problem}.",
        remedy="Perbaiki nilai itu pada berkas asal, lalu kirim ulang.",
        column=public.name,
    )


def _hand_written(number: int, item: Expectation) -> Rule:
    column = item.kwargs.get("column")
    return Rule(
        name=f"khusus:{number}",
        type=item.type,
        kwargs=dict(item.kwargs),
        broken=f"Aturan khusus dataset tidak terpenuhi: {item.reason}",
        remedy="Periksa nilai terkait pada berkas asal, lalu kirim ulang.",
        column=column if isinstance(column, str) else None,
    )
