"""A worksheet's XML with some cells restyled, whatever it looks like."""

import io
import re
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from quality.reports import worksheet
from sources.grid import address

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Cell = tuple[int, int]
TAILS = ("", "<mergeCells><mergeCell ref='B2:C3'/></mergeCells>", "<extLst><ext/></extLst>")


@st.composite
def sheets(draw: st.DrawFn) -> tuple[bytes, dict[Cell, tuple[int, str]]]:
    """A worksheet as some program writes it, and (style, text) of its cells."""
    cells = draw(
        st.dictionaries(
            st.tuples(st.integers(0, 12), st.integers(0, 30)),
            st.tuples(st.integers(0, 5), st.sampled_from(["", "1", "a>b", "x/>", '<c r="A1"/>', "</row>", "'\""])),
            max_size=40,
        )
    )
    prefix = draw(st.sampled_from(["", "x:", "main.1:"]))
    space = draw(st.sampled_from(["", "\n  "]))
    quote = draw(st.sampled_from(["'", '"']))
    attribute = draw(st.sampled_from(["", f" note={quote}a>b/{quote}"]))
    empty_rows = draw(st.sets(st.integers(0, 14)))
    rows = ""
    for row in sorted(empty_rows | {row for row, _ in cells}):
        written = "".join(
            f"{space}<{prefix}c{attribute} r={quote}{address(row, column)}{quote} s={quote}{style}{quote}"
            + (f" t={quote}str{quote}><{prefix}v>{_escaped(text)}</{prefix}v></{prefix}c>" if text else "/>")
            for (_, column), (style, text) in sorted(item for item in cells.items() if item[0][0] == row)
        )
        start = f"<{prefix}row r={quote}{row + 1}{quote} spans={quote}1:9{quote}{attribute}"
        rows += space + (f"{start}>{written}</{prefix}row>" if written else f"{start}/>")
    tail = draw(st.sampled_from(TAILS)).replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
    data = f"<{prefix}sheetData>{rows}{space}</{prefix}sheetData>" if rows else f"<{prefix}sheetData/>"
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    return f'<{prefix}worksheet {name}="{MAIN}">{data}{tail}</{prefix}worksheet>'.encode(), cells


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def edited(content: bytes, restyled: dict[Cell, Callable[[int], int]]) -> bytes:
    frame = worksheet.frame(io.BytesIO(content))
    assert frame
    return b"".join([frame.head, *worksheet.rows(io.BytesIO(content), frame, restyled, {}), frame.tail])


@settings(max_examples=150, deadline=None)
@given(sheets(), st.sets(st.tuples(st.integers(0, 16), st.integers(0, 40)), max_size=12), st.booleans())
def test_marked_cells_change_and_no_other(
    sheet: tuple[bytes, dict[Cell, tuple[int, str]]], marks: set[Cell], small: bool
) -> None:
    content, cells = sheet
    chunk, worksheet._CHUNK = worksheet._CHUNK, 16 if small else 1 << 20
    try:
        after = edited(content, {cell: (lambda style: style + 100) for cell in marks})
        assert edited(content, {}).replace(b"sheetData></", b"") == content.replace(b"sheetData></", b"") or not cells
    finally:
        worksheet._CHUNK = chunk
    found: dict[Cell, tuple[int, str]] = {}
    order: list[Cell] = []
    for item in etree.fromstring(after).iter(f"{{{MAIN}}}c"):
        letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", item.get("r")).groups()  # type: ignore[union-attr]
        column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters))) - 1
        order.append((int(digits) - 1, column))
        found[order[-1]] = (int(item.get("s")), "".join(item.itertext()).strip())
    assert order == sorted(set(order))
    expected = {cell: (style + 100 * (cell in marks), text) for cell, (style, text) in cells.items()}
    assert found == dict.fromkeys(marks, (100, "")) | expected
    rows = [int(row.get("r")) for row in etree.fromstring(after).iter(f"{{{MAIN}}}row")]
    assert rows == sorted(set(rows))


def test_comments_go_before_what_must_follow_them() -> None:
    tail = (
        "<sheetData/><conditionalFormatting><cfRule><extLst><ext/></extLst></cfRule></conditionalFormatting>"
        "<pageMargins/><drawing/><tableParts/><extLst/>"
    )
    frame = worksheet.frame(io.BytesIO(f'<worksheet xmlns="{MAIN}">{tail}</worksheet>'.encode()))
    assert frame
    after = worksheet.with_notes(frame, "rId7", "urn:r")
    assert b'<drawing/><legacyDrawing xmlns:r="urn:r" r:id="rId7"/><tableParts/>' in after


def test_sheet_without_grid() -> None:
    assert worksheet.frame(io.BytesIO(b"<chartsheet/>")) is None
