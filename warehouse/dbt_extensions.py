"""Plugin of dbt-duckdb: gives dbt's connection the extensions that the lake needs, out of their wheels."""

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from warehouse.lake import load_extensions


class Plugin(BasePlugin):  # type: ignore[misc] # dbt ships no types
    """Named in the generated profile; dbt-duckdb calls it before it attaches the lake."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        load_extensions(conn)
