"""A ZIP container from outside: looked through before anything of it is unpacked, and unpacked within bounds."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sources.deliveries import DeliveryRefused
from sources.formats import refusals

_CHUNK = 1 << 19
# A directory of that many bytes lists tens of thousands of parts; a workbook of 1,000 sheets has a tenth of that.
_MAX_DIRECTORY = 2_000_000
_END = b"PK\x05\x06"


class Archive:
    """Parts by name, without regard to case or the kind of slash, as spreadsheet programs look them up.

    What is read counts against one budget (:data:`refusals.MAX_UNPACKED`).
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._left = refusals.MAX_UNPACKED
        self._counted: set[str] = set()
        _refuse_large_directory(path, name)
        with self._refusing():
            self._zip = zipfile.ZipFile(path)
        self.parts: dict[str, zipfile.ZipInfo] = {}
        for item in self._zip.infolist():
            key = part_name(item.filename)
            if key in self.parts:
                raise refusals.damaged(name, f"memuat bagian {key[:80]!r} lebih dari satu kali")
            if ".." in PurePosixPath(key).parts or key.startswith("/"):
                raise refusals.damaged(name, f"memuat bagian di luar berkas itu sendiri ({key[:80]!r})")
            self.parts[key] = item

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def encrypted(self) -> bool:
        return any(item.flag_bits & 1 for item in self.parts.values())

    def refuse_bombs(self) -> None:
        """Before anything is unpacked: what the parts say about their own size."""
        if sum(item.file_size for item in self.parts.values()) > refusals.MAX_DECLARED:
            raise refusals.unpacks_too_large(self.name, refusals.MAX_DECLARED)

    def chunks(self, part: str, limit: int = refusals.MAX_UNPACKED) -> Iterator[bytes]:
        """A part, piece by piece. A part that lies about its size ends in a refusal."""
        item = self.parts[part_name(part)]
        if item.file_size > limit:
            raise refusals.unpacks_too_large(self.name, limit, part)
        if part_name(part) not in self._counted:
            self._counted.add(part_name(part))
            self._left -= item.file_size
            if self._left < 0:
                raise refusals.unpacks_too_large(self.name)
        with self._refusing(), self._zip.open(item) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def read(self, part: str, limit: int = refusals.MAX_ASIDE) -> bytes:
        return b"".join(self.chunks(part, limit))

    def matching(self, pattern: str) -> list[str]:
        """Names of parts (lower case) that match a pattern from their beginning, in the order of their numbers."""
        found = [key for key in self.parts if re.match(pattern, key)]
        return sorted(found, key=lambda key: [int(t) if t.isdigit() else t for t in re.split(r"(\d+)", key)])

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except DeliveryRefused:
            raise
        except (
            zipfile.BadZipFile,
            zlib.error,
            struct.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise refusals.damaged(self.name) from error


def part_name(text: str) -> str:
    return text.replace("\\", "/").lower()


def _refuse_large_directory(path: Path, name: str) -> None:
    """The list of parts is read as a whole: its size stands at the end of the file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + 22 > len(tail):
        raise refusals.damaged(name)
    count, size = struct.unpack_from("<HI", tail, at + 10)
    if count == 0xFFFF or size > _MAX_DIRECTORY:
        raise refusals.too_large(name, "terdiri atas terlalu banyak bagian")
