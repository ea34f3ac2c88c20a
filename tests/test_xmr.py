"""XmR charts against the published rules (NHS England, Making Data Count), on three series worked by hand."""

from __future__ import annotations

import pytest

from valuation.learning.xmr import Xmr, xmr

MONTHS = [*(f"2027-{m:02d}" for m in range(4, 13)), "2028-01", "2028-02", "2028-03"]


def chart(*values: float, target: float | None = None) -> Xmr:
    found = xmr(MONTHS[: len(values)], values, target)
    assert found is not None
    return found


def signals(found: Xmr) -> list[tuple[str, int, str]]:
    return [(signal.rule, signal.point, signal.side) for signal in found.signals]


def test_a_series_in_which_nothing_has_changed() -> None:
    # 12 months: sum 120, mean 10. Ranges 2, 3, 3, 2, 3, 1, 2, 4, 3, 2, 1: sum 26, mean 26/11 = 2.3636.
    # Limits 10 ± 2.66 · 2.3636 = 10 ± 6.2873. Close to a limit: beyond 10 ± 4.1915.
    found = chart(9, 11, 8, 11, 9, 12, 11, 9, 13, 10, 8, 9)
    assert (found.mean, found.moving_range) == (10, pytest.approx(26 / 11))
    assert (found.lower, found.upper) == (
        pytest.approx(10 - 2.66 * 26 / 11),
        pytest.approx(10 + 2.66 * 26 / 11),
    )
    assert found.signals == () and found.reading == "no_change" and not found.is_provisional
    assert not chart(9, 11, 8, 11, 9, 12, 11, 9, 13, 10, 8, 9, target=16).is_target_out_of_reach
    assert chart(9, 11, 8, 11, 9, 12, 11, 9, 13, 10, 8, 9, target=17).is_target_out_of_reach


def test_a_series_that_gets_worse_runs_below_its_mean() -> None:
    # 5 months about 14, then 7 about 8. Sum 14+15+13+15+14 + 8+9+7+8+9+8+8 = 71 + 57 = 128, mean 10.667.
    # Ranges 1, 2, 2, 1, 6, 1, 2, 1, 1, 1, 0: sum 18, mean 1.6364; limits 10.667 ± 4.3527: 6.314 to 15.020.
    # Close: above 13.568 or below 7.765. Of the first three 14, 15 are close (13 is not); of the next, 15 and 15; 15 and 14.
    found = chart(14, 15, 13, 15, 14, 8, 9, 7, 8, 9, 8, 8)
    assert (found.mean, found.moving_range) == (pytest.approx(128 / 12), pytest.approx(18 / 11))
    assert signals(found) == [
        ("two_of_three", 1, "high"), ("two_of_three", 3, "high"), ("two_of_three", 4, "high"), ("one_side", 11, "low"),
    ]  # fmt: skip
    assert found.signals[-1].points == (5, 6, 7, 8, 9, 10, 11) and found.reading == "worse"


def test_a_series_that_gets_better_rises_and_leaves_its_limits() -> None:
    # 5, 5, 4, 5, 6, 7, 8, 9, 10, 18: sum 77, mean 7.7; ranges 0, 1, 1, 1, 1, 1, 1, 1, 8: sum 15, mean 1.6667.
    # Limits 7.7 ± 4.4333: 3.267 to 12.133. 18 is outside. From 4 to 18 are eight months, each above the one before:
    # the trend is there at the seventh (10) and at the eighth. Close to the lower limit: below 4.744; only 4 is.
    found = chart(5, 5, 4, 5, 6, 7, 8, 9, 10, 18)
    assert (found.mean, found.moving_range) == (pytest.approx(7.7), pytest.approx(15 / 9))
    assert sorted(signals(found)) == [("outside", 9, "high"), ("trend", 8, "high"), ("trend", 9, "high")]
    assert found.signals[0].points == (2, 3, 4, 5, 6, 7, 8) and found.reading == "better"
    assert found.is_provisional


def test_the_rules_at_their_edges() -> None:
    assert not signals(chart(1, 2, 3, 4, 5, 6))  # six rising are not yet a trend
    assert ("trend", 6, "high") in signals(chart(1, 2, 3, 4, 5, 6, 7))
    assert not any(rule == "trend" for rule, *_ in signals(chart(1, 2, 3, 3, 4, 5, 6)))  # as many is no rise
    assert chart(4, 4, 4, 4, 4, 4, 4, 4).signals == ()  # on the mean itself is on no side
    assert xmr(["2027-04"], [3]) is None and xmr([], []) is None


def test_fewer_may_be_better() -> None:
    found = xmr(MONTHS, (14, 15, 13, 15, 14, 8, 9, 7, 8, 9, 8, 8), 5, is_higher_better=False)
    assert found is not None and found.reading == "better" and found.is_target_out_of_reach
