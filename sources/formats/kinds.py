"""What kind of file some bytes are, decided by content and never by name."""

from pathlib import Path

from sources.findings import Finding
from sources.formats import refusals
from sources.formats.archive import Archive
from sources.formats.encodings import marked, wide
from sources.grid import Kind
from sources.rules import finding

_NAMES: dict[Kind, str] = {
    "xlsx": "Excel (.xlsx)", "xlsb": "Excel biner (.xlsb)", "ods": "OpenDocument (.ods)", "xls": "Excel lama (.xls)",
    "html": "halaman web yang disimpan sebagai Excel", "csv": "teks (CSV)", "json": "JSON",
}  # fmt: skip
_ZIP_PARTS: tuple[tuple[str, Kind], ...] = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("content.xml", "ods"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Worksheets of Excel before 5.0 are a bare stream of records that begins with one of these.
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")


def sniff(path: Path, name: str) -> Kind:
    """The kind of the file. Raises :class:`sources.deliveries.DeliveryRefused` when it is none that can be read."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise refusals.empty(name)
    if head.startswith(b"PK"):
        with Archive(path, name) as archive:
            return zip_kind(archive)
    if head.startswith(_OLE):
        return _ole_kind(path, name)
    if head.startswith(b"%PDF"):
        raise refusals.unknown(name, "PDF", "Kirim berkas Excel atau CSV yang menjadi asal PDF itu.")
    if head.startswith(_BARE_BIFF):
        raise refusals.unknown(name, "Excel 4 atau lebih lama")
    return _text_kind(head, name)


def zip_kind(archive: Archive) -> Kind:
    """Which spreadsheet a ZIP container is. Raises for a protected one and for other documents."""
    if archive.encrypted:
        raise refusals.protected(archive.name)
    for part, kind in _ZIP_PARTS:
        if part in archive.parts:
            return kind
    what = "Word" if "word/document.xml" in archive.parts else "arsip ZIP"
    raise refusals.unknown(
        archive.name, what, "Kirim satu berkas Excel atau CSV, tidak di dalam arsip atau dokumen lain."
    )


def _ole_kind(path: Path, name: str) -> Kind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refusals.protected(name)
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return "xls"
    raise refusals.unknown(name, "dokumen Office lama")


def _text_kind(head: bytes, name: str) -> Kind:
    encoding = marked(head) or wide(head) or ""
    text = head.decode(encoding, errors="ignore").encode() if encoding.startswith("utf-16") else head
    start = text.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table")) or (start.startswith(b"<") and b"<table" in start):
        return "html"
    if start.startswith(b"<?xml"):
        raise refusals.unknown(name, "XML")
    # Some programs leave single NULs in text; bytes of a picture or a program hold many.
    if text.count(b"\0") > len(text) // 100:
        raise refusals.unknown(name, "bukan tabel")
    return "json" if start.startswith((b"{", b"[")) else "csv"


def mismatch(name: str, found: Kind, wanted: str) -> Finding:
    """The finding for a readable file that is not of the kind that the contract names."""
    return finding(
        "berkas.jenis_tidak_sesuai",
        f"Berkas {name} berisi {_NAMES[found]}, sedangkan dataset ini dikirim sebagai {wanted}.",
        f"Kirim berkas {wanted}, atau minta Walidata menyesuaikan kontrak dataset.",
    )
