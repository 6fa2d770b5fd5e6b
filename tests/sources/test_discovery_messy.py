"""Sheets in the disorder in which offices keep them, with invented numbers: each was once read wrong."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import documents
import pytest
from documents import cells, column, only
from sheets import workbook

from sources.discovery import discover
from sources.document import Document, Table

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def found(tmp_path: Path) -> Any:
    def read(rows: Rows, merged: Sequence[str] = ()) -> Document:
        path = workbook(tmp_path / "berkas.xlsx", rows, merged=merged)
        return discover(path, path.name)

    return read


def kinds(table: Table) -> list[str]:
    return [row.kind for row in table.rows]


def paths(table: Table) -> list[tuple[str, ...]]:
    return [row.path for row in table.rows]


# --- labels -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("merged", [[], ["A5:B5"]], ids=["in the first cell", "merged"])
def test_a_total_among_the_row_numbers_is_a_label(found: Any, merged: list[str]) -> None:
    rows = [["No", "Desa", "Rumah"], [1, "Sobo", 12], [2, "Pakis", 30], [3, "Giri", 9], ["JUMLAH", None, 51]]
    document = found(rows, merged)
    table = only(document)
    assert table.rows[-1].values == (None, "JUMLAH", 51)
    assert kinds(table)[-1] == "total"
    assert not documents.findings(document)


def test_a_total_in_the_second_of_two_label_columns(found: Any) -> None:
    rows = [
        ["Kecamatan", "Desa", "Jiwa"],
        ["Giri", "Sobo", 431],
        ["Giri", "Pakis", 402],
        ["Giri", "Jumlah", 833],
        ["Kabat", "Labanasem", 377],
        ["Kabat", "Pondok", 515],
        ["Kabat", "Jumlah", 892],
        ["Total", None, 1725],
    ]
    document = found(rows)
    assert kinds(only(document)) == ["detail", "detail", "subtotal", "detail", "detail", "subtotal", "total"]
    assert not documents.findings(document)


def test_letters_set_apart_are_still_a_total(found: Any) -> None:
    table = only(found([["Kecamatan", "SD"], ["Giri", 51], ["Kabat", 70], ["J U M L A H", 121]]))
    assert kinds(table)[-1] == "total"


def test_row_numbers_of_several_levels_give_paths_and_subtotals(found: Any) -> None:
    rows = [
        ["No", "Uraian", "Anggaran"],
        ["I", "Operasi", 900],
        [1, "Pegawai", 600],
        [2, "Barang", 300],
        ["II", "Modal", 500],
        [1, "Tanah", 200],
        [2, "Gedung", 300],
        [None, "Jumlah", 1400],
    ]
    document = found(rows)
    table = only(document)
    assert kinds(table) == ["subtotal", "detail", "detail", "subtotal", "detail", "detail", "total"]
    assert paths(table)[4] == ("Modal", "Tanah")
    assert cells(table, "A") == ["1", "2", "1", "2"]
    assert not documents.findings(document)


def test_letters_that_head_groups_are_no_header(found: Any) -> None:
    rows = [
        ["NO", "URAIAN", "SATUAN", "JUMLAH"],
        ["A", "PENDIDIKAN", None, None],
        [1, "SD", "Unit", 80],
        [2, "SMP", "Unit", 35],
        ["B", "KESEHATAN", None, None],
        [1, "Puskesmas", "Unit", 45],
    ]
    table = only(found(rows))
    assert table.header_rows == (1,)
    assert paths(table)[-1] == ("KESEHATAN", "Puskesmas")


@pytest.mark.parametrize("heads", [("Kecamatan Giri", "Kecamatan Kabat"), (2023, 2024)], ids=["areas", "years"])
def test_lone_lines_between_numbered_rows_head_them(found: Any, heads: tuple[Any, Any]) -> None:
    rows = [
        ["No", "Destinasi", "Wisnus", "Wisman"],
        [heads[0]],
        [1, "Pantai A", 100, 20],
        [2, "Air Terjun B", 150, 30],
        [heads[1]],
        [1, "Waduk C", 70, 12],
        [2, "Bukit D", 55, 9],
        ["Jumlah", None, 375, 71],
    ]
    table = only(found(rows, ["A2:D2", "A5:D5"]))
    assert paths(table)[2] == (str(heads[0]), "Air Terjun B")
    assert paths(table)[4] == (str(heads[1]), "Waduk C")
    assert paths(table)[-1] == ("Jumlah",)
    assert kinds(table)[-1] == "total"


def test_dashes_stand_under_the_label_before_them(found: Any) -> None:
    rows = [
        ["Uraian", "Orang"],
        ["Guru", 30],
        ["- PNS", 18],
        ["- Honorer", 12],
        ["Siswa", 99],
        ["- L", 50],
        ["- P", 49],
    ]
    table = only(found(rows))
    assert paths(table)[2] == ("Guru", "- Honorer")
    assert kinds(table) == ["subtotal", "detail", "detail", "subtotal", "detail", "detail"]


# --- columns ----------------------------------------------------------------------------------------------------------


def test_kk_counts_families_unless_it_holds_their_numbers(found: Any) -> None:
    counted = only(found([["Desa", "KK"], ["Sobo", 120], ["Pakis", 98], ["Giri", 77]]))
    assert cells(counted, "B") == [120, 98, 77]
    numbered = only(found([["Desa", "KK"], ["Sobo", "9999990101010001"], ["Pakis", "9999990101010002"]]))
    assert column(numbered, "B").type == "text"


def test_row_numbers_with_a_dot_are_kept(found: Any) -> None:
    table = only(found([["No.", "Jenis", "Volume"], ["1.", "Aspal", 120], ["2.", "Beton", 75], ["3.", "Tanah", 12]]))
    assert cells(table, "A") == ["1.", "2.", "3."]


def test_a_percentage_shows_its_decimals_in_the_number_format(found: Any) -> None:
    table = only(found([["Kegiatan", "Capaian"], ["Rapat", "80,25%"], ["Bimtek", "95,50%"]]))
    assert column(table, "B").number_format == "1.234.567,89"


# --- pages ------------------------------------------------------------------------------------------------------------

PAGE_HEAD: Rows = [["No", "Nama Desa", "Rumah", "Jiwa"], ["(1)", "(2)", "(3)", "(4)"]]


def page(first: int) -> list[list[Any]]:
    return [[n, f"Desa {chr(64 + n)}", 100 + n * 7, 400 + n * 13] for n in range(first, first + 5)]


def test_header_column_numbers_and_page_number_of_a_new_page_are_no_rows(found: Any) -> None:
    rows = [["REKAP"], *PAGE_HEAD, *page(1), ["Halaman 1 dari 2"], *PAGE_HEAD, *page(6), ["Halaman 2 dari 2"]]
    document = found(rows)
    table = only(document)
    assert cells(table, "A") == list(range(1, 11))
    assert (table.notes, documents.findings(document)) == ((), ())


def test_a_table_goes_on_below_its_title_on_a_new_page(found: Any) -> None:
    rows = [["REKAP"], *PAGE_HEAD, *page(1), ["- 1 -"], [], ["REKAP"], *PAGE_HEAD, *page(6), ["- 2 -"]]
    assert cells(only(found(rows)), "A") == list(range(1, 11))


def test_tables_of_several_years_stay_apart(found: Any) -> None:
    rows = [row for year in (2022, 2023) for row in ([f"TAHUN {year}"], *PAGE_HEAD, *page(1), [])]
    assert [table.title for table in found(rows).tables] == [("TAHUN 2022",), ("TAHUN 2023",)]


# --- around the table -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", [[], [[]]], ids=["touching", "a blank row between"])
def test_a_letterhead_with_pairs_is_no_form(found: Any, blank: Rows) -> None:
    rows = [
        ["DINAS KESEHATAN"],
        *blank,
        ["Nomor", ":", "440/123/2024"],
        ["Tanggal", ": 3 Juli 2024"],
        *blank,
        ["DAFTAR KASUS"],
        ["No", "Puskesmas", "Kasus", "Meninggal"],
        [1, "Sobo", 12, 0],
        [2, "Kabat", 9, 1],
    ]
    document = found(rows, ["A1:D1"])
    assert document.metadata == {}
    assert only(document).title == ("DINAS KESEHATAN", "Nomor : 440/123/2024", "Tanggal : 3 Juli 2024", "DAFTAR KASUS")


def test_a_form_has_its_colons_in_a_column_of_their_own(found: Any) -> None:
    document = found([["Produsen", ":", "Dinas Contoh"], ["Tahun", ":", 2024]])
    assert document.metadata == {"Produsen": "Dinas Contoh", "Tahun": "2024"}


def test_a_letterhead_of_two_cells_is_no_table(found: Any) -> None:
    rows = [["Nama OPD: Dinas Contoh", None, None, "Form 3B"], ["Tahun: 2024"], [], *PAGE_HEAD, *page(1)]
    assert only(found(rows)).title == ("Nama OPD: Dinas Contoh Form 3B", "Tahun: 2024")


def test_column_numbers_that_say_how_a_column_follows_are_no_row(found: Any) -> None:
    rows = [
        ["NO", "DESA", "L", "P", "JML"],
        [1, 2, 3, 4, "5=3+4"],
        [1, "Sobo", 120, 131, 251],
        [2, "Pakis", 99, 101, 200],
    ]
    assert cells(only(found(rows)), "E") == [251, 200]


def test_averages_that_close_a_table_are_no_data(found: Any) -> None:
    rows = [["Kecamatan", "IPM"], ["Giri", 70.1], ["Kabat", 68.4], ["Licin", 66.0], ["Rata-rata", 68.17]]
    assert kinds(only(found(rows)))[-1] == "total"
    rows = [["Suhu", "Januari"], ["Maksimum", 33.1], ["Minimum", 21.4], ["Rata-rata", 26.9]]
    assert kinds(only(found(rows)))[-1] == "detail"


def test_a_group_written_in_its_first_row_only_is_told_and_given_as_a_path(found: Any) -> None:
    rows = [
        ["No", "Kecamatan", "Desa", "Sapi"],
        [1, "Giri", "Sobo", 12],
        [None, None, "Pakis", 30],
        [None, None, "Jumlah", 42],
        [2, "Kabat", "Labanasem", 9],
        [None, None, "Pondok", 8],
        [None, None, "Jumlah", 17],
        ["Total", None, None, 59],
    ]
    document = found(rows)
    table = only(document)
    assert paths(table)[4] == ("Kabat", "Pondok")
    assert kinds(table) == ["detail", "detail", "subtotal", "detail", "detail", "subtotal", "total"]
    assert documents.found(document, "label.induk_hilang").cells == ("Sheet1!B3", "Sheet1!B6")


def test_times_of_day_are_no_numbers(found: Any) -> None:
    rows = [["Jam", "Tinggi Air (cm)"], ["07.00", 120], ["12.30", 130], ["17.00", 95]]
    assert cells(only(found(rows)), "A") == ["07:00:00", "12:30:00", "17:00:00"]


def test_each_doubled_header_is_told_with_its_columns(found: Any) -> None:
    rows = [["No", "Nama", "L", "Nama", "L"], [1, "TK A", 10, "TK B", 9], [2, "TK C", 11, "TK D", 7]]
    message = documents.found(found(rows), "kepala.kembar").message
    assert "'Nama' dipakai oleh kolom B, D; 'L' dipakai oleh kolom C, E" in message


def test_tables_beside_each_other_with_gaps_and_unequal_heights_keep_their_notes(found: Any) -> None:
    rows = [
        ["Kecamatan", "SD", None, "Bulan", "Kasus"],
        ["Giri", 10, None, "Januari", 100],
        ["Kabat", 20, None, "Februari", 20],
        ["Glagah", 21],
        [],
        ["Licin", 35, None, "Maret", 7],
        ["Songgon", 41, None, "April", 9],
        ["Jumlah", 127, None, "Jumlah", 136],
        [],
        ["Sumber: Dinas A", None, None, "Sumber: Dinas B"],
    ]
    left, right = found(rows).tables
    assert (left.range, right.range) == ("A1:B8", "D1:E8")
    assert kinds(left)[-1] == kinds(right)[-1] == "total"
    assert left.notes == ("Sumber: Dinas A Sumber: Dinas B",)


def test_a_remark_between_rows_is_a_note_and_no_heading(found: Any) -> None:
    rows = [["No", "Desa", "Rumah"], [1, "Sobo", 120], ["*) tanpa dusun X"], [2, "Pakis", 98], [3, "Giri", 77]]
    table = only(found(rows))
    assert table.notes == ("*) tanpa dusun X",)
    assert paths(table) == [(), (), ()]


def test_subtotals_without_a_label_give_no_empty_step(found: Any) -> None:
    rows = [
        ["Desa", "KK", "Jiwa"],
        ["Sobo", 1201, 4310],
        ["Pakis", 1330, 4021],
        [None, 2531, 8331],
        ["Lab", 980, 3770],
        ["Pondok", 1410, 5150],
        [None, 2390, 8920],
    ]
    table = only(found(rows))
    assert kinds(table)[2] == "subtotal"
    assert paths(table)[0] == ("Sobo",)


def test_years_lose_the_marks_that_call_them_provisional(found: Any) -> None:
    table = only(found([["Kecamatan", "2022", "2023*"], ["Giri", 12, 13], ["Kabat", 23, 24], ["*) angka sementara"]]))
    assert [column.name for column in table.columns] == ["Kecamatan", "2022", "2023"]


def test_each_of_many_wrong_subtotals_covers_the_rows_since_the_one_before(found: Any) -> None:
    group = [["Sobo", 40], ["Pakis", 50], ["Jumlah", 91]]
    document = found([["Desa", "Rumah"], *group * 12])
    wrong = [item for item in documents.findings(document) if item.rule == "total.berbeda"]
    assert len(wrong) == 12
    assert all("tertulis 91, rincian 90 (selisih 1)" in item.message for item in wrong)


def test_a_figure_merged_over_rows_is_counted_once(found: Any) -> None:
    rows = [
        ["Kecamatan", "Desa", "Rumah", "Petugas"],
        ["Giri", "Sobo", 12, 3],
        [None, "Pakis", 30, None],
        ["Jumlah", None, 42, 3],
    ]
    document = found(rows, ["A2:A3", "D2:D3"])
    table = only(document)
    assert cells(table, "A") == ["Giri", "Giri"]
    assert cells(table, "D") == [3, None]
    assert not documents.findings(document)
