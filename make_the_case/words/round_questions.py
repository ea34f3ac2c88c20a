"""The questions of a workshop in plain words: what is asked, in what it is answered, and what the case says now."""

from __future__ import annotations

from make_the_case.words.assumption_phrases import name_of, used_in_words, value_in_words
from make_the_case.words.phrases import capital, financial_year
from valuation import Case
from valuation.case.places import group_of, key_of
from valuation.rounds.questions import Question

OUT_OF_100 = "out of 100"
ASKED = {
    "eligible": "How many people could be offered it?",
    "planned_starts": "How many people will start in a year?",
    "uptake": "Out of 100 people who are offered it, how many will start?",
    "completion": "Out of 100 people who start, how many will take part to the end?",
}
"""What is asked of a number of the people who take part, by its key."""


def question_words(case: Case, question: Question) -> str:
    """Returns what people are asked, as one sentence."""
    path = question.path
    if group_of(path) == "people" and key_of(path) in ASKED:
        named = f"{_option_named(case, path)}{ASKED[key_of(path)]}"
        return named
    name = capital(name_of(case, path))
    if question.is_share:
        return f"{name}: how many out of 100?"
    if question.kind.is_money:
        return f"{name}: how much is it?"
    return f"{name}: how many?" if question.kind.name == "count" else f"{name}: what is it?"


def _option_named(case: Case, path: str) -> str:
    """Returns which option is meant, where there are several."""
    if len(case.shape.options) == 1:
        return ""
    option = next(option for option in case.shape.options if f".{option.id}." in path)
    return f"{option.name or option.id}. "


def unit_words(question: Question) -> str:
    """Returns in what a question is answered, for beside a field."""
    if question.is_share:
        return OUT_OF_100
    number = question.number
    unit = (number.unit or ("£" if question.kind.is_money else "")).replace("GBP", "£")
    if number.price_year is not None and question.kind.is_money:
        return f"{unit or '£'}, in {financial_year(number.price_year)} prices"
    return unit


def known_words(case: Case, question: Question) -> str:
    """Returns what the case says of a number now, and where that comes from."""
    source = (
        case.library.source_title(question.number.source) if question.number.source else "no source is named"
    )
    return f"The case says {used_in_words(case, question.path)} now. Source: {source}."


def answered_in_words(case: Case, question: Question, value: float) -> str:
    """Returns a value as it is read in sentences about a question."""
    return value_in_words(case, question.path, value)
