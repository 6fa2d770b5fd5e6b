"""The intake check: a delivery against its contract and its history, all findings at once, and the verdict on it."""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from quality import changes, contract_rules, contradictions, copies, magnitudes, period_of_file, personal_data
from quality.comparison import compare
from quality.figures import Figures
from quality.fingerprints import fingerprints
from quality.history import Earlier, Known, Waiver
from quality.rows import Rows
from quality.verdict import Outcome, Verdict, refused
from sources import reading
from sources.contract import Contract
from sources.deliveries import DeliveryRefused
from sources.findings import Finding, blocks
from sources.periods import EXAMPLES, Period
from sources.reading import Reading
from sources.regions import Regions
from sources.rules import finding
from sources.template import provenance
from sources.tenant import Tenant

# Where a row stood differs from row to row: no dictionary of places saves anything, steps from one to the next do.
_STEPS = {"_row": "DELTA_BINARY_PACKED", "_cell": "DELTA_BYTE_ARRAY"}


def examine(
    path: Path,
    name: str,
    contract: Contract,
    period: Period | None,
    tenant: Tenant,
    rows_out: Path,
    known: Known = Known(),  # noqa: B008 - frozen
) -> Verdict:
    """Read a delivery and hold it against its contract and what is known. Its rows go to ``rows_out`` (Parquet) unless
    it is rejected.

    ``name`` is what the officer's file was called. Without ``period`` it is taken from the file where that is certain.
    """
    regions = Regions.load(tenant.kode_wilayah, aliases=known.aliases)
    if foreign := _foreign_edition(contract, regions):
        return Verdict("rejected", 0, (foreign,))
    made = provenance(path, contract)
    if blocks(made):
        return refused(made[0])
    try:
        # Reading does not depend on which period it is.
        read = reading.read(path, name, contract, period or _any_period(contract), regions, known.decisions)
    except DeliveryRefused as refusal:
        return refused(refusal.finding)
    settled = (period, ()) if period else _guessed(name, read, contract)
    with ThreadPoolExecutor(2) as beside:
        # Arrow searches and packs while DuckDB checks: two processors have work. Nothing is on disk before the verdict.
        personal = beside.submit(personal_data.scan, name, read.texts)
        if not isinstance(settled, Finding):
            packed = beside.submit(_packed, read.rows)
            checked = _checked(read, contract, settled[0], tenant, regions, known)
    found = (*made, *personal.result(), *read.findings)
    titles, notes = (tuple(map(personal_data.redacted, texts)) for texts in (read.titles, read.notes))
    if isinstance(settled, Finding):
        return Verdict("rejected", 0, personal_data.withheld((*found, settled)), titles, notes, unusable=True)
    verdict = replace(
        checked,
        findings=personal_data.withheld((*settled[1], *found, *checked.findings)),
        rows=read.rows.num_rows,
        titles=titles,
        notes=notes,
        proposals=read.proposals,
    )
    verdict = settle(verdict, contract, known.fingerprints, known)
    if verdict.verdict != "rejected":
        _write(packed.result(), rows_out)
    return verdict


def settle(verdict: Verdict, contract: Contract, earlier: Iterable[Earlier], known: Known) -> Verdict:
    """The verdict with what fingerprints of other deliveries add to it, and with the waivers in force. Only ever
    stricter than before; rows that were written for a verdict that is rejected now are the caller's to remove."""
    if verdict.period is None:
        return verdict
    copied = copies.check(verdict.fingerprints, earlier, contract, Period.parse(verdict.period))
    return _decided(replace(verdict, findings=(*verdict.findings, *copied)), known)


def _checked(
    read: Reading, contract: Contract, period: Period, tenant: Tenant, regions: Regions, known: Known
) -> Verdict:
    """Findings on the rows, and what is to be remembered of them."""
    before = dict(known.rows).get(str(period))
    with Rows(read) as rows:
        found = list(contract_rules.check(rows, read, contract, period, tenant, regions))
        figures = Figures(rows, contract, period, known.rows)
        found += [*contradictions.check(figures), *magnitudes.check(figures), *changes.check(figures)]
        return Verdict(
            "accepted",
            0,
            tuple(found),
            period=str(period),
            comparison=compare(rows, contract, before) if before and rows.count else None,
            fingerprints=fingerprints(figures),
        )


def _decided(verdict: Verdict, known: Known) -> Verdict:
    """The outcome that the findings demand. A hold passes with a waiver, whose reason is told with the finding."""
    today = known.today or dt.datetime.now(dt.UTC).date()
    waivers = [w for w in known.waivers if w.period == verdict.period and w.until >= today]
    told: list[Finding] = []
    waived = dict(verdict.waived)
    for item in verdict.findings:
        waiver = None if item in waived or item.severity != "hold" else _covering(item, waivers)
        if waiver:
            item = replace(item, message=f"{item.message} {_dispensation(waiver)}")
            waived[item] = waiver
        told.append(item)
    held = any(item.severity == "hold" and item not in waived for item in told)
    if held or blocks(tuple(told)):
        return replace(verdict, verdict="rejected", rows=0, findings=tuple(told), waived=waived)
    noted = any(item.severity in ("hold", "warning") for item in told)
    outcome: Outcome = "accepted_with_notes" if noted else "accepted"
    return replace(verdict, verdict=outcome, findings=tuple(told), waived=waived)


def _covering(item: Finding, waivers: Sequence[Waiver]) -> Waiver | None:
    return next((w for w in waivers if w.rule == item.rule and w.column in (None, item.column)), None)


def _dispensation(waiver: Waiver) -> str:
    return f"Diloloskan dengan dispensasi sampai {waiver.until:%d-%m-%Y}: {waiver.reason}"


def _guessed(name: str, read: Reading, contract: Contract) -> tuple[Period, tuple[Finding, ...]] | Finding:
    """The period that the file speaks of, and what is said about it; only the latter when that is not certain."""
    found = period_of_file.guess(name, read.titles, read.rows, contract)
    form = EXAMPLES[contract.period.grain]
    if found is None:
        message = "Periode tidak disebut, dan tidak dapat dipastikan dari judul tabel, nama berkas, maupun isinya."
        return finding("periode.tidak_pasti", message, f"Sebutkan periodenya, misalnya: --period {form}.")
    period, where = found
    message = f"Periode dibaca dari {where}: {period.label} ({period})."
    said = finding("periode.ditebak", message, f"Bila keliru, sebutkan periodenya, misalnya: --period {form}.")
    return period, (said,)


def _any_period(contract: Contract) -> Period:
    return Period(2000, contract.period.grain, 1)


def _foreign_edition(contract: Contract, regions: Regions) -> Finding | None:
    columns = (*contract.columns, *contract.public_columns)
    wanted = {column.region.version for column in columns if column.region} - {regions.version}
    if not wanted:
        return None
    message = (
        f"Kontrak memakai kode wilayah {', '.join(sorted(wanted))}, sedangkan yang berlaku di sini {regions.version}."
    )
    return finding("wilayah.edisi", message, "Minta Walidata memperbarui kontrak dataset ini.")


def _packed(rows: pa.Table) -> pa.Buffer:
    """The rows as a Parquet file."""
    others = [name for name in rows.column_names if name not in _STEPS]
    target = pa.BufferOutputStream()
    pq.write_table(rows, target, compression="zstd", use_dictionary=others, column_encoding=_STEPS)
    return target.getvalue()


def _write(content: pa.Buffer, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
