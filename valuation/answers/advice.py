"""What a board is best advised to do, by rule: to approve, to test first, or not to approve; and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from valuation.answers.main_outcome import main_outcome
from valuation.sensitivity.pilots.pilot_answer import NoPilot, Pilot
from valuation.verdict import BREAK_EVEN

if TYPE_CHECKING:
    from valuation.answer import OptionAnswer

LIKELY = 0.8
"""The least chance of being worth its cost with which an option is approved that is not proven to be."""
UNLIKELY = 0.2
"""The largest chance of being worth its cost with which an option is not approved."""
RULED_OUT = frozenset({"ruled_out", "too_small", "harm_shown"})
"""What comparisons show of an outcome that could not pay for the service by itself."""


class Advice(StrEnum):
    """The three answers that a board may give."""

    DO_NOT_APPROVE = "do_not_approve"
    TEST_FIRST = "test_first"
    APPROVE = "approve"


class Reason(StrEnum):
    """Which part of the rule gave the answer."""

    PROVEN = "proven"
    """Its benefits are at least its costs on what is proven."""
    LIKELY = "likely"
    """They are on what is expected, and the chance of that is 8 in 10 or more."""
    AS_LIKELY_AS_NOT = "as_likely_as_not"
    """The chance lies between 2 in 10 and 8 in 10."""
    NOT_YET_KNOWN = "not_yet_known"
    """They are unlikely to be, but a worthwhile gain is neither shown nor ruled out."""
    UNLIKELY = "unlikely"
    """They are unlikely to be, and what was compared rules out that the main outcome pays for it."""
    WORTH_MORE_NOW = "worth_more_now"
    """It is not certain, and going ahead is expected to be worth more than testing it first."""
    NOT_WORTH_TESTING = "not_worth_testing"
    """It is not certain, and neither going ahead nor a test is expected to be worth what it costs."""
    TYPED = "typed"
    """They are unlikely to be, and nothing that was found about the service could change that."""


@dataclass(frozen=True)
class Advised:
    """The answer nearest to what a case shows, and the part of the rule that gave it."""

    advice: Advice
    reason: Reason


def advised(
    option: OptionAnswer, chance: float | None = None, pilot: Pilot | NoPilot | None = None
) -> Advised:
    """Returns which answer is nearest to what a case shows, and why: by the rule, and where that says to test first by what a test is worth.

    Where it could go either way and a pilot can be worked out, it is tested first only where that is worth more than both going ahead
    and leaving it; otherwise whichever of these is worth more decides. What is not yet known is never refused. Source: decision 0025.
    """
    found = by_rule(option, chance)
    if found.reason != Reason.AS_LIKELY_AS_NOT or not isinstance(pilot, Pilot):
        return found
    return {
        "pilot": found,
        "commit": Advised(Advice.APPROVE, Reason.WORTH_MORE_NOW),
        "nothing": Advised(Advice.DO_NOT_APPROVE, Reason.NOT_WORTH_TESTING),
    }[pilot.best_way]


def by_rule(option: OptionAnswer, chance: float | None = None) -> Advised:
    """Returns which answer is nearest to what a case shows, and why; `chance` is that of being worth its cost, where any number has a range.

    Approve where society's net value is at least 0 under Proven, or at least 0 under Expected with a chance of 8 in 10 or more.
    Do not approve where it is below 0 under Expected with a chance of 2 in 10 or less. Test first between. What is not yet known
    is never refused: with a main outcome in which a worthwhile gain is neither shown nor ruled out, it is tested first. Figures
    without findings count as they stand, so nothing of them is proven. Without a chance the net value alone decides.
    Source: decision 0025.
    """
    evidence = option.evidence
    if evidence.standard is not None and evidence.rungs["proven"].npv >= BREAK_EVEN:
        return Advised(Advice.APPROVE, Reason.PROVEN)
    is_worth_it = evidence.rungs["expected"].npv >= BREAK_EVEN
    chance = (1.0 if is_worth_it else 0.0) if chance is None else chance
    if is_worth_it and chance >= LIKELY:
        return Advised(Advice.APPROVE, Reason.LIKELY)
    if is_worth_it or chance > UNLIKELY:
        return Advised(Advice.TEST_FIRST, Reason.AS_LIKELY_AS_NOT)
    if not evidence.outcomes:
        return Advised(Advice.DO_NOT_APPROVE, Reason.TYPED)
    main = main_outcome(option)
    if main is not None and evidence.outcomes[main].label in RULED_OUT:
        return Advised(Advice.DO_NOT_APPROVE, Reason.UNLIKELY)
    return Advised(Advice.TEST_FIRST, Reason.NOT_YET_KNOWN)


def hangs_on_a_pilot(option: OptionAnswer, chance: float | None) -> bool:
    """Returns whether it takes a pilot to say which answer is nearest."""
    return by_rule(option, chance).reason == Reason.AS_LIKELY_AS_NOT
