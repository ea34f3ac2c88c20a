"""What papers say of a workshop, the report of a round on a page, and the papers of the workshop itself, opened again."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from command import ROOT
from plain_words import plain_faults
from pypdf import PdfReader

from make_the_case.exports.board_pdf import board_summary_pdf
from make_the_case.exports.workshop_pdfs import workshop_pdf
from make_the_case.views.pages.workshop_page import sheet_for
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.blocks import Drawn, Heading, Tabled, Words, plain
from make_the_case.words.papers.audiences import for_audience
from make_the_case.words.papers.board_summary import board_summary
from make_the_case.words.papers.challenge_note import challenge_note
from make_the_case.words.papers.full_case import full_case
from make_the_case.words.papers.workshop_held import shaping_rows, weights_chart, workshop_sentences
from valuation import Case, answer, bridge, read_case
from valuation.answers.appraised import Appraised
from valuation.rounds.beliefs import Opinion
from valuation.rounds.closing import with_round
from valuation.rounds.kinds import KINDS
from valuation.rounds.questions import may_be_asked
from valuation.rounds.replies import Points, Replies, Reply
from valuation.rounds.round_answer import pooled_round
from valuation.rounds.round_sheet import POINTS, KeptAnswer, points_text, replies_given, sheet_of
from valuation.rounds.suggested import suggested
from valuation.rounds.typed_answers import read_answer

WORKED = ROOT / "cases" / "worked_example.yaml"
SOUTHFOLD = ROOT / "cases" / "southfold_befriending.yaml"
ASKED_IN_SOUTHFOLD = [f"options.befriending.people.{key}" for key in ("uptake", "completion", "eligible")]
UPTAKE = "options.walking_group.people.uptake"
OUTCOMES = ["bed_days", "quality_of_life"]


@pytest.fixture(scope="module")
def case() -> Case:
    """The worked example after a workshop of six carers and five clinicians, who shared points too."""
    read = read_case(WORKED)
    people = [("carer", k) for k in range(6)] + [("clinician", k) for k in range(6, 11)]
    replies = tuple(
        Reply(str(k), kind, UPTAKE, Opinion(0.2, 0.5, 0.3 + k / 100, 0.8), f"Why {k}") for kind, k in people
    )
    points = tuple(
        Points(str(k), kind, {"bed_days": 30.0 + k, "quality_of_life": 70.0 - k}) for kind, k in people
    )
    return with_round(read, pooled_round(read, Replies(replies, points), date(2026, 11, 30)))


def words_in(blocks: object) -> str:
    found: list[str] = []
    for block in blocks:  # type: ignore[attr-defined]
        if isinstance(block, Words):
            found += [plain(each) for each in block.paragraphs]
        elif isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Tabled):
            found += [cell for row in block.table.rows for cell in row]
        elif isinstance(block, Drawn):
            found.append(block.chart.title)
    return "\n".join(found)


def test_every_paper_names_the_workshop_and_who_was_there(case: Case) -> None:
    appraised = Appraised(case, answer(case), case.preferred, None)
    said = "At a workshop on 30 November 2026, 6 carers and 5 clinicians answered questions."
    board = board_summary(appraised)
    assert said in board.workshop[0] and [bar.words for bar in board.weights] == ["65", "35"]
    full, people = words_in(full_case(appraised)), words_in(for_audience(appraised, "people"))
    assert said in full and said in people
    assert "Workshop, 30 November 2026, 11 people: 6 carers, 5 clinicians" in full
    assert "matters most to the people who came" in full and "matters most to the people who came" in people
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(board_summary_pdf(appraised))).pages)
    assert "What people said at the workshop" in text


def test_what_changed_is_said_and_a_number_that_was_changed_again_is_no_longer_the_workshops(
    case: Case,
) -> None:
    ((who, how, count, changed),) = shaping_rows(case)
    assert (who, how, count) == ("6 carers and 5 clinicians", "Workshop on 30 November 2026", "11")
    assert changed.startswith(f"{name_of(case, UPTAKE)}: from 50% to ")
    from valuation.case.editing import edited

    later = edited(case, {UPTAKE: {"value": 0.4, "source": "Counted", "grade": 1}})
    assert workshop_sentences(later) == [
        "At a workshop on 30 November 2026, 6 carers and 5 clinicians answered questions."
    ]


def test_points_never_change_a_figure(case: Case) -> None:
    from valuation.case.editing import edited

    without = edited(case, {"rounds.round_1.weights": None})
    npv = [answer(each).options[case.preferred].accounts["society"].npv for each in (case, without)]
    assert npv[0] == npv[1]
    assert weights_chart(without) is None


def test_what_a_paper_says_of_a_workshop_is_plain(case: Case) -> None:
    for sentence in workshop_sentences(case):
        assert plain_faults(sentence) == []


def test_the_sheet_holds_the_questions_alone_and_comes_back_as_it_went() -> None:
    case = read_case(WORKED)
    sheet = sheet_for(case, [UPTAKE], OUTCOMES, "About it.", True)
    assert sheet_of(sheet.text()) == sheet
    assert case.code not in sheet.text()


@pytest.mark.parametrize(
    ("what", "says"),
    [("sheet", "I would rather not say"), ("guide", "How not to lead"), ("slips", "for one person")],
)
def test_papers_of_a_workshop_are_tagged_and_say_what_they_should(what: str, says: str) -> None:
    sheet = sheet_for(read_case(WORKED), [UPTAKE], OUTCOMES, "About it.", False)
    links = ["https://cases.example.org/?room=bcdf-ghjk-mnpq&code=abc"] * 3
    reader = PdfReader(io.BytesIO(workshop_pdf(what, sheet, links if what == "slips" else ())))
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert says in text
    assert what != "guide" or len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_no_question_of_the_answer_sheet_is_cut_by_the_end_of_a_page() -> None:
    sheet = sheet_for(read_case(SOUTHFOLD), ASKED_IN_SOUTHFOLD, [], "About it.", False)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(workshop_pdf("sheet", sheet))).pages]
    assert len(pages) > 1
    for page in pages:
        assert len(re.findall(r"Question \d\.", page)) == page.count("I would rather not say")
    assert "•" not in "".join(pages)


def test_what_is_kept_is_pooled_and_what_says_nothing_is_not() -> None:
    sheet = sheet_for(read_case(WORKED), [UPTAKE], OUTCOMES, "", True)
    (question,) = sheet.questions

    class Kept:
        def __init__(self, person: str, place: str, body: str, aside: str = ""):
            self.person, self.kind, self.place, self.body, self.aside = person, "carer", place, body, aside

    def typed(**fields: str) -> str:
        return KeptAnswer(fields, read_answer(question, fields).opinion).text()

    whole = {"low": "20", "high": "50", "best": "30", "sure": "80", "why": "So"}
    given = [
        Kept("a", question.place, typed(**whole)), Kept("b", question.place, typed(**{**whole, "best": "60"})),
        Kept("c", question.place, typed(low="20")), Kept("d", question.place, KeptAnswer({}, None, True).text()),
        Kept("e", question.place, typed(**whole), "Answers another question"),
        Kept("a", POINTS, points_text({"bed_days": 60, "quality_of_life": 40})), Kept("b", POINTS, points_text({"bed_days": 60})),
    ]  # fmt: skip
    replies = replies_given(sheet, given)
    assert [(each.code, each.set_aside) for each in replies.replies] == [
        ("a", ""),
        ("e", "Answers another question"),
    ]
    assert [each.code for each in replies.points] == ["a"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"low": "60", "high": "20"}, "lowest is above"),
        ({"low": "10", "high": "40", "best": "90", "sure": "80"}, "not between"),
        ({"low": "ten"}, "not a number"),
        ({"low": "-5"}, "too low"),
        ({"why": "word " * 4000}, "4,000 words"),
    ],
)
def test_what_is_wrong_is_told_as_it_is_typed(fields: dict[str, str], said: str) -> None:
    (question,) = sheet_for(read_case(WORKED), [UPTAKE], [], "", True).questions
    read = read_answer(question, fields)
    assert read.opinion is None and said in " ".join(read.problems)


def test_effects_and_parts_of_a_whole_are_never_suggested() -> None:
    case = read_case(ROOT / "cases" / "southfold_befriending.yaml")
    paths = suggested(case, case.preferred, {})
    assert paths and set(paths) <= set(may_be_asked(case))
    assert not [
        path for path in may_be_asked(case) if path.endswith((".adds", ".reduces", ".place", ".bridge"))
    ]
    worth = suggested(case, case.preferred, {}, {paths[-1]: 5.0})
    assert worth[0] == paths[-1], "what is most worth knowing comes first"
    assert set(KINDS) == {
        "person_using_services",
        "carer",
        "volunteer",
        "clinician",
        "manager",
        "finance",
        "charity",
        "other",
    }


def test_a_round_that_is_added_up_again_takes_its_own_place_and_remembers_what_stood_before(
    case: Case,
) -> None:
    def added_up(of: Case, best: float) -> Case:
        replies = tuple(Reply(str(k), "carer", UPTAKE, Opinion(0.1, 0.8, best, 0.8)) for k in range(6))
        return with_round(of, pooled_round(of, Replies(replies), date(2026, 12, 1), "round_ours"))

    once = added_up(case, 0.3)
    twice = added_up(once, 0.6)
    assert [held.id for held in twice.shape.rounds] == ["round_1", "round_ours"]
    first, second = (held.shape.rounds[-1].questions[0] for held in (once, twice))
    assert first.before == second.before == case.number(UPTAKE) and second.value > first.value


def test_the_challenge_note_says_that_a_figure_comes_from_the_workshop(case: Case) -> None:
    before = read_case(WORKED)
    note = words_in(challenge_note(before, case, (answer(before), answer(case)), bridge(before, case)))
    assert "Workshop, 30 November 2026, 11 people: 6 carers, 5 clinicians" in note
