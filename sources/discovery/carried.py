"""Units that stand in the cells themselves, each beside its figure: ``4.247 Ekor``, ``18%``, ``Rp 12.500.000,-``; the
percent sign also by the format of a cell."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from sources.looks import NOTHING, Look, look, text_of
from sources.percents import Percent
from sources.units import unit_of
from sources.workbook import Cell

_AMOUNT = re.compile(
    r"(?P<before>[^\W\d]+\.?)?\s*(?P<figure>[-−]?\d(?:[\d., ]*\d)?)(?:[.,]-{1,2})?"
    r"\s*(?P<after>(?:[^\W\d_]|[%‰]).{0,30})?"
)
# Sizes name classes of things: 3 Kg.
_CLASS_HEADER = re.compile(
    r"\b(?:ukuran|kemasan|kategori|kelompok|jenis|golongan|kelas|tipe|umur|usia|varian)\b", re.IGNORECASE
)
# Columns of words are not tried to their end.
_TRIED = 100


class _Amount(NamedTuple):
    """``unit`` is the code of the unit that is written as ``text``."""

    figure: str
    unit: str
    text: str
    is_time: bool = False


def unit(cells: Sequence[Cell], header: str) -> str | None:
    """The unit, as it is written, that most figures of a column carry while none carries another; ``None`` without."""
    if _CLASS_HEADER.search(header) or not _is_tried(cells):
        return None
    filled = [cell for cell in set(cells) if look(cell) not in NOTHING]
    amounts = [amount for cell in filled if (amount := _amount_of(cell))]
    # Ages and terms are told apart, not counted: 10 Tahun, 12 Bulan.
    one = len({amount.unit for amount in amounts}) == 1 and not any(amount.is_time for amount in amounts)
    return min(amount.text for amount in amounts) if one and len(amounts) * 2 > len(filled) else None


def bare(cell: Cell) -> Cell:
    """The cell without the unit that it carries."""
    amount = _amount(text_of(cell)) if isinstance(cell, str) and look(cell) is Look.TEXT else None
    return amount.figure if amount else cell


def _is_tried(cells: Iterable[Cell]) -> bool:
    """Whether any of the first cells carries a unit."""
    filled = (cell for cell in cells if isinstance(cell, str | Percent) and cell != "")
    return any(_amount_of(cell) for cell in islice(filled, _TRIED))


def _amount_of(cell: Cell) -> "_Amount | None":
    if isinstance(cell, Percent):
        return _Amount(str(cell), "persen", "%")
    return _amount(text_of(cell)) if isinstance(cell, str) else None


@lru_cache(maxsize=50_000)
def _amount(text: str) -> _Amount | None:
    """A figure with the unit behind it, or with that of money before it: ``RT 5`` counts nothing."""
    match = _AMOUNT.fullmatch(text)
    if not match or bool(match["before"]) == bool(match["after"]):
        return None
    written = match["before"] or match["after"]
    found = unit_of(written)
    if found is None or (match["before"] and found.kind != "uang"):
        return None
    return _Amount(match["figure"], found.code, written, found.kind == "waktu")
