"""The bytes that agencies deliver, kept for ever under their sha256."""

import errno
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sources.findings import Finding
from sources.rules import finding, number

_CHUNK = 1 << 20
_NO_FILES = (
    (stat.S_ISDIR, "adalah folder, bukan berkas"),
    (stat.S_ISFIFO, "adalah pipa, bukan berkas"),
    (stat.S_ISSOCK, "adalah soket, bukan berkas"),
    (lambda mode: True, "adalah perangkat, bukan berkas"),
)
_CAUSES = {
    errno.ENOENT: "tidak ada",
    errno.ENOTDIR: "tidak ada",
    errno.ELOOP: "adalah tautan yang menunjuk dirinya sendiri",
    errno.EACCES: "tidak boleh dibuka oleh akun ini",
}


class DeliveryRefused(Exception):
    """A delivery that cannot be used at all. ``finding`` says why, in words for its officer."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding

    def __reduce__(self) -> tuple[type["DeliveryRefused"], tuple[Finding]]:
        return type(self), (self.finding,)


@dataclass(frozen=True)
class Receipt:
    """What was taken in: ``size`` in bytes, ``name`` as the officer's file was called (no folders)."""

    sha256: str
    size: int
    name: str


def keep(source: Path, name: str, storage: Path, limit_mb: int) -> Receipt:
    """Copy ``source`` into the storage; the same bytes are kept once. Nothing is left behind when it fails.

    Raises :class:`DeliveryRefused` for what :func:`refuse_irregular` refuses, an empty file, and one above ``limit_mb``
    megabytes.
    """
    refuse_irregular(source, name)
    limit = limit_mb * 1_000_000
    folder = _folder(storage)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as writer:
        part = Path(writer.name)
        try:
            while chunk := reader.read(_CHUNK):
                size += len(chunk)
                _require(size <= limit, _too_large(name, limit_mb))
                digest.update(chunk)
                writer.write(chunk)
            _require(size > 0, _empty(name))
            writer.flush()
            os.fsync(writer.fileno())
            kept = path_of(storage, digest.hexdigest())
            if kept.exists():
                part.unlink()
            else:
                part.chmod(0o440)
                part.replace(kept)
                _sync(folder)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return Receipt(digest.hexdigest(), size, Path(name).name)


def refuse_irregular(source: Path, name: str) -> None:
    """Raise :class:`DeliveryRefused` unless ``source`` is a regular file that may be read, or a link to one.

    Nothing else is ever opened: who opens a pipe that nobody writes into waits without end.
    """
    if cause := _irregular(source):
        hint = "Periksa nama dan letaknya, lalu pilih berkas yang akan dibaca."
        raise DeliveryRefused(finding("berkas.tidak_dapat_dibuka", f"Berkas {name} {cause}.", hint))


def _irregular(source: Path) -> str | None:
    try:
        mode = source.stat().st_mode
    except OSError as error:
        return _CAUSES.get(error.errno or 0, f"tidak dapat dibuka ({error.strerror})")
    if not stat.S_ISREG(mode):
        return next(cause for is_such, cause in _NO_FILES if is_such(mode))
    return None if os.access(source, os.R_OK) else _CAUSES[errno.EACCES]


def refuse_too_large(source: Path, name: str, limit_mb: int) -> None:
    """Raise :class:`DeliveryRefused` for what :func:`keep` would not take in."""
    size = source.stat().st_size
    _require(size <= limit_mb * 1_000_000, _too_large(name, limit_mb))
    _require(size > 0, _empty(name))


def _require(holds: bool, otherwise: Finding) -> None:
    if not holds:
        raise DeliveryRefused(otherwise)


def path_of(storage: Path, sha256: str) -> Path:
    """Where the bytes with this sha256 are, or would be, kept."""
    return _folder(storage) / sha256


def _folder(storage: Path) -> Path:
    return storage / "deliveries"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _empty(name: str) -> Finding:
    return finding("berkas.kosong", f"Berkas {name} berukuran 0 bita.", "Periksa berkas asli, lalu kirim ulang.")


def _too_large(name: str, limit_mb: int) -> Finding:
    return finding(
        "berkas.terlalu_besar",
        f"Berkas {name} lebih besar dari batas {number(limit_mb)} MB.",
        "Hapus gambar dan lembar yang tidak diperlukan, atau bagi kiriman per periode.",
    )
