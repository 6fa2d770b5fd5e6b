"""What Excel insists on when it opens a workbook, or else it offers to repair it. Checked on the parts themselves.

From ECMA-376 parts 1 and 2, and from what Excel is known to refuse beyond that.
"""

import posixpath
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree

# CT_Worksheet, ECMA-376 part 1, 18.3.1.99.
WORKSHEET = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent",
    "webPublishItems", "tableParts", "extLst",
]  # fmt: skip
WORKBOOK = [
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr", "absPath", "workbookProtection",
    "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
]  # fmt: skip
STYLES = [
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
]  # fmt: skip


class Parts:
    """The parts of a workbook, by name."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            names = [name for name in archive.namelist() if not name.endswith("/")]
            assert not [name for name, count in Counter(map(str.lower, names)).items() if count > 1]
            self.content = {name: archive.read(name) for name in names}

    def tree(self, name: str) -> Any:
        return etree.fromstring(self.content[name])

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """id -> (last step of the type, target part or "" for external ones)."""
        folder, name = posixpath.split(part)
        links = posixpath.join(folder, "_rels", f"{name}.rels")
        if links not in self.content:
            return {}
        items = list(self.tree(links))
        assert len({item.get("Id") for item in items}) == len(items), links
        return {
            item.get("Id"): (
                item.get("Type").rpartition("/")[2],
                ""
                if item.get("TargetMode") == "External"
                else posixpath.normpath(posixpath.join("/", folder, item.get("Target"))).lstrip("/"),
            )
            for item in items
        }

    @property
    def book(self) -> str:
        return next(part for kind, part in self.relations("").values() if kind == "officeDocument")

    def sheets(self) -> list[tuple[str, str]]:
        """(name, part) of the sheets, in the order of their tabs."""
        links = self.relations(self.book)
        return [(item.get("name"), links[_link(item)][1]) for item in _all(self.tree(self.book), "sheet")]


def check(path: Path) -> Parts:
    """Fails when Excel would refuse the workbook."""
    parts = Parts(path)
    _types(parts)
    for name in parts.content:
        if name.endswith((".xml", ".rels")):
            parts.tree(name)
        for kind, target in parts.relations(name).values():
            assert target == "" or target in parts.content or kind == "hyperlink", (name, target)
    _workbook(parts)
    _styles(parts)
    for _, part in parts.sheets():
        if _name(parts.tree(part)) == "worksheet":
            _worksheet(parts, part)
            _notes(parts, part)
    return parts


def _types(parts: Parts) -> None:
    items = list(parts.tree("[Content_Types].xml"))
    extensions = [item.get("Extension").lower() for item in items if _name(item) == "Default"]
    overrides = [item.get("PartName") for item in items if _name(item) == "Override"]
    assert len(set(extensions)) == len(extensions)
    assert len(set(overrides)) == len(overrides)
    assert {name.lstrip("/") for name in overrides} <= set(parts.content)
    untyped = {
        name
        for name in parts.content
        if f"/{name}" not in overrides and name.rpartition(".")[2].lower() not in extensions
    }
    assert untyped <= {"[Content_Types].xml"}, untyped


def _workbook(parts: Parts) -> None:
    root = parts.tree(parts.book)
    _in_order(root, WORKBOOK)
    sheets = _all(root, "sheet")
    names = [sheet.get("name") for sheet in sheets]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    assert len({sheet.get("sheetId") for sheet in sheets}) == len(sheets)
    assert {_link(sheet) for sheet in sheets} <= set(parts.relations(parts.book))
    defined = [(item.get("name"), item.get("localSheetId")) for item in _all(root, "definedName")]
    assert len(set(defined)) == len(defined)
    assert all(place is None or int(place) < len(sheets) for _, place in defined)
    for view in _all(root, "workbookView"):
        assert sheets[int(view.get("activeTab", 0))].get("state", "visible") == "visible"
    views = len(_all(root, "workbookView"))
    for _, part in parts.sheets():
        assert all(int(view.get("workbookViewId")) < views for view in _all(parts.tree(part), "sheetView")), part
    selected = [
        name
        for name, part in parts.sheets()
        for view in _all(parts.tree(part), "sheetView")
        if view.get("tabSelected") in ("1", "true")
    ]
    assert len(selected) <= 1, selected


def _styles(parts: Parts) -> None:
    part = next(target for kind, target in parts.relations(parts.book).values() if kind == "styles")
    root = parts.tree(part)
    _in_order(root, STYLES)
    sections = {_name(section): section for section in root}
    for name in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
        if name in sections and sections[name].get("count") is not None:
            assert int(sections[name].get("count")) == len(sections[name]), name
    for xf in sections["cellXfs"]:
        for key, section in (
            ("fontId", "fonts"),
            ("fillId", "fills"),
            ("borderId", "borders"),
            ("xfId", "cellStyleXfs"),
        ):
            assert int(xf.get(key, 0)) < len(sections.get(section, [0])), (key, xf.get(key))


def _worksheet(parts: Parts, part: str) -> None:
    root = parts.tree(part)
    _in_order(root, WORKSHEET)
    styles = next(target for kind, target in parts.relations(parts.book).values() if kind == "styles")
    known = len(next(child for child in parts.tree(styles) if _name(child) == "cellXfs"))
    rows = _all(root, "row")
    numbers = [int(row.get("r")) for row in rows if row.get("r")]
    assert numbers == sorted(set(numbers))
    for row in rows:
        columns = [_column(cell.get("r")) for cell in row if cell.get("r")]
        assert columns == sorted(set(columns)), row.get("r")
        assert all(int(re.sub(r"\D", "", cell.get("r"))) == int(row.get("r")) for cell in row if cell.get("r"))
        assert all(int(cell.get("s", 0)) < known for cell in row)
    links = parts.relations(part)
    assert all(_link(item) in links for item in root.iter() if isinstance(item.tag, str) and _link(item))
    names = {name for name, _ in parts.sheets()}
    for item in _all(root, "hyperlink"):
        if item.get("location"):
            sheet, _, cell = item.get("location").rpartition("!")
            assert re.fullmatch(r"[A-Z]{1,3}\d+", cell), cell
            assert (sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet) in names, sheet


def _notes(parts: Parts, part: str) -> None:
    links = parts.relations(part)
    texts = [target for kind, target in links.values() if kind == "comments"]
    if not texts:
        return
    (comments,) = texts
    root = parts.tree(comments)
    authors = _all(root, "author")
    listed = _all(root, "comment")
    assert all(int(comment.get("authorId")) < len(authors) for comment in listed)
    assert len({comment.get("ref") for comment in listed}) == len(listed)
    assert all(len("".join(comment.itertext())) <= 32_767 for comment in listed)
    (drawing,) = [links[_link(item)][1] for item in _all(parts.tree(part), "legacyDrawing")]
    text = parts.content[drawing].decode()
    notes = re.findall(r'ObjectType="Note".*?<(?:\w+:)?Row>(\d+)<.*?<(?:\w+:)?Column>(\d+)<', text, re.DOTALL)
    places = [(int(re.sub(r"\D", "", c.get("ref"))) - 1, _column(c.get("ref")) - 1) for c in listed]
    assert sorted((int(row), int(column)) for row, column in notes) == sorted(places)
    shapes = re.findall(r'<(?:\w+:)?shape\s[^>]*?id="_x0000_s(\d+)"', text)
    assert len(set(shapes)) == len(shapes)
    blocks = [block for own in re.findall(r'<(?:\w+:)?idmap [^>]*data="([^"]*)"', text) for block in own.split(",")]
    assert {str(int(shape) // 1024) for shape in shapes} <= set(blocks)


def _in_order(root: Any, order: list[str]) -> None:
    places = [order.index(_name(child)) for child in root if isinstance(child.tag, str)]
    assert places == sorted(places), [_name(child) for child in root]


def _all(root: Any, name: str) -> list[Any]:
    return [item for item in root.iter() if isinstance(item.tag, str) and _name(item) == name]


def _name(item: Any) -> str:
    return str(etree.QName(item).localname)


def _link(item: Any) -> str | None:
    return next((value for key, value in item.attrib.items() if key.endswith("relationships}id")), None)


def _column(reference: str) -> int:
    column = 0
    for letter in re.sub(r"\d", "", reference):
        column = column * 26 + ord(letter) - 64
    return column
