"""The prose of papers: no name is cut, and nobody who reads a paper is told what to do in the app."""

from __future__ import annotations

import re
from functools import cache

import pytest
from finished_cases import case_at, path_of
from paper_words import texts_of

from make_the_case.words.formats import AUDIENCES
from make_the_case.words.papers.audiences import OPENINGS
from make_the_case.words.papers.board_summary import board_summary
from make_the_case.words.papers.challenge_note import challenge_note
from make_the_case.words.papers.full_case import full_case
from valuation import analysed, answer, bridge, with_changes
from valuation.answers.appraised import Appraised
from valuation.case.editing import edited

CASES = ("northshire_peer_support", "larkmoor_green_prescribing")
AS_THEY_SAY = ", as the people who take part and those who care for them would say it in their own words"
APP = re.compile(
    r"\b[Uu]nder (Numbers|Proposal|Delivery|Outcomes|Money|Details)\b|"
    r"\b(on|open|go to) the \w+( and \w+)? page\b|\b[Cc]lick\b|\b[Pp]ress the\b|\bmore about people\b",
)
"""What only somebody who has the app open could do."""


@cache
def papers(name: str) -> dict[str, list[str]]:
    """Every paper of a case in which each cost and each outcome has a long name."""
    case = case_at(path_of(name))
    names = {
        f"options.{option.id}.{group}.{entry.id}.name": f"{entry.name or entry.id}{AS_THEY_SAY}"
        for option in case.shape.options
        for group, entries in (("outcomes", option.outcomes), ("costs", option.costs))
        for entry in entries
    }
    case = edited(case, names)
    appraised = Appraised(case, answer(case), case.preferred, analysed(case, 200))
    first_cost = case.option(case.preferred).costs[0]
    at = f"options.{case.preferred}.costs.{first_cost.id}.unit_cost"
    second = with_changes(case, {at: {"value": case.number(at) * 1.5, "reason": "Our own quote."}})
    note = challenge_note(case, second, (answer(case), answer(second)), bridge(case, second))
    return {
        "full case": texts_of(full_case(appraised, "full")),
        "short case": texts_of(full_case(appraised, "short")),
        "board summary": list(_texts(board_summary(appraised))),
        "challenge note": texts_of(note),
        **{audience: texts_of(opening(appraised)) for audience, opening in OPENINGS.items()},
    }


def _texts(held: object) -> list[str]:
    if isinstance(held, str):
        return [held]
    inside = held.values() if isinstance(held, dict) else held if isinstance(held, list | tuple) else ()
    return [text for part in inside for text in _texts(part)]


@pytest.mark.parametrize("name", CASES)
def test_no_name_is_cut_in_any_paper(name: str) -> None:
    assert set(OPENINGS) < set(AUDIENCES) | {"boards"}
    for paper, texts in papers(name).items():
        if paper in ("full case", "short case", "challenge note"):
            assert any(AS_THEY_SAY in text for text in texts), paper
        assert [text for text in texts if "…" in text] == [], paper


@pytest.mark.parametrize("name", CASES)
def test_no_paper_tells_its_reader_what_to_do_in_the_app(name: str) -> None:
    for paper, texts in papers(name).items():
        assert [text for text in texts if APP.search(text)] == [], paper
