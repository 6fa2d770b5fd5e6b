"""Each rule on metadata bites on a contract that breaks it, and the example breaks none."""

from pathlib import Path
from typing import Any

import example
import pytest

from quality.metadata import incomplete, untrue

PUBLICATION = next(item["value"] for item in example.CONTRACT["customProperties"] if item["property"] == "publication")


def test_the_example_is_complete(tmp_path: Path) -> None:
    assert incomplete(example.contract(tmp_path), example.tenant(tmp_path)) == ()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"name": "Penduduk menurut kecamatan"}, "judul"),
        ({"name": "Jumlah penduduk Kabupaten Banyuwangi"}, "judul"),
        ({"name": "Jumlah penduduk Banyuwangi"}, "judul"),
        ({"name": "Jumlah penduduk Disdukcapil"}, "judul"),
        ({"domain": "dispar"}, "produsen"),
        ({"support": [{"channel": "Budi Santoso", "url": "mailto:data@opd.example"}]}, "kontak"),
        ({"support": [{"channel": "Bidang Data (081234567890)", "url": "mailto:data@opd.example"}]}, "kontak"),
        ({"support": [{"channel": "Bidang Data", "url": "mailto:bidangdata@gmail.com"}]}, "kontak"),
        ({"publication": PUBLICATION | {"sifat": "terbatas", "dasar_pengecualian": "Pasal 17 huruf h"}}, "sifat"),
        ({"publication": PUBLICATION | {"level_penyajian": "desa"}}, "level_penyajian"),
        ({"disclosure": {"threshold": 5, "measures": [], "reason": "Orang."}}, "kerahasiaan"),
    ],
)
def test_a_contract_that_breaks_a_rule_is_found(tmp_path: Path, changes: dict[str, Any], rule: str) -> None:
    findings = incomplete(example.contract(tmp_path, **changes), example.tenant(tmp_path))
    assert {(f.rule, f.severity) for f in findings} == {(f"metadata.{rule}", "blocker")}


@pytest.mark.parametrize(
    ("changes", "rule", "severity"),
    [
        ({"description": "Jumlah penduduk."}, "kolom", "blocker"),
        ({"description": "Orang."}, "kolom", "blocker"),
        ({"measure": None}, "ukuran", "blocker"),
        ({"measure": example.MEASURE | {"konsep": "Jumlah penduduk"}}, "konsep", "blocker"),
        ({"measure": example.MEASURE | {"konsep": "Penduduk 2025"}}, "konsep", "blocker"),
        ({"measure": example.MEASURE | {"konsep": "Penduduk Banyuwangi"}}, "konsep", "blocker"),
        ({"measure": example.MEASURE | {"definisi": "penduduk."}}, "definisi", "blocker"),
    ],
)
def test_a_column_that_breaks_a_rule_is_found(
    tmp_path: Path, changes: dict[str, Any], rule: str, severity: str
) -> None:
    findings = incomplete(example.with_column(tmp_path, "jumlah", **changes), example.tenant(tmp_path))
    assert {(f.rule, f.severity, f.column) for f in findings} <= {
        (f"metadata.{rule}", severity, "jumlah"),
        ("metadata.ukuran", "blocker", None),
    }
    assert findings


@pytest.mark.parametrize(
    ("values", "periods", "rules"),
    [
        ({}, ("2025-S1",), set()),
        ({}, ("2025-S1", "2025-S2"), {"metadata.periode"}),
        ({"periode": "2024-S2"}, ("2025-S1",), {"metadata.periode", "metadata.tahun"}),
        ({"tahun": 2020}, ("2025-S1",), {"metadata.tahun"}),
        ({"tahun": None}, ("2025-S1",), {"metadata.tahun"}),
        ({"kode_wilayah": "35.11.01"}, ("2025-S1",), {"metadata.cakupan"}),
    ],
)
def test_data_that_contradicts_its_metadata_is_found(
    tmp_path: Path, values: dict[str, Any], periods: tuple[str, ...], rules: set[str]
) -> None:
    first, *others = example.rows()
    _, parquet = example.export(tmp_path, [first | values, *others])
    findings = untrue(example.contract(tmp_path), example.tenant(tmp_path), parquet, periods)
    assert {f.rule for f in findings} == rules
