"""How sure we are, in words: likely ranges, chances out of 10, what is worth finding out, and what to say first."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.assumption_phrases import edge_in_words, entry_name, name_of, value_in_words
from make_the_case.words.likely_range import Amounts, LikelyRange, range_found
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    TOO_SMALL,
    at_most,
    better_or_worse,
    gain_or_loss,
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

LIKELY_MEANS = (
    "A likely range covers 8 in 10 simulation results. One in 10 results is lower, and one in 10 is higher."
)
NOTHING_UNCERTAIN = (
    "No number of this case has a range, so every simulation run would give the same result. "
    "Give the numbers that matter a low and a high end."
)
WEAK_EVIDENCE = "More than half of this value depends on weak evidence."


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
        """Returns how many of ten figures to fill: all or none of them where the words say more than 9 or less than 1."""
        return 10 if self.share > 0.95 else 0 if self.share < 0.05 else self.tenths

    @property
    def is_about(self) -> bool:
        """Returns whether it is said as about so many of 10, and not as more than 9 or less than 1."""
        return 0.05 <= self.share <= 0.95

    @property
    def words(self) -> str:
        """Returns the chance out of 10, with *more than 9* and *less than 1* at the ends.

        >>> Chance(0.81).words, Chance(0.97).words, Chance(0.02).words
        ('about 8 in 10', 'more than 9 in 10', 'less than 1 in 10')
        """
        if self.share > 0.95:
            return "more than 9 in 10"
        if self.share < 0.05:
            return "less than 1 in 10"
        return f"about {self.tenths} in 10"

    def that(self, comes_true: str) -> str:
        """Returns the chance as a sentence.

        >>> Chance(0.81).that("it rains"), Chance(0.02).that("it rains")
        ('There is about an 8 in 10 chance that it rains.', 'There is a less than 1 in 10 chance that it rains.')
        """
        about = f"about {'an' if self.tenths == 8 else 'a'} {self.tenths} in 10"
        return f"There is {about if self.is_about else f'a {self.words}'} chance that {comes_true}."


def range_label(values: Amounts) -> str:
    """Returns the likely range of an amount over two lines, narrow enough for a chart on a phone; nothing where no draw differs."""
    return _likely(*likely_range(values), between="\nto ")


def _likely(low: float, high: float, between: str = " to ") -> str:
    return "" if high - low < NEGLIGIBLE else f"likely {money_range(low, high, between)}"


def range_sentence(values: Amounts, central: float | None = None) -> str:
    """Returns the likely range of an amount as it stands beside it; nothing where no draw differs."""
    found = range_found(values, central)
    return found.beside if found else ""


# The five lines' ranges, chances and banners -----------------------------------------------------------------


def line_ranges(simulation: Simulation, option: str) -> list[LikelyRange | None]:
    """Returns a likely range for each of the five lines, in their order; None where a line has none."""
    found, base = simulation[option], simulation.base[option]
    cost, central = found.accounts["commissioner"].pv_costs, base.accounts["commissioner"].pv_costs
    return [
        range_found(cost, float(central[0]), ("received", "paid")),
        *(
            range_found(found.benefit_classes[k], float(base.benefit_classes[k][0]))
            for k in BENEFIT_CLASSES.keys
        ),
        None,
    ]


def confidence_clause(chance: float) -> str:
    """Returns the word that goes with a chance of being worth it, always followed by the number."""
    said = Chance(chance)
    bounds = ((9, "Very likely"), (7, "Likely"), (4, "Could go either way"), (0, "Unlikely"))
    word = next(word for least, word in bounds if said.tenths >= least)
    return f"{word}. {said.that(WORTH_MORE)}"


WORTH_MORE = "it is worth more than it costs, counting everyone"
"""What the first chance of a case is of."""


def chance_sentences(simulation: Simulation, option: str) -> list[str]:
    """Returns the two chances that stand in every paper: worth more than it costs, and paying for itself in cash."""
    accounts = simulation[option].accounts
    overall, cash = (Chance(chance_positive(accounts[name].npv)) for name in ("society", "public_cash"))
    return [
        overall.that(WORTH_MORE),
        cash.that("it pays for itself in cash across public bodies"),
    ]


def futures_sentence(chance: float) -> str:
    """Returns both sides of a chance, as the ten figures beside it show."""
    share = Chance(chance)
    many = f"about {share.tenths}" if share.is_about else "more than 9" if chance > 0.5 else "less than 1"
    others = (
        "others" if not share.is_about else "other one" if share.tenths == 9 else f"other {10 - share.tenths}"
    )
    return (
        f"In {many} of every 10 simulation runs, benefits were greater than costs, counting everyone. "
        f"In the {others}, they were not."
    )


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
            f"The average of all simulation runs gives another verdict than the base case: “{sentence}” "
            "Some ranges extend further one way than the other."
        )
    return found


def evidence_line(evidence: EvidenceShares | None) -> str:
    """Returns how much of the benefit depends on what kind of evidence."""
    if evidence is None:
        return "No benefit is counted, so there is no benefit evidence to rate."
    shares = [(evidence.good, "good studies or records"), (evidence.mixed, "mixed evidence")]
    shares.append((evidence.weak, "weak evidence or judgement"))
    said = [f"{whole_percent(share)} from {words}" for share, words in shares if share >= 0.005]
    line = f"By the weakest figure behind each part of the value: {listed(said)}."
    if evidence.default_ranges >= 0.005:
        line += f" {_part_of_it(evidence.default_ranges)} depends on a figure without a range, so its grade's usual range is used."
    if evidence.unverified >= 0.005:
        also = "also " if evidence.default_ranges >= 0.005 else ""
        line += (
            f" {_part_of_it(evidence.unverified)} {also}depends on a figure that is unpublished "
            "or not yet checked at its source."
        )
    return line


def _part_of_it(share: float) -> str:
    """Returns a share of the value at the start of a sentence."""
    words = whole_percent(share)
    return "All of this value" if words == "100%" else f"Of this value, {words}"


# Why the mean is not the best estimate, and whether the draws are enough -----------------------------------


def expectation_sentence(case: Case, found: Expectation) -> str:
    """Returns why the simulation's mean and the base case differ, or why the base case is outside its own likely range.

    Nothing where the two hardly differ and the estimate is within its range.
    """
    return " ".join(words for words in (_difference(case, found), _outside(case, found)) if words)


CAUSES = {
    Cause.CUT_OFF: "some figures cannot pass a limit, such as a share above 100%",
    Cause.LOPSIDED_RANGE: "some ranges extend further one way than the other",
    Cause.WHOLE_POSTS: "posts are whole numbers",
    Cause.BENDS: "some figures multiply each other and limits apply",
}
"""What keeps a base case outside its own likely range, in words."""


def _outside(case: Case, found: Expectation) -> str:
    """Returns why the base case is outside its own likely range; nothing where it is within it."""
    if found.outside is None:
        return ""
    reasons = []
    for because in found.outside.because:
        names = listed(quoted(place_name(case, path)) for path in because.paths[:2])
        reasons.append(CAUSES[because.cause] + (f" ({names})" if because.paths else ""))
    side = "below" if found.outside.is_below else "above"
    return (
        f"The base case, {gain_or_loss(found.central)}, is {side} its own likely range "
        f"({better_or_worse(found.outside.low, found.outside.high)}). This is because {listed(reasons)}."
    )


def place_name(case: Case, path: str) -> str:
    """Returns what the number, or the cost by posts, at a path is called."""
    if path in case.numbers_written or path in case.library:
        return name_of(case, path)
    return entry_name(case, path)


def _difference(case: Case, found: Expectation) -> str:
    """Returns why the simulation's mean and the base case differ, or nothing where they hardly do."""
    if not found.differs:
        return ""
    lead = (
        f"The average of all simulation runs is {gain_or_loss(found.expected)}. The base case, with every figure at its "
        f"best estimate, is {gain_or_loss(found.central)}."
    )
    parts = sorted(
        (
            (found.lopsided_ranges, _lopsided(case, found), ""),
            (
                found.bends,
                "some figures multiply each other, limits apply and posts are whole numbers",
                " The optimism bias adjustment also treats gains and losses differently.",
            ),
        ),
        key=lambda part: -abs(part[0]),
    )
    size = abs(found.expected - found.central)
    why = [
        f"It is {money(abs(amount))} {'higher' if amount > 0 else 'lower'} because {words}.{also}"
        for amount, words, also in parts
        if abs(amount) > 0.05 * size
    ]
    return " ".join([lead, *why])


def _lopsided(case: Case, found: Expectation) -> str:
    names = [quoted(name_of(case, path)) for path, _, _ in found.numbers[:2]]
    return "some ranges extend further one way than the other" + (
        f" (most of all {listed(names)})" if names else ""
    )


def enough_sentence(draws: int, settled: Convergence) -> str:
    """Returns whether there were enough draws, and how closely the mean and the chance are known."""
    if settled.mean_within is None or settled.chance_within is None:
        return ""
    within = (
        f"The average is known to within {money(settled.mean_within)}, and the chance to within "
        f"{quantity(settled.chance_within * 100)} percentage points."
    )
    return (
        f"There were {draws:,} simulation runs. {within} More would not change what is said here."
        if settled.enough
        else f"There were {draws:,} simulation runs, which is few. {within} Use more before relying on the results."
    )


# The value of further evidence --------------------------------------------------------------------------------


def worth_in_words(value: float, distinguishable: bool) -> str:
    """Returns what knowing something for certain is worth at most, or that it is too small to measure."""
    return at_most(value) if distinguishable and value >= 1 else TOO_SMALL


def information_sentences(case: Case, found: Information) -> list[str]:
    """Returns in plain words what it would be worth to know everything for certain, and what to find out first."""
    people = "" if found.per_person is None else f", or {money(found.per_person)} for each person who starts"
    if found.evpi < 1:
        return [
            "No simulation result would change the decision, so further evidence is worth nothing to it. "
            "It may still be useful for other reasons."
        ]
    said = [
        f"Knowing every figure for certain before deciding would be worth {at_most(found.evpi)}{people}. "
        "No study is worth more than that to this decision."
    ]
    groups = [worth for worth in found.groups if worth.distinguishable and worth.value >= 0.01 * found.evpi]
    if groups:
        said.append(
            f"By theme, it is worth {listed(f'{at_most(worth.value)} for {quoted(worth.name)}' for worth in groups[:3])}."
        )
    single = [worth for worth in found.evppi if worth.distinguishable and worth.value >= 0.01 * found.evpi]
    if single:
        said.append(
            f"Knowing one figure alone, {quoted(name_of(case, single[0].path))}, would be worth {at_most(single[0].value)}."
        )
    else:
        said.append("No single figure would be worth finding out alone. It takes several together.")
    return said


def best_sentence(case: Case, found: Information) -> str:
    """Returns how often each option comes out best, business as usual among them."""
    names = {option.id: option.name or option.id for option in case.shape.options}
    usual = (case.shape.counterfactual.name if case.shape.counterfactual else None) or "business as usual"
    names[BUSINESS_AS_USUAL] = usual
    said = [
        f"{names[ident]} ({Chance(share).words})"
        for ident, share in sorted(found.chance_best.items(), key=lambda row: -row[1])
    ]
    return f"The chance of being the best option, counting everyone: {listed(said)}."


# Break-even --------------------------------------------------------------------------------------------------


def break_even_sentence(case: Case, switch: Switch, is_worth_it: bool) -> str:
    """Returns the break-even value of one assumption, or that it has none."""
    path, base, value = switch.path, switch.base, switch.value
    name = quoted(name_of(case, path))
    used = value_in_words(case, path, base)
    if value is None:
        same = "still worth more than it costs" if is_worth_it else "still not worth what it costs"
        return f"{name}: {same} at any value tried."
    edge = edge_in_words(case, switch)
    lead = f"{name}: the break-even value is {edge}, and the case uses {used}."
    if is_worth_it:
        return f"{lead} It is worth its cost as long as this is no {'lower' if value < base else 'higher'}."
    return f"{lead} It would be worth its cost only if this were {'at least' if value > base else 'no more than'} that."
