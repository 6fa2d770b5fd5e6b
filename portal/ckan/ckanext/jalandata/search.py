"""A search index in CKAN's own PostgreSQL database, for the embedded portal: it answers in Solr's place.

A production portal uses Solr and leaves this plugin out. What CKAN asks through `make_connection()` (pysolr's `add`,
`delete`, `search`, `commit`) is answered from one table; see lucene.py for the query language.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pysolr
from ckan import model, plugins
from ckan.common import CKANConfig
from ckan.lib import search as ckan_search
from ckan.lib.search import common, index, query
from sqlalchemy import text

from .lucene import CATCH_ALL, NO_RANK, Condition, InvalidQueryError, order_by

TABLE = """
CREATE TABLE IF NOT EXISTS jalandata_search (
    index_id text PRIMARY KEY,
    name text NOT NULL,
    fields jsonb NOT NULL,
    body text NOT NULL,
    words tsvector NOT NULL,
    document jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS jalandata_search_fields ON jalandata_search USING gin (fields jsonb_path_ops);
CREATE INDEX IF NOT EXISTS jalandata_search_words ON jalandata_search USING gin (words);
"""
UPSERT = text("""
INSERT INTO jalandata_search (index_id, name, fields, body, words, document)
VALUES (:index_id, :name, :fields, :body,
        setweight(to_tsvector('indonesian', :title), 'A') || setweight(to_tsvector('indonesian', :labels), 'B')
        || setweight(to_tsvector('indonesian', :body), 'D'), :document)
ON CONFLICT (index_id) DO UPDATE SET name = excluded.name, fields = excluded.fields, body = excluded.body,
    words = excluded.words, document = excluded.document
""")
# A question made to be slow must not hold the portal up.
PATIENCE = text("SET LOCAL statement_timeout = '10s'")
# Whole dataset dictionaries are returned, never searched.
STORED_ONLY = {"data_dict", "validated_data_dict"}
# What Solr's schema copies into the catch-all field, besides extras_*, res_extras_* and vocab_*.
COPIED = ("text", "license", "notes", "organization", "res_name", "res_description", "maintainer", "author", "url")


class PostgresIndex:
    """The part of pysolr.Solr that CKAN uses."""

    url = "jalandata_search"

    def add(self, docs: Iterable[dict[str, Any]], commit: bool = True) -> None:
        """Insert or replace documents; visible at once, whatever `commit` says."""
        with model.ensure_engine().begin() as connection:
            for document in docs:
                connection.execute(UPSERT, row(document))

    def delete(self, q: str, commit: bool = True) -> None:
        condition = Condition()
        where = checked(condition.lucene, q)
        with model.ensure_engine().begin() as connection:
            connection.execute(text(f"DELETE FROM jalandata_search WHERE {where}"), condition.parameters)  # noqa: S608

    def commit(self, **options: Any) -> None:
        """Nothing waits: every change is already visible."""

    def search(self, q: str = "*:*", **options: Any) -> pysolr.Results:
        """Answer a Solr query.

        Parameters are Solr's: q, fq (text or list), defType, sort, start, rows, fl, facet, facet.field, facet.limit,
        facet.mincount. Raises pysolr.SolrError for a query that cannot be read.
        """
        condition = Condition()
        where, rank = checked(matching, q, options, condition)
        order = checked(order_by, options.get("sort"), rank, condition)
        page = {"first": int(options.get("start") or 0), "size": int(options.get("rows") or 0)}
        matches = f"FROM jalandata_search WHERE {where}"
        with model.ensure_engine().connect() as connection:
            connection.execute(PATIENCE)
            total = connection.execute(text(f"SELECT count(*) {matches}"), condition.parameters).scalar_one()
            found = (
                connection.execute(
                    text(f"SELECT document {matches} ORDER BY {order} LIMIT :size OFFSET :first"),
                    condition.parameters | page,
                )
                .scalars()
                .all()
            )
            facets = self._facets(connection, where, condition, options)
        documents = [chosen(document, options.get("fl")) for document in found]
        return pysolr.Results(
            {"response": {"docs": documents, "numFound": total}, "facet_counts": {"facet_fields": facets}}
        )

    def _facets(
        self, connection: Any, where: str, condition: Condition, options: dict[str, Any]
    ) -> dict[str, list[str | int]]:
        """Counts per value as Solr gives them: field -> [value, count, value, count, ...], most frequent first."""
        names = field_names(options.get("facet.field"))
        if not names or str(options.get("facet")).lower() != "true":
            return {}
        limit = int(options.get("facet.limit") or 0)
        pairs = "jsonb_each(fields) AS field(facet, list), jsonb_array_elements_text(list) AS item"
        counted = text(
            f"SELECT facet, item, count(*) AS number FROM jalandata_search, {pairs}"  # noqa: S608
            f" WHERE {where} AND facet = ANY(:facet_fields)"
            " GROUP BY facet, item HAVING count(*) >= :least ORDER BY number DESC, item"
        )
        least = int(options.get("facet.mincount") or 0)
        rows = connection.execute(counted, condition.parameters | {"facet_fields": names, "least": least})
        counts: dict[str, list[str | int]] = {name: [] for name in names}
        for name, item, number in rows:
            if limit < 0 or len(counts[name]) < 2 * limit:
                counts[name] += [item, number]
        return counts


def matching(q: str, options: dict[str, Any], condition: Condition) -> tuple[str, str]:
    """The WHERE condition and the rank expression of a Solr query."""
    if "dismax" in str(options.get("defType")) and q != "*:*":
        wanted, rank = condition.words(q)
    else:
        wanted, rank = condition.lucene(q), NO_RANK
    filters = options.get("fq") or []
    filters = [filters] if isinstance(filters, str) else filters
    return " AND ".join(f"({part})" for part in [wanted, *map(condition.lucene, filters)]), rank


def checked(step: Callable[..., Any], *arguments: Any) -> Any:
    """CKAN knows how to report pysolr's error only."""
    try:
        return step(*arguments)
    except InvalidQueryError as error:
        raise pysolr.SolrError(str(error)) from error


def row(document: dict[str, Any]) -> dict[str, Any]:
    """The table row of one document that CKAN indexes."""
    fields = {name: found for name, value in document.items() if name not in STORED_ONLY and (found := values(value))}
    copied = [v for name, found in fields.items() if copies(name) for v in found]
    title = [*fields.get("title", []), *fields.get("name", [])]
    labels = [*fields.get("tags", []), *fields.get("groups", [])]
    return {
        "index_id": document["index_id"],
        "name": document["name"],
        "fields": json.dumps(fields),
        "title": " ".join(title),
        "labels": " ".join(labels),
        "body": " ".join([*title, *labels, *copied]),
        "document": json.dumps(document, default=str),
    }


def copies(name: str) -> bool:
    return name in COPIED or name == CATCH_ALL or name.startswith(("extras_", "res_extras_", "vocab_"))


def values(value: Any) -> list[str]:
    """The distinct values of a field as Solr would keep them: text, never empty, in order."""
    parts = value if isinstance(value, (list, tuple, set)) else [value]
    return list(dict.fromkeys(text for part in parts if (text := as_text(part))))


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    # PostgreSQL's text cannot hold NUL.
    return "" if value is None else str(value).replace("\x00", "")


def field_names(given: Any) -> list[str]:
    """facet.field arrives as a list, or as its JSON text."""
    if isinstance(given, str):
        given = json.loads(given) if given.startswith("[") else [given]
    return list(given or [])


def chosen(document: dict[str, Any], names: str | list[str] | None) -> dict[str, Any]:
    """The fields that the query asked for."""
    if not names or "*" in names:
        return document
    wanted = names.replace(",", " ").split() if isinstance(names, str) else names
    return {name: document[name] for name in wanted if name in document}


def connect(decode_dates: bool = True) -> PostgresIndex:
    return PostgresIndex()


class EmbeddedSearchPlugin(plugins.SingletonPlugin):
    """Puts the table in Solr's place, in every module that imported `make_connection` by name."""

    plugins.implements(plugins.IConfigurer)
    plugins.implements(plugins.IConfigurable)

    def update_config(self, config: CKANConfig) -> None:
        for module in (ckan_search, common, index, query):
            module.make_connection = connect
        for module in (ckan_search, common):
            module.is_available = lambda: True
        ckan_search.check_solr_schema_version = lambda schema_file=None: True

    def configure(self, config: CKANConfig) -> None:
        with model.ensure_engine().begin() as connection:
            connection.execute(text(TABLE))
