"""Changes that only make sense together: what else must be said when one word of an entry is changed.

Each function returns changes for `edited` (path → what is written there, None where a key goes), so that a form can
offer a single choice and the case stays valid at every step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from make_the_case.authoring.origins import assumption_at
from valuation.answers.cautions import caution_words
from valuation.case.drivers import DRIVERS, First, is_a_share_of_costs, keys_of_drivers
from valuation.case.editing import free_id
from valuation.case.places import holder_of, key_of, option_of, step, written_at
from valuation.case.validity.validation import Case
from valuation.case.written.earlier_formats import UNANSWERED
from valuation.figures import digits
from valuation.prices import years_from

Changes = dict[str, Any]
AS_PUBLISHED = "As it was published"


def unanswered(unit: str) -> dict[str, Any]:
    """Returns a number that waits for an answer: nothing, said to be nothing yet."""
    return {"value": 0, "unit": unit, "source": "make_the_case", "status": "unanswered", "grade": 6,
            "note": UNANSWERED}  # fmt: skip


# Costs -----------------------------------------------------------------------------------------------------


def driver_chosen(case: Case, path: str, per: str) -> Changes:
    """Returns the changes that let a cost grow with something else."""
    cost = written_at(case.data, path)
    driver, was_share = DRIVERS[per], is_a_share_of_costs(cost.get("per"))
    changes: Changes = {step(path, key): None for key in keys_of_drivers() & set(cost) - driver.keys}
    changes[step(path, "per")] = per
    for key, first in driver.must.items():
        if key in cost:
            continue
        if first is None:
            siblings = written_at(case.data, holder_of(path))
            named = [
                c["id"]
                for c in siblings
                if c["id"] != cost["id"] and not is_a_share_of_costs(c["per"]) and not c.get("transfer")
            ]
            changes[step(path, key)] = named
        else:
            changes[step(path, key)] = _begun(first)
    if driver.is_share:
        changes |= _out_of_shares(case, path)
    if driver.is_share != was_share:
        start = First(0.1, driver.unit) if driver.is_share else First(0, "£")
        changes[step(path, "unit_cost")] = _begun(start)
    return changes


def cash_chosen(case: Case, path: str, is_cash: bool) -> Changes:
    """Returns the changes that make a cost a payment, or time and resources given without one."""
    if is_cash:
        return {step(path, "cash"): None}
    return {
        step(path, "cash"): False,
        step(path, "vat"): None,
        step(path, "transfer"): None,
        step(path, "to"): None,
    }


def transfer_chosen(case: Case, path: str, is_transfer: bool) -> Changes:
    """Returns the changes that make a cost a payment from one to another that uses no resources, or none."""
    if not is_transfer:
        return {step(path, "transfer"): None, step(path, "to"): None}
    payer = written_at(case.data, step(path, "payer"))
    to = "voluntary_sector" if payer != "voluntary_sector" else "nhs_icb"
    gone = {step(path, key): None for key in ("vat", "optimism_bias", "cash")}
    return {**gone, **_out_of_shares(case, path), step(path, "transfer"): True, step(path, "to"): to}


def _out_of_shares(case: Case, path: str) -> Changes:
    """Returns the changes that take a cost out of the costs that are a share of it and of others."""
    at, ident = holder_of(path), key_of(path)
    return {
        f"{at}.{other['id']}.of": [name for name in other["of"] if name != ident]
        for other in written_at(case.data, at)
        if ident in (other.get("of") or []) and len(other["of"]) > 1
    }


def payers_chosen(path: str, shares: Mapping[str, float], case: Case) -> Changes:
    """Returns the changes that let one party pay or gain, or several share: {payer: share}, which must add up to 1."""
    if len(shares) == 1:
        return {path: next(iter(shares))}
    old = written_at(case.data, path)
    kept = old if isinstance(old, dict) else {}
    same = {
        payer: found.value for payer in kept if (found := assumption_at(case, step(path, payer))) is not None
    }
    agreed = {
        "distribution": "fixed",
        "reason": "As agreed between those who pay",
        "source": "Agreement",
        "grade": 1,
    }
    return {
        path: {
            payer: kept[payer] if same.get(payer) == share else {"value": share, **agreed}
            for payer, share in shares.items()
        }
    }


def budget_holder_chosen(case: Case, payer: str) -> Changes:
    """Returns the changes that put the case to another payer, who takes over what the one before was to pay."""
    was = case.shape.commissioner
    changes: Changes = {"commissioner": payer}
    for option in case.shape.options:
        at = f"options.{option.id}"
        groups = [(f"{at}.costs", option.costs)]
        groups += [(f"{at}.enablers.{e.id}.costs", e.costs) for e in option.enablers]
        for group, costs in groups:
            for cost in costs:
                if cost.payer == was and cost.cash:
                    changes[f"{group}.{cost.id}.payer"] = payer
    return changes


def cost_sharing_chosen(case: Case, option: str, shares: Mapping[str, float]) -> Changes:
    """Returns the changes that share every cash cost which public bodies pay in an option between payers."""
    shape = case.option(option)
    changes: Changes = {}
    for cost in shape.costs:
        named = [cost.payer] if isinstance(cost.payer, str) else list(cost.payer)
        if cost.cash and not cost.transfer and all(case.library.payers[payer].is_public for payer in named):
            changes |= payers_chosen(f"options.{option}.costs.{cost.id}.payer", shares, case)
    return changes


def shared_cost(case: Case, option: str) -> str:
    """Returns where the payers of an option's cash costs stand that public bodies share alike, or nothing where they do not."""
    shape = case.option(option)
    paths = [
        f"options.{option}.costs.{cost.id}.payer" for cost in shape.costs if cost.cash and not cost.transfer
    ]
    written = [written_at(case.data, path) for path in paths]
    shared = [(path, payers) for path, payers in zip(paths, written, strict=True) if isinstance(payers, dict)]
    is_alike = bool(shared) and all(list(payers) == list(shared[0][1]) for _, payers in shared)
    return shared[0][0] if is_alike and len(shared) * 2 > len(paths) else ""


def new_cost(
    name: str, per: str, payer: str, cash: bool = True, siblings: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Returns a cost to start from, its price still to be answered; a share is one of all the costs beside it."""
    entry: dict[str, Any] = {"id": free_id(name, []), "name": name, "per": per}
    driver = DRIVERS[per]
    for key, first in driver.must.items():
        named = [c["id"] for c in siblings if not is_a_share_of_costs(c["per"]) and not c.get("transfer")]
        entry[key] = named if first is None else _begun(first)
    entry |= {"unit_cost": unanswered(driver.unit), "payer": payer}
    return entry if cash or driver.is_share else {**entry, "cash": False}


def new_published_cost(
    name: str,
    value: float,
    year: str,
    source: str,
    covers: Iterable[str],
    siblings: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    """Returns what was published that an option costs each person who starts; a name is made up where none is given."""
    called = name or AS_PUBLISHED
    figure: dict[str, Any] = {"value": value, "unit": "£ per person who starts", "price_year": year}
    return {
        "id": free_id(called, [str(sibling["id"]) for sibling in siblings]),
        "name": called,
        "unit_cost": figure | ({"source": source} if source else {}),
        "covers": list(covers),
    }


def _begun(first: First) -> dict[str, Any]:
    """Returns the number that stands in a new cost until somebody answers."""
    return {**unanswered(first.unit), "value": first.value}


# Outcomes --------------------------------------------------------------------------------------------------


def new_outcome(name: str, kind: str, unit: str, to: str) -> dict[str, Any]:
    """Returns an outcome to start from: an effect of nothing yet, priced by its kind, or not priced at all."""
    entry: dict[str, Any] = {"id": free_id(name, []), "name": name}
    if kind == "not_priced":
        return {**entry, "direction": "better", "size": "medium"}
    entry |= {"unit": unit, "adds": unanswered(unit), "applies_to": "completers"}
    prices: dict[str, dict[str, Any]] = {
        "health": {"use": "valuation.qaly"},
        "wellbeing": {"use": "valuation.wellby"},
    }
    value = {"kind": kind, "to": to, "unit_value": prices.get(kind, unanswered(f"£ per {unit}"))}
    return {**entry, "values": [value]}


def effect_chosen(case: Case, path: str, form: str) -> Changes:
    """Returns the changes that state an effect as units gained (`adds`), as a rate reduced (`reduces`) or not at all."""
    outcome = written_at(case.data, path)
    unit = outcome.get("unit") or "unit"
    gone: Changes = {
        step(path, key): None
        for key in ("adds", "reduces", "of", "findings", "measure", "bridge", "place")
        if outcome.get(key) is not None or key in ("adds", "reduces", "of")
    }
    if form == "none":
        return {**gone, step(path, "values"): None, step(path, "applies_to"): outcome.get("applies_to")}
    applies = {step(path, "applies_to"): outcome.get("applies_to") or "completers"}
    if form == "adds":
        return {**gone, **applies, step(path, "adds"): outcome.get("adds") or unanswered(unit)}
    rate = outcome.get("of") or unanswered(f"{unit} per person per year")
    return {
        **gone,
        **applies,
        step(path, "reduces"): outcome.get("reduces") or unanswered("share"),
        step(path, "of"): rate,
    }


def kind_chosen(case: Case, path: str, kind: str) -> Changes:
    """Returns the changes that make a value one of another kind, for somebody who may gain it."""
    value = written_at(case.data, path)
    changes: Changes = {step(path, "kind"): kind}
    if kind != "fiscal":
        changes |= {step(path, "cashable"): None, step(path, "release"): None}
    if kind not in ("health", "wellbeing"):
        changes[step(path, "discount")] = None
    changes[step(path, "from")] = (
        (value.get("from") or case.shape.commissioner) if kind == "transfer" else None
    )
    if kind == "transfer":
        changes[step(path, "optimism_bias")] = None
    to = value.get("to")
    names = [to] if isinstance(to, str) else list(to or {})
    if kind == "fiscal" and not all(case.library.payers[name].is_public for name in names):
        changes[step(path, "to")] = case.shape.commissioner
    return changes


def counted_chosen(case: Case, path: str) -> Changes:
    """Returns the changes that count this value of its overlap group, and none of the others."""
    option = str(option_of(path))
    group = written_at(case.data, f"{path}.overlap.group")
    shape = case.option(option)
    changes: Changes = {}
    for outcome in shape.outcomes:
        for place, value in enumerate(outcome.values):
            at = f"options.{option}.outcomes.{outcome.id}.values.{place}"
            if value.overlap is not None and value.overlap.group == group:
                changes[f"{at}.overlap.counted"] = at == path
    return changes


def released(case: Case, path: str, is_released: bool) -> Changes:
    """Returns the changes that let a share of freed capacity become cash by a decision, or none of it."""
    if not is_released:
        return {step(path, "release"): None, step(path, "cashable"): None}
    return {
        step(path, "release"): {
            "action": "Say which decision releases the money",
            "from_year": _years(case)[0],
        }
    }


# People and options ----------------------------------------------------------------------------------------


def people_stated_as(case: Case, option: str, form: str) -> Changes:
    """Returns the changes that describe people by who could use it (`eligible`) or by a plan of starts (`planned`)."""
    at = f"options.{option}.people"
    people = written_at(case.data, at) or {}
    keys = ("eligible", "pool", "uptake", "ramp", "planned_starts")
    gone: Changes = {f"{at}.{key}": None for key in keys}
    if form == "planned":
        return {**gone, f"{at}.planned_starts": [unanswered("people")]}
    default = {"eligible": unanswered("people"), "pool": "each_year", "uptake": unanswered("share")}
    return {**gone, **{f"{at}.{key}": people.get(key) or default[key] for key in default}}


def rates_stated_as(case: Case, is_own: bool) -> Changes:
    """Returns the changes that discount at two rates of the case's own, begun from its schedule's first, or by a schedule."""
    at = "appraisal.discounting"
    written = written_at(case.data, at)
    if not is_own:
        return {at: written if isinstance(written, str) else next(iter(case.library.schedules))}
    if isinstance(written, dict):
        return {at: written}
    agreed = {"distribution": "fixed", "reason": "Begun from the published schedule", "source": "Your judgement", "grade": 5}  # fmt: skip
    schedule = case.library.schedules[written]
    first = {"standard": schedule.standard[0].rate, "health": schedule.health[0].rate}
    return {at: {kind: {"value": rate, **agreed} for kind, rate in first.items()}}


def weight_stated_as(case: Case, path: str, is_by_income: bool) -> Changes:
    """Returns the changes that weigh a group's gains by its income, or by a weight that is typed."""
    written = written_at(case.data, path)
    if not is_by_income:
        return {path: None if isinstance(written, dict) and "value" not in written else written}
    if isinstance(written, dict) and "income" in written:
        return {path: written}
    middle = {**unanswered("£ a year"), "value": 30_000}
    return {path: {"income": middle, "median_income": dict(middle)}}


def reach_scaled(case: Case, option: str, times: float) -> Changes:
    """Returns the changes that let an option reach more or fewer people: how many could use it, or are planned, and its places.

    The numbers are stand-ins, because nobody has planned them; what costs the same whoever comes stays as it is.
    """
    shape = case.option(option)
    at = f"options.{option}.people"
    changes: Changes = {}
    for key in ("eligible", "planned_starts", "capacity"):
        numbers = getattr(shape.people, key, None)
        if numbers is None:
            continue
        if isinstance(numbers, list):
            changes[f"{at}.{key}"] = [_stand_in(case, f"{at}.{key}.{k}", times) for k in range(len(numbers))]
        else:
            changes[f"{at}.{key}"] = _stand_in(case, f"{at}.{key}", times)
    return changes


def _stand_in(case: Case, path: str, times: float) -> dict[str, Any]:
    assumption = assumption_at(case, path)
    if assumption is None:
        return unanswered("people")
    note = f"{digits(times)} times {digits(assumption.value)}, to begin with."
    first = unanswered(assumption.unit or "people")
    return {**first, "value": assumption.value * times, "status": "planning_assumption", "note": note}


def blank_option(ident: str, name: str, payer: str) -> dict[str, Any]:
    """Returns an option with the six questions open: nobody starts and it costs nothing, until somebody answers."""
    return {
        "id": ident,
        "name": name,
        "people": {
            "eligible": unanswered("people"),
            "pool": "each_year",
            "uptake": unanswered("share"),
            "completion": unanswered("share"),
        },
        "costs": [
            {
                "id": "running",
                "name": "Running cost",
                "per": "year",
                "unit_cost": unanswered("£ per year"),
                "payer": payer,
            }
        ],
    }


def _years(case: Case) -> list[str]:
    return years_from(case.shape.appraisal.first_year, case.shape.appraisal.years)


def cautions_typed(was: object, lines: Sequence[str]) -> list[Any] | str:
    """Returns cautions as they were typed, one on each line: one whose words are unchanged keeps what else the file says of it.

    >>> cautions_typed([{"words": "Small trial.", "while_nothing_is_replaced": True}, "Old."], ["Small trial.", "New."])
    [{'words': 'Small trial.', 'while_nothing_is_replaced': True}, 'New.']
    """
    entries = was if isinstance(was, list) else [was] if was else []
    kept = {" ".join(words.split()): entry for words, entry in zip(caution_words(was), entries, strict=True)}
    found = [kept.get(line, line) for line in lines]
    return found[0] if len(found) == 1 and not isinstance(was, list) else found
