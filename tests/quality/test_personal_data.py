"""What identifies a person is found wherever it stands in a file, and never shown; what only looks so is left alone."""

import datetime as dt
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import sheets
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from sheets import KECAMATAN, births, found, workbook

from quality import personal_headings
from quality.cell_search import Cells, search
from quality.identity_numbers import LOOSE, identity_numbers, is_nik
from quality.personal_data import redacted, scan
from quality.personal_headings import announced
from sources.findings import Finding
from sources.rules import masked
from sources.texts import TextColumn, Texts
from sources.workbook import letters

# Built from a real kecamatan code, an impossible person: nobody has serial 9999 on that day by design of the test.
NIK = "3576014507909999"
# Names that many bear and nobody in particular.
PEOPLE = ("Budi Santoso", "Siti Aminah", "H. Ahmad Fauzi, S.Pd", "Ni Wayan Sari")


def sheet(*rows: Sequence[Any], name: str | None = "Data", margins: tuple[tuple[str, str], ...] = ()) -> Texts:
    width = max(map(len, rows), default=0)
    columns = [[row[i] if i < len(row) else None for row in rows] for i in range(width)]
    return Texts(tuple(TextColumn(name, letters(i), 1, cells) for i, cells in enumerate(columns)), margins)


def column(heading: str, *cells: Any) -> Texts:
    return sheet((heading,), *((cell,) for cell in cells))


def rules(texts: Texts, name: str = "data.xlsx") -> dict[str, Finding]:
    findings = scan(name, texts)
    assert len({(f.rule, f.sheet, f.column) for f in findings}) == len(findings), "one finding for a kind and column"
    return {finding.rule: finding for finding in findings}


def person(serial: int) -> str:
    return f"351016{10 + serial:02d}0390{serial:04d}"


# --- numbers by their form


@pytest.mark.parametrize(
    "text",
    [
        NIK, f"'{NIK}", f"NIK: {NIK}.", "3576-0145-0790-9999", "3576 0145 0790 9999", "357601 450790 9999",
        "35.76.01.450790.9999", "357601-450790-9999", "ktp_3576014507909999.jpg", "3576010507900001",
        "3,57601450790999E+15", "3.57E+15", "3,51016E+15", "3.51E+15", "3576014507909999.0", "9201010101900001",
        "3510****0001", "351016******0001", "357601450790xxxx", "3576 - 0145 - 0790 - 9999", "3576/0145/0790/9999",
        "3 5 7 6 0 1 4 5 0 7 9 0 9 9 9 9", "3576\u20110145\u20110790\u20119999", "3576\u200b014507909999",
        "1, 3576014507909999, Kabat", "1,3576014507909999,Kabat", "no. 12 3576 0145 0790 9999 umur 34",
        "91.01.01.410190.0001", "7303012902000001", "NIK 357601.4507909999", "aduan 3576014507909999 s.d. 12-01-2024",
    ],
)  # fmt: skip
def test_identity_numbers(text: str) -> None:
    assert len(identity_numbers(text)) == 1
    assert [*search([Cells((0, [text]))], LOOSE)], "the search in bulk must let it through"


@pytest.mark.parametrize(
    "text",
    [
        "19700101 199503 1 001", "197001011995031001", "2025070112304501", "3576013207909999", "3576014513909999",
        "9976014507909999", "35760145079099991", "1.234.567.890.123.456", "35.76.01.1003", "8800014507909999",
        "Rp 3.576.014.507.909.999", "3,5E+12", "", "Kelurahan Wates", "01.312.166.0-091.000", "0013121660910000",
        "0013121660910000000001", "5.1.01.01.01.0001", "510101010001", "5.1.02.01.01.0026.00001", "2.16.03.2.02.0012",
        "2.16.2.20.2.21.01.0000", "8991234567890", "978-602-8519-93-9", "130,035,101,100", "1.234.567.890.123,00",
        "12.111.111.111.111,11", "-8.2191234512019990", "114.3691201019900", "1234.012001019001", "0.3510161204990001",
        "31-12-2019 01-01-2020", "31122019-01012020", "11-12-2013 12.11.10.11", "35101610033510161003", "30 Februari",
        "3510161003351016", "3510163510161003", "3576013002909999", "3576010000000000", "3576012902010001",
        "12 15 17 20 11 13 14 16", "1971 1980 1990 2000", "2019xxxx", "35**************", "Rp3510161204990001",
        "3510161204990001,50", "5.1.02.01.01.0001.0001", "12.01.01.01.2024.001.01.02", "35.10.01.2001-2025-09",
    ],
)  # fmt: skip
def test_what_is_no_identity_number(text: str) -> None:
    assert identity_numbers(text) == []


CODES = sorted(KECAMATAN)
_births = st.dates(dt.date(1940, 1, 1), dt.date(2025, 12, 31))


@st.composite
def niks(draw: st.DrawFn) -> str:
    born = draw(_births)
    day = born.day + 40 * draw(st.booleans())
    code = draw(st.sampled_from([*CODES, "35.10.16", "91.01.05", "11.71.02"])).replace(".", "")
    number = f"{code}{day:02d}{born:%m%y}{draw(st.integers(1, 9999)):04d}"
    assume(is_nik(number))  # but for one in a million that repeats its region code
    return number


_CUTS = st.sampled_from([(), (6, 12), (4, 8, 12), (2, 4, 6, 12), (2, 4, 6, 8, 10, 12), (8,), (12,), (6, 8, 10, 12)])
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Nd", "No", "Nl")), max_size=12)


@given(niks(), _CUTS, st.sampled_from([" ", "-", " - ", "\u00a0", "/", "_", "\u2013"]), _WORDS, _WORDS)
def test_every_identity_number_is_found_in_any_text(number: str, cuts: Any, mark: str, before: str, after: str) -> None:
    places = (0, *cuts, 16)
    written = mark.join(number[a:b] for a, b in pairwise(places))
    assume(not before.casefold().rstrip(" .:").endswith("rp"))
    text = f"{before} {written} {after}"
    assert identity_numbers(text) == [written]
    assert rules(sheet(("Catatan",), (text,)))["pribadi.nik"].count == 1


@given(niks(), st.sampled_from([6, 8, 12]))
def test_an_identity_number_in_two_cells_is_found(number: str, cut: int) -> None:
    assume(not (cut == 6 and number[6:8] == "08"))
    assert "pribadi.nik" in rules(sheet(("A", "B"), (number[:cut], number[cut:])))


_stamps = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2069, 1, 1)).map(lambda t: f"{t:%Y%m%d%H%M%S}07")  # noqa: DTZ001
_amounts = st.integers(10**9, 10**15).map(lambda n: f"{n:,}".replace(",", "."))
_accounts = st.builds(
    "{}.{}.{:02d}.{:02d}.{:02d}.{:04d}".format,
    st.sampled_from([4, 5, 6]), st.integers(1, 4), *[st.integers(1, 99)] * 3, st.integers(1, 9999),
)  # fmt: skip
_entities = st.integers(10**13, 10**14 - 1).map(lambda n: f"00{n}")
_villages = st.builds("{}{:04d}".format, st.sampled_from(CODES), st.integers(1001, 2020))
_harmless = st.one_of(
    _stamps, _amounts, _amounts.map(lambda text: f"{text},00"), _accounts, _accounts.map(lambda t: t.replace(".", "")),
    _entities, _villages, _villages.map(lambda t: t.replace(".", "") * 2), st.floats(-180, 180).map(str),
    st.integers(10**12, 10**13 - 1).map(str), st.dates().map(str),
)  # fmt: skip


@given(st.lists(_harmless, min_size=1, max_size=20))
def test_amounts_codes_and_times_are_no_alarm(cells: list[str]) -> None:
    assert rules(column("Uraian", *cells)) == {}


@given(st.lists(st.floats(0, 1e15) | st.integers(-(10**9), 10**15), max_size=20))
def test_numbers_are_no_alarm(cells: list[float]) -> None:
    assert rules(column("Realisasi", *cells)) == {}


# --- whole files


@pytest.mark.parametrize("cell", [int(NIK), float(NIK), 9201010101900001, "3,57601E+15", 3576014507909990.0])
def test_a_number_that_excel_spoilt(cell: Any) -> None:
    (finding,) = scan("a.xlsx", column("Nomor", "x", cell))
    assert (finding.rule, finding.cell, finding.row) == ("pribadi.nik", "A3", 3)
    assert NIK[6:] not in repr(finding)


def test_a_column_of_numbers_is_one_finding_with_its_cells() -> None:
    (finding,) = scan("a.xlsx", column("NIK", NIK, "3576-0145-0790-9998", None, "3576993333333333"))
    assert (finding.severity, finding.sheet, finding.cell, finding.count) == ("blocker", "Data", "A2", 3)
    assert finding.cells == ("Data!A2", "Data!A3", "Data!A5")
    assert "0145" not in repr(finding)
    assert finding.value == "35" + "*" * 14
    assert finding.column == "NIK"


def test_the_heading_tells_a_family_card_from_a_person() -> None:
    found = rules(sheet(("No. KK", "NIK Kepala Keluarga"), (person(1), person(2)), (person(3), person(4))))
    assert {"pribadi.kk", "pribadi.nik"} <= set(found)


def test_codes_of_sixteen_digits_are_no_column_of_niks() -> None:
    codes = [f"51020{n:03d}{n * 37 % 100:02d}{n * 91 % 10**6:06d}" for n in range(100, 160)]
    assert any(map(is_nik, codes))
    assert rules(column("Nomor", *codes)) == {}
    assert rules(column("Kode Rekening", NIK, *codes)) == {}
    assert rules(column("Kode", *(person(n) for n in range(1, 9))))["pribadi.nik"].count == 8


def test_the_npwp_of_an_office_is_none_and_that_of_a_person_is_a_nik() -> None:
    assert rules(column("NPWP", "01.312.166.0-091.000", "0013121660910000", "0013121660910000000001")) == {}
    assert rules(column("NPWP", "01.312.166.0-091.000", NIK))["pribadi.nik"].count == 1


def test_a_number_over_three_cells_and_codes_beside_numbers() -> None:
    assert "pribadi.nik" in rules(sheet(("Kec", "Lahir", "Urut"), ("351016", "120499", "0001")))
    numbers = [(351016, 1204990001 + n, n) for n in range(5)]
    assert "pribadi.nik" in rules(sheet(("a", "b", "c"), *numbers))
    codes = [("351016", f"3510162{n:03d}", 2024) for n in range(1, 13)]
    assert rules(sheet(("kode_kec", "kode_desa", "tahun"), *codes)) == {}
    assert rules(sheet(("kode_desa", "bulan"), *((f"351016{1000 + n}", f"2025{n:02d}") for n in range(1, 13)))) == {}
    assert rules(sheet(("kode", "pagu"), *((351016, 1_000_000_000 + n * 35_791_357) for n in range(40)))) == {}


@pytest.mark.parametrize("place", ["komentar Data!B3", "nama lembar", "properti berkas", "nama gambar"])
def test_what_stands_outside_of_cells(place: str) -> None:
    (finding,) = scan("a.xlsx", Texts(margins=((place, f"a.n. {NIK}"),)))
    assert (finding.rule, finding.cells, finding.count) == ("pribadi.nik", (place,), 1)
    assert place in finding.message


def test_the_name_of_the_file_is_scanned() -> None:
    (finding,) = scan(f"foto_{NIK}.xlsx", Texts())
    assert finding.cells == ("nama berkas",)


@pytest.mark.parametrize(
    "where", ["cell", "number", "hidden sheet", "ignored sheet", "comment", "property", "header", "footer"]
)
def test_all_of_a_workbook_is_scanned(tmp_path: Path, where: str) -> None:
    path = workbook(tmp_path / "a.xlsx", births())
    book = openpyxl.load_workbook(path)
    page = book["Sheet1"]
    if where == "cell":
        page["B5"] = f"a.n. {NIK}"
    elif where == "number":
        page["E5"] = int(NIK[:-1] + "0")
    elif where == "hidden sheet":
        hidden = book.create_sheet("x")
        hidden["C9"] = NIK
        hidden.sheet_state = "veryHidden"
    elif where == "ignored sheet":
        book.create_sheet(f"NIK {NIK}")
    elif where == "comment":
        page["B5"].comment = Comment(f"cek {NIK}", "x")
    elif where == "property":
        book.properties.description = NIK
    elif where == "footer":
        page.oddFooter.center.text = f"dibuat untuk {NIK}"
    else:
        page["E1"] = f"Persentase\n{NIK}"
    book.save(path)
    verdict = sheets.check(path)
    assert verdict.verdict == "rejected"
    assert found(verdict, "pribadi.nik").count == 1
    assert NIK not in repr(verdict)
    assert NIK[:-1] not in repr(verdict)


def test_a_signature_with_a_nip_is_no_alarm(tmp_path: Path) -> None:
    rows = [*births(), [], ["", "", "Kepala Dinas"], ["", "", "BUDI SANTOSO"], ["", "", "NIP. 19700101 199503 1 001"]]
    verdict = sheets.judged(tmp_path, rows)
    assert verdict.verdict == "accepted"
    assert "BUDI" not in repr(verdict)
    assert verdict.notes == ()


# --- where people are reached, and other numbers


NIPS = ("19700101 199503 1 001", "198502122010012003", "199112312020121005")


def test_nip_in_a_table() -> None:
    assert rules(column("NIP", NIPS[0]))["pribadi.nip"].value == "19" + "*" * 19
    assert rules(column("PPTK", *(f"{name}\nNIP. {nip}" for name, nip in zip(PEOPLE, NIPS, strict=False))))
    apart = [cell for nip in NIPS for cell in (f"NIP. {nip}", *[None] * 9)]
    assert rules(column("Jumlah", *apart)) == {}


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("No. HP", (81234567890, 82345678901.0)), ("TELP/WA", ("0812-3456-7890", "+62 813 4567 8901")),
        ("no_hp", ("81234567890", "6281345678901")), ("Keterangan", ("081234567890", "081345678901", "0852 1111 2222")),
        ("Isi Aduan", ("Jalan rusak, hubungi saya di 081234567890 atau datang",)),
        ("Nomor", tuple(f"62812345678{n}" for n in range(10, 15))),
    ],
)  # fmt: skip
def test_telephone_columns(heading: str, cells: tuple[Any, ...]) -> None:
    assert rules(column(heading, *cells))["pribadi.telepon"].count == len(cells)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Kontak", ("0812-3456-7890", None, "0333-425001", "(0333) 425002")), ("Telp", ("0333 425001", "0333 425002")),
        ("Catatan", ("Hubungi Dinas di 081234567890",)),
        ("Pagu", ("62.812.345.678", "62.813.345.678", "62.814.345.678")),
        ("Realisasi", ("62812345678", "62813345678", "1500000000", "2500000000", "900000000")),
        ("Realisasi", (81234567890.0, 82234567890.0, 83234567890.0)), ("Kode", ("62.81.03.2001", "62.82.03.2001")),
    ],
)  # fmt: skip
def test_an_office_telephone_is_no_alarm(heading: str, cells: tuple[Any, ...]) -> None:
    assert rules(column(heading, *cells)) == {}


def test_email_columns() -> None:
    assert rules(column("Email", "budi.s@gmail.com", "siti@yahoo.co.id"))["pribadi.email"].value == "b***@gmail.com"
    assert rules(column("Email", "dinkes@banyuwangikab.go.id", "x@kabat.desa.id", "desakabat@gmail.com")) == {}
    assert rules(column("Catatan", "Kirim ke seseorang@gmail.com")) == {}


@pytest.mark.parametrize(
    ("rule", "heading", "cells"),
    [
        ("pribadi.nomor_lain", "NISN", ("0081234567", 81234568)), ("pribadi.nomor_lain", "No BPJS", ("0001234567890",)),
        ("pribadi.nomor_lain", "NUPTK", ("1234756657200012",)), ("pribadi.nomor_lain", "No. Paspor", ("B1234567",)),
        ("pribadi.nomor_lain", "Nomor Rekening", ("0021-01-001234-50-7", "1430012345678")),
        ("pribadi.nomor_lain", "ID Pelanggan", ("511012345678",)), ("pribadi.nib", "NIB", ("8120003812345",)),
        ("pribadi.kendaraan", "No. Polisi", ("P 1234 VX", "P 777 A")),
        ("pribadi.tanggal_lahir", "Tgl Lahir", (dt.date(1990, 7, 5), "12 Agustus 2001", "Banyuwangi, 01-02-1999")),
        ("pribadi.teks_bebas", "Isi", ("Selamat pagi, nama saya Rina, lampu jalan mati",)),
    ],
)  # fmt: skip
def test_numbers_that_only_their_heading_tells(rule: str, heading: str, cells: tuple[Any, ...]) -> None:
    assert rules(column(heading, *cells))[rule].count == len(cells)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Kode Rekening", ("510101010001", "510201010002")), ("Nomor Rekening", ("5.1.01.01.01.0001", "510101010001")),
        ("Nomor", ("511012345678", "521012345678")), ("Jumlah Peserta BPJS", (1234, 56789)),
        ("Barcode", ("8991234567890", "8992345678901")), ("ISBN", ("978-602-8519-93-9",)),
        ("Jumlah NIB terbit", (12, 34)), ("Wajib KTP", (41_234, 52_345)), ("Jumlah KK", (1_170_759.0,)),
        ("Catatan", ("a.n. BUPATI BANYUWANGI", "a.n. Kepala Dinas", "Rekening atas nama Dinas Sosial")),
    ],
)  # fmt: skip
def test_numbers_of_things_are_no_alarm(heading: str, cells: tuple[Any, ...]) -> None:
    assert rules(column(heading, *cells)) == {}


# --- names


@pytest.mark.parametrize(
    "heading",
    [
        "Nama", "NAMA LENGKAP", "nama_pemilik", "Nama Kepala Keluarga", "Pemohon", "Pelapor", "Penerima", "Ahli Waris",
        "Nama Ibu", "Nama Siswa", "Wali", "NIK/Nama", "Nama\nName", "Kepala Desa", "Nama Penerima BLT",
    ],
)  # fmt: skip
def test_names_alone_are_held(heading: str) -> None:
    found = rules(sheet((heading, "Jumlah"), *((name, 1) for name in PEOPLE)))
    assert set(found) == {"pribadi.nama"}
    assert found["pribadi.nama"].severity == "hold"
    assert found["pribadi.nama"].value == "B*** S***"
    assert "Santoso" not in repr(found)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("nama_desa", ("Sumber Sewu", "Sari Rejo", "Sri Rahayu")),
        ("NAMA KECAMATAN", ("Genteng", "Rogojampi", "Kalibaru")),
        ("Nama OPD", ("Dinas Kesehatan", "Badan Pendapatan Daerah")),
        ("Nama", ("Sumber Sewu", "Genteng Wetan", "Kabat")),
        ("Nama Objek Wisata", ("Pulau Merah", "Kawah Ijen", "Djawatan Benculuk")),
        ("Nama", ("Pulau Merah", "Kawah Ijen")),
        ("Nama Sekolah", ("SMA Negeri 1 Giri", "SD Katolik Santa Maria")), ("Penerima", (120, 340)),
        ("Nama Kegiatan", ("Penyusunan Renja", "Rapat Koordinasi")), ("Nama Dokumen", ("Akta Kelahiran",)),
        ("Nama Ibu Kota", ("Sri Mulyo", "Sari Dewi")),
        ("Pelaku Usaha", ("Petani", "Nelayan", "Pedagang")), ("Penerima", ("Kelompok Tani Maju", "Masjid Al Huda")),
        ("Nama Pemilik", ("PT Maju Jaya", "CV Sumber Rejeki", "Koperasi Tani")), ("Jenis", PEOPLE[:1] * 2),
    ],
)  # fmt: skip
def test_names_of_places_and_things_are_no_alarm(heading: str, cells: tuple[Any, ...]) -> None:
    assert rules(sheet((heading, "Jumlah"), *((cell, 1) for cell in cells))) == {}


@pytest.mark.parametrize(
    ("heading", "cell", "rule"),
    [
        ("Tanggal Lahir", dt.datetime(1990, 7, 5), "pribadi.tanggal_lahir"),  # noqa: DTZ001
        ("Alamat", "Dusun Krajan RT 02 RW 01", "pribadi.alamat"), ("Alamat", "Jl. Mawar No. 5", "pribadi.alamat"),
        ("No HP", 81234567890, "pribadi.telepon"), ("Lat", -8.21913, "pribadi.lokasi"),
        ("Koordinat", "-8.219131, 114.369123", "pribadi.lokasi"), ("NIB", "8120003812345", "pribadi.nib"),
    ],
)  # fmt: skip
def test_names_with_something_else_block(heading: str, cell: Any, rule: str) -> None:
    found = rules(sheet(("Nama", heading), *((name, cell) for name in PEOPLE)))
    assert found["pribadi.nama_dan_ciri"].severity == "blocker"
    assert rule in found


def test_addresses_and_coordinates_of_offices_are_no_alarm() -> None:
    rows = [("SDN 1 Kabat", "Jl. Raya No. 5 RT 01 RW 02", -8.21913, 114.369123)] * 3
    assert rules(sheet(("Nama Sekolah", "Alamat", "Lat", "Long"), *rows)) == {}


def test_names_beside_birth_dates_need_no_heading() -> None:
    rows = [(name, dt.date(1990, 7, 5)) for name in PEOPLE]
    assert "pribadi.nama_dan_ciri" in rules(sheet(("Uraian", "Tgl Lahir"), *rows))


def test_a_second_table_below_the_first_is_looked_at() -> None:
    rows = [("Desa", "Jumlah"), *((f"Desa {n}", n) for n in range(40)), (), ("Nama", "NIP"), (PEOPLE[0], NIPS[0])]
    assert {"pribadi.nip"} <= set(rules(sheet(*rows)))


@pytest.mark.parametrize("heading", ["NIK", "no_hp", "Nama Pemilik", "No. KK", "TGL LAHIR", "nama", "id_pelanggan"])
def test_headings_pass_the_search_in_bulk(heading: str) -> None:
    assert announced(heading)
    assert [*search([Cells((0, [heading]))], personal_headings.LOOSE)]


# --- what others show


@pytest.mark.parametrize(
    ("heading", "rule", "written"),
    [
        ("NIK", "pribadi.nik", ["3510161204990001", "3510161304990001"]),
        ("HP", "pribadi.telepon", ["081234567890", "081234567891"]),
        ("Email", "pribadi.email", ["budi@gmail.com", "siti@gmail.com"]),
    ],
)
def test_a_number_is_masked_in_one_way(heading: str, rule: str, written: list[str]) -> None:
    assert rules(column(heading, *written))[rule].value == redacted(written[0]) == masked(written[0])


def test_redacted() -> None:
    text = f"NIK {NIK}, hp 0812-3456-7890, budi@gmail.com, nama saya Budi Santoso"
    assert redacted(text) == f"NIK 35{'*' * 14}, hp 08{'*' * 12}, b***@gmail.com, nama saya B*** S***"
    for plain in ("Rp 130.035.101.100", "35.10.16.1003", "2025-07-01 12:30", "0333-425001", "1.234.567.890.123,00"):
        assert redacted(plain) == plain


@given(niks(), _WORDS)
def test_a_redacted_text_holds_no_number(number: str, text: str) -> None:
    assert number not in redacted(f"{text} {number}")


# --- how it is stored, and how long it takes


def test_what_stands_over_the_cells_may_be_a_part_of_its_own() -> None:
    """As a reader of text files gives it: the record of headings, and the columns below it."""
    columns = [
        TextColumn(None, "A", 2, pa.array(PEOPLE)), TextColumn(None, "B", 2, pa.array(["13/01/2020"] * len(PEOPLE))),
        TextColumn(None, "A", 1, ["nama_ortu"]), TextColumn(None, "B", 1, ["tgl lahir"]),
    ]  # fmt: skip
    found = rules(Texts(tuple(columns)), "a.csv")
    assert set(found) == {"pribadi.nama_dan_ciri", "pribadi.tanggal_lahir"}
    assert (found["pribadi.nama_dan_ciri"].cell, found["pribadi.nama_dan_ciri"].count) == ("A2", len(PEOPLE))


def _arrow(cells: Iterable[str | None]) -> list[Any]:
    plain = pa.array(cells, pa.string())
    parts = [plain.slice(start, 700) for start in range(0, len(plain), 700)]
    return [plain, plain.dictionary_encode(), pa.chunked_array(parts), plain.cast(pa.large_string()),
            pa.chunked_array([part.dictionary_encode() for part in parts]), plain.cast(pa.string_view())]  # fmt: skip


@pytest.mark.parametrize("form", range(6))
def test_arrow_columns(form: int) -> None:
    cells = _arrow(["Nomor", *(f"35.10.16.{2000 + n}" for n in range(3000)), None, NIK, "-"])[form]
    (finding,) = scan("a.csv", Texts((TextColumn(None, "C", 1, cells),)))
    assert (finding.cell, finding.sheet, finding.count) == ("C3003", None, 1)


@pytest.mark.parametrize("cells", [pa.array([1, None, int(NIK)]), pa.array([0.5, 3576014507909990.0])])
def test_arrow_numbers(cells: pa.Array) -> None:
    assert scan("a.csv", Texts((TextColumn(None, "A", 2, cells),)))[0].count == 1


def test_a_broken_character_hides_nothing() -> None:
    assert rules(column("Nomor", "rusak \ud83d", NIK))["pribadi.nik"].cell == "A3"


def _clean(rows: int) -> list[list[Any]]:
    numbers = range(rows)
    return [
        [f"35.10.{n % 25 + 1:02d}.{2000 + n % 20}" for n in numbers], [f"Desa Sumber {n % 217}" for n in numbers],
        [f"2025-07-{n % 28 + 1:02d} 12:{n % 60:02d}:11" for n in numbers],
        [f"Pemeliharaan rutin berkala gedung kantor {n % 9999}" for n in numbers],
        *([float(n * step % 10**size) for n in numbers] for step, size in ((7, 4), (7919, 11), (104729, 12), (3, 3))),
        [2025] * rows, ["-"] * rows,
    ]  # fmt: skip


def _best(texts: Texts) -> float:
    """Seconds of processor time, the best of a few: other work on the machine must not fail the test."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        assert scan("a.csv", texts) == ()
        spent.append(time.process_time() - start)
    return min(spent)


def test_a_clean_table_costs_little() -> None:
    cells = _clean(100_000)
    lists = Texts(tuple(TextColumn("S", letters(i), 1, column) for i, column in enumerate(cells)))
    assert _best(lists) < 0.25
    texts = [pa.array([str(cell) for cell in column]) for column in cells]
    large = [pa.chunked_array([part] * 10) for part in texts]
    assert _best(Texts(tuple(TextColumn(None, letters(i), 1, column) for i, column in enumerate(large)))) < 0.4
