"""What programs put around the lines of a delimited text: Excel's ``sep=;``, and quotes around whole records.

A text that is opened with another delimiter than its own stands in one column; saved again, each line is one quoted
field. Both readers, with a contract and without one, take these away, so that both see the same rows.
"""

import csv
import io
import re
from collections.abc import Sequence

from sources.findings import Finding
from sources.rules import finding

DELIMITERS = {"\t": "tab", ";": "titik koma (;)", "|": "garis tegak (|)", ",": "koma (,)"}
_SEPARATOR = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"([\r\n]*)')


def separator(first: str) -> str | None:
    """The delimiter that the first line of a file tells Excel: ``sep=;``. Excel shows the rows below it only."""
    told = _SEPARATOR.fullmatch(first)
    return told[1] if told and told[1].isascii() else None


def split(text: str) -> list[str]:
    """Lines with their ends, as the readers of records split them."""
    return list(io.StringIO(text, newline=""))


def are_quoted(lines: Sequence[str]) -> bool:
    """Whether each line that is not blank is one quoted field, and what the quotes hold has several fields."""
    filled = [line for line in lines if line.strip()]
    if len(filled) < 2 or not all(_QUOTED.fullmatch(line) for line in filled):
        return False
    inside = [unquoted(line) for line in filled]
    return any(all(_fields(line, mark) > 1 for line in inside) for mark in DELIMITERS)


def unquoted(line: str) -> str:
    """The record inside of a line that is quoted as a whole; any other line as it is."""
    match = _QUOTED.fullmatch(line)
    return match[1].replace('""', '"') + match[2] if match else line


def quoted(name: str) -> Finding:
    """Tells that the outer quotes were taken away."""
    message = f"Berkas {name}: setiap baris berada di dalam satu pasang tanda kutip; kutip luar itu diabaikan."
    return finding("berkas.kutip_baris", message, "Bila bisa, ekspor ulang tanpa kutip di sekeliling baris.", row=1)


def _fields(line: str, mark: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=mark, strict=True), []))
    except csv.Error:
        return 1
