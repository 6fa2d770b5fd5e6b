"""The files of a release hold the rows of its canonical CSV, typed by contract, in the same bytes every time."""

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path

import example
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from portal.files import records, render


def test_every_file_holds_the_rows_of_the_csv(make_release: example.MakeRelease, tmp_path: Path) -> None:
    release = make_release()
    csv, xlsx, parquet = render(release, tmp_path / "out")
    assert (csv.path, csv.sha256) == (release.csv, release.content_sha256)
    table = pq.read_table(parquet.path)
    assert table.to_pylist() == example.rows()
    assert json.loads(json.dumps(table.schema.field("jumlah").metadata[b"unit"].decode())) == "Orang"
    sheet = openpyxl.load_workbook(xlsx.path)["Data"]
    header, *lines = sheet.iter_rows(values_only=True)
    assert [dict(zip(header, line, strict=True)) for line in lines] == example.rows()


def test_excel_carries_dictionary_and_metadata(make_release: example.MakeRelease, tmp_path: Path) -> None:
    release = make_release()
    book = openpyxl.load_workbook(render(release, tmp_path / "out")[1].path)
    about = dict(book["Metadata"].iter_rows(values_only=True))
    assert about["PERHATIAN"].startswith("DATA CONTOH")
    assert about["Nomor publikasi"] == release.publication_id
    assert [row[0] for row in book["Kamus"].iter_rows(min_row=2, values_only=True)] == list(example.rows()[0])


def test_the_same_release_gives_the_same_bytes(make_release: example.MakeRelease, tmp_path: Path) -> None:
    release = make_release()
    first = [(file.role, file.sha256) for file in render(release, tmp_path / "a")]
    assert first == [(file.role, file.sha256) for file in render(release, tmp_path / "b")]


def test_text_that_looks_like_a_formula_or_number_stays_text(make_release: example.MakeRelease, tmp_path: Path) -> None:
    odd = [
        row | {"nama_kecamatan": text}
        for row, text in zip(example.rows(), ["=1+1", "007", "1e5", "https://a.id", "", "x\ny"], strict=True)
    ]
    _, xlsx, parquet = render(make_release(table=odd), tmp_path / "out")
    names = pq.read_table(parquet.path)["nama_kecamatan"].to_pylist()
    assert names == [row["nama_kecamatan"] for row in odd]
    cells = [row[5] for row in openpyxl.load_workbook(xlsx.path)["Data"].iter_rows(min_row=2)]
    assert [cell.value or "" for cell in cells] == names
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_nulls_stay_empty_and_rows_come_in_chunks(make_release: example.MakeRelease, tmp_path: Path) -> None:
    first, *others = example.rows()
    release = make_release(table=[first | {"jumlah": None}, *others])
    chunks = list(records(release, 4))
    assert [len(chunk) for chunk in chunks] == [4, 2]
    assert chunks[0][0] == first | {"jumlah": None}
    assert openpyxl.load_workbook(render(release, tmp_path / "out")[1].path)["Data"].cell(2, 9).value is None


def test_a_value_that_does_not_fit_its_column_is_an_error(make_release: example.MakeRelease, tmp_path: Path) -> None:
    release = make_release()
    release.csv.write_text(release.csv.read_text().replace("1000", "seribu"))
    with pytest.raises(pa.ArrowInvalid):
        render(release, tmp_path / "out")


def test_a_table_that_excel_cannot_hold_has_no_excel_file(make_release: example.MakeRelease, tmp_path: Path) -> None:
    release = dataclasses.replace(make_release(), rows=1_048_576)
    assert [file.role for file in render(release, tmp_path / "out")] == ["csv", "parquet"]


def test_names_say_the_dataset_not_the_machine(make_release: example.MakeRelease, tmp_path: Path) -> None:
    files = render(make_release(), tmp_path / "out")
    assert [file.name for file in files] == ["penduduk.csv", "penduduk.xlsx", "penduduk.parquet"]
    assert all(hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256 for file in files)
    assert all(str(tmp_path).encode() not in file.path.read_bytes() for file in files)
    shutil.rmtree(tmp_path / "out")
