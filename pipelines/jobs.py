"""Jobs over the assets. All run in one process: steps are small and share one lake (eight of them: 6 s against 81
s)."""

from typing import TYPE_CHECKING

import dagster as dg

from sources.contract import Contract

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

ROAD = "road"

road_job = dg.define_asset_job(
    ROAD,
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Dari kiriman sampai terbit.",
)

timeliness_job = dg.define_asset_job(
    "timeliness",
    selection=dg.AssetSelection.all_asset_checks() - dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Memeriksa kiriman yang terlambat.",
)


def pull_job_name(contract: Contract) -> str:
    return f"pull_{contract.id}"


def pull_job(contract: Contract) -> "UnresolvedAssetJobDefinition":
    """Fetch one API source and carry it down the road."""
    return dg.define_asset_job(
        pull_job_name(contract),
        selection=dg.AssetSelection.assets(["delivery", contract.id]).downstream(),
        executor_def=dg.in_process_executor,
        description=f"Menarik {contract.title} dari API sampai terbit.",
    )
