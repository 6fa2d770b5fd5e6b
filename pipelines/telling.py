"""What ``check``, ``deliver`` and the commands for decisions show: tables for people, JSON for programs."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from pipelines.literal import literal, written_out
from quality.reports import terminal
from quality.reports.words import still_personal
from quality.verdict import Comparison, Verdict
from sources.decisions import Decision
from sources.findings import Finding
from sources.periods import MONTHS

if TYPE_CHECKING:
    from ledger.models import AcceptedDecision, RegionAlias, Waiver
    from pipelines.stages.receive import Receipt

_KINDS = {"added": "Baris baru", "changed": "Baris berubah", "removed": "Baris hilang"}
_SHOWN = 5
_EXAMPLE = dt.datetime(2025, 7, 31, 13, 45)  # noqa: DTZ001 - on paper, where no clock has a zone


def verdict(found: Verdict, name: str, labels: Mapping[str, str], console: Console, as_json: bool) -> None:
    """A verdict with its findings, what differs from the delivery before it, and which fixes could be accepted.

    ``labels`` are what people call the columns, here and below.
    """
    if as_json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))  # noqa: T201 - programs read it
        return
    terminal.show(found, console, name=written_out(name))
    if found.comparison:
        _differences(found.comparison, console)
    for rule, fixes in _by_rule(found.proposals).items():
        said = f"{len(fixes)} saran dapat diterima sekaligus dengan --accept {rule}: {_listed(fixes, labels)}"
        console.print(literal(said), highlight=False)


def report(target: Path, found: Verdict, console: Console) -> None:
    """Where a report was written, and whether that file may be passed on: a page shows no cells with personal data,
    the officer's own workbook is as it was."""
    console.print(f"Laporan: {literal(str(target))}", highlight=False, soft_wrap=True)
    warning = still_personal(found)
    if warning and target.suffix.lower() != ".html":
        console.print(f"[bold red]{warning}[/]", highlight=False, soft_wrap=True)


def receipt(given: "Receipt", console: Console, as_json: bool) -> None:
    """The receipt of a delivery, with the reason when it was not taken in."""
    delivery = given.delivery
    if as_json:
        _json(
            {
                "delivery": str(delivery.id),
                "dataset": delivery.dataset,
                "period": delivery.period,
                "sha256": delivery.sha256,
                "state": delivery.state,
                "finding": given.finding.as_dict() if given.finding else None,
            }
        )
        return
    console.print(
        f"Tanda terima {delivery.id}: {literal(delivery.name)}, {literal(delivery.dataset)} periode {delivery.period}",
        highlight=False,
    )
    if given.finding:
        _refusal(given.finding, console)
    else:
        console.print("Diterima. Pemeriksaan dijalankan dengan: jalandata run", highlight=False)


def nothing_received(why: Finding, console: Console, as_json: bool) -> None:
    """Why there is not even a receipt: nothing came that could be kept."""
    if as_json:
        _json({"delivery": None, "finding": why.as_dict()})
    else:
        _refusal(why, console)


def _refusal(why: Finding, console: Console) -> None:
    console.print(f"[red]{literal(why.message)}[/red] {literal(why.suggestion)}", highlight=False)


def stored(
    decisions: Sequence[Decision], offered: Sequence[Decision], labels: Mapping[str, str], console: Console
) -> None:
    """Which fixes were accepted just now; where none was, which of those that are ``offered`` could be."""
    if decisions:
        console.print(f"{len(decisions)} saran diterima dan dipakai pada kiriman berikutnya:", highlight=False)
        for item in decisions:
            console.print(f"  {literal(_said(item, labels))}", highlight=False)
        if any(item.rule.startswith("wilayah.") for item in decisions):
            console.print("Nama wilayah berlaku untuk semua dataset; lihat: jalandata alias list", highlight=False)
        console.print("Bila kirimannya sudah ditolak, kirim lagi berkas yang sama: jalandata deliver", highlight=False)
        return
    rules = ", ".join(_by_rule(offered))
    others = f"Yang memiliki saran: {rules}." if rules else "Berkas ini tidak memiliki saran yang dapat diterima."
    console.print(f"Tidak ada saran baru dari aturan itu. {literal(others)}", highlight=False)


def waived(given: "Waiver", console: Console) -> None:
    """A waiver that was given just now, and what the office does next."""
    console.print(
        f"Dispensasi {given.pk}: {literal(given.rule)} pada {given.dataset} periode {given.period}, berlaku sampai "
        f"{given.until:%d-%m-%Y}. Bila kirimannya sudah ditolak, kirim lagi berkas yang sama dengan: jalandata deliver",
        highlight=False,
    )


def fixes(rows: "Iterable[AcceptedDecision]", labels: Mapping[str, str], console: Console, as_json: bool) -> None:
    """Accepted fixes of a dataset."""
    listed: list[dict[str, Any]] = [
        {
            "id": row.pk,
            "rule": row.rule,
            "column": row.column,
            "text": row.text,
            "value": row.value,
            "by": row.by,
            "at": row.at.isoformat(timespec="seconds"),
        }
        for row in rows
    ]
    if as_json:
        _json(listed)
        return
    table = Table("No.", "Aturan", "Kolom", "Perbaikan", "Oleh", "Pada")
    for row in listed:
        column, fix = labels.get(row["column"], row["column"]), _fix(row["text"], row["value"])
        cells = (row["id"], row["rule"], column, fix, row["by"], row["at"][:10])
        table.add_row(*(literal(str(cell)) for cell in cells))
    console.print(table if listed else "Belum ada saran yang diterima.")


def aliases(rows: "Iterable[RegionAlias]", console: Console, as_json: bool) -> None:
    """Accepted spellings of regions."""
    listed: list[dict[str, Any]] = [
        {
            "id": row.pk,
            "level": row.level,
            "text": row.text,
            "parent": row.parent,
            "code": row.code,
            "by": row.by,
            "at": row.at.isoformat(timespec="seconds"),
        }
        for row in rows
    ]
    if as_json:
        _json(listed)
        return
    table = Table("No.", "Tingkat", "Ejaan", "Kode", "Di bawah", "Oleh", "Pada")
    for row in listed:
        cells = (row["id"], row["level"], row["text"], row["code"], row["parent"] or "-", row["by"], row["at"][:10])
        table.add_row(*(literal(str(cell)) for cell in cells))
    console.print(table if listed else "Belum ada ejaan yang diterima.")


def _differences(comparison: Comparison, console: Console) -> None:
    for kind, label in _KINDS.items():
        examples = comparison.examples[kind]
        if examples:
            more = "; …" if getattr(comparison, kind) > _SHOWN else ""
            console.print(f"{label}: {literal('; '.join(examples[:_SHOWN]))}{more}", highlight=False)


def _by_rule(fixes: Sequence[Decision]) -> dict[str, list[Decision]]:
    return {rule: [fix for fix in fixes if fix.rule == rule] for rule in dict.fromkeys(fix.rule for fix in fixes)}


def _listed(fixes: Sequence[Decision], labels: Mapping[str, str]) -> str:
    return "; ".join(_said(fix, labels) for fix in fixes[:_SHOWN]) + ("; …" if len(fixes) > _SHOWN else "")


def _said(fix: Decision, labels: Mapping[str, str]) -> str:
    return f"{labels.get(fix.column, fix.column)}: {_fix(fix.text, fix.value)}"


def _fix(text: str | None, value: str | None) -> str:
    if value is not None and "%" in value:
        return f"tanggal seperti {_written(value)} dibaca sebagai 31-07-2025"
    if value is None:
        return "angka seperti itu dibaca tanpa pemisah ribuan"
    return f"{text if text is not None else 'semua sel'} → {value}"


def _written(form: str) -> str:
    """A date in a ``strptime`` format, with the month as officers write it."""
    return _EXAMPLE.strftime(form.replace("%B", MONTHS[_EXAMPLE.month - 1]))


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201 - programs read it
