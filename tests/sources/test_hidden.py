"""What is hidden is named in sentences."""

import pytest

from sources.grid import Grid
from sources.hidden import hidden


@pytest.mark.parametrize(
    ("parts", "count", "said"),
    [
        ({"hidden": True}, 1, "Lembar h tersembunyi. "),
        ({"hidden_rows": (1,)}, 1, "Lembar h menyembunyikan baris 2. "),
        (
            {"hidden": True, "hidden_rows": (1,), "hidden_columns": (1,)},
            3,
            "Lembar h tersembunyi. Lembar h menyembunyikan baris 2, kolom B. ",
        ),
        (
            {"hidden_rows": tuple(range(12))},
            12,
            "Lembar h menyembunyikan baris 1, baris 2, baris 3, baris 4, baris 5, baris 6, baris 7, baris 8, dan "
            "lainnya. ",
        ),
    ],
)
def test_hidden_parts_are_named(parts: dict[str, object], count: int, said: str) -> None:
    found = hidden(Grid("h", [["a", 1]] * 12, **parts))  # type: ignore[arg-type]
    assert found is not None
    assert (found.message.startswith(said), found.count) == (True, count), found.message


def test_nothing_is_said_of_what_can_be_seen() -> None:
    assert hidden(Grid("h", [["a", 1]], hidden_rows=(5,), hidden_columns=(7,))) is None
