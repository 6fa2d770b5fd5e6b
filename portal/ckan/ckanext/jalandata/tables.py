"""DataStore tables that are replaced whole: a reader finds the old rows or the new ones, never none and never a mix.

CKAN's own way empties the table first, then fills it over many calls. Here the new table is built, filled and checked
beside the old one in a transaction that nobody sees; the files and the page change while it stays open, and its commit
puts the new table in the old one's place. Whatever fails before leaves everything as it was.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import sleep
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import sqlalchemy as sa
from ckan import model
from ckan.plugins import toolkit
from ckanext.datastore.backend.postgres import create_indexes, create_table, get_write_engine, identifier
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

# While a table is asked for alone, later readers stand behind. So it is asked for briefly, and again and again for as
# long as a reader may hold it: CKAN ends questions after 60 s.
LOCK_WAIT, LOCK_ATTEMPTS, LOCK_PAUSE_S = "1s", 50, 0.5
# The whole load is one statement. A portal's administrator may still end it; nothing is lost then.
LOAD_WAIT = "30min"


@dataclass(frozen=True)
class Load:
    """A table to build: ``upload`` names the parameter of the call that holds its CSV."""

    resource_id: str
    upload: str
    fields: list[dict[str, Any]]
    primary_key: list[str]
    rows: int


def revise_with_tables(context: dict[str, Any], data_dict: dict[str, Any]) -> dict[str, Any]:
    """``package_revise``, together with the DataStore tables of the CSV files that it uploads.

    ``tables`` lists, for each of them, ``resource_id``, ``upload`` (the parameter of the file: a CSV in UTF-8 with a
    header, empty for null), ``fields`` as ``datastore_create`` takes them, ``primary_key``, and how many ``rows`` must
    arrive. All other parameters are those of ``package_revise``, and so is the answer. Raises ValidationError when a
    file does not fit its table; page, files and tables are then untouched.
    """
    loads = _loads(data_dict.pop("tables", "[]"))
    package = _package_id(data_dict)
    toolkit.check_access("package_update", context, {"id": package})
    with _in_one_transaction() as connection:
        for load in loads:
            _demand_free_or_own(connection, load, package)
        built = [(load, _build(connection, load, _stream(data_dict, load))) for load in loads]
        for load in loads:
            _hold_readers(connection, load)
        answer = toolkit.get_action("package_revise")(toolkit.fresh_context(context), data_dict)
        _demand_own(answer["package"], loads)
        for load, name in built:
            _put_in_place(connection, load, name)
    return answer


def _loads(tables: Any) -> list[Load]:
    try:
        listed = json.loads(tables) if isinstance(tables, str) else tables
        return [Load(**(table | {"resource_id": str(UUID(table["resource_id"]))})) for table in listed]
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise toolkit.ValidationError({"tables": [f"Not a list of tables: {error}"]}) from error


def _package_id(data_dict: dict[str, Any]) -> str:
    """Only a package that is named by its id can be checked before anything is built."""
    match = data_dict.get("match", {})
    try:
        found = json.loads(match) if isinstance(match, str) else match
        return str(found["id"])
    except (TypeError, ValueError, KeyError) as error:
        raise toolkit.ValidationError({"match": ["The id of the package is missing"]}) from error


def _stream(data_dict: dict[str, Any], load: Load) -> BinaryIO:
    upload = data_dict.get(load.upload)
    stream: BinaryIO | None = getattr(upload, "stream", None)
    if stream is None:
        raise toolkit.ValidationError({"tables": [f"No file was sent as {load.upload}"]})
    return stream


@contextmanager
def _in_one_transaction() -> Iterator[Connection]:
    with get_write_engine().connect() as connection:
        try:
            with connection.begin():
                _execute(connection, f"SET LOCAL lock_timeout TO '{LOCK_WAIT}'")
                _execute(connection, f"SET LOCAL statement_timeout TO '{LOAD_WAIT}'")
                yield connection
        except DBAPIError as error:
            raise toolkit.ValidationError({"tables": [_first_line(error)]}) from error


def _demand_free_or_own(connection: Connection, load: Load, package: str) -> None:
    """A table of somebody else's dataset is nobody's to replace, whatever the call says."""
    resource = model.Resource.get(load.resource_id)
    owned = resource is not None and package in {resource.package.id, resource.package.name}
    free = resource is None and connection.execute(_EXISTS, {"name": load.resource_id}).first() is None
    if not (owned or free):
        raise toolkit.NotAuthorized(f"Not a resource of this dataset: {load.resource_id}")


def _build(connection: Connection, load: Load, stream: BinaryIO) -> str:
    """The new table, filled and checked. Its name begins like those that the DataStore shows to nobody."""
    name = f"_{uuid4().hex}"
    context: dict[str, Any] = {"connection": connection, "model": model}
    create_table(context, {"resource_id": name, "fields": load.fields}, {})
    _fill(connection, load, name, stream)
    _execute(
        connection,
        f"CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON {identifier(name)} "
        "FOR EACH ROW EXECUTE PROCEDURE populate_full_text_trigger()",
    )
    create_indexes(context, {"resource_id": name, "primary_key": load.primary_key})
    arrived = _execute(connection, f"SELECT count(*) FROM {identifier(name)}").scalar_one()  # noqa: S608  # quoted
    if arrived != load.rows:
        raise toolkit.ValidationError({"tables": [f"{arrived} rows arrived, {load.rows} were announced"]})
    return name


def _fill(connection: Connection, load: Load, name: str, stream: BinaryIO) -> None:
    """All rows, with the words to find them by: the same as the trigger makes of a row, in half the time."""
    columns = ", ".join(identifier(field["id"]) for field in load.fields)
    types = ", ".join(f"{identifier(field['id'])} {field['type']}" for field in load.fields)
    words = ", ".join(f"to_json({identifier(field['id'])}) #>> '{{}}'" for field in load.fields)
    arriving = identifier(f"{name}_csv")
    _execute(connection, f"CREATE TEMPORARY TABLE {arriving} ({types}) ON COMMIT DROP")
    _copy(
        connection, f"COPY {arriving} ({columns}) FROM STDIN WITH (FORMAT csv, HEADER match, ENCODING 'UTF8')", stream
    )
    _execute(
        connection,
        f"INSERT INTO {identifier(name)} (_full_text, {columns}) "  # noqa: S608  # quoted
        f"SELECT to_tsvector(concat_ws(' ', {words})), {columns} FROM {arriving}",
    )


def _copy(connection: Connection, statement: str, stream: BinaryIO) -> None:
    with connection.connection.cursor() as cursor:
        try:
            cursor.copy_expert(statement, stream)
        except connection.dialect.dbapi.DatabaseError as error:  # type: ignore[union-attr]
            raise toolkit.ValidationError({"tables": [_first_line(error)]}) from error
    stream.seek(0)


def _hold_readers(connection: Connection, load: Load) -> None:
    """From here to the commit readers of the old table wait, so that none sees it beside the new page and files."""
    held = f"LOCK TABLE {identifier(load.resource_id)} IN ACCESS EXCLUSIVE MODE"
    if connection.execute(_EXISTS, {"name": load.resource_id}).first() is None:
        return
    for _ in range(LOCK_ATTEMPTS):
        with suppress(OperationalError), connection.begin_nested():
            _execute(connection, held)
            return
        sleep(LOCK_PAUSE_S)
    raise toolkit.ValidationError({"tables": ["The table is in use, try again later"]})


def _demand_own(package: dict[str, Any], loads: list[Load]) -> None:
    """The new tables belong to resources that the dataset has now."""
    own = {resource["id"] for resource in package["resources"]}
    strange = [load.resource_id for load in loads if load.resource_id not in own]
    if strange:
        raise toolkit.ValidationError({"tables": [f"Not a resource of this dataset: {', '.join(strange)}"]})


def _put_in_place(connection: Connection, load: Load, name: str) -> None:
    """The new table takes the old one's name, its aliases too; the count that the portal shows is the new one."""
    place = identifier(load.resource_id)
    aliases = connection.execute(_ALIASES, {"name": load.resource_id}).scalars().all()
    for alias in aliases:
        _execute(connection, f"DROP VIEW {identifier(alias)}")
    _execute(connection, f"DROP TABLE IF EXISTS {place}")
    _execute(connection, f"ALTER TABLE {identifier(name)} RENAME TO {place}")
    for alias in aliases:
        _execute(connection, f"CREATE VIEW {identifier(alias)} AS SELECT * FROM {place}")  # noqa: S608  # quoted
    connection.execute(_COUNTED, {"name": load.resource_id, "rows": load.rows})


def _execute(connection: Connection, statement: str) -> sa.CursorResult[Any]:
    """A statement without parameters: names of columns may hold a colon, which would begin one."""
    return connection.execute(sa.text(statement.replace(":", r"\:")))


def _first_line(error: Exception) -> str:
    """What PostgreSQL says, without the row that it complains of: details may hold data."""
    return str(getattr(error, "orig", error)).splitlines()[0]


_ALIASES = sa.text('SELECT name FROM "_table_metadata" WHERE alias_of = :name')
_EXISTS = sa.text("SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = :name")
_COUNTED = sa.text(
    "INSERT INTO \"_table_stats\" VALUES (:name, jsonb_build_object('rows', CAST(:rows AS bigint))) "
    "ON CONFLICT (resource_id) DO UPDATE SET stats = excluded.stats"
)
