"""Files are known by their content, bounded before they are built, and refused in plain words."""

import datetime as dt
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import hostile
import openpyxl
import pytest
import python_calamine as calamine
import sheets
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from sources.deliveries import DeliveryRefused
from sources.formats import refusals, sieve, xlsx_sheet, xml
from sources.formats.xlsx_styles import Styles
from sources.workbook import Formula, Workbook, address, cells_of_sum, letters, open_any, read, sniff


def refused(path: Path, name: str = "kiriman") -> str:
    with pytest.raises(DeliveryRefused) as error:
        read(path, name)
    return error.value.finding.rule


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


def test_a_stray_format_without_content_is_harmless(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["XFD1048576"].font = Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx", "a.xlsx").sheets[0].rows == [["x"]]


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


# --- what stands beside the cells ------------------------------------------------------------------------------------


def test_texts_outside_of_cells_come_with_their_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "x"
    page.oddHeader.center.text = "Rahasia"
    choices = DataValidation(type="list", formula1='"Siti,Budi"')
    choices.add("B2:B9")
    page.add_data_validation(choices)
    page["C3"].hyperlink = "mailto:petugas@contoh.go.id"
    book.defined_names["daftar_nama"] = DefinedName("daftar_nama", attr_text="Sheet!$A$1")
    book.properties.creator = "Petugas Satu"
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as archive:
        archive.writestr("xl/media/ktp_petugas.png", b"")
        archive.writestr("xl/pivotCache/pivotCacheRecords1.xml", '<r><x v="salinan lama"/></r>')
    margins = set(read(tmp_path / "a.xlsx", "a.xlsx").margins)
    assert {
        ("kepala atau kaki halaman lembar Sheet", "&CRahasia"),
        ("daftar pilihan sel B2:B9 lembar Sheet", '"Siti,Budi"'),
        ("tautan lembar Sheet", "mailto:petugas@contoh.go.id"),
        ("nama terdefinisi", "daftar_nama"),
        ("sifat berkas", "Petugas Satu"),
        ("nama gambar", "ktp_petugas.png"),
        ("salinan data tabel pivot", "salinan lama"),
    } <= margins


def test_indentation_and_dates_of_either_epoch(tmp_path: Path) -> None:
    for epoch in (CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904):
        book = openpyxl.Workbook()
        book.epoch = epoch
        page = book.active
        page["A1"], page["A2"], page["A3"] = dt.date(2024, 7, 3), "induk", "anak"
        page["A3"].alignment = page["A9"].alignment = Alignment(indent=2)
        book.save(tmp_path / "a.xlsx")
        (grid,) = read(tmp_path / "a.xlsx", "a.xlsx").sheets
        assert grid.rows == [[dt.date(2024, 7, 3)], ["induk"], ["anak"]]
        assert grid.indents == {(2, 0): 2}


def test_binary_workbooks_tell_hidden_rows_and_columns(tmp_path: Path) -> None:
    filled = [(0, 0, 1.5), (2, 3, 7.0)]
    hidden = hostile.record(0x208, struct.pack("<HHHHHHHH", 2, 0, 4, 0, 0, 0, 0x20, 0))
    hidden += hostile.record(0x7D, struct.pack("<HHHHHH", 3, 9, 0, 0, 1, 0))
    old = hostile.ole(tmp_path / "a.xls", {"Workbook": hostile.xls_stream(filled, sheet=hidden)})
    for path in (old, hostile.xlsb(tmp_path / "a.xlsb", filled, hidden_rows=[2])):
        (grid,) = read(path, path.name).sheets
        assert grid.rows == [[1.5, "", "", ""], ["", "", "", ""], ["", "", "", 7.0]]
        assert grid.hidden_rows == (2,)
    assert read(old, "a.xls").sheets[0].hidden_columns == (3,)


def test_an_old_workbook_tells_notes_headers_and_links(tmp_path: Path) -> None:
    note = hostile.record(0x1B6, bytes(18)) + hostile.record(0x3C, b"\0catatan rahasia")
    footer = hostile.record(0x15, b"\x06\0\0Halaman 1")
    other = hostile.record(0x1AE, struct.pack("<HHB", 1, 15, 0) + b"\x01C:\x03Users\x03a.xls")
    stream = hostile.xls_stream([(0, 0, 1.0)], book=other, sheet=note + footer)
    book = read(hostile.ole(tmp_path / "a.xls", {"Workbook": stream, "_VBA_PROJECT_CUR": b"x"}), "a.xls")
    assert ("komentar atau kotak teks", "catatan rahasia") in book.margins
    assert ("kaki halaman", "Halaman 1") in book.margins
    assert {found.rule for found in book.findings} == {"berkas.tautan_luar", "berkas.makro"}


def test_an_ods_tells_what_an_xlsx_tells(tmp_path: Path) -> None:
    note = "<office:annotation><dc:creator>Siti</dc:creator><text:p>catatan</text:p></office:annotation>"
    total = '<table:table-cell table:formula="of:=SUM([.A1:.A2])" office:value-type="float" office:value="2"/>'
    broken = '<table:table-cell calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
    wide = hostile.ODS_CELL.replace("<table:table-cell", '<table:table-cell table:number-columns-spanned="2"')
    path = hostile.ods(
        tmp_path / "a.ods",
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{wide}<table:covered-table-cell/></table:table-row>"
        f'<table:table-row table:visibility="filter">{hostile.ODS_CELL.replace("<text:p>", note + "<text:p>")}'
        f"</table:table-row><table:table-row>{total}{broken}</table:table-row>",
        meta_xml="<meta><author>Petugas</author></meta>",
    )
    book = read(path, "a.ods")
    (grid,) = book.sheets
    assert grid.formulas == {(2, 0): Formula("SUM(A1:A2)", cached=True)}
    assert grid.errors == {(2, 1): "#REF!"}
    assert (grid.merged, grid.hidden_rows, grid.hidden_columns) == (((0, 0, 0, 1),), (1,), (1,))
    assert ("komentar sel A2 lembar Data", "catatan") in book.margins
    assert ("sifat berkas", "Petugas") in book.margins


# --- the filter before the parser -------------------------------------------------------------------------------------

REFERENCES = st.builds(address, st.integers(0, 30), st.integers(0, 28))
ATTRIBUTES = st.lists(
    st.sampled_from(
        [
            ' s="1"',
            ' s="3"',
            ' t="s"',
            ' t="e"',
            " t='e'",
            ' t="str"',
            ' t = "e"',
            ' t="inlineStr"',
            ' cm="1"',
            ' s="30"',
        ]
    ),
    max_size=2,
    unique_by=lambda text: text.strip()[0],
)
CONTENTS = st.sampled_from(
    [
        "",
        "<v>1</v>",
        "<v></v>",
        "<v/>",
        "<v>#REF!</v>",
        "<f>SUM(A1:A2)</f><v>3</v>",
        "<f/>",
        "<is><t>f: x</t></is>",
        '<f t="shared" si="0" ref="A1:A9">B1+1</f><v>2</v>',
        '<f t="shared" si="0"/><v>2</v>',
        "<!-- <f> --><v>1</v>",
    ]
)


@st.composite
def sheet_rows(draw: st.DrawFn) -> str:
    rows = []
    prefix = draw(st.sampled_from(["", "", "", "", "x:"]))
    for _ in range(draw(st.integers(0, 6))):
        number = draw(st.sampled_from(["", f' r="{draw(st.integers(1, 31))}"']))
        more = draw(st.sampled_from(["", ' hidden="1"', ' hidden="false"', " hidden='true'", ' ht="12.8" spans="1:9"']))
        cells = []
        for _ in range(draw(st.integers(0, 4))):
            reference = draw(st.one_of(st.just(""), REFERENCES.map(' r="{}"'.format)))
            inside = draw(CONTENTS).replace("<f", f"<{prefix}f").replace("</f", f"</{prefix}f")
            opening = f"<{prefix}c{reference}{''.join(draw(ATTRIBUTES))}"
            cells.append(f"{opening}>{inside}</{prefix}c>" if inside else draw(st.sampled_from([f"{opening}/>"])))
        rows.append(f"<row{number}{more}>{''.join(cells)}</row>")
    return "".join(rows)


@example('<row r="1"><c s="1"/></row>', "", 20)
@example('<row r="1"><c r="A1" s="1"/></row>', "", 20)
@settings(max_examples=300, deadline=None)
@given(
    sheet_rows(), st.sampled_from(["", '<dimension ref="A1:C5"/>', '<dimension ref="A1:AB99"/>']), st.integers(20, 4000)
)
def test_the_filter_drops_nothing_that_is_told(rows: str, dimension: str, piece: int) -> None:
    content = f'<worksheet xmlns:x="x">{dimension}<sheetData>{rows}</sheetData></worksheet>'.encode()
    styles = Styles({"3": 2}, {"1", "3"})

    def seen(chunks: list[bytes], thorough: bool) -> object:
        page = xlsx_sheet.Sheet(styles)
        filtered = sieve.Sieve(styles, "a.xlsx", "Data")
        xml.parse(chunks if thorough else filtered.notable(chunks), "a.xlsx", "sheet1.xml", page.start, page.text)
        page.end()
        bottom, right = filtered.dropped_within or (-1, -1)
        told = (page.formulas, page.errors, page.indents, page.percents | filtered.percents, page.hidden_rows)
        return told, (page.bottom, page.right) if thorough else (max(page.bottom, bottom), max(page.right, right))

    told, extent = seen([content], thorough=True)  # type: ignore[misc]
    chunks = [content[i : i + piece] for i in range(0, len(content), piece)]
    told_of_rest, bounds = seen(chunks, thorough=False)  # type: ignore[misc]
    assert told_of_rest == told
    assert bounds[0] >= extent[0]
    assert bounds[1] >= extent[1]


@given(st.integers(1, 1_100_000), st.integers(1, 1_100_000))
def test_numbers_are_bounded_by_a_pattern(bound: int, number: int) -> None:
    pattern = sieve._up_to(str(bound), "0", "9")
    assert (re.fullmatch(pattern, str(number)) is not None) == (number <= bound)


@given(st.integers(0, 999), st.integers(0, 16_383))
def test_columns_are_bounded_by_a_pattern(bound: int, column: int) -> None:
    pattern = sieve._up_to(letters(bound), "A", "Z")
    assert (re.fullmatch(pattern, letters(column)) is not None) == (column <= bound)


def test_a_clean_sheet_costs_little_more_than_its_cells(tmp_path: Path) -> None:
    """Aim: 1.25 times calamine alone at 100,000 x 10; here with room for a busy machine."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for row in range(30_000):
            page.write_row(row, 0, [f"teks {row % 900}", row] * 5)
    assert read(path, "a.xlsx").findings == ()
    assert ratio(path) < 1.6


def ratio(path: Path, times: int = 5) -> float:
    """Time to read a workbook against the time that calamine alone takes for its first sheet; the best of each."""

    def alone() -> None:
        calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()

    def spent(function: Callable[[], object]) -> float:
        started = time.process_time()
        function()
        return time.process_time() - started

    return min(spent(lambda: read(path, path.name)) for _ in range(times)) / min(spent(alone) for _ in range(times))


# --- any bytes --------------------------------------------------------------------------------------------------------

MAGIC = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>", b"%PDF", b"\xef\xbb\xbf", b"{",
         b"\xff\xfe", b"a;b\n1;", b'"a', b"sep=;\n"]  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    path = tmp_path / "kiriman"
    path.write_bytes(magic + rest)
    with suppress(DeliveryRefused):
        bounded(open_any(path, "kiriman"))


def bounded(book: Workbook) -> None:
    for grid in book.sheets:
        assert len({len(row) for row in grid.rows}) <= 1
        assert grid.width <= refusals.MAX_COLUMNS
    assert sum(len(grid.rows) * grid.width for grid in book.sheets) <= refusals.MAX_CELLS


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """A small good file of each kind; the containers also without compression, so that a changed byte reaches XML."""
    folder = tmp_path_factory.mktemp("contoh")
    filled = [(row, column, row * 2.5) for row in range(6) for column in range(4)]
    paths = [
        sheets.workbook(folder / "a.xlsx", sheets.births()),
        hostile.linked_xlsx(folder / "b.xlsx"),
        hostile.xlsb(folder / "a.xlsb", filled),
        hostile.ole(folder / "a.xls", {"Workbook": hostile.xls_stream(filled)}),
        hostile.command_ods(folder / "a.ods"),
    ]
    paths += [stored(path, path.with_name(f"tanpa_{path.name}")) for path in paths if zipfile.is_zipfile(path)]
    texts = [
        b"<html><table><tr><td rowspan=2>a<sup>1</sup><br>b<td x:num=1>1</tr><tr><td>2</table></html>",
        'nama;jumlah\n"Desa; A";1,5\nDesa é;2\n'.encode("cp1252"),
    ]
    return [path.read_bytes() for path in paths] + texts


def stored(source: Path, target: Path) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            new.writestr(item.filename, old.read(item))
    return target


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, samples: list[bytes], data: st.DataObject) -> None:
    path = tmp_path / "kiriman"
    content = bytearray(data.draw(st.sampled_from(samples)))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(repaired(bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])))
    with suppress(DeliveryRefused):
        bounded(open_any(path, "kiriman"))


def repaired(content: bytes) -> bytes:
    """Check sums of stored members made right again: else they would stop every changed byte at the container."""
    changed, at = bytearray(content), content.find(b"PK\x01\x02")
    while at >= 0 and at + 46 <= len(content):
        method, size, start = struct.unpack_from("<H8xI18xI", content, at + 10)
        if method == 0 and start + 30 <= len(content):
            begin = start + 30 + sum(struct.unpack_from("<HH", content, start + 26))
            struct.pack_into("<I", changed, at + 16, zlib.crc32(content[begin : begin + size]))
        at = content.find(b"PK\x01\x02", at + 46)
    return bytes(changed)
