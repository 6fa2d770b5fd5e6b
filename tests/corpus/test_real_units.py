"""Units of real indicators and the older numbering of urusan, as offices keep them."""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sources.budget_codes import before_2019
from sources.references import Unlisted, normal
from sources.units import unit_of

pytestmark = pytest.mark.corpus

# "Angka" (a number) names no unit, and one indicator has none: the officer has to say what is counted.
NO_UNITS = {"Angka", ""}


def test_every_unit_of_the_indicators_is_known_or_known_to_be_none(corpus: Path) -> None:
    book = CalamineWorkbook.from_path(corpus / "bdgkota_indikator_kinerja_rkpd.xlsx")
    header, *rows = book.get_sheet_by_index(0).to_python()
    units = [str(row[header.index("Satuan")]).strip() for row in rows]
    assert len(units) == 376
    assert {text for text in units if unit_of(text) is None} == NO_UNITS
    assert sum(unit is not None and unit.label == "Persen" for unit in map(unit_of, units)) == 261


def test_the_unit_columns_of_open_data(corpus: Path) -> None:
    for name in ("jabar_pengunjung_objek_wisata.csv", "jabar_wisatawan_kategori_prov.csv"):
        with (corpus / name).open(encoding="utf-8-sig", newline="") as file:
            assert {normal("satuan", row["satuan"]) for row in csv.DictReader(file)} == {"Orang"}


def test_the_older_numbering_of_urusan(corpus: Path) -> None:
    """Where both numberings have a code, a name beside it tells which one it is; the others are no codes any more."""
    with (corpus / "keerom_ref_urusan_extract.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kode_suburusan"] and row["kode_urusan"] in "23"]
    assert len(rows) == 26
    for row in rows:
        code = f"{row['kode_urusan']}.{row['kode_suburusan']}"
        meant = before_2019(code)
        assert meant is not None, code
        assert isinstance(normal("kode_program", f"{code} {row['urai']}"), Unlisted), code
    assert sum(meant.name == row["urai"] for row in rows if (meant := before_2019(".".join([*row.values()][:2])))) > 15
