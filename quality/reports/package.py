"""An Office Open XML file (a ZIP of parts) in which few parts change: all others are copied byte for byte.

The parts and how they refer to each other: ECMA-376 part 2 (Open Packaging Conventions).
"""

import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lxml import etree

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPES_PART = "[Content_Types].xml"
_CHUNK = 1 << 20
# Worksheets are long and repetitive: a higher level costs seconds and gains a few percent.
_LEVEL = 3


@dataclass(frozen=True)
class Relation:
    """``kind`` is the last step of the relationship's type (``worksheet``); ``part`` is empty for external targets."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of an archive, and what is to become of them. Names have no leading slash and keep their case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {item.filename.lower(): item.filename for item in archive.infolist()}
        self._changed: dict[str, bytes | Iterable[bytes]] = {}
        self._dropped: set[str] = set()
        self._types = self.tree(_TYPES_PART)

    def parts(self, extension: str) -> list[str]:
        """Names of the file's parts with this extension (``.vml``)."""
        return [name for lower, name in self._members.items() if lower.endswith(extension)]

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._members or part in self._changed

    def open(self, part: str) -> IO[bytes]:
        """The part as the file holds it, as a stream. Raises ``KeyError`` when there is none."""
        return self._archive.open(self._members[part.lower()])

    def read(self, part: str) -> bytes:
        """The part as it is now. Raises ``KeyError`` when there is none."""
        changed = self._changed.get(part)
        if isinstance(changed, bytes):
            return changed
        with self.open(part) as stream:
            return bytes(stream.read())

    def tree(self, part: str) -> Any:
        return parsed(self.read(part))

    def change(self, part: str, content: bytes | Iterable[bytes]) -> None:
        """Replace a part; an iterable is written when the package is saved, in the order of the last changes."""
        name = self._members.get(part.lower(), part)
        self._changed.pop(name, None)
        self._changed[name] = content

    def add(self, pattern: str, content_type: str, content: bytes | Iterable[bytes] = b"") -> str:
        """A new part under the first free name of ``pattern``, in which ``{}`` is a number. Returns its name.

        Without ``{}`` the part takes the place of one of that name, which nothing refers to.
        """
        names = (pattern.format(number) for number in range(1, 1_000_000))
        part = next(name for name in names if name not in self) if "{}" in pattern else pattern
        self.change(part, content)
        self.retype(part, content_type)
        return part

    def content_type(self, extension: str, content_type: str) -> None:
        """Declare what parts with this extension are, unless it is declared."""
        declared = self._types.iterfind(f"{{{_TYPES}}}Default")
        if not any(item.get("Extension", "").lower() == extension for item in declared):
            default = etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=content_type)
            self._types.insert(0, default)

    def retype(self, part: str, content_type: str) -> None:
        """Say what a part is, whatever was said before."""
        for item in self._types.iterfind(f"{{{_TYPES}}}Override"):
            if item.get("PartName", "").lower() == f"/{part}".lower():
                item.set("ContentType", content_type)
                return
        etree.SubElement(self._types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """What a part (``""``: the package) refers to."""
        links = _links(part)
        if links not in self:
            return ()
        return tuple(
            Relation(item.get("Id", ""), item.get("Type", "").rpartition("/")[2], _target(part, item))
            for item in self.tree(links).iterfind(f"{{{_RELATIONS}}}Relationship")
        )

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let ``part`` refer to ``target`` by a relationship of the full type ``kind``. Returns its id."""
        links = _links(part)
        root = (
            self.tree(links)
            if links in self
            else etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
        )
        taken = {item.get("Id") for item in root}
        link = next(name for number in range(1, 1_000_000) if (name := f"rId{number}") not in taken)
        to = posixpath.relpath(target, posixpath.dirname(part) or ".")
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=link, Type=kind, Target=to)
        self.change(links, serialised(root))
        return link

    def drop(self, part: str, target: str) -> None:
        """Leave ``target``, to which ``part`` refers, out of the file."""
        root = self.tree(_links(part))
        for item in root.findall(f"{{{_RELATIONS}}}Relationship"):
            if _target(part, item) == target:
                root.remove(item)
        self.change(_links(part), serialised(root))
        self._dropped.add(target.lower())
        for item in self._types.findall(f"{{{_TYPES}}}Override"):
            if item.get("PartName", "").lower() == f"/{target}".lower():
                self._types.remove(item)

    def save(self, target: Path) -> None:
        """Write all parts: unchanged ones first and in their order, then the changed and new ones."""
        self._changed = {_TYPES_PART: serialised(self._types), **self._changed}
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as out:
            out.writestr(_TYPES_PART, self._changed.pop(_TYPES_PART))  # type: ignore[arg-type]
            for item in self._archive.infolist():
                replaced = item.filename in self._changed or item.filename == _TYPES_PART
                if not replaced and item.filename.lower() not in self._dropped:
                    self._copy(item, out)
            for part, content in self._changed.items():
                with out.open(part, "w") as stream:
                    for piece in (content,) if isinstance(content, bytes) else content:
                        stream.write(piece)

    def _copy(self, item: zipfile.ZipInfo, out: zipfile.ZipFile) -> None:
        if item.is_dir():
            out.writestr(item.filename, b"")
            return
        with self._archive.open(item) as stream, out.open(item.filename, "w") as copied:
            while chunk := stream.read(_CHUNK):
                copied.write(chunk)


def parsed(content: bytes) -> Any:
    """The root of an XML part. Raises ``etree.XMLSyntaxError`` when it is none, or is built to fill the memory."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def serialised(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _links(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, item: Any) -> str:
    if item.get("TargetMode") == "External":
        return ""
    target = item.get("Target", "")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
