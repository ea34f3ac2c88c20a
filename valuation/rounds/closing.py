"""A round closed into its case: the pooled numbers in their places, with who was asked as their source."""

from __future__ import annotations

from valuation.case.editing import edited
from valuation.case.validity.case_as_written import entries
from valuation.case.validity.validation import Case
from valuation.case.written.plain_values import PlainMapping
from valuation.figures import digits
from valuation.rounds.kinds import FEWEST_APART, counted_in_words
from valuation.rounds.round_answer import Asked, RoundAnswer, record_of

GRADE = 5
"""Of what people judge: better than a guess of one person, and no measurement."""
STATUS = "judgement"
KEPT = ("label", "owner", "review", "initiative", "serves", "cautions", "template")
"""What is known of a number whoever says how much it is."""


def with_round(case: Case, answer: RoundAnswer) -> Case:
    """Returns the case with a round's numbers in their places, and the round itself among its rounds."""
    held = [item for _, item in entries(case.data.get("rounds"), "rounds")]
    earlier = next((item for item in held if item.get("id") == answer.id), {})
    others = [item for item in held if item is not earlier]
    changes: dict[str, object] = {"rounds": [*others, _after(earlier, record_of(answer))]}
    for asked in answer.asked:
        changes[asked.question.path] = _as_written(case, answer, asked)
    return edited(case, changes)


def _after(earlier: PlainMapping, record: PlainMapping) -> PlainMapping:
    """Returns what a round comes to, with what stood in the case before it was first added up."""
    before = {
        each.get("path"): each.get("before") for _, each in entries(earlier.get("questions"), "questions")
    }
    questions = [
        {**each, "before": before.get(each["path"], each["before"])}
        for _, each in entries(record["questions"], "questions")
    ]
    return {**record, "questions": questions}


def source_of(answer: RoundAnswer) -> str:
    """Returns the source of a pooled number: when it was, and who was there by kind and number.

    Of fewer than five people no kind is named: their answers together are nearly the answer of each.
    """
    people = f"{answer.people} {'person' if answer.people == 1 else 'people'}"
    when = f"Workshop, {answer.at.day} {answer.at:%B %Y}, {people}"
    if answer.people < FEWEST_APART:
        return when
    return f"{when}: {', '.join(counted_in_words(kind, count) for kind, count in answer.counts.items())}"


def _as_written(case: Case, answer: RoundAnswer, asked: Asked) -> PlainMapping:
    """Returns a pooled number as the case file writes it."""
    question, pooled = asked.question, asked.number
    raw, was = case.stated[question.path].raw, question.number
    before = raw if isinstance(raw, dict) else {}
    written: PlainMapping = {"value": pooled.value, "range": [pooled.low, pooled.high]}
    if pooled.is_even:
        written["distribution"] = "uniform"
    if was.unit is not None:
        written["unit"] = was.unit
    if was.price_year is not None:
        written["price_year"] = was.price_year
    written |= {"grade": GRADE, "status": STATUS, "source": source_of(answer), "uses_round": answer.id}
    if before.get("use") is not None:
        written["reason"] = "People who know how it is here were asked in a workshop."
    if pooled.is_even:
        written["note"] = (
            f"The answers together have a mean of {digits(pooled.mean)}. The usual distribution of such a figure cannot have that mean "
            "with this range, so every value in the range is taken to be as likely as any other, and the value is the middle."
        )
    return {
        **({"use": before["use"]} if before.get("use") is not None else {}),
        **{key: before[key] for key in KEPT if before.get(key) is not None},
        **written,
    }
