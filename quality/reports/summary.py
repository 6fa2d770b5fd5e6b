"""The sheet ``Ringkasan``: the verdict, counts, a row for each finding, a row for each of its cells, with links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from quality.reports.places import Entry, Place
from quality.reports.styles import Format
from quality.reports.words import SEVERITIES, VERDICTS, comparison, counted, inert, next_step, still_personal
from quality.verdict import Verdict
from sources.grid import address
from sources.rules import masked, number
from sources.template.marker import REPORT_TITLE

_LONGEST = 2_000
_CELLS_OF_FINDING = 200
_CELLS = 5_000
_WIDTHS = (7, 20, 22, 24, 9, 12, 60, 50, 24)
_HEAD = ("No.", "Sifat", "Lembar", "Kolom", "Jumlah sel", "Sel", "Apa yang salah", "Yang perlu dilakukan", "Aturan")
_CELLS_HEAD = ("No.", "Sifat", "Lembar", "Kolom", "Sel")
_WRAPPED = {"text", "head", *SEVERITIES}
_POINTS = 15


@dataclass(frozen=True)
class Box:
    """A cell of the summary. ``link`` is a place in the workbook (``'Data 1'!B7``)."""

    value: str | int
    format: Format = "text"
    link: str | None = None


Line = Sequence[Box | None]


@dataclass(frozen=True)
class Summary:
    """What the sheet is about. ``sheets`` are the names of the workbook's sheets, those of ``hidden`` (positions) not
    shown; ``own`` is the name of the summary itself, ``remarks`` what the officer should know about this copy."""

    name: str
    verdict: Verdict
    entries: tuple[Entry, ...]
    sheets: Sequence[str]
    own: str
    hidden: frozenset[int] = frozenset()
    dataset_title: str = ""
    period: str = ""
    remarks: tuple[str, ...] = ()

    def lines(self) -> list[Line]:
        """The rows of the sheet, from the first."""
        above = [*self._about(), (), *self._counts(), ()]
        if not self.entries:
            return [*above, (Box("Tidak ada temuan.", "value"),)]
        first = len(above) + 1
        below = first + len(self.entries) + 3
        listed = [(entry, place) for entry in self.entries for place in entry.places[:_CELLS_OF_FINDING]][:_CELLS]
        starts = {entry.number: below + at for at, (entry, _) in reversed([*enumerate(listed)])}
        findings = [self._finding(entry, starts.get(entry.number)) for entry in self.entries]
        lines = [*above, _head(_HEAD), *findings]
        if listed:
            lines += [(), (Box("Sel yang ditandai", "label"),), _head(_CELLS_HEAD)]
            lines += [self._cell(entry, place, first + entry.number - 1) for entry, place in listed]
            if len(listed) < sum(len(entry.places) for entry in self.entries):
                lines.append((Box("Sel selebihnya hanya diberi warna di lembarnya.", "value"),))
        return lines

    def _about(self) -> Iterator[Line]:
        verdict = self.verdict
        yield (Box(REPORT_TITLE, "title"),)
        yield _about("Berkas", self.name)
        if self.dataset_title:
            yield _about("Dataset", self.dataset_title)
        if self.period:
            yield _about("Periode", self.period)
        colour: Format = "bad" if verdict.verdict == "rejected" else "good"
        yield Box("Putusan", "label"), None, Box(VERDICTS[verdict.verdict].upper(), colour)
        if warning := still_personal(verdict):
            yield Box("Perhatian", "label"), None, Box(warning, "bad")
        yield _about("Baris diterima", number(verdict.rows))
        if compared := comparison(verdict):
            yield _about("Dibanding kiriman lalu", compared)
        yield _about("Langkah berikutnya", next_step(verdict))
        for remark in self.remarks:
            yield _about("Keterangan", remark)

    def _counts(self) -> Iterator[Line]:
        yield (Box("Jumlah temuan dan arti warna", "label"),)
        counts = counted(self.verdict.findings)
        for severity, look in SEVERITIES.items():
            yield (
                None,
                Box(look.word, severity),
                Box(counts.get(severity, 0)),
                Box(look.meaning, "value"),
            )

    def _finding(self, entry: Entry, cells: int | None) -> Line:
        finding = entry.finding
        shown = entry.places[0].cell if entry.places else finding.cell or ""
        more = _link(self.own, f"A{cells + 1}") if cells is not None and len(entry.places) > 1 else None
        return (
            Box(entry.number),
            Box(SEVERITIES[finding.severity].word, finding.severity),
            Box(self._sheet(entry)),
            Box(finding.column or ""),
            Box(finding.count, "link" if more else "text", more),
            self._linked(shown, entry.places[0]) if entry.places else Box(shown),
            Box(finding.message),
            Box(finding.suggestion),
            Box(finding.rule),
        )

    def _cell(self, entry: Entry, place: Place, back: int) -> Line:
        severity = entry.finding.severity
        return (
            Box(entry.number, "link", _link(self.own, f"A{back + 1}")),
            Box(SEVERITIES[severity].word, severity),
            Box(self._named(place)),
            Box(entry.finding.column or ""),
            self._linked(place.cell, place),
        )

    def _sheet(self, entry: Entry) -> str:
        named = list(dict.fromkeys(map(self._named, entry.places))) or [entry.finding.sheet or ""]
        return ", ".join(named)

    def _named(self, place: Place) -> str:
        name = self.sheets[place.sheet]
        return f"{name} (tersembunyi)" if place.sheet in self.hidden else name

    def _linked(self, text: str, place: Place) -> Box:
        name = self.sheets[place.sheet]
        # A name that must not be repeated has no link; nor can a program go to a sheet that it does not show.
        if place.sheet in self.hidden or masked(name) != name:
            return Box(text)
        return Box(text, "link", _link(name, text))


def sheet_xml(lines: Sequence[Line], formats: dict[Format, int], namespace: str) -> bytes:
    """The lines as a worksheet. Texts are stored as such: nothing in them is ever a formula."""
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(_WIDTHS, 1)
    )
    rows = "".join(
        f'<row r="{row + 1}" ht="{_height(line)}" customHeight="1">'
        f"{''.join(_xml(row, column, box, formats) for column, box in enumerate(line) if box)}</row>"
        for row, line in enumerate(lines)
        if line
    )
    links = "".join(
        f'<hyperlink ref="{address(row, column)}" location={quoteattr(box.link)}/>'
        for row, line in enumerate(lines)
        for column, box in enumerate(line)
        if box and box.link
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{namespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{address(len(lines) - 1, len(_WIDTHS) - 1)}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>{rows}</sheetData>'
        f"{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _height(line: Line) -> int:
    """Points that the line needs: LibreOffice leaves rows of one line where Excel would make room."""
    if any(box and box.format == "title" for box in line):
        return 24
    texts = (
        (str(box.value), width) for box, width in zip(line, _WIDTHS, strict=False) if box and box.format in _WRAPPED
    )
    return _POINTS * min(
        max((-(-len(inert(text, _LONGEST)) // (width - 2)) for text, width in texts), default=1) or 1, 25
    )


def _xml(row: int, column: int, box: Box, formats: dict[Format, int]) -> str:
    start = f'<c r="{address(row, column)}" s="{formats[box.format]}"'
    if isinstance(box.value, int):
        return f"{start}><v>{box.value}</v></c>"
    if not box.value:
        return f"{start}/>"
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(inert(box.value, _LONGEST))}</t></is></c>'


def _head(words: Sequence[str]) -> Line:
    return [Box(word, "head") if word else None for word in words]


def _about(label: str, value: str) -> Line:
    return Box(label, "label"), None, Box(value, "value")


def _link(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
