"""A drafted contract is valid, says what it decided, and reads the file that it was drafted from."""

from pathlib import Path
from typing import Any

import pytest
import sheets

from sources import reading
from sources.contract import Contract, Workbook, load
from sources.discovery import discover
from sources.periods import Period
from sources.proposal import Draft, NothingToProposeError, propose


def draft(path: Path, **options: Any) -> Draft:
    return propose(discover(path, path.name), opd="dukcapil", regions=sheets.REGIONS, **options)


def loaded(found: Draft, folder: Path) -> Contract:
    path = folder / found.opd / f"{found.dataset}.odcs.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(found.text, encoding="utf-8")
    return load(path)


def test_births_become_a_dataset_of_regions_and_sexes(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births())
    found = draft(path, dataset="kelahiran")
    contract = loaded(found, tmp_path)
    assert contract.key == ("kelurahan", "kelompok_1")
    region = contract.column("kelurahan").region
    assert (region.level, region.by) == ("desa", "name") if region else None
    assert isinstance(contract.layout, Workbook)
    assert contract.layout.totals
    assert set(contract.layout.totals.rows) == {r"^Kecamatan\s", "^Kota Mojokerto$"}
    read = reading.read(path, path.name, contract, Period.parse("2023"), sheets.REGIONS)
    assert not [f for f in read.findings if f.severity == "blocker"]
    assert read.rows.num_rows == len(sheets.KELURAHAN) * 2


def test_every_decision_is_commented_and_every_gap_marked(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births())
    text = draft(path).text
    assert "# Kolom A: teks. Isinya nama desa di Kota Mojokerto." in text
    assert text.count("TODO:") > 10
    # Nothing is public before a person says so.
    assert "sifat: tertutup" in text


def test_years_over_the_columns_become_rows(tmp_path: Path) -> None:
    rows = [["Uraian", 2021, 2022, 2023], ["Padi", 10, 20, 30], ["Jagung", 5, 6, 7], ["Jumlah", 15, 26, 37]]
    path = sheets.workbook(tmp_path / "produksi.xlsx", rows)
    contract = loaded(draft(path), tmp_path)
    read = reading.read(path, path.name, contract, Period.parse("2023"), sheets.REGIONS)
    assert read.rows.num_rows == 6
    assert contract.key == ("uraian", "tahun")


def test_a_file_without_tables_is_refused(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kosong.xlsx", [["Hanya judul"]])
    with pytest.raises(NothingToProposeError, match=r"kosong\.xlsx tidak memuat tabel"):
        draft(path)
