"""The bytes that agencies deliver, kept for ever under their sha256."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sources.findings import Finding
from sources.rules import finding, number

_CHUNK = 1 << 20


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

    Raises :class:`DeliveryRefused` for an empty file or one above ``limit_mb`` megabytes.
    """
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
