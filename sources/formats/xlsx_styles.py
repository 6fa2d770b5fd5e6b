"""What the formats of a workbook's cells say beside their values: how far labels are indented, which numbers are shown
as percents."""

import re
from dataclasses import dataclass, field

from sources.formats import xml
from sources.formats.archive import Archive

_PART = "xl/styles.xml"
# 0% and 0.00% are built in (ECMA-376 part 1, 18.8.30).
_BUILT_IN = frozenset({"9", "10"})
# Parts of a format that are shown as they are written: "%" in quotes, \%.
_LITERAL = re.compile(r'"[^"]*"|\\.')
_TELLING = (b"indent=", b"%", b'numFmtId="9"', b'numFmtId="10"')


@dataclass
class Styles:
    """By the number of a cell format: its level of indentation; whether it shows percents."""

    levels: dict[str, int] = field(default_factory=dict)
    percents: set[str] = field(default_factory=set)


def read(archive: Archive) -> Styles:
    """The formats that tell something. Raises :class:`sources.deliveries.DeliveryRefused` for broken XML."""
    found = Styles()
    content = archive.read(_PART) if _PART in archive.parts else b""
    if not any(mark in content for mark in _TELLING):
        return found
    shares = set(_BUILT_IN)
    inside, count = [False], [-1]

    def start(tag: str, given: dict[str, str]) -> None:
        tag = xml.local(tag)
        if tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside[0] = tag == "cellXfs"
        elif tag == "numFmt" and "%" in _LITERAL.sub("", given.get("formatCode", "")):
            shares.add(given.get("numFmtId", ""))
        elif inside[0] and tag == "xf":
            count[0] += 1
            if given.get("numFmtId") in shares:
                found.percents.add(str(count[0]))
        elif inside[0] and tag == "alignment" and (level := given.get("indent", "0")).isdecimal() and int(level):
            found.levels[str(count[0])] = int(level)

    xml.parse([content], archive.name, _PART, start)
    return found
