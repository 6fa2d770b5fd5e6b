"""Which portal releases go to: the office's own CKAN when one is configured, else the embedded one."""

from dataclasses import dataclass
from functools import cached_property

import httpx

from pipelines.settings import Settings
from portal import embedded


class PortalUnreachable(RuntimeError):
    """No portal answers; says what to do."""


@dataclass(frozen=True)
class PortalAccess:
    url: str
    token: str

    @cached_property
    def pages(self) -> frozenset[str]:
        """Names of the datasets that visitors see. Raises :class:`PortalUnreachable` when there is no answer."""
        try:
            answer = httpx.get(f"{self.url}/api/3/action/package_list", timeout=30, follow_redirects=True)
            return frozenset(answer.raise_for_status().json()["result"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise PortalUnreachable(f"Portal {self.url} tidak menjawab. Periksa alamat dan jaringannya.") from error


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
