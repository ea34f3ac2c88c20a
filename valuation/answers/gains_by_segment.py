"""What those who take part gain in each segment: the case's own evaluator with one segment's gains counted twice."""

from __future__ import annotations

from valuation.accounts import SOCIETY
from valuation.answers.base_case import answer_of
from valuation.case.editing import edited
from valuation.case.places import path_of
from valuation.case.validity.validation import Case
from valuation.lines.compile import compile_case
from valuation.measures import appraise


def gains_by_segment(case: Case, option: str) -> list[float]:
    """Returns the present value in £ of what those who take part gain in each segment of an option, in the order of the file.

    Gain of s = (society's net value with weight 2 of s and 1 of every other) − (the same without weights), for each segment s:
    distributional weights (docs/method.md) multiply nothing but lines to those who take part, so the gains add up to all of them.
    """
    people = case.option(option).people
    segments = [] if people is None else people.segments or []
    found = []
    for one in segments:
        weights = {
            path_of(("options", option, "people", "segments", other.id, "weight")): 2.0
            if other is one
            else 1.0
            for other in segments
        }
        option_answer = answer_of(appraise(compile_case(edited(case, weights)))).options[option]
        found.append(option_answer.weighted_npv - option_answer.accounts[SOCIETY].npv)
    return found
