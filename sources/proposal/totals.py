"""Summary rows of a table -> the patterns by which a contract tells them from details."""

import re
from collections.abc import Sequence

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
