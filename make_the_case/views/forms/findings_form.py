"""The form of what studies show or somebody has seen: what was measured, each finding, and what they come to at once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from make_the_case.authoring import finding_changes as changes
from make_the_case.views.forms import fields, own_figures, reading_shown, whole_forms
from make_the_case.views.forms.bound import Bound, write_again
from make_the_case.views.forms.long_lists import foldable
from make_the_case.views.forms.number_field import (
    NotUnderstood,
    read_number,
    read_numbers,
    shown_numbers,
)
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action, say_refusal
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Heading, paragraphs, state
from make_the_case.words.finding_words import (
    DESIGN_WORDS,
    finding_line,
    measure_words,
    own_questions,
    own_sentences,
)
from valuation import CaseError
from valuation import quantities as q
from valuation.case.editing import GONE
from valuation.case.effects import RELATIVE_REDUCTION, FromFindings
from valuation.case.numbers_of_a_case import place_at
from valuation.case.option_shape import Finding
from valuation.case.places import step
from valuation.evidence.scales import measures_of

OF_A_CHANGE = ("n", "baseline", "population_mean")
OF_A_COMPARISON = ("n_with", "n_without", "took_part")
OF_A_REVIEW = ("trials", "tau")


def show(path: str) -> None:
    """Shows what was measured and how it is read side by side, then each finding, and the ways to add one."""
    case = session.opened().case
    effect = case.effects[path]
    left, right = st.columns(2, gap="medium")
    with left:
        _ask_measure(path, effect)
        _own_figures(path, effect)
        with st.container(horizontal=True):
            _add_study(path, effect)
            _add_judgement(path, effect)
    with right, st.container(border=True, key=f"reading:{path}"):
        _reading(path, effect)
    with st.expander("Every finding, and whether it is read", key=f"choice:findings:{path}"):
        for place, finding in enumerate(effect.outcome.findings or []):
            at = step(path, f"findings.{finding.id}")
            if foldable(at, finding.study, finding_line(effect, place)):
                with st.container(border=True):
                    _finding(at, effect, place, finding)


def _reading(path: str, effect: FromFindings) -> None:
    """Shows how the findings are read, with the figures that are being typed among them."""
    case, form = session.opened().case, _own_form(path)
    if own_figures.is_begun(form):
        try:
            own = own_figures.figures(form, own_questions(case, effect.measure))
            drafted = changes.with_finding(case, path, _finding_of(effect, own))
        except own_figures.Missing as error:
            say(paragraphs(str(error)))
        except CaseError as error:
            say(paragraphs(steps.in_words(error.problems[0].message, error.problems[0].allowed)))
        else:
            reading_shown.show_drafted(drafted, path)
            return
    reading_shown.show(case, session.opened().answer(), path, _latest_of_ours(effect))


def _latest_of_ours(effect: FromFindings) -> str | None:
    """Returns the id of what was measured here last, which is read step by step; None where nothing was."""
    ours = [
        finding.id for finding in effect.evidence.findings if finding.is_here and not finding.is_set_aside
    ]
    return ours[-1] if ours else None


def _ask_measure(path: str, effect: FromFindings) -> None:
    case = session.opened().case
    st.selectbox(
        "What was measured?",
        list(measures_of(case.library)),
        format_func=lambda ident: measure_words(case, ident),
        **Bound(f"choice:{path}.measure", effect.measure, path, _measured, path).widget(),
    )
    fields.refusal(step(path, "measure"))


def _measured(measure: str | None, path: str) -> None:
    if measure:
        steps.put_all(changes.measure_chosen(session.opened().case, path, measure), step(path, "measure"))
        write_again(f"choice:{path}.measure")


# One finding -----------------------------------------------------------------------------------------------


def _finding(at: str, effect: FromFindings, place: int, finding: Finding) -> None:
    left, right = st.columns(2)
    is_change = finding.design in ("before_after", "monitoring")
    with left:
        fields.text(f"{at}.study")
        fields.choice(f"{at}.design", flat=False, says=lambda word: DESIGN_WORDS[word])
        _figure(at, "estimate", may_be_empty=False)
        _interval(at, finding)
        if finding.interval is None:
            _figure(at, "se")
    with right:
        for key in OF_A_CHANGE if is_change else OF_A_COMPARISON:
            _figure(at, key)
        for key in OF_A_REVIEW if finding.design == "review" else ():
            _figure(at, key)
        _figure(at, "follow_up_months")
        if finding.design != "review":
            fields.flag(f"{at}.here")
    fields.text(f"{at}.source")
    fields.text(f"{at}.set_aside")
    for sentence in own_sentences(effect, effect.evidence.findings[place]):
        say(state(sentence))
    if len(effect.outcome.findings or []) > 1:
        action(f"Remove this finding: {finding.study}", f"choice:{at}:remove", steps.remove, at)


def _figure(at: str, key: str, may_be_empty: bool = True) -> None:
    fields.plain_number(f"{at}.{key}", "Not said", q.ANY, may_be_empty)


def _interval(at: str, finding: Finding) -> None:
    path = f"{at}.interval"
    shown = "" if finding.interval is None else shown_numbers(finding.interval, q.ANY)
    label, help = fields.words_at(place_at(session.opened().case.data, path))
    bound = Bound(f"field:{path}", steps.typed_or(path, shown), path, _interval_typed, path, label)
    st.text_input(label, help=help, placeholder="\u22120.02; 0.09", **bound.widget())
    fields.refusal(path)


def _interval_typed(typed: str, path: str, label: str) -> None:
    if not typed.strip():
        steps.put(path, GONE)
        return
    try:
        ends = read_numbers(typed, q.ANY, label=label, example="\u22120.02; 0.09")
    except NotUnderstood as error:
        steps.refuse(path, typed, str(error))
        return
    steps.put(path, ends, typed)


# Adding one ------------------------------------------------------------------------------------------------


class _Refused(Exception):
    """A field of a form that cannot be used, in a sentence."""


def _needed(typed: object, label: str) -> float:
    """Returns what was typed as a number; raises _Refused in words where it is none, or nothing."""
    value = _read(typed, label)
    if value is None:
        raise _Refused(f"{label} needs a number.")
    return value


def _read(typed: object, label: str) -> float | None:
    """Returns what was typed as a number, None where nothing was; raises _Refused in words where it is none."""
    text = str(typed or "").strip()
    if not text:
        return None
    try:
        return read_number(text, q.ANY, label=label, example="5.2")
    except NotUnderstood as error:
        raise _Refused(f"{label}: {error}") from error


def _popover(label: str, path: str, kind: str) -> tuple[Any, str, str]:
    key = f"choice:add:{kind}:{path}"
    return st.popover(label, key=key, on_change="rerun"), f"form:add:{kind}:{path}", key


def _own_form(path: str) -> str:
    return f"form:own:{path}"


def _own_figures(path: str, effect: FromFindings) -> None:
    """Shows the questions about one's own figures; where some are counted already, once more are asked for."""
    form, case = _own_form(path), session.opened().case
    if _latest_of_ours(effect) is not None and not session.is_unfolded(form):
        action("Add our own figures", f"choice:add:own:{path}", session.unfold, form, type="secondary")
        return
    say(Heading("What did you find?", 3))
    own_figures.ask(form, own_questions(case, effect.measure, f"{effect.outcome.unit or 'time'}s"))
    action("Count them", f"use:{form}", _count_own, path, form, type="primary")
    say_refusal(form)


def _count_own(path: str, form: str) -> None:
    case = session.opened().case
    effect = case.effects[path]
    try:
        if not own_figures.period_of(form):
            raise own_figures.Missing("Say when it was, like 2026/27: each time counts once.")
        own = own_figures.figures(form, own_questions(case, effect.measure))
    except own_figures.Missing as error:
        steps.refuse(form, None, str(error))
        return
    if _added(path, _finding_of(effect, own), form):
        session.opened().kept.refused.pop(form, None)
        whole_forms.begin_anew(own_figures.keys_of(form))
        session.unfold(form, False)


def _finding_of(effect: FromFindings, own: changes.OwnFigures) -> dict[str, Any]:
    return own.finding(effect.evidence.scale.is_total, effect.measure == RELATIVE_REDUCTION)


def _add_study(path: str, effect: FromFindings) -> None:
    place, form, key = _popover("Add a study", path, "study")
    if not place.open:
        return
    with place:
        names = [
            f"{form}:{field}"
            for field in ("study", "design", "estimate", "low", "high", "people", "months", "source")
        ]
        whole_forms.text(names[0], "Which study?", placeholder="Main trial, 2019")
        designs = ["review", "randomised", "controlled", "before_after", "monitoring"]
        whole_forms.choice(names[1], "How was it done?", designs, "randomised", format_func=DESIGN_WORDS.get)
        whole_forms.text(names[2], "What did it find?", placeholder="0.0325")
        whole_forms.text(names[3], "Low end of its 95% interval", placeholder="\u22120.024")
        whole_forms.text(names[4], "High end", placeholder="0.089")
        whole_forms.text(names[5], "How many people were measured?", placeholder="240")
        whole_forms.text(names[6], "After how many months?", placeholder="12")
        whole_forms.text(names[7], "Where was it published?")
        whole_forms.use("Add it", form, names, _added_study, path, form, closes=key)


def _added_study(
    study: Any,
    design: Any,
    estimate: Any,
    low: Any,
    high: Any,
    people: Any,
    months: Any,
    source: Any,
    path: str,
    form: str,
) -> bool:
    try:
        if not str(study or "").strip():
            raise _Refused("Say which study it is, with its year: a study counts once.")
        found: dict[str, Any] = {
            "id": "study", "study": str(study).strip(), "design": design or "randomised", "estimate": _needed(estimate, "What did it find"),
        }  # fmt: skip
        if any(str(end or "").strip() for end in (low, high)):
            found["interval"] = [_needed(low, "Low end"), _needed(high, "High end")]
        for key, text, label in (
            ("n", people, "How many people"),
            ("follow_up_months", months, "After how many months"),
        ):
            value = _read(text, label)
            if value is not None:
                found[key] = value
    except _Refused as error:
        steps.refuse(form, None, str(error))
        return False
    if str(source or "").strip():
        found["source"] = str(source).strip()
    return _added(path, found, form)


def _add_judgement(path: str, effect: FromFindings) -> None:
    place, form, key = _popover("Add a judgement", path, "judgement")
    if not place.open:
        return
    with place:
        names = [f"{form}:{field}" for field in ("who", "estimate")]
        say(paragraphs("A judgement is shown, but does not count until it has been measured."))
        whole_forms.text(names[0], "Whose judgement is it?", placeholder="Our clinical lead")
        whole_forms.text(names[1], "What do they expect?", placeholder="0.05")
        whole_forms.use("Add it", form, names, _added_judgement, path, form, closes=key)


def _added_judgement(who: Any, estimate: Any, path: str, form: str) -> bool:
    try:
        if not str(who or "").strip():
            raise _Refused("Say whose judgement it is.")
        found: dict[str, Any] = {
            "id": "judgement", "study": f"Judgement: {str(who).strip()}", "design": "claim", "estimate": _needed(estimate, "What do they expect"),
        }  # fmt: skip
    except _Refused as error:
        steps.refuse(form, None, str(error))
        return False
    if session.opened().case.effects[path].evidence.scale.is_total:
        found["follow_up_months"] = 12
    return _added(path, found, form)


def _added(path: str, finding: dict[str, Any], form: str) -> bool:
    """Adds a finding to its outcome; the one that only says that nothing has been said yet goes with the first."""
    return steps.step(lambda case: changes.with_finding(case, path, finding), form)
