"""Summary rows of a table -> those a contract can declare, and the patterns by which it tells them from details."""

import re
from collections.abc import Sequence

from sources.document import Row

_COMMON = re.compile(r"^(?:grand\s+|sub\s*)?(?:jumlah|total)\b", re.IGNORECASE)


def patterns(summaries: Sequence[str], details: Sequence[str]) -> list[str]:
    """Regular expressions that match every summary label and no detail: a word that only they begin with where there is
    one, else each label as it is."""
    found: list[str] = []
    # A summary without a label of its own is labelled where rows are numbered: with the most common word, as a rule.
    common = any(_COMMON.match(label) or not label for label in summaries)
    if common and not any(_COMMON.match(label) for label in details):
        found.append(r"^(grand\s+|sub\s*)?(jumlah|total)\b")
    for label in filter(None, summaries):
        if not any(re.search(pattern, label, re.IGNORECASE) for pattern in found):
            found.append(_pattern(label, summaries, details))
    return found


def _pattern(label: str, summaries: Sequence[str], details: Sequence[str]) -> str:
    word = label.partition(" ")[0]
    shared = sum(other.startswith(f"{word} ") for other in summaries) > 1
    if word and shared and not any(other.casefold().startswith(f"{word} ".casefold()) for other in details):
        return rf"^{re.escape(word)}\s"
    return rf"^{re.escape(label)}$".replace(r"\ ", " ")


def unbounded(rows: Sequence[Row]) -> list[Row]:
    """Summaries above their parts that are followed by a detail which is no part of them: ``Rumah`` after ``Penduduk``
    with ``Laki-laki`` and ``Perempuan`` below.

    A contract bounds the details of a total by other totals and the ends of the table only: it would add ``Rumah`` to
    ``Penduduk``. None, where another summary covers one of them: as details they would count twice there.
    """
    summaries = [at for at, row in enumerate(rows) if row.kind != "detail"]
    found = [at for at in summaries if _is_unbounded(rows, at)]
    others = [rows[at] for at in summaries if at not in found]
    covered = any(other.kind == "total" or _is_part(rows[at], other) for other in others for at in found)
    nested = any(_is_part(rows[low], rows[high]) for low in found for high in found if low > high)
    return [] if covered or nested else [rows[at] for at in found]


def _is_unbounded(rows: Sequence[Row], at: int) -> bool:
    end = next((i for i in range(at + 1, len(rows)) if not _is_part(rows[i], rows[at])), len(rows))
    return at + 1 < end < len(rows) and rows[end].kind == "detail"


def _is_part(row: Row, whole: Row) -> bool:
    depth = len(whole.path)
    return 0 < depth < len(row.path) and row.path[:depth] == whole.path
