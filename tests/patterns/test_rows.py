"""Which rows are data, which are sums of it, and what stands below them."""

import json
from pathlib import Path
from typing import Any

import pytest
from documents import cells, column, found, numbers, only, rules
from making import KECAMATAN, read, xlsx

from sources.document import Table

pattern = pytest.mark.pattern


def kinds(table: Table) -> list[str]:
    return [row.kind for row in table.rows]


def with_total(path: Path, label: str | None) -> Path:
    rows = [[name, 10 * n, 7 * n] for n, name in enumerate(KECAMATAN, 1)]
    return xlsx(path, [["Kecamatan", "Masuk", "Keluar"], *rows, [label, 210, 147]])


@pattern(6)
@pytest.mark.parametrize(
    "label", ["Jumlah/Total", "Jumlah           ", "TOTAL", "Semua Umur", "Kabupaten Banyuwangi", "J u m l a h", None]
)
def test_a_total_row_is_known_by_its_sum_whatever_it_is_called(tmp_path: Path, label: str | None) -> None:
    document = read(with_total(tmp_path / "surat.xlsx", label))
    assert kinds(only(document)) == ["detail"] * 6 + ["total"]
    assert "total.berbeda" not in rules(document)


def wrong_total(path: Path) -> Path:
    return xlsx(path, [["Kecamatan", "Masuk"], *([name, 10] for name in KECAMATAN), ["Jumlah", 61]])


@pattern(6)
def test_a_total_row_is_known_by_its_label_where_its_sum_is_wrong(tmp_path: Path) -> None:
    document = read(wrong_total(tmp_path / "surat.xlsx"))
    assert kinds(only(document)) == ["detail"] * 6 + ["total"]
    doubt = found(document, "total.berbeda")
    assert doubt.cell == "B8"
    assert "61" in doubt.message
    assert "60" in doubt.message


def kecamatan_above_their_villages(path: Path) -> Path:
    rows: list[list[Any]] = [["Desa/Kelurahan", "L", "P", "Jumlah"]]
    total = 0
    for n, name in enumerate(KECAMATAN[:3], 1):
        villages = [[f"Desa {letter}", n * k, 2 * n * k, 3 * n * k] for k, letter in enumerate("ABC", 1)]
        rows += [[f"Kecamatan {name}", 6 * n, 12 * n, 18 * n], *villages]
        total += 6 * n
    return xlsx(path, [*rows, ["Kabupaten Banyuwangi", total, 2 * total, 3 * total]])


@pattern(6)
def test_subtotals_above_what_they_sum_are_told_from_the_total(tmp_path: Path) -> None:
    table = only(read(kecamatan_above_their_villages(tmp_path / "desa.xlsx")))
    assert kinds(table) == (["subtotal"] + ["detail"] * 3) * 3 + ["total"]
    assert table.rows[1].path == ("Kecamatan Giri", "Desa A")


def rows_that_only_say_total(path: Path) -> Path:
    """Each row has a unit of its own: nothing adds up, and nothing is wrong with that."""
    rows = [["Total konsumsi (juta rupiah)", 4721.5, 4640.6], ["Jumlah penduduk (jiwa)", 129467, 132183]]
    return xlsx(path, [["Uraian", 2022, 2023], *rows, ["Proporsi (persen)", 69.41, 70.44]])


@pattern(6)
def test_a_label_alone_makes_no_total(tmp_path: Path) -> None:
    document = read(rows_that_only_say_total(tmp_path / "konsumsi.xlsx"))
    assert kinds(only(document)) == ["detail"] * 3
    assert "total.berbeda" not in rules(document)


def average_below_the_total(path: Path) -> Path:
    rows = [[n, name, 5 + n] for n, name in enumerate(KECAMATAN, 1)]
    return xlsx(path, [["No", "Kecamatan", "Balita"], *rows, [None, "TOTAL", 51], [None, "Rata-rata", 8.5]])


@pattern(6)
def test_an_average_below_the_total_is_no_row_of_data(tmp_path: Path) -> None:
    table = only(read(average_below_the_total(tmp_path / "balita.xlsx")))
    assert kinds(table)[:7] == ["detail"] * 6 + ["total"]
    assert sum(cells(table, "C")) == 51


def total_in_the_unit_column(path: Path) -> Path:
    header = [["NAMA", "JUMLAH KK", None], [None, "NILAI", "SATUAN"]]
    rows = [[name, 100 + n, "KK"] for n, name in enumerate(KECAMATAN)]
    return xlsx(path, [*header, *rows, ["TOTAL", None, "1.040"]], merged=["A1:A2", "B1:C1"])


@pattern(7)
def test_a_total_that_slipped_into_the_unit_column_is_found(tmp_path: Path) -> None:
    document = read(total_in_the_unit_column(tmp_path / "kk.xlsx"))
    assert found(document, "kolom.isi_asing").cell == "C9"
    assert cells(only(document), "B") == [100, 101, 102, 103, 104, 105]
    assert column(only(document), "B").unit == "KK"


def with_footer(path: Path) -> Path:
    rows = [
        ["Fasilitas", "Jumlah unit 2023"],
        ["Rumah Sakit 1)", 12],
        ["Puskesmas *", 45],
        ["Posyandu", "2.294r"],
        ["Apotek", "1.120"],
        [],
        ["Sumber: Dinas Kesehatan Kabupaten Banyuwangi"],
        ["Source Url: https://contoh.go.id/tabel/12"],
        ["Catatan:"],
        ["1) Termasuk rumah sakit swasta"],
        ["Access Time: July 17, 2024, 3:55 pm"],
    ]
    return xlsx(path, rows, merged=["A7:B7", "A8:B8", "A10:B10"])


@pattern(9)
def test_footers_become_notes_and_footnote_marks_go(tmp_path: Path) -> None:
    document = read(with_footer(tmp_path / "faskes.xlsx"))
    table = only(document)
    assert table.range == "A1:B5"
    assert cells(table, "A") == ["Rumah Sakit", "Puskesmas", "Posyandu", "Apotek"]
    assert cells(table, "B") == [12, 45, 2294, 1120]
    assert [note.split(":")[0] for note in table.notes] == [
        "Sumber",
        "Source Url",
        "Catatan",
        "1) Termasuk rumah sakit swasta",
        "Access Time",
    ]


def signed(path: Path) -> Path:
    rows = [
        ["Kecamatan", "Penerima", "Keterangan"],
        *([name, 10 + n, "tersalurkan"] for n, name in enumerate(KECAMATAN)),
        ["Jumlah", 75, None],
        [],
        [None, None, "Banyuwangi, 31 Desember 2024"],
        ["Mengetahui,", None, "Kepala Bidang Perlindungan Sosial"],
        ["Kepala Dinas Sosial"],
        [],
        ["Drs. CONTOH NAMA, M.Si", None, "Contoh Lain, S.Sos"],
        ["NIP. 19700101 199501 1 001", None, "NIP 198002022005012002"],
    ]
    return xlsx(path, rows)


@pattern(10)
def test_a_signature_block_is_neither_data_nor_note(tmp_path: Path) -> None:
    document = read(signed(tmp_path / "bantuan.xlsx"))
    table = only(document)
    assert kinds(table) == ["detail"] * 6 + ["total"]
    everything = json.dumps(document.as_dict())
    assert "CONTOH NAMA" not in everything
    assert "Contoh Lain" not in everything
    assert "19700101" not in everything
    assert "198002022005012002" not in everything
    assert column(table, "C").type == "text"


def indented(path: Path) -> Path:
    rows = [
        ["No", "Kelompok/Sub Kelompok Data", "Satuan", 2023, 2024],
        [1, " 1. Rasio linmas per 10.000 penduduk", None, None, None],
        [2, "      1. Jumlah linmas", "Orang", 310, 325],
        [3, "      2. Jumlah penduduk", "Orang", 58933, 61181],
        [4, " 2. Pos keamanan", None, None, None],
        [5, "      1. Jumlah pos", "Pos", 75, 80],
        [6, "      2. Jumlah penduduk", "Jiwa", 58, 30],
        [7, " 3. Kasus pemogokan", "Kasus", None, 0],
    ]
    return xlsx(path, rows)


@pattern(34)
def test_indentation_gives_a_label_its_parents(tmp_path: Path) -> None:
    table = only(read(indented(tmp_path / "linmas.xlsx")))
    paths = {row.row: row.path for row in table.rows}
    assert paths[4] == ("1. Rasio linmas per 10.000 penduduk", "2. Jumlah penduduk")
    assert paths[7] == ("2. Pos keamanan", "2. Jumlah penduduk")
    assert paths[8] == ("3. Kasus pemogokan",)
    assert [row.values[3:] for row in table.rows if row.row == 8] == [(None, 0)]


def numbered(path: Path) -> Path:
    rows = [
        ["Uraian", 2024],
        ["1. Pendapatan", None],
        ["1.1. Pajak daerah", 700],
        ["1.2. Retribusi", 300],
        ["2. Belanja", None],
        ["2.1. Pegawai", 600],
        ["2.2. Modal", 350],
    ]
    return xlsx(path, rows)


@pattern(34)
def test_numbering_gives_a_label_its_parents(tmp_path: Path) -> None:
    table = only(read(numbered(tmp_path / "apbd.xlsx")))
    paths = {row.row: row.path for row in table.rows}
    assert paths[4] == ("1. Pendapatan", "1.2. Retribusi")
    assert paths[6] == ("2. Belanja", "2.1. Pegawai")


def kecamatan_merged_down(path: Path) -> Path:
    rows = [
        ["No", "Kecamatan", "Desa", "L", "P"],
        [1, "Giri", "A", 10, 20],
        [None, None, "B", 11, 21],
        [2, "Kabat", "C", 12, 22],
        [None, None, "D", 13, 23],
        [None, "Jumlah", None, 46, 86],
    ]
    return xlsx(path, rows, merged=["A2:A3", "B2:B3", "A4:A5", "B4:B5", "B6:C6"])


@pattern(34)
def test_a_label_merged_down_its_rows_belongs_to_each_of_them(tmp_path: Path) -> None:
    table = only(read(kecamatan_merged_down(tmp_path / "desa.xlsx")))
    assert cells(table, "B") == ["Giri", "Giri", "Kabat", "Kabat"]
    assert cells(table, "C") == ["A", "B", "C", "D"]
    assert kinds(table) == ["detail"] * 4 + ["total"]


def groups_with_blank_rows_between(path: Path) -> Path:
    rows: list[list[Any]] = [["Kelompok umur", "Peserta"], []]
    for name in KECAMATAN[:3]:
        rows += [[f"Kecamatan {name}"], ["   0-4", 10], ["   5-9", 11], []]
    return xlsx(path, rows)


@pattern(34)
def test_a_blank_row_before_a_group_does_not_end_the_table(tmp_path: Path) -> None:
    table = only(read(groups_with_blank_rows_between(tmp_path / "peserta.xlsx")))
    filled = [row for row in table.rows if row.values[1] is not None]
    assert [row.path for row in filled][2:4] == [("Kecamatan Glagah", "0-4"), ("Kecamatan Glagah", "5-9")]
    assert sum(numbers(table, "B")) == 63


def parent_named_once(path: Path) -> Path:
    rows = [
        ["U r a i a n", 2023, 2024],
        ["Konsumsi rumah tangga a. ADHB (juta rupiah)", 4721124.87, 4640562.22],
        ["b. ADHK 2010 (juta rupiah)", 3356940.38, 3248832.38],
        ["Proporsi terhadap PDRB", 69.41, 70.44],
    ]
    return xlsx(path, rows)


@pattern(34)
def test_a_label_that_lost_its_parent_gets_it_back_and_is_told(tmp_path: Path) -> None:
    document = read(parent_named_once(tmp_path / "konsumsi.xlsx"))
    assert only(document).rows[1].path == ("Konsumsi rumah tangga", "b. ADHK 2010 (juta rupiah)")
    assert found(document, "label.induk_hilang").cells == ("Sheet1!A3",)


def exported_by_a_script(path: Path) -> Path:
    rows = [
        [None, "KODE", "NAMA", "Unnamed: 3", "JUMLAH RT"],
        *([n, f"351017{1001 + n}", name, None, 30 + n] for n, name in enumerate(KECAMATAN)),
    ]
    return xlsx(path, rows)


@pattern(35)
def test_what_a_script_left_behind_is_dropped_and_told(tmp_path: Path) -> None:
    document = read(exported_by_a_script(tmp_path / "rt.xlsx"))
    table = only(document)
    assert [column.name for column in table.columns if column.type != "empty"] == ["KODE", "NAMA", "JUMLAH RT"]
    assert "Unnamed" not in " ".join(column.name for column in table.columns)
    assert found(document, "kolom.sisa_ekspor").severity in ("info", "warning")
    assert cells(table, "E") == [30, 31, 32, 33, 34, 35]


def sample_rows_left_in(path: Path) -> Path:
    rows = [
        ["Desa", "Balita", "Keterangan"],
        ["Contoh: Desa Sukamaju", 123, "isi seperti ini"],
        ["Kabat", 310, None],
        ["Giri", 280, None],
    ]
    return xlsx(path, rows)


@pattern(44)
def test_a_sample_row_of_the_template_is_found(tmp_path: Path) -> None:
    document = read(sample_rows_left_in(tmp_path / "balita.xlsx"))
    doubt = found(document, "baris.contoh")
    assert (doubt.row, doubt.severity) == (2, "warning")
