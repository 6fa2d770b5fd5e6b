"""What the command line shows: tables for people, JSON for programs. Reads the ledger, writes nothing."""

import json
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from ledger.models import Delivery, GateVerdict, Publication
from ledger.models import Finding as FindingRow
from pipelines.literal import literal, literal_lines
from pipelines.plan import unpublished_verdict
from pipelines.portal_access import PortalUnreachable, portal_of
from pipelines.serving import released_snapshot
from pipelines.stages.approve import latest_verdict
from pipelines.stages.publish import newest_release
from pipelines.workshop import Workshop
from portal.catalogue import page_of

if TYPE_CHECKING:
    from pipelines.run import Outcome
    from warehouse.query import Answer

OUTCOMES = {"published": "terbit", "unchanged": "tidak berubah", "failed": "gagal terbit"}
RESULTS = {
    "unchanged": "tidak berubah",
    "returned": "dikembalikan",
    "failed": "gagal",
    "awaiting_approval": "menunggu persetujuan",
    "done": "selesai",
}
_RESULT_COLOURS = {
    "unchanged": "dim",
    "returned": "red",
    "failed": "red",
    "awaiting_approval": "yellow",
    "done": "green",
}
_COLOURS = {"blocker": "red", "hold": "magenta", "warning": "yellow", "info": "cyan"}
_CHANNELS = {"demo": "berkas contoh", "cli": "berkas", "api": "API"}
_SEVERITIES = {"blocker": "blokir", "hold": "ditahan", "warning": "peringatan", "info": "catatan"}


def outcome(workshop: Workshop, done: "Outcome", console: Console, as_json: bool) -> None:
    """What a run did, dataset by dataset, and the findings that go back."""
    rows = [_dataset(workshop, dataset, done) for dataset in workshop.contracts]
    if as_json:
        _json({"run_id": done.run_id, "failed": done.failed, "datasets": rows})
        return
    table = Table("Dataset", "Hasil", "Kiriman terakhir", "Rilis", "Portal", title="Hasil proses")
    for row in rows:
        result = f"[{_RESULT_COLOURS[row['result']]}]{RESULTS[row['result']]}"
        table.add_row(row["dataset"], result, row["delivery"] or "-", _text(row["release"]), row["portal"] or "-")
    console.print(table)
    _stopped(done, console)
    for row in rows:
        if row["result"] == "returned":
            findings(row["dataset"], console, as_json=False)


def brief(workshop: Workshop, done: "Outcome", console: Console, as_json: bool) -> None:
    """One line for each dataset, and what stopped."""
    for dataset in workshop.contracts:
        console.print(f"{dataset}: {RESULTS[_result(dataset, done)]}", highlight=False)
    _stopped(done, console)


def returned(done: "Outcome") -> bool:
    """Whether the newest delivery of a dataset in this run was sent back."""
    return any(_newest_state(due.dataset) == Delivery.State.REJECTED for due in done.plan.datasets if due.build)


def findings(dataset: str, console: Console, as_json: bool) -> None:
    """Findings on the latest examined delivery of each period, and on the last gate verdict."""
    rows = _findings(dataset)
    if as_json:
        _json([_finding(row) for row in rows])
        return
    for waiting in Delivery.objects.filter(dataset=dataset, state=Delivery.State.RECEIVED):
        said = f"{dataset}: kiriman periode {waiting.period} belum diperiksa. Jalankan: jalandata run"
        console.print(said, highlight=False, soft_wrap=True)
    if not rows:
        console.print(f"{dataset}: tidak ada temuan.")
        return
    table = Table("Sifat", "Di mana", "Temuan", "Yang perlu dilakukan", title=f"Temuan: {dataset}", show_lines=True)
    for row in rows:
        colour = _COLOURS.get(row.severity, "white")
        table.add_row(
            f"[{colour}]{_SEVERITIES.get(row.severity, row.severity)}[/{colour}]",
            literal(_place(row)),
            literal(row.message),
            literal(row.suggestion),
        )
    console.print(table)


def status(workshop: Workshop, console: Console, as_json: bool) -> None:
    """Services and datasets."""
    from pipelines import services

    dagster = services.find(workshop.settings, "dagster")
    portal = _portal_url(workshop)
    datasets = [_state(workshop, dataset, portal) for dataset in workshop.contracts]
    if as_json:
        _json(
            {
                "services": {"portal": {"url": portal}, "dagster": {"url": dagster.url if dagster else None}},
                "warehouse": {"snapshot": released_snapshot()},
                "datasets": datasets,
            }
        )
        return
    table = Table("Dataset", "Kiriman terakhir", "Gerbang mutu", "Rilis", "Terbit", title=workshop.tenant.nama)
    for row in datasets:
        table.add_row(
            row["dataset"],
            _delivery_text(row["delivery"]),
            _text(row["verdict"]),
            _text(row["release"]),
            _text(row["published"]),
        )
    console.print(table)
    addresses(portal, dagster.url if dagster else None, console)


def summary(workshop: Workshop, console: Console) -> None:
    """The demo's closing page: deliveries, verdicts, rows, tables, datasets, addresses."""
    from warehouse.query import query

    table = Table("Dataset", "Periode", "Asal", "Hasil periksa", "Baris", title="Kiriman")
    for delivery in Delivery.objects.filter(dataset__in=workshop.contracts).exclude(state=Delivery.State.DUPLICATE):
        colour = "red" if delivery.state == Delivery.State.REJECTED else "green"
        table.add_row(
            delivery.dataset,
            delivery.period,
            _CHANNELS.get(delivery.channel, delivery.channel),
            f"[{colour}]{delivery.get_state_display()}[/{colour}]",
            _text(delivery.rows),
        )
    console.print(table)
    snapshot = released_snapshot()
    if snapshot is not None:
        counted = query(
            workshop.lake,
            "select table_schema, count(*) from information_schema.tables where table_catalog = 'lake' "
            "and table_schema in ('raw', 'staging', 'core', 'open_data') group by all order by 1",
            snapshot,
        )
        console.print(
            f"Gudang data (snapshot {snapshot}): "
            + ", ".join(f"{schema} {count} tabel" for schema, count in counted.rows)
        )
    portal = _portal_url(workshop)
    shown = Table("Dataset", "Gerbang mutu", "Rilis", "Baris terbit", "Halaman di portal", title="Data terbuka")
    for dataset in workshop.contracts:
        state = _state(workshop, dataset, portal)
        release = newest_release(dataset)
        shown.add_row(
            dataset,
            _text(state["verdict"]),
            _text(state["release"]),
            _text(release.verdict.rows if release else None),
            _text(state["page"]),
        )
    console.print(shown)
    for dataset in workshop.contracts:
        if _newest_state(dataset) == Delivery.State.REJECTED:
            console.print(
                f"[yellow]{dataset}: kiriman terakhir dikembalikan; lihat: jalandata findings {dataset}[/yellow]",
                highlight=False,
            )
    from pipelines import services

    dagster = services.find(workshop.settings, "dagster")
    addresses(portal, dagster.url if dagster else None, console)


def addresses(portal: str | None, dagster: str | None, console: Console) -> None:
    """Where to look."""
    console.print(f"Portal : {portal or 'tidak berjalan'}", highlight=False, soft_wrap=True)
    console.print(f"Dagster: {dagster or 'tidak berjalan'}", highlight=False, soft_wrap=True)


def answer(found: "Answer", console: Console, as_json: bool) -> None:
    """Rows of a query."""
    if as_json:
        _json({"columns": found.columns, "rows": found.rows, "truncated": found.truncated})
        return
    table = Table(*found.columns)
    for row in found.rows:
        table.add_row(*(_text(value) for value in row))
    console.print(table)
    if found.truncated:
        console.print("Masih ada baris lain; tambah dengan --limit.")


def attach(lines: dict[str, str], console: Console) -> None:
    """One line for each tool of analysts."""
    for tool, line in lines.items():
        console.print(f"[bold]{tool}[/bold]\n{line}", highlight=False, soft_wrap=True)


def _stopped(done: "Outcome", console: Console) -> None:
    for step, message in done.failed.items():
        console.print(f"[red]{step}[/red]: {literal_lines(message)}", highlight=False)


def _dataset(workshop: Workshop, dataset: str, done: "Outcome") -> dict[str, Any]:
    release = newest_release(dataset)
    newest = Delivery.objects.filter(dataset=dataset).exclude(state=Delivery.State.DUPLICATE).last()
    publication = Publication.objects.filter(release=release).last() if release else None
    return {
        "dataset": dataset,
        "result": _result(dataset, done),
        "delivery": newest.get_state_display() if newest else None,
        "release": release.number if release else None,
        "portal": OUTCOMES.get(publication.outcome, "belum") if publication else None,
    }


def _result(dataset: str, done: "Outcome") -> str:
    if not any(item.dataset == dataset for item in done.plan.datasets):
        return "unchanged"
    if _newest_state(dataset) == Delivery.State.REJECTED:
        return "returned"
    if any(step.endswith(f"__{dataset}") or step == f"model_{dataset}" for step in done.failed):
        return "failed"
    return "awaiting_approval" if unpublished_verdict(dataset) else "done"


def _state(workshop: Workshop, dataset: str, portal: str | None) -> dict[str, Any]:
    newest = Delivery.objects.filter(dataset=dataset).exclude(state=Delivery.State.DUPLICATE).last()
    verdict = latest_verdict(dataset)
    release = newest_release(dataset)
    published = Publication.objects.filter(release__dataset=dataset, outcome__in=["published", "unchanged"]).last()
    return {
        "dataset": dataset,
        "delivery": {"id": str(newest.id), "period": newest.period, "state": newest.state, "rows": newest.rows}
        if newest
        else None,
        "verdict": _verdict_text(verdict),
        "release": release.number if release else None,
        "published": published.release.number if published else None,
        "page": f"/dataset/{page_of(dataset)}" if published and portal else None,
    }


def _verdict_text(verdict: GateVerdict | None) -> str | None:
    if verdict is None:
        return None
    if not verdict.passed:
        return "tidak lolos"
    if verdict.approvals.filter(approved=False).exists():
        return "dikembalikan"
    return "menunggu persetujuan" if unpublished_verdict(verdict.dataset) else "lolos"


def _findings(dataset: str) -> list[FindingRow]:
    newest: dict[str, Delivery] = {}
    for delivery in Delivery.objects.filter(dataset=dataset).exclude(
        state__in=[Delivery.State.DUPLICATE, Delivery.State.RECEIVED]
    ):
        newest[delivery.period] = delivery
    verdict = latest_verdict(dataset)
    rows = list(FindingRow.objects.filter(delivery__in=newest.values()))
    return rows + (list(verdict.findings.all()) if verdict else [])


def _finding(row: FindingRow) -> dict[str, Any]:
    names = ("rule", "severity", "sheet", "cell", "row", "column", "value", "message", "suggestion", "count", "cells")
    return {**{name: getattr(row, name) for name in names}, "period": row.delivery.period if row.delivery else None}


def _place(row: FindingRow) -> str:
    where = [row.delivery.period if row.delivery else "gerbang", row.sheet or "", row.cell or row.column or ""]
    more = f" (+{row.count - 1} sel)" if row.count > 1 else ""
    return " · ".join(part for part in where if part) + more


def _newest_state(dataset: str) -> str | None:
    newest = Delivery.objects.filter(dataset=dataset).exclude(state=Delivery.State.DUPLICATE).last()
    return newest.state if newest else None


def _portal_url(workshop: Workshop) -> str | None:
    try:
        return portal_of(workshop.settings).url
    except PortalUnreachable:
        return None


def _delivery_text(delivery: dict[str, Any] | None) -> str:
    return f"{delivery['period']} {Delivery.State(delivery['state']).label}" if delivery else "-"


def _text(value: Any) -> str:
    return "-" if value is None else literal(str(value))


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))  # noqa: T201 - programs read it
