"""The questions about what somebody has measured here: before and after, of how many people, and beside which others."""

from __future__ import annotations

from typing import Any

import streamlit as st

from make_the_case.authoring.finding_changes import Compared, OwnFigures, TwiceMeasured
from make_the_case.views.forms import whole_forms
from make_the_case.views.shell import session
from make_the_case.words.finding_words import COMPARED_WORDS, OwnQuestions, months_words

MONTHS = (1, 2, 3, 4, 6, 9, 12, 18, 24)
FIELDS = (
    "before", "after", "people", "months", "compared", "their_before", "their_after", "their_people", "low", "high", "usual", "period", "source",
)  # fmt: skip


class Missing(Exception):
    """What has to be said before figures can be read, in a sentence."""


def ask(form: str, questions: OwnQuestions) -> None:
    """Asks what was found, and who else was asked."""
    least = {"min_value": 0.0} if questions.is_share_fewer else {}
    left, right = st.columns(2)
    with left:
        whole_forms.number(f"{form}:before", questions.before, **least)
    with right:
        whole_forms.number(f"{form}:after", questions.after, **least)
    left, right = st.columns(2)
    with left:
        whole_forms.number(f"{form}:people", questions.people, min_value=1.0, step=1.0)
    with right:
        whole_forms.choice(
            f"{form}:months", "After how long?", MONTHS, format_func=months_words, placeholder="Not said"
        )
    compared = whole_forms.segments(
        f"{form}:compared",
        "Was anyone compared who did not have the service?",
        list(COMPARED_WORDS),
        "nobody",
        lambda word: COMPARED_WORDS[word],
    )
    if compared != "nobody":
        columns = st.columns(3)
        for column, key, label in zip(columns, ("before", "after", "people"), questions.theirs, strict=True):
            with column:
                whole_forms.number(
                    f"{form}:their_{key}", label, **({"min_value": 1.0} if key == "people" else least)
                )
    if questions.is_share_fewer:
        left, right = st.columns(2)
        with left:
            whole_forms.number(f"{form}:low", "95% interval, low end (% fewer)")
        with right:
            whole_forms.number(f"{form}:high", "95% interval, high end (% fewer)")
    if questions.usual and compared == "nobody":
        whole_forms.number(f"{form}:usual", questions.usual)
    left, right = st.columns(2)
    with left:
        whole_forms.text(f"{form}:period", "When was it?", placeholder="2026/27")
    with right:
        whole_forms.text(
            f"{form}:source", "Where is it written down?", placeholder="Pilot report, March 2027"
        )


def figures(form: str, questions: OwnQuestions) -> OwnFigures:
    """Returns what has been answered; raises Missing where something has to be said first."""
    compared: Compared = _held(form, "compared") or "nobody"
    ours = _twice(form, "", ("before", "after", "people"), questions.is_share_fewer)
    theirs = None
    if compared != "nobody":
        theirs = _twice(form, "their_", ("before", "after", "people"), questions.is_share_fewer)
    return OwnFigures(
        period=period_of(form),
        ours=ours,
        months=_held(form, "months"),
        compared=compared,
        theirs=theirs,
        source=str(_held(form, "source") or "").strip(),
        interval=_interval(form) if questions.is_share_fewer else None,
        usual=_held(form, "usual") if questions.usual and theirs is None else None,
    )


def period_of(form: str) -> str:
    """Returns when it was measured; nothing where that is not said yet."""
    return str(_held(form, "period") or "").strip()


def is_begun(form: str) -> bool:
    """Returns whether anything has been answered."""
    return any(_held(form, field) is not None for field in ("before", "after", "people"))


def keys_of(form: str) -> list[str]:
    """Returns the names of all the fields of the form."""
    return [f"{form}:{field}" for field in FIELDS]


def _held(form: str, field: str) -> Any:
    return session.opened().kept.typed.get(f"{form}:{field}")


WORDS = {
    "before": "the average before",
    "after": "the average after",
    "people": "how many people answered both times",
}


def _twice(form: str, whose: str, fields: tuple[str, str, str], is_rate: bool) -> TwiceMeasured:
    before, after, people = (_held(form, f"{whose}{field}") for field in fields)
    for value, field in zip((before, after, people), fields, strict=True):
        if value is None:
            of = "of the others, " if whose else ""
            raise Missing(f"Still needed: {of}{WORDS[field]}.")
    if is_rate and not (before > 0 and after >= 0):
        raise Missing("The number before has to be above 0, to say by what share it fell.")
    if is_rate and whose and not after > 0:
        raise Missing("The others’ number after has to be above 0, to compare with it.")
    return TwiceMeasured(before, after, people)


def _interval(form: str) -> tuple[float, float] | None:
    low, high = (_held(form, end) for end in ("low", "high"))
    if low is None and high is None:
        return None
    if low is None or high is None or not low < high:
        raise Missing("The 95% interval needs both ends, the lower one first.")
    return low / 100, high / 100
