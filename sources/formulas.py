"""What formulas say: the cells that a sum adds up, and formulas that reach out of the workbook."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sources.findings import Finding
from sources.grid import Formula, Place, Range, address, column_of, letters, place
from sources.rules import finding, number, shown

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\d(A-Za-z_])")
_PLAIN = re.compile(r"[A-Z]{1,3}\d{1,7}")
# Dynamic data exchange starts a program: ``cmd|'/c calc'!A0``, in ODS ``DDE("cmd";"/c calc";"A0")``.
_COMMAND = re.compile(
    r"(?:^|[=+\-*/&^<>@(,;\s])\s*(?:'?\w[\w.]{0,60}'?\|\s*(?:'[^']*'|[^!'|]{0,200})!|DDE\()", re.IGNORECASE
)
_OUTSIDE = re.compile(r"\[[^\[\]]{1,200}\][^\[\]!]{0,40}!|'file:|\b(?:WEBSERVICE|IMPORTDATA)\(", re.IGNORECASE)
_NAMED = 5


def moved(formula: str, rows: int, columns: int) -> str:
    """A shared formula as it reads ``rows`` further down and ``columns`` further right."""

    def move(match: re.Match[str]) -> str:
        row, column = int(match[4]) - 1 + (0 if match[3] else rows), column_of(match[2]) + (0 if match[1] else columns)
        return f"{match[1]}{letters(column)}{match[3]}{row + 1}" if row >= 0 and column >= 0 else match[0]

    return _CELL.sub(move, formula)


def cells_of_sum(formula: str) -> list[Range] | None:
    """Ranges whose cells a formula adds up, when it is a plain sum (``SUM(D6:D11)``, ``D5+D12``); else ``None``."""
    text = formula.replace(" ", "").replace("$", "").removeprefix("+")
    if match := re.fullmatch(r"SUM\(([^()]*)\)", text, re.IGNORECASE):
        parts = re.split(r"[,;]", match[1])
    else:
        parts = text.split("+")
    ranges: list[Range] = []
    for part in parts:
        first, _, last = part.upper().partition(":")
        if not _PLAIN.fullmatch(first) or (last and not _PLAIN.fullmatch(last)) or (last and match is None):
            return None
        try:
            (top, left), (bottom, right) = place(first), place(last or first)
        except ValueError:
            return None
        ranges.append((top, left, bottom, right))
    return ranges


def runs_a_command(formula: str) -> bool:
    """Whether a formula (without or with its ``=``) would start a program when a spreadsheet evaluated it."""
    return ("|" in formula or "DDE(" in formula.upper()) and _COMMAND.search(formula) is not None


def findings_of(sheet: str, formulas: Mapping[Place, Formula]) -> Iterator[Finding]:
    """Formulas of a sheet that start programs (blocked) or read other files (told). None is ever evaluated."""
    commands = [(at, item.text) for at, item in formulas.items() if runs_a_command(item.text)]
    if commands:
        yield command_finding(sheet, commands)
    outside = [(at, item.text) for at, item in formulas.items() if _OUTSIDE.search(item.text)]
    if outside:
        named, cells = _named(outside)
        yield finding(
            "berkas.tautan_luar",
            f"Lembar {sheet}: {named} mengambil isi dari berkas lain. Yang dibaca adalah hasil yang tersimpan.",
            "Pastikan angkanya mutakhir, atau tempel sebagai nilai (Paste Special > Values).",
            sheet=sheet,
            cell=cells[0],
            row=outside[0][0][0] + 1,
            value=outside[0][1],
            count=len(cells),
            cells=cells,
        )


def command_finding(sheet: str | None, spots: list[tuple[Place, str]]) -> Finding:
    """``spots`` are the cells (row and column from 0) with the formulas in them."""
    named, cells = _named(spots)
    where = f"Lembar {sheet}: " if sheet else ""
    return finding(
        "rumus.perintah",
        f"{where}{named} berisi rumus yang menjalankan program ({shown(spots[0][1])!r}). Rumus itu tidak dijalankan.",
        "Hapus isi sel itu, periksa asal berkas ini, simpan, lalu kirim ulang.",
        sheet=sheet,
        cell=cells[0],
        row=spots[0][0][0] + 1,
        value=spots[0][1],
        count=len(cells),
        cells=cells,
    )


def _named(spots: Iterable[tuple[Place, str]]) -> tuple[str, list[str]]:
    cells = [address(*at) for at, _ in spots]
    rest = f" dan {number(len(cells) - _NAMED)} sel lain" if len(cells) > _NAMED else ""
    return f"sel {', '.join(cells[:_NAMED])}{rest}", cells
