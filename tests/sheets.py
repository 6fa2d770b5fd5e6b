"""Deliveries as offices make them, built in tests: invented births per kelurahan of Kota Mojokerto."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from quality.intake import Verdict, examine
from sources.contract import Contract, catalogue
from sources.findings import Finding
from sources.periods import Period
from sources.regions import Regions
from sources.tenant import load_tenant

TENANT = load_tenant(Path(__file__).parent / "mojokerto" / "tenant.yaml")
CONTRACTS = catalogue(TENANT.contracts)
BIRTHS = CONTRACTS["kelahiran"]
REGIONS = Regions.load(TENANT.kode_wilayah)
YEAR = Period.parse("2023")

Row = list[Any]
HEADER = ("Kelurahan", "Laki-laki", "Perempuan", "Jumlah", "Persentase")
KECAMATAN = {place.code: place.name for place in REGIONS.members("kecamatan")}
KELURAHAN = {place.code: place for place in REGIONS.members("desa")}


def altered(contract: Contract, _columns: dict[str, dict[str, Any]] | None = None, /, **changes: Any) -> Contract:
    """The contract with other values: columns by name, and fields of the contract itself.

    Dicts are merged, except a layout of another kind, which takes the place of the old one.
    """
    raw = contract.model_dump(exclude_unset=True)
    for column in raw["columns"]:
        column.update((_columns or {}).get(column["name"], {}))
    for name, value in changes.items():
        merge = isinstance(value, dict) and isinstance(raw.get(name), dict) and "kind" not in value
        raw[name] = {**raw[name], **value} if merge else value
    return Contract.model_validate(raw)


def births() -> list[Row]:
    """A table as the office writes it: kecamatan above their kelurahan, the city last."""
    rows: list[Row] = [[*HEADER]]
    men = women = 0
    for code, name in KECAMATAN.items():
        own = [(p.name, 20 + n, 30 + 2 * n) for n, p in enumerate(p for p in KELURAHAN.values() if p.parent == code)]
        rows.append(_row(f"Kecamatan {name}", sum(m for _, m, _ in own), sum(w for _, _, w in own)))
        rows += [_row(*kelurahan) for kelurahan in own]
        men, women = men + sum(m for _, m, _ in own), women + sum(w for _, _, w in own)
    return [*rows, _row("Kota Mojokerto", men, women)]


def _row(name: str, men: int, women: int) -> Row:
    return [name, men, women, men + women, 1.0]


def workbook(path: Path, rows: Sequence[Iterable[Any]], sheet: str = "Sheet1", merged: Iterable[str] = ()) -> Path:
    """Write one sheet; text starting with ``=`` becomes a formula without a stored result."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    book.save(path)
    return path


def check(path: Path, contract: Contract = BIRTHS, period: Period = YEAR) -> Verdict:
    return examine(path, path.name, contract, period, TENANT, path.with_suffix(".parquet"))


def judged(folder: Path, rows: Sequence[Iterable[Any]], contract: Contract = BIRTHS, **options: Any) -> Verdict:
    """Write the rows as a workbook and examine it."""
    return check(workbook(folder / "kiriman.xlsx", rows, **options), contract)


def found(verdict: Verdict, rule: str) -> Finding:
    """The one finding of a rule; fails when there is none or several."""
    findings = [finding for finding in verdict.findings if finding.rule == rule]
    assert len(findings) == 1, [finding.rule for finding in verdict.findings]
    return findings[0]


def origins(**places: Any) -> dict[str, dict[str, Any]]:
    """Columns read from other places, for :func:`altered`."""
    return {name: {"origin": origin} for name, origin in places.items()}


CSV = altered(
    BIRTHS,
    origins(
        kode_wilayah={"header": ["Kelurahan"]},
        jenis_kelamin={"header": ["JK"]},
        jumlah_kelahiran={"header": ["JUMLAH"]},
    ),
    layout={"kind": "csv", "delimiter": ";", "encoding": "cp1252", "ignored": ["NO"]},
    coverage=None,
)
API = altered(
    BIRTHS,
    origins(
        kode_wilayah={"field": "wilayah.nama"}, jenis_kelamin={"field": "jk"}, jumlah_kelahiran={"field": "jumlah"}
    ),
    layout={
        "kind": "api",
        "service": "contoh",
        "path": "/data",
        "records": "data",
        "page_param": "page",
        "page_size_param": "per_page",
        "page_size": 10,
        "count": "total",
        "ignored": ["id"],
    },
    coverage=None,
    service={"schedule": "0 5 2 1 *"},
)
