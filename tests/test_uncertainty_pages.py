"""The pages on how sure we are, driven as a person would: the log, ranges and chances, sets, disputes, the bridge, blind spots."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from finished_cases import case_at
from small_cases import a_cost, an_option, case_data, sure
from test_pages import at_page, at_tab, case_of, clicked, opened, run, started, text_of, typed
from walks_over_everything import longer_but

from make_the_case.views.shell.parts_of_test import KEY, PARTS
from make_the_case.words.phrases import better_or_worse, pounds
from make_the_case.words.uncertainty import Chance, confidence_clause, line_ranges
from valuation import bridge, check_code, result, simulate, with_scenario
from valuation.case.editing import edited
from valuation.case.places import written_at
from valuation.sensitivity.monte_carlo import likely_range

ROOT = Path(__file__).resolve().parents[1]
NORTHSHIRE = ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"
COURSES = "options.peer_courses"
GAIN = f"{COURSES}.outcomes.quality_of_life.adds"


CERTAIN = """format: make-the-case/1
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 2, price_year: 2026-27, discounting: green_book}
options:
- id: post
  costs: [{id: salary, per: year, unit_cost: {value: 40000, grade: 1}, payer: nhs_icb}]
"""


def at_part(page, part: str):
    """Chooses what to look at on the Test and compare page."""
    page.session_state[KEY] = PARTS[part]
    return at_page(page, "test")


def chosen(page, key: str, value):
    page.selectbox(key=key).set_value(value)
    return run(page)


# Ranges and chances on Results -------------------------------------------------------------------------------


def test_results_show_the_simulations_ranges_and_chances_and_why_its_mean_is_another():
    page = opened(NORTHSHIRE)
    said = " ".join(text_of(at_tab(page, tab)) for tab in ("Money", "Evidence", "Risk"))
    found = simulate(case_at(NORTHSHIRE))
    for likely in line_ranges(found, "peer_courses"):
        assert likely is None or likely.beside in said or likely.sentence in said
    chance = float((found["peer_courses"].accounts["society"].npv > 0).mean())
    assert (
        confidence_clause(chance) in said
        and "In about 7 of every 10 simulation runs, benefits were greater than costs" in said
    )
    assert "The average of all simulation runs is a gain of £1.0 million. The base case" in said
    assert "More would not change what is said here." in said
    assert "98% from good studies" in said


def test_a_changed_number_has_its_own_simulation_and_an_undone_one_its_old_one():
    page = at_page(opened(NORTHSHIRE), "costs")
    before = text_of(page)
    changed = text_of(typed(page, f"{COURSES}.people.uptake", "9"))
    now = simulate(case_of(page))["peer_courses"].accounts["society"].npv
    assert f"Net value, counting everyone: likely range {better_or_worse(*likely_range(now))}" in changed
    clicked(page, "undo")
    assert text_of(page).count("likely") == before.count("likely")
    remembered = page.session_state["open"]._worked_out
    assert len({code for code, *_ in remembered}) == 2, "each content has its own, and is remembered"


def test_a_case_without_ranges_says_that_nothing_was_tried(tmp_path):
    certain = tmp_path / "certain.yaml"
    certain.write_text(CERTAIN)
    page = opened(certain)
    assert simulate(case_of(page)).has_nothing_uncertain
    said = text_of(at_tab(page, "Risk"))
    assert "No number of this case has a range, so every simulation run would give the same result" in said
    for part in PARTS:
        at_part(page, part)
    assert "No number of this case has a range" in text_of(at_part(page, "matters"))


def test_weak_evidence_is_said_before_the_verdict():
    page = started("peer_support_mh")
    said = text_of(at_page(page, "results"))
    sentence = result(case_of(page))["options"]["peer_support_mh"]["verdict"]["sentence"]
    assert said.index("More than half of this value depends on weak evidence.") < said.rindex(sentence)


# The log -----------------------------------------------------------------------------------------------------


def test_the_log_puts_what_to_test_first_at_the_top_and_filters():
    page = at_page(opened(NORTHSHIRE), "assumptions")
    said = text_of(page)
    assert (
        "Test first1: A1" in said.replace(" ", "").replace("Testfirst", "Test first") or "Test first" in said
    )
    assert said.index("A1 Better quality of life") < said.index("A2 Value of a quality-adjusted"), (
        "what can turn the answer comes first, the largest move of it first"
    )
    assert "Start with weak evidence that has a big effect." in said
    for which in ("test_first", "changed", "no_reason", "no_source", "red", "all"):
        chosen(page, "log:filter", which)
    assert "There is no assumption of this kind" not in text_of(page)
    chosen(page, "log:about", f"{COURSES}.outcomes.quality_of_life")
    assert "Better quality of life" in text_of(page)


def test_one_assumption_is_looked_at_and_changed_and_the_log_follows():
    page = at_page(opened(NORTHSHIRE), "assumptions")
    chosen(page, "log:one", f"{COURSES}.people.completion")
    typed(page, f"{COURSES}.people.completion", "60")
    assert written_at(case_of(page).data, f"{COURSES}.people.completion")["value"] == 0.6
    assert "60%" in text_of(page)


def test_quality_is_lowered_freely_and_raised_to_another_colour_only_with_a_reason():
    page = at_page(opened(NORTHSHIRE), "assumptions")
    at = f"{COURSES}.people.uptake"
    chosen(page, "log:one", at)
    chosen(page, f"choice:grade:{at}", 2)
    assert written_at(case_of(page).data, at)["grade"] == 5, "nothing was changed"
    assert "Give a reason for raising this to strong, in one sentence" in text_of(page)
    typed(page, f"{at}:reason", "Counted over a year in all practices.")
    chosen(page, f"choice:grade:{at}", 2)
    assert written_at(case_of(page).data, at)["grade"] == 2
    chosen(page, f"choice:grade:{at}", 6)
    assert written_at(case_of(page).data, at)["grade"] == 6


def test_a_library_figure_is_replaced_where_the_case_uses_it():
    page = at_page(opened(NORTHSHIRE), "assumptions")
    chosen(page, "log:one", "valuation.qaly")
    place = f"{COURSES}.outcomes.quality_of_life.values.0.unit_value"
    typed(page, place, "60,000")
    assert written_at(case_of(page).data, place)["value"] == 60_000


# Test and compare --------------------------------------------------------------------------------------------


def test_what_matters_most_can_be_checked_against_everything_moving_at_once():
    page = at_part(opened(NORTHSHIRE), "matters")
    assert "can change the answer" in text_of(page) and "0.0187" in text_of(page)
    (go,) = [b for b in page.button if b.label == "Check it"]
    go.click()
    run(page)
    assert "Where the spread comes from" in text_of(page)


def test_the_grid_says_in_each_cell_whether_it_breaks_even():
    page = at_part(opened(NORTHSHIRE), "matters")
    said = text_of(page)
    assert len(re.findall("(?:Breaks even|Falls short)\N{MINUS SIGN}?£", said)) == 25
    chosen(page, "test:down", page.selectbox(key="test:across").value)
    assert "Choose two different assumptions." in text_of(page)


@pytest.mark.parametrize("name", ["southfold_befriending", "larkmoor_green_prescribing"])
def test_what_would_settle_it_is_one_page_away_from_a_case_that_was_opened(name):
    said = text_of(at_page(opened(ROOT / "cases" / f"{name}.yaml"), "test"))
    assert "What trials and comparisons say" in said and "What would settle it." in said
    assert "ask for" in said[said.index("What would settle it.") :]


def test_a_standard_scenario_is_opened_kept_as_one_of_the_case_and_read_on_results():
    page = at_part(opened(NORTHSHIRE), "glance")
    assert text_of(page).index("Our case") and "Cautious" in text_of(page) and "Hopeful" in text_of(page)
    chosen(page, "test:keep", "cash_only")
    assert "Net value, counting everyone" in text_of(page)
    clicked(page, "test:keep:go")
    assert case_of(page).shape.scenarios["cash_only"].name == "Cash only"
    at_page(page, "results")
    chosen(page, "results:scenario", "cash_only")
    assert "This is a scenario, not the case: Cash only." in text_of(page)


def disputed(page, path: str, value: str, why: str):
    page.selectbox(key="dispute:path").set_value(path)
    run(page)
    page.text_input(key="dispute:value").set_value(value)
    page.text_input(key="dispute:reason").set_value(why)
    return clicked(page, "dispute:add")


def test_a_dispute_needs_a_number_and_a_reason_and_leaves_the_authors_case_alone():
    page = at_part(opened(NORTHSHIRE), "compare")
    before = dict(case_of(page).data)
    disputed(page, GAIN, "a third", "The trials say so")
    assert "dispute" in page.session_state["open"].refused and case_of(page).data == before
    disputed(page, GAIN, "0.01", "")
    assert "A dispute without a reason does not convince" in text_of(page)
    disputed(page, GAIN, "0.01", "The pooled trials found a third of it.")
    (ident,) = [i for i, s in case_of(page).shape.scenarios.items() if s.name == "Challenge set"]
    assert {k: v for k, v in case_of(page).data.items() if k != "scenarios"} == {
        k: v for k, v in before.items() if k != "scenarios"
    }
    said = text_of(page)
    assert "Challenge set (B)" in said and "The pooled trials found a third of it." in said
    found = bridge(case_of(page), with_scenario(case_of(page), ident))
    assert pounds(found.changes[0].contribution) in said and "What would settle it" in said
    clicked(page, f"dispute:back:{GAIN}")
    assert ident not in case_of(page).shape.scenarios


def test_a_cost_that_is_missing_is_disputed_with_where_it_comes_from_and_the_case_keeps_its_own():
    page = at_part(opened(NORTHSHIRE), "compare")
    before = case_of(page)
    page.session_state["open"].kept.typed.update(
        {"dispute:what": "cost", "dispute:from": "quote", "dispute:party": "nhs_icb", "dispute:per": "start"}
    )
    run(page)
    page.text_input(key="dispute:value").set_value("40")
    page.text_input(key="dispute:reason").set_value("They have not been costed.")
    clicked(page, "dispute:add")
    assert "Say what it is called, in a few words." in text_of(page) and case_of(page).data == before.data
    page.text_input(key="dispute:name").set_value("Interpreters")
    clicked(page, "dispute:add")
    (ident,) = [i for i, s in case_of(page).shape.scenarios.items() if s.kind == "challenge"]
    ((path, entry),) = case_of(page).shape.scenarios[ident].changes.items()
    assert (path, entry["unit_cost"]["source"], entry["unit_cost"]["grade"]) == (
        f"{COURSES}.costs.interpreters", "A quote or contract", 1,
    )  # fmt: skip
    assert check_code(case_of(page)) == check_code(before)
    assert "Interpreters, which the case lacks." in text_of(page)
    clicked(page, f"dispute:back:{path}")
    assert ident not in case_of(page).shape.scenarios


def test_two_sets_of_unlike_years_are_made_alike_at_one_press():
    page = at_part(opened(NORTHSHIRE), "compare")
    page.session_state["open"].case = _with_longer(case_of(page))
    run(page)
    chosen(page, "compare:b", "longer")
    assert "A and B differ in years" in text_of(page) and "These two cases are not alike" in text_of(page)
    page.toggle(key="compare:match").set_value(True)
    said = text_of(run(page))
    assert "These two cases are not alike" not in said and "Share who start" in said


def _with_longer(case):
    changes = {"appraisal.years": 7, f"{COURSES}.people.uptake": {"value": 0.1, "reason": "A longer run"}}
    return edited(case, {"scenarios.longer": {"name": "Longer", "changes": changes}})


def test_another_file_is_compared_and_one_that_is_no_case_is_refused(tmp_path):
    page = at_part(opened(NORTHSHIRE), "compare")
    chosen(page, "compare:b", "‹file›")
    page.file_uploader(key="compare:file").upload("x.yaml", b"title: nothing", "application/yaml")
    assert "make-the-case" in text_of(run(page))
    other = NORTHSHIRE.read_bytes().replace(
        b"uptake: {value: 0.14, range: [0.08, 0.20]", b"uptake: {value: 0.10, range: [0.08, 0.20]"
    )
    page.file_uploader(key="compare:file").upload("theirs.yaml", other, "application/yaml")
    assert "It comes from one change: “Share who start”." in text_of(run(page))


def test_what_is_worth_finding_out_is_said_in_plain_words():
    page = at_part(opened(NORTHSHIRE), "learn")
    said = text_of(page)
    assert "No study is worth more than that to this decision." in said and "too small to measure" in said
    assert "best on average from £37,000 for a QALY" in said
    chosen(page, "choice:draws", 30_000)
    assert "There were 30,000 simulation runs" in text_of(page)


def test_blind_spots_and_the_critical_friend_are_listed_and_costs_says_how_many():
    page = at_part(opened(ROOT / "cases" / "worked_example.yaml"), "blind")
    said = text_of(page)
    assert "✗ Evaluation is paid for: not yet." in said.replace(" :", ":") and "✓" in said
    found = result(case_of(page))["checks"]
    by_name = {"outcomes.quality_of_life.adds": "“Health-related quality of life: what each person gains”"}
    for check in found:  # a page says the name of a number that the terminal says the path of
        for path, name in by_name.items():
            check["message"] = check["message"].replace(path, name)
    assert all(check["message"] in said for check in found)
    numbers = text_of(at_page(page, "costs"))
    many = sum(check["severity"] == "warn" for check in found)
    assert f"There are {many} checks to review, under Test and compare, Blind spots." in numbers


@pytest.mark.parametrize(
    "path",
    longer_but(
        {"every_section", "hand_money"},
        sorted((ROOT / "tests" / "cases").glob("*.yaml")),
        lambda path: path.stem,
    ),
    ids=lambda path: path.stem,
)
def test_every_case_has_its_log_and_every_part_of_sensitivity_page(path):
    page = at_page(opened(path), "assumptions")
    for part in PARTS:
        at_part(page, part)


def test_a_chance_is_never_said_to_be_nothing_or_certain():
    assert [Chance(share).words for share in (0.0, 0.049, 0.06, 0.5, 0.94, 1.0)] == [
        "less than 1 in 10", "less than 1 in 10", "about 1 in 10", "about 5 in 10", "about 9 in 10", "more than 9 in 10",
    ]  # fmt: skip


def test_a_set_without_an_answer_says_so_and_leaves_the_rest_of_results_to_be_chosen(tmp_path):
    growing = a_cost("c", sure(1.0), per="year", real_growth=sure(0.0))
    too_large = {"name": "Grows for ever", "changes": {"options.a.costs.c.real_growth": 1e15}}
    data = case_data(an_option([growing], ident="a"), years=60, scenarios={"growing": too_large})
    file = tmp_path / "growing.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    page = opened(file)
    page.selectbox(key="results:scenario").set_value("growing")
    page = run(page)
    said = " ".join(str(part.proto.body) for part in page.get("html"))
    assert "This scenario has no answer." in said and "stopped working" not in said
    page.selectbox(key="results:scenario").set_value(None)
    assert "stopped working" not in " ".join(str(h.proto.body) for h in run(page).get("html"))
