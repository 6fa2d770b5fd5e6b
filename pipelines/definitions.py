"""What the Dagster server loads: assets, checks, jobs, the sensor for deliveries and the schedules, all from the contracts."""

from typing import Any

import dagster as dg

from pipelines import assets
from pipelines.automation import arrivals_sensor, pull_schedule, timeliness_schedule
from pipelines.inputs import REFERENCE
from pipelines.jobs import pull_job, road_job, timeliness_job
from pipelines.resources import WorkshopResource
from pipelines.settings import Settings
from pipelines.workshop import Workshop
from sources.contract import Api
from warehouse.dbt import manifest_of
from warehouse.modelling import assemble


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of the tenant that the environment names."""
    return definitions_of(Workshop(Settings.from_environment()))


def definitions_of(workshop: Workshop, resource: WorkshopResource | None = None) -> dg.Definitions:
    """Definitions for a workshop; with ``resource`` a run uses that one instead of opening its own."""
    contracts = list(workshop.contracts.values())
    pulled = [contract for contract in contracts if isinstance(contract.layout, Api)]
    manifest = prepared_manifest(workshop)
    models = {c.id: assets.model_assets(c.id, c.opd, manifest) for c in contracts}
    return dg.Definitions(
        assets=[
            assets.model_assets(REFERENCE, REFERENCE, manifest),
            *models.values(),
            *(assets.delivery_asset(c) for c in contracts),
            *(assets.intake_asset(c) for c in contracts),
            *(assets.raw_asset(c) for c in contracts),
            *(assets.gate_asset(c, sorted(models[c.id].keys)) for c in contracts),
            *(assets.portal_asset(c) for c in contracts),
        ],
        asset_checks=[assets.timeliness_check(c) for c in contracts],
        jobs=[road_job, timeliness_job, *(pull_job(c) for c in pulled)],
        sensors=[arrivals_sensor],
        schedules=[timeliness_schedule(workshop.tenant), *(pull_schedule(c, workshop.tenant) for c in pulled)],
        resources={"workshop": resource or WorkshopResource()},
    )


def prepared_manifest(workshop: Workshop) -> dict[str, Any]:
    """The dbt project of this home, assembled and parsed; parsing is skipped while nothing in it changed."""
    assemble(workshop.settings.home, workshop.contracts, workshop.tenant, workshop.lake)
    return manifest_of(workshop.settings.home)
