"""What a board is best advised to do, by rule: not to approve, to test first, or to approve."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from valuation.verdict import VERDICTS

if TYPE_CHECKING:
    from valuation.answer import OptionAnswer

CONVINCING = 0.65
"""The least chance of being worth its cost with which an option is to be approved: about 7 in 10 when it is said."""
HOPELESS = 0.05
"""Below this chance a test is not expected to change the answer."""
OPEN_LABELS = frozenset({"not_ruled_out", "no_comparison"})
"""What is known of an outcome where a worthwhile gain may still be there."""


class Advice(StrEnum):
    """The three answers that a board may give."""

    DO_NOT_APPROVE = "do_not_approve"
    TEST_FIRST = "test_first"
    APPROVE = "approve"


def advice(option: OptionAnswer, chance: float | None = None) -> Advice:
    """Returns which answer is nearest to what a case shows; `chance` is that of being worth its cost, where any number has a range.

    Approve what is worth its cost at every standard of proof but the claimed one, with a chance of at least 65%. Do not approve
    what is not worth its cost, where no outcome leaves a worthwhile gain open or the chance is under 5%. Test everything else first.
    Until a planned test is worked out (model.md has none) this is a rule on the answer alone. Source: decision 0025.
    """
    is_worth_it = VERDICTS[option.verdict.number].is_worth_it
    if is_worth_it:
        rungs = option.evidence.rungs
        holds_when_proven = option.evidence.standard is None or VERDICTS[rungs["proven"].verdict].is_worth_it
        is_likely = chance is None or chance >= CONVINCING
        return Advice.APPROVE if holds_when_proven and is_likely else Advice.TEST_FIRST
    is_open = any(outcome.label in OPEN_LABELS for outcome in option.evidence.outcomes.values())
    could_be = chance is None or chance >= HOPELESS
    return Advice.TEST_FIRST if is_open and could_be else Advice.DO_NOT_APPROVE
