"""The Numbers page: six questions for a first answer, then costs, what is replaced, benefits, people and options."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from valuation import entry_changes as changes
from valuation import quantities as q
from valuation.case import Cost
from valuation.case_editing import free_id, written_at
from valuation.key_words import choice_words
from valuation.origins import ANSWERS
from valuation.prices import years_from
from valuation.templates import said_of_templates
from valuation.yearly_total import running_cost, with_running_cost
from views import benefits, entries, fields, opening, session
from views.action import action
from views.html import as_label
from views.typed import NotUnderstood, read_number
from words.first_answer import CALCULATED, allowance_sentence, entry_cost, starts_sentence
from words.phrases import financial_year, money, party_name, pounds

FIRST_YEARS = tuple(f"{year}-{(year + 1) % 100:02d}" for year in range(2024, 2030))


def show(option: str, done: Callable[[], None]) -> None:
    """Draws the page for one option."""
    st.html("<h1>Numbers</h1>")
    _six_questions(option)
    _costs(option)
    _replaces(option)
    benefits.show(option)
    _people(option)
    _enablers(option)
    _own_numbers()
    done()


def choose_option() -> str:
    """Asks which option the page is about, where there are several, and offers to add, copy or remove one."""
    shape = session.opened().case.shape
    names = {found.id: found.name or found.id for found in shape.options}
    preferred = shape.preferred or shape.options[0].id
    chosen = session.value_of("option", preferred)
    if chosen not in names:
        chosen = preferred
    if len(names) > 1:
        session.follow("choice:option", chosen)
        chosen = st.radio(
            "Which option?",
            list(names),
            format_func=lambda ident: (
                as_label(names[ident]) + (" (put forward)" if ident == preferred else "")
            ),
            key="choice:option",
            horizontal=True,
            on_change=_option_chosen,
        )
    return str(chosen)


def _option_chosen() -> None:
    session.keep("option", session.value_of("choice:option"))


def show_options(option: str) -> None:
    """Shows what can be done with options: name, add from a template, copy, start blank, put forward, remove."""
    shape = session.opened().case.shape
    place = st.expander("Options: add, copy, remove", key="choice:options", on_change="rerun")
    if not place.open:
        return
    with place:
        fields.text(f"options.{option}.name", "Name of this option")
        templates = {ident: str(said["name"]) for ident, said in said_of_templates(session.library()).items()}
        left, right = st.columns(2)
        with left:
            st.selectbox(
                "Add an option from a template",
                list(templates),
                format_func=lambda ident: templates[ident],
                index=None,
                placeholder="Choose a template",
                key="choice:option:template",
                on_change=_template_added,
            )
        with right:
            action("Copy this option, to change it", "choice:option:copy", _copied, option, type="secondary")
            action("Add a blank option", "choice:option:blank", _blank_added, type="secondary")
            if shape.preferred != option and len(shape.options) > 1:
                action(
                    "Put this option forward",
                    "choice:option:prefer",
                    session.put,
                    "preferred",
                    option,
                    type="secondary",
                )
            if len(shape.options) > 1:
                action(
                    "Remove this option",
                    "choice:option:remove",
                    session.remove,
                    f"options.{option}",
                    type="secondary",
                )


def _template_added() -> None:
    ident = session.value_of("choice:option:template")
    if ident and opening.add_from_template(str(ident)):
        session.keep("option", session.opened().case.shape.options[-1].id)
    session.keep("choice:option:template", None)


def _copied(option: str) -> None:
    shape = session.opened().case.shape
    name = next(found.name or found.id for found in shape.options if found.id == option)
    if opening.add_copy(option, f"{name}, changed"):
        session.keep("option", session.opened().case.shape.options[-1].id)


def _blank_added() -> None:
    if opening.add_blank("Another option"):
        session.keep("option", session.opened().case.shape.options[-1].id)


# Part A ----------------------------------------------------------------------------------------------------


def _six_questions(option: str) -> None:
    at = f"options.{option}.people"
    people = written_at(session.opened().case.data, at) or {}
    is_planned = people.get("planned_starts") is not None
    st.html("<h2>Six questions for a first answer</h2>")
    _stated_as(option, is_planned)
    left, right = st.columns(2, gap="large")
    with left:
        if is_planned:
            fields.numbers(
                f"{at}.planned_starts", "1. How many people start, year by year?", example="150, 250, 300"
            )
        else:
            fields.number(
                f"{at}.eligible", "1. How many people could use it?", example="4,200", may_not_know=True
            )
            fields.choice(f"{at}.pool", "They are", flat=True)
            fields.number(
                f"{at}.uptake", "2. Of every 100 offered it, how many start?", example="12", may_not_know=True
            )
        fields.number(
            f"{at}.completion",
            "3. Of every 100 who start, how many finish?",
            example="72",
            standard="100: everyone finishes",
            may_not_know=True,
        )
    with right:
        _yearly_total(option)
        _when()
        _who_pays(option)
    st.html(
        f'<p class="mtc-state">{CALCULATED}: {html.escape(starts_sentence(session.opened().result(), option))}</p>'
    )


def _stated_as(option: str, is_planned: bool) -> None:
    key = f"choice:options.{option}.people:form"
    forms = {
        "eligible": "Work out who starts from how many could use it",
        "planned": "I have a plan of how many start",
    }
    session.follow(key, "planned" if is_planned else "eligible")
    st.radio(
        "How do you know how many people it reaches?",
        list(forms),
        format_func=lambda form: forms[form],
        key=key,
        horizontal=True,
        on_change=_form_chosen,
        args=(option, key),
    )


def _form_chosen(option: str, key: str) -> None:
    form = str(session.value_of(key))
    session.put_all(changes.people_stated_as(session.opened().case, option, form))
    session.forget_shown(key)


def _yearly_total(option: str) -> None:
    now = session.opened()
    total = running_cost(now.case, option)
    at = f"options.{option}.costs"
    st.html(
        f"<p><strong>4. What does it cost to run each year?</strong> {CALCULATED} from the costs below: "
        f"<strong>£{pounds(total)}</strong> a year on average, in cash, before any allowance.</p>"
    )
    with st.form(f"total:{option}", border=False, clear_on_submit=True):
        typed = st.text_input(
            "Your own yearly total, if you have one (£ a year)",
            placeholder="190,000",
            key=f"form:total:{option}",
        )
        answer = st.selectbox(
            "Where does this total come from?",
            list(ANSWERS),
            format_func=lambda key: ANSWERS[key][0],
            index=None,
            placeholder="Choose one",
            key=f"form:total:answer:{option}",
        )
        if st.form_submit_button("Use this total"):
            _total_typed(option, typed, answer)
            st.rerun()
    refused = now.refused.get(at)
    if refused:
        st.html(f'<p class="mtc-refused" role="alert">{html.escape(refused.why)}</p>')


def _total_typed(option: str, typed: str, answer: str | None) -> None:
    at = f"options.{option}.costs"
    try:
        total = read_number(typed, q.MONEY, label="The yearly total", example="190,000")
    except NotUnderstood as error:
        session.refuse(at, typed, str(error))
        return
    if answer is None:
        session.refuse(
            at, typed, "Choose where the total comes from: it sets how far the figures are trusted."
        )
        return
    session.step(lambda case: with_running_cost(case, option, total, answer), at, typed)


def _when() -> None:
    shape = session.opened().case.shape
    left, right = st.columns(2)
    with left:
        first = shape.appraisal.first_year
        known = FIRST_YEARS if first in FIRST_YEARS else (first, *FIRST_YEARS)
        fields.choice("appraisal.first_year", "5. When does it start?", known, says=financial_year)
    with right:
        session.follow("choice:appraisal.years", shape.appraisal.years)
        st.number_input(
            "For how many years is it counted?",
            1,
            60,
            step=1,
            key="choice:appraisal.years",
            on_change=_years_chosen,
        )


def _years_chosen() -> None:
    session.put("appraisal.years", int(session.value_of("choice:appraisal.years")))


def _who_pays(option: str) -> None:
    case = session.opened().case
    public = [payer.id for payer in case.library.payers.values() if payer.is_public]
    others = ["voluntary_sector", "employers"]
    fields.choice(
        "commissioner",
        "6. Who pays? The budget that this is put to",
        [*public, *others],
        says=party_name,
        changes=lambda payer: changes.budget_holder_chosen(session.opened().case, str(payer)),
    )
    with st.popover("Share the cost between organisations", type="tertiary"):
        fields.share_form(
            f"options.{option}.sharing",
            public,
            case.shape.commissioner,
            lambda shares: changes.cost_sharing_chosen(session.opened().case, option, shares),
        )


# Part B ----------------------------------------------------------------------------------------------------

FIRST_SHOWN = 8
"""How many entries are listed before one asks for the rest."""

FORGOTTEN = (
    "Usually forgotten: facilitation; payments, travel and replacement care for people with lived experience; training again "
    "when people leave; supervision; checks and insurance; interpreters; evaluation; everybody's own time."
)


def _costs(option: str) -> None:
    at = f"options.{option}.costs"
    found = written_at(session.opened().case.data, at) or []
    st.html(f"<h2>What it costs</h2><p>{html.escape(FORGOTTEN)}</p>")
    _entries(option, "costs", found, lambda path: entries.cost(path))
    _add_cost(option, "costs")


def _entries(option: str, key: str, found: Sequence[Mapping[str, Any]], form: Callable[[str], None]) -> None:
    """Shows each entry as a line that opens into its form: what it is and what it comes to."""
    result = session.opened().result()
    at = f"options.{option}.{key}"
    amounts = {str(entry["id"]): entry_cost(result, option, f"{at}.{entry['id']}") for entry in found}
    ordered = sorted(found, key=lambda entry: -abs(amounts[str(entry["id"])]))
    is_open = {ident for ident in amounts if session.is_unfolded(f"{at}.{ident}")}
    rest = [entry for entry in ordered[FIRST_SHOWN:] if entry["id"] not in is_open]
    if len(rest) > 1:
        total = as_label(money(sum(amounts[str(entry["id"])] for entry in rest)))
        if not st.toggle(f"Show the {len(rest)} smaller ones too, {total} together", key=f"choice:all:{at}"):
            ordered = [entry for entry in ordered if entry not in rest]
    for entry in ordered:
        path = f"{at}.{entry['id']}"
        given = ", time or resources given" if entry.get("cash") is False else ""
        name = str(entry.get("name") or entry["id"])
        amount = html.escape(money(amounts[str(entry["id"])]))
        if fields.foldable(path, name, f"{html.escape(name)}: <b>{amount}</b>{given}"):
            with st.container(border=True):
                form(path)
                said = allowance_sentence(result, option, path)
                if said:
                    st.html(f'<p class="mtc-state">{html.escape(said)}</p>')
                action(f"Remove: {as_label(name)}", f"choice:{path}:remove", session.remove, path)


def _add_cost(option: str, key: str) -> None:
    what = "a cost" if key == "costs" else "something that stops"
    place = st.popover(f"Add {what}", key=f"choice:add:{key}:{option}", on_change="rerun")
    if not place.open:
        return
    with place, st.form(f"add:{key}:{option}", clear_on_submit=True, border=False):
        name = st.text_input("What is it?", placeholder="Interpreters", key=f"form:add:{key}:name")
        drivers = ("year", "start", "completer", "fte", "trainee", "once")
        per = st.selectbox(
            "What does it grow with?",
            drivers,
            format_func=lambda d: choice_words(Cost, "per", d),
            key=f"form:add:{key}:per",
        )
        given = key == "costs" and st.checkbox(
            "Time or resources given, not paid for", key=f"form:add:{key}:given"
        )
        if st.form_submit_button("Add it"):
            _cost_added(option, key, name, per, bool(given))
            st.rerun()


def _cost_added(option: str, key: str, name: str, per: str, given: bool) -> None:
    case = session.opened().case
    at = f"options.{option}.{key}"
    if not name.strip():
        session.opened().said = ["Give the cost a name, like Interpreters."]
        return
    payer = case.shape.commissioner
    if key == "replaces" and not case.library.payers[payer].is_public:
        payer = "nhs_icb"
    entry = changes.new_cost(case, name.strip(), per, payer, cash=not given)
    entry["id"] = free_id(entry["id"], [found["id"] for found in written_at(case.data, at) or []])
    if session.add(at, entry):
        session.unfold(f"{at}.{entry['id']}")


def _replaces(option: str) -> None:
    at = f"options.{option}.replaces"
    found = written_at(session.opened().case.data, at) or []
    st.html(
        "<h2>What it replaces</h2><p>Costs of business as usual that stop. They free capacity; they release cash only where a "
        "named decision does.</p>"
    )
    _entries(option, "replaces", found, lambda path: entries.cost(path, is_replaced=True))
    _add_cost(option, "replaces")


# People, enablers and numbers used in several places -------------------------------------------------------


def _people(option: str) -> None:
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
                fields.numbers(f"{at}.ramp", standard="100%: everyone from the first year")
            fields.choice(
                f"{at}.timing", standard=choice_words_of("timing", "through_year"), options=("start_of_year",)
            )
        with right:
            fields.numbers(f"{at}.capacity", example="200, 400", standard="No limit")
            fields.plain_number(f"{at}.delivery_years", "Every year that is counted")
        st.html("<h3>Groups who differ</h3>")
        for segment in people.get("segments") or []:
            path = f"{at}.segments.{segment['id']}"
            st.html(f"<h4>{html.escape(segment.get('name') or segment['id'])}</h4>")
            entries.segment(path)
        years = years_from(
            session.opened().case.shape.appraisal.first_year, session.opened().case.shape.appraisal.years
        )
        _segments(option, people, years)


def choice_words_of(key: str, choice: str) -> str:
    """Returns how a choice about people is called."""
    from valuation.case import People

    return choice_words(People, key, choice)


def _segments(option: str, people: Mapping[str, Any], years: Sequence[str]) -> None:
    at = f"options.{option}.people.segments"
    if people.get("segments"):
        action("Treat everybody alike", f"choice:{at}:none", session.put, at, None)
        return
    deprived = {"id": "most_deprived", "name": "Most deprived fifth", "share": 0.2}
    others = {"id": "everyone_else", "name": "Everyone else", "share": 0.8}
    action(
        "Tell the most deprived fifth apart from everyone else",
        f"choice:{at}:fifth",
        session.put,
        at,
        [deprived, others],
    )


def _enablers(option: str) -> None:
    at = f"options.{option}.enablers"
    found = written_at(session.opened().case.data, at) or []
    place = st.expander(
        "What makes it work better: facilitation, co-design, training",
        key=f"choice:enablers:{option}",
        on_change="rerun",
    )
    if not place.open:
        return
    with place:
        st.html(
            "<p>An enabler has costs, and changes how many start, finish or start early. By how much is your judgement.</p>"
        )
        for enabler in found:
            path = f"{at}.{enabler['id']}"
            name = as_label(enabler.get("name") or enabler["id"])
            st.html(f"<h3>{html.escape(enabler.get('name') or enabler['id'])}</h3>")
            entries.enabler(path)
            action(f"Add a cost of: {name}", f"choice:{path}:cost", _enabler_cost, path)
            action(f"Remove: {name}", f"choice:{path}:remove", session.remove, path)
        new = {"id": "enabler", "name": "Facilitation", "multiplies": {}, "costs": []}
        action("Add an enabler", f"choice:{at}:add", session.add, at, new, type="secondary")


def _enabler_cost(path: str) -> None:
    case = session.opened().case
    session.add(f"{path}.costs", changes.new_cost(case, "Facilitator", "year", case.shape.commissioner))


def _own_numbers() -> None:
    own = session.opened().case.data.get("assumptions") or {}
    if not own:
        return
    place = st.expander("Numbers that are used in several places", key="choice:own", on_change="rerun")
    if place.open:
        with place:
            for ident, number in own.items():
                label = number.get("label") if isinstance(number, dict) else None
                fields.number(f"assumptions.{ident}", str(label or ident.replace("_", " ")))
