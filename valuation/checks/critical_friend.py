"""The critical friend: a valid case can still be a bad case. Each check says what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import replace

from valuation.answers.check import SEVERITIES, Check
from valuation.case.validity.validation import Case
from valuation.checks.check_rules import RULES
from valuation.checks.subject import Reading
from valuation.lines.compile import compile_case
from valuation.measures import Measures, appraise

MOST_OF_A_KIND = 50
"""Findings of one rule that are named, the heaviest first: pairs of a thousand entries would be half a million."""


def checks(case: Case) -> list[Check]:
    """Returns what a critical friend would say of a case: the most severe first, then the heaviest, then by path."""
    return checks_of(appraise(compile_case(case)))


def checks_of(measures: Measures) -> list[Check]:
    """Returns the same of measures whose first row is the base case, so that nothing is worked out twice."""
    return checks_in(Reading(measures))


def checks_in(reading: Reading) -> list[Check]:
    """Returns the same of a reading that somebody has looked at already."""
    every_check = [check for rule in RULES for check in _readable(sorted(rule(reading), key=_order))]
    return sorted(every_check, key=_order)


def _order(check: Check) -> tuple[int, float, str, str]:
    return SEVERITIES.index(check.severity), -check.weight, check.path, check.id


def _readable(of_one_rule: list[Check]) -> list[Check]:
    """Returns what one rule found, those that matter most first and of the rest how many there are."""
    if len(of_one_rule) <= MOST_OF_A_KIND:
        return of_one_rule
    named, more = of_one_rule[:MOST_OF_A_KIND], len(of_one_rule) - MOST_OF_A_KIND
    first = of_one_rule[MOST_OF_A_KIND]
    message = f"There are {more:,} more of this kind than the {MOST_OF_A_KIND} that are named: “{first.message}” is the next."
    remedy = "Put right those that are named and check again: then the next are named."
    return [*named, replace(first, message=message, remedy=remedy, weight=0.0)]
