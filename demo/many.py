"""Sixty deliveries at once, one of them bad: what arrives on the last day before a deadline."""

from pathlib import Path

from demo import aduan, apbdes, kunjungan, penduduk
from demo.office import DemoDelivery
from sources.periods import Period
from sources.regions import Regions
from sources.tenant import Tenant

YEARS = range(2012, 2024)


def many(folder: Path, tenant: Tenant) -> list[DemoDelivery]:
    """24 months of complaints, 12 semesters of population (the last one broken), 12 years of visits and of budgets."""
    regions = Regions.load(tenant.kode_wilayah)
    months = [Period(year, "month", number) for year in (2023, 2024) for number in range(1, 13)]
    semesters = [Period(year, "semester", number) for year in range(2018, 2024) for number in (1, 2)]
    years = [Period(year, "year", 1) for year in YEARS]
    return [
        *(aduan.write(folder, tenant, regions, period) for period in months),
        *(penduduk.write(folder, tenant, regions, period, flawed=period == semesters[-1]) for period in semesters),
        *(kunjungan.write(folder, tenant, regions, period) for period in years),
        *(apbdes.write(folder, tenant, regions, period) for period in years),
    ]
