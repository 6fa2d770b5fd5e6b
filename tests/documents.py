"""Looking into what was read without a contract, in tests."""

from typing import Any

from sources.document import Column, Document, Table
from sources.findings import Finding


def only(document: Document) -> Table:
    """Its one table."""
    (table,) = document.tables
    return table


def findings(document: Document) -> tuple[Finding, ...]:
    """Of the file and of all its tables."""
    return (*document.findings, *(finding for table in document.tables for finding in table.findings))


def rules(document: Document) -> set[str]:
    return {finding.rule for finding in findings(document)}


def found(document: Document, rule: str) -> Finding:
    """The one finding of a rule; fails when there is none or several."""
    (finding,) = [finding for finding in findings(document) if finding.rule == rule]
    return finding


def blockers(document: Document) -> list[str]:
    return [finding.rule for finding in findings(document) if finding.severity == "blocker"]


def column(table: Table, letter: str) -> Column:
    """``KeyError`` when the table has none of that letter."""
    return {column.letter: column for column in table.columns}[letter]


def cells(table: Table, letter: str, *kinds: str) -> list[Any]:
    """Values of a column in rows of these kinds; in detail rows when none is named."""
    place = [column.letter for column in table.columns].index(letter)
    return [row.values[place] for row in table.rows if row.kind in (kinds or ("detail",))]


def numbers(table: Table, letter: str, *kinds: str) -> list[float]:
    return [value for value in cells(table, letter, *kinds) if is_number(value)]


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
