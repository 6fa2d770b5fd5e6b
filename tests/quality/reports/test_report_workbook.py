"""The officer's workbook with the findings in it."""

import re
import zipfile
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from excel_rules import Parts, check
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_files import (
    SHEET,
    marked,
    prefixed,
    rejected,
    replaced,
    rewritten,
    rich,
    said,
    simple,
    strict,
)  # fmt: skip

from quality.intake import Verdict
from quality.reports import workbook
from quality.reports.words import SEVERITIES
from quality.reports.workbook import annotate
from sources.findings import Finding
from sources.rules import RULES, finding

RED = "FF" + SEVERITIES["blocker"].fill
BLUE = "FF" + SEVERITIES["info"].fill
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
VBA = "application/vnd.ms-office.vbaProject"
NIK = "3516024405900001"


def annotated(source: Path, *findings: Finding, name: str = "kiriman.xlsx") -> Path:
    """The report on a file, checked against what Excel insists on."""
    target = source.with_name(f"temuan{source.suffix if source.suffix == '.xlsm' else '.xlsx'}")
    annotate(source, name, rejected(*findings), target, dataset_title="Penduduk", period="2023")
    check(target)
    return target


def sheet(path: Path, name: str = SHEET) -> Any:
    return openpyxl.load_workbook(path)[name]


def words(path: Path, name: str = "Ringkasan") -> str:
    """All that the summary says."""
    rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return "\n".join(" | ".join(str(value) for value in row if value is not None) for row in rows)


# --- what is added ----------------------------------------------------------------------------------------------------


def test_cells_are_coloured_and_commented(tmp_path: Path) -> None:
    page = sheet(annotated(simple(tmp_path / "a.xlsx"), marked("B2", "C4")))
    assert {c.coordinate for row in page.iter_rows() for c in row if c.fill.fgColor.rgb == RED} == {"B2", "C4"}
    text = page["C4"].comment.text
    assert "angka.tidak_pasti" in text
    assert "Angka yang dapat dibaca lebih dari satu cara" in text
    assert "Saran: Tulis '752'." in text


def test_summary_is_first_and_shown(tmp_path: Path) -> None:
    target = annotated(rich(tmp_path / "a.xlsx"), marked("B2", "C4"), said("3 desa belum ada."))
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["Ringkasan", "Sampul", SHEET, "Tabel", "Tersembunyi", "Grafik"]
    assert book.active.title == "Ringkasan"
    text = words(target)
    for expected in ("kiriman.xlsx", "Penduduk", "2023", "DITOLAK", "harus diperbaiki | 2", "3 desa belum ada."):
        assert expected in text


def test_summary_links_to_cells_and_back(tmp_path: Path) -> None:
    target = annotated(simple(tmp_path / "a.xlsx"), said("3 desa belum ada."), marked("B2", "C4"))
    page = sheet(target, "Ringkasan")
    links = [(cell.value, cell.hyperlink.location) for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert (("B2", "'Data O''Brien'!B2")) in links
    assert (("C4", "'Data O''Brien'!C4")) in links
    back = next(location for value, location in links if value == 2 and location.startswith("'Ringkasan'!A"))
    assert page[back.partition("!")[2]].value == 2


def test_worst_colour_wins_and_all_findings_are_told(tmp_path: Path) -> None:
    note = finding("lembar.tersembunyi", "Untuk diketahui.", "Abaikan.", sheet=SHEET, cell="B2")
    page = sheet(
        annotated(
            simple(tmp_path / "a.xlsx"),
            note,
            marked("B2"),
        )
    )
    assert page["B2"].fill.fgColor.rgb == RED
    assert "Untuk diketahui." in page["B2"].comment.text
    assert "angka.tidak_pasti" in page["B2"].comment.text


def test_cells_and_rows_that_did_not_exist(tmp_path: Path) -> None:
    page = sheet(annotated(simple(tmp_path / "a.xlsx"), marked("F2", "A9", "B7", "XFD1048576", "A1")))
    assert all(page[cell].fill.fgColor.rgb == RED for cell in ("F2", "A9", "B7", "A1", "XFD1048576"))
    assert page.dimensions == "A1:XFD1048576"


def test_new_cells_look_like_their_row_or_column(tmp_path: Path) -> None:
    page = sheet(annotated(rich(tmp_path / "a.xlsx"), marked("E5", "G12", "E30")))
    assert page["E5"].number_format == page["E30"].number_format == "0.0%"
    assert page["G12"].border.bottom.style == "medium"


def test_covered_cells_are_marked_where_it_shows(tmp_path: Path) -> None:
    page = sheet(annotated(rich(tmp_path / "a.xlsx"), marked("B12"), marked("A11")))
    assert page["A11"].fill.fgColor.rgb == RED
    assert page["A11"].comment.text.count("Saran:") == 2


def test_comments_are_capped_colours_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_NOTES", 3)
    target = annotated(simple(tmp_path / "a.xlsx"), marked(*(f"B{row}" for row in range(1, 6))))
    page = sheet(target)
    assert [bool(page[f"B{row}"].comment) for row in range(1, 6)] == [True, True, True, False, False]
    assert page["B5"].fill.fgColor.rgb == RED
    assert "3 sel pertama diberi komentar" in words(target)


def test_more_notes_than_one_block_of_shapes(tmp_path: Path) -> None:
    cells = [f"{column}{row}" for row in range(1, 501) for column in "ABC"]
    target = annotated(simple(tmp_path / "a.xlsx", rows=500), marked(*cells[:800]), marked(*cells[800:]))
    assert sum(1 for row in sheet(target).iter_rows() for cell in row if cell.comment) == 1_500


def test_every_cell_of_a_file_without_findings_stays(tmp_path: Path) -> None:
    source = rich(tmp_path / "a.xlsx")
    target = annotated(source)
    assert "Tidak ada temuan." in words(target)
    before, after = Parts(source).content, Parts(target).content
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet2.xml",  # no longer the selected tab
    }  # fmt: skip


# --- what stays -------------------------------------------------------------------------------------------------------


def appearance(cell: Any) -> list[str]:
    styles = cell.number_format, cell.font, cell.border, cell.fill, cell.alignment, cell.protection
    return [repr(cell.value), *map(repr, styles)]


def test_all_else_stays(tmp_path: Path) -> None:
    source = rich(tmp_path / "a.xlsx")
    target = annotated(source, marked("B2", "C4", "F20"))
    before, after = Parts(source).content, Parts(target).content
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet2.xml", "xl/comments2.xml", "xl/drawings/vmlDrawing2.vml",
    }  # fmt: skip
    old, new = openpyxl.load_workbook(source), openpyxl.load_workbook(target)
    for page in old.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if (page.title, cell.coordinate) not in product([SHEET], ["B2", "C4", "F20"]):
                    assert appearance(cell) == appearance(new[page.title][cell.coordinate])
    for cell in ("B2", "C4"):
        was, now = appearance(old[SHEET][cell]), appearance(new[SHEET][cell])
        assert [kept for kept, other in zip(was, now, strict=True) if kept != other] == [repr(old[SHEET][cell].fill)]


def test_results_of_formulas_stay(tmp_path: Path) -> None:
    target = annotated(rich(tmp_path / "a.xlsx"), marked("D3"))
    assert openpyxl.load_workbook(target, data_only=True)[SHEET]["D3"].value == 4_002
    assert sheet(target)["D3"].value == "=B3*2"


def test_sheet_differs_in_nothing_but_the_marked_cells(tmp_path: Path) -> None:
    source = rich(tmp_path / "a.xlsx")
    target = annotated(source, marked("B2", "D5"))
    old, new = (Parts(path).content["xl/worksheets/sheet2.xml"].decode() for path in (source, target))
    new = re.sub(r'(<c r="(?:B2|D5)") s="\d+"', r"\1", new)
    old = re.sub(r'(<c r="(?:B2|D5)") s="\d+"', r"\1", old)
    assert new == old.replace(' tabSelected="1"', "")


def test_comments_of_the_office_stay(tmp_path: Path) -> None:
    target = annotated(rich(tmp_path / "a.xlsx"), marked("B3", "C3"))
    page = sheet(target)
    assert page["F6"].comment.text.endswith("Lihat lampiran")
    assert page["B3"].comment.text.startswith("Catatan kantor")
    assert "Saran: Tulis '752'." in page["B3"].comment.text
    assert sheet(target, "Sampul")["A1"].comment.text == "Sampul"


def test_positions_of_sheets_are_shifted(tmp_path: Path) -> None:
    target = annotated(rich(tmp_path / "a.xlsx"), marked("B3"))
    book = openpyxl.load_workbook(target)
    assert book["Tabel"].defined_names["Lokal"].attr_text == "Tabel!$A$1"
    assert "_xlnm._FilterDatabase" in Parts(target).content["xl/workbook.xml"].decode()
    assert book[SHEET].auto_filter.ref == "A1:D9"
    filters = re.search(r'_FilterDatabase" localSheetId="(\d+)"', Parts(target).content["xl/workbook.xml"].decode())
    assert filters
    assert book.sheetnames[int(filters[1])] == SHEET


def test_summary_of_the_office_keeps_its_name(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx")
    rewritten(source, {"xl/workbook.xml": replaced(("Data O'Brien", "RINGKASAN"))})
    target = annotated(source, marked("B2", sheet="RINGKASAN"))
    assert openpyxl.load_workbook(target).sheetnames == ["Ringkasan 2", "RINGKASAN"]


# --- sent back and forth ----------------------------------------------------------------------------------------------


def resent(path: Path, folder: Path, saved: bool) -> Path:
    """The report as a file of its own; ``saved`` by another program, which writes every part anew."""
    folder.mkdir()
    if saved:
        book = openpyxl.load_workbook(path)
        book.save(folder / "kiriman.xlsx")
        return folder / "kiriman.xlsx"
    return path.rename(folder / "kiriman.xlsx")


@pytest.mark.parametrize("saved", [False, True])
def test_report_on_a_report(tmp_path: Path, saved: bool) -> None:
    """Officers correct the workbook that they got back and send it again."""
    source = rich(tmp_path / "a.xlsx")
    first = annotated(source, marked("B2", "C4", "F20"), marked("B3"))
    second = annotated(resent(first, tmp_path / "again", saved), marked("C4"))
    assert openpyxl.load_workbook(second).sheetnames.count("Ringkasan") == 1
    assert openpyxl.load_workbook(second).sheetnames[0] == "Ringkasan"
    old, page = sheet(source), sheet(second)
    for cell in ("B2", "B3"):
        assert appearance(page[cell]) == appearance(old[cell])
    assert page["F20"].fill.fill_type is None
    assert page["B2"].comment is None
    assert page["B3"].comment.text == "Catatan kantor"
    assert page["C4"].fill.fgColor.rgb == RED
    assert page["C4"].comment.text.count("Saran:") == 1
    third = annotated(resent(second, tmp_path / "and again", saved))
    assert appearance(sheet(third)["C4"]) == appearance(old["C4"])
    assert "Tidak ada temuan." in words(third)


def test_report_that_libreoffice_saved(tmp_path: Path) -> None:
    """It gives every fill a background of its own choice."""
    first = annotated(simple(tmp_path / "a.xlsx"), marked("B2"))
    background = (
        re.escape(f'<fgColor rgb="{RED}"/><bgColor indexed="64"/>'),
        f'<fgColor rgb="{RED}"/><bgColor rgb="FF123456"/>',
    )
    rewritten(
        first,
        {
            "xl/styles.xml": lambda content: re.sub(*background, content.decode()).encode(),
            "docProps/app.xml": replaced(("Microsoft Excel", "LibreOffice/7.4")),
        },
    )
    second = annotated(resent(first, tmp_path / "again", saved=False))
    assert sheet(second)["B2"].fill.fill_type is None


# --- files as other programs write them -------------------------------------------------------------------------------


def test_elements_with_a_prefix(tmp_path: Path) -> None:
    source = rewritten(simple(tmp_path / "a.xlsx"), {"xl/worksheets/sheet1.xml": prefixed})
    page = sheet(annotated(source, marked("B2", "A9", "F3")))
    assert all(page[cell].fill.fgColor.rgb == RED and page[cell].comment for cell in ("B2", "A9", "F3"))
    assert page["B3"].value == 2


def test_cells_without_references(tmp_path: Path) -> None:
    def bare(content: bytes) -> bytes:
        return re.sub(rb'<(row|c) r="[A-Z0-9]+"', rb"<\1", content)

    source = rewritten(simple(tmp_path / "a.xlsx"), {"xl/worksheets/sheet1.xml": bare})
    page = sheet(annotated(source, marked("B2", "C4")))
    assert {c.coordinate for row in page.iter_rows() for c in row if c.fill.fgColor.rgb == RED} == {"B2", "C4"}


def test_sheet_without_rows(tmp_path: Path) -> None:
    page = sheet(annotated(simple(tmp_path / "a.xlsx", rows=0), marked("B2")))
    assert page["B2"].fill.fgColor.rgb == RED


def test_workbook_without_styles(tmp_path: Path) -> None:
    source = rewritten(
        simple(tmp_path / "a.xlsx"),
        {
            "xl/styles.xml": None,
            "xl/_rels/workbook.xml.rels": lambda content: re.sub(rb"<Relationship [^>]*styles[^>]*>", b"", content),
            "[Content_Types].xml": lambda content: re.sub(rb"<Override [^>]*styles[^>]*>", b"", content),
        },
    )
    assert sheet(annotated(source, marked("B2")))["B2"].fill.fgColor.rgb == RED


def test_strict_open_xml(tmp_path: Path) -> None:
    source = strict(rich(tmp_path / "a.xlsx", notes=False))
    target = annotated(source, marked("B2"))
    parts = Parts(target)
    added = set(parts.content) - set(Parts(source).content)
    assert not [name for name in added if b"schemas.openxmlformats.org/spreadsheetml" in parts.content[name]]
    assert b"schemas.openxmlformats.org/officeDocument" not in parts.content["xl/_rels/workbook.xml.rels"]


def test_controls_share_the_drawing_of_comments(tmp_path: Path) -> None:
    """Buttons stand in the same drawing as the boxes of comments, and in a wrapper that must follow it."""
    drawing = (
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        b'<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t201" coordsize="21600,21600"/>'
        b'<v:shape id="_x0000_s1025" type="#_x0000_t201"><v:textbox><div>Muat<br></div></v:textbox>'
        b'<x:ClientData ObjectType="Button"/></v:shape></xml>'
    )
    wrapped = (
        '<legacyDrawing r:id="rId1"/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-'
        'compatibility/2006"><mc:Choice Requires="x14"/></mc:AlternateContent></worksheet>'
    )
    links = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing" '
        b'Target="../drawings/vmlDrawing1.vml"/></Relationships>'
    )
    source = rewritten(
        simple(tmp_path / "a.xlsx"),
        {
            "xl/worksheets/sheet1.xml": replaced(("</worksheet>", wrapped)),
            "xl/worksheets/_rels/sheet1.xml.rels": links,
            "xl/drawings/vmlDrawing1.vml": drawing,
            "[Content_Types].xml": replaced(("</Types>", f'<Default Extension="vml" ContentType="{VML}"/></Types>')),
        },
    )  # fmt: skip
    parts = Parts(annotated(source, marked("B2")))
    text = parts.content["xl/drawings/vmlDrawing1.vml"].decode()
    assert "Muat<br>" in text
    assert 'data="1,2"' in text


def test_discussions_are_left_alone(tmp_path: Path) -> None:
    source = rewritten(
        rich(tmp_path / "a.xlsx"),
        {"xl/comments2.xml": replaced(("<author>Kantor</author>", "<author>tc={1}</author>"))},
    )
    page = sheet(annotated(source, marked("B3")))
    assert page["B3"].comment.text == "Catatan kantor"
    assert page["B3"].fill.fgColor.rgb == RED


@pytest.mark.parametrize(("suffix", "kept"), [(".xlsm", True), (".xlsx", False)])
def test_macros_follow_the_name(tmp_path: Path, suffix: str, kept: bool) -> None:
    source = simple(tmp_path / "a.xlsm")
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    link = (
        '<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        'Target="vbaProject.bin"/></Relationships>'
    )
    rewritten(
        source,
        {
            "xl/vbaProject.bin": b"makro",
            "xl/_rels/workbook.xml.rels": replaced(("</Relationships>", link)),
            "[Content_Types].xml": replaced(
                ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", macro),
                ("</Types>", f'<Override PartName="/xl/vbaProject.bin" ContentType="{VBA}"/></Types>'),
            ),
        },
    )  # fmt: skip
    target = tmp_path / f"temuan{suffix}"
    annotate(source, "a.xlsm", rejected(marked("B2")), target)
    parts = check(target)
    assert ("xl/vbaProject.bin" in parts.content) == kept
    assert (macro.encode() in parts.content["[Content_Types].xml"]) == kept
    assert ("Makro tidak disertakan" in words(target)) != kept


# --- text is inert ----------------------------------------------------------------------------------------------------


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    texts = ["=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", "<b>&amp;</b>", "a\x00b\x1bc\u202e", "  spasi  "]
    target = annotated(simple(tmp_path / "a.xlsx"), *(said(text, text) for text in texts), name="=1+1.xlsx")
    page = sheet(target, "Ringkasan")
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert b"<f>" not in Parts(target).content[dict(Parts(target).sheets())["Ringkasan"]]
    text = words(target)
    assert all(expected in text for expected in (*texts[:5], "abc", "=1+1.xlsx"))
    assert page["C2"].quotePrefix


def test_identity_numbers_are_never_repeated(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx")
    rewritten(source, {"xl/workbook.xml": replaced(("Data O'Brien", NIK))})
    masked = finding("pribadi.nik", f"NIK {NIK}", f"Hapus {NIK}", sheet=NIK, cells=[f"{NIK}!B2"], value=NIK)
    bare = Finding("pribadi.nik", "blocker", f"NIK {NIK}", f"Hapus {NIK}", sheet=NIK, cell="B3", column=NIK)
    target = annotated(source, masked, bare, name=f"{NIK}.xlsx")
    parts = Parts(target)
    holding = [name for name, content in parts.content.items() if NIK.encode() in content]
    assert holding == ["xl/workbook.xml"], "the office's own name of the sheet"
    assert sheet(target, NIK)["B2"].fill.fgColor.rgb == RED


def test_the_summary_warns_of_personal_data(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx")
    personal = finding("pribadi.nik", "Kolom A: NIK.", "Hapus kolom itu.", sheet="Data", cell="B2")
    assert "Perhatian | Berkas ini masih memuat data perorangan" in words(annotated(source, personal))
    assert "Perhatian" not in words(annotated(source, marked("B2")))


def test_long_texts_are_cut(tmp_path: Path) -> None:
    long = replace(marked("B2"), message=f"{'x' * 50_000} {NIK}", suggestion=f"{'y' * 1_190}{NIK}")
    target = annotated(simple(tmp_path / "a.xlsx"), *[long] * 30)
    assert len(sheet(target)["B2"].comment.text) <= 8_000
    assert NIK[:5] not in sheet(target)["B2"].comment.text


# --- other kinds of files ---------------------------------------------------------------------------------------------


def test_csv_becomes_a_workbook(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes("\ufeffDesa;Jumlah\nSido=1;=1+1\n00123;7 52\n".encode())
    target = annotated(source, marked("B3", sheet=None), name="a.csv")
    page = openpyxl.load_workbook(target).worksheets[1]
    assert [[cell.value for cell in row] for row in page["A1:B3"]] == [
        ["Desa", "Jumlah"], ["Sido=1", "=1+1"], ["00123", "7 52"],
    ]  # fmt: skip
    assert page["B2"].data_type == "s"
    assert page["B3"].fill.fgColor.rgb == RED
    assert "salinan dalam bentuk .xlsx" in words(target)


def test_findings_call_sheets_as_the_reader_does(tmp_path: Path) -> None:
    """A CSV's sheet is called like the file; Excel's names have fewer letters, and none that the file may have."""
    name = f"{NIK} data [kelurahan] yang namanya panjang sekali.csv"
    source = tmp_path / "a.csv"
    source.write_text("Desa;Jumlah\nSido;7 52\n")
    target = annotated(source, marked("B2", sheet=name.removesuffix(".csv")), name=name)
    page = openpyxl.load_workbook(target).worksheets[1]
    assert page["B2"].fill.fgColor.rgb == RED
    assert not [part for part, content in Parts(target).content.items() if NIK.encode() in content]


def test_web_page_becomes_a_workbook(tmp_path: Path) -> None:
    source = tmp_path / "a.xls"
    source.write_text("<html><table><tr><td colspan=2>Judul</td></tr><tr><td>a</td><td>=1</td></tr></table></html>")
    page = sheet(annotated(source, marked("B1", sheet="Tabel 1"), name="a.xls"), "Tabel 1")
    assert [str(item) for item in page.merged_cells.ranges] == ["A1:B1"]
    assert page["B2"].data_type == "s"
    assert page["A1"].fill.fgColor.rgb == RED


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04rusak", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rusak"])
def test_file_that_cannot_be_opened(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "a.bin"
    source.write_bytes(content)
    text = words(annotated(source, finding("berkas.rusak", "Berkas rusak.", "Kirim ulang.")))
    assert "tidak dapat dibuka" in text
    assert "Berkas rusak." in text


def test_too_large_to_be_opened(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx")
    with zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bom.xml", "w") as stream:
        for _ in range(501):
            stream.write(bytes(1_000_000))
    target = annotated(source, finding("berkas.terlalu_besar", "Terlalu besar.", "Kecilkan."))
    assert "Terlalu besar." in words(target)
    assert "xl/bom.xml" not in Parts(target).content


PARTS = ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml", "xl/comments2.xml", "_rels/.rels")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PARTS), st.integers(0, 10**6), st.integers(0, 30), st.binary(max_size=3))
def test_spoilt_parts_never_crash_the_report(tmp_path: Path, part: str, at: int, gone: int, put: bytes) -> None:
    def spoilt(content: bytes) -> bytes:
        return content[: at % len(content)] + put + content[at % len(content) + gone :]

    source = rewritten(rich(tmp_path / "a.xlsx"), {part: spoilt})
    annotate(source, "a.xlsx", rejected(marked("B2", "F20")), tmp_path / "temuan.xlsx")
    assert zipfile.is_zipfile(tmp_path / "temuan.xlsx")


def test_target_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        annotate(tmp_path / "tidak ada.xlsx", "x.xlsx", rejected(), tmp_path / "out" / "temuan.xlsx")
    assert [*(tmp_path / "out").iterdir()] == []


def test_all_verdicts(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx")
    note = finding("lembar.tersembunyi", "Untuk diketahui.", "Abaikan.")
    for verdict, word in (
        (Verdict("accepted", 1_234, ()), "LOLOS"),
        (Verdict("accepted_with_notes", 12, (note,)), "LOLOS DENGAN CATATAN"),
    ):
        annotate(source, "a.xlsx", verdict, tmp_path / "temuan.xlsx")
        assert f"Putusan | {word}\n" in words(tmp_path / "temuan.xlsx")
    assert set(SEVERITIES) == {"blocker", "hold", "warning", "info"} >= {rule.severity for rule in RULES.values()}
