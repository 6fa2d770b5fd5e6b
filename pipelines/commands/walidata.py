"""What the Walidata does: draft contracts, decide about findings, spellings and releases, see how it stands."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.terminal import (
    FINDINGS,
    UNREACHABLE,
    UNUSABLE,
    AsJson,
    By,
    Dataset,
    Only,
    account,
    console,
    contract_of,
    fail,
    known,
    refusals,
    say,
    working,
    workshop,
)
from pipelines.reading_room import reading_room
from pipelines.settings import Settings

_PANEL = "Walidata"
app = typer.Typer()
command = partial(app.command, rich_help_panel=_PANEL)
aliases = typer.Typer(no_args_is_help=True, help="Ejaan nama wilayah yang diterima.")
app.add_typer(aliases, name="alias", rich_help_panel=_PANEL)


@command()
def propose(
    file: Annotated[Path, typer.Argument(help="Berkas contoh.")],
    opd: Annotated[str, typer.Option("--opd", help="OPD pemilik dataset.")] = "",
    dataset: Annotated[str, typer.Option("--dataset", "-d", help="Nama dataset; kosong: dari judul tabel.")] = "",
    sheet: Annotated[str, typer.Option("--sheet", help="Lembar yang dipakai; kosong: tabel terbesar.")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Berkas kontrak; kosong: tampilkan.")] = None,
) -> None:
    """Susun rancangan kontrak dari berkas contoh. Yang belum pasti ditandai TODO.

    Contoh: `jalandata propose penduduk.xlsx --opd disdukcapil -o penduduk.odcs.yaml`
    """
    with reading_room("sources.discovery") as room, working(f"Membaca {file.name}"):
        from pipelines.proposing import propose_file

        try:
            draft = propose_file(room, Settings.from_environment(), file, opd=opd, dataset=dataset, sheet=sheet)
        except ValueError as error:
            fail(str(error), UNUSABLE)
    if output is None:
        print(draft.text, end="")  # noqa: T201 - meant for a file
        return
    try:
        output.write_text(draft.text, encoding="utf-8")
    except OSError as error:
        fail(f"Rancangan tidak dapat ditulis ke {output}: {error.strerror}.", UNUSABLE)
    say(f"Rancangan kontrak {draft.dataset} ditulis ke {output}")
    say(f"Tempatkan sebagai {draft.opd}/{draft.dataset}.odcs.yaml dalam folder kontrak tenant.")


@command()
def status(as_json: AsJson = False) -> None:
    """Keadaan layanan dan setiap dataset.

    Contoh: `jalandata status --json`
    """
    from pipelines import report

    report.status(workshop(), console, as_json)


@command()
def waive(
    dataset: Dataset,
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

    contract = contract_of(dataset)
    with refusals():
        given = decisions.waive(
            contract, period=period, rule=rule, column=column, reason=reason, until=until, by=account(by)
        )
    telling.waived(given, console)


@command()
def accept(
    dataset: Dataset,
    rule: Annotated[str, typer.Option("--rule", help="Aturan yang sarannya diterima.")],
    period: Annotated[
        str | None, typer.Option("--period", "-p", help="Periode kiriman; kosong: yang terakhir.")
    ] = None,
    by: By = "",
) -> None:
    """Terima semua saran dari satu aturan pada kiriman terakhir, dan tunjukkan bagaimana kiriman itu terbaca karenanya.

    Contoh: `jalandata accept penduduk_desa --rule wilayah.nama_tidak_dikenal`
    """
    with reading_room("quality.intake") as room, working("Memeriksa kiriman"), refusals():
        from pipelines import decisions, telling
        from pipelines.checking import Checking
        from sources.deliveries import path_of

        settings = workshop().settings
        delivery = decisions.newest_delivery(dataset, period)
        desk = Checking(settings, room)
        kept = path_of(settings.storage, delivery.sha256)
        before = desk.check(kept, delivery.name, dataset, delivery.period)
        stored = desk.accept(before, rule, account(by))
        after = desk.check(kept, delivery.name, dataset, delivery.period) if stored else before
    telling.stored(stored, before.verdict.proposals, before.labels, console)
    telling.verdict(after.verdict, delivery.name, after.labels, console, as_json=False)


@command("decisions")
def list_decisions(
    dataset: Dataset,
    withdraw: Annotated[int | None, typer.Option("--withdraw", help="Tarik keputusan bernomor ini.")] = None,
    as_json: AsJson = False,
) -> None:
    """Saran yang sudah diterima untuk sebuah dataset, atau tarik salah satunya.

    Contoh: `jalandata decisions penduduk_desa --withdraw 3`
    """
    from pipelines import decisions, telling

    contract = contract_of(dataset)
    if withdraw is not None:
        with refusals():
            decisions.withdraw_fix(contract.id, withdraw)
    telling.fixes(decisions.accepted(contract.id), contract.labels, console, as_json)


@aliases.command("add")
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

    at = workshop()
    with refusals():
        decisions.add_alias(at.tenant, text, code, parent, account(by))
    telling.aliases(decisions.aliases(), console, as_json=False)


@aliases.command("list")
def alias_list(as_json: AsJson = False) -> None:
    """Semua ejaan yang diterima.

    Contoh: `jalandata alias list --json`
    """
    from pipelines import decisions, telling

    workshop()
    telling.aliases(decisions.aliases(), console, as_json)


@aliases.command("withdraw")
def alias_withdraw(number: Annotated[int, typer.Argument(help="Nomor ejaan.")]) -> None:
    """Tarik satu ejaan.

    Contoh: `jalandata alias withdraw 3`
    """
    from pipelines import decisions, telling

    workshop()
    with refusals():
        decisions.withdraw_alias(number)
    telling.aliases(decisions.aliases(), console, as_json=False)


@command()
def approve(dataset: Dataset, by: By = "") -> None:
    """Setujui hasil gerbang terakhir sebuah dataset; setelah itu `jalandata publish` menerbitkannya.

    Contoh: `jalandata approve aduan --by walidata`
    """
    _decide(dataset, True, by, "")


@command()
def reject(
    dataset: Dataset,
    reason: Annotated[str, typer.Option("--reason", help="Alasan, untuk OPD pengirim.")],
    by: By = "",
) -> None:
    """Kembalikan hasil gerbang terakhir sebuah dataset kepada OPD, dengan alasan.

    Contoh: `jalandata reject aduan --reason "Kategori belum lengkap"`
    """
    _decide(dataset, False, by, reason)


def _decide(dataset: str, approved: bool, by: str, reason: str) -> None:
    from pipelines.stages.approve import decide, latest_verdict

    at = workshop()
    known(at, dataset)
    verdict = latest_verdict(dataset)
    if verdict is None:
        fail(f"Dataset {dataset!r} belum pernah diuji di gerbang mutu.", UNUSABLE)
    try:
        release = decide(at, verdict, approved=approved, by=account(by), reason=reason)
    except ValueError as error:
        fail(str(error), UNUSABLE)
    say(f"{dataset}: disetujui sebagai rilis {release.number}" if release else f"{dataset}: dikembalikan kepada OPD")


@command()
def publish(
    dataset: Only = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hanya tunjukkan apa yang akan terbit.")] = False,
) -> None:
    """Terbitkan rilis yang sudah disetujui dan belum ada di portal.

    Contoh: `jalandata publish -d aduan`
    """
    from pipelines import report
    from pipelines.portal_access import portal_of
    from pipelines.stages import publish as stage
    from portal.publisher import PortalUnreachableError, PublicationError

    at = workshop()
    known(at, dataset)
    portal = portal_of(at.settings)
    for name in [dataset] if dataset else list(at.contracts):
        release = stage.newest_release(name)
        if release is None or not stage.is_public(at.contracts[name]):
            say(f"{name}: belum ada rilis yang boleh terbit")
        elif dry_run:
            say(f"{name}: rilis {release.number} → {portal.url}")
        else:
            try:
                outcome = stage.publish(at, release, portal)
            except PublicationError as error:
                fail(str(error), UNREACHABLE if isinstance(error, PortalUnreachableError) else FINDINGS)
            say(f"{name}: {report.OUTCOMES[outcome.status]} ({outcome.url})")
