"""What starts runs by itself: new deliveries, API schedules, the daily look at deadlines."""

import hashlib
from itertools import groupby

import dagster as dg

from ledger.models import Delivery
from pipelines.jobs import pull_job_name, road_job, timeliness_job
from pipelines.plan import reference_is_due
from pipelines.settings import Settings
from pipelines.workshop import Workshop
from sources.contract import Contract
from sources.tenant import Tenant
from warehouse.modelling import REFERENCE


@dg.sensor(
    job=road_job,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Kiriman baru: satu proses untuk semua yang menunggu.",
)
def arrivals_sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """One run takes the whole batch that waits (sixty deliveries are not sixty cold runs). The key is the batch's
    content,
    so the same batch is never launched twice; trying again is an explicit command (``jalandata run --retry``)."""
    workshop = Workshop(Settings.from_environment())
    pending = list(
        Delivery.objects.filter(state=Delivery.State.RECEIVED, dataset__in=workshop.contracts).order_by("sequence")
    )
    if not pending:
        return dg.SkipReason("Tidak ada kiriman baru.")
    batch = hashlib.sha256("\n".join(f"{d.dataset}:{d.sha256}:{d.id}" for d in pending).encode()).hexdigest()
    datasets = [dataset for dataset, _ in groupby(sorted(d.dataset for d in pending))]
    return dg.RunRequest(
        run_key=batch, asset_selection=_steps(context, workshop, datasets), tags={"kiriman": str(len(pending))}
    )


def _steps(context: dg.SensorEvaluationContext, workshop: Workshop, datasets: list[str]) -> list[dg.AssetKey]:
    assert context.repository_def
    graph = context.repository_def.asset_graph
    selection: dg.AssetSelection = dg.AssetSelection.assets(*(["intake", dataset] for dataset in datasets)).downstream()
    if reference_is_due(workshop):
        selection = selection | dg.AssetSelection.groups(REFERENCE)
    return sorted(selection.resolve(graph))


def timeliness_schedule(tenant: Tenant) -> dg.ScheduleDefinition:
    """Every morning: which deliveries are late."""
    return dg.ScheduleDefinition(
        name="timeliness_daily",
        job=timeliness_job,
        cron_schedule="0 6 * * *",
        execution_timezone=tenant.zona_waktu,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


def pull_schedule(contract: Contract, tenant: Tenant) -> dg.ScheduleDefinition:
    """When an API source is fetched, from its contract."""
    return dg.ScheduleDefinition(
        name=f"pull_{contract.id}_schedule",
        job_name=pull_job_name(contract),
        cron_schedule=contract.service.schedule or "",
        execution_timezone=tenant.zona_waktu,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
