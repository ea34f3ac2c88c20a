"""The Delivery page: will it work here? Six challenges, the registers, what is measured, and what would make us stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from make_the_case.views.forms import fields
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.long_lists import foldable
from make_the_case.views.shell import session, simulations, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Heading, Tabled, paragraphs, state
from make_the_case.words.papers.meeting_words import TESTS_TITLE, tests_blocks
from make_the_case.words.papers.recommended import recommended
from make_the_case.words.tables.registers import CHALLENGES, measures_table
from valuation import quantities as q
from valuation.answers.appraised import Appraised
from valuation.case.editing import edited, free_id
from valuation.case.places import written_at
from valuation.case.words_of_choices import CHOICES

NAMES = CHOICES["CaseShape", "readiness"]
SCORES = (1, 2, 3, 4, 5)
USUAL_TASKS = (
    "Make the decision", "Lead with people with lived experience", "Clinical lead", "Recruit and train", "Collect measures",
    "Report to the board", "Decide to carry on or stop",
)  # fmt: skip
SLOWER = (0.5, 0.8, 1.0)
"""A build-up for a service that does not fit the working day yet; the last year is by definition."""


@dataclass(frozen=True)
class Suggestion:
    """What may be written down where a challenge has not been met: nothing is until somebody accepts it."""

    words: str
    at: str
    entry: Mapping[str, Any]


SUGGESTIONS = {
    "diverse": Suggestion(
        "Add the risk that gaps widen. Then check the share who start among the most deprived, and the cost of interpreters.",
        "risks",
        {"id": "gaps", "cause": "Language, confidence or cost keep people away", "event": "Fewer people start among those with most need", "effect": "It widens gaps"},
    ),
    "both_sides": Suggestion(
        "Add the risk that conversations become a form to fill in.",
        "risks",
        {"id": "tick_box", "cause": "Only one side gains from it", "event": "Conversations become a form to fill in", "effect": "People and clinicians give it up"},
    ),
    "third_parties": Suggestion(
        "Add who wins the support of those outside.",
        "responsibilities",
        {"task": "Win the support of employers, families, other services and funders"},
    ),
    "scale": Suggestion(
        "Add the risk that there is no one to train and supervise at full size, and name its owner.",
        "risks",
        {"id": "supervision", "cause": "Training, supervision and liability have no home", "event": "It cannot grow safely", "effect": "People who were promised a place wait"},
    ),
    "communities": Suggestion(
        "Add a measure of who starts, by neighbourhood.",
        "measures",
        {"what": "Who starts, by neighbourhood", "chosen_by": "", "baseline": "Not known"},
    ),
}  # fmt: skip


def show(option: str, done: Callable[[], None]) -> None:
    """Draws the page for one option."""
    say(
        Heading("Delivery"),
        paragraphs(
            "Will it work here? Nothing on this page changes a number by itself. What you leave blank is printed as “To be added”."
        ),
    )
    _challenges(option)
    _risks()
    _benefits(option)
    _rows(
        "Who does what", "responsibilities", "Add a task", {"task": "A task"},
        (("task", "Task"), ("responsible", "Responsible"), ("accountable", "Accountable"), ("consulted", "Consulted"), ("informed", "Informed")),
    )  # fmt: skip
    if not session.opened().case.shape.responsibilities:
        action(
            "Add the usual seven tasks",
            "choice:tasks:usual",
            _add_all,
            "responsibilities",
            [{"task": task} for task in USUAL_TASKS],
        )
    _rows(
        "What is measured", "measures", "Add a measure", {"what": "People who start"},
        (("what", "Measure"), ("chosen_by", "Chosen by"), ("baseline", "Now"), ("month_6", "Month 6"), ("month_12", "Month 12"), ("yearly", "Every year after")),
    )  # fmt: skip
    table = measures_table(session.opened().case)
    if table.rows:
        say(Tabled(table))
    _stop_go(option)
    done()


def _challenges(option: str) -> None:
    say(Heading("Six challenges", 2))
    for key, question in CHALLENGES.items():
        at = f"readiness.{key}"
        with st.container(border=True):
            say(Heading(NAMES[key], 3), paragraphs(question))
            left, right = st.columns([2, 3])
            with left:
                fields.choice(f"{at}.answer", f"How far? ({NAMES[key].lower()})", flat=True)
            with right:
                fields.text(
                    f"{at}.have",
                    f"What we have ({NAMES[key].lower()})",
                    placeholder="Interpreters are paid for",
                )
            if written_at(session.opened().case.data, f"{at}.answer") == "not_yet":
                _suggest(key, option)


def _suggest(key: str, option: str) -> None:
    """Offers what may follow from *Not yet*; skipped by doing nothing."""
    if key == "adoption":
        say(state("You may build up more slowly: half in the first year, four fifths in the second."))
        action("Build up more slowly", f"choice:suggest:{key}", _slower, option)
        return
    suggested = SUGGESTIONS[key]
    say(state(suggested.words))
    action(
        f"Add it: {NAMES[key].lower()}", f"choice:suggest:{key}", _add_all, suggested.at, [suggested.entry]
    )


def _slower(option: str) -> None:
    why = "Delivery says that it does not fit the working day yet"
    ramp: list[Any] = [
        {
            "value": value,
            "grade": 6,
            "status": "planning_assumption",
            "source": "Your judgement",
            "reason": why,
        }
        for value in SLOWER[:-1]
    ]
    ramp.append(
        {
            "value": 1.0,
            "distribution": "fixed",
            "grade": 6,
            "source": "Your judgement",
            "reason": "By definition",
        }
    )
    steps.put(f"options.{option}.people.ramp", ramp)


def _add_all(at: str, entries: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows to a list of the case, each with an id that is free where it has one."""
    data = session.opened().case.data
    rows = list(written_at(data, at) or [])
    for entry in entries:
        new = {key: value for key, value in entry.items() if value != ""}
        if "id" in new:
            new["id"] = free_id(str(new["id"]), [row["id"] for row in rows])
        rows.append(new)
    steps.step(lambda case: edited(case, {at: rows}))


def _risks() -> None:
    say(Heading("Risk register", 2))
    risks = session.opened().case.shape.risks
    if not risks:
        say(paragraphs("No risk is named yet."))
    for risk in risks:
        at = f"risks.{risk.id}"
        score = (risk.likelihood or 0) * (risk.consequence or 0)
        sentence = f"{risk.event or risk.cause or risk.id}. Score {score or 'not given'}. {risk.owner or 'No owner yet'}."
        name = risk.event or risk.id
        if not foldable(at, name, sentence):
            continue
        for key in ("event", "cause", "effect", "controls", "actions"):
            fields.text(f"{at}.{key}")
        columns = st.columns(4)
        for column, key in zip(
            columns, ("likelihood", "consequence", "residual_likelihood", "residual_consequence"), strict=True
        ):
            with column:
                fields.choice(f"{at}.{key}", options=SCORES, says=str)
        left, middle, right = st.columns(3)
        for column, key in ((left, "owner"), (middle, "date"), (right, "assurance_reference")):
            with column:
                fields.text(f"{at}.{key}")
        action(f"Remove: {name}", f"choice:{at}:remove", steps.remove, at)
    new = {"id": "risk", "event": "Too few people start"}
    action("Add a risk", "choice:risks:add", _add_all, "risks", [new], type="secondary")


def _benefits(option: str) -> None:
    say(Heading("Benefits register", 2))
    shape = session.opened().case.shape
    for row in shape.benefits:
        at = f"benefits.{row.id}"
        name = row.description or row.outcome or row.id
        if not foldable(at, name, f"{name}. {row.responsible or 'No owner yet'}."):
            continue
        for key in ("description", "responsible", "measure", "baseline", "baseline_source", "target", "timescale", "first_measured", "service_feature", "potential_costs", "activities"):  # fmt: skip
            fields.text(f"{at}.{key}")
        fields.flag(f"{at}.is_disbenefit")
        action(f"Remove: {name}", f"choice:{at}:remove", steps.remove, at)
    written = {row.outcome for row in shape.benefits}
    outcomes = session.opened().case.option(option).outcomes
    left = {outcome.id: outcome.name or outcome.id for outcome in outcomes if outcome.id not in written}
    if left:
        key = "choice:benefits:new"
        session.offer(key, left)
        st.selectbox(
            "Which benefit, or harm, do you want to write down?", list(left), format_func=lambda ident: as_label(left[ident]),
            index=None, placeholder="Choose one", **Bound(key, None, "", _benefit_chosen, left).widget(),
        )  # fmt: skip


def _benefit_chosen(ident: str | None, names: Mapping[str, str]) -> None:
    if ident:
        _add_all("benefits", [{"id": ident, "outcome": ident, "description": names[ident]}])
        session.unfold(f"benefits.{ident}")


def _rows(title: str, at: str, add: str, new: Mapping[str, Any], columns: Sequence[tuple[str, str]]) -> None:
    """Shows the rows of a list without ids, each as a line with its fields."""
    say(Heading(title, 2))
    rows = written_at(session.opened().case.data, at) or []
    for place, row in enumerate(rows):
        name = str(row.get(columns[0][0]) or place + 1)
        if not foldable(f"{at}.{place}", name, name):
            continue
        for key, words in columns:
            fields.text(f"{at}.{place}.{key}", f"{words} ({place + 1})")
        action(f"Remove: {name}", f"choice:{at}:{place}:remove", steps.remove, f"{at}.{place}", row)
    action(add, f"choice:{at}:add", _add_all, at, [new], type="secondary")


def _stop_go(option: str) -> None:
    """Shows the tests as the papers print them, the author's or those by rule, and their fields."""
    say(Heading(TESTS_TITLE, 2))
    now = session.opened()
    advised = recommended(Appraised(now.case, now.answer(), option, simulations.analysis_with_pilot(option)))
    say(*tests_blocks(now.case, advised), state("These are drafted by rule, until you write your own."))
    for key in ("carry_on", "change", "stop", "reports"):
        fields.text(f"stop_go.{key}")
    fields.plain_number("stop_go.exit_cost", "Not known yet", q.MONEY)
    fields.text("stop_go.exit_cost_covers")
