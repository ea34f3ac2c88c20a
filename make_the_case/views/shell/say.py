"""What a page says beside its widgets: blocks, which the renderer alone turns into HTML."""

from __future__ import annotations

import re
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from make_the_case.words.blocks import PageBlock
from make_the_case.words.markup import Screen, style_sheet

STYLE = """
[data-testid="stMainBlockContainer"] {padding-top: 3.5rem;}
[data-testid="stMain"]:focus-visible, [data-testid="stSidebarContent"]:focus-visible {outline: 2px solid currentColor; outline-offset: -2px;}
.mtc-beside .mtc-verdict {font-size: 1.5rem; margin: 0.4rem 0 0.8rem 0;}
.mtc-beside .mtc-five {font-size: 1.05rem;}
.mtc-state {margin: 0; font-size: 0.95rem;}
.mtc-refused {margin: 0 0 0.6rem; padding-left: 0.6rem; border-left: 0.25rem solid #B3261E; font-weight: 600;}
.mtc-strip {border-bottom: 2px solid #8888; padding: 0 0 0.6rem; margin: 0 0 0.8rem;}
.mtc-strip p {margin: 0 0 0.2rem;}
.mtc-strip .mtc-running {font-size: 1.15rem; font-weight: 600;}
[data-testid="stBaseButton-tertiary"], [data-testid="stPopoverButton"][kind="tertiary"] {color: inherit !important;}
[data-testid="stBaseButton-tertiary"] p, [data-testid="stPopoverButton"][kind="tertiary"] p {text-decoration: underline; text-align: left;}
.mtc-row {margin: 0;}
.mtc-wide {overflow-x: auto;}
[data-testid="stMain"] :is(p, li, dt, dd, h1, h2, h3, h4, label, summary), .mtc-table tbody th {overflow-wrap: anywhere;}
.mtc-facts a {color: inherit; text-decoration: underline;}
[data-testid="stImage"] img {border: 1px solid #8888;}
.mtc-row strong {font-weight: 600;}
.mtc-steps {padding-left: 1.3rem;}
.mtc-notice {border-left: 0.4rem solid #F46A25; padding: 0.4rem 0.8rem; margin: 0 0 0.5rem; font-weight: 600;}
.mtc-title {font-size: 2.2rem !important; line-height: 1.2 !important;}
.mtc-verdict {font-size: 1.9rem; line-height: 1.3; font-weight: 700; margin: 0.8rem 0 0.6rem 0;}
.mtc-clause {font-size: 1.25rem; margin: 0 0 1.1rem 0;}
.mtc-five {font-size: 1.25rem; line-height: 1.5; padding-left: 1.6rem; margin: 0 0 1rem 0;}
.mtc-five li {margin: 0 0 0.7rem 0; padding-left: 0.3rem;}
.mtc-bare {list-style: none; padding-left: 0 !important;}
.mtc-bare li {margin: 0 0 0.5rem 0; overflow-wrap: anywhere;}
.mtc-icons {display: grid; grid-template-columns: repeat(10, minmax(0, 1.9rem)); gap: 0.45rem; margin: 0.4rem 0 0.6rem;}
.mtc-icon {aspect-ratio: 1; border-radius: 50%; border: 3px solid currentColor; box-sizing: border-box;}
.mtc-icon.mtc-ahead {background: #12436D; border-color: #12436D;}
.mtc-grid {border-collapse: collapse; width: 100%; table-layout: fixed;}
.mtc-grid th, .mtc-grid td {border: 1px solid #8888; padding: 0.5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere;}
.mtc-grid .mtc-first {border: 3px solid #B3261E;}
.mtc-grid .mtc-short {background: repeating-linear-gradient(45deg, transparent 0 8px, #F46A2533 8px 16px);}
.mtc-grid .mtc-even {background: #12436D22;}
.mtc-facts {display: grid; grid-template-columns: fit-content(18rem) 1fr; gap: 0.2rem 1.2rem;
  margin: 0; padding: 0 !important;}
.mtc-facts dt {font-weight: 600;}
.mtc-facts dd {margin: 0;}
.mtc-table {border-collapse: collapse; width: 100%; margin: 0 0 0.4rem 0; font-variant-numeric: tabular-nums;}
.mtc-table th, .mtc-table td {text-align: right; padding: 0.4rem 0.6rem;
  border-bottom: 1px solid #8888; vertical-align: bottom;}
.mtc-table .mtc-words {text-align: left;}
.mtc-table tbody tr:has(.mtc-words) > * {vertical-align: top;}
.mtc-table th:first-child {text-align: left; padding-left: 0;}
.mtc-table tbody th {font-weight: 400; min-width: 9rem;}
.mtc-table thead th {border-bottom: 2px solid currentColor;}
@media (max-width: 40rem) {
  .mtc-title {font-size: 1.8rem !important;}
  .mtc-verdict {font-size: 1.5rem;}
  .mtc-five {font-size: 1.1rem; padding-left: 1.3rem;}
  .mtc-grid th, .mtc-grid td {padding: 0.2rem; font-size: 0.72rem; overflow-wrap: break-word;}
  .mtc-facts {grid-template-columns: 1fr;}
  .mtc-facts dd {margin: 0 0 0.4rem 0;}
  .mtc-table thead {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
  .mtc-table, .mtc-table tbody, .mtc-table tr, .mtc-table td, .mtc-table tbody th {display: block; width: 100%;}
  .mtc-table tr {border-bottom: 2px solid #8888; padding: 0.4rem 0;}
  .mtc-table tbody th {font-weight: 700; border: 0; padding: 0.2rem 0;}
  .mtc-table td {display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: 0.15rem 0;}
  .mtc-table td::before {content: attr(data-label); text-align: left;}
}
@media (max-width: 22rem) {
  .mtc-grid th, .mtc-grid td {padding: 0.1rem; font-size: 0.62rem;}
}
"""
SCREEN = Screen()


def show_style() -> None:
    """Puts the pages' looks in place."""
    st.html(style_sheet(STYLE))


def say(
    *blocks: PageBlock,
    at: DeltaGenerator | None = None,
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    """Shows blocks, in a place that was kept for them where one is given; nothing where they say nothing, which Streamlit refuses."""
    made = SCREEN.blocks(blocks)
    if made:
        (st if at is None else at).html(made, width=width)


def as_label(text: str) -> str:
    """Returns a text that a widget prints as it stands: what somebody typed into a name is never marked up.

    No more is escaped than must be, because a checkbox reads its label aloud with the escapes in it.

    >>> as_label("*Peers* [x](y) £5 (new)"), as_label("# 1: first"), as_label(":red[y]")
    ('\\\\*Peers\\\\* \\\\[x\\\\](y) £5 (new)', '\\\\# 1: first', '\\\\:red\\\\[y\\\\]')
    """
    plain = re.sub(r"([\\`*_{}\[\]<>~$])", r"\\\1", " ".join(str(text).split()))
    return re.sub(r"^([#+-])|:(?=[a-z])", lambda found: f"\\{found.group()}", plain)
