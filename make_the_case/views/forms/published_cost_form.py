"""What others published that a service costs each person who starts: shown beside the costs of the case, and never one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from make_the_case.authoring.entry_changes import new_published_cost
from make_the_case.views.forms import fields, whole_forms
from make_the_case.views.forms.number_field import NotUnderstood, read_number
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, paragraphs, state
from make_the_case.words.phrases import financial_year
from valuation import quantities as q
from valuation.case.editing import with_entry
from valuation.case.key_types import Shape
from valuation.case.key_words import described
from valuation.case.option_shape import PublishedCost, PublishedFigure
from valuation.case.places import written_at

WHAT_IT_IS = (
    "Write here what a study, an evaluation or a provider published that the service costs each person who starts. Results and "
    "the full case set it beside your own costs. It changes no other figure."
)


def show(option: str) -> None:
    """Shows every published cost of an option, and the form that adds one."""
    at = f"options.{option}.published_costs"
    place = st.expander(
        "What others published that it costs", key=f"choice:published:{option}", on_change="rerun"
    )
    if not place.open:
        return
    case = session.opened().case
    entries = written_at(case.data, at) or []
    covered = {
        cost.id: as_label(cost.name or cost.id) for cost in case.option(option).costs if not cost.transfer
    }
    with place:
        say(paragraphs(WHAT_IT_IS))
        for entry in entries:
            _entry(f"{at}.{entry['id']}", entry, covered)
        if covered:
            _add(option, entries, list(covered))
        else:
            say(paragraphs("Add a cost to this option first: a published figure covers some of them."))


def _entry(path: str, entry: Mapping[str, Any], covered: Mapping[str, str]) -> None:
    name = str(entry.get("name") or entry["id"])
    say(Heading(name, 4))
    left, right = st.columns(2)
    with left:
        fields.text(f"{path}.name")
        fields.plain_number(f"{path}.unit_cost.value", "", q.MONEY, may_be_empty=False)
        fields.choice(f"{path}.unit_cost.price_year", options=_price_years(), says=financial_year)
        _source(path, entry)
    with right:
        fields.several(f"{path}.covers", covered)
        fields.text(f"{path}.why_dearer", long=True)
    action(f"Remove: {name}", f"choice:{path}:remove", steps.remove, path)


def _source(path: str, entry: Mapping[str, Any]) -> None:
    """Shows where a figure comes from: one of the library's sources by its title, or words of one's own."""
    library = session.library()
    source = str(entry["unit_cost"].get("source") or "")
    if source in library.sources:
        say(state(f"Source: {library.source_title(source)}"))
    else:
        fields.text(f"{path}.unit_cost.source")


def _price_years() -> list[str]:
    return sorted(session.opened().case.deflator.index, reverse=True)


def _add(option: str, entries: Sequence[Mapping[str, Any]], covers: Sequence[str]) -> None:
    popover = f"choice:add:published:{option}"
    place = st.popover("Add a published cost", key=popover, on_change="rerun")
    if not place.open:
        return
    form = _form(option)
    names = tuple(f"{form}:{key}" for key in ("name", "value", "year", "source"))
    with place:
        name, value, year, source = names
        _ask(name, PublishedCost, "name")
        _ask(value, PublishedFigure, "value")
        years = _price_years()
        whole_forms.choice(
            year,
            described(PublishedFigure, "price_year").label,
            years,
            format_func=financial_year,
            placeholder="Choose one",
        )
        _ask(source, PublishedFigure, "source")
        whole_forms.use("Add it", form, names, _added, option, tuple(covers), closes=popover)


def _ask(name: str, shape: type[Shape], key: str) -> None:
    words = described(shape, key)
    whole_forms.text(name, words.label, placeholder=words.example)


def _form(option: str) -> str:
    return f"form:published:{option}"


def _added(
    name: str, typed: str, year: str | None, source: str, option: str, covers: tuple[str, ...]
) -> bool:
    form = _form(option)
    try:
        value = read_number(typed or "", q.MONEY, label="The published cost", example="507")
    except NotUnderstood as error:
        steps.refuse(form, None, str(error))
        return False
    if year is None:
        steps.refuse(
            form, None, "Choose the year of its prices, so that it can be restated in those of this case."
        )
        return False
    at = f"options.{option}.published_costs"
    siblings = written_at(session.opened().case.data, at) or []
    entry = new_published_cost(name.strip(), value, year, source.strip(), covers, siblings)
    return steps.step(lambda case: with_entry(case, at, entry), form)
