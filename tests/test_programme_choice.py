"""The choice among services: against trying every set, with ties, sizes, ceilings by year and rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from walks_over_everything import longer_but

from valuation.people import Array
from valuation.programme.choice import Choice, Chosen, Limit, value_of
from valuation.programme.giving_way import alone_enough, ceilings_raised
from valuation.programme.how_sure import how_sure


def every_set(choice: Choice) -> Array:
    """Returns every set that keeps every limit, a row of 0 and 1 for each: of each service nothing, or one of its sizes."""
    sets = with_those_that_keep_no_limit(choice)
    for limit in choice.limits:
        sets = sets[sets @ limit.amounts <= limit.most + 1e-9 * max(1.0, abs(limit.most))]
    return sets


def with_those_that_keep_no_limit(choice: Choice) -> Array:
    """Returns every set, a row of 0 and 1 for each."""
    count = len(choice.services)
    sets = np.zeros((1, count))
    for service in dict.fromkeys(choice.services):
        sizes = [k for k, each in enumerate(choice.services) if each == service]
        nothing = [] if service in choice.always else [np.zeros(count)]
        options = np.array([*nothing, *([] if service in choice.never else np.eye(count)[sizes])])
        sets = (sets[:, None, :] + options.reshape(-1, count)[None, :, :]).reshape(-1, count)
    return sets


def places(row: Array) -> Chosen:
    """Returns the set of a row of 0 and 1."""
    return tuple(int(k) for k in np.flatnonzero(row))


def by_trying(choice: Choice, values: Array) -> Chosen | None:
    """Returns the best of every set: the largest value, then less cost, then the order of the file."""
    sets = every_set(choice)
    if not len(sets):
        return None
    worth = sets @ values
    as_good = sets[worth >= worth.max() - 1e-6]
    cost = as_good @ choice.cost
    return places(max(as_good[cost <= cost.min() + 1e-6], key=tuple))


def random_choice(seed: int) -> tuple[Choice, Array]:
    """Returns a programme of up to ten services with sizes, ceilings, rules and, often, ties."""
    draw = np.random.default_rng(seed)
    services: list[str] = []
    for place in range(draw.integers(1, 11)):
        services += [f"s{place}"] * int(draw.integers(1, 4))
    names = list(dict.fromkeys(services))
    count = len(services)
    whole = draw.random() < 0.5  # whole thousands, so that sets tie
    amounts = draw.integers(-3, 8, count).astype(float) * 1000 if whole else draw.normal(2e5, 3e5, count)
    by_year = (
        draw.integers(0, 6, (count, 3)).astype(float) * 1000 if whole else draw.gamma(2, 4e4, (count, 3))
    )
    limits = [Limit("in all", by_year.sum(axis=1), float(by_year.sum() * draw.uniform(0.1, 0.9)), True)]
    limits += [
        Limit(f"year {k}", by_year[:, k], float(by_year[:, k].sum() * draw.uniform(0.2, 0.9)), True)
        for k in range(3)
    ]

    def of(chosen: Collection[str]) -> Array:
        return np.array([float(each in chosen) for each in services])

    if len(names) > 2:
        some = draw.choice(names, 2, replace=False)
        limits.append(Limit("at most one", of(some), 1.0))
        needed, other = draw.choice(names, 2, replace=False)
        limits.append(Limit("needs", of([other]) - of([needed]), 0.0))
        cost = by_year.sum(axis=1)
        limits.append(Limit("a share", 0.2 * cost - cost * of(draw.choice(names, 2, replace=False)), 0.0))
    always = frozenset(draw.choice(names, 1)) if draw.random() < 0.3 else frozenset()
    never = frozenset(draw.choice(names, 1)) - always if draw.random() < 0.3 else frozenset()
    return Choice(tuple(services), by_year.sum(axis=1), always, never, tuple(limits)), amounts


@pytest.mark.parametrize("seed", longer_but(list(map(str, range(60))), range(300)))
def test_the_choice_is_that_of_trying_every_set(seed: int) -> None:
    choice, values = random_choice(seed)
    assert choice.best(values) == by_trying(choice, values)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_the_next_best_is_the_best_of_all_others(seed: int) -> None:
    choice, values = random_choice(seed)
    found: list[Chosen] = []
    sets = every_set(choice)
    most = min(6, len(sets))
    for _ in range(most):
        following = choice.best(values, without=found)
        assert following is not None and following not in found
        assert value_of(values, following) == pytest.approx((sets @ values).max(), abs=1e-6)
        found.append(following)
        sets = sets[(sets != np.isin(np.arange(len(values)), following)).any(axis=1)]
    if most < 6:
        assert choice.best(values, without=found) is None


@given(st.integers(1000, 100_000))
def test_more_money_is_never_worth_less(seed: int) -> None:
    choice, values = random_choice(seed)
    worth = [
        -np.inf if (found := choice.with_ceilings(factor).best(values)) is None else value_of(values, found)
        for factor in (0.25, 0.5, 1.0, 2.0)
    ]
    assert all(more >= less - 1e-6 for less, more in pairwise(worth))


def test_ties_go_to_less_cost_and_then_to_the_order_of_the_file() -> None:
    """By hand: b and c are worth as much as a; b costs less than both; of two alike the first of the file is taken."""
    nothing: frozenset[str] = frozenset()
    one_of = (Limit("one", np.ones(3), 1.0),)
    values = np.array([5.0, 5.0, 5.0])
    assert Choice(("a", "b", "c"), np.array([3.0, 2.0, 3.0]), nothing, nothing, one_of).best(values) == (1,)
    assert Choice(("a", "b", "c"), np.array([2.0, 2.0, 2.0]), nothing, nothing, one_of).best(values) == (0,)


def test_nothing_is_chosen_where_nothing_is_worth_its_cost_and_what_is_in_stays_in() -> None:
    values = np.array([-1.0, -2.0])
    choice = Choice(("a", "b"), np.array([1.0, 1.0]), frozenset(), frozenset())
    assert choice.best(values) == ()
    assert Choice(("a", "b"), np.array([1.0, 1.0]), frozenset(["b"]), frozenset()).best(values) == (1,)


def test_a_ceiling_that_is_met_to_the_penny_is_kept_and_one_missed_by_a_penny_is_not() -> None:
    values, cost = np.array([1.0]), np.array([3_000_000.00])
    for most, expected in ((3_000_000.00, (0,)), (2_999_999.99, ())):
        choice = Choice(("a",), cost, frozenset(), frozenset(), (Limit("all", cost, most, True),))
        assert choice.best(values) == expected


def test_the_solver_says_nothing_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    choice, values = random_choice(3)
    choice.best(values)
    assert capfd.readouterr() == ("", "")


# What the answer is worth knowing, and what gives way --------------------------------------------------------


def small_choice(seed: int) -> tuple[Choice, Array]:
    """Returns twenty services of which the ceiling leaves out most sets, and what each is worth in forty draws."""
    draw = np.random.default_rng(seed)
    names = tuple(f"s{place}" for place in range(20))
    cost = draw.gamma(4, 1e5, 20)
    values = draw.normal(2e5, 3e5, 20) + draw.normal(0, 4e5, (40, 20))
    pair = np.array([1.0, 1.0, *[0.0] * 18])
    limits = (Limit("all", cost, float(cost.sum() / 3), True), Limit("one of two", pair, 1.0))
    return Choice(names, cost, frozenset(["s3"]), frozenset(["s4"]), limits), values


def test_evpi_of_the_choice_among_twenty_services_is_that_of_trying_all_million_sets() -> None:
    """E[max over sets of a draw's value] − max over sets of the mean value: every one of 2²⁰ sets in every draw, without a solver."""
    choice, values = small_choice(1)
    sets = (np.arange(2**20)[:, None] >> np.arange(20)) & 1
    allowed = sets[:, 3].astype(bool) & (sets[:, 4] == 0)
    for limit in choice.limits:
        allowed &= sets @ limit.amounts <= limit.most
    sets = sets[allowed].astype(float)
    best_of_each = np.array([(sets @ row).max() for row in values])
    expected = best_of_each.mean() - (sets @ values.mean(axis=0)).max()
    best = choice.best(values.mean(axis=0))
    assert best is not None
    assert expected > 0 and how_sure(choice, values, best).evpi == pytest.approx(expected, rel=1e-9)
    assert value_of(values.mean(axis=0), best) == pytest.approx((sets @ values.mean(axis=0)).max())


@pytest.mark.parametrize("seed", range(20))
def test_what_can_give_way_alone_is_what_trying_every_set_finds(seed: int) -> None:
    """Ceilings are lowered until nothing is left: by how much each would have to rise is the least over the sets that keep the others."""
    choice, _ = random_choice(seed)
    every = [f"s{k}" for k in range(2) if f"s{k}" in choice.services]
    choice = replace(choice.with_ceilings(0.05), always=frozenset(every), never=frozenset())
    if len(every_set(choice)):
        return
    expected = {}
    for limit in choice.limits:
        others = replace(choice, limits=tuple(each for each in choice.limits if each is not limit))
        sets = every_set(others)
        if len(sets):
            expected[limit.name] = (sets @ limit.amounts).min() - limit.most
    found = {one.limit.name: one.over for one in alone_enough(choice)}
    assert found == pytest.approx(expected, abs=1e-3)
    without_money = replace(
        choice, limits=tuple(replace(each, most=1e12) if each.is_ceiling else each for each in choice.limits)
    )
    sets = every_set(without_money)
    raised = ceilings_raised(choice)
    if not len(sets):
        assert raised is None
        return
    over = [np.maximum(0.0, sets @ each.amounts - each.most) for each in choice.limits if each.is_ceiling]
    least = np.sum(over, axis=0).min()
    assert raised is not None and sum(one.over for one in raised) == pytest.approx(least, abs=1.0)


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_looking_at_every_set_in_a_draw_is_the_same_as_solving_it(seed: int) -> None:
    choice, values = random_choice(seed)
    sets = choice.every_set(10**6)
    assert sets is not None
    listed = set(map(places, sets))
    kept = {one for one in map(places, with_those_that_keep_no_limit(choice)) if choice.keeps(one)}
    assert listed == kept == set(map(places, every_set(choice))) and len(listed) == len(sets)
    if listed:
        solved = choice.any_best(values)
        assert solved is not None
        assert (sets @ values).max() == pytest.approx(value_of(values, solved), abs=1e-3)
