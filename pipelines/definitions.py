"""What the Dagster server loads: assets, checks, jobs, the sensor for deliveries and the schedules, all from the
contracts."""

import dagster as dg

from pipelines import assets
from pipelines.automation import arrivals_sensor, pull_schedule, timeliness_schedule
from pipelines.jobs import pull_job, road_job, timeliness_job
from pipelines.resources import workshop_resource
from pipelines.settings import Settings
from pipelines.workshop import Workshop
from sources.contract import Api
from warehouse.modelling import REFERENCE
from warehouse.project import manifest


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of the tenant that the environment names."""
    return definitions_of(Workshop(Settings.from_environment()))


def definitions_of(workshop: Workshop, *, at_hand: bool = False) -> dg.Definitions:
    """Definitions for a workshop. ``at_hand``: its steps run in this process and use this very workshop."""
    contracts = list(workshop.contracts.values())
    pulled = [contract for contract in contracts if isinstance(contract.layout, Api)]
    models_manifest = manifest(workshop.project)
    models = {c.id: assets.model_assets(c.id, c.opd, models_manifest) for c in contracts}
    return dg.Definitions(
        assets=[
            assets.model_assets(REFERENCE, REFERENCE, models_manifest),
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
        resources={"workshop": workshop_resource(workshop if at_hand else None)},
    )
