"""A delivery and its contract -> typed rows, each with the cell it came from, and everything that was found on the way.

What cannot be read with certainty is null in the rows and a blocking finding beside them, so that all findings of a
delivery can be shown at once; rows of a delivery with a blocking finding are never loaded.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from sources import table as tables
from sources import workbook as workbooks
from sources.contract import Api, Column, Contract, Csv, Origin, Region, Workbook
from sources.controls import Control, check
from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.periods import Period
from sources.rules import RULES, Spot, finding, spread
from sources.table import Key, Role, Table, declared_origins, spelling
from sources.template.marker import own_sheets
from sources.values import Problem, alike, blank, plain
from sources.values import read as read_values
from sources.workbook import Cell, Grid, address, letters

TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "boolean": pa.bool_(),
}
# Different things that one finding says about its cells; the cells themselves are all listed.
_TOLD = 4


class Resolver(Protocol):
    """What reading needs of :class:`sources.regions.Regions`."""

    version: str

    def within(self, area: str | None) -> "Resolver": ...

    def resolve(
        self,
        text: str | None,
        level: Any,
        by: Any,
        *,
        name: str | None,
        parent: str | None,
        grandparent: str | None,
        system: str | None,
    ) -> str | Finding: ...

    def remark(self, code: str, text: str) -> Finding | None: ...


@dataclass(frozen=True)
class Reading:
    """``rows``: the contract's columns in order, then ``_sheet``, ``_row`` (from 1) and ``_cell`` (of the value).

    ``places`` maps (sheet, column) to the sheet column's letters; ``unread`` holds, by column, the rows of the table
    whose cell could not be read (already reported). ``titles`` stand above the tables, ``notes`` below them, without
    signatures.
    ``texts`` are all texts of the file, hidden ones included, with their place: what a scan for personal data needs.
    """

    rows: pa.Table
    findings: tuple[Finding, ...]
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    places: dict[tuple[str | None, str], str] = field(default_factory=dict)
    unread: dict[str, frozenset[int]] = field(default_factory=dict)
    texts: tuple[tuple[str, str], ...] = ()


def read(path: Path, name: str, contract: Contract, period: Period, regions: Resolver) -> Reading:
    """Read a delivery. ``name`` is what the officer's file was called.

    Raises :class:`DeliveryRefused` when nothing can be read (damaged, protected, of another kind than agreed).
    """
    layout = contract.layout
    if isinstance(layout, Workbook):
        return _read_workbook(path, name, contract, regions)
    kind = workbooks.sniff(path, name)
    if isinstance(layout, Csv):
        if kind != "csv":
            raise DeliveryRefused(workbooks.mismatch(name, kind, "teks (CSV)"))
        return _read_csv(path, name, contract, layout, regions)
    if kind != "json":
        raise DeliveryRefused(workbooks.mismatch(name, kind, "JSON"))
    return _read_api(path, contract, layout, regions)


# --- cells of one source, column by column ----------------------------------------------------------------------------


@dataclass
class _Cells:
    """Raw cells of a part of a delivery (a sheet, a file): one list per origin, all of the same length."""

    sheet: str | None
    cells: dict[Key, list[Cell | None]]
    addresses: dict[Key, list[str]]
    rows: list[int]
    places: dict[str, str]
    # Addresses of cells that are reported already, or are proven to fit their candidate.
    reported: frozenset[str] = frozenset()
    proven: frozenset[str] = frozenset()


class _Gathered:
    """Cells of a column that break a rule, over all sheets: they become one finding."""

    def __init__(self) -> None:
        self._spots: dict[tuple[str, str], list[Spot]] = {}
        self._said: dict[tuple[str, str], dict[str, None]] = {}
        self._hints: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, rule: str, column: str, said: str, hint: str, spot: Spot) -> None:
        key = (rule, column)
        self._spots.setdefault(key, []).append(spot)
        self._said.setdefault(key, {})[said] = None
        self._hints.setdefault(key, {})[hint] = None

    def findings(self) -> Iterator[Finding]:
        for (rule, column), spots in self._spots.items():
            said, hints = list(self._said[rule, column]), list(self._hints[rule, column])
            told = "; ".join(said[:_TOLD]) + ("; …" if len(said) > _TOLD else "")
            if rule.startswith("wilayah.") and RULES[rule].severity == "blocker":
                told = f"tidak dapat dipakai: {told}"
            yield spread(rule, column, told, " ".join(hints[:_TOLD]), spots)


def _assemble(
    parts: Sequence[_Cells], contract: Contract, regions: Resolver, found: Iterable[Finding], **more: Any
) -> Reading:
    gathered = _Gathered()
    values: dict[str, list[Any]] = {column.name: [] for column in contract.columns}
    unread: dict[str, set[int]] = {column.name: set() for column in contract.columns}
    sheets: list[str | None] = []
    rows: list[int] = []
    cells: list[str | None] = []
    for part in parts:
        start = len(rows)
        for column in contract.columns:
            read, broken = _column(part, column, regions, gathered)
            values[column.name] += read
            unread[column.name] |= {start + position for position in broken}
        rows += part.rows
        sheets += [part.sheet] * len(part.rows)
        cells += part.addresses[_value_key(contract)]
    fields = [pa.field(column.name, TYPES[column.type]) for column in contract.columns]
    fields += [pa.field("_sheet", pa.string()), pa.field("_row", pa.int32()), pa.field("_cell", pa.string())]
    arrays = [pa.array(values[column.name], TYPES[column.type]) for column in contract.columns]
    arrays += [pa.array(sheets, pa.string()), pa.array(rows, pa.int32()), pa.array(cells, pa.string())]
    return Reading(
        pa.Table.from_arrays(arrays, schema=pa.schema(fields)),
        (*found, *gathered.findings()),
        places={(part.sheet, name): place for part in parts for name, place in part.places.items()},
        unread={name: frozenset(positions) for name, positions in unread.items() if positions},
        **more,
    )


def _value_key(contract: Contract) -> Key:
    """The column whose cell stands for a row: the unpivoted body, else the first measure, else the first column."""
    columns = sorted(contract.columns, key=lambda c: (not (c.origin and c.origin.value), c.measure is None))
    return columns[0].name, "value"


def _column(part: _Cells, column: Column, regions: Resolver, gathered: _Gathered) -> tuple[list[Any], list[int]]:
    key: Key = (column.name, "value")
    addresses = part.addresses[key]
    found = read_values(part.cells[key], column)
    broken: list[int] = []
    seen: set[str] = set()
    for problem in found.problems:
        broken.append(problem.position)
        cell = addresses[problem.position]
        if cell in part.reported or cell in seen:
            continue
        seen.add(cell)
        spot = Spot(part.sheet, cell, part.rows[problem.position], problem.text)
        gathered.add(problem.rule, column.label, problem.said, _hint(problem, cell in part.proven), spot)
    broken += [i for i, cell in enumerate(addresses) if cell in part.reported and found.values[i] is None]
    if not column.region:
        return found.values, broken
    codes, refused = _codes(part, column, found.values, regions, gathered)
    return codes, broken + refused


def _hint(problem: Problem, proven: bool) -> str:
    if proven and problem.candidate is not None:
        return (
            f"Mungkin maksudnya {problem.candidate:.0f}: angka itu cocok dengan jumlah pada tabel ini. {problem.hint}"
        )
    return problem.hint


def _codes(
    part: _Cells, column: Column, values: list[Any], regions: Resolver, gathered: _Gathered
) -> tuple[list[Any], list[int]]:
    """Region codes of the cells; a cell that is empty stays null, whether it may be is a rule of its own."""
    region = column.region
    assert region
    listed = regions.within(region.area)
    beside: dict[Role, list[Cell | None]] = {role: part.cells[column.name, role] for role in region.beside}
    known: dict[tuple[str, ...], tuple[str | None, Finding | None]] = {}
    codes: list[str | None] = []
    refused: list[int] = []
    seen: set[str] = set()
    for position, text in enumerate(values):
        if text is None:
            codes.append(None)
            continue
        proofs = {role: plain(cells[position]) for role, cells in beside.items()}
        key = (text, *proofs.values())
        if key not in known:
            known[key] = _resolved(text, region, listed, proofs)
        code, said = known[key]
        codes.append(code)
        if code is None:
            refused.append(position)
        cell = part.addresses[column.name, "value"][position]
        if said and cell not in seen:
            seen.add(cell)
            spot = Spot(part.sheet, cell, part.rows[position], said.value)
            gathered.add(said.rule, column.label, said.message.rstrip("."), said.suggestion, spot)
    return codes, refused


def _resolved(
    text: str, region: Region, listed: Resolver, proofs: dict[Role, str]
) -> tuple[str | None, Finding | None]:
    """The code that a cell means, if any, and what must be said about it: why there is none, or how it was read."""
    name = proofs.get("name")
    code = listed.resolve(
        text,
        region.level,
        region.by,
        name=name,
        parent=proofs.get("parent"),
        grandparent=proofs.get("grandparent"),
        system=region.system,
    )
    if isinstance(code, Finding):
        return None, code
    named = text if region.by == "name" else name
    return code, listed.remark(code, named) if named else None


# --- workbooks --------------------------------------------------------------------------------------------------------


def _read_workbook(path: Path, name: str, contract: Contract, regions: Resolver) -> Reading:
    layout = contract.layout
    assert isinstance(layout, Workbook)
    book = workbooks.read(path, name)
    ours = own_sheets(book)
    grids, findings = _chosen([grid for grid in book.sheets if grid.name not in ours], layout)
    parts: list[_Cells] = []
    titles: list[str] = []
    notes: list[str] = []
    controls: list[Control] = []
    for grid in grids:
        table = tables.find(grid, contract)
        if isinstance(table, Finding):
            findings.append(table)
            continue
        titles += table.titles
        notes += table.notes
        findings += table.findings
        formulas, broken = _formulas(table, contract)
        checked = check(table, contract, broken)
        findings += [*formulas, *checked.findings]
        controls += checked.controls
        findings += _without_totals(table, contract, checked.controls)
        constants, missing = _constants(table, contract)
        findings += missing
        if len({*table.columns, *constants}) < len({*_fixed(contract)}):
            continue
        if any(c.origin and c.origin.value for c in contract.columns) and not table.blocks:
            continue
        part = _cells(table, contract, constants)
        part.reported = frozenset(address(*spot) for spot in broken)
        part.proven = frozenset(address(*spot) for spot in checked.proven)
        parts.append(part)
    return _assemble(
        parts,
        contract,
        regions,
        _merged(findings),
        titles=tuple(dict.fromkeys(titles)),
        notes=tuple(dict.fromkeys(notes)),
        controls=tuple(controls),
        texts=(*_texts(book.sheets), *book.margins),
    )


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
    findings += [found for grid in chosen if (found := _hidden(grid))]
    return chosen, findings


def _hidden(grid: Grid) -> Finding | None:
    parts = ["lembar ini"] if grid.hidden else []
    parts += [f"baris {row + 1}" for row in grid.hidden_rows if row < len(grid.rows)]
    parts += [f"kolom {letters(column)}" for column in grid.hidden_columns if column < grid.width]
    if not parts:
        return None
    message = f"Lembar {grid.name}: tersembunyi {', '.join(parts[:8])}."
    hint = "Tampilkan bagian itu dan pastikan isinya memang data yang dikirim."
    return finding("lembar.tersembunyi", message, hint, sheet=grid.name, count=len(parts))


def _formulas(table: Table, contract: Contract) -> tuple[list[Finding], set[tuple[int, int]]]:
    """Findings about formulas in the table, and the cells that therefore hold no number."""
    grid = table.grid
    used = {i for indices in table.columns.values() for i in indices} | {b.index for b in table.blocks}
    used |= {total.index for total in table.total_columns}
    rows = {*table.rows, *(total.row for total in table.total_rows)}
    inside = [spot for spot in sorted(grid.formulas) if spot[0] in rows and spot[1] in used]
    empty = [spot for spot in inside if not grid.formulas[spot].cached]
    errors = [spot for spot in sorted(grid.errors) if spot[0] in rows and spot[1] in used]
    stale = [(spot, sums) for spot in inside if (sums := _stale(grid, spot)) is not None]
    findings: list[Finding] = []
    if empty:
        spots = [Spot(grid.name, address(*s), s[0] + 1, f"={grid.formulas[s].text}") for s in empty]
        hint = "Buka berkas di Excel, tekan F9, simpan, lalu kirim ulang."
        findings.append(spread("rumus.tanpa_hasil", "berumus", "tidak menyimpan hasil", hint, spots))
    if errors:
        spots = [Spot(grid.name, address(*s), s[0] + 1, grid.errors[s]) for s in errors]
        findings.append(spread("rumus.galat", "tabel", "berisi galat", "Perbaiki rumus atau isi angkanya.", spots))
    if stale:
        spots = [Spot(grid.name, address(*s), s[0] + 1, plain(grid.rows[s[0]][s[1]])) for s, _ in stale]
        hint = "Buka berkas di Excel, tekan F9 untuk menghitung ulang, simpan, lalu kirim ulang."
        said = "menyimpan hasil yang berbeda dari hitungan ulang rumusnya"
        findings.append(spread("rumus.tidak_cocok", "berumus", said, hint, spots))
    return findings, {*empty, *errors}


def _stale(grid: Grid, spot: tuple[int, int]) -> float | None:
    """The sum that a plain formula gives now, when the stored result differs from it."""
    formula = grid.formulas[spot]
    ranges = workbooks.cells_of_sum(formula.text)
    stored = grid.rows[spot[0]][spot[1]]
    if ranges is None or not formula.cached or not isinstance(stored, int | float):
        return None
    sums = sum(
        cell
        for top, left, bottom, right in ranges
        for row in grid.rows[top : bottom + 1]
        for cell in row[left : right + 1]
        if isinstance(cell, int | float) and not isinstance(cell, bool)
    )
    return None if abs(sums - stored) <= 1e-6 * max(1.0, abs(sums)) else sums


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


def _cells(table: Table, contract: Contract, constants: dict[Key, str]) -> _Cells:
    rows, blocks, grid = table.rows, table.blocks, table.grid
    times = len(blocks) or 1
    cells: dict[Key, list[Cell | None]] = {}
    addresses: dict[Key, list[str]] = {}
    places: dict[str, str] = {}
    label = address(table.rows[0], 0) if table.rows else "A1"
    for key, column, origin in declared_origins(contract):
        if origin.header:
            indices = table.columns[key]
            if len(indices) == 1:
                place, index = letters(indices[0]), indices[0]
                cells[key] = _repeat([grid.rows[row][index] for row in rows], times)
                addresses[key] = _repeat([f"{place}{row + 1}" for row in rows], times)
            else:
                cells[key] = _repeat([table.cell(row, indices) for row in rows], times)
                addresses[key] = _repeat([_filled(table, row, indices) for row in rows], times)
            if key[1] == "value":
                places[column.name] = letters(indices[0])
        elif origin.value:
            cells[key] = [grid.rows[row][block.index] for row in rows for block in blocks]
            addresses[key] = [address(row, block.index) for row in rows for block in blocks]
        elif origin.level:
            codes: list[Cell | None] = [_label(column, block.codes[column.name]) for block in blocks]
            cells[key] = codes * len(rows)
            addresses[key] = [address(row, block.index) for row in rows for block in blocks]
        else:
            cells[key] = [constants[key]] * (len(rows) * times)
            addresses[key] = [label] * (len(rows) * times)
    numbers = _repeat([row + 1 for row in rows], times)
    return _Cells(grid.name, cells, addresses, numbers, places)


def _label(column: Column, code: str) -> str:
    return (column.codes or {})[code][0]


def _filled(table: Table, row: int, indices: tuple[int, ...]) -> str:
    filled = [i for i in indices if not blank(table.grid.rows[row][i])]
    return address(row, (filled or list(indices))[0])


def _repeat(items: list[Any], times: int) -> list[Any]:
    return items if times == 1 else [item for item in items for _ in range(times)]


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
    from dataclasses import replace

    others = ", ".join(str(item.sheet) for item in group[1:6]) + (", …" if len(group) > 6 else "")
    return replace(
        first,
        message=f"{first.message} Sama pada {len(group) - 1} lembar lain: {others}.",
        count=sum(item.count for item in group),
        cells=tuple(cell for item in group for cell in item.cells),
    )


def _texts(sheets: Sequence[Grid]) -> Iterator[tuple[str, str]]:
    """Every text and every number long enough to identify a person, with its place."""
    for grid in sheets:
        yield f"nama lembar {grid.name}", grid.name
        for r, row in enumerate(grid.rows):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    if len(cell) > 9:
                        yield f"{grid.name}!{address(r, c)}", cell
                elif isinstance(cell, int | float) and abs(cell) >= 1e15:
                    yield f"{grid.name}!{address(r, c)}", f"{cell:.0f}"


# --- delimited text ---------------------------------------------------------------------------------------------------


def _read_csv(path: Path, name: str, contract: Contract, layout: Csv, regions: Resolver) -> Reading:
    lines, findings = _lines(path.read_bytes(), name, layout)
    header = lines[0][1] if lines else []
    columns, complaints = _csv_columns(header, contract, layout, name)
    findings += complaints
    body = [(number, cells) for number, cells in lines[1:] if any(cell.strip() for cell in cells)]
    torn = [(number, cells) for number, cells in body if len(cells) != len(header)]
    if torn:
        spots = [Spot(None, f"A{number}", number) for number, _ in torn]
        said = f"mempunyai jumlah kolom yang berbeda dari kepala tabel ({len(header)} kolom)"
        hint = f"Periksa tanda {layout.delimiter!r} di dalam isian, lalu ekspor ulang."
        findings.append(spread("berkas.baris_cacat", "berkas CSV", said, hint, spots))
        body = [(number, cells) for number, cells in body if len(cells) == len(header)]
    parts = []
    if len(columns) == len(list(_fixed(contract))):
        numbers = [number for number, _ in body]
        cells: dict[Key, list[Cell | None]] = {key: [row[i] for _, row in body] for key, i in columns.items()}
        addresses = {key: [f"{letters(i)}{number}" for number in numbers] for key, i in columns.items()}
        places = {key[0]: letters(i) for key, i in columns.items() if key[1] == "value"}
        parts.append(_Cells(None, cells, addresses, numbers, places))
    texts = tuple(
        (f"{letters(c)}{number}", cell) for number, row in lines for c, cell in enumerate(row) if len(cell) > 9
    )
    return _assemble(parts, contract, regions, findings, texts=texts)


def _lines(content: bytes, name: str, layout: Csv) -> tuple[list[tuple[int, list[str]]], list[Finding]]:
    """Records with the number of the line they end on. Raises :class:`DeliveryRefused` for another encoding."""
    again = f"Ekspor ulang dengan pengodean {layout.encoding.upper()}."
    encoding = "utf-8-sig" if layout.encoding == "utf-8" or content.startswith(b"\xef\xbb\xbf") else layout.encoding
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"Berkas {name} bukan {layout.encoding.upper()}: baris {line} memuat huruf yang tidak terbaca."
        raise DeliveryRefused(finding("berkas.pengodean", message, again, row=line)) from error
    findings: list[Finding] = []
    if encoding == "cp1252" and not content.isascii() and _is_utf8(content):
        message = f"Berkas {name} disepakati dalam {layout.encoding.upper()}, tetapi isinya UTF-8."
        findings.append(finding("berkas.pengodean", message, again))
    if "\0" in text:
        raise DeliveryRefused(finding("berkas.rusak", f"Berkas {name} memuat bita kosong.", "Ekspor ulang berkas itu."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader], findings
    except csv.Error as error:
        message = f"Berkas {name} rusak di dekat baris {reader.line_num}: tanda kutip tidak lengkap."
        raise DeliveryRefused(
            finding("berkas.rusak", message, "Ekspor ulang berkas itu.", row=reader.line_num)
        ) from error


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _csv_columns(header: list[str], contract: Contract, layout: Csv, name: str) -> tuple[dict[Key, int], list[Finding]]:
    found: dict[Key, int] = {}
    findings: list[Finding] = []
    texts = [spelling(text) for text in header]
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
    strange = [i for i, text in enumerate(texts) if i not in used and text not in ignored]
    if strange:
        listed = ", ".join(f"{header[i] or 'tanpa kepala'} (kolom {letters(i)})" for i in strange[:8])
        hint = "Hapus kolom itu bila tidak diperlukan, atau minta Walidata menambahkannya ke kontrak dataset."
        message = f"{len(strange)} kolom tidak dikenal: {listed}."
        cells = [f"{letters(i)}1" for i in strange]
        findings.append(finding("kepala.kolom_asing", message, hint, cell=cells[0], count=len(strange), cells=cells))
    return found, findings


# --- records of an API ------------------------------------------------------------------------------------------------


def _read_api(path: Path, contract: Contract, layout: Api, regions: Resolver) -> Reading:
    """Records of the kept JSON document. ``_row`` is the record's number, ``_cell`` its field: ``3:status``."""
    from sources import api

    records = api.records(path.read_bytes(), contract)
    if isinstance(records, Finding):
        raise DeliveryRefused(records)
    cells: dict[Key, list[Cell | None]] = {}
    addresses: dict[Key, list[str]] = {}
    findings: list[Finding] = []
    known: set[str] = set(layout.ignored)
    present = {name for record in records for name in record}
    for key, column, origin in declared_origins(contract):
        assert origin.field
        known.add(origin.field)
        cells[key] = [record.get(origin.field) for record in records]
        addresses[key] = [f"{number}:{origin.field}" for number in range(1, len(records) + 1)]
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
    part = _Cells(None, cells, addresses, list(range(1, len(records) + 1)), {})
    texts = tuple((f"{n}:{name}", str(v)) for n, r in enumerate(records, 1) for name, v in r.items() if len(str(v)) > 9)
    return _assemble([part], contract, regions, findings, texts=texts)
