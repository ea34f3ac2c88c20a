"""The app: its pages, on one open case."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.resources.abc import Traversable
from threading import Event

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from make_the_case.exports import (
    file_tasks,
    log_csv,
    own_data_file,
    sheet_of_months,
    sheet_of_places,
    workshop_pdfs,
)
from make_the_case.store import (
    Conflict,
    Drafts,
    NoSuchDraft,
    Person,
    ReaderOfTeam,
    StoreError,
    Unavailable,
    groups_mapped,
    hosted_as,
    is_kept_here,
    keep_to_the_days,
    opened_drafts,
    person_of,
    what_the_bin_is,
    where_kept,
)
from make_the_case.telemetry import signals
from make_the_case.telemetry.signals import Timed
from make_the_case.views import browser
from make_the_case.views.forms import bound, options
from make_the_case.views.pages import answering_page, numbers, outcomes_page, proposal, start
from make_the_case.views.shell import (
    document_keeper,
    draft_keeper,
    draft_list,
    exports_noted,
    failures,
    finished_example,
    frame,
    liveness,
    opening,
    quick_state,
    session,
    signing,
    team_news,
    top_bar,
    tour,
    visitor,
)
from make_the_case.views.shell.brand import MARK
from make_the_case.views.shell.say import show_own_style, show_style
from make_the_case.views.shell.whole_steps import whole
from make_the_case.views.text import paragraphs_of
from make_the_case.words.programme_formats import PROGRAMME_FORMATS
from make_the_case.words.rollout_formats import ROLLOUT_FORMATS
from valuation.case.templates import template_heads

Foot = Callable[[], None]
"""Shows the foot of a page."""
NOT_REACHED = "none"
"""What is said to whoever watches from outside of a page that was left before it was known which one it is."""


def get_ready() -> None:
    """Works out what Start shows, before anybody has opened it, and then keeps to the days that were promised while the server runs."""
    try:
        template_heads(session.library())
        finished_example.get_ready(finished_example.installed())
    except Exception as error:  # the page works it out itself then, and says what is wrong
        failures.reported("the first page not made ready", error)
    keep_to_the_days(_drafts, Event())


def why_not_ready() -> str | None:
    """Returns why drafts cannot be kept, for whoever runs the server, or None where they can."""
    try:
        _drafts().look()
    except Unavailable as error:
        return error.in_short
    return None


def main(folder: Traversable | None = None) -> None:
    """Draws the page that is asked for."""
    if liveness.is_asked():
        return
    with signals.timed(Timed.PAGE, page=NOT_REACHED) as told:
        _draw(folder, told)


def _draw(folder: Traversable | None, told: signals.Facts) -> None:
    quick_state.ask_for_one_key()
    if answering_page.ROOM in st.query_params:
        told["page"] = "answering"
        _answer_a_round()
        return
    st.set_page_config(page_title="Make the Case", page_icon=MARK, layout="wide", initial_sidebar_state=232)
    show_style()
    is_here = signing.is_on() and not signing.leaves_this_browser()
    person = person_of(signing.claims() if is_here else {}, datetime.now(UTC), groups_mapped())
    person = signing.still_in(person, _keeper_of(person))
    signing.arrive(person)
    team_news.arrive(_keeper())
    with st.container(), whole():  # a large draft is read in a process of its own, which says how far it is
        has_come_back = draft_keeper.begin(_keeper())
    signing.leave_everywhere_if_asked(_keeper())
    signing.leave_if_ended(person)
    examples = finished_example.installed() if folder is None else finished_example.finished_cases(folder)
    pages = _pages(examples, has_come_back)
    chosen = st.navigation(list(pages.values()), position="hidden")
    told["page"] = next(name for name, page in pages.items() if page == chosen)
    _watch(chosen in (pages["start"], pages["cases"]))
    chosen.run()


def _answer_a_round() -> None:
    """Draws the questions of a round for who came by its link: no case is open there, and no other page."""
    st.set_page_config(
        page_title="Questions", page_icon=MARK, layout="centered", initial_sidebar_state="collapsed"
    )
    show_style()
    show_own_style("answering.css")
    with failures.said("answering a round"):
        answering_page.show(answering_page.Answering(lambda: _drafts().rounds(), StoreError))


def _pages(examples: Mapping[str, str], has_come_back: bool) -> dict[str, StreamlitPage]:
    """Returns every page that whoever is here may open, by its name, in the order of the list of pages."""
    pages: dict[str, StreamlitPage] = {}

    def goto(name: str) -> None:
        st.switch_page(pages[name])

    def take_tour() -> None:
        name = next(iter(examples))
        opening.open_text(examples[name], name)
        goto(tour.begin())

    def start_page() -> None:
        if has_come_back:
            goto("results")
        show_own_style("start.css")
        top_bar.show(pages)
        _say_first()
        where = where_kept(signing.is_on())
        start.show(examples, goto, file_tasks.read_back, take_tour, where, _keeper(), pages["cases"])

    def add(name: str, title: str, draw: Callable[[], None], is_first: bool = False) -> None:
        page = _once_signed_in(draw, pages)
        pages[name] = st.Page(page, title=title, url_path=name, default=is_first)

    add("start", "Start", start_page, is_first=True)
    add("cases", "Your cases", lambda: _cases(pages, goto))
    add("which", "Which of these?", lambda: _which(pages))
    add("many", "From one place to many", lambda: _many(pages))
    for name, title, draw in (
        ("proposal", "Proposal", _proposal),
        ("costs", "Costs and people", lambda done: _numbers(goto, done)),
        ("outcomes", "Outcomes", lambda done: _outcomes(goto, done)),
        ("results", "Results", lambda done: _results(goto, done)),
        ("test", "Test and compare", _test),
        ("plan", "Plan a test", _plan),
        ("workshop", "Workshop", lambda done: _workshop(pages, done)),
        ("delivery", "Delivery", lambda done: _delivery(pages, done)),
        ("going", "How is it going?", _going),
        ("papers", "Papers", lambda done: _papers(pages, done)),
        ("assumptions", "Assumptions", _assumptions),
        ("history", "History and sharing", _history),
    ):
        add(name, title, _with_case(name, draw, pages, goto))
    add("room", "The screen for the room", lambda: _room(pages))
    add("library", "Library", lambda: _library(pages, goto))
    add("help", "Help", lambda: _help(pages, take_tour))
    add("look", "Look", _look)
    return pages


def _cases(pages: dict[str, StreamlitPage], goto: Callable[[str], None]) -> None:
    from make_the_case.views.pages import your_cases

    frame.show_sidebar(pages)
    _say_first()
    makers = your_cases.Makers(log_csv.log_csv, own_data_file.own_data_zip)
    your_cases.show(_keeper(), goto, where_kept(signing.is_on()), pages["which"], makers)


def _which(pages: dict[str, StreamlitPage]) -> None:
    from make_the_case.views.pages import which_page
    from make_the_case.views.shell.programme_session import PROGRAMME

    frame.show_sidebar(pages)
    _say_first()
    exports_noted.begin(_keeper(), lambda: document_keeper.secret_of(PROGRAMME))
    which_page.show(_keeper(), file_tasks.programme_papers, PROGRAMME_FORMATS)


def _many(pages: dict[str, StreamlitPage]) -> None:
    from make_the_case.views.pages import many_page
    from make_the_case.views.shell.rollout_session import ROLLOUT

    frame.show_sidebar(pages)
    _say_first()
    exports_noted.begin(_keeper(), lambda: document_keeper.secret_of(ROLLOUT))
    many_page.show(_keeper(), sheet_of_places.sheet_of_places, file_tasks.rollout_papers, ROLLOUT_FORMATS)


def _library(pages: dict[str, StreamlitPage], goto: Callable[[str], None]) -> None:
    from make_the_case.views.pages import library_page

    frame.show_sidebar(pages)
    library_page.show(goto)


def _help(pages: dict[str, StreamlitPage], take_tour: Callable[[], None]) -> None:
    from make_the_case.views.pages import help

    frame.show_sidebar(pages)
    help.show(take_tour)


def _look() -> None:
    from make_the_case.views.pages import look

    look.show()


def _once_signed_in(draw: Callable[[], None], pages: dict[str, StreamlitPage]) -> Callable[[], None]:
    """Returns a page, or the page that asks to sign in where people do: a link for reading alone opens without."""

    def page() -> None:
        if _keeper().is_shut and session.current() is None:
            frame.show_sidebar(pages)
            _say_first()
            signing.show()
        else:
            draw()

    return page


def _with_case(
    name: str, page: Callable[[Foot], None], pages: dict[str, StreamlitPage], goto: Callable[[str], None]
) -> Callable[[], None]:
    """Returns a page that needs an open case, with what stands on every page around it."""

    def draw() -> None:
        if session.current() is None:
            frame.show_sidebar(pages)
            _say_first()
            frame.ask_to_open(pages, goto, file_tasks.read_back, name)
            return
        bound.arrive(name)
        exports_noted.begin(_keeper(), exports_noted.of_case)
        # There even where it is empty: the page below keeps its place, and so what is typed in it.
        with failures.said(f"{name}, above the page"), st.container():
            _say_first()
            tour.show(name, lambda other: pages[other].title, lambda other: st.switch_page(pages[other]))
        with failures.said(f"{name}, beside the page"):
            frame.show_sidebar(pages)  # which says that a change is kept: not after what takes long
        with failures.said(name):
            page(lambda: frame.show_foot(name, paragraphs_of("method"), pages))
        bound.leave()

    return draw


def _proposal(done: Foot) -> None:
    frame.show_strip()
    proposal.show(frame.preferred(), done)


def _numbers(goto: Callable[[str], None], done: Foot) -> None:
    frame.note_of_the_last_step()
    option = options.choose()
    numbers.show(option, goto, done)


def _outcomes(goto: Callable[[str], None], done: Foot) -> None:
    frame.note_of_the_last_step()
    outcomes_page.show(options.choose(), goto, done)


def _assumptions(done: Foot) -> None:
    from make_the_case.views.pages import (
        assumptions_page,  # Plotly takes a second to load, which no other page should wait for
    )

    frame.show_strip()
    assumptions_page.show(options.choose(), done)


def _test(done: Foot) -> None:
    from make_the_case.views.pages import sensitivity_page

    frame.show_strip()
    sensitivity_page.show(options.choose(), done, file_tasks.read_back, file_tasks.note)


def _plan(done: Foot) -> None:
    from make_the_case.views.pages import plan_page

    frame.show_strip()
    plan_page.show(options.choose(), done)


def _results(goto: Callable[[str], None], done: Foot) -> None:
    from make_the_case.views.pages import results

    option = options.choose()
    scenario = results.choose_scenario()
    frame.note_of_the_last_step()
    results.show(option, scenario, goto, done)


def _delivery(pages: dict[str, StreamlitPage], done: Foot) -> None:
    from make_the_case.views.pages import delivery

    frame.show_strip()
    st.page_link(pages["going"], label="Once it runs: how is it going?")
    delivery.show(options.choose(), done)


def _going(done: Foot) -> None:
    from make_the_case.views.pages import going_page

    frame.show_strip()
    going_page.show(options.choose(), done, sheet_of_months.sheet_as_csv)


def _workshop(pages: dict[str, StreamlitPage], done: Foot) -> None:
    from make_the_case.views.pages import workshop_page

    frame.show_strip()
    st.page_link(pages["room"], label="Open the screen for the room")
    workshop_page.show(_keeper(), options.choose(), done, workshop_pdfs.workshop_pdf)


def _room(pages: dict[str, StreamlitPage]) -> None:
    from make_the_case.views.pages import room_page

    show_own_style("room.css")
    room_page.show(_keeper())
    st.page_link(pages["workshop"], label="Back to the page Workshop")


def _history(done: Foot) -> None:
    from make_the_case.views.pages import history

    frame.show_strip()
    history.show(_keeper(), done)


def _papers(pages: dict[str, StreamlitPage], done: Foot) -> None:
    from make_the_case.views.pages import export

    def link(name: str) -> None:
        st.page_link(pages[name], label=f"Go to {pages[name].title}")

    frame.show_strip()
    export.show(options.choose(), export.Makers(file_tasks.papers, file_tasks.unprinted), link, done)


@st.cache_resource(show_spinner=False)
def _drafts() -> Drafts:
    if hosted_as():
        logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    return opened_drafts()


def _say_first() -> None:
    """Shows what stands above every page: what there is to know about the draft, and about the person's teams."""
    draft_keeper.show(_keeper())
    team_news.show(_keeper())


def _keeper() -> draft_keeper.Keeper:
    """Returns the drafts as whoever is here may use them."""
    return _keeper_of(signing.person())


def _keeper_of(person: Person | None) -> draft_keeper.Keeper:
    is_own = not signing.is_on() and is_kept_here() and visitor.is_here()

    def store() -> Drafts:
        return _drafts().on_own_computer() if is_own else _drafts().of(person)

    return draft_keeper.Keeper(
        store,
        StoreError,
        Conflict,
        (NoSuchDraft, ReaderOfTeam),
        Unavailable,
        what_the_bin_is(),
        signing.is_on(),
        person,
        is_own,
    )


def _watch(lists_cases: bool) -> None:
    """Lets the browser see to what only it knows: the connection, and the links that were opened in it."""
    if not lists_cases:
        draft_list.leave()
    now, keeper = session.current(), _keeper()
    remembers = not keeper.signs_in and not keeper.is_own_computer
    link = now.draft.secret if remembers and now is not None and now.draft is not None else ""
    browser.show(draft_keeper.shows(now), link, remembers, lists_cases and remembers)
