"""How large a case may be, and what is said of one that is larger: at once, with the count, in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from small_cases import a_cost, a_gain, an_option, case_data, sure
from test_pages import at_page, case_of, opened, submitted, text_of, unfolded

from valuation import CaseError, parse_case
from valuation.case.editing import edited, with_entry
from valuation.case.validity.limits import MOST_NUMBERS

SCHEMA = Path(__file__).parent.parent / "valuation" / "case.schema.json"


def parsed(data):
    return parse_case(json.dumps(data), "case.yaml")


def problems_of(data):
    with pytest.raises(CaseError) as refused:
        parsed(data)
    return refused.value.problems


def options(count, costs=1):
    return [an_option([a_cost(f"c{c}", 1) for c in range(costs)], ident=f"option_{k}") for k in range(count)]


def scenarios(count):
    return {f"set_{k}": {"changes": {"options.it.costs.c0.unit_cost": k + 2}} for k in range(count)}


def one_option(costs, **keys):
    return case_data(an_option([a_cost(f"c{c}", sure(1)) for c in range(costs)]), **keys)


# What is allowed, and one more ------------------------------------------------------------------------------


def test_twenty_options_are_read_and_one_more_is_refused_with_the_count():
    assert len(parsed(case_data(*options(20))).shape.options) == 20
    (problem,) = problems_of(case_data(*options(21)))
    assert problem.message == (
        "this case has 21 options, and a case may hold 20 at most: put some of them into a case of their own."
    )
    assert (problem.found, problem.allowed) == ("21", "20 at most")


def test_costs_replaced_costs_enablers_costs_and_values_are_counted_together():
    """700 costs, 400 that stop, 100 of an enabler and 300 values are 1,500; with one more value they are 1,501."""

    def of(values):
        costs, old, extra = (
            [a_cost(f"{name}{k}", sure(1)) for k in range(count)]
            for name, count in (("c", 700), ("o", 400), ("e", 100))
        )
        price = {"kind": "economic", "to": "residents", "unit_value": sure(1)}
        gain = a_gain("g", sure(1))
        gain["values"] = [price] * values
        return case_data(
            an_option(costs, [gain], replaces=old, enablers=[{"id": "training", "costs": extra}])
        )

    assert parsed(of(300))
    (problem,) = problems_of(of(301))
    assert problem.message == (
        "this case has 1,501 costs, replaced costs and values of outcomes, and a case may hold 1,500 at most: "
        "join small ones, or put an option into a case of its own."
    )


def test_two_hundred_scenarios_are_read_and_one_more_is_refused():
    assert len(parsed(one_option(1, scenarios=scenarios(200))).shape.scenarios) == 200
    (problem,) = problems_of(one_option(1, scenarios=scenarios(201)))
    assert problem.path == "scenarios"
    assert problem.message.startswith("this case has 201 scenarios, and a case may hold 200 at most")


def test_what_is_too_large_is_said_before_anything_else_is_looked_at():
    data = case_data(*options(21), nonsense=True, preferred="nobody")
    assert [problem.found for problem in problems_of(data)] == ["21"]


def test_every_count_that_is_too_large_is_said_together_with_its_line():
    text = json.dumps(case_data(*options(21, costs=75), scenarios=scenarios(201)), indent=1)
    with pytest.raises(CaseError) as refused:
        parse_case(text, "case.yaml")
    assert {problem.found for problem in refused.value.problems} == {"21", "1,575", "201"}
    assert all(problem.line for problem in refused.value.problems)


def many(count):
    return [{"id": f"row_{k}"} for k in range(count)]


@pytest.mark.parametrize(
    ("keys", "count", "most"),
    [
        ({"assumptions": {f"a{k}": 1 for k in range(5001)}}, "5,001", "5,000"),
        ({"correlations": [["a", "b", 0.1]] * 1001}, "1,001", "1,000"),
        ({"risks": many(201)}, "201", "200"),
        ({"benefits": many(201)}, "201", "200"),
        ({"measures": [{"what": "it"}] * 201}, "201", "200"),
        ({"responsibilities": [{"task": "it"}] * 201}, "201", "200"),
    ],
    ids=["own assumptions", "correlations", "risks", "benefits", "measures", "responsibilities"],
)
def test_what_else_could_grow_without_end_has_a_limit_too(keys, count, most):
    (problem,) = problems_of(one_option(1, **keys))
    assert (problem.found, most in problem.allowed) == (count, True)


def test_parties_that_share_every_cost_are_counted_because_each_is_a_line():
    """16 who pay and 16 who receive are 256 pairs; twelve such costs are 3,072."""
    names = [
        "nhs_icb", "acute_trust", "mental_health_trust", "community_trust", "ambulance_trust", "primary_care",
        "adult_social_care", "public_health", "local_authority", "justice", "dwp", "hmrc", "education", "housing",
        "voluntary_sector", "employers",
    ]  # fmt: skip
    shared = dict.fromkeys(names, 1 / 16)
    costs = [a_cost(f"c{k}", sure(1), transfer=True) | {"payer": shared, "to": shared} for k in range(12)]
    (problem,) = problems_of(case_data(an_option(costs)))
    assert problem.found == "3,072"


def test_a_list_by_year_ends_with_the_longest_horizon():
    assert parsed(case_data(an_option([a_cost("c", sure(1), phase=[1] * 60)])))
    (problem,) = problems_of(case_data(an_option([a_cost("c", sure(1), phase=[1] * 61)])))
    assert problem.message == "this has 61 entries, and may have 60 at most."


def test_the_numbers_of_all_lists_together_have_a_limit():
    """340 costs of a phase of 60 years and a price each are 20,740 numbers."""
    costs = [a_cost(f"c{k}", 1, phase=[1] * 60) for k in range(340)]
    (problem,) = problems_of(case_data(an_option(costs)))
    assert problem.message.startswith("this case states over 20,000 numbers")
    assert MOST_NUMBERS == 20_000


@pytest.mark.parametrize(
    ("keys", "most"), [({"title": "x" * 501}, 500), ({"sunset": "x" * 50_001}, 50_000)], ids=["name", "text"]
)
def test_text_has_a_length(keys, most):
    (problem,) = problems_of(case_data(an_option([]), **keys) if "title" not in keys else {**case_data(an_option([])), **keys})  # fmt: skip
    assert problem.allowed == f"{most} characters at most"


def test_numbers_may_use_each_other_through_twenty_and_no_more():
    def chain(steps):
        own = {f"a{k}": {"use": f"a{k + 1}"} for k in range(steps)} | {f"a{steps}": sure(7)}
        return case_data(an_option([a_cost("c", {"use": "a0"})]), assumptions=own)

    assert parsed(chain(19)).assumption_at("options.it.costs.c.unit_cost").value == 7
    found = problems_of(chain(1100))  # more than Python's own depth of calls
    assert any("a chain of more than 20 numbers" in problem.message for problem in found)


# Where it is said -------------------------------------------------------------------------------------------


def test_the_command_line_says_it_in_a_sentence(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_text(json.dumps(case_data(*options(21))), encoding="utf-8")
    for command in ("check", "appraise"):
        done = run(command, str(file))
        assert done.returncode == 1
        said = " ".join((done.stdout + done.stderr).decode().split())
        assert "this case has 21 options, and a case may hold 20 at most" in said


def test_an_entry_too_many_is_refused_and_the_case_stays_as_it_was():
    full = parsed(one_option(1500))
    before = json.dumps(full.data)
    with pytest.raises(CaseError, match="1,501 costs, replaced costs and values"):
        with_entry(full, "options.it.costs", a_cost("more", 1))
    with pytest.raises(CaseError, match="1,501 costs, replaced costs and values"):
        with_entry(full, "options.it.outcomes", a_gain("more", 1))
    assert json.dumps(full.data) == before


def test_an_option_or_a_scenario_too_many_is_refused():
    with pytest.raises(CaseError, match="21 options"):
        with_entry(parsed(case_data(*options(20))), "options", {"id": "more", "name": "More"})
    with pytest.raises(CaseError, match="201 scenarios"):
        edited(parsed(one_option(1, scenarios=scenarios(200))), {"scenarios.more": scenarios(1)["set_0"]})


def test_a_form_in_the_app_that_adds_one_too_many_says_so_and_keeps_what_was_typed(tmp_path):
    price = {"kind": "economic", "to": "residents", "unit_value": sure(1)}
    gain = a_gain("g", sure(1)) | {"values": [price] * 1499}
    file = tmp_path / "full.yaml"
    file.write_text(json.dumps(case_data(an_option([a_cost("c0", sure(1))], [gain]))), encoding="utf-8")
    page = unfolded(at_page(opened(file), "costs"), "choice:add:costs:it")
    page.text_input(key="form:add:costs:name").set_value("Interpreters")
    submitted(page, "Add it")
    said = text_of(page) + " ".join(error.value for error in page.error)
    assert "This case has 1,501 costs, replaced costs and values of outcomes" in said
    assert page.text_input(key="form:add:costs:name").value == "Interpreters"
    assert len(case_of(page).shape.options[0].costs) == 1


def test_a_file_that_is_too_large_is_refused_in_the_app_in_a_sentence(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_text(json.dumps(case_data(*options(21))), encoding="utf-8")
    page = opened(file)
    said = text_of(page) + " ".join(error.value for error in page.error)
    assert "this case has 21 options, and a case may hold 20 at most" in said


def test_the_schema_states_every_limit_that_a_schema_can():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = Draft202012Validator(schema)
    assert checker.is_valid(case_data(*options(20)))
    assert not checker.is_valid(case_data(*options(21)))
    assert not checker.is_valid(one_option(1, scenarios=scenarios(201)))
    assert not checker.is_valid(one_option(1501))
    assert schema["properties"]["correlations"]["maxItems"] == 1000


def test_every_case_that_ships_is_far_within_the_limits():
    for path in sorted((Path(__file__).parent.parent / "cases").glob("*.yaml")):
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        assert len(data["options"]) <= 10
