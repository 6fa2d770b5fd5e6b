"""The demo's deliveries: invented, plausible numbers on real region codes, in the shapes that offices really use."""

from pathlib import Path

from demo import aduan, apbdes, kunjungan, penduduk
from demo.office import DemoDelivery, offers
from sources.periods import Period
from sources.regions import Regions
from sources.tenant import Tenant


def write(folder: Path, tenant: Tenant, regions: Regions | None = None) -> list[DemoDelivery]:
    """Write all files below ``folder`` (the same bytes every time) and say what each is.

    Datasets without a contract of the tenant are left out, village budgets too where there is no desa. The newest
    population workbook is broken on purpose: it must come back to its officer while the one before it stays public.
    """
    regions = regions or Regions.load(tenant.kode_wilayah)
    found: list[DemoDelivery] = []
    if offers(tenant, penduduk.DATASET):
        found += [penduduk.write(folder, tenant, regions, Period.parse(text)) for text in ("2024-S2", "2025-S1")]
        found.append(penduduk.write(folder, tenant, regions, Period.parse("2025-S2"), flawed=True))
    if offers(tenant, aduan.DATASET):
        found += [
            aduan.write(folder, tenant, regions, Period.parse(text)) for text in ("2025-08", "2025-09", "2025-10")
        ]
    if offers(tenant, kunjungan.DATASET):
        found += [kunjungan.write(folder, tenant, regions, Period.parse(text)) for text in ("2024", "2025")]
    if offers(tenant, apbdes.DATASET) and regions.members("desa", ["desa"]):
        found += [apbdes.write(folder, tenant, regions, Period.parse(text)) for text in ("2024", "2025")]
    return found
