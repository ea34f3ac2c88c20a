"""Forms keep what was typed: refused, left for another page or another form, or beside what was removed or taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pages import (
    ROOT,
    at_page,
    case_of,
    clicked,
    open_entry,
    opened,
    run,
    started,
    text_of,
    typed,
    unfolded,
)

from make_the_case.views.shell.kept_entries import Kept, Left, Refused, brought_back
from valuation.case.places import written_at

NORTHSHIRE = ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"
COURSES = "options.peer_courses"


def numbers(path: Path = NORTHSHIRE):
    return at_page(opened(path), "costs")


def outcomes(path: Path = NORTHSHIRE):
    return at_page(opened(path), "outcomes")


def values_of(page, *keys: str) -> list[object]:
    held = {w.key: w.value for w in [*page.text_input, *page.text_area, *page.selectbox, *page.checkbox]}
    return [held[key] for key in keys]


# Forms with several fields -----------------------------------------------------------------------------------


def test_money_that_is_refused_stays_here_and_on_the_way_back():
    page = numbers()
    typed(page, "proposal.budget", "about 3")
    assert values_of(page, "field:proposal.budget") == ["about 3"]
    assert "has more than a number" in text_of(page)
    at_page(at_page(page, "results"), "costs")
    assert values_of(page, "field:proposal.budget") == ["about 3"]
    typed(page, "proposal.budget", "190,000")
    assert case_of(page).shape.proposal.budget.per_year == 190_000


@pytest.mark.parametrize(
    ("popover", "form", "choice", "chosen"),
    [
        ("choice:add:outcome:peer_courses", "form:add:outcome", "kind", "health"),
        ("choice:add:costs:peer_courses", "form:add:costs", "per", "once"),
        ("choice:add:replaces:peer_courses", "form:add:replaces", "per", "once"),
    ],
)
def test_a_new_entry_without_a_name_keeps_what_was_chosen(popover: str, form: str, choice: str, chosen: str):
    page = unfolded(outcomes() if form == "form:add:outcome" else numbers(), popover)
    page.selectbox(key=f"{form}:{choice}").set_value(chosen)
    clicked(page, f"use:{form}")
    assert values_of(page, f"{form}:{choice}") == [chosen]
    assert "a name, like" in text_of(page)


def test_shares_that_do_not_add_up_stay_as_typed_over_another_page_and_another_change():
    page = unfolded(numbers(), "choice:sharing:peer_courses")
    at = f"form:{COURSES}:sharing"
    page.selectbox(key=f"{at}:1:who").set_value("local_authority")
    page.text_input(key=f"{at}:1:share").set_value("30")
    clicked(page, f"use:{at}")
    assert "The shares add up to 130" in text_of(page)
    typed(page, f"{COURSES}.people.eligible", "5,000")
    clicked(at_page(at_page(page, "delivery"), "costs"), "undo")
    assert values_of(page, f"{at}:1:who", f"{at}:1:share") == ["local_authority", "30"]


def test_both_ends_of_a_range_stay_as_typed_until_they_are_a_range():
    page = numbers()
    path = f"{COURSES}.people.eligible"
    typed(page, path, "5,000")
    unfolded(page, f"choice:from:{path}")
    typed(page, f"{path}:low", "4,000")
    assert "A range has two ends" in text_of(page) and values_of(page, f"field:{path}:low") == ["4,000"]
    typed(page, f"{path}:high", "lots")
    at_page(at_page(page, "proposal"), "costs")
    run(page)
    assert values_of(page, f"field:{path}:low", f"field:{path}:high") == ["4,000", "lots"]
    typed(page, f"{path}:high", "6,000")
    assert written_at(case_of(page).data, path)["range"] == [4000, 6000]


# There and back ----------------------------------------------------------------------------------------------


def test_a_plan_of_starts_and_who_could_use_it_both_come_back_with_the_scenarios_that_change_them():
    page = numbers()
    key, path = f"choice:{COURSES}.people:form", f"{COURSES}.people"
    worked_out = case_of(page).data
    page.radio(key=key).set_value("planned")
    run(page)
    typed(page, f"{path}.planned_starts", "150, 250, 300")
    plan = written_at(case_of(page).data, f"{path}.planned_starts")
    page.radio(key=key).set_value("eligible")
    run(page)
    assert case_of(page).data == worked_out
    page.radio(key=key).set_value("planned")
    run(page)
    assert written_at(case_of(page).data, f"{path}.planned_starts") == plan


OUTCOME = f"{COURSES}.outcomes.quality_of_life"


@pytest.mark.parametrize(
    ("entry", "key", "forms"),
    [
        (OUTCOME, f"choice:{OUTCOME}:form", ("adds", "reduces")),
        (OUTCOME, f"choice:{OUTCOME}:form", ("adds", "none")),
        (OUTCOME, f"choice:{OUTCOME}.values.0.kind", ("health", "transfer")),
        (OUTCOME, f"choice:{OUTCOME}.values.0.kind", ("health", "fiscal")),
        ("cost", "choice:{cost}.per", (None, "costs")),
        ("cost", "choice:{cost}.per", (None, "trainee")),
    ],
)
def test_another_form_of_an_entry_and_back_is_the_case_as_it_was(
    entry: str, key: str, forms: tuple[str, str]
):
    page = numbers() if entry == "cost" else outcomes()
    cost = f"{COURSES}.costs.{case_of(page).shape.options[0].costs[0].id}"
    entry, key = entry.replace("cost", cost) if entry == "cost" else entry, key.replace("{cost}", cost)
    open_entry(page, entry)
    before = case_of(page).data
    first = forms[0] or written_at(before, key.removeprefix("choice:"))
    for form in (forms[1], first):
        widget = next(w for w in [*page.radio, *page.selectbox] if w.key == key)
        widget.set_value(form)
        run(page)
        assert written_at(case_of(page).data, entry) != written_at(before, entry) or form == first
    assert case_of(page).data == before


def test_the_budget_holder_and_back_pays_what_it_paid_and_no_more():
    page = started("peer_support_ltc")
    at_page(page, "costs")
    before = case_of(page).data
    was = case_of(page).shape.commissioner
    for payer in ("local_authority", was):
        page.selectbox(key="choice:commissioner").set_value(payer)
        run(page)
    assert case_of(page).data == before


def test_own_rates_and_a_schedule_both_come_back():
    page = unfolded(numbers(), "choice:settings")
    before, key = case_of(page).data, "choice:appraisal.discounting:form"
    page.radio(key=key).set_value("own")
    run(page)
    typed(page, "appraisal.discounting.standard", "4")
    own = case_of(page).data["appraisal"]["discounting"]
    assert own["standard"]["value"] == 0.04 and own["health"]["value"] == 0.015
    page.radio(key=key).set_value("schedule")
    run(page)
    assert case_of(page).data == before
    page.radio(key=key).set_value("own")
    run(page)
    assert case_of(page).data["appraisal"]["discounting"] == own


def test_weights_from_incomes_typed_weights_and_groups_all_come_back():
    page = unfolded(numbers(), f"choice:people:{COURSES.removeprefix('options.')}")
    before, at = case_of(page).data, f"{COURSES}.people.segments"
    path = f"{at}.most_deprived.weight"
    page.radio(key=f"choice:{path}:form").set_value("income")
    run(page)
    typed(page, f"{path}.income", "21,000")
    incomes = written_at(case_of(page).data, path)
    for form in ("typed", "income"):
        page.radio(key=f"choice:{path}:form").set_value(form)
        run(page)
    assert written_at(case_of(page).data, path) == incomes
    page.radio(key=f"choice:{path}:form").set_value("typed")
    run(page)
    assert case_of(page).data == before
    clicked(page, f"choice:{at}:none")
    assert written_at(case_of(page).data, at) is None
    clicked(page, f"choice:{at}:again")
    assert case_of(page).data == before


def test_a_benefit_unticked_and_ticked_again_brings_back_what_scenarios_say_of_it():
    page = outcomes()
    scenarios = case_of(page).data["scenarios"]
    path = next(
        ".".join(place.split(".")[:4])
        for s in scenarios.values()
        for place in s["changes"]
        if ".outcomes." in place
    )
    for _ in range(2):
        box = page.checkbox(key=f"choice:{path}:ticked")
        box.set_value(not box.value)
        run(page)
    assert case_of(page).data["scenarios"] == scenarios


def test_what_stood_in_a_form_comes_back_unless_something_else_was_typed_since():
    held = {"a": Left(1, None), "unit": Left("bed", "bed")}
    assert brought_back(held, {"a": 0, "b": None}, {"unit": "bed"}.get) == {"a": 1, "unit": "bed"}
    assert brought_back(held, {"a": 0, "b": None}, {"unit": "ward"}.get) == {"a": 1, "b": None}


# Undo --------------------------------------------------------------------------------------------------------


def test_undo_leaves_what_was_refused_in_its_field_and_takes_back_one_step():
    page = numbers()
    before = case_of(page).data
    typed(page, f"{COURSES}.people.eligible", "5,000")
    typed(page, f"{COURSES}.people.uptake", "140")
    clicked(page, "undo")
    assert case_of(page).data == before
    assert page.text_input(key=f"field:{COURSES}.people.uptake").value == "140"


def test_what_changes_nothing_is_no_step():
    page = numbers()
    typed(page, f"{COURSES}.people.eligible", "5,000")
    before = len(page.session_state["open"].earlier)
    at_page(page, "proposal")
    typed(page, "title", f" {case_of(page).shape.title} ")
    assert len(page.session_state["open"].earlier) == before


@pytest.mark.parametrize(
    "broken",
    ["make_the_case.views.shell.steps.edited", "make_the_case.views.forms.entries.changes.effect_chosen"],
)
def test_undo_works_after_a_step_that_failed_as_nobody_foresaw(broken: str, monkeypatch, fails_on_purpose):
    page = numbers()
    before = case_of(page).data
    typed(page, f"{COURSES}.people.eligible", "5,000")
    after = case_of(page)
    at_page(page, "outcomes")
    open_entry(page, OUTCOME)

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broke:
        broke.setattr(broken, fails)
        page.radio(key=f"choice:{OUTCOME}:form").set_value("reduces")
        run(page)
    assert "Report code E-" in text_of(page) and case_of(page) is after
    for name in ("results", "proposal", "costs"):
        at_page(page, name)
    clicked(page, "undo")
    assert case_of(page).data == before
    clicked(page, "redo")
    assert case_of(page).data == after.data


def test_a_row_clicked_away_twice_takes_out_one_row():
    page = at_page(opened(NORTHSHIRE), "delivery")
    rows = case_of(page).data["measures"]
    at = "measures.0"
    open_entry(page, at)
    page.button(key="choice:measures:0:remove").click()
    states = page._tree.get_widget_states()
    page._run(states)
    page._run(states)
    assert case_of(page).data["measures"] == rows[1:]


def test_what_is_held_by_place_moves_up_with_its_row_and_back():
    held = Kept(
        refused={"measures.2.what": Refused("x", "why")},
        typed={"form:risks.gaps:owner": "A", "form:total:o": "1"},
    )
    fewer = held.without("measures.1")
    assert fewer.refused == {"measures.1.what": Refused("x", "why")} and fewer.typed == held.typed
    assert fewer.with_place("measures.1") == held
    assert held.without("risks.gaps").typed == {"form:total:o": "1"}
    assert held.without("measures.2").refused == {}


# Lists and searches ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["zzzz", "(?=", "[a-", "\\", "🙂", "x" * 5000])
def test_the_library_says_so_where_no_assumption_holds_the_words(words: str):
    page = at_page(started("peer_support_ltc"), "library")
    page.radio(key="library:part").set_value("Assumptions and their sources")
    run(page)
    page.text_input(key="library:words").set_value(words)
    run(page)
    assert "No assumption has all of these words" in text_of(page)


def test_nothing_that_names_one_case_is_asked_of_another():
    page = at_page(opened(NORTHSHIRE), "results")
    page.selectbox(key="results:scenario").set_value("half_the_gain")
    run(page)
    at_page(page, "start")
    clicked(page, "start:blank")
    at_page(page, "results")
    assert "This is a scenario" not in text_of(page) and "results:scenario" not in page.session_state


# No dead ends ------------------------------------------------------------------------------------------------


def test_what_is_not_known_can_be_written_where_the_page_says():
    page = at_page(started("peer_support_ltc"), "assumptions")
    label = "What do we not know, or leave out?"
    assert f"on the Proposal page, under “{label}”" in text_of(page)
    at_page(page, "proposal")
    assert next(w for w in page.text_area if w.label == label).key == "field:proposal.not_known"


def test_an_option_can_say_what_to_be_careful_of_and_an_amount_whose_prices_it_is_in():
    page = unfolded(numbers(), "choice:options")
    page.text_area(key=f"field:{COURSES}.cautions").set_value("One city.\nNo volunteers are counted.")
    run(page)
    assert written_at(case_of(page).data, f"{COURSES}.cautions") == [
        "One city.",
        "No volunteers are counted.",
    ]
    path = f"{COURSES}.costs.{case_of(page).shape.options[0].costs[0].id}.unit_cost"
    open_entry(page, path.removesuffix(".unit_cost"))
    typed(page, path, "500")
    unfolded(page, f"choice:from:{path}")
    page.selectbox(key=f"choice:price_year:{path}").set_value("2023-24")
    run(page)
    assert written_at(case_of(page).data, path)["price_year"] == "2023-24"


def test_a_refusal_in_an_entry_that_was_made_in_the_app_is_a_sentence_as_anywhere():
    page = unfolded(at_page(started("peer_support_ltc"), "costs"), "choice:add:replaces:peer_support_ltc")
    page.text_input(key="form:add:replaces:name").set_value("Clinic that stops")
    clicked(page, "use:form:add:replaces")
    path = "options.peer_support_ltc.replaces.clinic_that_stops"
    for key, place in (("from", 3), ("until", 1)):
        page.selectbox(key=f"choice:{path}.{key}").select_index(place)
        run(page)
    assert "comes before" in text_of(page)
    assert written_at(case_of(page).data, f"{path}.until") is None
