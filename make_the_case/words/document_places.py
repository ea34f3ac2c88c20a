"""What a place in a programme or a roll-out is called on its page: by the tab on which it is asked, and the names that people gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from make_the_case.words.programme_words import name_of_service
from valuation.case.places import in_the_case, path_of, place_and_path, steps_of
from valuation.programme.programme_shape import ProgrammeShape

PARTS_OF_A_PROGRAMME = {
    "services": "Services",
    "budget": "Money",
    "rules": "Rules",
    "maximise": "Name and basis, what is made as large as it can be",
    "appraisal": "Name and basis",
    "commissioner": "Name and basis, organisation asked to pay",
}
PARTS_OF_A_ROLL_OUT = {
    "places": "Places",
    "waves": "Waves",
    "years": "Waves",
    "central": "Costs of the whole",
    "fidelity": "What is lost and learned",
    "learning": "What is lost and learned",
    "stop_after": "Deciding after a wave",
    "case": "The case",
    "option": "The option",
}


def place_in_programme(programme: ProgrammeShape, path: str) -> str:
    """Returns what a place of a programme is called: the tab and the service, ceiling or rule; of a case the place in it.

    >>> shape = ProgrammeShape.model_validate({"format": "make-the-case-programme/1", "commissioner": "nhs_icb", "services": [{"id": "a", "case": "a.yaml"}]})
    >>> place_in_programme(shape, "budget.0.by_year"), place_in_programme(shape, "rules.1")
    ('Money, ceiling 1', 'Rules, rule 2')
    """
    at, inside = place_and_path(path)
    part, *rest = steps_of(at) or [""]
    words = PARTS_OF_A_PROGRAMME.get(part)
    if words is None:
        return path
    if part in ("budget", "rules") and rest:
        words = f"{words}, {'ceiling' if part == 'budget' else 'rule'} {int(rest[0]) + 1}"
    if part == "services" and rest:
        named = {service.id: name_of_service(service) for service in programme.services}
        words = f"{words}, {named.get(rest[0], rest[0])}"
        words += f", {rest[1]}" if rest[1:] and rest[1] != "case" else ""
    return in_the_case(words, inside)


def place_in_rollout(rollout: Mapping[str, object], path: str) -> str:
    """Returns what a place of a roll-out is called: the tab, and the area and its column, the wave or the cost.

    >>> place_in_rollout({"places": [{"id": "east", "name": "East"}]}, "places.east.eligible"), place_in_rollout({}, "waves.2")
    ('Places, East, column eligible', 'Waves, wave 2')
    """
    part, *rest = steps_of(path) or [""]
    words = PARTS_OF_A_ROLL_OUT.get(part)
    if words is None:
        return path
    if part == "places" and rest:
        ident, *column = rest
        at = f", column {path_of(column)}" if column else ""
        return f"{words}, {_names(rollout.get('places')).get(ident, ident)}{at}"
    if part == "waves" and rest:
        return f"{words}, wave {rest[0]}"
    return words


def _names(places: object) -> dict[str, str]:
    rows: Sequence[object] = places if isinstance(places, list) else []
    return {
        str(row["id"]): str(row["name"])
        for row in rows
        if isinstance(row, Mapping) and row.get("id") and row.get("name")
    }
