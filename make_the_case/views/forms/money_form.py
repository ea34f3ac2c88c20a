"""The money you have: how much each year, for how many years, from when, and which organisation is asked to pay."""

from __future__ import annotations

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.authoring import staffing
from make_the_case.views.forms import fields, parties
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.details import FIRST_YEARS
from make_the_case.views.forms.number_field import NotUnderstood, money_shown, read_number
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, notice, paragraphs
from make_the_case.words.phrases import financial_year, party_name
from make_the_case.words.tables.budget_steps import money_left, money_sentence
from valuation import quantities as q
from valuation.case.editing import with_entry
from valuation.case.places import written_at

MONEY = "proposal.budget"
LEFT = "Left of the budget"


def show(option: str) -> None:
    """Draws the four questions of one option, and how far the money goes."""
    case = session.opened().case
    say(Heading("The money you have", 2))
    each, years, first, payer = st.columns([1.1, 0.8, 1, 1.6], gap="small")
    with each:
        budget = case.shape.proposal.budget if case.shape.proposal else None
        shown = steps.typed_or(MONEY, money_shown(budget.per_year) if budget else "")
        st.text_input(
            "Each year (£)",
            placeholder="180,000",
            help="The money that you have for this each year. It changes no cost. Leave it blank if you do not know.",
            **Bound(f"field:{MONEY}", shown, "", _money_typed).widget(),
        )
    with years:
        st.number_input(
            "Years",
            1,
            60,
            step=1,
            **Bound(f"choice:years:{option}", _years_served(option), "", _years_chosen, option).widget(),
        )
    with first:
        began = case.shape.appraisal.first_year
        known = FIRST_YEARS if began in FIRST_YEARS else (began, *FIRST_YEARS)
        fields.choice("appraisal.first_year", "From", known, says=financial_year)
    with payer:
        _who_pays()
    fields.refusal(MONEY, f"years:{option}")
    _counted(option)
    with st.container():  # it may have nothing to say: what comes after it keeps its place
        _how_far(option)


def _money_typed(typed: str) -> None:
    if not typed.strip():
        steps.put_all(staffing.money_stated(session.opened().case, None), MONEY)
        return
    try:
        money = read_number(typed, q.MONEY, label="The money each year", example="180,000")
    except NotUnderstood as error:
        steps.refuse(MONEY, typed, str(error))
        return
    steps.put_all(staffing.money_stated(session.opened().case, money), MONEY, typed)


def _years_served(option: str) -> int:
    case = session.opened().case
    return min(case.delivery_years(option), case.shape.appraisal.years)


def _years_chosen(years: int, option: str) -> None:
    steps.put_all(staffing.years_stated(session.opened().case, option, int(years)), f"years:{option}")


def _who_pays() -> None:
    library = session.opened().case.library
    public = [payer.id for payer in library.payers.values() if payer.is_public]
    fields.choice(
        "commissioner",
        "Paid by",
        [*public, "voluntary_sector", "employers"],
        says=party_name,
        changes=lambda payer: changes.budget_holder_chosen(session.opened().case, str(payer)),
    )


def _counted(option: str) -> None:
    """Offers to change over how many years costs and benefits are counted, and to share the cost; each form is drawn when it is opened."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        counted = st.popover(
            "Years counted", type="tertiary", key=f"choice:counted:{option}", on_change="rerun"
        )
        shared = st.popover(
            "Share the cost between organisations",
            type="tertiary",
            key=f"choice:sharing:{option}",
            on_change="rerun",
        )
    if counted.open:
        with counted:
            _years_counted()
    if shared.open:
        with shared:
            _sharing(option)


def _years_counted() -> None:
    case = session.opened().case
    st.number_input(
        "For how many years is it counted?",
        1,
        60,
        step=1,
        help="Costs and benefits after these years are left out. What lasts longer than the money needs more years.",
        **Bound("choice:appraisal.years", case.shape.appraisal.years, "", _counted_chosen).widget(),
    )
    fields.refusal("appraisal.years")


def _sharing(option: str) -> None:
    case = session.opened().case
    shared_at = changes.shared_cost(case, option)
    parties.share_form(
        f"options.{option}:sharing",
        [payer.id for payer in case.library.payers.values() if payer.is_public],
        written_at(case.data, shared_at) if shared_at else case.shape.commissioner,
        lambda shares: changes.cost_sharing_chosen(session.opened().case, option, shares),
        shared_at,
    )


def _counted_chosen(years: int) -> None:
    steps.put("appraisal.years", int(years))


def _how_far(option: str) -> None:
    """Says how far the money goes, and offers to plan what is left of it."""
    now = session.opened()
    left = money_left(now.answer(), option, now.case)
    if left is None:
        return
    said = money_sentence(left)
    say(
        notice(said, aloud="status")
        if left.left < 0 and not left.is_all_planned
        else paragraphs(said, aloud="status")
    )
    if left.left > 0 and not left.is_all_planned:
        action("Plan to spend what is left", f"choice:left:{option}", _rest_planned, option, type="secondary")


def _rest_planned(option: str) -> None:
    now = session.opened()
    left = money_left(now.answer(), option, now.case)
    if left is not None and left.left > 0:
        entry = staffing.rest_planned(now.case, option, LEFT, left.left)
        steps.step(lambda case: with_entry(case, f"options.{option}.costs", entry), MONEY)
