"""Codes of planning and budgeting as applications and offices write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.budget_codes import EXAMPLES, Chart, CodeRefused, before_2019, bidang_urusan, normal_code
from sources.references import Unlisted, normal


@pytest.mark.parametrize(
    ("chart", "texts", "code"),
    [
        ("kode_program",
         ("2.16.03.2.02.0012", "2.16.3.2.2.12", "2. 16. 03. 2. 02. 0012", "2.16.03.2.02.12", "'2.16.03.2.02.0012",
          "2-16-03-2-02-0012", "216032020012", "2.16.03.2.02.0012.", "2.16.03.2.02.0012 Pengelolaan Data"),
         "2.16.03.2.02.0012"),
        ("kode_program", ("2.16.03.2.02", "21603202", "2.16.3.2.2"), "2.16.03.2.02"),
        ("kode_program", ("2.16.03", "2.16.03 PROGRAM PENGELOLAAN APLIKASI", "2.16.003"), "2.16.03"),
        ("kode_program", ("2.16", "216", "2.16 Komunikasi dan Informatika"), "2.16"),
        ("kode_program", ("1.1", "1.01", "101"), "1.01"),
        ("kode_program", ("2",), "2"),
        ("kode_program", ("X.XX.01.2.01", "x.xx.1.2.1"), "X.XX.01.2.01"),
        ("kode_rekening",
         ("5.1.01.01.01.0001", "5.1.1.1.1.1", "510101010001", "5 1 01 01 01 0001", "5.1.01.01.01.0001 Gaji"),
         "5.1.01.01.01.0001"),
        ("kode_rekening", ("5.1.02.", "5.1.2", "5102"), "5.1.02"),
        ("kode_rekening", ("4",), "4"),
        ("kode_rekening_desa", ("4.1.1.01.", "4.1.1.01", "4.1.1.1", "41101", "411-01"), "4.1.1.01"),
        ("kode_rekening_desa", ("5.1", "5.1.", "51"), "5.1"),
        ("kode_rekening_desa", ("5.2.1.90",), "5.2.1.90"),
    ],
)  # fmt: skip
def test_every_way_to_write_a_code(chart: Chart, texts: tuple[str, ...], code: str) -> None:
    assert {text: normal_code(chart, text) for text in texts} == dict.fromkeys(texts, code)


@pytest.mark.parametrize(
    ("chart", "text", "said"),
    [
        ("kode_program", "", "berbentuk"), ("kode_program", "Kominfo", "berbentuk"), ("kode_program", "9", "berbentuk"),
        ("kode_program", "2.16.03.2", "tengah kode kegiatan"), ("kode_program", "2160", "berbentuk"),
        ("kode_program", "2.16.03.2.02.0012.5.1", "lebih banyak tingkat"), ("kode_program", "X.XX", "berbentuk"),
        ("kode_program", "2.16.X", "berbentuk"), ("kode_program", "2.016.123", "berbentuk"),
        ("kode_program", "٢.١٦", "berbentuk"), ("kode_program", "9.01", "tidak ada dalam Permendagri 90/2019"),
        ("kode_rekening", "5.9.01", "kelompok"), ("kode_rekening", "9.1", "akun"),
        ("kode_rekening", "51010101", None), ("kode_rekening", "5101010", "berbentuk"),
        ("kode_rekening_desa", "4.4", "kelompok"), ("kode_rekening_desa", "1.1", "akun"),
        ("kode_rekening_desa", "4.1.1.001.1", "lebih banyak tingkat"), ("kode_rekening_desa", "4.1.1.101", "berbentuk"),
    ],
)  # fmt: skip
def test_what_is_no_code(chart: Chart, text: str, said: str | None) -> None:
    if said is None:
        assert normal_code(chart, text) == "5.1.01.01.01"
        return
    with pytest.raises(CodeRefused) as refused:
        normal_code(chart, text)
    assert said in refused.value.said
    assert refused.value.hint


def test_a_zero_that_excel_dropped_is_a_proposal() -> None:
    with pytest.raises(CodeRefused, match="lebih dari satu cara") as refused:
        normal_code("kode_program", "2.1")
    assert "2.10" in refused.value.hint


def test_the_numbering_before_2019() -> None:
    """Domain facts: 2.10 was Kominfo, 2.07 was PMD, 2.14 was Statistik."""
    names = {code: bidang.name for code in ("2.10", "2.07", "2.14") if (bidang := before_2019(code))}
    assert names == {
        "2.10": "Komunikasi dan Informatika",
        "2.07": "Pemberdayaan Masyarakat dan Desa",
        "2.14": "Statistik",
    }
    assert before_2019("1.01") is None
    # A code that only the old numbering has betrays its column; one that both have does so beside its name.
    for text, now in (("2.03", "2.09"), ("2.10 Kominfo dan Informatika", "2.16"), ("2.14 STATISTIK", "2.20")):
        with pytest.raises(CodeRefused) as refused:
            normal_code("kode_program", text)
        assert now in refused.value.hint
    assert normal_code("kode_program", "2.10 PERTANAHAN") == "2.10"
    assert {bidang.version for bidang in bidang_urusan().values()} == {"Permendagri 90/2019"}


def test_a_refused_code_names_its_rule() -> None:
    rules = {chart: normal(chart, "Kominfo") for chart in EXAMPLES}
    assert {chart: found.rule for chart, found in rules.items() if isinstance(found, Unlisted)} == {
        "kode_program": "program.tidak_dikenal",
        "kode_rekening": "rekening.tidak_dikenal",
        "kode_rekening_desa": "rekening_desa.tidak_dikenal",
    }


@given(
    st.sampled_from(sorted(bidang_urusan())),
    st.integers(1, 99), st.integers(1, 2), st.integers(1, 99), st.integers(1, 9999), st.integers(2, 6),
)  # fmt: skip
def test_a_code_survives_its_dress(bidang: str, program: int, part: int, kegiatan: int, sub: int, depth: int) -> None:
    levels = [*bidang.split("."), f"{program:02d}", str(part), f"{kegiatan:02d}", f"{sub:04d}"]
    levels = levels[: 5 if depth == 4 else depth]
    code = ".".join(levels)
    assert normal_code("kode_program", code) == code
    assert normal_code("kode_program", "".join(levels)) == code
    short = ".".join(level.lstrip("0") for level in levels)
    if depth > 2:
        assert normal_code("kode_program", f" '{short}. ") == code


@given(st.text(max_size=30), st.sampled_from(sorted(EXAMPLES)))
def test_any_text_is_answered(text: str, chart: Chart) -> None:
    found = normal(chart, text)
    assert isinstance(found, Unlisted) or normal(chart, found) == found
