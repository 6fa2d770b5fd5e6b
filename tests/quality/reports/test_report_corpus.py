"""Real files of agencies come back as they were, but for what is marked."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from excel_rules import Parts, check
from office_files import marked, rejected
from python_calamine import CalamineWorkbook
from sheets import CONTRACTS, TENANT, YEAR

from quality.intake import examine
from quality.reports.words import SEVERITIES
from quality.reports.workbook import annotate
from sources import workbook

pytestmark = pytest.mark.corpus
RED = "FF" + SEVERITIES["blocker"].fill
WORKBOOK_PARTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def values(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_every_workbook_comes_back(corpus: Path, tmp_path: Path) -> None:
    for source in sorted(path for path in corpus.glob("*.xlsx") if path.stat().st_size < 1_000_000):
        target = tmp_path / source.name
        before = values(source)
        findings = [marked("A1", "B3", "C9", sheet=name) for name in before]
        annotate(source, source.name, rejected(*findings), target)
        after = values(target)
        assert list(after) == ["Ringkasan", *before], source.name
        assert {name: after[name] for name in before} == before, source.name
        old, new = Parts(source), check(target)
        kept = set(old.content) - WORKBOOK_PARTS - {part for _, part in old.sheets()}
        changed = {name for name in kept if old.content[name] != new.content[name]}
        assert not {name for name in changed if not name.startswith("xl/worksheets/_rels/")}, source.name


def test_large_workbook_comes_back(corpus: Path, tmp_path: Path) -> None:
    source, target = corpus / "jabar_gis_dukcapil_desa.xlsx", tmp_path / "temuan.xlsx"
    before = values(source)
    findings = [marked(*(f"{column}{row}" for row in range(2, 500)), sheet=next(iter(before))) for column in "BF"]
    annotate(source, source.name, rejected(*findings), target)
    after = values(target)
    assert {name: after[name] for name in before} == before


def test_doubtful_numbers_are_marked(corpus: Path, tmp_path: Path) -> None:
    source = corpus / "mjk07_penduduk_wni_kelurahan_2023.xlsx"
    verdict = examine(source, source.name, CONTRACTS["penduduk_wni"], YEAR, TENANT, tmp_path / "rows.parquet")
    annotate(source, source.name, verdict, tmp_path / "temuan.xlsx")
    check(tmp_path / "temuan.xlsx")
    page = openpyxl.load_workbook(tmp_path / "temuan.xlsx").worksheets[1]
    red = {cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == RED}
    assert {"B22", "C22"} <= red
    assert "angka.tidak_pasti" in page["B22"].comment.text


def test_hidden_columns_and_pictures_stay(corpus: Path, tmp_path: Path) -> None:
    source, target = corpus / "keerom_form_satpolpp_2016_2021.xlsx", tmp_path / "temuan.xlsx"
    annotate(source, source.name, rejected(marked("E9", sheet=next(iter(values(source))))), target)
    parts = check(target)
    assert parts.content["xl/media/image1.jpeg"] == Parts(source).content["xl/media/image1.jpeg"]
    assert openpyxl.load_workbook(target).worksheets[1].column_dimensions["A"].hidden


@pytest.mark.parametrize(
    ("name", "sheet", "cell"),
    [
        ("mjk09_penduduk_akhir_tahun_2022.xls", "Luas Wilayah", "B5"),
        ("mjk14_penduduk_jk_kabkota_jatim_HTML.xls", "Tabel 4", "C6"),
        ("bdgkota_jumlah_kk_kelurahan_2kode.csv", None, "C9"),
        ("jabar_daftar_stasiun_koordinat.csv", None, "B3"),
    ],
)
def test_other_kinds_come_back_as_a_workbook(
    corpus: Path, tmp_path: Path, name: str, sheet: str | None, cell: str
) -> None:
    target = tmp_path / "temuan.xlsx"
    annotate(corpus / name, name, rejected(marked(cell, sheet=sheet)), target)
    check(target)
    book = openpyxl.load_workbook(target)
    page = book[sheet] if sheet else book.worksheets[1]
    assert page[cell].fill.fgColor.rgb == RED
    if sheet:
        grid = next(grid for grid in workbook.read(corpus / name, name).sheets if grid.name == sheet)
        shown = [[cell.value for cell in row] for row in page.iter_rows()]
        assert shown == [[value if value != "" else None for value in row] for row in grid.rows]
