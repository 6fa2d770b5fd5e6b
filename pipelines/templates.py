"""Templates for officers: which period, which file name."""

from datetime import UTC, datetime
from pathlib import Path

from pipelines.workshop import Workshop
from sources.contract import Csv
from sources.periods import Period
from sources.regions import Regions
from sources.template import write


def write_template(workshop: Workshop, dataset: str, period: str | None, target: Path | None) -> tuple[Path, ...]:
    """Write the template of a dataset for a period, the newest that has ended when none is named; returns the files.

    Raises ``ValueError`` with what to do: a period of another grain, a name that cannot be written, a file that is
    there already (it may be filled in), and whatever :func:`sources.template.write` refuses.
    """
    contract = workshop.contracts[dataset]
    ended = Period.containing(datetime.now(UTC).date(), contract.period.grain).previous
    wanted = Period.parse(period) if period else ended
    if wanted.grain != contract.period.grain:
        raise ValueError(f"Periode {wanted} tidak sesuai: dataset {dataset!r} memakai periode seperti {ended}.")
    suffix = ".csv" if isinstance(contract.layout, Csv) else ".xlsx"
    path = target or Path(f"Templat {dataset} {wanted}{suffix}")
    if path.suffix.lower() != suffix or not path.parent.is_dir():
        raise ValueError(f"Templat ini ditulis sebagai {suffix} ke dalam folder yang sudah ada, bukan ke {path}.")
    if path.exists():
        raise ValueError(f"Berkas {path} sudah ada dan mungkin sudah terisi. Pilih nama lain dengan --output.")
    return write(contract, workshop.tenant, Regions.load(workshop.tenant.kode_wilayah), path, wanted)
