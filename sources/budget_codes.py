"""Codes of planning and budgeting, from the ways that applications and offices write them to one form.

- ``kode_program``: urusan, bidang urusan, program, kegiatan, sub kegiatan (Permendagri 90/2019 and the decrees that
  update its nomenclature): ``2.16.03.2.02.0012``.
- ``kode_rekening``: accounts of an APBD in six levels (Permendagri 90/2019): ``5.1.01.01.01.0001``.
- ``kode_rekening_desa``: accounts of an APBDes in four levels (Permendagri 20/2018): ``4.1.1.01``.

A level that lost its leading zeros gets them back, because its width is fixed. What could also be another code is
refused: a number cell turns 2.10 into 2.1, and the numbering before 2019 restarts in every group of urusan.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from rapidfuzz import fuzz

Chart = Literal["kode_program", "kode_rekening", "kode_rekening_desa"]
EXAMPLES: dict[Chart, str] = {
    "kode_program": "2.16.03.2.02.0012",
    "kode_rekening": "5.1.01.01.01.0001",
    "kode_rekening_desa": "4.1.1.01",
}

_WIDTHS: dict[Chart, tuple[int, ...]] = {
    "kode_program": (1, 2, 2, 1, 2, 4),
    "kode_rekening": (1, 1, 2, 2, 2, 4),
    "kode_rekening_desa": (1, 1, 1, 2),
}
# The fourth level of a program is half a kegiatan: it says whether province or kabupaten/kota is in charge.
_HALF_A_KEGIATAN = 4
# A code, and the name that some applications write behind it in the same cell.
_CELL = re.compile(r"((?:\d+|XX?)(?:[.\-/ ](?:\d+|XX?)\b)*)\.?(?:[\s:\-]+([A-Z(].*))?", re.IGNORECASE)
# Below it (0-100) a name says nothing about a bidang urusan.
_LIKENESS = 80
# Bidang urusan of the second and third group are counted on from the first one since 2019; before, each began at 1.
_OLD_START = {"2": 6, "3": 24}


class CodeRefused(ValueError):
    """A text that is no code, or may be several. ``said`` completes "the cell ...", ``hint`` says what to do."""

    def __init__(self, said: str, hint: str) -> None:
        super().__init__(said)
        self.said, self.hint = said, hint


@dataclass(frozen=True)
class Bidang:
    """A bidang urusan (or unsur) and the regulation that gives it its code."""

    code: str
    name: str
    version: str


def normal_code(chart: Chart, text: str) -> str:
    """The code in its full form, down to the level at which it is given; a name behind it is taken off.

    Raises :class:`CodeRefused`.
    """
    cell = re.sub(r"\s*([.\-/])\s*", r"\1", " ".join(text.split()).lstrip("'’ ")).strip(".")
    match = _CELL.fullmatch(cell)
    if match is None or not match[1].isascii():
        raise _no_code(chart)
    parts = _parts(chart, match[1])
    return _program(parts, match[2]) if chart == "kode_program" else _account(chart, parts)


@cache
def bidang_urusan() -> dict[str, Bidang]:
    """The bidang urusan by code, in the version that is valid now."""
    lines = (files("sources.reference") / "urusan.csv").read_text(encoding="utf-8").splitlines()
    return {row["kode"]: Bidang(row["kode"], row["nama"], row["versi_kode"]) for row in csv.DictReader(lines)}


def before_2019(code: str) -> Bidang | None:
    """The bidang urusan that a two-level code meant before Permendagri 90/2019: 2.10 was Komunikasi dan Informatika.

    ``None`` where the old numbering has no such code or gave it the same meaning. Source: the order of UU 23/2014
    article 12, which both numberings follow.
    """
    group, _, number = code.partition(".")
    start = _OLD_START.get(group)
    return bidang_urusan().get(f"{group}.{int(number) + start:02d}") if start and number.isdecimal() else None


# --- the levels of a code ---------------------------------------------------------------------------------------------


def _parts(chart: Chart, code: str) -> list[str]:
    """The levels of a code as they are written."""
    parts = re.split(r"[.\-/ ]", code.upper())
    if len(parts) == 1 and len(code) > 1:
        return _cut(chart, code)
    if chart == "kode_rekening_desa" and len(parts[0]) == 3:  # 412-01, as village applications write it
        parts = [*parts[0], *parts[1:]]
    if len(parts) > len(_WIDTHS[chart]):
        raise CodeRefused("memuat lebih banyak tingkat daripada kode ini", _written(chart))
    return parts


def _cut(chart: Chart, digits: str) -> list[str]:
    """Levels of a code without dots: certain, because every level has its width."""
    parts: list[str] = []
    for width in _WIDTHS[chart]:
        if not digits:
            break
        parts.append(digits[:width])
        digits = digits[width:]
    if digits or len(parts[-1]) != _WIDTHS[chart][len(parts) - 1]:
        raise _no_code(chart)
    return parts


def _full(chart: Chart, parts: list[str]) -> list[str]:
    """Each level in its width. Only zeros in front may be missing or too many: 2 is 02, and 001 is 01."""
    full = [part.lstrip("0").zfill(width) for part, width in zip(parts, _WIDTHS[chart], strict=False)]
    if any(len(part) > width or not part.isdecimal() for part, width in zip(full, _WIDTHS[chart], strict=False)):
        raise _no_code(chart)
    return full


def _program(parts: list[str], name: str | None) -> str:
    if len(parts) == _HALF_A_KEGIATAN:
        hint = "Kegiatan terdiri atas lima bagian, misalnya 2.16.03.2.02."
        raise CodeRefused("berhenti di tengah kode kegiatan", hint)
    if parts[:2] == ["X", "XX"] and len(parts) > 2:
        # Program 01 supports every urusan: the nomenclature writes X.XX in its place.
        return ".".join([*parts[:2], *_full("kode_program", ["1", "1", *parts[2:]])[2:]])
    full = _full("kode_program", parts)
    if len(full) == 1:
        if full[0] not in {code[0] for code in bidang_urusan()}:
            raise _no_code("kode_program")
        return full[0]
    bidang = bidang_urusan().get(".".join(full[:2]))
    if bidang is None:
        raise _no_bidang(parts, ".".join(full[:2]))
    if name and len(full) == 2 and (old := before_2019(bidang.code)) and _more_like(name, old, bidang):
        said = f"memuat {bidang.code}, yang sekarang berarti {bidang.name}, di samping nama urusan lain"
        raise CodeRefused(said, f"Kode {old.name} menurut {old.version} adalah {old.code}.")
    return ".".join(full)


def _more_like(name: str, old: Bidang, now: Bidang) -> bool:
    written = name.casefold()
    likeness = [fuzz.token_set_ratio(written, bidang.name.casefold()) for bidang in (old, now)]
    return likeness[0] >= _LIKENESS and likeness[0] > likeness[1]


def _no_bidang(parts: list[str], bidang: str) -> CodeRefused:
    tenfold = f"{parts[0]}.{parts[1]}0"
    if len(parts) == 2 and len(parts[1]) == 1 and tenfold in bidang_urusan():
        hint = f"Mungkin maksudnya {tenfold}: Excel membuang angka nol di belakang. Ubah format sel menjadi Teks."
        return CodeRefused("dapat dibaca lebih dari satu cara", hint)
    said = f"memakai bidang urusan {bidang} yang tidak ada dalam {_version()}"
    if old := before_2019(bidang):
        hint = (
            f"Mungkin ini penomoran sebelum 2019, yang berarti {old.name} ({old.code}). "
            "Periksa semua kode di kolom ini: angka yang sama berarti urusan lain dalam penomoran sekarang."
        )
        return CodeRefused(said, hint)
    return CodeRefused(said, "Periksa kode itu pada SIPD.")


def _account(chart: Chart, parts: list[str]) -> str:
    full = _full(chart, parts)
    accounts = _charts()["apbd" if chart == "kode_rekening" else "desa"]
    account = accounts["akun"].get(full[0])
    if account is None:
        listed = ", ".join(f"{code} {entry['nama']}" for code, entry in accounts["akun"].items())
        raise CodeRefused(f"memakai akun yang tidak ada dalam {accounts['versi']}", f"Akun yang ada: {listed}.")
    groups = account.get("kelompok")
    if groups and len(full) > 1 and ".".join(full[:2]) not in groups:
        listed = ", ".join(f"{code} {name}" for code, name in groups.items())
        raise CodeRefused(f"memakai kelompok yang tidak ada dalam {accounts['versi']}", f"Kelompok yang ada: {listed}.")
    return ".".join(full)


def _no_code(chart: Chart) -> CodeRefused:
    return CodeRefused("tidak berbentuk kode yang disepakati", _written(chart))


def _written(chart: Chart) -> str:
    return f"Tulis kode dengan titik, misalnya {EXAMPLES[chart]}."


def _version() -> str:
    return next(iter(bidang_urusan().values())).version


@cache
def _charts() -> dict[str, Any]:
    charts: dict[str, Any] = yaml.safe_load((files("sources.reference") / "rekening.yaml").read_text(encoding="utf-8"))
    return charts
