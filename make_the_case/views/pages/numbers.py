"""The page Costs and people: the money, who does the work, where the money goes, and who comes, with the answer beside them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.views.forms import (
    areas_form,
    cost_lines,
    details,
    fields,
    money_form,
    options,
    posts_table,
    published_cost_form,
)
from make_the_case.views.forms.bound import Bound
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.answer_beside import beside
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, Tabled, paragraphs, state
from make_the_case.words.first_answer import CALCULATED, starts_sentence
from make_the_case.words.people_rows import who_comes
from make_the_case.words.tables.budget_steps import budget_by_year, budget_steps
from valuation.case.defaults import default_words
from valuation.case.places import written_at


def show(option: str, goto: Callable[[str], None], done: Callable[[], None]) -> None:
    """Draws the page for one option."""
    shape = session.opened().case.shape
    say(state(shape.title or "A case without a title"), Heading("Costs and people"))
    beside(option, lambda: _questions(option), goto, done)


def _questions(option: str) -> None:
    money_form.show(option)
    posts_table.show(option)
    cost_lines.show(option)
    _budget(option)
    _who_comes(option)
    cost_lines.show_replaced(option)
    published_cost_form.show(option)
    details.show_people(option)
    details.show_enablers(option)
    details.show_own_numbers()
    details.show_settings()
    options.show(option)


def _budget(option: str) -> None:
    """Shows the budget in seven lines, and by year on demand."""
    now = session.opened()
    steps_of_it = budget_steps(now.answer(), option, now.case)
    say(Heading("The same budget, everywhere", 2), steps_of_it.panel)
    place = st.expander("The budget by year", key=f"choice:budget:{option}", on_change="rerun")
    if place.open:
        say(Tabled(budget_by_year(steps_of_it)), at=place)


def _funnel(option: str) -> None:
    now = session.opened()
    found = who_comes(now.case, option, now.answer())
    if found is not None:
        year, rows = found
        with st.container(key="who_comes"):
            say(state(f"{year}."), rows)


def _who_comes(option: str) -> None:
    """Shows how many could use it, start and finish, and asks for the figures behind them."""
    at = f"options.{option}.people"
    people = written_at(session.opened().case.data, at) or {}
    is_planned = people.get("planned_starts") is not None
    say(Heading("Who comes", 2))
    _funnel(option)
    if not people:
        say(paragraphs("This option does not say who takes part. It has costs, and no one starts."))
        action("Say who takes part", f"choice:{at}:begin", _people_begun, option, type="secondary")
    else:
        _stated_as(option, is_planned)
    if people:
        _reach(at, is_planned)
        areas_form.show(option)
    say(state(f"{CALCULATED}: {starts_sentence(session.opened().answer(), option)}"))


def _reach(at: str, is_planned: bool) -> None:
    """Shows the questions about people, two beside each other."""
    left, right = st.columns(2, gap="medium")
    with left:
        if is_planned:
            fields.numbers(
                f"{at}.planned_starts", "How many people start, year by year?", example="150, 250, 300"
            )
        else:
            fields.number(
                f"{at}.eligible", "How many people could use it?", example="4,200", may_not_know=True
            )
            fields.choice(f"{at}.pool", "They are", flat=True)
    with right:
        if not is_planned:
            fields.number(
                f"{at}.uptake", "Of every 100 offered it, how many start?", example="12", may_not_know=True
            )
        fields.number(
            f"{at}.completion",
            "Of every 100 who start, how many finish?",
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
