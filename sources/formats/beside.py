"""What stands in a workbook's parts beside its sheets, the same in xlsx and xlsb: texts, links, macros, objects."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from sources.findings import Finding
from sources.formats import xml
from sources.formats.archive import Archive, part_name
from sources.formats.refusals import MAX_ASIDE
from sources.grid import Margin
from sources.rules import finding, number

_NO = frozenset[str]()


@dataclass(frozen=True)
class Aside:
    """Parts whose names match ``pattern`` hold texts that stand, for the officer, at ``place``."""

    pattern: str
    place: str
    attributes: frozenset[str] = _NO


_NAMES = frozenset({"name", "descr", "title", "alt", "caption", "displayName"})
ASIDES = (
    Aside(r"docprops/.*\.xml", "sifat berkas", frozenset({"name"})),
    Aside(r"xl/drawings/.*\.(xml|vml)$", "gambar atau kotak teks", _NAMES),
    Aside(r"xl/charts/.*\.xml", "grafik"),
    Aside(r"xl/diagrams/data.*\.xml", "diagram"),
    Aside(r"xl/persons/.*\.xml", "penulis komentar", frozenset({"displayName", "userId"})),
    Aside(r"xl/externallinks/.*\.xml", "salinan isi berkas lain", frozenset({"ddeService", "ddeTopic", "val", "name"})),
    # A pivot table keeps a copy of the cells that it was made from, also when these were deleted.
    Aside(r"xl/pivotcache/.*\.xml", "salinan data tabel pivot", frozenset({"v", "name"})),
    Aside(r"xl/connections.xml|xl/querytables/.*\.xml", "koneksi data", frozenset({"name", "connection", "command"})),
    Aside(r"xl/revisions/.*\.xml", "riwayat perubahan", frozenset({"name", "userName"})),
    Aside(r"customxml/item\d+\.xml", "data tambahan"),
)
_PICTURES = r"(xl|ppt|word)/media/|pictures/"
_OBJECTS = r"xl/(embeddings|activex)/.*\.(bin|xlsx?|xlsm|docx?|pptx?|pdf|exe|ole)$"
_MACROS = r"xl/vbaproject\.bin$|xl/macrosheets/"


@dataclass(frozen=True)
class Link:
    """A relationship of a part: ``kind`` is the last word of its type, ``target`` a part, or an address outside."""

    id: str
    kind: str
    target: str
    external: bool


def links(archive: Archive, part: str) -> list[Link]:
    """Relationships of a part, their targets as names of parts. None when the part has no list of them."""
    folder, _, base = part_name(part).rpartition("/")
    listed = f"{folder}/_rels/{base}.rels".lstrip("/")
    found: list[Link] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if xml.local(tag) == "Relationship":
            outside = given.get("TargetMode") == "External"
            target = given.get("Target", "")
            found.append(
                Link(
                    given.get("Id", ""),
                    given.get("Type", "").rpartition("/")[2],
                    target if outside else _resolved(folder, target),
                    outside,
                )
            )

    if listed in archive.parts:
        xml.parse(archive.chunks(listed, MAX_ASIDE), archive.name, listed, start)
    return found


def _resolved(folder: str, target: str) -> str:
    path = part_name(target)
    if path.startswith("/"):
        return path.lstrip("/")
    parts: list[str] = folder.split("/") if folder else []
    for step in PurePosixPath(path).parts:
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def margins(archive: Archive) -> Iterator[Margin]:
    """Texts of the parts beside the sheets, the names of embedded files, and addresses outside of the file."""
    for aside in ASIDES:
        for part in archive.matching(aside.pattern):
            chunks = archive.chunks(part, MAX_ASIDE)
            if part.endswith(".vml"):
                yield from ((aside.place, text) for text in _loose_texts(b"".join(chunks)))
            else:
                yield from ((aside.place, text) for text in xml.texts(chunks, archive.name, part, aside.attributes))
    for pattern, place in ((_PICTURES, "nama gambar"), (_OBJECTS, "nama objek tertanam")):
        yield from ((place, PurePosixPath(archive.parts[part].filename).name) for part in archive.matching(pattern))


def _loose_texts(content: bytes) -> list[str]:
    """Texts of VML, which is HTML rather than XML: programs write ``<br>`` into it."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    tree = etree.fromstring(content or b"<a/>", parser)
    return [] if tree is None else [text.strip() for text in tree.itertext() if text.strip()]


def comments(archive: Archive, part: str, sheet: str) -> Iterator[Margin]:
    """Comments of a sheet (old notes and threaded ones) with their cells."""
    where, found = [""], list[tuple[str, str]]()

    def start(tag: str, given: dict[str, str]) -> None:
        if xml.local(tag) in ("comment", "threadedComment"):
            where[0] = f"komentar sel {given.get('ref', '')[:20]} lembar {sheet}"
        elif xml.local(tag) == "author":
            where[0] = f"penulis komentar lembar {sheet}"

    def text(data: str) -> None:
        if data.strip():
            found.append((where[0], data.strip()))

    xml.parse(archive.chunks(part, MAX_ASIDE), archive.name, part, start, text)
    yield from found


def findings(archive: Archive) -> Iterator[Finding]:
    """Macros, embedded objects, data connections, links to other files and to programs."""
    if archive.matching(_MACROS):
        yield macros(archive.name)
    if objects := archive.matching(_OBJECTS):
        yield embedded(archive.name, len(objects))
    for part in archive.matching(r"xl/externallinks/[^/]+\.xml"):
        yield from _outside(archive, part)
    if "xl/connections.xml" in archive.parts:
        yield linked(archive.name, "sumber data luar")


def _outside(archive: Archive, part: str) -> Iterator[Finding]:
    programs: list[str] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if xml.local(tag) == "ddeLink":
            programs.append(f"{given.get('ddeService', '')}|{given.get('ddeTopic', '')}")

    xml.parse(archive.chunks(part, MAX_ASIDE), archive.name, part, start)
    for program in programs:
        yield program_link(archive.name, program)
    if not programs:
        targets = [link.target for link in links(archive, part) if link.external]
        yield linked(archive.name, file_name(*targets[:1]))


def file_name(target: str = "") -> str:
    """The last step of a path: the folders before it may name a person's account."""
    return PurePosixPath(target.replace("\\", "/")).name[:80] or "berkas lain"


def macros(name: str) -> Finding:
    return finding(
        "berkas.makro",
        f"Berkas {name} berisi makro. Makro itu tidak dijalankan dan tidak dibaca.",
        "Simpan sebagai Excel Workbook (.xlsx) tanpa makro bila makro itu tidak diperlukan.",
    )


def embedded(name: str, count: int) -> Finding:
    return finding(
        "berkas.objek_tertanam",
        f"Berkas {name} memuat {number(count)} berkas atau objek tertanam. Isinya tidak dibaca.",
        "Hapus objek itu bila tidak diperlukan, atau kirim isinya sebagai lembar biasa.",
        count=count,
    )


def linked(name: str, target: str) -> Finding:
    return finding(
        "berkas.tautan_luar",
        f"Berkas {name} bertaut ke {target}. Tautan tidak dibuka; yang dibaca adalah hasil yang tersimpan.",
        "Pastikan angkanya mutakhir, atau putuskan tautannya (Data > Edit Links > Break Link).",
        value=target,
    )


def program_link(name: str, program: str) -> Finding:
    return finding(
        "rumus.perintah",
        f"Berkas {name} berisi tautan yang menjalankan program ({program[:60]!r}). Tautan itu tidak dijalankan.",
        "Putuskan tautannya (Data > Edit Links > Break Link), periksa asal berkas ini, lalu kirim ulang.",
        value=program,
    )
