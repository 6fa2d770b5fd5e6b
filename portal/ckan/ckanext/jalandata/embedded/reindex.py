"""Bring the search table back in line with the datasets, after a crash between CKAN's commit and the index's."""

from ckan import model
from ckan.lib import search
from sqlalchemy import text

DIFFERING = text("""
SELECT coalesce(package.id, indexed.id) AS id, package.id IS NULL AS gone
FROM (SELECT id, to_char(metadata_modified, 'YYYY-MM-DD"T"HH24:MI:SS') AS modified
      FROM package WHERE state = 'active') AS package
FULL JOIN (SELECT fields -> 'id' ->> 0 AS id, left(fields -> 'metadata_modified' ->> 0, 19) AS modified
           FROM jalandata_search) AS indexed ON indexed.id = package.id
WHERE package.modified IS DISTINCT FROM indexed.modified
""")


def reindex_differing() -> None:
    """Index every dataset whose entry is missing or older, drop every entry without an active dataset."""
    with model.ensure_engine().connect() as connection:
        differing = connection.execute(DIFFERING).all()
    for dataset, gone in differing:
        if gone:
            search.clear(dataset)
        else:
            search.rebuild(dataset)
