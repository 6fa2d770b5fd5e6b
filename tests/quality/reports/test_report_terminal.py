"""The findings in a terminal of 80 columns."""

import datetime as dt
import io

from office_files import marked, rejected, said
from rich.console import Console

from quality.history import Waiver
from quality.intake import Verdict
from quality.reports import terminal
from sources.findings import Finding
from sources.rules import finding

NIK = "3516024405900001"


def shown(verdict: Verdict, name: str = "kiriman.xlsx") -> str:
    stream = io.StringIO()
    terminal.show(verdict, Console(file=stream, width=80), name=name)
    return stream.getvalue()


def test_verdict_findings_counts_and_next_step() -> None:
    note = finding("lembar.tersembunyi", "Untuk diketahui.", "Abaikan.")
    text = shown(rejected(note, marked("B2", "B3", "B4", "C9", sheet="Data"), said("3 desa belum ada.")))
    assert text.startswith("DITOLAK kiriman.xlsx\n")
    assert "B2, B3, B4 +1" in text
    assert "2 harus diperbaiki, 1 catatan. 0 baris diterima." in text
    assert "Perbaiki semua temuan yang harus diperbaiki" in text
    assert text.index("tidak pasti") < text.index("3 desa") < text.index("Untuk diketahui.")


def test_fits_eighty_columns() -> None:
    text = shown(rejected(marked("XFD1048576", sheet="L" * 31, said="x" * 300)), name="n" * 70)
    assert max(map(len, text.splitlines())) <= 80


def test_markup_and_control_characters_are_inert() -> None:
    evil = "[red]merah[/red] [/] \x1b[31m\u202e"
    text = shown(rejected(Finding("angka.tidak_pasti", "blocker", evil, evil, evil, "B2", 2, evil, evil)), name=evil)
    assert text.count("[red]merah[/red]") >= 3
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_identity_numbers_are_masked() -> None:
    text = shown(rejected(Finding("pribadi.nik", "blocker", NIK, NIK, NIK, "B2", 2, NIK, NIK)), name=f"{NIK}.xlsx")
    assert NIK not in text


def test_many_findings_are_summed_up() -> None:
    text = shown(rejected(*(said(f"Temuan ke-{number}.") for number in range(80))))
    assert "… dan 30 temuan lain." in text


def test_held_findings_need_a_reason() -> None:
    held = Finding("nilai.lonjakan", "hold", "Naik 900 %.", "Periksa.", cell="B2")
    text = shown(rejected(held))
    assert "ditahan" in text
    assert "sampaikan alasannya kepada Walidata" in text
    waiver = Waiver(1, "2023", "nilai.lonjakan", None, "Pemekaran desa", dt.date(2027, 1, 1))
    assert "alasannya" not in shown(Verdict("accepted_with_notes", 5, (held,), waived={held: waiver}))


def test_accepted() -> None:
    assert shown(Verdict("accepted", 1_234, ())) == (
        "LOLOS kiriman.xlsx\nTidak ada temuan. 1.234 baris diterima.\nTidak ada yang perlu diperbaiki.\n"
    )
