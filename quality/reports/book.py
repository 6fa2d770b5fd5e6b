"""A workbook's list of sheets, with one more sheet in front.

Much in a workbook counts sheets by their position: local names (``localSheetId``), the tab that is shown. ECMA-376
part 1, 18.2.
"""

import posixpath
from dataclasses import dataclass
from typing import Any

from lxml import etree

from quality.reports.package import Package, serialised
from sources.template.marker import REPORT

_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_MAIN_TYPES = {
    ".xlsx": _TYPE.format("sheet.main"),
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}
_AFTER_NAMES = {
    "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """``part`` holds the sheet, a worksheet where ``is_grid``; ``hidden`` ones are not among the tabs."""

    name: str
    part: str
    is_grid: bool
    hidden: bool
    element: Any


class Book:
    """The workbook of a package. Raises ``KeyError`` or ``ValueError`` when the package holds none."""

    def __init__(self, package: Package) -> None:
        self._package = package
        parts = [relation.part for relation in package.relations("") if relation.kind == "officeDocument"]
        self.part = parts[0] if parts else "xl/workbook.xml"
        self._root = package.tree(self.part)
        name = etree.QName(self._root)
        if name.localname != "workbook":
            raise ValueError(f"{self.part} is no workbook")
        self.namespace = str(name.namespace)
        kind = "http://purl.oclc.org/ooxml" if self.namespace == _STRICT else "http://schemas.openxmlformats.org"
        tail = "" if self.namespace == _STRICT else "/2006"
        # Types of relationships and the namespace of their ids.
        self.relationships = f"{kind}/officeDocument{tail}/relationships"
        self._all = self._listed()
        self._earlier = next((sheet for sheet in self._all if sheet.name == self._marked()), None)

    @property
    def sheets(self) -> list[Sheet]:
        """The office's own sheets, in their order."""
        return [sheet for sheet in self._all if sheet is not self._earlier]

    @property
    def annotated(self) -> bool:
        """Whether the file came out of an earlier report."""
        return self._earlier is not None

    @property
    def backgrounds_kept(self) -> bool:
        """Whether the background of a solid fill, which is not shown, is as it was before the file was last saved:
        LibreOffice writes one of its own."""
        parts = [relation.part for relation in self._package.relations("") if relation.kind == "extended-properties"]
        return not any(part in self._package and b"LibreOffice" in self._package.read(part) for part in parts)

    def free_name(self, name: str) -> str:
        """The name of the sheet to come: ``name``, with a number where it is taken."""
        taken = {sheet.name.casefold() for sheet in self.sheets}
        names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
        return next(free for free in names if free.casefold() not in taken)

    def styles(self) -> str | None:
        """The part that holds the styles."""
        found = [relation.part for relation in self._package.relations(self.part) if relation.kind == "styleSheet"]
        found += [relation.part for relation in self._package.relations(self.part) if relation.kind == "styles"]
        return next((part for part in found if part in self._package), None)

    def add(self, name: str, pattern: str, content_type: str, content: bytes = b"") -> str:
        """A new part of the workbook (``styles``, ``worksheet``), beside it. Returns the part."""
        pattern = posixpath.join(posixpath.dirname(self.part), pattern)
        part = self._package.add(pattern, _TYPE.format(content_type), content)
        self._package.relate(self.part, f"{self.relationships}/{name}", part)
        return part

    def lead_with(self, name: str, content: bytes) -> None:
        """Make a sheet the first, and the one that is shown; it takes the place of that of an earlier report."""
        own = self.sheets
        first = self._earlier.element if self._earlier else self._new(name)
        if self._earlier:
            self._package.change(self._earlier.part, content)
            first.set("name", name)
            first.attrib.pop("state", None)
        else:
            self._fill_new(first, content)
        listed = self._find("sheets")
        listed.insert(0, first)
        places = {id(sheet.element): position for position, sheet in enumerate(own, 1)}
        moved = {before: places.get(id(sheet.element), 0) for before, sheet in enumerate(self._all)}
        for defined in self._root.iter(self._tag("definedName")):
            if (before := defined.get("localSheetId")) is not None:
                defined.set("localSheetId", str(moved.get(int(before), int(before) + 1)))
        if self._root.find(self._tag("bookViews")) is None:
            # Sheets refer to the first of these.
            views = etree.Element(self._tag("bookViews"))
            etree.SubElement(views, self._tag("workbookView"))
            listed.addprevious(views)
        for view in self._root.iter(self._tag("workbookView")):
            view.attrib.pop("activeTab", None)
            view.attrib.pop("firstSheet", None)
        self._mark(name)
        self._package.change(self.part, serialised(self._root))

    def as_kind(self, suffix: str) -> bool:
        """Make the file what its new name says (``.xlsx`` or ``.xlsm``), or else Excel refuses it. Returns whether
        macros had to be left out."""
        self._package.retype(self.part, _MAIN_TYPES.get(suffix, _MAIN_TYPES[".xlsx"]))
        if suffix == ".xlsm":
            return False
        macros = [item.part for item in self._package.relations(self.part) if item.kind == "vbaProject"]
        for part in macros:
            self._package.drop(self.part, part)
        return bool(macros)

    def _listed(self) -> list[Sheet]:
        relations = {relation.id: relation for relation in self._package.relations(self.part)}
        sheets = []
        for element in self._find("sheets"):
            relation = relations[element.get(f"{{{self.relationships}}}id")]
            hidden = element.get("state", "visible") != "visible"
            sheets.append(Sheet(element.get("name", ""), relation.part, relation.kind == "worksheet", hidden, element))
        return sheets

    def _marked(self) -> str | None:
        """The name of the sheet that an earlier report put in."""
        for defined in self._root.iter(self._tag("definedName")):
            if defined.get("name") == REPORT:
                sheet = (defined.text or "").rpartition("!")[0].lstrip("$")
                return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        return None

    def _mark(self, name: str) -> None:
        names = self._root.find(self._tag("definedNames"))
        if names is None:
            names = etree.Element(self._tag("definedNames"))
            before = [child for child in self._root if etree.QName(child).localname in _AFTER_NAMES]
            self._root.insert(self._root.index(before[0]) if before else len(self._root), names)
        for defined in names.findall(self._tag("definedName")):
            if defined.get("name") == REPORT:
                names.remove(defined)
        mark = etree.SubElement(names, self._tag("definedName"), name=REPORT, hidden="1")
        mark.text = f"'{name}'!$A$1"

    def _new(self, name: str) -> Any:
        ids = [int(sheet.element.get("sheetId", "0")) for sheet in self._all]
        return etree.Element(self._tag("sheet"), name=name, sheetId=str(max(ids, default=0) + 1))

    def _fill_new(self, element: Any, content: bytes) -> None:
        part = self.add("worksheet", "worksheets/sheet{}.xml", "worksheet", content)
        link = next(item.id for item in self._package.relations(self.part) if item.part == part)
        element.set(f"{{{self.relationships}}}id", link)

    def _find(self, name: str) -> Any:
        found = self._root.find(self._tag(name))
        if found is None:
            raise ValueError(f"{self.part} has no {name}")
        return found

    def _tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"
