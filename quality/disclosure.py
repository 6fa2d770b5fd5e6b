"""Statistical confidentiality: what a public table, or a message about it, may not reveal.

Zero is a fact; a count of 1 to threshold-1 may point at a person (UU 16/1997 art. 21). Such cells block publication.
"""

from pathlib import Path

import duckdb

from sources.contract import Contract
from sources.findings import Finding
from sources.public import public_key

SHOWN = 5


def small_cells(contract: Contract, parquet: Path) -> tuple[Finding, ...]:
    """One blocker per measure with cells of 1..threshold-1 in the public table ``parquet``; values are not repeated."""
    found = []
    with duckdb.connect() as connection:
        table = connection.read_parquet(str(parquet))
        for measure in contract.disclosure.measures:
            small = table.filter(f'"{measure}" > 0 and "{measure}" < {contract.disclosure.threshold}')
            if count := len(small):
                keys = small.select(*safe_key(contract)).limit(SHOWN).fetchall()
                found.append(_finding(contract, measure, count, tuple(_joined(key) for key in keys)))
    return tuple(found)


def safe_key(contract: Contract) -> tuple[str, ...]:
    """Key columns whose values may stand in a message: period, region and listed codes. Free text may hold a name."""
    listed = {column.name for column in contract.public_columns if column.region or column.codes or column.reference}
    return tuple(name for name in public_key(contract) if name == "periode" or name in listed)


def _joined(key: tuple[object, ...]) -> str:
    return " / ".join(str(part) for part in key)


def _finding(contract: Contract, measure: str, count: int, cells: tuple[str, ...]) -> Finding:
    label = next(column.label for column in contract.public_columns if column.name == measure)
    return Finding(
        rule="kerahasiaan.sel_kecil",
        severity="blocker",
        message=(
            f"Kolom {label!r}: {count} sel berisi 1 sampai {contract.disclosure.threshold - 1}, sehingga orang atau "
            f"usahanya dapat dikenali. Alasan batas ini: {contract.disclosure.reason}"
        ),
        suggestion="Gabungkan kelompok atau wilayah yang kecil, atau sajikan pada tingkat wilayah yang lebih umum.",
        column=measure,
        count=count,
        cells=cells,
    )
