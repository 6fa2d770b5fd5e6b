"""Jobs over the assets. All run in one process: steps are small and share one lake (eight of them: 6 s against 81 s)."""

import dagster as dg

from sources.contract import Contract

ROAD = "road"

road_job = dg.define_asset_job(
    ROAD, selection=dg.AssetSelection.all(), executor_def=dg.in_process_executor, description="Dari kiriman sampai terbit."
)

timeliness_job = dg.define_asset_job(
    "timeliness",
    selection=dg.AssetSelection.all_asset_checks() - dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Memeriksa kiriman yang terlambat.",
)


def dataset_selection(contract_id: str, tables: list[dg.AssetKey], *, pull: bool) -> list[dg.AssetKey]:
    """Every step of a dataset, from its pending deliveries to the portal."""
    first = [dg.AssetKey(["delivery", contract_id])] if pull else []
    stages = [dg.AssetKey([stage, contract_id]) for stage in ("intake", "raw", "release", "portal")]
    return [*first, *stages, *tables]


def pull_job(contract: Contract) -> dg.UnresolvedAssetJobDefinition:
    """Fetch one API source and carry it down the road."""
    return dg.define_asset_job(
        f"pull_{contract.id}",
        selection=dg.AssetSelection.assets(["delivery", contract.id]).downstream(),
        executor_def=dg.in_process_executor,
        description=f"Menarik {contract.title} dari API sampai terbit.",
    )
