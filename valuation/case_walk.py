"""Every number of a case as written, at its path, with the kind of quantity that its place holds."""

from __future__ import annotations

import types
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from valuation import quantities as q
from valuation.case import CaseShape, Cost, Number, Shape, field_name, is_income_weight, keys_of
from valuation.places import entry_name, step, steps_of

Found = tuple[str, q.Kind, Any]


def numbers(
    data: Any, shape: Any = CaseShape, path: str = "", kind: q.Kind | None = None, known: Container[int] = ()
) -> Iterator[Found]:
    """Yields (path, kind, value as written) for every number of a case as read, valid or not.

    The walk follows the shapes above, so a place's kind of quantity is said once, in its annotation; what is
    not of the expected form is passed over, because the shape's own check reports it; so is what is `known`.
    """
    if data is None or id(data) in known:
        return
    sort, inner = _sort(shape)
    if sort == "annotated":
        inner, marked = inner
        yield from numbers(data, inner, path, marked or kind, known)
    elif sort == "union":
        yield from _numbers_of_union(data, inner, path, known)
    elif sort == "list" and isinstance(data, list):
        for place, item in enumerate(data):
            yield from numbers(item, inner, step(path, entry_name(item, place)), None, known)
    elif sort == "dict" and isinstance(data, dict):
        for key, item in data.items():
            yield from numbers(item, inner, step(path, key), None, known)
    elif sort == "number":
        if kind is not None:
            yield path, kind, data
    elif sort == "model" and isinstance(data, dict):
        for key, item in data.items():
            form, marked = _field(shape, str(key))
            if form is not None:
                in_share = shape is Cost and key == "unit_cost" and data.get("per") == "costs"
                yield from numbers(item, form, step(path, key), q.SHARE if in_share else marked, known)


@cache  # a form is read off its annotation once, not at each of the thousands of places that are walked
def _sort(shape: Any) -> tuple[str, Any]:
    """Returns what sort of form an annotation is, and what is in it."""
    origin = get_origin(shape)
    if origin is Annotated:
        inner, *marks = get_args(shape)
        return "annotated", (inner, next((m for m in marks if isinstance(m, q.Kind)), None))
    if origin in (Union, types.UnionType):
        return "union", get_args(shape)
    if origin is list:
        return "list", get_args(shape)[0]
    if origin is dict:
        return "dict", get_args(shape)[1]
    if isinstance(shape, type) and issubclass(shape, Number):
        return "number", None
    return ("model", None) if isinstance(shape, type) and issubclass(shape, BaseModel) else ("other", None)


@lru_cache(4096)  # bounded, because a file may hold any key
def _field(shape: type[BaseModel], key: str) -> tuple[Any, q.Kind | None]:
    """Returns the form at a key of the case file and the kind of number it is, or nothing where there is no such key."""
    field = shape.model_fields.get(field_name(shape, key))
    if field is None:
        return None, None
    return field.annotation, next((m for m in field.metadata if isinstance(m, q.Kind)), None)


def _numbers_of_union(data: Any, forms: tuple[Any, ...], path: str, known: Container[int]) -> Iterator[Found]:
    """Yields the numbers of the one form of a union that the value is written in."""
    for form in forms:
        base, kind = form, None
        sort, inner = _sort(base)
        while sort == "annotated":
            base, marked = inner
            kind = kind or marked
            sort, inner = _sort(base)
        if sort == "union":
            yield from _numbers_of_union(data, inner, path, known)
            return
        if sort == "number" and not isinstance(data, list):
            if not (isinstance(data, dict) and is_income_weight(data)):
                yield from numbers(data, base, path, kind, known)
                return
        elif (sort == "list" and isinstance(data, list)) or (
            sort in ("dict", "model") and isinstance(data, dict)
        ):
            yield from numbers(data, base, path, None, known)
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
    for part in steps_of(path):
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


def is_there(data: Any, path: str) -> bool:
    """Returns whether a path leads to a place of the case as it is: every entry that it names is in its list or block.

    A key may be written or not; an entry that was taken out, or that nobody has made, is not there.
    """
    form: Any = CaseShape
    node = data
    for part in steps_of(path):
        base = _unwrapped(form, node)
        if isinstance(base, type) and issubclass(base, Shape):
            field = base.model_fields.get(field_name(base, part))
            if field is None:
                return False
            form = field.annotation
            node = node.get(part) if isinstance(node, dict) else None
        elif get_origin(base) is list:
            form = get_args(base)[0]
            items = node if isinstance(node, list) else []
            names = [entry_name(item, k) for k, item in enumerate(items)]
            is_entry = isinstance(inner := _unwrapped(form), type) and issubclass(inner, Shape)
            if part not in names and (is_entry or not part.isdecimal()):
                return False
            node = items[names.index(part)] if part in names else None
        elif get_origin(base) is dict:
            names_of, form = get_args(base)
            written = node if isinstance(node, dict) else {}
            if part not in written and get_origin(_unwrapped(names_of)) is not Literal:
                return False
            node = written.get(part)
        else:
            return False
    return True


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
