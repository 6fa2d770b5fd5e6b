"""Text files: the short way for regular ones finds what reading record by record finds."""

import csv
import io
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import delimited
from sources.contract import Csv
from sources.delimited import Records, parse
from sources.deliveries import DeliveryRefused


def layout(delimiter: str = ",", encoding: str = "utf-8") -> Csv:
    return Csv.model_validate({"kind": "csv", "delimiter": delimiter, "encoding": encoding})


def records(text: str, delimiter: str = ",", encoding: str = "utf-8") -> Records:
    return parse(text.encode(encoding), "a.csv", layout(delimiter, encoding))[0]


def as_lists(found: Records) -> tuple[list[str], list[list[str]], list[int]]:
    return found.header, [column.to_pylist() for column in found.columns], found.lines.tolist()


@settings(max_examples=400, deadline=None)
@given(
    st.text(st.sampled_from('ab1 ,;"\n\n\n\r\té'), max_size=60),
    st.sampled_from(",;\t"),
    st.sampled_from([1, 9, 1 << 20]),
)
def test_both_ways_find_the_same(text: str, delimiter: str, step: int) -> None:
    content = text.encode()
    with patch.object(delimited, "_LOOK", step):
        short = delimited._at_once(content, delimiter)
    if short is None:
        return
    long = delimited._one_by_one(content, "a.csv", delimiter)
    assert not long.torn
    assert as_lists(short) == as_lists(long)


_CELL = st.text(st.sampled_from('ab1 ,;"é\n|'), max_size=6)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(_CELL, min_size=width, max_size=width), max_size=8)),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_program_writes_is_read_back(rows: list[list[str]], delimiter: str, end: str, quoting: int) -> None:
    width = len(rows[0]) if rows else 1
    header = [f"kolom {number}" for number in range(width)]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([header, *rows])  # type: ignore[arg-type]
    found = records(stream.getvalue(), delimiter)
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert found.header == header
    assert [list(row) for row in zip(*(column.to_pylist() for column in found.columns), strict=True)] == kept


def test_a_regular_file_goes_the_short_way() -> None:
    for text in ("a,b\n1,2\n3,4\n", 'a,b\r\n"x, y","say ""so"""\r\n,""\r\n\r\n', "a\n1\n\n\n"):
        assert delimited._at_once(text.encode(), ",") is not None, text


@pytest.mark.parametrize(
    "text", ['a,b\n"x\ny",2\n', "a,b\n\n1,2\n", "a,b\n1,2,3\n", "a,b\r1,2\r", 'a,b\nx"y,2\n', "a,b", ""]
)
def test_any_other_file_goes_the_long_way(text: str) -> None:
    assert delimited._at_once(text.encode(), ",") is None


def test_lines_are_those_of_the_file() -> None:
    found = records('a,b\n1,"x\ny"\n\n3,4\n , \n5\n6,7\n')
    assert found.lines.tolist() == [3, 5, 8]
    assert found.torn == ((7, ["5"]),)


def test_many_records_are_read_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_STEP", 7)
    text = "a,b\n\n" + "".join(f"{n},{n * n}\n" for n in range(100))
    found = records(text)
    assert found.columns[1].to_pylist() == [str(n * n) for n in range(100)]
    assert found.lines.tolist() == list(range(3, 103))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    found = records("nama;n\nMéri;1\n", ";", encoding)
    assert found.columns[0].to_pylist() == ["Méri"]


@pytest.mark.parametrize("content", [b"a,b\n1,\x00\n", b'a,b\n"x,1\n', b'a,b\n"x"y,1\n', b"a\n\xff\n"])
def test_what_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(DeliveryRefused):
        parse(content, "a.csv", layout())


def test_torn_rows_are_one_finding() -> None:
    _, findings = parse(b"a,b\n1\n1,2\n1,2,3\n", "a.csv", layout())
    assert [(found.rule, found.count, found.cells) for found in findings] == [("berkas.baris_cacat", 2, ("A2", "A4"))]


def test_a_million_fields_need_no_text_of_their_own() -> None:
    text = "a,b\n" + "123456,kelurahan\n" * 100_000
    found = delimited._at_once(text.encode(), ",")
    assert found is not None
    assert found.lines[-1] == 100_001
    assert isinstance(found.lines, np.ndarray)


def test_what_programs_put_around_the_lines_is_taken_away() -> None:
    plain = "nama;alamat\nAlfa;Jalan, I\nBeta;Jalan II\n"
    doubled = plain.replace("Alfa;Jalan, I", 'Alfa;""Jalan, I""')
    whole = "".join(f'"{line}"\n' for line in doubled.splitlines())
    assert as_lists(records(f"sep=;\n{plain}")) == as_lists(records(plain, ";"))
    assert as_lists(records(whole, ";")) == as_lists(records(plain, ";"))
    _, findings = parse(whole.encode(), "a.csv", layout(";"))
    assert [finding.rule for finding in findings] == ["berkas.kutip_baris"]


@pytest.mark.parametrize("text", ['"nama"\n"Alfa, Beta"\n', '"nama","jumlah"\n"Alfa","1,5"\n', '"Alfa, satu"\n'])
def test_quotes_around_fields_are_no_quotes_around_records(text: str) -> None:
    _, findings = parse(text.encode(), "a.csv", layout())
    assert not findings


SIGNED = (
    "Sumber: Dinas Rekaan,,\n,,\n,,Rekaan 3 Juli 2024\n,,Kepala Dinas Rekaan\n,,\n"
    ",,SUTRISNO\n,,NIP. 19700101 199001 1 001\n"
)


@pytest.mark.parametrize("foot", [SIGNED, SIGNED.replace(",,", ""), SIGNED.replace("Sumber: Dinas Rekaan,,\n", "")])
def test_notes_and_signatures_below_are_no_rows(foot: str) -> None:
    found, findings = parse(f"nama,tahun,jumlah\nAlfa,2023,1\nBeta,2024,\n{foot}".encode(), "a.csv", layout())
    assert findings == []
    assert found.columns[0].to_pylist() == ["Alfa", "Beta"]
    assert [fields[-1] for _, fields in found.foot][-2:] == ["SUTRISNO", "NIP. 19700101 199001 1 001"]


@pytest.mark.parametrize(
    "last",
    ["Sutrisno,Kepala Dinas,5", "Kepala Desa,5,", "Sumber: sumur,,\nAlfa,2023,4", "Guru,,", "Camat,Giri,Aktif"],
)
def test_rows_at_the_end_are_no_foot(last: str) -> None:
    found, _ = parse(f"nama,tahun,jumlah\nAlfa,2023,1\n{last}\n".encode(), "a.csv", layout())
    assert (len(found.lines), found.foot) == (1 + len(last.splitlines()), ())
