"""Names of places and of times in the many spellings of offices."""

from pathlib import Path

import pytest
from documents import cells, column, found, only
from making import read, xlsx

from sources.findings import Finding
from sources.region_names import key
from sources.regions import Regions

pattern = pytest.mark.pattern


@pytest.fixture(scope="module")
def banyuwangi() -> Regions:
    return Regions.load("35.10")


def noisy_names(path: Path) -> Path:
    names = ["010. Giri", "05. K a b a t", "Kecamatan Glagah", "KEC. LICIN", "  songgon "]
    return xlsx(
        path, [["Kecamatan", "Balita"], *([name, 10 + n] for n, name in enumerate(names)), ["KAB. BANYUWANGI", 60]]
    )


@pattern(22)
def test_noise_around_a_name_does_not_hide_the_place(tmp_path: Path, banyuwangi: Regions) -> None:
    table = only(read(noisy_names(tmp_path / "balita.xlsx")))
    codes = [banyuwangi.resolve(name, "kecamatan", "name") for name in cells(table, "A")]
    assert codes == ["35.10.17", "35.10.14", "35.10.15", "35.10.24", "35.10.19"]
    assert [row.kind for row in table.rows] == ["detail"] * 5 + ["total"]


def misspelt_names(path: Path) -> Path:
    return xlsx(path, [["Kecamatan", "Balita"], ["Wongsorejo", 10], ["Wongsorejjo", 11], ["Tegalldlimo", 12]])


@pattern(23)
def test_a_misspelt_name_is_suggested_never_taken(tmp_path: Path, banyuwangi: Regions) -> None:
    names = cells(only(read(misspelt_names(tmp_path / "balita.xlsx"))), "A")
    right, *wrong = [banyuwangi.resolve(name, "kecamatan", "name") for name in names]
    assert right == "35.10.18"
    assert all(isinstance(doubt, Finding) for doubt in wrong)
    assert ["Wongsorejo" in wrong[0].suggestion, "Tegaldlimo" in wrong[1].suggestion] == [True, True]  # type: ignore[union-attr]


def roman_numerals(path: Path) -> Path:
    rows = [
        ["Periode", "Semester", "Tahun Anggaran", "Desa", "Realisasi"],
        ["TW I", "Semester I", "TA 2024", "Gunung Bunder I", 10],
        ["Triwulan II", "Semester 1", "TA 2024", "GUNUNG BUNDER 2", 20],
        ["TW 3", "Semester II", "TA 2024", "Cibatok III", 30],
        ["Triwulan IV", "Semester 2", "TA 2024", "CIBATOK 4", 40],
    ]
    return xlsx(path, rows)


@pattern(24)
def test_roman_and_arabic_numerals_are_one(tmp_path: Path) -> None:
    table = only(read(roman_numerals(tmp_path / "realisasi.xlsx")))
    assert cells(table, "A") == ["Q1", "Q2", "Q3", "Q4"]
    assert cells(table, "B") == ["S1", "S1", "S2", "S2"]
    assert cells(table, "C") == ["2024"] * 4
    assert {column(table, letter).type for letter in "ABC"} == {"period"}
    assert key("Gunung Bunder II", "desa") == key("GUNUNG BUNDER 2", "desa")
    assert key("Gunung Bunder I", "desa") != key("GUNUNG BUNDER 2", "desa")


def written_months(path: Path) -> Path:
    rows = [
        ["Bulan", "Diperbarui", "Tanggal", "Berkas"],
        ["Januari", "03 Juli 2024, Pukul 09:15 WIB", "17 Agustus 2024", 1],
        ["Pebruari", "Jumat, 05 Juli 2024, Pukul 13:53 WIB", "2 Nopember 2023", 2],
        ["Agt", "12 Des 2024, Pukul 08:00 WIB", "31/12/2024", 3],
        ["Nop", "01 Okt 2024, Pukul 23:59 WIB", "2024-01-31", 4],
    ]
    return xlsx(path, rows)


@pattern(25)
def test_indonesian_months_and_dates(tmp_path: Path) -> None:
    table = only(read(written_months(tmp_path / "arsip.xlsx")))
    assert cells(table, "A") == ["01", "02", "08", "11"]
    assert cells(table, "B") == [
        "2024-07-03T09:15:00",
        "2024-07-05T13:53:00",
        "2024-12-12T08:00:00",
        "2024-10-01T23:59:00",
    ]
    assert cells(table, "C") == ["2024-08-17", "2023-11-02", "2024-12-31", "2024-01-31"]
    assert [column(table, letter).type for letter in "ABC"] == ["period", "datetime", "date"]


def relative_times(path: Path) -> Path:
    times = ["03/07/2024 09:15", "04/07/2024 13:53", "7 jam yang lalu", "Kemarin, 02:19", "05/07/2024 08:00"]
    return xlsx(path, [["Tiket", "Waktu lapor"], *([f"#91{n}", time] for n, time in enumerate(times))])


@pattern(25)
def test_a_time_relative_to_an_unknown_moment_is_no_time(tmp_path: Path) -> None:
    document = read(relative_times(tmp_path / "aduan.xlsx"))
    assert cells(only(document), "B") == [
        "2024-07-03T09:15:00",
        "2024-07-04T13:53:00",
        None,
        None,
        "2024-07-05T08:00:00",
    ]
    doubt = found(document, "tanggal.tidak_dikenal")
    assert doubt.cells == ("Sheet1!B4", "Sheet1!B5")


def periods(path: Path) -> Path:
    rows = [
        ["Periode", "Tahun Ajaran", "Semester", "Semester ID", "Siswa"],
        ["Semester I 2024", "Tahun Ajaran 2023/2024", 1, "20241", 100],
        ["Semester II 2024", "2024/2025", 2, "20242", 110],
        ["Semester I 2025", "TA 2024/2025", 1, "20251", 120],
    ]
    return xlsx(path, rows)


@pattern(26)
def test_semesters_and_school_years_are_periods(tmp_path: Path) -> None:
    table = only(read(periods(tmp_path / "siswa.xlsx")))
    assert cells(table, "A") == ["2024-S1", "2024-S2", "2025-S1"]
    assert cells(table, "B") == ["2023/2024", "2024/2025", "2024/2025"]
    assert [str(value) for value in cells(table, "D")] == ["20241", "20242", "20251"]
    assert cells(table, "E") == [100, 110, 120]
