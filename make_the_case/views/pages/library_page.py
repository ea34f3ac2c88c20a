"""The Library page: what there is to start from, how good its evidence is, and every number with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import streamlit as st

from make_the_case.views.forms import template_finder
from make_the_case.views.pages import library_services
from make_the_case.views.shell import opening, session
from make_the_case.views.shell.row_charts import show as show_chart
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Facts, Heading, Lines, Link, Text, in_one_line, paragraphs
from make_the_case.words.phrases import capital
from make_the_case.words.tables.library_rows import EntryRow, entry_rows, users_of_entries
from make_the_case.words.template_evidence import (
    GRADES,
    STATUS_WORDS,
    Effect,
    by_outcome,
    effects_of,
    forest_chart,
    named_study,
)
from make_the_case.words.template_words import template_facts
from valuation.answers.cautions import caution_words
from valuation.case.templates import plain_template, template_heads

MOST_ROWS = 40
FIND, FOUND, TEMPLATE = "library:find", "library:found", "library:template"
"""How the names of the fields begin that ask for a template; what was found; and which of that is looked at."""


def show(goto: Callable[[str], None]) -> None:
    """Draws the page: the templates by what they are for, or the assumptions."""
    say(
        Heading("Library"),
        paragraphs(
            "What you can start from, and every number that it brings, with its source. Findings of no difference are shown like any "
            "other."
        ),
    )
    parts: dict[str, Callable[[], None]] = {
        "Templates and their evidence": partial(_show_templates, goto),
        "All services side by side": library_services.show,
        "Assumptions and their sources": _show_assumptions,
    }
    part = st.radio(
        "What to look at",
        list(parts),
        horizontal=True,
        key="library:part",
    )
    parts[part or next(iter(parts))]()


def _show_templates(goto: Callable[[str], None]) -> None:
    heads = template_heads(session.library())
    left, right = st.columns(2)
    with left:
        asked = template_finder.ask(FIND, "What is it for?", heads)
    if (
        session.value_of(FOUND) != asked.idents
    ):  # what was looked at before gives way to the best of what is found now
        session.keep(FOUND, asked.idents)
        session.keep(TEMPLATE, next(iter(asked.idents), None))
    chosen = right.selectbox(
        "Which template?",
        asked.idents,
        format_func=lambda ident: as_label(heads[ident]["name"]),
        key=TEMPLATE,
    )
    if chosen is None:
        return
    template, head = plain_template(session.library(), chosen), heads[chosen]
    rows = [
        ("Initiative", in_one_line(head["initiative"])),
        *template_facts(head, heads),
        ("Evidence", in_one_line(head["evidence"])),
    ]
    say(
        Heading(in_one_line(head["name"]), 2),
        Facts(tuple(rows)),
        Heading("What to be careful about", 3),
        Lines(tuple(map(in_one_line, caution_words(template["cautions"])))),
    )
    if template["enabler"]:
        say(
            paragraphs(
                "An enabler: it has costs and no benefit of its own. On the page Costs and people it can be put into an option, where it changes "
                "how many start or finish by your own judgement."
            )
        )
    if st.button("Start a case from this", type="primary", key=f"library:start:{chosen}"):
        opening.start_from([chosen])
        goto("costs")
    effects = effects_of(template, session.library())
    if effects:
        say(Heading("Evidence at a glance", 2))
        show_chart(forest_chart(effects))
        say(
            Heading("Each effect and its study", 2),
            *(block for name, found in by_outcome(effects) for block in _outcome(name, found)),
        )
    else:
        say(Heading("Evidence at a glance", 2), paragraphs("No effect was found, or it has none of its own."))


def _outcome(name: str, effects: Sequence[Effect]) -> Iterator[Heading | Facts]:
    """Yields an outcome's name once, and what each study found of it."""
    yield Heading(in_one_line(name), 3)
    for effect in effects:
        yield Heading(in_one_line(named_study(effect)), 4)
        yield _effect(effect)


def _effect(effect: Effect) -> Facts:
    """Returns one effect: its figure and how the base case reads it, what kind of study it is of, and the way to the source."""
    followed = f"followed for {effect.months} months" if effect.months.isdecimal() else effect.months
    status = STATUS_WORDS.get(effect.status, effect.status)
    about = (effect.design, effect.people, followed)
    rows = [
        ("Figure", effect.figure),
        ("In the base case", effect.reading),
        (
            "Evidence",
            f"{_sentence(', '.join(filter(None, about)))} {_sentence(GRADES[effect.grade])}".strip(),
        ),
        ("How it was read", f"{_sentence(status)} {in_one_line(effect.note)}" if status else effect.note),
    ]
    return _with_source(rows, effect.source)


def _sentence(words: str) -> str:
    return f"{capital(in_one_line(words).rstrip('.'))}." if words else ""


def _with_source(rows: Sequence[tuple[str, str]], source: str) -> Facts:
    """Returns what is known of something in the library, its source last."""
    known = tuple((label, in_one_line(words)) for label, words in rows if words)
    return Facts((*known, ("Source", _source(source))))


def _source(ident: str) -> Text:
    """Returns a source's title with the way to it: its address on the web, opened only when somebody follows it."""
    source = session.library().sources.get(ident)
    if source is None:
        return in_one_line(ident)
    words = in_one_line(f"{source.title}. {source.publisher}, {source.date}")
    where = f"https://doi.org/{source.doi}" if source.doi else source.url or ""
    return (Link(words, where),)


def _show_assumptions() -> None:
    library = session.library()
    typed = st.text_input("Search assumptions", key="library:words", placeholder="outpatient")
    wanted = {ident for ident, _ in library.search((typed or "").split())}
    shown = [row for row in entry_rows(library) if row.path in wanted]
    used = users_of_entries(library)
    say(paragraphs(f"{len(shown)} of {len(library.ids())} assumptions."))
    if not shown:
        say(
            paragraphs("No assumption has all of these words. Try fewer, or another word for the same thing.")
        )
        return
    say(*(block for row in shown[:MOST_ROWS] for block in _entry(row, used.get(row.path, ()))))
    if len(shown) > MOST_ROWS:
        say(paragraphs(f"There are {len(shown) - MOST_ROWS} more. Type a word to find them."))


def _entry(row: EntryRow, users: tuple[str, ...]) -> tuple[Heading, Facts]:
    entry = session.library().entry(row.path)
    rows = [
        ("Value", row.value), ("Prices of", row.price_year), ("Grade", row.grade), ("Status", STATUS_WORDS.get(row.status, row.status)),
        ("Where in it", str(entry.get("locator", ""))), ("Licence", row.licence),
        ("Used by", ", ".join(users) or "none of the templates: there for your case"),
    ]  # fmt: skip
    return Heading(in_one_line(row.label), 3), _with_source(rows, str(entry.get("source", "")))
