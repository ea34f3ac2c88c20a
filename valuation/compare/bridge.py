"""The bridge: what each change between two cases contributes to the change in a measure (Shapley), and where they would agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from valuation.case.validity.validation import Case
from valuation.compare.agreements import Agreement, agreements
from valuation.compare.contributions import as_one, contributions
from valuation.compare.hybrid_case import merged
from valuation.compare.hybrid_values import Hybrids
from valuation.draws import SEED
from valuation.errors import EvaluationError, choices, probably
from valuation.lines.compile import compile_case
from valuation.measures import appraise, refuse_unknown
from valuation.sensitivity.one_way import DEFAULT_ACCOUNT, DEFAULT_MEASURE
from valuation.streams import MEASURES, measure_names

PERMUTATIONS = 300
"""Orders in which the changes are made, each and its reverse, where there are too many for every combination."""


@dataclass(frozen=True)
class Change:
    """One change between two cases, and what it contributes."""

    path: str
    kind: str
    a: object
    """What the first case has: a number, numbers by name, or words; None for nothing."""
    b: object
    contribution: float
    se: float
    paths: tuple[str, ...]
    """Every place that changes with it."""
    alone: float | None = None
    """What the measure comes to where this change alone is made to the first case; None where it then has no answer."""

    @property
    def joint(self) -> tuple[dict[str, object], dict[str, object]] | None:
        """Returns what each side has by path, where several changes have an answer only together; None for one change."""
        a, b = self.a, self.b
        return (a, b) if isinstance(a, dict) and isinstance(b, dict) and self.path in a else None


@dataclass(frozen=True)
class Bridge:
    """The way from one case to another."""

    option: str
    account: str
    measure: str
    a: float
    b: float
    exact: bool
    changes: tuple[Change, ...]
    agree: tuple[Agreement, ...]

    def as_dict(self) -> dict[str, object]:
        """Returns the bridge as `bridge --json` prints it."""
        agree = [
            {**asdict(each), "reason": None if each.gap is None else each.gap.sentence} for each in self.agree
        ]
        return {**asdict(self), "agree": agree}


def bridge(
    a: Case,
    b: Case,
    option: str | None = None,
    account: str = DEFAULT_ACCOUNT,
    measure: str = DEFAULT_MEASURE,
    seed: int = SEED,
    permutations: int = PERMUTATIONS,
) -> Bridge:
    """Returns what each change from case A to case B contributes to the change in a measure of one option.

    Shapley: the mean, over all orders in which the changes can be made, of what each adds when it is made;
    contributions add up to the change. Exact to 12 changes, from all 2^n hybrids; beyond, the mean over sampled orders, each
    with its reverse, and its standard error. Source: model.md, section 9.
    """
    refuse_unknown(account, measure)
    refuse_ratio(measure)
    _refuse_unlike(a, b)
    whose = _option(a, b, option)
    hybrids = Hybrids(merged(a, b, whose), account, measure)
    count = len(hybrids.differences)
    none, every = np.zeros((1, count), dtype=bool), np.ones((1, count), dtype=bool)
    at_a, at_b = (float(hybrids.values(members)[0]) for members in (none, every))
    for case, value in ((a, at_a), (b, at_b)):
        if math.isnan(value):
            appraise(compile_case(case))  # says by name what cannot be worked out
            raise EvaluationError(
                f"{measure} is undefined in one of the two cases, so there is no change to split."
            )
    split = contributions(hybrids, seed, permutations)
    alone = _each_alone(hybrids, split.groups)
    joined = (as_one(hybrids, group) for group in split.groups)
    changes = [
        Change(d.path, d.kind, d.a, d.b, float(share), float(se), tuple(sorted(d.places)), only)
        for d, share, se, only in zip(joined, split.shares, split.errors, alone, strict=True)
        if d.a != d.b or share or se  # a grade alone, where it decides nothing
    ]
    return Bridge(
        option=whose,
        account=account,
        measure=measure,
        a=at_a,
        b=at_b,
        exact=split.is_exact,
        changes=tuple(sorted(changes, key=lambda c: (-abs(c.contribution), c.path))),
        agree=tuple(agreements(hybrids, at_a, at_b)),
    )


@np.errstate(all="ignore")  # a hybrid without an answer is said to have none
def _each_alone(hybrids: Hybrids, groups: Sequence[Sequence[int]]) -> list[float | None]:
    """Returns what the measure comes to with each group of changes made alone, None where it has no answer."""
    members = np.zeros((len(groups), len(hybrids.differences)), dtype=bool)
    for row, group in enumerate(groups):
        members[row, list(group)] = True
    values = hybrids.values(members) if len(groups) else np.zeros(0)
    return [float(value) if math.isfinite(value) else None for value in values]


def splittable() -> list[str]:
    """Returns the measures that can be split between changes: sums of costs and benefits, not ratios or years."""
    return measure_names(measure for measure in MEASURES if measure.per_cost_and_benefit is not None)


def refuse_ratio(measure: str) -> None:
    """Raises EvaluationError where a measure is no amount, and so cannot be split between changes."""
    split = splittable()
    if measure not in split:
        raise EvaluationError(
            f"{measure} cannot be split between changes: ratios and years do not add up. Use one of {choices(split)}."
        )


def _refuse_unlike(a: Case, b: Case) -> None:
    """Raises EvaluationError naming all that makes a difference between two cases one of unlike with unlike."""
    differences, keys, sets = [], [], []
    for key, words in (("first_year", "begin in"), ("years", "run for"), ("price_year", "are in prices of")):
        ours, theirs = getattr(a.shape.appraisal, key), getattr(b.shape.appraisal, key)
        if ours != theirs:
            unit = " years" if key == "years" else ""
            differences.append(f"they {words} {ours}{unit} and {theirs}{unit}")
            keys.append(f"`appraisal.{key}`")
            sets.append(f"--set appraisal.{key}={ours}")
    if differences:
        raise EvaluationError(
            f"These two cases are not alike: {'; '.join(differences)}. A difference between them would mix that with "
            f"everything else. Give both the same {' and '.join(keys)} and compare again, for example with "
            f"{' '.join(sets)} on the second."
        )


def _option(a: Case, b: Case, wanted: str | None) -> str:
    ours, theirs = ([option.id for option in case.shape.options] for case in (a, b))
    both = [ident for ident in ours if ident in theirs]
    if wanted is not None and wanted not in both:
        where = "the first" if wanted not in ours else "the second"
        raise EvaluationError(
            f"No option of {where} case is called {wanted}.{probably(wanted, both)} Both have: {choices(both) or 'none in common'}."
        )
    if not both:
        raise EvaluationError(
            f"The two cases have no option in common: the first has {choices(ours)}, the second {choices(theirs)}. "
            "Give the options that are to be compared the same id."
        )
    first = a.shape.preferred or ours[0]
    return wanted or (first if first in both else both[0])
