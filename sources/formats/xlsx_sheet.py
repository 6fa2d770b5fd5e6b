"""What a worksheet's XML says beside its values, and how far it reaches, before a grid is built from it.

The parser sees what :mod:`sources.formats.sieve` lets through: in a clean sheet nearly nothing.
"""

from collections.abc import Callable, Iterable, Iterator

from sources.formats import refusals, xml
from sources.formats.refusals import MAX_CELLS, MAX_MERGED, TooFar, fits
from sources.formats.sieve import Sieve
from sources.formats.xlsx_styles import Styles
from sources.formulas import moved
from sources.grid import Formula, Place, Range, address, area, place

_TRUE = ("1", "true")
# Bytes of a sheet that cannot hold more cells than a grid may have, however they are written.
SMALL = 15 * MAX_CELLS
# Elements that stand after the rows of a sheet.
_AFTER = frozenset({
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
})  # fmt: skip


class Sheet:
    """What the parser found. Rows and columns count from 0; ``bottom`` and ``right`` are -1 for an empty sheet.
    ``last_row`` is the number of the last row that is written at all, filled or not."""

    def __init__(self, styles: Styles) -> None:
        self.bottom = self.right = -1
        self.formulas: dict[Place, Formula] = {}
        self.errors: dict[Place, str] = {}
        self.indents: dict[Place, int] = {}
        self.percents: set[Place] = set()
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[Range] = []
        self.margins: list[tuple[str, str]] = []
        self.last_row = 0
        self._styles = styles
        self._shared: dict[str, tuple[int, int, str]] = {}
        self._row, self._here = -1, (-1, -1)
        self._row_hidden = self._occupied = self._error = self._after = False
        self._element = self._value = self._choices = ""
        self._formula: str | None = None
        self._shares: str | None = None
        self._style = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = xml.local(tag) if ":" in tag else tag
        self._element = tag
        if tag == "c":
            self._close()
            reference = attributes.get("r")
            self._here = place(reference) if reference else (self._row, self._here[1] + 1)
            self._error = attributes.get("t") == "e"
            self._style = attributes.get("s", "")
        elif tag in ("v", "is"):
            if not self._after:
                self._occupy()
                self._value += " " if tag == "is" else ""
        elif tag == "f":
            if not self._after:
                self._occupy()
                self._formula = ""
                self._shares = attributes.get("si") if attributes.get("t") == "shared" else None
        elif tag == "row":
            self._close()
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._here = (self._row, -1)
            self._row_hidden = attributes.get("hidden") in _TRUE
            self.last_row = max(self.last_row, self._row + 1)
        else:
            self._beside(tag, attributes)

    def _beside(self, tag: str, attributes: dict[str, str]) -> None:
        """Elements that stand before or after the rows."""
        if tag == "col" and attributes.get("hidden") in _TRUE:
            self.hidden_columns.append((int(attributes.get("min", 1)) - 1, int(attributes.get("max", 1)) - 1))
        elif tag == "mergeCell":
            self.merged.append(area(attributes.get("ref", "")))
            if len(self.merged) > MAX_MERGED:
                raise TooManyMerged
        elif tag == "dataValidation":
            self._choices = f"daftar pilihan sel {attributes.get('sqref', '')[:60]}".rstrip()
            told = (attributes.get(key, "") for key in ("promptTitle", "prompt", "errorTitle", "error"))
            self.margins += [("pesan isian sel", text) for text in told if text]
        elif tag in _AFTER:
            self._close()
            self._after = True

    def text(self, data: str) -> None:
        if self._element == "v":
            self._value += data
        elif self._element == "f" and self._formula is not None:
            self._formula += data
        elif data.isspace():
            return
        elif self._element in ("formula1", "formula2", "f") and self._choices:
            self.margins.append((self._choices, data))
        elif self._element.endswith(("Header", "Footer")):
            self.margins.append(("kepala atau kaki halaman", data))

    def end(self) -> None:
        self._close()

    def _occupy(self) -> None:
        """The cell is one that a reader makes room for, even when its value turns out to be empty."""
        if self._occupied:
            return
        self._occupied = True
        row, column = self._here
        if row > self.bottom or column > self.right:
            self.bottom, self.right = max(row, self.bottom), max(column, self.right)
            if not fits(self.bottom, self.right):
                raise TooFar(address(row, column))
        if self._row_hidden and (not self.hidden_rows or self.hidden_rows[-1] != row):
            self.hidden_rows.append(row)
        if level := self._styles.levels.get(self._style):
            self.indents[self._here] = level
        if self._style in self._styles.percents:
            self.percents.add(self._here)

    def _close(self) -> None:
        """End of a cell: its formula and value are complete."""
        value = self._value
        if self._formula is not None:
            text = self._formula.strip()
            if self._shares is not None and text:
                self._shared[self._shares] = (*self._here, text)
            elif self._shares in self._shared:
                row, column, base = self._shared[self._shares]
                text = moved(base, self._here[0] - row, self._here[1] - column)
            self.formulas[self._here] = Formula(text, bool(value) and not (value.isspace() and len(value) > 1))
        if self._error and value.strip():
            self.errors[self._here] = value.strip()
        self._formula = self._shares = None
        self._occupied = self._error = False
        self._element = self._value = self._style = ""


class TooManyMerged(Exception):
    pass


def scan(opened: Callable[[], Iterable[bytes]], styles: Styles, name: str, part: str, sheet: str) -> Sheet:
    """One pass over a worksheet; a second, without the filter, only where its bounds would be too loose.

    Raises :class:`TooFar` for a cell that no grid can hold and
    :class:`sources.deliveries.DeliveryRefused` for XML that is broken or built to harm.
    """
    page, sieve = Sheet(styles), Sieve(styles, name, sheet)
    _parse(sieve.notable(opened()), page, name, part)
    bottom, right = sieve.dropped_within or (-1, -1)
    if not fits(max(bottom, page.bottom), max(right, page.right)):
        page = Sheet(styles)
        _parse(opened(), page, name, part)
    page.percents |= sieve.percents
    page.last_row = max(page.last_row, sieve.last_row)
    return page


def counted(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The same chunks, as long as they hold no more cells than can be kept: a cell may be written more than once."""
    cells = 0
    for chunk in chunks:
        cells += chunk.count(b"<c") + chunk.count(b":c")
        if cells > MAX_CELLS:
            raise refusals.too_many_cells(name)
        yield chunk


def _parse(chunks: Iterable[bytes], page: Sheet, name: str, part: str) -> None:
    try:
        xml.parse(chunks, name, part, page.start, page.text)
    except TooManyMerged as error:
        raise refusals.too_large(name, f"mempunyai terlalu banyak sel gabungan (bagian {part})") from error
    page.end()
