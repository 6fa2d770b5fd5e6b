"""A home in which real deliveries went all the way."""

from pathlib import Path

import pytest
from town import Town

from portal.embedded import Portal

TENANT = Path(__file__).parents[1] / "mojokerto" / "tenant.yaml"
# Which dataset each file is delivered for, in this order.
FILES = {
    "akta_bulanan": "mjk01_akta_bulanan_2023.xlsx",
    "kelahiran": "mjk02_kelahiran_kelurahan_2023.xlsx",
    "penduduk_datang": "mjk05_penduduk_datang_2023.xlsx",
    "penduduk_keluar": "mjk06_penduduk_keluar_2023.xlsx",
    "penduduk_akhir_tahun": "mjk13_penduduk_2023_rumus_merge.xlsx",
    "penduduk_wni": "mjk07_penduduk_wni_kelurahan_2023.xlsx",
}


@pytest.fixture(scope="session")
def mojokerto(tmp_path_factory: pytest.TempPathFactory, portal: Portal, corpus: Path) -> Town:
    """A home in which real files of Kota Mojokerto went down the road to the portal in one batch."""
    home = Town(tmp_path_factory.mktemp("mojokerto") / "home", portal, TENANT)
    for dataset, file in FILES.items():
        home.deliver(corpus / file, dataset, "2023")
    home.first = home.run()
    return home
