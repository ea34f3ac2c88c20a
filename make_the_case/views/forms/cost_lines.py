"""What an option costs and what it replaces: each entry a line that opens into its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.views.forms import entries, whole_forms
from make_the_case.views.forms.long_lists import foldable, part_of
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Bold, Heading, Text, paragraphs, state
from make_the_case.words.first_answer import allowance_sentence, entry_costs
from make_the_case.words.phrases import money
from make_the_case.words.tables.budget_steps import money_left
from make_the_case.words.tables.cost_rows import (
    BEARER_WORDS,
    NEVER_SCALED,
    PER_YEAR,
    CostRow,
    CostRows,
    cost_rows,
    forgotten,
    total_words,
    where_it_goes,
)
from valuation.case.drivers import DRIVERS, drivers_on_a_form
from valuation.case.editing import free_id, with_entry
from valuation.case.places import written_at

FIRST_SHOWN = 8
"""How many entries are listed before one asks for the rest."""


def show(option: str) -> None:
    """Shows where the money goes: compact rows, the largest first, with what others pay and what is unpaid below the line."""
    now = session.opened()
    rows = cost_rows(now.case, option, now.answer())
    left = money_left(now.answer(), option, now.case)
    say(Heading(where_it_goes(left), 2), state(PER_YEAR))
    with st.container(key="cost_rows", gap=None):
        _rows(option, "costs", rows, rows.borne_by("asked"))
        _between("total", (Bold(total_words(rows, left, now.answer().commissioner)),))
        for bearer in ("others", "unpaid"):
            if rows.borne_by(bearer):
                _between(bearer, BEARER_WORDS[bearer])
                _rows(option, f"costs:{bearer}", rows, rows.borne_by(bearer))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _add_cost(option, "costs")
        say(state(NEVER_SCALED), width="content")
    _forgotten(option)


def _between(key: str, words: Text) -> None:
    """Shows words between the rows, which the style sheet tells from a row by their container."""
    with st.container(key=f"cost_words:{key}"):
        say(paragraphs(words, style="small"))


def _rows(option: str, key: str, every: CostRows, rows: Sequence[CostRow]) -> None:
    """Shows rows with a bar; each opens its form below it, with the rest of the page still there."""
    at = f"options.{option}.{key}"
    is_open = {row.path for row in rows if row.path and session.is_unfolded(row.path)}
    rest = [row for row in rows[FIRST_SHOWN:] if row.path not in is_open]
    shown = list(rows)
    if len(rest) > 1:
        total = as_label(money(sum(row.per_year for row in rest)))
        words = f"Show the {len(rest)} smaller ones too, {total} a year together"
        if not st.toggle(words, key=f"choice:all:{at}"):
            shown = [row for row in rows if row not in rest]

    def is_unfolded(row: CostRow) -> bool:
        return row.path in is_open

    for row in part_of(at, shown, lambda row: row.name, is_unfolded):
        say(
            every.one(row)
        )  # the style sheet sets the button beside the row: a container for each would be sent and drawn besides
        if row.has_form_here:
            action(
                "Close" if row.path in is_open else "Change",
                f"choice:fold:{row.path}",
                session.unfold,
                row.path,
                row.path not in is_open,
                about=row.name,
            )
        if row.has_form_here and row.path in is_open:
            _form(option, row.path, row.name)


def _form(option: str, path: str, name: str) -> None:
    with st.container(border=True):
        entries.cost(path)
        say(state(allowance_sentence(session.opened().answer(), option, path)))
        action(f"Remove: {name}", f"choice:{path}:remove", steps.remove, path)


def _forgotten(option: str) -> None:
    """Shows what people forget as a checklist, with what is there ticked."""
    shape = session.opened().case.option(option)
    say(Heading("What people forget", 3), forgotten(shape))


def _replaced_entries(option: str) -> None:
    """Shows each cost that stops as a line that opens into its form."""
    answer = session.opened().answer()
    at = f"options.{option}.replaces"
    there: Sequence[Mapping[str, Any]] = written_at(session.opened().case.data, at) or []
    costs = entry_costs(answer, option)
    amounts = {str(entry["id"]): costs.get(f"{at}.{entry['id']}", 0.0) for entry in there}
    ordered = sorted(there, key=lambda entry: -abs(amounts[str(entry["id"])]))
    shown = part_of(
        at,
        ordered,
        lambda entry: str(entry.get("name") or entry["id"]),
        lambda entry: session.is_unfolded(f"{at}.{entry['id']}"),
    )
    for entry in shown:
        path, name = f"{at}.{entry['id']}", str(entry.get("name") or entry["id"])
        if foldable(path, name, (f"{name}: ", Bold(money(amounts[str(entry["id"])])))):
            with st.container(border=True):
                entries.cost(path, is_replaced=True)
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
            whole_forms.tick(f"{form}:given", "Unpaid time or resources")
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
    say(
        Heading("What it replaces", 2),
        paragraphs(
            "Costs of business as usual that stop. They free capacity; they release cash only where a named decision does."
        ),
    )
    _replaced_entries(option)
    _add_cost(option, "replaces")
