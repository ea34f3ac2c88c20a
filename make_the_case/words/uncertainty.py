"""How sure we are, in words: likely ranges, chances out of 10, what is worth finding out, and what to say first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from make_the_case.words.assumption_phrases import edge_in_words, entry_name, name_of, value_in_words
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    listed,
    money,
    money_range,
    quantity,
    quoted,
    whole_percent,
)
from valuation import Case
from valuation.accounts import BENEFIT_CLASSES
from valuation.measures import BUSINESS_AS_USUAL
from valuation.sensitivity.causes import Cause, Expectation
from valuation.sensitivity.decision import Information
from valuation.sensitivity.evidence_shares import EvidenceShares
from valuation.sensitivity.monte_carlo import Convergence, Simulation, chance_positive, likely_range
from valuation.sensitivity.switching import Switch
from valuation.verdict import DECIDING, verdict

LIKELY_MEANS = "Likely ranges hold 8 in 10 of the futures tried; 1 in 10 comes out lower, and 1 in 10 higher."
NOTHING_UNCERTAIN = (
    "No number of this case has a range, so there is nothing to try: every future would come out the same. "
    "Give the numbers that matter a low and a high end."
)
WEAK_EVIDENCE = "More than half of this value rests on weak evidence."

Amounts = NDArray[np.float32] | NDArray[np.float64]
"""An amount in every future that was tried."""


@dataclass(frozen=True)
class Chance:
    """A chance as it is said: about 8 in 10, and how many of ten figures are filled."""

    share: float

    @property
    def tenths(self) -> int:
        """Returns how many of 10, never none or all of them from a simulation."""
        return min(9, max(1, round(self.share * 10)))

    @property
    def filled(self) -> int:
        """Returns how many of ten figures to fill: all or none of them where the words say more than 9 or fewer than 1."""
        return 10 if self.share > 0.95 else 0 if self.share < 0.05 else self.tenths

    @property
    def is_about(self) -> bool:
        """Returns whether it is said as about so many of 10, and not as more than 9 or fewer than 1."""
        return 0.05 <= self.share <= 0.95

    @property
    def words(self) -> str:
        """Returns the chance out of 10, with *more than 9* and *fewer than 1* at the ends.

        >>> Chance(0.81).words, Chance(0.97).words, Chance(0.02).words
        ('about 8 in 10', 'more than 9 in 10', 'fewer than 1 in 10')
        """
        if self.share > 0.95:
            return "more than 9 in 10"
        if self.share < 0.05:
            return "fewer than 1 in 10"
        return f"about {self.tenths} in 10"


def range_label(values: Amounts) -> str:
    """Returns the likely range of an amount over two lines, narrow enough for a chart on a phone; nothing where no draw differs."""
    return _likely(*likely_range(values), between="\nto ")


def _likely(low: float, high: float, between: str = " to ") -> str:
    return "" if high - low < NEGLIGIBLE else f"likely {money_range(low, high, between)}"


def range_sentence(values: Amounts, central: float | None = None) -> str:
    """Returns the likely range of an amount, and why its central estimate is outside it where it is; nothing where no draw differs."""
    low, high = likely_range(values)  # 10th to 90th percentile
    said = _likely(low, high)
    if not said or central is None or low - NEGLIGIBLE <= central <= high + NEGLIGIBLE:
        return said
    side = "lower" if central < low else "higher"
    return f"{said}; with every number at its best estimate it comes out {side} than in most of the futures tried"


# The five lines' ranges, chances and banners -----------------------------------------------------------------


def line_ranges(simulation: Simulation, option: str) -> list[str]:
    """Returns a likely range for each of the five lines, in their order; nothing where a line has none."""
    found, base = simulation[option], simulation.base[option]
    cost, central = found.accounts["commissioner"].pv_costs, base.accounts["commissioner"].pv_costs
    return [
        range_sentence(cost, float(central[0])),
        *(
            range_sentence(found.benefit_classes[k], float(base.benefit_classes[k][0]))
            for k in BENEFIT_CLASSES.keys
        ),
        "",
    ]


def confidence_clause(chance: float) -> str:
    """Returns the word that goes with a chance of being worth it, always followed by the number."""
    said = Chance(chance)
    bounds = ((9, "We are confident"), (7, "Likely"), (4, "Could go either way"), (0, "Unlikely"))
    word = next(word for least, word in bounds if said.tenths >= least)
    return f"{word}: {said.words} that it is worth more than it costs, everyone counted."


def chance_sentences(simulation: Simulation, option: str) -> list[str]:
    """Returns the two chances that stand in every paper: worth it overall, and paying for itself in cash."""
    accounts = simulation[option].accounts
    overall, cash = (Chance(chance_positive(accounts[name].npv)) for name in ("society", "public_cash"))
    return [
        f"Worth it overall, everyone counted: {overall.words}.",
        f"Pays for itself in cash, all public bodies together: {cash.words}.",
    ]


def futures_sentence(chance: float) -> str:
    """Returns both sides of a chance, as the ten figures beside it show."""
    share = Chance(chance)
    if share.is_about:
        ahead = "about one comes out" if share.tenths == 1 else f"about {share.tenths} come out"
        other = "the other one" if share.tenths == 9 else f"the other {10 - share.tenths}"
        return (
            f"Out of 10 futures like the ones we tested, {ahead} ahead. "
            f"In {other} it costs more than it gives back."
        )
    most = "more than 9 come out ahead" if chance > 0.5 else "fewer than 1 comes out ahead"
    other = "In fewer than 1" if chance > 0.5 else "In more than 9"
    return f"Out of 10 futures like the ones we tested, {most}. {other} it costs more than it gives back."


def banners(simulation: Simulation, option: str, evidence: EvidenceShares | None) -> list[str]:
    """Returns what stands before the verdict: weak evidence, and a simulation whose mean gives another verdict."""
    found = [WEAK_EVIDENCE] if evidence is not None and evidence.weak > 0.5 else []
    accounts = simulation[option].accounts
    means = [float(accounts[name].npv.mean()) for name in DECIDING]
    base = simulation.base[option].accounts
    number, _ = verdict(*(float(base[name].npv[0]) for name in DECIDING))
    other, sentence = verdict(*means)
    if other != number and not simulation.has_nothing_uncertain:
        found.append(
            "The average of all futures tried gives another verdict than the central estimate: "
            f"“{sentence}” The ranges reach further one way than the other."
        )
    return found


def evidence_line(evidence: EvidenceShares | None) -> str:
    """Returns how much of the benefit rests on what kind of evidence."""
    if evidence is None:
        return "No benefit is counted, so there is nothing for the evidence to carry."
    shares = [(evidence.good, "good studies or records"), (evidence.mixed, "mixed evidence")]
    shares.append((evidence.weak, "weak evidence or judgement"))
    said = [f"{whole_percent(share)} from {words}" for share, words in shares if share >= 0.005]
    line = f"Of the value, {listed(said)}."
    if evidence.default_ranges >= 0.005:
        line += (
            f" A range that nobody has stated lies behind {whole_percent(evidence.default_ranges)} of it: "
            "the default for its grade stands in."
        )
    if evidence.unverified >= 0.005:
        line += f" A number that is not published, or not yet read at its source, lies behind {whole_percent(evidence.unverified)}."
    return line


# Why the mean is not the central estimate, and whether the draws are enough -----------------------------------


def expectation_sentence(case: Case, found: Expectation) -> str:
    """Returns why the simulation's mean and the central estimate differ, or why the estimate is outside its own likely range.

    Nothing where the two hardly differ and the estimate is within its range.
    """
    return " ".join(words for words in (_difference(case, found), _outside(case, found)) if words)


CAUSES = {
    Cause.CUT_OFF: "numbers that cannot go beyond what they measure, such as a share above 1",
    Cause.LOPSIDED_RANGE: "ranges that reach further one way than the other",
    Cause.WHOLE_POSTS: "posts that come whole",
    Cause.BENDS: "numbers that multiply one another, and limits",
}
"""What keeps a central estimate outside its own likely range, in words."""


def _outside(case: Case, found: Expectation) -> str:
    """Returns why a central estimate is outside its own likely range; nothing where it is within it."""
    if found.outside is None:
        return ""
    reasons = []
    for because in found.outside.because:
        names = listed(quoted(place_name(case, path)) for path in because.paths[:2])
        reasons.append(CAUSES[because.cause] + (f" ({names})" if because.paths else ""))
    side = "below" if found.outside.is_below else "above"
    return (
        f"The central estimate, {money(found.central)}, is {side} its own likely range, "
        f"{money_range(found.outside.low, found.outside.high)}. The reason: {listed(reasons)}."
    )


def place_name(case: Case, path: str) -> str:
    """Returns what the number, or the cost by posts, at a path is called."""
    if path in case.numbers_written or path in case.library:
        return name_of(case, path)
    return entry_name(case, path)


def _difference(case: Case, found: Expectation) -> str:
    """Returns why the simulation's mean and the central estimate differ, or nothing where they hardly do."""
    if not found.differs:
        return ""
    lead = (
        f"The average over all futures tried is {money(found.expected)}; the central estimate, with every number at its "
        f"best estimate, is {money(found.central)}."
    )
    parts = sorted(
        (
            (found.lopsided_ranges, _lopsided(case, found)),
            (
                found.bends,
                "numbers that multiply one another, limits, posts that come whole, and an allowance for optimism that takes "
                "more off a loss than it leaves of a gain",
            ),
        ),
        key=lambda part: -abs(part[0]),
    )
    size = abs(found.expected - found.central)
    why = [f"{money(amount)} comes from {words}" for amount, words in parts if abs(amount) > 0.05 * size]
    return f"{lead} Of the difference, {'; '.join(why)}."


def _lopsided(case: Case, found: Expectation) -> str:
    names = [quoted(name_of(case, path)) for path, _, _ in found.numbers[:2]]
    return "ranges that reach further one way than the other" + (
        f" (most of all {listed(names)})" if names else ""
    )


def enough_sentence(draws: int, settled: Convergence) -> str:
    """Returns whether there were enough draws, and how closely the mean and the chance are known."""
    if settled.mean_within is None or settled.chance_within is None:
        return ""
    within = f"the average is known to within {money(settled.mean_within)}, the chance to within {quantity(settled.chance_within * 100)} points"
    return (
        f"We tried {draws:,} futures: {within}. More would not change what is said here."
        if settled.enough
        else f"We tried {draws:,} futures, which is few: {within}. Try more before relying on it."
    )


# What it is worth to find out --------------------------------------------------------------------------------

NOT_DISTINGUISHABLE = "not distinguishable from zero"


def worth_in_words(value: float, distinguishable: bool) -> str:
    """Returns what finding out is worth at most, or that it cannot be told from nothing."""
    return f"up to {money(value)}" if distinguishable and value >= 1 else NOT_DISTINGUISHABLE


def information_sentences(case: Case, found: Information) -> list[str]:
    """Returns in plain words what it would be worth to know everything, and what to find out first."""
    people = "" if found.per_person is None else f", or {money(found.per_person)} for each person who starts"
    if found.evpi < 1:
        return [
            "No future that was tried would change the decision, so finding out more is worth nothing to it. "
            "It may still be worth it for other reasons."
        ]
    said = [
        f"If everything could be known before deciding, that would be worth up to {money(found.evpi)}{people}. "
        "No study is worth more than that to this decision."
    ]
    groups = [worth for worth in found.groups if worth.distinguishable and worth.value >= 0.01 * found.evpi]
    if groups:
        said.append(
            f"By theme: {listed(f'{_theme(worth.name)}, up to {money(worth.value)}' for worth in groups[:3])}."
        )
    single = [worth for worth in found.evppi if worth.distinguishable and worth.value >= 0.01 * found.evpi]
    if single:
        said.append(
            f"It would be worth up to {money(single[0].value)} to learn one number: {quoted(name_of(case, single[0].path))}."
        )
    else:
        said.append("No single number, learnt alone, would be worth finding out: it takes several together.")
    return said


def _theme(name: str) -> str:
    return name[0].lower() + name[1:]


def best_sentence(case: Case, found: Information) -> str:
    """Returns how often each option comes out best, business as usual among them."""
    names = {option.id: option.name or option.id for option in case.shape.options}
    usual = (case.shape.counterfactual.name if case.shape.counterfactual else None) or "business as usual"
    names[BUSINESS_AS_USUAL] = usual
    said = [
        f"{names[ident]}, {Chance(share).words}"
        for ident, share in sorted(found.chance_best.items(), key=lambda row: -row[1])
    ]
    return f"Best of all, everyone counted: {'; '.join(said)}."


# Break-even --------------------------------------------------------------------------------------------------


def break_even_sentence(case: Case, switch: Switch, is_worth_it: bool) -> str:
    """Returns at which value of one assumption the answer changes, or that it never does."""
    path, base, value = switch.path, switch.base, switch.value
    name = name_of(case, path)
    used = value_in_words(case, path, base)
    if value is None:
        same = "still worth more than it costs" if is_worth_it else "still not worth what it costs"
        return f"{name}: {same} at any value that was tried."
    edge = edge_in_words(case, switch)
    if is_worth_it:
        side = "no lower than" if value < base else "no higher than"
        return f"{name}: still breaks even at {edge}, rather than the {used} assumed; it may go {side} that."
    side = "at least" if value > base else "no more than"
    return f"{name}: would break even at {edge}, {side}, rather than the {used} assumed."
