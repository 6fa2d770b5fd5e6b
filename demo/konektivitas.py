"""Village connectivity (Diskominfo): the records of a network monitor, one per desa/kelurahan and month."""

from functools import cache
from typing import Any

from demo.office import seeded
from sources.periods import Period
from sources.regions import Regions

DATASET = "konektivitas_desa"
_PROVIDERS = ("Penyedia Contoh A", "Penyedia Contoh B")


def records(regions: Regions, period: Period) -> list[dict[str, Any]]:
    """Invented state of every office's connection at the end of a month."""
    return [
        {
            "id": f"{place.code}-{period}",
            "wilayah": {"kode": place.code, "nama": place.name, "kecamatan": regions[place.parent or ""].name},
            "tanggal": period.end.isoformat(),
            "jaringan": _connection(place.code, place.kind, period),
            "penyedia": seeded("penyedia", place.code).choice(_PROVIDERS),
        }
        for place in regions.members("desa")
    ]


@cache
def _connection(code: str, kind: str, period: Period) -> dict[str, Any]:
    """Once connected, an office stays connected; kelurahan, in the towns, came first."""
    base = seeded(DATASET, code)
    since = base.randrange(2018 * 12, (2022 if kind == "kelurahan" else 2027) * 12)
    bandwidth = base.choices((20, 50, 100, 150, 200), (10, 35, 30, 15, 10))[0]
    if period.year * 12 + period.number < since:
        return {"serat_optik": False, "bandwidth_mbps": 0, "waktu_aktif_persen": None}
    uptime = round(100 - seeded(DATASET, code, period).expovariate(0.7), 2)
    return {"serat_optik": True, "bandwidth_mbps": bandwidth, "waktu_aktif_persen": max(uptime, 80.0)}
