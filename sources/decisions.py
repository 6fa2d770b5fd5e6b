"""Fixes that a person has accepted for a dataset: replayed on its later deliveries, always shown, never hidden."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Decision:
    """A fix of one kind for one column of a contract.

    ``rule`` is the rule whose suggestion was accepted, ``column`` the contract's name of the column. ``text`` is the
    spelling that it is about (``None``: every cell for which the reader has a suggestion of this kind), ``value`` what
    is read instead: a code of the column's list, a region code, or a ``strptime`` format (``None``: the suggestion
    itself, for numbers).
    """

    rule: str
    column: str
    text: str | None = None
    value: str | None = None
