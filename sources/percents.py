"""Shares as they are shown: a spreadsheet keeps 0.75 in a cell whose format shows 75%, and that is what is meant."""

from decimal import Decimal


class Percent(float):
    """The number before the percent sign: 75.0 for a stored 0.75. Its unit is known, whatever the header says."""

    __slots__ = ()

    @classmethod
    def shown(cls, stored: float) -> "Percent":
        # Decimals move the point without adding digits that nobody wrote: 0.07 is 7, not 7.000000000000001.
        return cls(Decimal(repr(stored)).scaleb(2))

    @property
    def stored(self) -> float:
        """What the file keeps, and formulas see."""
        return float(Decimal(repr(float(self))).scaleb(-2))
