"""A delivery and its contract -> typed rows, each with the cell it came from, and everything that was found on the way.

What cannot be read with certainty is null in the rows and a blocking finding beside them, so that all findings of a
delivery can be shown at once; rows of a delivery with a blocking finding are never loaded.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sources import delimited, results
from sources import table as tables
from sources import workbook as workbooks
from sources.assembly import Resolver, assemble
from sources.cells import Cells, Positions, strings
from sources.contract import Api, Column, Contract, Csv, Origin, Workbook
from sources.controls import Control, check
from sources.decisions import Decision
from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.fixes import Fixes
from sources.garbage import uncollected
from sources.grid import Place
from sources.hidden import hidden
from sources.joining import joined
from sources.notes import unsigned
from sources.parts import Addresses, Part
from sources.periods import Period
from sources.rules import finding
from sources.table import Key, Sheet, Table, counts, declared_origins, spelling
from sources.template.marker import own_sheets
from sources.texts import TextColumn, Texts, margins
from sources.values import alike, blank
from sources.workbook import Grid, address, letters


@dataclass(frozen=True)
class Reading:
    """``rows``: the contract's columns in order, then ``_sheet``, ``_row`` (from 1) and ``_cell`` (of the value).

    ``places`` maps (sheet, column) to the sheet column's letters; ``unread`` holds, by column, the rows of the table
    whose cell could not be read (already reported). ``titles`` stand above the tables, ``notes`` below them, without
    signatures. ``texts`` are all texts of the file, hidden ones included, with their place: what a scan for personal
    data needs. ``proposals`` are the fixes that could be accepted for this and later deliveries.
    """

    rows: pa.Table
    findings: tuple[Finding, ...]
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    places: dict[tuple[str | None, str], str] = field(default_factory=dict)
    unread: dict[str, frozenset[int]] = field(default_factory=dict)
    texts: Texts = field(default_factory=Texts)
    proposals: tuple[Decision, ...] = ()


def read(
    path: Path,
    name: str,
    contract: Contract,
    period: Period,
    regions: Resolver,
    decisions: Sequence[Decision] = (),
) -> Reading:
    """Read a delivery. ``name`` is what the officer's file was called; ``decisions`` are the fixes accepted for the
    dataset, each of which is told in a finding where it is used.

    Raises :class:`DeliveryRefused` when nothing can be read (damaged, protected, of another kind than agreed).
    """
    with uncollected():
        return _read(path, name, contract, regions, Fixes(decisions))


def _read(path: Path, name: str, contract: Contract, regions: Resolver, fixes: Fixes) -> Reading:
    layout = contract.layout
    if isinstance(layout, Workbook):
        return _read_workbook(path, name, contract, layout, regions, fixes)
    kind = workbooks.sniff(path, name)
    if isinstance(layout, Csv):
        if kind != "csv":
            raise DeliveryRefused(workbooks.mismatch(name, kind, "teks (CSV)"))
        return _read_csv(path, name, contract, layout, regions, fixes)
    if kind != "json":
        raise DeliveryRefused(workbooks.mismatch(name, kind, "JSON"))
    return _read_api(path, contract, layout, regions, fixes)


def _reading(
    parts: Sequence[Part],
    contract: Contract,
    regions: Resolver,
    fixes: Fixes,
    found: Sequence[Finding],
    texts: Texts,
    **more: Any,
) -> Reading:
    done = assemble(parts, contract, regions, fixes)
    findings = (*found, *done.findings)
    return Reading(
        done.rows,
        findings,
        places=done.places,
        unread=done.unread,
        texts=texts,
        proposals=done.proposals,
        **more,
    )


# --- workbooks --------------------------------------------------------------------------------------------------------


def _read_workbook(
    path: Path, name: str, contract: Contract, layout: Workbook, regions: Resolver, fixes: Fixes
) -> Reading:
    book = workbooks.open_any(path, name) if layout.text else workbooks.read(path, name)
    if book.kind == "html":
        book = replace(book, sheets=joined(book.sheets))
    sheets = {id(grid): Sheet(grid) for grid in book.sheets}
    ours = own_sheets(book)
    candidates = [grid for grid in book.sheets if grid.name not in ours]
    # Delimited text has no sheets that could be told apart by their names.
    grids, findings = (candidates, []) if book.kind == "csv" else _chosen(candidates, layout)
    parts: list[Part] = []
    titles: list[str] = []
    notes: list[str] = []
    controls: list[Control] = []
    for grid in grids:
        table = tables.find(sheets[id(grid)], contract)
        if isinstance(table, Finding):
            findings.append(table)
            continue
        titles += table.titles
        notes += table.notes
        findings += table.findings
        formulas, broken = _formulas(table)
        checked = check(table, contract, broken, fixes)
        findings += [*formulas, *checked.findings]
        controls += checked.controls
        findings += _without_totals(table, contract, checked.controls)
        constants, missing = _constants(table, contract)
        findings += missing
        if len({*table.columns, *constants}) < len({*_fixed(contract)}):
            continue
        if any(c.origin and c.origin.value for c in contract.columns) and not table.blocks:
            continue
        part = _part(table, contract, constants)
        part = replace(part, reported=_named(broken), proven=_named(checked.proven), refuted=_named(checked.refuted))
        parts.append(part)
    return _reading(
        parts,
        contract,
        regions,
        fixes,
        [*book.findings, *_merged(findings)],
        Texts(tuple(_text_columns(sheets.values())), margins(book)),
        titles=tuple(dict.fromkeys(titles)),
        notes=tuple(dict.fromkeys(notes)),
        controls=tuple(controls),
    )


def _named(cells: Any) -> frozenset[str]:
    return frozenset(address(*cell) for cell in cells)


def _text_columns(sheets: Any) -> Iterator[TextColumn]:
    for sheet in sheets:
        for index in range(sheet.grid.width):
            yield TextColumn(sheet.grid.name, letters(index), 1, sheet.texts(index))


def _fixed(contract: Contract) -> Iterator[Key]:
    for key, _, origin in declared_origins(contract):
        if origin.header or origin.sheet or origin.title:
            yield key


def _chosen(sheets: Sequence[Grid], layout: Workbook) -> tuple[list[Grid], list[Finding]]:
    """The sheets that hold the table, and findings about the others."""
    chosen: list[Grid] = []
    strange: list[Grid] = []
    findings: list[Finding] = []
    for grid in sheets:
        label = grid.name.strip()
        if re.fullmatch(layout.sheets, label, re.IGNORECASE):
            chosen.append(grid)
        elif layout.ignored_sheets and re.fullmatch(layout.ignored_sheets, label, re.IGNORECASE):
            continue
        elif any(not blank(cell) for row in grid.rows for cell in row):
            strange.append(grid)
    names = ", ".join(repr(grid.name) for grid in sheets)
    if not chosen:
        message = f"Tidak ada lembar yang namanya sesuai kontrak. Lembar yang ada: {names or 'tidak ada'}."
        findings.append(finding("lembar.tidak_ada", message, "Pakai nama lembar seperti pada templat dataset ini."))
    if strange:
        listed = ", ".join(repr(grid.name) for grid in strange)
        findings.append(
            finding(
                "lembar.tidak_dikenal",
                f"{len(strange)} lembar tidak dikenal: {listed}.",
                "Hapus lembar itu, ganti namanya sesuai templat, atau minta Walidata menambahkannya ke kontrak.",
                sheet=strange[0].name,
                count=len(strange),
            )
        )
    findings += [found for grid in chosen if (found := hidden(grid))]
    return chosen, findings


def _formulas(table: Table) -> tuple[list[Finding], set[Place]]:
    """Findings about formulas in the table, and the cells that therefore hold no number."""
    if not table.grid.formulas and not table.grid.errors:
        return [], set()
    columns = {i for indices in table.columns.values() for i in indices} | {b.index for b in table.blocks}
    columns |= {total.index for total in table.total_columns}
    rows = {*table.rows.tolist(), *(total.row for total in table.total_rows)}
    return results.doubts(table.grid, lambda place: place[0] in rows and place[1] in columns)


def _without_totals(table: Table, contract: Contract, controls: Sequence[Control]) -> Iterator[Finding]:
    if not tables.totals_of(contract).required:
        return
    if any(control.kind == "baris" and control.compared for control in controls):
        return
    yield finding(
        "total.tidak_ada",
        f"Lembar {table.grid.name}: tidak ada baris jumlah yang dapat dibandingkan dengan rinciannya.",
        "Tambahkan baris jumlah seperti pada templat dataset ini.",
        sheet=table.grid.name,
    )


def _constants(table: Table, contract: Contract) -> tuple[dict[Key, str], list[Finding]]:
    """Values that a sheet's name or its title lines hold for all of its rows."""
    values: dict[Key, str] = {}
    findings: list[Finding] = []
    for key, column, origin in declared_origins(contract):
        pattern = origin.sheet or origin.title
        if pattern is None:
            continue
        texts = [table.grid.name.strip()] if origin.sheet else list(table.titles)
        match = next((m for text in texts if (m := re.search(pattern, text, re.IGNORECASE))), None)
        if match:
            values[key] = match[1].strip()
        else:
            findings.append(_no_constant(table, column, origin, texts))
    return values, findings


def _no_constant(table: Table, column: Column, origin: Origin, texts: list[str]) -> Finding:
    rule, what = ("lembar.nama", "nama lembar") if origin.sheet else ("judul.tidak_cocok", "judul tabel")
    shown = "; ".join(texts[:4]) or "tidak ada"
    message = f"Lembar {table.grid.name}: {column.label} tidak ditemukan dalam {what}. Yang ada: {shown[:200]}."
    return finding(
        rule, message, f"Tulis {what} seperti pada templat dataset ini.", sheet=table.grid.name, column=column.label
    )


def _part(table: Table, contract: Contract, constants: dict[Key, str]) -> Part:
    """The details of a table: a row for each, or one for each of its columns of an unpivoted block."""
    rows, blocks, grid = table.rows, table.blocks, table.grid
    times = len(blocks) or 1
    count = len(rows) * times
    numbers = np.repeat(rows + 1, times)
    label = address(int(rows[0]), 0) if len(rows) else "A1"
    cells: dict[Key, Cells] = {}
    addresses: dict[Key, Addresses] = {}
    places: dict[str, str] = {}
    columns = [letters(block.index) for block in blocks]
    for key, column, origin in declared_origins(contract):
        if origin.header:
            indices = table.columns[key]
            once, before = _once(table, indices)
            cells[key] = once.repeat(times)
            addresses[key] = Addresses(numbers, [place for place in before for _ in range(times)], each=times)
            if len(indices) == 1:
                addresses[key] = Addresses(numbers, before, each=times)
            if key[1] == "value":
                places[column.name] = letters(indices[0])
        elif origin.value:
            cells[key] = Cells.woven([table.body.take(block.index, rows) for block in blocks])
            addresses[key] = Addresses(numbers, columns)
        elif origin.level:
            codes = [_label(column, block.codes[column.name]) for block in blocks]
            cells[key] = Cells(strings(codes).take(pa.array(np.tile(np.arange(times), len(rows)))))
            addresses[key] = Addresses(numbers, columns)
        else:
            cells[key] = Cells(pa.repeat(constants[key], count))
            addresses[key] = Addresses(None, [label])
    return Part(grid.name, cells, addresses, numbers, places)


def _once(table: Table, indices: tuple[int, ...]) -> tuple[Cells, list[str]]:
    """The cells of a declared column, and the letters of the column they stand in: one for all, or one for each."""
    if len(indices) == 1:
        return table.body.take(indices[0], table.rows), [letters(indices[0])]
    rows = table.rows.tolist()
    return Cells([table.cell(row, indices) for row in rows]), [_filled(table, row, indices) for row in rows] or [""]


def _label(column: Column, code: str) -> str:
    return column.codes[code][0] if column.codes else code


def _filled(table: Table, row: int, indices: tuple[int, ...]) -> str:
    filled = [i for i in indices if not blank(table.body.cell(row, i))]
    return letters((filled or list(indices))[0])


def _merged(findings: list[Finding]) -> list[Finding]:
    """The same problem of the same column on many sheets told once: the first, with the others counted."""
    kept: dict[tuple[str, str | None, str], list[Finding]] = {}
    for item in findings:
        text = item.message.replace(f"Lembar {item.sheet}", "") if item.sheet else item.message
        kept.setdefault((item.rule, item.column, text), []).append(item)
    return [_told_once(group) for group in kept.values()]


def _told_once(group: list[Finding]) -> Finding:
    first = group[0]
    if len(group) == 1:
        return first
    others = ", ".join(str(item.sheet) for item in group[1:6]) + (", …" if len(group) > 6 else "")
    return replace(
        first,
        message=f"{first.message} Sama pada {len(group) - 1} lembar lain: {others}.",
        count=sum(item.count for item in group),
        cells=tuple(cell for item in group for cell in item.cells),
    )


# --- delimited text ---------------------------------------------------------------------------------------------------


def _read_csv(path: Path, name: str, contract: Contract, layout: Csv, regions: Resolver, fixes: Fixes) -> Reading:
    records, findings = delimited.parse(path.read_bytes(), name, layout)
    records = delimited.under_header(records, layout.header_rows or 1)
    columns, complaints = _csv_columns(records, contract, layout)
    parts = []
    if len(columns) == len(list(_fixed(contract))):
        cells = {key: Cells(records.columns[index]) for key, index in columns.items()}
        addresses = {key: Addresses(records.lines, [letters(index)]) for key, index in columns.items()}
        places = {key[0]: letters(index) for key, index in columns.items() if key[1] == "value"}
        parts.append(Part(None, cells, addresses, records.lines, places))
    notes = unsigned([" ".join(filter(None, map(str.strip, fields))) for _, fields in records.foot])
    return _reading(parts, contract, regions, fixes, [*complaints, *findings], _csv_texts(records), notes=notes)


def _csv_texts(records: delimited.Records) -> Texts:
    columns: list[TextColumn] = []
    for index, (text, cells) in enumerate(zip(records.header, records.columns, strict=True)):
        columns.append(TextColumn(None, letters(index), 1, [text]))
        columns.append(TextColumn(None, letters(index), 2, _by_line(cells, records.lines)))
    apart = (*records.torn, *records.foot)
    loose = ((f"{letters(i)}{line}", text) for line, fields in apart for i, text in enumerate(fields))
    return Texts(tuple(columns), tuple(loose))


def _by_line(cells: pa.StringArray, lines: Positions) -> pa.StringArray:
    """The cells from line 2 on, null where no record ends."""
    if not len(lines) or (lines[-1] == len(lines) + 1):
        return cells
    places = np.full(lines[-1] - 1, -1)
    places[lines - 2] = np.arange(len(lines))
    return cells.take(pa.array(places, mask=places < 0))


def _csv_columns(records: delimited.Records, contract: Contract, layout: Csv) -> tuple[dict[Key, int], list[Finding]]:
    found: dict[Key, int] = {}
    findings: list[Finding] = []
    header = records.header
    texts = [spelling(text.strip() or f"kolom {letters(index)}") for index, text in enumerate(header)]
    used: set[int] = set()
    for key, column, origin in declared_origins(contract):
        wanted = {spelling(text) for text in origin.header or ()}
        places = [i for i, text in enumerate(texts) if text in wanted]
        used.update(places)
        if len(places) == 1:
            found[key] = places[0]
            continue
        label = (origin.header or ("",))[0]
        if places:
            where = " dan ".join(letters(i) for i in places)
            message = f"Kolom {label!r} muncul lebih dari satu kali (kolom {where})."
            hint = "Sisakan satu kolom, atau beri kepala yang berbeda."
            findings.append(finding("kepala.ganda", message, hint, column=column.label, count=len(places)))
        else:
            near = alike(label, header)
            message = (
                f"Kolom {label!r} ({column.label}) tidak ditemukan. Kolom yang ada: {', '.join(header[:20])[:300]}."
            )
            hint = f"{f'Apakah yang dimaksud kolom {near!r}? ' if near else ''}Tulis kepala kolom {label!r}."
            findings.append(finding("kepala.kolom_hilang", message, hint, column=column.label, value=near))
    ignored = {spelling(text) for text in layout.ignored}
    rest = [i for i, text in enumerate(texts) if i not in used and text not in ignored]
    strange = [i for i in rest if header[i].strip() or not _tells_nothing(records.columns[i])]
    if strange:
        listed = ", ".join(f"{header[i] or 'tanpa kepala'} (kolom {letters(i)})" for i in strange[:8])
        hint = "Hapus kolom itu bila tidak diperlukan, atau minta Walidata menambahkannya ke kontrak dataset."
        message = f"{len(strange)} kolom tidak dikenal: {listed}."
        cells = [f"{letters(i)}1" for i in strange]
        findings.append(finding("kepala.kolom_asing", message, hint, cell=cells[0], count=len(strange), cells=cells))
    return found, findings


def _tells_nothing(column: pa.StringArray) -> bool:
    """Whether a column is empty, as delimiters at the end of each line make one, or only numbers the records."""
    cells = Cells(column)
    return bool(cells.blank.all()) or counts(cells)


# --- records of an API ------------------------------------------------------------------------------------------------


def _read_api(path: Path, contract: Contract, layout: Api, regions: Resolver, fixes: Fixes) -> Reading:
    """Records of the kept JSON document. ``_row`` is the record's number, ``_cell`` its field: ``3:status``."""
    from sources import api

    records = api.records(path.read_bytes(), contract)
    if isinstance(records, Finding):
        raise DeliveryRefused(records)
    numbers = np.arange(1, len(records) + 1)
    cells: dict[Key, Cells] = {}
    addresses: dict[Key, Addresses] = {}
    findings: list[Finding] = []
    known: set[str] = set(layout.ignored)
    present = {name for record in records for name in record}
    for key, column, origin in declared_origins(contract):
        assert origin.field
        known.add(origin.field)
        cells[key] = Cells([record.get(origin.field) for record in records])
        addresses[key] = Addresses(numbers, after=f":{origin.field}")
        if records and origin.field not in present:
            near = alike(origin.field, sorted(present))
            message = f"Isian {origin.field!r} ({column.label}) tidak ada dalam balasan layanan."
            hint = (
                f"{f'Apakah yang dimaksud {near!r}? ' if near else ''}Minta pengelola layanan memeriksa perubahan API."
            )
            findings.append(finding("kepala.kolom_hilang", message, hint, column=column.label, value=near))
    strange = sorted(name for name in present - known if not any(name.startswith(f"{top}.") for top in layout.ignored))
    if strange:
        message = f"{len(strange)} isian tidak dikenal dalam balasan layanan: {', '.join(strange[:8])}."
        hint = "Minta Walidata menambahkannya ke kontrak dataset, atau mencatatnya sebagai isian yang diabaikan."
        findings.append(finding("kepala.kolom_asing", message, hint, count=len(strange), cells=strange))
    part = Part(None, cells, addresses, numbers, {})
    texts = Texts(
        tuple(
            # The field's name stands above its values as a heading does; a record keeps its number as row.
            TextColumn(None, letters(index), 0, [name, *(record.get(name) for record in records)])
            for index, name in enumerate(sorted(present))
        )
    )
    return _reading([part], contract, regions, fixes, findings, texts)
