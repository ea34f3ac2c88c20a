"""A case is edited in place: what was asked is in the file, what was not asked is as it was, and it is always valid."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest
from finished_cases import case_at
from hypothesis import given
from hypothesis import strategies as st

from make_the_case.authoring import entry_changes as changes
from valuation import CaseError, case_text, check_code, parse_case, result, with_changes
from valuation.case.document import laid_over
from valuation.case.drivers import DRIVERS
from valuation.case.editing import edited, free_id, with_entry, without_entry
from valuation.case.file import document_of, plain
from valuation.case.numbers_of_a_case import place_at
from valuation.case.option_shape import Cost, Outcome, Value
from valuation.case.places import written_at

ROOT = Path(__file__).resolve().parents[1]
NORTHSHIRE = case_at(ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml")
EVERY_SECTION = case_at(ROOT / "tests" / "cases" / "every_section.yaml")
AT = "options.peer_courses"


def option_of(case, ident="peer_courses"):
    return result(case)["options"][ident]


def test_a_number_that_is_edited_gives_what_a_scenario_with_the_same_change_gives():
    path = f"{AT}.people.uptake"
    number = {**written_at(NORTHSHIRE.data, path), "value": 0.03}
    number.pop("range", None)
    stays = option_of(edited(NORTHSHIRE, {path: number}))
    passes = option_of(with_changes(NORTHSHIRE, {path: 0.03}))
    assert stays["accounts"] == passes["accounts"]


def test_an_edit_keeps_every_other_line_of_the_file_with_its_comments():
    path = f"{AT}.people.uptake"
    before = case_text(NORTHSHIRE).splitlines()
    after = case_text(
        edited(NORTHSHIRE, {path: {"value": 0.03, "source": "Our records", "grade": 2}})
    ).splitlines()
    assert len(before) == len(after)
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(changed) == 1 and "value: 0.03" in changed[0][1]


ALL_CASES = [*sorted((ROOT / "cases").glob("*.yaml")), ROOT / "tests" / "cases" / "every_section.yaml"]


@pytest.mark.parametrize("file", ALL_CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("other", ALL_CASES, ids=lambda path: path.stem)
def test_any_case_laid_over_any_file_is_that_case_in_text_that_is_read_again(file: Path, other: Path):
    data = case_at(other).data
    found = laid_over(document_of(file.read_text(encoding="utf-8"), "case"), data)
    assert plain(found) == data
    again = case_text(replace(case_at(other), document=found))
    assert parse_case(again).data == data
    if file == other:
        assert again == case_text(case_at(file)), "nothing changed, so nothing moves"


@given(st.data())
def test_comments_stay_at_the_entries_that_stay_whichever_come_and_go(data):
    ids = ["a", "b", "c", "d", "e"]
    then = data.draw(st.lists(st.sampled_from(ids), unique=True, min_size=1))
    now = data.draw(st.lists(st.sampled_from(ids), unique=True, min_size=1))
    text = "entries:\n" + "".join(f"  - id: {i}\n    amount: {k}  # about {i}\n" for k, i in enumerate(then))
    wanted = {"entries": [{"id": i, "amount": 10 + k} for k, i in enumerate(now)]}
    found = laid_over(document_of(text, "case"), wanted)
    assert plain(found) == wanted
    kept_in_order = [i for i in then if i in now] == [i for i in now if i in then]
    if kept_in_order:
        for entry in found["entries"]:
            comment = entry.ca.items.get("amount")
            assert (comment is not None) == (entry["id"] in then)


def test_an_edit_that_is_refused_leaves_the_case_as_it_was():
    before = copy.deepcopy(NORTHSHIRE.data)
    with pytest.raises(CaseError) as refused:
        edited(NORTHSHIRE, {f"{AT}.people.uptake": {"value": 1.4}, "title": "New"})
    assert [problem.path for problem in refused.value.problems] == [f"{AT}.people.uptake"]
    assert NORTHSHIRE.data == before


def test_an_edit_that_breaks_a_scenario_is_refused_and_names_the_scenario():
    with pytest.raises(CaseError) as refused:
        edited(
            NORTHSHIRE, {"scenarios.slow_start.changes": {f"{AT}.people.uptake": {"value": 3, "reason": "x"}}}
        )
    assert all("slow_start" in problem.path for problem in refused.value.problems)


def test_none_takes_a_key_away_and_a_missing_way_is_made():
    without = edited(NORTHSHIRE, {f"{AT}.people.completion": None})
    assert written_at(without.data, f"{AT}.people.completion") is None
    assert option_of(without)["completers"] == option_of(without)["starts"]
    bare = edited(NORTHSHIRE, {"proposal": None})
    proposed = edited(bare, {"proposal.logic.because.impact": "They say so."})
    assert proposed.shape.proposal.logic.because == {"impact": "They say so."}


def test_what_was_edited_is_read_again_from_the_text_that_is_saved():
    case = edited(
        NORTHSHIRE,
        {
            "title": "A title: with a colon, a # and 'quotes'",
            f"{AT}.people.uptake": {"value": 0.03, "note": "yes: no"},
            "proposal.objectives": [{"what": "First", "measure": "- a dash"}],
        },
    )
    again = parse_case(case_text(case))
    assert again.data == case.data and check_code(again) == check_code(case)
    assert option_of(again) == option_of(case)


def test_an_entry_is_added_with_an_id_of_its_own_and_taken_away_again():
    new = changes.new_cost("Rooms", "year", "nhs_icb")
    new["unit_cost"] = {"value": 1000, "source": "Quote", "grade": 1}
    more = with_entry(with_entry(NORTHSHIRE, f"{AT}.costs", new), f"{AT}.costs", new)
    idents = [cost["id"] for cost in written_at(more.data, f"{AT}.costs")]
    assert idents[-2:] == ["rooms", "rooms_2"]
    fewer, _ = without_entry(without_entry(more, f"{AT}.costs.rooms")[0], f"{AT}.costs.rooms_2")
    assert fewer.data == NORTHSHIRE.data
    added = option_of(more)["accounts"]["commissioner"]["pv_costs"]
    # £1,000 a year of 2026-27 in five years, at grade 1 without an allowance, twice
    pv = sum(1.035**-y for y in range(5))
    assert added - option_of(NORTHSHIRE)["accounts"]["commissioner"]["pv_costs"] == pytest.approx(
        2000 * pv, rel=1e-9
    )


def test_a_cost_that_goes_leaves_the_costs_that_are_a_share_of_it():
    case, also = without_entry(NORTHSHIRE, f"{AT}.costs.coordinator")
    for cost in written_at(case.data, f"{AT}.costs"):
        assert "coordinator" not in cost.get("of", [])
    assert any("overheads" in words.lower() for words in also)


def test_a_cost_of_which_another_is_a_share_alone_is_not_taken_away_and_the_reason_is_said():
    shares = edited(
        NORTHSHIRE, {f"{AT}.costs.overheads.of": ["coordinator"], f"{AT}.costs.evaluation.of": ["venues"]}
    )
    with pytest.raises(CaseError, match="share of this cost alone"):
        without_entry(shares, f"{AT}.costs.coordinator")


def test_where_the_counted_value_of_a_group_goes_another_is_counted_and_it_is_said():
    outcomes = written_at(NORTHSHIRE.data, f"{AT}.outcomes")
    outcome = next(o for o in outcomes if len(o.get("values") or []) == 2)
    path = f"{AT}.outcomes.{outcome['id']}"
    case, also = without_entry(NORTHSHIRE, f"{path}.values.0")
    (left,) = written_at(case.data, f"{path}.values")
    assert left["overlap"]["counted"] is True and also


def test_counting_one_value_of_a_group_uncounts_the_others():
    outcome = next(
        o for o in written_at(NORTHSHIRE.data, f"{AT}.outcomes") if len(o.get("values") or []) == 2
    )
    path = f"{AT}.outcomes.{outcome['id']}.values.1"
    case = edited(NORTHSHIRE, changes.counted_chosen(NORTHSHIRE, path))
    counted = [v["overlap"]["counted"] for v in written_at(case.data, path.rpartition(".")[0])]
    assert counted == [False, True]


def test_the_last_option_stays_and_the_one_put_forward_moves_on():
    with pytest.raises(CaseError, match="at least one option"):
        without_entry(NORTHSHIRE, AT)
    two = with_entry(NORTHSHIRE, "options", changes.blank_option("other", "Other", "nhs_icb"))
    case, also = without_entry(two, AT)
    assert case.shape.preferred == "other" and also
    assert all(path.startswith("valuation.") for s in case.shape.scenarios.values() for path in s.changes)


@given(
    st.lists(st.sampled_from(DRIVERS.keys), min_size=1, max_size=4),
    st.sampled_from(["coordinator", "venues", "overheads"]),
)
def test_a_cost_can_be_made_to_grow_with_anything_and_the_case_stays_valid(drivers, cost):
    case, path = NORTHSHIRE, f"{AT}.costs.{cost}"
    for per in drivers:
        named = [c["id"] for c in written_at(case.data, f"{AT}.costs") if cost in (c.get("of") or [])]
        try:
            case = edited(case, changes.driver_chosen(case, path, per))
        except CaseError as error:
            # only a cost that others are a share of cannot become a share itself
            assert per == "costs" and named, error
            continue
        assert written_at(case.data, f"{path}.per") == per
    assert result(case)["options"]


EVERY_VALUE = [
    f"options.{option.id}.outcomes.{outcome.id}.values.{k}"
    for option in EVERY_SECTION.shape.options
    for outcome in option.outcomes
    for k in range(len(outcome.values))
]


@pytest.mark.parametrize("kind", place_at(EVERY_SECTION.data, f"{EVERY_VALUE[0]}.kind").choices)
@pytest.mark.parametrize("path", EVERY_VALUE)
def test_a_value_can_be_made_one_of_any_kind_and_the_case_stays_valid(path, kind):
    case = edited(EVERY_SECTION, changes.kind_chosen(EVERY_SECTION, path, kind))
    assert written_at(case.data, f"{path}.kind") == kind and result(case)["options"]


@pytest.mark.parametrize("form", ["adds", "reduces", "none"])
def test_an_effect_can_be_stated_in_any_form_and_the_case_stays_valid(form):
    for option in EVERY_SECTION.shape.options:
        for outcome in option.outcomes:
            path = f"options.{option.id}.outcomes.{outcome.id}"
            case = edited(EVERY_SECTION, changes.effect_chosen(EVERY_SECTION, path, form))
            stated = {
                key for key in ("adds", "reduces") if written_at(case.data, f"{path}.{key}") is not None
            }
            assert stated == ({form} if form != "none" else set())


def test_people_can_be_stated_as_a_plan_and_back_again():
    also: list[str] = []
    case = edited(NORTHSHIRE, changes.people_stated_as(NORTHSHIRE, "peer_courses", "planned"), also)
    assert sum(option_of(case)["starts"]) == 0
    assert "slow_start" not in case.shape.scenarios and any("slow" in words.lower() for words in also)
    back = edited(case, changes.people_stated_as(case, "peer_courses", "eligible"))
    assert written_at(back.data, f"{AT}.people.pool") == "each_year"


def test_cash_resources_given_and_transfers_exclude_one_another_and_the_choice_says_so_for_them():
    path = f"{AT}.costs.outreach"
    given = edited(NORTHSHIRE, changes.cash_chosen(NORTHSHIRE, path, False))
    assert written_at(given.data, f"{path}.cash") is False and written_at(given.data, f"{path}.vat") is None
    paid = edited(given, changes.transfer_chosen(given, path, True))
    assert written_at(paid.data, f"{path}.cash") is None and written_at(paid.data, f"{path}.to")
    assert result(edited(paid, changes.transfer_chosen(paid, path, False)))


def test_sharing_a_cost_takes_shares_that_add_up_and_keeps_those_that_were_not_changed():
    path = f"{AT}.costs.coordinator.payer"
    was = written_at(NORTHSHIRE.data, path)
    same = edited(NORTHSHIRE, changes.payers_chosen(path, {"nhs_icb": 0.7, "public_health": 0.3}, NORTHSHIRE))
    assert written_at(same.data, path) == was
    with pytest.raises(CaseError, match="add up"):
        edited(NORTHSHIRE, changes.payers_chosen(path, {"nhs_icb": 0.7, "public_health": 0.2}, NORTHSHIRE))
    alone = edited(NORTHSHIRE, changes.payers_chosen(path, {"public_health": 1.0}, NORTHSHIRE))
    assert written_at(alone.data, path) == "public_health"


def test_another_budget_takes_over_what_the_one_before_was_to_pay():
    case = edited(NORTHSHIRE, changes.budget_holder_chosen(NORTHSHIRE, "local_authority"))
    was, now = (option_of(c)["accounts"]["commissioner"]["pv_costs"] for c in (NORTHSHIRE, case))
    assert case.shape.commissioner == "local_authority" and now > 0.5 * was


@given(st.text(max_size=60), st.lists(st.sampled_from(["a", "a_2", "entry"])))
def test_an_id_made_of_any_words_is_one_that_a_case_may_have(words, taken):
    ident = free_id(words, taken)
    assert ident not in taken and len(ident) <= 40 and ident[0].isalpha() and ident.isascii()


def test_a_place_knows_what_may_stand_there_whether_or_not_it_is_written():
    def at(path):
        return place_at(NORTHSHIRE.data, f"{AT}.{path}")

    assert (
        at("people.uptake").kind.name
        == at("people.ramp").kind.name
        == at("people.ramp.0").kind.name
        == "share"
    )
    assert at("costs.overheads.unit_cost").kind.name == "share" and at("costs.venues.unit_cost").kind.is_money
    assert at("costs.venues.per").choices == DRIVERS.keys
    assert [
        at(path).shape
        for path in ("costs.venues.vat", "outcomes.x.lag", "outcomes.quality_of_life.values.0.to")
    ] == [
        Cost,
        Outcome,
        Value,
    ]
    with pytest.raises(KeyError):
        at("costs.venues.colour")
    own = edited(NORTHSHIRE, {"appraisal.discounting": {"standard": 0.03, "health": 0.01}})
    assert place_at(own.data, "appraisal.discounting.standard").shape.__name__ == "OwnRates"
    segment = f"{AT}.people.segments.middle.weight"
    weighted = edited(NORTHSHIRE, {segment: {"income": 20_000, "median_income": 30_000}})
    assert place_at(weighted.data, f"{segment}.income").kind.name == "income"
