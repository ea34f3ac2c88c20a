"""An option split by area: each with its people and its own uptake, written as the model's segments with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from make_the_case.authoring.entry_changes import Changes, people_stated_as
from make_the_case.authoring.origins import ANSWERS, own_figure
from valuation.case.editing import GONE, free_id
from valuation.case.places import step, written_at
from valuation.case.validity.validation import Case
from valuation.errors import CaseError, Problem
from valuation.figures import digits

AREAS = "areas"
FEWEST = 2
BOTH = "an option is split by groups or by areas, not by both. Treat everyone alike first, under “More about people”."


@dataclass(frozen=True)
class Area:
    """One area: what it is called, how many people there could use it, and the share of them who start."""

    name: str
    people: float
    uptake: float


def is_split_by_area(case: Case, option: str) -> bool:
    """Returns whether the people of an option are split by area."""
    people = case.option(option).people
    return people is not None and bool(people.segments) and people.split_by == AREAS


def is_split_by_group(case: Case, option: str) -> bool:
    """Returns whether the people of an option are split by group, so that they cannot be split by area too."""
    people = case.option(option).people
    return people is not None and bool(people.segments) and people.split_by != AREAS


def areas_of(case: Case, option: str) -> list[Area]:
    """Returns the areas of an option, as they were typed."""
    people = case.option(option).people
    if people is None or not is_split_by_area(case, option):
        return []
    at = f"options.{option}.people"
    eligible, uptake = case.number(f"{at}.eligible", 0.0), case.number(f"{at}.uptake", 0.0)
    found = []
    for segment in people.segments or []:
        path = f"{at}.segments.{segment.id}"
        share, times = case.number(f"{path}.share", 0.0), case.number(f"{path}.uptake_multiplier")
        found.append(Area(segment.name or segment.id, eligible * share, uptake * times))
    return found


def areas_stated(case: Case, option: str, areas: Sequence[Area]) -> Changes:
    """Returns the changes that split an option by area: everyone together, the share who start of all, and how each area differs.

    An area's share is its people among all, and its factor its own uptake beside that of all, so that each area has the
    starts that it was stated with. Raises CaseError for fewer than two areas, or an area without people or a name.
    """
    at = f"options.{option}.people"
    _judge(case, option, areas)
    people = sum(area.people for area in areas)
    uptake = sum(area.people * area.uptake for area in areas) / people
    is_planned = written_at(case.data, f"{at}.planned_starts") is not None
    restated = people_stated_as(case, option, "eligible") if is_planned else {}
    ids: list[str] = []
    for area in areas:
        ids.append(free_id(area.name, ids))
    source, grade = ANSWERS["judgement"]
    sure = {"distribution": "fixed", "source": source, "grade": grade}
    return restated | {
        f"{at}.eligible": own_figure(case, f"{at}.eligible", people),
        f"{at}.uptake": own_figure(case, f"{at}.uptake", uptake),
        f"{at}.split_by": AREAS,
        f"{at}.segments": [
            {
                "id": ident,
                "name": area.name,
                "share": {
                    "value": area.people / people,
                    **sure,
                    "reason": f"{digits(area.people)} of {digits(people)} people.",
                },
                "uptake_multiplier": {
                    "value": area.uptake / uptake if uptake else 1.0,
                    **sure,
                    "reason": f"{digits(100 * area.uptake, 3)} of 100 start here, {digits(100 * uptake, 3)} everywhere.",
                },
            }
            for ident, area in zip(ids, areas, strict=True)
        ],
    }


def areas_alike(option: str) -> Changes:
    """Returns the changes that treat the areas alike again: everyone together stays as it is."""
    at = f"options.{option}.people"
    return {step(at, "segments"): GONE, step(at, "split_by"): GONE}


def _judge(case: Case, option: str, areas: Sequence[Area]) -> None:
    path = f"options.{option}.people.segments"
    if is_split_by_group(case, option):
        raise _refused(case, path, BOTH, "groups")
    if len(areas) < FEWEST:
        raise _refused(case, path, "a split by area needs two areas at least.", str(len(areas)))
    for area in areas:
        if not area.name.strip():
            raise _refused(case, path, "each area needs a name, like Eastside.", "no name")
        if area.people <= 0:
            raise _refused(
                case,
                path,
                f"no people are stated for {area.name}. Say how many could use it there, or leave the area out.",
                digits(area.people),
            )


def _refused(case: Case, path: str, message: str, found: str) -> CaseError:
    return CaseError(case.name, [Problem(path, message, found)])
