"""What an analyst does: ask the warehouse."""

from functools import partial
from typing import Annotated

import typer

from pipelines.commands.terminal import UNUSABLE, AsJson, console, fail, workshop

app = typer.Typer()
command = partial(app.command, rich_help_panel="Analis")


@command()
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

    from pipelines import report
    from pipelines.serving import released_snapshot
    from warehouse.query import QueryRefused, attach_line
    from warehouse.query import query as ask

    at = workshop()
    snapshot = released_snapshot()
    if attach:
        report.attach(attach_line(at.lake, snapshot), console)
        return
    if snapshot is None:
        fail("Gudang data masih kosong. Kirim data lalu jalankan: jalandata run", UNUSABLE)
    try:
        found = ask(at.lake, sql, snapshot, limit)
    except (QueryRefused, duckdb.Error) as error:
        fail(str(error), UNUSABLE)
    else:
        report.answer(found, console, as_json)
