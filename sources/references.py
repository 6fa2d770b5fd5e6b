"""Reference columns: texts of deliveries in the one form of the packaged list that their contract names.

References to the tenant's own lists (``opd``, ``urusan``) stay as they are: whether they exist is an intake rule.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from sources.budget_codes import Chart, CodeRefused, normal_code
from sources.units import proposals, unit_of

Packaged = Literal["satuan", "kode_program", "kode_rekening", "kode_rekening_desa"]
Reference = Literal["opd", "urusan", Packaged]
PACKAGED: tuple[Packaged, ...] = get_args(Packaged)
_RULES: dict[Chart, str] = {
    "kode_program": "program.tidak_dikenal",
    "kode_rekening": "rekening.tidak_dikenal",
    "kode_rekening_desa": "rekening_desa.tidak_dikenal",
}


@dataclass(frozen=True)
class Unlisted:
    """A text that the list does not hold: the rule that it breaks, ``said`` completes "the cell ..."."""

    rule: str
    said: str
    hint: str


def normal(kind: Reference, text: str) -> str | Unlisted:
    """The form in which the product keeps a reference: a unit's label (``Ribu rupiah``), a full code."""
    if kind == "opd" or kind == "urusan":
        return text
    if kind == "satuan":
        unit = unit_of(text)
        return unit.label if unit else _no_unit(text)
    try:
        return normal_code(kind, text)
    except CodeRefused as refused:
        return Unlisted(_RULES[kind], refused.said, refused.hint)


def _no_unit(text: str) -> Unlisted:
    near = " atau ".join(repr(unit.label) for unit in proposals(text))
    hint = f"Apakah yang dimaksud {near}? " if near else ""
    said = "berisi satuan yang tidak ada dalam daftar satuan"
    return Unlisted("satuan.tidak_dikenal", said, f"{hint}Tulis satuan yang baku, atau minta Walidata menambahkannya.")
