"""How a template is recognised when it comes back: which contract it was made from, and which sheets are ours.

The contract stands in the file's custom properties, which Excel and LibreOffice keep, and in a sheet that only a
program shows, which other programs keep as well.
"""

import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from sources.contract import Contract
from sources.deliveries import DeliveryRefused
from sources.findings import Finding
from sources.formats import xml
from sources.rules import finding
from sources.workbook import Workbook

# A report's summary sheet is known again by a defined name, and by its first cell where a program keeps no such names
# (an .xlsx that was saved as .ods or .xls).
REPORT, REPORT_TITLE = "_jalandata_ringkasan", "Ringkasan pemeriksaan Jalan Data"
GUIDE, LISTS, HIDDEN = "PETUNJUK", "DAFTAR", "_jalandata"
_CONTRACT, _VERSION, _FINGERPRINT, _PERIOD = (
    "jalandata_contract",
    "jalandata_version",
    "jalandata_fingerprint",
    "jalandata_period",
)
_MEMBER, _LARGEST = "docProps/custom.xml", 1 << 16


class MadeFor(NamedTuple):
    """The contract that a template was made from."""

    contract: str
    version: str


def properties(contract: Contract, period: object) -> dict[str, str]:
    """What is written into a template. The fingerprint is cut: sixteen digits in a row would look like a NIK."""
    return {
        _CONTRACT: contract.id,
        _VERSION: contract.version,
        _FINGERPRINT: contract.fingerprint[:12],
        _PERIOD: str(period),
    }


def own_sheets(workbook: Workbook) -> frozenset[str]:
    """Names of the sheets that we put into a workbook: those a template brings beside its tables, and the summary of an
    earlier report, which officers send back with their corrections. None for a file that was made otherwise."""
    marks = next((grid.rows for grid in workbook.sheets if grid.name == HIDDEN), [])
    template = {GUIDE, LISTS, HIDDEN} if marks and marks[0] and marks[0][0] == _CONTRACT else set()
    return frozenset(template | set(_summaries(workbook)))


def _summaries(workbook: Workbook) -> Iterator[str]:
    """Sheets that the hidden defined name of a report points to, or that begin as one does."""
    yield from (grid.name for grid in workbook.sheets if grid.rows and grid.rows[0] and grid.rows[0][0] == REPORT_TITLE)
    for (_, name), (_, reference) in pairwise(workbook.margins):
        if name == REPORT:
            yield reference.rpartition("!")[0].strip("$").strip("'").replace("''", "'")


def made_for(path: Path) -> MadeFor | None:
    """The contract of the template that a delivery was filled into; ``None`` when it was made otherwise."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_MEMBER) as member:
            found = _texts(member.read(_LARGEST), path.name)
    except (DeliveryRefused, zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError, RuntimeError):
        # Damaged, protected or another kind of file: what reads it says so.
        return None
    return MadeFor(found[_CONTRACT], found[_VERSION]) if {_CONTRACT, _VERSION} <= set(found) else None


def _texts(content: bytes, name: str) -> dict[str, str]:
    """The custom properties of a file by their names."""
    names: list[str] = []
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if xml.local(tag) == "property":
            names.append(attributes.get("name", ""))

    def text(data: str) -> None:
        if names:
            found[names[-1]] = found.get(names[-1], "") + data.strip()

    xml.parse((content,), name, _MEMBER, start, text)
    return found


def provenance(path: Path, contract: Contract) -> tuple[Finding, ...]:
    """What is wrong with the template that a delivery was filled into, if it was one."""
    made = made_for(path)
    if made is None or made == (contract.id, contract.version):
        return ()
    if made.contract != contract.id:
        message = f"Berkas ini dibuat dari templat dataset {made.contract!r}, bukan {contract.id!r}."
        hint = f"Kirim untuk dataset {made.contract!r}, atau isi templat dataset {contract.id!r}."
        return (finding("templat.dataset", message, hint),)
    message = f"Berkas ini dibuat dari templat versi {made.version}; yang berlaku versi {contract.version}."
    return (finding("templat.versi", message, f"Pakai templat baru: jalandata template {contract.id}"),)
