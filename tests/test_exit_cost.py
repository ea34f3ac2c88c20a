"""What it costs to stop: the author's figure in every paper, and asked for plainly where there is none."""

from __future__ import annotations

import io

from finished_cases import case_at, path_of
from openpyxl import load_workbook

from make_the_case.exports.workbook.whole_workbook import workbook
from make_the_case.words.papers.board_summary import board_summary
from make_the_case.words.tables.finance_tables import funding_facts
from valuation import Case, answer
from valuation.answers.appraised import Appraised
from valuation.case.editing import edited

WITHOUT = case_at(path_of("southfold_befriending"))
WITH = edited(
    WITHOUT, {"stop_go.exit_cost": 24_000, "stop_go.exit_cost_covers": "Three months' notice for two posts"}
)


def words_of(case: Case) -> tuple[str, str, str]:
    """The cost of stopping in the finance section, and what the board summary says below its tests and lists as missing."""
    worked_out, option = answer(case), case.shape.options[0].id
    summary = board_summary(Appraised(case, worked_out, option, None))
    return dict(funding_facts(worked_out, option, case))["Cost of stopping"], summary.reports, summary.missing


def test_the_authors_figure_is_printed_with_its_prices_and_what_it_covers() -> None:
    finance, board, missing = words_of(WITH)
    assert finance.startswith("£24,000 in ") and " prices, which is not in the budget." in finance
    assert "It covers: Three months' notice for two posts." in finance
    assert finance in board and "cost to stop" not in missing


def test_a_figure_that_is_not_given_is_asked_for_and_none_is_printed() -> None:
    finance, board, missing = words_of(WITHOUT)
    assert finance.startswith("Not in the case.") and "£" not in finance
    assert "Cost of stopping" not in board and "what it would cost to stop" in missing.lower()


def test_nothing_is_a_figure_too() -> None:
    finance, _, missing = words_of(edited(WITHOUT, {"stop_go.exit_cost": 0}))
    assert finance.startswith("Nothing, the author says.") and "cost to stop" not in missing


def test_no_result_depends_on_it() -> None:
    before, after = answer(WITHOUT), answer(WITH)
    assert before.options == after.options


def test_the_workbook_has_it_where_finance_looks_for_cash() -> None:
    shown = []
    for case in (WITH, WITHOUT):
        content = workbook(case, answer(case), None)
        sheet = load_workbook(io.BytesIO(content), data_only=True)["Cash_flow"]
        shown += [
            sheet.cell(row, 4).value
            for row in range(1, sheet.max_row + 1)
            if sheet.cell(row, 2).value == "Cost of stopping"
        ]
    assert shown == [24_000, "not in the case"]
