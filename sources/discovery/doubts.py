"""What a table leaves open, as findings: cells that were not read, sums that differ, shapes that mislead."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from sources.discovery import coordinates, thousands, times
from sources.discovery.body import Body
from sources.discovery.column import Decided, Problem
from sources.discovery.evidence import TotalColumn, proven
from sources.discovery.labels import is_unit
from sources.findings import Finding
from sources.looks import Look, is_leftover, look, text_of
from sources.rules import finding, number, spread
from sources.workbook import address, letters

_UNDOTTED = re.compile(r"\d{10}")
_SAMPLE = re.compile(r"^\(?contoh\b\s*[:.)\-]|^(?:contoh|x{3,}|lorem ipsum|sample|dummy)$", re.IGNORECASE)
_TOLD = 5


def doubts(body: Body, totals: Sequence[TotalColumn], unproven: Sequence[Decided]) -> Iterator[Finding]:
    """Every finding about a table, apart from its formulas. ``unproven`` are columns that only their header decided."""
    yield from _shape(body)
    for column in body.columns:
        yield from _unread(body, column, totals)
        yield from thousands.lost(body, column)
        yield from coordinates.beyond(body, column)
        yield from _undotted(body, column)
        yield from _unexplained(body, column)
        yield from _figures_among_units(body, column)
    yield from (_unproven(body, column) for column in unproven)
    yield from _wrong_rows(body)
    yield from (found for known in totals for found in _wrong_columns(body, known))
    yield from _lost_parents(body)
    yield from _unrepeated(body)


# --- cells that were not read -----------------------------------------------------------------------------------------


def _unread(body: Body, column: Decided, totals: Sequence[TotalColumn]) -> Iterator[Finding]:
    groups: dict[str, list[Problem]] = {}
    for problem in column.problems:
        if problem.position in body.place:
            groups.setdefault(problem.rule, []).append(problem)
    for rule, problems in groups.items():
        spots = [body.spot(column, problem.position, problem.text) for problem in problems]
        if rule == "kolom.isi_asing":
            hint = "Pindahkan teks itu ke kolom keterangan."
            yield spread(rule, _name(column), "berisi teks di dalam kolom angka", hint, spots)
        elif rule == "angka.di_luar_batas":
            hint = "Periksa asal angka itu, lalu tulis angkanya, atau kosongkan selnya."
            yield spread(rule, _name(column), "bukan angka yang mungkin", hint, spots)
        elif rule == "tanggal.tidak_dikenal":
            yield spread(rule, _name(column), "bukan tanggal", "Tulis tanggal seperti 31/07/2025.", spots)
        elif rule == "teks.bukan_teks":
            dates = ((spot.cell, body.cell(column, p.position)) for spot, p in zip(spots, problems, strict=True))
            meant = [f"{cell} {times.span(date)!r}" for cell, date in dates if isinstance(date, dt.date)]
            hint = f"Ubah format sel menjadi Teks, lalu tulis ulang; mungkin maksudnya {', '.join(meant[:_TOLD])}."
            yield spread(rule, _name(column), "terbaca sebagai tanggal", hint, spots)
        else:
            known = proven(body, column, totals)
            settled = [p for p in problems if p.candidate is not None and p.position in known]
            yield spread(rule, _name(column), _said(problems), _hint(problems, settled), spots)


def _said(problems: Sequence[Problem]) -> str:
    if any(" " in problem.text for problem in problems):
        return "mempunyai spasi yang tidak memisahkan ribuan dengan benar"
    return "dapat dibaca lebih dari satu cara"


def _hint(problems: Sequence[Problem], settled: Sequence[Problem]) -> str:
    write = "Tulis angka tanpa pemisah ribuan."
    if settled:
        told = "; ".join(f"{p.text!r} mungkin {_plain(p.candidate)}" for p in settled[:_TOLD])
        return f"{told}: cocok dengan jumlah pada tabel ini. {write}"
    first = problems[0]
    return write if first.candidate is None else f"Apakah {first.text!r} berarti {_plain(first.candidate)}? {write}"


def _plain(value: float | None) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _unproven(body: Body, column: Decided) -> Finding:
    cells = [(p, cell) for p in body.rows if isinstance(cell := body.cell(column, p), str) and {*cell} & {".", ","}]
    spots = [body.spot(column, p, text_of(cell)) for p, cell in cells]
    mark = "koma" if column.written and column.written.convention == "en" else "titik"
    said = f"dibaca dengan {mark} sebagai pemisah ribuan, tanpa jumlah yang membuktikannya"
    hint = "Pastikan angka itu, atau tambahkan baris jumlah."
    return spread("angka.belum_terbukti", _name(column), said, hint, spots)


def _undotted(body: Body, column: Decided) -> Iterator[Finding]:
    if not column.is_code:
        return
    codes = {p: value for p in body.rows if isinstance(value := column.values[p], str) and _UNDOTTED.fullmatch(value)}
    if codes:
        said = "berisi kode 10 digit tanpa titik, yang dapat berarti kode BPS atau Kemendagri"
        hint = "Sebutkan sistem kodenya dalam kontrak dataset, atau tulis kode Kemendagri dengan titik."
        spots = [body.spot(column, p, value) for p, value in codes.items()]
        yield spread("kode.tanpa_sistem", _name(column), said, hint, spots)


def _figures_among_units(body: Body, column: Decided) -> Iterator[Finding]:
    """A total that slipped into the column of units beside it."""
    if not is_unit(column):
        return
    spots = [body.spot(column, p, text_of(body.cell(column, p))) for p in body.rows]
    figures = [spot for spot in spots if spot.value and look(spot.value) in (Look.NUMBER, Look.YEAR)]
    if figures:
        hint = "Pindahkan angka itu ke kolom nilai."
        yield spread("kolom.isi_asing", _name(column), "berisi angka di dalam kolom satuan", hint, figures)


def _unexplained(body: Body, column: Decided) -> Iterator[Finding]:
    marks = [mark for mark, reason in column.nulls.items() if reason == "tidak_pasti"]
    spots = [body.spot(column, p, mark) for p, mark in column.marks.items() if mark in marks and p in body.place]
    if spots:
        said = "berisi tanda yang artinya tidak dapat dibuktikan: nol atau tidak ada data"
        hint = "Sebutkan arti tanda itu dalam kontrak dataset."
        yield spread("tanda.tidak_pasti", _name(column), said, hint, spots)


# --- sums that differ -------------------------------------------------------------------------------------------------


def _wrong_rows(body: Body) -> Iterator[Finding]:
    for summary in body.kinds.sums.values():
        if not summary.wrong:
            continue
        position = body.rows[summary.row]
        row = body.block.body[position]
        columns = [(body.additive[place], total) for place, total in summary.wrong]
        told = "; ".join(
            f"{address(row, column.index)} tertulis {number(column.figures[position] or 0)}, "
            f"rincian {number(total)} (selisih {number((column.figures[position] or 0) - total)})"
            for column, total in columns[:_TOLD]
        )
        cells = [address(row, column.index) for column, _ in columns]
        yield finding(
            "total.berbeda",
            f"Lembar {body.grid.name}, baris {row + 1} ({body.labels.texts[summary.row] or 'tanpa label'!r}): "
            f"jumlah tidak sama dengan rinciannya: {told}.",
            "Periksa rincian dan jumlah itu.",
            sheet=body.grid.name,
            cell=cells[0],
            row=row + 1,
            count=len(cells),
            cells=[f"{body.grid.name}!{cell}" for cell in cells],
        )


def _wrong_columns(body: Body, known: TotalColumn) -> Iterator[Finding]:
    wrong = known.differing(body.counted)
    if wrong:
        spots = [body.spot(known.total, p, str(known.total.figures[p])) for p in wrong]
        first = wrong[0]
        parts = ", ".join(column.name for column in known.parts[:_TOLD])
        sums = number(known.sums([first])[0])
        stated = number(known.total.figures[first] or 0)
        said = f"tidak sama dengan jumlah {parts} (pertama: tertulis {stated}, rincian {sums})"
        yield spread("total.berbeda", _name(known.total), said, "Periksa angka pada baris itu.", spots)


# --- labels that do not say what they belong to -----------------------------------------------------------------------


def _lost_parents(body: Body) -> Iterator[Finding]:
    """Labels that do not name what they belong to."""
    column = body.labels.column
    spots = [
        body.spot(column, body.rows[row], path[-1])
        for row, path in body.lost_parents.items()
        if column is not None and not path[-1].startswith("a.")
    ]
    if spots and column is not None:
        said = "tidak menyebut induknya, yang tertulis pada baris di atasnya"
        yield spread("label.induk_hilang", _name(column), said, "Tulis label lengkap pada setiap baris.", spots)


def _unrepeated(body: Body) -> Iterator[Finding]:
    """Cells left empty because they would repeat the one above: each row should say what it belongs to."""
    column = body.labels.group
    if column is None:
        return
    empty = [p for row, p in enumerate(body.rows) if column.values[p] is None and row not in body.kinds.sums]
    spots = [body.spot(column, p, "") for p in empty]
    said = "kosong pada baris yang melanjutkan isian di atasnya"
    yield spread("label.induk_hilang", _name(column), said, "Tulis isian itu pada setiap baris.", spots)


# --- shapes that mislead ----------------------------------------------------------------------------------------------


def _shape(body: Body) -> Iterator[Finding]:
    block, grid = body.block, body.grid
    unseen = [*grid.hidden_columns]
    if not block.header:
        yield _about(body, "kepala.tidak_ada", "tabel tidak mempunyai judul kolom", "Tulis judul di atas setiap kolom.")
    unnamed = [letters(c.index) for c in body.columns if not c.path and block.header and c.index not in unseen]
    if unnamed:
        said = f"kolom {', '.join(unnamed)} berisi data tetapi tidak berjudul"
        yield _about(body, "kepala.tanpa_nama", said, "Tulis judul kolom itu.")
    alike: dict[str, list[Decided]] = {}
    for column in body.columns:
        alike.setdefault(column.name, []).append(column)
    doubled = {name: columns for name, columns in alike.items() if name and len(columns) > 1}
    if any(column.type in ("integer", "number") for columns in doubled.values() for column in columns):
        told = (
            f"{name!r} dipakai oleh kolom {', '.join(letters(c.index) for c in cs)}" for name, cs in doubled.items()
        )
        said = f"judul {'; '.join(islice(told, _TOLD))}"
        yield _about(body, "kepala.kembar", said, "Beri setiap kolom judul yang berbeda.")
    if not body.rows:
        said = "tabel hanya berisi judul kolom, tanpa satu pun baris data"
        yield _about(body, "data.kosong", said, "Isi tabelnya, lalu kirim ulang.")
    elif {c.type for c in body.columns} <= {"text", "period", "empty"} and "empty" in {c.type for c in body.columns}:
        said = "kolom angka pada tabel ini semuanya kosong"
        yield _about(body, "tabel.tanpa_angka", said, "Isi angkanya bila memang ada.")
    yield from _leftovers(body)
    yield from _samples(body)


def _samples(body: Body) -> Iterator[Finding]:
    """Rows that a template brought along to show how it is filled in."""
    column = body.labels.column
    marked = [p for p, label in zip(body.rows, body.labels.texts, strict=True) if column and _SAMPLE.match(label)]
    if marked and column:
        spots = [body.spot(column, p, text_of(body.cell(column, p))) for p in marked]
        yield spread("baris.contoh", _name(column), "tampak seperti baris contoh", "Hapus baris contoh itu.", spots)


def _leftovers(body: Body) -> Iterator[Finding]:
    """What a program wrote into the sheet when it exported a data frame."""
    block = body.block
    cells = [address(r, c) for r in block.header for c in block.columns if is_leftover(body.grid.rows[r][c])]
    said = [f"judul kolom {cells[0]} berisi 'Unnamed'"] if cells else []
    said += [f"kolom {letters(column.index)} tanpa judul hanya menomori baris" for column in body.leftover]
    if said:
        yield _about(body, "kolom.sisa_ekspor", " dan ".join(said), "Hapus sisa ekspor itu dari berkas asli.")


def _about(body: Body, rule: str, said: str, hint: str) -> Finding:
    place = address(body.block.top, body.block.left)
    return finding(rule, f"Lembar {body.grid.name}: {said}.", hint, sheet=body.grid.name, cell=place)


def _name(column: Decided) -> str:
    return column.name or letters(column.index)
