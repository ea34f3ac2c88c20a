"""What people may be asked: numbers about people, time, money and how things work here, and never what a service does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from valuation.case.places import (
    OWN,
    first_of,
    has_step,
    holder_of,
    is_below,
    key_of,
    own_name,
    step,
    steps_of,
)
from valuation.case.records.round_shape import MOST_QUESTIONS, MOST_WEIGHED
from valuation.case.validity.validation import Case
from valuation.errors import CaseError, Problem, choices, probably, shown
from valuation.quantities import ANY, SHARE, Assumption, Kind

EFFECT_KEYS = ("adds", "reduces", "place", "bridge", "effect_multiplier", "deadweight", "attribution")
"""What says how much a service changes: only studies say that."""
PARTIES = ("payer", "to")
"""Who shares a cost or a benefit, each a share of it."""
AS_A_CLAIM = "people, time, money or how things work here; what people believe of an effect is entered as a finding of the design claim"


@dataclass(frozen=True)
class Question:
    """A number of the case that people are asked for."""

    path: str
    kind: Kind
    number: Assumption
    """What the case says now."""

    @property
    def is_share(self) -> bool:
        """Returns whether it is asked as so many out of 100."""
        return self.kind.low == SHARE.low and self.kind.high == SHARE.high


@dataclass(frozen=True)
class Weighed:
    """An outcome on which people share points."""

    id: str
    path: str
    name: str


def questions_of(case: Case, paths: Sequence[str]) -> tuple[Question, ...]:
    """Returns the numbers at paths as questions; raises CaseError with all that cannot be asked."""
    problems = list(_problems_of_the_list(paths))
    problems += [problem for path in dict.fromkeys(paths) if (problem := why_not(case, path)) is not None]
    if problems:
        raise CaseError(case.name, problems)
    return tuple(question_at(case, path) for path in paths)


def _problems_of_the_list(paths: Sequence[str]) -> Iterator[Problem]:
    if not paths:
        yield Problem("", "no number is asked for.", "nothing", f"1 to {MOST_QUESTIONS} numbers of the case")
    if len(set(paths)) > MOST_QUESTIONS:
        message = "a round asks few questions, so that people have time for each."
        yield Problem("", message, f"{len(set(paths))} numbers", f"1 to {MOST_QUESTIONS}")
    for path in dict.fromkeys(path for path in paths if list(paths).count(path) > 1):
        yield Problem(path, "this number is asked for twice.", shown(path), "each number once")


def question_at(case: Case, path: str) -> Question:
    """Returns the number at a path as a question; KeyError where the case has none there."""
    stated = case.stated.get(path)
    if stated is None or stated.assumption is None:
        raise KeyError(path)
    return Question(path, _kind_where_used(case, path) or stated.kind, stated.assumption)


def _kind_where_used(case: Case, path: str) -> Kind | None:
    """Returns the kind of quantity of the first place that uses one of the case's own numbers."""
    name = own_name(path)
    if name is None:
        return None
    users = (
        each.kind
        for each in case.stated.values()
        if isinstance(each.raw, dict) and each.raw.get("use") == name
    )
    return next(users, ANY)


def why_not(case: Case, path: str) -> Problem | None:
    """Returns why a number cannot be asked for; None where it can."""
    if path in case.derived or key_of(path) in EFFECT_KEYS or has_step(path, "findings"):
        return Problem(
            path,
            "this says what the service changes, and a round does not ask for effects.",
            shown(path),
            AS_A_CLAIM,
        )
    stated = case.stated.get(path)
    if stated is None:
        allowed = "a path of this case, such as options.ID.people.uptake"
        if path in case.library:
            return Problem(
                path,
                "this is a number of the library, which other cases use too.",
                shown(path),
                "the place of this case that uses it",
            )
        return Problem(
            path, f"this case has no number here.{probably(path, case.stated)}", shown(path), allowed
        )
    number = stated.assumption
    if number is not None and first_of(number.path) == OWN and number.path != path:
        return Problem(
            path, "this place takes its number from one that several places share.", shown(path), number.path
        )
    if key_of(holder_of(path)) in PARTIES or (has_step(path, "segments") and key_of(path) == "share"):
        message = "this is a part of a whole, and the parts add up to 1 together."
        return Problem(path, message, shown(path), AS_A_CLAIM)
    if is_below(path, "appraisal") or (
        number is not None and number.stated_distribution == "fixed" and number.low is not None
    ):
        return Problem(
            path, "this is set by policy, and is the same for every case.", shown(path), AS_A_CLAIM
        )
    return None


def may_be_asked(case: Case) -> list[str]:
    """Returns the paths of all numbers that people may be asked for."""
    return [path for path in case.stated if why_not(case, path) is None]


def outcomes_weighed(case: Case, names: Sequence[str]) -> tuple[Weighed, ...]:
    """Returns the outcomes on which people share 100 points; raises CaseError where one is not of the case, or there are too many."""
    known = {weighed.id: weighed for weighed in outcomes_of(case)}
    problems = [
        Problem(
            "",
            f"no outcome of this case is called {name}.{probably(name, known)}",
            shown(name),
            choices(list(known)),
        )
        for name in names
        if name not in known
    ]
    if len(set(names)) > MOST_WEIGHED:
        message = "points are shared between few outcomes, so that people can weigh each against the others."
        problems.append(Problem("", message, f"{len(set(names))} outcomes", f"up to {MOST_WEIGHED}"))
    if names and len(set(names)) == 1:
        problems.append(
            Problem(
                "", "points cannot be shared on one outcome alone.", names[0], f"2 to {MOST_WEIGHED} outcomes"
            )
        )
    if problems:
        raise CaseError(case.name, problems)
    return tuple(known[name] for name in dict.fromkeys(names))


def outcomes_of(case: Case) -> list[Weighed]:
    """Returns every outcome of the case by its id, priced or not: those of the preferred option first."""
    options = sorted(case.shape.options, key=lambda option: option.id != case.preferred)
    found: dict[str, Weighed] = {}
    for option in options:
        for outcome in option.outcomes:
            path = step(step(step("options", option.id), "outcomes"), outcome.id)
            found.setdefault(outcome.id, Weighed(outcome.id, path, outcome.name or outcome.id))
    return list(found.values())


def is_an_outcome(path: str) -> bool:
    """Returns whether a path is that of an outcome itself: what a row of points is about."""
    parts = steps_of(path)
    return len(parts) == 4 and parts[0] == "options" and parts[2] == "outcomes"
