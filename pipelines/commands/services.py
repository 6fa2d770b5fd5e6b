"""What whoever runs the installation does: carry out what waits, pull from APIs, start and stop services."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.commands.terminal import (
    FINDINGS,
    UNREACHABLE,
    UNUSABLE,
    AsJson,
    Only,
    console,
    errors,
    fail,
    known,
    say,
    stepping,
    working,
    workshop,
)
from pipelines.literal import literal
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.portal_access import PortalAccess, PortalUnreachable
    from pipelines.run import Outcome
    from pipelines.workshop import Workshop

_PANEL = "Layanan"
app = typer.Typer()
command = partial(app.command, rich_help_panel=_PANEL)
portal = typer.Typer(no_args_is_help=True, help="Portal CKAN yang disertakan.")
app.add_typer(portal, name="portal", rich_help_panel=_PANEL)

Closing = Callable[["Workshop", "Outcome", Console, bool], None]


@command()
def run(
    dataset: Only = None,
    retry: Annotated[bool, typer.Option("--retry", help="Ulangi juga yang gagal di gerbang mutu.")] = False,
    as_json: AsJson = False,
) -> None:
    """Jalankan semua yang menunggu: periksa, muat, modelkan, uji, terbitkan.

    Contoh: `jalandata run` atau `jalandata run -d aduan`
    """
    from pipelines import report

    at = workshop()
    known(at, dataset)
    code = _run(at, dataset, retry, as_json, report.outcome)
    if code:
        raise typer.Exit(code)


@command()
def pull(
    dataset: Annotated[str, typer.Argument(help="Dataset bersumber API.")],
    period: Annotated[str | None, typer.Option("--period", "-p", help="Periode; kosong: yang terbaru.")] = None,
) -> None:
    """Tarik satu sumber API sebagai kiriman.

    Contoh: `jalandata pull konektivitas_desa -p 2026-10`
    """
    from pipelines import telling
    from pipelines.pull import pull_dataset
    from sources.api import SourceUnavailable
    from sources.contract import Api
    from sources.periods import Period

    at = workshop()
    known(at, dataset)
    contract = at.contracts[dataset]
    if not isinstance(contract.layout, Api):
        fail(f"Dataset {dataset!r} tidak bersumber API. Kirim berkasnya dengan: jalandata deliver", UNUSABLE)
    try:
        receipt = pull_dataset(at, contract, Period.parse(period) if period else None)
    except SourceUnavailable as error:
        fail(str(error), UNREACHABLE)
    except ValueError as error:
        fail(str(error), UNUSABLE)
    telling.receipt(receipt, console, as_json=False)


@command()
def serve() -> None:
    """Nyalakan portal dan layar Dagster di latar belakang.

    Contoh: `jalandata serve`, lalu `jalandata stop`
    """
    from pipelines import report, services

    settings = Settings.from_environment()
    with working("Menyalakan layanan") as now:
        url = None if settings.portal_url else services.start_portal(settings, now)
        now("Menyalakan Dagster")
        dagster = services.start_dagster(settings)
    report.addresses(settings.portal_url or url, dagster.url, console)


@command()
def stop() -> None:
    """Hentikan semua layanan yang dinyalakan dari sini.

    Contoh: `jalandata stop`
    """
    from pipelines import services

    stopped = services.stop_all(Settings.from_environment())
    say(f"Dihentikan: {', '.join(stopped) or 'tidak ada yang berjalan'}")


@command()
def demo() -> None:
    """Jalankan contoh lengkap: nyalakan portal, kirim data contoh, jalankan semuanya, dan tampilkan hasilnya.

    Contoh: `jalandata demo`
    """
    from pipelines import report, services
    from pipelines.demonstration import deliver_demo

    settings = Settings.from_environment()
    at = workshop()
    with working("Menyalakan portal CKAN") as now:
        services.start_portal(settings, now)
        now("Menyalakan sumber API contoh")
        services.start_demo_api(settings)
        now("Menulis dan mengirim data contoh")
        deliver_demo(at)
    code = _run(at, None, False, False, report.brief)
    with working("Menyalakan layar Dagster"):
        services.start_dagster(settings)
    report.summary(at, console)
    # The demo sends one broken delivery on purpose: that it comes back is how it should end.
    if code == UNREACHABLE:
        raise typer.Exit(code)


@portal.command("start")
def portal_start() -> None:
    """Nyalakan portal.

    Contoh: `jalandata portal start`
    """
    from pipelines import services

    with working("Menyalakan portal CKAN") as now:
        url = services.start_portal(Settings.from_environment(), now)
    say(f"Portal: {url}")


@portal.command("stop")
def portal_stop() -> None:
    """Hentikan portal.

    Contoh: `jalandata portal stop`
    """
    from portal import embedded

    embedded.stop(Settings.from_environment().portal_home)
    say("Portal berhenti.")


@portal.command("status")
def portal_status() -> None:
    """Alamat portal bila berjalan.

    Contoh: `jalandata portal status`
    """
    from portal import embedded

    running = embedded.status(Settings.from_environment().portal_home)
    if running is None:
        fail("Portal tidak berjalan. Jalankan: jalandata portal start", UNREACHABLE)
    say(f"Portal: {running.url}")


def _run(at: "Workshop", dataset: str | None, retry: bool, as_json: bool, closing: Closing) -> int:
    """Run with progress shown, show the result with ``closing``, return the exit code."""
    from pipelines import report
    from pipelines.run import run as run_road

    access, unreachable = _portal(at)
    with stepping() as advance:
        outcome = run_road(at, access, only=dataset, retry=retry, progress=advance)
    closing(at, outcome, console, as_json)
    if unreachable:
        errors.print(
            f"[yellow]{literal(str(unreachable))} Yang sudah lolos akan terbit pada proses berikutnya.[/yellow]",
            highlight=False,
        )
    if unreachable or outcome.unreachable:
        return UNREACHABLE
    return FINDINGS if outcome.failed or report.returned(outcome) else 0


def _portal(at: "Workshop") -> "tuple[PortalAccess, None] | tuple[None, PortalUnreachable]":
    """Where to publish, or why not now."""
    from pipelines.portal_access import PortalUnreachable, portal_of

    try:
        access = portal_of(at.settings)
        _ = access.pages
    except PortalUnreachable as error:
        return None, error
    return access, None
