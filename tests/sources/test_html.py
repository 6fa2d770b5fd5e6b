"""Web pages saved with the name of a spreadsheet."""

from pathlib import Path

import pytest

from sources.grid import Formula
from sources.workbook import Workbook, open_any


def opened(folder: Path, body: str | bytes) -> Workbook:
    path = folder / "data.xls"
    path.write_bytes(body if isinstance(body, bytes) else f"<html><body>{body}</body></html>".encode())
    return open_any(path, "data.xls")


def rows(folder: Path, body: str | bytes) -> list[list[object]]:
    return list(opened(folder, body).sheets[0].rows)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Kecamatan<br>Subdistrict", "Kecamatan\nSubdistrict"),
        ("<p>satu</p><p>dua</p>", "satu\ndua"),
        ("Rumah Sakit<sup>1</sup>", "Rumah Sakit 1)"),
        ("Jumlah <sup>r)</sup>", "Jumlah r)"),
        ("Luas (km<sup>2</sup>)", "Luas (km²)"),
        ("Desa&nbsp;A &amp; B &lt;baru&gt; &#233;", "Desa A & B <baru> é"),
        ("&nbsp;&nbsp;anak", "  anak"),
        ("&nbsp;", ""),
        ("  banyak \n  spasi ", "banyak spasi"),
        ("<b>te</b>bal<script>x()</script>", "tebal"),
    ],
)
def test_texts_read_as_they_are_seen(tmp_path: Path, cell: str, value: str) -> None:
    assert rows(tmp_path, f"<table><tr><td>{cell}</td><td>x</td></tr></table>") == [[value, "x"]]


def test_the_number_behind_a_formatted_text_is_read(tmp_path: Path) -> None:
    numbers = '<td x:num="1234.5">1.234,50</td><td sdval="12">12</td><td x:num>7</td>'
    formula = '<td x:fmla="=SUM(A1:B1)" x:num="3">3</td>'
    (grid,) = opened(tmp_path, f"<table><tr>{numbers}{formula}</tr></table>").sheets
    assert grid.rows == [[1234.5, 12, "7", 3]]
    assert grid.formulas == {(0, 3): Formula("SUM(A1:B1)", cached=True)}


def test_spans_push_cells_aside(tmp_path: Path) -> None:
    body = "<table><tr><th rowspan=2>A<th colspan=2>B<tr><th>C<th>D<tr><td>1<td>2<td>3</table>"
    (grid,) = opened(tmp_path, body).sheets
    assert grid.rows == [["A", "B", ""], ["", "C", "D"], ["1", "2", "3"]]
    assert grid.merged == ((0, 0, 1, 0), (0, 1, 0, 2))


def test_a_table_within_a_table_is_a_table_of_its_own(tmp_path: Path) -> None:
    body = "<table><tr><td>luar<table><tr><td>dalam</td></tr></table></td><td>x</td></tr></table><table></table>"
    assert [grid.rows for grid in opened(tmp_path, body).sheets] == [[["luar", "x"]], [["dalam"]]]


def test_hidden_parts_are_read_and_flagged(tmp_path: Path) -> None:
    body = (
        '<div style="display: none"><table><tr><td>a</table></div><table><tr style="display:none"><td>b<td>c'
        '<tr><td>d<td style="DISPLAY:NONE">e</table>'
    )
    first, second = opened(tmp_path, body).sheets
    assert first.hidden
    assert (second.hidden, second.hidden_rows, second.rows) == (False, (0,), [["b", "c"], ["d", "e"]])
    column = '<table><tr><td style="display:none">1<td>2<tr><td style="display:none">3<td>4</table>'
    assert opened(tmp_path, column).sheets[0].hidden_columns == (0,)


@pytest.mark.parametrize(
    "page",
    [
        "<html><table><tr><td>é–</td></tr></table></html>".encode(),
        '<html><meta charset="utf-8"><table><tr><td>é–</td></tr></table></html>'.encode("cp1252"),
        '<html><meta http-equiv=Content-Type content="text/html; charset=windows-1252"><table><tr><td>é–'.encode(
            "cp1252"
        ),
        "<html><table><tr><td>é–</td></tr></table></html>".encode("utf-16"),
        "<html><table><tr><td>é–</td></tr></table></html>".encode("utf-8-sig"),
    ],
)
def test_letters_are_right_whatever_the_page_says(tmp_path: Path, page: bytes) -> None:
    assert rows(tmp_path, page) == [["é–"]]


def test_texts_beside_the_tables_are_kept(tmp_path: Path) -> None:
    body = (
        "<!--[if gte mso 9]><xml><o:Author>Petugas Satu</o:Author></xml><![endif]--><h3>Jumlah  Penduduk</h3>"
        '<a href="mailto:a@contoh.go.id">surat</a><table><tr><td>1</td></tr></table>'
    )
    margins = opened(tmp_path, body).margins
    assert ("keterangan tersembunyi halaman web", "Petugas Satu") in margins
    assert ("teks di luar tabel", "Jumlah Penduduk") in margins
    assert ("atribut href halaman web", "mailto:a@contoh.go.id") in margins


def test_headings_are_titles_of_the_table_below_them(tmp_path: Path) -> None:
    body = (
        "<h3>Dinas <b>Rekaan</b></h3><p>Menu</p><h4 style='display:none'>rahasia</h4><table><tr><td> </td></tr></table>"
        "<table><caption>Tabel 1</caption><tr><td>a</td></tr></table><h2>Tabel 2</h2><table><tr><td>b</td></tr></table>"
    )
    assert [grid.titles for grid in opened(tmp_path, body).sheets] == [("Dinas Rekaan", "Tabel 1"), ("Tabel 2",)]
