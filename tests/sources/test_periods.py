"""Periods, and what titles say about them."""

import pytest

from sources.periods import Period, contradicts


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Jumlah Penduduk Tahun 2024", "2025"),
        ("Penduduk Semester II 2025", "2025-S1"),
        ("Penduduk Smt. 2 Tahun 2025", "2025-S1"),
        ("Realisasi Triwulan II 2025", "2025-Q3"),
        ("Realisasi TW I 2025", "2025-Q2"),
        ("Realisasi TW.IV", "2025-Q1"),
        ("Realisasi Triwulan I-II 2025", "2025-Q3"),
        ("Realisasi TW I dan TW III 2025", "2025-Q2"),
        ("Aduan Bulan Agustus 2025", "2025-07"),
        ("Aduan Agt 2025", "2025-07"),
        ("Aduan Nopember 2025", "2025-07"),
        ("Kunjungan Januari s.d. Juni 2025", "2025-07"),
        ("Kunjungan Januari - Maret 2025", "2025-Q2"),
        ("Realisasi Triwulan III 2025", "2025-S1"),
        ("Realisasi Triwulan III 2025", "2025-01"),
        ("Jumlah Siswa Tahun Ajaran 2022/2023", "2024"),
        ("Jumlah Siswa Tahun Pelajaran 2022/23", "2024"),
        ("APBD TA 2024", "2025"),
    ],
)
def test_a_title_of_another_period(title: str, period: str) -> None:
    assert contradicts(title, Period.parse(period))


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Jumlah Penduduk", "2025"),
        ("Jumlah Penduduk Tahun 2024 dan 2025", "2025"),
        ("Penduduk Semester I dan II 2025", "2025-S2"),
        ("Realisasi Triwulan I s/d III 2025", "2025-Q2"),
        ("Realisasi Triwulan I - IV 2025", "2025-Q2"),
        ("Realisasi Triwulan III 2025", "2025-S2"),
        ("Realisasi Triwulan III 2025", "2025-08"),
        ("Realisasi Triwulan III 2025", "2025"),
        ("Kunjungan Januari sampai dengan Desember 2025", "2025-07"),
        ("Kunjungan Juni 2025 - Agustus 2025", "2025-07"),
        ("Aduan Juli 2025", "2025-07"),
        # Dates are days of counting or printing.
        ("Aduan, dicetak 3 Agustus 2025", "2025-07"),
        ("Jumlah Siswa Tahun Ajaran 2022/2023", "2022"),
        ("Jumlah Siswa Tahun Ajaran 2022/2023", "2023"),
        ("Jumlah Siswa T.A. 2022/23", "2023"),
        ("APBD TA 2025", "2025"),
        # Words that only look like names of months and quarters.
        ("Juni Jaya dan Twin Tower 2025", "2025-06"),
        ("Desa Seputih, tw 2025", "2025-Q1"),
        ("Penduduk per Kec/Des 2025", "2025-S1"),
        ("Penduduk Kec. Giri Des. Jambesari", "2025-S1"),
    ],
)
def test_a_title_that_fits_or_says_nothing(title: str, period: str) -> None:
    assert not contradicts(title, Period.parse(period))


@pytest.mark.parametrize(
    ("text", "meant"), [("2025", "2025"), ("2025-s2", "2025-S2"), ("2025-TW3", "2025-Q3"), ("2025-07", "2025-07")]
)
def test_spellings(text: str, meant: str) -> None:
    assert str(Period.parse(text)) == meant


@pytest.mark.parametrize("text", ["", "2025-13", "25", "2025-S3", "2025-Q5", "Juli 2025"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="tidak dikenal"):
        Period.parse(text)


def test_the_last_day_and_the_period_before() -> None:
    assert str(Period.parse("2024-02").end) == "2024-02-29"
    assert str(Period.parse("2025-Q1").previous) == "2024-Q4"
