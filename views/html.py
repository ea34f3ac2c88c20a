"""Words and tables as HTML that a screen reader reads: every text is escaped here and nowhere else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from valuation import Case
from words.check_words import SEVERITIES, in_names
from words.glossary import Term
from words.phrases import AMOUNT
from words.summary_tables import Table

STYLE = """
<style>
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
.mtc-row b {font-weight: 600;}
.mtc-steps {padding-left: 1.3rem;}
.mtc-notice {border-left: 0.4rem solid #F46A25; padding: 0.4rem 0.8rem; margin: 0 0 0.5rem; font-weight: 600;}
.mtc-title {font-size: 2.2rem !important; line-height: 1.2 !important;}
.mtc-verdict {font-size: 1.9rem; line-height: 1.3; font-weight: 700; margin: 0.8rem 0 0.6rem 0;}
.mtc-clause {font-size: 1.25rem; margin: 0 0 1.1rem 0;}
.mtc-five {font-size: 1.25rem; line-height: 1.5; padding-left: 1.6rem; margin: 0 0 1rem 0;}
.mtc-five li {margin: 0 0 0.7rem 0; padding-left: 0.3rem;}
.mtc-plain {list-style: none; padding-left: 0 !important;}
.mtc-plain li {margin: 0 0 0.5rem 0; overflow-wrap: anywhere;}
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
</style>
"""


def show_style() -> None:
    """Puts the pages' looks in place."""
    st.html(STYLE)


def as_label(text: str) -> str:
    """Returns a text that a widget prints as it stands: what somebody typed into a name is never marked up.

    No more is escaped than must be, because a checkbox reads its label aloud with the escapes in it.

    >>> as_label("*Peers* [x](y) £5 (new)"), as_label("# 1: first"), as_label(":red[y]")
    ('\\\\*Peers\\\\* \\\\[x\\\\](y) £5 (new)', '\\\\# 1: first', '\\\\:red\\\\[y\\\\]')
    """
    plain = re.sub(r"([\\`*_{}\[\]<>~$])", r"\\\1", " ".join(str(text).split()))
    return re.sub(r"^([#+-])|:(?=[a-z])", lambda found: f"\\{found.group()}", plain)


def with_money_in_bold(sentence: str) -> str:
    """Returns a sentence as HTML, its amounts of money in bold.

    >>> with_money_in_bold("Costs the <ICB> £1.2 million.")
    'Costs the &lt;ICB&gt; <strong>£1.2 million</strong>.'
    """
    return AMOUNT.sub(lambda found: f"<strong>{found.group()}</strong>", html.escape(sentence))


def five_lines_html(lines: Iterable[str]) -> str:
    """Returns the five lines as an HTML list, their amounts in bold."""
    return f'<ol class="mtc-five">{"".join(f"<li>{with_money_in_bold(line)}</li>" for line in lines)}</ol>'


def icons_html(filled: int) -> str:
    """Returns ten figures of which some are filled, with words for those who do not see them."""
    label = f"{filled} of 10 figures filled"
    figures = "".join(
        f'<span class="mtc-icon{" mtc-ahead" if k < filled else ""}"></span>' for k in range(10)
    )
    return f'<div class="mtc-icons" role="img" aria-label="{label}">{figures}</div>'


def paragraphs(sentences: Iterable[str]) -> str:
    """Returns sentences as HTML paragraphs."""
    return "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)


def show_paragraphs(sentences: Iterable[str]) -> None:
    """Shows sentences as paragraphs, and nothing where there are none: Streamlit refuses an empty text."""
    found = paragraphs(sentences)
    if found:
        st.html(found)


def checks_html(case: Case, checks: Sequence[Mapping[str, Any]], most: int | None = None) -> str:
    """Returns what a critical friend says as an HTML list: how serious, what, and what to do."""
    if not checks:
        return "<p>Nothing.</p>"
    rows = "".join(
        f'<li class="mtc-check"><strong>{SEVERITIES[check["severity"]]}:</strong> {html.escape(in_names(case, check["message"]))} '
        f"{html.escape(in_names(case, check['remedy']))}</li>"
        for check in checks[:most]
    )
    left = len(checks) - len(checks[:most])
    more = (
        f"<p>{left} more {'is' if left == 1 else 'are'} listed under Test and compare, Blind spots.</p>"
        if left
        else ""
    )
    return f'<ul class="mtc-plain">{rows}</ul>{more}'


def terms_html(terms: Iterable[Term]) -> str:
    """Returns words with what they mean as an HTML list of definitions."""
    rows = "".join(f"<dt>{html.escape(term.word)}</dt><dd>{html.escape(term.means)}.</dd>" for term in terms)
    return f'<dl class="mtc-facts">{rows}</dl>'


MOST_COLUMNS = 8
"""Of a table that is set within the page: a wider one moves sideways by itself, and not the page with it."""


def table_html(table: Table) -> str:
    """Returns a table (caption, header, rows, note) as HTML that folds on a narrow screen."""
    head = "".join(f'<th scope="col" role="columnheader">{html.escape(cell)}</th>' for cell in table.header)
    labels = [html.escape(cell, quote=True) for cell in table.header[1:]]
    rows = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{html.escape(row[0])}</th>'
        + "".join(
            f'<td role="cell" data-label="{label}">{html.escape(cell)}</td>'
            for label, cell in zip(labels, row[1:], strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    note = f"<p>{html.escape(table.note)}</p>" if table.note else ""
    caption = html.escape(table.caption, quote=True)
    found = (
        f'<table class="mtc-table" role="table" aria-label="{caption}">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )
    if (
        len(table.header) > MOST_COLUMNS
    ):  # reached by keyboard, so that it can be moved sideways without a mouse
        found = f'<div class="mtc-wide" tabindex="0" role="region" aria-label="{caption}">{found}</div>'
    return f"<h3>{caption}</h3>{found}{note}"
