"""What happened: deliveries, findings, verdicts, approvals, releases and publications.

A Django app without web pages, shared by the pipelines, the command line and (later) the desk. Importing
``ledger.models`` starts Django, importing this does not; :func:`open_ledger` opens the ledger of a home.
"""

import os
from pathlib import Path

from filelock import FileLock


def configure() -> None:
    """Let Django know the ledger, unless it does or is just finding out. Opens no database."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
    if not (apps.ready or apps.loading):
        django.setup()


def has_ledger(home: Path) -> bool:
    """Whether anything was ever recorded in a home."""
    return (home / "ledger.sqlite3").exists()


def open_ledger(home: Path) -> None:
    """Use the ledger below ``home`` in this process; create or migrate its tables when they are behind."""
    configure()
    home.mkdir(parents=True, exist_ok=True)
    _point_at(home)
    # Two commands may be the first ones in a home at the same time.
    with FileLock(home / "ledger.lock"):
        _migrate()


def _point_at(home: Path) -> None:
    """Tests open the ledgers of several homes in one process: follow the home that was asked for."""
    from django.db import connections

    connection = connections["default"]
    name = str(home / "ledger.sqlite3")
    if connection.settings_dict["ENGINE"].endswith("sqlite3") and connection.settings_dict["NAME"] != name:
        connections.close_all()
        connection.settings_dict["NAME"] = name


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
