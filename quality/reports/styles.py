"""The styles of a workbook, extended: a cell's own format with another fill, and the formats of the summary sheet.

ECMA-376 part 1, 18.8: a cell's ``s`` is a position in ``cellXfs``; the sections of ``styleSheet`` have a fixed order.
"""

import copy
from typing import Any, Literal

from lxml import etree

from quality.reports.words import SEVERITIES
from sources.findings import Severity

Format = Literal["title", "good", "bad", "label", "value", "text", "head", "link", "blocker", "hold", "warning", "info"]

_SECTIONS = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_EMPTY = (
    '<styleSheet xmlns="{}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# Excel opens no workbook with more cell formats than this.
_MOST = 64_000
# Opaque, as Excel writes it.
_ALPHA = "FF"


class Styles:
    """A ``styleSheet`` to which formats are added; those that were there keep their positions."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._namespace = etree.QName(root).namespace
        self._xfs = self._section("cellXfs")
        if not len(self._xfs):
            self._xfs.append(self._element("xf", numFmtId="0", fontId="0", fillId="0", borderId="0"))
        self._fills = self._section("fills")
        self._tinted: dict[tuple[int, Severity], int] = {}
        self._own: dict[tuple[Severity, bytes], str] = {}

    def tint(self, style: int, severity: Severity) -> int:
        """The style of a cell whose own is ``style``, filled with the colour of a severity."""
        base = style if 0 <= style < len(self._xfs) and len(self._xfs) < _MOST else 0
        known = self._tinted.get((base, severity))
        if known is None:
            xf = copy.deepcopy(self._xfs[base])
            xf.set("fillId", self._fill_over(xf.get("fillId", "0"), severity))
            xf.set("applyFill", "1")
            known = self._tinted[base, severity] = self._add(self._xfs, xf)
        return known

    def untinted(self, *, backgrounds_kept: bool) -> dict[int, int]:
        """Styles that an earlier report gave to cells, each with the style that the cell had before.

        What a fill covered is known only where the program that saved the file kept backgrounds of solid fills.
        """
        colours = {_ALPHA + look.fill for look in SEVERITIES.values()}
        former: dict[str, str] = {}
        for position, fill in enumerate(list(self._fills)):
            pattern = fill.find(self._tag("patternFill"))
            shown = None if pattern is None else pattern.find(self._tag("fgColor"))
            if shown is not None and pattern.get("patternType") == "solid" and shown.get("rgb") in colours:
                former[str(position)] = self._beneath(pattern) if backgrounds_kept else "0"
        restored: dict[int, int] = {}
        for style, xf in enumerate(list(self._xfs)):
            if xf.get("fillId") in former:
                plain = copy.deepcopy(xf)
                plain.set("fillId", former[xf.get("fillId")])
                restored[style] = self._add(self._xfs, plain)
        return restored

    def formats(self) -> dict[Format, int]:
        """Adds the formats of the summary sheet. Their text stays text when it is edited (``quotePrefix``)."""
        fonts, borders = self._section("fonts"), self._section("borders")
        plain = self._font(fonts)
        bold, title = self._font(fonts, bold=True), self._font(fonts, bold=True, size="16")
        white, link = self._font(fonts, bold=True, colour="FFFFFF"), self._font(fonts, colour="0563C1", underlined=True)
        none = str(self._add(borders, self._border()))
        thin = str(self._add(borders, self._border("D0D0D0")))
        solid = {colour: self._fill(colour) for colour in ("1F4E79", "C6E5C8", SEVERITIES["blocker"].fill)}
        formats: dict[Format, int] = {
            "title": self._format(title, "0", none, wrapped=False),
            "good": self._format(bold, solid["C6E5C8"], none, wrapped=False),
            "bad": self._format(bold, solid[SEVERITIES["blocker"].fill], none, wrapped=False),
            "label": self._format(bold, "0", none, wrapped=False),
            "value": self._format(plain, "0", none, wrapped=False),
            "text": self._format(plain, "0", thin),
            "head": self._format(white, solid["1F4E79"], thin),
            "link": self._format(link, "0", thin),
        }
        for severity, look in SEVERITIES.items():
            formats[severity] = self._format(plain, self._fill(look.fill), thin)
        return formats

    def _fill_over(self, fill: str, severity: Severity) -> str:
        """A fill of the severity's colour that remembers what it covers as its background, which a solid fill hides."""
        covered = self._fills[int(fill)].find(
            f"{self._tag('patternFill')}[@patternType='solid']/{self._tag('fgColor')}"
        )
        beneath = dict(covered.attrib) if covered is not None else {"indexed": "64"}
        key = severity, repr(sorted(beneath.items())).encode()
        if key not in self._own:
            self._own[key] = self._fill(SEVERITIES[severity].fill, beneath)
        return self._own[key]

    def _fill(self, colour: str, background: dict[str, str] | None = None) -> str:
        fill = self._element("fill")
        pattern = etree.SubElement(fill, self._tag("patternFill"), patternType="solid")
        etree.SubElement(pattern, self._tag("fgColor"), rgb=_ALPHA + colour)
        etree.SubElement(pattern, self._tag("bgColor"), background or {"indexed": "64"})
        return str(self._add(self._fills, fill))

    def _beneath(self, pattern: Any) -> str:
        """The fill that was there before one of ours."""
        covered = pattern.find(self._tag("bgColor"))
        if covered is None or covered.get("indexed") is not None:
            return "0"
        fill = self._element("fill")
        solid = etree.SubElement(fill, self._tag("patternFill"), patternType="solid")
        etree.SubElement(solid, self._tag("fgColor"), dict(covered.attrib))
        etree.SubElement(solid, self._tag("bgColor"), indexed="64")
        return str(self._add(self._fills, fill))

    def _font(
        self, fonts: Any, *, bold: bool = False, underlined: bool = False, size: str = "11", colour: str = "000000"
    ) -> str:
        font = self._element("font")
        if bold:
            etree.SubElement(font, self._tag("b"))
        if underlined:
            etree.SubElement(font, self._tag("u"))
        for name, attributes in (
            ("sz", {"val": size}),
            ("color", {"rgb": _ALPHA + colour}),
            ("name", {"val": "Calibri"}),
        ):
            etree.SubElement(font, self._tag(name), attributes)
        etree.SubElement(font, self._tag("family"), val="2")
        return str(self._add(fonts, font))

    def _border(self, colour: str | None = None) -> Any:
        border = self._element("border")
        for side in ("left", "right", "top", "bottom"):
            line = etree.SubElement(border, self._tag(side), {"style": "thin"} if colour else {})
            if colour:
                etree.SubElement(line, self._tag("color"), rgb=_ALPHA + colour)
        etree.SubElement(border, self._tag("diagonal"))
        return border

    def _format(self, font: str, fill: str, border: str, *, wrapped: bool = True) -> int:
        xf = self._element(
            "xf", numFmtId="0", fontId=font, fillId=fill, borderId=border, quotePrefix="1",
            applyFont="1", applyFill="1", applyBorder="1", applyAlignment="1",
        )  # fmt: skip
        if self.root.find(self._tag("cellStyleXfs")) is not None:
            xf.set("xfId", "0")
        alignment = {"vertical": "top", "horizontal": "left"} | ({"wrapText": "1"} if wrapped else {})
        etree.SubElement(xf, self._tag("alignment"), alignment)
        return self._add(self._xfs, xf)

    def _section(self, name: str) -> Any:
        found = self.root.find(self._tag(name))
        if found is not None:
            return found
        before = {self._tag(section) for section in _SECTIONS[: _SECTIONS.index(name)]}
        position = sum(1 for child in self.root if child.tag in before)
        section = self._element(name)
        self.root.insert(position, section)
        return section

    def _add(self, section: Any, item: Any) -> int:
        section.append(item)
        count = sum(1 for child in section if isinstance(child.tag, str))
        section.set("count", str(count))
        return count - 1

    def _element(self, name: str, **attributes: str) -> Any:
        return etree.Element(self._tag(name), attributes)

    def _tag(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}"


def empty(namespace: str) -> bytes:
    """The least ``styleSheet``, for a workbook that has none."""
    return _EMPTY.format(namespace).encode()
