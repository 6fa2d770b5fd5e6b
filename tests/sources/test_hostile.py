"""Files built to harm are refused, or their harmful part ignored: in plain words, in two seconds, in 300 MB."""

import multiprocessing
import time
from collections.abc import Iterator
from multiprocessing.pool import Pool
from pathlib import Path
from typing import NamedTuple

import hostile
import pytest

from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.sandbox import Sandbox
from sources.workbook import open_any

SECONDS = 2
MEGABYTES = 300


class Outcome(NamedTuple):
    """``seconds`` are those of the processor, ``megabytes`` the most that the child ever held in memory."""

    read: bool
    findings: tuple[Finding, ...]
    seconds: float
    megabytes: int


def measured(path: Path) -> Outcome:
    started = time.process_time()
    try:
        read, findings = True, open_any(path, path.name).findings
    except DeliveryRefused as refused:
        read, findings = False, (refused.finding,)
    return Outcome(read, findings, time.process_time() - started, _peak())


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


@pytest.fixture(scope="module")
def children() -> Iterator[Pool]:
    """A fresh child for each file; while it reads, the next ones start."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["sources.workbook"])
    with context.Pool(3, maxtasksperchild=1) as pool:
        yield pool


@pytest.mark.parametrize("file", hostile.FILES, ids=lambda file: file.name)
def test_hostile_files_are_refused_or_disarmed_with_their_cause(
    tmp_path: Path, children: Pool, file: hostile.Hostile
) -> None:
    path = file.write(tmp_path / file.name)
    outcome = children.apply_async(measured, (path,)).get(60)
    path.unlink()
    told = {finding.rule: finding.message for finding in outcome.findings}
    assert (outcome.read, set(told)) == (file.read, {file.rule} - {None}), told
    assert file.says in told.get(str(file.rule), "")
    assert outcome.seconds < SECONDS
    assert outcome.megabytes < MEGABYTES


def test_the_desk_survives_every_one_of_them(tmp_path: Path) -> None:
    """In one sandbox, one after the other, the child of which is still the same at the end."""
    with Sandbox(1024, 20, ("sources.workbook",)) as sandbox:
        for write in (hostile.stray_cell_xlsx, hostile.stray_cell_xls, hostile.deep_ods, hostile.nul_csv):
            path = write(tmp_path / "kiriman")
            with pytest.raises(DeliveryRefused) as error:
                sandbox.call(open_any, path, path.name)
            assert error.value.finding.rule != "berkas.gagal_dibaca"
        path = hostile.linked_xlsx(tmp_path / "kiriman")
        assert sandbox.call(open_any, path, path.name).sheets[0].rows == [[12]]


def test_the_copy_of_another_file_is_found_where_it_hides(tmp_path: Path) -> None:
    book = open_any(hostile.linked_xlsx(tmp_path / "a.xlsx"), "a.xlsx")
    assert ("salinan isi berkas lain", "salinan") in book.margins
    # The folders of the linked file name its owner: they are not shown.
    assert all("petugas" not in finding.message for finding in book.findings)


def test_what_survives_of_a_spoilt_text_is_right(tmp_path: Path) -> None:
    def rows(file: Path) -> list[list[object]]:
        return list(open_any(file, "a.csv").sheets[0].rows)

    assert rows(hostile.windows_csv(tmp_path / "a")) == [["nama", "ket"], ["Desa “Baru”", "5° – 6°"]]
    assert rows(hostile.utf16_csv(tmp_path / "a")) == [["nama", "jumlah"], ["Desa é", "1"]]
    assert rows(hostile.marked_csv(tmp_path / "a")) == [["nama", "jumlah"], ["Desa é", "1"]]
    quoted = rows(hostile.open_quote_csv(tmp_path / "a"))
    assert quoted[1:3] == [['Desa "A"', "1"], ['"Desa B', "2"]]
    assert len(quoted) == 403


def test_blank_rows_of_a_sheet_cost_nothing(tmp_path: Path) -> None:
    assert open_any(hostile.blank_rows_xlsx(tmp_path / "a"), "a").sheets[0].rows == [[1]]
    assert open_any(hostile.blank_rows_ods(tmp_path / "a"), "a").sheets[0].rows == [[1.0]]
    merged = open_any(hostile.merged_everything_xlsx(tmp_path / "a"), "a").sheets[0]
    assert merged.merged == ((0, 0, 1, 1),)
    spans = open_any(hostile.tall_span_html(tmp_path / "a"), "a").sheets[0]
    assert (spans.rows, spans.merged) == ([["a", "b"], ["", "c"]], ((0, 0, 1, 0),))
