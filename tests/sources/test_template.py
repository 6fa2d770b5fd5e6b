"""A template follows from its contract alone: filled in as an officer does it passes, left empty it is sent back."""

import csv
import datetime as dt
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filling
import openpyxl
import pytest
import sheets
from contracts import golden
from openpyxl.worksheet.worksheet import Worksheet

from quality.intake import Verdict, examine
from sources import template
from sources.contract import Column, Contract, Csv, catalogue
from sources.periods import Period
from sources.regions import Place, Regions
from sources.template.form import form_of
from sources.template.patterns import example, lengths
from sources.template.shapes import Form, FormColumn, FormSheet, Setting
from sources.tenant import Tenant, load_tenant
from sources.workbook import address

ROOT = Path(__file__).parents[2]
TENANTS = [
    load_tenant(ROOT / "sources/tenants/banyuwangi.yaml"),
    sheets.TENANT,
    golden.TENANT,
]
REGIONS = {tenant.kode_wilayah: Regions.load(tenant.kode_wilayah) for tenant in TENANTS}
FILES = [
    pytest.param(tenant, contract, id=f"{tenant.contracts.parent.name}-{contract.id}")
    for tenant in TENANTS
    for contract in catalogue(tenant.contracts).values()
    if contract.layout.kind != "api"
]
WORKBOOKS = [param for param in FILES if param.values[1].layout.kind == "workbook"]


def period_of(contract: Contract) -> Period:
    return Period.containing(dt.date(2025, 6, 30), contract.period.grain)


def made(folder: Path, contract: Contract, tenant: Tenant = sheets.TENANT) -> Path:
    suffix = "csv" if isinstance(contract.layout, Csv) else "xlsx"
    regions = REGIONS[tenant.kode_wilayah]
    return template.write(contract, tenant, regions, folder / f"templat.{suffix}", period_of(contract))[0]


def judged(path: Path, contract: Contract, tenant: Tenant = sheets.TENANT) -> Verdict:
    return examine(path, path.name, contract, period_of(contract), tenant, path.with_suffix(".parquet"))


def setting_of(contract: Contract, tenant: Tenant) -> Setting:
    return Setting(contract, tenant, REGIONS[tenant.kode_wilayah], period_of(contract))


def told(verdict: Verdict) -> list[tuple[str, str]]:
    return [(found.rule, found.message) for found in verdict.findings]


# --- filled in as an officer does it ----------------------------------------------------------------------------------


class Officer:
    """Fills in one row after the other, different numbers each time, and what belongs together, together."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.chance = setting, random.Random(setting.contract.id)
        contract = setting.contract
        coverage = contract.coverage
        regions = [c for c in contract.columns if c.region and c.origin and c.origin.header]
        covered = contract.column(coverage.column) if coverage else None
        self.region = covered or (regions[0] if regions else None)
        self.places = setting.places(self.region) if self.region else ()

    def rows(self, form: Form, sheet: FormSheet) -> int:
        return max(len(self.places), 40) if form.is_open else sum(len(group.rows) for group in sheet.groups)

    def row(self, number: int) -> dict[tuple[str, str], Any]:
        contract, place = self.setting.contract, self.places[number % len(self.places)] if self.places else None
        found: dict[tuple[str, str], Any] = {}
        for column in contract.columns:
            if column.region and place:
                found |= self.region_cells(column, place)
            else:
                found[column.name, "value"] = self.value(column, number)
        for balance in contract.balances:
            parts = [found[name, "value"] for name in balance.parts]
            found[balance.total, "value"] = sum(part for part in parts if not isinstance(part, str))
        return found

    def region_cells(self, column: Column, place: Place) -> dict[tuple[str, str], Any]:
        assert column.region
        above = self.setting.regions[place.parent].name if place.parent else ""
        text = place.code if column.region.by == "code" else place.name
        return {(column.name, "value"): text, (column.name, "name"): place.name, (column.name, "parent"): above}

    def value(self, column: Column, number: int) -> Any:
        balanced = {name for balance in self.setting.contract.balances for name in balance.parts}
        if "-" in column.nulls and column.name not in balanced and self.chance.random() < 0.05:
            return "-"
        if column.codes:
            texts = list(column.codes.values())
            return texts[number % len(texts)][0]
        start = dt.datetime.combine(self.setting.period.start, dt.time(8, 30))
        return {
            "integer": self.chance.randint(20, 400),
            "number": self.chance.randint(20, 400) + 0.25,
            "date": dt.datetime.combine(start.date(), dt.time()) + dt.timedelta(days=number % 25),
            "timestamp": start + dt.timedelta(days=number % 25),
            "string": (example(column.pattern, number=str(number + 1)) if column.pattern else None)
            or f"Uraian {number + 1}",
            "boolean": "Ya",
        }[column.type]


def white_cells(sheet: Worksheet) -> Iterator[tuple[int, list[int]]]:
    """Rows with the columns that an officer may fill in."""
    for row in sheet.iter_rows():
        columns = [cell.column - 1 for cell in row if not cell.protection.locked]
        if columns:
            yield row[0].row - 1, columns


def filled_in(path: Path, setting: Setting, form: Form) -> dict[str, dict[str, Any]]:
    officer = Officer(setting)
    book = openpyxl.load_workbook(path)
    entries: dict[str, dict[str, Any]] = {}
    for shown in form.sheets:
        rows = list(white_cells(book[shown.name]))[: officer.rows(form, shown)]
        cells = entries.setdefault(shown.name, {})
        for number, (row, columns) in enumerate(rows):
            values = officer.row(number)
            cells |= {address(row, c): values[form.columns[c].key] for c in columns}
            block = [c for c in columns if is_block(form.columns[c])]
            cells |= {address(row, c): officer.value(form.columns[c].column, number) for c in block}
    return entries


def is_block(column: FormColumn) -> bool:
    return bool(column.column.origin and column.column.origin.value and column.role == "value")


def filled_csv(path: Path, setting: Setting, form: Form, layout: Csv) -> Path:
    encoding = {"utf-8": "utf-8-sig", "cp1252": "cp1252"}[layout.encoding]
    officer = Officer(setting)
    rows = [officer.row(number) for number in range(40)]
    with path.open("a", encoding=encoding, newline="") as file:
        lines = csv.writer(file, delimiter=layout.delimiter)
        lines.writerows([typed(row[found.key]) for found in form.columns] for row in rows)
    return path


def typed(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}" if value.time() == dt.time() else f"{value:%d/%m/%Y %H:%M}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


@pytest.mark.parametrize(("tenant", "contract"), WORKBOOKS)
def test_a_filled_template_passes_as_it_is(tmp_path: Path, tenant: Tenant, contract: Contract) -> None:
    setting = setting_of(contract, tenant)
    form = form_of(setting)
    path = made(tmp_path, contract, tenant)
    entries = filled_in(path, setting, form)
    verdict = judged(filling.fill(path, tmp_path / "terisi.xlsx", entries), contract, tenant)
    assert verdict.verdict == "accepted", told(verdict)
    assert verdict.rows == expected_rows(form, entries)


def expected_rows(form: Form, entries: dict[str, dict[str, Any]]) -> int:
    """Rows that were filled in, times the columns of a block."""
    block = sum(is_block(found) and not found.covers for found in form.columns)
    return sum(len({cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for cell in cells}) for cells in entries.values()) * (
        block or 1
    )


@pytest.mark.parametrize(("tenant", "contract"), [param for param in FILES if param not in WORKBOOKS])
def test_a_filled_csv_template_passes(tmp_path: Path, tenant: Tenant, contract: Contract) -> None:
    setting = setting_of(contract, tenant)
    assert isinstance(contract.layout, Csv)
    path, guide = template.write(contract, tenant, setting.regions, tmp_path / "templat.csv", setting.period)
    assert "Bertanya kepada: " + contract.contact.office in guide.read_text(encoding="utf-8")
    verdict = judged(filled_csv(path, setting, form_of(setting), contract.layout), contract, tenant)
    assert (verdict.verdict, verdict.rows) == ("accepted", 40), told(verdict)


@pytest.mark.parametrize(("tenant", "contract"), FILES)
def test_an_empty_template_is_sent_back(tmp_path: Path, tenant: Tenant, contract: Contract) -> None:
    verdict = judged(made(tmp_path, contract, tenant), contract, tenant)
    assert verdict.verdict == "rejected"
    # An open table has its sum already, of nothing.
    sums = {"total.baris", "total.tidak_ada"} if contract.layout.kind == "workbook" else set()
    assert {found.rule for found in verdict.findings} <= {"data.kosong", "isian.wajib"} | sums


def test_the_same_contract_gives_the_same_bytes(tmp_path: Path) -> None:
    first = made(tmp_path, sheets.BIRTHS).read_bytes()
    assert made(tmp_path, sheets.BIRTHS).read_bytes() == first


def test_a_dataset_of_an_api_has_no_template(tmp_path: Path) -> None:
    with pytest.raises(template.TemplateRefused, match="jalandata pull jaringan"):
        made(tmp_path, golden.NETWORK.load(golden.NETWORK.raw))


# --- what an officer sees ---------------------------------------------------------------------------------------------

BANYUWANGI = TENANTS[0]
OWN = catalogue(BANYUWANGI.contracts)


def opened(folder: Path, contract: Contract, tenant: Tenant = sheets.TENANT) -> openpyxl.Workbook:
    return openpyxl.load_workbook(made(folder, contract, tenant))


def test_only_white_cells_can_be_filled_in(tmp_path: Path) -> None:
    sheet = opened(tmp_path, sheets.BIRTHS)["Sheet1"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.formatColumns  # what is not protected is allowed
    rows = dict(white_cells(sheet))
    assert set(map(tuple, rows.values())) == {(1, 2)}
    assert len(rows) == len(sheets.KELURAHAN)
    assert sheet.freeze_panes == "B5"


def test_rows_wait_with_the_regions_that_must_occur(tmp_path: Path) -> None:
    book = opened(tmp_path, OWN["penduduk_desa"], BANYUWANGI)
    regions = REGIONS["35.10"]
    data = book.sheetnames[1:-2]
    assert data == [f"{n:02}. {p.name}" for n, p in enumerate(regions.members("kecamatan"), 1)]
    codes = [cell.value for name in data for cell in book[name]["B"] if "." in str(cell.value)]
    assert codes == [place.code for place in regions.members("desa")]
    assert {cell.number_format for cell in book[data[0]]["B"][5:10]} == {"@"}


def test_months_that_must_occur_wait_too(tmp_path: Path) -> None:
    sheet = opened(tmp_path, sheets.CONTRACTS["akta_bulanan"])["Sheet1"]
    labels = [cell.value for cell in sheet["A"]]
    assert labels[4:] == [
        *(texts[0] for texts in sheets.CONTRACTS["akta_bulanan"].columns[0].codes.values()),
        labels[-1],
    ]


def test_sums_stand_where_the_contract_wants_them(tmp_path: Path) -> None:
    sheet = opened(tmp_path, sheets.BIRTHS)["Sheet1"]
    formulas = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(5, 27)}
    assert formulas["Kecamatan Prajuritkulon"] == "=SUM(B5:B10)"
    assert formulas["Kota Mojokerto"] == "=SUM(B5:B10,B12:B17,B19:B24)"
    assert sheet["D5"].value == "=SUM(B5:C5)"


def test_sums_of_an_open_table_stand_above_it(tmp_path: Path) -> None:
    sheet = opened(tmp_path, OWN["apbdes"], BANYUWANGI)["APBDes 2025"]
    assert [sheet["A5"].value, sheet["H5"].value] == ["JUMLAH", "=SUM(H6:H1895)"]
    assert sheet.freeze_panes == "D6"


def test_kecamatan_decides_which_villages_can_be_picked(tmp_path: Path) -> None:
    book = opened(tmp_path, OWN["apbdes"], BANYUWANGI)
    rules = filling.rules_of(book["APBDes 2025"])
    above, village, code = (rules(cell).formula1 for cell in ("A6", "B6", "C6"))
    regions = REGIONS["35.10"]
    with_desa = {place.parent for place in regions.members("desa", ["desa"])}
    assert filling.listed(book, above) == [p.name for p in regions.members("kecamatan") if p.code in with_desa]
    match = f"MATCH($A6,{above},0)"
    assert village == f'IF(ISNUMBER({match}),INDIRECT("pilihan_1_"&INDEX({above}_kode,{match})),pilihan_1)'
    row = filling.listed(book, above).index("Giri")
    giri = filling.listed(book, f"pilihan_1_{filling.listed(book, above + '_kode')[row]}")
    assert giri == ["Jambesari", "Grogol"]
    assert 'MATCH($A6&"|"&$B6,pilihan_1_kunci,0)' in code
    row = filling.listed(book, "pilihan_1_kunci").index("Giri|Grogol")
    assert filling.listed(book, "pilihan_1_kode")[row] == "35.10.17.2006"


def test_two_villages_of_one_name_keep_their_own_code(tmp_path: Path) -> None:
    book = opened(tmp_path, OWN["apbdes"], BANYUWANGI)
    keys, codes = (filling.listed(book, f"pilihan_1_{part}") for part in ("kunci", "kode"))
    names = [key.partition("|")[2] for key in keys]
    twins = [code for name, code in zip(names, codes, strict=True) if names.count(name) > 1]
    assert len(set(twins)) == len(twins) > 1
    assert len(set(keys)) == len(keys)


def test_agencies_can_be_picked_where_a_column_refers_to_them(tmp_path: Path) -> None:
    columns = {"kode_wilayah": {"codes": None, "region": None, "reference": "opd"}}
    book = opened(tmp_path, sheets.altered(sheets.BIRTHS, columns, coverage=None))
    rule = filling.rules_of(book["Sheet1"])("A6")
    assert filling.listed(book, rule.formula1) == ["dukcapil", "diskominfo"]


def numbers(**changes: Any) -> Contract:
    return sheets.altered(sheets.BIRTHS, {"jumlah_kelahiran": changes})


def test_whole_numbers_within_limits(tmp_path: Path) -> None:
    rule = filling.rules_of(opened(tmp_path, numbers())["Sheet1"])("B5")
    assert [rule.type, rule.formula1, rule.formula2] == ["whole", "0", "2000"]
    assert rule.error.startswith("Bilangan bulat, 0 sampai 2.000.")


def test_null_marks_may_stand_in_place_of_a_number(tmp_path: Path) -> None:
    marks = numbers(nulls={"-": "nol", "x": "tidak_ada"}, required=False)
    rule = filling.rules_of(opened(tmp_path, marks)["Sheet1"])("C7")
    assert rule.formula1 == 'IF(ISNUMBER(B5),AND(B5=INT(B5),B5>=0,B5<=2000),OR(B5="-",B5="x"))'
    assert "'-' berarti nol; 'x' berarti memang tidak ada" in rule.prompt
    assert "Satuan: Orang." in rule.prompt


def complaints() -> Contract:
    """The golden complaints as a workbook: dates, decimals, references, a pattern, a note."""
    layout = {"kind": "workbook", "sheets": "Aduan", "header_rows": 1}
    return sheets.altered(golden.COMPLAINTS.load(golden.COMPLAINTS.raw), layout=layout)


def test_dates_texts_and_codes(tmp_path: Path) -> None:
    book = opened(tmp_path, complaints(), golden.TENANT)
    sheet = book["Aduan"]
    rules = filling.rules_of(sheet)
    header = {cell.value: cell.column_letter for cell in sheet[4]}
    day = rules(f"{header['TANGGAL']}5")
    assert day.type == "date"
    days = [(dt.date(1899, 12, 30) + dt.timedelta(days=float(n))) for n in (day.formula1, day.formula2)]
    assert days == [dt.date(2025, 6, 1), dt.date(2025, 6, 30)]
    assert sheet[f"{header['TANGGAL']}5"].number_format == "dd/mm/yyyy"
    assert sheet[f"{header['NO TIKET']}5"].number_format == "@"
    assert rules(f"{header['NO TIKET']}5").type == "textLength"
    assert "Teks seperti T-001" in rules(f"{header['NO TIKET']}5").prompt
    assert filling.listed(book, rules(f"{header['OPD']}5").formula1) == ["Dukcapil", "Kominfo"]
    assert rules(f"{header['CATATAN']}5").type is None


@pytest.mark.parametrize(
    ("tenant", "contract"),
    [(BANYUWANGI, OWN["apbdes"]), (BANYUWANGI, OWN["kunjungan_wisata"]), (sheets.TENANT, sheets.BIRTHS)],
)
def test_nothing_is_longer_than_excel_takes(tmp_path: Path, tenant: Tenant, contract: Contract) -> None:
    book = opened(tmp_path, contract, tenant)
    rules = [rule for sheet in book for rule in sheet.data_validations.dataValidation]
    assert rules
    for rule in rules:
        assert len(rule.promptTitle) <= 32
        assert len(rule.prompt) <= 255
        assert len(rule.error or "") <= 224
        assert len(rule.formula1 or "") <= 255


def test_the_instructions_say_what_and_whom_to_ask(tmp_path: Path) -> None:
    book = opened(tmp_path, golden.POPULATION.load(golden.POPULATION.raw), golden.TENANT)
    text = "\n".join(str(cell.value) for row in book["PETUNJUK"] for cell in row if cell.value)
    for said in (
        "Bidang Data, Dinas Kependudukan dan Pencatatan Sipil (data@dukcapil.mojokerto.example)",
        "Orang yang tercatat dalam kartu keluarga di kelurahan itu.",
        "'x' berarti memang tidak ada",
        "jalandata deliver BERKAS --dataset penduduk --period 2025-S1",
        "30 Juli 2025",
    ):
        assert said in text
    assert [sheet.sheet_state for sheet in book] == [*["visible"] * 4, "hidden", "veryHidden"]


# --- titles and sheet names -------------------------------------------------------------------------------------------


def test_a_title_of_the_period_is_written(tmp_path: Path) -> None:
    book = opened(tmp_path, golden.POPULATION.load(golden.POPULATION.raw), golden.TENANT)
    assert [sheet["A1"].value for sheet in book.worksheets[1:4]] == ["PENDUDUK SEMESTER I"] * 3


def titled(**origin: Any) -> Contract:
    """Births with a column that a title line says."""
    raw = sheets.BIRTHS.column("kode_wilayah").model_dump(exclude_unset=True)
    plain = {"name": "jenis", "label": "Jenis", "key": None, "region": None, **origin}
    columns = [column.model_dump(exclude_unset=True) for column in sheets.BIRTHS.columns]
    return Contract.model_validate({**sheets.BIRTHS.model_dump(exclude_unset=True), "columns": [*columns, raw | plain]})


def test_a_title_that_the_contract_lists_is_picked(tmp_path: Path) -> None:
    codes = {"umum": ("Umum",), "khusus": ("Khusus",)}
    contract = titled(origin={"title": r"^KELAHIRAN (\w+)$"}, codes=codes)
    book = opened(tmp_path, contract)
    assert book["Sheet1"]["A1"].value is None
    rule = filling.rules_of(book["Sheet1"])("A1")
    assert filling.listed(book, rule.formula1) == ["KELAHIRAN Umum", "KELAHIRAN Khusus"]
    setting = setting_of(contract, sheets.TENANT)
    path = made(tmp_path, contract)
    assert "judul.tidak_cocok" in {found.rule for found in judged(path, contract).findings}
    entries = {
        "Sheet1": {"A1": "KELAHIRAN Khusus"}
        | {
            address(row, column): 20 + 3 * row + 7 * column
            for row, columns in white_cells(book["Sheet1"])
            for column in columns
            if row > 0
        }
    }
    verdict = judged(filling.fill(path, tmp_path / "terisi.xlsx", entries), contract)
    assert verdict.verdict == "accepted", (told(verdict), setting.period)


def test_a_title_that_nobody_lists_is_left_to_the_officer(tmp_path: Path) -> None:
    sheet = opened(tmp_path, titled(origin={"title": r"^JENIS: (.+)$"}))["Sheet1"]
    assert sheet["A1"].value is None
    assert not sheet["A1"].protection.locked


@pytest.mark.parametrize(
    ("pattern", "name"),
    [(r"^\d{4}$", "2025"), ("Sheet1", "Sheet1"), (r"Rekap.*", "Rekap 2025"), (r"^(Data|Isi)$", "Data"), (r"T\d", "T1")],
)
def test_the_name_of_a_single_sheet(tmp_path: Path, pattern: str, name: str) -> None:
    contract = sheets.altered(sheets.BIRTHS, layout={"sheets": pattern})
    assert opened(tmp_path, contract).sheetnames[1] == name


def test_a_sheet_name_that_nobody_can_know_is_refused(tmp_path: Path) -> None:
    contract = titled(origin={"sheet": r"^Data (.+)$"})
    contract = sheets.altered(contract, layout={"sheets": "^Data .+$"})
    with pytest.raises(template.TemplateRefused, match="Isi 'codes'"):
        made(tmp_path, contract)


def test_regions_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    contract = sheets.altered(sheets.BIRTHS, coverage={"kinds": ("desa",)})
    with pytest.raises(template.TemplateRefused, match="tidak memuat wilayah"):
        made(tmp_path, contract)


def test_a_message_names_the_column_wherever_its_block_is(tmp_path: Path) -> None:
    sheet = opened(tmp_path, sheets.BIRTHS)["Sheet1"]
    rules = filling.rules_of(sheet)
    assert {rules(cell).promptTitle for cell in ("B5", "C24")} == {"Jumlah kelahiran"}


# --- how it is recognised when it comes back --------------------------------------------------------------------------


def births(folder: Path, contract: Contract = sheets.BIRTHS) -> Path:
    setting = setting_of(contract, sheets.TENANT)
    path = made(folder, contract)
    return filling.fill(path, folder / "terisi.xlsx", filled_in(path, setting, form_of(setting)))


def test_a_template_says_which_contract_it_was_made_from(tmp_path: Path) -> None:
    assert template.made_for(births(tmp_path)) == ("kelahiran", "1.0.0")
    assert template.made_for(sheets.workbook(tmp_path / "lain.xlsx", sheets.births())) is None


@pytest.mark.parametrize("content", [b"", b"PK\3\4 rusak", b"a;b"])
def test_any_other_bytes_are_no_template(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lain.xlsx").write_bytes(content)
    assert template.made_for(tmp_path / "lain.xlsx") is None


def test_properties_that_would_explode_are_no_template(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bom.xlsx", "w") as archive:
        archive.writestr("docProps/custom.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert template.made_for(tmp_path / "bom.xlsx") is None


def test_a_template_of_an_older_version_is_noted(tmp_path: Path) -> None:
    verdict = judged(births(tmp_path), sheets.altered(sheets.BIRTHS, version="1.1.0"))
    assert verdict.verdict == "accepted_with_notes"
    assert told(verdict)[0][0] == "templat.versi"
    assert "versi 1.0.0; yang berlaku versi 1.1.0" in told(verdict)[0][1]


def test_a_template_of_another_dataset_is_sent_back(tmp_path: Path) -> None:
    verdict = judged(births(tmp_path), sheets.CONTRACTS["penduduk_wni"])
    assert [rule for rule, _ in told(verdict)] == ["templat.dataset"]
    assert "Kirim untuk dataset 'kelahiran'" in verdict.findings[0].suggestion


def test_instructions_of_another_file_are_not_ours(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kiriman.xlsx", sheets.births())
    book = openpyxl.load_workbook(path)
    book.create_sheet("PETUNJUK")["A1"] = "Isi semua"
    book.save(path)
    assert "lembar.tidak_dikenal" in {found.rule for found in judged(path, sheets.BIRTHS).findings}


# --- patterns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "group", "text"),
    [
        (r"^\d+\.\s*(.+)$", "Giri", "1. Giri"),
        (r"^#\d{8}$", None, "#00000001"),
        (r"^5\.[1-4]$", None, "5.1"),
        (r"^(010\. Satu|020\. Dua)$", None, "010. Satu"),
        (r"^[^a-z1]\w?$", None, "-"),
        (r"(?<=a)b", None, None),
        (r"(a)\1", None, None),
        (r"^TAHUN (\d{4})$", "abcd", None),
    ],
)
def test_a_pattern_is_written_out(pattern: str, group: str | None, text: str | None) -> None:
    assert example(pattern, group) == text


@pytest.mark.parametrize(("pattern", "found"), [(r"^\d{16}$", (16, 16)), (r"^T-\d+$", (3, None))])
def test_lengths_of_a_pattern(pattern: str, found: tuple[int, int | None]) -> None:
    assert lengths(pattern) == found
