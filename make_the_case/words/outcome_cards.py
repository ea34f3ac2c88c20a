"""An outcome on its card: how much changes, for how many people and how long, what that is worth, and how well it is known."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.authoring.origins import assumption_at
from make_the_case.words.evidence_panels import SQUARES, Fact, OutcomeFacts
from make_the_case.words.first_answer import GRADES, UNITS, class_of, number_in_words
from make_the_case.words.names import CLASS_WORDS
from make_the_case.words.phrases import NEGLIGIBLE, capital, counted, money, percent, plain_number
from make_the_case.words.tables.evidence_tables import HALF_OF_80, in_measure, known_words
from valuation import Answer, Assumption, Case
from valuation.answers.outcome_worth import worth_of
from valuation.case.effects import RELATIVE_REDUCTION, FromFindings
from valuation.case.option_shape import Outcome
from valuation.case.places import option_of, step
from valuation.evidence.scales import Measure, measures_of
from valuation.figures import rough_money

STRENGTH = ("Not known", "Weak", "Mixed", "Strong", "Strong")
"""How strong the evidence is, by how many squares are filled."""
TAKEN_OFF_BY_HAND = {
    "drop_off": "Fading by {} a year",
    "deadweight": "{} would have happened anyway",
    "attribution": "{} is due to others",
    "displacement": "{} is moved from elsewhere",
}
NOT_IN_MONEY = "Not valued in money"


@dataclass(frozen=True)
class OutcomeCard:
    """An outcome of an option as a card shows it."""

    path: str
    outcome: Outcome
    name: str
    is_harm: bool
    has_findings: bool
    facts: OutcomeFacts


def outcome_cards(case: Case, answer: Answer, option: str) -> list[OutcomeCard]:
    """Returns every outcome of an option as a card, in the order of the case: harms and what has no price among them."""
    return [_card(case, answer, option, outcome) for outcome in case.option(option).outcomes]


def outcomes_sentence(cards: list[OutcomeCard]) -> str:
    """Returns how many outcomes there are, how many of them are harms, and how many have no price."""
    harms = sum(card.is_harm for card in cards)
    unpriced = sum(not card.outcome.values for card in cards)
    parts = [
        *([counted(harms, "is a harm", "are harms")] if harms else []),
        *([counted(unpriced, "is not valued in money", "are not valued in money")] if unpriced else []),
    ]
    of_which = f", of which {' and '.join(parts)}" if parts else ""
    return f"This option has {counted(len(cards), 'outcome')}{of_which}."


def _card(case: Case, answer: Answer, option: str, outcome: Outcome) -> OutcomeCard:
    path = step(step("options", option), f"outcomes.{outcome.id}")
    effect = case.effects.get(path)
    is_harm = _is_harm(case, path, outcome)
    squares, known = _known(case, answer, option, path, outcome, effect)
    facts = (
        _amount(case, path, outcome, effect),
        _people(case, answer, option, outcome),
        _lasts(case, path, outcome),
        _worth(case, answer, path, outcome),
    )
    return OutcomeCard(
        path,
        outcome,
        outcome.name or outcome.id,
        is_harm,
        effect is not None,
        OutcomeFacts(facts, squares, STRENGTH[squares], known),
    )


def _is_harm(case: Case, path: str, outcome: Outcome) -> bool:
    """Returns whether people are expected to be worse off by it."""
    if outcome.has_effect and (here := _here(case, path, outcome)):
        return here < 0
    return outcome.direction == "worse"


def _here(case: Case, path: str, outcome: Outcome) -> float:
    return case.number(step(path, outcome.effect_key), 0.0) + case.number(step(path, "place"))


# How much ----------------------------------------------------------------------------------------------------


def _amount(case: Case, path: str, outcome: Outcome, effect: FromFindings | None) -> Fact:
    label = "How much for each person"
    if effect is not None:
        return _amount_found(case, path, effect, label)
    if not outcome.has_effect:
        words = ", ".join(word for word in (outcome.direction, outcome.size) if word)
        is_harm = outcome.direction == "worse"
        return Fact(label, capital(words) or "Not said", "Not measured", is_harm)
    assumption = case.assumption_at(step(path, outcome.effect_key))
    here = _here(case, path, outcome)
    if outcome.effect_key == "reduces":
        return Fact(label, *_fewer(case, path, here), here < 0)
    unit = UNITS.get(outcome.unit or "", outcome.unit or "units")
    worse = " worse" if here < 0 else ""
    return Fact(label, f"{plain_number(abs(here))} {unit} a year{worse}", _range(assumption), here < 0)


def _range(assumption: Assumption | None) -> str:
    if assumption is None or assumption.low is None or assumption.high is None:
        return ""
    if assumption.low == assumption.high:
        return ""
    low, high = (number_in_words(end, assumption, False) for end in (assumption.low, assumption.high))
    return f"Likely range {low} to {high}"


def _amount_found(case: Case, path: str, effect: FromFindings, label: str) -> Fact:
    at = effect.at(case.standard or "expected")
    half = HALF_OF_80 * at.sd
    likely = likely_words(effect.measure, at.mean - half, at.mean + half) if at.sd else ""
    if not at.mean and not at.sd:
        return Fact(label, "Nothing counted", "None of its findings counts")
    if effect.measure == RELATIVE_REDUCTION and effect.key == "reduces":
        words, of = _fewer(case, path, at.mean)
        return Fact(label, words, ". ".join(part for part in (of, capital(likely)) if part), at.mean < 0)
    return Fact(label, effect_words(case, effect, at.mean), capital(likely), at.mean < 0)


def effect_words(case: Case, effect: FromFindings, mean: float) -> str:
    """Returns an effect with good positive as an amount of its measure, and whether people are better or worse off."""
    if effect.measure == RELATIVE_REDUCTION:
        return f"{in_measure(effect.measure, abs(mean))} {'more' if mean < 0 else 'fewer'}"
    side = " worse" if mean < 0 else " better" if mean else ""
    return f"{in_measure(effect.measure, abs(mean))} {unit_words(case, effect)}{side}"


def unit_words(case: Case, effect: FromFindings) -> str:
    """Returns what an effect is counted in, in a word or two where it is points of a scale."""
    measure = measures_of(case.library)[effect.measure]
    return "points" if is_of_points(measure) else measure.unit


def is_of_points(measure: Measure) -> bool:
    """Returns whether a measure is a score: it has two ends, and is no share."""
    return measure.ends is not None and measure.ends[1] != 1


def likely_words(measure: str, low: float, high: float) -> str:
    """Returns a likely range low to high, with good positive, and says which end is for the worse.

    >>> likely_words("points", -0.05, 0.39), likely_words("points", 0.03, 0.31)
    ('likely 0.05 worse to 0.39 better', 'likely 0.03 to 0.31')
    >>> likely_words("relative_reduction", -0.05, 0.15)
    'likely 5% more to 15% fewer'
    """
    if low >= 0:
        return f"likely {in_measure(measure, low)} to {in_measure(measure, high)}"
    worse, better = ("more", "fewer") if measure == RELATIVE_REDUCTION else ("worse", "better")
    side = better if high >= 0 else worse
    return f"likely {in_measure(measure, -low)} {worse} to {in_measure(measure, abs(high))} {side}"


def _fewer(case: Case, path: str, here: float) -> tuple[str, str]:
    base = assumption_at(case, step(path, "of"))
    words = f"{percent(round(abs(here), 3))} {'fewer' if here >= 0 else 'more'}"
    if base is None or not base.value:
        return words, "The number a year without it is not answered yet"
    return words, f"Of {plain_number(base.value)} {base.unit or 'a year'}"


# Who it is for, and how long -----------------------------------------------------------------------------------


def _people(case: Case, answer: Answer, option: str, outcome: Outcome) -> Fact:
    found = answer.options[option]
    starts = outcome.applies_to == "starters"
    people = round(sum(found.starts if starts else found.completers))
    label = "For how many"
    if not outcome.has_effect and outcome.who:
        return Fact(label, str(outcome.who))
    span = counted(len(answer.years), "year")
    return Fact(label, f"{plain_number(people)} people", f"Who {'start' if starts else 'finish'} over {span}")


def _lasts(case: Case, path: str, outcome: Outcome) -> Fact:
    label = "For how long"
    if not outcome.has_effect:
        return Fact(label, "Not said")
    notes = [
        words.format(percent(share))
        for key, words in TAKEN_OFF_BY_HAND.items()
        if (share := case.number(step(path, key)))
    ]
    return Fact(label, years_words(case.number(step(path, "lasts"))), ". ".join(notes))


def years_words(years: float) -> str:
    """Returns a time as people say it: in months below two years, where that is a whole number.

    >>> years_words(0.5), years_words(1.0), years_words(2.5)
    ('6 months', '1 year', '2.5 years')
    """
    months = round(years * 12, 6)
    if years != 1 and years < 2 and months == int(months):
        return "1 month" if months == 1 else f"{int(months)} months"
    return "1 year" if years == 1 else f"{plain_number(years)} years"


# What it is worth, and how well that is known ----------------------------------------------------------------


def _worth(case: Case, answer: Answer, path: str, outcome: Outcome) -> Fact:
    label = "Worth in all"
    if not outcome.values:
        rows = answer.options[option_of(path) or ""].not_priced
        is_unclear = any(row.id == outcome.id and row.no_clear_difference for row in rows)
        why = f"Why: {outcome.why_not_priced}" if outcome.why_not_priced else ""
        why = "No clear difference was found." if is_unclear else why
        return Fact(label, NOT_IN_MONEY, why)
    worth = worth_of(case, answer, path, outcome)
    if worth is None:
        return Fact(label, "Not counted", "Another outcome counts the same change.")
    if abs(worth.total) < NEGLIGIBLE:
        return Fact(label, "Nothing yet", "Its effect or its price is 0.")
    side = "harm" if worth.total < 0 else "gain"
    each = f"{CLASS_WORDS[class_of(outcome)].heading}. {rough_money(abs(worth.each))} a person before discounting"
    return Fact(label, f"{money(abs(worth.total))} {side}", each, worth.total < 0)


def _known(
    case: Case,
    answer: Answer,
    option: str,
    path: str,
    outcome: Outcome,
    effect: FromFindings | None,
) -> tuple[int, str]:
    """Returns how many squares are filled, and what is known in a sentence."""
    if not outcome.has_effect:
        return 0, "It has not been measured."
    assumption = case.assumption_at(step(path, outcome.effect_key))
    grade = assumption.grade if assumption is not None and assumption.grade else len(GRADES)
    squares = max(0, SQUARES + 1 - grade)
    if effect is None:
        return squares, f"{capital(GRADES[min(grade, len(GRADES))])}."
    found = answer.options[option].evidence.outcomes[outcome.id]
    return squares, known_words(effect, found.label)
