"""The Workshop page: which questions are asked, the link for the room, how many have answered, and what it comes to once it is closed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from make_the_case.views.forms import whole_forms
from make_the_case.views.pages.answering_page import CODE, ROOM
from make_the_case.views.pages.sheet_typed_in import show_form
from make_the_case.views.pages.workshop_results import show_result
from make_the_case.views.shell import draft_keeper, session, steps
from make_the_case.views.shell.action import action
from make_the_case.views.shell.offered_files import offer
from make_the_case.views.shell.say import say
from make_the_case.words import workshop_words as words
from make_the_case.words.answer_bars import RoomCode
from make_the_case.words.answering_words import all_asked
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.blocks import Heading, Lines, Tabled, notice, paragraphs, state
from make_the_case.words.phrases import day
from make_the_case.words.round_questions import known_words, question_words, unit_words
from make_the_case.words.tables.summary_tables import Table
from valuation import Case, CaseError
from valuation.rounds.closing import with_round
from valuation.rounds.questions import outcomes_of, outcomes_weighed, questions_of
from valuation.rounds.round_answer import RoundAnswer, pooled_round
from valuation.rounds.round_sheet import RoundSheet, SheetOutcome, SheetQuestion, replies_given, sheet_of
from valuation.rounds.suggested import suggested

ALONE, SEEN, CLOSED = "alone", "seen", "closed"
KEPT_FOR_DAYS = 90
MOST_SLIPS = 300
FORM = ("workshop:asked", "workshop:weighed", "workshop:about", "workshop:slips")
HIDES, ENDS = "workshop:hides", "workshop:ends"
SLIPS = "workshop:codes"
"""Where the codes of slips are held until the page is left: they are told once."""
Paper = Callable[..., bytes]
"""Makes a paper of a workshop, given by the app."""


def show(keeper: draft_keeper.Keeper, option: str, done: Callable[[], None], papers: Paper) -> None:
    """Draws the page for the open case."""
    say(Heading("Workshop"), paragraphs(words.LEAD))
    now = session.opened()
    draft = now.draft
    if draft is None or draft.is_for_reading:
        is_reader = draft is not None and draft.reads_for
        say(
            notice(
                draft_keeper.reader_words(draft.reads_for) if draft and is_reader else words.NO_DRAFT,
                aloud="",
            )
        )
        if draft is None and not keeper.is_shut:
            action("Keep this case as a draft", "workshop:draft", _begin_draft, keeper, type="primary")
        done()
        return
    try:
        held = list(keeper.store().rounds().of_draft(draft.secret))
        running = [each for each in held if each.state != CLOSED]
        for each in running:
            _running(keeper, draft.secret, each, papers)
        if not running:
            _ask_for_a_round(keeper, now.case, option)
        for each in held:
            if each.state == CLOSED:
                _closed(keeper, draft.secret, each)
    except keeper.failed as error:
        say(notice(keeper.why(error, "workshop not drawn")))
    done()


def _begin_draft(keeper: draft_keeper.Keeper) -> None:
    now = session.opened()
    now.saved = None  # what is in a file is no draft yet
    draft_keeper.keep(keeper, now)


# Before it begins --------------------------------------------------------------------------------------------


def _ask_for_a_round(keeper: draft_keeper.Keeper, case: Case, option: str) -> None:
    """Asks what is to be asked, and opens the round."""
    say(Heading("Begin a workshop", 2))
    paths = suggested(case, option, session.opened().swings().get(option, {}), _worth(case))
    st.multiselect(
        words.WHICH,
        paths,
        default=paths[:3],
        max_selections=8,
        format_func=lambda path: name_of(case, path),
        key=FORM[0],
    )
    outcomes = {outcome.id: outcome.name for outcome in outcomes_of(case)}
    st.multiselect(
        words.WHICH_OUTCOMES,
        list(outcomes),
        max_selections=8,
        format_func=lambda key: outcomes[key],
        key=FORM[1],
    )
    whole_forms.text(
        FORM[2], words.ABOUT, str(case.shape.proposal.change or "") if case.shape.proposal else ""
    )
    whole_forms.tick(HIDES, words.HIDES)
    left, right = st.columns(2)
    with left:
        st.number_input(words.SLIPS, min_value=0, max_value=MOST_SLIPS, value=0, step=1, key=FORM[3])
    with right:
        whole_forms.day(ENDS, words.DELETE_ON, date.today() + timedelta(days=KEPT_FOR_DAYS))
    say(paragraphs(words.SMALL_GROUPS))
    action("Open the workshop", "workshop:open", _open, keeper, type="primary")


def _worth(case: Case) -> dict[str, float]:
    """Returns by path what it is worth to know each number, where that has been worked out already: it takes seconds."""
    now = session.opened()
    count = int(session.value_of("choice:draws", 0) or 0)
    if not now.is_worked_out(None, count, "information"):
        return {}
    found = now.worked_out(None, count, "information", lambda: None)
    return {each.path: each.value for each in found.evppi} if found is not None else {}


def sheet_for(case: Case, paths: list[str], outcomes: list[str], about: str, hides_known: bool) -> RoundSheet:
    """Returns the questions of a round in words; raises CaseError where one cannot be asked."""
    questions = questions_of(case, paths)
    weighed = outcomes_weighed(case, outcomes)
    option = case.option(case.preferred)
    return RoundSheet(
        title=str(option.name or case.shape.title or "Questions"),
        about=about,
        invited_by=str(case.shape.organisation or ""),
        hides_known=hides_known,
        questions=tuple(
            SheetQuestion(
                str(place),
                each.path,
                question_words(case, each),
                unit_words(each),
                known_words(case, each),
                each.kind,
            )
            for place, each in enumerate(questions)
        ),
        outcomes=tuple(SheetOutcome(each.id, each.name) for each in weighed),
    )


def _open(keeper: draft_keeper.Keeper) -> None:
    now = session.opened()
    paths, outcomes, about, slips = (session.value_of(key) for key in FORM)
    ends = session.value_of(ENDS)
    if not isinstance(ends, date) or ends <= date.today():
        now.said = ["The day on which answers are deleted has to be after today."]
        return
    try:
        sheet = sheet_for(
            now.case, list(paths or []), list(outcomes or []), str(about or ""), bool(session.value_of(HIDES))
        )
    except CaseError as error:
        now.said = [steps.in_words(problem.message, problem.allowed) for problem in error.problems]
        return

    def work(rounds: Any, secret: str) -> None:
        _, codes = rounds.open(secret, sheet.text(), ends, int(slips or 0))
        session.keep(SLIPS, codes)

    _tried(keeper, work)


def _tried(keeper: draft_keeper.Keeper, work: Callable[[Any, str], object]) -> bool:
    """Does one thing with the rounds of the draft; where it is refused the page says why."""
    now = session.opened()
    if now.draft is None:
        return False
    try:
        work(keeper.store().rounds(), now.draft.secret)
    except keeper.failed as error:
        now.said = [keeper.why(error, "workshop not changed")]
        return False
    return True


# While it runs -----------------------------------------------------------------------------------------------


def address_of(room: str, code: str = "") -> str:
    """Returns the whole link of a room, or of one slip."""
    parts = urlsplit(str(st.context.url or ""))
    query = f"{ROOM}={room}{f'&{CODE}={code}' if code else ''}"
    return urlunsplit((parts.scheme, parts.netloc, "/", query, ""))


def _running(keeper: draft_keeper.Keeper, secret: str, held: Any, papers: Paper) -> None:
    sheet = sheet_of(held.asked)
    say(
        Heading(f"Workshop: {sheet.title}", 2),
        state(words.STATES[held.state]),
        paragraphs(f"All answers are deleted on {day(date.fromisoformat(held.delete_on))}."),
        Lines(tuple(all_asked(sheet).values())),
        RoomCode(address_of(held.room), "A code that leads a phone to the questions"),
        paragraphs("The link for the room:"),
    )
    st.code(address_of(held.room), language=None, wrap_lines=True)
    _count(keeper, secret, held)
    with st.container(horizontal=True):
        if held.state == ALONE:
            action(
                "Show all answers to everyone",
                f"workshop:seen:{held.id}",
                _set_state,
                keeper,
                held,
                SEEN,
                type="secondary",
            )
        action(
            "Close and add up the answers", f"workshop:close:{held.id}", _close, keeper, held, type="primary"
        )
        action(
            "Withdraw this link and make another",
            f"workshop:link:{held.id}",
            _new_link,
            keeper,
            held,
            type="secondary",
        )
    say(paragraphs(words.CLOSE_FIRST))
    _paper_ways(keeper, held, sheet, papers)


@st.fragment(run_every=1.5)
def _count(keeper: draft_keeper.Keeper, secret: str, held: Any) -> None:
    """Shows how many have answered, and follows it."""
    show_counts(keeper, secret, held)


def show_counts(keeper: draft_keeper.Keeper, secret: str, held: Any) -> None:
    """Shows how many people have answered, and how many each question."""
    try:
        people, each = keeper.store().rounds().counts(secret, held.id)
    except keeper.failed as error:
        say(notice(keeper.why(error, "answers not counted")))
        return
    sheet = sheet_of(held.asked)
    rows = tuple((asked, str(each.get(place, 0))) for place, asked in all_asked(sheet).items())
    say(paragraphs(words.count_words(people)), Tabled(Table("Answers so far", ("Question", "People"), rows)))


def _set_state(keeper: draft_keeper.Keeper, held: Any, wanted: str) -> None:
    _tried(keeper, lambda rounds, secret: rounds.set_state(secret, held.id, wanted))


def _new_link(keeper: draft_keeper.Keeper, held: Any) -> None:
    _tried(keeper, lambda rounds, secret: rounds.new_link(secret, held.id))


def _paper_ways(keeper: draft_keeper.Keeper, held: Any, sheet: RoundSheet, papers: Paper) -> None:
    """Offers the answer sheet, the facilitator's page and the slips, and a form to type sheets in."""
    with st.expander("On paper: answer sheets, slips, and how to run it"):
        codes = session.value_of(SLIPS) or []
        if codes:
            say(notice("Print the slips now. Their codes are not kept, and cannot be shown again.", aloud=""))
        action(
            "Make the papers",
            f"workshop:papers:{held.id}",
            _make_papers,
            held,
            sheet,
            codes,
            papers,
            type="secondary",
        )
        for name, content in session.value_of(f"workshop:made:{held.id}", {}).items():
            offer(content, name, "application/pdf", f"workshop:file:{held.id}:{name}")
    with st.expander("Type in a sheet that someone filled in"):
        show_form(
            held,
            sheet,
            lambda kind, answers: _tried(
                keeper, lambda rounds, secret: rounds.type_in(secret, held.id, kind, answers)
            ),
        )


def _make_papers(held: Any, sheet: RoundSheet, codes: list[str], papers: Paper) -> None:
    made = {"answer-sheet.pdf": papers("sheet", sheet), "how-to-run-it.pdf": papers("guide", sheet)}
    if codes:
        made["slips.pdf"] = papers("slips", sheet, [address_of(held.room, code) for code in codes])
    session.keep(f"workshop:made:{held.id}", made)


# Once it is closed -------------------------------------------------------------------------------------------


def _close(keeper: draft_keeper.Keeper, held: Any) -> None:
    """Closes a round and puts what it comes to into the case: one step, and one revision that names it."""
    if not _tried(keeper, lambda rounds, secret: rounds.set_state(secret, held.id, CLOSED)):
        return
    now = session.opened()
    try:
        answer = _pooled(keeper, str(now.draft.secret if now.draft else ""), held, now.case)
    except CaseError as error:
        _tried(keeper, lambda rounds, secret: rounds.set_state(secret, held.id, held.state))
        now.said = [
            words.NOTHING_POOLED,
            *(steps.in_words(problem.message, problem.allowed) for problem in error.problems),
        ]
        return
    if not steps.step(lambda case: with_round(case, answer)):
        _tried(keeper, lambda rounds, secret: rounds.set_state(secret, held.id, held.state))
        return
    now.did = f"Workshop of {day(answer.at)}: {answer.people} people, {len(answer.asked)} numbers"
    session.forget(SLIPS)


def _pooled(keeper: draft_keeper.Keeper, secret: str, held: Any, case: Case) -> RoundAnswer:
    given = keeper.store().rounds().answers(secret, held.id)
    return pooled_round(case, replies_given(sheet_of(held.asked), given), date.today(), own_id(held))


def own_id(held: Any) -> str:
    """Returns what a round is called in the case: the same however often it is added up."""
    return f"round_{zlib.crc32(f'{held.id} {held.asked}'.encode()):08x}"


def _closed(keeper: draft_keeper.Keeper, secret: str, held: Any) -> None:
    sheet = sheet_of(held.asked)
    say(Heading(f"Closed: {sheet.title}", 2), state(words.STATES[CLOSED]))
    if not held.has_slips:
        say(paragraphs(words.NO_CODES))
    given = keeper.store().rounds().answers(secret, held.id)
    show_result(
        sheet,
        given,
        own_id(held),
        lambda person, place, why: _tried(
            keeper, lambda rounds, own: rounds.set_aside(own, held.id, person, place, why)
        ),
    )
    with st.container(horizontal=True):
        action("Add up the answers again", f"workshop:anew:{held.id}", _close, keeper, held, type="secondary")
        action("Open it again", f"workshop:again:{held.id}", _set_state, keeper, held, SEEN, type="secondary")
        action(
            "Delete all its answers", f"workshop:delete:{held.id}", _delete, keeper, held, type="secondary"
        )


def _delete(keeper: draft_keeper.Keeper, held: Any) -> None:
    _tried(keeper, lambda rounds, secret: rounds.delete(secret, held.id))
