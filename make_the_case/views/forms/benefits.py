"""The outcomes of an option: each a card that opens into its form, harms among them, and those that could be added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.views.forms import entries, outcome_form, reading_shown, whole_forms
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.long_lists import part_of
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.kept_entries import brought_back
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, state
from make_the_case.words.first_answer import allowance_sentence
from make_the_case.words.outcome_cards import OutcomeCard, outcome_cards, outcomes_sentence
from valuation import Case, CaseError
from valuation.case.editing import edited, free_id, with_entry, without_entry
from valuation.case.option_shape import Option
from valuation.case.places import written_at
from valuation.case.templates import plain_template

NONE_YET = "You have not chosen any outcomes yet. The result is cost only."
HARM = "harm"
NEW_KINDS = {
    "fiscal": "Public staff time, beds or money",
    "economic": "Earnings, output or private costs",
    "health": "Health, in QALYs",
    "wellbeing": "Wellbeing, in WELLBYs",
    "transfer": "A payment from one to another",
    "not_priced": "Something good, not valued in money",
    HARM: "A harm, not valued in money",
}
TICKED = "ticked"
UNITS = {"health": "qaly", "wellbeing": "wellby", "transfer": "payment", "economic": "hour"}


def show(option: str) -> None:
    """Draws the cards of one option, and what could be added to them."""
    now = session.opened()
    shape = now.case.option(option)
    cards = outcome_cards(now.case, now.answer(), option)
    with st.container(horizontal=True, vertical_alignment="center"):
        action(
            "Add an outcome",
            f"choice:outcomes:add:{option}",
            outcome_form.open_form,
            option,
            type="primary",
        )
        say(state(outcomes_sentence(cards) if cards else NONE_YET))
    if cards:
        with st.container(key=f"outcomes-head:{option}"):
            say(Heading("In this case", 2))
    at = f"options.{option}.outcomes"
    for card in part_of(at, cards, lambda found: found.name, lambda found: session.is_unfolded(found.path)):
        _card(option, card)
    aside = _aside(option, shape)
    if aside:
        say(Heading("Not in this case", 2), state("Tick one to count it, or to show it."))
        for key, entry in aside.items():
            _not_ticked(option, key, entry)
    _add(option)


def _aside(option: str, shape: Option) -> dict[str, Any]:
    """Returns the outcomes that are not in the case and could be: unticked ones, and the template's others."""
    at = f"options.{option}.outcomes."
    held = {outcome.id for outcome in shape.outcomes}
    unticked: dict[str, Any] = {}
    library = session.library()
    if shape.template in library.template_ids():
        for entry in plain_template(library, str(shape.template))["option"].get("outcomes") or []:
            unticked[str(entry["id"])] = entry
    for path, entry in session.opened().kept.put_aside.items():
        if path.startswith(at):
            unticked[path.removeprefix(at)] = entry
    return {key: entry for key, entry in unticked.items() if key not in held}


def _card(option: str, card: OutcomeCard) -> None:
    """Shows an outcome as a card, with its studies and its form where they are asked for."""
    path, answer = card.path, session.opened().answer()
    has_studies, is_changing = session.is_unfolded(_studies(path)), session.is_unfolded(path)
    with st.container(border=True, key=f"card:{path}"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"outcome-row:{path}"):
            st.checkbox(
                as_label(card.name), **Bound(f"choice:{path}:ticked", True, path, _untick, path).widget()
            )
            if card.has_findings and not is_changing:
                verb = "Hide" if has_studies else "Show"
                key = f"choice:studies:{path}"
                action(
                    f"{verb} the studies",
                    key,
                    session.unfold,
                    _studies(path),
                    not has_studies,
                    about=card.name,
                )
            verb = "Close" if is_changing else "Change"
            action(verb, f"choice:fold:{path}", session.unfold, path, not is_changing, about=card.name)
        say(card.facts)
        if has_studies and not is_changing:
            reading_shown.show(session.opened().case, answer, path)
        if is_changing:
            entries.outcome(path)
            say(state(allowance_sentence(answer, option, path)))


def _studies(path: str) -> str:
    return f"{path}:studies"


def _untick(_: bool, path: str) -> None:
    now = session.opened()
    before, entry = now.case, written_at(now.case.data, path)
    if steps.step(lambda case: without_entry(case, path), removed=path):
        now.kept.put_aside[path] = entry
        now.kept.forms[path, TICKED] = steps.left_over(before, now.case, ("correlations",))


def _not_ticked(option: str, ident: str, entry: Mapping[str, Any]) -> None:
    path = f"options.{option}.outcomes.{ident}"
    key = f"choice:{path}:ticked"
    bound = Bound(key, False, f"options.{option}", _tick, option, dict(entry))
    st.checkbox(as_label(entry.get("name") or ident), **bound.widget())


def _tick(_: bool, option: str, entry: dict[str, Any]) -> None:
    """Puts an outcome back; where its overlap group has a counted value by now, that one stays the counted one."""
    case = session.opened().case
    counted = {
        value.overlap.group
        for option_shape in case.shape.options
        if option_shape.id == option
        for outcome in option_shape.outcomes
        for value in outcome.values
        if value.overlap is not None and value.overlap.counted
    }
    values = []
    for value in entry.get("values") or []:
        overlap = value.get("overlap")
        if overlap and overlap["group"] in counted:
            value = {**value, "overlap": {**overlap, "counted": False}}
        values.append(value)
    new = {**entry, "values": values} if values else entry
    path = f"options.{option}.outcomes.{entry['id']}"
    left = session.opened().kept.forms.get((path, TICKED), {})

    def back(now: Case) -> Case:
        grown = with_entry(now, f"options.{option}.outcomes", new)
        again = brought_back(left, {}, lambda at: written_at(now.data, at))
        try:
            return edited(grown, again) if again else grown
        except CaseError:  # what a scenario or a correlation named has gone since
            return grown

    steps.step(back)


def _add(option: str) -> None:
    key = f"choice:add:outcome:{option}"
    place = st.popover("Add one in your own words", key=key, on_change="rerun")
    if not place.open:
        return
    form = "form:add:outcome"
    with place:
        whole_forms.text(f"{form}:name", "What changes?", placeholder="GP appointments avoided")
        kinds = list(NEW_KINDS)
        says = NEW_KINDS.get
        whole_forms.choice(f"{form}:kind", "What sort of change is it?", kinds, kinds[0], format_func=says)
        whole_forms.use("Add it", form, (f"{form}:name", f"{form}:kind"), _added, option, closes=key)


def _added(name: str, kind: str, option: str) -> bool:
    case = session.opened().case
    at = f"options.{option}.outcomes"
    if not name.strip():
        steps.refuse("form:add:outcome", None, "Give the outcome a name, like GP appointments avoided.")
        return False
    public = case.library.payers[case.shape.commissioner].is_public
    to = "participants" if kind != "fiscal" else case.shape.commissioner if public else "nhs_icb"
    known = "not_priced" if kind == HARM else kind
    new = changes.new_outcome(name.strip(), known, UNITS.get(kind, "contact"), to)
    if kind == HARM:
        new["direction"] = "worse"
    if kind == "transfer":
        new["values"][0]["from"] = case.shape.commissioner
    new["id"] = free_id(new["id"], [outcome["id"] for outcome in written_at(case.data, at) or []])
    if not steps.step(lambda case: with_entry(case, at, new), "form:add:outcome"):
        return False
    session.unfold(f"{at}.{new['id']}")
    return True
