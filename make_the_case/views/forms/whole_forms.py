"""Fields of a form that is used as a whole: what is typed stays in each until the form has been used.

Not Streamlit's own forms: those send nothing before they are used, so that what was typed is lost on another page,
and one that empties itself when used loses what was refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from make_the_case.views.forms.bound import Bound, write_again
from make_the_case.views.shell import session
from make_the_case.views.shell.action import action, say_refusal


def text(key: str, label: str, shown: str = "", at: str = "", **how: Any) -> str:
    """Shows a field for words or a number of a form, and returns what stands in it."""
    held = session.opened().kept.typed.get(key, shown)
    return str(st.text_input(label, **Bound(key, held, at, _typed, key).widget(), **how) or "")


def paragraph(key: str, label: str, **how: Any) -> str:
    """Shows a field of several lines of a form, and returns what stands in it."""
    held = session.opened().kept.typed.get(key, "")
    return str(st.text_area(label, **Bound(key, held, "", _typed, key).widget(), **how) or "")


def day(key: str, label: str, shown: date) -> date:
    """Shows a field for a day of a form, and returns which."""
    held = session.opened().kept.typed.get(key, shown)
    bound = Bound(key, held if isinstance(held, date) else shown, "", _typed, key)
    found = st.date_input(label, format="DD/MM/YYYY", **bound.widget())
    return found if isinstance(found, date) else shown


def number(key: str, label: str, **how: Any) -> float | None:
    """Shows a field for a number of a form, and returns what stands in it."""
    held = session.opened().kept.typed.get(key)
    return st.number_input(
        label, value=None, format="%g", **Bound(key, held, "", _typed, key).widget(), **how
    )


def segments(key: str, label: str, options: Sequence[Any], shown: Any, says: Callable[[Any], str]) -> Any:
    """Shows a few choices of a form side by side, of which one always holds, and returns which."""
    held = session.opened().kept.typed.get(key, shown)
    bound = Bound(key, held if held in options else shown, "", _typed, key)
    st.segmented_control(
        label, options, format_func=says, required=True, width="stretch", wrap=True, **bound.widget()
    )
    return held


def pills(key: str, label: str, options: Sequence[str], says: Callable[[str], str], held_in: str) -> None:
    """Shows choices of a form as pills; several groups of them may share one answer, kept under `held_in`, so that one choice clears the others."""
    held = session.opened().kept.typed.get(held_in)
    bound = Bound(key, held if held in options else None, "", _chosen_of_several, held_in, tuple(options))
    st.pills(label, options, format_func=says, wrap=True, **bound.widget())


def _chosen_of_several(held: object, held_in: str, options: tuple[str, ...]) -> None:
    typed = session.opened().kept.typed
    if held is not None:
        typed[held_in] = held
    elif typed.get(held_in) in options:
        typed.pop(held_in)


def choice(key: str, label: str, options: Sequence[Any], shown: Any = None, **how: Any) -> Any:
    """Shows a list of a form to choose from, and returns what is chosen."""
    held = session.opened().kept.typed.get(key, shown)
    bound = Bound(key, held if held in options else shown, "", _typed, key)
    return st.selectbox(label, options, index=None, **bound.widget(), **how)


def tick(key: str, label: str, shown: bool = False) -> bool:
    """Shows a yes or no of a form, and returns which."""
    held = session.opened().kept.typed.get(key, shown)
    return st.checkbox(label, **Bound(key, held, "", _typed, key).widget())


def _typed(held: object, key: str) -> None:
    session.opened().kept.typed[key] = held


def use(
    label: str, form: str, keys: Sequence[str], work: Callable[..., bool], *args: Any, closes: str = ""
) -> None:
    """Shows the button that uses a form, and why it was refused; once it is used its fields begin anew.

    `work` is given what stands in the fields, in their order, and then `args`; it returns whether that was taken.
    `closes` is the popover that the form stands in.
    """
    action(label, f"use:{form}", _used, form, tuple(keys), work, args, closes, type="secondary")
    say_refusal(form)


def _used(
    form: str, keys: Sequence[str], work: Callable[..., bool], args: Sequence[Any], closes: str
) -> None:
    if not work(*(session.value_of(key) for key in keys), *args):
        return
    session.opened().kept.refused.pop(form, None)
    begin_anew(keys)
    if closes:
        session.keep(closes, False)


def begin_anew(keys: Sequence[str]) -> None:
    """Lets the fields of a form that has been used begin anew."""
    for key in keys:
        session.opened().kept.typed.pop(key, None)
        write_again(key)
