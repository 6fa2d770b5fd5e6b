"""Where a table begins and what its columns are called."""

from pathlib import Path

import pytest
from documents import blockers, cells, column, found, only
from making import KECAMATAN, read, xlsx

pattern = pytest.mark.pattern


def letterhead(path: Path) -> Path:
    rows = [
        ["PEMERINTAH KABUPATEN BANYUWANGI"],
        ["DINAS SOSIAL, PEMBERDAYAAN PEREMPUAN DAN KELUARGA BERENCANA"],
        [],
        ["Jumlah Penerima Bantuan Menurut Kecamatan, 2024"],
        [],
        ["No", "Kecamatan", "Laki-laki", "Perempuan"],
        *([n, name, 100 + n, 120 + n] for n, name in enumerate(KECAMATAN, 1)),
    ]
    return xlsx(path, rows, merged=["A1:D1", "A2:D2", "A4:D4"])


@pattern(1)
def test_title_and_letterhead_are_the_title_not_the_header(tmp_path: Path) -> None:
    table = only(read(letterhead(tmp_path / "bantuan.xlsx")))
    assert table.header_rows == (6,)
    assert table.range == "A6:D12"
    assert table.title == (
        "PEMERINTAH KABUPATEN BANYUWANGI",
        "DINAS SOSIAL, PEMBERDAYAAN PEREMPUAN DAN KELUARGA BERENCANA",
        "Jumlah Penerima Bantuan Menurut Kecamatan, 2024",
    )
    assert [column.path for column in table.columns] == [("No",), ("Kecamatan",), ("Laki-laki",), ("Perempuan",)]
    assert cells(table, "B") == list(KECAMATAN)


def merged_header(path: Path) -> Path:
    rows = [
        ["Kelurahan", "Penduduk", None, None, None, "Keterangan"],
        [None, 2023, None, 2024, None, None],
        [None, "L", "P", "L", "P", None],
        *([name, 10, 20, 30, 40, "sementara"] for name in KECAMATAN),
    ]
    return xlsx(path, rows, merged=["A1:A3", "B1:E1", "B2:C2", "D2:E2", "F1:F3"])


@pattern(2)
def test_a_merged_header_of_three_rows_becomes_a_path(tmp_path: Path) -> None:
    table = only(read(merged_header(tmp_path / "penduduk.xlsx")))
    assert table.header_rows == (1, 2, 3)
    assert [column.path for column in table.columns] == [
        ("Kelurahan",),
        ("Penduduk", "2023", "L"),
        ("Penduduk", "2023", "P"),
        ("Penduduk", "2024", "L"),
        ("Penduduk", "2024", "P"),
        ("Keterangan",),
    ]
    assert table.columns[3].name == "Penduduk > 2024 > L"
    assert table.rows[0].values == ("Giri", 10, 20, 30, 40, "sementara")


def header_centred_without_merging(path: Path) -> Path:
    """The same header with its upper levels only written into the first cell below them."""
    rows = [
        ["Kecamatan", "2023", None, "2024", None],
        [None, "Rumah", "Sekolah", "Rumah", "Sekolah"],
        *([name, 10, 20, 30, 40] for name in KECAMATAN),
    ]
    return xlsx(path, rows)


@pattern(2)
def test_an_upper_level_counts_for_the_columns_up_to_the_next_one(tmp_path: Path) -> None:
    table = only(read(header_centred_without_merging(tmp_path / "a.xlsx")))
    assert table.header_rows == (1, 2)
    assert [column.name for column in table.columns] == [
        "Kecamatan",
        "2023 > Rumah",
        "2023 > Sekolah",
        "2024 > Rumah",
        "2024 > Sekolah",
    ]


def bilingual(path: Path) -> Path:
    rows = [
        ["Kecamatan \nSubdistrict", "Hak \nMilik\nOwner", "Guna\nBangunan\nBuilding"],
        *([name, 5, 6] for name in KECAMATAN),
    ]
    return xlsx(path, rows)


@pattern(3)
def test_a_bilingual_header_with_line_breaks_is_one_level(tmp_path: Path) -> None:
    table = only(read(bilingual(tmp_path / "tanah.xlsx")))
    assert table.header_rows == (1,)
    assert [len(column.path) for column in table.columns] == [1, 1, 1]
    assert [column.name.split()[0] for column in table.columns] == ["Kecamatan", "Hak", "Guna"]
    assert cells(table, "B") == [5] * 6


def descending_years(path: Path) -> Path:
    return xlsx(path, [["Indikator", 2024, 2023, 2022], ["Rumah layak", 900, 800, 700], ["Rumah susun", 9, 8, 7]])


@pattern(4)
def test_a_year_comes_from_the_header_not_from_the_order(tmp_path: Path) -> None:
    table = only(read(descending_years(tmp_path / "rumah.xlsx")))
    assert table.header_rows == (1,)
    assert [column.name for column in table.columns] == ["Indikator", "2024", "2023", "2022"]
    assert [row.values for row in table.rows] == [("Rumah layak", 900, 800, 700), ("Rumah susun", 9, 8, 7)]


def months_in_two_blocks(path: Path) -> Path:
    months = ["Januari", "Februari", "Maret"]
    rows = [
        ["Bandara", "2023", None, None, "2022", None, None],
        [None, *months, *months],
        ["Banyuwangi", 310, 320, 330, 210, 220, 230],
        ["Notohadinegoro", 11, 12, 13, 1, 2, 3],
    ]
    return xlsx(path, rows, merged=["A1:A2", "B1:D1", "E1:G1"])


@pattern(4)
def test_months_under_two_years_keep_their_year(tmp_path: Path) -> None:
    table = only(read(months_in_two_blocks(tmp_path / "penumpang.xlsx")))
    assert column(table, "C").path == ("2023", "Februari")
    assert column(table, "G").path == ("2022", "Maret")
    assert table.rows[1].values[1:] == (11, 12, 13, 1, 2, 3)


def value_and_unit_pairs(path: Path) -> Path:
    rows = [
        ["NAMA", "SUMUR GALI", None, "LUAS SAWAH", None],
        [None, "NILAI", "SATUAN", "NILAI", "SATUAN"],
        *([name, 10 + n, "unit", 100.5 + n, "Ha"] for n, name in enumerate(KECAMATAN)),
    ]
    return xlsx(path, rows, merged=["A1:A2", "B1:C1", "D1:E1"])


@pattern(5)
def test_the_unit_beside_a_value_belongs_to_it(tmp_path: Path) -> None:
    table = only(read(value_and_unit_pairs(tmp_path / "potensi.xlsx")))
    assert column(table, "B").path == ("SUMUR GALI", "NILAI")
    assert (column(table, "B").unit, column(table, "D").unit) == ("unit", "Ha")
    assert cells(table, "D")[:2] == [100.5, 101.5]


def numbered_columns(path: Path, numbering: list[object]) -> Path:
    rows = [["Kecamatan", "Sekolah", "Murid", "Guru"], numbering, *([name, 3, 300, 30] for name in KECAMATAN)]
    return xlsx(path, rows)


@pattern(8)
@pytest.mark.parametrize("numbering", [["(1)", "(2)", "(3)", "(4)"], [1, 2, 3, 4], ["1", "2", "3", "4"]], ids=str)
def test_a_row_that_numbers_the_columns_is_dropped(tmp_path: Path, numbering: list[object]) -> None:
    table = only(read(numbered_columns(tmp_path / "sekolah.xlsx", numbering)))
    assert [column.name for column in table.columns] == ["Kecamatan", "Sekolah", "Murid", "Guru"]
    assert [row.row for row in table.rows] == [3, 4, 5, 6, 7, 8]
    assert cells(table, "C") == [300] * 6


CUT = "desa_inklusif_penyandang_disabilitas_dan_kelompok_rentan_(lokasi_desa_percontohan)"[:63]


def names_cut_by_a_database(path: Path) -> Path:
    return xlsx(path, [["nama_desa", CUT, CUT], ["Kabat", 3, 4], ["Giri", 5, 6]])


@pattern(41)
def test_columns_whose_names_were_cut_to_the_same_text_stay_two(tmp_path: Path) -> None:
    document = read(names_cut_by_a_database(tmp_path / "geografi.xlsx"))
    table = only(document)
    assert [column.letter for column in table.columns] == ["A", "B", "C"]
    assert (cells(table, "B"), cells(table, "C")) == ([3, 5], [4, 6])
    assert column(table, "B").path == (CUT,)
    assert found(document, "kepala.kembar").severity == "warning"
    assert not blockers(document)
