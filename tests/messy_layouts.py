"""Tables written into the layouts of office spreadsheets, together with what must be read from them.

Hypothesis chooses the layout, so that a failure shrinks to the simplest one; the numbers come from a seeded generator,
so that no row is a sum of others by chance.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

LABELS = ("Pakis", "Sobo", "Kebalenan", "Penganjuran", "Kertosari", "Karangrejo", "Kepatihan", "Panderejo", "Lateng")
GROUPS = ("Giri", "Kabat", "Licin")
LEAVES = ("Laki-laki", "Perempuan", "Guru", "Rumah", "Balita", "Kader")
MIDDLES = (("2023", "2024"), ("Negeri", "Swasta"))
TITLES = ("PEMERINTAH KABUPATEN BANYUWANGI", "DINAS CONTOH", "Tabel 1. Keadaan Menurut Wilayah, 2024")
FOOTERS = (["Sumber: Dinas Contoh"], ["Catatan: angka sementara"], ["Sumber : Dinas Contoh", "Keterangan: diolah"])
SIGNATURE = ("Mengetahui,", "Kepala Dinas Contoh", None, "CONTOH NAMA, S.Sos", "NIP. 19700101 199501 1 001")


def _grouped(number: float, mark: str) -> str:
    return f"{number:,.0f}".replace(",", mark)


def _indonesian(number: float) -> str:
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True)
class Style:
    """How the numbers of a column are written. ``decimals`` of what is written; ``largest`` proves thousands marks."""

    write: Callable[[float], Any]
    decimals: int = 0
    smallest: int = 11
    largest: int = 900_000


STYLES = {
    "excel": Style(lambda number: number),
    "excel with decimals": Style(lambda number: number, decimals=2),
    "digits as text": Style(lambda number: f"{number:.0f}"),
    "dots": Style(lambda number: _grouped(number, "."), smallest=1_000_000, largest=9_000_000),
    "spaces": Style(lambda number: _grouped(number, " ")),
    "no-break spaces": Style(lambda number: _grouped(number, "\u00a0")),
    "Indonesian decimals": Style(_indonesian, decimals=2),
}


@dataclass(frozen=True)
class Line:
    """A row of the table: its label as written, its kind, its numbers, and labels above it and its own."""

    label: str
    kind: str
    numbers: tuple[float | None, ...]
    path: tuple[str, ...] = ()


GAP = Line("", "gap", ())


@dataclass(frozen=True)
class Layout:
    """What is around a table. ``depth`` counts header levels, ``grouping`` is none, above, below or indented.

    ``gaps`` are blank rows below the header and between groups. ``sums`` adds a column that sums all others.
    """

    titles: int
    merged_titles: bool
    blank_below_title: bool
    indent: int
    depth: int
    styles: tuple[str, ...]
    numbering: bool
    column_numbers: bool
    gaps: bool
    sums: bool
    grouping: str
    total: str | None
    dashes: bool
    footer: tuple[str, ...]
    signature: bool
    seed: int

    @property
    def all_styles(self) -> tuple[str, ...]:
        """Of all columns of numbers, the one of sums included."""
        decimals = any(STYLES[name].decimals for name in self.styles)
        return (*self.styles, "excel with decimals" if decimals else "excel") if self.sums else self.styles


@dataclass
class Expected:
    """What must be read: rows as (row number, kind, values, path), where an empty path is not compared."""

    header_rows: tuple[int, ...] = ()
    paths: list[tuple[str, ...]] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    rows: list[tuple[int, str, tuple[Any, ...], tuple[str, ...]]] = field(default_factory=list)
    title: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    depth = draw(st.integers(1, 3))
    leaves = draw(st.integers(1, 3))
    width = leaves * {1: 1, 2: 2, 3: 4}[depth]
    return Layout(
        titles=draw(st.integers(0, 3)),
        merged_titles=draw(st.booleans()),
        blank_below_title=draw(st.booleans()),
        indent=draw(st.integers(0, 2)),
        depth=depth,
        styles=tuple(draw(st.lists(st.sampled_from(sorted(STYLES)), min_size=width, max_size=width))),
        numbering=draw(st.booleans()),
        column_numbers=draw(st.booleans()),
        gaps=draw(st.booleans()),
        sums=draw(st.booleans()),
        grouping=draw(st.sampled_from(["none", "above", "below", "indented"])),
        total=draw(st.sampled_from([None, "Jumlah", "TOTAL", "Jumlah/Total", "Kabupaten Banyuwangi"])),
        dashes=draw(st.booleans()),
        footer=tuple(draw(st.sampled_from([[], *FOOTERS]))),
        signature=draw(st.booleans()),
        seed=draw(st.integers(0, 2**32)),
    )


def write(path: Path, chosen: Sequence[Layout]) -> list[Expected]:
    """Write the tables below each other on one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    top = 1
    expected = []
    for layout in chosen:
        expected.append(_write(page, layout, top))
        top = page.max_row + 3
    book.save(path)
    return expected


def _write(page: Any, layout: Layout, top: int) -> Expected:
    expected = Expected(title=TITLES[: layout.titles], notes=layout.footer)
    left = layout.indent + 1
    for offset, title in enumerate(expected.title):
        page.cell(top + offset, left, title)
        if layout.merged_titles:
            right = left + len(layout.all_styles)
            page.merge_cells(start_row=top + offset, end_row=top + offset, start_column=left, end_column=right)
    row = top + layout.titles + (layout.blank_below_title and layout.titles > 0)
    row = _header(page, layout, row, left, expected)
    for line in lines(layout):
        if line is GAP:
            row += 1
            continue
        values = [line.label, *line.numbers]
        written = [_written(value, style) for value, style in zip(line.numbers, layout.all_styles, strict=True)]
        if layout.numbering:
            number = len([r for r in expected.rows if r[1] == "detail"]) + 1 if line.kind == "detail" else None
            values, line_cells = [number, *values], [number, line.label, *written]
        else:
            line_cells = [line.label, *written]
        if line.kind == "heading":
            line_cells[-len(written) :] = [None] * len(written)
        for offset, value in enumerate(line_cells):
            page.cell(row, left + offset, value)
        if line.kind != "heading":
            values[int(layout.numbering)] = line.label.strip()
            expected.rows.append((row, line.kind, tuple(values), line.path))
        row += 1
    row += 1
    for text in layout.footer:
        page.cell(row, left, text)
        row += 1
    for offset, text in enumerate(SIGNATURE if layout.signature else ()):
        page.cell(row + 1 + offset, left + len(expected.letters) - 1, text)
    return expected


def _written(value: float | None, style: str) -> Any:
    return "-" if value is None else STYLES[style].write(value)


def _header(page: Any, layout: Layout, row: int, left: int, expected: Expected) -> int:
    """Write the header; the row below it."""
    labels = ["No", "Wilayah"] if layout.numbering else ["Wilayah"]
    expected.paths = [*((label,) for label in labels), *_leaves(layout), *([("Jumlah",)] if layout.sums else [])]
    expected.letters = [get_column_letter(left + n) for n in range(len(expected.paths))]
    expected.header_rows = tuple(range(row, row + layout.depth))
    for column, path in enumerate(expected.paths, left):
        for level, text in enumerate(path):
            before = expected.paths[column - left - 1] if column > left else ()
            if path[: level + 1] != before[: level + 1] or level == len(path) - 1:
                page.cell(row + level, column, int(text) if text.isdigit() else text)
    _merge(page, expected, row, left, layout.depth)
    below = row + layout.depth
    if layout.column_numbers:
        for n in range(len(expected.paths)):
            page.cell(below, left + n, f"({n + 1})")
        below += 1
    return below


def _merge(page: Any, expected: Expected, row: int, left: int, depth: int) -> None:
    if depth == 1:
        return
    starts: dict[tuple[str, ...], list[int]] = {}
    for column, path in enumerate(expected.paths, left):
        if len(path) == 1:
            page.merge_cells(start_row=row, end_row=row + depth - 1, start_column=column, end_column=column)
        for level in range(1, len(path)):
            starts.setdefault(path[:level], []).append(column)
    for path, columns in starts.items():
        at = row + len(path) - 1
        page.merge_cells(start_row=at, end_row=at, start_column=columns[0], end_column=columns[-1])


def _leaves(layout: Layout) -> list[tuple[str, ...]]:
    if layout.depth == 1:
        return [(leaf,) for leaf in LEAVES[: len(layout.styles)]]
    uppers: list[tuple[str, ...]] = [(middle,) for middle in MIDDLES[0]]
    if layout.depth == 3:
        uppers = [(kind, year) for kind in MIDDLES[1] for year in MIDDLES[0]]
    leaves = LEAVES[: len(layout.styles) // len(uppers)]
    return [(*upper, leaf) for upper in uppers for leaf in leaves]


def lines(layout: Layout) -> list[Line]:
    """The rows of a table; sums are right."""
    dice = random.Random(layout.seed)
    gap = [GAP] if layout.gaps else []
    if layout.grouping == "none":
        details = [_detail(layout, dice, name) for name in LABELS[: dice.randint(3, 9)]]
        found = [*gap, *details]
    else:
        groups = [
            [_detail(layout, dice, name) for name in LABELS[n * 3 : n * 3 + dice.randint(2, 3)]] for n in range(3)
        ]
        details = [line for group in groups for line in group]
        found = [line for n, group in enumerate(groups) for line in [*gap, *_group(layout, GROUPS[n], group)]]
    return [*found, Line(layout.total, "total", _sum(layout, details))] if layout.total else found


def _detail(layout: Layout, dice: random.Random, label: str) -> Line:
    numbers: list[float | None] = []
    for name in layout.styles:
        style = STYLES[name]
        number = round(dice.uniform(style.smallest, style.largest), style.decimals)
        numbers.append(None if layout.dashes and dice.random() < 0.15 else number if style.decimals else int(number))
    if not any(numbers):
        numbers[0] = STYLES[layout.styles[0]].smallest
    if layout.sums:
        numbers.append(round(sum(number or 0 for number in numbers), 2))
    return Line(label, "detail", tuple(numbers))


def _group(layout: Layout, name: str, members: list[Line]) -> list[Line]:
    if layout.grouping == "indented":
        heading = Line(f"Kelompok {name}", "heading", (None,) * len(layout.all_styles))
        return [heading, *(Line(f"    {m.label}", m.kind, m.numbers, (heading.label, m.label)) for m in members)]
    if layout.grouping == "above":
        above = Line(f"Kecamatan {name}", "subtotal", _sum(layout, members))
        return [above, *(Line(m.label, m.kind, m.numbers, (above.label, m.label)) for m in members)]
    return [*members, Line(f"Jumlah Kecamatan {name}", "subtotal", _sum(layout, members))]


def _sum(layout: Layout, members: Sequence[Line]) -> tuple[float | None, ...]:
    return tuple(round(sum(member.numbers[n] or 0 for member in members), 2) for n in range(len(layout.all_styles)))
