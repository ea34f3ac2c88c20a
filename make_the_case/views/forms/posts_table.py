"""Who does the work: a table of plain fields, one row for each post, with what they cost and how many people they can see."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from make_the_case.authoring import staffing
from make_the_case.authoring.entry_changes import Changes
from make_the_case.authoring.staffing import BANDS, OWN_PAY, Post
from make_the_case.views.forms import entries, fields
from make_the_case.views.forms.bound import Bound
from make_the_case.views.forms.long_lists import part_of
from make_the_case.views.forms.number_field import NotUnderstood, money_shown, read_number, shown_number
from make_the_case.views.shell import session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import as_label, say
from make_the_case.words.blocks import Box, Heading, notice, paragraphs, state
from make_the_case.words.phrases import plain_number, pounds
from make_the_case.words.staffing_words import by_starts_sentence, capacity_sentence, posts_sentences
from make_the_case.words.tables.cost_rows import yearly_costs
from valuation import Case
from valuation import quantities as q
from valuation.case.editing import edited, without_entry
from valuation.case.places import step
from valuation.quantities import Kind

NO_ONE = "none"


def show(option: str) -> None:
    """Draws the table of one option's posts."""
    now = session.opened()
    say(Heading("Who does the work", 2))
    posts = staffing.posts_of(now.case, option)
    costs = yearly_costs(now.case, option, now.answer())
    with st.container(key="posts", gap="xsmall"):
        shown = part_of(
            f"posts:{option}", posts, lambda post: post.role, lambda post: session.is_unfolded(post.path)
        )
        for place, post in enumerate(shown):
            _row(option, post, costs.get(post.path, 0.0), place)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        action("Add a post", f"choice:add:post:{option}", _added, option, type="secondary")
        if any(post.band in BANDS for post in posts):
            said = "Pay bands are what a whole-time post costs the NHS: Agenda for Change, with what the employer pays on top."
            say(state(said), width="content")
    if posts:
        with st.container():  # it may have more or less to say: what comes after it keeps its place
            _people(option)
    _by_starts(option)


def _row(option: str, post: Post, cost: float, place: int) -> None:
    path = post.path
    with st.container(key=f"post_{place}", horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        shown = _in_the_field(post.posts)
        _number(option, path, "posts", "Posts, whole time", shown, q.COUNT, staffing.posts_stated)
        shown = steps.typed_or(f"{path}:role", post.role)
        st.text_input("Role", **Bound(f"post:{path}:role", shown, path, _role_typed, path).widget())
        bands = [*BANDS, OWN_PAY]
        st.selectbox(
            "Pay band",
            bands,
            format_func=lambda ident: BANDS.get(ident, "A post of one's own"),
            **Bound(f"post:{path}:band", post.band, path, _band_chosen, option, path).widget(),
        )
        is_open = post.band == OWN_PAY and not post.pay
        shown = "" if is_open else money_shown(round(post.pay))
        _number(option, path, "pay", "Cost of one (£)", shown, q.MONEY, staffing.pay_stated)
        shown = _in_the_field(post.people_each) if post.people_each else NO_ONE
        _number(option, path, "people", "New people each sees in a year", shown, q.COUNT, _people_stated)
        say(paragraphs("£ a year", style="above"), paragraphs(pounds(cost), style="amount"))
        is_unfolded = session.is_unfolded(path)
        words = "Close" if is_unfolded else "More"
        action(words, f"choice:fold:{path}", session.unfold, path, not is_unfolded, about=post.role)
    fields.refusal(*(f"{path}:{part}" for part in ("posts", "role", "band", "pay", "people")))
    if session.is_unfolded(path):
        with st.container(border=True):
            entries.cost(path)
            action(f"Remove: {as_label(post.role)}", f"choice:{path}:remove", _removed, option, path)


def _in_the_field(number: float) -> str:
    return shown_number(number, q.COUNT)


EXAMPLES = {"posts": "3", "pay": "41,600", "people": "150"}


def _number(
    option: str,
    path: str,
    part: str,
    label: str,
    shown: str,
    kind: Kind,
    changes: Callable[[Case, str, float], Changes],
) -> None:
    at = f"{path}:{part}"
    bound = Bound(
        f"post:{at}", steps.typed_or(at, shown), path, _number_typed, option, path, part, label, kind, changes
    )
    st.text_input(label, **bound.widget())


def _number_typed(
    typed: str,
    option: str,
    path: str,
    part: str,
    label: str,
    kind: Kind,
    changes: Callable[[Case, str, float], Changes],
) -> None:
    at = f"{path}:{part}"
    value = 0.0
    if not (part == "people" and typed.strip().casefold() in ("", NO_ONE)):
        try:
            value = read_number(typed, kind, label=label, example=EXAMPLES[part])
        except NotUnderstood as error:
            steps.refuse(at, typed, str(error))
            return
    _put(option, lambda case: changes(case, path, value), at, typed)


def _people_stated(_: Case, path: str, people: float) -> Changes:
    return staffing.people_stated(path, people or None)


def _put(option: str, changes: Callable[[Case], Changes], at: str, typed: str | None = None) -> None:
    """Changes a post, and with it who can start where that follows from the posts."""

    def work(case: Case) -> tuple[Case, list[str]]:
        also: list[str] = []
        return staffing.with_posts(case, option, changes(case), also), also

    steps.step(work, at, typed)


def _role_typed(typed: str, path: str) -> None:
    if not typed.strip():
        steps.refuse(f"{path}:role", typed, "Give the post a name, like Link worker.")
        return
    steps.put_all({step(path, "name"): typed.strip()}, f"{path}:role", typed)


def _band_chosen(band: str, option: str, path: str) -> None:
    _put(option, lambda case: staffing.band_chosen(case, path, band), f"{path}:band")


def _added(option: str) -> None:
    steps.step(lambda case: staffing.with_new_post(case, option))


def _removed(option: str, path: str) -> None:
    """Takes a post out, and with it the people that it could see, where who starts follows from the posts."""

    def work(case: Case) -> tuple[Case, list[str]]:
        before = staffing.people_seen(case, option)
        fewer, also = without_entry(case, path)
        follows = staffing.reach_of_posts(fewer, option, before)
        return (edited(fewer, follows, also) if follows else fewer), also

    steps.step(work, removed=path)


# What the posts come to --------------------------------------------------------------------------------------


def _people(option: str) -> None:
    """Says how many people the posts can see, and offers to plan for as many where who starts is worked out otherwise."""
    now = session.opened()
    answer = now.answer()
    say(Box((paragraphs(posts_sentences(now.case, option, answer)),), "tint", "status"))
    said = capacity_sentence(now.case, option, answer)
    if said:
        say(notice(said, aloud="status"))
    people = now.case.option(option).people
    seen = staffing.people_seen(now.case, option)
    if people is None or not seen or people.planned_starts is None or not said:
        return
    action(
        f"Plan for {plain_number(seen)} people a year",
        f"choice:posts:plan:{option}",
        _planned,
        option,
        type="secondary",
    )


def _planned(option: str) -> None:
    steps.put_all(staffing.starts_from_posts(session.opened().case, option))


def _by_starts(option: str) -> None:
    """Shows the posts that follow from how many people start, and offers to type them instead."""
    now = session.opened()
    rows = staffing.posts_by_starts(now.case, option)
    if not rows:
        return
    say(state(by_starts_sentence(rows)))
    with st.container(horizontal=True, gap="small"):
        for row in rows:
            action(
                f"Type the posts yourself: {row.role}",
                f"choice:posts:state:{row.path}",
                _stated,
                option,
                row.path,
            )


def _stated(option: str, path: str) -> None:
    now = session.opened()
    posts = staffing.posts_at_most(now.case, path, now.answer().options[option].starts)
    _put(option, lambda case: staffing.stated_instead(case, path, posts), path)
