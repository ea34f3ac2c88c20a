"""What an open case remembers of slow work: enough that going back one step runs nothing again, and no more than fifty people's fit in memory."""

from __future__ import annotations

from small_cases import a_cost, an_option, small_case, sure

from make_the_case.views.shell.open_case import MOST_HELD, MOST_OF_EARLIER, Answered, OpenCase
from valuation import Case


def case_with(price: float) -> Case:
    return small_case(an_option(costs=[a_cost("c", sure(price))]))


def becomes(now: OpenCase, price: float) -> None:
    case = case_with(price)
    now.becomes(case, Answered.of(case))


def works_out(now: OpenCase, what: str, size: int) -> None:
    now.worked_out(None, 0, what, lambda: {"file": bytes(size)})


def test_one_step_back_nothing_is_worked_out_again_and_many_steps_back_it_is() -> None:
    now = OpenCase(case_with(1))
    half = MOST_OF_EARLIER // 2
    for price in (1, 2, 3, 4):
        becomes(now, price)
        works_out(now, "simulation", half)
    becomes(now, 3)
    assert now.is_worked_out(None, 0, "simulation")
    becomes(now, 1)
    assert not now.is_worked_out(None, 0, "simulation")
    assert len(now._worked_out) == 2


def test_of_the_case_as_it_is_now_much_more_is_remembered_and_the_latest_whatever_its_size() -> None:
    now = OpenCase(case_with(1))
    for what in ("simulation", "analysis", "papers"):
        works_out(now, what, MOST_HELD // 4)
    assert all(now.is_worked_out(None, 0, what) for what in ("simulation", "analysis", "papers"))
    works_out(now, "workbook", 2 * MOST_HELD)
    assert [what for *_, what in now._worked_out] == ["workbook"]
