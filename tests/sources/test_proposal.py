"""A drafted contract is valid, says what it decided, and reads the file that it was drafted from."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sheets

from sources import reading
from sources.contract import Contract, Csv, Workbook, load
from sources.discovery import discover
from sources.periods import Period
from sources.proposal import Draft, NothingToProposeError, propose
from sources.reading import Reading
from sources.regions import Regions

BANYUWANGI = Regions.load("35.10")
Rows = Sequence[Sequence[Any]]


def draft(path: Path, **options: Any) -> Draft:
    return propose(discover(path, path.name), opd="dukcapil", regions=sheets.REGIONS, **options)


def loaded(found: Draft, folder: Path) -> Contract:
    path = folder / found.opd / f"{found.dataset}.odcs.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(found.text, encoding="utf-8")
    return load(path)


def test_births_become_a_dataset_of_regions_and_sexes(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births())
    found = draft(path, dataset="kelahiran")
    contract = loaded(found, tmp_path)
    assert contract.key == ("kelurahan", "kelompok_1")
    region = contract.column("kelurahan").region
    assert (region.level, region.by) == ("desa", "name") if region else None
    assert isinstance(contract.layout, Workbook)
    assert contract.layout.totals
    assert set(contract.layout.totals.rows) == {r"^Kecamatan\s", "^Kota Mojokerto$"}
    read = reading.read(path, path.name, contract, Period.parse("2023"), sheets.REGIONS)
    assert not [f for f in read.findings if f.severity == "blocker"]
    assert read.rows.num_rows == len(sheets.KELURAHAN) * 2


def test_every_decision_is_commented_and_every_gap_marked(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births())
    text = draft(path).text
    assert "# Kolom A: teks. Isinya nama desa di Kota Mojokerto." in text
    assert text.count("TODO:") > 10
    # Nothing is delivered or public before a person says so.
    assert "status: draft" in text
    assert "sifat: tertutup" in text


def test_years_over_the_columns_become_rows(tmp_path: Path) -> None:
    rows = [["Uraian", 2021, 2022, 2023], ["Padi", 10, 20, 30], ["Jagung", 5, 6, 7], ["Jumlah", 15, 26, 37]]
    path = sheets.workbook(tmp_path / "produksi.xlsx", rows)
    contract = loaded(draft(path), tmp_path)
    read = reading.read(path, path.name, contract, Period.parse("2023"), sheets.REGIONS)
    assert read.rows.num_rows == 6
    assert contract.key == ("uraian", "tahun")


def test_a_file_without_tables_is_refused(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kosong.xlsx", [["Hanya judul"]])
    with pytest.raises(NothingToProposeError, match=r"kosong\.xlsx tidak memuat tabel"):
        draft(path)


def drafted(path: Path) -> tuple[Contract, Reading]:
    """The contract drafted from a file, and the same file read by it."""
    found = propose(discover(path, path.name), opd="dukcapil", regions=BANYUWANGI)
    contract = loaded(found, path.parent)
    return contract, reading.read(path, path.name, contract, Period.parse("2023"), BANYUWANGI)


def sheet(folder: Path, rows: Rows, merged: Sequence[str] = ()) -> Path:
    return sheets.workbook(folder / "berkas.xlsx", rows, merged=merged)


def blockers(read: Reading) -> list[str]:
    return [f"{finding.rule} {finding.cell}" for finding in read.findings if finding.severity == "blocker"]


# --- text files -------------------------------------------------------------------------------------------------------

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
    "dates with slashes": ("waktu,inflasi\n2021/10/01,0.19\n2021/11/01,1.06\n2021/12/01,0.82\n", 3),
    "a single column": ("Jumlah\n831500\n1291990\n353240\n494260\n", 4),
    "a unit for each": ("Kota;Belanja per Kapita (Ribu Rupiah/Orang/Tahun)\nAlfa;10309\nBeta;10260\nGama;9945\n", 3),
}


@pytest.mark.parametrize(("content", "details"), TEXTS.values(), ids=TEXTS.keys())
def test_the_draft_of_a_text_file_reads_its_details_and_nothing_else(
    tmp_path: Path, content: str, details: int
) -> None:
    path = tmp_path / "berkas.csv"
    path.write_text(content, encoding="utf-8")
    _, read = drafted(path)
    assert (blockers(read), read.rows.num_rows) == ([], details)
    labels = {str(cell) for row in read.rows.to_pylist() for cell in row.values()}
    assert not labels & {"Jumlah", "Semua", "Keterangan", "Angka sementara", "Sumber: BPS", "Sumber: Dinas Rekaan"}


def test_only_a_header_and_its_details_are_read_at_once(tmp_path: Path) -> None:
    plain, noted = tmp_path / "polos.csv", tmp_path / "bercatatan.csv"
    plain.write_text("Kota;Nilai\nAlfa;1\nBeta;2\nGama;3\n", encoding="utf-8")
    noted.write_text("Kota;Nilai\nAlfa;1\nBeta;2\nGama;3\nSumber: BPS;\n", encoding="utf-8")
    assert isinstance(drafted(plain)[0].layout, Csv)
    layout = drafted(noted)[0].layout
    assert isinstance(layout, Workbook)
    assert layout.text


# --- sheets -----------------------------------------------------------------------------------------------------------


def test_notes_below_a_table_are_no_rows(tmp_path: Path) -> None:
    rows = [
        ["Lapangan Usaha", "2021", "2022*)", "2023**)"],
        ["A. Pertanian", "1.200,10", "1.310,25", "1.400,75"],
        ["B. Tambang", "300,00", "310,50", "320,10"],
        ["C. Industri", "800,40", "850,00", "900,20"],
        ["*) Angka sementara"],
        ["**) Angka sangat sementara"],
        ["Catatan/Note: Angka rekaan"],
    ]
    _, read = drafted(sheet(tmp_path, rows))
    assert read.rows.num_rows in (3, 9)
    assert "sementara" not in str(read.rows.to_pylist())


def test_years_with_a_mark_are_years(tmp_path: Path) -> None:
    rows = [["Sektor", "2021", "2022*)", "2023**)"], ["Padi", 10, 20, 30], ["Jagung", 5, 6, 7], ["Kedelai", 1, 2, 3]]
    contract, read = drafted(sheet(tmp_path, rows))
    assert contract.key == ("sektor", "tahun")
    assert read.rows.num_rows == 9


def test_a_column_named_kecamatan_holds_kecamatan(tmp_path: Path) -> None:
    """Giri, Kabat and Glagah are names of kecamatan and of villages: the header says which are meant."""
    rows = [["Kecamatan", "Puskesmas"], ["Giri", 2], ["Kabat", 3], ["Glagah", 1], ["Licin", 1]]
    contract, read = drafted(sheet(tmp_path, rows))
    region = contract.column("kecamatan").region
    assert region
    assert region.level == "kecamatan"
    assert [row["kecamatan"] for row in read.rows.to_pylist()][1] == "35.10.14"


def test_a_column_with_gaps_is_no_part_of_a_key(tmp_path: Path) -> None:
    rows = [
        ["Sektor", "Mikro", "Kecil", "Ket."],
        ["Kuliner", 12, 5, None],
        ["Kriya", 8, 9, "naik"],
        ["Fesyen", 4, 6, None],
    ]
    contract, _ = drafted(sheet(tmp_path, rows))
    assert contract.key == ("sektor",)


def test_a_year_is_a_better_key_than_a_remark(tmp_path: Path) -> None:
    rows = [
        ["Tahun", "Nominal", "Konteks"],
        [2021, 184.5, "hlm. 544"],
        [2022, 209.25, "hlm. 547"],
        [2023, 227.75, "hlm. 550"],
    ]
    contract, _ = drafted(sheet(tmp_path, rows))
    assert contract.key == ("tahun",)


def test_the_draft_knows_that_shares_have_decimals(tmp_path: Path) -> None:
    rows = [["Puskesmas", "Sasaran", "%"], ["Sobo", 1200, "91,67%"], ["Kabat", 1250, "96,00%"], ["Giri", 900, "96,67%"]]
    _, read = drafted(sheet(tmp_path, rows))
    assert blockers(read) == []


def test_a_draft_does_not_decide_what_the_reader_left_open(tmp_path: Path) -> None:
    rows = [["Ruas", "Jarak"], ["Utara", "12,345"], ["Selatan", "40,800"], ["Timur", "28,450"]]
    path = sheet(tmp_path, rows)
    assert "TODO: tetapkan tanda desimalnya" in draft(path).text
    assert blockers(drafted(path)[1]) == ["angka.tidak_pasti B2"]


def test_amounts_in_brackets_are_read_by_the_draft_as_by_the_reader(tmp_path: Path) -> None:
    rows = [["Uraian", "2022", "2023"], ["Surplus", "(50.000,00)", "1.000,00"], ["Pembiayaan", "20.000,00", "(500,00)"]]
    _, read = drafted(sheet(tmp_path, rows))
    assert not blockers(read)
    assert read.rows["nilai"].to_pylist() == [-50_000, 1_000, 20_000, -500]


def test_the_label_of_a_total_may_stand_where_rows_are_numbered(tmp_path: Path) -> None:
    """``Jumlah`` merged over No and Kecamatan: the most common last row of all."""
    rows = [
        ["No", "Kecamatan", "SD", "SMP"],
        [1, "Giri", 5, 2],
        [2, "Kabat", 7, 3],
        [3, "Glagah", 6, 4],
        ["Jumlah", None, 18, 9],
    ]
    _, read = drafted(sheet(tmp_path, rows, ["A5:B5"]))
    assert (blockers(read), read.rows.num_rows) == ([], 3)
    assert [control.proven for control in read.controls] == [True]


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
    tmp_path: Path, rows: Rows, merged: list[str]
) -> None:
    _, read = drafted(sheet(tmp_path, rows, merged))
    assert blockers(read) == []
    assert read.rows.num_rows == 12


def test_two_years_below_each_other_are_not_read_as_one(tmp_path: Path) -> None:
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
    _, read = drafted(sheet(tmp_path, rows))
    assert "TAHUN 2023" not in str(read.rows.to_pylist())
    assert (blockers(read), read.rows.num_rows) == ([], 2)


def test_a_table_beside_another_one_can_be_drafted(tmp_path: Path) -> None:
    rows = [
        ["Pekerjaan", "Jumlah", None, "Pendidikan", "Jumlah"],
        ["Petani", 500, None, "SD", 800],
        ["Nelayan", 200, None, "SMP", 400],
        ["PNS", 50, None, "SMA", 300],
    ]
    _, read = drafted(sheet(tmp_path, rows))
    assert (blockers(read), read.rows.num_rows) == ([], 3)


def test_a_draft_of_many_names_takes_no_time(tmp_path: Path) -> None:
    """The nearest region of an unknown name is looked for only where somebody is told about it."""
    path = tmp_path / "berkas.csv"
    path.write_text("Nama,Jumlah\n" + "".join(f"Barang {n},{n}\n" for n in range(4000)), encoding="utf-8")
    document = discover(path, path.name)
    start = time.monotonic()
    propose(document, opd="dukcapil", regions=BANYUWANGI)
    assert time.monotonic() - start < 0.5


# --- keys -------------------------------------------------------------------------------------------------------------

# The same label twice, for numbers in different units; the unit is not given everywhere.
REPEATED = [
    ["No", "Uraian", "Satuan", "Nilai"],
    [1, "Jumlah penduduk", "Orang", 70],
    [2, "Rasio", None, 30],
    [3, "Jumlah penduduk", "Jiwa", 22],
]


def test_running_numbers_tell_apart_what_nothing_else_does(tmp_path: Path) -> None:
    path = sheet(tmp_path, REPEATED)
    contract, read = drafted(path)
    assert contract.key == ("no", "uraian")
    assert len({tuple(row[name] for name in contract.key) for row in read.rows.to_pylist()}) == 3
    assert "# TODO: hanya dengan nomor urut" in draft(path).text


def test_running_numbers_are_left_out_where_labels_are_enough(tmp_path: Path) -> None:
    contract, _ = drafted(sheet(tmp_path, [*REPEATED[:3], [3, "Luas", "Ha", 22]]))
    assert contract.key == ("uraian",)
    assert "no" not in [column.name for column in contract.columns]


def test_a_draft_names_the_rows_that_no_column_tells_apart(tmp_path: Path) -> None:
    rows = [["Indikator", "Satuan"], ["Kelulusan", "Persen"], ["Kesiapan", "Persen"], ["Kelulusan", "Persen"]]
    text = draft(sheet(tmp_path, rows)).text
    assert "TODO: tidak ada kombinasi kolom yang unik: baris 2, 4 tidak" in " ".join(text.replace("#", "").split())


# --- sums over some of the rows below ---------------------------------------------------------------------------------

PEOPLE = [
    ["Uraian", "Satuan", "Angka"],
    ["Penduduk", "Orang", 30],
    ["   Laki-laki", "Orang", 10],
    ["   Perempuan", "Orang", 20],
]


def test_a_sum_whose_parts_end_nowhere_is_not_declared(tmp_path: Path) -> None:
    path = sheet(tmp_path, [*PEOPLE, ["Rumah", "Unit", 7], ["Sekolah", "Unit", 3]])
    _, read = drafted(path)
    assert blockers(read) == []
    assert [row["angka"] for row in read.rows.to_pylist()] == [30, 10, 20, 7, 3]
    assert "TODO: baris 2 menjumlah sebagian" in draft(path).text


def test_sums_that_follow_each_other_are_declared(tmp_path: Path) -> None:
    path = sheet(tmp_path, [*PEOPLE, ["Rumah", "Unit", 7], ["   Milik", "Unit", 4], ["   Sewa", "Unit", 3]])
    contract, read = drafted(path)
    assert blockers(read) == []
    assert [row["angka"] for row in read.rows.to_pylist()] == [10, 20, 4, 3]
    assert isinstance(contract.layout, Workbook)
    assert contract.layout.totals


# --- units ------------------------------------------------------------------------------------------------------------


def test_a_unit_that_the_file_does_not_tell_is_marked_where_it_stands(tmp_path: Path) -> None:
    path = sheet(tmp_path, [*PEOPLE[:2], ["Belanja", "Rupiah", 7_000_000], ["Lulusan", "Persen", 80]])
    lines = [line.strip() for line in draft(path).text.splitlines()]
    place = lines.index("ukuran: Jumlah")
    assert lines[place + 1] == "satuan: Unit"
    assert lines[place - 2].startswith("# TODO: ukuran dan satuan belum ditetapkan")


def test_a_unit_that_the_file_tells_is_not_in_doubt(tmp_path: Path) -> None:
    text = draft(sheet(tmp_path, [["Desa", "Jumlah Penduduk (jiwa)"], ["Giri", 20], ["Kabat", 30]])).text
    assert "ukuran dan satuan belum" not in text
