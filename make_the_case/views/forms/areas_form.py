"""An option split by area: a table of the areas, each with its people and its own uptake, used as a whole."""

from __future__ import annotations

import streamlit as st

from make_the_case.authoring import areas
from make_the_case.authoring.areas import FEWEST, Area
from make_the_case.views.forms import whole_forms
from make_the_case.views.forms.number_field import NotUnderstood, read_number, shown_number
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import paragraphs, state
from valuation import quantities as q
from valuation.case.editing import edited
from valuation.case.key_types import MOST_GROUPS

PARTS = ("name", "people", "uptake")
WHAT_IT_IS = (
    "For a case about several areas: each with how many people there could use it, and how many of every 100 of them start. "
    "An option is split by areas or by groups of people, not by both."
)


def show(option: str) -> None:
    """Draws the table of one option's areas, behind a line that opens."""
    place = st.expander("Split by area", key=f"choice:areas:{option}", on_change="rerun")
    if not place.open:
        return
    case = session.opened().case
    with place:
        say(state(WHAT_IT_IS))
        if areas.is_split_by_group(case, option):
            say(
                paragraphs(
                    "This option is split by groups. Treat everyone alike first, under “More about people”."
                )
            )
            return
        stated = areas.areas_of(case, option)
        form, more = f"form:areas:{option}", f"choice:areas:rows:{option}"
        count = max(FEWEST, len(stated), int(session.value_of(more, 0)))
        with st.container(key="areas", gap="xsmall"):
            for place_of_it in range(count):
                _row(form, place_of_it, stated[place_of_it] if place_of_it < len(stated) else None)
        names = [f"{form}:{row}:{part}" for row in range(count) for part in PARTS]
        whole_forms.use("Use these areas", form, names, lambda *typed: _typed(typed, option, form))
        with st.container(horizontal=True, gap="small"):
            if count < MOST_GROUPS:
                action("Add an area", f"choice:areas:more:{option}", session.keep, more, count + 1)
            if stated:
                action("Treat the areas alike", f"choice:areas:alike:{option}", _alike, option)


def _row(form: str, row: int, area: Area | None) -> None:
    name, people, uptake = st.columns([2, 1.2, 1.2], gap="xsmall", vertical_alignment="bottom")
    with name:
        whole_forms.text(f"{form}:{row}:name", "Area", area.name if area else "", placeholder="Eastside")
    with people:
        shown = shown_number(round(area.people, 6), q.COUNT) if area else ""
        whole_forms.text(f"{form}:{row}:people", "People there", shown, placeholder="2,400")
    with uptake:
        shown = shown_number(round(area.uptake, 9), q.SHARE, per_hundred=True) if area else ""
        whole_forms.text(f"{form}:{row}:uptake", "Of every 100, start", shown, placeholder="12")


def _typed(typed: tuple[str | None, ...], option: str, form: str) -> bool:
    rows = [typed[k : k + len(PARTS)] for k in range(0, len(typed), len(PARTS))]
    found: list[Area] = []
    try:
        for name, people, uptake in rows:
            if not any(str(part or "").strip() for part in (name, people, uptake)):
                continue  # a row that is left empty is no area
            where = str(name or "").strip() or "an area"
            many = 0.0
            if str(people or "").strip():
                many = read_number(
                    str(people), q.COUNT, label=f"How many people {where} has", example="2,400"
                )
            share = read_number(
                str(uptake or ""), q.SHARE, per_hundred=True, label=f"How many start in {where}", example="12"
            )
            found.append(Area(str(name or "").strip(), many, share))
    except NotUnderstood as error:
        steps.refuse(form, None, str(error))
        return False
    return steps.step(lambda case: edited(case, areas.areas_stated(case, option, found)), form)


def _alike(option: str) -> None:
    steps.put_all(areas.areas_alike(option))
