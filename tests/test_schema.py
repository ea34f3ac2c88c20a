"""The JSON Schemas of the files that people write ship with the code, say what it says, and accept what it accepts."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest
from command import WRONG_USAGE, printed, run, words_of
from finished_cases import case_at
from jsonschema import Draft202012Validator

from make_the_case.authoring.file_schemas import KINDS, schema_file, schema_text
from valuation import read_case
from valuation.case.file import document_of, plain
from valuation.case.key_words import described
from valuation.case.schema import properties
from valuation.case.shape import CaseShape, keys_of, shapes_by_name

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "valuation" / "case.schema.json"
CASES = [*sorted((ROOT / "cases").glob("*.yaml")), *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]
REMEDY = "A schema is not what the code says. Write all of them again: python -m make_the_case.authoring.file_schemas"
FILES = {
    "programme": ROOT / "cases" / "community_programme.yml",
    "rollout": ROOT / "cases" / "green_prescribing_roll_out.yml",
}


@pytest.fixture(scope="module")
def schema():
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_that_ships_is_the_one_that_the_code_states(kind):
    assert schema_file(kind).read_text(encoding="utf-8") == schema_text(kind), REMEDY


@pytest.mark.parametrize("kind", KINDS)
def test_the_terminal_prints_the_schema_under_a_name_that_stays(kind):
    shown = json.loads(printed(run("schema", kind)))
    assert shown["$id"] == f"urn:make-the-case:schema:{kind}"
    assert shown == json.loads(schema_file(kind).read_text(encoding="utf-8"))


def test_a_schema_is_written_once_and_replaced_only_when_asked(tmp_path):
    place = tmp_path / "case.schema.json"
    assert "# yaml-language-server: $schema=case.schema.json" in printed(run("schema", "-o", place))
    place.write_text("mine", encoding="utf-8")
    refused = run("schema", "-o", place)
    assert refused.returncode == WRONG_USAGE and "has been kept" in words_of(refused.stderr.decode())
    assert place.read_text(encoding="utf-8") == "mine"
    printed(run("schema", "-o", place, "--force"))
    assert place.read_bytes() == SHIPPED.read_bytes()
    assert "is a folder" in words_of(run("schema", "-o", tmp_path).stderr.decode())
    no_folder = run("schema", "-o", tmp_path / "no" / "x.json").stderr.decode()
    assert "cannot be written" in words_of(no_folder)


def as_an_editor_reads(text):
    """Returns a file as an editor hands it to a schema: every key a string, as in JSON."""
    return json.loads(json.dumps(plain(document_of(text, "a file"))))


@pytest.mark.parametrize("kind", FILES)
def test_a_programme_and_a_roll_out_are_valid_and_a_wrong_key_in_them_is_not(kind):
    schema = json.loads(schema_file(kind).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    pencil = re.findall(
        r"```yaml\n(.*?)```", (ROOT / "docs" / f"{kind}.md").read_text(encoding="utf-8"), re.DOTALL
    )[0]
    for text in (FILES[kind].read_text(encoding="utf-8"), pencil):
        data = as_an_editor_reads(text)
        assert [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(data)] == []
        assert not validator.is_valid(data | {"titel": "A misspelt key"})
        assert not validator.is_valid(data | {"format": "make-the-case/1"})


def test_a_share_of_a_roll_out_may_be_a_bare_number():
    validator = Draft202012Validator(json.loads(schema_file("rollout").read_text(encoding="utf-8")))
    data = as_an_editor_reads(FILES["rollout"].read_text(encoding="utf-8"))
    assert validator.is_valid(data | {"fidelity": 0.8})
    assert not validator.is_valid(data | {"fidelity": {"vaule": 0.8}})
    assert not validator.is_valid(data | {"learning": 0.2})


def keys_without_words(part):
    """Returns the keys of a schema of which nothing is said."""
    if isinstance(part, list):
        return [key for one in part for key in keys_without_words(one)]
    if not isinstance(part, dict):
        return []
    mine = [
        key for key, one in part.get("properties", {}).items() if not one.get("description", "").endswith(".")
    ]
    return mine + [key for one in part.values() for key in keys_without_words(one)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_says_in_a_sentence_what_it_is(kind):
    assert keys_without_words(json.loads(schema_file(kind).read_text(encoding="utf-8"))) == []


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
        said = {"title", "description", "$id"}
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
