"""The leaves of a pydantic model: every place in which a contract can say something."""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def leaves(model: type[BaseModel]) -> set[str]:
    """Dotted paths: ``columns[].region.name.header``, ``layout.workbook.totals.rows``, ``columns[].codes.<key>``.

    ``[]`` stands for the members of a tuple of models; members of a union of models carry their ``kind``.
    """
    return {leaf for name, field in model.model_fields.items() for leaf in _leaves(field.annotation, name)}


def optional(model: type[BaseModel]) -> set[str]:
    """``Model.field`` of everything that a contract may leave out or leave empty: a default, ``None``, no members."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        if _may_be_empty(field):
            found.add(f"{model.__name__}.{name}")
        for nested, _ in _models(field.annotation):
            found |= optional(nested)
    return found


def _leaves(kind: Any, path: str) -> Iterator[str]:
    if nested := list(_models(kind)):
        for model, mark in nested:
            yield from (f"{path}{mark}.{leaf}" for leaf in leaves(model))
    elif any(get_origin(member) is dict for member in _members(kind)):
        yield from (f"{path}.<key>", f"{path}.<value>")
    else:
        yield path


def _models(kind: Any) -> Iterator[tuple[type[BaseModel], str]]:
    """The models inside an annotation, each with what it adds to the path."""
    members = _members(kind)
    found = [member for member in members if isinstance(member, type) and issubclass(member, BaseModel)]
    for model in found:
        yield model, f".{get_args(model.model_fields['kind'].annotation)[0]}" if len(found) > 1 else ""
    for member in members:
        if get_origin(member) is tuple:
            yield from ((model, f"[]{mark}") for model, mark in _models(get_args(member)[0]))


def _members(kind: Any) -> tuple[Any, ...]:
    bare = _bare(kind)
    found = get_args(bare) if get_origin(bare) in (Union, types.UnionType) else (bare,)
    return tuple(map(_bare, found))


def _bare(kind: Any) -> Any:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return kind


def _may_be_empty(field: FieldInfo) -> bool:
    members = _members(field.annotation)
    bounded = any(getattr(mark, "min_length", 0) for mark in field.metadata)
    collection = any(get_origin(member) in (tuple, dict) for member in members) and not bounded
    return not field.is_required() or type(None) in members or collection
