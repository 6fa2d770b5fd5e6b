"""Shapes that real published files have and that were once read wrongly. All numbers and names are invented.

The order is by how bad a wrong reading is: personal data that nobody sees, numbers that are wrong in silence, rows that
count twice, columns of another kind, tables that are lost, drafts that do not read their own file.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment
from sheets import workbook

from quality import personal_data
from sources import reading
from sources.contract import Contract, load
from sources.discovery import discover
from sources.document import Column, Document, Table
from sources.periods import Period
from sources.proposal import propose
from sources.reading import Reading
from sources.regions import Regions

REGIONS = Regions.load("35.10")
Rows = Sequence[Sequence[Any]]
NAMES = [
    "SUTRISNO",
    "Budi Santoso",
    "Siti Aminah",
    "Riyanto",
    "Dewi Lestari",
    "Mugiyono",
    "Sri Wahyuni",
    "Agus Susanto",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def sheet(folder: Path, rows: Rows, merged: Sequence[str] = ()) -> Path:
    return workbook(folder / "berkas.xlsx", rows, merged=merged)


def text(folder: Path, content: str, name: str = "berkas.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode())
    return path


def found(path: Path) -> Document:
    return discover(path, path.name)


def only(path: Path) -> Table:
    (table,) = found(path).tables
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


def drafted(path: Path) -> tuple[Contract, Reading]:
    """The contract drafted from a file, and the same file read by it."""
    draft = propose(discover(path, path.name), opd="dukcapil", regions=REGIONS)
    place = path.parent / draft.opd / f"{draft.dataset}.odcs.yaml"
    place.parent.mkdir(exist_ok=True)
    place.write_text(draft.text, encoding="utf-8")
    contract = load(place)
    return contract, reading.read(path, path.name, contract, Period.parse("2023"), REGIONS)


def blockers(read: Reading) -> list[str]:
    return [f"{finding.rule} {finding.cell}" for finding in read.findings if finding.severity == "blocker"]


# --- personal data ----------------------------------------------------------------------------------------------------


def test_what_stands_over_a_column_of_a_csv_tells_what_it_holds(folder: Path) -> None:
    rows = [f"{name},{13 + n}/0{1 + n}/2020,{8 + n}" for n, name in enumerate(NAMES)]
    path = text(folder, "nama_ortu,tgl lahir,berat\n" + "\n".join(rows) + "\n")
    _, read = drafted(path)
    told = {finding.rule for finding in personal_data.scan(path.name, read.texts)}
    assert {"pribadi.nama_dan_ciri", "pribadi.tanggal_lahir"} <= told


@pytest.mark.parametrize(
    ("name", "birth"),
    [("nama_ortu", "tgl lahir"), ("NamaLengkap", "TglLahir"), ("namaPemilik", "tanggalLahir")],
)
def test_birth_dates_written_month_first_and_headings_in_camel_case(folder: Path, name: str, birth: str) -> None:
    rows: Rows = [[name, birth, "desa"], *([n, f"{i + 1}/{i + 13}/2020", "Giri"] for i, n in enumerate(NAMES))]
    path = sheet(folder, rows)
    _, read = drafted(path)
    told = {finding.rule for finding in personal_data.scan(path.name, read.texts)}
    assert "pribadi.nama_dan_ciri" in told


def test_homes_of_patients_without_names(folder: Path) -> None:
    """One row for each patient, with the address and the place of the home on the map: nobody needs the name."""
    header = ["Umur", "Alamat", "Diagnosis", "lat", "long"]
    body = [[9 + n, f"JL. REKAAN NO {n} RT 3/2", "DBD", -8.2135 - n / 1e4, 114.3456 + n / 1e4] for n in range(9)]
    path = sheet(folder, [header, *body])
    _, read = drafted(path)
    told = {finding.rule for finding in personal_data.scan(path.name, read.texts)}
    assert told & {"pribadi.alamat", "pribadi.lokasi"}


# --- numbers that are wrong in silence --------------------------------------------------------------------------------


def test_counts_with_commas_are_read_and_said_to_be_unproven(folder: Path) -> None:
    """Raised IndexError: no cell of the column has a dot."""
    rows = [["Kecamatan", "Jumlah Penduduk"], ["Giri", "31,000"], ["Kabat", "40,800"], ["Glagah", "28,450"]]
    table = only(sheet(folder, rows))
    assert values(table, "B") == [31000, 40800, 28450] or "angka.tidak_pasti" in rules(table)
    assert rules(table)


def test_a_sum_outranks_the_words_of_a_header(folder: Path) -> None:
    rows = [["Kecamatan", "Luas (Ha)"], ["Giri", "1.250"], ["Kabat", "800"], ["Glagah", "145"], ["Jumlah", "2.195"]]
    table = only(sheet(folder, rows))
    assert values(table, "B") == [1250, 800, 145, 2195]
    assert not table.findings


def test_a_neighbour_that_writes_decimals_with_a_comma_outranks_the_words_of_a_header(folder: Path) -> None:
    rows = [
        ["Kecamatan", "Luas Panen (Ha)", "Produksi (Ton)"],
        ["Giri", "1.250", "7.320,5"],
        ["Kabat", "800", "4.680"],
        ["Glagah", "1.145", "217,5"],
    ]
    assert values(only(sheet(folder, rows)), "B") == [1250, 800, 1145]


def test_an_area_with_dots_that_nothing_decides_is_no_number(folder: Path) -> None:
    rows = [["Kecamatan", "Luas Panen (Ha)"], ["Giri", "1.250"], ["Kabat", "800"], ["Glagah", "1.145"]]
    table = only(sheet(folder, rows))
    assert values(table, "B") == [None, 800, None]
    assert rules(table) == {"angka.tidak_pasti"}


def test_the_average_of_prices_is_written_like_the_prices(folder: Path) -> None:
    rows = [
        ["Komoditas", "Harga Minggu I", "Rata-rata Harga"],
        ["Beras", "13.000", "13.083"],
        ["Gula", "17.500", "17.417"],
        ["Minyak", "15.250", "15.125"],
    ]
    assert values(only(sheet(folder, rows)), "C") in ([None] * 3, [13083, 17417, 15125])


def test_a_draft_does_not_decide_what_the_reader_left_open(folder: Path) -> None:
    rows = [["Ruas", "Jarak"], ["Utara", "12,345"], ["Selatan", "40,800"], ["Timur", "28,450"]]
    _, read = drafted(sheet(folder, rows))
    assert blockers(read)


def test_long_fractions_of_programs_are_numbers(folder: Path) -> None:
    content = (
        "tahun,luas,penduduk\n2014,664.1299999999998,10015712.000169208\n2015,653.9599999999997,10196584.4564999\n"
    )
    table = only(text(folder, content + "2016,652.9599999999997,10282365.321700007\n"))
    assert [column.type for column in table.columns] == ["integer", "number", "number"]
    assert values(table, "B")[0] == pytest.approx(664.13)


def test_powers_of_ten_are_numbers(folder: Path) -> None:
    content = "tahun,pengunjung\n2003,9088420.0\n2004,1.3577E7\n2005,1.174625E7\n2006,1.2777571E7\n"
    path = text(folder, content)
    assert values(only(path), "B") == [9088420, 13577000, 11746250, 12777571]
    _, read = drafted(path)
    assert blockers(read) == []


def test_powers_of_ten_that_lost_digits_are_no_numbers(folder: Path) -> None:
    """As a spreadsheet shows what does not fit, and an identity that a program took for a number."""
    table = only(text(folder, "nama,nomor\nA,1.36E+07\nB,3.51017E15\nC,5.12E+11\n"))
    assert values(table, "B") == ["1.36E+07", "3.51017E15", "5.12E+11"]


def test_times_of_day_with_a_dot(folder: Path) -> None:
    rows = [["Jam", "Kejadian"], ["08.15", "Banjir"], ["23.05", "Longsor"], ["14.30", "Kebakaran"]]
    table = only(sheet(folder, rows))
    assert column(table, "A").type == "time"
    assert values(table, "A")[0] == "08:15:00"


def test_times_of_day_with_a_dot_and_with_a_colon(folder: Path) -> None:
    rows = [["Pukul", "Kejadian"], ["08.15", "Banjir"], ["09:40", "Longsor"], ["23.05", "Kebakaran"]]
    table = only(sheet(folder, rows))
    assert column(table, "A").type == "time"


def test_families_are_counted(folder: Path) -> None:
    """KK over small numbers counts families; over sixteen digits it is the number of a family card."""
    rows = [["Desa", "KK", "RT"], ["Boyolangu", 1200, 20], ["Grogol", 980, 18], ["Jambesari", 1500, 25]]
    table = only(sheet(folder, rows))
    assert values(table, "B") == [1200, 980, 1500]
    assert column(table, "B").type == "integer"


def test_fractions_of_people(folder: Path) -> None:
    """31.5 and 28.45 lost a zero that 40.812 did not have to lose: none of them can be a count."""
    rows = [["Kecamatan", "Jumlah Penduduk"], ["Giri", 31.5], ["Kabat", 40.812], ["Glagah", 28.45]]
    assert "angka.ribuan_terbaca_desimal" in rules(only(sheet(folder, rows)))


def test_a_sum_that_fits_a_thousandfold_too_proves_no_decimal_mark(folder: Path) -> None:
    """The sum of what the sheet kept comes out by either reading; the zero that ends 286.020 is one of thousands."""
    rows = [["Kecamatan", "Penduduk"], ["Giri", 48.319], ["Kabat", 46.89], ["Glagah", 61.012], ["Jumlah", "156.221"]]
    table = only(sheet(folder, rows))
    assert values(table, "B")[-1] == 156_221
    assert "desimal" not in column(table, "B").decision
    assert "angka.ribuan_terbaca_desimal" in rules(table)


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (
            [["Kecamatan", "Jumlah Keluarga"], ["Giri", 52.419], ["Kabat", 40.812], ["Glagah", 28.45]],
            ["B2", "B3", "B4"],
        ),
        ([["Uraian", "2022", "2023"], ["PDRB (Juta Rp)", 4721.12, 4640.9], ["Penduduk (Jiwa)", 129.467, 132]], ["B3"]),
    ],
)
def test_a_contract_holds_counts_that_lost_their_thousands(folder: Path, rows: Rows, cells: list[str]) -> None:
    """What the reader tells without a contract holds a delivery by the drafted one, and the draft says so."""
    contract, read = drafted(sheet(folder, rows))
    (told,) = [found for found in read.findings if found.rule == "angka.ribuan_terbaca_desimal"]
    assert told.severity == "hold"
    assert [cell.partition("!")[2] for cell in told.cells] == cells
    draft = folder / contract.opd / f"{contract.id}.odcs.yaml"
    assert "TODO: ada pecahan pada jumlah orang atau benda" in draft.read_text(encoding="utf-8")


def test_decimals_that_the_contract_writes_with_a_comma_are_meant(folder: Path) -> None:
    rows = [["Kecamatan", "Jumlah Penduduk"], ["Giri", 1], ["Kabat", 2]]
    contract, _ = drafted(sheet(folder, rows))
    column = contract.columns[1].model_copy(update={"type": "number", "decimal": ","})
    comma = contract.model_copy(update={"columns": (contract.columns[0], column)})
    for number, expected in (("52,419", []), (52.419, ["angka.ribuan_terbaca_desimal"])):
        path = sheet(folder, [rows[0], ["Giri", number], ["Kabat", number]])
        read = reading.read(path, path.name, comma, Period.parse("2023"), REGIONS)
        assert [found.rule for found in read.findings] == expected


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        ("Luas (ha)", [52.419, 40.812, 28.45]),
        ("Penduduk (ribu jiwa)", [52.419, 40.812, 28.45]),
        ("Jumlah Produksi (ton)", [52.419, 40.812, 28.45]),
        ("Longitude", [52.419, 40.812, 28.45]),
        ("Kadar", [52.419, 40.812, 28.45]),
        ("Jumlah Keluarga", [52419, 40812, 28450]),
    ],
)
def test_a_contract_holds_no_fractions_that_are_meant(folder: Path, header: str, numbers: list[float]) -> None:
    rows = [["Kecamatan", header], *zip(["Giri", "Kabat", "Glagah"], numbers, strict=True)]
    _, read = drafted(sheet(folder, rows))
    assert [found.rule for found in read.findings] == []


@pytest.mark.parametrize("header", ["Luas (ha)", "Panjang Jalan (km)"])
def test_a_sum_proves_the_decimals_of_quantities(folder: Path, header: str) -> None:
    rows = [["Kecamatan", header], ["Giri", 48.319], ["Kabat", 46.89], ["Glagah", 61.012], ["Jumlah", "156.221"]]
    table = only(sheet(folder, rows))
    assert values(table, "B")[-1] == 156.221
    assert rules(table) == set()


def test_fractions_whose_sum_is_whole_do_not_differ_from_it(folder: Path) -> None:
    """Sums of fractions miss the last binary digit: that is no difference."""
    rows = [["Kecamatan", "Padi", "Jagung", "Ubi", "Jumlah"], *([f"K{n}", 0.1, 0.7, 2.2, 3] for n in range(5))]
    assert rules(only(sheet(folder, rows))) == set()


@pytest.mark.parametrize("header", ["Penduduk (ribu jiwa)", "Persentase Penduduk", "Rata-rata Jumlah Siswa", "Berat"])
def test_fractions_that_people_may_have(folder: Path, header: str) -> None:
    rows = [["Kecamatan", header], ["Giri", 31.5], ["Kabat", 40.812], ["Glagah", 28.45]]
    assert rules(only(sheet(folder, rows))) == set()


def test_proven_decimals_are_no_lost_thousands(folder: Path) -> None:
    rows = [
        ["Panjang Jalan Menurut Kondisi (Km)"],
        ["Kecamatan", "Baik", "Rusak", "Jumlah"],
        ["Giri", "12,345", "0,250", "12,595"],
        ["Kabat", "20,100", "1,020", "21,120"],
        ["Glagah", "8,000", "0,375", "8,375"],
        ["Jumlah", "40,445", "1,645", "42,090"],
    ]
    table = only(sheet(folder, rows))
    assert values(table, "B") == [12.345, 20.1, 8, 40.445]
    assert not table.findings
    assert "ribuan" not in column(table, "B").decision


def test_coordinates_that_lost_their_point(folder: Path) -> None:
    content = "Nama,Latitude,Longitude\nA,-815454,114.15858\nB,-8.0836,114.12847\nC,-8.11994,11419943\nD,-8.1,114.1\n"
    table = only(text(folder, content))
    assert [(f.rule, f.cell) for f in table.findings] == [("koordinat.mustahil", "B2"), ("koordinat.mustahil", "C4")]


def test_shares_kept_as_fractions_are_percents(folder: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page
    for row in [["Puskesmas", "Capaian"], ["Sobo", 0.75], ["Kabat", 0.9], ["Giri", 1.0]]:
        page.append(row)
    for row in page["B2:B4"]:
        row[0].number_format = "0%"
    book.save(folder / "berkas.xlsx")
    table = only(folder / "berkas.xlsx")
    # 0.75 and 75 % are one share; which of both a column holds must be said.
    assert values(table, "B") == [75, 90, 100]
    assert column(table, "B").unit == "%"
    assert "%" in column(table, "B").decision
    contract, read = drafted(folder / "berkas.xlsx")
    assert (blockers(read), read.rows["capaian"].to_pylist()) == ([], [75, 90, 100])
    measure = contract.column("capaian").measure
    assert measure
    assert measure.satuan == "Persen"


def test_figures_with_their_unit_in_the_cell(folder: Path) -> None:
    rows = [["Ternak", "Populasi"], ["Sapi", "4.247 Ekor"], ["Kambing", "11.100 Ekor"], ["Ayam", "1.025.300 Ekor"]]
    path = sheet(folder, rows)
    table = only(path)
    assert values(table, "B") == [4247, 11100, 1025300]
    assert column(table, "B").unit == "Ekor"
    _, read = drafted(path)
    assert blockers(read) == []


def test_sizes_and_places_are_no_figures_with_a_unit(folder: Path) -> None:
    rows = [
        ["Tabung", "Ukuran", "Lokasi", "Volume", "Jumlah"],
        ["Hijau", "3 Kg", "RT 1", "2 Paket", 5],
        ["Biru", "5,5 Kg", "RT 2", "12 Bulan", 6],
        ["Merah", "12 Kg", "RT 3", "1 Paket", 7],
    ]
    table = only(sheet(folder, rows))
    assert [column.type for column in table.columns] == ["text", "text", "text", "text", "integer"]


# --- rows that count twice --------------------------------------------------------------------------------------------

BUDGET: Rows = [
    ["NO", "URAIAN", "ANGGARAN", "REALISASI", "%"],
    ["1", "PENDAPATAN", None, None, None],
    ["1.1", "PENDAPATAN ASLI DAERAH", None, None, None],
    ["1.1.1", "Pajak Daerah", "250.000.000,00", "240.500.000,00", "96,20"],
    ["1.1.2", "Retribusi Daerah", "50.000.000,00", "45.250.000,00", "90,50"],
    [None, "Jumlah Pendapatan Asli Daerah", "300.000.000,00", "285.750.000,00", "95,25"],
    ["1.2", "PENDAPATAN TRANSFER", None, None, None],
    ["1.2.1", "Dana Alokasi Umum", "700.000.000,00", "700.000.000,00", "100,00"],
    [None, "Jumlah Pendapatan Transfer", "700.000.000,00", "700.000.000,00", "100,00"],
    [None, "JUMLAH PENDAPATAN", "1.000.000.000,00", "985.750.000,00", "98,58"],
    ["2", "BELANJA", None, None, None],
    ["2.1", "Belanja Pegawai", "600.000.000,00", "580.000.000,00", "96,67"],
    ["2.2", "Belanja Barang", "450.000.000,00", "430.750.000,00", "95,72"],
    [None, "JUMLAH BELANJA", "1.050.000.000,00", "1.010.750.000,00", "96,26"],
    [None, "SURPLUS/(DEFISIT)", "(50.000.000,00)", "(25.000.000,00)", "50,00"],
]


def test_numbers_of_accounts_are_codes(folder: Path) -> None:
    """1, 1.1, 1.1.1: one of them is no number, so none is."""
    table = only(sheet(folder, BUDGET))
    assert column(table, "A").type == "text"
    assert "kolom.isi_asing" not in rules(table)


def test_sums_of_a_budget_are_no_details(folder: Path) -> None:
    table = only(sheet(folder, BUDGET))
    told = {row.values[1]: row.kind for row in table.rows}
    assert [name for name, kind in told.items() if str(name).lower().startswith("jumlah") and kind == "detail"] == []
    assert told["Pajak Daerah"] == "detail"


def test_amounts_in_brackets_are_read_by_the_draft_as_by_the_reader(folder: Path) -> None:
    rows = [["Uraian", "2022", "2023"], ["Surplus", "(50.000,00)", "1.000,00"], ["Pembiayaan", "20.000,00", "(500,00)"]]
    _, read = drafted(sheet(folder, rows))
    assert not blockers(read)


@pytest.mark.parametrize("first", [True, False], ids=["above", "below"])
def test_the_area_above_is_no_row_among_its_parts(folder: Path, first: bool) -> None:
    """Nothing can be added up in a table of rates; that a province stands among its regencies is plain all the same."""
    parts = [["Kabupaten Alfa", 70.4, 71.2], ["Kabupaten Beta", 66.88, 67.64], ["Kota Gama", 81.51, 82.5]]
    whole = ["Provinsi Jawa Rekaan", 72.09, 73.12]
    body = [whole, *parts] if first else [*parts, whole]
    path = sheet(folder, [["Wilayah", "IPM 2021", "IPM 2022"], *body])
    assert Counter(kinds(only(path))) == {"detail": 3, "total": 1}
    _, read = drafted(path)
    assert (blockers(read), read.rows.num_rows) == ([], 3)


@pytest.mark.parametrize(
    ("header", "labels"),
    [
        ("Kecamatan", ["Kota Baru", "Giri", "Kabat", "Glagah"]),
        ("Kewenangan", ["Provinsi", "Kabupaten", "Kota", "Desa"]),
        ("Wilayah", ["Kabupaten Alfa", "Giri", "Kabat", "Glagah"]),
        ("Negara", ["Indonesia", "Malaysia", "Thailand", "Singapura"]),
        ("Wilayah", ["Kabupaten Alfa", "Kecamatan Giri", "Kabupaten Beta", "Kecamatan Kabat"]),
    ],
)
def test_areas_that_need_not_be_above_the_others(folder: Path, header: str, labels: list[str]) -> None:
    rows = [[header, "Indeks"], *([label, 70.25 + place] for place, label in enumerate(labels))]
    assert set(kinds(only(sheet(folder, rows)))) == {"detail"}


def test_the_regency_and_the_nation_below_kecamatan(folder: Path) -> None:
    body = [["Giri", 70.4], ["Kabat", 66.88], ["Glagah", 81.5], ["Kabupaten Rekaan", 72.1], ["Indonesia", 73.9]]
    table = only(sheet(folder, [["Kecamatan", "Indeks"], *body]))
    assert [row.values[0] for row in table.rows if row.kind == "detail"] == ["Giri", "Kabat", "Glagah"]


def test_the_nation_below_its_provinces(folder: Path) -> None:
    """The poverty line cannot be added up, the poor can: half of the columns agree."""
    rows = [
        ["Provinsi", "Garis Kemiskinan (Rp)", "Penduduk Miskin (ribu)", "Persentase"],
        ["Aceh", 627534, 806.75, 14.45],
        ["Riau", 658611, 485.66, 6.68],
        ["Jambi", 599688, 280.68, 7.58],
        ["Bengkulu", 637142, 288.46, 14.04],
        ["Indonesia", 550458, 1861.55, 9.36],
    ]
    path = sheet(folder, rows)
    table = only(path)
    assert kinds(table)[-1] == "total"
    assert not table.findings
    _, read = drafted(path)
    assert (blockers(read), read.rows.num_rows) == ([], 4)


def test_numbering_in_a_column_of_its_own(folder: Path) -> None:
    rows = [
        ["No", "Uraian", "Anggaran", "Realisasi"],
        ["I.", "PENDAPATAN", 500, 600],
        ["1.", "PAD", 200, 250],
        ["2.", "Transfer", 300, 350],
        ["II.", "BELANJA", 480, 570],
        ["1.", "Pegawai", 280, 330],
        ["2.", "Modal", 200, 240],
    ]
    table = only(sheet(folder, rows))
    assert kinds(table) == ["subtotal", "detail", "detail"] * 2
    assert table.rows[1].path == ("PENDAPATAN", "PAD")


def test_numbering_is_kept_as_text(folder: Path) -> None:
    """Was a boolean column without any value."""
    rows = [["No", "Uraian", "Pagu"], ["A.", "Urusan Wajib", 500], ["B.", "Urusan Pilihan", 480], ["C.", "Lain", 100]]
    table = only(sheet(folder, rows))
    assert column(table, "A").type == "text"
    assert values(table, "A") == ["A.", "B.", "C."]


def test_a_row_that_both_sexes_make_up(folder: Path) -> None:
    rows = [
        ["Uraian", "2021", "2022", "2023"],
        ["Penduduk", 1000, 1100, 1200],
        ["- Laki-laki", 500, 540, 590],
        ["- Perempuan", 500, 560, 610],
        ["Rumah Tangga", 300, 320, 350],
    ]
    assert kinds(only(sheet(folder, rows))) == ["subtotal", "detail", "detail", "detail"]
    below = [rows[0], rows[2], rows[3], ["L + P", *rows[1][1:]], rows[4]]
    assert kinds(only(sheet(folder, below))) == ["detail", "detail", "subtotal", "detail"]


def test_sexes_that_do_not_make_up_the_row_above(folder: Path) -> None:
    rows = [["Uraian", "2022", "2023"], ["Guru", 90, 95], ["Laki-laki", 500, 540], ["Perempuan", 480, 560]]
    assert kinds(only(sheet(folder, rows))) == ["detail"] * 3


SCHOOLS: Rows = [
    ["No", "Kecamatan", "SD", "SMP"],
    [1, "Giri", 5, 2],
    [2, "Kabat", 7, 3],
    [3, "Glagah", 6, 4],
    ["Jumlah", None, 18, 9],
]


def test_the_label_of_a_total_may_stand_where_rows_are_numbered(folder: Path) -> None:
    """``Jumlah`` merged over No and Kecamatan: the most common last row of all."""
    table = only(sheet(folder, SCHOOLS, ["A5:B5"]))
    assert kinds(table)[-1] == "total"
    assert not table.findings
    _, read = drafted(sheet(folder, SCHOOLS, ["A5:B5"]))
    assert (blockers(read), read.rows.num_rows) == ([], 3)


def test_a_label_that_stands_once_for_its_group(folder: Path) -> None:
    rows = [
        ["Kecamatan", "Desa", "KK", "Jiwa"],
        ["Giri", "Boyolangu", 1200, 4100],
        [None, "Grogol", 980, 3000],
        [None, "Jambesari", 1500, 5200],
        ["Kabat", "Dadapan", 870, 2800],
        [None, "Labanasem", 990, 3100],
    ]
    table = only(sheet(folder, rows))
    assert values(table, "A") == ["Giri", "Giri", "Giri", "Kabat", "Kabat"] or table.findings


# --- columns of another kind ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (["2013-01-01", "2013-01-02", "2013-02-03"], "date"),
        (["2023-08", "2024-02", "2024-08"], "period"),
        (["2011-2012", "2012-2013", "2013-2014"], "period"),
        (["Jan-06", "Feb-06", "Agu-07"], "period"),
        (["03/07/23", "15-08-23", "1 Sept 2023"], "date"),
    ],
    ids=["dates", "months", "school years", "months and short years", "short years"],
)
def test_times_in_text_files(folder: Path, written: list[str], kind: str) -> None:
    table = only(text(folder, "waktu;jumlah\n" + "".join(f"{time};{n + 7}\n" for n, time in enumerate(written))))
    assert column(table, "A").type == kind


@pytest.mark.parametrize(
    "written",
    [["2009-10", "2010-11", "2011-12"], ["01-02-03", "01-02-04", "01-03-01"], ["2015-2019", "2020-2024", "2010-2014"]],
    ids=["school years or months", "codes", "years of a plan"],
)
def test_what_may_be_something_else_is_no_time(folder: Path, written: list[str]) -> None:
    table = only(text(folder, "uraian;jumlah\n" + "".join(f"{time};{n + 7}\n" for n, time in enumerate(written))))
    assert column(table, "A").type == "text"
    assert values(table, "A") == written


def test_short_years_below_the_name_of_a_date(folder: Path) -> None:
    """Of 65 nobody knows the century: a year of birth, or the end of a plan."""
    table = only(text(folder, "tanggal;jumlah\n15-08-23;7\n03-09-23;8\n1-Sep-99;9\n15-08-65;10\n"))
    assert values(table, "A") == ["2023-08-15", "2023-09-03", "1999-09-01", None]
    assert [(finding.rule, finding.cell) for finding in table.findings] == [("tanggal.tidak_dikenal", "A5")]


def test_semesters_written_as_a_bare_number(folder: Path) -> None:
    rows = [["Tahun", "Semester", "Peserta"], [2022, "I", 100], [2022, "II", 110], [2023, "I", 120]]
    assert values(only(sheet(folder, rows)), "B") == ["S1", "S2", "S1"]


def test_ages_that_the_spreadsheet_made_dates(folder: Path) -> None:
    rows = [
        ["Kelompok Umur", "L", "P"],
        ["0-4", 500, 480],
        [dt.date(2024, 9, 5), 510, 500],
        [dt.date(2024, 10, 14), 520, 530],
        ["15-19", 490, 470],
    ]
    table = only(sheet(folder, rows))
    assert [finding.rule for finding in table.findings] == ["teks.bukan_teks"]
    assert [cell.rpartition("!")[2] for cell in table.findings[0].cells] == ["A3", "A4"]
    assert "'5-9'" in (table.findings[0].suggestion or "")
    assert values(table, "A") == ["0-4", None, None, "15-19"]


def test_a_slip_among_dates_makes_them_no_ages(folder: Path) -> None:
    rows = [["Diterima", "Surat"], *([dt.date(2024, 9, day), day] for day in range(5, 9)), ["10-9", 7]]
    table = only(sheet(folder, rows))
    assert column(table, "A").type == "date"


def test_quarters_written_as_a_bare_number(folder: Path) -> None:
    rows = [["Tahun", "Triwulan", "Investasi"], [2022, "III", 100], [2022, "IV", 110], [2023, "I", 120]]
    table = only(sheet(folder, rows))
    assert values(table, "B") == ["Q3", "Q4", "Q1"]
    assert column(table, "B").type == "period"


def test_semesters_written_in_digits_stay_numbers(folder: Path) -> None:
    rows = [["Tahun", "Semester", "Peserta"], [2022, 1, 100], [2022, 2, 110], [2023, 1, 120]]
    assert values(only(sheet(folder, rows)), "B") == [1, 2, 1]


# --- tables that are lost ---------------------------------------------------------------------------------------------


def test_a_table_below_a_profile(folder: Path) -> None:
    rows = [
        ["PROFIL DESA REKAAN"],
        ["Nama Desa", ":", "Rekaan"],
        ["Kecamatan", ":", "Licin"],
        ["Luas Wilayah", ":", "25,5 Ha"],
        ["Tahun", ":", 2023],
        [],
        ["No", "Dusun", "Jumlah KK", "Jumlah Jiwa"],
        [1, "Krajan", 300, 1000],
        [2, "Kebun", 250, 820],
        [3, "Ampel", 180, 600],
        [None, "Jumlah", 730, 2420],
    ]
    document = found(sheet(folder, rows))
    (table,) = document.tables
    assert [column.name for column in table.columns] == ["No", "Dusun", "Jumlah KK", "Jumlah Jiwa"]
    assert document.metadata.get("Nama Desa") == "Rekaan" or "Rekaan" in " ".join(table.title)


def test_the_header_of_a_statistics_office_in_three_records(folder: Path) -> None:
    """However long the name of the indicator is, the label over the labels stands beside it."""
    content = (
        "Kabupaten/Kota Se Jawa Rekaan,Produksi Padi Menurut Kabupaten/Kota (Ton),,,,\n"
        ",2022,,,2023,,\n"
        ",Januari,Februari,Tahunan,Januari,Februari,Tahunan\n"
        "Kabupaten Alfa,10.5,20.25,30.75,11,21,32\n"
        "Kabupaten Beta,30,40,70,31,41,72\n"
        "Kabupaten Gama,5.25,6,11.25,6,7,13\n"
    )
    table = only(text(folder, content))
    assert column(table, "A").name == "Kabupaten/Kota Se Jawa Rekaan"
    assert column(table, "B").path[-2:] == ("2022", "Januari")
    assert "kepala.tanpa_nama" not in rules(table)


def test_every_record_quoted_as_a_whole(folder: Path) -> None:
    lines = ["Halte,Jalan,Jumlah", 'Utara,Jalan Rekaan,""5""', 'Selatan,Jalan Contoh,""7""', "Pusat,Jalan Misal,9"]
    content = "".join(f'"{line}"\n' for line in lines)
    document = found(text(folder, content))
    if document.tables:
        assert len(document.tables[0].columns) == 3
    else:
        assert any("kutip" in finding.rule for finding in document.findings)


PAGE = (
    "<html><body><h3>SISTEM INFORMASI PEMBANGUNAN DAERAH</h3><h3>KOTA REKAAN</h3>"
    "<table><tr><td><table><tr><td><b>BIDANG URUSAN : </b></td><td><b>KEPENDUDUKAN</b></td></tr></table></td></tr>"
    "<tr><td><table><tr><th rowspan=2>#</th><th rowspan=2>JENIS DATA</th><th colspan=2>TAHUN</th>"
    "<th rowspan=2>SATUAN</th></tr><tr><th>2021</th><th>2022</th></tr>"
    "<tr><td>I.</td><td>Kependudukan</td><td></td><td></td><td></td></tr>"
    "<tr><td></td><td>1. Jumlah Penduduk</td><td>198.539</td><td>200.112</td><td>Jiwa</td></tr>"
    "<tr><td></td><td style='padding-left:22px'>1. Laki-Laki</td><td>99.100</td><td>100.040</td><td>Jiwa</td></tr>"
    "<tr><td></td><td style='padding-left:22px'>2. Perempuan</td><td>99.439</td><td>100.072</td><td>Jiwa</td></tr>"
    "<tr><td></td><td>2. Sex Ratio</td><td>99,66</td><td>99,97</td><td>Persen</td></tr>"
    "</table></td></tr></table></body></html>"
)


def test_the_head_of_a_web_page_is_no_empty_table(folder: Path) -> None:
    document = found(text(folder, PAGE, "cetak.xls"))
    assert not [finding for table in document.tables for finding in table.findings if finding.severity == "blocker"]
    (table,) = document.tables
    assert "KEPENDUDUKAN" in " ".join([*table.title, *document.metadata.values()])
    assert "SISTEM INFORMASI PEMBANGUNAN DAERAH" in " ".join(table.title)


def test_padding_is_the_indentation_of_web_pages(folder: Path) -> None:
    table = found(text(folder, PAGE, "cetak.xls")).tables[-1]
    told = {row.values[1]: row for row in table.rows}
    assert told["1. Laki-Laki"].path[-2:] == ("1. Jumlah Penduduk", "1. Laki-Laki")
    assert told["1. Jumlah Penduduk"].kind == "subtotal"


def test_what_a_format_indents_stands_below_what_it_does_not(folder: Path) -> None:
    path = sheet(folder, [["Uraian", "Jumlah"], ["Penduduk", 30], ["Laki-laki", 10], ["Perempuan", 20], ["Rumah", 7]])
    book = openpyxl.load_workbook(path)
    for cell in ("A3", "A4"):
        book.worksheets[0][cell].alignment = Alignment(indent=2)
    book.save(path)
    assert [row.path for row in only(path).rows] == [
        ("Penduduk",),
        ("Penduduk", "Laki-laki"),
        ("Penduduk", "Perempuan"),
        ("Rumah",),
    ]


# --- drafts that do not read their own file ---------------------------------------------------------------------------

# A text file and the rows that its draft reads: its details, by sex and year where those stand over the columns.
TEXTS = {
    "total and source": (
        "Kecamatan,Laki-laki,Perempuan,Jumlah\nGiri,50,60,110\nKabat,70,80,150\nGlagah,30,40,70\nJumlah,150,180,330\n"
        "Sumber: Dinas Rekaan,,,\n",
        6,
    ),
    "total without a name": (
        "kab,miskin_2021,miskin_2022\nAlfa,30.5,31\nBeta,20,22.5\nGama,10,11\nSemua,60.5,64.5\n",
        3,
    ),
    "note": ("Provinsi,Garis,Miskin\nAlfa,627534,806.75\nBeta,658611,485.66\n,,\nKeterangan,,\nAngka sementara,,\n", 2),
    "title": ("SISTEM REKAAN,,\nTahun,Kota,Berat(ton)\n2022,Alfa,31.00\n2022,Beta,22.50\n2023,Alfa,30.25\n", 3),
    "years over the columns": ("Provinsi;2021;2022\nAlfa;10;11\nBeta;20;22\nGama;30;33\n", 6),
    "two records of header": ("Wilayah;Indeks;\n;2021;2022\nAlfa;70.40;70.60\nBeta;66.88;67.07\nSumber: BPS;;\n", 4),
    "no header": ("1979;21.77;;\n1980;15.97;;\n1981;7.09;;\n1982;9.69;;\n", 4),
    "trailing delimiters": ("tahun;laki_laki;perempuan;;;\n2021;10;11;;;\n2022;20;22;;;\n2023;30;33;;;\n", 3),
    "a column without name": (";id_desa;jumlah\nAlfa;1;10\nBeta;2;20\nGama;3;30\n", 3),
    "years as decimals": ("tahun,kecamatan,rt\n2013.0,Giri,3.0\n2013.0,Kabat,5.0\n2013.0,Glagah,7.0\n", 3),
    "numbered by a program": (",Umur,Kasus\n0,0-4,10\n1,5-9,20\n2,10-14,30\n", 3),
    "moments of programs": ("waktu,debit\n2023-01-01 10:00:00,0.19\n2023-01-02 00:00:00,1.06\n", 2),
    "dates with slashes": ("waktu,inflasi\n2021/10/01,0.19\n2021/11/01,1.06\n2021/12/01,0.82\n", 3),
    "a single column": ("Jumlah\n831500\n1291990\n353240\n494260\n", 4),
    "shares with their mark": ("Bidang;Pagu;Progres\nA;5000000;18%\nB;3500000;25.71%\nC;6000000;15%\n", 3),
    "records quoted as a whole": ('"Halte,Jalan,Jumlah"\n"Utara,""Rekaan, I"",5"\n"Pusat,Contoh,7"\n', 2),
    "signatures": ("Kecamatan,KK\nGiri,1\nKabat,3\n,\nKepala Dinas,\n,\nSUTRISNO,\nNIP. 1970,\n", 2),
    "signatures in one field": ("Kecamatan,KK\nGiri,1\nKabat,3\nMengetahui\nKepala Dinas\n\nSUTRISNO\nNIP 1970\n", 2),
    "the delimiter told to Excel": ("sep=;\nHalte;Jalan;Jumlah\nUtara;Rekaan;5\nPusat;Contoh;7\n", 2),
    "a unit for each": ("Kota;Belanja per Kapita (Ribu Rupiah/Orang/Tahun)\nAlfa;10309\nBeta;10260\nGama;9945\n", 3),
}


@pytest.mark.parametrize(("content", "details"), TEXTS.values(), ids=TEXTS.keys())
def test_the_draft_of_a_text_file_reads_its_details_and_nothing_else(folder: Path, content: str, details: int) -> None:
    path = text(folder, content)
    _, read = drafted(path)
    assert (blockers(read), read.rows.num_rows) == ([], details)
    labels = {str(cell) for row in read.rows.to_pylist() for cell in row.values()}
    assert not labels & {"Jumlah", "Semua", "Keterangan", "Angka sementara", "Sumber: BPS", "Sumber: Dinas Rekaan"}


def test_amounts_in_rupiah_are_in_rupiah(folder: Path) -> None:
    rows = [["Jenis", "Nilai"], ["Sapi", "Rp. 12.500.000,-"], ["Kambing", "Rp. 2.500.000,-"], ["Ayam", "Rp. 900.000,-"]]
    _, read = drafted(sheet(folder, rows))
    assert blockers(read) == []


VISITS: Rows = [
    ["NO", "DESTINASI", "JANUARI", None, "FEBRUARI", None, "JUMLAH", None, "TOTAL"],
    [None, None, "WISNUS", "WISMAN", "WISNUS", "WISMAN", "WISNUS", "WISMAN", None],
    [1, "Kawah", 125, 35, 110, 42, 235, 77, 312],
    [2, "Pantai", 80, 12, 75, 10, 155, 22, 177],
    [3, "Curug", 45, 2, 38, 1, 83, 3, 86],
    [None, "JUMLAH", 250, 49, 223, 53, 473, 102, 575],
]
VISITS_MERGED = ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1", "I1:I2"]
PUPILS: Rows = [
    ["Kecamatan", "Negeri", None, None, "Swasta", None, None, "Jumlah Seluruhnya"],
    [None, "L", "P", "L+P", "L", "P", "L+P", None],
    ["Giri", 50, 48, 98, 12, 11, 23, 121],
    ["Kabat", 65, 64, 129, 8, 7, 15, 144],
    ["Glagah", 41, 40, 81, 6, 9, 15, 96],
    ["Jumlah", 156, 152, 308, 26, 27, 53, 361],
]
PUPILS_MERGED = ["A1:A2", "B1:D1", "E1:G1", "H1:H2"]


@pytest.mark.parametrize(
    ("rows", "merged"), [(VISITS, VISITS_MERGED), (PUPILS, PUPILS_MERGED)], ids=["a group of totals", "a total in each"]
)
def test_totals_beside_a_block_of_two_levels_compare_their_own_part(
    folder: Path, rows: Rows, merged: list[str]
) -> None:
    _, read = drafted(sheet(folder, rows, merged))
    assert blockers(read) == []
    assert read.rows.num_rows == 12


def test_two_years_below_each_other_are_not_read_as_one(folder: Path) -> None:
    rows = [
        ["TAHUN 2022"],
        ["Komoditas", "Produksi"],
        ["Padi", 68],
        ["Jagung", 13],
        ["Jumlah", 81],
        [],
        ["TAHUN 2023"],
        ["Komoditas", "Produksi"],
        ["Padi", 65],
        ["Jagung", 14],
        ["Jumlah", 79],
    ]
    _, read = drafted(sheet(folder, rows))
    assert "TAHUN 2023" not in str(read.rows.to_pylist())
    assert read.rows.num_rows == 2 or blockers(read)


def test_rates_across_the_rows_are_not_added_up(folder: Path) -> None:
    rows = [
        ["Indikator", "Giri", "Kabat", "Glagah", "Jumlah"],
        ["Jumlah Penduduk", 310, 408, 280, 998],
        ["Jumlah KK", 98, 124, 90, 312],
        ["Jumlah Desa", 6, 16, 10, 32],
        ["Kepadatan per Km2", 1455, 433, 365, 519],
    ]
    path = sheet(folder, rows)
    assert only(path).findings == ()
    _, read = drafted(path)
    assert "total.kolom" not in {finding.rule for finding in read.findings}


def test_odd_cells_are_told_and_spoil_no_column(folder: Path) -> None:
    rows = [
        ["Kecamatan", "Nilai", "Tanggal"],
        ["Pesanggaran", 10**300, dt.date(9999, 12, 31)],
        ["Silir\u202eagung", 1e-300, "31/02/2024"],
        ["Bangorejo", "9" * 5000, "2024-13-01"],
        ["Purwo\u200fharjo", "1e999", "32 Januari 2024"],
        ["Tegaldlimo", "NaN", "Infinity"],
    ]
    document = discover(sheet(folder, rows), "berkas.xlsx")
    (table,) = document.tables
    assert [column.type for column in table.columns] == ["text", "number", "date"]
    assert [row.values[0] for row in table.rows][1:4] == ["Siliragung", "Bangorejo", "Purwoharjo"]
    assert [row.values[1:] for row in table.rows] == [
        (1e300, "9999-12-31"),
        (1e-300, None),
        (None, None),
        (None, None),
        (None, None),
    ]
    told = {found.rule: [*found.cells] for found in (*table.findings, *document.findings)}
    assert told == {
        "angka.di_luar_batas": ["Sheet1!B4", "Sheet1!B5", "Sheet1!B6"],
        "tanggal.tidak_dikenal": ["Sheet1!C3", "Sheet1!C4", "Sheet1!C5", "Sheet1!C6"],
        "teks.pembalik_arah": ["Sheet1!A3", "Sheet1!A5"],
    }


@pytest.mark.parametrize(
    "texts",
    [["01/31/2024", "03/25/2024", "01/02/2024"], ["03/07/45", "04/07/51", "05/08/2024"], ["segera", "besok", "nanti"]],
)
def test_dates_of_which_the_order_or_century_is_open_stay_texts(folder: Path, texts: list[str]) -> None:
    rows = [["Nama", "Tanggal", "Nilai"], *([f"Desa {n}", text, n] for n, text in enumerate(texts))]
    (table,) = discover(sheet(folder, rows), "berkas.xlsx").tables
    assert [row.values[1] for row in table.rows] == texts
