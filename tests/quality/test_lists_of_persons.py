"""Lists of persons as offices keep them are found, whatever their headings; lists of other things are left alone.

All persons and numbers are invented.
"""

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quality import personal_headings
from quality.cell_search import Cells, search
from quality.personal_data import scan
from quality.personal_headings import announced
from sources.texts import TextColumn, Texts
from sources.workbook import letters

NAMES = (
    "SUTRISNO",
    "Budi Santoso",
    "Siti Aminah",
    "Riyanto",
    "Dewi Lestari",
    "MUGIYONO",
    "Sri Wahyuni",
    "Hj. Maimunah",
)
# Many elders have one name, and not an often one.
SINGLE = ("Ponirah", "Katijan", "Mugiyono", "Tumini", "Slamet", "Kasiyem", "Ngatemi", "Sutrisno", "Legiman", "Paijem")
CHILDREN = ("Aqila Zahra Putri", "M. Rafka Alfarizi", "Kenzo Pratama", "Naura Salsabila", "Zayn Malik Ibrahim")
FAR = ("Tumpal Simanjuntak", "Rotua Sihombing", "Parlindungan Hutapea", "Togar Panjaitan", "Lamhot Situmorang")
STREETS = ("Ahmad Yani", "Jenderal Sudirman", "Wahid Hasyim", "Agus Salim", "Basuki Rahmat", "Kartini")
HOUSES = tuple(f"Dsn. Krajan RT {n % 4 + 1}/{n % 3 + 1}" for n in range(8))
LATITUDES, LONGITUDES = (tuple(start - n / 1e4 for n in range(8)) for start in (-8.2135678, 114.3456123))
PHONES = tuple(f"08123456{n:04d}" for n in range(8))
BIRTHS = tuple(f"{n + 13}/{n + 1}/2020" for n in range(8))


def told(headings: Sequence[str], *columns: Sequence[Any], rows: int = 8) -> set[str]:
    """Rules of the findings on a sheet with these columns, whose cells are repeated to fill it."""
    cells = (zip(range(rows), cycle(column), strict=False) for column in columns)
    full = ([heading, *(cell for _, cell in column)] for heading, column in zip(headings, cells, strict=True))
    texts = Texts(tuple(TextColumn("Data", letters(at), 1, column) for at, column in enumerate(full)))
    return {finding.rule for finding in scan("data.xlsx", texts)}


@pytest.mark.parametrize(
    "written",
    [
        "{d:02d}/{m:02d}/{y}", "{m}/{d}/{y}", "{y}/{m:02d}/{d:02d}", "{y}-{m:02d}-{d:02d} 00:00:00", "{d}.{m}.{y}",
        "{d:02d}{m:02d}{y}", "{y}{m:02d}{d:02d}", "Banyuwangi, {d} Mei {y}", "May {d}, {y}", "3{d:02d}{m:02d}",
    ],
)  # fmt: skip
def test_birth_dates_in_any_order(written: str) -> None:
    dates = [written.format(d=n + 13, m=n + 1, y=1980 + n) for n in range(8)]
    assert "pribadi.nama_dan_ciri" in told(("nama_anak", "tgl_lahir"), NAMES, dates)
    assert told(("tgl_lapor", "jumlah"), dates, [3]) == set()


def test_days_since_1900_are_no_counts_of_births() -> None:
    assert told(("Desa", "Lahir"), ("Giri", "Kabat"), (30_123, 31_456)) == set()
    assert "pribadi.tanggal_lahir" in told(("Nama", "Tanggal Lahir"), NAMES, (30_123, 31_456))


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("NamaPemohon", "NoHP"), ("namapemohon", "nohp"), ("nama_pemohon", "no_hp"), ("N A M A", "N O  H P"),
        ("Nama Lengkap (sesuai KTP)", "Nomor WhatsApp aktif"), ("1. Siapa nama lengkap Anda?", "2. No. HP Anda"),
        ("NAMA KPM", "Kontak"), ("Nama Penyandang", "HP"), ("Nama Kontak Darurat", "CP"), ("NAMA / NIP", "Telp"),
    ],
)  # fmt: skip
def test_headings_however_they_are_written(name: str, phone: str) -> None:
    assert {"pribadi.nama_dan_ciri", "pribadi.telepon"} <= told((name, phone), NAMES, PHONES)


_WORDS = ("nama", "no", "nik", "kk", "hp", "tgl", "lahir", "lengkap", "pemilik", "ibu", "alamat", "umur", "nip", "bpjs")


_WRITTEN = st.builds(
    lambda word, case, mark: case(word) + mark,
    st.sampled_from((*_WORDS, "nm", "desa", "x", "12")),
    st.sampled_from([str.lower, str.upper, str.title]),
    st.sampled_from(["", " ", "_", ". ", "\n"]),
)


@given(st.lists(_WRITTEN, min_size=1, max_size=4))
@example(["NAMA", "NAMA", "NAMA"])
@example(["KK", "Nama ", "lengkap"])
@example(["nm ", "12"])
def test_what_a_heading_announces_passes_the_search_in_bulk(written: list[str]) -> None:
    heading = "".join(written)
    assert not announced(heading) or [*search([Cells((0, [heading]))], personal_headings.LOOSE)]


@pytest.mark.parametrize(
    ("heading", "names", "beside"),
    [
        ("Nama Penerima", SINGLE, "Dusun"), ("Nama", SINGLE, "Dusun"), ("Nama Balita", CHILDREN, "Posyandu"),
        ("Nama", FAR, "Jabatan"), ("Nama Narasumber", NAMES, "Materi"), ("Nama Depan", SINGLE, "Kelas"),
    ],
)  # fmt: skip
def test_names_that_few_others_bear(heading: str, names: Sequence[str], beside: str) -> None:
    assert "pribadi.nama" in told((heading, beside), names, ["Melati"], rows=len(names))


def test_names_beside_houses_need_no_heading() -> None:
    assert {"pribadi.nama_dan_ciri"} <= told(("1", "2", "Alamat"), [1], NAMES, HOUSES)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (("Umur", "Alamat", "Diagnosa"), ([34, 7, 51], HOUSES, ["DBD", "ISPA"])),
        (("Usia (th)", "JK", "Alamat"), (["34 th", "7 bln"], "LP", HOUSES)),
        (("Inisial Korban", "Umur Korban", "Alamat Korban", "Jenis Kekerasan"), ("SA", [7, 9], HOUSES, ["Fisik"])),
    ],
)
def test_homes_of_persons_without_names(headings: Sequence[str], columns: Sequence[Any]) -> None:
    assert told(headings, *columns) == {"pribadi.alamat"}


def test_homes_of_patients_on_the_map() -> None:
    assert told(("Umur", "JK", "Lat", "Long"), [9, 34], "LP", LATITUDES, LONGITUDES) == {"pribadi.lokasi"}


@pytest.mark.parametrize("written", ["197003122003121001", "1,97003E+17", 197003122003121000.0, "510 123 456"])
def test_a_nip_that_a_program_spoilt(written: Any) -> None:
    assert {"pribadi.nip", "pribadi.nama_dan_ciri"} <= told(("Nama Pegawai", "NIP"), NAMES, [written])


@pytest.mark.parametrize("digits", ["351016120499000", "35101612049900011", 351016120499000])
def test_a_nik_with_a_digit_too_few_or_too_many(digits: Any) -> None:
    assert told(("NIK", "Umur"), [digits], [30]) == {"pribadi.nik"}


@pytest.mark.parametrize(
    "story",
    ["lampu mati di depan rumah saya", "Assalamualaikum, saya Hendra dari Giri", "mohon bantuan untuk ibu Sumiati"],
)
def test_complaints_of_citizens(story: str) -> None:
    assert told(("Isi Laporan", "Status"), [story, "jalan berlubang"], ["selesai"]) == {"pribadi.teks_bebas"}


def test_an_account_with_its_owner() -> None:
    assert "pribadi.nomor_lain" in told(("No. Rekening", "Nominal"), ["0021-01-012345-50-7 a.n. Budi Santoso"], [5])


def test_values_shown_tell_nothing() -> None:
    columns = (("Nama", *NAMES), ("Tgl Lahir", *BIRTHS), ("Alamat", *HOUSES))
    texts = Texts(tuple(TextColumn("Data", letters(at), 1, cells) for at, cells in enumerate(columns)))
    shown = {finding.rule: finding.value for finding in scan("a.xlsx", texts)}
    assert shown == {
        "pribadi.nama_dan_ciri": "S***",
        "pribadi.tanggal_lahir": "***",
        "pribadi.alamat": "***",
    }


def test_a_name_behind_the_colon_of_a_form_is_not_shown() -> None:
    texts = Texts((TextColumn("Data", "A", 1, ["Nama Pemilik: Budi Santoso", *NAMES]),))
    (finding,) = scan("a.xlsx", texts)
    assert finding.column == "Nama Pemilik"
    assert "Santoso" not in repr(finding)


SIGHTS = ("Pulau Merah", "Kawah Ijen", "Djawatan Benculuk", "Bangsring Underwater", "Sri Tanjung")


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (("Kode Rekening", "Pagu"), ([f"510101{n:02d}0{n}12{n:04d}" for n in range(1, 9)], [1_000_000])),
        (("Nama Ruas", "Panjang"), (STREETS, [1.2])), (("Nama Jalan", "Kondisi"), (STREETS, ["Baik"])),
        (("Nama Sekolah", "Alamat", "L", "P", "Lat", "Long"),
         (["SDN 1 Giri"], HOUSES, [10], [12], LATITUDES, LONGITUDES)),
        (("Nama Destinasi", "Alamat", "Umur Kawasan", "Lat", "Long"), (SIGHTS, HOUSES, [10], LATITUDES, LONGITUDES)),
        (("Komoditas", "Umur Tanaman", "Penyakit", "Lat", "Long"), (["Padi"], [30], ["Blas"], LATITUDES, LONGITUDES)),
        (("Jenis Ternak", "Umur (bulan)", "Penyakit", "Lat", "Long"),
         (["Sapi"], [12], ["PMK"], LATITUDES, LONGITUDES)),
        (("RS", "Diagnosa Terbanyak", "Alamat"), (["RSUD Blambangan"], ["ISPA"], HOUSES)),
        (("Bulan", "Jenis Kekerasan", "Umur Korban", "Jenis Kelamin", "Jumlah"),
         (["Januari"], ["Fisik", "Psikis"], ["0-17", "18-24"], ["Laki-laki", "Perempuan"], [3])),
        (("Umur", "Laki-laki", "Perempuan"), (range(60), [500], [480])),
        (("Nama Koperasi", "Tanggal Badan Hukum", "Alamat"), (["KSP Maju"], BIRTHS, HOUSES)),
        (("Nama Usaha", "Jenis"), (["Warung Bu Sri", "Dapur Siti", "Keripik Pak Slamet"], ["Kuliner"])),
        (("Pemilik", "Populasi"), (["Kemitraan", "Mandiri", "Perorangan", "Swasta"], [1200])),
        (("Nama Pemilik", "Alamat", "Tinggi"), (["PT Menara Rekaan"], HOUSES, [42])),
        (("OPD", "Kepala", "Jumlah ASN"), (["Dinkes", "PUPR"], ["Definitif", "Plt"], [100])),
        (("Nama Destinasi", "Deskripsi"), (SIGHTS, ["Pantai berpasir putih, 60 km dari kota."])),
        (("Program", "Permasalahan"), (["Kesehatan"], ["Anggaran belum cair, kami mohon percepatan"])),
        (("Peringatan", "Uraian"), (["Hari Ibu"], ["Peringatan Ibu Kartini di Pendopo"])),
        (("IMEI", "Merek"), ([862345040123450 + n * 37 for n in range(8)], ["Rekaan"])),
        (("Nomor SPM", "Nilai"), ([f"35.10/04.0/{n:06d}/LS/1.01.2.22.0.00.01.0000/M/12/2024" for n in range(8)], [5])),
        (("No Faktur", "NPWP"), ([f"0{n + 1}0000024{n:08d}"[:16] for n in range(8)], ["01.312.166.0-626.000"])),
        (("NIB Terbit", "Nama Varietas"), ([12], ["Inpari 32", "Ciherang", "Situ Bagendit"])),
        (("Nama Pos", "Lintang", "Bujur"), (["Pesanggaran", "Songgon", "Licin"], LATITUDES, LONGITUDES)),
    ],
)  # fmt: skip
def test_lists_of_other_things_are_no_alarm(headings: Sequence[str], columns: Sequence[Any]) -> None:
    assert told(headings, *columns) == set()
