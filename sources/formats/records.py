"""Streams of records as Excel's binary formats write them, and texts in them."""

import re
import struct
from collections.abc import Iterator

_WIDE = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00|[\x09\x0a\x0d]\x00){4,}")
_NARROW = re.compile(rb"[\x20-\x7e]{6,}")


def biff12(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Records (type, payload) of a part of an .xlsb. Ends silently where the bytes do."""
    at, size = 0, len(content)
    while at < size:
        kind = content[at]
        at += 1
        if kind & 0x80 and at < size:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < size and shift < 28:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, content[at : at + length]
        at += length


def biff(content: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Records (type, payload) of the workbook stream of an .xls from a position on. Ends where the bytes do."""
    size = len(content)
    while at + 4 <= size:
        kind, length = struct.unpack_from("<HH", content, at)
        yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length


def wide_texts(content: bytes) -> list[str]:
    """Runs of at least four Latin characters in UTF-16."""
    return [match[0].decode("utf-16-le").strip() for match in _WIDE.finditer(content)]


def narrow_texts(content: bytes) -> list[str]:
    """Runs of at least six ASCII characters."""
    return [match[0].decode("ascii").strip() for match in _NARROW.finditer(content)]
