"""The tenant: which local government this installation serves. Configuration, never code."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field

from sources.contract import Name, Strict, Text


class TenantError(ValueError):
    """A tenant's file that cannot be used: says which and why."""


class Opd(Strict):
    """An agency (organisasi perangkat daerah): SIPD code, full and short name, the urusan codes it carries out."""

    id: Name
    kode: Text
    nama: Text
    singkatan: Text
    urusan: tuple[Text, ...] = Field(min_length=1)


class Tenant(Strict):
    """A kabupaten/kota. ``contracts`` is the folder of its contracts, relative to the tenant's file."""

    id: Name
    kode_wilayah: Annotated[str, Field(pattern=r"^\d\d\.\d\d$")]
    nama: Text
    zona_waktu: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
    walidata: Name
    approval: Literal["required", "automatic"]
    data_contoh: bool
    dasar_hukum: Text
    contracts: Path
    # Largest delivery that is taken in, in megabytes.
    max_delivery_mb: int = Field(ge=1, le=2000)
    # Base addresses of APIs by service name; an entry of the environment JALANDATA_API_<SERVICE> counts before it.
    services: dict[Name, Text]
    opd: tuple[Opd, ...] = Field(min_length=1)

    def agency(self, opd: str) -> Opd:
        """The agency with this id; ``KeyError`` when the tenant has none."""
        found = next((item for item in self.opd if item.id == opd), None)
        if found is None:
            raise KeyError(f"OPD {opd!r} tidak ada dalam berkas tenant {self.id!r}.")
        return found


def load_tenant(path: Path) -> Tenant:
    """Read a tenant's YAML file; the folder of contracts becomes an absolute path. Raises :class:`TenantError`."""
    try:
        tenant = Tenant.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        tenant.agency(tenant.walidata)
    except (OSError, ValueError, KeyError, yaml.YAMLError) as error:
        reason = (
            error.strerror if isinstance(error, OSError) else error.args[0] if isinstance(error, KeyError) else error
        )
        raise TenantError(f"Berkas tenant {path} (JALANDATA_TENANT) tidak dapat dipakai: {reason}") from error
    return tenant.model_copy(update={"contracts": (path.parent / tenant.contracts).resolve()})
