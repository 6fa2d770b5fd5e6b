"""Text from outside (names of files and sheets, cells, messages about them) as a terminal may show it."""

import re

from rich.markup import escape

# Control characters, which a terminal obeys; marks that turn the direction of what follows, so that gnp.xslx reads as
# xlsx.png; separators of lines; bytes of a file name that are no text.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def written_out(text: str) -> str:
    """The text in one line, with what a terminal would obey written out: ``\\n``, ``\\u202e``."""
    return _OBEYED.sub(lambda found: repr(found[0])[1:-1], text)


def literal(text: str) -> str:
    """The same, never taken for markup."""
    return escape(written_out(text))


def literal_lines(text: str) -> str:
    """The same as :func:`literal` for a message of ours that may have several lines."""
    return "\n".join(map(literal, text.split("\n")))
