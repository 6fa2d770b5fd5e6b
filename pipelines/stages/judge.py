"""Stage 6, publication gate: dbt's tests, Great Expectations, disclosure and metadata, for exactly these bytes."""

from pathlib import Path
from uuid import uuid4

from django.db import transaction

from ledger.models import GateVerdict
from pipelines.inputs import inputs_of
from pipelines.ledgering import lineage, record_findings
from pipelines.workshop import Workshop
from quality.gate import Subject
from sources.contract import Contract
from sources.findings import Finding
from warehouse.export import Export, export
from warehouse.modelling import REFERENCE, modelled_tables
from warehouse.snapshots import current, restore

DATA_CSV = "data.csv"
DATA_PARQUET = "data.parquet"


def judge(workshop: Workshop, dataset: str) -> GateVerdict:
    """Export the public table at the lake's snapshot, judge those bytes and write the verdict.

    A dataset that is not open has no public table: dbt's tests, which it has passed by now, are all there is to say.
    """
    contract = workshop.contracts[dataset]
    if contract.publication.sifat != "terbuka":
        return _record(_passed_models(workshop, contract), ())
    inputs = inputs_of(workshop, dataset)
    snapshot = current(workshop.lake)
    exported = export(workshop.lake, contract, snapshot, workshop.settings.storage / "exports" / dataset)
    kept = keep_export(workshop, exported)
    periods = tuple(item["period"] for item in lineage(dataset))
    subject = Subject(contract, workshop.tenant, snapshot, kept / DATA_CSV, kept / DATA_PARQUET, periods)
    result = workshop.gate.judge(subject)
    verdict = GateVerdict(
        dataset=dataset,
        inputs=inputs,
        snapshot=result.snapshot,
        content_sha256=result.content_sha256,
        contract_version=result.contract_version,
        contract_fingerprint=result.contract_fingerprint,
        suite_fingerprint=result.suite_fingerprint,
        passed=result.passed,
        rows=result.rows,
        checks=[check.as_dict() for check in result.checks],
    )
    if not verdict.passed:
        take_back(workshop, dataset)
    return _record(verdict, result.findings)


def _passed_models(workshop: Workshop, contract: Contract) -> GateVerdict:
    return GateVerdict(
        dataset=contract.id,
        inputs=inputs_of(workshop, contract.id),
        snapshot=current(workshop.lake),
        contract_version=contract.version,
        contract_fingerprint=contract.fingerprint,
        passed=True,
    )


def refuse_model(workshop: Workshop, dataset: str, findings: list[Finding]) -> GateVerdict:
    """Write that modelling failed: the dataset has no table to judge, its last good release stays."""
    contract = workshop.contracts[dataset]
    verdict = GateVerdict(
        dataset=dataset,
        inputs=inputs_of(workshop, dataset),
        contract_version=contract.version,
        contract_fingerprint=contract.fingerprint,
        passed=False,
    )
    take_back(workshop, dataset)
    return _record(verdict, findings)


def take_back(workshop: Workshop, dataset: str) -> None:
    """Put a refused dataset's tables back to its last good verdict, so that the lake at rest holds nothing refused."""
    good = GateVerdict.objects.filter(dataset=dataset, passed=True).last()
    restore(workshop.lake, modelled_tables(workshop.contracts[dataset]), good.snapshot if good and good.snapshot else 0)


def record_reference(workshop: Workshop, inputs: str) -> None:
    """Write that the shared dimensions stand, built and tested, at this snapshot. They have no contract and no
    public table."""
    GateVerdict.objects.create(dataset=REFERENCE, inputs=inputs, snapshot=current(workshop.lake), passed=True)


def keep_export(workshop: Workshop, exported: Export) -> Path:
    """Move an export to its place under its content's sha256, whole or not at all; the same content is kept once."""
    place = workshop.published(exported.sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        building = place.with_name(f".{place.name}.{uuid4().hex}")
        building.mkdir()
        exported.csv.replace(building / DATA_CSV)
        exported.parquet.replace(building / DATA_PARQUET)
        building.replace(place)
    return place


def _record(verdict: GateVerdict, findings: list[Finding] | tuple[Finding, ...]) -> GateVerdict:
    with transaction.atomic():
        verdict.save()
        record_findings(findings, verdict=verdict)
    return verdict
