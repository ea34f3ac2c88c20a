"""What holds where a case says nothing is stated once, and a case that writes it out comes to the same."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from small_cases import case_data, small_case, sure

from valuation import Case, result
from valuation.case.defaults import DEFAULTS, WITHOUT_A_NUMBER, default_number, default_words
from valuation.case.key_words import described
from valuation.case.shape import keys_of, shapes_by_name

ROOT = Path(__file__).resolve().parents[1]
SHAPES = list(shapes_by_name().values())
SAID = {
    0.0: ("0", "none", "no faster", "not rounded"),
    0.7: ("70%",),
    1.0: ("1", "100%", "all of them", "everyone", "in full", "full from", "it only costs"),
}
"""How the words of a key say what holds where it is left empty."""


def spelt(**keys: dict[str, Any]) -> Case:
    """A case of three years with a cost of each kind and one outcome, and what is added to each."""

    def with_keys(entry: dict[str, Any], kind: str) -> dict[str, Any]:
        return {**entry, **keys.get(kind, {})}

    price = {"unit_cost": sure(10), "payer": "nhs_icb"}
    segment = with_keys({"id": "all", "share": sure(1)}, "segment")
    people = {
        "eligible": sure(100), "pool": "each_year", "uptake": sure(0.5), "timing": "start_of_year", "segments": [segment],
    }  # fmt: skip
    value = with_keys({"kind": "fiscal", "to": "acute_trust", "unit_value": sure(20)}, "value")
    outcome = {"id": "visits", "adds": sure(2), "applies_to": "starters", "values": [value]}
    option = {
        "id": "it",
        "people": with_keys(people, "people"),
        "costs": [
            with_keys({"id": "start", "per": "start", **price}, "cost"),
            with_keys({"id": "post", "per": "fte", "starts_per_fte": sure(30), **price}, "post"),
            with_keys({"id": "taught", "per": "trainee", "trainees": sure(9), **price}, "training"),
            with_keys({"id": "stay", "per": "participant_year", **price}, "stay"),
        ],
        "outcomes": [with_keys(outcome, "outcome")],
        "enablers": [{"id": "help", "multiplies": keys.get("multiplies", {})}],
    }
    needs_format_2 = {"bridge", "place"} & set(keys.get("outcome", {}))
    return small_case(option, years=3, format=f"make-the-case/{2 if needs_format_2 else 1}")


PLACES = [
    ("people", "completion"), ("segment", "uptake_multiplier"), ("segment", "effect_multiplier"), ("segment", "weight"),
    ("cost", "quantity"), ("cost", "real_growth"), ("cost", "vat"), ("post", "at_least"), ("training", "turnover"),
    ("stay", "lag"), ("stay", "lasts"), ("stay", "drop_off"),
    ("outcome", "share"), ("outcome", "lag"), ("outcome", "lasts"), ("outcome", "drop_off"), ("outcome", "deadweight"),
    ("outcome", "attribution"), ("outcome", "displacement"), ("outcome", "bridge"), ("outcome", "place"), ("value", "quantity"), ("value", "real_growth"), ("value", "cashable"),
    ("multiplies", "uptake"), ("multiplies", "completion"),
]  # fmt: skip
WHOLE = [("post", "round_up_to"), ("training", "over_years")]
BY_YEAR = [("people", "ramp"), ("cost", "phase"), ("multiplies", "ramp")]


def amounts(case: Case) -> Any:
    found = result(case)["options"]["it"]
    return found["accounts"], found["benefit_classes"], found["starts"], found["completers"]


@pytest.mark.parametrize(("kind", "key"), [*PLACES, *WHOLE, *BY_YEAR])
def test_a_default_that_is_written_out_changes_nothing_and_another_number_does(kind: str, key: str) -> None:
    beside = {"lasts": sure(2)} if key == "drop_off" else {}  # in its first twelve months an effect is whole

    def with_value(value: float) -> Case:
        if (kind, key) in WHOLE:
            return spelt(**{kind: {key: int(value)}})
        is_listed = (kind, key) in BY_YEAR and kind != "multiplies"
        return spelt(**{kind: {**beside, key: [sure(value)] if is_listed else sure(value)}})

    plain, stated = amounts(spelt(**{kind: beside})), default_number(key)
    assert amounts(with_value(stated)) == plain
    if (kind, key) not in SHOWN_ELSEWHERE:
        assert (
            amounts(with_value(2 if key in ("over_years", "round_up_to", "at_least", "lag") else 0.7))
            != plain
        )


OF_A_PILOT = {"fixed_cost", "cost_per_person", "answer_share"}
"""What a pilot alone reads, and no result of the case: tests/test_pilot_keys.py tries them."""
SHOWN_ELSEWHERE = {
    ("segment", "uptake_multiplier"): "one group alone is the average that its multiplier is set against",
    ("segment", "weight"): "it moves the weighted reading alone",
    ("multiplies", "ramp"): "nothing lifts a build-up of 100%",
    ("value", "cashable"): "without a decision that releases it, it counts as capacity",
}


def test_every_default_is_of_a_key_and_every_default_is_tried() -> None:
    known = {key for shape in SHAPES for key in keys_of(shape)}
    assert {*DEFAULTS, *WITHOUT_A_NUMBER} <= known
    assert set(DEFAULTS) == {key for _, key in (*PLACES, *WHOLE, *BY_YEAR)} | OF_A_PILOT
    assert all(default_words(key) for key in (*DEFAULTS, *WITHOUT_A_NUMBER))


def test_a_number_that_has_to_be_stated_has_no_default() -> None:
    with pytest.raises(KeyError):
        default_number("unit_cost")
    assert default_words("unit_cost") == ""


def test_the_words_of_a_key_say_the_default_that_holds() -> None:
    wrong = []
    for shape in SHAPES:
        for key in set(keys_of(shape)) & set(DEFAULTS):
            _, left_empty, said = described(shape, key).help.partition("blank")
            if left_empty and not any(words in said for words in SAID[DEFAULTS[key].value]):
                wrong.append((shape.__name__, key, said))
    assert wrong == []


@pytest.mark.parametrize(
    "file",
    [f for f in sorted((ROOT / "valuation").rglob("*.py")) if f.name != "defaults.py"],
    ids=lambda f: f.stem,
)
def test_no_other_module_states_the_default_of_a_key(file: Path) -> None:
    """A number beside a path that ends with a key: `of(f"{path}.lasts", 1.0)`."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if (
            not isinstance(node, ast.Call)
            or len(node.args) < 2
            or not isinstance(node.args[0], ast.JoinedStr)
        ):
            continue
        end = node.args[0].values[-1]
        key = end.value.rpartition(".")[2] if isinstance(end, ast.Constant) else ""
        stated = node.args[1]
        if (
            key in set(DEFAULTS) - STATED
            and isinstance(stated, ast.Constant)
            and isinstance(stated.value, float)
        ):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    assert found == []


STATED = {"uptake", "share"}
"""Keys that have to be stated in one shape and have a default in another: nobody starts, and no share, until they are."""


def test_the_flags_and_words_that_hold_are_those_of_the_schema() -> None:
    case = small_case(*case_data({"id": "it", "costs": [{"id": "a", "per": "once", "unit_cost": 1, "payer": "nhs_icb"}]})["options"])  # fmt: skip
    (cost,) = case.shape.options[0].costs
    assert (cost.cash, cost.transfer) == (True, False)
    assert (case.shape.appraisal.own_time, case.shape.options[0].outcomes) == ("counted", [])
