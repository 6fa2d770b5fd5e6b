"""Parts of a contract with the comment over each -> YAML text."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

_WIDTH = 118
# Where a list of columns or layout hints carries comments of its own: the key of an item that is no part of it.
COMMENT = "#"


@dataclass(frozen=True)
class Part:
    """Top-level keys of the contract, and why they are what they are."""

    content: dict[str, Any]
    comment: str = ""


def written(parts: Iterable[Part]) -> str:
    """One YAML document. A ``COMMENT`` key inside a mapping becomes a comment line over that mapping."""
    lines: list[str] = []
    for part in parts:
        if part.comment:
            lines += _commented(part.comment, "")
        lines += _placed(yaml.safe_dump(part.content, allow_unicode=True, sort_keys=False, width=_WIDTH).splitlines())
    return "\n".join(lines) + "\n"


def _placed(lines: list[str]) -> list[str]:
    """The lines with every ``'#': text`` entry turned into a comment before the item that it stands in."""
    placed: list[str] = []
    waiting: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        indent = len(line) - len(line.lstrip())
        bare = line.strip()
        if bare.startswith((f"- '{COMMENT}': ", f"'{COMMENT}': ")):
            text, position = _whole(lines, position)
            dash = bare.startswith("- ")
            placed += _commented(str(yaml.safe_load(text)), " " * indent)
            if dash:
                waiting = [" " * indent + "- "]
            continue
        placed.append(waiting.pop() + line.lstrip() if waiting else line)
        position += 1
    return placed


def _whole(lines: list[str], position: int) -> tuple[str, int]:
    """The scalar of a comment entry, which YAML may have folded over several lines, and the line after it."""
    first = lines[position]
    inside = len(first) - len(first.lstrip()) + (2 if first.lstrip().startswith("- ") else 0)
    text = first.partition(": ")[2]
    position += 1
    while position < len(lines) and len(lines[position]) - len(lines[position].lstrip()) > inside:
        text += " " + lines[position].strip()
        position += 1
    return text, position


def _commented(text: str, indent: str) -> list[str]:
    return [f"{indent}# {line}" for line in textwrap.wrap(text, _WIDTH - len(indent))]
