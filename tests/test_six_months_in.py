"""*Six months in*: one page, tagged, which asks of the board what follows from the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases_at_random import case_of
from finished_cases import case_at, path_of
from test_board_summary import MADE_AT, flat, pages
from test_known_now import record, service

from make_the_case.exports.progress_pdf import progress_pdf
from make_the_case.words.papers.six_months_in import CHANGE, GO_ON, NOTE, REPORT, STOP, asked_of_the_board
from valuation import Case, answer
from valuation.answers.appraised import Appraised
from valuation.learning.track import track


def written(case: Case) -> bytes:
    return progress_pdf(Appraised(case, answer(case), case.preferred, None), MADE_AT)


def test_it_is_one_page_and_says_what_is_asked_what_happened_and_the_code(tmp_path: Path) -> None:
    case = case_at(path_of("southfold_befriending"))
    content = written(case)
    (page,) = pages(content, tmp_path)
    assert b"/StructTreeRoot" in content and b"pdfuaid" in content
    assert content == written(case)
    for said in (
        "Illustrative", "decide whether to stop", "Now it is a loss of £480,000.", "People who started: actual", "Failed, so stop",
        "The plan will not be met without a change.", "Head of prevention", case.code,
    ):  # fmt: skip
        assert flat(said) in flat(page)


def test_with_nothing_recorded_it_says_so(tmp_path: Path) -> None:
    (page,) = pages(written(case_of(service())), tmp_path)
    assert flat("Nothing has been recorded yet") in flat(page)


@pytest.mark.parametrize(
    ("starts", "asked"), [(120, GO_ON), (80, CHANGE), (60, STOP), (None, REPORT)], ids=str
)  # fmt: skip
def test_what_is_asked_follows_from_the_gravest_test(starts: int | None, asked: str) -> None:
    tests = [{"id": "first", "measure": "starts", "at": "2027-03-31", "go": 100, "stop": 60}]
    happened = record(starts=starts) if starts is not None else record(completers=5)
    found = track(case_of(service(happened, stop_go={"tests": tests})), draws=200)
    assert asked_of_the_board(found.options["it"]) == asked[0].lower() + asked[1:]


def test_without_a_test_the_board_is_asked_to_note_it() -> None:
    found = track(case_of(service(record(starts=5))), draws=200)
    assert asked_of_the_board(found.options["it"]) == NOTE[0].lower() + NOTE[1:]
