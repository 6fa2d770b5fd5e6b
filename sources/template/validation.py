"""What Excel and LibreOffice let an officer enter in a column, and what they say about it."""

import datetime as dt
from typing import Any

from sources.contract import Column
from sources.table import Key
from sources.template.lists import BETWEEN, Lists, compact, list_name
from sources.template.patterns import lengths
from sources.template.shapes import FormColumn, FormSheet, Setting
from sources.template.words import choices, complaint, prompt, shortened

# Excel's own limits of titles and formulas, and the numbers that it keeps exactly.
_TITLE, _FORMULA, _EXACT = 32, 255, 10**15

Rule = dict[str, Any]


def validation(
    found: FormColumn, setting: Setting, sheet: FormSheet, lists: Lists, cell: str, beside: dict[Key, str]
) -> Rule:
    """Options of XlsxWriter's ``data_validation`` for a range that begins at ``cell``.

    ``beside`` are the cells of the same row by what they hold (``$D6``).
    """
    rule = _picked(found, setting, sheet, lists, beside) or _typed(found.column, setting, cell)
    title = shortened(found.column.label if found.role == "value" else " ".join(found.path[-1].split()), _TITLE)
    said = {"input_title": title, "input_message": prompt(found)}
    if rule["validate"] == "any":
        return {**rule, **said}
    return {**rule, **said, "error_title": "Isian tidak sesuai", "error_message": complaint(found)}


# --- drop-down lists --------------------------------------------------------------------------------------------------


def _picked(found: FormColumn, setting: Setting, sheet: FormSheet, lists: Lists, beside: dict[Key, str]) -> Rule | None:
    column = found.column
    if column.region:
        source = _regions(found, setting, sheet, lists, beside)
    elif texts := choices(found, setting):
        source = lists.add(list_name(setting, column), texts)
    else:
        return None
    return {"validate": "list", "source": f"={source}"}


def _regions(found: FormColumn, setting: Setting, sheet: FormSheet, lists: Lists, beside: dict[Key, str]) -> str:
    """The list of a region column: what lies in the region above that was picked, as soon as one was."""
    column = found.column
    assert column.region
    name = lists.add_places(setting, column)
    if found.role == "parent":
        return f"{name}_induk"
    above = beside.get((column.name, "parent"))
    if found.role == "value" and column.region.by == "code":
        return _codes(name, sheet, above, beside.get((column.name, "name")))
    if sheet.place is not None:
        inside = f"{name}_{compact(sheet.place)}"
        return inside if inside in lists.parts else name
    if above is None:
        return name
    match = f"MATCH({above},{name}_induk,0)"
    return f'IF(ISNUMBER({match}),INDIRECT("{name}_"&INDEX({name}_induk_kode,{match})),{name})'


def _codes(name: str, sheet: FormSheet, above: str | None, own: str | None) -> str:
    """The one code that the names beside it mean; all codes while they are missing or do not say it alone."""
    if sheet.place is not None:
        above = f'"{sheet.place.name}"'
    if above is None or own is None:
        return f"{name}_kode"
    match = f'MATCH({above}&"{BETWEEN}"&{own},{name}_kunci,0)'
    return f"IF(ISNUMBER({match}),INDEX({name}_kode,{match}),{name}_kode)"


# --- typed entries ----------------------------------------------------------------------------------------------------


def _typed(column: Column, setting: Setting, cell: str) -> Rule:
    if column.type in ("integer", "number"):
        return _number(column, cell)
    if column.type in ("date", "timestamp"):
        return _moment(column, setting, cell)
    low, high = lengths(column.pattern) if column.pattern else (0, None)
    if high is None or column.nulls:
        return {"validate": "any"}
    return {"validate": "length", "criteria": "between", "minimum": low, "maximum": min(high, _FORMULA)}


def _number(column: Column, cell: str) -> Rule:
    low, high = (int(x) if x is not None and x.is_integer() else x for x in (column.minimum, column.maximum))
    if _marks(column):
        conditions = [f"{cell}=INT({cell})"] if column.type == "integer" else []
        conditions += [f"{cell}>={low:.15g}"] if low is not None else []
        conditions += [f"{cell}<={high:.15g}"] if high is not None else []
        return _unless_marked(column, cell, conditions)
    return {
        "validate": "integer" if column.type == "integer" else "decimal",
        "criteria": "between",
        "minimum": -_EXACT if low is None else low,
        "maximum": _EXACT if high is None else high,
    }


def _moment(column: Column, setting: Setting, cell: str) -> Rule:
    """A date inside the period where the contract wants that, else any of this or the last century."""
    inside = setting.contract.period.column == column.name
    first = setting.period.start if inside else dt.date(1900, 1, 1)
    after = (setting.period.end if inside else dt.date(2999, 12, 31)) + dt.timedelta(days=1)
    if _marks(column):
        return _unless_marked(column, cell, [f"{cell}>={_excel(first)}", f"{cell}<{_excel(after)}"])
    last = dt.datetime.combine(after, dt.time()) - dt.timedelta(minutes=1)
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last if column.type == "timestamp" else last.date(),
    }


def _excel(day: dt.date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def _marks(column: Column) -> list[str]:
    return [mark for mark in column.nulls if mark]


def _unless_marked(column: Column, cell: str, conditions: list[str]) -> Rule:
    """Numbers must fulfil the conditions, texts be a null mark: apart, because INT of a text is an error in AND too."""
    marks = ",".join('{}="{}"'.format(cell, mark.replace('"', '""')) for mark in _marks(column))
    formula = f"=IF(ISNUMBER({cell}),AND({','.join(conditions) or 'TRUE'}),OR({marks}))"
    return {"validate": "custom", "value": formula} if len(formula) <= _FORMULA else {"validate": "any"}
