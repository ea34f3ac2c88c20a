"""The Export page: is it ready for a board, what page one looks like, and the files to take away."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from make_the_case.jobs.worker import progress
from make_the_case.views.forms import fields
from make_the_case.views.shell import offered_files, session, simulations, slow_work
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import Bold, Facts, Heading, Lines, notice, paragraphs
from make_the_case.words.file_names import file_name
from make_the_case.words.formats import AUDIENCES, BOARDS, FORMATS, DocumentFormat, formats_on_the_page
from make_the_case.words.papers.board_ready import ready_for_board
from make_the_case.words.papers.constant_block import constant_block
from make_the_case.words.papers.draft import DRAFT, draft_words
from make_the_case.words.papers.full_case import Length, usual_length
from make_the_case.words.phrases import going_on
from valuation import Answer, Case
from valuation.answers.appraised import Appraised
from valuation.case.numbers_of_a_case import place_at
from valuation.sensitivity.analysis import Analysis

ASKED = "choice:export:asked"
MOST_STYLES = 10
"""Megabytes that a style file may have."""


@dataclass(frozen=True)
class Chosen:
    """Who the papers are for, how long they are, and in whose styles."""

    audience: str
    length: Length
    styles: bytes | None
    styles_name: str

    @property
    def name(self) -> str:
        """Returns what tells this choice from another."""
        return f"{self.audience}:{self.length}:{zlib.crc32(self.styles or b'')}"

    @property
    def words(self) -> tuple[str, Length, bytes | None, str]:
        """Returns the choice as what makes the files is told of it."""
        return self.audience, self.length, self.styles, self.styles_name


@dataclass(frozen=True)
class Makers:
    """What makes the files, given by the app: this page knows no format."""

    papers: Callable[..., Mapping[str, bytes | offered_files.NotMade]]
    """In a process of its own, which finds it by its name."""
    unprinted: Callable[[Case], str]
    """Which characters of a case the papers cannot print, as a sentence; empty where they print them all."""


DETAILS = {
    "meeting": ("report_to", "date", "agenda_item", "purpose", "lead", "author", "recommendation", "considered_before", "interests"),
    "checked": ("by", "role", "date", "what", "not_checked"),
    "implications": (
        "finance", "workforce", "quality", "equality", "risk", "legal", "people", "conflicts", "sustainability",
    ),
    "quotation": ("words", "who", "consent"),
}  # fmt: skip
"""What the papers print that no other page asks for."""
"""Whom the summary and the web page can be for."""
LENGTHS: dict[Length, str] = {
    "short": "Short: what a case under £250,000 a year needs",
    "full": "Full: every section and annex",
}


def show(option: str, makers: Makers, link: Callable[[str], None], done: Callable[[], None]) -> None:
    """Draws the page: the gaps, the choices, page one, the files, and what every one of them says."""
    say(
        Heading("Papers"),
        paragraphs(
            "Each file has the same figures and the same check code. Papers with the same code come from the same case."
        ),
    )
    now = session.opened()
    case, ready, waiting = now.case, st.container(), st.container()
    with waiting:
        answer = simulations.checked_answer()
    _details()
    chosen = _choose(answer, option)
    papers, block = st.container(), st.container()
    with waiting:
        analysis = simulations.analysis()
    with ready:
        _show_ready(case, answer, option, analysis, link)
    with papers:
        _show_files(case, option, analysis is not None, makers, chosen)
    with block:
        rows = constant_block(Appraised(case, answer, option, analysis)).rows()
        labelled = Facts(tuple((label, words) for label, words in rows if label))
        say(Heading("What every file says", 2), labelled)
    done()


def _show_ready(
    case: Case, answer: Answer, option: str, analysis: Analysis | None, link: Callable[[str], None]
) -> None:
    lines = ready_for_board(Appraised(case, answer, option, analysis))
    count = sum(line.is_done for line in lines)
    counted = (
        f"Of {len(lines)} lines, {count} are done. You can export now. Gaps are listed as “To be added”."
    )
    say(Heading("Ready for a board?", 2), paragraphs(counted))
    done = (f"Done: {line.words}." for line in lines if line.is_done)
    missing = (
        (Bold("Not done yet:"), f" {line.words} ({line.missing}).") for line in lines if not line.is_done
    )
    say(Lines((*missing, *done), style="bare"))
    pages = dict.fromkeys(line.page for line in lines if line.page != "papers" and not line.is_done)
    with st.container(horizontal=True):
        for page in pages:
            link(page)


def _details() -> None:
    """Asks for what the papers print of the meeting, the check and what it means for the rest; each may be left."""
    place = st.expander(
        "The meeting, who checked it, and the implications", key="choice:details", on_change="rerun"
    )
    if not place.open:
        return
    with place:
        for at, keys in DETAILS.items():
            say(Heading(fields.words_at(place_at(session.opened().case.data, at))[0], 3))
            left, right = st.columns(2)
            for k, key in enumerate(keys):
                with (left, right)[k % 2]:
                    path = f"{at}.{key}"
                    kind = place_at(session.opened().case.data, path)
                    if key == "consent":
                        fields.flag(path)
                    elif kind.choices:
                        fields.choice(path)
                    else:
                        fields.text(path)
        fields.text("sunset")


def _choose(answer: Answer, option: str) -> Chosen:
    """Asks who the papers are for, how long the document is, and in whose styles."""
    say(Heading("The papers", 2))
    left, right = st.columns(2)
    audience = left.selectbox(
        "Who are the summary and the web page for?",
        list(AUDIENCES),
        format_func=lambda key: AUDIENCES[key].name,
        key="choice:audience",
    )
    usual = usual_length(answer, option)
    lengths: list[Length] = [usual, *(key for key in LENGTHS if key != usual)]
    length = right.selectbox(
        "How long is the five-case document?",
        lengths,
        format_func=lambda key: LENGTHS[key],
        key=f"choice:length:{usual}",
    )
    uploaded = st.file_uploader(
        "Your organisation's Word file, for its styles and its logo (if you wish)",
        type=["docx"],
        key="choice:styles",
        max_upload_size=MOST_STYLES,
    )
    return Chosen(
        audience or BOARDS,
        length or usual,
        uploaded.getvalue() if uploaded else None,
        uploaded.name if uploaded else "the style file",
    )


def _show_files(case: Case, option: str, is_sure: bool, makers: Makers, chosen: Chosen) -> None:
    """Shows page one, and the files once they have been asked for."""

    def made(what: str, only_page_one: bool, words: Callable[[float], str] | str) -> Mapping[str, Any] | None:
        return simulations.worked_out(
            f"{what}:{option}:{chosen.name}:{is_sure}",
            lambda: slow_work.run(
                makers.papers, simulations.asked_of(), is_sure, option, *chosen.words, only_page_one, progress,
                words=words, total=0 if only_page_one else len(FORMATS),
            ),
            count=simulations.draws(),
        )  # fmt: skip

    left, right = st.columns([5, 6], gap="large")
    with left:
        say(Heading("Page one", 3))
        picture = made("page one", True, "Drawing page one…")
        if picture is not None:
            _show_page_one(offered_files.taken("page one", picture["page one"]))
    with right:
        say(Heading("Files", 3))
        say(notice(makers.unprinted(case), aloud=""))
        asked = f"{option}:{chosen.name}:{id(case)}"
        if session.value_of(ASKED) != asked:
            say(paragraphs("Make them once, and take those that you want."))
            action("Make the files", "export:make", session.keep, ASKED, asked, type="primary")
            names = tuple((Bold(row.name), f" ({row.file}). {row.about}") for row in formats_on_the_page())
            say(Lines(names, style="bare"))
            return
        files_made = made("files", False, lambda done: f"Making the files: {done:.0f} of {len(FORMATS)} done")
        if files_made is not None:
            if lost := files_made.get("left out"):
                say(notice(lost.decode(), aloud=""))
            _show_made(
                {row.key: offered_files.taken(row.file, files_made[row.key]) for row in FORMATS.values()},
                lambda row: _name_of(row, case, option, chosen),
            )


def _name_of(row: DocumentFormat, case: Case, option: str, chosen: Chosen) -> str:
    """Returns what a file is called when it is taken away: after the case, and the option where there are several."""
    names = {o.id: o.name or o.id for o in case.shape.options}
    is_for_others = row.name_for_others and chosen.audience != BOARDS
    what = f"{row.name_for_others} for {chosen.audience}" if is_for_others else row.name
    ending = f".{row.file.rpartition('.')[2]}"
    if row.is_paper and draft_words(case, option).is_draft:
        what = f"{DRAFT} {going_on(what)}"
    of_option = names[option] if len(names) > 1 and row.is_of_an_option else ""
    return file_name(case.shape.title or "", what, ending, of_option)


def _show_page_one(picture: bytes | str) -> None:
    if isinstance(picture, bytes):
        st.image(picture, width="stretch", alt="Page one of the summary, as it will be printed. Its words are below.")  # fmt: skip
    else:
        say(notice(picture))


def _show_made(made: Mapping[str, bytes | str], named: Callable[[DocumentFormat], str]) -> None:
    offered_files.show_failed(list(made.values()))
    for place, row in enumerate(formats_on_the_page()):
        content = made[row.key]
        if isinstance(content, bytes):
            say(Heading(row.name, 4), paragraphs(row.about))
            offered_files.offer(
                content, row.file, row.mime, f"export:{row.key}", is_first=place == 0, kept_as=named(row)
            )
