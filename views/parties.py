"""Who pays and who gains: one party, or several that share, taken as a whole because their shares add up to 100."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from valuation import quantities as q
from valuation.case_editing import written_at
from valuation.case_walk import place_at
from valuation.entry_changes import Changes, payers_chosen
from valuation.origins import assumption_at
from views import session
from views.fields import choice, refusal, words_at
from views.typed import NotUnderstood, read_number
from words.phrases import party_name


def party(path: str, label: str = "", public_only: bool = False) -> None:
    """Shows who pays or gains: one party, or several that share."""
    case = session.opened().case
    payers = [p.id for p in case.library.payers.values() if p.is_public or not public_only]
    now = written_at(case.data, path)
    own_label, _ = words_at(place_at(case.data, path))
    if not isinstance(now, dict):
        choice(path, label or own_label, payers, says=party_name)
    else:
        shares = ", ".join(f"{party_name(p)} {_share(path, p):.6g}%" for p in now)
        st.html(f"<p><strong>{html.escape(label or own_label)}:</strong> {html.escape(shares)}</p>")
    with st.popover("Share it between several", type="tertiary"):
        share_form(path, payers, now, lambda shares: payers_chosen(path, shares, session.opened().case))


def _share(path: str, payer: str) -> float:
    found = assumption_at(session.opened().case, f"{path}.{payer}")
    return 0.0 if found is None else 100 * found.value


def share_form(
    path: str, payers: Sequence[str], now: Any, changes: Callable[[dict[str, float]], Changes], rows: int = 4
) -> None:
    """Shows a form that shares something between payers; it is taken as a whole, and must add up to 100."""
    held: list[tuple[Any, str]] = (
        [(payer, f"{_share(path, payer):.10g}") for payer in now] if isinstance(now, dict) else [(now, "100")]
    )
    held += [(None, "")] * max(0, rows - len(held))
    keys = [f"form:{path}:{k}" for k in range(len(held))]
    with st.form(f"share:{path}", border=False):
        st.markdown("Who pays, and what share of every £100. The shares add up to 100.")
        for k, (payer, share) in enumerate(held):
            left, right = st.columns([3, 1])
            left.selectbox(
                f"Payer {k + 1}",
                [None, *payers],
                index=0 if payer not in payers else payers.index(payer) + 1,
                format_func=lambda item: "Nobody" if item is None else party_name(item),
                placeholder="Nobody",
                key=f"{keys[k]}:who",
            )
            right.text_input(f"Share {k + 1} (%)", value=share, key=f"{keys[k]}:share")
        st.form_submit_button("Share it like this", on_click=_shared, args=(path, keys, changes))
    refusal(path)


def _shared(path: str, keys: Sequence[str], changes: Callable[[dict[str, float]], Changes]) -> None:
    shares: dict[str, float] = {}
    for key in keys:
        payer, typed = session.value_of(f"{key}:who"), str(session.value_of(f"{key}:share") or "")
        if payer is None:
            continue
        try:
            share = read_number(
                typed, q.SHARE, per_hundred=True, label=f"Share of {party_name(payer)}", example="60"
            )
        except NotUnderstood as error:
            session.refuse(path, typed, str(error))
            return
        if share > 0:
            shares[payer] = shares.get(payer, 0.0) + share
    total = sum(shares.values())
    if abs(total - 1) > 1e-9:
        session.refuse(path, "", f"The shares add up to {100 * total:.6g}, and must add up to 100.")
        return
    session.put_all(changes(shares), path)
