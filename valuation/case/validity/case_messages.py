"""What a case's shape reports, said in the words of the case: pydantic's errors as problems."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from valuation.case.key_types import DESCRIPTIVE_KEYS, Number
from valuation.case.numbers_of_a_case import place_at
from valuation.case.places import entry_name, holder_of, key_of, step
from valuation.case.shape import CaseShape, field_name, keys_of
from valuation.case.written.written_numbers import NotUnderstood, read_number, written_out
from valuation.errors import Problem, choices, probably, shown
from valuation.quantities import ANY, LARGEST, SIZES, Kind

TYPES = {
    "tuple_type": "a list",
    "float_type": "a number, written without quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "too_short": "at least one entry",
}


def shape_problems(error: ValidationError, data: Any) -> Iterator[Problem]:
    """Yields a problem for each thing that pydantic found wrong with the shape of a case."""
    for item in error.errors(include_url=False, include_input=False):
        path, found, parent = _located(data, item["loc"])
        yield _problem(item, path, found, parent, data)


def _located(data: Any, loc: tuple[int | str, ...]) -> tuple[str, Any, Any]:
    """Returns (path, what is there, what holds it) for an error's place, without the names of forms in it."""
    node: Any = data
    parent: Any = None
    path = ""
    for part in loc:
        if isinstance(part, str) and part.startswith("‹"):
            continue
        if isinstance(node, list) and isinstance(part, int) and part < len(node):
            parent, node, path = (node, node[part], step(path, entry_name(node[part], part)))
        elif isinstance(node, dict):
            parent, node, path = node, node.get(str(part)), step(path, part)
        elif part != "value" and not (isinstance(part, str) and part.startswith("function-")):
            parent, node, path = node, None, step(path, part)
    return path, node, parent


def _problem(item: Any, path: str, found: Any, parent: Any, data: Any) -> Problem:
    kind, last, ctx = item["type"], key_of(path), item.get("ctx") or {}
    if kind == "extra_forbidden":
        allowed = [key for key in _keys_at(item["loc"]) if key not in DESCRIPTIVE_KEYS]
        unused = [key for key in allowed if not (isinstance(parent, dict) and key in parent)]
        hint = probably(last, unused) or probably(last, allowed)
        if found is None and " " in last:
            hint = " Text with a comma inside { } needs quotes around it."
        return Problem(
            path,
            f"`{shown(last)}` is not a key that is known here.{hint}",
            shown(last),
            choices(sorted(allowed), most=40),
        )
    if kind == "value_error":
        allowed_forms = "a number; {value: 0.12, …}; or {use: unit_costs.ae_attendance}"
        return Problem(path, f"{ctx['error']}.", shown(found), allowed_forms)
    if kind == "missing":
        return Problem(path, f"`{shown(last)}` is missing.", "nothing", "a value for it")
    if kind == "literal_error":
        words = str(ctx.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        return Problem(
            path,
            f"this is not a word that is known here.{probably(found, words)}",
            shown(found),
            choices(words),
        )
    if kind == "string_pattern_mismatch":
        return Problem(
            path,
            "an id is small letters, digits and underscores, and begins with a letter.",
            shown(found),
            "such as peer_support, 40 characters at most",
        )
    if kind == "string_too_long":
        most = ctx.get("max_length")
        what = "this id" if last == "id" else "this text"
        return Problem(
            path, f"{what} is too long.", f"{len(str(found))} characters", f"{most} characters at most"
        )
    if kind == "finite_number":
        return Problem(path, "this is not a finite number.", shown(found), "a number; not .nan or .inf")
    if kind == "too_deep":
        return Problem(
            path, "this is nested more deeply than any change.", shown(found), "a number or a word"
        )
    if _is_of_no_size(item, found):
        near = kind == "too_near_0"
        message = f"this number is too {'near 0' if near else 'large'} to be worked with."
        return Problem(path, message, shown(found), SIZES)
    if kind in ("greater_than_equal", "less_than_equal"):
        return Problem(path, "this number is outside what is allowed here.", shown(found), _bounds(path, ctx))
    expected = TYPES.get(kind, "")
    if kind in ("too_short", "too_long") and last == "range":
        expected = "two numbers, [low, high]"
    elif kind == "too_long":
        most = f"{ctx.get('max_length'):,} at most"
        count = len(found) if isinstance(found, list | dict) else 0
        return Problem(path, f"this has {count:,} entries, and may have {most}.", f"{count:,}", most)
    hint = ""
    if kind == "float_type" and isinstance(found, str):
        hint = _number_hint(found, _kind_at(data, path))
    if kind == "bool_type" and str(found).lower() in ("yes", "no", "on", "off"):
        hint = f" Probably meant: {'true' if str(found).lower() in ('yes', 'on') else 'false'}."
    return Problem(path, f"this should be {expected or item['msg'].lower()}.{hint}", shown(found), expected)


def _is_of_no_size(item: Any, found: Any) -> bool:
    """Returns whether a number was refused because it is larger, or nearer to 0, than any that a case may hold."""
    kind, ctx = item["type"], item.get("ctx") or {}
    is_long = kind == "float_type" and isinstance(found, int) and not isinstance(found, bool)
    is_beyond = LARGEST in (ctx.get("le"), -ctx.get("ge", 0))
    return kind in ("too_near_0", "too_large") or is_long or is_beyond


def _kind_at(data: Any, path: str) -> Kind:
    """Returns the kind of number that belongs at a path, or at the number that the path is a part of."""
    for at in (path, holder_of(path), holder_of(holder_of(path))):
        try:
            kind = place_at(data, at).kind
        except (KeyError, AttributeError):
            continue
        if kind is not None:
            return kind
    return ANY


def _number_hint(text: str, kind: Kind) -> str:
    """Returns what number was probably meant by a text, or both where it may be either; only numbers that may stand there."""
    try:
        return f" Probably meant: {written_out(read_number(text, kind))}."
    except NotUnderstood as error:
        readings = [written_out(value) for value in error.readings if kind.holds(value)]
        return f" It could be {' or '.join(readings)}." if readings else ""


def _bounds(path: str, ctx: dict[str, Any]) -> str:
    last = key_of(path)
    words = {
        "grade": "a whole number from 1 (best) to 6 (worst)",
        "years": "a whole number of years from 1 to 60",
        "delivery_years": "a whole number of years from 1 to 1000",
        "over_years": "a whole number of years from 1 to 1000",
    }
    return words.get(last) or (f"{ctx['ge']} or more" if "ge" in ctx else f"{ctx.get('le')} or less")


def _keys_at(loc: tuple[int | str, ...]) -> list[str]:
    """Returns the keys that a mapping may have at the place of an unknown one."""
    shape: Any = CaseShape
    for part in loc[:-1]:
        shape = _inside(shape, part)
    while get_origin(shape) in (Annotated, Union, types.UnionType):
        shape = next(form for form in get_args(shape) if form is not type(None))
    return keys_of(shape) if isinstance(shape, type) and issubclass(shape, BaseModel) else []


def _inside(shape: Any, part: int | str) -> Any:
    """Returns the shape one step inside a shape."""
    while get_origin(shape) is Annotated:
        shape = get_args(shape)[0]
    if isinstance(part, str) and part.startswith("‹"):
        forms = get_args(shape)
        wanted = {"‹list›": list, "‹mapping›": dict}.get(part)
        for form in forms:
            base = form
            while get_origin(base) is Annotated:
                base = get_args(base)[0]
            is_mapping = isinstance(base, type) and issubclass(base, BaseModel) and base is not Number
            if (
                get_origin(base) is wanted
                and wanted is not None
                or (part == "‹mapping›" and is_mapping)
                or (part == "‹one›" and base is Number)
            ):
                return base
        return shape
    if get_origin(shape) in (Union, types.UnionType):
        shape = next((form for form in get_args(shape) if form is not type(None)), None)
        return _inside(shape, part)
    if get_origin(shape) is list:
        return get_args(shape)[0]
    if get_origin(shape) is dict:
        return get_args(shape)[1]
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        name = field_name(shape, str(part))
        return shape.model_fields[name].annotation if name in shape.model_fields else None
    return None
