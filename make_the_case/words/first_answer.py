"""What the pages say while a case is being built: the result in a sentence, a benefit in a sentence, an origin in words."""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.authoring.origins import Origin, assumption_at
from make_the_case.words.names import CLASS_WORDS
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
from valuation import Answer, Assumption, Case
from valuation.accounts import BENEFIT_CLASSES, CAPACITY, CASH_RELEASING, WIDER
from valuation.answer import LineAnswer, NotPricedAnswer
from valuation.case.option_shape import Outcome, Value
from valuation.case.places import entry_of, is_at_or_below, option_of
from valuation.figures import digits

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
        CLASS_WORDS[name].sentence.format(money(classes[name]))
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


def benefit_sentence(case: Case, option: str, outcome: Outcome, answer: Answer) -> str:
    """Returns a benefit in one sentence: what each person has, its worth, how long it lasts and what is taken off."""
    if not outcome.values:
        rows = answer.options[option].not_priced
        return _unpriced(outcome, next(row for row in rows if row.id == outcome.id))
    path = f"options.{option}.outcomes.{outcome.id}"
    if (
        outcome.has_effect
        and case.number(f"{path}.{outcome.effect_key}", 0.0) + case.number(f"{path}.place") == 0
    ):
        return "Nothing is counted for this, because its effect is 0."
    effect = _effect(case, path, outcome)
    if not effect:
        return ""
    who = "finishes" if outcome.applies_to == "completers" else "starts"
    clauses = [f"Each person who {who} {effect}", *_worth(case, path, outcome, answer)]
    return ", ".join([*clauses, *_duration(case, path), *_taken_off(case, path)]) + "."


def _effect(case: Case, path: str, outcome: Outcome) -> str:
    """Returns what each person has more or less of, or nothing where the case does not say yet."""
    if not outcome.has_effect:
        return ""
    here = case.number(f"{path}.{outcome.effect_key}", 0.0) + case.number(f"{path}.place")
    if outcome.effect_key == "adds":
        unit = UNITS.get(outcome.unit or "", outcome.unit or "units")
        each = here * case.number(f"{path}.bridge")
        amount = digits(each, 2) if outcome.findings else plain_number(each)
        return f"has {amount} {unit} a year"
    base = assumption_at(case, f"{path}.of")
    if base is None:
        return ""
    word = "fewer" if here >= 0 else "more"
    unit = base.unit or outcome.unit or "a year"
    share = f"{digits(100 * abs(here), 2)}%" if outcome.findings else percent(abs(here))
    return f"has {share} {word} than {plain_number(base.value)} {unit}"


def _worth(case: Case, path: str, outcome: Outcome, answer: Answer) -> list[str]:
    """Returns what one unit is worth to whom, and how much of that releases cash, for each value that is counted."""
    clauses = []
    for place, value in enumerate(outcome.values):
        if not is_counted(answer, f"{path}.values.{place}"):
            continue
        unit_value = assumption_at(case, f"{path}.values.{place}.unit_value")
        if unit_value is not None:
            worth = unit_value.value * case.price_factor(unit_value)
            clauses.append(f"worth {number_in_words(worth, unit_value, False)} each {_to(value)}")
        if value.kind == "fiscal":
            cashable = assumption_at(case, f"{path}.values.{place}.cashable")
            effect = case.effects.get(path)
            is_released = value.release is not None and (effect is None or effect.is_proven_gain)
            share = cashable.value if cashable is not None and is_released else 0.0
            clauses.append(f"of which {percent(share)} releases cash")
    return clauses


def is_counted(answer: Answer, path: str) -> bool:
    """Returns whether a value is the one of its overlap group that is counted, or overlaps with none."""
    lines = answer.options[option_of(path) or ""].lines
    return all(line.counted for line in lines if line.path == path)


def _duration(case: Case, path: str) -> list[str]:
    """Returns how long the effect lasts, and how fast it fades where it does."""
    lasts, fades = (assumption_at(case, f"{path}.{key}") for key in ("lasts", "drop_off"))
    clauses = [f"lasting {_years(1.0 if lasts is None else lasts.value)}"]
    if fades is not None and fades.value:
        clauses.append(f"fading by {percent(fades.value)} a year")
    return clauses


def _taken_off(case: Case, path: str) -> list[str]:
    """Returns what is not counted as the service's own doing."""
    clauses = []
    for key, words in (
        ("deadweight", "{} would have happened anyway"),
        ("attribution", "{} is due to others"),
        ("displacement", "{} is moved from elsewhere"),
    ):
        share = assumption_at(case, f"{path}.{key}")
        if share is not None and share.value:
            clauses.append(words.format(percent(share.value)))
    return clauses


def _unpriced(outcome: Outcome, row: NotPricedAnswer) -> str:
    """Returns what is said of an effect that is not valued in money: what was measured, for which people, and why it is not."""
    sentences = []
    effect = row.effect
    if effect is not None:
        measured = f"Measured: {plain_number(effect.value)} {outcome.unit or ''}".rstrip()
        if effect.low is not None and effect.high is not None:
            measured += f" ({plain_number(effect.low)} to {plain_number(effect.high)})"
        sentences.append(f"{measured}.")
    if row.no_clear_difference:
        sentences.append("No clear difference was found.")
    else:
        words = [word for word in (outcome.direction, outcome.size) if word]
        sentences.append(f"{capital(', '.join(words) or 'direction not said')}.")
        if outcome.who:
            sentences.append(f"For whom: {str(outcome.who).rstrip('.')}.")
    if outcome.why_not_priced and not row.no_clear_difference:
        sentences.append(str(outcome.why_not_priced))
    return " ".join(sentences)


def _years(years: float) -> str:
    return "one year" if years == 1 else f"{plain_number(years)} years"


def _to(value: Value) -> str:
    to = value.to if isinstance(value.to, dict) else [value.to]
    return f"to {listed(party_in_prose(party) for party in to)}"


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


def entry_benefit(answer: Answer, option: str, path: str) -> float:
    """Returns the present value in £ of what one benefit adds to the result, the optimism bias adjustment taken off."""
    return _entry(answer, option, path, lambda line: line.side == "benefit" and line.counted)


def entry_costs(answer: Answer, option: str) -> dict[str, float]:
    """Returns the present value of each cost and replaced cost in £ by its path, without the optimism bias adjustment."""
    amounts: dict[str, float] = {}
    for line in answer.options[option].lines:
        if line.kind != "optimism":
            entry = entry_of(line.path) or line.path
            amounts[entry] = amounts.get(entry, 0) + line.pv
    return amounts


def _entry(answer: Answer, option: str, path: str, reads: Callable[[LineAnswer], bool]) -> float:
    lines = answer.options[option].lines
    return sum(line.pv for line in lines if is_at_or_below(line.path, path) and reads(line))


NOT_PRICED = "not_priced"


def class_headings() -> dict[str, str]:
    """Returns what stands over the benefits of each class, and last over those not valued in money."""
    return {
        **{name: CLASS_WORDS[name].heading for name in BENEFIT_CLASSES.keys},
        NOT_PRICED: "Not valued in money",
    }


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
