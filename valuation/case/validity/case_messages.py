"""What a case's shape reports, said in the words of the case: pydantic's errors as problems."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from valuation.case.key_types import DESCRIPTIVE_KEYS, Number
from valuation.case.numbers_of_a_case import place_at
from valuation.case.option_shape import MOST_PILOT_YEARS
from valuation.case.places import entry_name, holder_of, key_of, path_of, step
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
BOUNDS = {
    "grade": "a whole number from 1 (best) to 6 (worst)",
    "years": "a whole number of years from 1 to 60",
    "delivery_years": "a whole number of years from 1 to 1000",
    "over_years": "a whole number of years from 1 to 1000",
    "pilot.years": f"a whole number of years from 1 to {MOST_PILOT_YEARS}",
    "pilot.people": "a whole number of people, 1 or more",
}
"""What is allowed at a key whose bounds are said in words, alone or within what holds it; elsewhere the bound itself is said."""
PAIRS = ("range", "interval")
"""Keys that hold a lower and a higher number."""
BOUNDS_IN_WORDS = {"ge": "{} or more", "gt": "above {}", "le": "{} or less", "lt": "below {}"}
"""How each bound that pydantic names is said."""


@dataclass(frozen=True)
class Misfit:
    """What does not fit the shape at one place of a case."""

    error: ErrorDetails
    path: str
    written: object
    """What stands there, as it was read."""
    holder: object
    """The mapping or list that holds it."""
    data: object
    """The whole case."""

    @property
    def kind(self) -> str:
        """Returns pydantic's word for what is wrong."""
        return self.error["type"]

    @property
    def key(self) -> str:
        """Returns the key at which it stands."""
        return key_of(self.path)

    @property
    def limits(self) -> Mapping[str, object]:
        """Returns what pydantic says of what is allowed: a bound, a length, the words."""
        return self.error.get("ctx") or {}


def shape_problems(error: ValidationError, data: object) -> Iterator[Problem]:
    """Yields a problem for each thing that pydantic found wrong with the shape of a case."""
    for item in error.errors(include_url=False, include_input=False):
        path, written, holder = _located(data, item["loc"])
        yield _problem(Misfit(item, path, written, holder, data))


def _located(data: object, loc: tuple[int | str, ...]) -> tuple[str, object, object]:
    """Returns (path, what is there, what holds it) for an error's place, without the names of forms in it."""
    node: object = data
    holder: object = None
    path = ""
    for part in loc:
        if isinstance(part, str) and part.startswith("‹"):
            continue
        if isinstance(node, list) and isinstance(part, int) and part < len(node):
            path = step(path, entry_name(node[part], part))
            holder, node = node, node[part]
        elif isinstance(node, dict):
            holder, node, path = node, node.get(str(part)), step(path, part)
        elif part != "value" and not (isinstance(part, str) and part.startswith("function-")):
            holder, node, path = node, None, step(path, part)
    return path, node, holder


def _problem(misfit: Misfit) -> Problem:
    in_words = IN_WORDS.get(misfit.kind)
    if in_words is not None:
        return in_words(misfit)
    if _is_of_no_size(misfit):
        return _of_no_size(misfit)
    if misfit.kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _outside_bounds(misfit)
    if misfit.kind == "too_long" and misfit.key not in PAIRS:
        return _too_many(misfit)
    return _of_another_type(misfit)


def _unknown_key(misfit: Misfit) -> Problem:
    key, holder = misfit.key, misfit.holder
    allowed = [known for known in _keys_at(misfit.error["loc"]) if known not in DESCRIPTIVE_KEYS]
    unused = [known for known in allowed if not (isinstance(holder, dict) and known in holder)]
    hint = probably(key, unused) or probably(key, allowed)
    if misfit.written is None and " " in key:
        hint = " Text with a comma inside { } needs quotes around it."
    return Problem(
        misfit.path,
        f"`{shown(key)}` is not a key that is known here.{hint}",
        shown(key),
        choices(sorted(allowed), most=40),
    )


def _no_number(misfit: Misfit) -> Problem:
    allowed = "a number; {value: 0.12, …}; or {use: unit_costs.ae_attendance}"
    return Problem(misfit.path, f"{misfit.limits['error']}.", shown(misfit.written), allowed)


def _missing(misfit: Misfit) -> Problem:
    return Problem(misfit.path, f"`{shown(misfit.key)}` is missing.", "nothing", "a value for it")


def _unknown_word(misfit: Misfit) -> Problem:
    expected = str(misfit.limits.get("expected", ""))
    words = expected.replace("'", "").replace(" or ", ", ").split(", ")
    return Problem(
        misfit.path,
        f"this is not a word that is known here.{probably(misfit.written, words)}",
        shown(misfit.written),
        choices(words),
    )


def _no_id(misfit: Misfit) -> Problem:
    return Problem(
        misfit.path,
        "an id is small letters, digits and underscores, and begins with a letter.",
        shown(misfit.written),
        "such as peer_support, 40 characters at most",
    )


def _too_long(misfit: Misfit) -> Problem:
    what = "this id" if misfit.key == "id" else "this text"
    length, most = len(str(misfit.written)), misfit.limits.get("max_length")
    return Problem(misfit.path, f"{what} is too long.", f"{length} characters", f"{most} characters at most")


def _not_finite(misfit: Misfit) -> Problem:
    allowed = "a number; not .nan or .inf"
    return Problem(misfit.path, "this is not a finite number.", shown(misfit.written), allowed)


def _too_deep(misfit: Misfit) -> Problem:
    message = "this is nested more deeply than any change."
    return Problem(misfit.path, message, shown(misfit.written), "a number or a word")


def _one_outcome(misfit: Misfit) -> Problem:
    message = "a pilot is decided by one outcome, and more than one is named."
    return Problem(misfit.path, message, shown(misfit.written), "the id of one outcome of this option")


IN_WORDS: Mapping[str, Callable[[Misfit], Problem]] = {
    "extra_forbidden": _unknown_key,
    "value_error": _no_number,
    "missing": _missing,
    "literal_error": _unknown_word,
    "string_pattern_mismatch": _no_id,
    "string_too_long": _too_long,
    "finite_number": _not_finite,
    "too_deep": _too_deep,
    "one_outcome": _one_outcome,
}
"""What is said of each kind of error that has a sentence of its own."""


def _is_of_no_size(misfit: Misfit) -> bool:
    """Returns whether a number was refused because it is larger, or nearer to 0, than any that a case may hold."""
    written, limits = misfit.written, misfit.limits
    is_long = misfit.kind == "float_type" and isinstance(written, int) and not isinstance(written, bool)
    is_beyond = limits.get("le") == LARGEST or limits.get("ge") == -LARGEST
    return misfit.kind in ("too_near_0", "too_large") or is_long or is_beyond


def _of_no_size(misfit: Misfit) -> Problem:
    size = "near 0" if misfit.kind == "too_near_0" else "large"
    message = f"this number is too {size} to be worked with."
    return Problem(misfit.path, message, shown(misfit.written), SIZES)


def _outside_bounds(misfit: Misfit) -> Problem:
    bound = next(words.format(misfit.limits[b]) for b, words in BOUNDS_IN_WORDS.items() if b in misfit.limits)
    message = "this number is outside what is allowed here."
    within = path_of((key_of(holder_of(misfit.path)), misfit.key))
    allowed = BOUNDS.get(within) or BOUNDS.get(misfit.key) or bound
    return Problem(misfit.path, message, shown(misfit.written), allowed)


def _too_many(misfit: Misfit) -> Problem:
    most = f"{misfit.limits.get('max_length'):,} at most"
    count = len(misfit.written) if isinstance(misfit.written, list | dict) else 0
    return Problem(misfit.path, f"this has {count:,} entries, and may have {most}.", f"{count:,}", most)


def _of_another_type(misfit: Misfit) -> Problem:
    """Returns the problem of something that is not the sort of thing which its place holds, with what was probably meant."""
    kind, written = misfit.kind, misfit.written
    is_a_range = kind in ("too_short", "too_long") and misfit.key in PAIRS
    expected = "two numbers, [low, high]" if is_a_range else TYPES.get(kind, "")
    hint = ""
    if kind == "float_type" and isinstance(written, str):
        hint = _number_hint(written, _kind_at(misfit.data, misfit.path))
    answer = str(written).lower()
    if kind == "bool_type" and answer in ("yes", "no", "on", "off"):
        hint = f" Probably meant: {'true' if answer in ('yes', 'on') else 'false'}."
    what = expected or misfit.error["msg"].lower()
    return Problem(misfit.path, f"this should be {what}.{hint}", shown(written), expected)


def _kind_at(data: object, path: str) -> Kind:
    """Returns the kind of number that belongs at a path, or at the number that the path is a part of."""
    for place in (path, holder_of(path), holder_of(holder_of(path))):
        try:
            kind = place_at(data, place).kind
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


def _keys_at(loc: tuple[int | str, ...]) -> list[str]:
    """Returns the keys that a mapping may have at the place of an unknown one."""
    shape: object = CaseShape
    for part in loc[:-1]:
        shape = _inside(shape, part)
    while get_origin(shape) in (Annotated, Union, types.UnionType):
        shape = next(form for form in get_args(shape) if form is not type(None))
    return keys_of(shape) if isinstance(shape, type) and issubclass(shape, BaseModel) else []


def _inside(shape: object, part: int | str) -> object:
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
