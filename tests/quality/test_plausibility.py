"""What the numbers of a single delivery say against each other, without contract or history."""

from pathlib import Path
from typing import Any

import pytest
from series import WIDE, Office, Rows, places, rules
from sheets import altered, found

MONEY = altered(WIDE, balances=())


def money(count: int = 60) -> Rows:
    """Transfers in rupiah, all of one size."""
    return {name: [n * 200_000 for n in numbers] for name, numbers in places(count).items()}


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (1_062_320, "bila ditulis dalam ribuan, maksudnya 1.062.320.000"),
        (1_062, "bila ditulis dalam jutaan, maksudnya 1.062.000.000"),
        (130_035_101_100, "banyaknya angka nol"),
    ],
)
def test_another_unit_within_a_column(tmp_path: Path, wrong: int, hint: str) -> None:
    rows = money()
    rows["Tempat 005"][0] = wrong
    item = found(Office(tmp_path, MONEY).sends("2023", rows), "angka.satuan_bercampur")
    assert (item.severity, item.cells) == ("hold", ("B6",))
    assert hint in item.suggestion


def test_a_third_of_the_cells_in_thousands(tmp_path: Path) -> None:
    rows = money()
    for name in list(rows)[::3]:
        rows[name][1] //= 1000
    assert found(Office(tmp_path, MONEY).sends("2023", rows), "angka.satuan_bercampur").count == 20


def test_a_zero_among_large_numbers(tmp_path: Path) -> None:
    rows = money()
    rows["Tempat 005"][0] = 0
    assert rules(Office(tmp_path, MONEY).sends("2023", rows))["angka.nol_janggal"] == "warning"


def test_columns_of_all_sizes_have_no_strange_ones(tmp_path: Path) -> None:
    rows: Rows = {f"Tempat {n}": [round(1.25**n), round(1.2**n) + n, n % 7] for n in range(80)}
    assert Office(tmp_path, MONEY).sends("2023", rows).findings == ()


def test_a_column_of_zeros(tmp_path: Path) -> None:
    rows = {name: [men, 0, men] for name, (men, _, _) in places(20).items()}
    item = found(Office(tmp_path).sends("2023", rows), "angka.nol_semua")
    assert (item.column, item.count, item.severity) == ("Penduduk perempuan", 20, "warning")


def test_men_and_women_make_the_total_though_the_contract_forgot_it(tmp_path: Path) -> None:
    rows = places(20)
    rows["Tempat 002"][2] += 9
    item = found(Office(tmp_path, MONEY).sends("2023", rows), "neraca.jenis_kelamin")
    assert (item.severity, item.cells) == ("warning", ("D3",))
    assert "neraca.jenis_kelamin" not in rules(Office(tmp_path).sends("2023", rows))


def test_no_total_is_made_of_what_is_none(tmp_path: Path) -> None:
    rows = {name: [men, women, men * 3] for name, (men, women, _) in places(20).items()}
    assert Office(tmp_path, MONEY).sends("2023", rows).findings == ()


def test_an_event_that_was_entered_twice(tmp_path: Path) -> None:
    from sheets import TENANT

    from quality.intake import examine
    from sources.periods import Period

    raw = WIDE.model_dump(exclude_unset=True)
    first: dict[str, Any] = raw["columns"][0]
    raw["columns"] = [
        first | {"name": "nomor", "label": "Nomor", "origin": {"header": ["NO"]}},
        first
        | {"name": "waktu", "label": "Waktu", "key": None, "type": "timestamp", "formats": ["%d/%m/%Y %H:%M"]}
        | {"origin": {"header": ["WAKTU"]}},
        first | {"name": "jenis", "label": "Jenis", "key": None, "origin": {"header": ["JENIS"]}},
    ]
    contract = type(WIDE).model_validate(raw | {"balances": ()})
    path = tmp_path / "aduan.csv"
    path.write_text("NO;WAKTU;JENIS\n1;02/03/2023 10:00;Jalan\n2;02/03/2023 10:00;Jalan\n3;02/03/2023 10:01;Jalan\n")
    verdict = examine(path, path.name, contract, Period.parse("2023"), TENANT, tmp_path / "rows.parquet")
    assert (found(verdict, "baris.kembar").cells, verdict.verdict) == (("A2", "A3"), "accepted_with_notes")
