"""What the heading of a column announces about its cells: whose name, which number.

A heading alone proves nothing ("jumlah wajib KTP" stands over counts): what it announces is looked for below it.
"""

import re
from functools import cache
from typing import Literal

Heading = Literal[
    "nik", "npwp", "kk", "nip", "telepon", "email", "nama", "mungkin_nama", "lahir", "alamat", "lintang", "bujur",
    "koordinat", "nisn", "nuptk", "bpjs", "nib", "rekening", "kendaraan", "paspor", "sim", "nrp", "meter", "cerita",
    "kode", "uang",
]  # fmt: skip

NAMES: tuple[Heading, ...] = ("nama", "mungkin_nama")
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
    "dokter, bidan, perawat, dosen, atlet, pelatih, pemandu, sopir, pengemudi",
)
_ALSO = _one_of("nik, nip, dan nip, dan gelar, gelar, name, alamat")
_PHONE = _one_of(
    "hp, telp, tlp, telpon, telepon, telephone, handphone, ponsel, seluler, wa, whatsapp, whats app, kontak, contact",
    "phone, cp",
)
_STORY = _one_of("isi, aduan, pengaduan, keluhan, pesan, komentar, kronologi, deskripsi, aspirasi, permasalahan, saran")
_MONEY = _one_of(
    "anggaran, pagu, realisasi, nilai, rp, rupiah, harga, pendapatan, belanja, pdrb, omzet, omset, biaya, saldo",
    "jumlah, total",
)
# On a heading in lower case whose words are divided by single blanks.
_PATTERNS: dict[Heading, str] = {
    "nik": rf"\b(?:nik|nomor induk kependudukan|{_NUMBER} (?:e )?ktp(?: el)?)\b",
    "npwp": r"\bnpwp\b",
    "kk": r"\b(?:kk|nkk|kartu keluarga)\b",
    "nip": r"\b(?:nip|nipppk|nomor induk pegawai)\b",
    "telepon": rf"\b{_PHONE}\b",
    "email": r"\b(?:email|e mail|surel|mail)\b",
    "nama": rf"^(?:{_NUMBER} )?(?:nik )?(?:nama|nm) (?:nik )?{_PERSON}\b|\bkepala keluarga$|^(?:ahli waris|full name)$",
    "mungkin_nama": rf"^(?:{_NUMBER} )?(?:nik )?(?:nama|name)(?: {_ALSO})?$|^{_PERSON}$"
    rf"|^{_PERSON} (?:bantuan|manfaat|hibah|bansos|blt.*)$",
    "lahir": r"\b(?:(?:tanggal|tgl|tempat) (?:\w+ )?(?:lahir|lhr)|ttl|tgllahir|lahir|birth(?:date)?)\b",
    "alamat": r"\b(?:alamat|domisili|tempat tinggal|address)\b",
    "lintang": r"\b(?:lat|latitude|lintang)\b",
    "bujur": r"\b(?:lon|long|lng|longitude|bujur)\b",
    "koordinat": r"\bkoordinat\b",
    "nisn": r"\bnisn\b",
    "nuptk": r"\bnuptk\b",
    "bpjs": r"\b(?:bpjs|jkn|kis|kpj)\b",
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
# For a search in bulk (RE2): every text that any of the above may match, and few others.
_EDGE = r"(?:^|$|[\W_])"
LOOSE = "(?i)" + "|".join(
    re.sub(r"\\b|(?<!\[)\^|\$", lambda _: _EDGE, pattern).replace(" ?", r"[\W_]*").replace(" ", r"[\W_]+")
    for pattern in _PATTERNS.values()
)


@cache
def announced(heading: str) -> frozenset[Heading]:
    """What a heading announces; nothing for a text that is no heading."""
    words = re.sub(r"[\W_]+", " ", heading.casefold()).strip().replace("ibu kota", "ibukota")
    if not words or len(words.split()) > _MOST_WORDS or sum(map(str.isdigit, words)) > _MOST_DIGITS:
        return frozenset()
    kinds = {kind for kind, pattern in _COMPILED.items() if pattern.search(words)}
    # Headings are often said twice, in a second language or with a remark below.
    first = re.sub(r"[\W_]+", " ", re.split(r"[\n/(]", heading, maxsplit=1)[0].casefold()).strip()
    if "ibukota" not in words:
        kinds |= {kind for kind in NAMES if first and _COMPILED[kind].search(first)}
    return frozenset(kinds)
