"""Real deliveries of Kota Mojokerto through the intake check, and the honest verdict on each.

======  ============================  ================  ==========================================================
file    dataset                       verdict           why
======  ============================  ================  ==========================================================
mjk01   akta_bulanan                  accepted          ``-`` is zero: the total row proves it in all five columns
mjk02   kelahiran                     accepted          three kecamatan rows and the city row add up
mjk03   kelahiran                     rejected          the file holds foreigners, not deaths; ``-`` is not agreed here
mjk05   penduduk_datang               accepted          as mjk02
mjk06   penduduk_keluar               accepted          as mjk02
mjk07   penduduk_wni                  rejected          ``7 52`` and ``8 25``: a suggestion can be proven, not taken
mjk13   penduduk_akhir_tahun          accepted          52 formulas recomputed, labels spread over three columns
======  ============================  ================  ==========================================================
"""

import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import sheets
from sheets import CONTRACTS, REGIONS, YEAR, check, found

from sources import workbook
from sources.reading import Reading, read

pytestmark = pytest.mark.corpus

BIRTHS, ARRIVALS, DEPARTURES = (
    ("mjk02_kelahiran_kelurahan_2023.xlsx", "kelahiran", "jumlah_kelahiran", (962, 903, 1865)),
    ("mjk05_penduduk_datang_2023.xlsx", "penduduk_datang", "jumlah_datang", (1274, 1270, 2544)),
    ("mjk06_penduduk_keluar_2023.xlsx", "penduduk_keluar", "jumlah_keluar", (1032, 1020, 2052)),
)
DOCUMENTS = "mjk01_akta_bulanan_2023.xlsx"
CITIZENS = "mjk07_penduduk_wni_kelurahan_2023.xlsx"
FORMULAS = "mjk13_penduduk_2023_rumus_merge.xlsx"
TOTALS = ["Kecamatan Prajurit Kulon", "Kecamatan Magersari", "Kecamatan Kranggan", "Kota Mojokerto"]


def reading(corpus: Path, file: str, dataset: str) -> Reading:
    return read(corpus / file, file, CONTRACTS[dataset], YEAR, REGIONS)


def accepted(corpus: Path, tmp_path: Path, file: str, dataset: str) -> Any:
    """The rows that would be loaded."""
    (tmp_path / "in").mkdir()
    copy = Path(shutil.copy(corpus / file, tmp_path / "in" / file))
    verdict = check(copy, CONTRACTS[dataset])
    assert (verdict.verdict, verdict.findings) == ("accepted", ())
    rows = pq.read_table(copy.with_suffix(".parquet"))
    assert rows.num_rows == verdict.rows
    return rows


def sums(rows: Any, by: str, value: str) -> dict[str, int]:
    return dict(zip(*rows.group_by(by).aggregate([(value, "sum")]).to_pydict().values(), strict=True))


@pytest.mark.parametrize(("file", "dataset", "value", "city"), [BIRTHS, ARRIVALS, DEPARTURES])
def test_movements_per_kelurahan(
    corpus: Path, tmp_path: Path, file: str, dataset: str, value: str, city: tuple[int, int, int]
) -> None:
    rows = accepted(corpus, tmp_path, file, dataset)
    assert rows.num_rows == 36
    assert len(rows["kode_wilayah"].unique()) == 18
    assert sums(rows, "jenis_kelamin", value) == {"Laki-laki": city[0], "Perempuan": city[1]}
    # Kecamatan and city were compared with their kelurahan, and not loaded.
    controls = [control for control in reading(corpus, file, dataset).controls if control.kind == "baris"]
    assert [control.label for control in controls] == TOTALS
    assert [control.covers for control in controls] == [6, 6, 6, 18]
    assert all(control.proven for control in controls)
    assert tuple(number for _, number in controls[-1].stated) == city


def test_documents_per_month_with_dashes_for_zero(corpus: Path, tmp_path: Path) -> None:
    """Golden fact G6."""
    rows = accepted(corpus, tmp_path, DOCUMENTS, "akta_bulanan")
    assert rows.num_rows == 12 * 5
    assert sums(rows, "jenis_akta", "jumlah_akta") == {
        "Kelahiran umum": 4430,
        "Kelahiran dispensasi": 575,
        "Perkawinan": 45,
        "Perceraian": 12,
        "Kematian": 1588,
    }
    (control,) = reading(corpus, DOCUMENTS, "akta_bulanan").controls
    assert (control.label, control.covers, control.compared, control.proven) == ("Jumlah/Total", 12, 5, True)


def test_text_numbers_with_a_misplaced_space_block(corpus: Path, tmp_path: Path) -> None:
    """Golden fact G8: everything else is read, the suggestion is proven by the row's own total."""
    verdict = check(Path(shutil.copy(corpus / CITIZENS, tmp_path / CITIZENS)), CONTRACTS["penduduk_wni"])
    assert (verdict.verdict, verdict.rows) == ("rejected", 0)
    assert not (tmp_path / CITIZENS).with_suffix(".parquet").exists()
    (finding,) = verdict.findings
    assert finding.rule == "angka.tidak_pasti"
    assert finding.cells == ("Sheet1!B22", "Sheet1!C22")
    assert (finding.sheet, finding.cell, finding.row, finding.value) == ("Sheet1", "B22", 22, "7 52")
    assert "Mungkin maksudnya 752: angka itu cocok dengan jumlah" in finding.suggestion
    assert "825" in finding.suggestion
    city = reading(corpus, CITIZENS, "penduduk_wni").controls[-1]
    assert (city.label, [n for _, n in city.stated]) == ("Kota Mojokerto", [70_490, 71_295, 141_785])


def test_the_corrected_text_numbers_are_accepted(corpus: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(corpus / CITIZENS)
    book["Sheet1"]["B22"], book["Sheet1"]["C22"] = "752", "825"
    book.save(tmp_path / "perbaikan.xlsx")
    rows = accepted(tmp_path, tmp_path, "perbaikan.xlsx", "penduduk_wni")
    assert sums(rows, "jenis_kelamin", "jumlah_penduduk") == {"Laki-laki": 70_490, "Perempuan": 71_295}
    assert pc.sum(rows["jumlah_penduduk"]).as_py() == 141_785


def test_formulas_and_merged_cells(corpus: Path, tmp_path: Path) -> None:
    """Golden fact G9. Kecamatan and kelurahan of one name (Magersari, Kranggan, Prajurit Kulon) are told apart."""
    (grid,) = workbook.read(corpus / FORMULAS, FORMULAS).sheets
    assert (len(grid.formulas), len(grid.merged)) == (52, 8)
    rows = accepted(corpus, tmp_path, FORMULAS, "penduduk_akhir_tahun")
    assert rows.num_rows == 18
    columns = ("laki_laki", "perempuan", "jumlah")
    assert [pc.sum(rows[name]).as_py() for name in columns] == [70_490, 71_295, 141_785]
    kranggan = {row["kode_wilayah"]: row["jumlah"] for row in rows.to_pylist()}["35.76.03.1001"]
    assert kranggan == 13_409
    controls = reading(corpus, FORMULAS, "penduduk_akhir_tahun").controls
    assert [c.label for c in controls] == ["010. Prajurit Kulon", "020. Magersari", "021. Kranggan", "Mojokerto"]
    assert [c.covers for c in controls] == [6, 6, 6, 18]
    assert all(control.proven for control in controls)


def test_a_stale_formula_result_blocks(corpus: Path, tmp_path: Path) -> None:
    """One number changed behind the back of the formulas, as a script without a calculation engine does it."""
    copy = tmp_path / "basi.xlsx"
    with zipfile.ZipFile(corpus / FORMULAS) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.namelist():
            content = source.read(member)
            if member == "xl/worksheets/sheet1.xml":
                assert content.count(b"<v>4744</v>") == 1
                content = content.replace(b"<v>4744</v>", b"<v>4745</v>")
            target.writestr(member, content)
    verdict = check(copy, CONTRACTS["penduduk_akhir_tahun"])
    rules = {finding.rule for finding in verdict.findings}
    assert verdict.verdict == "rejected"
    assert rules == {"rumus.tidak_cocok", "total.baris", "neraca.tidak_seimbang"}


def test_a_file_of_another_topic_is_rejected(corpus: Path, tmp_path: Path) -> None:
    file = "mjk03_kematian_kelurahan_2023_SALAH_ISI.xlsx"
    verdict = check(Path(shutil.copy(corpus / file, tmp_path / file)), CONTRACTS["kelahiran"])
    assert verdict.verdict == "rejected"
    assert found(verdict, "total.tidak_ada").sheet == "Sheet1"


def test_old_and_disguised_workbooks_are_known_by_their_content(corpus: Path) -> None:
    """Golden fact G10; a BIFF file whose sheet ``Luas Wilayah`` holds population."""
    old = workbook.read(corpus / "mjk09_penduduk_akhir_tahun_2022.xls", "mjk09.xls")
    assert (old.kind, old.sheets[0].name) == ("xls", "Luas Wilayah")
    page = workbook.read(corpus / "mjk14_penduduk_jk_kabkota_jatim_HTML.xls", "mjk14.xls")
    assert page.kind == "html"
    assert [(len(grid.rows), grid.width) for grid in page.sheets].count((39, 42)) == 1


def test_every_accepted_cell_can_be_found_again(corpus: Path, tmp_path: Path) -> None:
    file, dataset, value, _ = BIRTHS
    page = openpyxl.load_workbook(corpus / file)["Sheet1"]
    for row in accepted(corpus, tmp_path, file, dataset).to_pylist():
        assert page[row["_cell"]].value == row[value]
        assert page[row["_cell"]].row == row["_row"]
        assert page.cell(1, page[row["_cell"]].column).value == row["jenis_kelamin"]
        name = page.cell(row["_row"], 1).value
        assert REGIONS.agrees(row["kode_wilayah"], name)
    assert sheets.TENANT.kode_wilayah == "35.76"
