"""Numbers that programs write as powers of ten: ``1.3577E7`` (Java, Spark), ``1e-05`` (Python, R).

``1.36E+07`` is none of them: so spreadsheets show a number of which they dropped the digits that did not fit.
"""

import re

# From 1E15 on it is no figure of a table, but an identity that a program took for a number.
POWER = r"[-+]?(?:\d\.\d+E(?:-\d{1,2}|\d|1[0-4])|\d(?:\.\d+)?e(?:-\d{2}|\+0\d|\+1[0-4]))"
_POWER = re.compile(POWER)


def power(text: str) -> float | None:
    """The number that a text writes as a power of ten; ``None`` for anything else."""
    return float(text) if _POWER.fullmatch(text) else None
