"""A widget from a place of the case: its label, help, bounds and choices come from the schema, its value from the case.

The case is the truth. A widget shows what the case says and hands on what is typed; what is not understood stays in
the field with the reason, and the case stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from make_the_case.authoring.entry_changes import Changes, cautions_typed
from make_the_case.authoring.origins import Origin, assumption_at, origin, own_figure
from make_the_case.views.forms import provenance
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.number_field import (
    NotUnderstood,
    money_shown,
    read_number,
    read_numbers,
    shown_number,
    shown_numbers,
)
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action, say_refusal
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import in_one_line, state
from make_the_case.words.first_answer import origin_line
from make_the_case.words.phrases import financial_year
from valuation import Kind
from valuation import quantities as q
from valuation.answers.cautions import caution_words
from valuation.case.editing import GONE
from valuation.case.key_words import described
from valuation.case.numbers_of_a_case import Place, place_at
from valuation.case.places import written_at
from valuation.case.words_of_choices import choice_words
from valuation.prices import years_from

AS_PERCENTAGE = (q.SHARE.name, q.REDUCTION.name, q.GROWTH.name)
NOT_SAID = "Not stated"
NOTHING = ""
"""Stands in a list of choices for nothing written: a widget shows no words for None."""
STANDARD = "Standard setting"


def shows_percentage(place: Place) -> bool:
    """Returns whether a number is typed as a percentage."""
    kind = place.kind
    return kind is not None and (
        kind.name in AS_PERCENTAGE or kind == q.DISCOUNT_RATE or place.key == "optimism_bias"
    )


def words_at(place: Place) -> tuple[str, str]:
    """Returns the label and the help of a place of the case."""
    key_words = described(place.shape, place.key)
    return key_words.label, key_words.help


# Numbers ---------------------------------------------------------------------------------------------------


def number(
    path: str,
    label: str = "",
    help: str = "",
    example: str = "",
    standard: str = "",
    asks: bool = True,
    may_not_know: bool = False,
    sign: int = 0,
) -> None:
    """Shows a number's field, its state in words, and where it comes from one click away.

    `standard` says what holds where nothing is written; a place with one may be emptied. `asks` shows the question
    where a figure of one's own comes from; `may_not_know` offers to keep a stand-in. With a `sign` the field takes the
    size alone: whether it is for better or worse is asked beside it.
    """
    case = session.opened().case
    place = place_at(case.data, path)
    assumption = assumption_at(case, path)
    stands = origin(case, path)
    as_share = shows_percentage(place)
    own_label, own_help = words_at(place)
    unit = "%" if as_share else _unit_of(assumption.unit if assumption else None, place.kind)
    words = label or own_label
    is_open = assumption is None or stands == "unanswered"
    shown = ""
    if assumption is not None and not is_open:
        value = abs(assumption.value) if sign else assumption.value
        is_money = _kind(place).is_money and abs(value) >= 1
        shown = money_shown(value) if is_money else shown_number(value, _kind(place), per_hundred=as_share)
    example = example or described(place.shape, place.key).example
    _text(
        path,
        f"{words} ({unit})" if unit and unit not in words else words,
        help or own_help,
        shown,
        placeholder=standard,
        when=(_number_typed, words, example, bool(standard), as_share, sign),
    )
    if stands == "setting" and standard:
        return
    _state(path, stands, as_share, asks, may_not_know)


def _kind(place: Place) -> Kind:
    return place.kind or q.ANY


def _unit_of(unit: str | None, kind: Kind | None) -> str:
    if unit:
        return unit
    if kind is not None and kind.is_money:
        return "£"
    return "years" if kind is q.DURATION else ""


def _state(path: str, stands: Origin, as_share: bool, asks: bool, may_not_know: bool) -> None:
    case = session.opened().case
    assumption = assumption_at(case, path)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        say(state(origin_line(stands, assumption, as_share)), width="content")
        provenance.popover(path, as_share)
        if may_not_know and stands == "stand_in":
            action(
                "Keep the template figure: I do not know ours",
                f"choice:keep:{path}",
                provenance.keep_stand_in,
                path,
            )
    if asks and stands == "own":
        provenance.ask_where_from(path)
    provenance.ask_reason(path)


def _text(
    path: str, label: str, help: str, shown: str, when: tuple[Any, ...], long: bool = False, **how: Any
) -> None:
    """Shows a text field that follows the case, with what was refused in it and why.

    `when` is what is done with what is typed: a function, called with that and the path, and what else it is given.
    """
    work, *args = when
    bound = Bound(f"field:{path}", steps.typed_or(path, shown), path, work, path, *args)
    widget: Any = st.text_area if long else st.text_input
    widget(label, help=help or None, **bound.widget(), **how)
    refusal(path)


def _number_typed(
    typed: str, path: str, label: str, example: str, may_be_empty: bool, as_share: bool, sign: int = 0
) -> None:
    case = session.opened().case
    place = place_at(case.data, path)
    if may_be_empty and not typed.strip():
        steps.put(path, GONE)
        return
    try:
        kind = q.RATE if sign else _kind(place)
        value = read_number(typed, kind, per_hundred=as_share, label=label, example=example) * (sign or 1)
    except NotUnderstood as error:
        steps.refuse(path, typed, str(error))
        return
    assumption = assumption_at(case, path)
    if assumption is not None and assumption.value == value and origin(case, path) != "unanswered":
        session.opened().refused.pop(path, None)
    elif place.type is float or place.type is int:
        steps.put(path, value, typed)
    else:
        steps.put(path, own_figure(case, path, value), typed)


def effect(path: str, label: str = "") -> None:
    """Asks how large an effect is and whether it is for better or worse, and writes the sign."""
    assumption = assumption_at(session.opened().case, path)
    is_worse = assumption is not None and assumption.value < 0
    key = f"choice:{path}:sign"
    form = f"form:{path}:sign"
    is_settled = assumption is not None and assumption.value != 0
    held = is_worse if is_settled else session.opened().kept.typed.get(form, False)
    chosen = st.radio(
        "For better or worse?",
        [False, True],
        format_func=lambda worse: "For the worse" if worse else "For the better",
        horizontal=True,
        **Bound(key, held, path, _sign_chosen, path).widget(),
    )
    number(path, label, sign=-1 if chosen else 1)


def _sign_chosen(is_worse: bool, path: str) -> None:
    case = session.opened().case
    assumption = assumption_at(case, path)
    if assumption is not None and assumption.value:
        size = abs(assumption.value)
        steps.put(path, own_figure(case, path, -size if is_worse else size))
    else:  # kept until there is a size
        session.opened().kept.typed[f"form:{path}:sign"] = is_worse


def plain_number(path: str, standard: str, kind: Kind = q.COUNT, may_be_empty: bool = True) -> None:
    """Shows a number that is structure and not an assumption, such as what posts are rounded up to, or what a study found."""
    case = session.opened().case
    place = place_at(case.data, path)
    label, help = words_at(place)
    raw = written_at(case.data, path)
    shown = "" if raw is None else shown_number(float(raw), kind)
    when = (_plain_typed, label, place.type, kind, may_be_empty)
    _text(path, label, help, shown, when, placeholder=standard)


def _plain_typed(
    typed: str, path: str, label: str, wanted: Callable[[float], Any], kind: Kind, may_be_empty: bool
) -> None:
    if may_be_empty and not typed.strip():
        steps.put(path, GONE)
        return
    try:
        value = read_number(typed, kind, label=label, example="1")
    except NotUnderstood as error:
        steps.refuse(path, typed, str(error))
        return
    steps.put(path, wanted(value) if value == wanted(value) else value, typed)


def numbers(path: str, label: str = "", help: str = "", example: str = "", standard: str = "") -> None:
    """Shows a list of numbers, one for each year, in one field; a row or column of a spreadsheet may be pasted."""
    case = session.opened().case
    place = place_at(case.data, path)
    own_label, own_help = words_at(place)
    raw = written_at(case.data, path)
    items = raw if isinstance(raw, list) else [] if raw is None else [raw]
    as_share = shows_percentage(place)
    at = path if not isinstance(raw, list) else ""
    assumptions = [assumption_at(case, at or f"{path}.{k}") for k in range(len(items))]
    open_ = [f for f in assumptions if f is not None]
    is_open = len(open_) == 1 and origin(case, at or f"{path}.0") == "unanswered"
    values = [f.value for f in open_]
    shown = "" if is_open else shown_numbers(values, _kind(place), per_hundred=as_share)
    words = f"{label or own_label} (%)" if as_share else label or own_label
    _text(
        path,
        words,
        help or own_help,
        shown,
        (
            _numbers_typed,
            label or own_label,
            example or described(place.shape, place.key).example,
            bool(standard),
            as_share,
        ),
        placeholder=standard,
    )
    if open_ and not is_open:
        say(state(origin_line(origin(case, at or f"{path}.0"), open_[0], as_share)))


def _numbers_typed(
    typed: str, path: str, label: str, example: str, may_be_empty: bool, as_share: bool
) -> None:
    case = session.opened().case
    if may_be_empty and not typed.strip():
        steps.put(path, GONE)
        return
    place = place_at(case.data, path)
    try:
        values = read_numbers(typed, _kind(place), per_hundred=as_share, label=label, example=example)
    except NotUnderstood as error:
        steps.refuse(path, typed, str(error))
        return
    raw = written_at(case.data, path)
    old = raw if isinstance(raw, list) else []
    new = [
        old[k]
        if k < len(old) and (was := assumption_at(case, f"{path}.{k}")) is not None and was.value == value
        else own_figure(case, f"{path}.{k}", value)
        for k, value in enumerate(values)
    ]
    if new != raw:
        steps.put(path, new, typed)


# Words -----------------------------------------------------------------------------------------------------


def text(
    path: str,
    label: str = "",
    help: str = "",
    placeholder: str = "",
    long: bool = False,
    most: int | None = None,
) -> None:
    """Shows a text of the case; emptied, it goes."""
    case = session.opened().case
    own_label, own_help = words_at(place_at(case.data, path))
    _text(
        path,
        label or own_label,
        help or own_help,
        str(written_at(case.data, path) or ""),
        (_text_typed, most),
        long,
        placeholder=placeholder,
        **({"height": 96} if long else {}),
    )


def _text_typed(typed: str, path: str, most: int | None) -> None:
    typed = typed.strip()
    if most is not None and len(typed) > most:
        steps.refuse(path, typed, f"Write this in up to {most} characters. It has {len(typed)}.")
        return
    steps.put(path, typed or GONE, typed)


def choice(
    path: str,
    label: str = "",
    options: Sequence[Any] | None = None,
    says: Callable[[Any], str] | None = None,
    standard: str = "",
    changes: Callable[[Any], Changes] | None = None,
    flat: bool = False,
) -> None:
    """Shows the words that may stand at a place; `changes` says what else goes with a choice."""
    case = session.opened().case
    place = place_at(case.data, path)
    own_label, help = words_at(place)
    items: list[Any] = list(options if options is not None else place.choices)
    now = written_at(case.data, path)
    shown = NOTHING if now is None else now
    if standard or now is None:
        items = [NOTHING, *items]
    if shown not in items:
        items.append(shown)

    def say(item: Any) -> str:
        if item == NOTHING:
            return standard or NOT_SAID
        return says(item) if says else choice_words(place.shape, place.key, str(item))

    widget: Any = st.radio if flat else st.selectbox
    widget(
        label or own_label,
        items,
        format_func=say,
        help=help or None,
        **Bound(f"choice:{path}", shown, path, _chosen, path, changes).widget(),
        **({"horizontal": True} if flat else {}),
    )
    refusal(path)


def _chosen(value: Any, path: str, changes: Callable[[Any], Changes] | None) -> None:
    if value == NOTHING:
        steps.put(path, GONE)
    elif changes is not None:
        was = str(written_at(session.opened().case.data, path))
        steps.choose(path, was, str(value), changes(value))
    else:
        steps.put(path, value)


def flag(
    path: str, label: str = "", standard: bool = False, changes: Callable[[bool], Changes] | None = None
) -> None:
    """Shows a yes or no of the case."""
    case = session.opened().case
    own_label, help = words_at(place_at(case.data, path))
    now = written_at(case.data, path)
    shown = standard if now is None else bool(now)
    bound = Bound(f"choice:{path}", shown, path, _flagged, path, standard, changes)
    st.checkbox(label or own_label, help=help or None, **bound.widget())
    refusal(path)


def _flagged(value: bool, path: str, standard: bool, changes: Callable[[bool], Changes] | None) -> None:
    if changes is not None:
        steps.choose(path, str(not value), str(value), changes(value))
    else:
        steps.put(path, GONE if value == standard else value)


def refusal(*paths: str) -> None:
    """Shows why the last change at any of these places was refused, if it was; the fields of a row are asked about together."""
    say_refusal(*paths)


def year(path: str, standard: str = STANDARD) -> None:
    """Shows a year of the case as its financial year."""
    case = session.opened().case
    years = years_from(case.shape.appraisal.first_year, case.shape.appraisal.years)
    choice(path, options=years, says=lambda item: _year_in_words(item, years), standard=standard)


def _year_in_words(item: Any, years: Sequence[str]) -> str:
    if isinstance(item, int):
        return financial_year(years[item]) if 0 <= item < len(years) else f"year {item + 1}, after the last"
    return financial_year(item)


def word_list(path: str, placeholder: str = "") -> None:
    """Shows a list of words, typed with commas between them."""
    label, help = words_at(place_at(session.opened().case.data, path))
    shown = ", ".join(written_at(session.opened().case.data, path) or [])
    _text(path, label, help, shown, (_word_list_typed,), placeholder=placeholder)


def _word_list_typed(typed: str, path: str) -> None:
    steps.put(path, [word.strip() for word in typed.split(",") if word.strip()] or GONE, typed)


def lines(path: str, label: str) -> None:
    """Shows what to be careful about, with one thing on each line."""
    shown = "\n".join(map(in_one_line, caution_words(written_at(session.opened().case.data, path))))
    _, help = words_at(place_at(session.opened().case.data, path))
    _text(path, label, help, shown, (_lines_typed,), long=True, height=96)


def _lines_typed(typed: str, path: str) -> None:
    lines_typed = [line.strip() for line in typed.splitlines() if line.strip()]
    was = written_at(session.opened().case.data, path)
    steps.put(path, cautions_typed(was, lines_typed) or GONE, typed)


def several(path: str, options: Mapping[str, str]) -> None:
    """Shows which of several entries a list names."""
    case = session.opened().case
    label, help = words_at(place_at(case.data, path))
    now = [item for item in written_at(case.data, path) or [] if item in options]
    st.multiselect(
        label,
        list(options),
        format_func=lambda item: options[item],
        help=help or None,
        select_all=False,  # Enter would take all that are shown, and not the one that is marked
        **Bound(f"choice:{path}", now, path, _several_chosen, path).widget(),
    )
    refusal(path)


def _several_chosen(chosen: list[str], path: str) -> None:
    steps.put(path, chosen) if chosen else steps.refuse(path, None, "Choose at least one.")
