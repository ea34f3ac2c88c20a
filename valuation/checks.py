"""The critical friend: a valid case can still be a bad case. Each check says what is wrong, where, and what to do."""

from __future__ import annotations

from valuation.check_reading import SEVERITIES, Check, Reading
from valuation.check_rules import RULES
from valuation.compile import compile_case
from valuation.measures import Measures, appraise
from valuation.validation import Case


def checks(case: Case) -> list[Check]:
    """Returns what a critical friend would say of a case: the most severe first, then the heaviest, then by path."""
    return checks_of(appraise(compile_case(case)))


def checks_of(measures: Measures) -> list[Check]:
    """Returns the same of measures whose first row is the base case, so that nothing is worked out twice."""
    reading = Reading(measures)
    found = [check for rule in RULES for check in rule(reading)]
    return sorted(found, key=lambda c: (SEVERITIES.index(c.severity), -c.weight, c.path, c.id))
