"""`jalandata template`: an empty file for a dataset, never in the place of one that may be filled in."""

from pathlib import Path

import kota
import pytest
from office import Intake

from sources.template import made_for


@pytest.fixture
def office(tmp_path: Path) -> Intake:
    (tmp_path / "tenant").mkdir()
    return Intake(tmp_path / "home", kota.tenant(tmp_path / "tenant", "kelahiran_uji"))


def test_a_template_is_written_once(office: Intake, tmp_path: Path) -> None:
    target = tmp_path / "templat.xlsx"
    done = office.command("template", "kelahiran_uji", "-p", "2025", "-o", target)
    assert done.exit_code == 0, done.stderr
    assert made_for(target) == ("kelahiran_uji", "1.0.0")
    again = office.command("template", "kelahiran_uji", "-p", "2025", "-o", target)
    assert again.exit_code == 2
    assert "mungkin sudah terisi" in " ".join(again.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kelahiran_uji", "-p", "2025-S1"), "memakai periode seperti"),
        (("kelahiran_uji", "-p", "kapan-kapan"), "tidak dikenal"),
        (("lain", "-p", "2025"), "tidak dikenal"),
        (("kelahiran_uji", "-o", "templat.docx"), "ditulis sebagai .xlsx"),
    ],
)
def test_wrong_use_says_what_to_do(office: Intake, arguments: tuple[str, ...], said: str) -> None:
    done = office.command("template", *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
