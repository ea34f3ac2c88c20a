"""The Library page: what there is to start from, how good its evidence is, and every number with its source."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import streamlit as st

from valuation.cautions import caution_words
from valuation.templates import plain_template, said_of_templates
from views import opening, session
from views.charts import show as show_chart
from views.html import as_label, paragraphs
from words.evidence import GRADES, GROUPS, STATUS_WORDS, Effect, effects_of, forest_chart
from words.library import EntryRow, entry_rows, users_of_entries

MOST_ROWS = 40


def show(goto: Callable[[str], None]) -> None:
    """Draws the page: the templates by what they are for, or the assumptions."""
    st.html(
        "<h1>Library</h1><p>What you can start from, and every number that it brings, with its source. Findings of no difference are shown "
        "like any other.</p>"
    )
    part = st.radio(
        "What to look at",
        ["Templates and their evidence", "Assumptions and their sources"],
        horizontal=True,
        key="library:part",
    )
    if part == "Assumptions and their sources":
        _show_assumptions()
    else:
        _show_templates(goto)


def _show_templates(goto: Callable[[str], None]) -> None:
    said = said_of_templates(session.library())
    left, right = st.columns(2)
    group = left.selectbox("What is it for?", list(GROUPS), key="library:group")
    known = [ident for ident in GROUPS[group or next(iter(GROUPS))] if ident in said]
    chosen = right.selectbox(
        "Which template?",
        known,
        format_func=lambda ident: as_label(said[ident]["name"]),
        key=f"library:template:{group}",
    )
    if chosen is None:
        return
    template = plain_template(session.library(), chosen)
    rows = [("Initiative", "initiative"), ("For", "serves"), ("Evidence", "evidence")]
    facts = "".join(f"<dt>{label}</dt><dd>{_plain(template[key])}</dd>" for label, key in rows)
    cautions = "".join(f"<li>{_plain(words)}</li>" for words in caution_words(template["cautions"]))
    st.html(
        f'<h2>{_plain(template["name"])}</h2><dl class="mtc-facts">{facts}</dl><h3>What to be careful of</h3><ul>{cautions}</ul>'
    )
    if template["enabler"]:
        st.html(
            "<p>An enabler: it has costs and no benefit of its own. On the page Numbers it can be put into an option, where it changes how "
            "many start or finish by your own judgement.</p>"
        )
    if st.button("Start a case from this", type="primary", key=f"library:start:{chosen}"):
        opening.start_from([chosen])
        goto("proposal")
    effects = effects_of(template)
    if effects:
        st.html("<h2>Evidence at a glance</h2>")
        show_chart(forest_chart(effects), key=f"chart:forest:{chosen}")
        st.html(f"<h2>Each effect and its study</h2>{''.join(_effect(effect) for effect in effects)}")
    else:
        st.html("<h2>Evidence at a glance</h2><p>No effect was found, or it has none of its own.</p>")


def _plain(words: Any) -> str:
    return html.escape(" ".join(str(words).split()))


def _effect(effect: Effect) -> str:
    """Returns one effect: figure, grade in words, study, how it was read, and the way to the source."""
    rows = [
        ("Figure", effect.figure),
        ("In the base case", effect.reading),
        ("Evidence", GRADES[effect.grade]),
        ("Study", effect.study),
        ("Design", effect.design),
        ("People", effect.people),
        ("Followed", f"{effect.months} months" if effect.months.isdecimal() else effect.months),
        ("How it was read", STATUS_WORDS.get(effect.status, effect.status)),
        ("Note", effect.note),
    ]
    facts = "".join(f"<dt>{label}</dt><dd>{_plain(words)}</dd>" for label, words in rows if words)
    return f'<h3>{_plain(effect.name)}</h3><dl class="mtc-facts">{facts}<dt>Source</dt><dd>{_source(effect.source)}</dd></dl>'


def _source(ident: str) -> str:
    """Returns a source's title with the way to it: its address on the web, opened only when somebody follows it."""
    found = session.library().sources.get(ident)
    if found is None:
        return _plain(ident)
    words = _plain(f"{found['title']}. {found['publisher']}, {found['date']}")
    where = f"https://doi.org/{found['doi']}" if found.get("doi") else str(found.get("url") or "")
    if not where.startswith(("https://", "http://")):
        return words
    return f'<a href="{html.escape(where, quote=True)}" target="_blank" rel="noopener noreferrer">{words}</a>'


def _show_assumptions() -> None:
    library = session.library()
    typed = st.text_input("Words that an assumption must hold", key="library:words", placeholder="outpatient")
    wanted = {ident for ident, _ in library.search((typed or "").split())}
    found = [row for row in entry_rows(library) if row.path in wanted]
    used = users_of_entries(library)
    st.html(paragraphs([f"{len(found)} of {len(library.ids())} assumptions."]))
    if not found:
        st.html(
            "<p>No assumption holds all of these words. Try fewer, or another word for the same thing.</p>"
        )
        return
    st.html("".join(_entry(row, used.get(row.path, ())) for row in found[:MOST_ROWS]))
    if len(found) > MOST_ROWS:
        st.html(f"<p>{len(found) - MOST_ROWS} more: type a word to find them.</p>")


def _entry(row: EntryRow, users: tuple[str, ...]) -> str:
    entry = session.library().entry(row.path)
    rows = [
        ("Value", row.value), ("Prices of", row.price_year), ("Grade", row.grade), ("Status", STATUS_WORDS.get(row.status, row.status)),
        ("Where in it", str(entry.get("locator", ""))), ("Licence", row.licence),
        ("Used by", ", ".join(users) or "none of the templates: there for your case"), ("In a case file", f"use: {row.path}"),
    ]  # fmt: skip
    facts = "".join(f"<dt>{label}</dt><dd>{_plain(words)}</dd>" for label, words in rows if words)
    return f'<h3>{_plain(row.label)}</h3><dl class="mtc-facts">{facts}<dt>Source</dt><dd>{_source(str(entry.get("source", "")))}</dd></dl>'
