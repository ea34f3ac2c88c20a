"""A changed case is looked at only where it changed, and what is found is what a look at the whole would find."""

from __future__ import annotations

import copy
import json
from functools import partial
from pathlib import Path

import pytest
from cases_at_random import LIBRARY, case_of, cases
from finished_cases import case_at
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import a_cost, a_gain, an_option, between, case_data, small_case, sure

from valuation import CaseError, case_text, parse_case, with_changes
from valuation.case.changes import scenario_problems
from valuation.case.editing import edited, with_entry, without_entry
from valuation.case.file import with_every_rule
from valuation.case.places import entry_of, group_of
from valuation.case.validity.validation import validated

CASES = Path(__file__).resolve().parent / "cases" / "finished_0_1_0"


def looked_at_whole(case, changes):
    """What a change gives where nothing of the case is known: of a copy, no part of which is the same."""
    unknown = validated(copy.deepcopy(case.data), case.name, LIBRARY, None, {})
    try:
        whole = with_changes(unknown, changes)
        again = validated(copy.deepcopy(whole.data), whole.name, LIBRARY, None, whole.changed_library)
        return again.data, again.shape
    except CaseError as error:
        return sorted(problem.sentence() for problem in error.problems)


def looked_at(case, changes):
    try:
        found = with_changes(case, changes)
        return found.data, found.shape
    except CaseError as error:
        return sorted(problem.sentence() for problem in error.problems)


@given(cases(), st.data())
def test_a_change_finds_and_gives_the_same_as_a_look_at_the_whole(data, draw):
    case = case_of(data)
    paths = sorted(case.numbers_written)
    chosen = draw.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=4, unique=True))
    values = st.sampled_from([0, 0.5, 1, 3, -1, 2.5])
    changes = {path: draw.draw(values) for path in chosen}
    before = json.dumps(case.data)
    assert looked_at(case, changes) == looked_at_whole(case, changes)
    assert json.dumps(case.data) == before


def judged(case):
    """A case as it is seen by whoever asks: what it holds, its shape, and each number with what it stands for."""
    return case.data, case.shape, list(case.stated.items())


def with_nothing_known(case):
    """The same case judged as if nobody had ever looked at a part of it."""
    return with_every_rule(copy.deepcopy(case.data), case.name, LIBRARY, None)


def tried(work, case):
    """What an edit gives, or every problem that it meets."""
    try:
        found = work(case)
    except CaseError as error:
        return sorted(problem.sentence() for problem in error.problems)
    assert judged(found) == judged(with_nothing_known(found))
    return found.data, found.shape


def edit_of(path, value, case):
    return edited(case, {path: value})


def removal_of(path, case):
    return without_entry(case, path)[0]


@given(cases(), st.data())
def test_edits_one_after_another_find_and_give_the_same_as_a_look_at_the_whole(data, draw):
    case = with_nothing_known(case_of(data))
    for _ in range(3):
        paths = sorted(case.numbers_written)
        entries = sorted({path for path in map(entry_of, paths) if path is not None})
        path = draw.draw(st.sampled_from(paths))
        value = draw.draw(st.sampled_from([0, 0.5, 1, -1, 2.5, None, {"use": "unit_costs.ae_attendance"}]))
        gone = draw.draw(st.sampled_from([None, *entries]))
        work = partial(edit_of, path, value) if gone is None else partial(removal_of, gone)
        before = copy.deepcopy(case.data)
        found = tried(work, case)
        assert found == tried(work, with_nothing_known(case))
        assert case.data == before
        if isinstance(found, tuple):
            case = work(case)


FINISHED = sorted((Path(__file__).resolve().parents[1] / "cases").glob("*.yaml"))


@settings(max_examples=8)
@given(st.sampled_from(FINISHED), st.data())
def test_edits_of_finished_cases_their_scenarios_and_settings_are_judged_as_a_look_at_the_whole_does(
    file, draw
):
    """Whatever kind of place is edited, in any order: what breaks a rule here or under a scenario is refused, and mended by what follows."""
    case = with_nothing_known(case_at(file))
    elsewhere = [
        "appraisal.first_year",
        "appraisal.price_year",
        "appraisal.years",
        "commissioner",
        "preferred",
    ]
    elsewhere += [f"scenarios.{ident}.changes" for ident in case.shape.scenarios]
    for _ in range(3):
        paths = sorted(case.numbers_written)
        path = draw.draw(st.sampled_from([*paths, *paths, *elsewhere]))
        if path.startswith("scenarios."):
            numbers = st.sampled_from([0.2, 1, -1, 40])
            value = draw.draw(st.dictionaries(st.sampled_from([*paths, "options.gone"]), numbers, min_size=1, max_size=2))  # fmt: skip
        else:
            value = draw.draw(st.sampled_from([0, 0.3, 2, -1, 1e9, None, {"value": 0.4, "range": [0.5, 0.9]}, {"use": "gone"}, "2027-28", "nhs_icb"]))  # fmt: skip
        found = tried(partial(edit_of, path, value), case)
        assert found == tried(partial(edit_of, path, value), with_nothing_known(case))
        if isinstance(found, tuple):
            case = edit_of(path, value, case)


def test_an_edit_leaves_the_text_of_the_case_it_was_made_from_as_it_was():
    text = (CASES / "northshire_peer_support.yaml").read_text("utf-8")
    case = parse_case(text)
    first = case_text(case)
    path = next(path for path in case.numbers_written if path.endswith(".people.uptake"))
    changed = edited(case, {path: {"value": 0.2}})
    shorter, _ = without_entry(changed, "options.peer_courses.costs.venues")
    longer = with_entry(
        shorter,
        "options.peer_courses.costs",
        {"id": "van", "per": "year", "unit_cost": 5, "payer": "nhs_icb"},
        0,
    )
    assert case_text(case) == first
    assert len({case_text(each) for each in (case, changed, shorter, longer)}) == 4
    for each in (changed, shorter, longer):
        assert parse_case(case_text(each)).data == each.data


def test_an_edit_looks_at_what_it_touches_and_at_nothing_else():
    """What stood in the case before is the very same in the next, however many edits lie between."""
    case = case_at(CASES / "northshire_peer_support.yaml")
    number = next(path for path in case.numbers_written if path.endswith(".people.uptake"))
    for share in (0.1, 0.2, 0.3):
        found = edited(case, {number: {"value": share}})
        moved = {path for path, each in found.stated.items() if case.stated[path] is not each}
        assert moved == {path for path in case.numbers_written if group_of(path) == "people"}
        assert found.shape.options[0].costs[0] is case.shape.options[0].costs[0]
        assert found.shape.scenarios["slow_start"] is case.shape.scenarios["slow_start"]
        case = found


def used_twice():
    """A share of the case's own that a cost's VAT and an outcome's share use, through another number of its own."""
    own = {"half": sure(0.5), "same": {"use": "half"}}
    taxed = a_cost("taxed", sure(100), vat={"use": "same"})
    gain = a_gain("gain", sure(1), share={"use": "half"})
    return small_case(an_option([taxed, a_cost("plain", sure(5))], [gain]), assumptions=own)


def test_a_number_that_others_use_is_looked_at_in_every_place_that_uses_it():
    with pytest.raises(CaseError) as refused:
        with_changes(used_twice(), {"assumptions.half": 2})
    assert {problem.path for problem in refused.value.problems} >= {
        "options.it.costs.taxed.vat",
        "options.it.outcomes.gain.share",
    }


def test_a_share_of_costs_is_looked_at_where_a_cost_beside_it_changed():
    whole = a_cost("share", sure(0.1)) | {"per": "costs", "of": ["run"]}
    case = small_case(an_option([a_cost("run", sure(100)), whole]))
    with pytest.raises(CaseError, match="run is a transfer"):
        with_changes(case, {"options.it.costs.run.transfer": True, "options.it.costs.run.to": "residents"})


def test_years_that_change_are_looked_at_in_every_entry():
    case = small_case(an_option([a_cost("run", sure(100), year="2026-27")]))
    with pytest.raises(CaseError, match="before the first year"):
        with_changes(case, {"appraisal.first_year": "2027-28"})


def test_what_did_not_change_is_the_very_same_in_the_changed_case():
    case = small_case(an_option([a_cost("a", sure(1)), a_cost("b", sure(2))]), an_option([], ident="other"))
    changed = with_changes(case, {"options.it.costs.a.unit_cost": 7})
    assert changed.data["options"][1] is case.data["options"][1]
    assert changed.shape.options[1] is case.shape.options[1]
    assert changed.shape.options[0].costs[1] is case.shape.options[0].costs[1]
    assert changed.shape.options[0].costs[0].unit_cost.value == 7
    assert case.shape.options[0].costs[0].unit_cost.value == 1


def test_a_scenario_that_cannot_be_is_found_among_many_that_can():
    costs = [a_cost(f"c{k}", between(10, 5, 20)) for k in range(3)]
    sets = {f"set_{k}": {"changes": {"options.it.costs.c0.unit_cost": k}} for k in range(20)}
    sets["set_7"]["changes"]["options.it.costs.c1.unit_cost"] = -4
    data = case_data(an_option(costs), scenarios=sets)
    (problem,) = scenario_problems(case_of(data))
    assert problem.path == "scenarios.set_7.changes.options.it.costs.c1.unit_cost"
