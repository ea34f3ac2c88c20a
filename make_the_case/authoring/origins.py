"""Where a number of a case comes from, and what it becomes when a person types their own in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from valuation.case.places import written_at
from valuation.case.statuses import counts_as, status_of
from valuation.case.validity.validation import Case
from valuation.case.written.earlier_formats import KEPT
from valuation.quantities import Assumption

Origin = Literal["setting", "library", "published", "stand_in", "kept", "own", "unanswered"]
"""A default of the model · the library's figure · a study's or publisher's figure · a template's planning figure that
nobody has looked at, or that somebody decided to keep · the user's own · a blank that awaits an answer."""

ANSWERS: dict[str, tuple[str, int]] = {
    "quote": ("A quote or contract", 1),
    "records": ("Our records", 2),
    "similar": ("A similar service", 4),
    "judgement": ("Judgement", 5),
}
"""The one question that is asked of a number typed in, its four answers, and the grade that each gives.

The grades are those of assumptions/README.md: 1 for exactly this quantity, 2 for nearly this one, 4 for one other
place, 5 for a rough stand-in. A number of which nothing is said counts as 6.
"""


def assumption_at(case: Case, path: str) -> Assumption | None:
    """Returns the assumption that stands at a path, a `use` followed, or None where no number is written."""
    assumption = case.assumption_at(path)
    if assumption is not None:
        return assumption
    raw = written_at(
        case.data, path
    )  # a setting may be a bare number, such as for how many years it is counted
    return (
        Assumption(path, float(raw)) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
    )


def origin(case: Case, path: str) -> Origin:
    """Returns where the number at a path comes from."""
    raw = written_at(case.data, path)
    assumption = assumption_at(case, path)
    if assumption is None:
        return "setting"
    if status_of(assumption) == "unanswered":
        return "unanswered"
    if assumption.path in case.library and assumption.changed_from is None:
        return "library"
    if assumption.source not in case.library.sources:
        return "own"
    if counts_as(assumption) != "planning_assumption":
        return "published"
    return "kept" if isinstance(raw, dict) and status_of(raw) == "kept" else "stand_in"


def kept(number: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a template's number that somebody keeps because theirs is not known, said so in a word and in a sentence."""
    return {**number, "status": "kept", "reason": KEPT}


def own_figure(case: Case, path: str, value: float) -> dict[str, Any]:
    """Returns what to write where a person types a value: theirs, and no longer its old source's.

    Unit and label stay, and so does what the person has said of an earlier figure of theirs. A range that does not
    hold the new value goes, and so do a library's and a template's source, grade, range, status and price year
    (model.md, section 1).
    """
    raw = written_at(case.data, path)
    number = dict(raw) if isinstance(raw, dict) else {}
    assumption = assumption_at(case, path)
    kept: tuple[str, ...] = ("use", "unit", "label")
    if origin(case, path) == "own":
        kept = (*kept, "source", "grade", "note", "reason", "price_year", "range", "distribution", "status")
    new: dict[str, Any] = {"value": value, **{key: number[key] for key in kept if key in number}}
    if assumption is not None and assumption.unit and "unit" not in new:
        new["unit"] = assumption.unit
    ends = new.get("range")
    if ends and not ends[0] <= value <= ends[1]:
        del new["range"]
        new.pop("distribution", None)
    return new


def with_answer(number: Mapping[str, Any], answer: str) -> dict[str, Any]:
    """Returns a number with the answer to *where does it come from*, as its source and grade."""
    source, grade = ANSWERS[answer]
    return {**number, "source": source, "grade": grade}


def answer_of(case: Case, path: str) -> str | None:
    """Returns which of the four answers a number bears, if any."""
    raw = written_at(case.data, path)
    source = raw.get("source") if isinstance(raw, dict) else None
    return next((key for key, (words, _) in ANSWERS.items() if words == source), None)


def is_library_changed(case: Case, path: str) -> bool:
    """Returns whether a number is typed beside a library's, and so owes its reader a reason."""
    assumption = assumption_at(case, path)
    return assumption is not None and assumption.changed_from is not None


SETTLED: tuple[Origin, ...] = ("own", "kept", "library", "published", "setting")


def six_questions(case: Case, option: str) -> dict[str, bool]:
    """Returns which of the six questions that a first result needs have been answered, or kept as they stood."""
    at = f"options.{option}"
    people = written_at(case.data, f"{at}.people") or {}
    planned = people.get("planned_starts")
    if planned is not None:
        where = f"{at}.people.planned_starts" + (".0" if isinstance(planned, list) else "")
        reach = {"eligible": origin(case, where), "uptake": origin(case, where)}
    else:
        reach = {key: origin(case, f"{at}.people.{key}") for key in ("eligible", "uptake")}
    costs = written_at(case.data, f"{at}.costs") or []
    prices = (f"{at}.costs.{cost['id']}.{key}" for cost in costs for key in ("unit_cost", "quantity"))
    return {
        **{key: answered in SETTLED for key, answered in reach.items()},
        "completion": origin(case, f"{at}.people.completion") in SETTLED,
        "cost": any(origin(case, price) in ("own", "kept") for price in prices),
        "when": True,
        "payer": True,
    }
