"""Patterns that no single file shows: a contract, a list of regions or earlier deliveries must be held against them."""

from pathlib import Path

import pytest
from series import WIDE, Office, Rows, grown, places, rules
from sheets import BIRTHS, CSV, HEADER, KECAMATAN, KELURAHAN, altered, births, check, found, judged

from quality.history import Known
from quality.intake import Verdict

pattern = pytest.mark.pattern


def year_before(office: Office, rows: Rows, years: tuple[str, ...] = ("2021", "2022")) -> Rows:
    """Deliver ordinary years; the figures of the year after them."""
    for year in years:
        assert office.sends(year, rows).findings == ()
        rows = grown(rows, int(year))
    return rows


def with_total(men: int, women: int) -> list[int]:
    return [men, women, men + women]


def digit_lost(rows: Rows) -> Rows:
    """61,340 became 6,134; the total was made of what stands there, so that the row adds up."""
    men, women, _ = rows["Tempat 005"]
    return rows | {"Tempat 005": with_total(men // 10, women)}


@pattern(18)
def test_a_lost_digit_shows_against_last_year(tmp_path: Path) -> None:
    office = Office(tmp_path)
    rows = year_before(office, places(30))
    verdict = office.sends("2023", digit_lost(rows))
    item = found(verdict, "riwayat.digit")
    assert (item.severity, item.cells, item.column) == ("hold", ("B6",), "Penduduk laki-laki")
    assert verdict.verdict == "rejected"


def thousands_of_rupiah(rows: Rows) -> Rows:
    """Transfers in rupiah; one village writes thousands of rupiah, one a number with three zeros too many."""
    money = {name: [n * 250_000 for n in numbers] for name, numbers in rows.items()}
    money["Tempat 003"][0] //= 1000
    money["Tempat 009"][0] *= 1000
    return money


@pattern(19)
def test_two_units_in_one_column_show_in_the_column_itself(tmp_path: Path) -> None:
    verdict = Office(tmp_path, altered(WIDE, balances=())).sends("2023", thousands_of_rupiah(places(60)))
    item = found(verdict, "angka.satuan_bercampur")
    assert (item.severity, set(item.cells)) == ("hold", {"B4", "B10"})


def codes_shifted_by_a_row(folder: Path) -> Verdict:
    """Valid codes, each beside the name of the next kelurahan."""
    places = list(KELURAHAN.values())[:6]
    region = {**BIRTHS.columns[0].region.model_dump(exclude_unset=True), "by": "code"}  # type: ignore[union-attr]
    contract = altered(
        BIRTHS,
        {"kode_wilayah": {"origin": {"header": ["Kode"]}, "region": {**region, "name": {"header": ["Kelurahan"]}}}},
        coverage=None,
        layout={"totals": {"rows": ("^Jumlah",), "columns": ("Jumlah",), "required": False}},
    )
    rows = [[a.code, b.name, 10, 20, 30, 1.0] for a, b in zip(places, [*places[1:], places[0]], strict=True)]
    return judged(folder, [["Kode", *HEADER], *rows], contract)


@pattern(20)
def test_valid_codes_beside_the_wrong_names_block(tmp_path: Path) -> None:
    item = found(codes_shifted_by_a_row(tmp_path), "wilayah.nama_tidak_cocok")
    assert (item.severity, item.count) == ("blocker", 6)


@pattern(36)
def test_the_table_of_another_dataset_under_this_title(tmp_path: Path) -> None:
    foreigners = Office(tmp_path, altered(WIDE, id="wna", title="Warga negara asing"))
    rows = places(18, size=30)
    assert foreigners.sends("2023", rows).verdict == "accepted"
    deaths = Office(tmp_path, known=Known(fingerprints=foreigners.known.fingerprints))
    item = found(deaths.sends("2023", rows), "salinan.dataset_lain")
    assert item.severity == "hold"
    assert "Warga negara asing" in item.message


@pattern(36)
def test_one_column_of_last_year_in_a_new_table(tmp_path: Path) -> None:
    office = Office(tmp_path)
    before = places(30)
    now = year_before(office, before, ("2022",))
    copied = {name: with_total(numbers[0], before[name][1]) for name, numbers in now.items()}
    assert found(office.sends("2023", copied), "salinan.kolom").column == "Penduduk perempuan"


@pattern(37)
def test_villages_that_sent_last_years_figures_again(tmp_path: Path) -> None:
    office = Office(tmp_path)
    before = places(30)
    now = year_before(office, before, ("2022",))
    item = found(
        office.sends("2023", now | {name: before[name] for name in list(before)[:9]}), "riwayat.salinan_sebagian"
    )
    assert (item.severity, item.count) == ("warning", 9)


@pattern(38)
def test_growth_that_is_the_same_everywhere_is_a_projection(tmp_path: Path) -> None:
    office = Office(tmp_path)
    first = places(30)
    for step in range(4):
        rows = {name: with_total(*(round(n * 1.0619**step) for n in both[:2])) for name, both in first.items()}
        verdict = office.sends(f"{2020 + step}", rows)
    assert rules(verdict)["riwayat.proyeksi"] == "hold"


def of_kelurahan(folder: Path, lines: list[str], kinds: tuple[str, ...] = ("kelurahan",)) -> Verdict:
    path = folder / "kelahiran.csv"
    path.write_text("Kelurahan;JK;JUMLAH;NO\n" + "".join(f"{line};{n}\n" for n, line in enumerate(lines, 1)))
    return check(path, altered(CSV, coverage={"column": "kode_wilayah", "kinds": list(kinds)}))


def all_kelurahan() -> list[str]:
    return [f"{row[0]};L;{row[1]}" for row in births()[1:-1] if not row[0].startswith("Kecamatan ")]


@pattern(39)
def test_missing_villages_are_named(tmp_path: Path) -> None:
    lines = [line for line in all_kelurahan() if not line.startswith(("Wates;", "Meri;"))]
    item = found(of_kelurahan(tmp_path, lines), "wilayah.kurang")
    assert item.severity == "blocker"
    assert "2 dari 18" in item.message
    assert "Wates" in item.message
    assert "Meri" in item.message


@pattern(39)
def test_villages_that_do_not_belong_here_are_named(tmp_path: Path) -> None:
    item = found(of_kelurahan(tmp_path, all_kelurahan(), ("desa",)), "wilayah.berlebih")
    assert item.count == 18


@pattern(39)
def test_a_zero_where_every_other_place_has_many(tmp_path: Path) -> None:
    """No RT at all in a village with nine RW."""
    rows = {name: with_total(men + 2000, women + 2000) for name, (men, women, _) in places(60).items()}
    rows["Tempat 008"] = with_total(0, rows["Tempat 008"][1])
    item = found(Office(tmp_path).sends("2023", rows), "angka.nol_janggal")
    assert (item.severity, item.cells) == ("warning", ("B9",))


@pattern(40)
def test_a_delivery_without_rows_is_rejected(tmp_path: Path) -> None:
    verdict = of_kelurahan(tmp_path, [])
    assert (verdict.verdict, verdict.rows) == ("rejected", 0)
    assert found(verdict, "data.kosong").severity == "blocker"


@pattern(43)
def test_a_kecamatan_that_older_tables_do_not_have_is_missed(tmp_path: Path) -> None:
    """A table from before the kecamatan was split off names its kelurahan under the old one, or not at all."""
    new = next(code for code, name in KECAMATAN.items() if name == "Kranggan")
    own = [place.name for place in KELURAHAN.values() if place.parent == new]
    lines = [line for line in all_kelurahan() if line.partition(";")[0] not in own]
    item = found(of_kelurahan(tmp_path, lines), "wilayah.kurang")
    assert all(name in item.message for name in own[:3])


@pattern(43)
def test_a_table_by_kecamatan_from_before_the_split_is_incomplete(tmp_path: Path) -> None:
    region = {**BIRTHS.columns[0].region.model_dump(exclude_unset=True), "level": "kecamatan"}  # type: ignore[union-attr]
    contract = altered(
        CSV, {"kode_wilayah": {"region": region}}, coverage={"column": "kode_wilayah", "kinds": ["kecamatan"]}
    )
    path = tmp_path / "2013.csv"
    path.write_text("Kelurahan;JK;JUMLAH;NO\nPrajurit Kulon;L;20;1\nMagersari;L;30;2\n")
    item = found(check(path, contract), "wilayah.kurang")
    assert "Kranggan" in item.message
