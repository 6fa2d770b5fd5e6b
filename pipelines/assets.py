"""Dagster assets, generated from the contracts: one per stage and dataset, so that a failure stays inside its dataset.

No ``from __future__ import annotations`` here: Dagster reads the annotations of functions made in factories.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from ledger.models import Delivery
from pipelines.inputs import reference_inputs
from pipelines.plan import has_new_inputs
from pipelines.portal_access import PortalUnreachable, portal_of
from pipelines.pull import pull_dataset
from pipelines.stages.approve import approve_automatically, latest_verdict
from pipelines.stages.examine import examine_pending
from pipelines.stages.judge import judge, record_reference, refuse_model
from pipelines.stages.load import load_accepted
from pipelines.stages.model import ModellingFailed, model
from pipelines.stages.publish import is_public, newest_release, publish
from pipelines.timeliness import overdue
from pipelines.workshop import Workshop
from portal.publisher import PortalUnreachableError
from sources.api import SourceUnavailable
from sources.contract import Api, Contract
from warehouse.modelling import REFERENCE, dataset_tag

# Steps that write the lake share one place: two writers on the SQLite catalogue fail.
LAKE_POOL = "lake"
DATASET_TAG = "jalandata/dataset"
# Marks the failure of a step that met no answer, as against one that found faults in the data.
UNREACHABLE = "unreachable"


class Translator(DagsterDbtTranslator):
    """dbt nodes as assets of one dataset: tagged with it, so that its steps can be selected, and grouped by agency."""

    def __init__(self, dataset: str, group: str) -> None:
        super().__init__()
        self.dataset, self.group = dataset, group

    def get_tags(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, str]:
        return {DATASET_TAG: self.dataset}

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return self.group


WorkshopIn = dg.ResourceParam[Workshop]


def delivery_asset(contract: Contract) -> dg.AssetsDefinition | dg.AssetSpec:
    """Stage 1 of a dataset: an API is pulled here; files come from outside (``jalandata deliver``)."""
    description = f"Kiriman {contract.title}, disimpan sebagaimana diterima."
    if not isinstance(contract.layout, Api):
        return dg.AssetSpec(["delivery", contract.id], group_name=contract.opd, description=description)

    @dg.asset(key=["delivery", contract.id], group_name=contract.opd, description=description, kinds={"api"})
    def delivery(workshop: WorkshopIn) -> dg.MaterializeResult[None]:
        workshop.announce(f"menarik {contract.id}")
        try:
            receipt = pull_dataset(workshop, contract)
        except SourceUnavailable as unavailable:
            raise _away(unavailable) from unavailable
        return dg.MaterializeResult(
            metadata={
                "period": receipt.delivery.period,
                "sha256": receipt.delivery.sha256,
                "bytes": receipt.delivery.size,
            }
        )

    return delivery


def intake_asset(contract: Contract) -> dg.AssetsDefinition:
    """Stages 2 and 3 of a dataset: its pending deliveries, read and checked."""

    @dg.asset(
        key=["intake", contract.id],
        deps=[["delivery", contract.id]],
        group_name=contract.opd,
        description=f"Kiriman {contract.title}: dibaca dan diperiksa.",
        code_version=contract.fingerprint,
        kinds={"parquet"},
        check_specs=[
            dg.AssetCheckSpec(
                "temuan", asset=["intake", contract.id], description="Tidak ada kiriman yang dikembalikan."
            ),
        ],
    )
    def intake(context: dg.AssetExecutionContext, workshop: WorkshopIn) -> Iterator[Any]:
        workshop.announce(f"memeriksa {contract.id}")
        workshop.warm_up()
        examined = examine_pending(workshop, contract.id)
        rejected = [delivery for delivery in examined if delivery.state == Delivery.State.REJECTED]
        if examined and len(rejected) == len(examined) and not has_new_inputs(workshop, contract.id):
            # Raised before anything is yielded: a refused delivery must not count as materialised.
            raise dg.Failure(
                f"{contract.id}: {len(rejected)} kiriman dikembalikan dengan temuan; versi terakhir tetap terbit.",
                metadata=_counts(examined),
                allow_retries=False,
            )
        yield dg.MaterializeResult(metadata=_counts(examined))
        yield dg.AssetCheckResult(
            check_name="temuan", passed=not rejected, severity=dg.AssetCheckSeverity.WARN, metadata=_counts(examined)
        )

    return intake


def raw_asset(contract: Contract) -> dg.AssetsDefinition:
    """Stage 4 of a dataset: accepted rows in ``raw``."""

    @dg.asset(
        key=["raw", contract.id],
        deps=[["intake", contract.id]],
        group_name=contract.opd,
        description=f"Baris {contract.title} yang lolos, sebagaimana dikirim.",
        pool=LAKE_POOL,
        kinds={"ducklake"},
    )
    def raw(context: dg.AssetExecutionContext, workshop: WorkshopIn) -> dg.MaterializeResult[None]:
        workshop.announce(f"memuat {contract.id}")
        loaded = load_accepted(workshop, contract.id)
        return dg.MaterializeResult(
            metadata={"deliveries": len(loaded), "rows": sum(delivery.rows or 0 for delivery in loaded)}
        )

    return raw


def timeliness_check(contract: Contract) -> dg.AssetChecksDefinition:
    """The contract's service level: is the period that should be here by now here?"""

    @dg.asset_check(
        asset=["raw", contract.id], name="tepat_waktu", description="Periode yang seharusnya sudah dikirim sudah ada."
    )
    def on_time(workshop: WorkshopIn) -> dg.AssetCheckResult:
        missing = overdue(contract)
        return dg.AssetCheckResult(
            passed=missing is None,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"overdue_period": str(missing) if missing else "-"},
        )

    return on_time


def model_assets(dataset: str, group: str, manifest: dict[str, Any]) -> dg.AssetsDefinition:
    """Stage 5 of a dataset (or of the shared dimensions): its own dbt step, so that it fails alone."""
    select = f"tag:{REFERENCE if dataset == REFERENCE else dataset_tag(dataset)}"
    translator = Translator(dataset, group)

    @dbt_assets(
        manifest=manifest, select=select, name=f"model_{dataset}", dagster_dbt_translator=translator, pool=LAKE_POOL
    )
    def models(context: dg.AssetExecutionContext, workshop: WorkshopIn) -> Iterator[Any]:
        workshop.announce(f"memodelkan {dataset}")
        try:
            yield from model(workshop, dataset, context, manifest, translator)
        except ModellingFailed as failed:
            if dataset != REFERENCE:
                refuse_model(workshop, dataset, failed.findings)
            raise dg.Failure(f"{dataset}: {failed}", allow_retries=False) from failed
        if dataset == REFERENCE:
            record_reference(workshop, reference_inputs(workshop))

    return models


def gate_asset(contract: Contract, tables: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """Stages 6 and 7 of a dataset: the verdict on exactly these bytes, as a blocking check, and the approval."""

    @dg.asset(
        key=["release", contract.id],
        deps=tables,
        group_name=contract.opd,
        description=f"Rilis {contract.title}: lolos gerbang mutu dan disetujui.",
        kinds={"greatexpectations"},
        check_specs=[
            dg.AssetCheckSpec(
                "gerbang", asset=["release", contract.id], blocking=True, description="Gerbang mutu sebelum terbit."
            )
        ],
    )
    def release(context: dg.AssetExecutionContext, workshop: WorkshopIn) -> Iterator[Any]:
        workshop.announce(f"gerbang mutu {contract.id}")
        verdict = judge(workshop, contract.id)
        metadata = {
            "snapshot": verdict.snapshot,
            "content_sha256": verdict.content_sha256,
            "rows": verdict.rows,
            "contract_version": verdict.contract_version,
            "findings": verdict.findings.count(),
        }
        if verdict.passed:
            approve_automatically(workshop, verdict)
        yield dg.MaterializeResult(metadata=metadata, data_version=dg.DataVersion(verdict.content_sha256))
        yield dg.AssetCheckResult(check_name="gerbang", passed=bool(verdict.passed), metadata=metadata)

    return release


def portal_asset(contract: Contract) -> dg.AssetsDefinition:
    """Stage 8 of a dataset: the newest approved release on the portal."""

    @dg.asset(
        key=["portal", contract.id],
        deps=[["release", contract.id]],
        group_name=contract.opd,
        description=f"{contract.title} di portal data terbuka.",
        kinds={"ckan"},
    )
    def portal(context: dg.AssetExecutionContext, workshop: WorkshopIn) -> dg.MaterializeResult[None]:
        workshop.announce(f"menerbitkan {contract.id}")
        newest = newest_release(contract.id)
        if newest is None or not is_public(contract):
            verdict = latest_verdict(contract.id)
            waiting = "menunggu persetujuan Walidata" if verdict and verdict.passed else "belum ada rilis"
            return dg.MaterializeResult(metadata={"outcome": waiting})
        try:
            outcome = publish(workshop, newest, portal_of(workshop.settings))
        except (PortalUnreachable, PortalUnreachableError) as unreachable:
            raise _away(unreachable) from unreachable
        return dg.MaterializeResult(metadata={"outcome": outcome.status, "release": newest.number, "url": outcome.url})

    return portal


def _away(error: Exception) -> dg.Failure:
    """A service that does not answer: neither the data nor the office is to blame."""
    return dg.Failure(str(error), metadata={UNREACHABLE: True}, allow_retries=False)


def _counts(examined: list[Delivery]) -> dict[str, Any]:
    states = [delivery.get_state_display() for delivery in examined]
    return {
        "deliveries": len(examined),
        "rows": sum(delivery.rows or 0 for delivery in examined),
        **{state: states.count(state) for state in sorted(set(states))},
    }
