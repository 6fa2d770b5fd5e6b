"""The public table of a dataset: which columns, in which order, with which meaning.

The order is the one that Open Data Jabar made familiar (region codes and names first, then dimensions, measures,
unit and time), plus the dotted ``kode_wilayah``. Nothing is public that the contract does not name: default deny.
"""

from dataclasses import dataclass

from sources.contract import Column, Contract

_LEVELS = {
    "provinsi": ("provinsi",),
    "kabkota": ("provinsi", "kabupaten_kota"),
    "kecamatan": ("provinsi", "kabupaten_kota", "kecamatan"),
    "desa": ("provinsi", "kabupaten_kota", "kecamatan", "desa_kelurahan"),
}
_LABELS = {
    "provinsi": "provinsi",
    "kabupaten_kota": "kabupaten/kota",
    "kecamatan": "kecamatan",
    "desa_kelurahan": "desa/kelurahan",
}


@dataclass(frozen=True)
class PublicColumn:
    """A column of the public table. ``type`` is the contract's logical type; ``unit`` is the measure's satuan."""

    name: str
    label: str
    description: str
    type: str
    unit: str | None = None


def public_table(contract: Contract) -> tuple[PublicColumn, ...]:
    """Columns of ``open_data.<dataset>``, in publishing order; empty when the contract opens none."""
    columns = contract.public_columns
    if not columns:
        return ()
    measures = [column for column in columns if column.measure]
    table = [public for column in columns if column.region for public in _region_columns(column)]
    table += [
        public
        for column in columns
        if not column.region and not column.measure
        for public in _dimension_columns(column)
    ]
    table += [PublicColumn(c.name, c.label, c.explained, c.type, c.measure.satuan) for c in measures if c.measure]
    if len(measures) == 1:
        table.append(PublicColumn("satuan", "Satuan", "Satuan dari nilai pada baris ini.", "string"))
    table.append(
        PublicColumn("periode", "Periode", "Periode data, misalnya 2025, 2025-S1, 2025-Q3, atau 2025-07.", "string")
    )
    table.append(PublicColumn("tahun", "Tahun", "Tahun dari periode data.", "integer"))
    return tuple(table)


def public_key(contract: Contract) -> tuple[str, ...]:
    """Columns that identify a row of the public table; rows are published sorted by them."""
    return ("periode", *contract.public_key)


def region_column(contract: Contract) -> Column | None:
    """The public column that holds the region code, if any."""
    return next((column for column in contract.public_columns if column.region), None)


def region_levels(column: Column) -> tuple[str, ...]:
    """Levels, from province down, whose code and name stand beside the dotted code of ``column``."""
    assert column.region
    return _LEVELS[column.region.level]


def _region_columns(column: Column) -> list[PublicColumn]:
    found: list[PublicColumn] = []
    for level in region_levels(column):
        label = _LABELS[level]
        found += [
            PublicColumn(f"kode_{level}", f"Kode {label}", f"Kode {label} menurut Kemendagri, tanpa titik.", "string"),
            PublicColumn(f"nama_{level}", f"Nama {label}", f"Nama {label} menurut Kemendagri.", "string"),
        ]
    return [*found, PublicColumn(column.name, column.label, column.explained, column.type)]


def _dimension_columns(column: Column) -> list[PublicColumn]:
    found = [PublicColumn(column.name, column.label, column.explained, column.type)]
    if column.reference == "opd":
        found.append(PublicColumn("nama_opd", "Nama OPD", "Nama perangkat daerah.", "string"))
    if column.reference == "urusan":
        found.append(
            PublicColumn("nama_urusan", "Nama urusan", "Nama bidang urusan menurut Permendagri 90/2019.", "string")
        )
    return found
