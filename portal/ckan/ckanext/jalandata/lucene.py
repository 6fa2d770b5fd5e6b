"""Lucene queries as SQL conditions over the search table, values always as bound parameters.

Follows CKAN's Solr schema: `text` is the catch-all, text-like fields match by words, every other field matches whole
values. Words are compared by their Indonesian stem.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from luqum import tree
from luqum.exceptions import ParseError
from luqum.thread import parse

WORD_FIELDS = re.compile(
    r"(title|notes|author|maintainer|author_email|maintainer_email|res_name|res_description|urls|title_ngram|name_ngram)$"
    r"|extras_|res_extras_"
)
CATCH_ALL = "text"
NO_RANK = "CAST(0 AS real)"
WEIGHTS = "{0.05, 0.1, 0.5, 1.0}"  # text, (unused), tags and groups, title and name: as name^4 title^4 tags^2 groups^2


class InvalidQueryError(ValueError):
    """The query is not Lucene, or uses what the embedded search does not know."""


class Condition:
    """Builds SQL and its parameters for one statement. Not shared between statements."""

    def __init__(self) -> None:
        self.parameters: dict[str, Any] = {}
        self._numbers = count()

    def bind(self, value: Any) -> str:
        """Name of a new parameter holding this value, ready to stand in SQL."""
        name = f"v{next(self._numbers)}"
        self.parameters[name] = value
        return f":{name}"

    def lucene(self, query: str) -> str:
        """A condition for a fielded query; terms without an operator between them must all hold.

        Raises InvalidQueryError.
        """
        query = query.replace("\x00", " ").strip()  # PostgreSQL's text cannot hold NUL
        if query in ("", "*:*"):
            return "true"
        try:
            return self._node(parse(query), CATCH_ALL)
        except ParseError as error:
            raise InvalidQueryError(str(error)) from error
        except RecursionError as error:
            raise InvalidQueryError("nested too deeply") from error

    def words(self, query: str) -> tuple[str, str]:
        """A condition and a rank for what people type in the search box.

        Up to two words must all occur, of three to five all but one, of more four fifths (Solr's `2<-1 5<80%`).
        """
        terms: dict[str, list[str]] = {"+": [], "-": [], "": []}
        for sign, phrase, word in re.findall(r'([+-]?)(?:"([^"]*)"|(\S+))', query.replace("\x00", " ")):
            terms[sign].append(self._words_query(phrase or word))
        required, excluded, optional = terms.values()
        if not required + optional:
            return ("true" if not excluded else self._none(excluded)), NO_RANK
        parts = [f"words @@ {term}" for term in required]
        if optional:
            found = " + ".join(f"(words @@ {term})::int" for term in optional)
            parts.append(f"{found} >= {least_matches(len(optional))}")
        if excluded:
            parts.append(self._none(excluded))
        rank = " || ".join(required + optional)
        return " AND ".join(f"({part})" for part in parts), f"ts_rank('{WEIGHTS}', words, {rank})"

    def _none(self, terms: list[str]) -> str:
        return " AND ".join(f"NOT words @@ {term}" for term in terms)

    def _words_query(self, phrase: str) -> str:
        return f"phraseto_tsquery('indonesian', {self.bind(phrase)})"

    def _node(self, node: tree.Item, field: str) -> str:
        if isinstance(node, tree.SearchField):
            return "true" if node.name == "*" else self._node(node.expr, node.name)
        if isinstance(node, (tree.Group, tree.FieldGroup, tree.Plus, tree.Boost)):
            return self._node(node.children[0], field)
        if isinstance(node, (tree.Not, tree.Prohibit)):
            return f"NOT {self._node(node.children[0], field)}"
        if isinstance(node, (tree.AndOperation, tree.UnknownOperation)):
            return self._joined(node, field, " AND ")
        if isinstance(node, tree.OrOperation):
            return self._joined(node, field, " OR ")
        if isinstance(node, tree.Range):
            return self._range(node, field)
        if isinstance(node, (tree.Fuzzy, tree.Proximity)):
            return self._node(node.children[0], field)
        if isinstance(node, tree.Phrase):
            return self._value(unescape(node.value[1:-1]), field)
        if isinstance(node, tree.Word):
            return self._word(node, field)
        raise InvalidQueryError(f"{type(node).__name__} is not supported")

    def _joined(self, node: tree.Item, field: str, operator: str) -> str:
        return "(" + operator.join(self._node(child, field) for child in node.children) + ")"

    def _word(self, node: tree.Word, field: str) -> str:
        if node.value == "*":
            return "true" if field == CATCH_ALL else f"jsonb_exists(fields, {self.bind(field)})"
        if node.has_wildcard():
            return self._pattern(node.value, field)
        return self._value(unescape(node.value), field)

    def _value(self, value: str, field: str) -> str:
        if field == CATCH_ALL:
            return f"words @@ {self._words_query(value)}"
        if WORD_FIELDS.match(field):
            column = f"to_tsvector('indonesian', coalesce(fields ->> {self.bind(field)}, ''))"
            return f"{column} @@ {self._words_query(value)}"
        return f"fields @> CAST({self.bind(json.dumps({field: [value]}))} AS jsonb)"

    def _pattern(self, pattern: str, field: str) -> str:
        like = "".join(like_part(part) for part in re.findall(r"\\.|.", pattern))
        if field == CATCH_ALL or WORD_FIELDS.match(field):
            document = "body" if field == CATCH_ALL else f"coalesce(fields ->> {self.bind(field)}, '')"
            return f"{document} ~* {self.bind(word_regex(pattern))}"
        return self._any_value(field, f"value LIKE {self.bind(like)}")

    def _range(self, node: tree.Range, field: str) -> str:
        parts = [
            f"value {sign} {self.bind(resolved(bound))}"
            for sign, bound in (
                (">=" if node.include_low else ">", node.low.value),
                ("<=" if node.include_high else "<", node.high.value),
            )
            if bound != "*"
        ]
        return self._any_value(field, " AND ".join(parts) or "true")

    def _any_value(self, field: str, test: str) -> str:
        values = f"jsonb_array_elements_text(fields -> {self.bind(field)})"
        return f"EXISTS (SELECT FROM {values} AS value WHERE {test})"


def least_matches(terms: int) -> int:
    """How many of the typed words must occur."""
    if terms <= 2:
        return terms
    return terms - 1 if terms <= 5 else terms * 4 // 5


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def resolved(bound: str) -> str:
    """A range bound; dates compare as ISO text, and NOW is a date."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if bound == "NOW" else unescape(bound.strip('"'))


def like_part(part: str) -> str:
    wildcards = {"*": "%", "?": "_"}
    return wildcards.get(part) or re.sub(r"([\\%_])", r"\\\1", unescape(part))


def word_regex(pattern: str) -> str:
    wildcards = {"*": r"\w*", "?": r"\w"}
    return r"\m" + "".join(wildcards.get(p) or re.escape(unescape(p)) for p in re.findall(r"\\.|.", pattern)) + r"\M"


SORT = re.compile(r"\s*(?P<field>[A-Za-z_][A-Za-z0-9_.-]*)\s+(?P<direction>asc|desc)\s*$", re.IGNORECASE)


def order_by(sort: str | None, rank: str, condition: Condition) -> str:
    """SQL for Solr's sort; documents without the field come last, ties by name so that pages never overlap.

    Raises InvalidQueryError.
    """
    return ", ".join([*sort_terms(sort or "score desc", rank, condition), "name"])


def sort_terms(sort: str, rank: str, condition: Condition) -> Iterator[str]:
    for term in sort.split(","):
        match = SORT.match(term)
        if not match:
            raise InvalidQueryError("Can't determine a Sort Order")
        key = rank if match["field"] == "score" else f"fields -> {condition.bind(match['field'])} ->> 0"
        yield f"{key} {match['direction']} NULLS LAST"
