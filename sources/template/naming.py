"""Names that a contract asks for by a pattern: of sheets, of title lines, of rows with totals."""

import re
from collections.abc import Iterable, Iterator

from sources.contract import Column, Workbook
from sources.periods import MONTHS, Period
from sources.regions import Place
from sources.table import Role, declared_origins, totals_of
from sources.template.patterns import example
from sources.template.shapes import Setting, TemplateRefused, TitleLine

# What Excel allows.
_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NUMBERS = ("I", "II", "III", "IV")


def sheet_names(setting: Setting) -> tuple[tuple[str, Place | None], ...]:
    """Names of the sheets of a form, each with the region that it stands for.

    Raises :class:`TemplateRefused` when the contract's patterns leave open what a sheet is called.
    """
    layout = setting.contract.layout
    assert isinstance(layout, Workbook)
    named = [(column, key[1], o.sheet) for key, column, o in declared_origins(setting.contract) if o.sheet]
    for column, role, pattern in named:
        if choices := list(_choices(setting, column, role)):
            width = len(str(len(choices)))
            names = [(example(pattern, text, f"{n:0{width}}"), place) for n, (text, place) in enumerate(choices, 1)]
            return tuple((_checked(setting, (name,)), place) for name, place in names)
    of_period = (line for _, _, pattern in named for line in _of_period(pattern, setting.period))
    return ((_checked(setting, (*of_period, *(_usual(layout.sheets, setting) if not named else ()))), None),)


def _usual(pattern: str, setting: Setting) -> Iterator[str]:
    """Names for the only sheet of a form, the most telling first."""
    written = example(pattern)
    yield str(setting.period.year)
    if written:
        yield f"{written} {setting.period.year}"
        yield written
    yield "Data"
    yield setting.contract.title[:_LONGEST]


def _checked(setting: Setting, names: Iterable[str | None]) -> str:
    """The first name under which the reader finds the sheet and what its name holds."""
    layout = setting.contract.layout
    assert isinstance(layout, Workbook)
    patterns = [origin.sheet for _, _, origin in declared_origins(setting.contract) if origin.sheet]
    for name in filter(None, names):
        fits = re.fullmatch(layout.sheets, name, re.IGNORECASE) and len(name) <= _LONGEST
        if fits and not _FORBIDDEN.search(name) and all(re.search(p, name, re.IGNORECASE) for p in patterns):
            return name
    raise TemplateRefused(
        f"Nama lembar tidak dapat ditentukan dari kontrak {setting.contract.id!r} (sheets: {layout.sheets!r}). "
        "Isi 'codes' pada kolom yang dibaca dari nama lembar, atau perbaiki pola itu."
    )


def title_lines(setting: Setting) -> tuple[TitleLine, ...]:
    """The lines above a table that columns are read from."""
    patterns: dict[str, tuple[Column, Role]] = {}
    for key, column, origin in declared_origins(setting.contract):
        if origin.title:
            patterns.setdefault(origin.title, (column, key[1]))
    return tuple(TitleLine(column, _lines(setting, column, role, p)) for p, (column, role) in patterns.items())


def _lines(setting: Setting, column: Column, role: Role, pattern: str) -> tuple[str, ...]:
    of_period = tuple(_of_period(pattern, setting.period))
    written = [example(pattern, text) for text, _ in _choices(setting, column, role)]
    return of_period[:1] or tuple(filter(None, written))


def _choices(setting: Setting, column: Column, role: Role) -> Iterator[tuple[str, Place | None]]:
    """What a sheet's name or a title line may say, as far as the contract lists it."""
    if column.region:
        by_code = role == "value" and column.region.by == "code"
        for place in setting.places(column, role):
            yield (place.code if by_code else place.name), place
    for texts in (column.codes or {}).values():
        yield texts[0], None


def _of_period(pattern: str, period: Period) -> Iterator[str]:
    """The pattern with the period in its group, where the word before the group or its digits ask for that."""
    for word, text in _words(period).items():
        line = example(pattern, text)
        match = re.search(pattern, line, re.IGNORECASE) if line else None
        if line and match and re.search(rf"\b{word}\s*$", line[: match.start(1)], re.IGNORECASE):
            yield line
    if (line := example(pattern, str(period.year))) and not example(pattern, "x") and not example(pattern, "1"):
        yield line


def _words(period: Period) -> dict[str, str]:
    """What follows a word in a title of that period."""
    words = {"tahun": str(period.year), "periode": period.label}
    if period.grain == "semester":
        words["semester"] = _NUMBERS[period.number - 1]
    elif period.grain == "quarter":
        words |= dict.fromkeys(("triwulan", "tw"), _NUMBERS[period.number - 1])
    elif period.grain == "month":
        words["bulan"] = MONTHS[period.number - 1]
    return words


def total_label(setting: Setting) -> str | None:
    """Label of the row that sums a whole table; ``None`` when the contract knows no such row."""
    home = setting.regions[setting.regions.home].name
    marks = totals_of(setting.contract).rows
    usual = ("JUMLAH", "TOTAL", home, home.partition(" ")[2], f"JUMLAH {home}")
    return next((label for label in (*usual, *filter(None, map(example, marks))) if _is_total(setting, label)), None)


def subtotal_label(setting: Setting, kecamatan: str | None) -> str | None:
    """Label of the row that sums the kecamatan of that code, where the contract's patterns name kecamatan."""
    if kecamatan is None:
        return None
    place = setting.regions[kecamatan]
    return next((label for label in (place.title, place.name) if _is_total(setting, label)), None)


def _is_total(setting: Setting, label: str) -> bool:
    return any(re.search(mark, label, re.IGNORECASE) for mark in totals_of(setting.contract).rows)
