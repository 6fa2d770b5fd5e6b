"""Delimited text without a contract: encoding and delimiter are found, records split, nothing is converted."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.formats.delimited import detect_delimiter
from sources.workbook import Workbook, open_any


def opened(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Workbook:
    path = folder / "data.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return open_any(path, "data.csv")


def rules(book: Workbook) -> list[str]:
    return [finding.rule for finding in book.findings]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ";"),
        ("1,5;2,5\n1,5;2,5\n", ";"),
        ("a;b\n1.234,50;2\n", ";"),
        ("a\tb\n1,5\t2,5\n", "\t"),
        ("a|b|c\n1|2,5|3\n", "|"),
        ('a,b\n"x; y; z",1\n"p; q; r",2\n', ","),
        ("nama,alamat,jumlah\nA,Jl. B; RT 1,3\nC,Jl. D; RT 2,4\n", ","),
        ("Tabel 1. Penduduk, 2023\nKecamatan;Jumlah\nA;1\nB;2\nSumber: BPS, 2023\n", ";"),
        ("nama\nDesa A\nDesa B\n", None),
        ("tinggi\n1,5\n2,5\n", ","),
        ("", None),
    ],
)
def test_the_delimiter_is_the_one_that_most_lines_agree_on(text: str, delimiter: str | None) -> None:
    assert detect_delimiter(text) == delimiter


def test_nothing_is_converted_and_rows_are_of_one_width(tmp_path: Path) -> None:
    book = opened(tmp_path, 'kode;"nama ""asli""";nilai\n0012;"Desa; A\nbaris dua";1.234,50\n\nDesa B;2\n')
    (grid,) = book.sheets
    assert grid.rows == [
        ["kode", 'nama "asli"', "nilai"],
        ["0012", "Desa; A\nbaris dua", "1.234,50"],
        ["", "", ""],
        ["Desa B", "2", ""],
    ]
    assert (book.kind, grid.name, book.encoding, book.delimiter) == ("csv", "data", "utf-8", ";")
    assert book.notes == ("Pengodean: UTF-8.", "Pemisah kolom: titik koma (;).")


def test_a_declared_separator_is_honoured(tmp_path: Path) -> None:
    book = opened(tmp_path, 'sep=|\r\na;x|b\r\n"1|2"|3\r\n')
    assert book.sheets[0].rows == [["a;x", "b"], ["1|2", "3"]]
    assert book.delimiter == "|"


def test_rows_of_another_width_are_told_but_titles_and_notes_are_not(tmp_path: Path) -> None:
    table = "Judul tabel\n\nnama;l;p\nA;1;2\nB;1\nC;1;2;3\nD;4;5\nSumber: BPS\n"
    (found,) = opened(tmp_path, table).findings
    assert (found.rule, found.severity, found.cells) == ("berkas.baris_tidak_rata", "warning", ("A5", "A6"))
    assert rules(opened(tmp_path, table.replace("B;1\nC;1;2;3\n", ""))) == []


@pytest.mark.parametrize(
    ("encoding", "text", "found"),
    [
        ("utf-8", "nama;n\nSumber Waras–é;1\n", "utf-8"),
        ("utf-8-sig", "nama;n\né;1\n", "utf-8-sig"),
        ("utf-16", "nama;n\né;1\n", "utf-16"),
        ("utf-16-le", "nama;n\nabc;1\n" * 20, "utf-16-le"),
        ("cp1252", "nama;n\nKafé “Baru” – 5°;1\n", "cp1252"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, text: str, found: str) -> None:
    book = opened(tmp_path, text, encoding)
    assert book.encoding == found
    assert [",".join(map(str, row)).replace(",", ";") for row in book.sheets[0].rows] == text.splitlines()
    assert rules(book) == (["berkas.pengodean_diduga"] if found in ("cp1252", "utf-16-le") else [])


def test_a_long_text_is_utf8_only_as_a_whole(tmp_path: Path) -> None:
    body = "é;1\n" * 600_000
    assert opened(tmp_path, body).encoding == "utf-8"
    assert opened(tmp_path, body.encode() + b"\xe9;1\n").encoding == "cp1252"
    # What no page can say is a letter that is lost.
    assert rules(opened(tmp_path, b"nama;n\nKaf\x81\xe9;1\n")) == ["berkas.pengodean"]


PLAIN = st.text(st.sampled_from("abcdé 0159.'\"\n"), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data(), st.sampled_from(",;\t|"))
def test_what_a_program_writes_reads_back(tmp_path: Path, data: st.DataObject, delimiter: str) -> None:
    width = data.draw(st.integers(2, 5))
    rows = data.draw(st.lists(st.lists(PLAIN, min_size=width, max_size=width), min_size=1, max_size=6))
    header = [f"kolom {n}" for n in range(width)]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    book = opened(tmp_path, out.getvalue())
    assert book.delimiter == delimiter
    assert book.sheets[0].rows == [header, *rows]
    assert rules(book) == []
