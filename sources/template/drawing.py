"""A form as a workbook: header, rows, sums, validations, protection, the instructions and what a program looks for."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sources.table import Key
from sources.template.guide import Section, sections
from sources.template.lists import Lists
from sources.template.marker import GUIDE, HIDDEN, properties
from sources.template.shapes import Form, FormColumn, FormSheet, Group, Setting
from sources.template.validation import validation

_FORMATS = {"date": "dd/mm/yyyy", "timestamp": "dd/mm/yyyy hh:mm", "integer": "#,##0", "number": "General"}
_GREY, _DARK, _LIGHT = "#EDEDED", "#1F4E79", "#DDEBF7"
_FRAME = {"border": 1, "border_color": "#A6A6A6", "valign": "vcenter"}
# Paper as Excel numbers it, and from how many columns on the larger one is legible.
_A4, _A3, _MANY = 9, 8, 20
# Widths in characters.
_NARROW, _WIDE = 9, 44
# What an officer may do on a protected sheet, beside filling in the white cells.
_ALLOWED = dict.fromkeys(("format_cells", "format_columns", "format_rows", "insert_rows", "sort", "autofilter"), True)


class Formats:
    """Cell formats of a workbook, each made once."""

    def __init__(self, file: xlsxwriter.Workbook) -> None:
        self._file = file
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **options: Any) -> Format:
        key = tuple(sorted(options.items()))
        if key not in self._made:
            self._made[key] = self._file.add_format(options)
        return self._made[key]

    def entry(self, found: FormColumn, locked: bool = False) -> Format:
        """A cell of a column: white where something is to be filled in, grey where it stands already."""
        shade = {"bg_color": _GREY} if locked else {}
        shown = "@" if found.role != "value" or not found.is_number else _FORMATS[found.column.type]
        if found.role == "value" and found.column.type in ("date", "timestamp"):
            shown = _FORMATS[found.column.type]
        return self(num_format=shown, locked=locked, **shade, **_FRAME)

    def sum(self, found: FormColumn) -> Format:
        shown = _FORMATS[found.column.type] if found.is_number else "@"
        return self(num_format=shown, bold=True, bg_color=_LIGHT, **_FRAME)


@dataclass(frozen=True)
class _Line:
    """A row of the sheet: the texts that stand in it, or the runs of rows (first, last) that it sums."""

    row: int
    texts: dict[Key, str]
    label: str | None = None
    sums: tuple[tuple[int, int], ...] = ()


def draw(form: Form, setting: Setting, target: Path) -> None:
    """Write the workbook to ``target``. Its bytes depend on contract, tenant, regions and period only."""
    lists = Lists()
    with xlsxwriter.Workbook(str(target)) as file:
        _describe(file, setting)
        formats = Formats(file)
        _guide(file.add_worksheet(GUIDE), sections(form, setting), setting, formats)
        for sheet in form.sheets:
            _sheet(file.add_worksheet(sheet.name), sheet, form, setting, formats, lists)
        lists.write(file)
        _marker(file.add_worksheet(HIDDEN), setting)
        file.worksheets()[0].activate()


def _describe(file: xlsxwriter.Workbook, setting: Setting) -> None:
    created = dt.datetime.combine(setting.period.start, dt.time())
    file.set_properties({"title": setting.contract.title, "company": setting.tenant.nama, "created": created})
    for name, text in properties(setting.contract, setting.period).items():
        file.set_custom_property(name, text, "text")


def _marker(sheet: Worksheet, setting: Setting) -> None:
    for row, (name, text) in enumerate(properties(setting.contract, setting.period).items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
    sheet.protect()
    sheet.very_hidden()


# --- a sheet with a table ---------------------------------------------------------------------------------------------


def _sheet(sheet: Worksheet, shown: FormSheet, form: Form, setting: Setting, formats: Formats, lists: Lists) -> None:
    top = _titles(sheet, shown, form, setting, formats, lists) + 1
    body = top + form.header_rows
    lines = list(_lines(form, shown.groups, body))
    _header(sheet, form, top, formats)
    for line in lines:
        if line.label is None:
            _detail(sheet, form, line, formats)
        else:
            _total(sheet, form, line, formats)
    details = [line for line in lines if line.label is None]
    _validate(sheet, shown, form, setting, details, lists)
    for index, found in enumerate(form.columns):
        labels = [line.label or "" for line in lines] if index == form.label else []
        texts = [line.texts.get(found.key, "") for line in details]
        sheet.set_column(index, index, _width(found, [*texts, *labels]))
    first = details[0].row if form.is_open else body
    sheet.freeze_panes(first, _fixed_columns(form))
    sheet.protect("", _ALLOWED)
    sheet.repeat_rows(top, body - 1)
    _paper(sheet, _A3 if len(form.columns) > _MANY else _A4)
    sheet.set_footer(f"&L{setting.contract.id} {setting.contract.version}, {setting.period}&RHalaman &P dari &N")


def _titles(sheet: Worksheet, shown: FormSheet, form: Form, setting: Setting, formats: Formats, lists: Lists) -> int:
    """Write the lines above the table; those that are read come first. Returns the row below them."""
    row = 0
    for number, line in enumerate(form.titles, 1):
        text = line.choices[0] if len(line.choices) == 1 else ""
        sheet.write(row, 0, text, formats(bold=True, locked=bool(text), **({} if text else _FRAME)))
        if not text:
            _title_input(sheet, row, line.column.label, lists, f"pilihan_judul_{number}", line.choices)
        row += 1
    place = f", {shown.place.title}" if shown.place else ""
    for text in (setting.contract.title, f"{setting.tenant.nama}{place}, {setting.period.label}"):
        sheet.write_string(row, 0, text, formats(bold=True, font_size=12))
        row += 1
    return row


def _title_input(sheet: Worksheet, row: int, label: str, lists: Lists, name: str, choices: Sequence[str]) -> None:
    rule = {"validate": "list", "source": f"={lists.add(name, choices)}"} if choices else {"validate": "any"}
    said = f"Judul tabel, tempat {label} dibaca. Isi seperti yang disepakati dalam kontrak dataset."
    sheet.data_validation(row, 0, row, 0, {**rule, "input_title": label[:32], "input_message": said[:255]})


def _lines(form: Form, groups: Sequence[Group], body: int) -> Iterator[_Line]:
    """All rows below the header. The sum of the whole table stands above one whose length nobody knows."""
    first = body + 1 if form.is_open and form.total else body
    runs: list[tuple[int, int]] = []
    lines: list[_Line] = []
    row = first
    for group in groups:
        lines += [_Line(row + offset, texts) for offset, texts in enumerate(group.rows)]
        runs.append((row, row + len(group.rows) - 1))
        row += len(group.rows)
        if group.subtotal:
            lines.append(_Line(row, {}, group.subtotal, (runs[-1],)))
            row += 1
    if form.total:
        lines.append(_Line(body if form.is_open else row, {}, form.total, tuple(runs)))
    yield from sorted(lines, key=lambda line: line.row)


def _header(sheet: Worksheet, form: Form, top: int, formats: Formats) -> None:
    style = formats(
        bold=True, text_wrap=True, align="center", valign="vcenter", border=1, font_color="#FFFFFF", bg_color=_DARK
    )
    for level in range(form.header_rows):
        sheet.set_row(top + level, 30)
        for run in _runs(form.columns, level):
            path, left, right = form.columns[run[0]].path, run[0], run[-1]
            bottom = form.header_rows - 1 if len(path) == level + 1 else level
            if (left, level) == (right, bottom):
                sheet.write_string(top + level, left, path[level], style)
            else:
                sheet.merge_range(top + level, left, top + bottom, right, path[level], style)


def _runs(columns: Sequence[FormColumn], level: int) -> Iterator[list[int]]:
    """Neighbouring columns under one header text of a level; the last text of a column's path stands alone."""

    def above(index: int) -> tuple[object, ...]:
        path = columns[index].path
        return path[: level + 1], index if len(path) == level + 1 else None

    deep = [index for index, found in enumerate(columns) if len(found.path) > level]
    for _, run in groupby(enumerate(deep), key=lambda item: (above(item[1]), item[1] - item[0])):
        yield [index for _, index in run]


def _detail(sheet: Worksheet, form: Form, line: _Line, formats: Formats) -> None:
    for index, found in enumerate(form.columns):
        text = line.texts.get(found.key)
        if found.covers:
            _sum_of_row(sheet, form, line.row, index, formats)
        elif text is not None:
            sheet.write_string(line.row, index, text, formats.entry(found, locked=True))
        else:
            sheet.write_blank(line.row, index, None, formats.entry(found))


def _sum_of_row(sheet: Worksheet, form: Form, row: int, index: int, formats: Formats) -> None:
    """A sum; in a row that may stay empty only once something stands there, because a 0 would make it a row of data."""
    cells = ",".join(_cells(row, form.columns[index].covers))
    formula, result = f"=SUM({cells})", 0 if form.is_filled else ""
    if not form.is_filled:
        formula = f'=IF(COUNTA({cells})=0,"",SUM({cells}))'
    sheet.write_formula(row, index, formula, formats.sum(form.columns[index]), result)


def _cells(row: int, columns: Sequence[int]) -> Iterator[str]:
    """References to cells of a row; neighbours as one range."""
    for _, run in groupby(enumerate(columns), key=lambda item: item[1] - item[0]):
        found = [column for _, column in run]
        first, last = xl_rowcol_to_cell(row, found[0]), xl_rowcol_to_cell(row, found[-1])
        yield first if first == last else f"{first}:{last}"


def _total(sheet: Worksheet, form: Form, line: _Line, formats: Formats) -> None:
    for index, found in enumerate(form.columns):
        style = formats.sum(found)
        if index == form.label:
            sheet.write_string(line.row, index, str(line.label), style)
        elif found.is_summed:
            letters = xl_col_to_name(index)
            runs = ",".join(f"{letters}{first + 1}:{letters}{last + 1}" for first, last in line.sums)
            sheet.write_formula(line.row, index, f"=SUM({runs})", style, 0)
        else:
            sheet.write_blank(line.row, index, None, style)


def _validate(
    sheet: Worksheet, shown: FormSheet, form: Form, setting: Setting, details: Sequence[_Line], lists: Lists
) -> None:
    """One rule for each run of neighbouring columns of the same kind, over all rows that are to be filled in."""
    first, last = details[0], details[-1].row
    beside = {found.key: f"${xl_col_to_name(i)}{first.row + 1}" for i, found in enumerate(form.columns)}
    white = [i for i, found in enumerate(form.columns) if not found.covers and found.key not in first.texts]
    for _, run in groupby(enumerate(white), key=lambda item: (form.columns[item[1]].key, item[1] - item[0])):
        columns = [column for _, column in run]
        cell = xl_rowcol_to_cell(first.row, columns[0])
        rule = validation(form.columns[columns[0]], setting, shown, lists, cell, beside)
        sheet.data_validation(first.row, columns[0], last, columns[-1], rule)


def _fixed_columns(form: Form) -> int:
    """Labels before the first number stay in view; not more than leave room for the rest."""
    return min(next((index for index, found in enumerate(form.columns) if found.is_number), 1), 3)


def _width(found: FormColumn, texts: Sequence[str]) -> float:
    words = [len(word) for part in found.path for word in part.split()]
    if found.is_number:
        largest = f"{found.column.maximum:,.0f}" if found.column.maximum is not None else "000,000,000,000"
        return max(_NARROW, min(max([*words, len(largest)]) + 2, 20))
    listed = [len(texts[0]) for texts in (found.column.codes or {}).values()] if found.role == "value" else []
    return min(max([*words, *map(len, texts), *listed, 14]) + 3, _WIDE)


def _paper(sheet: Worksheet, size: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(size)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4)


# --- the instructions -------------------------------------------------------------------------------------------------

_GUIDE_WIDTHS = (30, 48, 26, 14, 8, 22, 44, 24)


def _guide(sheet: Worksheet, shown: Sequence[Section], setting: Setting, formats: Formats) -> None:
    sheet.hide_gridlines(2)
    for index, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(index, index, width)
    sheet.write_string(0, 0, f"Petunjuk: {setting.contract.title}", formats(bold=True, font_size=14))
    row = 2
    for section in shown:
        sheet.write_string(row, 0, section.heading, formats(bold=True, font_size=12, font_color=_DARK))
        row = _section(sheet, section, row + 1, formats) + 1
    sheet.protect("", _ALLOWED)
    _paper(sheet, _A4)


def _section(sheet: Worksheet, section: Section, row: int, formats: Formats) -> int:
    """Write a section from ``row`` on; returns the row below it."""
    text = formats(text_wrap=True, valign="top")
    last = len(_GUIDE_WIDTHS) - 1
    for name, said in section.facts:
        sheet.write_string(row, 0, name, formats(bold=True, valign="top"))
        sheet.merge_range(row, 1, row, last, said, text)
        sheet.set_row(row, _height(said, sum(_GUIDE_WIDTHS[1:])))
        row += 1
    for number, step in enumerate(section.steps, 1):
        sheet.merge_range(row, 0, row, last, f"{number}. {step}", text)
        row += 1
    for line, cells in enumerate(section.table):
        heading = {"bold": True, "bg_color": _LIGHT} if line == 0 else {}
        style = formats(text_wrap=True, **heading, **_FRAME)
        for column, said in enumerate(cells):
            sheet.write_string(row, column, said, style)
        sheet.set_row(row, max(_height(t, _GUIDE_WIDTHS[min(c, last)]) for c, t in enumerate(cells)))
        row += 1
    return row


def _height(text: str, width: float) -> float:
    """Height in points that a wrapped text needs, because merged and protected cells do not grow by themselves."""
    return 15.0 * max(1, -(-len(text) // int(width * 0.95)))
