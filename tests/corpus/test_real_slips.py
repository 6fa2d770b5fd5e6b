"""What rules of history and of magnitude say of real published tables: the slips that are known, and no others."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from series import rules
from sheets import BIRTHS, TENANT, YEAR, altered, found
from yearly import contract, deliver

from quality.history import Earlier, Known
from quality.intake import examine

pytestmark = pytest.mark.corpus

VILLAGE = ["namakec", "namadesa"]


def workbook(path: Path) -> list[dict[str, Any]]:
    """Rows of a village table by its header, each village of a year once."""
    lines = openpyxl.load_workbook(path).active.values
    header = next(lines)
    rows = [dict(zip(header, line, strict=True)) for line in lines]
    years = {(r["tahun"], *(str(r[name]).strip() for name in VILLAGE)): r | {"periode": r["tahun"]} for r in rows}
    return list(years.values())


def semesters(path: Path) -> Iterator[dict[str, Any]]:
    """Family heads by kelurahan; those that share a code in the file lie in other kecamatan."""
    with path.open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            place = f"{row['bps_nama_kecamatan']} {row['bps_desa_kelurahan']}"
            yield {"kelurahan": place, "jumlah_kk": row["jumlah_kk"], "periode": f"{row['tahun']}-S{row['semester']}"}


def test_deaths_that_are_foreign_residents(corpus: Path, tmp_path: Path) -> None:
    """Golden fact G5."""
    dashes = {"jumlah_kelahiran": {"nulls": {"-": "nol"}}}
    residents = altered(BIRTHS, dashes, id="wna", title="Jumlah warga negara asing")
    deaths = altered(BIRTHS, dashes, id="kematian", title="Jumlah kematian")
    first = corpus / "mjk04_wna_kelurahan_2023.xlsx"
    verdict = examine(first, first.name, residents, YEAR, TENANT, tmp_path / "a.parquet")
    assert verdict.fingerprints
    known = Known(
        fingerprints=tuple(
            Earlier(print_.digest, "wna", residents.title, "2023", YEAR.end, print_.column)
            for print_ in verdict.fingerprints
        )
    )
    second = corpus / "mjk03_kematian_kelurahan_2023_SALAH_ISI.xlsx"
    verdict = examine(second, "Jumlah Kematian.xlsx", deaths, YEAR, TENANT, tmp_path / "b.parquet", known)
    item = found(verdict, "salinan.dataset_lain")
    assert (item.severity, verdict.verdict) == ("hold", "rejected")
    assert "Jumlah warga negara asing" in item.message
    births = corpus / "mjk02_kelahiran_kelurahan_2023.xlsx"
    assert examine(births, births.name, BIRTHS, YEAR, TENANT, tmp_path / "c.parquet", known).verdict == "accepted"


def test_village_funds_in_other_units_and_copied(corpus: Path, tmp_path: Path) -> None:
    """Golden fact G13: 130,035,101,100 and 1,062,320 rupiah, a zero, and 79 villages copied from 2021."""
    sums = ["pad", "dd", "pajak_dan_retribusi", "alokasi_dd", "bantuan_prov", "bantuan_kabkot", "lainnya"]
    agreed = contract("pendapatan_desa", VILLAGE, sums)
    rows = workbook(corpus / "bdgkab_pendapatan_desa.xlsx")
    by_year = deliver(tmp_path, agreed, rows, waived=["angka.satuan_bercampur"])
    for year in ("2021", "2022"):
        (item,) = [f for f in by_year[year].findings if f.rule == "angka.satuan_bercampur" and f.column == "dd"]
        assert item.severity == "hold"
        assert {"130035101100", "1062320"} <= {cell(tmp_path, agreed.id, year, name) for name in item.cells}
        assert "maksudnya 1.062.320.000" in item.suggestion
    (zero,) = [f for f in by_year["2022"].findings if f.rule == "angka.nol_janggal" and f.column == "dd"]
    assert zero.value == "0"
    copied = found(by_year["2022"], "riwayat.salinan_sebagian")
    assert copied.count == 79


def cell(folder: Path, dataset: str, year: str, name: str) -> str:
    line = (folder / f"{dataset} {year}.csv").read_text().splitlines()[int(name[1:]) - 1]
    return line.split(";")["ABCDEFGHI".index(name[0])]


def test_families_of_eight_years_are_silent_but_for_two_zeros(corpus: Path, tmp_path: Path) -> None:
    """Golden fact G14: two zeros in 2023-2; all other semesters are ordinary."""
    agreed = contract("jumlah_kk", ["kelurahan"], ["jumlah_kk"], "semester")
    by_period = deliver(tmp_path, agreed, semesters(corpus / "bdgkota_jumlah_kk_kelurahan_2kode.csv"))
    assert len(by_period) == 15
    told = {period: rules(verdict) for period, verdict in by_period.items() if verdict.findings}
    assert not [rule for found in told.values() for rule, severity in found.items() if severity in ("blocker", "hold")]
    assert told["2023-S2"]["angka.nol_janggal"] == "warning"


@pytest.mark.parametrize("name", ["jabar_pengunjung_objek_wisata.csv", "jabar_tamu_akomodasi_wisata.csv"])
def test_visitors_jump_and_are_let_pass(corpus: Path, tmp_path: Path, name: str) -> None:
    """Wild by nature: jumps are told (82 of 426 of them in the attractions), copied years too, nothing is held."""
    with (corpus / name).open(encoding="utf-8-sig") as lines:
        rows = [row | {"periode": row["tahun"]} for row in csv.DictReader(lines)]
    agreed = contract("pengunjung", ["kode_kabupaten_kota", "jenis_wisatawan"], ["jumlah_pengunjung"])
    by_year = deliver(tmp_path, agreed, rows)
    severities = {item.severity for verdict in by_year.values() for item in verdict.findings}
    assert severities == {"warning"}
    assert "riwayat.salinan_sebagian" in rules(by_year["2015"])


def test_a_population_ten_times_too_large(corpus: Path, tmp_path: Path) -> None:
    agreed = contract("penduduk_jk", VILLAGE, ["jumlah_penduduk", "jumlah_laki", "jumlah_perempuan"])
    by_year = deliver(tmp_path, agreed, workbook(corpus / "bdgkab_penduduk_jk.xlsx"), waived=["riwayat.digit"])
    items = [item for item in by_year["2023"].findings if item.rule == "riwayat.digit"]
    assert [(item.column, item.value) for item in items] == [("jumlah_laki", "30787")]
    assert "sekitar 3.079" in items[0].suggestion


def test_schools_may_stay_as_they_are(corpus: Path, tmp_path: Path) -> None:
    """Small counts hardly change: another year of the same schools is told, not held."""
    kinds = ["jumlah_sd", "jumlah_smp", "jumlah_paud"]
    rows = workbook(corpus / "bdgkab_jumlah_sekolah.xlsx")
    agreed = contract("jumlah_sekolah", VILLAGE, kinds)
    again = [*rows, *(row | {"periode": "2024"} for row in rows)]
    by_year = deliver(tmp_path, agreed, again)
    assert rules(by_year["2024"]) == {"salinan.tidak_berubah": "warning"}
