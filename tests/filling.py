"""A template filled in as an officer does: white cells only, what their rules allow, and sums as Excel stores them."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

Entries = dict[str, dict[str, Any]]
# Day 0 of Excel's calendar, and a value as a rule counts it: in days.
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no time zones
_CELL = re.compile(r'<c r="([A-Z]+\d+)"((?: s="\d+")?)(?: t="\w+")?><f>(.*?)</f><v\s*/?>(?:</v>)?</c>')


def fill(template: Path, target: Path, entries: Entries) -> Path:
    """Write ``entries`` (cells by sheet) into a copy of the template. Asserts that each may be entered."""
    book = openpyxl.load_workbook(template)
    lists = {name: frozenset(listed(book, name)) for name in book.defined_names if name.startswith("pilihan_")}
    for name, cells in entries.items():
        sheet = book[name]
        assert sheet.protection.sheet, name
        rules = rules_of(sheet)
        for address, value in cells.items():
            assert not sheet[address].protection.locked, (name, address)
            assert allows(rules(address), value, lists), (name, address, value)
            sheet[address] = value
    book.save(target)
    return recalculated(target)


def rules_of(sheet: Worksheet) -> Callable[[str], DataValidation | None]:
    found = [
        (dv, range_boundaries(str(area))) for dv in sheet.data_validations.dataValidation for area in dv.sqref.ranges
    ]

    def rule(address: str) -> DataValidation | None:
        column, row, *_ = range_boundaries(address)
        inside = (dv for dv, (left, top, right, bottom) in found if left <= column <= right and top <= row <= bottom)
        return next(inside, None)

    return rule


def allows(rule: DataValidation | None, value: Any, lists: dict[str, frozenset[str]]) -> bool:
    """Whether Excel would take the value, as far as the rule can be read without it: lists, limits, lengths."""
    if rule is None:
        return True
    if rule.type == "list":
        return str(value) in lists[rule.formula1.rpartition(",")[2].rstrip(")")]
    if rule.type == "textLength":
        return int(rule.formula1) <= len(str(value)) <= int(rule.formula2)
    if rule.type in ("whole", "decimal"):
        return float(rule.formula1) <= value <= float(rule.formula2)
    if rule.type == "date":
        day = (value - _EPOCH) / dt.timedelta(days=1)
        return float(rule.formula1) <= day <= float(rule.formula2)
    return True


def listed(book: Workbook, name: str) -> list[str]:
    """The texts of a drop-down list, by its defined name."""
    sheet, _, area = book.defined_names[name].attr_text.partition("!")
    cells = book[sheet.strip("'")][area.replace("$", "")]
    return [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]


def recalculated(path: Path) -> Path:
    """Store the results of all sums, which openpyxl leaves out and Excel does not."""
    book = openpyxl.load_workbook(path)
    results = {f"xl/worksheets/sheet{n}.xml": _results(sheet) for n, sheet in enumerate(book.worksheets, 1)}
    with zipfile.ZipFile(path) as archive:
        members = {item: archive.read(item) for item in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if name in results:
                content = _CELL.sub(lambda m, of=results[name]: _stored(m, of), content.decode()).encode()
            archive.writestr(name, content)
    return path


def _stored(match: re.Match[str], results: Callable[[str], Any]) -> str:
    result = results(match[1])
    kind = ' t="str"' if isinstance(result, str) else ""
    return f'<c r="{match[1]}"{match[2]}{kind}><f>{match[3]}</f><v>{result}</v></c>'


def _results(sheet: Worksheet) -> Callable[[str], Any]:
    @cache
    def value(address: str) -> Any:
        content = sheet[address].value
        if not (isinstance(content, str) and content.startswith("=")):
            return content
        parts = re.fullmatch(r'=(?:IF\(COUNTA\((.*)\)=0,"",)?SUM\((.*?)\)\)?', content)
        assert parts, content
        cells = [c.coordinate for area in parts[2].split(",") for c in _cells(sheet, area)]
        if parts[1] and all(value(cell) is None for cell in cells):
            return ""
        return sum(v for cell in cells if isinstance(v := value(cell), int | float))

    return value


def _cells(sheet: Worksheet, area: str) -> list[Any]:
    found = sheet[area]
    return [cell for row in found for cell in row] if isinstance(found, tuple) else [found]
