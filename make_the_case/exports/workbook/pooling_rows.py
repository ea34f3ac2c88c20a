"""What a table of findings comes to on the sheet *Evidence*: pooled, met with what was expected before, and met with what was measured here.

The sets stand side by side: all that is read, the comparisons alone, and the comparisons that somebody has read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from make_the_case.exports.workbook.finding_table import (
    FIRST_PUBLISHED,
    NO,
    YES,
    FindingTable,
    with_spread,
)
from make_the_case.exports.workbook.formulas import (
    Formula,
    Range,
    Term,
    below_in_a_normal,
    both,
    choose,
    either,
    highest,
    largest,
    numbers_in,
    products,
    root,
    sign,
    size,
    total,
)
from make_the_case.exports.workbook.page_sheets import PageSheet
from make_the_case.exports.workbook.year_sheets import ONE, ZERO
from valuation.evidence.standards import ERRORS_ON_A_SIDE, USELESS

ROWS = {
    "tau": ("τ: how far places differ", "that of a large review, at least half the measure's; else the measure's"),
    "weight": ("Comparisons elsewhere: Σw", "added up"),
    "mean": ("Comparisons elsewhere: X", "Σwx ÷ Σw"),
    "variance": ("Comparisons elsewhere: S²", "1 ÷ Σw"),
    "share": ("Comparisons elsewhere: k", "q² ÷ (q² + S²)"),
    "change_weight": ("Changes elsewhere: Σw", "added up"),
    "change_mean": ("Changes elsewhere: X", "d · Σwx ÷ Σw"),
    "change_variance": ("Changes elsewhere: S²", "1 ÷ Σw + (β · max(|X|, q))² + τ²"),
    "tier": ("Read of other places", "comparisons, unless their k is under 0.2 and there are changes"),
    "k": ("k of what is read", "q² ÷ (q² + S²)"),
    "prior": ("Counts as uncertain with nothing to read", "the first such outcome in QALYs or WELLBYs of the option"),
    "is_uncertain": ("Uncertain at all", "no: nothing is read, and the effect is 0 for certain"),
    "adds_before": ("adds, from elsewhere: mean", "k · X"),
    "a_before": ("A: variance of adds, from elsewhere", "k · S²; q² where nothing is read"),
    "b_before": ("B: variance of place, from elsewhere", "τ²"),
    "own_weight": ("Comparisons here: Σw", "added up; the same as one after another"),
    "own_mean": ("Comparisons here: x", "Σwx ÷ Σw"),
    "own_gap": ("gap", "x − adds − place"),
    "own_sum": ("S", "A + B + 2C + 1 ÷ Σw"),
    "adds_own": ("adds, with comparisons here", "+ (A + C) ÷ S · gap"),
    "place_own": ("place, with comparisons here", "+ (B + C) ÷ S · gap"),
    "a_own": ("A: variance of adds", "− (A + C)² ÷ S"),
    "b_own": ("B: variance of place", "− (B + C)² ÷ S"),
    "c_own": ("C: covariance", "− (A + C)(B + C) ÷ S"),
    "own_change_weight": ("Changes here: Σw", "added up"),
    "own_change_mean": ("Changes here: x", "d · Σwx ÷ Σw"),
    "own_change_variance": ("Changes here: s²", "1 ÷ Σw + (β · max(|x|, q))²"),
    "change_gap": ("gap", "x − adds − place"),
    "change_sum": ("S", "A + B + 2C + s²"),
    "adds": ("adds: mean", "+ (A + C) ÷ S · gap"),
    "place": ("place: mean", "+ (B + C) ÷ S · gap"),
    "a": ("A: variance of adds", "− (A + C)² ÷ S"),
    "b": ("B: variance of place", "− (B + C)² ÷ S"),
    "c": ("C: covariance", "− (A + C)(B + C) ÷ S"),
    "expected": ("adds + place: mean", "what is expected here"),
    "published_mean": ("As published: X", "every comparison, without d and β"),
    "published_half": ("As published: half of the 95% interval", "1.96 · √(1 ÷ Σw)"),
    "side": ("As published: on one side of nothing", "1 above, −1 below, 0 on neither"),
}  # fmt: skip
"""Each row by name: what it is, and how it is worked out."""
STATES_WITH_COMPARISONS = ("adds_own", "place_own", "a_own", "b_own", "c_own")
STATES = ("adds", "place", "a", "b", "c")
COMPARISONS, CHANGES, NOTHING = "comparisons", "changes", "nothing"


@dataclass(frozen=True)
class State:
    """What is expected of a service and of this place: means, variances A and B, and their covariance C."""

    adds: Formula
    place: Formula
    a: Formula
    b: Formula
    c: Formula


@dataclass(frozen=True)
class Met:
    """Findings pooled: Σw, their mean, and its variance, which means nothing where there are none."""

    weight: Formula
    mean: Formula
    variance: Formula

    @property
    def is_none(self) -> Formula:
        """Returns whether there are none."""
        return self.weight.is_same(0)


@dataclass(frozen=True)
class SetCells:
    """What a set of findings comes to."""

    state: State
    expected: Formula
    side: Formula

    @property
    def adds_sd(self) -> Formula:
        """Returns the standard deviation of the effect."""
        return root(self.state.a)

    @property
    def place_sd(self) -> Formula:
        """Returns the standard deviation of the place."""
        return root(self.state.b)

    @property
    def chance_of_harm(self) -> Formula:
        """Returns Φ(−mean/sd) of adds and place together; of what is certain, 0 or 1."""
        variance = self.state.a + self.state.b + self.state.c * 2
        is_harm = choose(self.expected < ZERO, ONE, ZERO)
        return choose(
            variance <= ZERO, is_harm, below_in_a_normal(-self.expected / root(largest(ZERO, variance)))
        )


class PoolingRows:
    """Writes the rows below a table of findings, a column for each set."""

    def __init__(
        self, sheet: PageSheet, table: FindingTable, has_prior_unit: bool, priors_before: Sequence[Formula]
    ):
        self.sheet, self.table, self.measure = sheet, table, table.measure
        self.first = sheet.row
        for words, how in ROWS.values():
            sheet.add((words, how), ("text", "text"))
        self.prior: Formula = NO
        """Whether, with nothing to read, no effect is only the best guess, and not certain."""
        table.change_weights()
        self.set_column = FIRST_PUBLISHED
        tau = self._weights("all", "role")
        self.all = self._all(tau, has_prior_unit, priors_before)
        self.set_column += 1
        self.comparisons = self._comparisons("all", self._put("tau", tau))
        self.set_column += 1
        self.verified = self._comparisons("verified", self._weights("verified", "verified_role"))

    def _put(self, name: str, content: Term) -> Formula:
        return self.sheet.put(self.first + list(ROWS).index(name), self.set_column, content, "reading")

    def _column(self, name: str) -> Range:
        return self.table.column(name)

    def _weights(self, of_set: str, role: str) -> Formula:
        """Writes the weights of a set's comparisons in its table, and returns how far places differ."""
        taus = self.table.review_taus(of_set, role)
        tau = self._put("tau", choose(numbers_in(taus).is_same(0), self.measure.tau, highest(taus)))
        self.table.weights(of_set, role, tau)
        return tau

    # The two kinds of set -------------------------------------------------------------------------------------

    def _all(self, tau: Formula, has_prior_unit: bool, priors_before: Sequence[Formula]) -> SetCells:
        """Writes what all that may be read comes to: of other places the one tier that is read, then this place."""
        comparisons = self._pooled("all")
        share = self._put("share", choose(comparisons.is_none, ZERO, self._share(comparisons.variance)))
        changes = self._changes("change", self.measure.tau**2)
        is_changes = both(changes.weight > ZERO, either(comparisons.is_none, share < USELESS))
        has_comparisons = choose(comparisons.is_none, NOTHING, COMPARISONS)
        tier = self._put("tier", choose(is_changes, CHANGES, has_comparisons))
        is_changes = tier.is_same(CHANGES)
        read = Met(
            choose(is_changes, changes.weight, comparisons.weight),
            choose(is_changes, changes.mean, comparisons.mean),
            choose(is_changes, changes.variance, comparisons.variance),
        )
        own, own_changes = self._own("all"), self._changes("own_change", ZERO)
        is_bare = both(tier.is_same(NOTHING), own.is_none, own_changes.is_none)
        if has_prior_unit:
            first = [before.is_same(NO) for before in priors_before]
            self.prior = choose(both(is_bare, *first), YES, NO)
        self.prior = self._put("prior", self.prior)
        is_certain = both(is_bare, self.prior.is_same(NO))
        before = self._from_elsewhere(tier, read, choose(is_changes, self.measure.tau, tau), is_certain)
        with_own = self._with_own(before, own, ("own_gap", "own_sum", *STATES_WITH_COMPARISONS))
        state = self._with_own(with_own, own_changes, ("change_gap", "change_sum", *STATES))
        return self._come_to(state, "all")

    def _comparisons(self, of_set: str, tau: Formula) -> SetCells:
        """Writes what comparisons alone come to: those of other places, then those of this one."""
        elsewhere, own = self._pooled(of_set), self._own(of_set)
        self._put("share", choose(elsewhere.is_none, ZERO, self._share(elsewhere.variance)))
        tier = self._put("tier", choose(elsewhere.is_none, NOTHING, COMPARISONS))
        is_certain = both(elsewhere.is_none, own.is_none)
        before = self._from_elsewhere(tier, elsewhere, tau, is_certain)
        state = self._with_own(before, own, ("own_gap", "own_sum", *STATES_WITH_COMPARISONS))
        same = (state.adds, state.place, state.a, state.b, state.c)
        state = State(*(self._put(name, cell) for name, cell in zip(STATES, same, strict=True)))
        return self._come_to(state, of_set)

    # Pooled ---------------------------------------------------------------------------------------------------

    def _pooled(self, of_set: str) -> Met:
        """Writes the comparisons of other places, pooled."""
        weight, mean = self._weighted(f"weight {of_set}", "believed")
        weight, mean = self._put("weight", weight), self._put("mean", mean)
        return Met(weight, mean, self._put("variance", choose(weight.is_same(0), ZERO, ONE / weight)))

    def _own(self, of_set: str) -> Met:
        """Writes the comparisons of this place, pooled, which comes to the same as one after another."""
        weight, mean = self._weighted(f"own_weight {of_set}", "believed")
        weight, mean = self._put("own_weight", weight), self._put("own_mean", mean)
        return Met(weight, mean, ONE / weight)

    def _changes(self, whose: str, of_place: Formula) -> Met:
        """Writes changes pooled and then marked down once."""
        name = f"{whose}_weight"
        weight, x = self._weighted(name, "x")
        d, added = (self._weighted(name, each)[1] for each in ("share", "added_spread"))
        weight, believed = self._put(name, weight), self._put(f"{whose}_mean", d * x)
        variance = with_spread(ONE / weight, added, believed, self.measure) + of_place
        variance = self._put(f"{whose}_variance", choose(weight.is_same(0), ZERO, variance))
        return Met(weight, believed, variance)

    def _weighted(self, weights: str, values: str) -> tuple[Formula, Formula]:
        """Returns Σw, and the mean of a column by these weights."""
        column = self._column(weights)
        weight = total(column)
        return weight, choose(weight.is_same(0), ZERO, products(column, self._column(values)) / weight)

    def _share(self, variance: Formula) -> Formula:
        q = self.measure.spread
        return q**2 / (q**2 + variance)

    # Expected -------------------------------------------------------------------------------------------------

    def _from_elsewhere(self, tier: Formula, read: Met, tau: Formula, is_certain: Formula) -> State:
        """Writes what is expected after other places, and before this one."""
        is_nothing = tier.is_same(NOTHING)
        k = self._put("k", choose(is_nothing, ZERO, self._share(read.variance)))
        is_uncertain = self._put("is_uncertain", choose(is_certain, NO, YES)).is_same(YES)
        prior = choose(is_uncertain, self.measure.spread**2, ZERO)
        return State(
            self._put("adds_before", choose(is_nothing, ZERO, k * read.mean)),
            ZERO,
            self._put("a_before", choose(is_nothing, prior, k * read.variance)),
            self._put("b_before", choose(is_uncertain, tau**2, ZERO)),
            ZERO,
        )

    def _with_own(self, before: State, own: Met, names: Sequence[str]) -> State:
        """Writes what is expected after something was measured here: the gap is shared between the service and the place."""
        a, b, c = before.a, before.b, before.c
        gap = self._put(names[0], choose(own.is_none, ZERO, own.mean - before.adds - before.place))
        s = self._put(names[1], choose(own.is_none, ONE, a + b + c * 2 + own.variance))
        after = (
            (before.adds, before.adds + (a + c) / s * gap),
            (before.place, before.place + (b + c) / s * gap),
            (a, largest(ZERO, a - (a + c) ** 2 / s)),
            (b, largest(ZERO, b - (b + c) ** 2 / s)),
            (c, c - (a + c) * (b + c) / s),
        )
        return State(
            *(
                self._put(name, choose(own.is_none, old, new))
                for name, (old, new) in zip(names[2:], after, strict=True)
            )
        )

    def _come_to(self, state: State, of_set: str) -> SetCells:
        """Writes the mean of both, and the comparisons as published, on which side of nothing they lie."""
        expected = self._put("expected", state.adds + state.place)
        weight, mean = self._weighted(f"published_weight {of_set}", "x")
        mean = self._put("published_mean", mean)
        half = choose(weight.is_same(0), ZERO, root(ONE / weight) * ERRORS_ON_A_SIDE)
        half = self._put("published_half", half)
        side = self._put("side", choose(size(mean) > half, sign(mean), ZERO))
        return SetCells(state, expected, side)
