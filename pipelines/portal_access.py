"""Which portal releases go to: the office's own CKAN when one is configured, else the embedded one."""

from dataclasses import dataclass

from pipelines.settings import Settings
from portal import embedded


class PortalUnreachable(RuntimeError):
    """No portal answers; says what to do."""


@dataclass(frozen=True)
class PortalAccess:
    url: str
    token: str


def portal_of(settings: Settings) -> PortalAccess:
    """Address and token. Raises :class:`PortalUnreachable` when the embedded portal is not running."""
    if settings.portal_url:
        if not settings.portal_token:
            raise PortalUnreachable(
                "JALANDATA_PORTAL_URL diisi tanpa JALANDATA_PORTAL_TOKEN. Isi token penerbit portal."
            )
        return PortalAccess(settings.portal_url.rstrip("/"), settings.portal_token)
    running = embedded.status(settings.portal_home)
    if running is None:
        raise PortalUnreachable("Portal tidak berjalan. Jalankan: jalandata portal start")
    return PortalAccess(running.url, running.token)
