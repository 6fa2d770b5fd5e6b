"""Small tenants made for one test: Kota Mojokerto with invented births, under dataset names of the test's own.

All homes of a session publish on one portal. A dataset that no other test uses has a page that no other test touches.
"""

from pathlib import Path
from typing import Any

import sheets
import yaml

HERE = Path(__file__).parent
TENANT = HERE / "mojokerto" / "tenant.yaml"
BIRTHS = HERE / "mojokerto" / "contracts" / "dukcapil" / "kelahiran.odcs.yaml"
# What `births` adds up to.
TOTAL = sum(row[1] + row[2] for row in sheets.births() if row[0] == "Kota Mojokerto")


def tenant(folder: Path, *datasets: str, secret: tuple[str, ...] = (), **settings: Any) -> Path:
    """Write a tenant whose datasets all are births per kelurahan; returns its file. No row of a dataset in ``secret``
    passes the gate: its contract calls every cell small."""
    contracts = folder / "contracts" / "dukcapil"
    contracts.mkdir(parents=True)
    for dataset in (*datasets, *secret):
        contract = yaml.safe_load(BIRTHS.read_text(encoding="utf-8"))
        contract["id"] = contract["schema"][0]["name"] = dataset
        if dataset in secret:
            rule = next(item["value"] for item in contract["customProperties"] if item["property"] == "disclosure")
            rule |= {"threshold": 100, "measures": ["jumlah_kelahiran"]}
        write(contracts / f"{dataset}.odcs.yaml", contract)
    made = yaml.safe_load(TENANT.read_text(encoding="utf-8"))
    return write(folder / "tenant.yaml", made | {"contracts": str(contracts.parent.absolute())} | settings)


def births(path: Path, times: int = 1) -> Path:
    """A delivery: the births of :func:`sheets.births`, each number so many times as large."""
    rows = [[cell * times if isinstance(cell, int) else cell for cell in row] for row in sheets.births()]
    return sheets.workbook(path, rows)


def write(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
