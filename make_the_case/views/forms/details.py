"""What few first answers need: build-up and groups of people, enablers, shared numbers, and the rules of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.authoring.areas import is_split_by_area
from make_the_case.authoring.origins import assumption_at, own_figure
from make_the_case.views.forms import entries, fields, whole_forms
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.long_lists import part_of
from make_the_case.views.forms.number_field import NotUnderstood, read_number, shown_number
from make_the_case.views.shell import opening, session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, in_one_line, paragraphs
from make_the_case.words.phrases import financial_year
from valuation import quantities as q
from valuation.case.defaults import TIMING, default_words
from valuation.case.option_shape import People
from valuation.case.places import holder_of, step, written_at
from valuation.case.templates import template_heads
from valuation.case.words_of_choices import choice_words
from valuation.prices import years_from

FIRST_YEARS = tuple(f"{year}-{(year + 1) % 100:02d}" for year in range(2024, 2030))


def show_people(option: str) -> None:
    at = f"options.{option}.people"
    place = st.expander(
        "More about people: build-up, capacity, who they are",
        key=f"choice:people:{option}",
        on_change="rerun",
    )
    if not place.open:
        return
    people = written_at(session.opened().case.data, at) or {}
    with place:
        left, right = st.columns(2)
        with left:
            if people.get("planned_starts") is None:
                fields.numbers(f"{at}.ramp", standard=default_words("ramp"))
            fields.choice(
                f"{at}.timing",
                standard=choice_words(People, "timing", TIMING),
                options=("start_of_year",),
            )
        with right:
            fields.numbers(f"{at}.capacity", example="200, 400", standard=default_words("capacity"))
            fields.plain_number(f"{at}.delivery_years", "Every year that is counted")
        is_by_area = is_split_by_area(session.opened().case, option)
        say(Heading("Areas" if is_by_area else "Groups who differ", 3))
        segments = people.get("segments") or []
        if segments:
            _segment_shares(option, segments)
        for segment in segments:
            path = f"{at}.segments.{segment['id']}"
            name = segment.get("name") or segment["id"]
            say(Heading(name, 4))
            entries.segment(path)
            action(f"Remove this group: {name}", f"choice:{path}:remove", steps.remove, path)
        years = years_from(
            session.opened().case.shape.appraisal.first_year, session.opened().case.shape.appraisal.years
        )
        _segments(option, people, years)


def _segment_shares(option: str, segments: Sequence[Mapping[str, Any]]) -> None:
    """Shows the groups' shares in one form: they are taken together, because they must add up to 100."""
    at = f"options.{option}.people.segments"
    case = session.opened().case
    keys = {str(segment["id"]): f"form:{at}:{segment['id']}" for segment in segments}
    for segment in segments:
        share = assumption_at(case, f"{at}.{segment['id']}.share")
        whole_forms.text(
            keys[str(segment["id"])],
            f"Share of everyone: {as_label(segment.get('name') or segment['id'])} (%)",
            "" if share is None else shown_number(share.value, q.SHARE, per_hundred=True),
        )
    idents = list(keys)
    whole_forms.use(
        "Use these shares",
        f"form:{at}",
        list(keys.values()),
        lambda *typed: _shares_typed(at, dict(zip(idents, typed, strict=True))),
    )


def _shares_typed(at: str, shares: Mapping[str, Any]) -> bool:
    case = session.opened().case
    new: dict[str, Any] = {}
    for ident, typed in shares.items():
        path = f"{at}.{ident}.share"
        try:
            share = read_number(
                str(typed or ""), q.SHARE, per_hundred=True, label="the share of a group", example="20"
            )
        except NotUnderstood as error:
            steps.refuse(f"form:{at}", None, str(error))
            return False
        found = assumption_at(case, path)
        if found is None or found.value != share:
            new[path] = own_figure(case, path, share)
    return steps.put_all(new, f"form:{at}")


ALIKE, APART, FIFTH = "alike", "apart", "fifth"
"""Everybody alike; groups told apart; and the two groups that are offered to begin with."""


def _segments(option: str, people: Mapping[str, Any], years: Sequence[str]) -> None:
    at = f"options.{option}.people.segments"
    if people.get("segments"):
        new = {"id": "another_group", "name": "Another group", "share": 0}
        action("Add a group", f"choice:{at}:add", steps.add, at, new)
        alike = {at: None, step(holder_of(at), "split_by"): None}
        action("Treat everyone alike", f"choice:{at}:none", steps.choose, at, APART, ALIKE, alike)
        return
    deprived = {"id": "most_deprived", "name": "Most deprived fifth", "share": 0.2}
    others = {"id": "everyone_else", "name": "Everyone else", "share": 0.8}
    action(
        "Show the most deprived 20% separately",
        f"choice:{at}:fifth",
        steps.choose,
        at,
        ALIKE,
        FIFTH,
        {at: [deprived, others]},
    )
    if steps.left_form(at, APART):
        before = {at: steps.left_form(at, APART)}
        action(
            "Use the groups from before again", f"choice:{at}:again", steps.choose, at, ALIKE, APART, before
        )


def show_enablers(option: str) -> None:
    at = f"options.{option}.enablers"
    enablers = written_at(session.opened().case.data, at) or []
    place = st.expander(
        "What makes it work better: facilitation, co-design, training",
        key=f"choice:enablers:{option}",
        on_change="rerun",
    )
    if not place.open:
        return
    with place:
        say(
            paragraphs(
                "An enabler has costs, and changes how many start, finish or start early. How much is your judgement."
            )
        )
        for enabler in enablers:
            path = f"{at}.{enabler['id']}"
            name = enabler.get("name") or enabler["id"]
            say(Heading(enabler.get("name") or enabler["id"], 3))
            entries.enabler(path)
            action(f"Add a cost of: {name}", f"choice:{path}:cost", _enabler_cost, path)
            action(f"Remove: {name}", f"choice:{path}:remove", steps.remove, path)
        new = {"id": "enabler", "name": "Facilitation", "multiplies": {}, "costs": []}
        action("Add an enabler", f"choice:{at}:add", steps.add, at, new, type="secondary")
        known = {
            ident: template
            for ident, template in template_heads(session.library()).items()
            if template["enabler"]
        }
        chosen = st.selectbox(
            "One of the library's",
            list(known),
            format_func=lambda ident: as_label(known[ident]["name"]),
            key=f"choice:{at}:library",
        )
        if chosen:
            say(paragraphs(in_one_line(known[chosen]["evidence"])))
            action(
                "Add it", f"choice:{at}:add_library", opening.add_enabler, option, chosen, type="secondary"
            )


def _enabler_cost(path: str) -> None:
    case = session.opened().case
    steps.add(f"{path}.costs", changes.new_cost("Facilitator", "year", case.shape.commissioner))


def show_own_numbers() -> None:
    own = session.opened().case.data.get("assumptions") or {}
    if not own:
        return
    place = st.expander("Numbers that are used in several places", key="choice:own", on_change="rerun")
    if place.open:
        with place:
            names = {
                ident: str(
                    (number.get("label") if isinstance(number, dict) else None) or ident.replace("_", " ")
                )
                for ident, number in own.items()
            }
            for ident in part_of("assumptions", list(names), lambda ident: names[ident]):
                fields.number(f"assumptions.{ident}", as_label(names[ident]))


RATES = {"schedule": "A published schedule", "own": "Rates of our own"}


def _discounting() -> None:
    """Shows the rates at which later years count for less: a published schedule, or two rates of one's own."""
    case = session.opened().case
    schedules = case.library.schedules
    at = "appraisal.discounting"
    now = "schedule" if isinstance(case.shape.appraisal.discounting, str) else "own"
    key = f"choice:{at}:form"
    st.radio(
        "By which rates do later years count for less?",
        list(RATES),
        format_func=lambda form: RATES[form],
        horizontal=True,
        **Bound(key, now, "", _rates_chosen, now).widget(),
    )
    if now == "schedule":
        says = {ident: schedule.label for ident, schedule in schedules.items()}
        fields.choice(at, options=list(schedules), says=lambda ident: says[ident])
    else:
        for name in ("standard", "health"):
            fields.number(f"{at}.{name}", asks=False)
        fields.refusal(at)


def _rates_chosen(form: str, was: str) -> None:
    steps.choose(
        "appraisal.discounting", was, form, changes.rates_stated_as(session.opened().case, form == "own")
    )


def show_settings() -> None:
    """Shows the choices that hold for the whole case: prices, rates, the allowance for optimism, people's own time."""
    place = st.expander(
        "Prices, rates and rules for the whole case", key="choice:settings", on_change="rerun"
    )
    if not place.open:
        return
    case = session.opened().case
    with place:
        left, right = st.columns(2)
        with left:
            now = case.shape.appraisal.price_year
            known = FIRST_YEARS if now in FIRST_YEARS else (now, *FIRST_YEARS)
            fields.choice("appraisal.price_year", options=known, says=financial_year)
            _discounting()
        with right:
            fields.choice("appraisal.optimism_bias", flat=True, options=("by_grade", "by_part", "none"))
            fields.choice("appraisal.own_time", flat=True, options=("counted", "left_out"))
            fields.choice("appraisal.inflation", flat=True, options=("gdp_deflator", "nhs"))
