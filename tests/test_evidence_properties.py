"""What holds of any findings: a claim moves nothing, order is nothing, and a second implementation, by loops and matrices, agrees."""

from __future__ import annotations

import random
from dataclasses import replace
from math import erf, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from valuation.evidence.findings import COMPARISONS, Finding, Scale
from valuation.evidence.readings import is_claim
from valuation.evidence.scales import mark_downs_of
from valuation.evidence.standards import (
    NOTHING,
    Effect,
    Evidence,
    claimed,
    expected,
    label,
    proven,
    read_elsewhere,
)
from valuation.library import load_library

MARK_DOWNS = mark_downs_of(load_library())
Q = Scale("qaly", tau=0.0105, spread=0.0125, is_total=True, sd=0.25, mark_downs=MARK_DOWNS)
L = Scale("life_satisfaction", tau=0.34, spread=0.38, sd=1.9, mean=7.5, retest=0.55, mark_downs=MARK_DOWNS)
P = Scale("phq9", tau=1.0, spread=1.2, is_higher_better=False, sd=6.0, mark_downs=MARK_DOWNS)
VISITS = Scale("visits", tau=0.1, spread=0.1, mark_downs=MARK_DOWNS)
SCALES = (Q, L, P, VISITS)
DESIGNS = ("review", "randomised", "controlled", "before_after", "monitoring", "claim")


def finding_at_random(chance: random.Random, name: str, scale: Scale, has_review: bool) -> Finding:
    """One finding, as anybody might type it; at most one review is live, and none is from here."""
    design = chance.choice(DESIGNS[1:] if has_review else DESIGNS)
    size = chance.choice((0.2, 1.0, 5.0)) * scale.spread
    estimate = chance.gauss(0.3 * size, size)
    keys: dict[str, Any] = {}
    error = chance.choice(("interval", "se", "n", "two", "none"))
    se = scale.spread * 10 ** chance.uniform(-1.5, 1)
    if error == "interval":
        keys["interval"] = (estimate - 1.96 * se, estimate + 1.96 * se)
    elif error == "se":
        keys["se"] = se
    elif error == "n" or (error == "two" and design in ("before_after", "monitoring")):
        keys["n"] = chance.randint(1, 2000)
    elif error == "two":
        keys["n_with"], keys["n_without"] = chance.randint(1, 900), chance.randint(1, 900)
    if chance.random() < 0.2:
        keys["sd"] = 4 * scale.spread
    if design == "review":
        keys["trials"] = chance.randint(1, 12)
        keys["tau"] = chance.choice((None, scale.tau * chance.random()))
        keys["includes"] = frozenset(chance.sample(("s0", "s1", "s2", "s3", "s4"), chance.randint(0, 3))) - {
            name
        }
    if chance.random() < 0.5:
        keys["baseline"] = (scale.mean or 0.7) * chance.uniform(0.5, 1.1)
    if chance.random() < 0.3:
        keys["population_mean"] = (scale.mean or 0.7) * chance.uniform(0.6, 1.1)
    return Finding(
        name, name, design, estimate, took_part=chance.choice((1.0, 1.0, 0.4)),
        follow_up_months=chance.choice((6, 12, 24)), is_here=design != "review" and chance.random() < 0.25,
        is_set_aside=chance.random() < 0.1, is_to_verify=chance.random() < 0.2,
        is_in_measure=chance.random() > 0.1, **keys,
    )  # type: ignore[arg-type] # fmt: skip


def evidence_at_random(seed: int, most: int = 5) -> Evidence:
    """Some findings of one outcome."""
    chance = random.Random(seed)
    scale, findings = chance.choice(SCALES), list[Finding]()
    for k in range(chance.randint(0, most)):
        has_review = any(f.design == "review" for f in findings)
        findings.append(finding_at_random(chance, f"s{k}", scale, has_review))
    return Evidence(tuple(findings), scale)


# The second implementation: the contract once more, by loops over plain numbers, and Bayes by matrices -----------


def error_by_loops(f: Finding, m: Scale) -> float | None:
    if f.interval:
        return (f.interval[1] - f.interval[0]) / 3.92
    if f.se is not None:
        return f.se
    sigma = f.sd or m.sd
    if sigma is None:
        return None
    if f.design in ("before_after", "monitoring"):
        return sigma * (2 * (1 - m.retest) / f.n) ** 0.5 if f.n else None
    pair = (f.n / 2, f.n / 2) if f.n else (f.n_with, f.n_without)
    return sigma * (1 / pair[0] + 1 / pair[1]) ** 0.5 if pair[0] and pair[1] else None


def steps_by_loops(f: Finding, m: Scale, is_drift_taken: bool = True) -> tuple[float, float, str]:
    x, s, design = f.estimate, error_by_loops(f, m), f.design
    assert s is not None
    if design in ("before_after", "monitoring") and is_drift_taken:
        mean = m.mean if f.population_mean is None else f.population_mean
        if f.baseline is None or mean is None:
            d = (1 - m.retest) * (m.sd or 0) * (1 if x > 0 else -1)
            design = "monitoring"
        else:
            d = (1 - m.retest) * (mean - f.baseline)
        if d * x > 0:
            x = max(0.0, abs(x) - abs(d)) * (1 if x > 0 else -1)
    x = x if m.is_higher_better else -x
    per = (f.took_part if design in COMPARISONS else 1) * (
        f.follow_up_months / 12 if m.is_total and f.follow_up_months else 1
    )
    return x / per, s / per, design


TABLE = {
    "review": (1, 0), "randomised": (1, 0), "controlled": (0.75, 0.25), "before_after": (0.5, 0.5), "monitoring": (0.25, 1)
}  # fmt: skip


def live_by_loops(findings: list[Finding], m: Scale) -> list[Finding]:
    able = [f for f in findings if f.is_in_measure and not f.is_set_aside and f.design != "claim" and error_by_loops(f, m) is not None]  # fmt: skip
    return [
        f for f in able if not any(f.study in other.includes for other in able if other.design == "review")
    ]


def many_by_loops(f: Finding) -> bool:
    return f.design == "review" and f.trials >= 5


def pool_by_loops(rows: list[Finding], m: Scale, is_marked: bool) -> tuple[float, float, float]:
    tau = m.tau
    for f in rows:
        if many_by_loops(f) and f.tau is not None:
            tau = max(f.tau, m.tau / 2)
    top = bottom = 0.0
    for f in rows:
        x, s, design = steps_by_loops(f, m)
        variance = s * s
        if is_marked:
            d, beta = TABLE[design]
            x *= d
            variance += (beta * max(abs(x), m.spread)) ** 2
        w = 1 / (variance if many_by_loops(f) else variance + tau * tau)
        top, bottom = top + w * x, bottom + w
    return top / bottom, 1 / bottom, tau


def changes_by_loops(rows: list[Finding], m: Scale) -> tuple[float, float]:
    total = x = d = beta = 0.0
    for f in rows:
        value, s, design = steps_by_loops(f, m)
        w = 1 / s**2
        total, x = total + w, x + w * value
        d, beta = d + w * TABLE[design][0], beta + w * TABLE[design][1]
    x, d, beta = x / total, d / total, beta / total
    return d * x, 1 / total + (beta * max(abs(d * x), m.spread)) ** 2


def expected_by_matrices(findings: list[Finding], m: Scale) -> tuple[np.ndarray, np.ndarray]:
    live = live_by_loops(findings, m)
    there = [f for f in live if not f.is_here]
    trials = [f for f in there if f.design in COMPARISONS]
    changes = [f for f in there if f.design not in COMPARISONS]
    mean, cov = np.zeros(2), np.diag([m.spread**2, m.tau**2])
    if trials or changes:
        if trials:
            x, v, tau = pool_by_loops(trials, m, True)
        if not trials or (changes and m.spread**2 / (m.spread**2 + v) < 0.2):
            x, v = changes_by_loops(changes, m)
            v, tau = v + m.tau**2, m.tau
        precision = 1 / m.spread**2 + 1 / v
        mean, cov = np.array([x / v / precision, 0.0]), np.diag([1 / precision, tau**2])
    seen = [
        pool_by_loops([f], replace(m, tau=0.0), True)[:2]
        for f in live
        if f.is_here and f.design in COMPARISONS
    ]
    own = [f for f in live if f.is_here and f.design not in COMPARISONS]
    seen += [changes_by_loops(own, m)] if own else []
    if seen:  # all at once: y = H·(adds, place) + noise
        h = np.ones((len(seen), 2))
        noise = np.diag([v for _, v in seen])
        gain = cov @ h.T @ np.linalg.inv(h @ cov @ h.T + noise)
        mean = mean + gain @ (np.array([x for x, _ in seen]) - h @ mean)
        cov = cov - gain @ h @ cov
    return mean, cov


def proven_by_matrices(findings: list[Finding], m: Scale) -> np.ndarray:
    sets = []
    for kept in (findings, [f for f in findings if not f.is_to_verify]):
        rows = [f for f in live_by_loops(kept, m) if f.design in COMPARISONS]
        sets.append(rows)
    if all(sets):
        pooled = [pool_by_loops(rows, m, False) for rows in sets]
        sides = [np.sign(x) if abs(x) > 1.96 * sqrt(v) else 0 for x, v, _ in pooled]
        if sides[0] == sides[1] != 0:
            means = [expected_by_matrices(rows, m)[0] for rows in sets]
            return min(means, key=lambda mean: mean.sum())
    mean, cov = expected_by_matrices(findings, m)
    sd = sqrt(max(0.0, cov.sum()))
    if mean.sum() < 0 and 0.5 * (1 + erf(-mean.sum() / sd / sqrt(2))) >= 0.8:
        return mean
    return np.zeros(2)


@pytest.mark.parametrize("first", range(0, 2000, 100))
def test_a_second_implementation_by_loops_and_matrices_agrees(first: int) -> None:
    for seed in range(first, first + 100):
        evidence = evidence_at_random(seed)
        findings, scale = list(evidence.findings), evidence.scale
        effect = expected(evidence)
        mean, cov = expected_by_matrices(findings, scale)
        near = {"rel": 1e-6, "abs": 1e-9 * scale.spread}
        assert [effect.adds, effect.place] == pytest.approx(mean.tolist(), **near), seed
        assert [effect.adds_sd**2, effect.place_sd**2] == pytest.approx(np.diag(cov).tolist(), **near), seed
        assert effect.correlation * effect.adds_sd * effect.place_sd == pytest.approx(cov[0, 1], **near), seed
        defended = proven(evidence)
        assert [defended.adds, defended.place] == pytest.approx(
            proven_by_matrices(findings, scale).tolist(), **near
        ), seed


# What holds of any findings -------------------------------------------------------------------------------------

seeds = st.integers(0, 10**9)


def same(one: Effect, other: Effect, scale: Scale) -> bool:
    return [one.adds, one.adds_sd, one.place, one.place_sd, one.correlation] == pytest.approx(
        [other.adds, other.adds_sd, other.place, other.place_sd, other.correlation], rel=1e-9, abs=1e-9 * scale.spread
    )  # fmt: skip


@given(seeds, st.floats(-10, 10))
def test_a_claim_changes_nothing_but_what_is_claimed(seed: int, estimate: float) -> None:
    evidence = evidence_at_random(seed)
    with_claim = replace(evidence, findings=(*evidence.findings, Finding("c", "c", "claim", estimate)))
    assert expected(with_claim) == expected(evidence) and proven(with_claim) == proven(evidence)
    assert label(with_claim, 1.0) == label(evidence, 1.0)
    assert claimed(with_claim) >= claimed(evidence)


@given(seeds, seeds)
def test_the_order_of_findings_is_immaterial(seed: int, other: int) -> None:
    evidence = evidence_at_random(seed)
    shuffled = list(evidence.findings)
    random.Random(other).shuffle(shuffled)
    again = replace(evidence, findings=tuple(shuffled))
    assert same(expected(again), expected(evidence), evidence.scale)
    assert same(proven(again), proven(evidence), evidence.scale)
    assert claimed(again) == pytest.approx(claimed(evidence), rel=1e-9, abs=1e-12)


@given(seeds)
def test_what_is_set_aside_is_as_if_it_were_not_there(seed: int) -> None:
    evidence = evidence_at_random(seed)
    assume(evidence.findings)
    first, *rest = evidence.findings
    aside = replace(evidence, findings=(replace(first, is_set_aside=True), *rest))
    absent = replace(evidence, findings=tuple(rest))
    assert expected(aside) == expected(absent) and proven(aside) == proven(absent)
    assert claimed(aside) == claimed(absent) and label(aside, None) == label(absent, None)


@given(seeds)
def test_without_own_findings_what_is_expected_lies_between_nothing_and_what_was_pooled(seed: int) -> None:
    evidence = evidence_at_random(seed)
    evidence = replace(evidence, findings=tuple(f for f in evidence.findings if not f.is_here))
    read = read_elsewhere(evidence)
    assume(read is not None)
    assert read is not None
    low, high = sorted((0.0, read.pooled.mean))
    assert low <= expected(evidence).adds <= high
    assert sum(read.pooled.weights) == pytest.approx(1)


@given(st.floats(-5, 5), st.floats(0.01, 5), st.floats(0.01, 0.99))
def test_a_smaller_error_of_the_one_trial_never_moves_the_mean_towards_nothing(
    x: float, se: float, share: float
) -> None:
    trial = Finding("a", "a", "randomised", x, se=se)
    wide, narrow = (
        expected(Evidence((each,), VISITS)).adds for each in (trial, replace(trial, se=se * share))
    )
    assert abs(narrow) >= abs(wide) - 1e-12


@given(seeds, st.floats(0, 3))
def test_a_larger_estimate_of_a_trial_or_review_never_lowers_what_is_expected(seed: int, more: float) -> None:
    evidence = evidence_at_random(seed)
    sign = 1 if evidence.scale.is_higher_better else -1
    for place, one in enumerate(evidence.findings):
        if one.design in ("review", "randomised") and one in evidence.live:
            shift = sign * more * evidence.scale.spread
            ends = None if one.interval is None else (one.interval[0] + shift, one.interval[1] + shift)
            larger = replace(one, estimate=one.estimate + shift, interval=ends)
            findings = (*evidence.findings[:place], larger, *evidence.findings[place + 1 :])
            after = expected(replace(evidence, findings=findings)).mean
            assert after >= expected(evidence).mean - 1e-9 * evidence.scale.spread


def test_a_larger_estimate_lowers_what_is_expected_only_where_its_design_makes_a_large_one_less_certain() -> (
    None
):
    """The spread that a design adds grows with the estimate: of a provider's own figures, ten times the effect moves us less."""
    figures = Finding("a", "a", "monitoring", 0.4, se=0.001, baseline=7.5)
    small, large = (expected(Evidence((replace(figures, estimate=x),), L)).adds for x in (4.0, 40.0))
    assert 0 < large < small


@given(seeds, st.floats(-2, 2))
def test_a_fair_trial_takes_a_change_without_comparison_out(seed: int, x: float) -> None:
    chance = random.Random(seed)
    trial = Finding("t", "t", "randomised", x * VISITS.spread, se=VISITS.spread / 2)
    change = Finding("c", "c", chance.choice(("before_after", "monitoring")), chance.gauss(0, 1), se=0.01)
    assert expected(Evidence((trial, change), VISITS)) == expected(Evidence((trial,), VISITS))


@given(seeds, st.floats(-3, 3))
def test_very_many_people_in_a_trial_of_ones_own_leave_the_effect_at_what_it_found(
    seed: int, x: float
) -> None:
    evidence = evidence_at_random(seed)
    elsewhere = tuple(f for f in evidence.findings if not f.is_here and "own" not in f.includes)
    own = Finding(
        "own", "own", "randomised", x * evidence.scale.spread, se=1e-9 * evidence.scale.spread, is_here=True
    )
    sign = 1 if evidence.scale.is_higher_better else -1
    effect = expected(replace(evidence, findings=(*elsewhere, own)))
    assert effect.mean == pytest.approx(
        sign * x * evidence.scale.spread, rel=1e-6, abs=1e-6 * evidence.scale.spread
    )


@given(seeds)
def test_a_number_without_any_error_is_a_claim(seed: int) -> None:
    chance = random.Random(seed)
    bare = Finding("a", "a", chance.choice(DESIGNS), chance.gauss(0, 1))  # type: ignore[arg-type]
    assert is_claim(bare, VISITS)
    assert expected(Evidence((bare,), VISITS)) == expected(Evidence((), VISITS))
    assert expected(Evidence((bare,), VISITS), has_prior=False) == NOTHING


@given(seeds)
def test_what_is_claimed_is_never_below_what_is_expected(seed: int) -> None:
    evidence = evidence_at_random(seed)
    assert claimed(evidence) >= expected(evidence).mean
