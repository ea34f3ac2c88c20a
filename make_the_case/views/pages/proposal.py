"""The Proposal page: nine short questions, each under the heading that the documents print."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from make_the_case.views.forms import fields
from make_the_case.views.forms.bound import Bound
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Bold, Break, Heading, Italic, Lines, paragraphs, state
from make_the_case.words.first_answer import starts_sentence
from make_the_case.words.phrases import listed, quoted
from valuation.case.editing import edited
from valuation.case.places import written_at
from valuation.case.words_of_choices import CHOICES
from valuation.case.written.earlier_formats import is_illustrative_in_words

LOCAL_TERMS = ("co-production", "shared care", "partnership", "working together")
AIMS = CHOICES["Proposal", "aims"]
GROUPS = CHOICES["Shaping", "group"]
NOBODY_YET = "No one who uses the service has been involved yet. Board members usually ask. You can leave this blank and say so."
MOST_OBJECTIVES = 3
STEPS = ("context", "inputs", "activities", "outputs", "outcomes", "impact")


def show(option: str, done: Callable[[], None]) -> None:
    """Draws the page."""
    say(
        Heading("Proposal"),
        paragraphs("You can leave any question for later. What you leave blank is printed as “To be added”."),
    )
    for part in (_names, _need, _objectives, _who_shaped_it, partial(_logic_model, option)):
        with st.container():  # however many entries the part above it has, it keeps its place
            part()
    done()


def _names() -> None:
    say(Heading("1. Title and area", 2))
    fields.text(
        "title",
        "What will the board call this?",
        placeholder="Peer support for people with COPD in Northshire",
    )
    left, right = st.columns(2)
    with left:
        fields.text("organisation", "Your organisation", placeholder="NHS Northshire Integrated Care Board")
    with right:
        fields.text("place", "Your area", placeholder="Northshire")
    fields.flag("illustrative", standard=is_illustrative_in_words(session.opened().case.data))
    term = written_at(session.opened().case.data, "proposal.local_term")
    options = [*LOCAL_TERMS, *([term] if term and term not in LOCAL_TERMS else [])]
    say(Heading("2. The word you use", 2))
    fields.choice(
        "proposal.local_term",
        "What do you call working as equals with people who use services?",
        options,
        says=str,
        standard="co-production, unless you choose another",
    )


def _need() -> None:
    say(Heading("3. Business needs: the case for change", 2))
    fields.text(
        "proposal.problem",
        "What is the problem, in one sentence?",
        placeholder="People with long-term pain wait 31 weeks for a clinic and are then seen once.",
        most=200,
    )
    say(Heading("4. Who it is for", 2))
    left, right = st.columns(2)
    with left:
        fields.text("proposal.for_whom", "Who is it for?", placeholder="Adults living with long-term pain")
    with right:
        fields.text(
            "proposal.how_many",
            "How many people live with this here?",
            placeholder="About 9,400 on practice registers",
        )
    say(Heading("5. Existing arrangements: business as usual", 2))
    fields.text(
        "counterfactual.description",
        "What happens to these people now?",
        placeholder="They see a GP nine times a year and wait 31 weeks for a pain clinic.",
        long=True,
    )
    say(Heading("6. What will change", 2))
    fields.text(
        "proposal.change",
        "What will be different for them?",
        placeholder="Groups led by two people who live with pain, eight weeks, four times a year in each town.",
        long=True,
    )


def _objectives() -> None:
    say(Heading("7. Spending objectives", 2))
    objectives = written_at(session.opened().case.data, "proposal.objectives") or []
    for place in range(len(objectives)):
        at = f"proposal.objectives.{place}"
        fields.text(f"{at}.what", f"Objective {place + 1}", placeholder="People manage their pain better")
        columns = st.columns(4)
        for column, key, words, example in zip(
            columns,
            ("measure", "baseline", "target", "when"),
            ("Measured by", "Where it is now", "Where it should be", "By when"),
            ("Pain self-efficacy score", "22 of 60", "28 of 60", "March 2028"),
            strict=True,
        ):
            with column:
                fields.text(f"{at}.{key}", f"{words} ({place + 1})", placeholder=example)
        if not objectives[place].get("baseline"):
            say(state("There is no figure for now, so you will not be able to show that this changed."))
        action(f"Remove objective {place + 1}", f"choice:{at}:remove", steps.remove, at, objectives[place])
    if len(objectives) < MOST_OBJECTIVES:
        action(
            "Add an objective",
            "choice:objective:add",
            _add,
            "proposal.objectives",
            {"what": ""},
            type="secondary",
        )
    say(Heading("8. The aims it serves", 2))
    chosen = written_at(session.opened().case.data, "proposal.aims") or []
    for key, words in AIMS.items():
        name = f"choice:aim:{key}"
        st.checkbox(words, **Bound(name, key in chosen, "", _aim, key).widget())


def _add(at: str, entry: dict[str, Any]) -> None:
    data = session.opened().case.data
    steps.step(lambda case: edited(case, {at: [*(written_at(data, at) or []), entry]}))


def _aim(is_chosen: bool, key: str) -> None:
    chosen = set(written_at(session.opened().case.data, "proposal.aims") or [])
    chosen = chosen | {key} if is_chosen else chosen - {key}
    steps.put("proposal.aims", [aim for aim in AIMS if aim in chosen] or None)


def _who_shaped_it() -> None:
    say(Heading("9. Who shaped this case", 2))
    shaped = written_at(session.opened().case.data, "proposal.shaped_by") or []
    if not any(row["group"] == "lived_experience" for row in shaped):
        say(paragraphs(NOBODY_YET))
    for place, row in enumerate(shaped):
        at = f"proposal.shaped_by.{place}"
        say(Heading(GROUPS[row["group"]], 3))
        columns = st.columns(3)
        for column, key, words, example in zip(
            columns,
            ("how", "how_many", "what_changed"),
            ("How were they involved?", "How many?", "What changed because of it?"),
            ("Three workshops", "12 people", "Groups meet in the evening"),
            strict=True,
        ):
            with column:
                fields.text(f"{at}.{key}", f"{words}", placeholder=example)
        action(f"Remove: {GROUPS[row['group']].lower()}", f"choice:{at}:remove", steps.remove, at, row)
    left = [group for group in GROUPS if group not in [row["group"] for row in shaped]]
    if left:
        st.selectbox(
            "Who else was involved?",
            left,
            format_func=lambda group: GROUPS[group],
            index=None,
            placeholder="Choose a group",
            **Bound("choice:shaped:new", None, "", _shaped_by).widget(),
        )
    fields.text(
        "proposal.not_known",
        "What do we not know, or leave out?",
        placeholder="How many people who do not speak English would come.",
        long=True,
    )


def _shaped_by(group: str | None) -> None:
    if group:
        _add("proposal.shaped_by", {"group": group})


def _logic_model(option: str) -> None:
    """Draws the chain from context to impact as an ordered list, so that a screen reader reads it in its order."""
    now = session.opened()
    shape = now.case.option(option)
    logic = (now.case.data.get("proposal") or {}).get("logic") or {}
    because = logic.get("because") or {}
    outcomes = [outcome.name or outcome.id for outcome in shape.outcomes]
    said = {
        "context": logic.get("context") or (now.case.data.get("proposal") or {}).get("problem"),
        "inputs": f"{listed(quoted(cost.name or cost.id) for cost in shape.costs)}." if shape.costs else None,
        "activities": logic.get("activities") or (now.case.data.get("proposal") or {}).get("change"),
        "outputs": starts_sentence(now.answer(), option),
        "outcomes": f"{listed(map(quoted, outcomes))}." if outcomes else None,
        "impact": logic.get("impact"),
    }
    items = []
    for key in STEPS:
        why = (Break(), Italic(f"Because: {because[key]}")) if because.get(key) else ()
        items.append((Bold(f"{key.capitalize()}:"), f" {said[key] or 'to be added'}", *why))
    say(Heading("How it should work", 2), Lines(tuple(items), is_numbered=True, style="steps"))
    with st.expander("Explain how each step leads to the next"):
        for key, words in (
            ("context", "Context: what is there now?"),
            ("activities", "Activities: what will people do?"),
            ("impact", "Impact: what should be different in the end?"),
        ):
            fields.text(f"proposal.logic.{key}", words, long=True)
        for key, words in (
            ("activities", "Why should the inputs lead to these activities?"),
            ("outputs", "Why should the activities reach these people?"),
            ("outcomes", "Why should that change these outcomes?"),
            ("impact", "Why should the outcomes have this impact?"),
        ):
            fields.text(f"proposal.logic.because.{key}", words)
