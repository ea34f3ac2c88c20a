"""Where a number comes from: its source, range and reason one click away, and the one question asked of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from make_the_case.authoring.origins import (
    ANSWERS,
    answer_of,
    assumption_at,
    is_library_changed,
    kept,
    origin,
    with_answer,
)
from make_the_case.views.forms.bound import Bound, write_again
from make_the_case.views.forms.number_field import NotUnderstood, read_number, shown_number
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action, say_refusal
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Bold, Lines, facts, paragraphs, state
from make_the_case.words.first_answer import GRADES, allowance_sentence, number_in_words, range_in_words
from valuation.case.editing import edited
from valuation.case.numbers_of_a_case import place_at
from valuation.case.places import entry_of, holder_of, key_of, option_of, written_at
from valuation.case.statuses import STATUSES
from valuation.case.templates import number_in_template, published_of_people


def popover(path: str, as_share: bool) -> None:
    """Shows the button behind which everything that is known of a number stands."""
    place = st.popover("Show source", type="tertiary", key=f"choice:from:{path}", on_change="rerun")
    if place.open:
        with place:
            _panel(path, as_share)


def _panel(path: str, as_share: bool) -> None:
    case = session.opened().case
    assumption = assumption_at(case, path)
    if assumption is None:
        return
    raw = written_at(case.data, path)
    number: dict[str, Any] = raw if isinstance(raw, dict) else {}
    rows = [
        (
            "Value",
            f"{number_in_words(assumption.value, assumption, as_share)} {assumption.unit or ''}".strip(),
        ),
        ("Range", range_in_words(assumption, as_share) or "none stated"),
        ("Source", case.library.source_title(assumption.source)),
        ("Where in it", assumption.locator),
        ("How it came about", STATUSES[assumption.status].words if assumption.status in STATUSES else None),
        (
            "Prices of",
            str(assumption.price_year).replace("-", "/") if assumption.price_year is not None else None,
        ),
        ("Evidence", f"grade {assumption.grade or 6}: {GRADES[assumption.grade or 6]}"),
        *((words, number.get(key)) for key, words in STUDY),
        ("Note", assumption.note),
        ("Reason", assumption.reason),
    ]
    say(facts(rows))
    _others(path, as_share)
    stands = origin(case, path)
    if stands in ("own", "stand_in", "kept"):
        _range_fields(path, as_share)
        _price_year(path)
        text_beside(path, "note", "Which one, and when?", "Such as: contract signed in March 2026.")
    if isinstance(raw, dict) and "use" in raw and "value" in raw:
        was = case.library.entry(raw["use"])["value"] if raw["use"] in case.library else None
        again = "Use the library's figure again" if was is not None else "Use the case's own figure again"
        action(again, f"choice:again:{path}", steps.put, path, {"use": raw["use"]}, type="secondary")
    template = number_in_template(case, path)
    if template is not None and template != raw:
        action(
            "Use the template's figure again",
            f"choice:template:{path}",
            steps.put,
            path,
            template,
            type="secondary",
        )


def _others(path: str, as_share: bool) -> None:
    """Shows what was found elsewhere for the same number, where anybody has published it."""
    if key_of(holder_of(path)) != "people":
        return
    key = key_of(path)
    published = published_of_people(session.library(), key)
    items = tuple(
        f"{number_in_words(number.value, number, as_share)}: {name} ({session.library().source_title(number.source) or ''})"
        for name, number in published
    )
    if items:
        lead = (Bold("What others found"), ", in other services and places:")
        say(paragraphs(lead), Lines(items))


STUDY = (
    ("study", "Study"),
    ("design", "Design"),
    ("n", "People"),
    ("follow_up_months", "Followed up, months"),
)


ASKS_WHY = "Why is the library's figure not right here?"
ENDS = ("low", "high")


def _range_fields(path: str, as_share: bool) -> None:
    case = session.opened().case
    assumption = assumption_at(case, path)
    place = place_at(case.data, path)
    if assumption is None or place.kind is None:
        return
    left, right = st.columns(2)
    for column, key, words, end in (
        (left, "low", "Low", assumption.low),
        (right, "high", "High", assumption.high),
    ):
        shown = "" if end is None else shown_number(end, place.kind, per_hundred=as_share)
        name = f"field:{path}:{key}"
        held = steps.typed_or(f"{path}:{key}", shown)
        bound = Bound(name, held, path, _range_typed, path, as_share)
        column.text_input(f"{words}{' (%)' if as_share else ''}", **bound.widget())
    say_refusal(f"{path}:range")


def _range_typed(_: str, path: str, as_share: bool) -> None:
    """Takes a range once both ends are there, whichever of them was typed last."""
    case = session.opened().case
    kind = place_at(case.data, path).kind
    raw = written_at(case.data, path)
    if kind is None:
        return
    typed = [str(session.value_of(f"field:{path}:{end}") or "").strip() for end in ENDS]
    number: dict[str, Any] = dict(raw) if isinstance(raw, dict) else {"value": raw}
    at = f"{path}:range"
    if not any(typed):
        number.pop("range", None)
    elif not all(typed):
        _range_refused(path, typed, "A range has two ends. Type the low and the high one.")
        return
    else:
        try:
            low, high = (
                read_number(text, kind, per_hundred=as_share, label=words, example="12")
                for text, words in zip(typed, ("The low end", "The high end"), strict=True)
            )
        except NotUnderstood as error:
            _range_refused(path, typed, str(error))
            return
        number["range"] = [low, high]
    if steps.step(lambda now: edited(now, {path: number}), at):
        for end in ENDS:
            session.opened().refused.pop(f"{path}:{end}", None)
            write_again(f"field:{path}:{end}")
    else:
        _range_refused(path, typed, session.opened().refused[at].why)


def _price_year(path: str) -> None:
    """Asks in which year's prices an amount of one's own is; it is restated in those of the case."""
    case = session.opened().case
    kind, raw = place_at(case.data, path).kind, written_at(case.data, path)
    if kind is None or not kind.is_money:
        return
    held = raw.get("price_year") if isinstance(raw, dict) else None
    known = [str(year) for year in reversed(list(case.library.deflator.index))]
    years = [NOT_SAID, *([str(held)] if held and str(held) not in known else []), *known]
    key = f"choice:price_year:{path}"
    st.selectbox(
        "In the prices of which year?",
        years,
        format_func=lambda year: year.replace("-", "/") if year else "The case's own",
        **Bound(key, str(held) if held else NOT_SAID, path, _price_year_chosen, path).widget(),
    )
    say_refusal(f"{path}:price_year")


NOT_SAID = ""


def _price_year_chosen(chosen: str, path: str) -> None:
    raw = written_at(session.opened().case.data, path)
    number: dict[str, Any] = dict(raw) if isinstance(raw, dict) else {"value": raw}
    number.pop("price_year", None)
    steps.put_all({path: {**number, "price_year": chosen} if chosen else number}, f"{path}:price_year")


def _range_refused(path: str, typed: Sequence[str], why: str) -> None:
    """Keeps both ends as they were typed, with the one reason."""
    steps.refuse(f"{path}:range", None, why)
    for end, text in zip(ENDS, typed, strict=True):
        steps.refuse(f"{path}:{end}", text, why)


def text_beside(path: str, key: str, label: str, placeholder: str) -> None:
    raw = written_at(session.opened().case.data, path)
    name, at = f"field:{path}:{key}", f"{path}:{key}"
    shown = str(raw.get(key) or "") if isinstance(raw, dict) else ""
    bound = Bound(name, steps.typed_or(at, shown), path, _words_typed, path, key)
    st.text_input(label, placeholder=placeholder, **bound.widget())
    say_refusal(at)


def _words_typed(typed: str, path: str, key: str) -> None:
    raw = written_at(session.opened().case.data, path)
    number = dict(raw) if isinstance(raw, dict) else {"value": raw}
    typed = typed.strip()
    number.pop(key, None)
    new = {**number, key: typed} if typed else number
    steps.put_all({path: new}, f"{path}:{key}", typed)


# The questions that stand beside a field ------------------------------------------------------------------


def ask_where_from(path: str) -> None:
    """Asks where a figure of one's own comes from, and says what the allowance for optimism did."""
    case = session.opened().case
    key = f"choice:answer:{path}"
    st.pills(
        "Where does this figure come from?",
        list(ANSWERS),
        format_func=lambda answer: ANSWERS[answer][0],
        wrap=True,
        **Bound(key, answer_of(case, path), path, _answered, path).widget(),
    )
    option, entry = option_of(path), entry_of(path)
    if option is not None and entry is not None:
        say(state(allowance_sentence(session.opened().answer(), option, entry)))


def _answered(answer: str | None, path: str) -> None:
    raw = written_at(session.opened().case.data, path)
    number = dict(raw) if isinstance(raw, dict) else {"value": raw}
    if answer is None:
        number = {key: item for key, item in number.items() if key not in ("source", "grade")}
    else:
        number = with_answer(number, answer)
    steps.put(path, number)


def ask_reason(path: str) -> None:
    """Asks why a library's figure was changed, until a reason is given."""
    case = session.opened().case
    if is_library_changed(case, path):
        text_beside(path, "reason", ASKS_WHY, "Such as: our trust's own price.")


def keep_stand_in(path: str) -> None:
    """Keeps a template's figure where the user does not know their own, and says so in the case."""
    raw = written_at(session.opened().case.data, path)
    if isinstance(raw, dict):
        steps.put(path, kept(raw))
