"""What earlier deliveries say about a new one: units, digits, jumps, copies, projections; ordinary change is not."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from series import WIDE, Office, Rows, grown, places, rules
from sheets import altered, found

from quality.history import Known, Waiver
from quality.intake import settle


@pytest.fixture(scope="module")
def three_years(tmp_path_factory: pytest.TempPathFactory) -> tuple[Known, Rows]:
    """What is known after three ordinary years of thirty places, and the figures of the year after them."""
    office = Office(tmp_path_factory.mktemp("riwayat"))
    rows = places(30)
    for year in ("2020", "2021", "2022"):
        assert office.sends(year, rows).findings == ()
        rows = grown(rows, int(year))
    return office.known, rows


@pytest.fixture
def office(tmp_path: Path, three_years: tuple[Known, Rows]) -> Office:
    return Office(tmp_path, known=three_years[0])


@pytest.fixture
def rows(three_years: tuple[Known, Rows]) -> Rows:
    return {name: list(numbers) for name, numbers in three_years[1].items()}


def with_total(men: float, women: float) -> list[float]:
    return [men, women, men + women]


def test_an_ordinary_year_is_silent(office: Office, rows: Rows) -> None:
    assert (verdict := office.sends("2023", rows)).findings == ()
    assert verdict.verdict == "accepted"


def test_a_lost_digit_is_held_with_the_likely_number(office: Office, rows: Rows) -> None:
    men, women, _ = rows["Tempat 007"]
    rows["Tempat 007"] = with_total(men, women // 10)
    verdict = office.sends("2023", rows)
    assert rules(verdict) == {"riwayat.digit": "hold"}
    item = found(verdict, "riwayat.digit")
    assert (item.cells, item.column, verdict.verdict) == (("C8",), "Penduduk perempuan", "rejected")
    assert f"C8: sekitar {women // 10 * 10:,}".replace(",", ".") in item.suggestion


def test_a_whole_column_in_another_unit_is_one_finding(office: Office, rows: Rows) -> None:
    rows = {name: [*(n * 1000 for n in numbers)] for name, numbers in rows.items()}
    verdict = office.sends("2023", rows)
    assert rules(verdict) == {"riwayat.skala": "hold"}
    assert len(verdict.findings) == 3
    assert "1.000 kali lebih besar daripada Tahun 2022" in verdict.findings[0].message
    assert verdict.findings[0].count == 30


def test_a_jump_is_told_and_does_not_stop(office: Office, rows: Rows) -> None:
    men, women, _ = rows["Tempat 003"]
    rows["Tempat 003"] = with_total(men * 33, women)
    rows["Tempat 004"] = with_total(0, rows["Tempat 004"][1])
    verdict = office.sends("2023", rows)
    item = next(i for i in verdict.findings if i.column == "Penduduk laki-laki")
    assert (item.rule, item.severity, item.cells) == ("riwayat.lonjakan", "warning", ("B4", "B5"))
    assert verdict.verdict == "accepted_with_notes"


def test_small_counts_may_do_what_they_like(tmp_path: Path) -> None:
    office = Office(tmp_path)
    few = {f"Tempat {n}": with_total(3, n % 4) for n in range(40)}
    many = {f"Tempat {n}": with_total(40, 30 + n % 3) for n in range(40)}
    assert office.sends("2022", few).verdict == "accepted"
    assert office.sends("2023", many).findings == ()


def test_columns_that_are_never_steady_have_no_lost_digits(tmp_path: Path) -> None:
    office = Office(tmp_path)
    assert office.sends("2022", places(30)).verdict == "accepted"
    wild = {n: with_total(m * 5 if i % 2 else m // 4, w) for i, (n, (m, w, _)) in enumerate(places(30).items())}
    wild["Tempat 001"] = with_total(places(30)["Tempat 001"][0] * 10, places(30)["Tempat 001"][1])
    assert "riwayat.digit" not in rules(office.sends("2023", wild))


def test_what_only_last_year_had_wrong_is_not_held_against_this_year(office: Office, rows: Rows) -> None:
    men, women, _ = rows["Tempat 007"]
    wrong = rows | {"Tempat 007": with_total(men // 10, women)}
    waiver = Waiver(1, "2023", "riwayat.digit", None, "Pemekaran", dt.date(2999, 1, 1))
    office.known = replace(office.known, waivers=(waiver,))
    assert office.sends("2023", wrong).verdict == "accepted_with_notes"
    assert office.sends("2024", grown(rows, 9)).findings == ()


def test_when_the_only_year_before_is_the_strange_one_nothing_is_held(tmp_path: Path, rows: Rows) -> None:
    office = Office(tmp_path)
    men, women, _ = rows["Tempat 007"]
    assert office.sends("2022", rows | {"Tempat 007": with_total(men * 10, women)}).verdict == "accepted"
    assert set(rules(office.sends("2023", grown(rows, 3))).values()) == {"warning"}


def test_villages_copied_from_last_year(office: Office, rows: Rows) -> None:
    old = rows
    assert office.sends("2023", old).findings == ()
    new = grown(old, 77) | {name: old[name] for name in list(old)[:9]}
    verdict = office.sends("2024", new)
    item = found(verdict, "riwayat.salinan_sebagian")
    assert (item.severity, item.count, item.cells[0]) == ("warning", 9, "B2")
    assert "9 dari 30 (30 %)" in item.message


def test_constant_growth_is_a_projection(tmp_path: Path) -> None:
    first = places(30)

    def year(step: int) -> Rows:
        return {name: with_total(*(round(n * 1.0619**step) for n in numbers[:2])) for name, numbers in first.items()}

    office = Office(tmp_path)
    for step in range(3):
        assert office.sends(f"{2020 + step}", year(step)).verdict == "accepted"
    verdict = office.sends("2023", year(3))
    assert set(rules(verdict).items()) == {("riwayat.proyeksi", "hold")}
    assert "status_angka" in verdict.findings[0].suggestion
    said = altered(WIDE, publication={"status_angka": "proyeksi"})
    office.contract = said
    assert office.sends("2023", year(3)).findings == ()


# --- copies


def test_a_copy_of_last_year_is_held(office: Office, rows: Rows) -> None:
    assert office.sends("2023", rows).findings == ()
    verdict = office.sends("2024", dict(reversed(rows.items())))
    item = found(verdict, "salinan.periode_lain")
    assert (item.severity, item.count, verdict.verdict) == ("hold", 90, "rejected")
    assert "Tahun 2023" in item.message


def test_small_numbers_that_stay_are_only_told(tmp_path: Path) -> None:
    office = Office(tmp_path)
    posts = {f"Tempat {n}": with_total(n % 7, n % 5) for n in range(40)}
    assert office.sends("2022", posts).verdict == "accepted"
    assert rules(office.sends("2023", posts)) == {"salinan.tidak_berubah": "warning"}


def test_one_column_of_last_year(office: Office, rows: Rows) -> None:
    old = rows
    assert office.sends("2023", old).findings == ()
    new = {name: with_total(numbers[0], old[name][1]) for name, numbers in grown(old, 5).items()}
    item = found(office.sends("2024", new), "salinan.kolom")
    assert (item.severity, item.column, item.cell) == ("hold", "Penduduk perempuan", "C2")


def test_another_dataset_under_this_title_even_when_that_one_was_rejected(tmp_path: Path) -> None:
    """Found in Kota Mojokerto: the table of deaths was the table of foreign residents."""
    strict = {"laki_laki": {"maximum": 20}}
    foreign = Office(tmp_path, altered(WIDE, strict, id="wna", title="Warga negara asing"))
    rows = {f"Tempat {n}": [0, 0, 0] for n in range(18)}
    for name, men in (("Tempat 3", 1), ("Tempat 8", 28), ("Tempat 10", 1), ("Tempat 11", 4)):
        rows[name] = with_total(men, 0)
    rows["Tempat 4"] = with_total(0, 1)
    assert foreign.sends("2023", rows).verdict == "rejected"
    deaths = Office(tmp_path)
    deaths.known = Known(fingerprints=foreign.known.fingerprints)
    verdict = deaths.sends("2023", rows)
    item = found(verdict, "salinan.dataset_lain")
    assert (item.severity, verdict.verdict) == ("hold", "rejected")
    assert "Warga negara asing periode Tahun 2023" in item.message


@pytest.mark.parametrize(
    "rows", [places(5), {f"T{n}": [0, 0, 0] for n in range(30)}, {f"T{n}": [7, 7, 14] for n in range(30)}]
)
def test_small_empty_and_constant_tables_have_no_fingerprint(tmp_path: Path, rows: Rows) -> None:
    assert Office(tmp_path).sends("2023", rows).fingerprints == ()


def test_a_fingerprint_is_the_same_in_any_order_of_rows(tmp_path: Path, rows: Rows) -> None:
    ascending = dict(sorted(rows.items()))
    others = (dict(reversed(ascending.items())), dict(sorted(rows.items(), key=lambda row: row[1])))
    told = [Office(tmp_path).sends("2023", each).fingerprints for each in (ascending, *others)]
    assert len(told[0]) == 4
    assert [[replace(one, cell=None) for one in each] for each in told[1:]] == [
        [replace(one, cell=None) for one in told[0]]
    ] * 2


def test_a_corrected_delivery_may_be_like_the_one_before_it(office: Office, rows: Rows) -> None:
    first = office.sends("2023", rows)
    again = office.sends("2023", rows)
    assert (again.findings, again.fingerprints) == ((), first.fingerprints)
    assert again.comparison
    assert again.comparison.as_dict() == {"added": 0, "changed": 0, "removed": 0}


def test_copies_that_an_index_finds_afterwards_settle_the_verdict(office: Office, rows: Rows) -> None:
    assert office.sends("2023", rows).findings == ()
    without_index = replace(office.known, fingerprints=())
    verdict = office.sends("2024", rows, without_index)
    assert verdict.verdict == "accepted"
    settled = settle(verdict, WIDE, office.known.fingerprints, without_index)
    assert (settled.verdict, settled.rows) == ("rejected", 0)
    assert settle(verdict, WIDE, (), without_index) == verdict


# --- comparison


def test_comparison_with_the_last_accepted_delivery_of_the_period(office: Office, rows: Rows) -> None:
    assert office.sends("2023", rows).comparison is None
    rows["Tempat 002"] = with_total(rows["Tempat 002"][0] + 1, rows["Tempat 002"][1])
    del rows["Tempat 003"]
    rows["Tempat 031"] = with_total(4000, 4100)
    comparison = office.sends("2023", rows).comparison
    assert comparison
    assert comparison.as_dict() == {"added": 1, "changed": 1, "removed": 1}
    assert comparison.examples["added"] == ("Tempat 031",)
    assert comparison.examples["removed"] == ("Tempat 003",)
    (changed,) = comparison.examples["changed"]
    assert changed.startswith("Tempat 002: laki_laki: ")


# --- waivers


def waiver(**changes: object) -> Waiver:
    given = {"period": "2023", "rule": "riwayat.digit", "column": None, "reason": "Pemekaran desa", **changes}
    return Waiver(id=7, until=dt.date(2026, 12, 31), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "today", "outcome"),
    [
        (waiver(), "2026-12-31", "accepted_with_notes"),
        (waiver(column="Penduduk perempuan"), "2026-01-01", "accepted_with_notes"),
        (waiver(), "2027-01-01", "rejected"),
        (waiver(period="2022"), "2026-01-01", "rejected"),
        (waiver(rule="riwayat.skala"), "2026-01-01", "rejected"),
        (waiver(column="Penduduk laki-laki"), "2026-01-01", "rejected"),
    ],
)
def test_a_hold_passes_with_a_waiver_that_is_in_force(
    office: Office, rows: Rows, given: Waiver, today: str, outcome: str
) -> None:
    rows["Tempat 007"] = with_total(rows["Tempat 007"][0], rows["Tempat 007"][1] // 10)
    known = replace(office.known, waivers=(given,), today=dt.date.fromisoformat(today))
    verdict = office.sends("2023", rows, known)
    assert verdict.verdict == outcome
    item = found(verdict, "riwayat.digit")
    assert item.severity == "hold"
    assert ("dispensasi sampai 31-12-2026: Pemekaran desa" in item.message) == (outcome != "rejected")
    assert list(verdict.waived.values()) == ([given] if outcome != "rejected" else [])


def test_a_waiver_does_not_help_against_a_blocker(office: Office, rows: Rows) -> None:
    rows |= {"Tempat 001": [1, 2, 4]}
    given = waiver(rule="neraca.tidak_seimbang")
    verdict = office.sends("2023", rows, replace(office.known, waivers=(given,)))
    assert verdict.verdict == "rejected"
    assert verdict.waived == {}
