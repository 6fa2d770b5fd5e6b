"""Public complaints (Diskominfo): the monthly export of the complaint application, ``;`` and cp1252 as Excel writes it.

The export carries columns about the complainant, as real ones do; the contract does not read them, and
nobody is named here.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from demo.office import NOTICE, DemoDelivery, seeded
from sources.periods import Period
from sources.regions import Regions
from sources.tenant import Tenant

DATASET = "aduan"
HEADER = (
    "NO TIKET", "TGL MASUK", "TGL RESPON", "TGL SELESAI", "KANAL", "KATEGORI", "KECAMATAN", "OPD PENANGGUNG JAWAB",
    "STATUS", "NAMA PELAPOR", "ISI ADUAN", "RATING",
)  # fmt: skip
# Category as the application writes it -> agency in charge, complaints in a usual month, usual hours to a response.
CATEGORIES = {
    "Jalan & Jembatan": ("DPU CKPP", 46, 2.4),
    "PJU": ("Dishub", 34, 1.6),
    "Sampah – Kebersihan": ("DLH", 29, 1.3),
    "Administrasi kependudukan": ("Disdukcapil", 38, 0.8),
    "Bansos": ("Dinsos PPKB", 24, 2.0),
    "Kesehatan": ("Dinkes", 19, 1.1),
    "Pendidikan": ("Dispendik", 15, 2.2),
    "Trantib": ("Satpol PP", 17, 0.9),
    "Air – Irigasi": ("DPU Pengairan", 16, 2.8),
    "Internet desa": ("Diskominfosandi", 18, 0.7),
}
CHANNELS = ("SP4N-LAPOR!", "WA", "Aplikasi", "Loket", "Instagram")


@dataclass(frozen=True)
class Ticket:
    """One complaint; times are local, ``None`` when it did not happen yet."""

    number: str
    entered: datetime
    answered: datetime | None
    solved: datetime | None
    channel: str
    category: str
    kecamatan: str
    agency: str

    @property
    def status(self) -> str:
        return "Selesai" if self.solved else "Proses" if self.answered else "Menunggu"


def tickets(regions: Regions, period: Period) -> list[Ticket]:
    """Invented complaints of a month, numbered in the order they came in."""
    chance = seeded(DATASET, regions.home, period)
    found = [ticket for category in CATEGORIES for ticket in _of(category, chance, regions, period)]
    found.sort(key=lambda ticket: ticket.entered)
    prefix = f"#{period.year % 100:02d}{period.number:02d}"
    return [replace(ticket, number=f"{prefix}{serial:04d}") for serial, ticket in enumerate(found, 1)]


def _of(category: str, chance: Random, regions: Regions, period: Period) -> Iterator[Ticket]:
    agency, usual, hours = CATEGORIES[category]
    places = [place.name for place in regions.members("kecamatan")]
    start = datetime(period.year, period.start.month, 1)  # noqa: DTZ001 - wall clock of the office
    minutes = ((period.end - period.start).days + 1) * 24 * 60
    for _ in range(max(8, round(usual * chance.uniform(0.8, 1.2)))):
        entered = start + timedelta(minutes=chance.randrange(minutes))
        answered = entered + timedelta(minutes=round(hours * 60 * chance.lognormvariate(0, 0.7)) + 3)
        solved = answered + timedelta(minutes=round(chance.lognormvariate(7, 1)))
        state = chance.random()
        yield Ticket(
            number="",
            entered=entered,
            answered=answered if state > 0.03 else None,
            solved=solved if state > 0.12 else None,
            channel=chance.choices(CHANNELS, (30, 35, 20, 5, 10))[0],
            category=category,
            kecamatan=chance.choice(places),
            agency=agency,
        )


def write(folder: Path, tenant: Tenant, regions: Regions, period: Period) -> DemoDelivery:
    """The export of a month."""
    path = folder / f"Rekap Aduan {period} DATA CONTOH.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        rows = csv.writer(file, delimiter=";", lineterminator="\r\n")
        rows.writerow(HEADER)
        for ticket in tickets(regions, period):
            rows.writerow(_row(ticket))
    return DemoDelivery(path, DATASET, str(period), f"Admin Aduan {tenant.agency('diskominfo').singkatan}")


def _row(ticket: Ticket) -> tuple[str, ...]:
    times = (f"{time:%d/%m/%Y %H:%M}" if time else "-" for time in (ticket.entered, ticket.answered, ticket.solved))
    place = f"Kec. {ticket.kecamatan}" if ticket.channel == "Aplikasi" else ticket.kecamatan.upper()
    rest = (ticket.channel, ticket.category, place, ticket.agency, ticket.status, "Dirahasiakan", NOTICE, "")
    return (ticket.number, *times, *rest)
