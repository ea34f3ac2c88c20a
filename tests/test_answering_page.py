"""Answering a workshop's questions in a browser: by keyboard alone, with a screen reader's rules, on a phone; and what the link does not show."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from browsing import EVERYTHING, at_rest, faults_of, not_reached

from make_the_case.store import SEEN, Drafts
from make_the_case.views.pages.answering_page import Answering
from make_the_case.views.pages.workshop_page import sheet_for
from make_the_case.words import answering_words as words
from make_the_case.words.papers.board_summary import board_summary
from valuation import Case, answer, load_library, read_case
from valuation.answers.appraised import Appraised
from valuation.answers.saving import body_of, case_of_body
from valuation.case.editing import edited
from valuation.rounds.round_sheet import answer_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CASE = Path(__file__).parent.parent / "cases" / "southfold_befriending.yaml"
PHONE = {"viewport": {"width": 390, "height": 844}}
LATER = date.today() + timedelta(days=90)


def drafts_of_the_app() -> Drafts:
    return Drafts(f"sqlite:///{Path(os.environ['MAKE_THE_CASE_DATA']) / 'drafts.sqlite'}")


def a_case() -> tuple[Case, list[str]]:
    """Returns a finished case, and two numbers of it that people may be asked for."""
    case = edited(read_case(CASE), {"title": "A title that stands nowhere else"})
    people = f"options.{case.preferred}.people"
    return case, [f"{people}.uptake", f"{people}.completion"]


def a_round(drafts: Drafts, outcomes: int = 2, slips: int = 0) -> tuple[str, int, str, list[str]]:
    case, paths = a_case()
    weighed = [outcome.id for outcome in case.option(case.preferred).outcomes][:outcomes]
    secret = drafts.create(body_of(case))
    sheet = sheet_for(
        case,
        paths,
        weighed if len(weighed) > 1 else [],
        "The council may pay for visits to people who are lonely.",
        True,
    )
    ident, codes = drafts.rounds().open(secret, sheet.text(), LATER, slips)
    return secret, ident, drafts.rounds().of_draft(secret)[0].room, codes


def test_a_person_with_a_keyboard_alone_answers_and_axe_finds_no_fault(chromium, address: str) -> None:
    drafts = drafts_of_the_app()
    secret, ident, room, _ = a_round(drafts)
    page = chromium.new_page(**PHONE)
    page.goto(f"{address}/?room={room}")
    page.get_by_role("heading", level=1).wait_for()
    at_rest(page)
    assert faults_of(page, EVERYTHING) == [] and not_reached(page, "the first screen") == []
    page.get_by_role("radio", name="A carer", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name=words.BEGIN).and_(page.locator(":enabled")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name=words.LOWEST).focus()
    for text in ("20", "60", "35"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        at_rest(page)
    page.get_by_role("radio", name=words.CHOICES_OF_SURE["80"]).focus()
    page.keyboard.press("Space")
    page.get_by_role("textbox", name=words.WHY).focus()
    page.keyboard.type("<script>alert(1)</script> the bus stops at six")
    page.keyboard.press("Tab")
    page.get_by_text(words.KEPT).wait_for()
    at_rest(page)
    assert faults_of(page, EVERYTHING) == []
    (given,) = drafts.rounds().answers(secret, ident)
    opinion = answer_of(given.body).opinion
    assert given.kind == "carer" and opinion is not None
    assert (opinion.low, opinion.high, opinion.best, opinion.sure) == (0.2, 0.6, 0.35, 0.8)
    here = page.url
    page.close()
    again = chromium.new_page(**PHONE)
    again.goto(here)
    again.get_by_text(
        "Question 2 of"
    ).wait_for()  # a connection that was lost, a phone that was put away: all is there
    at_rest(again)
    assert faults_of(again, EVERYTHING) == [] and not_reached(again, "the second question") == []
    again.get_by_role("button", name=words.DECLINE).focus()
    again.keyboard.press("Enter")
    again.get_by_role("heading", name=words.POINTS).wait_for()
    at_rest(again)
    assert faults_of(again, EVERYTHING) == [] and not_reached(again, "what matters") == []
    again.get_by_role("button", name=words.BACK).focus()
    again.keyboard.press("Enter")
    again.get_by_text(words.DECLINED).wait_for()
    at_rest(again)
    drafts.rounds().set_state(secret, ident, SEEN)
    again.goto(here)
    again.get_by_role("heading", level=1).wait_for()
    again.get_by_role("button", name=words.BACK).click()
    again.get_by_role("button", name=words.BACK).click()
    again.get_by_text(words.REASONS).wait_for()
    assert again.get_by_text("<script>alert(1)</script> the bus stops at six").first.is_visible(), "as words"
    again.close()
    drafts.close()


def test_nothing_of_the_case_beyond_the_questions_is_had_through_an_answering_link(
    chromium, address: str
) -> None:
    drafts = drafts_of_the_app()
    secret, _, room, codes = a_round(drafts, slips=2)
    case, paths = a_case()
    known = [secret, case.code, str(case.shape.title), *paths]
    code = codes[0]
    tried = [
        f"/?room={room}&code={code}", f"/results?room={room}&code={code}", f"/papers?room={room}&code={code}",
        f"/workshop?room={room}&code={code}", f"/history?room={room}", f"/room?room={room}", f"/?room={room}",
        f"/?room={room}&draft={room}", f"/?draft={room}", f"/?draft={code}", f"/results?draft={code}", f"/workshop?draft={room}",
        f"/room?draft={code}", f"/?room={secret}", f"/?room={room}&code={secret}", f"/?room={room[:-1]}", f"/?room={room}%00", "/?room=",
        f"/?room={room}&code=../../etc/passwd",
    ]  # fmt: skip
    sent: list[str] = []
    page = chromium.new_page(**PHONE)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(_text(frame))))
    for path in tried:
        page.goto(f"{address}{path}")
        page.get_by_role("heading", level=1).first.wait_for()
        at_rest(page)
        seen = page.content()
        assert not [word for word in known if word in seen and word not in path], path
    through_the_link = "".join(text for text in sent)
    assert not [path for path in paths if path in through_the_link], "no place of the case is sent"
    assert case.code not in through_the_link and str(case.shape.title) not in through_the_link
    page.close()
    drafts.close()


def _text(frame: Any) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")


KINDS = {
    "A person who uses services": 5,
    "A carer": 5,
    "A manager": 5,
    "Someone from a charity": 5,
    "A volunteer": 2,
}
MEANS = {
    "A person who uses services": 30,
    "A carer": 40,
    "A manager": 60,
    "Someone from a charity": 50,
    "A volunteer": 45,
}


@pytest.mark.longer
def test_twenty_two_people_answer_on_phones_and_the_case_and_its_papers_show_it(
    chromium, address: str
) -> None:
    """Five of each of four kinds and two of a fifth; the pool is worked out again from what each person typed."""
    drafts = drafts_of_the_app()
    secret, ident, room, _ = a_round(drafts, outcomes=0)
    number = 0
    for kind, count in KINDS.items():
        for k in range(count):
            number += 1
            best = MEANS[kind] + 2 * k
            _answer_by_phone(chromium, f"{address}/?room={room}", kind, best)
            assert drafts.rounds().counts(secret, ident)[0] == number
    owner = chromium.new_page(viewport={"width": 1280, "height": 900})
    owner.goto(f"{address}/workshop?draft={secret}")
    owner.get_by_role("button", name="Close and add up the answers").click()
    owner.get_by_text("The workshop is closed").wait_for()
    at_rest(owner)
    assert "Kinds of people are not shown apart" in owner.locator(".stMainBlockContainer").inner_text()
    head = drafts.open(secret).head
    assert re.match(r"Workshop of .*: 22 people, 2 numbers", head.note)
    held = case_of_body(head.body, "case", load_library(), "")
    (stored,) = held.shape.rounds
    assert dict(stored.people) == {
        "person_using_services": 5,
        "carer": 5,
        "manager": 5,
        "charity": 5,
        "others": 2,
    }
    _, paths = a_case()
    uptake = held.assumption_at(paths[0])
    assert uptake is not None and uptake.value == pytest.approx(_mean_by_hand(), rel=1e-9)
    assert (
        "22 people: 5 people using services, 5 carers, 2 volunteers, 5 managers, 5 people from charities"
        in str(uptake.source)
    )
    paper = board_summary(Appraised(held, answer(held), held.preferred, None))
    assert (
        "5 people using services, 5 carers, 5 managers, 5 people from charities and 2 others"
        in paper.workshop[0]
    )
    owner.close()
    drafts.close()


def _mean_by_hand() -> float:
    """Each answer is best ± 10, symmetric, so that its mean is its best guess; people of a kind equally, then kinds."""
    means = [sum(MEANS[kind] + 2 * k for k in range(count)) / count for kind, count in KINDS.items()]
    return sum(means) / len(means) / 100


def _answer_by_phone(chromium, link: str, kind: str, best: int) -> None:
    page = chromium.new_page(**PHONE)
    page.goto(link)
    page.get_by_text(kind, exact=True).click()
    page.get_by_role("button", name=words.BEGIN).click()
    for step in range(2):
        page.get_by_text(words.which_question(step + 1, 2)).wait_for()
        at_rest(page)
        for label, value in ((words.LOWEST, best - 10), (words.HIGHEST, best + 10), (words.BEST_GUESS, best)):
            page.get_by_role("textbox", name=label).fill(str(value))
            page.keyboard.press("Tab")
        page.get_by_text(words.CHOICES_OF_SURE["90"], exact=True).click()
        page.get_by_text(words.KEPT).wait_for()
        page.get_by_role("button", name=words.FINISH if step else words.NEXT).click()
    page.get_by_role("heading", name="Thank you").wait_for()
    page.close()


def test_the_page_takes_the_rounds_from_the_app_alone() -> None:
    assert set(Answering.__dataclass_fields__) == {"rounds", "failed"}
