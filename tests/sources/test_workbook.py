"""Files are known by their content, bounded before they are built, and refused in plain words."""

import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
import sheets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font

from sources.deliveries import DeliveryRefused
from sources.formats import refusals
from sources.workbook import Formula, address, cells_of_sum, read, sniff

ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
 <office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table>
 </office:spreadsheet></office:body></office:document-content>"""


def refused(path: Path, name: str = "kiriman") -> str:
    with pytest.raises(DeliveryRefused) as error:
        read(path, name)
    return error.value.finding.rule


def ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(rows=rows))
    return path


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "berkas.kosong"),
        (b"%PDF-1.7 ...", "berkas.jenis_tidak_dikenal"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "berkas.jenis_tidak_dikenal"),
        (b"<?xml version='1.0'?><Workbook/>", "berkas.jenis_tidak_dikenal"),
        (b"PK\x03\x04 cut off", "berkas.rusak"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "berkas.jenis_tidak_dikenal"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "berkas.rusak"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "berkas.bersandi"),
        (b"a;b\n1;2\n", "berkas.jenis_tidak_sesuai"),
        (b'{"data": []}', "berkas.jenis_tidak_sesuai"),
    ],
)
def test_what_is_no_readable_workbook_is_refused(tmp_path: Path, content: bytes, rule: str) -> None:
    path = tmp_path / "kiriman.xlsx"
    path.write_bytes(content)
    assert refused(path) == rule


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "a.xlsx", sheets.births())
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path) == "berkas.rusak"


def test_a_document_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(DeliveryRefused, match="Word"):
        read(tmp_path / "a.xlsx", "a.xlsx")


def test_the_kind_follows_from_the_content_not_from_the_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<html><table><tr><td colspan=2>Judul</td></tr><tr><td>a</td><td>1</td></tr></table></html>")
    book = read(path, "a.xls")
    assert book.kind == "html"
    assert book.sheets[0].rows == [["Judul", ""], ["a", "1"]]
    assert book.sheets[0].merged == ((0, 0, 0, 1),)
    path.write_text("a;b\n")
    assert sniff(path, "a.xls") == "csv"


def test_a_stray_cell_is_refused_with_its_address(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["XFD1048576"] = "tersesat"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(DeliveryRefused) as error:
        read(tmp_path / "a.xlsx", "a.xlsx")
    assert (error.value.finding.rule, error.value.finding.cell) == ("berkas.sel_jauh", "XFD1048576")


def test_a_stray_format_without_content_is_harmless(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["XFD1048576"].font = Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx", "a.xlsx").sheets[0].rows == [["x"]]


def test_a_stray_cell_of_an_ods_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    good = ods(tmp_path / "a.ods", f"<table:table-row>{cell}</table:table-row>")
    assert read(good, "a.ods").sheets[0].rows == [["x"]]
    stray = (
        f'<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
        f'<table:table-row><table:table-cell table:number-columns-repeated="1023"/>{cell}</table:table-row>'
    )
    assert refused(ods(tmp_path / "b.ods", stray)) == "berkas.sel_jauh"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "MAX_DECLARED", 2_000_000)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(3_000_000))
    assert (tmp_path / "a.xlsx").stat().st_size < 10_000
    assert refused(tmp_path / "a.xlsx") == "berkas.terlalu_besar"


def test_a_bomb_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/media/big.bin", bytes(3_000_000))
    size = (3_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))
    assert refused(path) == "berkas.rusak"


def test_formulas_errors_hidden_parts_and_margins_are_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"], page["A2"], page["B1"], page["C1"] = 1, "=SUM(A1:A1)", "#REF!", "x"
    page["C1"].comment = Comment("catatan tersembunyi", "petugas")
    page.row_dimensions[2].hidden = True
    page.column_dimensions["C"].hidden = True
    hidden = book.create_sheet("Rahasia")
    hidden.sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")
    read_book = read(tmp_path / "a.xlsx", "a.xlsx")
    grid = read_book.sheets[0]
    assert grid.formulas == {(1, 0): Formula("SUM(A1:A1)", cached=False)}
    assert grid.errors == {(0, 1): "#REF!"}
    assert (grid.hidden_rows, grid.hidden_columns) == ((1,), (2,))
    assert read_book.sheets[1].hidden
    assert "catatan tersembunyi" in dict(read_book.margins)["komentar sel C1 lembar Sheet"]


def test_sums_are_recognised_and_other_formulas_left_alone() -> None:
    assert cells_of_sum("SUM($D$6:D11)") == [(5, 3, 10, 3)]
    assert cells_of_sum("sum(A1;B2:C3)") == [(0, 0, 0, 0), (1, 1, 2, 2)]
    assert cells_of_sum("D5+D12") == [(4, 3, 4, 3), (11, 3, 11, 3)]
    for other in ("D5-D6", "SUM(D1)/2", "SUM(Sheet2!A1:A3)", "ROUND(SUM(A1:A2),0)", "A1:A3", "12"):
        assert cells_of_sum(other) is None


@given(st.integers(0, 2_000_000), st.integers(0, 18_000))
def test_addresses_are_those_of_openpyxl(row: int, column: int) -> None:
    assert address(row, column) == f"{openpyxl.utils.get_column_letter(column + 1)}{row + 1}"


MAGIC = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>", b"%PDF", b"\xef\xbb\xbf", b"{"]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    path = tmp_path / "kiriman"
    path.write_bytes(magic + rest)
    with suppress(DeliveryRefused):
        read(path, "kiriman")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "kiriman.xlsx"
    if not (tmp_path / "good.xlsx").exists():
        sheets.workbook(tmp_path / "good.xlsx", sheets.births())
    content = bytearray((tmp_path / "good.xlsx").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    with suppress(DeliveryRefused):
        read(path, "kiriman.xlsx")
