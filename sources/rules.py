"""Every rule that a delivery is held against, in one place: stable id, severity, and why it matters (Bahasa Indonesia).

Findings are made only through :func:`finding`, so that no rule exists that is not listed here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sources.findings import Finding, Severity

# Mobile numbers, e-mail addresses, digit strings long enough for a NIK, NIP or account, also as Excel shortens them;
# region codes, amounts in thousands (of up to 15 digits: more are no money of an office, but the sum of a column that
# holds a NIK, from which it can be worked out), dates and addresses of offices stay readable.
_IDENTIFYING = re.compile(
    r"[A-Za-z0-9][\w.+\-]{0,63}@(?![\w.\-]*\b(?:go|desa)\.id\b)[\w\-]+(?:\.[\w\-]+)+"
    r"|(?<![\d.,])[1-9][.,]\d+[eE]\+?15(?!\d)"
    r"|(?<!\d)(?!\d{1,3}(?:([., ])\d{3})(?:\1\d{3}){0,3}(?:[.,]\d{1,2})?(?![., ]?\d)|\d{4}-\d\d-\d\d\b)"
    r"(?:(?:\+?62[ .\-]?|0)8\d(?:[ .\-]?\d){6,10}|\d(?:[ .\-\u00a0]?\d){14,}"
    r"|\d{4}(?:[ .\-/\u00a0]{1,3}\d{4}){3}|\d{13,})(?!\d)"
)
_SHOWN = 80
_LISTED = 1000
_NAMED = 5


@dataclass(frozen=True)
class Rule:
    """``why`` is shown to officers: what goes wrong when the rule is broken."""

    id: str
    severity: Severity
    why: str


RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        # the delivery
        Rule("kiriman.dataset_tidak_dikenal", "blocker", "Setiap kiriman harus ditujukan kepada satu dataset."),
        Rule("kiriman.kontrak_rancangan", "blocker", "Isi dataset itu belum disepakati."),
        Rule("kiriman.periode", "blocker", "Periode menentukan data mana yang diganti oleh kiriman ini."),
        Rule("kiriman.sudah_ada", "info", "Berkas yang sama tidak perlu diperiksa dua kali."),
        # the file
        Rule("berkas.tidak_dapat_dibuka", "blocker", "Tanpa berkasnya tidak ada yang dapat diperiksa."),
        Rule("berkas.kosong", "blocker", "Berkas tanpa isi tidak memuat data."),
        Rule("berkas.terlalu_besar", "blocker", "Berkas sebesar itu tidak dapat diperiksa dengan aman."),
        Rule("berkas.jenis_tidak_dikenal", "blocker", "Isi berkas tidak dapat dibaca sebagai tabel."),
        Rule("berkas.jenis_tidak_sesuai", "blocker", "Dataset ini disepakati dalam jenis berkas yang lain."),
        Rule("berkas.bersandi", "blocker", "Berkas bersandi tidak dapat dibuka dan diperiksa."),
        Rule("berkas.rusak", "blocker", "Berkas yang rusak atau terpotong dapat kehilangan sebagian data."),
        Rule(
            "berkas.sel_jauh", "blocker", "Sel yang jauh di luar tabel membuat lembar tidak dapat dibaca dengan aman."
        ),
        Rule("berkas.pengodean", "blocker", "Huruf yang salah baca mengubah nama dan keterangan."),
        Rule("berkas.baris_cacat", "blocker", "Baris dengan jumlah kolom berbeda dapat menggeser isi kolom."),
        Rule("berkas.baris_tidak_rata", "warning", "Baris dengan jumlah kolom berbeda dapat menggeser isi kolom."),
        Rule("berkas.kutip", "blocker", "Tanda kutip yang tidak lengkap dapat menggabungkan beberapa baris."),
        Rule("berkas.kutip_baris", "info", "Kutip di sekeliling seluruh baris menyatukan semua kolomnya."),
        Rule("berkas.pengodean_diduga", "info", "Huruf yang salah baca mengubah nama dan keterangan."),
        Rule("berkas.xml_berbahaya", "blocker", "Susunan seperti itu dibuat untuk menghabiskan memori pembacanya."),
        Rule("berkas.makro", "info", "Makro adalah program, dan program dari luar tidak pernah dijalankan."),
        Rule("berkas.tautan_luar", "warning", "Isi dari berkas lain dapat basi tanpa terlihat."),
        Rule("berkas.objek_tertanam", "info", "Isi objek tertanam dapat terlewat."),
        Rule("berkas.gagal_dibaca", "blocker", "Berkas yang tidak terbaca utuh tidak dapat diperiksa."),
        Rule("berkas.waktu_habis", "blocker", "Pemeriksaan dihentikan supaya kiriman lain tidak ikut tertunda."),
        Rule("berkas.memori_habis", "blocker", "Pemeriksaan dihentikan supaya kiriman lain tidak ikut terganggu."),
        # templates
        Rule("templat.dataset", "blocker", "Isian untuk dataset lain dapat menimpa data yang benar."),
        Rule("templat.versi", "warning", "Arti atau pilihan sebuah kolom mungkin sudah berubah."),
        # sheets, titles, headers
        Rule("lembar.tidak_ada", "blocker", "Tanpa lembar itu datanya tidak dapat ditemukan."),
        Rule("lembar.tidak_dikenal", "blocker", "Lembar yang tidak dikenal mungkin memuat data yang terlewat."),
        Rule("lembar.nama", "blocker", "Nama lembar menentukan isi salah satu kolom."),
        Rule("lembar.tersembunyi", "info", "Isi tersembunyi ikut dibaca dan diperiksa."),
        Rule("lembar.baris_kosong", "info", "Baris kosong yang berformat hanya memperbesar berkas."),
        Rule("judul.tidak_cocok", "blocker", "Judul tabel menentukan isi salah satu kolom."),
        Rule("kepala.tidak_ditemukan", "blocker", "Tanpa kepala tabel, arti setiap kolom tidak pasti."),
        Rule("kepala.kolom_hilang", "blocker", "Kolom yang hilang membuat data tidak lengkap."),
        Rule("kepala.kolom_asing", "blocker", "Kolom yang tidak dikenal mungkin memuat data yang terlewat."),
        Rule("kepala.ganda", "blocker", "Dua kolom atau dua tabel dengan kepala yang sama tidak dapat dibedakan."),
        Rule("tabel.lain", "blocker", "Tabel lain pada lembar yang sama mungkin memuat data yang terlewat."),
        Rule("tabel.isi_di_luar", "blocker", "Angka di luar tabel mungkin data yang terlewat."),
        # formulas
        Rule("rumus.tanpa_hasil", "blocker", "Rumus tanpa hasil tersimpan tidak memiliki angka."),
        Rule("rumus.perintah", "blocker", "Rumus seperti itu dapat menjalankan program di komputer pembukanya."),
        Rule("rumus.galat", "blocker", "Sel galat seperti #REF! tidak memiliki angka."),
        Rule("rumus.tidak_cocok", "blocker", "Hasil rumus yang basi berbeda dengan angka yang dijumlahkan."),
        # what a file shows that nobody described
        Rule("kepala.tidak_ada", "warning", "Tanpa judul, arti setiap kolom harus ditebak."),
        Rule("lembar.berbeda", "warning", "Lembar yang sejenis harus mempunyai kolom yang sama agar dapat digabung."),
        Rule("kepala.kembar", "warning", "Dua kolom dengan judul yang sama tidak dapat dibedakan."),
        Rule("baris.contoh", "warning", "Baris contoh dari templat bukan data."),
        Rule("kepala.tanpa_nama", "warning", "Kolom tanpa judul tidak dapat dikenali pada kiriman berikutnya."),
        Rule("kolom.sisa_ekspor", "info", "Sisa ekspor program bukan data."),
        Rule("kolom.isi_asing", "warning", "Isian yang bukan angka tidak ikut terbaca sebagai angka."),
        Rule(
            "kode.tanpa_sistem",
            "info",
            "Ratusan kode tanpa titik berarti desa yang berbeda menurut BPS dan Kemendagri.",
        ),
        Rule("tanda.tidak_pasti", "info", "Nol dan tidak ada data adalah dua hal yang berbeda."),
        Rule("label.induk_hilang", "warning", "Label tanpa induknya tidak dapat dibedakan dari label lain."),
        Rule("tabel.tanpa_angka", "warning", "Formulir kosong bukan data."),
        Rule(
            "angka.ribuan_terbaca_desimal",
            "hold",
            "Titik ribuan yang terbaca sebagai desimal membuat angka seribu kali terlalu kecil.",
        ),
        Rule(
            "angka.belum_terbukti",
            "warning",
            "Angka yang dapat dibaca lebih dari satu cara tidak boleh ditebak diam-diam.",
        ),
        Rule("koordinat.mustahil", "warning", "Koordinat di luar bumi biasanya kehilangan tanda desimalnya."),
        Rule("total.berbeda", "warning", "Jumlah yang tidak sama dengan rinciannya berarti salah satunya keliru."),
        # values
        Rule("angka.tidak_pasti", "blocker", "Angka yang dapat dibaca lebih dari satu cara tidak boleh ditebak."),
        Rule(
            "angka.bukan_bulat",
            "blocker",
            "Jumlah harus bilangan bulat; sering kali titik ribuan terbaca sebagai desimal.",
        ),
        Rule("angka.bukan_angka", "blocker", "Kolom ini hanya boleh berisi angka."),
        Rule("tanggal.tidak_dikenal", "blocker", "Tanggal yang tidak pasti dapat masuk ke periode yang salah."),
        Rule(
            "teks.bukan_teks", "blocker", "Excel dapat mengubah kode menjadi tanggal, sehingga isinya tidak lagi pasti."
        ),
        Rule("teks.pembalik_arah", "warning", "Tulisan yang tampak sama dapat dibaca sebagai nama yang berbeda."),
        Rule("angka.di_luar_batas", "warning", "Isian seperti itu tidak dapat disimpan sebagai angka."),
        Rule("nilai.tidak_dikenal", "blocker", "Isian di luar daftar tidak dapat dikelompokkan."),
        Rule("isian.bertanda", "info", "Tanda catatan dapat berarti angka sementara, dugaan, atau sudah diperbaiki."),
        Rule("keputusan.diterapkan", "info", "Setiap perbaikan yang sudah disetujui harus tetap terlihat."),
        # controls
        Rule("total.baris", "blocker", "Jumlah yang tidak sama dengan rinciannya berarti salah satunya keliru."),
        Rule("total.kolom", "blocker", "Jumlah yang tidak sama dengan rinciannya berarti salah satunya keliru."),
        Rule("total.tidak_ada", "blocker", "Baris jumlah dipakai untuk membuktikan bahwa semua angka terbaca benar."),
        Rule("total.tersamar", "blocker", "Baris jumlah yang ikut dimuat membuat data terhitung dua kali."),
        Rule(
            "neraca.tidak_seimbang", "blocker", "Jumlah yang tidak sama dengan rinciannya berarti salah satunya keliru."
        ),
        # rules of the contract
        Rule("data.kosong", "blocker", "Kiriman tanpa baris data tidak dapat diterbitkan."),
        Rule("isian.wajib", "blocker", "Kolom ini wajib diisi."),
        Rule("isian.ganda", "blocker", "Setiap isian kolom ini hanya boleh muncul satu kali."),
        Rule("kunci.ganda", "blocker", "Baris ganda membuat data terhitung dua kali."),
        Rule("batas.minimum", "blocker", "Nilai lebih kecil daripada batas yang wajar."),
        Rule("batas.maksimum", "blocker", "Nilai lebih besar daripada batas yang wajar."),
        Rule("pola.tidak_cocok", "blocker", "Isian tidak mengikuti bentuk yang disepakati."),
        Rule("wilayah.kosong", "blocker", "Baris tanpa wilayah tidak dapat dihubungkan dengan data lain."),
        Rule("wilayah.kode_bentuk", "blocker", "Kode tanpa titik dapat berarti dua wilayah yang berbeda."),
        Rule(
            "wilayah.kode_tidak_dikenal",
            "blocker",
            "Wilayah yang tidak dikenal tidak dapat dihubungkan dengan data lain.",
        ),
        Rule("wilayah.kode_tingkat", "blocker", "Tingkat wilayah yang salah membuat data terhitung dua kali."),
        Rule("wilayah.di_luar_wilayah", "blocker", "Data daerah lain tidak boleh ada dalam dataset ini."),
        Rule(
            "wilayah.nama_tidak_dikenal",
            "blocker",
            "Wilayah yang tidak dikenal tidak dapat dihubungkan dengan data lain.",
        ),
        Rule("wilayah.nama_kembar", "blocker", "Nama yang sama di dua kecamatan dapat menukar data dua wilayah."),
        Rule("wilayah.nama_kosong", "blocker", "Kode tanpa nama tidak dapat dibuktikan."),
        Rule("wilayah.nama_tidak_cocok", "blocker", "Kode benar di samping nama yang salah menukar data dua wilayah."),
        Rule("wilayah.induk_tidak_cocok", "blocker", "Wilayah di bawah kecamatan yang salah menukar data dua wilayah."),
        Rule("wilayah.kode_tidak_berlaku", "blocker", "Kode lama menunjuk wilayah yang sudah berubah."),
        Rule("wilayah.alias", "info", "Setiap ejaan yang dibaca sebagai nama lain harus terlihat."),
        Rule("wilayah.singkatan", "info", "Setiap ejaan yang dibaca sebagai nama lain harus terlihat."),
        Rule("wilayah.edisi", "blocker", "Kode wilayah berubah menurut keputusan Kemendagri yang berlaku."),
        Rule("wilayah.kurang", "blocker", "Data belum lengkap untuk semua wilayah."),
        Rule("wilayah.berlebih", "blocker", "Wilayah di luar cakupan tidak boleh ada dalam dataset ini."),
        Rule("periode.tidak_sesuai", "blocker", "Data periode lain dapat menimpa data yang benar."),
        Rule("periode.judul", "blocker", "Data periode lain dapat menimpa data yang benar."),
        Rule("periode.di_luar", "blocker", "Data periode lain dapat menimpa data yang benar."),
        Rule("periode.kurang", "blocker", "Data belum lengkap untuk seluruh periode."),
        Rule(
            "opd.tidak_dikenal",
            "blocker",
            "Perangkat daerah yang tidak dikenal tidak dapat dihubungkan dengan data lain.",
        ),
        Rule(
            "urusan.tidak_dikenal",
            "blocker",
            "Bidang urusan yang tidak dikenal tidak dapat dihubungkan dengan data lain.",
        ),
        # history, copies, magnitudes: a person may know better, so what stops a delivery can be waived
        Rule("riwayat.skala", "hold", "Satuan yang berubah membuat angka tidak dapat dibandingkan antarperiode."),
        Rule("riwayat.digit", "hold", "Satu angka yang hilang atau berlebih mengubah nilai sepuluh kali lipat."),
        Rule("riwayat.lonjakan", "warning", "Lonjakan sebesar itu jarang terjadi."),
        Rule("riwayat.salinan_sebagian", "warning", "Angka periode lalu yang tersalin bukan keadaan periode ini."),
        Rule("riwayat.proyeksi", "hold", "Proyeksi yang disajikan sebagai hasil pendataan menyesatkan pemakai."),
        Rule("salinan.dataset_lain", "hold", "Isi dataset lain di bawah judul ini membuat angkanya salah arti."),
        Rule("salinan.periode_lain", "hold", "Angka periode lain bukan keadaan periode ini."),
        Rule("salinan.tidak_berubah", "warning", "Angka yang tidak berubah mungkin salinan periode lain."),
        Rule("salinan.kolom", "hold", "Kolom yang tersalin dari periode lain bukan keadaan periode ini."),
        Rule("salinan.kolom_dataset_lain", "warning", "Kolom yang tersalin dari dataset lain mungkin salah tempat."),
        Rule("angka.satuan_bercampur", "hold", "Satuan yang bercampur membuat jumlah kolom itu tidak berarti."),
        Rule("angka.nol_janggal", "warning", "Nol berarti tidak ada sama sekali, bukan belum diketahui."),
        Rule("angka.nol_semua", "warning", "Nol berarti tidak ada sama sekali, bukan belum diketahui."),
        Rule(
            "neraca.jenis_kelamin", "warning", "Jumlah yang tidak sama dengan rinciannya berarti salah satunya keliru."
        ),
        Rule("baris.kembar", "warning", "Kejadian yang tercatat dua kali terhitung dua kali."),
        Rule("periode.ditebak", "info", "Periode menentukan data mana yang diganti oleh kiriman ini."),
        Rule("periode.tidak_pasti", "blocker", "Periode menentukan data mana yang diganti oleh kiriman ini."),
        # units and codes of the packaged lists
        Rule("satuan.tidak_dikenal", "blocker", "Angka tanpa satuan yang pasti tidak dapat dibandingkan."),
        Rule("satuan.berbeda", "hold", "Angka dalam satuan lain dapat terbaca seribu kali terlalu besar atau kecil."),
        Rule("program.tidak_dikenal", "blocker", "Kode yang tidak pasti dapat berarti urusan lain."),
        Rule("rekening.tidak_dikenal", "blocker", "Kode yang tidak pasti dapat berarti rekening lain."),
        Rule("rekening_desa.tidak_dikenal", "blocker", "Kode yang tidak pasti dapat berarti rekening lain."),
        # personal data
        Rule("pribadi.nik", "blocker", "Data pribadi tidak boleh masuk gudang data maupun portal (UU 27/2022)."),
        Rule("pribadi.kk", "blocker", "Nomor kartu keluarga menunjuk satu keluarga (UU 27/2022)."),
        Rule("pribadi.nip", "blocker", "NIP menunjuk satu orang dan memuat tanggal lahirnya (UU 27/2022)."),
        Rule("pribadi.telepon", "blocker", "Nomor telepon seluler menghubungi orang, bukan kantor (UU 27/2022)."),
        Rule("pribadi.email", "blocker", "Alamat surel perorangan menunjuk satu orang (UU 27/2022)."),
        Rule("pribadi.nomor_lain", "blocker", "Nomor itu hanya dimiliki satu orang (UU 27/2022)."),
        Rule("pribadi.nama_dan_ciri", "blocker", "Nama bersama ciri lain mengenali orangnya (UU 27/2022 Pasal 4)."),
        Rule("pribadi.alamat", "blocker", "Alamat di samping nama menunjukkan rumah seseorang (UU 27/2022)."),
        Rule("pribadi.lokasi", "blocker", "Koordinat di samping nama menunjukkan rumah seseorang (UU 27/2022)."),
        # A name, a business or a vehicle may be public: an official's, a company's, an office's. A person decides.
        Rule("pribadi.nama", "hold", "Nama orang adalah data pribadi, kecuali nama pejabat dalam tugasnya."),
        Rule("pribadi.tanggal_lahir", "hold", "Tanggal lahir per baris berarti setiap baris adalah satu orang."),
        Rule("pribadi.nib", "hold", "NIB usaha perorangan menunjuk pemiliknya; NIB badan usaha boleh terbuka."),
        Rule("pribadi.kendaraan", "hold", "Nomor kendaraan menunjuk pemiliknya, kecuali kendaraan dinas."),
        Rule("pribadi.teks_bebas", "hold", "Cerita warga sering menyebut nama, alamat, atau keadaan seseorang."),
    )
}


def finding(rule: str, message: str, suggestion: str, **where: Any) -> Finding:
    """A finding of a listed rule. ``where`` are other fields of :class:`Finding`; ``value`` is shortened and masked."""
    listed = RULES[rule]
    if where.get("value") is not None:
        where["value"] = shown(where["value"])
    where["cells"] = tuple(map(masked, where.get("cells", ())))[:_LISTED]
    if where.get("sheet") is not None:
        where["sheet"] = masked(where["sheet"])
    return Finding(listed.id, listed.severity, f"{masked(message)} {listed.why}", masked(suggestion), **where)


def masked(text: str) -> str:
    """The text with numbers and addresses that may identify a person starred out."""
    return _IDENTIFYING.sub(lambda match: starred(match[0]), text)


def starred(written: str) -> str:
    """An identifying number or address as it may be told: the first two characters (of a NIK: the province) and stars;
    of an address its first character and its host."""
    if "@" in written:
        return f"{written[0]}***@{written.rpartition('@')[2]}"
    return written[:2] + "*" * (len(written) - 2)


@dataclass(frozen=True)
class Spot:
    """A cell that breaks a rule: ``row`` counts from 1 as spreadsheets do; ``value`` is what the cell holds."""

    sheet: str | None
    cell: str
    row: int
    value: str | None = None

    @property
    def name(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


def spread(
    rule: str, column: str, said: str, suggestion: str, spots: Sequence[Spot], count: int | None = None, **more: Any
) -> Finding:
    """One finding for all cells of a column that break a rule in the same way. ``said`` completes "the cell ...".

    ``count`` are all cells where ``spots`` are only the first of them.
    """
    first = spots[0]
    total = len(spots) if count is None else count
    several = len({spot.sheet for spot in spots}) > 1
    named = [_named(spot, several) for spot in spots[:_NAMED]]
    rest = f", dan {number(total - _NAMED)} sel lain" if total > _NAMED else ""
    where = f" lembar {first.sheet}" if first.sheet and not several else ""
    cells = f"{number(total)} sel" if total > 1 else "sel"
    return finding(
        rule,
        f"Kolom {column}{where}: {cells} {', '.join(named)}{rest} {said}.",
        suggestion,
        sheet=first.sheet,
        cell=first.cell,
        row=first.row,
        column=column,
        value=first.value,
        count=total,
        cells=[spot.name for spot in spots],
        **more,
    )


def _named(spot: Spot, with_sheet: bool) -> str:
    place = spot.name if with_sheet else spot.cell
    return f"{place} ({shown(spot.value)!r})" if spot.value not in (None, "") else place


def shown(value: object) -> str:
    """A value as a finding may show it: one short line, long digit strings masked (they may identify a person)."""
    text = masked(" ".join(str(value).split()))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def number(value: float) -> str:
    """A number as Indonesians write it: ``1.234,5``."""
    text = f"{value:,.10g}" if abs(value) < 1e10 and value != int(value) else f"{value:,.0f}"
    return text.translate(str.maketrans(",.", ".,"))
