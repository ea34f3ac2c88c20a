"""The JSON Schema of the case file ships with the code, says what the code says, and accepts what the code accepts."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from valuation import read_case
from valuation.case import DESCRIPTIVE_KEYS, field_name, keys_of
from valuation.key_words import ANYWHERE, CHOICES, OF_SHAPE, case_schema, choice_words, described, shapes

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "valuation" / "case.schema.json"
CASES = [*sorted((ROOT / "cases").glob("*.yaml")), *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]
REMEDY = """valuation/case.schema.json is not what valuation/case.py says. Write it again:
python -c "import json; from valuation.key_words import case_schema; print(json.dumps(case_schema(), indent=1,
ensure_ascii=False))" > valuation/case.schema.json"""


@pytest.fixture(scope="module")
def schema():
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


def test_the_schema_that_ships_is_the_one_that_the_code_states(schema):
    assert schema == case_schema(), REMEDY


def test_the_schema_is_valid_in_its_own_language(schema):
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_every_case_file_of_the_repository_is_valid_under_the_schema(schema, path):
    faults = [
        f"{error.json_path}: {error.message[:200]}"
        for error in Draft202012Validator(schema).iter_errors(read_case(path).data)
    ]
    assert faults == []


MISSPELT = [
    (lambda case: case, "titel"),
    (lambda case: case["appraisal"], "frist_year"),
    (lambda case: case["options"][0]["people"], "upatke"),
    (lambda case: case["options"][0]["costs"][0], "unit_cots"),
    (lambda case: case["options"][0]["outcomes"][0], "drop_of"),
    (lambda case: case["options"][0]["outcomes"][0]["values"][0], "cashible"),
]


@pytest.mark.parametrize(("place", "key"), MISSPELT, ids=[key for _, key in MISSPELT])
def test_a_misspelt_key_is_not_valid_under_the_schema(schema, place, key):
    case = copy.deepcopy(read_case(ROOT / "tests" / "cases" / "every_section.yaml").data)
    assert Draft202012Validator(schema).is_valid(case)
    place(case)[key] = 1
    assert not Draft202012Validator(schema).is_valid(case)


EVERY_KEY = [(shape, key) for shape in shapes().values() for key in keys_of(shape)]


@pytest.mark.parametrize(("shape", "key"), EVERY_KEY, ids=lambda item: getattr(item, "__name__", item))
def test_every_key_is_described_in_plain_words(shape, key):
    words = described(shape, key)
    assert 0 < len(words.label) <= 60 and words.help.endswith(".") and len(words.help) <= 300


def test_no_words_are_left_for_a_key_that_is_gone():
    known = shapes()
    assert set(OF_SHAPE) <= set(known)
    assert not [
        (name, key) for name, found in OF_SHAPE.items() for key in found if key not in keys_of(known[name])
    ]
    assert set(ANYWHERE) == set(DESCRIPTIVE_KEYS)


@pytest.mark.parametrize("name", shapes())
def test_no_two_keys_of_a_shape_are_called_the_same(name):
    labels = [words.label for words in OF_SHAPE.get(name, {}).values()]
    assert len(labels) == len(set(labels))


def test_every_choice_has_words_and_no_choice_is_left_over():
    for place, said in CHOICES.items():
        name, _, key = place.partition(".")
        form = str(shapes()[name].model_fields[key].annotation)
        assert set(re.findall(r"'([a-z_]+)'", form)) == set(said)
        assert all(choice_words(shapes()[name], key, choice) == words for choice, words in said.items())
    listed = {
        f"{shape.__name__}.{key}"
        for shape, key in EVERY_KEY
        if "Literal[" in str(shape.model_fields[field_name(shape, key)].annotation)
    }
    assert listed - {"CaseShape.format", "Logic.because"} == set(CHOICES)


def test_the_schema_says_what_each_key_means(schema):
    cost = schema["$defs"]["Cost"]["properties"]
    assert cost["starts_per_fte"]["title"] == "People who start for each full-time post"
    bare = [
        (name, key)
        for name, form in schema["$defs"].items()
        for key, place in form.get("properties", {}).items()
        if not place.get("description")
    ]
    assert bare == []
