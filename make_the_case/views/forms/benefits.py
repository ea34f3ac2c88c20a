"""The benefits of the Numbers page: a checklist in four classes, each ticked benefit a sentence that opens into its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.views.forms import entries, whole_forms
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.long_lists import foldable, part_of
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.kept_entries import brought_back
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, paragraphs, state
from make_the_case.words.first_answer import (
    allowance_sentence,
    benefit_sentence,
    class_headings,
    class_of,
    entry_benefit,
)
from make_the_case.words.phrases import NEGLIGIBLE, money
from valuation import Case, CaseError
from valuation.case.editing import edited, free_id, with_entry, without_entry
from valuation.case.option_shape import Option, Outcome
from valuation.case.places import written_at
from valuation.case.templates import plain_template

NONE_YET = "You have not chosen any benefits yet. The result is cost only."
NEW_KINDS = {
    "fiscal": "Public staff time, beds or money",
    "economic": "Earnings, output or private costs",
    "health": "Health, in QALYs",
    "wellbeing": "Wellbeing, in WELLBYs",
    "transfer": "A payment from one to another",
    "not_priced": "Something without a price",
}
TICKED = "ticked"
UNITS = {"health": "qaly", "wellbeing": "wellby", "transfer": "payment", "economic": "hour"}


def show(option: str) -> None:
    """Draws the checklist of one option."""
    now = session.opened()
    shape = now.case.option(option)
    say(Heading("What it gives back", 2))
    aside = _aside(option, shape)
    if not shape.outcomes and not shape.replaces:
        say(paragraphs(NONE_YET))
    groups: dict[str, list[Outcome]] = {name: [] for name in class_headings()}
    at = f"options.{option}.outcomes"
    for outcome in part_of(
        at,
        shape.outcomes,
        lambda found: found.name or found.id,
        lambda found: session.is_unfolded(f"{at}.{found.id}"),
    ):
        groups[class_of(outcome)].append(outcome)
    for name, heading in class_headings().items():
        waiting = {key: entry for key, entry in aside.items() if class_of(_outcome(entry)) == name}
        if not groups[name] and not waiting:
            continue
        say(Heading(heading, 3))
        for outcome in groups[name]:
            _ticked(option, outcome)
        for key, entry in waiting.items():
            _not_ticked(option, key, entry)
    _add(option)


def _outcome(entry: Mapping[str, Any]) -> Outcome:
    return Outcome.model_validate(entry)


def _aside(option: str, shape: Option) -> dict[str, Any]:
    """Returns the benefits that are not in the case and could be: unticked ones, and the template's others."""
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


def _ticked(option: str, outcome: Outcome) -> None:
    now = session.opened()
    path = f"options.{option}.outcomes.{outcome.id}"
    answer = now.answer()
    key = f"choice:{path}:ticked"
    name = as_label(outcome.name or outcome.id)
    st.checkbox(name, **Bound(key, True, path, _untick, path).widget())
    amount = entry_benefit(answer, option, path)
    worth = ""
    if outcome.values:
        worth = (
            f" Comes to {money(amount)}." if abs(amount) > NEGLIGIBLE else " Comes to nothing in this case."
        )
    sentence = benefit_sentence(now.case, option, outcome, answer)
    if foldable(path, outcome.name or outcome.id, f"{sentence}{worth}"):
        with st.container(border=True):
            entries.outcome(path)
            say(state(allowance_sentence(answer, option, path)))


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
    """Puts a benefit back; where its overlap group has a counted value by now, that one stays the counted one."""
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
    place = st.popover("Add a benefit, or a harm", key=key, on_change="rerun")
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
        steps.refuse("form:add:outcome", None, "Give the benefit a name, like GP appointments avoided.")
        return False
    public = case.library.payers[case.shape.commissioner].is_public
    to = "participants" if kind != "fiscal" else case.shape.commissioner if public else "nhs_icb"
    new = changes.new_outcome(name.strip(), kind, UNITS.get(kind, "contact"), to)
    if kind == "transfer":
        new["values"][0]["from"] = case.shape.commissioner
    new["id"] = free_id(new["id"], [outcome["id"] for outcome in written_at(case.data, at) or []])
    if not steps.step(lambda case: with_entry(case, at, new), "form:add:outcome"):
        return False
    session.unfold(f"{at}.{new['id']}")
    return True
