"""``jalandata read`` and ``jalandata propose`` as an officer and a Walidata start them: processes of their own."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
import real_files
import sheets
import yaml
from openpyxl.comments import Comment

from pipelines.settings import ROOT

SCHEMA = json.loads((ROOT / "docs" / "read.schema.json").read_text(encoding="utf-8"))


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "pipelines.cli", *map(str, arguments)]
    return subprocess.run(
        program, cwd=ROOT, env={**os.environ, "COLUMNS": "120"}, capture_output=True, text=True, check=False
    )


def read(path: Path) -> dict[str, Any]:
    done = command("read", path, "--json")
    document: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    return document


def test_a_workbook_as_json(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births())
    document = read(path)
    (table,) = document["tables"]
    assert (document["file"], document["format"], table["range"]) == ("kelahiran.xlsx", "xlsx", "A1:E23")
    assert [column["name"] for column in table["columns"]][:2] == ["Kelurahan", "Laki-laki"]
    assert [row["kind"] for row in table["rows"]].count("detail") == len(sheets.KELURAHAN)
    first = table["rows"][1]
    assert (first["row"], first["values"][1]) == (3, 20)
    assert first["path"][0].startswith("Kecamatan ")


def test_a_workbook_for_people(tmp_path: Path) -> None:
    done = command("read", sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births()))
    assert done.returncode == 0
    assert "18 baris, 3 subtotal, 1 total" in done.stdout
    assert "Kelurahan" in done.stdout


NIK = "3510161204990001"


def with_nik(folder: Path) -> Path:
    path = folder / "bantuan.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["NIK", "Jumlah"])  # type: ignore[union-attr]
    for day in range(10, 14):
        book.active.append([f"351016{day}04990001", 1])  # type: ignore[union-attr]
    book.active["B2"].comment = Comment(f"lihat {NIK}", "petugas")  # type: ignore[index]
    book.properties.subject = f"data {NIK}"
    book.create_sheet("arsip").sheet_state = "hidden"
    book["arsip"]["A1"] = f"NIK {NIK}"
    book.save(path)
    return path


def test_personal_data_is_told_wherever_it_stands(tmp_path: Path) -> None:
    document = read(with_nik(tmp_path))
    found = [item for item in document["findings"] if item["rule"] == "pribadi.nik"]
    assert {item["sheet"] for item in found} == {None, "Sheet", "arsip"}
    assert NIK not in json.dumps(document["findings"])
    # What the file holds is given as it stands.
    assert document["tables"][0]["rows"][2]["values"][0] in (NIK, int(NIK))


def test_people_see_no_identity_number(tmp_path: Path) -> None:
    done = command("read", with_nik(tmp_path))
    assert "pribadi.nik" in done.stdout
    assert not re.search(r"\d{16}", done.stdout)


def test_a_file_that_is_no_table_says_why(tmp_path: Path) -> None:
    path = tmp_path / "surat.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"x" * 100)
    done = command("read", path, "--json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert (done.returncode, document["format"], document["tables"]) == (2, "unreadable", [])
    assert document["findings"][0]["rule"] == "berkas.jenis_tidak_dikenal"


def test_reading_costs_little_more_than_starting(tmp_path: Path) -> None:
    """Nobody waits for Dagster, dbt or Great Expectations here."""
    path = sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births())
    began = time.monotonic()
    command("read", path, "--json")
    assert time.monotonic() - began < 10
    heavy = ("dagster", "dbt", "great_expectations", "pandas")
    code = f"import sys, pipelines.reading; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_contract_is_drafted_into_a_file(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births())
    target = tmp_path / "kelahiran.odcs.yaml"
    done = command("propose", path, "--opd", "diskominfo", "-d", "kelahiran", "-o", target)
    assert done.returncode == 0, done.stderr
    assert "diskominfo/kelahiran.odcs.yaml" in done.stdout
    raw = yaml.safe_load(target.read_text(encoding="utf-8"))
    assert (raw["id"], raw["domain"]) == ("kelahiran", "diskominfo")


def test_an_unknown_agency_is_named(tmp_path: Path) -> None:
    path = sheets.workbook(tmp_path / "kelahiran.xlsx", sheets.births())
    done = command("propose", path, "--opd", "dinas_entah")
    assert done.returncode == 2
    assert "dinas_entah" in done.stderr


@pytest.mark.corpus
def test_real_files_follow_the_schema(corpus: Path) -> None:
    from sources.discovery import discover

    validator = jsonschema.Draft202012Validator(SCHEMA)
    for name in real_files.names():
        if (corpus / name).stat().st_size < 300_000:
            document = json.loads(json.dumps(discover(corpus / name, name).as_dict()))
            assert not list(validator.iter_errors(document)), name
