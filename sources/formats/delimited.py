"""Delimited text without a contract: encoding and delimiter found, records split, nothing converted."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from sources.findings import Finding
from sources.formats import refusals, wrapping
from sources.formats.encodings import marked, wide
from sources.formats.refusals import MAX_CELLS, MAX_COLUMNS, MAX_TEXT
from sources.formats.wrapping import DELIMITERS
from sources.formulas import command_finding, runs_a_command
from sources.grid import Cell, Grid, Place, Workbook, address
from sources.rules import Spot, finding, number, spread

_SAMPLE = 1 << 18
_SAMPLED_ROWS = 300
_LONGEST_LINE = 1_000_000
# A record of more lines than that holds a quote that nobody closed.
_LINES_OF_A_RECORD = 100
_UNREADABLE, _COMMANDS = "\ufffd", "|"
# At least this share of the lines must agree on the number of fields: titles and notes around a table do not.
_AGREEING = 0.3
_FEWER = _AGREEING / 2
_DECIMAL = re.compile(r'\s*"?[-+(]?\d[\d. ]*,\d+[)%]?"?\s*')
# Stands in no text: the file has one column.
_NOTHING = "\x1f"


@dataclass(frozen=True)
class Encoding:
    """``name`` as Python knows it; ``guessed`` when neither a byte order mark nor UTF-8 proves it."""

    name: str
    guessed: bool


def read_text(path: Path, name: str) -> Workbook:
    """One grid of texts, all rows of one width.

    Raises :class:`sources.deliveries.DeliveryRefused` for a file that is too large or holds NUL bytes.
    """
    if path.stat().st_size > MAX_TEXT:
        raise refusals.too_large(name, f"lebih besar dari {number(MAX_TEXT // 1_000_000)} MB")
    encoding = detect_encoding(path)
    with path.open("rb") as file:
        sample = file.read(_SAMPLE).decode(encoding.name, errors="replace")
    told = wrapping.separator(sample.partition("\n")[0])
    sampled = _sampled(sample)[told is not None :]
    if quoted := wrapping.are_quoted(sampled):
        sampled = [wrapping.unquoted(line) for line in sampled]
    delimiter = told or detect_delimiter(sampled)
    source = _Source(path, name, encoding.name, delimiter or _NOTHING, told is not None, quoted)
    rows, unbalanced = _records(source)
    findings = [
        *_about_encoding(name, encoding, rows, source.seen),
        *([wrapping.quoted(name)] if quoted else []),
        *_about_quotes(name, unbalanced),
        *_about_rows(name, rows),
        *_about_commands(rows, source.seen),
    ]
    said = f"Pemisah kolom: {DELIMITERS.get(delimiter or '', repr(delimiter)) if delimiter else 'tidak ada'}."
    return Workbook(
        "csv",
        (Grid(PurePath(name).stem, _even(rows)),),
        findings=tuple(findings),
        notes=(f"Pengodean: {encoding.name.upper()}{' (dugaan)' if encoding.guessed else ''}.", said),
        encoding=encoding.name,
        delimiter=delimiter,
    )


# --- encoding ---------------------------------------------------------------------------------------------------------


def detect_encoding(path: Path) -> Encoding:
    """By byte order mark, else UTF-8 when the whole file is, else by what the bytes beyond ASCII look like."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
        if mark := marked(head):
            return Encoding(mark, guessed=False)
        if encoding := wide(head):
            return Encoding(encoding, guessed=True)
        file.seek(0)
        strange = _not_utf8(iter(lambda: file.read(1 << 20), b""))
    if strange is None:
        return Encoding("utf-8", guessed=False)
    return Encoding(_codepage(strange), guessed=True)


def _not_utf8(pieces: Iterable[bytes]) -> bytes | None:
    """What surrounds the first bytes that are not UTF-8."""
    rest = b""
    for piece in pieces:
        content = rest + piece
        try:
            content.decode("utf-8")
            rest = b""
        except UnicodeDecodeError as error:
            # A character cut off by the end of the piece is looked at with the next one.
            if len(content) - error.start < 4 and "unexpected end" in error.reason:
                rest = content[error.start :]
                continue
            return content[max(0, error.start - 20_000) : error.start + 20_000]
    return rest or None


def _codepage(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=["cp1252", "cp850", "mac_roman"]).best()
    # Windows is what nearly every office writes on; another page must be the plainly better reading.
    return found.encoding if found and found.chaos < 0.01 and not _printable(sample, "cp1252") else "cp1252"


def _printable(sample: bytes, encoding: str) -> bool:
    try:
        return sample.decode(encoding).replace("\r", "").replace("\n", "").replace("\t", "").isprintable()
    except UnicodeDecodeError:
        return False


# --- delimiter --------------------------------------------------------------------------------------------------------


def _sampled(sample: str) -> list[str]:
    found = sample.splitlines(keepends=True)
    # The last line of a long sample is cut off.
    return (found[:-1] if len(sample) >= _SAMPLE // 4 and len(found) > 1 else found)[:_SAMPLED_ROWS]


def detect_delimiter(lines: list[str]) -> str | None:
    """The mark that splits most lines into one same number of fields; ``None`` for a single column."""
    votes = {mark: _agreement(lines, mark) for mark in DELIMITERS}
    able = {mark: vote for mark, vote in votes.items() if vote[0] >= _AGREEING}
    others = {mark: vote for mark, vote in able.items() if mark != ","}
    if others and "," in able and _decimal_commas(lines, max(others, key=lambda mark: others[mark])):
        able = others
    if not able:
        able = {mark: vote for mark, vote in votes.items() if vote[0] >= _FEWER and vote[1] > 2}
    return max(able, key=lambda mark: (round(able[mark][0], 1), able[mark][1])) if able else None


def _decimal_commas(lines: list[str], mark: str) -> bool:
    """Whether, were ``mark`` the delimiter, nearly every field with a comma would be a number."""
    fields = [field for line in lines for field in line.strip().split(mark) if "," in field]
    return sum(_DECIMAL.fullmatch(field) is not None for field in fields) > 0.8 * len(fields)


def _agreement(lines: list[str], mark: str) -> tuple[float, int]:
    """Share of the lines with the most common number of fields above one, and that number."""
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark) if any(cell.strip() for cell in row)]
    except csv.Error:
        counts = [line.count(mark) + 1 for line in lines]
    several = Counter(count for count in counts if count > 1)
    if not several:
        return 0.0, 1
    fields, times = max(several.items(), key=lambda item: (item[1], item[0]))
    return times / len(counts), fields


# --- records ----------------------------------------------------------------------------------------------------------


@dataclass
class _Source:
    """``quoted`` says that lines are quoted as a whole. ``seen`` are those of the marks that some line holds: only then
    are its cells looked at one by one."""

    path: Path
    name: str
    encoding: str
    delimiter: str
    skip_first: bool
    quoted: bool
    seen: set[str] = field(default_factory=set)

    def lines(self) -> Iterator[str]:
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            if self.skip_first:
                file.readline(_LONGEST_LINE)
            row = 0
            while line := file.readline(_LONGEST_LINE):
                row += 1
                if len(line) == _LONGEST_LINE:
                    raise refusals.too_large(self.name, f"mempunyai baris yang terlalu panjang (baris {row})")
                if "\0" in line:
                    raise refusals.damaged(self.name, f"memuat bita kosong (NUL) pada baris {row}")
                if "|" in line or "DDE" in line:
                    self.seen.add(_COMMANDS)
                if _UNREADABLE in line:
                    self.seen.add(_UNREADABLE)
                yield wrapping.unquoted(line) if self.quoted else line


def _records(source: _Source) -> tuple[list[list[str]], int | None]:
    """Records, and the row (from 1) where quotes stop making sense; such a file is split at its delimiters alone."""
    reader = csv.reader(source.lines(), delimiter=source.delimiter, strict=True)
    rows: list[list[str]] = []
    line = 0
    try:
        for row in _bounded(reader, source.name):
            if reader.line_num - line > _LINES_OF_A_RECORD:
                break
            line = reader.line_num
            rows.append(row)
        else:
            return rows, None
    except csv.Error:
        pass
    plain = csv.reader(source.lines(), delimiter=source.delimiter, quoting=csv.QUOTE_NONE)
    try:
        return [[_unquoted(cell) for cell in row] for row in _bounded(plain, source.name)], len(rows) + 1
    except csv.Error as error:
        raise refusals.damaged(source.name, "mempunyai isian yang terlalu panjang") from error


def _bounded(records: Iterable[list[str]], name: str) -> Iterator[list[str]]:
    width = cells = 0
    for number_of_row, row in enumerate(records):
        if len(row) > width:
            width = len(row)
            if width > MAX_COLUMNS:
                raise refusals.far(name, address(number_of_row, width - 1))
        cells = (number_of_row + 1) * width
        if cells > MAX_CELLS:
            raise refusals.too_many_cells(name)
        yield row


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _even(rows: list[list[str]]) -> list[list[Cell]]:
    width = max(map(len, rows), default=0)
    even: list[list[Cell]] = []
    for row in rows:
        cells: list[Cell] = [*row]
        cells += [""] * (width - len(row))
        even.append(cells)
    return even


# --- what is told about it --------------------------------------------------------------------------------------------


def _about_encoding(name: str, encoding: Encoding, rows: list[list[str]], seen: set[str]) -> Iterator[Finding]:
    again = "Simpan ulang sebagai CSV UTF-8 (Comma delimited)."
    if _UNREADABLE in seen and (spots := list(_spots(rows, lambda cell: _UNREADABLE in cell))):
        broken = spots[0][0]
        message = f"Berkas {name}: sel {address(*broken)} memuat huruf yang tidak terbaca."
        yield finding("berkas.pengodean", message, again, cell=address(*broken), row=broken[0] + 1)
    elif encoding.guessed:
        message = f"Berkas {name} bukan UTF-8; dibaca sebagai {encoding.name.upper()}."
        yield finding("berkas.pengodean_diduga", message, f"Periksa huruf khusus pada isian. {again}")


def _about_commands(rows: list[list[str]], seen: set[str]) -> Iterator[Finding]:
    def command(cell: str) -> bool:
        return cell[:1] in ("=", "+", "-", "@") and runs_a_command(cell)

    if _COMMANDS in seen and (spots := list(_spots(rows, command))):
        yield command_finding(None, spots)


def _spots(rows: list[list[str]], wanted: Callable[[str], bool]) -> Iterator[tuple[Place, str]]:
    return (((r, c), cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if wanted(cell))


def _about_quotes(name: str, row: int | None) -> Iterator[Finding]:
    if row is not None:
        message = f"Berkas {name}: tanda kutip tidak lengkap di dekat baris {row}."
        yield finding("berkas.kutip", message, "Lengkapi atau hapus tanda kutip itu, lalu kirim ulang.", row=row)


def _about_rows(name: str, rows: list[list[str]]) -> Iterator[Finding]:
    """Rows inside of the table with another number of fields; titles above and notes below are none."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return
    usual = max(counts, key=lambda count: (counts[count], count))
    inside = [i for i, row in enumerate(rows) if len(row) == usual]
    torn = [
        Spot(None, f"A{i + 1}", i + 1)
        for i, row in enumerate(rows[inside[0] : inside[-1] + 1], inside[0])
        if len(row) != usual and any(cell.strip() for cell in row)
    ]
    if torn:
        said = f"berada pada baris yang tidak terdiri atas {number(usual)} kolom seperti baris lainnya"
        hint = "Periksa tanda pemisah kolom di dalam isian baris itu, lalu ekspor ulang."
        yield spread("berkas.baris_tidak_rata", f"pertama berkas {name}", said, hint, torn)
