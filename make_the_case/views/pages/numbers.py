"""The Numbers page: six questions for a first answer, then costs, what is replaced, benefits and details."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.authoring.origins import ANSWERS
from make_the_case.authoring.yearly_total import running_cost, with_running_cost
from make_the_case.views.forms import cost_lines, details, fields, parties, published_cost_form, whole_forms
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.details import FIRST_YEARS
from make_the_case.views.forms.number_field import NotUnderstood, read_number
from make_the_case.views.shell import session, simulations, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words import uncertainty
from make_the_case.words.blocks import Bold, Heading, paragraphs, state
from make_the_case.words.check_words import friend_says
from make_the_case.words.first_answer import CALCULATED, starts_sentence
from make_the_case.words.phrases import financial_year, party_name, pounds
from valuation import quantities as q
from valuation.case.defaults import default_words
from valuation.case.places import concerns, written_at
from valuation.people import Array
from valuation.sensitivity.monte_carlo import chance_positive


def show(option: str, done: Callable[[], None]) -> None:
    """Draws the page for one option."""
    say(Heading("Costs and people"))
    _six_questions(option)
    sure = st.empty()  # emptied at once: what an earlier number came to never stands beside a new one
    is_ready = simulations.are_net_values_ready()
    if is_ready:
        _likely(sure, simulations.net_values(option))
    plausible = st.container()
    cost_lines.show(option)
    cost_lines.show_replaced(option)
    published_cost_form.show(option)
    details.show_people(option)
    details.show_enablers(option)
    details.show_own_numbers()
    details.show_settings()
    done()
    with plausible:
        _sanity(option)
    if not is_ready:
        with sure.container():
            npv = simulations.net_values(option)
        _likely(sure, npv)


def _likely(place: st.delta_generator.DeltaGenerator, npv: Array | None) -> None:
    """Shows the likely range of net value and the chance that it is above nothing."""
    if npv is None:
        return
    words = uncertainty.range_sentence(npv)
    chance = uncertainty.confidence_clause(chance_positive(npv))
    sentence = f"Net value, counting everyone: {words}. {chance}" if words else chance
    say(paragraphs(sentence, aloud="status"), at=place)


def _sanity(option: str) -> None:
    """Shows up to three checks that come first for this option."""
    implied = [
        check
        for check in simulations.checks() or ()
        if check.severity != "note" and concerns(check.path, option)
    ]
    if implied:
        say(Heading("Is that plausible?", 3), *friend_says(session.opened().case, implied, most=3))


def _six_questions(option: str) -> None:
    at = f"options.{option}.people"
    people = written_at(session.opened().case.data, at) or {}
    is_planned = people.get("planned_starts") is not None
    say(Heading("Six questions for a first answer", 2))
    if not people:
        say(paragraphs("This option does not say who takes part: it has costs, and nobody starts."))
        action("Say who takes part", f"choice:{at}:begin", _people_begun, option, type="secondary")
    else:
        _stated_as(option, is_planned)
    left, right = st.columns(2, gap="large")
    with left:
        if people:
            _reach(at, is_planned)
    with right:
        _yearly_total(option)
        _when()
        _who_pays(option)
    say(state(f"{CALCULATED}: {starts_sentence(session.opened().answer(), option)}"))


def _reach(at: str, is_planned: bool) -> None:
    """Shows the three questions about people."""
    if is_planned:
        fields.numbers(
            f"{at}.planned_starts", "1. How many people start, year by year?", example="150, 250, 300"
        )
    else:
        fields.number(
            f"{at}.eligible", "1. How many people could use it?", example="4,200", may_not_know=True
        )
        fields.choice(f"{at}.pool", "They are", flat=True)
        fields.number(
            f"{at}.uptake", "2. Of every 100 offered it, how many start?", example="12", may_not_know=True
        )
    fields.number(
        f"{at}.completion",
        "3. Of every 100 who start, how many finish?",
        example="72",
        standard=default_words("completion"),
        may_not_know=True,
    )


def _stated_as(option: str, is_planned: bool) -> None:
    key, was = f"choice:options.{option}.people:form", "planned" if is_planned else "eligible"
    questions = {
        "eligible": "Work out who starts from how many could use it",
        "planned": "I have a plan of how many start",
    }
    st.radio(
        "How do you know how many people it reaches?",
        list(questions),
        format_func=lambda form: questions[form],
        horizontal=True,
        **Bound(key, was, f"options.{option}.people", _form_chosen, option, was).widget(),
    )
    fields.refusal(f"options.{option}.people")


def _people_begun(option: str) -> None:
    steps.put_all(changes.people_stated_as(session.opened().case, option, "eligible"))


def _form_chosen(form: str, option: str, was: str) -> None:
    restated = changes.people_stated_as(session.opened().case, option, form)
    steps.choose(f"options.{option}.people", was, form, restated)


def _yearly_total(option: str) -> None:
    now = session.opened()
    total = running_cost(now.case, option)
    question = (
        Bold("4. What does it cost to run each year?"),
        f" {CALCULATED} from the costs below: ",
        Bold(f"£{pounds(total)}"),
        " a year on average, in cash, before any allowance.",
    )
    say(paragraphs(question))
    form = f"form:total:{option}"
    answer = f"form:total:answer:{option}"
    whole_forms.text(form, "Your own yearly total, if you have one (£ a year)", placeholder="190,000")
    whole_forms.choice(
        answer,
        "Where does this total come from?",
        list(ANSWERS),
        format_func=lambda key: ANSWERS[key][0],
        placeholder="Choose one",
    )
    whole_forms.use("Use this total", form, (form, answer), _total_typed, option)


def _total_typed(typed: str | None, answer: str | None, option: str) -> bool:
    form = f"form:total:{option}"
    try:
        total = read_number(typed or "", q.MONEY, label="The yearly total", example="190,000")
    except NotUnderstood as error:
        steps.refuse(form, None, str(error))
        return False
    if answer is None:
        why = "Choose where the total comes from: it sets how far the figures are trusted."
        steps.refuse(form, None, why)
        return False
    return steps.step(lambda case: with_running_cost(case, option, total, answer), form)


def _when() -> None:
    shape = session.opened().case.shape
    left, right = st.columns(2)
    with left:
        first = shape.appraisal.first_year
        known = FIRST_YEARS if first in FIRST_YEARS else (first, *FIRST_YEARS)
        fields.choice("appraisal.first_year", "5. When does it start?", known, says=financial_year)
    with right:
        st.number_input(
            "For how many years is it counted?",
            1,
            60,
            step=1,
            **Bound("choice:appraisal.years", shape.appraisal.years, "", _years_chosen).widget(),
        )
        fields.refusal("appraisal.years")


def _years_chosen(years: int) -> None:
    steps.put("appraisal.years", int(years))


def _who_pays(option: str) -> None:
    case = session.opened().case
    public = [payer.id for payer in case.library.payers.values() if payer.is_public]
    others = ["voluntary_sector", "employers"]
    fields.choice(
        "commissioner",
        "6. Who pays? The budget that this is put to",
        [*public, *others],
        says=party_name,
        changes=lambda payer: changes.budget_holder_chosen(session.opened().case, str(payer)),
    )
    with st.popover("Share the cost between organisations", type="tertiary"):
        shared_at = changes.shared_cost(case, option)
        parties.share_form(
            f"options.{option}:sharing",
            public,
            written_at(case.data, shared_at) if shared_at else case.shape.commissioner,
            lambda shares: changes.cost_sharing_chosen(session.opened().case, option, shares),
            shared_at,
        )
