"""What a person says of a roll-out: the places, the waves, the costs of the whole, what is lost and learned, and what decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from make_the_case.authoring import rollout_changes as changes
from make_the_case.authoring.rollout_changes import RolloutData
from make_the_case.views.shell import session
from make_the_case.views.shell.action import action, when_used
from make_the_case.views.shell.rollout_session import ROLLOUT
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, paragraphs, refused, state
from make_the_case.words.phrases import counted, financial_year, percent
from make_the_case.words.rollout_words import central_words, decision_words, places_words
from valuation import Case, MakeTheCaseError
from valuation.case.file import with_every_rule
from valuation.case.key_types import LONGEST_HORIZON
from valuation.case.places import option_at, step
from valuation.case.written.written_numbers import NotUnderstood, read_number
from valuation.quantities import MONEY
from valuation.rollout.places_table import PlacesTable

PlacesReader = Callable[[bytes, str], PlacesTable]
"""Reads an uploaded table of places, given by the app."""
PER = {"year": "Every year", "once": "Once, in the first year"}
KEPT_SHARES = {"Half to all of it": (0.75, 0.5, 1.0), "Six tenths to all of it": (0.85, 0.6, 1.0), "Nine tenths to all of it": (0.95, 0.9, 1.0)}  # fmt: skip
ALL_KEPT = "All of it"
LEARNED = {"Nothing to a tenth": (0.05, 0.0, 0.1), "Nothing to a fifth": (0.1, 0.0, 0.2), "A tenth to three tenths": (0.2, 0.1, 0.3)}  # fmt: skip
MOST_DECISION_YEARS = 3


def show(data: RolloutData, reader: PlacesReader) -> None:
    """Draws the questions, each part in a tab of its own."""
    try:
        case = _case(data)
    except MakeTheCaseError:  # the answer says why
        return
    places, waves, costs, shares, decision = st.tabs(
        ["Places", "Waves", "Costs of the whole", "What is lost and learned", "Deciding after a wave"],
        key="rollout:parts",
    )
    with places:
        _places(data, reader)
    with waves:
        _waves(data)
    with costs:
        _costs(data, case)
    with shares:
        _shares(data, case)
    with decision:
        _decision(data, case)


def _case(data: RolloutData) -> Case:
    known: tuple[Any, Case] | None = session.value_of("rollout:case")
    if known is not None and known[0] is data["case"]:
        return known[1]
    case = with_every_rule(dict(data["case"]), "case", session.library(), None)
    session.keep("rollout:case", (data["case"], case))
    return case


def _key(*parts: object) -> str:
    """Returns the key of a field: another after every step, so that it shows what the roll-out says."""
    return ":".join(["rollout", str(ROLLOUT.serial()), *map(str, parts)])


def _held(*parts: object) -> Any:
    """Returns what a field of this step holds when a button is used, which is newer than what the page was drawn with."""
    return session.value_of(_key(*parts))


def _when(key: str, change: Callable[[Any], Callable[[RolloutData], RolloutData]]) -> Callable[[], None]:
    """Returns what is done when a field is used: the change that its value makes."""
    return when_used(key, lambda: ROLLOUT.changed(change(session.value_of(key))))


def _say_refused(at: str) -> None:
    why = ROLLOUT.why_refused(at)
    if why:
        say(refused(why))


# Places ------------------------------------------------------------------------------------------------------


def _places(data: RolloutData, reader: PlacesReader) -> None:
    say(paragraphs(places_words(data)))
    left, right = st.columns(2, gap="large")
    with left:
        say(Heading("Your own places", 3))
        uploaded = st.file_uploader(
            "A CSV file or a sheet: one row for each place", type=["csv", "xlsx"], key=_key("upload")
        )
        if uploaded is not None:
            _upload(uploaded.getvalue(), uploaded.name, reader)
        _say_refused("places")
        say(
            state(
                "Its first line names the columns: id, name, eligible (how many could take part), wave, and deprivation "
                "(1 most deprived to 5 least deprived), which may be empty. More columns may give a place its own figures."
            )
        )
    with right:
        say(Heading("The table as it is", 3))
        st.download_button(
            "Download the table of places",
            changes.table_text(data).encode(),
            "places.csv",
            "text/csv",
            key=_key("table"),
            type="secondary",
            on_click="ignore",
        )
        say(state("Change it in a spreadsheet, and upload it again."))
        if not data.get("illustrative"):
            action("Begin again with 42 made-up boards", _key("boards"), _boards, type="secondary")


def _upload(content: bytes, name: str, reader: PlacesReader) -> None:
    try:
        table = reader(content, name)
    except MakeTheCaseError as error:
        say(refused(str(error)))
        return
    action(
        f"Use the {counted(len(table.rows), 'place')} of {as_label(name)}",
        _key("use"),
        ROLLOUT.changed,
        partial(_with_table, table=table),
        type="primary",
    )


def _with_table(data: RolloutData, table: PlacesTable) -> RolloutData:
    return changes.with_places(data, changes.rows_of(table))


def _boards() -> None:
    ROLLOUT.changed(lambda data: changes.with_places(data, changes.made_up_boards(), is_made_up=True))


# Waves -------------------------------------------------------------------------------------------------------


def _waves(data: RolloutData) -> None:
    count = len(data["waves"])
    left, right = st.columns(2)
    with left:
        key = _key("count")
        st.selectbox(
            "How many waves",
            range(1, changes.MOST_WAVES_ASKED + 1),
            index=min(count, changes.MOST_WAVES_ASKED) - 1,
            key=key,
            on_change=_when(key, lambda chosen: partial(changes.with_waves, count=chosen)),
        )
    with right:
        key = _key("years")
        least, years_in_all = 1 + changes.span_of_waves(data["waves"]), changes.years_of(data)
        choices = list(range(least, min(LONGEST_HORIZON, least + 15) + 1))
        st.selectbox(
            "Years that are counted, from the first wave on",
            choices,
            index=choices.index(years_in_all) if years_in_all in choices else len(choices) - 1,
            key=key,
            on_change=_when(key, lambda chosen: partial(changes.with_key, key="years", value=chosen)),
        )
    years = changes.years_to_choose(data, 20)
    columns = st.columns(max(count, 1))
    for column, (wave, year) in zip(
        columns, sorted(data["waves"].items(), key=lambda row: int(row[0])), strict=True
    ):
        with column:
            _wave(wave, year, years)
    say(
        state(
            "A wave's places begin in its year. Which place is in which wave stands in the table of places."
        )
    )


def _wave(wave: str, year: str, years: list[str]) -> None:
    key = _key("wave", wave)
    offered = years if year in years else [year, *years]
    st.selectbox(
        f"Wave {wave} begins",
        offered,
        index=offered.index(year),
        format_func=financial_year,
        key=key,
        on_change=_when(key, lambda chosen: partial(changes.with_wave_in, wave=wave, year=chosen)),
    )


# Costs of the whole ------------------------------------------------------------------------------------------


def _costs(data: RolloutData, case: Case) -> None:
    costs = data.get("central", [])
    if not costs:
        say(
            paragraphs(
                "No cost of the whole has been added: a team that supports new places, a learning network, the measuring."
            )
        )
    for place, cost in enumerate(costs):
        words = central_words(cost, case)
        with st.container(horizontal=True, vertical_alignment="center"):
            say(paragraphs(words), width="content")
            action("Remove", _key("cost", place), ROLLOUT.changed, partial(changes.without_central_cost, place=place), about=words)  # fmt: skip
    left, middle, right = st.columns([3, 2, 2])
    left.text_input("Add a cost of the whole", key=_key("name"), placeholder="For example a learning network")
    middle.text_input("£", key=_key("amount"), placeholder="For example 60,000")
    right.selectbox("When it is paid", list(PER), format_func=lambda per: PER[per], key=_key("per"))
    _say_refused("cost")
    action("Add the cost", _key("add"), _add_cost, type="secondary")


def _add_cost() -> None:
    name, typed, per = (_held("name") or "").strip(), _held("amount") or "", _held("per") or "year"
    if not name:
        ROLLOUT.refuse("cost", "Say what the cost is for.")
        return
    try:
        amount = read_number(typed, MONEY, label="the cost", example="60,000")
    except NotUnderstood as error:
        ROLLOUT.refuse("cost", str(error))
        return
    ROLLOUT.changed(partial(changes.with_central_cost, name=name, amount=amount, per=per))


# What is lost and learned ------------------------------------------------------------------------------------


def _shares(data: RolloutData, case: Case) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        say(Heading("Where the service is copied", 3))
        _chosen(
            "How much of a gain is kept outside the first wave",
            "fidelity",
            KEPT_SHARES,
            ALL_KEPT,
            data.get("fidelity"),
        )
        say(
            state(
                "A harm is never made smaller. No source is known that would say it for services like these."
            )
        )
    with right:
        say(Heading("What later places learn", 3))
        named = changes.costs_to_learn_on(case, data.get("option") or case.preferred)
        learning = data.get("learning")
        held = [ident for ident in (learning or {}).get("on", []) if ident in named]
        key = _key("on")
        st.multiselect(
            "Costs that may fall as more places begin",
            list(named),
            default=held,
            format_func=lambda ident: as_label(named[ident]),
            key=key,
            on_change=_when(key, _learned_on),
        )
        if held:
            _chosen("How much they fall with each doubling", "learning", LEARNED, None, learning, tuple(held))


def _learned_on(on: list[str]) -> Callable[[RolloutData], RolloutData]:
    if not on:
        return partial(changes.without, key="learning")

    def change(data: RolloutData) -> RolloutData:
        share = data.get("learning") or changes.with_share(data, "learning", *LEARNED["Nothing to a fifth"])["learning"]  # fmt: skip
        return changes.with_key(data, "learning", share | {"on": on})

    return change


def _chosen(
    label: str,
    name: str,
    ranges: dict[str, tuple[float, float, float]],
    without: str | None,
    held: Any,
    on: tuple[str, ...] = (),
) -> None:
    """Shows a choice among ranges of a share, with the one that the file states where it is another."""
    value = held.get("value") if isinstance(held, dict) else held
    words = next((each for each, (middle, *_) in ranges.items() if middle == value), None)
    own = [] if value is None or words is not None else [f"As in the file: {percent(value)}"]
    options = [*([without] if without else []), *ranges, *own]
    index = options.index(words) if words else len(options) - 1 if own else 0
    key = _key(name)

    def change(chosen: str) -> Callable[[RolloutData], RolloutData]:
        if chosen not in ranges:
            return (lambda data: data) if chosen in own else partial(changes.without, key=name)
        value, low, high = ranges[chosen]
        return partial(changes.with_share, key=name, value=value, low=low, high=high, on=on)

    st.selectbox(label, options, index=index, key=key, on_change=_when(key, change))


# Deciding after a wave ---------------------------------------------------------------------------------------


def _decision(data: RolloutData, case: Case) -> None:
    option = data.get("option") or case.preferred
    measured = {
        outcome.id: outcome.name or outcome.id
        for outcome in case.option(option).outcomes
        if step(option_at(option), f"outcomes.{outcome.id}") in case.effects
    }
    if len(data["waves"]) < 2 or not measured:
        say(paragraphs("A decision needs a second wave, and an outcome with findings."))
        return
    stop = data.get("stop_after") or {}
    say(paragraphs(decision_words(stop)))
    left, right = st.columns(2)
    with left:
        never = "No decision: every wave goes ahead"
        options = [never, *measured]
        key = _key("outcome")
        held = stop.get("outcome")
        st.selectbox(
            "Decide on the later waves by",
            options,
            index=options.index(held) if held in measured else 0,
            format_func=lambda ident: as_label(measured.get(str(ident), str(ident))),
            key=key,
            on_change=_when(key, lambda chosen: _stopped_by(chosen if chosen in measured else None, stop)),
        )
    with right:
        key = _key("decision years")
        years = list(range(1, MOST_DECISION_YEARS + 1))
        held_years = stop.get("years", 1)
        st.selectbox(
            "Years in which people start who are measured",
            years,
            index=years.index(held_years) if held_years in years else 0,
            key=key,
            disabled=not stop,
            on_change=_when(key, lambda chosen: _stopped_by(stop.get("outcome"), stop | {"years": chosen})),
        )


def _stopped_by(outcome: str | None, stop: dict[str, Any]) -> Callable[[RolloutData], RolloutData]:
    if outcome is None:
        return partial(changes.without, key="stop_after")
    return partial(changes.with_stop, outcome=outcome, years=stop.get("years", 1), account=stop.get("account", "society"))  # fmt: skip
