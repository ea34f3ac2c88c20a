"""What the pages say while a case is being built: the result in a sentence, a benefit in a sentence, an origin in words."""

from __future__ import annotations

from make_the_case.authoring.origins import Origin
from make_the_case.words.names import class_sentence
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    capital,
    counted,
    financial_year,
    listed,
    money,
    party_in_prose,
    percent,
    plain_number,
    price,
)
from valuation import Answer, Assumption
from valuation.accounts import BENEFIT_CLASSES, CAPACITY, CASH_RELEASING, WIDER
from valuation.case.option_shape import Outcome
from valuation.case.places import entry_of, is_at_or_below, option_of

ORIGINS: dict[Origin, str] = {
    "setting": "Standard setting",
    "library": "National default",
    "published": "Published figure",
    "stand_in": "Template figure: replace with yours",
    "kept": "Template figure, kept: ours is not known",
    "own": "Your figure",
    "unanswered": "Not answered yet",
}
CALCULATED = "Calculated"

GRADES = {
    1: "official figure, or your own records, for exactly this",
    2: "a good study, or a figure for nearly this",
    3: "reasonable, with a known weakness",
    4: "one other place, or informed judgement with a source",
    5: "a rough estimate",
    6: "a guess, or nothing said",
}


UNITS = {"qaly": "QALYs", "wellby": "WELLBYs"}


def running_sentence(answer: Answer, option: str) -> str:
    """Returns the result so far in one sentence: cost, cash, capacity and wider value, never added up."""
    option_answer = answer.options[option]
    cost = option_answer.accounts["commissioner"].pv_costs
    classes = option_answer.benefit_classes
    payer = party_in_prose(answer.commissioner)
    span = counted(len(answer.years), "year")
    clauses = [f"costs {payer} {money(cost)} over {span}" if cost > NEGLIGIBLE else f"costs {payer} no cash"]
    clauses += [
        class_sentence(name, classes[name])
        for name in BENEFIT_CLASSES.keys
        if abs(classes[name]) > NEGLIGIBLE
    ]
    if len(clauses) == 1:
        clauses.append("has no benefit valued in money yet")
    return f"{capital(listed(clauses))}."


def starts_sentence(answer: Answer, option: str) -> str:
    """Returns how many people that is, year by year, as whole numbers."""
    option_answer, years = answer.options[option], answer.years
    if not sum(option_answer.starts):
        return "No one starts yet."
    first, most = option_answer.starts[0], max(option_answer.starts)
    busiest = years[option_answer.starts.index(most)]
    return (
        f"About {plain_number(round(first))} people start in {financial_year(years[0])}"
        + (
            f", and {plain_number(round(most))} in {financial_year(busiest)}, the busiest year"
            if most > first
            else ""
        )
        + f". Over {counted(len(years), 'year')}, {plain_number(round(sum(option_answer.starts)))} start and "
        f"{plain_number(round(sum(option_answer.completers)))} finish."
    )


def number_in_words(value: float, assumption: Assumption | None, as_share: bool) -> str:
    """Returns a number as it is read in a sentence: a percentage, an amount of money or a plain number."""
    if as_share:
        return percent(value)
    if assumption is not None and (assumption.unit or "").startswith("£"):
        return price(value)
    return plain_number(value)


def range_in_words(assumption: Assumption, as_share: bool) -> str:
    """Returns the likely range under a field, or nothing where none is stated."""
    if assumption.low is None or assumption.high is None or assumption.low == assumption.high:
        return ""
    low, high = (number_in_words(end, assumption, as_share) for end in (assumption.low, assumption.high))
    return f"Likely range {low} to {high}"


def is_counted(answer: Answer, path: str) -> bool:
    """Returns whether a value is the one of its overlap group that is counted, or overlaps with none."""
    lines = answer.options[option_of(path) or ""].lines
    return all(line.counted for line in lines if line.path == path)


def origin_line(origin: Origin, assumption: Assumption | None, as_share: bool) -> str:
    """Returns the line under a field: the input's state in words, its likely range and the grade of its evidence."""
    parts = [ORIGINS[origin]]
    if assumption is not None and origin != "unanswered":
        parts.append(range_in_words(assumption, as_share))
        if origin != "setting":
            parts.append(
                f"evidence grade {assumption.grade}"
                if assumption.grade
                else "no grade yet, so counted as the weakest"
            )
    return " · ".join(part for part in parts if part)


def allowance_sentence(answer: Answer, option: str, path: str) -> str:
    """Returns what the optimism bias adjustment did to one entry of the case, or nothing where it did nothing."""
    lines = [
        line
        for line in answer.options[option].lines
        if line.kind == "optimism" and line.counted and is_at_or_below(line.path, path)
    ]
    added = sum(line.pv for line in lines if line.side == "cost")
    taken = -sum(line.pv for line in lines if line.side == "benefit")
    clauses = []
    if abs(added) > NEGLIGIBLE:
        clauses.append(f"adds {money(added)} to its cost")
    if abs(taken) > NEGLIGIBLE:
        clauses.append(
            f"takes {money(taken)} off its benefit" if taken > 0 else f"adds {money(-taken)} to its harm"
        )
    return f"The optimism bias adjustment {listed(clauses)}." if clauses else ""


def entry_costs(answer: Answer, option: str) -> dict[str, float]:
    """Returns the present value of each cost and replaced cost in £ by its path, without the optimism bias adjustment."""
    amounts: dict[str, float] = {}
    for line in answer.options[option].lines:
        if line.kind != "optimism":
            entry = entry_of(line.path) or line.path
            amounts[entry] = amounts.get(entry, 0) + line.pv
    return amounts


NOT_PRICED = "not_priced"


def class_of(outcome: Outcome) -> str:
    """Returns the benefit class under which an outcome is listed: of its counted values the most cautious reading."""
    counted_ones = [value for value in outcome.values if value.overlap is None or value.overlap.counted]
    if not outcome.values:
        return NOT_PRICED
    kinds = {value.kind for value in counted_ones or outcome.values}
    if kinds & {"economic", "health", "wellbeing"}:
        return WIDER
    if any(value.kind == "fiscal" and value.release and value.cashable for value in counted_ones):
        return CASH_RELEASING
    return CAPACITY if "fiscal" in kinds else WIDER
