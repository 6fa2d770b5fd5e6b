"""Village budgets (DPMD): a recap in the shape of Siskeudes, amounts as text, a bold JUMLAH row after every village."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from demo.office import Book, DemoDelivery, book, letterhead, seeded, signature
from sources.periods import Period
from sources.regions import Place, Regions
from sources.tenant import Tenant

DATASET, OPD = "apbdes", "dpmd"
HEADER = (
    "NO", "KODE DESA", "NAMA DESA", "KECAMATAN", "BIDANG", "KODE REKENING", "URAIAN", "SUMBER DANA", "ANGGARAN (Rp)",
    "REALISASI (Rp)", "SISA (Rp)",
)  # fmt: skip
_ADMINISTRATION = "1. Penyelenggaraan Pemerintahan Desa"
_DEVELOPMENT = "2. Pelaksanaan Pembangunan Desa"
_COMMUNITY = "3. Pembinaan Kemasyarakatan"
_EMPOWERMENT = "4. Pemberdayaan Masyarakat"
_EMERGENCY = "5. Penanggulangan Bencana, Darurat dan Mendesak"
# Bidang, account, its name, source of money, and the usual amount in rupiah.
LINES = (
    (_ADMINISTRATION, "5.1", "Belanja Pegawai", "ADD", 412_000_000),
    (_ADMINISTRATION, "5.2", "Belanja Barang dan Jasa", "ADD", 96_000_000),
    (_ADMINISTRATION, "5.2", "Belanja Barang dan Jasa", "PBH", 38_000_000),
    (_DEVELOPMENT, "5.2", "Belanja Barang dan Jasa", "DDS", 118_000_000),
    (_DEVELOPMENT, "5.3", "Belanja Modal", "DDS", 436_000_000),
    (_COMMUNITY, "5.2", "Belanja Barang dan Jasa", "PAD", 27_000_000),
    (_EMPOWERMENT, "5.2", "Belanja Barang dan Jasa", "DDS", 142_000_000),
    (_EMERGENCY, "5.4", "Belanja Tidak Terduga", "DDS", 151_000_000),
)


@dataclass(frozen=True)
class Line:
    """One line of a village's budget, amounts in whole rupiah."""

    bidang: str
    account: str
    label: str
    source: str
    budget: int
    spent: int


@cache
def lines(code: str, year: int) -> tuple[Line, ...]:
    """Invented budget of a village, the same lines for each, as the district's template has them."""
    wealth = seeded(DATASET, code).uniform(0.75, 1.35)
    chance = seeded(DATASET, code, year)
    found = []
    for bidang, account, label, source, usual in LINES:
        budget = round(usual * wealth * chance.uniform(0.9, 1.1) * 1.03 ** (year - 2024), -3)
        found.append(
            Line(bidang, account, label, source, int(budget), int(round(budget * chance.uniform(0.86, 1), -2)))
        )
    return tuple(found)


def figures(regions: Regions, period: Period) -> tuple[int, int]:
    """Sum of all budgets and of all spending of a year."""
    found = [line for place in regions.members("desa", ["desa"]) for line in lines(place.code, period.year)]
    return sum(line.budget for line in found), sum(line.spent for line in found)


def write(folder: Path, tenant: Tenant, regions: Regions, period: Period) -> DemoDelivery:
    """The recap of a budget year."""
    path = folder / f"Rekap APBDes TA {period.year} DATA CONTOH.xlsx"
    with book(path, tenant) as made:
        sheet = made.file.add_worksheet(f"APBDes {period.year}")
        titles = ("REKAPITULASI ANGGARAN DAN REALISASI BELANJA APBDES", f"TAHUN ANGGARAN {period.year}")
        row = letterhead(made, sheet, len(HEADER), tenant, OPD, titles)
        sheet.write_row(row, 0, HEADER, made.head)
        for number, place in enumerate(regions.members("desa", ["desa"]), 1):
            row = _village(made, sheet, row + 1, number, place, regions[place.parent or ""].name, period)
        _amounts(made, sheet, row + 1, "JUMLAH SELURUH DESA", *figures(regions, period))
        sheet.set_column(1, 10, 18)
        signature(sheet, row + 3, 8, tenant, OPD, "Aplikasi keuangan desa", period)
    return DemoDelivery(path, DATASET, str(period), "Operator Data DPMD")


def _village(made: Book, sheet: Worksheet, row: int, number: int, place: Place, kecamatan: str, period: Period) -> int:
    """A village's lines and their JUMLAH row, which is returned."""
    found = lines(place.code, period.year)
    for line in found:
        words = (place.code, place.name.upper(), kecamatan, line.bidang, line.account, line.label, line.source)
        amounts = (rupiah(line.budget), rupiah(line.spent), rupiah(line.budget - line.spent))
        sheet.write_number(row, 0, number, made.cell)
        for column, text in enumerate((*words, *amounts), 1):
            sheet.write_string(row, column, text, made.cell)
        row += 1
    budget, spent = sum(line.budget for line in found), sum(line.spent for line in found)
    _amounts(made, sheet, row, f"JUMLAH DESA {place.name.upper()}", budget, spent)
    return row


def _amounts(made: Book, sheet: Worksheet, row: int, label: str, budget: int, spent: int) -> None:
    sheet.merge_range(row, 0, row, 7, label, made.bold)
    for column, amount in enumerate((budget, spent, budget - spent), 8):
        sheet.write_string(row, column, rupiah(amount), made.bold)


def rupiah(amount: int) -> str:
    """``125.400.000``, or ``-`` for nothing."""
    return f"{amount:,}".replace(",", ".") if amount else "-"
