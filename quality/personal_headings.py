"""What the heading of a column announces about its cells: whose name, which number.

A heading alone proves nothing ("jumlah wajib KTP" stands over counts): what it announces is looked for below it.
"""

import re
from functools import cache
from typing import Literal

from quality.name_words import GIVEN, NO_NAME, NO_PERSON

Heading = Literal[
    "nik", "npwp", "kk", "nip", "telepon", "email", "nama", "mungkin_nama", "nama_lain", "lahir", "tanggal_lahir",
    "umur", "kelamin", "jabatan", "diagnosis", "penyakit", "alamat", "lintang", "bujur", "koordinat", "nisn", "nuptk",
    "bpjs", "nib", "rekening", "kendaraan", "paspor", "sim", "nrp", "meter", "cerita", "kode", "uang",
]  # fmt: skip

# From the surest to the one that needs most proof.
NAMES: tuple[Heading, ...] = ("nama", "mungkin_nama", "nama_lain")
IDENTITIES: tuple[Heading, ...] = ("nik", "kk")
LONGEST = 60
_MOST_WORDS = 9
# A year may stand in a heading; more digits are what the heading is about.
_MOST_DIGITS = 4


def _one_of(*lines: str) -> str:
    """A pattern of the words and phrases that the lines name, divided by commas."""
    return "(?:" + "|".join(", ".join(lines).split(", ")) + ")"


_NUMBER = _one_of("no, nomor, nomer")
# Whose name: persons only. "Nama desa", "nama kegiatan", "nama objek wisata" name none.
_PERSON = _one_of(
    "lengkap, pemilik, pemohon, pelapor, pengadu, penerima, kepala keluarga, kk, ahli waris, ibu, ayah, bapak",
    "orang tua, ortu, siswa, siswi, santri, murid, peserta, peserta didik, mahasiswa, wali, anak, bayi, balita",
    "pasien, korban, penduduk, warga, pegawai, guru, karyawan, petugas, nasabah, debitur, pelanggan, wajib pajak",
    "wp, pasangan, suami, istri, terlapor, pelaku, pelaku usaha, pengusaha, nelayan, petani, peternak, pedagang",
    "kader, responden, pejabat, pengurus, ketua, anggota, bendahara, sekretaris, operator, pendamping, direktur",
    "pimpinan, penanggung jawab, pic, kepala, kepala desa, kades, kadus, kepala dusun, kepala sekolah, lurah",
    "camat, ppk, pptk, asn, tersangka, pengunjung, tamu, almarhum, jenazah, pemegang, pembeli, penjual, ktp",
    "dokter, bidan, perawat, dosen, atlet, pelatih, pemandu, sopir, pengemudi, depan, belakang, panggilan, krt, kpm",
    "lansia, penderita, penyandang, klien, pencaker, pelamar, pekerja, penyewa, narasumber, mempelai, ybs",
)
_ALSO = _one_of("nik, nip, dan nip, dan gelar, gelar, name, alamat")
_PHONE = _one_of(
    "hp, telp, tlp, telpon, telepon, telephone, handphone, ponsel, seluler, wa, whatsapp, whats app, kontak, contact",
    "phone, cp",
)
_STORY = _one_of(
    "isi, aduan, pengaduan, keluhan, pesan, komentar, kronologi, deskripsi, aspirasi, permasalahan, saran, curhat"
)
_MONEY = _one_of(
    "anggaran, pagu, realisasi, nilai, rp, rupiah, harga, pendapatan, belanja, pdrb, omzet, omset, biaya, saldo",
    "jumlah, total",
)
# On a heading in lower case whose words are divided by single blanks.
_PATTERNS: dict[Heading, str] = {
    "nik": rf"\b(?:nik|nomor induk kependudukan|{_NUMBER} (?:(?:e )?ktp(?: el)?|identitas))\b",
    "npwp": r"\bnpwp\b",
    "kk": r"\b(?:kk|nkk|kartu keluarga)\b",
    "nip": r"\b(?:nip|nipppk|niptt|nomor induk pegawai)\b",
    "telepon": rf"\b{_PHONE}\b",
    "email": r"\b(?:email|e mail|surel|mail)\b",
    "nama": rf"^(?:{_NUMBER} )?(?:nik )?(?:nama|nm) (?:nik )?{_PERSON}\b|\bkepala keluarga$|^(?:ahli waris|full name)$"
    r"|\bnama lengkap\b",
    "mungkin_nama": rf"^(?:{_NUMBER} )?(?:nik )?(?:nama|name)(?: {_ALSO})?$|^{_PERSON}$"
    rf"|^{_PERSON} (?:bantuan|manfaat|hibah|bansos|blt.*)$",
    "lahir": r"\b(?:(?:tanggal|tgl|tempat) (?:\w+ )?(?:lahir|lhr)|ttl|tgllahir|lahir|birth(?:date)?)\b",
    "tanggal_lahir": r"\b(?:(?:tanggal|tgl) (?:\w+ )?(?:lahir|lhr)|ttl|birth ?date|date of birth)\b",
    # Of persons: trees and buildings have an age, too.
    "umur": rf"^(?:umur|usia|age)(?: (?:thn|th|tahun|bln|bulan|saat ini|{_PERSON}))*$",
    "kelamin": r"^(?:jk|l p|lp|sex|gender|(?:jenis )?kelamin)\b",
    "jabatan": r"^(?:jabatan|pangkat|tanda tangan|ttd|paraf)\b",
    "diagnosis": r"^(?:diagnosa|diagnosis|diagnose|dx|keluhan utama)"
    r"(?: (?:medis|utama|kerja|awal|akhir|pasien|penyakit|icd|x|10))*$",
    "penyakit": r"\b(?:penyakit|gejala|status gizi|kekerasan|disabilitas|ketunaan)\b",
    "alamat": r"\b(?:alamat|domisili|tempat tinggal|address)\b",
    "lintang": r"\b(?:lat|latitude|lintang)\b",
    "bujur": r"\b(?:lon|long|lng|longitude|bujur)\b",
    "koordinat": r"\bkoordinat\b",
    "nisn": r"\bnisn\b",
    "nuptk": r"\bnuptk\b",
    "bpjs": r"\b(?:bpjs|jkn|kis|kpj|noka|no ka)\b",
    "nib": r"\b(?:nib|nomor induk berusaha)\b",
    "rekening": rf"\b{_NUMBER} (?:rek|rekening|acc|account)\b|\brekening bank\b",
    "kendaraan": rf"\b(?:nopol|{_NUMBER} (?:polisi|kendaraan|plat|pol)|plat|tnkb)\b",
    "paspor": r"\b(?:paspor|passport|passpor)\b",
    "sim": rf"\b{_NUMBER} sim\b",
    "nrp": r"\bnrp\b",
    "meter": rf"\b(?:{_NUMBER} (?:meter|meteran|pelanggan)|id ?pel|id pelanggan)\b",
    "cerita": rf"\b{_STORY}\b",
    "kode": r"\b(?:(?:kode|kd) (?:\w+ )?(?:rek|rekening|kegiatan|akun|barang)|barcode|kodering|tiket|transaksi|sku)\b",
    "uang": rf"\b{_MONEY}\b",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_OTHER_NAME = re.compile(r"(?:nama|nm) (\w+(?: \w+){0,3})")
# As programs write headings (``NamaLengkap``, ``NIKAyah``; ``nohp``, ``tgllahir``) and as typists do: ``N I K``.
_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GLUED = re.compile(r"\b(nomor|no(?!mor|mer)|nama|nm|tanggal|tgl|tempat|tmp|jenis)(?=[a-z]{2})")
_LETTERS = re.compile(r"\b[a-z](?: [a-z]){2,}\b")
# For a search in bulk (RE2): every text that any of the above may match, and few others.
_EDGE = r"(?:^|$|[\W_])"
LOOSE = "|".join(
    (
        "(?i:"
        + "|".join(
            re.sub(r"\\b|(?<!\[)\^|\$", lambda _: _EDGE, pattern).replace(" ?", r"[\W_]*").replace(" ", r"[\W_]+")
            for pattern in _PATTERNS.values()
        )
        + ")",
        "[a-z][A-Z]|[A-Z]{2}[a-z]",
        f"{_EDGE}(?i:(?:nama|nm)[\\W_]|(?:nama|nm|nomor|no|tanggal|tgl|tempat|tmp|jenis)[\\W_]*[a-z]{{2}})",
        r"(?:^|[\W_])[A-Za-z](?:[\W_]+[A-Za-z]){2,}(?:$|[\W_])",
    )
)


@cache
def announced(heading: str) -> frozenset[Heading]:
    """What a heading announces; nothing for a text that is no heading."""
    words = _words(heading)
    if not words or len(words.split()) > _MOST_WORDS or sum(map(str.isdigit, words)) > _MOST_DIGITS:
        return frozenset()
    kinds = {kind for kind, pattern in _COMPILED.items() if pattern.search(words)}
    # Headings are often said twice, in a second language or with a remark below.
    first = _words(re.split(r"[\n/(]", heading, maxsplit=1)[0])
    if "ibukota" not in words:
        kinds |= {kind for kind in NAMES if kind in _COMPILED and first and _COMPILED[kind].search(first)}
    if kinds.isdisjoint(NAMES) and _of_others(words):
        kinds.add("nama_lain")
    return frozenset(kinds)


def _words(heading: str) -> str:
    """The words of a heading in lower case, divided by single blanks, however they were joined or spaced out."""
    spaced = re.sub(r"[\W_]+", " ", _CASE.sub(" ", heading)).casefold().strip()
    whole = _LETTERS.sub(lambda match: match[0].replace(" ", ""), spaced)
    return _GLUED.sub(r"\1 ", whole).replace("ibu kota", "ibukota")


def _of_others(words: str) -> bool:
    """Whether a heading announces names of nobody knows whom, but not of places and things."""
    match = _OTHER_NAME.fullmatch(words)
    return match is not None and (NO_NAME | NO_PERSON | GIVEN | {"ibukota"}).isdisjoint(match[1].split())
