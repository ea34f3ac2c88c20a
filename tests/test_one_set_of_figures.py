"""One set of figures: what an option costs has the same characters in the board summary, the full case and the web page, and says which money it is."""

from __future__ import annotations

import re
from functools import cache

import pytest
from finished_cases import FINISHED, case_at, path_of
from small_cases import a_cost, a_gain, an_option, small_case, sure
from template_cases import LIBRARY, case_from, template

from make_the_case.authoring.new_case import new_case
from make_the_case.words.blocks import Block, Drawn, Facts, Lines, Tabled, Words, plain
from make_the_case.words.papers.board_summary import BoardSummary, board_summary
from make_the_case.words.papers.evaluation_plan import evaluation_plan
from make_the_case.words.papers.full_case import full_case
from make_the_case.words.phrases import pounds
from valuation import Case, analysed, answer, parse_case
from valuation.answers.appraised import Appraised

DRAWS = 100


def all_negative() -> Case:
    """Costs in every year and a harm: nothing of it is good."""
    return small_case(
        an_option([a_cost("run", sure(9_000.0), per="year")], [a_gain("harm", sure(-3.0), 100.0)]), years=3
    )


def three_options() -> Case:
    """Three services of three payers: the ICB is asked for the first, and others for the rest."""
    chosen = [template(name) for name in ("newcastle_social_prescribing", "peer_support_ltc", "befriending")]
    return parse_case(new_case(chosen, LIBRARY).text, "three")


CASES = {
    **{name: (lambda name=name: case_at(path_of(name))) for name in FINISHED},
    "newcastle": lambda: case_from("newcastle_social_prescribing"),
    "telehealth": lambda: case_from("telehealth_wsd"),
    "three": three_options,
    "all_negative": all_negative,
}


@cache
def papers(name: str) -> tuple[Appraised, BoardSummary, str]:
    """A case with its board summary, and the words of its full case."""
    case = CASES[name]()
    appraised = Appraised(case, answer(case), case.preferred, analysed(case, DRAWS))
    return appraised, board_summary(appraised), words_of(full_case(appraised))


def words_of(blocks: list[Block]) -> str:
    """All that a document says, its tables too."""
    said: list[str] = []
    for block in blocks:
        if isinstance(block, Tabled):
            said += [cell for row in block.table.rows for cell in row]
        elif isinstance(block, Facts):
            said += [plain(words) for row in block.rows for words in row]
        elif isinstance(block, Words):
            said += [plain(text) for text in block.paragraphs]
        elif isinstance(block, Lines):
            said += [plain(text) for text in block.items]
        elif isinstance(block, Drawn) and block.has_table:
            said += [cell for row in block.chart.table.rows for cell in row]
    return "\n".join(said)


def cells(summary: BoardSummary) -> str:
    tables = (summary.cash, summary.options, summary.made_of, summary.standards)
    return "\n".join(" | ".join(row) for table in tables for row in table.rows)


@pytest.mark.parametrize("name", CASES)
def test_the_budget_of_every_year_and_its_sum_are_the_answer_s_in_both_papers(name: str) -> None:
    appraised, board, full = papers(name)
    paid = appraised.answer.options[appraised.option].nominal_costs(appraised.answer.commissioner)
    if sum(paid) < 100:
        return
    for amount in (*paid, sum(paid)):
        assert pounds(amount) in cells(board) and pounds(amount) in full, pounds(amount)


@pytest.mark.parametrize("name", CASES)
def test_present_value_and_net_value_are_the_answer_s_in_both_papers(name: str) -> None:
    appraised, board, full = papers(name)
    option = appraised.answer.options[appraised.option]
    cost = pounds(option.accounts["commissioner"].pv_costs)
    assert cost in cells(board) and cost in full
    for party in board.parties:
        assert party.words == pounds(party.amount) and party.words in full, party.name
    for bar in board.value.bars:
        account = option.accounts["society"]
        assert abs(bar.total - (account.pv_costs if bar.tone == "cost" else account.pv_benefits)) < 1


@pytest.mark.parametrize("name", CASES)
def test_every_sum_that_is_asked_for_says_that_it_is_in_cash_terms(name: str) -> None:
    _, board, _ = papers(name)
    drafted = board.ask.words if board.ask.is_drafted else board.ask.by_rule
    for amount in re.finditer(r"£[\d,]+ ", drafted):
        assert drafted[amount.end() :].startswith("in cash terms"), drafted
    if board.ask.sum:
        assert board.ask.sum[-1].words.endswith("in cash terms") and "not in this budget" in board.ask.note


@pytest.mark.parametrize("name", CASES)
def test_the_verdict_and_the_recommendation_are_the_same_in_both_papers(name: str) -> None:
    _, board, full = papers(name)
    assert board.verdict in full and board.ask.words in full and board.ask.reason in full


def test_the_organisation_that_is_asked_is_that_of_the_first_service() -> None:
    """Befriending names the council; it is the third, so the ICB is asked, and no option that costs anything is said to cost nothing."""
    appraised, board, _ = papers("three")
    assert appraised.answer.commissioner == "nhs_icb"
    assert board.options.header[:3] == ("Option", "Costs the ICB £", "All public bodies pay £")
    assert all(row[2] != "0" for row in board.options.rows[1:])


KIND_OF_MONEY = re.compile(r"present value|cash|prices|discounted", re.IGNORECASE)
"""What says which money a figure is: at present value, in cash terms, or in the prices of a year."""


@pytest.mark.parametrize("name", CASES)
def test_no_table_of_any_paper_has_money_without_its_kind(name: str) -> None:
    """Beside a figure, or in the caption, the heads or the note of its table, it is said which money it is."""
    appraised, summary, _ = papers(name)
    blocks = [*full_case(appraised), *evaluation_plan(appraised)]
    tables = [block.table for block in blocks if isinstance(block, Tabled)]
    of_the_board = (summary.options, summary.cash, summary.needs, summary.made_of, summary.tests)
    tables += [table for table in of_the_board if table is not None]
    without = {}
    for table in tables:
        around = " ".join([table.caption, *table.header, table.note, *(row[0] for row in table.rows)])
        cells = " ".join(cell for row in table.rows for cell in row)
        has_money = "£" in " ".join([table.caption, *table.header]) or re.search(r"£[\d−]", cells)
        if has_money and not KIND_OF_MONEY.search(f"{around} {cells}"):
            without[table.caption] = cells[:80]
    assert without == {}
    assert KIND_OF_MONEY.search(summary.standards_note) or not summary.standards.rows
