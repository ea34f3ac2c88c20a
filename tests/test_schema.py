"""The JSON Schema of the case file ships with the code, says what the code says, and accepts what the code accepts."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from valuation import read_case
from valuation.case import CaseShape

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "valuation" / "case.schema.json"
CASES = [*sorted((ROOT / "cases").glob("*.yaml")), *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]
REMEDY = """valuation/case.schema.json is not what valuation/case.py says. Write it again:
python -c "import json; from valuation.case import CaseShape; print(json.dumps(CaseShape.model_json_schema(by_alias=True),
indent=1, ensure_ascii=False))" > valuation/case.schema.json"""


@pytest.fixture(scope="module")
def schema():
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


def test_the_schema_that_ships_is_the_one_that_the_code_states(schema):
    assert schema == CaseShape.model_json_schema(by_alias=True), REMEDY


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
