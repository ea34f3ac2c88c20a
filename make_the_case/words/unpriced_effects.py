"""Effects that are not valued in money: which way they go, in words that every paper shares."""

from __future__ import annotations

from valuation.answer import NotPricedAnswer
from valuation.case.option_shape import Outcome

NOT_YET_KNOWN = "not yet known"


def way_of(effect: NotPricedAnswer, has_size: bool = True) -> str:
    """Returns which way an effect goes, and how large it is; what a case only hopes for is not said to get better."""
    if effect.no_clear_difference:
        return "no clear difference found"
    if effect.is_only_hoped_for:
        return NOT_YET_KNOWN
    words = [effect.direction or "direction not known"]
    if has_size and effect.size:
        words.append(effect.size)
    return ", ".join(words)


def is_claimed(outcome: Outcome) -> bool:
    """Returns whether nothing but claims stands behind an outcome."""
    findings = outcome.findings or []
    return bool(findings) and all(finding.design == "claim" for finding in findings)
