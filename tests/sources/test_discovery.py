"""Tables of files that nobody described, as an officer would read them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sheets import workbook

from sources.discovery import discover
from sources.document import Column, Document, Table

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def found(tmp_path: Path) -> Any:
    def read(rows: Rows, merged: Sequence[str] = ()) -> Document:
        path = workbook(tmp_path / "berkas.xlsx", rows, merged=merged)
        return discover(path, path.name)

    return read


def only(document: Document) -> Table:
    (table,) = document.tables
    return table


def column(table: Table, letter: str) -> Column:
    return next(column for column in table.columns if column.letter == letter)


def values(table: Table, letter: str) -> list[Any]:
    place = [column.letter for column in table.columns].index(letter)
    return [row.values[place] for row in table.rows]


def kinds(table: Table) -> list[str]:
    return [row.kind for row in table.rows]


def rules(table: Table) -> set[str]:
    return {finding.rule for finding in table.findings}


SCHOOLS: Rows = [
    ["Tabel 1. Jumlah Sekolah"],
    ["No", "Kecamatan", "SD", "SMP"],
    [1, "Giri", 5, 2],
    [2, "Kabat", 7, 3],
    [None, "Jumlah", 12, 5],
    ["Sumber: Dinas Pendidikan"],
]
TEACHERS: Rows = [
    ["Tabel 2. Jumlah Guru"],
    ["No", "Kecamatan", "Laki-laki", "Perempuan", "Jumlah"],
    [1, "Giri", 50, 20, 70],
    [2, "Kabat", 70, 30, 100],
    [3, "Glagah", 7, 3, 10],
    [None, "Jumlah", 127, 53, 180],
]


@pytest.mark.parametrize("between", [[], [[]]], ids=["touching", "a blank row between"])
def test_two_tables_of_one_sheet_keep_their_titles_and_notes(found: Any, between: Rows) -> None:
    first, second = found([*SCHOOLS, *between, *TEACHERS]).tables
    assert (first.title, first.notes) == (("Tabel 1. Jumlah Sekolah",), ("Sumber: Dinas Pendidikan",))
    assert (second.title, second.notes) == (("Tabel 2. Jumlah Guru",), ())
    assert [column.name for column in second.columns] == ["No", "Kecamatan", "Laki-laki", "Perempuan", "Jumlah"]
    assert kinds(first) == ["detail", "detail", "total"]
    assert kinds(second) == ["detail", "detail", "detail", "total"]
    assert not first.findings
    assert not second.findings


def test_tables_side_by_side(found: Any) -> None:
    rows = [
        ["Kecamatan", "Penduduk", None, "Bulan", "Kunjungan"],
        ["Giri", 10, None, "Januari", 100],
        ["Kabat", 20, None, "Februari", 200],
        ["Glagah", 30, None, "Maret", 300],
        ["Total", 60, None, "April", 400],
    ]
    left, right = found(rows).tables
    assert (left.range, right.range) == ("A1:B5", "D1:E5")
    assert kinds(left)[-1] == "total"
    assert values(right, "D") == ["01", "02", "03", "04"]


def test_letterhead_column_numbers_and_signature(found: Any) -> None:
    rows = [
        ["PEMERINTAH KABUPATEN BANYUWANGI"],
        ["DINAS PERTANIAN"],
        ["LAPORAN PRODUKSI PADI TRIWULAN I 2024"],
        [],
        ["NO", "KECAMATAN", "LUAS (Ha)", "PRODUKSI (Ton)", "KET"],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, "Giri", "1.234,5", "6.789", None],
        [2, "Kabat", "987,25", "5.432", "baik"],
        [3, "Glagah", "1.000", "4.321", None],
        [None, "JUMLAH", "3.221,75", "16.542", None],
        [],
        ["Sumber: Dinas Pertanian, 2024"],
        [],
        [None, None, None, "Banyuwangi, 5 April 2024"],
        [None, None, None, "Kepala Dinas Pertanian"],
        [None, None, None, "Ir. NAMA REKAAN, M.Si"],
        [None, None, None, "NIP. 19700101 199503 1 001"],
    ]
    table = only(found(rows, ["A1:E1", "A2:E2", "A3:E3"]))
    assert table.title[-1] == "LAPORAN PRODUKSI PADI TRIWULAN I 2024"
    assert (table.header_rows, [row.row for row in table.rows]) == ((5,), [7, 8, 9, 10])
    assert values(table, "C") == [1234.5, 987.25, 1000, 3221.75]
    assert values(table, "D") == [6789, 5432, 4321, 16542]
    assert (column(table, "C").unit, column(table, "D").unit) == ("Ha", "Ton")
    # Signatures name people: they are nowhere in what was read.
    assert table.notes == ("Sumber: Dinas Pertanian, 2024",)
    assert "REKAAN" not in str(table)


SIGNED = [None, None, None, "Banyuwangi, 3 Januari 2025"], [None, None, None, "Kepala Dinas Kesehatan"]
SIGNER = [None, None, None, "dr. NAMA REKAAN"]


@pytest.mark.parametrize(
    "foot",
    [
        [[], ["Sumber: Dinas Kesehatan"], *SIGNED, SIGNER],
        [[], ["Sumber: Dinas Kesehatan"], [], *SIGNED, SIGNER],
        [[], ["Sumber: Dinas Kesehatan", *SIGNED[0][1:]], SIGNED[1], SIGNER],
        [[], *SIGNED, ["Sumber: Dinas Kesehatan", *SIGNER[1:]]],
        [[], *SIGNED, SIGNER, [], ["Sumber: Dinas Kesehatan"]],
        [["Sumber: Dinas Kesehatan"], *SIGNED, SIGNER],
    ],
)
def test_a_signature_takes_no_note_with_it(found: Any, foot: Rows) -> None:
    rows = [
        ["No", "Kecamatan", "L", "P"],
        [1, "Pesanggaran", 10, 12],
        [2, "Siliragung", 20, 23],
        [3, "Bangorejo", 30, 31],
        [None, "Jumlah", 60, 66],
    ]
    table = only(found([*rows, *foot]))
    assert table.notes == ("Sumber: Dinas Kesehatan",)
    assert [row.row for row in table.rows] == [2, 3, 4, 5]
    assert "REKAAN" not in str(table)


def test_three_header_rows_without_repeated_texts(found: Any) -> None:
    rows = [
        ["LAPORAN REALISASI KEGIATAN"],
        ["Kode", "Program/Kegiatan", "Pagu", "Triwulan I", None, "Triwulan II", None],
        [None, None, None, "Target", None, "Target", None],
        [None, None, None, "K", "Rp", "K", "Rp"],
        ["2.16.02", "Program A", None, None, None, None, None],
        ["2.16.02.2.01", "Kegiatan A1", "1.500.000.000", 10, "150.000.000", 20, "300.000.000"],
        ["2.16.02.2.02", "Kegiatan A2", "500.000.000", 5, "25.000.000", 15, "75.000.000"],
        [None, "Jumlah", "2.000.000.000", None, "175.000.000", None, "375.000.000"],
    ]
    table = only(found(rows, ["A2:A4", "B2:B4", "C2:C4", "D2:E2", "F2:G2", "D3:E3", "F3:G3"]))
    assert [column.path for column in table.columns][3:] == [
        ("Triwulan I", "Target", "K"),
        ("Triwulan I", "Target", "Rp"),
        ("Triwulan II", "Target", "K"),
        ("Triwulan II", "Target", "Rp"),
    ]
    assert kinds(table) == ["detail", "detail", "detail", "total"]
    assert table.rows[1].path == ("Program A", "Kegiatan A1")


def test_accounts_above_others_are_subtotals(found: Any) -> None:
    rows = [
        ["Kode", "Uraian", "Anggaran", "Realisasi"],
        ["4", "PENDAPATAN", 1500, 1400],
        ["4.1", "Pendapatan Asli Desa", 500, 400],
        ["4.1.1", "Hasil Usaha", 300, 250],
        ["4.1.2", "Hasil Aset", 200, 150],
        ["4.2", "Transfer", 1000, 1000],
        ["4.2.1", "Dana Desa", 1000, 1000],
        ["5", "BELANJA", 1200, 1100],
        ["5.1", "Bidang A", 700, 600],
        ["5.2", "Bidang B", 500, 500],
    ]
    table = only(found(rows))
    assert Counter(kinds(table)) == {"detail": 5, "subtotal": 4}
    assert table.rows[2].path == ("PENDAPATAN", "Pendapatan Asli Desa", "Hasil Usaha")


def test_sums_decide_what_a_dot_means(found: Any) -> None:
    rows = [
        ["Destinasi", "Jan", "Feb"],
        ["Pantai A", 10, 20],
        ["Pantai B", "1.000", "2.500"],
        ["Jumlah", "1.010", "2.520"],
    ]
    table = only(found(rows))
    assert values(table, "B") == [10, 1000, 1010]
    assert "dibuktikan oleh baris jumlah" in column(table, "B").decision
    assert not table.findings


def test_a_dot_that_nothing_decides_is_no_number(found: Any) -> None:
    rows = [["Pos", "Hasil"], ["Utara", "52.419"], ["Selatan", "31.200"], ["Timur", "18.544"]]
    table = only(found(rows))
    assert values(table, "B") == [None, None, None]
    (finding,) = table.findings
    assert (finding.rule, finding.severity, finding.count) == ("angka.tidak_pasti", "blocker", 3)
    assert "52419" in finding.suggestion


def test_a_count_is_read_as_one_and_said_to_be_unproven(found: Any) -> None:
    rows = [["Kecamatan", "Jumlah Penduduk"], ["Giri", "52.419"], ["Kabat", "31.200"], ["Glagah", "18.544"]]
    table = only(found(rows))
    assert values(table, "B") == [52419, 31200, 18544]
    assert rules(table) == {"angka.belum_terbukti"}


def test_a_wrong_total_is_told_with_both_numbers(found: Any) -> None:
    rows = [["Kecamatan", "SD", "SMP"], ["Giri", 50, 20], ["Kabat", 70, 30], ["Jumlah", 121, 50]]
    table = only(found(rows))
    assert kinds(table)[-1] == "total"
    (finding,) = table.findings
    assert (finding.rule, finding.cell) == ("total.berbeda", "B4")
    assert "tertulis 121, rincian 120" in finding.message


def test_periods_in_one_spelling(found: Any) -> None:
    rows = [
        ["Tahun Ajaran", "Semester", "Triwulan", "Tanggal", "Siswa"],
        ["2022/2023", "Semester I", "TW I", "3 Juli 2024", 100],
        ["2022/2023", "Semester II", "TW IV", "17 Agustus 2024", 120],
        ["2023/2024", "Semester I", "TW II", "1 Nopember 2024", 130],
    ]
    table = only(found(rows))
    assert table.rows[1].values == ("2022/2023", "S2", "Q4", "2024-08-17", 120)
    assert [column.type for column in table.columns] == ["period", "period", "period", "date", "integer"]


def test_rows_without_header_are_read_and_said(found: Any) -> None:
    table = only(found([["Giri", 10, 11], ["Kabat", 20, 22], ["Glagah", 30, 33]]))
    assert (table.header_rows, len(table.rows)) == ((), 3)
    assert rules(table) == {"kepala.tidak_ada"}


def test_words_only(found: Any) -> None:
    table = only(found([["Daftar Perumahan"], ["Blok", "Status"], ["A", "aktif"], ["B", "tidak"], ["C", "aktif"]]))
    assert (table.title, len(table.rows)) == (("Daftar Perumahan",), 3)
    assert [column.name for column in table.columns] == ["Blok", "Status"]


def test_an_empty_workbook_says_so(found: Any) -> None:
    document = found([])
    assert document.tables == ()
    assert [finding.rule for finding in document.findings] == ["data.kosong"]
