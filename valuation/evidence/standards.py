"""Three standards of proof: what to plan on, what could be defended to an auditor, and what the supporters of a service say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import erf, sqrt
from typing import Literal

from valuation.evidence.findings import Finding, MarkDown, Scale
from valuation.evidence.readings import Reading, by_design, claimed_value, is_claim, marked_down, read

USELESS = 0.2
"""The share k below which comparisons say so little that changes are read in their place."""
ERRORS_ON_A_SIDE = 1.96
LIKELY_HARM = 0.8
"""The chance of harm from which on it counts under *Proven* though no comparison shows it."""

Label = Literal["shown", "too_small", "harm_shown", "ruled_out", "not_ruled_out", "no_comparison"]


@dataclass(frozen=True)
class Effect:
    """What an outcome counts, per person and year in its measure: the service's effect, and how this place differs from the average place."""

    adds: float
    adds_sd: float
    place: float = 0.0
    place_sd: float = 0.0
    correlation: float = 0.0

    @property
    def mean(self) -> float:
        """Returns what is expected here: the effect and the place together."""
        return self.adds + self.place

    @property
    def sd(self) -> float:
        """Returns the standard deviation of the two together: √(A + B + 2C)."""
        covariance = self.correlation * self.adds_sd * self.place_sd
        return sqrt(max(0.0, self.adds_sd**2 + self.place_sd**2 + 2 * covariance))

    @property
    def chance_of_harm(self) -> float:
        """Returns Φ(−mean/sd), the chance that it is below 0; of what is certain, 0 or 1."""
        if self.sd == 0:
            return float(self.mean < 0)
        return 0.5 * (1 + erf(-self.mean / self.sd / sqrt(2)))


NOTHING = Effect(0.0, 0.0)
"""No effect, for certain."""


@dataclass(frozen=True)
class Pooled:
    """Findings taken together: their mean and its variance, how far places differ, and the weight of each, which add up to 1."""

    mean: float
    variance: float
    tau: float
    weights: tuple[float, ...]

    @property
    def is_one_sided(self) -> bool:
        """Returns whether the 95% interval lies on one side of nothing."""
        return abs(self.mean) > ERRORS_ON_A_SIDE * sqrt(self.variance)

    @property
    def interval(self) -> tuple[float, float]:
        """Returns the 95% interval."""
        half = ERRORS_ON_A_SIDE * sqrt(self.variance)
        return self.mean - half, self.mean + half


@dataclass(frozen=True)
class Evidence:
    """The findings of an outcome that can be read in its measure, and that measure."""

    findings: tuple[Finding, ...]
    scale: Scale

    @cached_property
    def shown(self) -> tuple[Finding, ...]:
        """Returns the findings in the measure that nobody has set aside, claims among them."""
        return tuple(f for f in self.findings if f.is_in_measure and not f.is_set_aside)

    @cached_property
    def live(self) -> tuple[Finding, ...]:
        """Returns the findings that may be read: no claim, and not inside a review that is itself among them."""
        able = [finding for finding in self.shown if not is_claim(finding, self.scale)]
        inside = {study for finding in able if finding.design == "review" for study in finding.includes}
        return tuple(finding for finding in able if finding.study not in inside)

    @cached_property
    def comparisons(self) -> Evidence:
        """Returns the comparisons among the live findings alone."""
        return Evidence(tuple(f for f in self.live if f.is_comparison), self.scale)

    @cached_property
    def verified(self) -> Evidence:
        """Returns what somebody has read at its source: a review that nobody has read hides nothing."""
        return Evidence(tuple(f for f in self.findings if not f.is_to_verify), self.scale)

    @cached_property
    def _readings(self) -> list[Reading]:
        return [read(finding, self.scale) for finding in self.live]

    def of_elsewhere(self, is_comparison: bool) -> list[Reading]:
        """Returns the live findings of other places, comparisons or changes, each by steps 1 to 3."""
        return self._of(False, is_comparison)

    def of_here(self, is_comparison: bool) -> list[Reading]:
        """Returns the live findings of this place, comparisons or changes, each by steps 1 to 3."""
        return self._of(True, is_comparison)

    def _of(self, is_here: bool, is_comparison: bool) -> list[Reading]:
        return [
            reading
            for reading in self._readings
            if reading.finding.is_here == is_here and reading.finding.is_comparison == is_comparison
        ]

    @cached_property
    def read_elsewhere(self) -> Read | None:
        """Returns the one tier of other places that is read, and what it comes to; None where there is none."""
        return read_elsewhere(self)


def tau_of(readings: Sequence[Reading], scale: Scale) -> float:
    """Returns how far one place differs from another: as a large review states it and at least half the measure's, else the measure's."""
    for reading in readings:
        if reading.finding.is_large_review and reading.finding.tau is not None:
            return max(reading.finding.tau, scale.tau / 2)
    return scale.tau


def pooled_comparisons(readings: Sequence[Reading], scale: Scale, is_marked_down: bool = True) -> Pooled:
    """Returns comparisons pooled: X = Σwx/Σw and S² = 1/Σw, with w = 1/s² of a large review and 1/(s² + τ²) of the others.

    Source: evidence.md, section 3.
    """
    tau = tau_of(readings, scale)
    estimates = by_design(readings, scale) if is_marked_down else [(each.value, each.se) for each in readings]
    weights = [
        1 / (se**2 if reading.finding.is_large_review else se**2 + tau**2)
        for reading, (_, se) in zip(readings, estimates, strict=True)
    ]
    total = sum(weights)
    mean = sum(w * value for w, (value, _) in zip(weights, estimates, strict=True)) / total
    return Pooled(mean, 1 / total, tau, tuple(w / total for w in weights))


def pooled_changes(readings: Sequence[Reading], scale: Scale) -> Pooled:
    """Returns changes pooled by 1/s² and then marked down once, with d and β averaged by the same weights; without τ².

    Source: evidence.md, section 3.
    """
    weights = [1 / reading.se**2 for reading in readings]
    total = sum(weights)
    shares = [w / total for w in weights]
    mean = sum(w * reading.value for w, reading in zip(shares, readings, strict=True))
    mark_down = MarkDown(
        sum(w * reading.mark_down.share for w, reading in zip(shares, readings, strict=True)),
        sum(w * reading.mark_down.added_spread for w, reading in zip(shares, readings, strict=True)),
    )
    believed, se = marked_down(mean, sqrt(1 / total), mark_down, scale)
    return Pooled(believed, se**2, scale.tau, tuple(shares))


def updated(pooled: Pooled, scale: Scale) -> Effect:
    """Returns what is expected after Normal(0, q²) has met what was pooled: k = q²/(q² + S²), mean k·X, variance k·S².

    >>> scale = Scale("points", tau=0.0, spread=1.0, mark_downs={})
    >>> updated(Pooled(1.0, 1.0, 0.5, (1.0,)), scale)
    Effect(adds=0.5, adds_sd=0.7071067811865476, place=0.0, place_sd=0.5, correlation=0.0)
    """
    k = believed_share(pooled, scale)
    return Effect(k * pooled.mean, sqrt(k * pooled.variance), 0.0, pooled.tau)


def believed_share(pooled: Pooled, scale: Scale) -> float:
    """Returns k = q²/(q² + S²): how far what was pooled moves a sceptic."""
    return scale.spread**2 / (scale.spread**2 + pooled.variance)


def prior(scale: Scale) -> Effect:
    """Returns what is expected before any study: no effect, within what services like these have been seen to do."""
    return Effect(0.0, scale.spread, 0.0, scale.tau)


@dataclass(frozen=True)
class Read:
    """Which findings of other places are read, and what they come to."""

    readings: tuple[Reading, ...]
    pooled: Pooled


def read_elsewhere(evidence: Evidence) -> Read | None:
    """Returns the one tier that is read: comparisons, unless they say next to nothing and there are changes; then changes."""
    scale = evidence.scale
    comparisons, changes = evidence.of_elsewhere(True), evidence.of_elsewhere(False)
    if comparisons:
        pooled = pooled_comparisons(comparisons, scale)
        if not changes or believed_share(pooled, scale) >= USELESS:
            return Read(tuple(comparisons), pooled)
    if not changes:
        return None
    pooled = pooled_changes(changes, scale)
    # One service seen in one place differs from the average place by τ, which a change cannot tell apart.
    return Read(
        tuple(changes), Pooled(pooled.mean, pooled.variance + scale.tau**2, scale.tau, pooled.weights)
    )


def with_own(effect: Effect, value: float, se: float) -> Effect:
    """Returns an effect after something was measured here: the gap is shared between the service and the place.

    With A, B, C the variances and the covariance, S = A + B + 2C + s² and gap = x − mean(adds) − mean(place):
    adds += (A + C)/S·gap, place += (B + C)/S·gap; A −= (A + C)²/S, B −= (B + C)²/S, C −= (A + C)(B + C)/S.
    Source: evidence.md, section 3.
    """
    a, b = effect.adds_sd**2, effect.place_sd**2
    c = effect.correlation * effect.adds_sd * effect.place_sd
    total = a + b + 2 * c + se**2
    gap = value - effect.mean
    to_adds, to_place = (a + c) / total, (b + c) / total
    new_a, new_b = a - (a + c) * to_adds, b - (b + c) * to_place
    new_c = c - (a + c) * to_place
    product = new_a * new_b
    return Effect(
        effect.adds + to_adds * gap,
        sqrt(max(0.0, new_a)),
        effect.place + to_place * gap,
        sqrt(max(0.0, new_b)),
        new_c / sqrt(product) if product > 0 else 0.0,
    )


def expected(evidence: Evidence, has_prior: bool = True) -> Effect:
    """Returns what to plan on, from all that may be read.

    Where nothing may be read it is the prior where `has_prior`, the first such outcome in QALYs or WELLBYs, and else nothing
    for certain: no evidence is no reason to expect a gain, nor to be sure of none. Source: evidence.md, section 3.
    """
    scale = evidence.scale
    elsewhere = evidence.read_elsewhere
    comparisons, changes = evidence.of_here(True), evidence.of_here(False)
    if elsewhere is None and not comparisons and not changes:
        return prior(scale) if has_prior else NOTHING
    effect = prior(scale) if elsewhere is None else updated(elsewhere.pooled, scale)
    for value, se in by_design(comparisons, scale):
        effect = with_own(effect, value, se)
    if changes:
        own = pooled_changes(changes, scale)
        effect = with_own(effect, own.mean, sqrt(own.variance))
    return effect


def pooled_as_published(evidence: Evidence) -> Pooled | None:
    """Returns all comparisons pooled by steps 1 and 3 alone, those of this place too; None where there is none."""
    readings = [*evidence.of_elsewhere(True), *evidence.of_here(True)]
    return pooled_comparisons(readings, evidence.scale, is_marked_down=False) if readings else None


def proven_set(evidence: Evidence) -> Evidence | None:
    """Returns the comparisons on which an effect is proven, or None where they do not prove any.

    Where comparisons lie on one side of nothing, both all of them and those that somebody has read, it is the set of the two
    whose expected effect is the lower: what nobody has read can count against, and not for. Source: evidence.md, section 3.
    """
    sets = [evidence.comparisons, evidence.verified.comparisons]
    pooled = [pooled_as_published(each) for each in sets]
    if not all(each is not None and each.is_one_sided for each in pooled):
        return None
    if len({each.mean > 0 for each in pooled if each is not None}) > 1:
        return None
    return min(sets, key=lambda each: expected(each).mean)


def planned_on(planned: Effect) -> Effect:
    """Returns what counts under *Proven* of an expected effect that no comparison proves: a likely harm, and else nothing, for certain."""
    return planned if planned.mean < 0 and planned.chance_of_harm >= LIKELY_HARM else NOTHING


def proven(evidence: Evidence, has_prior: bool = True) -> Effect:
    """Returns what could be defended to an auditor: what is expected of the comparisons that prove it, else a likely harm, else nothing."""
    chosen = proven_set(evidence)
    return expected(chosen) if chosen is not None else planned_on(expected(evidence, has_prior))


def is_anything_read(evidence: Evidence) -> bool:
    """Returns whether there is any finding that may be read."""
    return bool(evidence.live)


def readings_of(evidence: Evidence) -> tuple[Reading, ...]:
    """Returns the findings that are read, by steps 1 to 3: those of the one tier of other places, then those of this place."""
    elsewhere = evidence.read_elsewhere
    own = (*evidence.of_here(True), *evidence.of_here(False))
    return (*(elsewhere.readings if elsewhere is not None else ()), *own)


def claimed(evidence: Evidence, has_prior: bool = True) -> float:
    """Returns what the supporters of a service say: the largest estimate in the measure, claims too, and never below what is expected."""
    values = [claimed_value(finding, evidence.scale) for finding in evidence.shown]
    return max([expected(evidence, has_prior).mean, *values])


def label(evidence: Evidence, worthwhile: float | None) -> Label:
    """Returns what comparisons show of an effect, and whether one that would pay for the service is ruled out.

    Source: evidence.md, section 4.
    """
    pooled = pooled_as_published(evidence)
    if pooled is None:
        return "no_comparison"
    low, high = pooled.interval
    is_below = worthwhile is not None and high < worthwhile
    if low > 0:
        return "too_small" if is_below else "shown"
    if high < 0:
        return "harm_shown"
    return "ruled_out" if is_below else "not_ruled_out"
