"""What somebody disputes of a case, as it is written: figures, and the costs and benefits that the case lacks, in a scenario of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from make_the_case.authoring.origins import with_answer
from valuation import Assumption, Case
from valuation.case.drivers import DRIVERS
from valuation.case.editing import free_id
from valuation.case.places import holder_of, key_of, option_at, path_of, written_at
from valuation.case.written.earlier_formats import CHALLENGE, is_challenge

Changes = dict[str, Any]
MISSING_COSTS = ("once", "year", "start", "completer", "participant_year")
"""What a cost that is missing may depend on: the drivers that need no other number."""


def challenge_id(case: Case) -> str | None:
    """Returns the scenario in which what is disputed stands, where there is one."""
    return next(
        (ident for ident, s in case.shape.scenarios.items() if is_challenge(s.kind, s.name)),
        None,
    )


def own_number(value: float, answer: str | None, reason: str, **keys: Any) -> Changes:
    """Returns a disputed figure as it is written: the challenger's value, where it comes from, and why."""
    number: Changes = {"value": value, **keys, "reason": reason}
    return number if answer is None else with_answer(number, answer)


def in_prices(case: Case, known: Assumption) -> Changes:
    """Returns that a figure is in the case's prices, as the author's is shown, where that has to be said."""
    year = case.shape.appraisal.price_year
    return {} if known.price_year in (None, year) else {"price_year": year}


def missing_cost(
    case: Case, option: str, name: str, price: Changes, per: str, payer: str
) -> tuple[str, Changes]:
    """Returns where a cost that the case lacks belongs, and the cost."""
    ident = _free(case, option, "costs", name)
    unit = DRIVERS[per].unit
    entry: Changes = {
        "id": ident,
        "name": name,
        "per": per,
        "unit_cost": {**price, "unit": unit},
        "payer": payer,
    }
    return path_of((option_at(option), "costs", ident)), entry


def missing_benefit(case: Case, option: str, name: str, worth: Changes, to: str) -> tuple[str, Changes]:
    """Returns where a benefit that the case lacks belongs, and the benefit: what it is worth a year to each person who starts."""
    ident = _free(case, option, "outcomes", name)
    kind = "fiscal" if case.library.payers[to].is_public else "economic"
    said: Changes = {key: worth[key] for key in ("source", "grade", "reason") if key in worth}
    effect: Changes = {"value": 1, "unit": "times", **said}
    value = {"kind": kind, "to": to, "unit_value": {**worth, "unit": "£ per person"}}
    entry: Changes = {"id": ident, "name": name, "adds": effect, "applies_to": "starters", "values": [value]}
    return path_of((option_at(option), "outcomes", ident)), entry


def with_dispute(case: Case, path: str, change: Changes) -> Changes:
    """Returns the changes that put one more dispute beside the case."""
    ident = challenge_id(case) or free_id("challenge", list(case.shape.scenarios))
    written = written_at(case.data, path_of(("scenarios", ident)))
    before: Mapping[str, Any] = written if isinstance(written, dict) else {}
    changes = {**before.get("changes", {}), path: change}
    scenario = {"name": CHALLENGE, **before, "kind": "challenge", "changes": changes}
    return {path_of(("scenarios", ident)): scenario}


def without_dispute(case: Case, ident: str, path: str) -> Changes:
    """Returns the changes that take one dispute back, and the scenario with the last of them."""
    written = written_at(case.data, path_of(("scenarios", ident)))
    left = {key: item for key, item in written["changes"].items() if key != path}
    return {path_of(("scenarios", ident)): {**written, "changes": left} if left else None}


def _free(case: Case, option: str, group: str, name: str) -> str:
    """Returns an id for an entry that is added: none that the case, or the challenge to it, has."""
    at = path_of((option_at(option), group))
    taken = [str(entry["id"]) for entry in written_at(case.data, at) or []]
    ident = challenge_id(case)
    if ident is not None:
        taken += [key_of(path) for path in case.shape.scenarios[ident].changes if holder_of(path) == at]
    return free_id(name, taken)
