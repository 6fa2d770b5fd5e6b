"""Sheets of one workbook that hold the same table for another area or month, and the one that does not."""

from collections import Counter
from collections.abc import Iterator, Sequence

from sources.document import Table
from sources.findings import Finding
from sources.rules import finding

# Sheets with the same columns that make a family.
_FAMILY = 3


def differing(tables: Sequence[Table]) -> Iterator[Finding]:
    """Sheets that begin like most of the others, with other columns than theirs."""
    shapes = {table.sheet: tuple(column.path for column in table.columns) for table in tables}
    if len(shapes) < len(tables):
        return
    usual, count = Counter(shapes.values()).most_common(1)[0] if shapes else ((), 0)
    if count < _FAMILY or count * 2 <= len(shapes):
        return
    for sheet, shape in shapes.items():
        if shape != usual and shape[:1] == usual[:1]:
            others = {" > ".join(path) for path in {*shape} ^ {*usual}}
            yield finding(
                "lembar.berbeda",
                f"Lembar {sheet} berbeda dari {count} lembar lain pada kolom: {', '.join(sorted(others)[:8])}.",
                "Samakan judul kolomnya dengan lembar lain.",
                sheet=sheet,
            )
