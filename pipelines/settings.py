"""Where this installation keeps its state and whom it serves; from environment variables, with defaults for a clone."""

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """``home`` holds every piece of state. ``portal_url``/``portal_token`` name an existing CKAN; without them the
    embedded portal below ``home`` is used."""

    home: Path
    tenant_file: Path
    portal_url: str | None = None
    portal_token: str | None = None

    @classmethod
    def from_environment(cls) -> "Settings":
        """``JALANDATA_HOME``, ``JALANDATA_TENANT`` (a YAML file), ``JALANDATA_PORTAL_URL`` and
        ``JALANDATA_PORTAL_TOKEN``."""
        tenant = os.environ.get("JALANDATA_TENANT")
        return cls(
            home=Path(os.environ.get("JALANDATA_HOME") or ROOT / "var").resolve(),
            tenant_file=Path(tenant).resolve() if tenant else ROOT / "sources/tenants/banyuwangi.yaml",
            portal_url=os.environ.get("JALANDATA_PORTAL_URL"),
            portal_token=os.environ.get("JALANDATA_PORTAL_TOKEN"),
        )

    @property
    def storage(self) -> Path:
        return self.home / "storage"

    def rows_of(self, delivery: UUID) -> Path:
        """Where the accepted rows of a delivery lie."""
        return self.storage / "intake" / str(delivery) / "rows.parquet"

    @property
    def portal_home(self) -> Path:
        """Where the embedded portal keeps everything."""
        return self.home / "portal"
