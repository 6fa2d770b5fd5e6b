"""Files built to crash a reader, to need all memory, to run a program, or simply spoilt on the way.

Each function writes one file to a path; :data:`FILES` says what must become of it. Texts of a reader that meets one
of them never matter; that it stays within two seconds and 300 MB does.
"""

import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import olefile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
FAR = "XFD1048576"
COMMAND = "cmd|'/c calc'!A0"
Part = str | bytes


# --- xlsx -------------------------------------------------------------------------------------------------------------


def archive(path: Path, parts: dict[str, Part]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def relations(*targets: tuple[str, str, str]) -> str:
    """``targets`` are (id, last word of the type, target); an address outside has a colon in it."""
    lines = (
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in target else ''}/>"
        for key, kind, target in targets
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def xlsx_parts(rows: Part = "", after: str = "", before: str = "", sheets: int = 1, **more: Part) -> dict[str, Part]:
    """Parts of a workbook. ``rows`` stand in the first sheet's ``sheetData``; ``more`` are other parts by name with
    ``__`` for a slash and ``_`` for the dot of the extension."""
    rows = rows if isinstance(rows, bytes) else rows.encode()
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    opening = f'<worksheet xmlns="{MAIN}">{before}<sheetData>'.encode()
    sheet = opening + rows + f"</sheetData>{after}</worksheet>".encode()
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            *((f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1))
        ),
        "xl/worksheets/sheet1.xml": sheet,
        **{f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}"/>' for n in range(2, sheets + 1)},
        **{"".join(_part_name(key)): content for key, content in more.items()},
    }


def _part_name(key: str) -> Iterable[str]:
    folders, _, extension = key.replace("__", "/").rpartition("_")
    return folders, ".", extension


def cell(reference: str, value: object = 1, more: str = "") -> str:
    number = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{number}"><c r="{reference}"{more}><v>{value}</v></c></row>'


def stray_cell_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1") + cell(FAR)))


def stray_cell_of_empty_text_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1") + cell(FAR, "", ' t="str"')))


def stray_inline_text_xlsx(path: Path) -> Path:
    inline = f'<row r="1048576"><c r="{FAR}" t="inlineStr"><is><t>x</t></is></c></row>'
    return archive(path, xlsx_parts(cell("A1") + inline))


def stray_cell_with_prefix_xlsx(path: Path) -> Path:
    parts = xlsx_parts()
    row = f'<x:row r="1048576"><x:c r="{FAR}"><x:v>1</x:v></x:c></x:row>'
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>{row}'
        "</x:sheetData></x:worksheet>"
    )
    return archive(path, parts)


def stray_cell_behind_many_rows_xlsx(path: Path) -> Path:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 50_001))
    return archive(path, xlsx_parts(rows + cell("XFD50001"), before='<dimension ref="A1:A50001"/>'))


def blank_rows_xlsx(path: Path) -> Path:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(2, 1_000_001))
    return archive(path, xlsx_parts(cell("A1") + rows))


def blank_cells_xlsx(path: Path) -> Path:
    blank = '<row r="{0}">' + "".join(f'<c r="{letter}{{0}}" s="1"/>' for letter in "ABCDE") + "</row>"
    return archive(path, xlsx_parts(cell("A1") + "".join(map(blank.format, range(2, 1_000_001)))))


def many_sheets_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(sheets=10_000))


def one_sheet_listed_often_xlsx(path: Path) -> Path:
    parts = xlsx_parts("".join(cell(f"ALL{n}") for n in range(1, 1001)))
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, 901))
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
    return archive(path, parts)


def _resized(path: Path, size: int, claimed: int) -> Path:
    content = path.read_bytes()
    path.write_bytes(content.replace(size.to_bytes(4, "little"), claimed.to_bytes(4, "little")))
    return path


def one_long_row_xlsx(path: Path) -> Path:
    """The same cell, a million times in one row."""
    return archive(path, xlsx_parts(b'<row r="1">' + b'<c r="A1"><v>1</v></c>' * 1_000_000 + b"</row>"))


def one_row_often_xlsx(path: Path) -> Path:
    """The same row of the same ten cells, 600,000 times."""
    return archive(path, xlsx_parts((b'<row r="1">' + b'<c r="A1"><v>1</v></c>' * 10 + b"</row>") * 600_000))


def declared_bomb_xlsx(path: Path) -> Path:
    archive(path, xlsx_parts(xl__media__image1_png=bytes(3_333_333)))
    return _resized(path, 3_333_333, 4_000_000_000)


def lying_bomb_xlsx(path: Path) -> Path:
    """The shared texts say that they are ten bytes long."""
    archive(path, xlsx_parts(xl__sharedStrings_xml=b" " * 33_333_333))
    return _resized(path, 33_333_333, 10)


def nested_zip_xlsx(path: Path) -> Path:
    inner = archive(path.with_suffix(".inner"), {"0": bytes(10_000_000)}).read_bytes()
    for _ in range(5):
        inner = archive(path.with_suffix(".inner"), {str(n): inner for n in range(10)}).read_bytes()
    path.with_suffix(".inner").unlink()
    return archive(path, {"a.zip": inner})


def huge_shared_texts_xlsx(path: Path) -> Path:
    texts = b'<sst xmlns="' + MAIN.encode() + b'">' + (b"<si><t>" + b"teks " * 100 + b"</t></si>") * 250_000 + b"</sst>"
    return archive(path, xlsx_parts(cell("A1"), xl__sharedStrings_xml=texts))


def many_shared_texts_xlsx(path: Path) -> Path:
    texts = b'<sst xmlns="' + MAIN.encode() + b'">' + b"<si><t/></si>" * 6_000_000 + b"</sst>"
    return archive(path, xlsx_parts(cell("A1"), xl__sharedStrings_xml=texts))


def entities_in_sheet_xlsx(path: Path) -> Path:
    parts = xlsx_parts(cell("A1", "&c;"))
    parts["xl/worksheets/sheet1.xml"] = LAUGHS.encode() + bytes(parts["xl/worksheets/sheet1.xml"])  # type: ignore[arg-type]
    return archive(path, parts)


def entities_in_shared_texts_xlsx(path: Path) -> Path:
    texts = f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&c;</t></si></sst>'
    return archive(path, xlsx_parts(cell("A1", 0, ' t="s"'), xl__sharedStrings_xml=texts))


def entities_in_styles_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1"), xl__styles_xml=f'{LAUGHS}<styleSheet xmlns="{MAIN}">&c;</styleSheet>'))


def entities_in_properties_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1"), docProps__core_xml=f"{LAUGHS}<coreProperties>&c;</coreProperties>"))


def deep_sheet_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1"), "<a>" * 5_000_000))


def deep_shared_texts_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1"), xl__sharedStrings_xml=b"<si>" * 4_000_000))


def deep_properties_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1"), docProps__core_xml=b"<a>" * 5_000_000))


def merged_everything_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1") + cell("B2"), f'<mergeCells><mergeCell ref="A1:{FAR}"/></mergeCells>'))


def many_merged_xlsx(path: Path) -> Path:
    merged = "".join(f'<mergeCell ref="A{n}:{FAR}"/>' for n in range(1, 400_001))
    return archive(path, xlsx_parts(cell("A1"), f"<mergeCells>{merged}</mergeCells>"))


def command_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(f'<row r="1"><c r="A1"><f>{COMMAND}</f><v>0</v></c></row>'))


def command_link_xlsx(path: Path) -> Path:
    link = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return archive(path, xlsx_parts(cell("A1"), xl__externalLinks__externalLink1_xml=link))


def linked_xlsx(path: Path) -> Path:
    parts = xlsx_parts('<row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>12</v></c></row>')
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="{MAIN}"><externalBook><sheetDataSet><sheetData><row r="1"><cell r="A1">'
        "<v>salinan</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>"
    )
    target = ("r1", "externalLinkPath", "file:///C:/Users/petugas/rekap.xlsx")
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relations(target)
    return archive(path, parts)


def macros_xlsm(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1"), xl__vbaProject_bin=b"\xd0\xcf\x11\xe0" + bytes(1000)))


def embedded_xlsx(path: Path) -> Path:
    return archive(path, xlsx_parts(cell("A1"), xl__embeddings__oleObject1_bin=bytes(1000)))


def climbing_name_xlsx(path: Path) -> Path:
    return archive(path, {**xlsx_parts(cell("A1")), "xl/../../../etc/cron.d/x": "x"})


def duplicate_part_xlsx(path: Path) -> Path:
    return archive(path, {**xlsx_parts(cell("A1")), "XL/Worksheets/Sheet1.XML": "<worksheet/>"})


def endless_directory_xlsx(path: Path) -> Path:
    """The list of parts says that it is 2 GB long."""
    content = bytearray(archive(path, xlsx_parts(cell("A1"))).read_bytes())
    struct.pack_into("<I", content, content.rfind(b"PK\x05\x06") + 12, 2_000_000_000)
    path.write_bytes(content)
    return path


def locked_zip_xlsx(path: Path) -> Path:
    """Every part says that it is encrypted."""
    content = bytearray(archive(path, xlsx_parts(cell("A1"))).read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 1)
    path.write_bytes(content)
    return path


def truncated_xlsx(path: Path) -> Path:
    content = archive(path, xlsx_parts("".join(cell(f"A{n}") for n in range(1, 500)))).read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def other_workbook_xlsx(path: Path) -> Path:
    """The container names another workbook than the one in the usual place."""
    parts = xlsx_parts(cell("A1"))
    parts["_rels/.rels"] = relations(("r1", "officeDocument", "xl/other.xml"))
    parts["xl/other.xml"] = parts["xl/workbook.xml"]
    return archive(path, parts)


def missing_sheet_xlsx(path: Path) -> Path:
    parts = xlsx_parts(cell("A1"))
    del parts["xl/worksheets/sheet1.xml"]
    return archive(path, parts)


# --- xlsb -------------------------------------------------------------------------------------------------------------


def record12(kind: int, payload: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(payload)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + payload


def _counted(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, filled: Iterable[tuple[int, int, float]], hidden_rows: Iterable[int] = ()) -> Path:
    """``filled`` are (row, column, number), from 0, in the order of rows."""
    hidden = set(hidden_rows)
    bundle = struct.pack("<II", 0, 1) + _counted("r1") + _counted("Data")
    book = record12(131) + record12(143) + record12(156, bundle) + record12(144) + record12(132)
    body, last = b"", -1
    for row, column, value in filled:
        if row != last:
            body += record12(0, struct.pack("<IIHBB", row, 0, 300, 0, 0x10 if row in hidden else 0) + bytes(5))
            last = row
        body += record12(5, struct.pack("<IId", column, 0, value))
    dimension = record12(148, struct.pack("<IIII", 0, 0, 0, 0))
    sheet = record12(129) + dimension + record12(145) + body + record12(146) + record12(130)
    return archive(
        path,
        {
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations(("r1", "worksheet", "worksheets/sheet1.bin")),
            "xl/worksheets/sheet1.bin": sheet,
        },
    )


def stray_cell_xlsb(path: Path) -> Path:
    return xlsb(path, [(0, 0, 1.0), (1_048_575, 16_383, 2.0)])


# --- xls --------------------------------------------------------------------------------------------------------------


def ole(path: Path, streams: dict[str, bytes]) -> Path:
    """An OLE container. Streams are padded to 4,096 bytes, below which they would stand in a stream of their own."""
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    sectors = [-(-len(content) // 512) for content in contents]
    directory = -(-(len(streams) + 1) // 4)
    fats = 1
    while fats * 128 < sum(sectors) + directory + fats:
        fats += 1
    chain, starts = [0xFFFFFFFD] * fats, []
    for count in (directory, *sectors):
        starts.append(len(chain))
        chain += [*range(len(chain) + 1, len(chain) + count), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (fats * 128 - len(chain))
    entries = _entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)
    for number, (name, content) in enumerate(zip(streams, contents, strict=True), 1):
        after = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries += _entry(name, 2, right=after, start=starts[number], size=len(content))
    header = olefile.MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fats, starts[0], 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(fats), *[0xFFFFFFFF] * (109 - fats))
    body = struct.pack(f"<{len(chain)}I", *chain) + entries.ljust(directory * 512, b"\0")
    body += b"".join(content.ljust(-(-len(content) // 512) * 512, b"\0") for content in contents)
    path.write_bytes(header + body)
    return path


def _entry(name: str, kind: int, *, start: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, payload: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(payload)) + payload


def xls_stream(filled: Iterable[tuple[int, int, float]], book: bytes = b"", sheet: bytes = b"") -> bytes:
    """A workbook stream of BIFF8. ``book`` and ``sheet`` are further records of the globals and of the sheet."""
    opening = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    bound = struct.pack("<HBB", 0, 4, 0) + b"Data"
    start = len(opening) + len(book) + 4 + 4 + len(bound) + 4
    globals_ = opening + book + record(0x85, struct.pack("<I", start) + bound) + record(0x0A)
    cells = b"".join(record(0x203, struct.pack("<HHHd", row, column, 0, value)) for row, column, value in filled)
    return globals_ + record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + sheet + cells + record(0x0A)


def stray_cell_xls(path: Path) -> Path:
    return ole(path, {"Workbook": xls_stream([(0, 0, 1.0), (65_535, 255, 2.0)])})


def impossible_size_xls(path: Path) -> Path:
    claim = record(0x200, struct.pack("<IIHHH", 0, 4_000_000_000, 0, 65_000, 0))
    return ole(path, {"Workbook": xls_stream([(0, 0, 1.0)], sheet=claim)})


def locked_xls(path: Path) -> Path:
    return ole(path, {"Workbook": xls_stream([(0, 0, 1.0)], book=record(0x2F, bytes(54)))})


def locked_xlsx(path: Path) -> Path:
    return ole(path, {"EncryptedPackage": bytes(9000), "EncryptionInfo": bytes(500)})


def command_link_xls(path: Path) -> Path:
    link = b"cmd\x03/c calc"
    payload = struct.pack("<HHB", 0, len(link), 0) + link
    return ole(path, {"Workbook": xls_stream([(0, 0, 1.0)], book=record(0x1AE, payload))})


def endless_chain_xls(path: Path) -> Path:
    """The sectors of the workbook stream lead back to its first one."""
    content = bytearray(ole(path, {"Workbook": xls_stream([(0, 0, 1.0)])}).read_bytes())
    struct.pack_into("<I", content, 512 + 4 * 5, 2)
    path.write_bytes(content)
    return path


# --- ods --------------------------------------------------------------------------------------------------------------

_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' office:version="1.2"><office:body><office:spreadsheet>{}</office:spreadsheet></office:body>'
    "</office:document-content>"
)
ODS_CELL = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'


def ods(path: Path, rows: str, before: str = "", **more: Part) -> Path:
    tables = rows if "<table:table " in rows else f'<table:table table:name="Data">{rows}</table:table>'
    return archive(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": before + _ODS.format(tables),
            **{"".join(_part_name(key)): content for key, content in more.items()},
        },
    )


def stray_cell_ods(path: Path) -> Path:
    return ods(
        path,
        f"<table:table-row>{ODS_CELL}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
        f'<table:table-row><table:table-cell table:number-columns-repeated="16383"/>{ODS_CELL}</table:table-row>',
    )


def repeated_row_ods(path: Path) -> Path:
    wide = ODS_CELL.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="100"')
    return ods(path, f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-row>')


def blank_rows_ods(path: Path) -> Path:
    blank = '<table:table-cell table:style-name="ce1" table:number-columns-repeated="16384"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048575">{blank}</table:table-row>'
    return ods(path, f"<table:table-row>{ODS_CELL}</table:table-row>{rows}")


def wide_blank_rows_ods(path: Path) -> Path:
    blank = '<table:table-cell table:number-columns-repeated="16383"/>'
    return ods(path, f"<table:table-row>{ODS_CELL}{blank}</table:table-row>" * 20_000)


def many_sheets_ods(path: Path) -> Path:
    row = f"<table:table-row>{ODS_CELL}</table:table-row>"
    return ods(path, "".join(f'<table:table table:name="S{n}">{row}</table:table>' for n in range(10_000)))


def entities_ods(path: Path) -> Path:
    return ods(path, "<table:table-row><table:table-cell>&c;</table:table-cell></table:table-row>", before=LAUGHS)


def deep_ods(path: Path) -> Path:
    return ods(path, "<text:span>" * 3_000_000)


def command_ods(path: Path) -> Path:
    formula = 'table:formula="of:=DDE(&quot;cmd&quot;;&quot;/c calc&quot;;&quot;A0&quot;)" office:value-type="float"'
    return ods(path, f"<table:table-row>{ODS_CELL.replace('office:value-type=', formula + ' x=', 1)}</table:table-row>")


def macros_ods(path: Path) -> Path:
    return ods(path, f"<table:table-row>{ODS_CELL}</table:table-row>", Basic__Standard__Module1_xml="<module/>")


# --- web pages --------------------------------------------------------------------------------------------------------


def _page(path: Path, content: str | bytes) -> Path:
    content = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(b"<html><body>" + content + b"</body></html>")
    return path


def entities_html(path: Path) -> Path:
    path.write_text(f"<!DOCTYPE html [{LAUGHS.partition('[')[2]}<html><table><tr><td>&c;</td></tr></table></html>")
    return path


def large_html(path: Path) -> Path:
    return _page(path, b"<table>" + b"<tr><td>1</td></tr>" * 2_500_000)


def many_tags_html(path: Path) -> Path:
    return _page(path, b"<table><tr>" + b"<td>" * 8_000_000)


def many_attributes_html(path: Path) -> Path:
    attributes = " ".join(f"a{n}=1" for n in range(200_000))
    return _page(path, f"<table><tr><td {attributes}>1</td></tr></table>")


def wide_span_html(path: Path) -> Path:
    return _page(path, "<table><tr><td colspan=1000000000>a</td><td>b</td></tr></table>")


def tall_span_html(path: Path) -> Path:
    return _page(path, "<table><tr><td rowspan=1000000000>a</td><td>b</td></tr><tr><td>c</td></tr></table>")


def tables_within_tables_html(path: Path) -> Path:
    return _page(path, "<table><tr><td>" * 100_000)


def command_html(path: Path) -> Path:
    return _page(path, f'<table><tr><td x:fmla="={COMMAND}">1</td></tr></table>')


# --- text -------------------------------------------------------------------------------------------------------------


def _text(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def windows_csv(path: Path) -> Path:
    return _text(path, "nama;ket\nDesa “Baru”;5° – 6°\n", "cp1252")


def utf16_csv(path: Path) -> Path:
    return _text(path, "nama\tjumlah\nDesa é\t1\n", "utf-16")


def marked_csv(path: Path) -> Path:
    return _text(path, "nama;jumlah\nDesa é;1\n", "utf-8-sig")


def nul_csv(path: Path) -> Path:
    return _text(path, "nama;jumlah\n" + "Desa;1\n" * 300 + "De\0sa;1\n")


def one_long_line_csv(path: Path) -> Path:
    return _text(path, b"x" * 60_000_000)


def wide_csv(path: Path) -> Path:
    return _text(path, b"a," * 20_000 + b"\n")


def many_cells_csv(path: Path) -> Path:
    return _text(path, (b"1" + b"," * 900 + b"\n") * 20_000)


def open_quote_csv(path: Path) -> Path:
    return _text(path, 'nama;jumlah\nDesa "A";1\n"Desa B;2\n' + "Desa C;3\n" * 400)


def command_csv(path: Path) -> Path:
    return _text(path, f"nama;jumlah\nDesa;=+{COMMAND}\n")


def command_quoted_csv(path: Path) -> Path:
    return _text(path, "nama,jumlah\n\"@SUM(1+1)*cmd|'/c calc'!A0\",1\n")


# --- what must become of them -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hostile:
    """``rule`` is the rule of the refusal, or of a finding when the rest of the file is ``read``; no rule at all for a
    file that must simply be read. ``says`` is part of the message: it names the cause."""

    write: Callable[[Path], Path]
    rule: str | None
    says: str = ""
    read: bool = False

    @property
    def name(self) -> str:
        stem, _, extension = self.write.__name__.rpartition("_")
        return f"{stem}.{extension}"


FILES = (
    Hostile(stray_cell_xlsx, "berkas.sel_jauh", FAR),
    Hostile(stray_cell_of_empty_text_xlsx, "berkas.sel_jauh", FAR),
    Hostile(stray_inline_text_xlsx, "berkas.sel_jauh", FAR),
    Hostile(stray_cell_with_prefix_xlsx, "berkas.sel_jauh", FAR),
    Hostile(stray_cell_behind_many_rows_xlsx, "berkas.sel_jauh", "XFD50001"),
    Hostile(blank_rows_xlsx, "lembar.baris_kosong", "baris kosong", read=True),
    Hostile(blank_cells_xlsx, "berkas.terlalu_besar", "baris kosong"),
    Hostile(many_sheets_xlsx, "berkas.terlalu_besar", "10.000 lembar"),
    Hostile(one_sheet_listed_often_xlsx, "berkas.terlalu_besar", "sel pada semua lembarnya"),
    Hostile(declared_bomb_xlsx, "berkas.terlalu_besar", "setelah dibuka"),
    Hostile(lying_bomb_xlsx, "berkas.rusak"),
    Hostile(one_long_row_xlsx, "berkas.terlalu_besar", "terlalu panjang"),
    Hostile(one_row_often_xlsx, "berkas.terlalu_besar", "sel"),
    Hostile(nested_zip_xlsx, "berkas.jenis_tidak_dikenal", "arsip ZIP"),
    Hostile(huge_shared_texts_xlsx, "berkas.terlalu_besar", "sharedstrings"),
    Hostile(many_shared_texts_xlsx, "berkas.terlalu_besar", "sharedstrings"),
    Hostile(entities_in_sheet_xlsx, "berkas.xml_berbahaya", "entitas"),
    Hostile(entities_in_shared_texts_xlsx, "berkas.xml_berbahaya", "entitas"),
    Hostile(entities_in_styles_xlsx, "berkas.xml_berbahaya", "entitas"),
    Hostile(entities_in_properties_xlsx, "berkas.xml_berbahaya", "entitas"),
    Hostile(deep_sheet_xlsx, "berkas.xml_berbahaya", "bertingkat"),
    Hostile(deep_shared_texts_xlsx, "berkas.rusak"),
    Hostile(deep_properties_xlsx, "berkas.xml_berbahaya", "bertingkat"),
    Hostile(merged_everything_xlsx, None, read=True),
    Hostile(many_merged_xlsx, "berkas.terlalu_besar", "gabungan"),
    Hostile(command_xlsx, "rumus.perintah", "menjalankan program", read=True),
    Hostile(command_link_xlsx, "rumus.perintah", "menjalankan program", read=True),
    Hostile(linked_xlsx, "berkas.tautan_luar", "berkas lain", read=True),
    Hostile(macros_xlsm, "berkas.makro", "makro", read=True),
    Hostile(embedded_xlsx, "berkas.objek_tertanam", "tertanam", read=True),
    Hostile(climbing_name_xlsx, "berkas.rusak", "di luar berkas"),
    Hostile(duplicate_part_xlsx, "berkas.rusak", "lebih dari satu kali"),
    Hostile(endless_directory_xlsx, "berkas.terlalu_besar", "bagian"),
    Hostile(locked_zip_xlsx, "berkas.bersandi", "kata sandi"),
    Hostile(truncated_xlsx, "berkas.rusak", "terpotong"),
    Hostile(other_workbook_xlsx, "berkas.rusak", "tidak lazim"),
    Hostile(missing_sheet_xlsx, "berkas.rusak", "S1"),
    Hostile(stray_cell_xlsb, "berkas.sel_jauh", FAR),
    Hostile(stray_cell_xls, "berkas.sel_jauh", "IV65536"),
    Hostile(impossible_size_xls, "berkas.rusak", "ukuran lembar"),
    Hostile(locked_xls, "berkas.bersandi", "kata sandi"),
    Hostile(locked_xlsx, "berkas.bersandi", "kata sandi"),
    Hostile(command_link_xls, "rumus.perintah", "menjalankan program", read=True),
    Hostile(endless_chain_xls, None, read=True),
    Hostile(stray_cell_ods, "berkas.sel_jauh", FAR),
    Hostile(repeated_row_ods, "berkas.sel_jauh", "1048576"),
    Hostile(blank_rows_ods, None, read=True),
    Hostile(wide_blank_rows_ods, None, read=True),
    Hostile(many_sheets_ods, "berkas.terlalu_besar", "lembar"),
    Hostile(entities_ods, "berkas.xml_berbahaya", "entitas"),
    Hostile(deep_ods, "berkas.xml_berbahaya", "bertingkat"),
    Hostile(command_ods, "rumus.perintah", "menjalankan program", read=True),
    Hostile(macros_ods, "berkas.makro", "makro", read=True),
    Hostile(entities_html, "berkas.xml_berbahaya", "entitas"),
    Hostile(large_html, "berkas.terlalu_besar", "MB"),
    Hostile(many_tags_html, "berkas.terlalu_besar", "tag"),
    Hostile(many_attributes_html, "berkas.terlalu_besar", "atribut"),
    Hostile(wide_span_html, "berkas.sel_jauh", "Tabel 1"),
    Hostile(tall_span_html, None, read=True),
    Hostile(tables_within_tables_html, "berkas.xml_berbahaya", "tabel di dalam tabel"),
    Hostile(command_html, "rumus.perintah", "menjalankan program", read=True),
    Hostile(windows_csv, "berkas.pengodean_diduga", "CP1252", read=True),
    Hostile(utf16_csv, None, read=True),
    Hostile(marked_csv, None, read=True),
    Hostile(nul_csv, "berkas.rusak", "NUL"),
    Hostile(one_long_line_csv, "berkas.terlalu_besar", "terlalu panjang"),
    Hostile(wide_csv, "berkas.sel_jauh"),
    Hostile(many_cells_csv, "berkas.terlalu_besar", "sel"),
    Hostile(open_quote_csv, "berkas.kutip", "tanda kutip", read=True),
    Hostile(command_csv, "rumus.perintah", "menjalankan program", read=True),
    Hostile(command_quoted_csv, "rumus.perintah", "menjalankan program", read=True),
)
