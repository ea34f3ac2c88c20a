"""The form of one entry of an option: a cost, what it replaces, an outcome, one of its values, a segment, an enabler.

Which fields an entry has follows from the schema's rules: `DRIVERS` says what goes with each driver.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from make_the_case.authoring import entry_changes as changes
from make_the_case.authoring.finding_changes import findings_begun
from make_the_case.views.forms import fields, findings_form, parties
from make_the_case.views.forms.bound import Bound, write_again
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import state
from make_the_case.words.first_answer import is_counted
from valuation.case.defaults import EFFECT_BASIS, IS_CASH, default_words
from valuation.case.drivers import DRIVERS, is_a_share_of_costs
from valuation.case.option_shape import Outcome, Value
from valuation.case.places import holder_of, key_of, written_at
from valuation.case.words_of_choices import choice_words


def _number(path: str, key: str, label: str = "") -> None:
    fields.number(f"{path}.{key}", label, standard=default_words(key))


def _written(path: str) -> dict[str, Any]:
    return written_at(session.opened().case.data, path) or {}


# Costs and what is replaced --------------------------------------------------------------------------------


def cost(path: str, is_replaced: bool = False) -> None:
    """Shows the form of a cost, or of a cost of business as usual that stops."""
    entry = _written(path)
    per = str(entry["per"])
    left, right = st.columns(2)
    with left:
        fields.text(f"{path}.name")
        fields.choice(
            f"{path}.per", changes=lambda per: changes.driver_chosen(session.opened().case, path, per)
        )
        _driver(path, per)
        driver = DRIVERS[per]
        if not driver.is_share:
            _number(path, "quantity")
        price(f"{path}.unit_cost")
    with right:
        parties.party(f"{path}.payer", public_only=is_replaced)
        if not is_replaced and not entry.get("transfer"):
            fields.flag(
                f"{path}.cash",
                standard=IS_CASH,
                changes=lambda cash: changes.cash_chosen(session.opened().case, path, cash),
            )
        if is_replaced:
            release(path)
        fields.choice(f"{path}.category", standard=fields.NOT_SAID)
        if driver.is_once:
            fields.year(f"{path}.year", standard=default_words("year"))
            if not is_replaced:
                fields.flag(f"{path}.waits")
        else:
            fields.year(f"{path}.from", standard=default_words("from"))
            fields.year(f"{path}.until", standard=default_words("until"))
    if _more(path):
        _more_of_a_cost(path, entry, is_replaced)


def _driver(path: str, per: str) -> None:
    driver = DRIVERS[per]
    for key in (*sorted(driver.must), *sorted({*driver.may} - {"year", "waits"})):
        if key == "of":
            siblings = written_at(session.opened().case.data, holder_of(path))
            own = key_of(path)
            names = {
                c["id"]: c.get("name") or c["id"]
                for c in siblings
                if c["id"] != own and not is_a_share_of_costs(c["per"]) and not c.get("transfer")
            }
            fields.several(f"{path}.of", names)
        elif key in ("round_up_to", "over_years", "people_per_post"):
            fields.plain_number(f"{path}.{key}", default_words(key))
        else:
            _number(path, key)


def _more_of_a_cost(path: str, entry: dict[str, Any], is_replaced: bool) -> None:
    left, right = st.columns(2)
    with left:
        fields.numbers(f"{path}.phase", standard=default_words("phase"))
        _number(path, "real_growth")
        if not entry.get("transfer"):
            _number(path, "optimism_bias")
    with right:
        if not is_replaced:
            fields.choice(f"{path}.purpose", standard=fields.NOT_SAID)
            if entry.get("cash") is not False and not entry.get("transfer"):
                _number(path, "vat")
            if entry.get("cash") is not False:
                fields.flag(
                    f"{path}.transfer",
                    changes=lambda chosen: changes.transfer_chosen(session.opened().case, path, chosen),
                )
            if entry.get("transfer"):
                parties.party(f"{path}.to")
        fields.text(f"{path}.note")


def _more(path: str) -> bool:
    """Shows the way to what few entries need, and returns whether it is open."""
    return bool(st.toggle("More about this", key=f"choice:more:{path}"))


def price(path: str) -> None:
    """Shows a price: typed, or taken from the library."""
    fields.number(path)
    case = session.opened().case
    with st.popover(
        "Take it from the library", type="tertiary", key=f"choice:library:{path}", on_change="rerun"
    ) as place:
        if place.open:
            ids = [
                ident
                for ident in case.library.ids()
                if str(case.library.entry(ident).get("unit", "")).startswith("£")
            ]
            st.selectbox(
                "A sourced figure",
                ids,
                index=None,
                placeholder="Type a word, such as nurse",
                format_func=lambda ident: _library_words(ident),
                **Bound(f"choice:use:{path}", None, path, _from_library, path).widget(),
            )
            fields.refusal(f"{path}:use")


def _library_words(ident: str) -> str:
    entry = session.opened().case.library.entry(ident)
    return f"{entry.get('label', ident)}: {entry['value']:,.2f} {entry.get('unit', '')}".replace(".00 ", " ")


def _from_library(ident: str | None, path: str) -> None:
    if ident:
        steps.put_all({path: {"use": ident}}, f"{path}:use")
        write_again(f"field:{path}")


def release(path: str) -> None:
    """Asks whether a decision turns freed capacity into cash, and which; without one nothing is cash."""
    has_release = bool(_written(path).get("release"))
    key = f"choice:{path}.release"
    st.checkbox(
        "A named decision releases cash",
        help="Without a decision, capacity is freed for others and no money comes back.",
        **Bound(key, has_release, path, _released, path).widget(),
    )
    fields.refusal(path)
    if has_release:
        _number(path, "cashable")
        fields.text(f"{path}.release.action")
        fields.text(f"{path}.release.owner")
        fields.year(f"{path}.release.from_year", standard=default_words("from_year"))


def _released(chosen: bool, path: str) -> None:
    released = changes.released(session.opened().case, path, chosen)
    steps.choose(f"{path}.release", str(not chosen), str(chosen), released, shown_at=path)


# Outcomes and their values ---------------------------------------------------------------------------------

EFFECTS = {
    "findings": "What studies show, or you have seen",
    "adds": "So many units a person",
    "reduces": "A share fewer of something",
    "none": "Not measured",
}


HOW_COUNTED = "Who it is for, how long it lasts and how it is counted"
"""What is folded below the findings of an outcome: few change it."""


def outcome(path: str) -> None:
    """Shows the form of an outcome and of each of its values."""
    entry = _written(path)
    form = next((key for key in ("findings", "adds", "reduces") if entry.get(key) is not None), "none")
    if form == "findings":
        findings_form.show(path)
        with st.expander(HOW_COUNTED, key=f"choice:counted:{path}"):
            _how_counted(path, entry, form)
    else:
        _how_counted(path, entry, form)


def _how_counted(path: str, entry: dict[str, Any], form: str) -> None:
    """Shows what an outcome is called, how its effect is stated, how long it lasts, and each of its values."""
    left, right = st.columns(2)
    with left:
        fields.text(f"{path}.name")
        _effect_form(path, form)
        if form in ("adds", "reduces"):
            fields.effect(f"{path}.{form}")
        if form != "none":
            fields.text(f"{path}.unit")
        if form == "reduces" or entry.get("of") is not None:
            _number(path, "of")
        if form == "findings" and entry.get("bridge") is not None:
            _number(path, "bridge")
        if form != "none":
            fields.choice(f"{path}.applies_to", flat=True)
    with right:
        if form != "none":
            taken_off = () if form == "findings" else ("deadweight", "attribution")
            for key in ("lasts", "drop_off", *taken_off, "displacement"):
                _number(path, key)
    if not entry.get("values"):
        _not_priced(path)
    for place in range(len(entry.get("values") or [])):
        value(path, place)
    if form != "none":
        action("Add a value", f"choice:{path}:value:add", _add_value, path)
    if form != "none" and _more(path):
        columns = st.columns(2)
        with columns[0]:
            for key in ("share", "lag"):
                _number(path, key)
        with columns[1]:
            fields.choice(
                f"{path}.effect_basis",
                standard=choice_words(Outcome, "effect_basis", EFFECT_BASIS),
                options=("gross",),
            )
            _number(path, "optimism_bias")
            if entry.get("unit") in ("qaly", "wellby"):
                fields.flag(f"{path}.total")
        fields.text(f"{path}.owner")
        fields.text(f"{path}.note")


def _effect_form(path: str, form: str) -> None:
    key = f"choice:{path}:form"
    st.radio(
        "How is the effect stated?",
        list(EFFECTS),
        format_func=lambda item: EFFECTS[item],
        horizontal=True,
        **Bound(key, form, path, _effect_chosen, path, form).widget(),
    )
    fields.refusal(path)


def _effect_chosen(form: str, path: str, was: str) -> None:
    case = session.opened().case
    chosen = findings_begun(case, path) if form == "findings" else changes.effect_chosen(case, path, form)
    steps.choose(path, was, form, chosen)


def _not_priced(path: str) -> None:
    left, right = st.columns(2)
    with left:
        fields.choice(f"{path}.direction", flat=True)
        fields.choice(f"{path}.size", flat=True)
    with right:
        fields.text(f"{path}.who")
        fields.text(f"{path}.why_not_priced", long=True)


def value(path: str, place: int) -> None:
    """Shows the form of one value of an outcome."""
    at = f"{path}.values.{place}"
    entry = _written(at)
    kind = str(entry["kind"])
    with st.container(border=True):
        left, right = st.columns(2)
        with left:
            fields.choice(
                f"{at}.kind", changes=lambda kind: changes.kind_chosen(session.opened().case, at, kind)
            )
            if kind == "transfer":
                parties.party(f"{at}.from")
            parties.party(f"{at}.to", public_only=kind == "fiscal")
            price(f"{at}.unit_value")
            _number(at, "quantity")
        with right:
            if kind == "fiscal":
                release(at)
            _overlap(at, entry)
            if _more(at):
                if kind in ("health", "wellbeing"):
                    fields.choice(f"{at}.discount", standard=default_words("discount"))
                _number(at, "real_growth")
                if kind != "transfer":
                    _number(at, "optimism_bias")
        name = choice_words(Value, "kind", kind)
        action(f"Remove this value: {name}", f"choice:{at}:remove", steps.remove, at)


def _overlap(at: str, entry: dict[str, Any]) -> None:
    """Asks whether another value measures the same change, and which one is counted."""
    fields.text(f"{at}.overlap.group", placeholder="None: nothing else measures the same change")
    if entry.get("overlap"):
        if is_counted(session.opened().answer(), at):
            say(state("This is the value of its group that is counted."))
        else:
            say(state("Shown, and not counted: another value of its group is."))
            action("Count this one", f"choice:{at}:counted", _count, at)


def _count(at: str) -> None:
    steps.put_all(changes.counted_chosen(session.opened().case, at))


def _add_value(path: str) -> None:
    case = session.opened().case
    unit = _written(path).get("unit") or "unit"
    new = {"kind": "fiscal", "to": case.shape.commissioner, "unit_value": changes.unanswered(f"£ per {unit}")}
    public = case.library.payers[case.shape.commissioner].is_public
    steps.add(f"{path}.values", new if public else {**new, "kind": "economic"})


# Segments and enablers -------------------------------------------------------------------------------------


def segment(path: str) -> None:
    """Shows the form of a segment of the people."""
    left, right = st.columns(2)
    with left:
        fields.text(f"{path}.name")
    with right:
        for key in ("uptake_multiplier", "effect_multiplier"):
            fields.number(f"{path}.{key}", standard=default_words(key))
        _weight(f"{path}.weight")


WEIGHTS = {"typed": "A weight that we type", "income": "From incomes"}


def _weight(path: str) -> None:
    """Shows the weight of a group's gains: typed, or from what its people have to live on."""
    written = written_at(session.opened().case.data, path)
    form = "income" if isinstance(written, dict) and "income" in written else "typed"
    key = f"choice:{path}:form"
    st.radio(
        "How is what this group gains weighed?",
        list(WEIGHTS),
        format_func=lambda item: WEIGHTS[item],
        horizontal=True,
        **Bound(key, form, path, _weight_chosen, path, form).widget(),
    )
    if form == "typed":
        fields.number(path, standard=default_words("weight"))
        return
    for name in ("income", "median_income", "elasticity"):
        fields.number(f"{path}.{name}", standard="From the library" if name == "elasticity" else "")
    fields.refusal(path)


def _weight_chosen(form: str, path: str, was: str) -> None:
    steps.choose(path, was, form, changes.weight_stated_as(session.opened().case, path, form == "income"))


def enabler(path: str) -> None:
    """Shows the form of an enabler: what it multiplies, and its costs."""
    fields.text(f"{path}.name")
    columns = st.columns(3)
    for column, key in zip(columns, ("uptake", "completion", "ramp"), strict=True):
        with column:
            fields.number(f"{path}.multiplies.{key}", standard=default_words("uptake"))
    for entry in _written(path).get("costs") or []:
        at = f"{path}.costs.{entry['id']}"
        with st.container(border=True):
            cost(at)
            name = entry.get("name") or entry["id"]
            action(f"Remove: {name}", f"choice:{at}:remove", steps.remove, at)
