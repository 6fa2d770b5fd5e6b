"""Tables are found by what the contract declares; what is unknown, missing or doubled is said, never guessed."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import sheets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheets import API, BIRTHS, CSV, HEADER, KELURAHAN, REGIONS, YEAR, altered, births, found, judged, workbook

from sources.contract import Contract
from sources.controls import Control
from sources.deliveries import DeliveryRefused
from sources.reading import Reading, read


def reading(path: Path, contract: Contract = BIRTHS) -> Reading:
    return read(path, path.name, contract, YEAR, REGIONS)


def of(folder: Path, rows: Any, contract: Contract = BIRTHS, **options: Any) -> Reading:
    return reading(workbook(folder / "kiriman.xlsx", rows, **options), contract)


def csv(folder: Path, text: str, contract: Contract = CSV, encoding: str = "cp1252") -> Reading:
    path = folder / "kiriman.csv"
    path.write_bytes(text.encode(encoding))
    return reading(path, contract)


def rules(read_one: Reading) -> list[str]:
    return [finding.rule for finding in read_one.findings]


def controls(read_one: Reading, kind: str = "baris") -> list[Control]:
    return [control for control in read_one.controls if control.kind == kind]


def total(read_one: Reading, column: str = "jumlah_kelahiran") -> int:
    return sum(read_one.rows[column].to_pylist())


# --- rows and their cells


def test_rows_are_typed_and_know_their_cells(tmp_path: Path) -> None:
    rows = of(tmp_path, births()).rows
    assert rows.schema == pa.schema(
        [
            ("kode_wilayah", pa.string()), ("jenis_kelamin", pa.string()), ("jumlah_kelahiran", pa.int64()),
            ("_sheet", pa.string()), ("_row", pa.int32()), ("_cell", pa.string()),
        ]
    )  # fmt: skip
    first = rows.slice(0, 2).to_pylist()
    assert [row["_cell"] for row in first] == ["B3", "C3"]
    assert first[1] == {
        "kode_wilayah": "35.76.01.1003",
        "jenis_kelamin": "Perempuan",
        "jumlah_kelahiran": 30,
        "_sheet": "Sheet1",
        "_row": 3,
        "_cell": "C3",
    }


def test_titles_notes_and_signatures(tmp_path: Path) -> None:
    top = [["PEMERINTAH KOTA MOJOKERTO"], ["Kelahiran", "Tahun 2023"], []]
    foot = [
        [],
        ["Sumber: SIAK"],
        ["", "", "Mojokerto, 5 Januari 2024"],
        ["Mengetahui,"],
        ["", "", "BUDI SANTOSO, S.H."],
        ["", "", "NIP. 19700101 199503 1 001"],
    ]
    found_one = of(tmp_path, [*top, *births(), *foot])
    assert found_one.titles == ("PEMERINTAH KOTA MOJOKERTO", "Kelahiran Tahun 2023")
    assert found_one.notes == ("Sumber: SIAK",)
    assert rules(found_one) == []
    assert found_one.rows.num_rows == 36


def test_a_number_below_the_signature_is_not_lost(tmp_path: Path) -> None:
    verdict = judged(tmp_path, [*births(), ["Sumber: SIAK"], ["Wates", 5, 6, 11, 1.0]])
    assert found(verdict, "tabel.isi_di_luar").cells[:2] == ("Sheet1!B25", "Sheet1!C25")


@pytest.mark.parametrize("figure", [6, "6", "1 234"])
def test_a_footer_ends_the_table_only_where_no_figures_follow(tmp_path: Path, figure: Any) -> None:
    rows = births()
    verdict = judged(tmp_path, [*rows[:-1], ["Sumber: SIAK"], ["Wates", figure], rows[-1]])
    assert found(verdict, "tabel.isi_di_luar").cells[0] == "Sheet1!B24"
    assert judged(tmp_path, [*rows, ["Sumber: SIAK", figure]]).verdict == "rejected"


def test_a_footer_of_the_contract_is_kept_as_a_note(tmp_path: Path) -> None:
    rows = [*births(), ["Angka sementara"]]
    assert judged(tmp_path, rows).verdict == "rejected"
    footed = altered(BIRTHS, layout={"footer": ("^Angka sementara",)})
    assert judged(tmp_path, rows, footed).notes == ("Angka sementara",)


def test_figures_above_the_header_block_but_years_do_not(tmp_path: Path) -> None:
    assert judged(tmp_path, [["Tahun", 2023, "dan", 2024], *births()]).verdict == "accepted"
    assert found(judged(tmp_path, [["Wates", 12, 13], *births()]), "tabel.isi_di_luar").cell == "B1"


def test_another_table_below_is_told_and_not_read(tmp_path: Path) -> None:
    rows = [["KELAHIRAN TAHUN 2023"], *births(), [], ["KELAHIRAN TAHUN 2022"], *births()]
    verdict = judged(tmp_path, rows)
    assert found(verdict, "tabel.lain").cell == "A26"
    known = altered(BIRTHS, layout={"ignored_tables": ("TAHUN 2022$",)})
    read_one = of(tmp_path, rows, known)
    assert (rules(read_one), read_one.rows.num_rows) == ([], 36)
    # The scan for personal data sees all of the sheet.
    assert "KELAHIRAN TAHUN 2022" in map(str, read_one.texts.columns[0].cells)


def test_a_table_above_is_left_out_when_the_contract_names_it(tmp_path: Path) -> None:
    rows = [["KELAHIRAN TAHUN 2022"], *births(), [], ["KELAHIRAN TAHUN 2023"], *births()]
    read_one = of(tmp_path, rows, altered(BIRTHS, layout={"ignored_tables": ("TAHUN 2022$",)}))
    assert (rules(read_one), read_one.rows.num_rows, read_one.rows["_row"][0].as_py()) == ([], 36, 29)


def test_a_table_beside_an_empty_column_is_no_part_of_this_one(tmp_path: Path) -> None:
    beside = [[None, "Agama", "Perempuan"], *([None, f"Agama {n}", n] for n in range(30))]
    rows = [[*(own or [None] * 5), *other] for own, other in zip([*births(), *[None] * 8], beside, strict=True)]
    ignoring = altered(BIRTHS, layout={"ignored": (*BIRTHS.layout.ignored, "Agama", "Perempuan")})
    read_one = of(tmp_path, rows, ignoring)
    assert (rules(read_one), read_one.rows.num_rows) == ([], 36)
    assert found(judged(tmp_path, rows), "kepala.kolom_asing").count == 2


def test_text_is_read_for_a_workbook_only_where_that_is_agreed(tmp_path: Path) -> None:
    path = tmp_path / "kiriman.csv"
    path.write_text("\n".join(";".join(map(str, row)) for row in [*births(), ["Sumber: SIAK", "", "", "", ""]]))
    with pytest.raises(DeliveryRefused) as refusal:
        reading(path)
    assert refusal.value.finding.rule == "berkas.jenis_tidak_sesuai"
    read_one = reading(path, altered(BIRTHS, layout={"text": True}))
    assert (rules(read_one), read_one.rows.num_rows, read_one.notes) == ([], 36, ("Sumber: SIAK",))
    assert all(control.proven for control in read_one.controls)


def test_a_column_without_header_is_named_by_its_letter(tmp_path: Path) -> None:
    rows = [[None, *HEADER[1:]], *births()[1:]]
    lettered = altered(BIRTHS, {"kode_wilayah": {"origin": {"header": ("kolom A",)}}})
    read_one = of(tmp_path, rows, lettered)
    assert (rules(read_one), read_one.rows.num_rows) == ([], 36)


def test_a_table_without_header_is_read_by_letters(tmp_path: Path) -> None:
    contract = altered(
        BIRTHS,
        {
            "kode_wilayah": {"origin": {"header": ("kolom A",)}},
            "jenis_kelamin": {"origin": {"header": ("kolom B",)}},
            "jumlah_kelahiran": {"origin": {"header": ("kolom C",)}},
        },
        layout={"header_rows": 0, "unpivot": None, "totals": None, "ignored": ()},
    )
    read_one = of(tmp_path, [["DATA KELAHIRAN"], ["Wates", "L", 4], ["Gedongan", "P", 6]], contract)
    assert (rules(read_one), total(read_one), read_one.titles) == ([], 10, ("DATA KELAHIRAN",))


@pytest.mark.parametrize("tail", ["", ";", ";;;"])
def test_delimiters_at_the_end_of_the_lines_are_no_columns(tmp_path: Path, tail: str) -> None:
    lines = ("NO;Kelurahan;JK;JUMLAH", "1;Wates;L;12", "2;Jagalan;P;1.300")
    read_one = csv(tmp_path, "".join(f"{line}{tail}\n" for line in lines))
    assert (rules(read_one), read_one.rows.num_rows) == ([], 2)


@pytest.mark.parametrize("numbers", [["(1)", "(2)", "(3)", "(4)", "(5)"], [1, 2, 3, 4, 5]])
def test_a_row_that_numbers_the_columns_is_dropped(tmp_path: Path, numbers: list[Any]) -> None:
    read_one = of(tmp_path, [HEADER, numbers, *births()[1:]])
    assert (rules(read_one), read_one.rows.num_rows) == ([], 36)


def test_a_header_that_is_repeated_on_each_page_is_dropped(tmp_path: Path) -> None:
    rows = births()
    read_one = of(tmp_path, [*rows[:9], [], HEADER, *rows[9:]])
    assert (rules(read_one), read_one.rows.num_rows) == ([], 36)


# --- headers


@pytest.mark.parametrize("header", ["KELURAHAN", " kelurahan ", "Kelurahan\nVillage", "kelurahan\u00a0"])
def test_headers_are_compared_without_case_spaces_and_translations(tmp_path: Path, header: str) -> None:
    assert of(tmp_path, [[header, *HEADER[1:]], *births()[1:]]).rows.num_rows == 36


def test_a_missing_column_names_the_nearest(tmp_path: Path) -> None:
    verdict = judged(tmp_path, [["Kelurahan", "Laki-laki", "Peremp.", "Jumlah", "Persentase"], *births()[1:]])
    missing = found(verdict, "kepala.kolom_hilang")
    assert "'Peremp.'" in missing.suggestion
    assert "Kolom yang ada: Kelurahan, Laki-laki, Peremp., Jumlah, Persentase" in missing.message
    assert found(verdict, "kepala.kolom_asing").value == "Peremp."


def test_an_unknown_column_blocks_until_it_is_listed_as_ignored(tmp_path: Path) -> None:
    rows = [[*row, "x"] for row in births()]
    rows[0][-1] = "Petugas"
    assert found(judged(tmp_path, rows), "kepala.kolom_asing").cells == ("Sheet1!F1",)
    ignoring = altered(BIRTHS, layout={"ignored": ("Persentase", "Petugas")})
    assert judged(tmp_path, rows, ignoring).verdict == "accepted"


def test_data_without_a_header_blocks(tmp_path: Path) -> None:
    rows = births()
    rows[3] = [*rows[3], None, 7]
    assert found(judged(tmp_path, rows), "kepala.kolom_asing").value == ""


def test_a_doubled_column_blocks(tmp_path: Path) -> None:
    rows = [[*row, row[1]] for row in births()]
    assert found(judged(tmp_path, rows), "kepala.ganda").count == 2


def test_no_header_at_all(tmp_path: Path) -> None:
    finding = found(judged(tmp_path, [["a", "b"], [1, 2]]), "kepala.tidak_ditemukan")
    assert "Kelurahan" in finding.message


def test_a_merged_header_over_two_rows(tmp_path: Path) -> None:
    two = altered(BIRTHS, layout={"header_rows": 2})
    rows = births()
    header = [["Kelurahan", "Jenis Kelamin", None, "Jumlah", "Persentase"], [None, "Laki-laki", "Perempuan"]]
    merged = ["A1:A2", "B1:C1", "D1:D2", "E1:E2"]
    assert judged(tmp_path, [*header, *rows[1:]], two, merged=merged).verdict == "accepted"
    # Without the merge the banner stands over one column only: the other still ends in its own text.
    assert judged(tmp_path, [*header, *rows[1:]], two).verdict == "accepted"


def test_two_levels_of_header_become_two_columns(tmp_path: Path) -> None:
    columns = BIRTHS.model_dump(exclude_unset=True)["columns"]
    half = {
        **columns[1],
        "name": "semester",
        "label": "Semester",
        "key": 3,
        "origin": {"level": 1},
        "codes": {"1": ["Semester I"], "2": ["Semester II"]},
    }
    sex = {**columns[1], "origin": {"level": 2}}
    layout = {
        "header_rows": 2,
        "unpivot": {"levels": 2},
        "totals": {"rows": ("^Kota",), "columns": ("Jumlah", "L+P"), "required": True},
        "ignored": (),
    }
    contract = altered(BIRTHS, columns=[columns[0], half, sex, columns[2]], layout=layout)
    header = [
        ["Kelurahan", "Semester I", None, None, "Semester II", None, None, "Jumlah", None, None],
        [None, "L", "P", "L+P", "L", "P", "L+P", "L", "P", "Jumlah"],
    ]
    body = [[place.name, n, 2, n + 2, 3, 4, 7, n + 3, 6, n + 9] for n, place in enumerate(KELURAHAN.values())]
    city = ["Kota Mojokerto", *(sum(row[i] for row in body) for i in range(1, 10))]
    merged = ["A1:A2", "B1:D1", "E1:G1", "H1:J1"]
    good = of(tmp_path, [*header, *body, city], contract, merged=merged)
    assert (rules(good), good.rows.num_rows) == ([], 72)
    assert good.rows.slice(0, 4).to_pylist()[3]["semester"] == "2"
    assert {control.label: control.covers for control in controls(good, "kolom")} == {
        "Semester I > L+P": 2, "Semester II > L+P": 2, "Jumlah > L": 2, "Jumlah > P": 2, "Jumlah > Jumlah": 4,
    }  # fmt: skip
    body[5][9] += 1
    broken = judged(tmp_path, [*header, *body, city], contract, merged=merged)
    assert found(broken, "total.kolom").cells == ("Sheet1!J8",)


def yearly() -> Contract:
    """Births by year: the years stand in the header and are not listed in the contract."""
    columns = BIRTHS.model_dump(exclude_unset=True)["columns"]
    year = {**columns[1], "name": "tahun", "label": "Tahun", "type": "integer", "codes": None, "origin": {"level": 1}}
    totals = {"rows": ("^Kota",), "columns": ("Jumlah",), "required": True}
    layout = {"unpivot": {"levels": 1}, "header_rows": 1, "totals": totals, "ignored": ()}
    return altered(BIRTHS, columns=[columns[0], year, columns[2]], layout=layout, coverage=None)


@pytest.mark.parametrize("header", [[2023, 2022, 2021], ["2023*)", "2022r", "Tahun 2021"]])
def test_years_as_columns_need_no_list(tmp_path: Path, header: list[Any]) -> None:
    body = [[place.name, n, n + 1, n + 2, 3 * n + 3] for n, place in enumerate(KELURAHAN.values())]
    city = ["Kota Mojokerto", *(sum(row[i] for row in body) for i in range(1, 5))]
    read_one = of(tmp_path, [["Kelurahan", *header, "Jumlah"], *body, city], yearly())
    assert (rules(read_one), read_one.rows.num_rows) == ([], 54)
    assert read_one.rows["tahun"].to_pylist()[:3] == [2023, 2022, 2021]
    assert read_one.rows.slice(1, 1).to_pylist()[0]["_cell"] == "C2"
    assert [control.covers for control in controls(read_one, "kolom")] == [3]


def test_years_that_are_not_there_or_there_twice(tmp_path: Path) -> None:
    body = [[place.name, 1, 2] for place in KELURAHAN.values()]
    none = of(tmp_path, [["Kelurahan", "Laki-laki", "Perempuan"], *body], yearly())
    assert "kepala.kolom_hilang" in rules(none)
    twice = of(tmp_path, [["Kelurahan", 2023, 2023], *body], yearly())
    assert "kepala.ganda" in rules(twice)


def test_footnote_marks_in_headers_and_labels(tmp_path: Path) -> None:
    rows = births()
    rows[0] = ["Kelurahan*", "Laki-laki 1)", "Perempuan\u00b2", "Jumlah", "Persentase"]
    rows[2][0] = f"{rows[2][0]} 1)"
    read_one = of(tmp_path, rows)
    assert (rules(read_one), read_one.rows.num_rows) == ([], 36)


def test_two_columns_that_differ_by_their_footnote_only(tmp_path: Path) -> None:
    rows = [[row[0], row[1], row[1], *row[2:]] for row in births()]
    rows[0] = ["Kelurahan", "Laki-laki 1)", "Laki-laki 2)", "Perempuan", "Jumlah", "Persentase"]
    assert found(judged(tmp_path, rows), "kepala.ganda").count == 2


def test_a_total_row_without_a_label(tmp_path: Path) -> None:
    contract = altered(BIRTHS, layout={"totals": {"rows": ("^$",), "columns": ("Jumlah",), "required": True}})
    body = [row for row in births()[1:] if not str(row[0]).startswith(("Kecamatan", "Kota"))]
    total_ = [None, *(sum(row[i] for row in body) for i in (1, 2, 3)), 1.0]
    read_one = of(tmp_path, [HEADER, *body, total_], contract)
    assert (rules(read_one), [control.covers for control in controls(read_one)]) == ([], [18])


# --- sheets and titles


def test_sheets_are_chosen_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", births())
    book = openpyxl.load_workbook(path)
    book.create_sheet("Kosong")
    book.save(path)
    assert sheets.check(path).verdict == "accepted"
    book.create_sheet("Rekap")["A1"] = "data lain"
    book.save(path)
    assert "'Rekap'" in found(sheets.check(path), "lembar.tidak_dikenal").message
    ignoring = altered(BIRTHS, layout={"ignored_sheets": "rekap"})
    assert sheets.check(path, ignoring).verdict == "accepted"
    other = altered(BIRTHS, layout={"sheets": "Kelahiran"})
    assert "'Sheet1'" in found(sheets.check(path, other), "lembar.tidak_ada").message


def test_a_hidden_row_is_read_and_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", births())
    book = openpyxl.load_workbook(path)
    book["Sheet1"].row_dimensions[4].hidden = True
    book.save(path)
    verdict = sheets.check(path)
    assert (verdict.verdict, verdict.rows) == ("accepted", 36)
    assert "baris 4" in found(verdict, "lembar.tersembunyi").message


def test_the_kecamatan_may_be_the_sheet_and_the_year_a_title(tmp_path: Path) -> None:
    region = {"system": "kemendagri", "version": BIRTHS.columns[0].region.version, "level": "desa", "by": "name"}  # type: ignore[union-attr]
    contract = altered(
        BIRTHS,
        {"kode_wilayah": {"region": {**region, "parent": {"sheet": r"^\d+\. (.+)$"}}}},
        layout={"sheets": r"\d+\. .+", "totals": {"rows": ("^Jumlah",), "columns": ("Jumlah",), "required": False}},
        coverage=None,
    )
    rows = [HEADER, ["Wates", 1, 2, 3, 1.0], ["Kedundung", 3, 4, 7, 1.0]]
    assert of(tmp_path, rows, contract, sheet="02. Magersari").rows["kode_wilayah"][0].as_py() == "35.76.02.1010"
    wrong = judged(tmp_path, rows, contract, sheet="03. Kranggan")
    assert found(wrong, "wilayah.induk_tidak_cocok").count == 2
    title = altered(contract, {"jenis_kelamin": {}}, layout={})
    columns = [*title.model_dump(exclude_unset=True)["columns"]]
    columns.append({**columns[1], "name": "tahun_data", "label": "Tahun data", "codes": None, "key": None,
                    "pattern": r"\d{4}", "origin": {"title": r"TAHUN (\d{4})$"}})  # fmt: skip
    with_year = Contract.model_validate({**title.model_dump(exclude_unset=True), "columns": columns})
    good = of(tmp_path, [["Kelahiran tahun 2023"], *rows], with_year, sheet="02. Magersari")
    assert good.rows["tahun_data"].to_pylist() == ["2023"] * 4
    missing = judged(tmp_path, rows, with_year, sheet="02. Magersari")
    assert found(missing, "judul.tidak_cocok").column == "Tahun data"


def test_a_kecamatan_merged_over_its_rows_belongs_to_each(tmp_path: Path) -> None:
    region = {"system": "kemendagri", "version": BIRTHS.columns[0].region.version, "level": "desa", "by": "name"}  # type: ignore[union-attr]
    contract = altered(
        BIRTHS, {"kode_wilayah": {"region": {**region, "parent": {"header": ["Kecamatan"]}}}}, coverage=None
    )
    rows = [["Kecamatan", *HEADER], ["Magersari", "Wates", 1, 2, 3, 1.0], [None, "Kedundung", 3, 4, 7, 1.0],
            [None, "Kota Mojokerto", 4, 6, 10, 1.0]]  # fmt: skip
    assert rules(of(tmp_path, rows, contract, merged=["A2:A3"])) == []
    rows[1][0] = "Kranggan"
    assert found(judged(tmp_path, rows, contract, merged=["A2:A3"]), "wilayah.induk_tidak_cocok").count == 2


# --- totals


def test_a_wrong_subtotal_blocks_with_the_difference(tmp_path: Path) -> None:
    rows = births()
    rows[1][1] += 100
    rows[1][3] += 100
    finding = found(judged(tmp_path, rows), "total.baris")
    assert (finding.row, finding.cells) == (2, ("Sheet1!B2", "Sheet1!D2"))
    assert "B2 tertulis 235, rincian 135 (selisih 100)" in finding.message
    assert "baris 3 sampai 8" in finding.message


def test_a_wrong_detail_is_seen_in_all_its_totals(tmp_path: Path) -> None:
    rows = births()
    rows[4][1] *= 10
    verdict = judged(tmp_path, rows)
    assert found(verdict, "total.kolom").cells == ("Sheet1!D5",)
    assert sorted(f.row or 0 for f in verdict.findings if f.rule == "total.baris") == [2, 23]


def test_totals_below_their_details_and_nested_ones(tmp_path: Path) -> None:
    head, *body = births()
    below: list[sheets.Row] = [head]
    for start in range(0, 21, 7):
        kecamatan, *own = body[start : start + 7]
        below += [*own, kecamatan]
    read_one = of(tmp_path, [*below, body[-1]])
    assert rules(read_one) == []
    assert [c.covers for c in controls(read_one)] == [6, 6, 6, 18]


def test_a_table_without_its_total_rows_is_refused_when_they_are_required(tmp_path: Path) -> None:
    rows = [row for row in births() if not str(row[0]).startswith(("Kecamatan", "Kota"))]
    assert found(judged(tmp_path, rows), "total.tidak_ada").sheet == "Sheet1"
    optional = altered(BIRTHS, layout={"totals": {"rows": ("^Kota",), "columns": ("Jumlah",), "required": False}})
    assert judged(tmp_path, rows, optional).verdict == "accepted"


def test_total_rows_that_the_contract_does_not_know_are_not_loaded_silently(tmp_path: Path) -> None:
    free = altered(BIRTHS, {"kode_wilayah": {"region": None}}, coverage=None,
                   layout={"totals": {"rows": ("^Nihil$",), "columns": ("Jumlah",), "required": False}})  # fmt: skip
    rows = [HEADER, ["a", 10, 20, 30], ["b", 30, 10, 40], ["c", 5, 7, 12], ["d", 1, 1, 2]]
    assert judged(tmp_path, rows, free).verdict == "accepted"
    assert found(judged(tmp_path, [*rows, ["Seluruhnya", 46, 38, 84]], free), "total.tersamar").cell == "A6"
    assert found(judged(tmp_path, [*rows, ["JUMLAH", 45, 38, 83]], free), "total.tersamar").cell == "A6"


def test_a_proven_candidate_is_a_suggestion_only(tmp_path: Path) -> None:
    rows = births()
    rows[2] = [rows[2][0], "2 0", rows[2][2], rows[2][3], 1.0]
    finding = found(judged(tmp_path, rows), "angka.tidak_pasti")
    assert "Mungkin maksudnya 20: angka itu cocok dengan jumlah" in finding.suggestion
    rows[2][1] = "2 1"
    finding = found(judged(tmp_path, rows), "angka.tidak_pasti")
    assert "Mungkin maksudnya" not in finding.suggestion


def test_formulas_without_results_and_errors(tmp_path: Path) -> None:
    rows = births()
    rows[2][3] = "=SUM(B3:C3)"
    rows[3][1] = "#REF!"
    verdict = judged(tmp_path, rows)
    assert found(verdict, "rumus.tanpa_hasil").value == "=SUM(B3:C3)"
    assert found(verdict, "rumus.galat").cells == ("Sheet1!B4",)
    assert {f.rule for f in verdict.findings} == {"rumus.tanpa_hasil", "rumus.galat"}


# --- a messy layout reads back


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_table_in_the_messy_layout_reads_back(tmp_path: Path, data: st.DataObject) -> None:
    number = st.integers(0, 999_999)
    spelled = data.draw(
        st.sampled_from([str, float, int, lambda n: f"{n:,}".replace(",", "."), lambda n: f"{n:,}".replace(",", " ")])
    )
    contract = altered(BIRTHS, {"jumlah_kelahiran": {"maximum": None}})
    pairs = {code: (data.draw(number), data.draw(number)) for code in KELURAHAN}
    rows: list[list[Any]] = [
        [text] for text in data.draw(st.lists(st.sampled_from(["PEMERINTAH KOTA", "Tahun 2023", ""]), max_size=4))
    ]
    rows.append([data.draw(st.sampled_from([text, f"{text}\nInggris", f" {text.upper()} "])) for text in HEADER])
    if data.draw(st.booleans()):
        rows.append(["(1)", "(2)", "(3)", "(4)", "(5)"])
    above = data.draw(st.booleans())
    for code, name in sheets.KECAMATAN.items():
        inside = {c: pair for c, pair in pairs.items() if KELURAHAN[c].parent == code}
        own = [[f"01. {KELURAHAN[c].name.upper()}", *map(spelled, (*pair, sum(pair)))] for c, pair in inside.items()]
        sums = [sum(pair[i] for pair in inside.values()) for i in (0, 1)]
        subtotal = [f"Kecamatan {name}", *map(spelled, (*sums, sum(sums)))]
        rows += [subtotal, *own] if above else [*own, subtotal]
        rows += [[]] * data.draw(st.integers(0, 2))
    city = [sum(pair[i] for pair in pairs.values()) for i in (0, 1)]
    rows += [["Kota Mojokerto", *map(spelled, (*city, sum(city)))], ["Sumber: SIAK"], ["", "", "Mengetahui"]]
    read_one = of(tmp_path, rows, contract)
    assert rules(read_one) == []
    assert {
        (row["kode_wilayah"], row["jenis_kelamin"]): row["jumlah_kelahiran"] for row in read_one.rows.to_pylist()
    } == {
        (code, sex): value
        for code, pair in pairs.items()
        for sex, value in zip(("Laki-laki", "Perempuan"), pair, strict=True)
    }
    assert all(control.proven for control in read_one.controls)


# --- delimited text


def test_csv_rows_and_their_cells(tmp_path: Path) -> None:
    read_one = csv(tmp_path, "NO;Kelurahan;JK;JUMLAH\n1;Wates;L;12\n2;Jagalan;P;1.300\n\n")
    assert rules(read_one) == []
    assert read_one.rows.to_pylist()[1] == {
        "kode_wilayah": "35.76.03.1004",
        "jenis_kelamin": "Perempuan",
        "jumlah_kelahiran": 1300,
        "_sheet": None,
        "_row": 3,
        "_cell": "D3",
    }


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Kelurahan;JK\nWates;L\n", "kepala.kolom_hilang"),
        ("Kelurahan;JK;JUMLAH;RT\nWates;L;1;2\n", "kepala.kolom_asing"),
        ("Kelurahan;JK;JUMLAH;JK\nWates;L;1;P\n", "kepala.ganda"),
        ("Kelurahan;JK;JUMLAH\nWates;L;1;2\n", "berkas.baris_cacat"),
        ("Kelurahan,JK,JUMLAH\nWates,L,1\n", "kepala.kolom_hilang"),
    ],
)
def test_csv_that_is_not_as_agreed(tmp_path: Path, text: str, rule: str) -> None:
    assert rule in rules(csv(tmp_path, text))


def test_csv_encodings(tmp_path: Path) -> None:
    text = "Kelurahan;JK;JUMLAH\nWates;L;1\nMéri;P;2\n"
    assert "berkas.pengodean" not in rules(csv(tmp_path, text))
    assert "berkas.pengodean" in rules(csv(tmp_path, text, encoding="utf-8"))
    utf8 = altered(CSV, layout={"encoding": "utf-8"})
    assert "berkas.pengodean" not in rules(csv(tmp_path, text, utf8, encoding="utf-8-sig"))
    with pytest.raises(DeliveryRefused, match="baris 3"):
        csv(tmp_path, text, utf8, encoding="cp1252")
    with pytest.raises(DeliveryRefused, match="kutip"):
        csv(tmp_path, 'Kelurahan;JK;JUMLAH\n"Wates;L;1\n')


def test_a_csv_contract_refuses_a_workbook(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match="Excel") as error:
        reading(workbook(tmp_path / "a.csv", births()), CSV)
    assert error.value.finding.rule == "berkas.jenis_tidak_sesuai"


# --- records of an API


def api(folder: Path, records: list[dict[str, Any]]) -> Reading:
    path = folder / "kiriman.json"
    path.write_text(json.dumps({"dataset": BIRTHS.id, "period": "2023", "records": records}))
    return reading(path, API)


def test_records_of_an_api(tmp_path: Path) -> None:
    read_one = api(tmp_path, [{"id": 1, "wilayah": {"nama": "Wates"}, "jk": "L", "jumlah": 4}])
    assert rules(read_one) == []
    row = read_one.rows.to_pylist()[0]
    assert (row["kode_wilayah"], row["jumlah_kelahiran"], row["_row"], row["_cell"]) == (
        "35.76.02.1010",
        4,
        1,
        "1:jumlah",
    )


def test_drift_of_an_api_is_found(tmp_path: Path) -> None:
    read_one = api(tmp_path, [{"wilayah": {"nama": "Wates"}, "jk": "L", "jumlah_bayi": 4}])
    assert rules(read_one) == ["kepala.kolom_hilang", "kepala.kolom_asing"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from([BIRTHS, CSV, API]), st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path: Path, contract: Contract, content: bytes) -> None:
    path = tmp_path / "kiriman"
    path.write_bytes(content)
    assert sheets.check(path, contract).verdict == "rejected"
