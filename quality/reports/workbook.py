"""An officer's workbook with the findings in it: coloured cells, comments, and a first sheet ``Ringkasan``.

The file itself is edited: all else in it (charts, pictures, formulas and their results, filters, macros) stays as it
was, which no library that loads and saves workbooks can promise. A file that is no .xlsx is copied into one first.
"""

import tempfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from xml.parsers.expat import ExpatError

from lxml import etree

from quality.reports import notes, worksheet
from quality.reports.book import Book, Sheet
from quality.reports.fresh import Copy, copy_into_xlsx
from quality.reports.notes import Note
from quality.reports.package import Package, serialised
from quality.reports.places import Entry, entries
from quality.reports.styles import Styles, empty
from quality.reports.summary import Summary, sheet_xml
from quality.reports.words import SEVERITIES, inert
from quality.reports.worksheet import Cell, Frame
from quality.verdict import Verdict
from sources.rules import masked, number

SHEET = "Ringkasan"
# Thousands of boxes make a sheet slow to scroll.
MAX_NOTES = 2_000
# Unpacked; the reader refuses what is larger.
_LARGEST = 500_000_000
_LONGEST_NOTE, _LONGEST_FINDING = 8_000, 1_200
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, ExpatError, LookupError, ValueError, EOFError, RuntimeError,
    NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True)
class _Report:
    """What the report is about, whatever the file: see :func:`annotate`."""

    name: str
    verdict: Verdict
    dataset_title: str
    period: str
    suffix: str


def annotate(
    source: Path, name: str, verdict: Verdict, target: Path, *, dataset_title: str = "", period: str = ""
) -> None:
    """Write the officer's file ``source`` (called ``name`` by them) with the findings of ``verdict`` to ``target``.

    ``target`` is an .xlsx, or an .xlsm, which keeps macros. A file that cannot be opened gives a workbook that says so.
    ``target`` appears whole or not at all.
    """
    report = _Report(name, verdict, dataset_title, period, target.suffix.lower())
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".laporan-") as folder:
        done, copied = Path(folder) / "temuan", Path(folder) / "salinan"
        try:
            _edit(source, report, done)
        except _DAMAGED:
            # No .xlsx, or not as Excel writes it: what the reader makes of it is copied.
            _edit(copied, report, done, copy_into_xlsx(source, name, copied))
        done.replace(target)


def _edit(source: Path, report: _Report, target: Path, copied: Copy | None = None) -> None:
    with zipfile.ZipFile(source) as archive:
        if sum(item.file_size for item in archive.infolist()) > _LARGEST:
            raise ValueError(f"{report.name} is too large to be edited")
        package = Package(archive)
        book = Book(package)
        named = copied.sheets if copied else [sheet.name for sheet in book.sheets]
        found = entries(report.verdict.findings, named)
        remarks = [copied.remark] if copied else []
        own = book.free_name(SHEET)
        styles_part = book.styles() or book.add("styles", "styles.xml", "styles", empty(book.namespace))
        styles = Styles(package.tree(styles_part))
        formats = styles.formats()
        sheets = _Sheets(package, book, styles)
        remarks += sheets.mark(found)
        if book.as_kind(report.suffix):
            remarks.append("Makro tidak disertakan dalam berkas ini.")
        summary = _summary(report, found, book, own, tuple(remarks))
        book.lead_with(own, sheet_xml(summary.lines(), formats, book.namespace))
        # Written last: rows, which are edited while they are written, ask for styles.
        package.change(styles_part, _as_it_will_be(styles))
        package.save(target)


def _as_it_will_be(styles: Styles) -> Iterator[bytes]:
    """The styles as they are when they are written, not now."""
    yield serialised(styles.root)


def _summary(report: _Report, found: tuple[Entry, ...], book: Book, own: str, remarks: tuple[str, ...]) -> Summary:
    return Summary(
        name=report.name,
        verdict=report.verdict,
        entries=found,
        sheets=[sheet.name for sheet in book.sheets],
        own=own,
        hidden=frozenset(position for position, sheet in enumerate(book.sheets) if sheet.hidden),
        dataset_title=report.dataset_title,
        period=report.period,
        remarks=remarks,
    )


class _Sheets:
    """The office's sheets, in which findings are marked."""

    def __init__(self, package: Package, book: Book, styles: Styles) -> None:
        self._package, self._book, self._styles = package, book, styles
        self._former = styles.untinted(backgrounds_kept=book.backgrounds_kept) if book.annotated else {}
        drawings = [package.read(part).decode("utf-8", "replace") for part in package.parts(".vml")]
        self._block = max(map(notes.blocks_in, drawings), default=0) + 1

    def mark(self, found: tuple[Entry, ...]) -> Iterator[str]:
        """Colour and comment the cells of all findings. Yields what the officer should know about it."""
        marks: dict[int, dict[Cell, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for entry in found:
            for place in entry.places:
                marks[place.sheet][place.row, place.column].append(entry)
        for position, sheet in enumerate(self._book.sheets):
            with self._package.open(sheet.part) as stream:
                frame = worksheet.frame(stream) if sheet.is_grid else None
            if frame:
                self._mark(sheet, frame, _on_anchors(frame, marks[position]))
            elif sheet.is_grid and marks[position]:
                raise ValueError(f"{sheet.part} has no rows")
            else:
                self._package.change(sheet.part, worksheet.unselected(self._package.read(sheet.part)))
            if len(marks[position]) > MAX_NOTES:
                count, name = number(MAX_NOTES), masked(sheet.name)
                yield f"Lembar {name}: {count} sel pertama diberi komentar, selebihnya hanya warna."

    def _mark(self, sheet: Sheet, frame: Frame, cells: dict[Cell, list[Entry]]) -> None:
        head = worksheet.widened(worksheet.unselected(frame.head), cells)
        tail = self._commented(sheet, frame, cells)
        if cells or self._former or head != frame.head or tail != frame.tail:
            restyled = {cell: self._tint(there) for cell, there in cells.items()}
            self._package.change(sheet.part, self._rewritten(sheet.part, frame, head, restyled, tail))

    def _tint(self, there: list[Entry]) -> Callable[[int], int]:
        return partial(self._styles.tint, severity=there[0].finding.severity)

    def _rewritten(
        self, part: str, frame: Frame, head: bytes, restyled: worksheet.Restyled, tail: bytes
    ) -> Iterator[bytes]:
        yield head
        with self._package.open(part) as stream:
            yield from worksheet.rows(stream, frame, restyled, self._former)
        yield tail

    def _commented(self, sheet: Sheet, frame: Frame, cells: dict[Cell, list[Entry]]) -> bytes:
        """Write the comments of a sheet; returns its tail, which refers to them."""
        relations = self._package.relations(sheet.part)
        texts_part = next((item.part for item in relations if item.kind == "comments"), None)
        link = worksheet.drawing_of_notes(frame)
        boxes_part = next((item.part for item in relations if item.id == link), None) if link else None
        wanted = sorted(_notes(cells), key=_reading_order)
        if not wanted and not (self._book.annotated and texts_part):
            return frame.tail
        texts = notes.comments(self._package.read(texts_part) if texts_part else None, self._book.namespace)
        boxes = self._package.read(boxes_part).decode("utf-8", "surrogateescape") if boxes_part else None
        if self._book.annotated:
            gone = texts.forget()
            boxes = notes.without_boxes(boxes, gone) if boxes else None
        fresh = texts.write(wanted)
        if fresh or boxes is None:
            boxes = notes.with_boxes(boxes, fresh, self._block)
            self._block += notes.blocks(len(fresh))
        return self._stored(sheet, frame, texts_part, texts.serialised(), boxes_part, boxes)

    def _stored(
        self, sheet: Sheet, frame: Frame, texts_part: str | None, texts: bytes, boxes_part: str | None, boxes: str
    ) -> bytes:
        package, kind = self._package, self._book.relationships
        if texts_part:
            package.change(texts_part, texts)
        else:
            texts_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
            package.relate(sheet.part, f"{kind}/comments", package.add("xl/comments{}.xml", texts_type, texts))
        drawn = boxes.encode("utf-8", "surrogateescape")
        if boxes_part:
            package.change(boxes_part, drawn)
            return frame.tail
        boxes_type = "application/vnd.openxmlformats-officedocument.vmlDrawing"
        package.content_type("vml", boxes_type)
        part = package.add("xl/drawings/vmlDrawing{}.vml", boxes_type, drawn)
        return worksheet.with_notes(frame, package.relate(sheet.part, f"{kind}/vmlDrawing", part), kind)


def _on_anchors(frame: Frame, cells: dict[Cell, list[Entry]]) -> dict[Cell, list[Entry]]:
    """The marks where they can be seen, each with its findings, the most urgent first."""
    anchors = frame.anchors(cells)
    shown: dict[Cell, dict[int, Entry]] = defaultdict(dict)
    for cell, there in cells.items():
        shown[anchors.get(cell, cell)] |= {entry.number: entry for entry in there}
    return {cell: [there[number] for number in sorted(there)] for cell, there in shown.items()}


def _reading_order(note: Note) -> Cell:
    return note.row, note.column


def _notes(cells: dict[Cell, list[Entry]]) -> Iterator[Note]:
    """The comments of the first cells. The same finding is often about thousands of cells: it is worded once."""
    worded: dict[tuple[int, ...], str] = {}
    for cell, there in islice(cells.items(), MAX_NOTES):
        findings = tuple(entry.number for entry in there)
        if findings not in worded:
            worded[findings] = _text(there)
        yield Note(*cell, worded[findings])


def _text(there: list[Entry]) -> str:
    """A comment: for each finding its rule, what is wrong, what to do."""
    texts = []
    for entry in there:
        finding = entry.finding
        message, suggestion = inert(finding.message, _LONGEST_FINDING), inert(finding.suggestion, _LONGEST_FINDING)
        words = f"{SEVERITIES[finding.severity].word} ({finding.rule})\n{message}\nSaran: {suggestion}"
        texts.append(notes.said(entry.number, words))
    return inert("\n\n".join(texts), _LONGEST_NOTE)
