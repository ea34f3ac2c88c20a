"""The marks at the head of a board summary: cost, impact and evidence in five steps, and how many people.

The steps are rules written down in docs/papers.md; every mark stands beside the number that it is made of.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from make_the_case.words.phrases import (
    capital,
    counted,
    for_each,
    money,
    party_in_prose,
    plain_number,
)
from make_the_case.words.thresholds import effect_in_words
from valuation import Case, OptionAnswer
from valuation.answers.appraised import Appraised
from valuation.answers.main_outcome import main_outcome
from valuation.case.effects import PROVEN, Standard
from valuation.case.places import option_at, path_of
from valuation.evidence.findings import COMPARISONS
from valuation.evidence.readings import Reading

STEPS = 5
COST_STEPS = (100.0, 500.0, 1_500.0, 5_000.0)
"""£ in cash for each person who starts: the lowest of each step but the first."""
COST_WORDS = ("very low", "low", "medium", "high", "very high")
IMPACT_STEPS = (0.05, 0.1, 0.2, 0.4)
"""Standard deviations of the main outcome's measure: the least of each step but the first."""
IMPACT_WORDS = ("very small", "small", "medium", "big", "very big")
EVIDENCE_WORDS = ("none", "very limited", "limited", "fair", "good", "strong")
ERRORS_OF_AN_INTERVAL = 1.96


@dataclass(frozen=True)
class Mark:
    """One mark: what it is of, its step in a word, how many of five are filled, and the number that it is made of."""

    label: str
    word: str
    filled: int | None
    """None where the thing is not measured on a scale, so that there are no steps."""
    words: str


def marks(appraised: Appraised) -> tuple[Mark, Mark, Mark]:
    """Returns the marks of an option's cost, impact and evidence."""
    case, answer, option, _ = appraised
    option_answer = answer.options[option]
    return (
        _cost(option_answer, answer.commissioner),
        _impact(case, option, option_answer),
        _evidence(case, option, option_answer),
    )


def cash_of_all(option_answer: OptionAnswer) -> float:
    """Returns what all organisations pay in cash terms over all years."""
    return sum(sum(cash.nominal_costs) for cash in option_answer.financial_case.values())


def _cost(option_answer: OptionAnswer, payer: str) -> Mark:
    paid, starts = cash_of_all(option_answer), sum(option_answer.starts)
    finish = sum(option_answer.completers)
    if starts < 0.5 or paid < 1:
        return Mark(
            "Cost",
            "no steps",
            None,
            f"{money(max(paid, 0.0))} in cash; no one starts"
            if starts < 0.5
            else "No organisation pays cash",
        )
    each = paid / starts
    step = bisect_right(COST_STEPS, each)
    own = sum(option_answer.nominal_costs(payer))
    whose = "" if own > 0.995 * paid else f", {for_each(own / starts)} of it from {party_in_prose(payer)}"
    done = (
        f"; {for_each(paid / finish)} for each who finishes"
        if finish >= 0.5 and finish < 0.995 * starts
        else ""
    )
    return Mark(
        "Cost",
        COST_WORDS[step],
        step + 1,
        f"{for_each(each)} in cash for each person who starts{whose}{done}",
    )


def _impact(case: Case, option: str, option_answer: OptionAnswer) -> Mark:
    main = main_outcome(option_answer)
    if main is None:
        return Mark("Impact", "not measured on a scale", None, "No effect that was found is valued in money")
    effect = case.effects[path_of((option_at(option), "outcomes", main))]
    mean, scale = effect.at(_standard(option_answer)).mean, effect.evidence.scale
    words = capital(effect_in_words(case, option, main, mean))
    if not effect.readings(_standard(option_answer)):
        return Mark("Impact", "not yet known", None, "No finding is read, so no effect is counted")
    if not scale.sd:
        return Mark("Impact", "not measured on a scale", None, words)
    shift = mean / scale.sd
    if shift <= 0:
        return Mark("Impact", "none" if shift == 0 else "worse", 0, words)
    step = bisect_right(IMPACT_STEPS, shift)
    return Mark("Impact", IMPACT_WORDS[step], step + 1, words)


def _standard(option_answer: OptionAnswer) -> Standard:
    return PROVEN if option_answer.evidence.standard == PROVEN else "expected"


EVIDENCE = "Evidence of effect"
"""How well it is known that it works: what the effect is worth may rest on weaker figures, which the paper says apart."""


def _evidence(case: Case, option: str, option_answer: OptionAnswer) -> Mark:
    main = main_outcome(option_answer)
    if main is None:
        return Mark(EVIDENCE, EVIDENCE_WORDS[0], 0, "No finding about the service is valued in money")
    effect = case.effects[path_of((option_at(option), "outcomes", main))]
    read = effect.readings(_standard(option_answer))
    filled, words = evidence_step(read)
    unread = sum(reading.finding.is_to_verify for reading in read)
    if unread and filled:
        checked = "one is" if unread == 1 else f"{unread} are"
        return Mark(
            EVIDENCE,
            EVIDENCE_WORDS[max(1, filled - 1)],
            max(1, filled - 1),
            f"{words}; {checked} not yet checked at the source",
        )
    return Mark(EVIDENCE, EVIDENCE_WORDS[filled], filled, words)


def evidence_step(read: Sequence[Reading]) -> tuple[int, str]:
    """Returns how good what is read of an outcome is, from 0 to 5, and in words.

    5 a review that pools trials; 4 several comparisons that agree, one of them randomised; 3 one randomised trial; 2 a comparison
    that is not randomised, or comparisons that differ; 1 no comparison, only changes; 0 nothing. Source: docs/papers.md.
    """
    compared = [reading for reading in read if reading.design in COMPARISONS]
    if not read:
        return 0, "No finding is read"
    if not compared:
        return 1, f"{capital(counted(len(read), 'study', 'studies'))} without a comparison"
    trials = [reading for reading in compared if reading.design == "randomised"]
    if do_they_differ(compared):
        return 2, f"{len(compared)} comparisons that differ"
    reviews = [reading for reading in compared if reading.design == "review"]
    if reviews:
        of = max(reading.finding.trials for reading in reviews)
        return 5, f"A review of {counted(of, 'trial')}" if of else "A review of trials"
    if len(compared) > 1 and trials:
        return 4, f"{len(compared)} comparisons that agree, {len(trials)} of them randomised"
    if trials:
        size = trials[0].finding.n
        return 3, f"One randomised trial of {plain_number(size)} people" if size else "One randomised trial"
    return 2, f"{capital(counted(len(compared), 'comparison'))} without randomising"


def do_they_differ(compared: Sequence[Reading]) -> bool:
    """Returns whether comparisons differ: on either side of no effect, or with 95% intervals that do not overlap."""
    ends = [
        (
            reading.value - ERRORS_OF_AN_INTERVAL * reading.se,
            reading.value + ERRORS_OF_AN_INTERVAL * reading.se,
        )
        for reading in compared
    ]
    are_both_ways = min(r.value for r in compared) < 0 < max(r.value for r in compared)
    return are_both_ways or max(low for low, _ in ends) > min(high for _, high in ends)
