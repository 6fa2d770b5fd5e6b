"""The command line. Exit codes: 0 fine, 1 findings block, 2 unusable input or wrong use, 3 a service is unreachable.

Interactive: nothing here imports Dagster, dbt or Great Expectations; a command that needs them imports them itself.
"""

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import stamina
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipelines import report
from pipelines.portal_access import PortalAccess, PortalUnreachable, portal_of
from pipelines.run import Outcome, RunFailed
from pipelines.settings import Settings
from pipelines.workshop import Busy, Workshop
from sources.contract import Contract, ContractError

FINDINGS, UNUSABLE, UNREACHABLE = 1, 2, 3

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Jalan Data: yang berjalan datanya, bukan orangnya.",
)
portal_app = typer.Typer(no_args_is_help=True, help="Portal CKAN yang disertakan.")
app.add_typer(portal_app, name="portal")
alias_app = typer.Typer(no_args_is_help=True, help="Ejaan nama wilayah yang diterima.")
app.add_typer(alias_app, name="alias")

console = Console()
errors = Console(stderr=True)

Closing = Callable[[Workshop, Outcome, Console, bool], None]
Dataset = Annotated[str | None, typer.Option("--dataset", "-d", help="Hanya dataset ini.")]
By = Annotated[str, typer.Option("--by", help="Siapa yang memutuskan.")]
AsJson = Annotated[bool, typer.Option("--json", help="Tulis sebagai JSON.")]


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="Berkas apa saja.", exists=True, dir_okay=False, readable=True)],
    as_json: AsJson = False,
) -> None:
    """Tunjukkan apa yang terbaca dari sebuah berkas: tabel, kolom, baris jumlah, dan keraguan. Tidak perlu kontrak.

    Contoh: `jalandata read penduduk.xlsx` atau `jalandata read penduduk.xls --json`
    """
    from pipelines import reading

    document = reading.read(file)
    if as_json:
        print(reading.as_json(document))  # noqa: T201 - programs read it
    else:
        reading.show(document, console)
    if document.format == "unreadable":
        raise typer.Exit(UNUSABLE)


@app.command()
def propose(
    file: Annotated[Path, typer.Argument(help="Berkas contoh.", exists=True, dir_okay=False, readable=True)],
    opd: Annotated[str, typer.Option("--opd", help="OPD pemilik dataset.")] = "",
    dataset: Annotated[str, typer.Option("--dataset", "-d", help="Nama dataset; kosong: dari judul tabel.")] = "",
    sheet: Annotated[str, typer.Option("--sheet", help="Lembar yang dipakai; kosong: tabel terbesar.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Berkas kontrak; kosong: tampilkan.")] = None,
) -> None:
    """Susun rancangan kontrak dari berkas contoh. Yang belum pasti ditandai TODO.

    Contoh: `jalandata propose penduduk.xlsx --opd disdukcapil -o penduduk.odcs.yaml`
    """
    from pipelines import proposing

    try:
        draft = proposing.propose_file(Settings.from_environment(), file, opd=opd, dataset=dataset, sheet=sheet)
    except ValueError as error:
        _fail(str(error), UNUSABLE)
    if output is None:
        print(draft.text, end="")  # noqa: T201 - meant for a file
    else:
        output.write_text(draft.text, encoding="utf-8")
        console.print(f"Rancangan kontrak {draft.dataset} ditulis ke {escape(str(output))}", highlight=False)
        console.print(
            f"Tempatkan sebagai {draft.opd}/{draft.dataset}.odcs.yaml dalam folder kontrak tenant.", highlight=False
        )


@app.command()
def template(
    dataset: Annotated[str, typer.Argument(help="Dataset yang akan diisi.")],
    period: Annotated[str | None, typer.Option("--period", "-p", help="Periode; kosong: yang terbaru.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Nama berkas templat.", dir_okay=False)] = None,
) -> None:
    """Tulis templat kosong sebuah dataset untuk diisi petugas, lengkap dengan daftar pilihan dan petunjuk.

    Contoh: `jalandata template penduduk_desa -p 2026-S1`
    """
    from pipelines.templates import write_template

    workshop = _workshop()
    _known(workshop, dataset)
    try:
        written = write_template(workshop, dataset, period, output)
    except ValueError as error:
        _fail(str(error), UNUSABLE)
    for path in written:
        console.print(f"Templat ditulis: {escape(str(path))}", highlight=False)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="Berkas yang akan dikirim.", exists=True, dir_okay=False, readable=True)],
    dataset: Annotated[str, typer.Option("--dataset", "-d", help="Dataset tujuan.")],
    period: Annotated[str | None, typer.Option("--period", "-p", help="Periode; kosong: dari berkasnya.")] = None,
    target: Annotated[Path | None, typer.Option("--report", help="Tulis temuan ke .xlsx, .xlsm, atau .html.")] = None,
    accept: Annotated[str | None, typer.Option("--accept", help="Terima semua saran dari aturan ini.")] = None,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Periksa satu berkas seperti kiriman sungguhan, tanpa mengirimnya.

    Contoh: `jalandata check penduduk.xlsx -d penduduk_desa --report temuan.xlsx`
    """
    from pipelines import checking, telling

    if target and target.suffix.lower() not in checking.REPORTS:
        _fail(f"Laporan {target.name!r} tidak dikenal. Pakai nama seperti temuan.xlsx atau temuan.html.", UNUSABLE)
    with checking.Checking(Settings.from_environment()) as at_work:
        checked = at_work.check(file, file.name, dataset, period)
        if accept and (stored := at_work.accept(checked, accept, by or getpass.getuser())):
            telling.stored(stored, errors)
            checked = at_work.check(file, file.name, dataset, period)
    if target:
        checking.write_report(checked, file, target)
    telling.verdict(checked.verdict, file.name, console, as_json)
    if checked.verdict.verdict == "rejected":
        raise typer.Exit(UNUSABLE if checked.verdict.unusable else FINDINGS)


@app.command()
def deliver(
    file: Annotated[Path, typer.Argument(help="Berkas yang dikirim.", exists=True, dir_okay=False, readable=True)],
    dataset: Annotated[str, typer.Option("--dataset", "-d", help="Dataset tujuan.")],
    period: Annotated[str, typer.Option("--period", "-p", help="Periode: 2025, 2025-S1, 2025-TW3, atau 2025-07.")],
    officer: Annotated[str, typer.Option("--officer", help="Nama akun pengirim.")] = "",
    as_json: AsJson = False,
) -> None:
    """Kirim satu berkas untuk satu dataset dan periode.

    Contoh: `jalandata deliver penduduk.xlsx -d penduduk_desa -p 2025-S1`
    """
    from pipelines.stages.receive import receive

    receipt = receive(
        _workshop(), file, dataset=dataset, period=period, officer=officer or getpass.getuser(), channel="cli"
    )
    report.receipt(receipt, console, as_json)
    if receipt.finding:
        raise typer.Exit(UNUSABLE)


@app.command()
def run(
    dataset: Dataset = None,
    retry: Annotated[bool, typer.Option("--retry", help="Ulangi juga yang gagal di gerbang mutu.")] = False,
    as_json: AsJson = False,
) -> None:
    """Jalankan semua yang menunggu: periksa, muat, modelkan, uji, terbitkan.

    Contoh: `jalandata run` atau `jalandata run -d aduan`
    """
    workshop = _workshop()
    _known(workshop, dataset)
    code = _run(workshop, dataset, retry, as_json)
    if code:
        raise typer.Exit(code)


@app.command()
def publish(
    dataset: Dataset = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hanya tunjukkan apa yang akan terbit.")] = False,
) -> None:
    """Terbitkan rilis yang sudah disetujui dan belum ada di portal.

    Contoh: `jalandata publish -d aduan`
    """
    from pipelines.stages import publish as stage
    from portal.publisher import PortalUnreachableError, PublicationError

    workshop = _workshop()
    _known(workshop, dataset)
    portal = portal_of(workshop.settings)
    for name in [dataset] if dataset else list(workshop.contracts):
        release = stage.newest_release(name)
        if release is None or not stage.is_public(workshop.contracts[name]):
            console.print(f"{name}: belum ada rilis yang boleh terbit")
        elif dry_run:
            console.print(f"{name}: rilis {release.number} → {portal.url}")
        else:
            try:
                outcome = stage.publish(workshop, release, portal)
            except PublicationError as error:
                _fail(str(error), UNREACHABLE if isinstance(error, PortalUnreachableError) else FINDINGS)
            console.print(f"{name}: {report.OUTCOMES[outcome.status]} ({outcome.url})")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Keadaan layanan dan setiap dataset.

    Contoh: `jalandata status --json`
    """
    report.status(_workshop(), console, as_json)


@app.command()
def findings(
    dataset: Annotated[str, typer.Argument(help="Dataset.")],
    as_json: AsJson = False,
) -> None:
    """Temuan pada kiriman dan gerbang terakhir sebuah dataset.

    Contoh: `jalandata findings penduduk_desa`
    """
    workshop = _workshop()
    _known(workshop, dataset)
    report.findings(dataset, console, as_json)


@app.command()
def approve(
    dataset: Annotated[str, typer.Argument(help="Dataset.")],
    by: Annotated[str, typer.Option("--by", help="Siapa yang menyetujui.")] = "",
) -> None:
    """Setujui hasil gerbang terakhir sebuah dataset; setelah itu `jalandata publish` menerbitkannya.

    Contoh: `jalandata approve aduan --by walidata`
    """
    _decide(dataset, True, by, "")


@app.command()
def reject(
    dataset: Annotated[str, typer.Argument(help="Dataset.")],
    reason: Annotated[str, typer.Option("--reason", help="Alasan, untuk OPD pengirim.")],
    by: Annotated[str, typer.Option("--by", help="Siapa yang mengembalikan.")] = "",
) -> None:
    """Kembalikan hasil gerbang terakhir sebuah dataset kepada OPD, dengan alasan.

    Contoh: `jalandata reject aduan --reason "Kategori belum lengkap"`
    """
    _decide(dataset, False, by, reason)


@app.command()
def waive(
    dataset: Annotated[str, typer.Argument(help="Dataset.")],
    period: Annotated[str, typer.Option("--period", "-p", help="Periode kiriman.")],
    rule: Annotated[str, typer.Option("--rule", help="Aturan yang menahan, misalnya riwayat.skala.")],
    reason: Annotated[str, typer.Option("--reason", help="Alasan; diumumkan bersama datanya.")],
    until: Annotated[str, typer.Option("--until", help="Hari terakhir berlaku, misalnya 2026-12-31.")],
    column: Annotated[str | None, typer.Option("--column", help="Hanya kolom ini.")] = None,
    by: By = "",
) -> None:
    """Beri dispensasi: temuan yang ditahan boleh lolos untuk satu periode, dengan alasan, sampai tanggal tertentu.

    Contoh: `jalandata waive penduduk_desa -p 2025-S1 --rule riwayat.digit --reason "Pemekaran" --until 2026-12-31`
    """
    from pipelines import decisions, telling

    contract = _contract(dataset)
    with _refusals():
        given = decisions.waive(
            contract, period=period, rule=rule, column=column, reason=reason, until=until, by=by or getpass.getuser()
        )
    telling.waived(given, console)


@app.command()
def accept(
    dataset: Annotated[str, typer.Argument(help="Dataset.")],
    rule: Annotated[str, typer.Option("--rule", help="Aturan yang sarannya diterima.")],
    period: Annotated[
        str | None, typer.Option("--period", "-p", help="Periode kiriman; kosong: yang terakhir.")
    ] = None,
    by: By = "",
) -> None:
    """Terima semua saran dari satu aturan pada kiriman terakhir; dipakai pada kiriman berikutnya.

    Contoh: `jalandata accept penduduk_desa --rule wilayah.nama_tidak_dikenal`
    """
    from pipelines import checking, decisions, telling
    from sources.deliveries import path_of

    settings = _workshop().settings
    with _refusals():
        delivery = decisions.newest_delivery(dataset, period)
        with checking.Checking(settings) as at_work:
            kept = path_of(settings.storage, delivery.sha256)
            checked = at_work.check(kept, delivery.name, dataset, delivery.period)
            telling.stored(at_work.accept(checked, rule, by or getpass.getuser()), console)


@app.command("decisions")
def list_decisions(
    dataset: Annotated[str, typer.Argument(help="Dataset.")],
    withdraw: Annotated[int | None, typer.Option("--withdraw", help="Tarik keputusan bernomor ini.")] = None,
    as_json: AsJson = False,
) -> None:
    """Saran yang sudah diterima untuk sebuah dataset, atau tarik salah satunya.

    Contoh: `jalandata decisions penduduk_desa --withdraw 3`
    """
    from pipelines import decisions, telling

    contract = _contract(dataset)
    if withdraw is not None:
        with _refusals():
            decisions.withdraw_fix(contract.id, withdraw)
    telling.fixes(decisions.accepted(contract.id), console, as_json)


@alias_app.command("add")
def alias_add(
    text: Annotated[str, typer.Argument(help="Ejaan seperti dalam berkas.")],
    code: Annotated[str, typer.Argument(help="Kode wilayah, misalnya 35.10.16.1003.")],
    parent: Annotated[str | None, typer.Option("--parent", help="Hanya di bawah wilayah berkode ini.")] = None,
    by: By = "",
) -> None:
    """Terima sebuah ejaan untuk satu wilayah.

    Contoh: `jalandata alias add "Prajuritkulon" 35.76.01`
    """
    from pipelines import decisions, telling

    workshop = _workshop()
    with _refusals():
        decisions.add_alias(workshop.tenant, text, code, parent, by or getpass.getuser())
    telling.aliases(decisions.aliases(), console, as_json=False)


@alias_app.command("list")
def alias_list(as_json: AsJson = False) -> None:
    """Semua ejaan yang diterima. Contoh: `jalandata alias list --json`"""
    from pipelines import decisions, telling

    _workshop()
    telling.aliases(decisions.aliases(), console, as_json)


@alias_app.command("withdraw")
def alias_withdraw(number: Annotated[int, typer.Argument(help="Nomor ejaan.")]) -> None:
    """Tarik satu ejaan. Contoh: `jalandata alias withdraw 3`"""
    from pipelines import decisions, telling

    _workshop()
    with _refusals():
        decisions.withdraw_alias(number)
    telling.aliases(decisions.aliases(), console, as_json=False)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="Satu perintah SELECT. Kosong dengan --attach.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Baris terbanyak yang ditampilkan.")] = 100,
    attach: Annotated[
        bool, typer.Option("--attach", help="Cara membuka gudang data dari DuckDB, Python, dan DBeaver.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Baca gudang data pada rilis terakhir, tanpa mengganggu proses yang sedang menulis.

    Contoh: `jalandata query "select count(*) from core.dim_wilayah"`
    """
    import duckdb

    from pipelines.serving import released_snapshot
    from warehouse.query import QueryRefused, attach_line
    from warehouse.query import query as ask

    workshop = _workshop()
    snapshot = released_snapshot()
    if attach:
        report.attach(attach_line(workshop.lake, snapshot), console)
        return
    if snapshot is None:
        _fail("Gudang data masih kosong. Kirim data lalu jalankan: jalandata run", UNUSABLE)
    try:
        found = ask(workshop.lake, sql, snapshot, limit)
    except (QueryRefused, duckdb.Error) as error:
        _fail(str(error), UNUSABLE)
    else:
        report.answer(found, console, as_json)


@app.command()
def pull(
    dataset: Annotated[str, typer.Argument(help="Dataset bersumber API.")],
    period: Annotated[str | None, typer.Option("--period", "-p", help="Periode; kosong: yang terbaru.")] = None,
) -> None:
    """Tarik satu sumber API sebagai kiriman.

    Contoh: `jalandata pull konektivitas_desa -p 2026-10`
    """
    from pipelines.pull import pull_dataset
    from sources.api import SourceUnavailable
    from sources.contract import Api
    from sources.periods import Period

    workshop = _workshop()
    _known(workshop, dataset)
    contract = workshop.contracts[dataset]
    if not isinstance(contract.layout, Api):
        _fail(f"Dataset {dataset!r} tidak bersumber API. Kirim berkasnya dengan: jalandata deliver", UNUSABLE)
    try:
        receipt = pull_dataset(workshop, contract, Period.parse(period) if period else None)
    except SourceUnavailable as error:
        _fail(str(error), UNREACHABLE)
    except ValueError as error:
        _fail(str(error), UNUSABLE)
    report.receipt(receipt, console, as_json=False)


@app.command()
def serve() -> None:
    """Nyalakan portal dan layar Dagster di latar belakang.

    Contoh: `jalandata serve`, lalu `jalandata stop`
    """
    from pipelines import services

    settings = Settings.from_environment()
    with _stage("Menyalakan layanan") as say:
        portal = None if settings.portal_url else services.start_portal(settings, say)
        say("Menyalakan Dagster")
        dagster = services.start_dagster(settings)
    report.addresses(settings.portal_url or portal, dagster.url, console)


@app.command()
def stop() -> None:
    """Hentikan semua layanan yang dinyalakan dari sini.

    Contoh: `jalandata stop`
    """
    from pipelines import services

    stopped = services.stop_all(Settings.from_environment())
    console.print(f"Dihentikan: {', '.join(stopped) or 'tidak ada yang berjalan'}")


@app.command()
def demo() -> None:
    """Jalankan contoh lengkap: nyalakan portal, kirim data contoh, jalankan semuanya, dan tampilkan hasilnya.

    Contoh: `jalandata demo`
    """
    from pipelines import services
    from pipelines.demonstration import deliver_demo

    settings = Settings.from_environment()
    workshop = _workshop()
    with _stage("Menyalakan portal CKAN") as say:
        services.start_portal(settings, say)
        say("Menyalakan sumber API contoh")
        services.start_demo_api(settings)
        say("Menulis dan mengirim data contoh")
        deliver_demo(workshop)
    code = _run(workshop, None, retry=False, as_json=False, closing=report.brief)
    with _stage("Menyalakan layar Dagster"):
        services.start_dagster(settings)
    report.summary(workshop, console)
    # The demo sends one broken delivery on purpose: that it comes back is how it should end.
    if code == UNREACHABLE:
        raise typer.Exit(code)


@portal_app.command("start")
def portal_start() -> None:
    """Nyalakan portal. Contoh: `jalandata portal start`"""
    from pipelines import services

    with _stage("Menyalakan portal CKAN") as say:
        url = services.start_portal(Settings.from_environment(), say)
    console.print(f"Portal: {url}")


@portal_app.command("stop")
def portal_stop() -> None:
    """Hentikan portal. Contoh: `jalandata portal stop`"""
    from portal import embedded

    embedded.stop(Settings.from_environment().portal_home)
    console.print("Portal berhenti.")


@portal_app.command("status")
def portal_status() -> None:
    """Alamat portal bila berjalan. Contoh: `jalandata portal status`"""
    from portal import embedded

    running = embedded.status(Settings.from_environment().portal_home)
    if running is None:
        _fail("Portal tidak berjalan. Jalankan: jalandata portal start", UNREACHABLE)
    console.print(f"Portal: {running.url}")


def main() -> None:
    """Entry point: what a user can mend is said in one line, never as a traceback."""
    from pipelines.services import ServiceError
    from portal.embedded import PortalError

    # Retries are ours to make quietly; what fails for good is said below.
    stamina.instrumentation.set_on_retry_hooks([])
    try:
        app()
    except (PortalUnreachable, ServiceError, PortalError) as error:
        errors.print(f"[red]{escape(str(error))}[/red]", highlight=False)
        sys.exit(UNREACHABLE)
    except (Busy, ContractError, RunFailed) as error:
        errors.print(f"[red]{escape(str(error))}[/red]", highlight=False)
        sys.exit(UNUSABLE)


def _run(workshop: Workshop, dataset: str | None, retry: bool, as_json: bool, closing: Closing = report.outcome) -> int:
    """Run with progress shown, show the result with ``closing``, return the exit code."""
    from pipelines.run import run as run_road

    portal: PortalAccess | None = None
    unreachable: PortalUnreachable | None = None
    try:
        portal = portal_of(workshop.settings)
        _ = portal.pages
    except PortalUnreachable as error:
        unreachable = error
    with _progress(as_json) as advance:
        outcome = run_road(workshop, None if unreachable else portal, only=dataset, retry=retry, progress=advance)
    closing(workshop, outcome, console, as_json)
    if unreachable:
        errors.print(
            f"[yellow]{escape(str(unreachable))} Yang sudah lolos akan terbit pada proses berikutnya.[/yellow]",
            highlight=False,
        )
    if unreachable or outcome.unreachable:
        return UNREACHABLE
    return FINDINGS if outcome.failed or report.returned(outcome) else 0


def _decide(dataset: str, approved: bool, by: str, reason: str) -> None:
    from pipelines.stages.approve import decide, latest_verdict

    workshop = _workshop()
    _known(workshop, dataset)
    verdict = latest_verdict(dataset)
    if verdict is None:
        _fail(f"Dataset {dataset!r} belum pernah diuji di gerbang mutu.", UNUSABLE)
    try:
        release = decide(workshop, verdict, approved=approved, by=by or getpass.getuser(), reason=reason)
    except ValueError as error:
        _fail(str(error), UNUSABLE)
    console.print(
        f"{dataset}: disetujui sebagai rilis {release.number}" if release else f"{dataset}: dikembalikan kepada OPD"
    )


def _workshop() -> Workshop:
    return Workshop(Settings.from_environment())


def _contract(dataset: str) -> Contract:
    workshop = _workshop()
    _known(workshop, dataset)
    return workshop.contracts[dataset]


@contextmanager
def _refusals() -> Iterator[None]:
    """A decision that cannot be taken ends the command with its reason."""
    from pipelines.decisions import Refused

    try:
        yield
    except Refused as refused:
        _fail(str(refused), UNUSABLE)


def _known(workshop: Workshop, dataset: str | None) -> None:
    if dataset is not None and dataset not in workshop.contracts:
        _fail(f"Dataset {dataset!r} tidak dikenal. Pilih salah satu: {', '.join(workshop.contracts)}.", UNUSABLE)


def _fail(message: str, code: int) -> NoReturn:
    errors.print(f"[red]{escape(message)}[/red]", highlight=False)
    raise typer.Exit(code)


@contextmanager
def _stage(first: str) -> Iterator[Any]:
    """A spinner whose text can be changed."""
    with console.status(first) as spinner:
        yield lambda text: spinner.update(text)


@contextmanager
def _progress(silent: bool) -> Iterator[Any]:
    """A bar over the steps of a run."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, disable=silent, transient=True) as bar:
        task = bar.add_task("menyiapkan", total=None)

        def advance(step: str, total: int) -> None:
            done = bar.tasks[task].completed
            bar.update(task, description=step, total=total, completed=done + 1)

        yield advance


if __name__ == "__main__":
    main()
