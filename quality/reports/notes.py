"""Cell comments in a worksheet: the texts (``comments.xml``) and the boxes that show them (VML).

ECMA-376 part 1, 18.7 (comments) and part 4, 19 (VML). Comments of the office stay; where a cell has one already, ours
is written below it. Those of an earlier report are taken out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from quality.reports.package import parsed, serialised
from quality.reports.places import COLUMNS, ROWS, position
from sources.grid import address

AUTHOR = "Jalan Data"
# How what we say about a cell begins.
_OPENING = f"{AUTHOR}, temuan "
# A comment of a discussion is a copy for old programs; its author begins so.
_THREADED = "tc="
_SHAPES_PER_BLOCK = 1_024
_VML = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_BOX = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:240pt;height:120pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_EMPTY_DRAWING = "<xml {}></xml>".format(" ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _VML.items()))
# Programs choose other prefixes than Excel.
_ANY_SHAPE = re.compile(r"<((?:\w+:)?)shape\s.*?</\1shape>", re.DOTALL)
_BLOCKS = re.compile(r"""<(?:\w+:)?idmap\s[^>]*?data=["']([^"']*)["']""")
_BOX_WIDTH, _LETTERS_PER_LINE = 4, 42


@dataclass(frozen=True)
class Note:
    """A comment on the cell in ``row`` and ``column``, from 0."""

    row: int
    column: int
    text: str


class Comments:
    """The comments of a sheet (the root of its ``comments`` part), changed."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._namespace = etree.QName(root).namespace
        self._authors = self._child(root, "authors")
        self._list = self._child(root, "commentList")

    @classmethod
    def none(cls, namespace: str) -> "Comments":
        return cls(etree.Element(f"{{{namespace}}}comments", nsmap={None: namespace}))

    def forget(self) -> list[tuple[int, int]]:
        """Take out what an earlier report wrote. Returns the cells that have no comment any more.

        It is known by its words, as LibreOffice keeps neither authors nor runs of text.
        """
        bare: list[tuple[int, int]] = []
        for comment in list(self._list):
            before, ours, _ = "".join(comment.itertext()).partition(_OPENING)
            if ours and not before.strip():
                self._list.remove(comment)
                bare += filter(None, (position(comment.get("ref", "")),))
            elif ours:
                self._cut(comment, len(before.rstrip("\n")))
        return bare

    def write(self, notes: Sequence[Note]) -> list[Note]:
        """Add comments. Returns those that stand in cells without one, which need a box."""
        present = {comment.get("ref"): comment for comment in self._list}
        author = self._own_author() if notes else ""
        fresh: list[Note] = []
        for note in notes:
            comment = present.get(address(note.row, note.column))
            if comment is None:
                comment = etree.SubElement(self._list, self._tag("comment"), ref=address(note.row, note.column))
                comment.set("authorId", author)
                self._append(self._child(comment, "text"), note.text)
                fresh.append(note)
            elif not self._author(comment).startswith(_THREADED):
                self._append(self._child(comment, "text"), f"\n\n{note.text}")
        return fresh

    def serialised(self) -> bytes:
        return serialised(self.root)

    def _append(self, text: Any, words: str) -> None:
        run = etree.Element(self._tag("r"))
        style = etree.SubElement(run, self._tag("rPr"))
        etree.SubElement(style, self._tag("sz"), val="9")
        etree.SubElement(style, self._tag("color"), indexed="81")
        etree.SubElement(style, self._tag("rFont"), val="Tahoma")
        etree.SubElement(style, self._tag("family"), val="2")
        shown = etree.SubElement(run, self._tag("t"))
        shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        shown.text = words
        plain = text.find(self._tag("t"))
        if plain is not None:
            # Excel shows either plain text or runs.
            whole = etree.Element(self._tag("r"))
            text.replace(plain, whole)
            whole.append(plain)
        # Phonetic hints stand last.
        text.insert(len(text.findall(self._tag("r"))), run)

    def _cut(self, comment: Any, length: int) -> None:
        """Keep the first characters of a comment."""
        for text in list(comment.iter(self._tag("t"))):
            words = text.text or ""
            if length <= 0:
                parent = text.getparent()
                parent.remove(text) if parent.tag != self._tag("r") else parent.getparent().remove(parent)
            else:
                text.text = words[:length]
            length -= len(words)

    def _author(self, comment: Any) -> str:
        number = int(comment.get("authorId", "0"))
        return (self._authors[number].text or "") if number < len(self._authors) else ""

    def _own_author(self) -> str:
        for number, author in enumerate(self._authors):
            if author.text == AUTHOR:
                return str(number)
        etree.SubElement(self._authors, self._tag("author")).text = AUTHOR
        return str(len(self._authors) - 1)

    def _child(self, parent: Any, name: str) -> Any:
        found = parent.find(self._tag(name))
        return found if found is not None else etree.SubElement(parent, self._tag(name))

    def _tag(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}"


def comments(content: bytes | None, namespace: str) -> Comments:
    """The comments in a ``comments`` part, or none yet."""
    return Comments.none(namespace) if content is None else Comments(parsed(content))


def said(number: int, words: str) -> str:
    """What finding ``number`` says about a cell."""
    return f"{_OPENING}{number}: {words}"


def without_boxes(drawing: str, cells: Sequence[tuple[int, int]]) -> str:
    """The VML drawing without the boxes of comments in these cells."""
    gone = set(cells)

    def kept(match: re.Match[str]) -> str:
        row, column = (re.search(rf"<(?:\w+:)?{name}>\s*(\d+)\s*<", match[0]) for name in ("Row", "Column"))
        if 'ObjectType="Note"' not in match[0] or not row or not column:
            return match[0]
        return "" if (int(row[1]), int(column[1])) in gone else match[0]

    return _ANY_SHAPE.sub(kept, drawing)


def with_boxes(drawing: str | None, notes: Sequence[Note], block: int) -> str:
    """The VML drawing (or a new one) with a box for each note.

    Ids of shapes come in blocks of 1024; ``block`` is the first that no drawing of the workbook uses. The text is
    edited as it is, for what Excel writes here is not always well-formed XML.
    """
    text = _declared(drawing or _EMPTY_DRAWING)
    used = [str(block + number) for number in range(blocks(len(notes)))]
    if known := _BLOCKS.search(text):
        text = f"{text[: known.end(1)]},{','.join(used)}{text[known.end(1) :]}"
        layout = ""
    else:
        layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{",".join(used)}"/></o:shapelayout>'
    box = "" if 'id="_x0000_t202"' in text else _BOX
    root = re.search(r"<xml\b[^>]*>", text)
    assert root
    text = text[: root.end()] + layout + text[root.end() :]
    shapes = "".join(_shape(note, number, block) for number, note in enumerate(notes))
    end = text.rindex("</xml>")
    return text[:end] + box + shapes + text[end:]


def blocks(notes: int) -> int:
    """How many blocks of ids so many notes use; the first id of each stays free."""
    return -(-notes // (_SHAPES_PER_BLOCK - 1))


def blocks_in(drawing: str) -> int:
    """The highest block of ids that a VML drawing uses."""
    return max(
        (int(block) for listed in _BLOCKS.findall(drawing) for block in listed.split(",") if block.strip().isdecimal()),
        default=0,
    )


def _declared(drawing: str) -> str:
    root = re.search(r"<xml\b[^>]*", drawing)
    if root is None:
        return _EMPTY_DRAWING
    missing = "".join(f' xmlns:{p}="{uri}"' for p, uri in _VML.items() if f"xmlns:{p}=" not in root[0])
    return drawing[: root.end()] + missing + drawing[root.end() :]


def _shape(note: Note, number: int, block: int) -> str:
    group, offset = divmod(number, _SHAPES_PER_BLOCK - 1)
    shape = (block + group) * _SHAPES_PER_BLOCK + offset + 1
    return _SHAPE.format(id=shape, order=number + 1, anchor=_anchor(note), row=note.row, column=note.column)


def _anchor(note: Note) -> str:
    """Left column and pixels, top row and pixels, right and bottom likewise: beside the cell, large enough for the
    text."""
    lines = sum(1 + len(line) // _LETTERS_PER_LINE for line in escape(note.text).split("\n"))
    left = min(note.column + 1, COLUMNS - _BOX_WIDTH - 1)
    top = min(max(note.row - 1, 0), ROWS - lines - 2)
    return f"{left}, 15, {top}, 10, {left + _BOX_WIDTH}, 31, {top + max(lines, 4) + 1}, 4"
