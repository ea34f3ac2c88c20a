"""What an option costs and what it replaces: each entry a line that opens into its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.views.forms import entries, whole_forms
from make_the_case.views.forms.long_lists import foldable, part_of
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Bold, Heading, paragraphs, state
from make_the_case.words.first_answer import allowance_sentence, entry_costs
from make_the_case.words.phrases import money
from valuation.case.drivers import DRIVERS, drivers_on_a_form
from valuation.case.editing import free_id, with_entry
from valuation.case.places import written_at

FIRST_SHOWN = 8
"""How many entries are listed before one asks for the rest."""

FORGOTTEN = (
    "Usually forgotten: facilitation; payments, travel and replacement care for people with lived experience; training again "
    "when people leave; supervision; checks and insurance; interpreters; evaluation; everybody's own time."
)


def show(option: str) -> None:
    at = f"options.{option}.costs"
    costs = written_at(session.opened().case.data, at) or []
    say(Heading("What it costs", 2), paragraphs(FORGOTTEN))
    _entries(option, "costs", costs, lambda path: entries.cost(path))
    _add_cost(option, "costs")


def _entries(
    option: str, key: str, entries_there: Sequence[Mapping[str, Any]], form: Callable[[str], None]
) -> None:
    """Shows each entry as a line that opens into its form: what it is and what it comes to."""
    answer = session.opened().answer()
    at = f"options.{option}.{key}"
    costs = entry_costs(answer, option)
    amounts = {str(entry["id"]): costs.get(f"{at}.{entry['id']}", 0.0) for entry in entries_there}
    ordered = sorted(entries_there, key=lambda entry: -abs(amounts[str(entry["id"])]))
    is_open = {ident for ident in amounts if session.is_unfolded(f"{at}.{ident}")}
    rest = [entry for entry in ordered[FIRST_SHOWN:] if entry["id"] not in is_open]
    if len(rest) > 1:
        total = as_label(money(sum(amounts[str(entry["id"])] for entry in rest)))
        if not st.toggle(f"Show the {len(rest)} smaller ones too, {total} together", key=f"choice:all:{at}"):
            ordered = [entry for entry in ordered if entry not in rest]
    shown = part_of(
        at, ordered, lambda entry: str(entry.get("name") or entry["id"]), lambda entry: entry["id"] in is_open
    )
    for entry in shown:
        path = f"{at}.{entry['id']}"
        in_kind = ", time or resources given" if entry.get("cash") is False else ""
        name = str(entry.get("name") or entry["id"])
        amount = money(amounts[str(entry["id"])])
        if foldable(path, name, (f"{name}: ", Bold(amount), in_kind)):
            with st.container(border=True):
                form(path)
                say(state(allowance_sentence(answer, option, path)))
                action(f"Remove: {name}", f"choice:{path}:remove", steps.remove, path)


def _add_cost(option: str, key: str) -> None:
    what = "a cost" if key == "costs" else "something that stops"
    popover = f"choice:add:{key}:{option}"
    place = st.popover(f"Add {what}", key=popover, on_change="rerun")
    if not place.open:
        return
    form = f"form:add:{key}"
    with place:
        whole_forms.text(f"{form}:name", "What is it?", placeholder="Interpreters")
        drivers = [driver.id for driver in drivers_on_a_form()]
        whole_forms.choice(
            f"{form}:per",
            "What does it grow with?",
            drivers,
            drivers[0],
            format_func=lambda per: DRIVERS[per].words,
        )
        if key == "costs":
            whole_forms.tick(f"{form}:given", "Time or resources given, not paid for")
        names = (f"{form}:name", f"{form}:per", f"{form}:given")
        whole_forms.use("Add it", form, names, _cost_added, option, key, closes=popover)


def _cost_added(name: str, per: str, given: bool | None, option: str, key: str) -> bool:
    form = f"form:add:{key}"
    case = session.opened().case
    at = f"options.{option}.{key}"
    if not name.strip():
        steps.refuse(form, None, "Give the cost a name, like Interpreters.")
        return False
    payer = case.shape.commissioner
    if key == "replaces" and not case.library.payers[payer].is_public:
        payer = "nhs_icb"
    siblings = written_at(case.data, at) or []
    entry = changes.new_cost(name.strip(), per, payer, cash=not given, siblings=siblings)
    entry["id"] = free_id(entry["id"], [sibling["id"] for sibling in siblings])
    if not steps.step(lambda case: with_entry(case, at, entry), form):
        return False
    session.unfold(f"{at}.{entry['id']}")
    return True


def show_replaced(option: str) -> None:
    at = f"options.{option}.replaces"
    replaced = written_at(session.opened().case.data, at) or []
    say(
        Heading("What it replaces", 2),
        paragraphs(
            "Costs of business as usual that stop. They free capacity; they release cash only where a named decision does."
        ),
    )
    _entries(option, "replaces", replaced, lambda path: entries.cost(path, is_replaced=True))
    _add_cost(option, "replaces")
