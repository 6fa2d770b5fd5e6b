"""A template follows from its contract alone: filled in as an officer does it passes, left empty it is sent back."""

import csv
import datetime as dt
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filling
import openpyxl
import pytest
import sheets
from contracts import golden
from openpyxl.worksheet.worksheet import Worksheet

from quality.intake import Verdict, examine
from sources import template
from sources.contract import Column, Contract, Csv, Origin, Unpivot, catalogue
from sources.periods import Period
from sources.regions import Place, Regions
from sources.template.form import form_of
from sources.template.patterns import example, lengths
from sources.template.shapes import Form, FormColumn, Setting
from sources.tenant import Tenant, load_tenant
from sources.workbook import address

ROOT = Path(__file__).parents[2]
TENANTS = [
    load_tenant(ROOT / "sources/tenants/banyuwangi.yaml"),
    sheets.TENANT,
    golden.TENANT,
]
REGIONS = {tenant.kode_wilayah: Regions.load(tenant.kode_wilayah) for tenant in TENANTS}
FILES = [
    pytest.param(tenant, contract, id=f"{tenant.contracts.parent.name}-{contract.id}")
    for tenant in TENANTS
    for contract in catalogue(tenant.contracts).values()
    if contract.layout.kind != "api"
]
WORKBOOKS = [param for param in FILES if param.values[1].layout.kind == "workbook"]


def period_of(contract: Contract) -> Period:
    return Period.containing(dt.date(2025, 6, 30), contract.period.grain)


def made(folder: Path, contract: Contract, tenant: Tenant = sheets.TENANT) -> Path:
    suffix = "csv" if isinstance(contract.layout, Csv) else "xlsx"
    regions = REGIONS[tenant.kode_wilayah]
    return template.write(contract, tenant, regions, folder / f"templat.{suffix}", period_of(contract))[0]


def judged(path: Path, contract: Contract, tenant: Tenant = sheets.TENANT) -> Verdict:
    return examine(path, path.name, contract, period_of(contract), tenant, path.with_suffix(".parquet"))


def setting_of(contract: Contract, tenant: Tenant) -> Setting:
    return Setting(contract, tenant, REGIONS[tenant.kode_wilayah], period_of(contract))


def told(verdict: Verdict) -> list[tuple[str, str]]:
    return [(found.rule, found.message) for found in verdict.findings]


# --- filled in as an officer does it ----------------------------------------------------------------------------------


class Officer:
    """Fills in one row after the other, different numbers each time, and what belongs together, together."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.chance = setting, random.Random(setting.contract.id)
        contract = setting.contract
        coverage = contract.coverage
        regions = [c for c in contract.columns if c.region and c.origin and c.origin.header]
        covered = contract.column(coverage.column) if coverage else None
        self.region = covered or (regions[0] if regions else None)
        self.places = setting.places(self.region) if self.region else ()

    def rows(self, form: Form) -> int:
        capacity = sum(len(group.rows) for group in form.sheets[0].groups)
        return max(len(self.places), 40) if form.is_open else capacity

    def row(self, number: int) -> dict[tuple[str, str], Any]:
        contract, place = self.setting.contract, self.places[number % len(self.places)] if self.places else None
        found: dict[tuple[str, str], Any] = {}
        for column in contract.columns:
            if column.region and place:
                found |= self.region_cells(column, place)
            else:
                found[column.name, "value"] = self.value(column, number)
        for balance in contract.balances:
            parts = [found[name, "value"] for name in balance.parts]
            found[balance.total, "value"] = sum(part for part in parts if not isinstance(part, str))
        return found

    def region_cells(self, column: Column, place: Place) -> dict[tuple[str, str], Any]:
        assert column.region
        above = self.setting.regions[place.parent].name if place.parent else ""
        text = place.code if column.region.by == "code" else place.name
        return {(column.name, "value"): text, (column.name, "name"): place.name, (column.name, "parent"): above}

    def value(self, column: Column, number: int) -> Any:
        if "-" in column.nulls and self.chance.random() < 0.05:
            return "-"
        if column.codes:
            texts = list(column.codes.values())
            return texts[number % len(texts)][0]
        start = dt.datetime.combine(self.setting.period.start, dt.time(8, 30))
        return {
            "integer": self.chance.randint(20, 900) if column.maximum != 500 else self.chance.randint(20, 400),
            "number": self.chance.randint(20, 900) + 0.25,
            "date": dt.datetime.combine(start.date(), dt.time()) + dt.timedelta(days=number % 25),
            "timestamp": start + dt.timedelta(days=number % 25),
            "string": (example(column.pattern, number=str(number + 1)) if column.pattern else None) or "Catatan ini",
            "boolean": "Ya",
        }[column.type]


def white_cells(sheet: Worksheet) -> Iterator[tuple[int, list[int]]]:
    """Rows with the columns that an officer may fill in."""
    for row in sheet.iter_rows():
        columns = [cell.column - 1 for cell in row if not cell.protection.locked]
        if columns:
            yield row[0].row - 1, columns


def filled_in(path: Path, setting: Setting, form: Form) -> dict[str, dict[str, Any]]:
    officer = Officer(setting)
    book = openpyxl.load_workbook(path)
    entries: dict[str, dict[str, Any]] = {}
    for shown in form.sheets:
        rows = list(white_cells(book[shown.name]))[: officer.rows(form)]
        cells = entries.setdefault(shown.name, {})
        for number, (row, columns) in enumerate(rows):
            values = officer.row(number)
            cells |= {address(row, c): values[form.columns[c].key] for c in columns}
            block = [c for c in columns if is_block(form.columns[c])]
            cells |= {address(row, c): officer.value(form.columns[c].column, number) for c in block}
    return entries


def is_block(column: FormColumn) -> bool:
    return bool(column.column.origin and column.column.origin.value and column.role == "value")


def filled_csv(path: Path, setting: Setting, form: Form, layout: Csv) -> Path:
    encoding = {"utf-8": "utf-8-sig", "cp1252": "cp1252"}[layout.encoding]
    officer = Officer(setting)
    rows = [officer.row(number) for number in range(40)]
    with path.open("a", encoding=encoding, newline="") as file:
        lines = csv.writer(file, delimiter=layout.delimiter)
        lines.writerows([typed(row[found.key]) for found in form.columns] for row in rows)
    return path


def typed(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}" if value.time() == dt.time() else f"{value:%d/%m/%Y %H:%M}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


@pytest.mark.parametrize(("tenant", "contract"), WORKBOOKS)
def test_a_filled_template_passes_as_it_is(tmp_path: Path, tenant: Tenant, contract: Contract) -> None:
    setting = setting_of(contract, tenant)
    form = form_of(setting)
    path = made(tmp_path, contract, tenant)
    entries = filled_in(path, setting, form)
    verdict = judged(filling.fill(path, tmp_path / "terisi.xlsx", entries), contract, tenant)
    assert verdict.verdict == "accepted", told(verdict)
    assert verdict.rows == expected_rows(form, entries)


def expected_rows(form: Form, entries: dict[str, dict[str, Any]]) -> int:
    """Rows that were filled in, times the columns of a block."""
    block = sum(is_block(found) and not found.covers for found in form.columns)
    return sum(len({cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for cell in cells}) for cells in entries.values()) * (
        block or 1
    )
