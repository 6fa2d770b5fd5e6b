"""How large a file may be, and how one that cannot be read is refused: each refusal names its cause."""

from collections.abc import Iterator
from contextlib import contextmanager

from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.rules import finding, number

MAX_COLUMNS = 1_000
# Of all sheets together, between A1 and the last filled cell of each.
MAX_CELLS = 5_000_000
MAX_SHEETS = 1_000
# Bytes: all parts of a ZIP container as declared, the parts that are read, the shared texts among them.
MAX_DECLARED = 1_000_000_000
MAX_UNPACKED = 400_000_000
MAX_SHARED = 120_000_000
MAX_ASIDE = 50_000_000
# Bytes of formatted but empty rows in a sheet; Excel's 1,048,576 rows without cells need 60 million.
MAX_BLANK = 100_000_000
MAX_MERGED = 200_000
MAX_DEPTH = 2_000
# Bytes of a web page or a delimited text.
MAX_HTML = 40_000_000
MAX_TEXT = 400_000_000

AGAIN = "Buka berkas di Excel atau LibreOffice, simpan sebagai Excel Workbook (.xlsx), lalu kirim ulang."
_SMALLER = "Hapus lembar, baris, dan gambar yang tidak diperlukan, simpan, lalu kirim ulang."


def refused(found: Finding) -> DeliveryRefused:
    return DeliveryRefused(found)


def empty(name: str) -> DeliveryRefused:
    return refused(finding("berkas.kosong", f"Berkas {name} kosong.", "Periksa berkas asli, lalu kirim ulang."))


def unknown(name: str, what: str, suggestion: str = AGAIN) -> DeliveryRefused:
    message = f"Berkas {name} ({what}) bukan tabel yang dapat dibaca."
    return refused(finding("berkas.jenis_tidak_dikenal", message, suggestion))


def protected(name: str) -> DeliveryRefused:
    hint = "Buka berkas, hapus sandinya (File > Info > Protect Workbook), simpan, lalu kirim ulang."
    return refused(finding("berkas.bersandi", f"Berkas {name} dilindungi kata sandi.", hint))


def damaged(name: str, why: str = "rusak atau terpotong") -> DeliveryRefused:
    return refused(finding("berkas.rusak", f"Berkas {name} {why}.", f"Kirim ulang dari berkas asli. {AGAIN}"))


def too_large(name: str, what: str) -> DeliveryRefused:
    """``what`` completes "the file ...": which part of it is how large, and what the limit is."""
    return refused(finding("berkas.terlalu_besar", f"Berkas {name} {what}.", _SMALLER))


def unpacks_too_large(name: str, limit: int = MAX_UNPACKED, part: str = "") -> DeliveryRefused:
    what = f"bagian {part} " if part else "isi "
    return too_large(name, f"terlalu besar: {what}setelah dibuka melebihi {number(limit // 1_000_000)} MB")


def too_many_sheets(name: str, count: int) -> DeliveryRefused:
    return too_large(name, f"mempunyai {number(count)} lembar; paling banyak {number(MAX_SHEETS)}")


def too_many_cells(name: str) -> DeliveryRefused:
    return too_large(name, f"mempunyai lebih dari {number(MAX_CELLS)} sel pada semua lembarnya")


def too_many_blank_rows(name: str, sheet: str) -> DeliveryRefused:
    message = f"Berkas {name}, lembar {sheet}: terlalu banyak baris kosong yang berformat."
    hint = "Pilih baris di bawah tabel sampai akhir lembar, hapus (klik kanan > Delete), simpan, lalu kirim ulang."
    return refused(finding("berkas.terlalu_besar", message, hint, sheet=sheet))


def far(name: str, cell: str, sheet: str | None = None) -> DeliveryRefused:
    where = f", lembar {sheet}," if sheet else ""
    return refused(
        finding(
            "berkas.sel_jauh",
            f"Berkas {name}{where} mempunyai isi di sel {cell}, jauh di luar ukuran tabel yang wajar.",
            f"Tekan Ctrl+G, tulis {cell}, hapus isi baris dan kolom itu, simpan, lalu kirim ulang.",
            sheet=sheet,
            cell=cell,
        )
    )


def entities(name: str, part: str) -> DeliveryRefused:
    message = f"Berkas {name} mendeklarasikan entitas XML (bagian {part}); program Excel tidak pernah menulisnya."
    return refused(finding("berkas.xml_berbahaya", message, AGAIN))


def too_deep(name: str, part: str) -> DeliveryRefused:
    message = f"Berkas {name} mempunyai XML yang bertingkat lebih dari {number(MAX_DEPTH)} (bagian {part})."
    return refused(finding("berkas.xml_berbahaya", message, AGAIN))


def fits(bottom: int, right: int) -> bool:
    """Whether a grid with this last row and column (from 0) may be built."""
    return right < MAX_COLUMNS and (bottom + 1) * (right + 1) <= MAX_CELLS


class TooFar(Exception):
    """A filled cell lies beyond what a grid may span; the argument is its address."""


@contextmanager
def panics_refused(name: str) -> Iterator[None]:
    """What Rust calls a panic is raised past :class:`Exception`; in a parser of files it means a damaged file."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name) from error
