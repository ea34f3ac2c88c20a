"""The results page: the verdict, the five lines and the tables, as it is given them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

MONEY = re.compile(r"(?:less than |more than )?\N{MINUS SIGN}?£[\d,.]*\d(?: (?:million|billion))?")

STYLE = """
<style>
.mtc-notice {border-left: 0.4rem solid #F46A25; padding: 0.4rem 0.8rem; margin: 0 0 0.5rem; font-weight: 600;}
.mtc-title {font-size: 2.2rem !important; line-height: 1.2 !important;}
.mtc-verdict {font-size: 1.9rem; line-height: 1.3; font-weight: 700; margin: 0.8rem 0 1.2rem 0;}
.mtc-five {font-size: 1.25rem; line-height: 1.5; padding-left: 1.6rem; margin: 0 0 1rem 0;}
.mtc-five li {margin: 0 0 0.7rem 0; padding-left: 0.3rem;}
.mtc-facts {display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem;
  margin: 0; padding: 0 !important;}
.mtc-facts dt {font-weight: 600;}
.mtc-facts dd {margin: 0;}
.mtc-table {border-collapse: collapse; width: 100%; margin: 0 0 0.4rem 0; font-variant-numeric: tabular-nums;}
.mtc-table th, .mtc-table td {text-align: right; padding: 0.4rem 0.6rem;
  border-bottom: 1px solid #8888; vertical-align: bottom;}
.mtc-table th:first-child {text-align: left; padding-left: 0;}
.mtc-table tbody th {font-weight: 400;}
.mtc-table thead th {border-bottom: 2px solid currentColor;}
@media (max-width: 40rem) {
  .mtc-title {font-size: 1.8rem !important;}
  .mtc-verdict {font-size: 1.5rem;}
  .mtc-five {font-size: 1.1rem; padding-left: 1.3rem;}
  .mtc-facts {grid-template-columns: 1fr;}
  .mtc-facts dd {margin: 0 0 0.4rem 0;}
  .mtc-table thead {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
  .mtc-table, .mtc-table tbody, .mtc-table tr, .mtc-table td, .mtc-table tbody th {display: block; width: 100%;}
  .mtc-table tr {border-bottom: 2px solid #8888; padding: 0.4rem 0;}
  .mtc-table tbody th {font-weight: 700; border: 0; padding: 0.2rem 0;}
  .mtc-table td {display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: 0.15rem 0;}
  .mtc-table td::before {content: attr(data-label);}
}
</style>
"""


def show_style() -> None:
    """Puts the page's looks in place."""
    st.html(STYLE)


def show_heading(title: str, place: str) -> None:
    """Shows what the case is called, and whose it is."""
    st.html(f'<h1 class="mtc-title">{html.escape(title)}</h1><p>{html.escape(place)}</p>')


def show_option(
    name: str,
    notices: Sequence[str],
    verdict: str,
    five_lines: Sequence[str],
    basis: Sequence[str],
    evidence: Sequence[str],
) -> None:
    """Shows one option's verdict in large type, its five lines, their basis and the evidence."""
    said = "".join(f'<p class="mtc-notice">{html.escape(notice)}</p>' for notice in notices)
    listed = "".join(f"<li>{with_money_in_bold(line)}</li>" for line in five_lines)
    st.html(
        f"<h2>{html.escape(name)}</h2>{said}"
        f'<p class="mtc-verdict">{html.escape(verdict)}</p>'
        f'<ol class="mtc-five">{listed}</ol>{paragraphs(basis)}'
        f"<h3>How good is the evidence?</h3>{paragraphs(evidence)}"
    )


def show_tables(tables: Iterable[Any]) -> None:
    """Shows tables, each under its own heading, as HTML that a screen reader reads."""
    st.html("".join(map(table_html, tables)))


def show_sentences(heading: str, sentences: Sequence[str]) -> None:
    """Shows sentences under a heading."""
    st.html(f"<h3>{html.escape(heading)}</h3>{paragraphs(sentences)}")


def show_facts(heading: str, facts: Iterable[tuple[str, str]]) -> None:
    """Shows how the case was worked out, label by label."""
    rows = "".join(f"<dt>{html.escape(label)}</dt><dd>{html.escape(words)}</dd>" for label, words in facts)
    st.html(f'<h3>{html.escape(heading)}</h3><dl class="mtc-facts">{rows}</dl>')


def show_foot(words: str) -> None:
    """Shows what stands at the foot of every page."""
    st.html(f"<hr><p>{html.escape(words)}</p>")


def show_problems(name: str, problems: Sequence[str]) -> None:
    """Shows what is wrong with a case file, as a list, in place of a result."""
    count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
    rows = "".join(f"<li>{html.escape(problem)}</li>" for problem in problems)
    st.html(
        f"<h1>This case cannot be opened</h1><p>{html.escape(name)} has {count}. "
        f"The file has not been changed.</p><ul>{rows}</ul>"
    )


def with_money_in_bold(sentence: str) -> str:
    """Returns a sentence as HTML, its amounts of money in bold.

    >>> with_money_in_bold("Costs the <ICB> £1.2 million.")
    'Costs the &lt;ICB&gt; <strong>£1.2 million</strong>.'
    """
    return MONEY.sub(lambda found: f"<strong>{found.group()}</strong>", html.escape(sentence))


def paragraphs(sentences: Iterable[str]) -> str:
    """Returns sentences as HTML paragraphs."""
    return "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)


def table_html(table: Any) -> str:
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
    return (
        f'<h3>{caption}</h3><table class="mtc-table" role="table" aria-label="{caption}">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>{note}'
    )


def choose_case(titles: Mapping[str, str]) -> str:
    """Returns the finished case that the reader picks, by its file's name."""
    return str(
        st.selectbox(
            "Read a finished example", list(titles), format_func=lambda name: titles[name], key="example"
        )
    )


def show_start_your_own(command: str, file_name: str, content: str | None) -> None:
    """Says how to start a case of one's own, and offers the file to start from."""
    with st.expander("Start your own"):
        st.markdown(
            f"Download a case file below, or write one with `{command}`; then put your own place, people and "
            "prices in it with any text editor. The pages that ask for them one by one are not in this "
            f"version yet, so for now `make-the-case appraise {file_name}` gives the answer in the terminal."
        )
        if content is not None:
            st.download_button(
                "Download a new case file", content, file_name, "application/yaml", on_click="ignore"
            )
