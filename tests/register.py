"""A register as a health centre keeps it: immunisations by day, kelurahan and kind of child; the numbers are invented.

The flawed one has what people type by hand: digits torn apart, dates in a second form, labels and names misspelt.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import kota
import sheets
import yaml

DATASET = "imunisasi_uji"
HEADER = ["Tanggal", "Kelurahan", "Jenis Kelamin", "Jumlah"]
KELURAHAN = ["Wates", "Jagalan", "Mentikan", "Meri"]
# What a person typed, and what it means.
FLAWS = {"B3": "Jagalann", "C4": "Perempuann", "A5": "4 Maret 2023", "D6": "7 52", "D5": "1 04"}


def tenant(folder: Path) -> Path:
    """Write a tenant with this dataset; returns its file."""
    made = kota.tenant(folder, DATASET)
    path = folder / "contracts" / "dukcapil" / f"{DATASET}.odcs.yaml"
    contract = yaml.safe_load(path.read_text(encoding="utf-8"))
    properties = contract["schema"][0]["properties"]
    region, sex, number = properties
    date = {
        "name": "tanggal", "businessName": "Tanggal", "description": "Hari imunisasi.", "logicalType": "date",
        "primaryKey": True, "primaryKeyPosition": 3,
        "customProperties": [
            {"property": "public", "value": True},
            {"property": "source", "value": {"header": ["Tanggal"]}},
            {"property": "formats", "value": ["%Y-%m-%d"]},
        ],
    }  # fmt: skip
    for column, header in ((region, "Kelurahan"), (sex, "Jenis Kelamin"), (number, "Jumlah")):
        source = next(item for item in column["customProperties"] if item["property"] == "source")
        source["value"] = {"header": [header]}
    properties.append(date)
    contract["customProperties"] = [
        item for item in contract["customProperties"] if item["property"] not in ("layout", "coverage")
    ]
    layout = {
        "kind": "workbook",
        "sheets": "Sheet1",
        "header_rows": 1,
        "totals": {"rows": ["^Jumlah$"], "columns": [], "required": False},
    }
    contract["customProperties"].append({"property": "layout", "value": layout})
    kota.write(path, contract)
    return made


def rows(month: int = 3) -> Iterator[list[Any]]:
    """The register of a month, without flaws: a row for each kelurahan and sex."""
    yield HEADER
    for n, (name, sex) in enumerate((name, sex) for name in KELURAHAN for sex in ("Laki-laki", "Perempuan")):
        yield [f"2023-{month:02d}-{n + 1:02d}", name, sex, 100 + 7 * n * month]


def workbook(path: Path, month: int = 3, changes: dict[str, Any] | Iterable[tuple[str, Any]] = ()) -> Path:
    """The register as a file, with other contents in some cells."""
    table = list(rows(month))
    for cell, value in dict(changes).items():
        table[int(cell[1:]) - 1]["ABCD".index(cell[0])] = value
    return sheets.workbook(path, table)
