"""A minimal writer of legacy .xls files (BIFF8 in an OLE compound file): texts, numbers and merged ranges.

No library that we install writes this format, and offices still send it. Layouts: [MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Sequence
from pathlib import Path

Sheet = tuple[str, Sequence[Sequence[object]], Sequence[tuple[int, int, int, int]]]

_SECTOR = 512
# A smaller stream would have to go into the mini stream.
_LEAST = 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write(path: Path, sheets: Sequence[Sheet]) -> Path:
    """Write sheets: name, rows of texts, numbers and ``None``, merged ranges (top, left, bottom, right; from 0)."""
    path.write_bytes(_compound(_workbook(sheets)))
    return path


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    bodies = [_sheet(rows, merged) for _, rows, merged in sheets]
    names = [_record(0x85, bytes(6) + bytes([len(name), 0]) + name.encode("latin-1")) for name, _, _ in sheets]
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", 1200))
    end = _record(0x0A, b"")
    position = len(start) + sum(map(len, names)) + len(end)
    globals_ = start
    for name, body in zip(names, bodies, strict=True):
        globals_ += name[:4] + struct.pack("<I", position) + name[8:]
        position += len(body)
    return globals_ + end + b"".join(bodies)


def _sheet(rows: Sequence[Sequence[object]], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    width = max((len(row) for row in rows), default=0)
    content = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    content += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, int | float):
                content += _record(0x203, place + struct.pack("<d", value))
            elif value is not None:
                text = str(value)
                content += _record(0x204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))
    if merged:
        ranges = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merged)
        content += _record(0xE5, struct.pack("<H", len(merged)) + ranges)
    return content + _record(0x0A, b"")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream: bytes) -> bytes:
    """The stream ``Workbook`` in a compound file: header, one sector of allocation table, one of directory, content."""
    stream = stream.ljust(_LEAST, b"\0")
    count = -(-len(stream) // _SECTOR)
    assert count + 2 <= _SECTOR // 4, "one sector of the allocation table holds 126 sectors of content"
    table = [_TABLE, _END, *range(3, count + 2), _END]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, _LEAST, _END, 0, _END, 0),
    )
    difat = struct.pack("<109I", 0, *[_FREE] * 108)
    fat = struct.pack("<128I", *table, *[_FREE] * (128 - len(table)))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    return header + difat + fat + directory.ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII16xI8x8xIII", text, len(text) + 2, kind, 1, _FREE, _FREE, child, 0, start, size, 0)
