"""Golden facts: figures of real files which are known to be true, or known to be wrong, asserted on what is read.

Each test names its fact. The figures were published with the files, or computed from them without the reader.
"""

import json
import math
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from documents import cells, column, findings, is_number, numbers
from facts import document

from sources import workbook
from sources.document import Table

pytestmark = pytest.mark.corpus

Pair = tuple[Any, Any]


def table(file: str, sheet: str | None = None) -> Table:
    """The only table of a file, or of one of its sheets."""
    (found,) = [item for item in document(file).tables if sheet in (None, item.sheet)]
    return found


def records(file: str, *letters: str) -> list[tuple[Any, ...]]:
    """Detail rows of a file with one table, cut down to some columns."""
    return list(zip(*(cells(table(file), letter) for letter in letters), strict=True))


def city(file: str) -> list[float]:
    """The numbers of the total row."""
    (row,) = [row for row in table(file).rows if row.kind == "total"]
    return [value for value in row.values if is_number(value)]


def letters_only(name: str) -> str:
    return re.sub("[^A-Z]", "", name.upper())


def test_g1_thousands_read_as_decimals_are_proven_by_the_totals_of_another_sheet(corpus: Path) -> None:
    file = "bdgkab_keluarga3204.xlsx"
    by_year: dict[int, float] = defaultdict(float)
    rows = table(file, "Series Row")
    for year, families in zip(cells(rows, "D"), cells(rows, "E"), strict=True):
        assert families < 100, "read as it stands, not multiplied in silence"
        by_year[year] += families * 1000
    stated = dict(zip(range(2018, 2024), table(file, "Series Column").rows[0].values[1:], strict=True))
    assert stated == {2018: 1170759, 2019: 1196250, 2020: 1172677, 2021: 1193072, 2022: 1220353, 2023: 1241546}
    assert {year: round(total, 6) for year, total in by_year.items()} == stated
    (doubt,) = [found for found in findings(document(file)) if found.rule == "angka.ribuan_terbaca_desimal"]
    assert (doubt.sheet, doubt.count) == ("Series Row", 186)
    assert "52419" in doubt.suggestion
    assert "Series Column" in doubt.suggestion


def test_g5_deaths_are_cell_for_cell_the_foreign_residents(corpus: Path) -> None:
    deaths, foreigners = (
        [(row.row, row.kind, row.values) for row in table(file).rows]
        for file in ("mjk03_kematian_kelurahan_2023_SALAH_ISI.xlsx", "mjk04_wna_kelurahan_2023.xlsx")
    )
    assert deaths == foreigners
    assert sum(len(values) for _, _, values in deaths) + 5 == 115  # with the header


def test_g6_dashes_are_zeros_because_the_total_row_says_so(corpus: Path) -> None:
    file = "mjk01_akta_bulanan_2023.xlsx"
    assert [math.fsum(numbers(table(file), letter)) for letter in "BCDEF"] == [4430, 575, 45, 12, 1588]
    assert city(file) == [4430, 575, 45, 12, 1588]
    assert column(table(file), "E").nulls == {"-": "nol"}


def test_g7_the_demographic_balance_implies_1302_deaths(corpus: Path) -> None:
    book = table("mjk09_penduduk_akhir_tahun_2022.xls", "Luas Wilayah")
    (before,) = numbers(book, "B", "total")
    born, came, left, after = (
        city(file)[2]
        for file in (
            "mjk02_kelahiran_kelurahan_2023.xlsx",
            "mjk05_penduduk_datang_2023.xlsx",
            "mjk06_penduduk_keluar_2023.xlsx",
            "mjk07_penduduk_wni_kelurahan_2023.xlsx",
        )
    )
    assert (before, born, came, left, after) == (140730, 1865, 2544, 2052, 141785)
    assert before + born + came - left - after == 1302
    assert city("mjk03_kematian_kelurahan_2023_SALAH_ISI.xlsx")[2] == 35


def test_g8_a_misplaced_space_is_a_finding_that_the_row_itself_settles(corpus: Path) -> None:
    file = "mjk07_penduduk_wni_kelurahan_2023.xlsx"
    assert city(file)[:3] == [70490, 71295, 141785]
    doubts = {found.cell: found for found in findings(document(file)) if found.rule == "angka.tidak_pasti"}
    assert {cell: found.value for cell, found in doubts.items()} == {"B22": "7 52", "C22": "8 25"}
    assert "752" in doubts["B22"].suggestion
    assert "825" in doubts["C22"].suggestion
    (row,) = [row for row in table(file).rows if row.row == 22]
    assert row.values[1:4] == (None, None, 752 + 825)


def test_g9_formulas_and_merged_cells(corpus: Path) -> None:
    file = "mjk13_penduduk_2023_rumus_merge.xlsx"
    (grid,) = workbook.read(corpus / file, file).sheets
    assert (len(grid.formulas), len(grid.merged)) == (52, 8)
    assert city(file)[:3] == [70490, 71295, 141785]
    assert [math.fsum(numbers(table(file), letter)) for letter in "DEF"] == [70490, 71295, 141785]
    assert not [found for found in findings(document(file)) if found.rule.startswith("rumus.")]


def test_g10_a_page_saved_as_xls_joins_39_areas_with_42_numbers_each(corpus: Path) -> None:
    file = "mjk14_penduduk_jk_kabkota_jatim_HTML.xls"
    assert document(file).format == "html"
    rows = table(file).rows
    assert len(rows) == 39
    assert {len([value for value in row.values if is_number(value)]) for row in rows} == {42}
    years = [item.path[-1] for item in table(file).columns[1:]]
    assert years == [str(year) for year in range(2023, 2009, -1)] * 3
    assert [item.path[-2] for item in table(file).columns[1::14]] == ["L", "P", "L+P"]


def test_g11_text_and_number_of_two_files_are_equal_in_all_five_years(corpus: Path) -> None:
    texts = table("mjk16_pdrb_pengeluaran_adhk.xlsx").rows[0].values
    figures = table("mjk18_konsumsi_rt.xlsx").rows[1].values
    assert texts[0] == "Konsumsi Rumah Tangga"
    assert texts[1:] == figures[1:] == (3356940.38, 3248832.38, 3359049.51, 3613284.51, 3803908.83)


def test_g12_an_index_of_three_decimals_stays_one(corpus: Path) -> None:
    values = [value for letter in "BCD" for value in numbers(table("mjk20_ikg_jatim.xlsx"), letter)]
    assert len(values) == 39 * 3
    assert values[0] == 0.46
    assert max(values) < 1


def test_g13_village_revenue_keeps_what_checks_must_find(corpus: Path) -> None:
    file = "bdgkab_pendapatan_desa.xlsx"
    rows = records(file, "B", "C", "D", *"EFGHIJK")
    assert len(rows) == 270 * 3
    assert len({row[:2] for row in rows}) == 275
    # Villages of other kecamatan share these names.
    funds = {(village, year, fund) for _, village, year, _, fund, *_ in rows}
    assert {("MEKARSARI", 2022, 130035101100), ("SUKAMENAK", 2022, 1062320), ("PINGGIRSARI", 2022, 0)} <= funds
    by_village: dict[Pair, dict[int, tuple[Any, ...]]] = defaultdict(dict)
    for kecamatan, village, year, *revenue in rows:
        by_village[kecamatan, village][year] = tuple(revenue)
    assert sum(2021 in years and years[2021] == years.get(2022) for years in by_village.values()) == 79


def test_g14_a_bridge_of_two_code_systems_with_one_false_link(corpus: Path) -> None:
    rows = records("bdgkota_jumlah_kk_kelurahan_2kode.csv", "E", "I", "K", "L", "M")
    assert len(rows) == 2262
    assert len({row[:2] for row in rows}) == 151
    assert len({row[0] for row in rows}) == 150
    assert [(int(year), int(half)) for _, _, families, half, year in rows if families == 0] == [(2023, 2)] * 2
    covered = Counter((int(year), int(half)) for _, _, _, half, year in rows)
    assert [period for period, kelurahan in sorted(covered.items()) if kelurahan == 150] == [
        (2018, 2),
        (2020, 2),
        (2022, 2),
    ]
    assert set(covered.values()) == {150, 151}


def test_g15_visitors_and_guests_make_the_provincial_table_in_six_years_of_eleven(corpus: Path) -> None:
    sums: dict[Pair, int] = defaultdict(int)
    for file in ("jabar_pengunjung_objek_wisata.csv", "jabar_tamu_akomodasi_wisata.csv"):
        for kind, count, year in records(file, "F", "G", "I"):
            sums[int(year), kind] += count
    kinds = {"NUSANTARA": "WISATAWAN DOMESTIK", "MANCANEGARA": "WISATAWAN MANCANEGARA"}
    province = {
        (int(year), kind): count
        for kind, count, year in records("jabar_wisatawan_kategori_prov.csv", "D", "E", "G")
        if int(year) >= 2014
    }
    off = {
        (year, kind): total - province[year, kinds[kind]]
        for (year, kind), total in sums.items()
        if total != province[year, kinds[kind]]
    }
    assert province[2014, "WISATAWAN DOMESTIK"] == 33617999 + 14374089
    assert province[2014, "WISATAWAN MANCANEGARA"] == 1059904 + 902735
    assert off == {
        (2016, "NUSANTARA"): 2736551,
        (2017, "NUSANTARA"): 157651,
        (2018, "NUSANTARA"): 13823704,
        (2020, "NUSANTARA"): -77841,
        (2023, "NUSANTARA"): 3397916,
        (2016, "MANCANEGARA"): 20688,
        (2017, "MANCANEGARA"): 10,
        (2018, "MANCANEGARA"): -8,
        (2020, "MANCANEGARA"): -3852,
    }
    visits = records("jabar_pengunjung_objek_wisata.csv", "F", "I")
    assert not [kind for kind, year in visits if (kind, int(year)) == ("MANCANEGARA", 2018)]


def test_g17_small_cells_survive_the_reading(corpus: Path) -> None:
    villages = table("jabar_gis_dukcapil_desa.xlsx")
    small = {item.name: sum(1 <= value <= 4 for value in numbers(villages, item.letter)) for item in villages.columns}
    assert sum(small[name] for name in ("Islam", "Kristen", "Katholik", "Hindu", "Buddha", "Konghuchu")) == 2806
    assert sum(small.values()) == 34888


def test_g18_codes_of_two_systems_collide_256_times(corpus: Path) -> None:
    ours = {code.replace(".", ""): name for code, _, name in records("ref_kemendagri_desa.csv", "A", "B", "C")}
    theirs = {str(code): name for code, name in records("ref_bps_mfd_2023_1_jabar.csv", "F", "G")}
    both = ours.keys() & theirs.keys()
    assert len(both) == 256
    assert not [code for code in both if letters_only(ours[code]) == letters_only(theirs[code])]


def test_g18_names_agree_in_5872_of_5957_villages(corpus: Path) -> None:
    kabkota = dict(records("ref_kemendagri_kabkota.csv", "A", "C"))
    kecamatan = dict(records("ref_kemendagri_kecamatan.csv", "A", "C"))
    ours = {
        tuple(map(letters_only, (kabkota[parent[:5]].removeprefix("KABUPATEN "), kecamatan[parent], name)))
        for code, parent, name in records("ref_kemendagri_desa.csv", "A", "B", "C")
        if code.startswith("32.")
    }
    theirs = records("ref_bps_mfd_2023_1_jabar.csv", "B", "D", "G")
    assert len(theirs) == 5957
    assert sum(tuple(map(letters_only, names)) in ours for names in theirs) == 5872


def test_g19_kecamatan_of_an_interface_add_up_to_the_city(corpus: Path) -> None:
    """The interface answers JSON, which is no spreadsheet: the key of a figure is made of five parts."""
    answer = json.loads((corpus / "bps_webapi_data_dinamis_var31.fixture.json").read_text())
    places = {str(place["val"]): place["label"] for place in answer["vervar"]}
    sums: dict[str, list[float]] = defaultdict(list)
    for place in places:
        for key, value in answer["datacontent"].items():
            if key.startswith(place + str(answer["var"][0]["val"])):
                sums[key.removeprefix(place)].append(value)
    assert sorted(max(values) for values in sums.values()) == [274838, 277054]
    assert all(len(values) == 9 and sum(values) == 2 * max(values) for values in sums.values())


def test_g20_an_export_without_rows_blocks(corpus: Path) -> None:
    empty = document("bps_tindak_pidana_2014_KOSONG.csv")
    assert [len(item.rows) for item in empty.tables] in ([], [0])
    assert [found.rule for found in findings(empty) if found.severity == "blocker"] == ["data.kosong"]
