"""The full case as its readers open it: what gets worse is never a benefit, its annexes have no gap, and it is no longer than it needs."""

from __future__ import annotations

import pytest
from finished_cases import FINISHED, case_at, path_of

from make_the_case.words.blocks import Block, Heading, Tabled, Words, plain
from make_the_case.words.papers.annexes import CHEERS
from make_the_case.words.papers.full_case import Length, full_case
from make_the_case.words.tables.registers import NO_HARMS, benefits_table, harms_table
from make_the_case.words.tables.summary_tables import Table
from valuation import Case, analysed, answer
from valuation.answers.appraised import Appraised

NORTHSHIRE = case_at(path_of("northshire_peer_support"))
SOUTHFOLD = case_at(path_of("southfold_befriending"))


def appraised(case: Case, draws: int = 0) -> Appraised:
    option = case.shape.preferred or case.shape.options[0].id
    return Appraised(case, answer(case), option, analysed(case, draws) if draws else None)


def under(blocks: list[Block], heading: str) -> list[Block]:
    """Returns what stands below a heading, up to the next."""
    start = 1 + next(k for k, b in enumerate(blocks) if isinstance(b, Heading) and b.text == heading)
    end = next((k for k in range(start, len(blocks)) if isinstance(blocks[k], Heading)), len(blocks))
    return blocks[start:end]


def described(table: Table) -> list[str]:
    return [row[2] for row in table.rows]


# Benefits and harms ----------------------------------------------------------------------------------------------


def test_what_gets_worse_stands_in_the_register_of_harms_and_not_among_the_benefits() -> None:
    paper = appraised(SOUTHFOLD)
    benefits, harms = (make(*paper[:3]) for make in (benefits_table, harms_table))
    assert described(harms) == ["A relationship that ends badly"]
    assert "A relationship that ends badly" not in " ".join(described(benefits))
    assert [row[0] for row in benefits.rows] == ["1", "2", "3", "4"], "numbered without a gap"


@pytest.mark.parametrize("name", [*FINISHED, "northshire_peer_support", "eastmoor_community_links"])
def test_main_benefits_name_no_harm_and_nothing_without_a_clear_difference(name) -> None:
    paper = appraised(case_at(path_of(name)))
    said = " ".join(
        plain(text)
        for block in under(full_case(paper), "Main benefits")
        if isinstance(block, Words)
        for text in block.paragraphs
    )
    for effect in paper.answer.options[paper.option].not_priced:
        is_benefit = effect.direction == "better" and not effect.no_clear_difference
        assert (f"“{effect.name}”" in said) == is_benefit, effect.name


def test_the_register_of_harms_is_there_where_the_case_names_none_and_says_so() -> None:
    case = case_at(path_of("worked_example"))
    found = under(full_case(appraised(case)), "Register of harms")
    tables = [block.table for block in found if isinstance(block, Tabled)]
    assert [(table.rows, table.note) for table in tables] == [((), NO_HARMS)]


# Annexes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", ["full", "short"])
def test_annexes_are_lettered_from_a_without_a_gap(length: Length) -> None:
    blocks = full_case(appraised(SOUTHFOLD, 50), length)
    parts = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    letters = [part[0] for part in parts if part[0].isalpha() and part[1] == " "]
    assert letters == list("ABCDEFG"[: len(letters)]) and len(letters) in (3, 7)
    if length == "full":
        assert {where for _, where in CHEERS} <= {*parts, "Title", "Not reported"}
