"""What an officer of an OPD does: look at a file, get a template, check, deliver, read what is wrong."""

import shlex
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.terminal import (
    FINDINGS,
    UNUSABLE,
    AsJson,
    By,
    Dataset,
    account,
    console,
    errors,
    fail,
    known,
    refusals,
    say,
    working,
    workshop,
)
from pipelines.reading_room import REPORTS, reading_room
from pipelines.settings import Settings

app = typer.Typer()
command = partial(app.command, rich_help_panel="Petugas OPD")

Period = Annotated[str | None, typer.Option("--period", "-p", help="Periode; kosong: dari berkasnya.")]


@command()
def read(
    file: Annotated[Path, typer.Argument(help="Berkas apa saja.")],
    as_json: AsJson = False,
) -> None:
    """Tunjukkan apa yang terbaca dari sebuah berkas: tabel, kolom, baris jumlah, dan keraguan. Tidak perlu kontrak.

    Contoh: `jalandata read penduduk.xlsx` atau `jalandata read penduduk.xls --json`
    """
    with reading_room("sources.discovery") as room, working(f"Membaca {file.name}"):
        from pipelines import reading

        document = reading.read(room, file)
    if as_json:
        print(reading.as_json(document))  # noqa: T201 - programs read it
    else:
        reading.show(document, console)
    if document.format == "unreadable":
        raise typer.Exit(UNUSABLE)


@command()
def template(
    dataset: Annotated[str, typer.Argument(help="Dataset yang akan diisi.")],
    period: Annotated[str | None, typer.Option("--period", "-p", help="Periode; kosong: yang terbaru.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Nama berkas templat.", dir_okay=False)] = None,
) -> None:
    """Tulis templat kosong sebuah dataset untuk diisi petugas, lengkap dengan daftar pilihan dan petunjuk.

    Contoh: `jalandata template penduduk_desa -p 2026-S1`
    """
    from pipelines.templates import write_template

    at = workshop()
    known(at, dataset)
    try:
        written = write_template(at, dataset, period, output)
    except ValueError as error:
        fail(str(error), UNUSABLE)
    for path in written:
        say(f"Templat ditulis: {path}")


@command()
def check(
    file: Annotated[Path, typer.Argument(help="Berkas yang akan dikirim.")],
    dataset: Annotated[str, typer.Option("--dataset", "-d", help="Dataset tujuan.")],
    period: Period = None,
    target: Annotated[Path | None, typer.Option("--report", help="Tulis temuan ke .xlsx, .xlsm, atau .html.")] = None,
    rule: Annotated[str | None, typer.Option("--accept", help="Terima semua saran dari aturan ini.")] = None,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Periksa satu berkas seperti kiriman sungguhan, tanpa mengirimnya.

    Contoh: `jalandata check penduduk.xlsx -d penduduk_desa --report temuan.xlsx`
    """
    if target:
        _refuse_target(target, file)
    with reading_room("quality.intake") as room, working(f"Memeriksa {file.name}") as now:
        from pipelines import telling
        from pipelines.checking import Checking

        desk = Checking(Settings.from_environment(), room)
        checked = desk.check(file, file.name, dataset, period)
        if rule:
            with refusals():
                stored = desk.accept(checked, rule, account(by))
            telling.stored(stored, checked.verdict.proposals, checked.labels, errors)
            checked = desk.check(file, file.name, dataset, period) if stored else checked
        if target:
            now(f"Menulis {target.name}")
            try:
                desk.report(checked, file, file.name, target)
            except OSError as error:
                fail(f"Laporan tidak dapat ditulis ke {target}: {error.strerror}.", UNUSABLE)
    telling.verdict(checked.verdict, file.name, checked.labels, console, as_json)
    if target:
        telling.report(target, checked.verdict, errors)
    if checked.verdict.verdict == "rejected":
        raise typer.Exit(UNUSABLE if checked.verdict.unusable else FINDINGS)
    if not as_json:
        say(f"Kirim dengan: jalandata deliver {shlex.quote(str(file))} -d {dataset} -p {checked.verdict.period}")


def _refuse_target(target: Path, file: Path) -> None:
    if target.suffix.lower() not in REPORTS:
        fail(f"Laporan {target.name!r} tidak dikenal. Pakai nama seperti temuan.xlsx atau temuan.html.", UNUSABLE)
    if not target.parent.is_dir():
        fail(f"Folder {str(target.parent)!r} tidak ada. Buat folder itu, atau tulis laporan di folder lain.", UNUSABLE)
    if target.exists() and file.exists() and target.samefile(file):
        fail("Laporan akan menimpa berkas aslinya. Pakai nama lain, misalnya temuan.xlsx.", UNUSABLE)


@command()
def deliver(
    file: Annotated[Path, typer.Argument(help="Berkas yang dikirim.")],
    dataset: Annotated[str, typer.Option("--dataset", "-d", help="Dataset tujuan.")],
    period: Annotated[str, typer.Option("--period", "-p", help="Periode: 2025, 2025-S1, 2025-TW3, atau 2025-07.")],
    officer: Annotated[str, typer.Option("--officer", help="Nama akun pengirim.")] = "",
    as_json: AsJson = False,
) -> None:
    """Kirim satu berkas untuk satu dataset dan periode.

    Contoh: `jalandata deliver penduduk.xlsx -d penduduk_desa -p 2025-S1`
    """
    from pipelines import telling
    from sources.deliveries import DeliveryRefused, refuse_irregular

    try:
        refuse_irregular(file, file.name)
    except DeliveryRefused as refused:
        telling.nothing_received(refused.finding, console, as_json)
        raise typer.Exit(UNUSABLE) from None
    from pipelines.stages.receive import receive

    receipt = receive(workshop(), file, dataset=dataset, period=period, officer=account(officer), channel="cli")
    telling.receipt(receipt, console, as_json)
    if receipt.finding:
        raise typer.Exit(UNUSABLE)


@command()
def findings(dataset: Dataset, as_json: AsJson = False) -> None:
    """Temuan pada kiriman dan gerbang terakhir sebuah dataset.

    Contoh: `jalandata findings penduduk_desa`
    """
    from pipelines import report

    known(workshop(), dataset)
    report.findings(dataset, console, as_json)
