"""``jalandata propose``: a draft of a contract from a sample file."""

from pathlib import Path

from pipelines import reading
from pipelines.settings import Settings
from sources.proposal import Draft, NothingToProposeError, propose
from sources.regions import Regions
from sources.sandbox import Sandbox
from sources.tenant import load_tenant


def propose_file(room: Sandbox, settings: Settings, path: Path, *, opd: str, dataset: str, sheet: str) -> Draft:
    """The draft for the largest table of a file, or for the one on ``sheet``.

    Raises ``ValueError`` (in Bahasa Indonesia) when the file cannot be read, holds no table, or ``opd`` is unknown.
    """
    tenant = load_tenant(settings.tenant_file)
    owner = opd or tenant.walidata
    if owner not in [agency.id for agency in tenant.opd]:
        raise ValueError(f"OPD {owner!r} tidak ada. Pilih salah satu: {', '.join(a.id for a in tenant.opd)}.")
    document = reading.read(room, path)
    if document.format == "unreadable":
        raise NothingToProposeError(" ".join(finding.message for finding in document.findings))
    return propose(document, opd=owner, regions=Regions.load(tenant.kode_wilayah), dataset=dataset, sheet=sheet)
