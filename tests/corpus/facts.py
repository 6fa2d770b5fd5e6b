"""What real files hold, written down beside them (facts/*.yaml), and how far a document read from one differs.

The facts were taken from the files without the reader: with openpyxl, calamine, lxml, the csv module, and by eye. Keys
of a facts file, all but ``format`` and ``tables`` optional:

- ``format``: by content. ``clean``: true when no finding may block, false when one must. ``metadata``: all pairs of its
  forms, except those without a value (``-`` counts as none).
- ``findings``: each with ``rule`` (one id, or several of which one must fire), and where it matters ``cells`` (all of
  them, of one finding) and ``mentions`` (words of its message or suggestion). ``absent``: rules that must not fire.
- ``tables``, in the order of the file, each with ``sheet`` (unless the format has none), ``header_rows``, ``rows``
  (first and last row below the header, as the sheet counts), ``columns`` (letter: path of the header, levels joined by
  " > "), ``optional`` (the same, for columns which a reader may leave out: row numbers of an export, units beside
  values), ``width`` (number of columns where not all are listed), ``detail`` (number of such rows), ``subtotals`` and
  ``totals`` (their row numbers), ``headings`` (rows that only name a group, which a reader may keep or drop), ``sums``
  (of the detail rows, by letter), ``types`` (one, or several of which one must be), ``numbers`` (an example of how
  numbers are written), ``nulls`` (letter: mark: meaning), ``units``, ``values`` (cell: value), ``paths`` (row: labels
  above and its own), ``title`` and ``notes`` (parts of their text; ``[]`` for none).

Texts are compared with spaces and line breaks collapsed. A level of a header that ends in ``…`` is the beginning of
one: bilingual headers are compared by their first line.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from documents import findings, numbers
from real_files import CORPUS

from sources.discovery import discover
from sources.document import Document, Row, Table
from sources.findings import Finding

FOLDER = Path(__file__).parent / "facts"
OF_FILE = {"format", "clean", "findings", "absent", "metadata", "tables"}
OF_TABLE = {
    *("sheet", "header_rows", "rows", "columns", "optional", "width", "detail", "subtotals", "totals", "headings"),
    *("sums", "types", "numbers", "nulls", "units", "values", "paths", "title", "notes"),
}
OF_FINDING = {"rule", "cells", "mentions"}


@dataclass(frozen=True)
class Facts:
    """``raw`` is the facts file as it stands."""

    raw: dict[str, Any]

    def __post_init__(self) -> None:
        _known(self.raw, OF_FILE)
        for table in self.raw["tables"]:
            _known(table, OF_TABLE)
        for finding in self.raw.get("findings", ()):
            _known(finding, OF_FINDING)

    def differences(self, document: Document) -> list[str]:
        """In words; none when the document is what the file holds."""
        return list(self._differences(document))

    def _differences(self, document: Document) -> Iterator[str]:
        if document.format != self.raw["format"]:
            yield f"format is {document.format}, not {self.raw['format']}"
        yield from _metadata(self.raw.get("metadata", {}), document.metadata)
        tables = self.raw["tables"]
        if len(document.tables) != len(tables):
            yield f"{len(document.tables)} tables, not {len(tables)}: {[(t.sheet, t.range) for t in document.tables]}"
        else:
            for n, (facts, table) in enumerate(zip(tables, document.tables, strict=True)):
                yield from (f"table {n + 1} ({table.sheet}): {said}" for said in _table(facts, table))
        found = findings(document)
        blockers = sorted({finding.rule for finding in found if finding.severity == "blocker"})
        if "clean" in self.raw and bool(blockers) == self.raw["clean"]:
            yield f"blockers: {blockers}"
        for wanted in self.raw.get("findings", ()):
            if not any(_is(wanted, finding) for finding in found):
                yield f"no finding {wanted}; there are {sorted({(f.rule, f.cells[:6]) for f in found})}"
        yield from (f"{rule} fired" for rule in self.raw.get("absent", ()) if any(f.rule == rule for f in found))


def load(file: str) -> Facts:
    """The facts of a file by its name; ``FileNotFoundError`` when nobody has written any."""
    return Facts(yaml.safe_load((FOLDER / f"{file}.yaml").read_text(encoding="utf-8")))


@cache
def document(file: str) -> Document:
    """A real file as the reader reads it, once per session."""
    return discover(CORPUS / file, file)


def flat(text: str) -> str:
    return " ".join(text.split())


def _known(raw: dict[str, Any], keys: set[str]) -> None:
    assert set(raw) <= keys, f"unknown keys: {sorted(set(raw) - keys)}"


def _metadata(wanted: dict[str, str], found: dict[str, str]) -> Iterator[str]:
    filled = {label: value for label, value in found.items() if value not in ("", "-")}
    for label in sorted(set(wanted) | set(filled)):
        if not _same_level(wanted.get(label, ""), filled.get(label, "")):
            yield f"{label!r} is {filled.get(label)!r}, not {wanted.get(label)!r}"


def _is(wanted: dict[str, Any], finding: Finding) -> bool:
    rules = [wanted["rule"]] if isinstance(wanted["rule"], str) else wanted["rule"]
    where = {cell.rpartition("!")[2] for cell in (*finding.cells, finding.cell or "") if cell}
    said = flat(f"{finding.message} {finding.suggestion}")
    return (
        finding.rule in rules
        and ("cells" not in wanted or where == set(wanted["cells"]))
        and all(words in said for words in wanted.get("mentions", ()))
    )


def _table(facts: dict[str, Any], table: Table) -> Iterator[str]:
    if facts.get("sheet", table.sheet) != table.sheet:
        yield f"sheet is not {facts['sheet']}"
    if tuple(facts.get("header_rows", table.header_rows)) != table.header_rows:
        yield f"header rows {table.header_rows}, not {facts['header_rows']}"
    yield from _columns(facts, table)
    yield from _rows(facts, table)
    yield from _numbers(facts, table)
    yield from _surroundings(facts, table)


def _columns(facts: dict[str, Any], table: Table) -> Iterator[str]:
    named = {**facts.get("columns", {}), **facts.get("optional", {})}
    found = {column.letter: column for column in table.columns}
    if missing := [letter for letter in facts.get("columns", {}) if letter not in found]:
        yield f"columns {missing} are missing; there are {list(found)}"
    if "width" in facts:
        if len(found) != facts["width"]:
            yield f"{len(found)} columns, not {facts['width']}"
    elif strange := {letter: column.name for letter, column in found.items() if letter not in named}:
        yield f"unexpected columns {strange}"
    for letter, path in named.items():
        if letter in found and not _same_path(str(path), found[letter].path):
            yield f"column {letter} is {found[letter].path}, not {path!r}"
    wanted = facts.get("types", {})
    for letter, types in wanted.items():
        if found[letter].type not in ([types] if isinstance(types, str) else types):
            yield f"column {letter} has type {found[letter].type}, not {types}"
    for letter, example in facts.get("numbers", {}).items():
        if marks(found[letter].number_format) != marks(example):
            yield f"numbers of column {letter} are written {found[letter].number_format!r}, not {example!r}"
    for letter, nulls in facts.get("nulls", {}).items():
        if found[letter].nulls != nulls:
            yield f"nulls of column {letter} are {found[letter].nulls}, not {nulls}"
    for letter, unit in facts.get("units", {}).items():
        if (found[letter].unit or "").casefold() != unit.casefold():
            yield f"unit of column {letter} is {found[letter].unit}, not {unit}"


def _same_path(wanted: str, path: tuple[str, ...]) -> bool:
    levels = [flat(level) for level in wanted.split(" > ")] if wanted else []
    found = [flat(level) for level in path]
    return len(levels) == len(found) and all(map(_same_level, levels, found))


def _same_level(wanted: str, found: str) -> bool:
    return found.startswith(wanted[:-1]) if wanted.endswith("…") else found == wanted


def marks(example: str | None) -> tuple[str, str]:
    """Marks for thousands and decimals in an example of a number: ``(".", ",")`` for ``1.234,5``."""
    if example is None or not re.search(r"\d", example):
        return (example or "none", "")
    parts = re.split(r"([^\d-])", example.lstrip("-"))
    last = parts[-2] if len(parts) > 1 else ""
    is_decimal = bool(last) and (len(parts[-1]) != 3 or parts[0] == "0" or (len(parts) > 3 and parts[-4] != last))
    return (parts[1] if len(parts) > 1 and not (is_decimal and len(parts) == 3) else "", last if is_decimal else "")


def _rows(facts: dict[str, Any], table: Table) -> Iterator[str]:
    headings = facts.get("headings", [])
    rows = [row for row in table.rows if row.row not in headings]
    if "rows" in facts:
        ends = [min((r.row for r in rows), default=None), max((r.row for r in rows), default=None)]
        if ends != facts["rows"]:
            yield f"rows {ends}, not {facts['rows']}"
    by_kind: dict[str, list[Row]] = {"detail": [], "subtotal": [], "total": []}
    for row in rows:
        by_kind[row.kind].append(row)
    if len(by_kind["detail"]) != facts.get("detail", len(by_kind["detail"])):
        yield f"{len(by_kind['detail'])} detail rows, not {facts['detail']}"
    for kind, key in (("subtotal", "subtotals"), ("total", "totals")):
        if "detail" in facts and [row.row for row in by_kind[kind]] != facts.get(key, []):
            yield f"{key} in rows {[row.row for row in by_kind[kind]]}, not {facts.get(key, [])}"
    by_row = {row.row: row for row in table.rows}
    for number, path in facts.get("paths", {}).items():
        found = tuple(map(flat, by_row[number].path)) if number in by_row else None
        if found != tuple(path):
            yield f"path of row {number} is {found}, not {path}"


def _numbers(facts: dict[str, Any], table: Table) -> Iterator[str]:
    for letter, total in facts.get("sums", {}).items():
        found = math.fsum(numbers(table, letter))
        if not math.isclose(found, total, rel_tol=0, abs_tol=1e-6):
            yield f"sum of column {letter} is {found}, not {total}"
    letters = [column.letter for column in table.columns]
    rows = {row.row: row for row in table.rows}
    for cell, value in facts.get("values", {}).items():
        letter, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
        found = rows[int(row)].values[letters.index(letter)] if int(row) in rows else "no row"
        if found != value:
            yield f"{cell} is {found!r}, not {value!r}"


def _surroundings(facts: dict[str, Any], table: Table) -> Iterator[str]:
    for key, lines in (("title", table.title), ("notes", table.notes)):
        text = " / ".join(map(flat, lines))
        wanted = facts.get(key)
        if wanted == [] and text:
            yield f"{key} should be empty, but is {text!r}"
        yield from (f"{key} lacks {part!r}: {text!r}" for part in wanted or () if part not in text)
