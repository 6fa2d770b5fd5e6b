"""Cells become values only as their column says; what fits in two ways is a problem."""

# ruff: noqa: DTZ001 - times of deliveries are local, without a zone

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import BIRTHS, altered

from sources.contract import Column
from sources.values import alike, blank, plain, read

NBSP, THIN = "\u00a0", "\u2009"


def column(kind: str = "integer", **changes: Any) -> Column:
    """A column of its own; ``satuan`` is the unit of its measure."""
    satuan = changes.pop("satuan", "Orang")
    fields = BIRTHS.column("jumlah_kelahiran").model_dump(exclude_unset=True)
    measure = {**fields["measure"], "satuan": satuan} if kind in ("integer", "number") else None
    return Column.model_validate(
        {**fields, "type": kind, "measure": measure, "minimum": None, "maximum": None, **changes}
    )


def value(cell: Any, of: Column) -> Any:
    found = read([cell], of)
    assert not found.problems, found.problems
    return found.values[0].as_py()


def problem(cell: Any, of: Column) -> Any:
    found = read([cell], of)
    assert found.values.to_pylist() == [None]
    return found.problems[0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12.0, 12), (12, 12), ("12", 12), (f" 263{NBSP}", 263), ("'263", 263), ("-5", -5), ("−5", -5),
        ("21 575", 21_575), (f"21{NBSP}575", 21_575), (f"1{THIN}234{THIN}567", 1_234_567),
        ("1.170.759", 1_170_759), ("1,170,759", 1_170_759), ("(1.500)", -1_500),
        (None, None), ("", None), (NBSP, None),
    ],
)  # fmt: skip
def test_whole_numbers(cell: Any, expected: int | None) -> None:
    assert value(cell, column()) == expected


@pytest.mark.parametrize(
    ("cell", "rule", "candidate"),
    [
        ("7 52", "angka.tidak_pasti", 752),
        ("1.23", "angka.tidak_pasti", 123),
        ("0.460", "angka.tidak_pasti", 460),
        ("1.234,5", "angka.tidak_pasti", 12_345),
        ("1.234 567", "angka.tidak_pasti", 1_234_567),
        (52.419, "angka.bukan_bulat", 52_419),
        (0.1, "angka.bukan_bulat", 100),
        (1 / 3, "angka.bukan_bulat", None),
        (float("nan"), "angka.bukan_angka", None),
        (float("inf"), "angka.bukan_angka", None),
        (1e17, "angka.tidak_pasti", None),
        ("dua puluh", "angka.bukan_angka", None),
        ("3,51016E+15", "angka.bukan_angka", None),
        ("-", "angka.bukan_angka", None),
        (True, "angka.bukan_angka", None),
        (dt.date(2023, 1, 2), "angka.bukan_angka", None),
    ],
)
def test_what_is_no_certain_whole_number(cell: Any, rule: str, candidate: float | None) -> None:
    found = problem(cell, column())
    assert (found.rule, found.candidate) == (rule, candidate)


@pytest.mark.parametrize(
    ("decimal", "cell", "expected"),
    [
        (",", "3.356.940,38", 3_356_940.38), (",", "-797.270,46", -797_270.46), (",", "140,64", 140.64),
        (",", "1.234", 1234), (".", "0.460", 0.46), (".", "1,234.5", 1234.5), (".", " 41.80", 41.8),
        (None, "12", 12), (None, "1 234", 1234), (None, 0.46, 0.46),
    ],
)  # fmt: skip
def test_decimals_as_declared(decimal: str | None, cell: Any, expected: float) -> None:
    assert value(cell, column("number", decimal=decimal)) == expected


@pytest.mark.parametrize(
    ("decimal", "cell"), [(None, "1.234"), (None, "0,5"), (",", "1.5"), (",", "0.460"), (".", "1,5"), (".", "1.2.3")]
)
def test_decimals_against_the_declaration_are_uncertain(decimal: str | None, cell: str) -> None:
    assert problem(cell, column("number", decimal=decimal)).rule == "angka.tidak_pasti"


def test_dots_and_commas_may_not_alternate_in_one_column() -> None:
    found = read(["1.234", "5,678", "12", 3.0], column())
    assert found.values.to_pylist() == [None, None, 12, 3]
    assert [p.candidate for p in found.problems] == [1234, 5678]
    assert read(["1.234", "5.678"], column()).values.to_pylist() == [1234, 5678]


def test_units_may_stand_in_the_cell_only_where_they_are_the_unit() -> None:
    assert value("Rp 1.500.000", column(satuan="Rupiah")) == 1_500_000
    assert value("12,5%", column("number", decimal=",", satuan="Persen")) == 12.5
    assert value("Rp 1.500.000,-", column(satuan="Rupiah")) == 1_500_000
    assert value("Rp 1.500.000,00", column(decimal=",", satuan="Rupiah")) == 1_500_000
    assert value("1.234 orang", column()) == 1_234
    assert value("1 234 Jiwa", column()) == 1_234
    assert value("12,5 %", column("number", decimal=",", satuan="Persen")) == 12.5
    assert value("3,5 km2", column("number", decimal=",", satuan="Kilometer persegi")) == 3.5
    assert "bersatuan Keluarga, sedangkan kolom ini Orang" in problem("1.234 KK", column()).said
    assert "bersatuan Ribu rupiah" in problem("5 ribu rupiah", column(satuan="Rupiah")).said
    assert problem("1.234 dst", column()).said == "bukan angka"
    assert problem("Rp 5 orang", column()).said == "bukan angka"
    assert problem("Rp 1.500", column()).rule == "angka.bukan_angka"
    assert problem("12%", column()).rule == "angka.bukan_angka"


def test_null_marks_mean_what_the_contract_says() -> None:
    marks = column(nulls={"-": "nol", "...": "belum_tersedia", "999": "tidak_ada"})
    assert read(["-", f" -{NBSP}", "...", "", 999.0, 5], marks).values.to_pylist() == [0, 0, None, None, None, 5]
    assert problem("–", marks).rule == "angka.bukan_angka"
    assert value("Nihil", column("string", nulls={"nihil": "tidak_ada"})) is None


@given(st.integers(-(10**12), 10**12), st.sampled_from([".", ",", " ", NBSP, THIN, ""]))
def test_grouped_whole_numbers_read_back(number: int, mark: str) -> None:
    assert value(f"{number:,}".replace(",", mark), column()) == number


@given(st.integers(-(10**9), 10**9), st.integers(0, 999_999), st.sampled_from([",", "."]), st.booleans())
def test_declared_decimals_read_back(whole: int, part: int, decimal: str, grouped: bool) -> None:
    mark = "." if decimal == "," else ","
    text = (f"{whole:,}".replace(",", mark) if grouped else str(whole)) + f"{decimal}{part:06d}"
    expected = float(f"{whole}.{part:06d}")
    assert value(text, column("number", decimal=decimal)) == expected


@given(st.text(max_size=20))
def test_any_text_is_read_or_a_problem(text: str) -> None:
    for kind in ("integer", "number", "string", "boolean"):
        assert len(read([text], column(kind)).values) == 1
    assert len(read([text], column("timestamp", formats=["%d %B %Y %H:%M"])).values) == 1


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("%d %B %Y", "03 Juli 2024", dt.date(2024, 7, 3)),
        ("%d %B %Y", "3 Agt 2024", dt.date(2024, 8, 3)),
        ("%d %b %Y", "17 Nopember 2023", dt.date(2023, 11, 17)),
        ("%d %B %Y", "Jumat, 1 Maret 2024", dt.date(2024, 3, 1)),
        ("%d/%m/%Y", "31/12/2023", dt.date(2023, 12, 31)),
        ("%B %Y", "Pebruari 2024", dt.date(2024, 2, 1)),
    ],
)
def test_indonesian_dates(form: str, text: str, expected: dt.date) -> None:
    assert value(text, column("date", formats=[form])) == expected


@pytest.mark.parametrize(
    "cell", ["12/31/2023", "Kemarin, 02:19", "7 jam yang lalu", 45_000.0, "2024", "31 Februari 2024"]
)
def test_other_dates_are_problems(cell: Any) -> None:
    assert problem(cell, column("date", formats=["%d/%m/%Y", "%d %B %Y"])).rule == "tanggal.tidak_dikenal"


def test_a_date_that_two_formats_read_differently_is_a_problem() -> None:
    both = column("date", formats=["%d/%m/%Y", "%m/%d/%Y"])
    assert problem("03/04/2024", both).rule == "tanggal.tidak_dikenal"
    assert value("13/04/2024", both) == dt.date(2024, 4, 13)


def test_true_dates_and_times() -> None:
    date, moment = column("date", formats=["%d/%m/%Y"]), column("timestamp", formats=["%d/%m/%Y %H:%M"])
    assert value(dt.datetime(2024, 5, 1), date) == dt.date(2024, 5, 1)
    assert value(dt.date(2024, 5, 1), date) == dt.date(2024, 5, 1)
    assert value("01/05/2024 13:45", moment) == dt.datetime(2024, 5, 1, 13, 45)
    assert problem(dt.datetime(2024, 5, 1, 13), date).rule == "tanggal.tidak_dikenal"
    assert problem(dt.date(2024, 5, 1), moment).rule == "tanggal.tidak_dikenal"


def test_texts_and_codes() -> None:
    text = column("string")
    assert value(f"  Gunung{NBSP} Gedangan ", text) == "Gunung Gedangan"
    assert value(3_204_252_001.0, text) == "3204252001"
    assert value("'0012", text) == "0012"
    assert problem(dt.date(2024, 1, 2), text).rule == "teks.bukan_teks"
    assert problem(3.5101604990001e18, text).rule == "teks.bukan_teks"
    sex = BIRTHS.column("jenis_kelamin")
    assert read(["L", " perempuan"], sex).values.to_pylist() == ["Laki-laki", "Perempuan"]
    found = problem("Prempuan", sex)
    assert found.rule == "nilai.tidak_dikenal"
    assert "'Perempuan'" in found.hint


def test_codes_of_numbers() -> None:
    month = column(codes={"1": ["Januari"], "2": ["Pebruari", "Februari"]})
    assert read(["Januari", "februari"], month).values.to_pylist() == [1, 2]


def test_yes_and_no() -> None:
    assert read(["Ya", "tidak", True, "TRUE"], column("boolean")).values.to_pylist() == [True, False, True, True]
    assert problem("√", column("boolean")).rule == "nilai.tidak_dikenal"
    ticks = column("boolean", codes={"ya": ["√", "v", "Ada"], "tidak": ["-"]})
    assert read(["√", "V", "ada", "-"], ticks).values.to_pylist() == [True, True, True, False]


def test_equal_cells_of_other_types_are_not_confused() -> None:
    assert read([1, True, 1.0], column()).values.to_pylist() == [1, None, 1]


def test_small_helpers() -> None:
    assert plain(12.0) == "12"
    assert blank(NBSP)
    assert not blank(0)
    assert alike("Kelurahn", ["Kelurahan", "Jumlah"]) == "Kelurahan"
    assert alike("xyz", ["Kelurahan"]) is None
    assert altered(BIRTHS).columns == BIRTHS.columns


@pytest.mark.parametrize(
    ("cell", "of", "meant"),
    [
        ("1.234*", column(), 1_234),
        ("1.234 *)", column(), 1_234),
        ("1.234r", column(), 1_234),
        ("1.234 xx", column(), 1_234),
        ("1.234\u00b9", column(), 1_234),
        ("12,5e", column("number", decimal=","), 12.5),
        ("Perempuan 1)", column("string", codes={"P": ["Perempuan"]}), "P"),
        ("Perempuan*", column("string", codes={"P": ["Perempuan"]}), "P"),
    ],
)
def test_a_footnote_mark_is_told_and_not_loaded(cell: str, of: Column, meant: Any) -> None:
    found = read([cell], of)
    assert (found.values.to_pylist(), found.problems) == ([meant], ())
    assert [remark.rule for remark in found.remarks] == ["isian.bertanda"]


@pytest.mark.parametrize("cell", ["1.2341)", "12 3)", "1.234 a", "1.23*", "*", "r"])
def test_what_may_be_a_digit_is_no_footnote_mark(cell: str) -> None:
    assert read([cell], column()).problems


def test_the_longest_number() -> None:
    assert value(str(2**53), column()) == 2**53
    assert problem("9" * 19, column()).rule == "angka.tidak_pasti"
    assert problem("9" * 400, column()).candidate is None
