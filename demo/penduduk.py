"""Population per village (Disdukcapil): a sheet per kecamatan, age groups over L and P, JUMLAH in rows and columns."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from demo.office import Book, DemoDelivery, book, letterhead, seeded, signature
from sources.periods import Period
from sources.regions import Place, Regions
from sources.tenant import Tenant

DATASET, OPD = "penduduk_desa", "disdukcapil"
# Share of each age group, as in a district whose young people leave.
SHARES = {
    "0 - 4": 0.066, "5 - 9": 0.070, "10 - 14": 0.072, "15 - 19": 0.073, "20 - 24": 0.072, "25 - 29": 0.071,
    "30 - 34": 0.072, "35 - 39": 0.075, "40 - 44": 0.077, "45 - 49": 0.075, "50 - 54": 0.070, "55 - 59": 0.062,
    "60 - 64": 0.051, "65 - 69": 0.039, "70 - 74": 0.027, "75 +": 0.028,
}  # fmt: skip
SEXES = ("L", "P")
_FIRST = 3
_WIDTH = _FIRST + len(SHARES) * 2 + 3

Figures = dict[tuple[str, str, str], int]


@dataclass(frozen=True)
class Flaws:
    """What is wrong with a delivery: two villages whose codes changed places, a JUMLAH row with a wrong number."""

    swapped: tuple[str, str]
    broken_total: str


def figures(regions: Regions, period: Period) -> Figures:
    """Invented population by (code of the village, age group, sex)."""
    return {
        (place.code, age, sex): number
        for place in regions.members("desa")
        for (age, sex), number in _village(place.code, period).items()
    }


@cache
def _village(code: str, period: Period) -> dict[tuple[str, str], int]:
    """A village keeps its size and changes a little from semester to semester."""
    base = seeded(DATASET, code)
    size = int(min(max(base.lognormvariate(8.9, 0.42), 2_400), 22_000))
    shift = seeded(DATASET, code, period)
    growth = 1 + 0.0035 * ((period.year - 2020) * 2 + period.number)
    found = {}
    for age, share in SHARES.items():
        tilt = base.uniform(0.9, 1.1)
        for sex in SEXES:
            number = size * share * tilt * growth * shift.uniform(0.995, 1.005) / 2
            found[age, sex] = round(number * (1.12 if age == "75 +" and sex == "P" else 1))
    return found


def write(folder: Path, tenant: Tenant, regions: Regions, period: Period, flawed: bool = False) -> DemoDelivery:
    """The office's workbook for a semester; ``flawed`` breaks it in the ways of :class:`Flaws`."""
    flaws = _flaws(regions) if flawed else None
    path = folder / f"Penduduk {tenant.nama} Semester {'I' * period.number} {period.year} DATA CONTOH.xlsx"
    with book(path, tenant) as made:
        _instructions(made)
        for number, kecamatan in enumerate(regions.members("kecamatan"), 1):
            _sheet(made, tenant, regions, period, kecamatan, number, flaws)
    return DemoDelivery(path, DATASET, str(period), "Operator Data Disdukcapil", good=not flawed)


def _flaws(regions: Regions) -> Flaws:
    kecamatan = regions.members("kecamatan")[-1]
    villages = [place for place in regions.members("desa") if place.parent == kecamatan.code]
    return Flaws((villages[0].code, villages[1].code), broken_total=regions.members("kecamatan")[0].code)


def _instructions(made: Book) -> None:
    sheet = made.file.add_worksheet("PETUNJUK")
    sheet.write_string(0, 0, "Isi satu lembar untuk setiap kecamatan. Jangan mengubah kepala tabel.")


def _sheet(
    made: Book, tenant: Tenant, regions: Regions, period: Period, kecamatan: Place, number: int, flaws: Flaws | None
) -> None:
    sheet = made.file.add_worksheet(f"{number:02d}. {kecamatan.name}")
    lines = (
        "JUMLAH PENDUDUK MENURUT KELOMPOK UMUR DAN JENIS KELAMIN",
        f"KECAMATAN {kecamatan.name.upper()}, {period.label.upper()}",
    )
    top = letterhead(made, sheet, _WIDTH, tenant, OPD, lines)
    _header(made, sheet, top)
    villages = [place for place in regions.members("desa") if place.parent == kecamatan.code]
    swap = dict(zip(flaws.swapped, reversed(flaws.swapped), strict=True)) if flaws else {}
    rows = [_with_totals(_village(place.code, period)) for place in villages]
    first = top + 3
    for offset, (place, numbers) in enumerate(zip(villages, rows, strict=True)):
        sheet.write_number(first + offset, 0, offset + 1, made.cell)
        _village_row(sheet, made, first + offset, place, swap.get(place.code, place.code), numbers)
    _total_row(sheet, made, first, rows, error=100 if flaws and flaws.broken_total == kecamatan.code else 0)
    sheet.set_column(1, 2, 18)
    signature(sheet, first + len(rows) + 2, _WIDTH - 12, tenant, OPD, "SIAK terpusat", period)


def _header(made: Book, sheet: Worksheet, top: int) -> None:
    for column, text in enumerate(("NO", "KODE\nDESA/KELURAHAN", "NAMA\nDESA/KELURAHAN")):
        sheet.merge_range(top, column, top + 1, column, text, made.head)
    for index, age in enumerate(SHARES):
        column = _FIRST + 2 * index
        sheet.merge_range(top, column, top, column + 1, age, made.head)
        sheet.write_row(top + 1, column, SEXES, made.head)
    sheet.merge_range(top, _WIDTH - 3, top, _WIDTH - 1, "JUMLAH", made.head)
    sheet.write_row(top + 1, _WIDTH - 3, (*SEXES, "L+P"), made.head)
    sheet.write_row(top + 2, 0, [f"({number})" for number in range(1, _WIDTH + 1)], made.head)


def _village_row(sheet: Worksheet, made: Book, row: int, place: Place, code: str, numbers: list[int]) -> None:
    # Kelurahan are often written with their prefix, desa in capitals.
    name = f"Kel. {place.name}" if place.kind == "kelurahan" else place.name.upper()
    sheet.write_row(row, 1, (code, name), made.cell)
    sheet.write_row(row, _FIRST, numbers, made.number)


def _total_row(sheet: Worksheet, made: Book, first: int, rows: list[list[int]], error: int) -> None:
    end = first + len(rows)
    sheet.merge_range(end, 0, end, _FIRST - 1, "JUMLAH", made.bold)
    for column, numbers in enumerate(zip(*rows, strict=True), _FIRST):
        if error and column == _FIRST:
            # Typed over the formula: nothing recomputes it any more.
            sheet.write_number(end, column, sum(numbers) + error, made.bold)
        else:
            letter = xl_col_to_name(column)
            sheet.write_formula(end, column, f"=SUM({letter}{first + 1}:{letter}{end})", made.bold, sum(numbers))


def _with_totals(found: dict[tuple[str, str], int]) -> list[int]:
    by_sex = [sum(number for (_, sex), number in found.items() if sex == wanted) for wanted in SEXES]
    return [*found.values(), *by_sex, sum(by_sex)]
