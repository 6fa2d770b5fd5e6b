"""A sample file -> the draft of a contract: every decision commented, everything undecided marked ``TODO:``.

The draft is a valid contract against which the same file reads. It publishes nothing: sifat is ``tertutup`` until a
person has filled in what no file can tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sources.document import Document, Table
from sources.proposal.columns import columns
from sources.proposal.layout import layout
from sources.proposal.shape import Shape
from sources.proposal.wording import identifier
from sources.proposal.writing import Part, written
from sources.regions import Regions

_TODO = "TODO: "
# Rows that are named in a comment.
_ROWS = 6


@dataclass(frozen=True)
class Draft:
    """``text`` is the YAML of the contract; it belongs to ``<opd>/<dataset>.odcs.yaml``."""

    dataset: str
    opd: str
    text: str


class NothingToProposeError(ValueError):
    """A file without any table."""


def propose(document: Document, *, opd: str, regions: Regions, dataset: str = "", sheet: str = "") -> Draft:
    """Draft a contract from the largest table of the file, or from the one on ``sheet``.

    Raises :class:`NothingToProposeError` when there is none.
    """
    tables = [table for table in document.tables if sheet in ("", table.sheet)]
    if not tables:
        raise NothingToProposeError(
            f"Berkas {document.file} tidak memuat tabel{f' pada lembar {sheet}' if sheet else ''}."
        )
    table = max(tables, key=lambda t: len(t.rows) * len(t.columns))
    title = " ".join(table.title) or document.file.rpartition(".")[0]
    name = dataset or identifier(title)
    shape = Shape(table)
    return Draft(name, opd, written(_parts(document, table, shape, name, title, opd, regions)))


def _parts(
    document: Document, table: Table, shape: Shape, name: str, title: str, opd: str, regions: Regions
) -> Iterator[Part]:
    grain = "Satu baris untuk setiap " + ", ".join(place.column.name for place in shape.key)
    yield Part(
        {"apiVersion": "v3.1.0", "kind": "DataContract", "id": name, "version": "0.1.0", "status": "draft"},
        f"Rancangan dari berkas {document.file}, lembar {table.sheet}, {table.range}. Lengkapi setiap TODO, lalu ubah "
        "status menjadi active: selama draft, berkas dapat diperiksa tetapi tidak dapat dikirim.",
    )
    yield Part({"name": title[:200], "domain": opd, "tags": [name]}, "Judul dari baris di atas tabel. TODO: periksa.")
    yield Part(
        {
            "description": {
                "purpose": f"{_TODO}untuk apa data ini dikumpulkan.",
                "usage": f"{_TODO}apa yang boleh dan tidak boleh dihitung dari data ini.",
                "limitations": f"{_TODO}apa yang tidak tercakup.",
            },
            "support": [{"channel": f"{_TODO}nama bidang", "url": f"mailto:todo@{opd.replace('_', '-')}.example"}],
            "slaProperties": [
                {"property": "frequency", "value": "year"},
                {"property": "latency", "value": 90, "unit": "d"},
            ],
        },
        "TODO: frekuensi dan tenggat pengiriman.",
    )
    yield Part(
        {
            "schema": [
                {
                    "name": name,
                    "description": f"{_TODO}{title[:200]}",
                    "dataGranularityDescription": f"{grain}.",
                    "properties": columns(shape, regions),
                }
            ]
        },
        " ".join(filter(None, (_key(shape), _loaded(shape)))),
    )
    yield Part({"customProperties": [{"property": "layout", "value": layout(document, table, shape)}, *_promises()]})


def _key(shape: Shape) -> str:
    """How the key was found, and what is to be decided about it."""
    if not shape.key_is_unique:
        rows = ", ".join(map(str, shape.doubled[:_ROWS]))
        return (
            f"{_TODO}tidak ada kombinasi kolom yang unik: baris {rows} tidak dapat dibedakan dari baris lain. "
            "Perbaiki berkasnya, atau tambahkan kolom pembeda."
        )
    if shape.numbering:
        return (
            f"{_TODO}hanya dengan nomor urut baris-barisnya dapat dibedakan; tentukan kunci yang tetap setiap periode."
        )
    return "Kunci ditemukan dari isi berkas: kombinasi ini unik."


def _loaded(shape: Shape) -> str:
    """Which sums are loaded as rows, because no contract can say what they add up."""
    if not shape.unbounded:
        return ""
    rows = ", ".join(str(row.row) for row in shape.unbounded[:_ROWS])
    return (
        f"{_TODO}baris {rows} menjumlah sebagian saja dari baris di bawahnya, sehingga ikut dibaca sebagai rincian; "
        "jangan dijumlah lagi bersama bagiannya."
    )


def _promises() -> Iterator[dict[str, object]]:
    """What no file can tell, in the form that promises least."""
    yield {"property": "period", "value": {"grain": "year"}}
    yield {
        "property": "disclosure",
        "value": {
            "threshold": 0,
            "measures": [],
            "reason": f"{_TODO}ambang sel kecil, atau alasan mengapa tidak perlu.",
        },
    }
    yield {
        "property": "activity",
        "value": {"judul": f"{_TODO}kegiatan statistik", "cara_pengumpulan": "kompilasi produk administrasi"},
    }
    yield {
        "property": "publication",
        "value": {
            "sifat": "tertutup",
            "dasar_pengecualian": f"{_TODO}belum ditetapkan; ubah menjadi terbuka bila sudah diperiksa.",
            "tema": "belum_ditetapkan",
            "bidang_urusan": f"{_TODO}kode dan nama bidang urusan",
            "lisensi": "cc-by",
            "level_penyajian": "kabkota",
            "prioritas": False,
            "status_angka": "sementara",
        },
    }
