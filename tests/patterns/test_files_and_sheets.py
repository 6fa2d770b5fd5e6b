"""What a file is, what its sheets are, and what hides in it."""

import datetime as dt
from pathlib import Path

import biff
import openpyxl
import pytest
from documents import cells, column, findings, found, only, rules
from making import KECAMATAN, calculated, read, sheets, text, xlsx

pattern = pytest.mark.pattern


def topics_in_one_workbook(path: Path) -> Path:
    content = {
        "Luas Wilayah": [["Kecamatan", "Jumlah Penduduk"], *([name, 1000 + n] for n, name in enumerate(KECAMATAN))],
        "Sertifikat": [
            ["Sertifikat tanah per bulan, 2024"],
            [],
            ["Bulan", "Hak Milik", "Hak Pakai"],
            *([month, None, None] for month in ("Januari", "Februari", "Maret")),
        ],
        "Lahan": [["Penggunaan lahan", "Luas (Ha)"], ["Sawah", 622.2], ["Kampung", 584.84], ["Jumlah", 1207.04]],
        "Kosong": [],
    }
    return sheets(path, content)


@pattern(27)
def test_every_sheet_is_read_for_itself_and_its_name_proves_nothing(tmp_path: Path) -> None:
    document = read(topics_in_one_workbook(tmp_path / "kependudukan.xlsx"))
    assert [table.sheet for table in document.tables] == ["Luas Wilayah", "Sertifikat", "Lahan"]
    people, certificates, land = document.tables
    assert column(people, "B").name == "Jumlah Penduduk"
    assert [row.values[1:] for row in certificates.rows] == [(None, None)] * 3
    assert found(document, "tabel.tanpa_angka").sheet == "Sertifikat"
    assert (column(land, "B").unit, land.rows[-1].kind) == ("Ha", "total")


def two_tables_on_one_sheet(path: Path) -> Path:
    rows = [
        ["Tabel 1. Guru"],
        ["Kecamatan", "Guru"],
        *([name, 10 + n] for n, name in enumerate(KECAMATAN)),
        ["Jumlah", 75],
        [],
        ["Tabel 2. Murid dan sekolah"],
        ["Kecamatan", "Murid", "Sekolah"],
        *([name, 300 + n, 3] for n, name in enumerate(KECAMATAN)),
        ["Jumlah", 1815, 18],
    ]
    return xlsx(path, rows)


@pattern(27)
def test_two_tables_below_each_other_are_two(tmp_path: Path) -> None:
    teachers, pupils = read(two_tables_on_one_sheet(tmp_path / "sekolah.xlsx")).tables
    assert (teachers.title, pupils.title) == (("Tabel 1. Guru",), ("Tabel 2. Murid dan sekolah",))
    assert sum(cells(teachers, "B")) == 75
    assert (sum(cells(pupils, "B")), sum(cells(pupils, "C"))) == (1815, 18)
    assert (teachers.notes, pupils.notes) == ((), ())


def two_tables_beside_each_other(path: Path) -> Path:
    rows = [
        ["Laki-laki", None, None, None, "Perempuan", None],
        ["Umur", "Jumlah", None, None, "Umur", "Jumlah"],
        *([age, 10 + n, None, None, age, 20 + n] for n, age in enumerate(("0-4", "5-9", "10-14"))),
    ]
    return xlsx(path, rows)


@pattern(27)
def test_two_tables_beside_each_other_are_two(tmp_path: Path) -> None:
    men, women = read(two_tables_beside_each_other(tmp_path / "umur.xlsx")).tables
    assert (men.range, women.range) == ("A2:B5", "E2:F5")
    assert (men.title, women.title) == (("Laki-laki",), ("Perempuan",))
    assert (cells(men, "B"), cells(women, "F")) == ([10, 11, 12], [20, 21, 22])


def header_on_every_page(path: Path) -> Path:
    header = ["No", "Desa", "Balita"]
    return xlsx(path, [header, [1, "A", 10], [2, "B", 11], header, [3, "C", 12], [4, "D", 13], [None, "Jumlah", 46]])


@pattern(27)
def test_a_header_repeated_for_printing_does_not_begin_a_table(tmp_path: Path) -> None:
    table = only(read(header_on_every_page(tmp_path / "balita.xlsx")))
    assert [(row.row, row.kind) for row in table.rows] == [
        (2, "detail"),
        (3, "detail"),
        (5, "detail"),
        (6, "detail"),
        (7, "total"),
    ]


def sheet_per_kecamatan(path: Path) -> Path:
    villages = [[f"Desa {letter}", n, n + 1] for n, letter in enumerate("ABCD", 10)]
    return sheets(path, {name: [["Desa", "L", "P"], *villages] for name in KECAMATAN})


@pattern(28)
def test_a_sheet_per_kecamatan_gives_tables_of_one_shape(tmp_path: Path) -> None:
    document = read(sheet_per_kecamatan(tmp_path / "desa.xlsx"))
    assert [table.sheet for table in document.tables] == list(KECAMATAN)
    assert {tuple(column.path for column in table.columns) for table in document.tables} == {
        (("Desa",), ("L",), ("P",))
    }


def sheet_per_kecamatan_one_differs(path: Path) -> Path:
    content = {name: [["Desa", "L", "P"], ["A", 1, 2], ["B", 3, 4]] for name in KECAMATAN}
    return sheets(path, content | {"Licin": [["Desa", "L", "Jumlah"], ["A", 1, 3], ["B", 3, 7]]})


@pattern(28)
def test_a_sheet_that_differs_from_its_sisters_is_found(tmp_path: Path) -> None:
    document = read(sheet_per_kecamatan_one_differs(tmp_path / "desa.xlsx"))
    assert found(document, "lembar.berbeda").sheet == "Licin"


def metadata_form(path: Path) -> Path:
    form = [
        ["Jumlah keluarga"],
        [],
        ["Kode", ":  DISDUKCAPIL/022", None, "Frekuensi Data", ":  Tahunan"],
        ["Sifat Data", ":  Data Prioritas", None, "Tgl. Data Diperbaharui", ":  03 Juli 2024, Pukul 09:15 WIB"],
        [],
        ["Konsep", None, None, "Satuan"],
        ["Keluarga", None, None, "Keluarga"],
    ]
    data = [["Kecamatan", "Jumlah Keluarga"], *([name, 100 + n] for n, name in enumerate(KECAMATAN))]
    sheets(path, {"Metadata": form, "Data": data})
    book = openpyxl.load_workbook(path)
    for area in ("A1:E1", "B3:C3", "A6:C6", "D6:E6", "A7:C7", "D7:E7"):
        book["Metadata"].merge_cells(area)
    book.save(path)
    return path


@pattern(29)
def test_a_form_of_labels_and_values_is_metadata_not_a_table(tmp_path: Path) -> None:
    document = read(metadata_form(tmp_path / "keluarga.xlsx"))
    assert [table.sheet for table in document.tables] == ["Data"]
    assert document.metadata == {
        "Kode": "DISDUKCAPIL/022",
        "Frekuensi Data": "Tahunan",
        "Sifat Data": "Data Prioritas",
        "Tgl. Data Diperbaharui": "03 Juli 2024, Pukul 09:15 WIB",
        "Konsep": "Keluarga",
        "Satuan": "Keluarga",
    }


def legacy(path: Path) -> Path:
    people = [["Kelurahan", "Jumlah Penduduk"], [None, None], ["Pakis", 9350], ["Sobo", 8170], ["Jumlah", 17520]]
    land = [["Penggunaan", "Luas", None], [None, 2023, 2024], ["Sawah", 622.2, None], ["Jalan", 113.25, None]]
    return biff.write(
        path,
        [("Luas Wilayah", people, [(0, 0, 1, 0), (0, 1, 1, 1)]), ("Lahan", land, [(0, 0, 1, 0), (0, 1, 0, 2)])],
    )


@pattern(30)
def test_a_legacy_workbook(tmp_path: Path) -> None:
    document = read(legacy(tmp_path / "penduduk.xls"))
    people, land = document.tables
    assert document.format == "xls"
    assert [row.kind for row in people.rows] == ["detail", "detail", "total"]
    assert [column.name for column in land.columns] == ["Penggunaan", "Luas > 2023", "Luas > 2024"]
    assert cells(land, "B") == [622.2, 113.25]


def page_saved_as_xls(path: Path) -> Path:
    """As a statistics site exports it: header, row labels and body are tables of their own."""
    labels = "".join(f"<tr><td>Kabupaten {name}</td></tr>" for name in "ABC")
    body = "".join(f"<tr><td>{n}00</td><td>{n}50</td><td>{n}10</td><td>{n}60</td></tr>" for n in (1, 2, 3))
    return text(
        path,
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><table><tr><td>'
        '<table><tr><th rowspan="3">Wilayah</th></tr></table>'
        f"<table>{labels}</table></td><td>"
        '<table><tr><th colspan="4">Jumlah Penduduk (Jiwa)</th></tr>'
        '<tr><th colspan="2">L</th><th colspan="2">P</th></tr>'
        "<tr><th>2024</th><th>2023</th><th>2024</th><th>2023</th></tr></table>"
        f"<table>{body}</table></td></tr></table></body></html>",
    )


@pattern(30)
def test_a_page_saved_as_xls_joins_labels_and_body_by_their_position(tmp_path: Path) -> None:
    document = read(page_saved_as_xls(tmp_path / "penduduk.xls"))
    table = only(document)
    assert document.format == "html"
    assert [column.name for column in table.columns] == [
        "Wilayah",
        "Jumlah Penduduk (Jiwa) > L > 2024",
        "Jumlah Penduduk (Jiwa) > L > 2023",
        "Jumlah Penduduk (Jiwa) > P > 2024",
        "Jumlah Penduduk (Jiwa) > P > 2023",
    ]
    assert table.rows[1].values == ("Kabupaten B", 200, 250, 210, 260)


def text_saved_as_xls(path: Path) -> Path:
    return text(path, "Kecamatan\tBalita\nGiri\t120\nKabat\t140\n")


@pattern(30)
def test_text_saved_as_xls(tmp_path: Path) -> None:
    document = read(text_saved_as_xls(tmp_path / "balita.xls"))
    assert document.format == "csv"
    assert cells(only(document), "B") == [120, 140]


DIALECTS = {
    "semicolons, byte order mark, CRLF": ("\ufeffkecamatan;balita;catatan\r\nGiri;120;ada\r\nKabat;140;\r\n", "utf-8"),
    "cp1252": ("kecamatan;balita;catatan\nGiri;120;“naik” – é\nKabat;140;\n", "cp1252"),
    "tabs, UTF-16": ("\ufeffkecamatan\tbalita\tcatatan\nGiri\t120\tada\nKabat\t140\t\n", "utf-16-le"),
    "quoted commas": ('kecamatan,balita,catatan\nGiri,120,"turun, lalu naik"\nKabat,140,\n', "utf-8"),
    "vertical bars": ("kecamatan|balita|catatan\nGiri|120|ada\nKabat|140|\n", "utf-8"),
    "blank line at the end": ("kecamatan,balita,catatan\nGiri,120,ada\nKabat,140,\n\n", "utf-8"),
}


def dialect(path: Path, name: str) -> Path:
    return text(path, *DIALECTS[name])


@pattern(31)
@pytest.mark.parametrize("name", DIALECTS)
def test_dialects_of_text_files(tmp_path: Path, name: str) -> None:
    table = only(read(dialect(tmp_path / "balita.csv", name)))
    assert [column.name for column in table.columns] == ["kecamatan", "balita", "catatan"]
    assert cells(table, "A") == ["Giri", "Kabat"]
    assert cells(table, "B") == [120, 140]
    note, nothing = cells(table, "C")
    assert nothing is None
    assert note in ("ada", "“naik” – é", "turun, lalu naik")


def header_of_three_lines(path: Path) -> Path:
    return text(path, "\ufeffKecamatan,\n,Jumlah Balita\n,2024\nGiri,120\nKabat,140\n")


@pattern(31)
def test_a_text_file_with_several_header_lines(tmp_path: Path) -> None:
    table = only(read(header_of_three_lines(tmp_path / "balita.csv")))
    assert table.header_rows == (1, 2, 3)
    assert column(table, "B").path == ("Jumlah Balita", "2024")
    assert cells(table, "B") == [120, 140]


FORMULAS = [["Kecamatan", "L", "P", "Jumlah"], ["Giri", 10, 20, "=B2+C2"], ["Kabat", 30, 40, "=SUM(B3:C3)"]]
SUM = ["Jumlah", "=SUM(B2:B3)", "=SUM(C2:C3)", "=SUM(D2:D3)"]
RESULTS = {"D2": 30, "D3": 70, "B4": 40, "C4": 60, "D4": 100}


def formulas_with_results(path: Path, **stale: float) -> Path:
    return calculated(path, [*FORMULAS, SUM], RESULTS | stale)


def formulas_without_results(path: Path) -> Path:
    return xlsx(path, [*FORMULAS, SUM])


@pattern(32)
def test_results_that_are_right_are_read(tmp_path: Path) -> None:
    document = read(formulas_with_results(tmp_path / "a.xlsx"))
    assert only(document).rows[-1].values == ("Jumlah", 40, 60, 100)
    assert only(document).rows[-1].kind == "total"
    assert not rules(document)


@pattern(32)
def test_a_stale_result_is_recomputed_and_told(tmp_path: Path) -> None:
    document = read(formulas_with_results(tmp_path / "a.xlsx", B4=41))
    doubt = found(document, "rumus.tidak_cocok")
    assert (doubt.cell, doubt.value) == ("B4", "41")


@pattern(32)
def test_formulas_without_results_are_told(tmp_path: Path) -> None:
    document = read(formulas_without_results(tmp_path / "a.xlsx"))
    doubts = [item for item in findings(document) if item.rule == "rumus.tanpa_hasil"]
    assert sum(item.count for item in doubts) == 5


def with_hidden_parts(path: Path) -> Path:
    xlsx(path, [["id", "Kecamatan", "Balita"], *([900 + n, name, n] for n, name in enumerate(KECAMATAN))])
    book = openpyxl.load_workbook(path)
    page = book["Sheet1"]
    page.column_dimensions["A"].hidden = True
    page.row_dimensions[4].hidden = True
    secret = book.create_sheet("Arsip")
    secret.sheet_state = "hidden"
    for row in (["Kecamatan", "Balita lama"], ["Giri", 5], ["Kabat", 6]):
        secret.append(row)
    book.save(path)
    return path


@pattern(33)
def test_hidden_parts_are_read_and_told(tmp_path: Path) -> None:
    document = read(with_hidden_parts(tmp_path / "balita.xlsx"))
    shown, secret = document.tables
    assert cells(shown, "A") == [900, 901, 902, 903, 904, 905]
    assert [row.row for row in shown.rows] == [2, 3, 4, 5, 6, 7]
    assert cells(secret, "B") == [5, 6]
    hidden = {item.sheet: item.message for item in findings(document) if item.rule == "lembar.tersembunyi"}
    assert set(hidden) == {"Sheet1", "Arsip"}
    assert "kolom A" in hidden["Sheet1"]
    assert "baris 4" in hidden["Sheet1"]


def header_only(path: Path) -> Path:
    return text(path, "\ufeffKepolisian Resor,\n,Jumlah Tindak Pidana\n,2024\n,")


@pattern(40)
def test_an_export_without_rows_blocks(tmp_path: Path) -> None:
    document = read(header_only(tmp_path / "kosong.csv"))
    assert found(document, "data.kosong").severity == "blocker"
    assert sum(len(table.rows) for table in document.tables) == 0


def dashes_only(path: Path) -> Path:
    return xlsx(path, [["Kecamatan", "L", "P"], *([name, "-", "-"] for name in KECAMATAN), ["TOTAL", "-", "-"]])


@pattern(40)
def test_a_table_of_dashes_holds_no_number(tmp_path: Path) -> None:
    document = read(dashes_only(tmp_path / "kosong.xlsx"))
    assert [row.kind for row in only(document).rows] == ["detail"] * 6 + ["total"]
    assert found(document, "tabel.tanpa_angka").severity == "warning"


def dates_as_cells(path: Path) -> Path:
    rows = [["Tanggal", "Tiket"], [dt.date(2024, 7, 3), 1], [dt.date(2024, 12, 31), 2]]
    return xlsx(path, rows)


@pattern(25)
def test_dates_of_the_spreadsheet_itself(tmp_path: Path) -> None:
    table = only(read(dates_as_cells(tmp_path / "tiket.xlsx")))
    assert cells(table, "A") == ["2024-07-03", "2024-12-31"]
    assert column(table, "A").type == "date"
