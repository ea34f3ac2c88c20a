"""The JSON Schema of the case file ships with the code, says what the code says, and accepts what the code accepts."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from finished_cases import case_at
from jsonschema import Draft202012Validator

from valuation import read_case
from valuation.case.key_words import described
from valuation.case.schema import case_schema, properties
from valuation.case.shape import CaseShape, keys_of, shapes_by_name

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "valuation" / "case.schema.json"
CASES = [*sorted((ROOT / "cases").glob("*.yaml")), *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]
REMEDY = """valuation/case.schema.json is not what the shapes of valuation/case and valuation/case/key_words.py say. Write it again:
python -c "import json; from valuation.case.schema import case_schema; print(json.dumps(case_schema(),
indent=1, ensure_ascii=False))" > valuation/case.schema.json"""


@pytest.fixture(scope="module")
def schema():
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


def test_the_schema_that_ships_is_the_one_that_the_code_states(schema):
    assert schema == case_schema(), REMEDY


def test_the_schema_describes_every_key_of_every_shape(schema):
    for name, stated in {"CaseShape": schema, **schema["$defs"]}.items():
        shape = shapes_by_name()[name]
        assert list(properties(stated)) == keys_of(shape)
        for key, place in properties(stated).items():
            words = described(shape, key)
            assert (place["title"], place["description"]) == (words.label, words.help)


def test_the_words_leave_what_the_schema_accepts_as_it_was(schema):
    def accepted(part):
        if isinstance(part, list):
            return [accepted(one) for one in part]
        if not isinstance(part, dict):
            return part
        if isinstance(part.get("properties"), dict):
            part = {**part, "properties": {key: accepted(one) for key, one in part["properties"].items()}}
        said = {"title", "description"}
        return {
            key: one if key == "properties" else accepted(one) for key, one in part.items() if key not in said
        }

    assert accepted(schema) == accepted(CaseShape.model_json_schema(by_alias=True))


def test_the_schema_is_valid_in_its_own_language(schema):
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_every_case_file_of_the_repository_is_valid_under_the_schema(schema, path):
    faults = [
        f"{error.json_path}: {error.message[:200]}"
        for error in Draft202012Validator(schema).iter_errors(case_at(path).data)
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
