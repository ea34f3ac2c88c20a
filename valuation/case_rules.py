"""What a case's shape cannot say: rules that hold between keys, entries, the library and the price table.

Each rule reads the case as written, valid or not, passes over what is not of the expected form (the shape
reports that) and yields every problem it sees, so that all problems are reported together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from valuation.case import entry_name, numbers, step
from valuation.errors import Problem, choices, probably, shown
from valuation.library import Library, UseError, resolve
from valuation.prices import Deflator, is_financial_year, years_from
from valuation.quantities import Assumption, number_problems

ID = re.compile(r"^[a-z][a-z0-9_]*$")
COST_KEYS: dict[str, tuple[set[str], set[str]]] = {
    "once": (set(), {"year"}),
    "year": (set(), set()),
    "start": (set(), set()),
    "completer": (set(), set()),
    "participant_year": (set(), {"lag", "lasts", "drop_off"}),
    "fte": ({"starts_per_fte"}, {"round_up_to", "at_least"}),
    "trainee": ({"trainees"}, {"over_years", "turnover"}),
    "costs": ({"of"}, set()),
}
"""Keys of a cost that go with its `per` alone: those it must have, and those it may have."""
PER_KEYS = set().union(*(must | may for must, may in COST_KEYS.values()))
NEEDS_PEOPLE = ("start", "completer", "participant_year", "fte")


@dataclass
class Reading:
    """A case as written, with what the rules need to judge it."""

    data: dict[str, Any]
    library: Library
    deflator: Deflator
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    _resolved: dict[tuple[str, int], Assumption | None] = field(default_factory=dict)

    @property
    def own(self) -> dict[str, Any]:
        """Returns the case's own assumptions block."""
        return mapping(self.data.get("assumptions"))

    def options(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yields (path, option)."""
        return entries(self.data.get("options"), "options")

    def number(self, path: str, raw: Any) -> Assumption | None:
        """Returns the assumption behind a number as written, or None where it cannot be read."""
        place = (path, id(raw))
        if place not in self._resolved:
            try:
                self._resolved[place] = resolve(path, raw, self.own, self.library, self.changed) if raw is not None else None
            except (UseError, TypeError, ValueError, KeyError):
                self._resolved[place] = None
        return self._resolved[place]

    def value(self, path: str, raw: Any, default: float | None = None) -> float | None:
        """Returns the value behind a number as written, or the default where there is none."""
        found = self.number(path, raw)
        return default if found is None else found.value


def mapping(value: Any) -> dict[str, Any]:
    """Returns the value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def entries(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields (path, entry) for the mappings of a list."""
    for place, item in enumerate(value if isinstance(value, list) else []):
        if isinstance(item, dict):
            yield step(path, entry_name(item, place)), item


def problems(reading: Reading) -> Iterator[Problem]:
    """Yields everything that is wrong with a case beyond its shape."""
    yield from appraisal_rules(reading)
    yield from number_rules(reading)
    yield from id_rules(reading)
    for path, option in reading.options():
        yield from people_rules(reading, path, option)
        for cost_path, cost, is_replaced, siblings in costs_of(path, option):
            yield from cost_rules(reading, cost_path, cost, is_replaced, siblings)
            yield from driver_rules(cost_path, cost, siblings)
        yield from enabler_rules(path, option)
        for outcome_path, outcome in entries(option.get("outcomes"), step(path, "outcomes")):
            yield from outcome_rules(outcome_path, outcome)
            for value_path, value in entries(outcome.get("values"), step(outcome_path, "values")):
                yield from value_rules(reading, value_path, value)
        yield from overlap_rules(path, option)


def costs_of(path: str, option: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool, dict[str, dict[str, Any]]]]:
    """Yields (path, cost, whether it is replaced, the costs it may name in `of`) for every cost of an option."""
    groups = [(step(path, "costs"), option.get("costs"), False), (step(path, "replaces"), option.get("replaces"), True)]
    for enabler_path, enabler in entries(option.get("enablers"), step(path, "enablers")):
        groups.append((step(enabler_path, "costs"), enabler.get("costs"), False))
    for group_path, group, is_replaced in groups:
        siblings = {str(cost.get("id")): cost for _, cost in entries(group, group_path)}
        for cost_path, cost in entries(group, group_path):
            yield cost_path, cost, is_replaced, siblings


def appraisal_rules(reading: Reading) -> Iterator[Problem]:
    """The commissioner, the years, the prices and the rates exist."""
    data, library = reading.data, reading.library
    yield from party_problems(reading, "commissioner", data.get("commissioner"))
    appraisal = mapping(data.get("appraisal"))
    first = appraisal.get("first_year")
    if isinstance(first, str) and not (is_financial_year(first) and first in reading.deflator.index):
        span = sorted(reading.deflator.index)
        yield Problem("appraisal.first_year", "this is not a financial year that the price table holds.", shown(first), f"a financial year such as 2026-27, from {span[0]} to {span[-1]}")
    price_year = appraisal.get("price_year")
    if price_year is not None and not reading.deflator.covers(price_year):
        yield price_year_problem(reading, "appraisal.price_year", price_year)
    schedule = appraisal.get("discounting")
    if isinstance(schedule, str) and schedule not in library.schedules:
        yield Problem("appraisal.discounting", f"no discounting schedule is called {schedule}.{probably(schedule, library.schedules)}", shown(schedule), choices(list(library.schedules)) + ", or your own {standard: 0.035, health: 0.015}")
    preferred = data.get("preferred")
    ids = [str(option.get("id")) for _, option in reading.options()]
    if isinstance(preferred, str) and preferred not in ids:
        yield Problem("preferred", f"no option is called {preferred}.{probably(preferred, ids)}", shown(preferred), choices(ids))


def price_year_problem(reading: Reading, path: str, found: Any) -> Problem:
    """Returns the problem of a price year that the deflator's table does not hold."""
    hint = ""
    if isinstance(found, str) and re.fullmatch(r"\d{4}/\d{2,4}|\d{4}-\d{4}", found):
        hint = f" Probably meant: {found[:4]}-{found[-2:]}."
    return Problem(path, f"this price year is not in the table of GDP deflators.{hint}", shown(found), reading.deflator.span())


def number_rules(reading: Reading) -> Iterator[Problem]:
    """Every number lies in its domain and its range, and what it uses exists."""
    names = [*reading.own]
    for path, kind, raw in numbers(reading.data):
        if isinstance(raw, dict):
            own_year = raw.get("price_year")
            if own_year is not None and not reading.deflator.covers(own_year):
                yield price_year_problem(reading, step(path, "price_year"), own_year)
            if raw.get("value") is None and raw.get("use") is None:
                yield Problem(path, "this number has neither a value nor a `use`.", shown(raw), "a number; {value: 0.12, …}; or {use: unit_costs.ae_attendance}")
                continue
            use = raw.get("use")
            if isinstance(use, str):
                try:
                    resolve(path, raw, reading.own, reading.library, reading.changed)
                except UseError as error:
                    meant = "" if error.is_loop else probably(use, [*names, *reading.library.ids()])
                    yield Problem(step(path, "use"), f"{error}.{meant}", shown(use), "an id in this case's `assumptions:`, or in the library (`make-the-case library` lists it)")
                    continue
                except (TypeError, ValueError, KeyError):
                    continue
        assumption = reading.number(path, raw)
        if assumption is None:
            continue
        uses = f" (from {assumption.path})" if assumption.path != path else ""
        for message, found, allowed in number_problems(kind, assumption.value, assumption.low, assumption.high, assumption.stated_distribution):
            yield Problem(path, message + uses, found, allowed)


def id_rules(reading: Reading) -> Iterator[Problem]:
    """No two siblings share an id."""
    lists: list[tuple[str, Any]] = [("options", reading.data.get("options"))]
    for path, option in reading.options():
        lists += [(step(path, key), option.get(key)) for key in ("costs", "replaces", "outcomes", "enablers")]
        lists.append((step(path, "people.segments"), mapping(option.get("people")).get("segments")))
        lists += [(step(p, "costs"), e.get("costs")) for p, e in entries(option.get("enablers"), step(path, "enablers"))]
    for path, group in lists:
        seen: set[str] = set()
        for place, item in enumerate(group if isinstance(group, list) else []):
            ident = mapping(item).get("id")
            if isinstance(ident, str):
                if ident in seen:
                    yield Problem(f"{path}.{place}.id", f"two entries are called {ident}.", ident, "an id of its own for each")
                seen.add(ident)


def share_sum_problem(reading: Reading, path: str, shares: list[tuple[str, Any]], what: str) -> Iterator[Problem]:
    """Yields a problem where the shares do not add up to 1 (±1e-9)."""
    values = [reading.value(p, raw) for p, raw in shares]
    if values and all(v is not None for v in values):
        total = sum(v for v in values if v is not None)
        if abs(total - 1) > 1e-9:
            yield Problem(path, f"the shares of {what} add up to {total:.10g}, not 1.", f"{total:.10g}", "shares that add up to 1")


def party_problems(reading: Reading, path: str, party: Any, public_only: bool = False) -> Iterator[Problem]:
    """Yields problems of a payer or gainer, alone or shared."""
    payers = reading.library.payers
    allowed = [p.id for p in payers.values() if p.is_public or not public_only]
    names = [party] if isinstance(party, str) else list(party) if isinstance(party, dict) else []
    for name in names:
        at = path if isinstance(party, str) else step(path, name)
        if name not in payers:
            yield Problem(at, f"no payer or group is called {name}.{probably(name, allowed)}", shown(name), choices(allowed, most=30))
        elif name not in allowed:
            yield Problem(at, f"a fiscal value goes to a public payer, and {name} is not one; for others the kind is economic, health or wellbeing.", shown(name), choices(allowed, most=30))
    if isinstance(party, dict):
        if not party:
            yield Problem(path, "the sharing names nobody.", "an empty mapping", "{nhs_icb: 0.6, local_authority: 0.4}")
        yield from share_sum_problem(reading, path, [(step(path, k), v) for k, v in party.items()], "the payers")


def year_index(data: dict[str, Any], year: Any) -> int | None:
    """Returns the index of a year of the case, 0 the first, from an index or a financial year; None where it is neither."""
    if isinstance(year, int) and not isinstance(year, bool):
        return year
    first = mapping(data.get("appraisal")).get("first_year")
    if is_financial_year(year) and is_financial_year(first):
        return int(str(year)[:4]) - int(str(first)[:4])
    return None


def year_problems(reading: Reading, path: str, entry: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Problem]:
    """Yields problems of the years named in an entry."""
    for key in keys:
        year = entry.get(key)
        if year is None or isinstance(year, bool):
            continue
        first = mapping(reading.data.get("appraisal")).get("first_year")
        example = years_from(first, 2)[1] if is_financial_year(first) else "2027-28"
        allowed = f"an index, 0 the first year, or a financial year such as {example}"
        index = year_index(reading.data, year)
        if isinstance(year, str) and not is_financial_year(year):
            yield Problem(step(path, key), "this is not a financial year.", shown(year), allowed)
        elif index is not None and index < 0:
            yield Problem(step(path, key), "this year is before the first year of the case.", shown(year), allowed)
        elif isinstance(year, int) and year > 1000:
            yield Problem(step(path, key), "a calendar year is not a year of the case.", shown(year), allowed)


def people_rules(reading: Reading, path: str, option: dict[str, Any]) -> Iterator[Problem]:
    """People are described in exactly one way, and segments add up."""
    people = option.get("people")
    at = step(path, "people")
    if people is None:
        needing = [p for p, c, replaced, _ in costs_of(path, option) if c.get("per") in NEEDS_PEOPLE and not replaced]
        if needing or any(o.get("adds") is not None or o.get("reduces") is not None for _, o in entries(option.get("outcomes"), "")):
            yield Problem(at, "this option has costs or outcomes for each person, but does not say who takes part.", "nothing", "people: {eligible, pool, uptake, …} or people: {planned_starts: […]}")
        return
    if not isinstance(people, dict):
        return
    planned = people.get("planned_starts") is not None
    if planned:
        for key in ("eligible", "pool", "uptake", "ramp"):
            if people.get(key) is not None:
                yield Problem(step(at, key), f"`{key}` and `planned_starts` say the same thing in two ways.", shown(people[key]), "planned_starts alone, or eligible, pool, uptake and ramp")
    elif people.get("eligible") is None:
        yield Problem(at, "this option does not say how many people there are.", shown(people), "eligible with pool and uptake, or planned_starts")
    else:
        if people.get("pool") is None:
            yield Problem(step(at, "pool"), "`pool` must be chosen: it decides how many people there are in later years.", "nothing", "standing (one population, offered once) or each_year (as many newly eligible people every year)")
        if people.get("uptake") is None:
            yield Problem(step(at, "uptake"), "`uptake` is missing.", "nothing", "the share of eligible people who start, 0 to 1")
    ramp = people.get("ramp")
    if people.get("pool") == "standing" and isinstance(ramp, list):
        values = [reading.value(f"{at}.ramp.{k}", raw) for k, raw in enumerate(ramp)]
        for k in range(1, len(values)):
            before, after = values[k - 1], values[k]
            if before is not None and after is not None and after < before:
                yield Problem(f"{at}.ramp.{k}", "in a standing pool the ramp is the share who have started by then, so it cannot fall.", f"{after:g} after {before:g}", f"{before:g} or more")
    segments = list(entries(people.get("segments"), step(at, "segments")))
    yield from share_sum_problem(reading, step(at, "segments"), [(f"{p}.share", s.get("share")) for p, s in segments], "the segments")
    products = [(reading.value(f"{p}.share", s.get("share")), reading.value(f"{p}.uptake_multiplier", s.get("uptake_multiplier"), 1.0)) for p, s in segments]
    if products and all(a is not None and b is not None for a, b in products) and sum((a or 0) * (b or 0) for a, b in products) == 0:
        yield Problem(step(at, "segments"), "with these uptake multipliers nobody takes part.", "Σ share × uptake_multiplier = 0", "at least one multiplier above 0")


def cost_rules(reading: Reading, path: str, cost: dict[str, Any], is_replaced: bool, siblings: dict[str, Any]) -> Iterator[Problem]:
    """Payers exist; transfers, VAT and in-kind costs go together as they may; years are in order."""
    yield from party_problems(reading, step(path, "payer"), cost.get("payer"), public_only=is_replaced)
    yield from year_problems(reading, path, cost, ("year", "from", "until"))
    start, end = (year_index(reading.data, cost.get(key)) for key in ("from", "until"))
    if start is not None and end is not None and end < start:
        yield Problem(step(path, "until"), "`until` comes before `from`.", shown(cost.get("until")), f"{cost.get('from')} or later")
    is_transfer = cost.get("transfer") is True
    if cost.get("cash") is False:
        if cost.get("vat") is not None:
            yield Problem(step(path, "vat"), "a resource used without a payment carries no VAT.", shown(cost["vat"]), "no vat, or cash: true")
        if is_transfer:
            yield Problem(step(path, "transfer"), "a transfer is always cash.", "true", "no `cash: false` on a transfer")
    if is_transfer:
        if cost.get("to") is None:
            yield Problem(step(path, "to"), "a transfer needs `to`, who receives it.", "nothing", "a payer or group")
        for key in ("optimism_bias", "vat"):
            if cost.get(key) is not None:
                yield Problem(step(path, key), f"a transfer carries no {'VAT' if key == 'vat' else 'optimism bias'}.", shown(cost[key]), f"no {key}")
    elif cost.get("to") is not None:
        yield Problem(step(path, "to"), "only a transfer says who receives it.", shown(cost["to"]), "no `to`, or transfer: true")
    if cost.get("to") is not None:
        yield from party_problems(reading, step(path, "to"), cost.get("to"))
    if is_replaced:
        for key, bad in (("vat", cost.get("vat") is not None), ("transfer", is_transfer), ("cash", cost.get("cash") is False)):
            if bad:
                yield Problem(step(path, key), f"`{key}` has no place under `replaces`.", shown(cost[key]), f"no {key}")
        yield from year_problems(reading, step(path, "release"), mapping(cost.get("release")), ("from_year",))
    else:
        for key in ("cashable", "release"):
            if cost.get(key) is not None:
                yield Problem(step(path, key), f"`{key}` goes with values and with what the option replaces, not with its costs.", shown(cost[key]), f"no {key}")


def driver_rules(path: str, cost: dict[str, Any], siblings: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    """A cost has the keys that its driver needs, and none that another driver needs."""
    per = cost.get("per")
    if per not in COST_KEYS:
        return
    must, may = COST_KEYS[per]
    for key in sorted(must):
        if cost.get(key) is None:
            yield Problem(step(path, key), f"a cost per {per} needs `{key}`.", "nothing", "the costs it is a share of" if key == "of" else "a number")
    for key in sorted(PER_KEYS & set(cost) - must - may):
        if cost[key] is not None:
            fits = [p for p, (a, b) in COST_KEYS.items() if key in a | b]
            yield Problem(step(path, key), f"`{key}` does nothing for a cost per {per}.", shown(cost[key]), f"`{key}` with per: {choices(fits)}")
    for name in cost.get("of") or [] if per == "costs" and isinstance(cost.get("of"), list) else []:
        named = siblings.get(str(name))
        allowed = [k for k, c in siblings.items() if c.get("per") != "costs" and c.get("transfer") is not True]
        if named is None:
            yield Problem(step(path, "of"), f"no cost beside this one is called {name}.{probably(name, allowed)}", shown(name), choices(allowed))
        elif name not in allowed:
            what = "a share of other costs itself" if named.get("per") == "costs" else "a transfer"
            yield Problem(step(path, "of"), f"{name} is {what}, and cannot be part of the sum.", shown(name), choices(allowed))


def enabler_rules(path: str, option: dict[str, Any]) -> Iterator[Problem]:
    """An enabler multiplies something that the option has."""
    people = mapping(option.get("people"))
    for enabler_path, enabler in entries(option.get("enablers"), step(path, "enablers")):
        for key, factor in mapping(enabler.get("multiplies")).items():
            by_plan = key in ("uptake", "ramp") and people.get("planned_starts") is not None
            if factor is not None and (by_plan or not people) and key in ("uptake", "ramp", "completion"):
                why = "its starts are planned" if by_plan else "it has no people"
                yield Problem(f"{enabler_path}.multiplies.{key}", f"this option has no {key} to multiply: {why}.", shown(factor), "completion" if by_plan else "no multiplies")


def outcome_rules(path: str, outcome: dict[str, Any]) -> Iterator[Problem]:
    """An outcome has exactly one effect, or none and no price."""
    adds, reduces, of = (outcome.get(key) is not None for key in ("adds", "reduces", "of"))
    if adds and reduces:
        yield Problem(path, "an outcome has one effect, and this has two.", "adds and reduces", "adds, or reduces with of")
    elif reduces and not of:
        yield Problem(step(path, "of"), "`reduces` needs `of`: the rate that is reduced.", "nothing", "a rate per person per year")
    elif of and not reduces:
        yield Problem(step(path, "of"), "`of` needs `reduces`: by how much.", "no reduces", "reduces with of, or adds alone")
    has_effect = adds or reduces
    if not has_effect and outcome.get("values"):
        yield Problem(path, "this outcome is priced but has no effect.", "values without adds or reduces", "adds, or reduces with of; or no values")
    if has_effect and outcome.get("applies_to") is None:
        yield Problem(step(path, "applies_to"), "`applies_to` must be chosen: the group in whom the effect was measured.", "nothing", "starters or completers")
    if outcome.get("total") is True and outcome.get("unit") not in ("qaly", "wellby"):
        yield Problem(step(path, "total"), "only outcomes in QALYs or WELLBYs are totalled.", shown(outcome.get("unit")), "unit: qaly or unit: wellby")


def value_rules(reading: Reading, path: str, value: dict[str, Any]) -> Iterator[Problem]:
    """A value has the keys that its kind may have, and goes to somebody who exists."""
    kind = value.get("kind")
    yield from party_problems(reading, step(path, "to"), value.get("to"), public_only=kind == "fiscal")
    if kind == "transfer":
        if value.get("from") is None:
            yield Problem(step(path, "from"), "a transfer needs `from`, who pays it.", "nothing", "a payer or group")
        else:
            yield from party_problems(reading, step(path, "from"), value.get("from"))
        if value.get("optimism_bias") is not None:
            yield Problem(step(path, "optimism_bias"), "a transfer carries no optimism bias.", shown(value["optimism_bias"]), "no optimism_bias")
    elif value.get("from") is not None:
        yield Problem(step(path, "from"), "only a transfer says who pays it.", shown(value["from"]), "no `from`, or kind: transfer")
    for key in ("cashable", "release"):
        if kind != "fiscal" and value.get(key) is not None:
            yield Problem(step(path, key), f"`{key}` goes with fiscal values alone.", shown(value[key]), f"no {key}, or kind: fiscal")
    if value.get("discount") == "health" and kind not in ("health", "wellbeing"):
        yield Problem(step(path, "discount"), "the health rate is for health and wellbeing values alone.", "health", "standard")
    yield from year_problems(reading, step(path, "release"), mapping(value.get("release")), ("from_year",))


def overlap_rules(path: str, option: dict[str, Any]) -> Iterator[Problem]:
    """Of the values in a group one is counted, and of its QALYs or WELLBYs one outcome is totalled."""
    counted: dict[str, list[str]] = {}
    members: dict[tuple[str, str], dict[str, tuple[bool, bool]]] = {}
    for outcome_path, outcome in entries(option.get("outcomes"), step(path, "outcomes")):
        for value_path, value in entries(outcome.get("values"), step(outcome_path, "values")):
            group = mapping(value.get("overlap")).get("group")
            if not isinstance(group, str):
                continue
            is_counted = mapping(value.get("overlap")).get("counted", True) is True
            counted.setdefault(group, [])
            if is_counted:
                counted[group].append(value_path)
            if outcome.get("unit") in ("qaly", "wellby"):
                outcomes = members.setdefault((group, outcome["unit"]), {})
                was = outcomes.get(outcome_path, (False, False))[0]
                outcomes[outcome_path] = (was or is_counted, outcome.get("total") is True)
    for group, paths in counted.items():
        if len(paths) != 1:
            yield Problem(paths[1] if paths else step(path, "outcomes"), f"the overlap group {group} has {len(paths) or 'no'} counted values.", choices(paths) or "none", "exactly one counted value in a group; `counted: false` on the others")
    for (group, unit), outcomes in members.items():
        with_count = [p for p, (has, _) in outcomes.items() if has]
        marked = [p for p, (_, total) in outcomes.items() if total]
        if len(outcomes) > 1 and len(with_count) != 1 and len(marked) != 1:
            where = (marked or list(outcomes))[1]
            yield Problem(where, f"the overlap group {group} has two outcomes in {unit.upper()}s that could be totalled.", choices(list(outcomes)), "`total: true` on one of them")
