"""The demo's datasets over four and more periods: invented by ordinary chance, so nothing may stop a delivery."""

from collections.abc import Callable
from pathlib import Path

import pytest

from demo import aduan, apbdes, kunjungan, penduduk
from demo.office import DemoDelivery
from quality.history import Earlier, Known
from quality.intake import examine
from sources.contract import catalogue
from sources.periods import Period
from sources.regions import Regions
from sources.tenant import load_tenant

TENANT = load_tenant(Path(__file__).parents[2] / "sources/tenants/banyuwangi.yaml")
CONTRACTS = catalogue(TENANT.contracts)
REGIONS = Regions.load(TENANT.kode_wilayah)
Writer = Callable[..., DemoDelivery]


@pytest.mark.parametrize(
    ("write", "periods"),
    [
        (penduduk.write, ("2023-S1", "2023-S2", "2024-S1", "2024-S2", "2025-S1")),
        (aduan.write, ("2025-07", "2025-08", "2025-09", "2025-10")),
        (kunjungan.write, ("2021", "2022", "2023", "2024", "2025")),
        (apbdes.write, ("2022", "2023", "2024", "2025")),
    ],
)
def test_ordinary_periods_are_silent(tmp_path: Path, write: Writer, periods: tuple[str, ...]) -> None:
    rows: dict[str, Path] = {}
    prints: list[Earlier] = []
    for period in periods:
        made = write(tmp_path, TENANT, REGIONS, Period.parse(period))
        contract, rows_out = CONTRACTS[made.dataset], tmp_path / f"{period}.parquet"
        known = Known(rows=tuple(rows.items()), fingerprints=tuple(prints))
        verdict = examine(made.path, made.path.name, contract, Period.parse(period), TENANT, rows_out, known)
        assert [(item.rule, item.message) for item in verdict.findings] == []
        assert verdict.verdict == "accepted"
        rows[period] = rows_out
        day = Period.parse(period).end
        prints += [Earlier(f.digest, contract.id, contract.title, period, day, f.column) for f in verdict.fingerprints]
    if made.dataset != "aduan":
        assert len({print_.digest for print_ in prints}) == len(prints) >= len(periods)
