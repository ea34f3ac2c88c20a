"""The questions of a workshop in plain words: what is asked, in what it is answered, and what the case says now."""

from __future__ import annotations

from make_the_case.words.assumption_phrases import entry_name, name_of, used_in_words, value_in_words
from make_the_case.words.phrases import capital, financial_year
from valuation import Case
from valuation.case.places import (
    entry_of,
    group_of,
    has_step,
    holder_of,
    is_at_or_below,
    key_of,
    option_at,
    written_at,
)
from valuation.rounds.questions import Question

OUT_OF_100 = "out of 100"
ASKED = {
    "eligible": "How many people could be offered it?",
    "planned_starts": "How many people will start in a year?",
    "uptake": "Out of 100 people who are offered it, how many will start?",
    "completion": "Out of 100 people who start, how many will take part to the end?",
}
"""What is asked of a number of the people who take part, by its key."""


FOR_EACH = {
    "start": " for each person who starts", "completer": " for each person who finishes", "participant_year": " for each person in a year",
    "year": " in a year", "trainee": " for each person trained", "fte": " for each full-time post",
}  # fmt: skip
"""What a cost counts, by the word after `per`, as a question goes on."""


def question_words(case: Case, question: Question) -> str:
    """Returns what people are asked, as one sentence."""
    path, key = question.path, key_of(question.path)
    if group_of(path) == "people" and key in ASKED:
        return f"{_option_named(case, path)}{ASKED[key]}"
    entry = entry_of(path)
    if entry is not None and has_step(path, "costs") and holder_of(path) == entry:
        asked = _of_a_cost(case, question, entry, key)
        if asked:
            return f"{capital(entry_name(case, path))}: {asked}"
    name = capital(name_of(case, path))
    if question.is_share:
        return f"{name}: how many out of 100?"
    if question.kind.is_money:
        return f"{name}: how much is it?"
    return f"{name}: how many?" if question.kind.name == "count" else f"{name}: what is it?"


def _of_a_cost(case: Case, question: Question, entry: str, key: str) -> str:
    """Returns what is asked of a number of a cost, after its name; nothing where its key says no more than its label."""
    cost = written_at(case.data, entry)
    each = FOR_EACH.get(str(cost.get("per")), "")
    unit = plain_unit(question.number.unit or "")
    if key == "quantity" and unit:
        return f"how many {unit}{each}?"
    if key == "unit_cost" and question.is_share:
        return "how many pounds for every £100 of the other costs?"
    if key == "unit_cost" and question.kind.is_money:
        return "what does one cost?" if cost.get("quantity") is not None else f"what does it cost{each}?"
    if key == "starts_per_fte":
        return "how many people who start in a year can one full-time post look after?"
    if key == "turnover":
        return "out of 100 people trained, how many leave in a year?"
    return ""


def plain_unit(unit: str) -> str:
    """Returns a unit as it is said in a question.

    >>> plain_unit("hours"), plain_unit("GBP an hour")
    ('hours', '£ an hour')
    """
    return unit.replace("GBP", "£")


def _option_named(case: Case, path: str) -> str:
    """Returns which option is meant, where there are several."""
    if len(case.shape.options) == 1:
        return ""
    option = next(option for option in case.shape.options if is_at_or_below(path, option_at(option.id)))
    return f"{option.name or option.id}. "


def unit_words(question: Question) -> str:
    """Returns in what a question is answered, for beside a field."""
    if question.is_share:
        return OUT_OF_100
    number = question.number
    unit = plain_unit(number.unit or ("£" if question.kind.is_money else ""))
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
