"""Tourism visits (Dispar): one row per destination, months as columns over WISNUS and WISMAN, JUMLAH at the end."""

from functools import cache
from pathlib import Path
from random import Random

from xlsxwriter.worksheet import Worksheet

from demo.office import Book, DemoDelivery, book, letterhead, seeded, signature
from sources.periods import MONTHS, Period
from sources.regions import Place, Regions
from sources.tenant import Tenant

DATASET, OPD = "kunjungan_wisata", "dispar"
ORIGINS = ("WISNUS", "WISMAN")
# Destination -> kecamatan, domestic visits in a usual month, visitors from abroad for each of them, closed months.
DESTINATIONS: dict[str, tuple[str, int, float, tuple[int, ...]]] = {
    "TWA Kawah Ijen": ("Licin", 16_000, 0.28, (1,)),
    "Pantai Pulau Merah": ("Pesanggaran", 21_000, 0.03, ()),
    "Pantai Plengkung (G-Land)": ("Tegaldlimo", 1_100, 0.55, ()),
    "TN Alas Purwo": ("Tegaldlimo", 9_500, 0.04, ()),
    "De Djawatan": ("Cluring", 24_000, 0.02, ()),
    "Pantai Boom": ("Banyuwangi", 31_000, 0.01, ()),
    "Bangsring Underwater": ("Wongsorejo", 14_500, 0.02, ()),
    "GWD": ("Kalipuro", 12_500, 0.01, ()),
    "Desa Wisata Kemiren": ("Glagah", 4_200, 0.06, ()),
    "Air Terjun Jagir": ("Glagah", 5_600, 0.02, ()),
    "Agrowisata Kalibendo": ("Glagah", 4_900, 0.01, ()),
    "Taman Gandrung Terakota": ("Licin", 2_600, 0.08, ()),
    "Pantai Mustika": ("Pesanggaran", 7_700, 0.01, ()),
    "Pantai Grajagan": ("Purwoharjo", 8_800, 0.01, ()),
    "Pantai Cemara": ("Banyuwangi", 6_900, 0.01, ()),
    "Teluk Hijau": ("Pesanggaran", 3_300, 0.03, (2, 3)),
}
_SEASON = (1.1, 0.8, 0.85, 1.2, 1.05, 1.25, 1.35, 1.1, 0.9, 0.95, 0.9, 1.5)
_FIRST = 3
_WIDTH = _FIRST + len(MONTHS) * 2 + 3


@cache
def visits(destination: str, year: int) -> tuple[tuple[int, int], ...]:
    """Invented visits of a destination, twelve months of (domestic, foreign)."""
    _, usual, abroad, closed = DESTINATIONS[destination]
    chance = seeded(DATASET, destination, year)
    return tuple(
        _month(chance, usual * season * 1.04 ** (year - 2024), abroad, month in closed)
        for month, season in enumerate(_SEASON, 1)
    )


def _month(chance: Random, usual: float, abroad: float, closed: bool) -> tuple[int, int]:
    domestic = round(usual * chance.uniform(0.85, 1.15))
    foreign = round(usual * abroad * chance.uniform(0.8, 1.2))
    return (0, 0) if closed else (domestic, foreign)


def write(folder: Path, tenant: Tenant, regions: Regions, period: Period) -> DemoDelivery:
    """The recap of a year."""
    path = folder / f"Kunjungan Wisata {period.year} DATA CONTOH.xlsx"
    with book(path, tenant) as made:
        sheet = made.file.add_worksheet(str(period.year))
        titles = ("REKAPITULASI KUNJUNGAN WISATAWAN PADA DAYA TARIK WISATA", f"TAHUN {period.year}")
        top = letterhead(made, sheet, _WIDTH, tenant, OPD, titles)
        _header(made, sheet, top)
        rows = []
        for number, destination in enumerate(DESTINATIONS, 1):
            sheet.write_number(top + 2 + number, 0, number, made.cell)
            sheet.write_row(top + 2 + number, 1, (destination, kecamatan(destination, regions).name.upper()), made.cell)
            rows.append(_with_totals(visits(destination, period.year)))
            _numbers(sheet, made, top + 2 + number, rows[-1])
        end = top + 3 + len(rows)
        sheet.merge_range(end, 0, end, _FIRST - 1, "JUMLAH", made.bold)
        sheet.write_row(end, _FIRST, [sum(column) for column in zip(*rows, strict=True)], made.bold)
        sheet.set_column(1, 2, 26)
        signature(sheet, end + 2, _WIDTH - 8, tenant, OPD, "Pengelola daya tarik wisata", period)
    return DemoDelivery(path, DATASET, str(period), "Operator Data Dispar")


def kecamatan(destination: str, regions: Regions) -> Place:
    """Where a destination lies; in another kabupaten/kota than Banyuwangi they are spread over its kecamatan."""
    own = regions.members("kecamatan")
    wanted = DESTINATIONS[destination][0]
    return next((place for place in own if place.name == wanted), own[list(DESTINATIONS).index(destination) % len(own)])


def _header(made: Book, sheet: Worksheet, top: int) -> None:
    for column, text in enumerate(("NO", "NAMA DAYA TARIK WISATA", "KECAMATAN")):
        sheet.merge_range(top, column, top + 1, column, text, made.head)
    for index, month in enumerate(MONTHS):
        column = _FIRST + 2 * index
        sheet.merge_range(top, column, top, column + 1, month.upper(), made.head)
        sheet.write_row(top + 1, column, ORIGINS, made.head)
    sheet.merge_range(top, _WIDTH - 3, top, _WIDTH - 1, "JUMLAH", made.head)
    sheet.write_row(top + 1, _WIDTH - 3, (*ORIGINS, "TOTAL"), made.head)
    sheet.write_row(top + 2, 0, range(1, _WIDTH + 1), made.head)


def _numbers(sheet: Worksheet, made: Book, row: int, numbers: list[int]) -> None:
    for column, number in enumerate(numbers, _FIRST):
        if number:
            sheet.write_number(row, column, number, made.number)
        else:
            sheet.write_string(row, column, "-", made.cell)


def _with_totals(months: tuple[tuple[int, int], ...]) -> list[int]:
    domestic, foreign = (sum(column) for column in zip(*months, strict=True))
    return [*(number for month in months for number in month), domestic, foreign, domestic + foreign]
