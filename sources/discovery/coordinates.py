"""Degrees beyond the earth: a latitude or longitude that lost its decimal point (-815454 for -8.15454)."""

import re
from collections.abc import Iterator

from sources.discovery.body import Body
from sources.discovery.column import Decided
from sources.findings import Finding
from sources.rules import spread
from sources.workbook import letters

# How the columns are called -> the most degrees that they can hold.
_LARGEST = {
    re.compile(r"(?:^|[\s_(])(?:garis[\s_]lintang|lintang|latitude)(?:$|[\s_)])|^lat$", re.IGNORECASE): 90,
    re.compile(r"(?:^|[\s_(])(?:garis[\s_]bujur|bujur|longitude)(?:$|[\s_)])|^(?:long?|lng)$", re.IGNORECASE): 180,
}


def beyond(body: Body, column: Decided) -> Iterator[Finding]:
    """A finding about the cells of a column of degrees that lie nowhere on the earth."""
    name = column.path[-1] if column.path else ""
    largest = next((most for words, most in _LARGEST.items() if words.search(name)), None)
    if largest is None or column.type not in ("integer", "number"):
        return
    spots = [
        body.spot(column, p, str(value))
        for p in body.rows
        if isinstance(value := column.values[p], int | float) and abs(value) > largest
    ]
    if spots:
        said = f"bukan derajat antara -{largest} dan {largest}"
        hint = "Periksa letak tanda desimalnya pada berkas asli."
        yield spread("koordinat.mustahil", column.name or letters(column.index), said, hint, spots)
