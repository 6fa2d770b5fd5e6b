"""The template of a dataset: an empty file that follows from the contract alone, and passes once it is filled in."""

from pathlib import Path

from sources.contract import Api, Contract, Csv
from sources.periods import Period
from sources.regions import Regions
from sources.template.marker import MadeFor, made_for, own_sheets, provenance
from sources.template.shapes import Setting, TemplateRefused
from sources.tenant import Tenant

__all__ = ["MadeFor", "TemplateRefused", "made_for", "own_sheets", "provenance", "write"]


def write(contract: Contract, tenant: Tenant, regions: Regions, target: Path, period: Period) -> tuple[Path, ...]:
    """Write the template of a dataset for a period to ``target``; returns the files that were written.

    An Excel workbook; for a CSV layout a file with the header line, and the instructions as text beside it. Raises
    :class:`TemplateRefused` for a dataset that is not delivered as a file, or whose contract leaves open how it looks.
    """
    # Who only asks where a delivery comes from does not pay for what draws.
    from sources.template.drawing import draw
    from sources.template.form import form_of
    from sources.template.separated import draw_separated

    layout = contract.layout
    if isinstance(layout, Api):
        raise TemplateRefused(
            f"Dataset {contract.id!r} diambil dari layanan {layout.service!r} dan tidak memerlukan templat. "
            f"Tarik datanya dengan: jalandata pull {contract.id}"
        )
    setting = Setting(contract, tenant, regions, period)
    form = form_of(setting)
    if isinstance(layout, Csv):
        return draw_separated(form, setting, layout, target)
    draw(form, setting, target)
    return (target,)
