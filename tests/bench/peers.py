"""What others do with a file: ``python -m tests.bench.peers``, see :mod:`tests.bench.timed`.

Each imports what it needs and no more: memory is compared, too.
"""

from pathlib import Path
from typing import Any

from tests.bench.timed import main

# Rows above the details of a workbook: title, blank, header.
_ABOVE = 3


def calamine(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def pandas_calamine(path: Path) -> int:
    import pandas as pd

    return len(pd.read_excel(path, engine="calamine", header=_ABOVE - 1))


def pandas_openpyxl(path: Path) -> int:
    import pandas as pd

    return len(pd.read_excel(path, engine="openpyxl", header=_ABOVE - 1))


def frictionless(path: Path) -> int:
    """Validates the contract as far as a schema and checks of frictionless can say it."""
    from frictionless import Checklist, Dialect, Package, Resource, Schema

    schema = Schema.from_descriptor(_schema())
    dialect = Dialect(header=False, comment_rows=list(range(1, _ABOVE + 1)), comment_char="JUMLAH")
    sheet = Resource(name="sheet", path=path.name, schema=schema, dialect=dialect)
    package = Package(resources=[sheet, Resource(name="regions", data=_regions())], basepath=str(path.parent))
    balance = {"type": "row-constraint", "formula": "laki_laki + perempuan == jumlah"}
    report = package.get_resource("sheet").validate(Checklist.from_descriptor({"checks": [balance]}))
    return int(report.tasks[0].stats["rows"] or 0) if report.valid else 0


def duckdb(path: Path) -> int:
    """Types detected, two threads on two cores: as it comes."""
    import duckdb

    with duckdb.connect() as database:
        database.execute("create table t as select * from read_csv(?)", [str(path)])
        (count,) = database.execute("select count(*) from t").fetchall()[0]
    return int(count)


def _schema() -> dict[str, Any]:
    """A code must stand beside its name and kecamatan; cells that the contract only compares are texts."""
    from tests.bench.tables import HEADER, workbook_contract

    columns = {column.origin.header: column for column in workbook_contract().columns if column.origin}
    fields: list[dict[str, Any]] = []
    for label in HEADER:
        column = columns.get((label,))
        limits: dict[str, Any] = {"required": True}
        if column:
            limits |= {"unique": column.unique, "pattern": column.pattern, "enum": column.codes and [*column.codes]}
            limits |= {"minimum": column.minimum, "maximum": column.maximum}
        limits = {name: value for name, value in limits.items() if value not in (None, False)}
        name, kind = (column.name, column.type) if column else (label.lower(), "string")
        fields.append({"name": name, "type": kind, "constraints": limits})
    place = [field["name"] for field in fields[1:4]]
    keys = [{"fields": place, "reference": {"resource": "regions", "fields": ["code", "name", "kecamatan"]}}]
    return {"fields": fields, "foreignKeys": keys}


def _regions() -> list[list[str]]:
    from sources.regions import Regions
    from tests.bench.tables import TENANT

    regions = Regions.load(TENANT.kode_wilayah)
    rows = [[place.code, place.name, regions[place.parent or ""].name] for place in regions.members("desa")]
    return [["code", "name", "kecamatan"], *rows]


if __name__ == "__main__":
    main(calamine, pandas_calamine, pandas_openpyxl, frictionless, duckdb)
