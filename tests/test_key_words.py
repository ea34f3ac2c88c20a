"""Every key of the case file and every choice has words that a commissioner understands, and no others are kept."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from make_the_case.views.forms.number_field import read_number, read_numbers
from valuation import Kind
from valuation.case.choices import ChoiceOf
from valuation.case.drivers import DRIVERS
from valuation.case.key_types import Described, Shape
from valuation.case.key_words import WORDS, described
from valuation.case.option_shape import Cost
from valuation.case.shape import field_name, keys_of, shapes_by_name
from valuation.case.words_of_choices import CHOICES, choice_words

SHAPES = shapes_by_name()
KEYS = [(shape, key) for shape in SHAPES.values() for key in keys_of(shape)]
SAID = [
    (f"{shape}.{key}", text)
    for shape, keys in WORDS.items()
    for key, words in keys.items()
    for text in (words.label, words.help)
] + [(f"{shape}.{key}", text) for (shape, key), said in CHOICES.items() for text in said.values()]
AVOIDED = (
    r"efficiency savings?|cost avoidance|social return|sroi|deadweight|attribution|displacement|drop[- _]?off"
    r"|decays?|np[s]?v|switching value|confidence intervals?|will|proven|evidence shows|service users?|cohorts?"
    r"|burdens?|frequent flyers?|compl(?:y|ies)|engage[sd]?|attrit(?:ion)?|hard to reach|co-production|n/a|tbc"
    r"|savings?"
)
"""The words to avoid (the table is in the design of the screens); `saving` is for cash that a decision releases."""
IN_BRACKETS = "(deadweight)"


def marks(annotation: Any, of: type) -> Iterator[Any]:
    """Yields every mark of a type, and every Literal where that is asked for, anywhere inside an annotation."""
    if get_origin(annotation) is Literal and of is str:
        yield from get_args(annotation)
    if isinstance(annotation, ChoiceOf) and of is str:
        yield from annotation.words
    for inner in [*get_args(annotation), *getattr(annotation, "__metadata__", ())]:
        if isinstance(inner, of) and of is not str:
            yield inner
        elif get_origin(annotation) is not Literal:
            yield from marks(inner, of)


def field(shape: type[Shape], key: str) -> Any:
    return shape.model_fields[field_name(shape, key)]


@pytest.mark.parametrize(("shape", "key"), KEYS, ids=[f"{shape.__name__}.{key}" for shape, key in KEYS])
def test_every_key_of_every_shape_has_words(shape: type[Shape], key: str) -> None:
    words = described(shape, key)
    assert 0 < len(words.label) <= 60
    assert 0 < len(words.help) <= 300
    assert words.label[0].isupper() and words.label[-1] not in ".:?"
    assert words.help[0].isupper() or words.help[0].isdigit()
    assert words.help.endswith(".")


def test_the_descriptive_keys_are_said_once() -> None:
    repeated = {
        (shape, key)
        for shape, keys in WORDS.items()
        for key in keys
        if shape not in ("Described", "Finding") and key in keys_of(Described)
    }  # a finding is a shape of its own: what describes other numbers is what is read of it
    assert repeated == {
        ("Release", "owner"),  # who decides is more than who answers for an entry
        ("Round", "at"),  # the day on which the answers were closed
        ("Measured", "at"),  # the day of a record says what comes after what
        ("StopGoTest", "at"),  # the day on which a test is due
    }


def test_there_are_no_words_for_a_key_that_does_not_exist() -> None:
    stated = {(name, key) for name, keys in WORDS.items() for key in keys}
    assert stated <= {(shape.__name__, key) for shape, key in KEYS}
    with pytest.raises(StopIteration):
        described(Cost, "unit_cots")


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_no_two_keys_of_a_shape_have_one_label(shape: type[Shape]) -> None:
    labels = [described(shape, key).label.casefold() for key in keys_of(shape)]
    assert len(set(labels)) == len(labels)


def choices() -> Iterator[tuple[type[Shape], str, str]]:
    for shape, key in KEYS:
        found = field(shape, key)
        for part in (found.annotation, *found.metadata):
            yield from ((shape, key, choice) for choice in marks(part, str))


def test_every_choice_has_words_and_no_other_word_has() -> None:
    found = list(choices())
    assert len(found) > 40, "the shapes have changed: point this test at their choices"
    for shape, key, choice in found:
        words = choice_words(shape, key, choice)
        assert 0 < len(words) <= 60 and words[0].isupper() and not words.endswith(".")
    stated = {(shape, key, choice) for (shape, key), said in CHOICES.items() for choice in said}
    stated |= {("Cost", "per", driver) for driver in DRIVERS.keys}
    assert stated == {(shape.__name__, key, choice) for shape, key, choice in found}
    for said in CHOICES.values():
        assert len(set(said.values())) == len(said)


def test_no_word_is_one_that_the_screens_avoid() -> None:
    found = {}
    for where, text in SAID:
        open_to_all = text.replace(IN_BRACKETS, "") if where == "Outcome.deadweight" else text
        found[where, text] = re.findall(rf"\b(?:{AVOIDED})\b", open_to_all, re.IGNORECASE)
    assert {place: words for place, words in found.items() if words} == {}


@pytest.mark.parametrize("text", ["A saving", "NPV", "Due to co-production", "It will rise", "Drop-off"])
def test_a_word_to_avoid_would_be_found(text: str) -> None:
    assert re.search(rf"\b(?:{AVOIDED})\b", text, re.IGNORECASE)


def numbers() -> Iterator[tuple[type[Shape], str, Kind, bool]]:
    for shape, key in KEYS:
        found = field(shape, key)
        kinds = [*(m for m in found.metadata if isinstance(m, Kind)), *marks(found.annotation, Kind)]
        if kinds and key not in ("payer", "to", "from", "assumptions"):
            yield shape, key, kinds[0], "list" in str(found.annotation)


NUMBERS = list(numbers())


@pytest.mark.parametrize(
    ("shape", "key", "kind", "by_year"), NUMBERS, ids=[f"{one[0].__name__}.{one[1]}" for one in NUMBERS]
)
def test_the_example_of_a_number_can_be_typed_into_its_field(
    shape: type[Shape], key: str, kind: Kind, by_year: bool
) -> None:
    words = described(shape, key)
    assert words.example, "an error says what to enter, like an example"
    for per_hundred in (False, True) if "%" in words.example else (False,):
        read = read_numbers if by_year else read_number
        found = read(words.example, kind, per_hundred=per_hundred, label=words.label, example=words.example)
        assert found != []


def test_every_kind_of_number_that_a_case_holds_was_tried() -> None:
    assert len(NUMBERS) > 35
    assert {"money", "share", "count", "multiplier", "rate", "duration", "growth", "income"} <= {
        kind.name for _, _, kind, _ in NUMBERS
    }


def test_working_a_case_out_needs_no_words() -> None:
    asked = "import sys, valuation; print(*(name for name in sys.modules if name.startswith('valuation')))"
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=root, capture_output=True, encoding="utf-8", check=True
    )
    assert "valuation.case.shape" in done.stdout.split()
    assert not {
        "valuation.case.key_words",
        "valuation.case.records.record_words",
        "valuation.case.words_of_choices",
        "valuation.case.schema",
    } & set(done.stdout.split())
