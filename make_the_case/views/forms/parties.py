"""Who pays and who gains: one party, or several that share, taken as a whole because their shares add up to 100."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

from make_the_case.authoring.entry_changes import Changes, payers_chosen
from make_the_case.authoring.origins import assumption_at
from make_the_case.views.forms import whole_forms
from make_the_case.views.forms.fields import choice, words_at
from make_the_case.views.forms.number_field import NotUnderstood, read_number
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Bold, paragraphs
from make_the_case.words.phrases import party_name
from valuation import quantities as q
from valuation.case.numbers_of_a_case import place_at
from valuation.case.places import written_at
from valuation.figures import digits

ONE, SEVERAL = "one", "several"
ROWS = 4
"""Payers that the form has room for before it is used."""


def party(path: str, label: str = "", public_only: bool = False) -> None:
    """Shows who pays or gains: one party, or several that share."""
    case = session.opened().case
    payers = [p.id for p in case.library.payers.values() if p.is_public or not public_only]
    now = written_at(case.data, path)
    own_label, _ = words_at(place_at(case.data, path))
    if not isinstance(now, dict):
        choice(path, label or own_label, payers, says=party_name)
    else:
        sentence = shares_in_words(path, now)
        say(paragraphs((Bold(f"{label or own_label}:"), f" {sentence}")))
    with st.popover("Share it between several", type="tertiary"):
        before = steps.left_form(path, SEVERAL)
        if not isinstance(now, dict) and isinstance(before, dict):
            action(
                f"Share it as before: {', '.join(party_name(payer) for payer in before)}",
                f"choice:{path}:again",
                _used,
                path,
                {path: before},
            )
        share_form(path, payers, now, lambda shares: payers_chosen(path, shares, session.opened().case))


def shares_in_words(path: str, now: Iterable[str]) -> str:
    """Returns who shares something, and how much each bears."""
    return ", ".join(f"{party_name(payer)} {digits(_share(path, payer))}%" for payer in now)


def _share(path: str, payer: str) -> float:
    share = assumption_at(session.opened().case, f"{path}.{payer}")
    return 0.0 if share is None else 100 * share.value


def share_form(
    path: str,
    payers: Sequence[str],
    now: Any,
    changes: Callable[[dict[str, float]], Changes],
    shared_at: str = "",
) -> None:
    """Shows a form that shares something between payers; it is taken as a whole, and must add up to 100.

    `shared_at` is where the shares stand now, where that is not the form's own place.
    """
    held: list[tuple[Any, str]] = (
        [(payer, digits(_share(shared_at or path, payer), 10)) for payer in now]
        if isinstance(now, dict)
        else [(now, "100")]
    )
    held += [(None, "")] * max(0, ROWS - len(held))
    form = f"form:{path}"
    st.markdown("Who pays, and what share of every £100. The shares add up to 100.")
    keys = []
    for k, (payer, share) in enumerate(held):
        left, right = st.columns([3, 1])
        with left:
            known = [None, *payers]
            whole_forms.choice(
                f"{form}:{k}:who",
                f"Payer {k + 1}",
                known,
                payer if payer in known else None,
                format_func=lambda item: "No one" if item is None else party_name(item),
            )
        with right:
            whole_forms.text(f"{form}:{k}:share", f"Share {k + 1} (%)", share)
        keys += [f"{form}:{k}:who", f"{form}:{k}:share"]
    whole_forms.use("Share it like this", form, keys, lambda *typed: _shared(path, typed, changes))


def _shared(path: str, typed: Sequence[Any], changes: Callable[[dict[str, float]], Changes]) -> bool:
    shares: dict[str, float] = {}
    for payer, text in zip(typed[::2], typed[1::2], strict=True):
        if payer is None:
            continue
        try:
            share = read_number(
                str(text or ""),
                q.SHARE,
                per_hundred=True,
                label=f"Share of {party_name(payer)}",
                example="60",
            )
        except NotUnderstood as error:
            steps.refuse(f"form:{path}", None, str(error))
            return False
        if share > 0:
            shares[payer] = shares.get(payer, 0.0) + share
    total = sum(shares.values())
    if abs(total - 1) > 1e-9:
        why = f"The shares add up to {digits(100 * total)}, and must add up to 100."
        steps.refuse(f"form:{path}", None, why)
        return False
    return _used(path, changes(shares))


def _used(path: str, changes: Changes) -> bool:
    was = SEVERAL if isinstance(written_at(session.opened().case.data, path), dict) else ONE
    now = SEVERAL if isinstance(changes.get(path), dict) else ONE
    if was == now:
        return steps.put_all(changes, f"form:{path}")
    # Not brought back by itself: the form says who shares it.
    return steps.choose(path, was, now, changes, shown_at=f"form:{path}", brings_back=False)
