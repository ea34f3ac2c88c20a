"""What an answer says, and answers pooled: worked by hand, against SciPy for every kind of number, and as properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from valuation import quantities as q
from valuation.rounds.beliefs import Opinion, belief_of
from valuation.rounds.kinds import folded_counts, kind_named, shown_apart
from valuation.rounds.pools import Pool, apart, by_kinds_equally, equally, pooled
from valuation.rounds.replies import Points, opinion_problems
from valuation.rounds.round_answer import weights_of

KINDS_OF_NUMBER = (q.SHARE, q.SHARE_ABOVE_0, q.MONEY, q.COUNT, q.POSITIVE_COUNT, q.MULTIPLIER, q.RATE, q.DURATION, q.GAIN, q.REDUCTION, q.GROWTH)  # fmt: skip


def test_a_count_from_0_with_its_best_guess_at_0_by_hand() -> None:
    """A PERT from 0 to b with its mode at 0 is Beta(1, 5): P(X ≤ x) = 1 − (1 − x/b)⁵. For P(X ≤ 10) = 0.6, b = 10/(1 − 0.4^0.2)."""
    belief = belief_of(Opinion(low=0, high=10, best=0, sure=0.6), q.COUNT)
    b = 10 / (1 - 0.4**0.2)
    assert belief.low == 0 and belief.high == pytest.approx(b, rel=1e-12)
    assert belief.mean == pytest.approx(b / 6)
    together = pooled(equally([belief]), q.COUNT, "triangular")
    assert together.value == pytest.approx(b / 6, rel=1e-10)
    assert (together.low, together.high) == pytest.approx(
        (b * (1 - 0.975**0.2), b * (1 - 0.025**0.2)), rel=1e-9
    )


def test_a_signed_number_with_a_symmetric_answer_by_hand() -> None:
    """Beta(3, 3): P(|X − 2| ≤ 1) on 2 ± w is (15u − 10u³ + 3u⁵)/8 with u = 1/w. At u = 0.5 that is 0.79296875."""
    belief = belief_of(Opinion(low=1, high=3, best=2, sure=0.79296875), q.GAIN)
    assert (belief.low, belief.mode, belief.high) == pytest.approx((0, 2, 4), rel=1e-9)
    assert belief.mean == pytest.approx(2)


def test_a_share_that_cannot_be_stretched_is_mixed_with_an_even_spread_by_hand() -> None:
    """Best guess and high at 1: stretched to 0 it is Beta(5, 1), P(X ≥ 0.5) = 1 − 0.5⁵ = 0.96875; evenly it is 0.5.

    For 0.734375 = w · 0.96875 + (1 − w) · 0.5, w = 0.5; the mean is half of 5/6 and half of 1/2.
    """
    belief = belief_of(Opinion(low=0.5, high=1, best=1, sure=0.734375), q.SHARE)
    assert (belief.low, belief.high, belief.weight) == (0, 1, 0.5)
    assert belief.within(0.5, 1) == pytest.approx(0.734375)
    assert belief.mean == pytest.approx(0.5 * 5 / 6 + 0.5 * 0.5)


def test_answers_at_the_edges() -> None:
    point = belief_of(Opinion(0.2, 0.2, 0.2, 0.9), q.SHARE)
    assert (point.is_a_point, point.weight) == (True, 0.9), "a tenth is spread over all shares"
    assert belief_of(Opinion(5, 5, 5, 0.9), q.MONEY).weight == 1, "there is no end to spread it to"
    whole = belief_of(Opinion(0, 1, 0.3, 0.8), q.SHARE)
    assert (whole.low, whole.high, whole.weight) == (0, 1, 1), "nothing is left to spread it over"
    wide = belief_of(Opinion(0, 0.9, 0.5, 0.6), q.SHARE)
    assert wide.weight == 0, "evenly is as near as any distribution comes"
    at_an_end = belief_of(Opinion(0, 0.4, 0.2, 0.7), q.SHARE)
    assert at_an_end.low == 0 and at_an_end.within(0, 0.4) == pytest.approx(0.7)
    everybody_the_same = pooled(equally([belief_of(Opinion(5, 5, 5, 0.9), q.MONEY)] * 3), q.MONEY)
    assert (everybody_the_same.value, everybody_the_same.low, everybody_the_same.high) == (5, 5, 5)


def by_scipy(said: Opinion, kind: q.Kind) -> tuple[float, float, float, float]:
    """Returns (weight, low, high, chance within) of an answer by SciPy's own beta distribution and bisection."""

    def chance(factor: float) -> tuple[float, float, float]:
        low = max(kind.low, said.best - factor * (said.best - said.low))
        high = min(kind.high, said.best + factor * (said.high - said.best))
        a, b = 1 + 4 * (said.best - low) / (high - low), 1 + 4 * (high - said.best) / (high - low)
        inside = stats.beta.cdf([said.low, said.high], a, b, loc=low, scale=high - low)
        return float(inside[1] - inside[0]), low, high

    most = 1e9
    at_most, low, high = chance(most)
    if at_most <= said.sure:
        factor = optimize.bisect(
            lambda k: chance(k)[0] - said.sure, 1, most, xtol=1e-13, rtol=1e-14, maxiter=500
        )
        found, low, high = chance(factor)
        return 1.0, low, high, found
    if not (math.isfinite(kind.low) and math.isfinite(kind.high)):
        return 1.0, low, high, at_most
    even = (said.high - said.low) / (kind.high - kind.low)
    weight = min(max((said.sure - even) / (at_most - even), 0), 1) if at_most > even else 1.0
    return weight, low, high, weight * at_most + (1 - weight) * even


@st.composite
def opinions(draw: st.DrawFn) -> tuple[q.Kind, Opinion]:
    kind = draw(st.sampled_from(KINDS_OF_NUMBER))
    low_end, high_end = max(kind.low, -50.0), min(kind.high, 1000.0)
    inner = st.integers(0, 1000).map(lambda k: low_end + (high_end - low_end) * k / 1000)
    low, best, high = sorted(draw(st.tuples(inner, inner, inner)))
    sure = draw(st.integers(50, 99)) / 100
    return kind, Opinion(low, high, best, sure)


@given(opinions())
def test_every_kind_of_number_agrees_with_scipy(case: tuple[q.Kind, Opinion]) -> None:
    kind, said = case
    if said.high - said.low < 1e-9:
        return
    belief = belief_of(said, kind)
    weight, low, high, chance = by_scipy(said, kind)
    assert belief.weight == pytest.approx(weight, abs=1e-7)
    size = said.high - said.low
    assert (belief.low, belief.high) == pytest.approx((low, high), rel=1e-6, abs=1e-6 * size)
    assert belief.within(said.low, said.high) == pytest.approx(chance, abs=1e-9)


@given(opinions(), st.integers(51, 99))
def test_who_is_surer_puts_no_less_between_low_and_high(case: tuple[q.Kind, Opinion], surer: int) -> None:
    kind, said = case
    sure = max(said.sure, surer / 100)
    more = belief_of(Opinion(said.low, said.high, said.best, sure), kind)
    assert more.within(said.low, said.high) >= belief_of(said, kind).within(said.low, said.high) - 1e-9


@given(st.lists(opinions(), min_size=1, max_size=6), st.integers(0, 2))
def test_a_pool_lies_between_its_answers_and_its_points_hold_what_they_say(
    cases: list[tuple[q.Kind, Opinion]], shift: int
) -> None:
    kind = q.SHARE
    beliefs = []
    for of, said in cases:
        low_end, high_end = max(of.low, -50.0), min(of.high, 1000.0)
        scaled = [(x - low_end) / (high_end - low_end) for x in (said.low, said.high, said.best)]
        beliefs.append(belief_of(Opinion(*scaled, said.sure), kind))
    kinds = ["clinician", "carer", "manager"]
    pool = by_kinds_equally([(kinds[(k + shift) % 3], belief) for k, belief in enumerate(beliefs)])
    assert sum(pool.weights) == pytest.approx(1)
    assert min(b.mean for b in beliefs) - 1e-12 <= pool.mean <= max(b.mean for b in beliefs) + 1e-12
    low, high = pool.range
    assert low <= high
    assert pool.below(low) >= 0.025 - 1e-9 and pool.below(high) >= 0.975 - 1e-9
    assert pool.below(low - 1e-6) <= 0.025 + 1e-9, "nothing below the low point holds more"


def test_nine_managers_do_not_outvote_two_patients_by_hand() -> None:
    """Nine of 10 and two of 20: kinds equally (10 + 20)/2 = 15; answers equally (90 + 40)/11 = 130/11."""
    manager, patient = (belief_of(Opinion(x - 1, x + 1, x, 0.8), q.GAIN) for x in (10, 20))
    answers = [("manager", manager)] * 9 + [("person_using_services", patient)] * 2
    assert by_kinds_equally(answers).mean == pytest.approx(15)
    assert equally([belief for _, belief in answers]).mean == pytest.approx(130 / 11)


def test_a_mixture_of_two_agrees_with_scipy() -> None:
    low, high = stats.beta(1, 5, scale=60), stats.beta(3, 3, loc=100, scale=40)
    beliefs = [belief_of(Opinion(0, 60, 0, 0.99), q.COUNT), belief_of(Opinion(100, 140, 120, 0.99), q.COUNT)]
    stretched = [(b.low, b.high - b.low) for b in beliefs]
    low, high = (
        stats.beta(1, 5, loc=stretched[0][0], scale=stretched[0][1]),
        stats.beta(3, 3, loc=stretched[1][0], scale=stretched[1][1]),
    )
    pool = by_kinds_equally([("carer", beliefs[0])] * 3 + [("clinician", beliefs[1])])
    for share, point in zip((0.025, 0.975), pool.range, strict=True):
        expected = optimize.brentq(
            lambda x, share=share: (low.cdf(x) + high.cdf(x)) / 2 - share, -10, 200, xtol=1e-12
        )
        assert point == pytest.approx(expected, rel=1e-10)
    assert pool.mean == pytest.approx((low.mean() + high.mean()) / 2)


def test_what_no_distribution_of_its_kind_can_have_is_even_over_the_range() -> None:
    """Of twenty, one says nearly all and the others next to nothing: with a mean of 0.05, no beta distribution is that wide."""
    ends = [belief_of(Opinion(x, x + 0.001, x, 0.99), q.SHARE) for x in (0.0, 0.999)]
    number = pooled(equally([ends[0]] * 19 + [ends[1]]), q.SHARE)
    assert number.is_even and number.value == pytest.approx((number.low + number.high) / 2)
    assert number.mean == pytest.approx(0.05, abs=0.002) and number.high > 0.99


def test_small_kinds_are_merged_and_a_small_rest_hides_everything() -> None:
    assert folded_counts({"clinician": 6, "carer": 3, "finance": 4}) == {"clinician": 6, "others": 7}
    assert set(shown_apart({"clinician": 6, "carer": 3, "finance": 4}).values()) == {"clinician", "others"}
    assert shown_apart({"clinician": 6, "carer": 4}) == {}
    assert shown_apart({"clinician": 5, "carer": 5}) == {"clinician": "clinician", "carer": "carer"}
    belief = belief_of(Opinion(1, 3, 2, 0.8), q.COUNT)
    assert list(apart([("clinician", belief)] * 6 + [("carer", belief)] * 5, q.COUNT)) == [
        "carer",
        "clinician",
    ]
    assert apart([("clinician", belief)] * 6 + [("finance", belief)], q.COUNT) == {}


@given(
    st.dictionaries(st.sampled_from(["clinician", "carer", "manager", "finance", "other"]), st.integers(1, 9))
)
def test_no_kind_of_fewer_than_five_is_ever_shown(counts: dict[str, int]) -> None:
    shown: dict[str, int] = {}
    for kind, name in shown_apart(counts).items():
        shown[name] = shown.get(name, 0) + counts[kind]
    assert all(count >= 5 for count in shown.values())
    assert not shown or sum(shown.values()) == sum(counts.values()), "nothing is left over to be worked out"


def test_points_are_shares_of_kinds_equally_by_hand() -> None:
    """Three carers give 60, 60 and 90 to a: 70. One clinician gives 10. Kinds equally 40; people equally 55."""
    points = [Points(f"c{k}", "carer", {"a": a, "b": 100 - a}) for k, a in enumerate((60, 60, 90))]
    points.append(Points("d", "clinician", {"a": 10, "b": 90}))
    b, a = weights_of(points)
    assert (a.outcome, a.share, a.all_equally) == ("a", 0.4, 0.55)
    assert (b.outcome, b.share) == ("b", 0.6)
    assert (a.low, a.high) == pytest.approx((0.475, 0.675)), "the quartiles of 10, 60, 60 and 90"
    assert a.by_kind == {}


@pytest.mark.parametrize(
    ("low", "high", "best", "sure", "said"),
    [
        (0.5, 0.2, 0.3, 0.8, "above the highest"),
        (0.1, 0.2, 0.3, 0.8, "not between"),
        (0.1, 0.2, 0.15, 1.0, "No one can be quite sure"),
        (0.1, 0.2, 0.15, 0.4, "too narrow"),
        (-0.1, 0.2, 0.15, 0.8, "outside what this can be"),
    ],
)
def test_what_no_answer_may_be_is_said(low: float, high: float, best: float, sure: float, said: str) -> None:
    found = [message for message, _, _ in opinion_problems(low, high, best, sure, q.SHARE)]
    assert len(found) == 1 and said in found[0]


def test_people_are_called_in_any_of_their_words() -> None:
    assert (
        kind_named("People using services") == kind_named("person_using_services") == "person_using_services"
    )
    assert kind_named("nurse") is None


def test_a_pool_of_points_has_its_points_where_they_are() -> None:
    ends = [belief_of(Opinion(x, x, x, 0.9), q.MONEY) for x in (10, 20)]
    assert Pool(tuple(ends), (0.5, 0.5)).range == pytest.approx((10, 20))
