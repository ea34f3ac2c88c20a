"""Who does the work: posts with their pay and the people each can see, and how many can then start. No price is ever scaled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from make_the_case.authoring.entry_changes import Changes, people_stated_as, unanswered
from make_the_case.authoring.origins import ANSWERS, assumption_at, origin, own_figure
from valuation.case.defaults import default_number
from valuation.case.drivers import DRIVERS
from valuation.case.editing import GONE, edited, free_id, with_entry, without_entry
from valuation.case.option_shape import Cost
from valuation.case.places import key_of, option_of, step, written_at
from valuation.case.validity.validation import Case
from valuation.costs import fte
from valuation.figures import digits

BANDS = {
    "staff.afc_band_2": "Band 2",
    "staff.afc_band_3": "Band 3",
    "staff.afc_band_4": "Band 4",
    "staff.afc_band_5": "Band 5",
    "staff.afc_band_6": "Band 6",
    "staff.afc_band_7": "Band 7",
    "staff.afc_band_8a": "Band 8a",
    "staff.afc_band_8b": "Band 8b",
}
"""What a whole-time post costs its employer in a year, by the name of the figure in the library."""
OWN_PAY = "own"
"""In place of a band: a post whose pay is typed."""
PAY_UNIT = "£ per WTE per year"
NEARLY_ALL = 1 - 1e-9
"""Of what the posts can see: more than this fills them."""


@dataclass(frozen=True)
class Post:
    """A row of who does the work: so many whole-time posts, the pay of one, and the new people that one can see in a year."""

    path: str
    role: str
    posts: float
    band: str
    """The library's figure, or that its pay is its own."""
    pay: float
    people_each: float | None
    """0 where it sees nobody new, None where it is not said."""

    @property
    def people(self) -> float:
        """Returns how many new people all of them can see in a year."""
        return self.posts * (self.people_each or 0.0)


@dataclass(frozen=True)
class PostByStarts:
    """Posts that are worked out from how many people start, and so are not typed in the table."""

    path: str
    role: str
    starts_each: float


def posts_of(case: Case, option: str) -> list[Post]:
    """Returns the posts of an option that are stated: those that say how many people they can see, or whose pay is a band's."""
    at = f"options.{option}.costs"
    return [
        _post(case, f"{at}.{cost.id}", cost)
        for cost in case.option(option).costs
        if DRIVERS[cost.per].counts == "falls_yearly"
        and cost.cash
        and not cost.transfer
        and (cost.people_per_post is not None or _band(case, f"{at}.{cost.id}") in BANDS)
    ]


def posts_by_starts(case: Case, option: str) -> list[PostByStarts]:
    """Returns the posts of an option that follow from how many people start."""
    at = f"options.{option}.costs"
    return [
        PostByStarts(f"{at}.{cost.id}", cost.name or cost.id, case.number(f"{at}.{cost.id}.starts_per_fte"))
        for cost in case.option(option).costs
        if DRIVERS[cost.per].counts == "posts"
    ]


def _post(case: Case, path: str, cost: Cost) -> Post:
    return Post(
        path,
        cost.name or cost.id.replace("_", " "),
        case.number(step(path, "quantity"), default_number("quantity")),
        _band(case, path),
        case.number(step(path, "unit_cost"), 0.0),
        cost.people_per_post,
    )


def _band(case: Case, path: str) -> str:
    """Returns which band's pay a cost takes as it stands in the library."""
    written = written_at(case.data, step(path, "unit_cost"))
    used = written.get("use") if isinstance(written, dict) and "value" not in written else None
    return str(used) if used in BANDS else OWN_PAY


def people_seen(case: Case, option: str) -> float | None:
    """Returns how many new people the stated posts can see in a year; None where none of them says."""
    saying = [post for post in posts_of(case, option) if post.people_each]
    return sum(post.people for post in saying) if saying else None


def posts_needed(case: Case, option: str, people: float) -> tuple[Post, float] | None:
    """Returns the posts that see most, and how many of them it would take for so many people to be seen.

    None where the posts can see them, or do not say how many they see.
    """
    saying = [post for post in posts_of(case, option) if post.people_each]
    seen = sum(post.people for post in saying)
    if not saying or people * NEARLY_ALL <= seen:
        return None
    most = max(saying, key=lambda post: post.people)
    return most, most.posts + (people - seen) / float(most.people_each or 1.0)


def posts_at_most(case: Case, path: str, starts: Sequence[float]) -> float:
    """Returns how many posts that follow from how many people start there are in the busiest year."""
    cost = case.option(str(option_of(path))).costs
    stated = next(each for each in cost if each.id == key_of(path))
    found = fte(
        np.array([starts], dtype=float),
        np.array([case.number(step(path, "starts_per_fte"))]),
        np.array([case.number(step(path, "at_least"))]),
        stated.round_up_to or default_number("round_up_to"),
    )
    return float(found.max()) * case.number(step(path, "quantity"))


# What a person changes in the table --------------------------------------------------------------------------


def new_post(case: Case, option: str) -> Mapping[str, Any]:
    """Returns a post to start from: one of them, its pay still to be answered, and nobody seen."""
    taken = [cost.id for cost in case.option(option).costs]
    return {
        "id": free_id("post", taken),
        "name": "New post",
        "category": "pay",
        "per": "year",
        "unit_cost": unanswered(PAY_UNIT),
        "payer": case.shape.commissioner,
        "people_per_post": 0,
    }


def with_new_post(case: Case, option: str) -> Case:
    """Returns the case with one more post; it takes the place of the one cost that a blank option begins with."""
    at = f"options.{option}.costs"
    grown = with_entry(case, at, new_post(case, option))
    costs = case.option(option).costs
    first = step(at, costs[0].id) if len(costs) == 1 else ""
    if (
        not first
        or costs[0].people_per_post is not None
        or origin(case, step(first, "unit_cost")) != "unanswered"
    ):
        return grown
    return without_entry(grown, first)[0]


def posts_stated(case: Case, path: str, posts: float) -> Changes:
    """Returns the changes that state how many whole-time posts there are: parts of one, or none."""
    number = own_figure(case, step(path, "quantity"), posts)
    return {step(path, "quantity"): {**number, "unit": "posts"}} | _as_a_post(case, path)


def pay_stated(case: Case, path: str, pay: float) -> Changes:
    """Returns the changes that make a typed pay that of one post: it is nobody else's figure any more."""
    number = own_figure(case, step(path, "unit_cost"), pay)
    number.pop("use", None)
    return {step(path, "unit_cost"): {**number, "unit": PAY_UNIT}} | _as_a_post(case, path)


def band_chosen(case: Case, path: str, band: str) -> Changes:
    """Returns the changes that take the pay of one post from the library, or leave it as a figure of one's own."""
    if band == OWN_PAY:
        return pay_stated(case, path, case.number(step(path, "unit_cost"), 0.0))
    return {step(path, "unit_cost"): {"use": band}} | _as_a_post(case, path)


def people_stated(path: str, people_each: float | None) -> Changes:
    """Returns the changes that say how many new people one post can see in a year; nothing typed is none."""
    return {step(path, "people_per_post"): people_each or 0}


def _as_a_post(case: Case, path: str) -> Changes:
    """Returns the changes by which a row of the table stays one, whatever its pay is."""
    is_said = written_at(case.data, step(path, "people_per_post")) is not None
    return {} if is_said else {step(path, "people_per_post"): 0}


def stated_instead(case: Case, path: str, posts: float) -> Changes:
    """Returns the changes that state posts which followed from how many people start: as many, at the same pay."""
    people_each = case.number(step(path, "starts_per_fte"))
    gone: Changes = {step(path, key): GONE for key in ("starts_per_fte", "round_up_to", "at_least")}
    reason = f"One post for every {digits(people_each)} people who start."
    source, grade = ANSWERS["judgement"]
    quantity: dict[str, Any] = {
        "value": posts,
        "unit": "posts",
        "source": source,
        "grade": grade,
        "reason": reason,
    }
    return gone | {
        step(path, "per"): "year",
        step(path, "quantity"): quantity,
        step(path, "people_per_post"): people_each,
    }


# Who can then start ------------------------------------------------------------------------------------------


def with_posts(case: Case, option: str, changes: Changes, also: list[str]) -> Case:
    """Returns the case with changes to its posts, and with who can start where that followed from them before."""
    before = people_seen(case, option)
    changed = edited(case, changes, also)
    follows = reach_of_posts(changed, option, before)
    return edited(changed, follows, also) if follows else changed


def reach_of_posts(case: Case, option: str, before: float | None) -> Changes:
    """Returns the changes that let who can start follow the posts, where nobody has stated it otherwise.

    A plan, or a number of places, follows as long as it is what the posts could see before; an open question is
    answered by them. What a person has stated stays, and the page says how far the two differ.
    """
    seen = people_seen(case, option)
    people = case.option(option).people
    if people is None or seen == before:
        return {}
    at = f"options.{option}.people"
    if people.planned_starts is not None:
        return starts_from_posts(case, option) if _follows(case, f"{at}.planned_starts", before) else {}
    if origin(case, f"{at}.eligible") == "unanswered" and origin(case, f"{at}.uptake") == "unanswered":
        return starts_from_posts(case, option)
    if people.capacity is None and before is not None:
        return {}
    if people.capacity is not None and not _follows(case, f"{at}.capacity", before):
        return {}
    return {f"{at}.capacity": GONE if seen is None else _people_of_posts(case, option)}


def starts_from_posts(case: Case, option: str) -> Changes:
    """Returns the changes that plan for as many people each year as the posts can see."""
    at = f"options.{option}.people"
    changes = people_stated_as(case, option, "planned")
    is_limited = written_at(case.data, f"{at}.capacity") is not None
    limits: Changes = {f"{at}.capacity": GONE} if is_limited else {}
    return changes | limits | {f"{at}.planned_starts": _people_of_posts(case, option)}


def _follows(case: Case, path: str, before: float | None) -> bool:
    """Returns whether one number for every year is what the posts could see before, or waits for an answer."""
    written = written_at(case.data, path)
    if isinstance(written, list):
        return len(written) == 1 and origin(case, f"{path}.0") == "unanswered"
    found = assumption_at(case, path)
    return found is not None and (origin(case, path) == "unanswered" or found.value == before)


def _people_of_posts(case: Case, option: str) -> dict[str, Any]:
    """Returns how many people the posts can see in a year, with the sum that it comes from."""
    saying = [post for post in posts_of(case, option) if post.people_each]
    sums = " + ".join(f"{digits(post.posts)} × {digits(post.people_each or 0.0)}" for post in saying)
    source, grade = ANSWERS["judgement"]
    return {
        "value": sum(post.people for post in saying),
        "unit": "people",
        "source": source,
        "grade": grade,
        "reason": f"{sums or '0'}: posts × the new people that each can see in a year.",
    }


# The money that there is -------------------------------------------------------------------------------------


def money_stated(case: Case, per_year: float | None) -> Changes:
    """Returns the changes that say how much money there is each year; nothing typed takes the budget away."""
    if per_year is None:
        return {"proposal.budget": GONE}
    budget = written_at(case.data, "proposal.budget") or {}
    return {"proposal.budget": {**budget, "per_year": per_year}}


def years_stated(case: Case, option: str, years: int) -> Changes:
    """Returns the changes that let the money, and the service, run for so many years, all of which are counted."""
    changes: Changes = {}
    if written_at(case.data, "proposal.budget") is not None:
        changes["proposal.budget.years"] = years
    if case.option(option).people is not None:
        changes[f"options.{option}.people.delivery_years"] = years
    if years > case.shape.appraisal.years or case.option(option).people is None:
        changes["appraisal.years"] = years
    return changes


def rest_planned(case: Case, option: str, name: str, left: float) -> Mapping[str, Any]:
    """Returns what is left of the money as a cost of its own, the same in each year, which a person plans to spend."""
    served = min(case.delivery_years(option), case.shape.appraisal.years)
    taken = [cost.id for cost in case.option(option).costs]
    reason = "What is left of the money after the other costs."
    return {
        "id": free_id("left_of_the_budget", taken),
        "name": name,
        "per": "year",
        "unit_cost": {
            "value": left / served,
            "unit": "£ per year",
            "price_year": case.shape.appraisal.price_year,
            "distribution": "fixed",
            "source": "Budget",
            "grade": 1,
            "reason": reason,
        },
        "payer": case.shape.commissioner,
    }
