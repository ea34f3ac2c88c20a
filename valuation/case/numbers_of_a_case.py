"""Every number of a case as written, at its path, with the kind of quantity that its place holds."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from valuation import quantities as q
from valuation.case.choices import ChoiceOf
from valuation.case.drivers import is_a_share_of_costs
from valuation.case.key_types import Number, Shape
from valuation.case.option_shape import Cost, is_income_weight
from valuation.case.places import entry_name, step, steps_of
from valuation.case.shape import CaseShape, field_name, keys_of


class Stated(NamedTuple):
    """A number of a case as it is written, and the assumption that it stands for once that is known."""

    path: str
    kind: q.Kind
    raw: object
    assumption: q.Assumption | None = None


Walked = tuple[str, tuple[Stated, ...]]
"""The path of a part of a case that was walked before, and its numbers."""


def numbers(
    data: object,
    shape: object = CaseShape,
    path: str = "",
    known: Mapping[int, Walked] = MappingProxyType({}),
) -> Iterator[Stated]:
    """Yields every number of a case as read, valid or not, at its path and with its kind of quantity.

    The walk follows the shapes above, so a place's kind of quantity is said once, in its annotation; what is
    not of the expected form is passed over, because the shape's own check reports it. Of a part that is `known`, by
    its identity, the numbers are those that were found in it before.
    """
    return _walked(data, _form_of(shape), path, None, known)


def _walked(
    data: object, form: _Form, path: str, kind: q.Kind | None, known: Mapping[int, Walked]
) -> Iterator[Stated]:
    if isinstance(data, dict):
        before = known.get(id(data))
        if before is not None and before[0] == path:
            yield from before[1]
            return
    kind = form.kind or kind
    if form.sort == "number":
        if kind is not None:
            yield Stated(path, kind, data)
    elif form.sort == "union":
        for each in form.choices:
            if each.sort == "union" or each.is_written_as(data):
                yield from _walked(data, each, path, None, known)
                return
    elif form.sort == "list" and isinstance(data, list):
        for place, item in enumerate(data):
            if item is not None:
                yield from _walked(item, form.inner, step(path, entry_name(item, place)), None, known)
    elif form.sort == "dict" and isinstance(data, dict):
        for key, item in data.items():
            if item is not None:
                yield from _walked(item, form.inner, step(path, key), None, known)
    elif form.sort == "model" and isinstance(data, dict):
        for key, item in data.items():
            field = form.fields.get(str(key))
            if field is not None and item is not None:
                is_share = form.shape is Cost and key == "unit_cost" and is_a_share_of_costs(data.get("per"))
                yield from _walked(item, field[0], step(path, key), q.SHARE if is_share else field[1], known)


class _Form:
    """What an annotation says of what may stand at a place, read off it once and not at each of the thousands of places."""

    def __init__(self, annotation: object):
        self.kind: q.Kind | None = None
        while get_origin(annotation) is Annotated:
            annotation, *marks = get_args(annotation)
            self.kind = next((m for m in marks if isinstance(m, q.Kind)), None) or self.kind
        origin = get_origin(annotation)
        self.sort = "other"
        self.shape: type[BaseModel] | None = None
        if origin in (Union, types.UnionType):
            self.sort, self.choices = "union", [_form_of(each) for each in get_args(annotation)]
        elif origin in (list, dict):
            self.sort, self.inner = origin.__name__, _form_of(get_args(annotation)[-1])
        elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
            self.sort = "number" if issubclass(annotation, Number) else "model"
            self.shape = annotation

    @cached_property
    def fields(self) -> dict[str, tuple[_Form, q.Kind | None]]:
        """Returns the form at each key of a mapping of the case file that holds any number, and the kind of number it is."""
        with_numbers: dict[str, tuple[_Form, q.Kind | None]] = {}
        for name, field in self.shape.model_fields.items() if self.shape else ():
            annotation: object = field.annotation
            form = _form_of(annotation)
            kind = next((m for m in field.metadata if isinstance(m, q.Kind)), None)
            if form.has_numbers:
                with_numbers[field.alias or name] = form, kind
        return with_numbers

    @cached_property
    def has_numbers(self) -> bool:
        """Returns whether any number may stand there, or within it; no shape of a case is within itself."""
        if self.sort == "union":
            return any(each.has_numbers for each in self.choices)
        if self.sort in ("list", "dict"):
            return self.inner.has_numbers
        return self.sort == "number" or (self.sort == "model" and bool(self.fields))

    def is_written_as(self, data: object) -> bool:
        """Returns whether a value is written in this form, of those that may stand at its place."""
        if self.sort == "number":
            return not isinstance(data, list) and not (isinstance(data, dict) and is_income_weight(data))
        return (
            isinstance(data, list)
            if self.sort == "list"
            else self.sort in ("dict", "model") and isinstance(data, dict)
        )


@cache
def _form_of(annotation: object) -> _Form:
    return _Form(annotation)


@dataclass(frozen=True)
class Place:
    """A place of the case file: the shape whose key it is, what may stand there, and what kind of number it is."""

    shape: type[Shape]
    key: str
    form: object
    kind: q.Kind | None

    @property
    def choices(self) -> tuple[str, ...]:
        """Returns the words that may stand there, where the shape lists them."""
        field = self.shape.model_fields.get(field_name(self.shape, self.key))
        listed = next((m for m in field.metadata if isinstance(m, ChoiceOf)), None) if field else None
        if listed is not None:
            return listed.words
        form = _unwrapped(self.form)
        return tuple(get_args(form)) if get_origin(form) is Literal else ()

    @property
    def is_list(self) -> bool:
        """Returns whether a list of numbers stands there."""
        return get_origin(_unwrapped(self.form)) is list

    @property
    def type(self) -> object:
        """Returns what may stand there, without marks and without the possibility of nothing."""
        return _unwrapped(self.form)


def place_at(data: object, path: str) -> Place:
    """Returns what may stand at a path of a case, written or not; KeyError where the shape has no such key."""
    shape: type[Shape] = CaseShape
    form: object = CaseShape
    key, kind = "", None
    node, entry = data, data
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
    if (
        shape is Cost
        and key == "unit_cost"
        and isinstance(entry, dict)
        and is_a_share_of_costs(entry.get("per"))
    ):
        kind = q.SHARE
    return Place(shape, key, form, kind)


def is_there(data: object, path: str) -> bool:
    """Returns whether a path leads to a place of the case as it is: every entry that it names is in its list or block.

    A key may be written or not; an entry that was taken out, or that nobody has made, is not there.
    """
    form: object = CaseShape
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


def _unwrapped(form: object, node: object = None) -> object:
    """Returns a form without its marks, and of a union the form that the value is written in, else the first."""
    while get_origin(form) is Annotated:
        form = get_args(form)[0]
    if get_origin(form) not in (Union, types.UnionType):
        return form
    forms = [_unwrapped(each, node) for each in get_args(form) if each is not type(None)]
    return next((each for each in forms if _is_written_as(node, each)), forms[0])


def _is_written_as(node: object, form: object) -> bool:
    """Returns whether a list or a mapping of the file is of this form."""
    if isinstance(node, list):
        return get_origin(form) is list
    if not isinstance(node, dict):
        return False
    if isinstance(form, type) and issubclass(form, Shape):
        return set(node) <= set(keys_of(form))
    return get_origin(form) is dict


def _kind_in(form: object) -> q.Kind | None:
    """Returns the kind of quantity marked in a form, or in what it is a list or a choice of."""
    marks = [m for m in getattr(form, "__metadata__", ()) if isinstance(m, q.Kind)]
    if marks:
        return marks[0]
    return next((kind for each in get_args(form) if (kind := _kind_in(each))), None)
