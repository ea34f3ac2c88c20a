"""Every number of a case as written, at its path, with the kind of quantity that its place holds."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from valuation import quantities as q
from valuation.case import (
    CaseShape,
    Cost,
    Number,
    Shape,
    entry_name,
    field_name,
    is_income_weight,
    keys_of,
    step,
)

Found = tuple[str, q.Kind, Any]


def numbers(data: Any, shape: Any = CaseShape, path: str = "", kind: q.Kind | None = None) -> Iterator[Found]:
    """Yields (path, kind, value as written) for every number of a case as read, valid or not.

    The walk follows the shapes above, so a place's kind of quantity is said once, in its annotation; what is
    not of the expected form is passed over, because the shape's own check reports it.
    """
    if data is None:
        return
    origin = get_origin(shape)
    if origin is Annotated:
        inner, *marks = get_args(shape)
        found_kind = next((m for m in marks if isinstance(m, q.Kind)), kind)
        yield from numbers(data, inner, path, found_kind)
    elif origin in (Union, types.UnionType):
        yield from _numbers_of_union(data, get_args(shape), path)
    elif origin is list and isinstance(data, list):
        (item_shape,) = get_args(shape)
        for place, item in enumerate(data):
            yield from numbers(item, item_shape, step(path, entry_name(item, place)))
    elif origin is dict and isinstance(data, dict):
        item_shape = get_args(shape)[1]
        for key, item in data.items():
            yield from numbers(item, item_shape, step(path, key))
    elif isinstance(shape, type) and issubclass(shape, Number):
        if kind is not None:
            yield path, kind, data
    elif isinstance(shape, type) and issubclass(shape, BaseModel) and isinstance(data, dict):
        for key, item in data.items():
            name = field_name(shape, str(key))
            if name in shape.model_fields:
                field = shape.model_fields[name]
                marks = [m for m in field.metadata if isinstance(m, q.Kind)]
                in_share = shape is Cost and key == "unit_cost" and data.get("per") == "costs"
                yield from numbers(
                    item, field.annotation, step(path, key), q.SHARE if in_share else next(iter(marks), None)
                )


def _numbers_of_union(data: Any, forms: tuple[Any, ...], path: str) -> Iterator[Found]:
    """Yields the numbers of the one form of a union that the value is written in."""
    for form in forms:
        base = form
        kind = None
        while get_origin(base) is Annotated:
            args = get_args(base)
            kind = kind or next((m for m in args[1:] if isinstance(m, q.Kind)), None)
            base = args[0]
        if get_origin(base) in (Union, types.UnionType):
            yield from _numbers_of_union(data, get_args(base), path)
            return
        is_number = isinstance(base, type) and issubclass(base, Number)
        if is_number and not isinstance(data, list):
            is_other = isinstance(data, dict) and is_income_weight(data)
            if not is_other:
                yield from numbers(data, base, path, kind)
                return
        elif (
            get_origin(base) is list
            and isinstance(data, list)
            or (get_origin(base) is dict or (isinstance(base, type) and issubclass(base, BaseModel)))
            and isinstance(data, dict)
        ):
            yield from numbers(data, base, path)
            return


@dataclass(frozen=True)
class Place:
    """A place of the case file: the shape whose key it is, what may stand there, and what kind of number it is."""

    shape: type[Shape]
    key: str
    form: Any
    kind: q.Kind | None

    @property
    def choices(self) -> tuple[str, ...]:
        """Returns the words that may stand there, where the shape lists them."""
        found = _unwrapped(self.form)
        return tuple(get_args(found)) if get_origin(found) is Literal else ()

    @property
    def is_list(self) -> bool:
        """Returns whether a list of numbers stands there."""
        return get_origin(_unwrapped(self.form)) is list

    @property
    def type(self) -> Any:
        """Returns what may stand there, without marks and without the possibility of nothing."""
        return _unwrapped(self.form)


def place_at(data: Any, path: str) -> Place:
    """Returns what may stand at a path of a case, written or not; KeyError where the shape has no such key."""
    shape: type[Shape] = CaseShape
    form: Any = CaseShape
    key, kind, node, entry = "", None, data, data
    for part in path.split("."):
        base = _unwrapped(form, node)
        if isinstance(base, type) and issubclass(base, Shape):
            shape, key, entry = base, part, node
            field = base.model_fields[field_name(base, part)]
            form, kind = field.annotation, next((m for m in field.metadata if isinstance(m, q.Kind)), None)
            node = node.get(part) if isinstance(node, dict) else None
        elif get_origin(base) is list:
            form = get_args(base)[0]
            items = node if isinstance(node, list) else []
            node = next((item for k, item in enumerate(items) if entry_name(item, k) == part), None)
        elif get_origin(base) is dict:
            form = get_args(base)[1]
            node = node.get(part) if isinstance(node, dict) else None
        else:
            raise KeyError(path)
    kind = kind or _kind_in(form)
    if shape is Cost and key == "unit_cost" and isinstance(entry, dict) and entry.get("per") == "costs":
        kind = q.SHARE
    return Place(shape, key, form, kind)


def _unwrapped(form: Any, node: Any = None) -> Any:
    """Returns a form without its marks, and of a union the form that the value is written in, else the first."""
    while get_origin(form) is Annotated:
        form = get_args(form)[0]
    if get_origin(form) not in (Union, types.UnionType):
        return form
    forms = [_unwrapped(each, node) for each in get_args(form) if each is not type(None)]
    return next((each for each in forms if _is_written_as(node, each)), forms[0])


def _is_written_as(node: Any, form: Any) -> bool:
    """Returns whether a list or a mapping of the file is of this form."""
    if isinstance(node, list):
        return get_origin(form) is list
    if not isinstance(node, dict):
        return False
    is_shape = isinstance(form, type) and issubclass(form, Shape)
    return get_origin(form) is dict or (is_shape and set(node) <= set(keys_of(form)))


def _kind_in(form: Any) -> q.Kind | None:
    """Returns the kind of quantity marked in a form, or in what it is a list or a choice of."""
    marks = [m for m in getattr(form, "__metadata__", ()) if isinstance(m, q.Kind)]
    if marks:
        return marks[0]
    return next((kind for each in get_args(form) if (kind := _kind_in(each))), None)
