"""The instructions of a template, line by line: what the dataset is, how to fill it in, what each column means."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sources.contract import Csv
from sources.periods import MONTHS
from sources.template.marker import GUIDE
from sources.template.shapes import Form, FormColumn, Setting
from sources.template.words import choices, kind, marks, meaning, sample, unit

_HEADINGS = ("Kolom", "Arti", "Isian", "Satuan", "Wajib", "Tanda kosong", "Pilihan", "Contoh")
_LISTED, _SHOWN = 40, 12
_ENCODINGS = {"utf-8": "UTF-8", "cp1252": "Windows-1252 (ANSI)"}
_DELIMITERS = {",": "koma", ";": "titik koma", "\t": "tab", "|": "garis tegak (|)"}


@dataclass(frozen=True)
class Section:
    """A heading with facts (name, text), numbered steps, or a table whose first row has the headings."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


def sections(form: Form, setting: Setting) -> tuple[Section, ...]:
    """The whole instructions, in Bahasa Indonesia."""
    return (
        Section("Tentang dataset", facts=tuple(_facts(setting))),
        Section("Cara mengisi", steps=tuple(_steps(form, setting))),
        Section("Arti setiap kolom", table=(_HEADINGS, *(_column(found, form, setting) for found in _shown(form)))),
        Section("Contoh satu baris (jangan disalin ke tabel)", facts=tuple(_example(form, setting))),
        Section("Cara mengirim", steps=tuple(_sending(setting))),
        Section("Kesalahan yang sering terjadi", steps=tuple(_mistakes(setting))),
    )


def _facts(setting: Setting) -> Iterator[tuple[str, str]]:
    contract, tenant = setting.contract, setting.tenant
    yield "Dataset", f"{contract.title} ({contract.id})"
    yield "Periode", f"{setting.period.label} ({setting.period})"
    yield "Produsen data", f"{tenant.agency(contract.opd).nama}, {tenant.nama}"
    yield "Bertanya kepada", f"{contract.contact.office} ({contract.contact.email})"
    yield "Walidata", tenant.agency(tenant.walidata).nama
    yield "Kegunaan", contract.purpose
    yield "Satu baris", contract.grain
    yield "Penjumlahan", contract.usage
    yield "Keterbatasan", contract.limitations
    due = setting.period.end + dt.timedelta(days=contract.service.latency_days)
    yield "Paling lambat dikirim", f"{due.day} {MONTHS[due.month - 1]} {due.year}"
    yield "Versi kontrak data", contract.version


def _steps(form: Form, setting: Setting) -> Iterator[str]:
    layout = setting.contract.layout
    if isinstance(layout, Csv):
        yield "Isi satu baris untuk setiap data di bawah baris kepala. Jangan mengubah baris kepala."
        yield (
            f"Simpan sebagai CSV dengan pemisah {_DELIMITERS[layout.delimiter]} dan pengodean "
            f"{_ENCODINGS[layout.encoding]}."
        )
        return
    if len(form.sheets) > 1:
        yield f"Isi semua {len(form.sheets)} lembar data. Jangan mengganti nama lembar."
    yield "Isi hanya sel putih. Sel berwarna sudah benar dan terkunci (tanpa kata sandi)."
    if form.is_filled:
        yield "Setiap baris yang sudah berlabel wajib diisi; jangan menambah atau menghapus baris."
    elif form.is_open:
        yield "Isi mulai dari baris putih pertama. Bila baris kurang, sisipkan baris di tengah tabel."
    else:
        yield "Isi satu baris untuk setiap pilihan. Baris yang tidak dipakai dibiarkan kosong."
    if any(not line.choices or len(line.choices) > 1 for line in form.titles):
        yield "Isi juga sel putih di atas tabel: isinya dibaca sebagai data."
    yield "Klik sebuah sel untuk melihat artinya. Panah di kanan sel membuka daftar pilihan."
    if form.total:
        yield "Jumlah dihitung sendiri. Jangan menimpa rumusnya."


def _shown(form: Form) -> Iterator[FormColumn]:
    """Each declared column once, also where it fills a whole block."""
    seen = set()
    for found in form.columns:
        if not found.covers and found.key not in seen:
            seen.add(found.key)
            yield found


def _column(found: FormColumn, form: Form, setting: Setting) -> tuple[str, ...]:
    column = found.column
    block = column.origin and column.origin.value and found.role == "value"
    listed = choices(found, setting)
    rest = f", dan {len(listed) - _LISTED} lagi pada daftar" if len(listed) > _LISTED else ""
    return (
        "Sel-sel angka di dalam tabel" if block else " > ".join(" ".join(part.split()) for part in found.path),
        meaning(found),
        "Sudah terisi" if form.fills(found) else kind(found),
        unit(found),
        "ya" if column.required else "tidak",
        marks(column) if found.role == "value" else "",
        f"{', '.join(listed[:_LISTED])}{rest}",
        sample(found, setting),
    )


def _example(form: Form, setting: Setting) -> Iterator[tuple[str, str]]:
    """One row, column by column; of a wide block the beginning."""
    for found in [found for found in form.columns if not found.covers][:_SHOWN]:
        yield " > ".join(" ".join(part.split()) for part in found.path), sample(found, setting)


def _sending(setting: Setting) -> Iterator[str]:
    contract, walidata = setting.contract, setting.tenant.agency(setting.tenant.walidata)
    yield f"Periksa dahulu: jalandata check BERKAS --dataset {contract.id} --period {setting.period}"
    yield f"Kirim: jalandata deliver BERKAS --dataset {contract.id} --period {setting.period}"
    yield f"Bila perintah itu tidak tersedia, serahkan berkasnya kepada {walidata.nama}."
    yield "Temuan akan menyebut lembar, sel, masalah, dan cara memperbaikinya."


def _mistakes(setting: Setting) -> Iterator[str]:
    if not isinstance(setting.contract.layout, Csv):
        yield "Menempel beserta formatnya. Pakai Tempel Khusus > Nilai (Paste Special > Values)."
        yield "Mengubah, menggabung, atau memindahkan kepala tabel."
    else:
        yield "Membuka CSV di Excel lalu menyimpannya: nol di depan kode dan angka panjang dapat hilang."
    yield "Menulis keterangan seperti 'sekitar 50' atau '12 orang' di sel angka."
    yield "Menulis angka dengan titik ribuan sebagai teks. Ketik angkanya saja."
    yield "Mengosongkan sel yang seharusnya nol. Nol ditulis 0."
    yield "Menukar hari dan bulan. Setelah mengetik tanggal, periksa bahwa hari, bulan, dan tahunnya benar."
    yield "Mencantumkan NIK, nomor KK, atau data pribadi lain yang tidak diminta."
    yield "Memakai templat periode lain. Minta templat baru untuk setiap periode."


def as_text(form: Form, setting: Setting) -> str:
    """The instructions as a text file beside a CSV."""
    lines = [f"{GUIDE}: {setting.contract.title}"]
    for section in sections(form, setting):
        lines += ["", section.heading.upper()]
        lines += [f"{name}: {text}" for name, text in section.facts]
        lines += [f"{number}. {step}" for number, step in enumerate(section.steps, 1)]
        for row in section.table[1:]:
            pairs = zip(section.table[0], row, strict=True)
            lines += ["- " + "; ".join(f"{name}: {text}" for name, text in pairs if text)]
    return "\n".join(lines) + "\n"
