"""Outcomes as cards, found by the words that people use, and what is measured of them read at once as it is typed."""

from __future__ import annotations

from functools import cache

import pytest
from screen_words import _parts, screen_faults
from test_pages import ROOT, at_page, case_of, clicked, opened, run, text_of

from make_the_case.authoring.finding_changes import OwnFigures, TwiceMeasured
from make_the_case.authoring.what_is_measured import OFFERED, found_by, measurables, with_measured
from make_the_case.words.markup import Screen
from make_the_case.words.outcome_cards import outcome_cards, outcomes_sentence
from make_the_case.words.reading_of_findings import reading_of
from make_the_case.words.tables.evidence_tables import LABEL_WORDS, NONE_READ
from valuation import answer, case_text, load_library, parse_case, read_case
from valuation.case.places import written_at

LIBRARY = load_library()
WALKING = ROOT / "cases" / "worked_example.yaml"
SOUTHFOLD = ROOT / "cases" / "southfold_befriending.yaml"
OPTION = "walking_group"
FORM = f"form:outcome:{OPTION}"
FINISHED = sorted((ROOT / "cases").glob("*.yaml"))


@cache
def cards(path=SOUTHFOLD, option: str = "befriending"):
    case = read_case(path)
    return {card.outcome.id: card for card in outcome_cards(case, answer(case), option)}


def said(card) -> dict[str, str]:
    return {fact.label: f"{fact.words}. {fact.note}".strip() for fact in card.facts.facts}


@pytest.mark.parametrize("path", FINISHED, ids=lambda path: path.stem)
def test_the_words_of_every_card_and_every_reading_keep_the_conventions(path):
    case = read_case(path)
    answered = answer(case)
    found = []
    for option in case.shape.options:
        cards_of_option = outcome_cards(case, answered, option.id)
        found.append(outcomes_sentence(cards_of_option))
        for card in cards_of_option:
            blocks = [card.facts]
            if card.has_findings:
                reading = reading_of(case, answered, card.path)
                blocks += [panel for panel in (reading.forest, reading.worth) if panel is not None]
            found += list(_parts(Screen().blocks(blocks)))
    assert [(text, faults) for text in found if (faults := screen_faults(text))] == []


# Words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mood", "phq9"),
        ("isolation", "share_lonely"),
        ("ambulance", "ambulances"),
        ("work", "share_of_people"),
        ("doctor", "gp_visits"),
        ("A&E", "ae_visits"),
        ("tablets", "medicines"),
        ("worthwhile", "worthwhile"),
        ("back pain", "pain_nrs"),
    ],
)
def test_what_is_measured_is_found_by_the_words_that_people_use(typed: str, first: str):
    assert first in found_by(LIBRARY, typed).idents[:4]


def test_what_is_counted_in_money_is_found_before_what_is_only_shown():
    found = found_by(LIBRARY, "mood").idents
    assert found.index("phq9") < found.index("hads_d") < found.index("hads_total")


def test_an_error_of_typing_is_forgiven_and_said():
    found = found_by(LIBRARY, "lonelyness")
    assert found.idents and found.read_as == {"lonelyness": "loneliness"}


def test_what_nobody_measures_is_found_nowhere():
    assert found_by(LIBRARY, "unicorns").idents == ()


def test_everything_that_is_offered_or_found_begins_an_outcome_that_is_valid():
    case = read_case(WALKING)
    own = OwnFigures("2026/27", TwiceMeasured(2.0, 1.0, 60.0), 6)
    known = measurables(LIBRARY)
    assert {ident for idents in OFFERED.values() for ident in idents} <= set(known)
    for measurable in known.values():
        grown = with_measured(case, OPTION, measurable, own, 0.5)
        assert len(grown.option(OPTION).outcomes) == 4
        assert parse_case(case_text(grown)).data == grown.data


def test_what_people_use_less_of_is_a_share_fewer_of_what_they_used_before():
    visits = measurables(LIBRARY)["gp_visits"]
    ours, theirs = TwiceMeasured(8.0, 6.0, 60.0), TwiceMeasured(10.0, 9.0, 50.0)
    alone = with_measured(read_case(WALKING), OPTION, visits, OwnFigures("2026/27", ours, 6), None)
    beside = with_measured(
        read_case(WALKING), OPTION, visits, OwnFigures("2026/27", ours, 6, "waiting", theirs), None
    )
    at = f"options.{OPTION}.outcomes.gp_visits"
    assert written_at(alone.data, f"{at}.findings.ours.estimate") == 0.25  # 6 of 8
    assert written_at(alone.data, f"{at}.of.value") == 8
    found = written_at(beside.data, f"{at}.findings.ours")
    assert found["estimate"] == pytest.approx(1 - (6 / 8) / (9 / 10))
    assert found["design"] == "controlled" and "baseline" not in found


# Cards -------------------------------------------------------------------------------------------------------


def test_a_card_says_how_much_for_how_many_how_long_and_what_it_is_worth():
    days = cards(WALKING, OPTION)["bed_days"]
    facts = said(days)
    assert facts["How much for each person"] == "25% fewer. Of 2 bed days a person a year"
    assert facts["For how many"] == "120 people. Who finish over 3 years"
    assert facts["For how long"] == "2 years. Fading by 25% a year"
    assert facts["Worth in all"].startswith("£39,000 gain.") and "£438 a person" in facts["Worth in all"]
    assert (days.facts.squares, days.facts.evidence) == (2, "Mixed"), "grade 3"


def test_a_harm_has_a_card_as_every_other_and_says_that_people_are_worse_off():
    found = cards()
    harm = found["relationship_ends"]
    assert harm.is_harm and list(found)[-1] == "relationship_ends"
    assert [fact.label for fact in harm.facts.facts] == [
        fact.label for fact in found["loneliness"].facts.facts
    ]
    assert said(harm)["How much for each person"] == "Worse, small. Not measured"
    assert said(harm)["Worth in all"].startswith("Not valued in money.")
    assert (
        outcomes_sentence(list(found.values()))
        == "This option has 5 outcomes, of which one is a harm and 4 are not valued in money."
    )


def test_a_harm_in_money_is_a_harm_and_no_gain():
    text = WALKING.read_text(encoding="utf-8").replace("adds: {value: 0.01,", "adds: {value: -0.01,")
    case = parse_case(text.encode(), "case.yaml")
    card = next(c for c in outcome_cards(case, answer(case), OPTION) if c.outcome.id == "quality_of_life")
    assert card.is_harm and said(card)["Worth in all"].startswith("£87,000 harm.")
    assert said(card)["How much for each person"] == "0.01 QALYs a year worse."


def test_what_is_not_valued_in_money_says_why():
    assert said(cards()["depression_long"])["Worth in all"].endswith(
        "the price is put on the first year alone."
    )


def test_what_comparisons_show_stands_on_the_card_with_how_strong_they_are():
    short = cards()["depression_short"].facts
    assert (short.squares, short.evidence, short.known) == (4, "Strong", LABEL_WORDS["shown"])
    assert cards()["loneliness"].facts.known == NONE_READ


def test_a_name_that_looks_like_html_is_printed_as_it_stands():
    text = SOUTHFOLD.read_text(encoding="utf-8").replace(
        "study: Mead and others 2010,", 'study: "<b>Mead</b> 2010",'
    )
    case = parse_case(text.encode(), "case.yaml")
    forest = reading_of(case, answer(case), "options.befriending.outcomes.depression_short").forest
    made = Screen().blocks([forest])
    assert "&lt;b&gt;Mead&lt;/b&gt; 2010" in made and "<b>" not in made


# A reading ---------------------------------------------------------------------------------------------------


def measured(after: float = 6.4, **keys):
    own = OwnFigures("2026/27", TwiceMeasured(4.9, after, 140.0), 4, **keys)
    case = with_measured(read_case(WALKING), OPTION, measurables(LIBRARY)["life_satisfaction"], own, 0.5)
    path = f"options.{OPTION}.outcomes.life_satisfaction_ons4"
    return reading_of(case, answer(case), path, "ours")


def test_a_change_is_read_step_by_step_and_says_what_would_let_more_of_it_count():
    reading = measured()
    rows = reading.steps.rows
    # 1.5 measured; 0.45 · (7.5 − 4.9) = 1.17 would come anyway; half of the 0.33 that is left counts
    assert [row.words for row in rows[:3]] == ["+1.5", "−1.17", "−0.165"]
    assert (rows[1].start, round(rows[1].end, 12)) == (1.5, 0.33)
    assert rows[2].name == "No comparison: half counts"
    assert reading.advice.words.endswith("Your figure would then be read at three quarters, not at half.")
    (ours,) = reading.forest.rows
    assert ours.mark == "diamond" and ours.read == pytest.approx(0.165) and ours.is_own


def test_a_comparison_at_random_is_read_in_full_and_needs_no_advice():
    reading = measured(compared="by_chance", theirs=TwiceMeasured(4.9, 5.9, 140.0))
    assert [row.name for row in reading.steps.rows] == ["You measured", "Beside similar services"]
    assert reading.advice is None and reading.forest.rows[0].mark == "square"


def test_what_it_is_worth_is_a_sum_that_multiplies():
    worth = measured().worth
    assert [label for _, label in worth.factors] == ["points", "lasts", "a WELLBY"]
    assert worth.factors[1][0] == "6 months"
    assert "for the 120 people who finish" in worth.note


def test_a_change_for_the_worse_is_read_as_a_harm():
    reading = measured(after=4.5)
    assert reading.steps.rows[0].words == "−0.4"
    assert "worse" in reading.forest.words


# The page ----------------------------------------------------------------------------------------------------


def filled(page, **answers):
    for name, value in answers.items():
        page.number_input(key=f"{FORM}:{name}").set_value(value)
        run(page)
    return page


def test_an_outcome_is_added_by_its_words_and_read_before_it_is_counted():
    page = clicked(at_page(opened(WALKING), "outcomes"), f"choice:outcomes:add:{OPTION}")
    page.text_input(key=f"{FORM}:search").set_value("satisfied with life")
    run(page)
    page.pills(key=f"{FORM}:pill:Found").set_value("life_satisfaction")
    run(page)
    before = case_of(page)
    filled(page, before=4.9, after=6.4)
    assert "Still needed: how many people answered both times." in text_of(page)
    filled(page, people=140)
    assert "Your 1.5 is read as 0.1" in text_of(page) and case_of(page) is before
    clicked(page, f"use:{FORM}")
    assert "Say when it was" in text_of(page) and case_of(page) is before
    page.text_input(key=f"{FORM}:period").set_value("2026/27")
    run(page)
    clicked(page, f"use:{FORM}")
    found = written_at(case_of(page).data, f"options.{OPTION}.outcomes.life_satisfaction_ons4.findings.ours")
    assert (found["estimate"], found["baseline"], found["n"], found["here"]) == (1.5, 4.9, 140, True)
    assert "has 4 outcomes" in text_of(page), "the form has closed, and the card stands among the others"


def test_one_choice_of_what_was_measured_clears_the_others():
    page = clicked(at_page(opened(WALKING), "outcomes"), f"choice:outcomes:add:{OPTION}")
    page.pills(key=f"{FORM}:pill:Health").set_value("phq9")
    run(page)
    page.pills(key=f"{FORM}:pill:How people feel").set_value("worthwhile")
    run(page)
    assert page.pills(key=f"{FORM}:pill:Health").value is None
    assert page.session_state["open"].kept.typed[f"{FORM}:measure"] == "worthwhile"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"before": 0.0, "after": 0.0, "people": 60.0}, "has to be above 0"),
        ({"before": 8.0, "after": 6.0, "people": 60.0, "low": 10.0}, "needs both ends"),
        ({"before": 8.0, "after": 6.0, "people": 60.0, "low": 40.0, "high": 10.0}, "needs both ends"),
        ({"before": 8.0, "after": 6.0, "people": 60.0}, "Give the 95% interval"),
        ({"before": 8.0, "after": 6.0, "people": 60.0, "low": 10.0, "high": 40.0}, "Your 25% is read as"),
    ],
)
def test_what_people_use_is_read_once_it_can_be_and_what_is_missing_is_said(answers, said):
    page = clicked(at_page(opened(WALKING), "outcomes"), f"choice:outcomes:add:{OPTION}")
    page.pills(key=f"{FORM}:pill:What they use").set_value("gp_visits")
    run(page)
    before = case_of(page)
    filled(page, **answers)
    assert said in text_of(page) and case_of(page) is before


def test_what_was_typed_stays_on_the_way_back_to_the_cards():
    page = clicked(at_page(opened(WALKING), "outcomes"), f"choice:outcomes:add:{OPTION}")
    page.pills(key=f"{FORM}:pill:Health").set_value("phq9")
    run(page)
    filled(page, before=12)
    clicked(page, f"choice:outcomes:back:{OPTION}")
    assert "has 3 outcomes" in text_of(page)
    clicked(page, f"choice:outcomes:add:{OPTION}")
    assert page.number_input(key=f"{FORM}:before").value == 12


def test_the_studies_are_drawn_when_they_are_asked_for():
    page = at_page(opened(SOUTHFOLD), "outcomes")
    key = "choice:studies:options.befriending.outcomes.depression_short"
    assert "Mead and others 2010" not in text_of(page)
    clicked(page, key)
    assert "Mead and others 2010" in text_of(page) and "would pay for the service by itself" in text_of(page)
    clicked(page, key)
    assert "Mead and others 2010" not in text_of(page)
