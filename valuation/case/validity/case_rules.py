"""What a case's shape cannot say: rules that hold between keys, entries, the library and the price table.

Each rule reads the case as written, valid or not, passes over what is not of the expected form (the shape
reports that) and yields every problem it sees, so that all problems are reported together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from valuation.case.defaults import default_number
from valuation.case.drivers import driver_of
from valuation.case.key_types import ANYONE
from valuation.case.numbers_of_a_case import Stated, numbers
from valuation.case.places import key_of, step
from valuation.case.shape import FORMAT, FORMAT_WITH_FINDINGS
from valuation.case.validity.case_as_written import (
    Reading,
    entries,
    listed,
    mapping,
    party_problems,
    price_year_problem,
    share_sum_problem,
)
from valuation.case.validity.entry_rules import (
    cost_rules,
    driver_rules,
    outcome_rules,
    overlap_rules,
    value_rules,
)
from valuation.case.validity.finding_rules import finding_rules
from valuation.case.validity.format_needed import keys_of_format_2
from valuation.case.validity.limits import MOST_NUMBERS, too_many_numbers
from valuation.case.validity.pilot_rules import pilot_rules
from valuation.case.validity.published_cost_rules import published_cost_rules
from valuation.case.validity.record_rules import record_rules
from valuation.case.validity.round_rules import round_rules
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import Problem, choices, figure, probably, shown
from valuation.library import UseError, resolve
from valuation.prices import is_financial_year
from valuation.quantities import number_problems


def problems(reading: Reading) -> Iterator[Problem]:
    """Yields everything that is wrong with a case beyond its shape."""
    yield from format_rules(reading)
    yield from appraisal_rules(reading)
    yield from number_rules(reading)
    yield from id_rules(reading)
    yield from record_rules(reading)
    yield from round_rules(reading)
    for path, option in reading.options():
        if id(option) in reading.right:
            continue
        yield from people_rules(reading, path, option)
        for cost_path, cost, is_replaced, siblings in costs_of(path, option):
            if id(cost) not in reading.right:
                yield from cost_rules(reading, cost_path, cost, is_replaced)
            if id(cost) not in reading.right or cost.get("of"):  # which hangs on the costs beside it
                yield from driver_rules(cost_path, cost, siblings)
        yield from published_cost_rules(reading, path, option)
        yield from pilot_rules(path, option)
        yield from enabler_rules(path, option)
        for outcome_path, outcome in entries(option.get("outcomes"), step(path, "outcomes")):
            if id(outcome) in reading.right:
                continue
            yield from outcome_rules(outcome_path, outcome)
            yield from finding_rules(reading, outcome_path, outcome)
            for value_path, value in entries(outcome.get("values"), step(outcome_path, "values")):
                yield from value_rules(reading, value_path, value)
        yield from overlap_rules(path, option)
        yield from caution_rules(reading, path, option)


def format_rules(reading: Reading) -> Iterator[Problem]:
    """A file of the first format holds no key of the second."""
    if reading.data.get("format") != FORMAT:
        return
    for path in keys_of_format_2(reading.data):
        yield Problem(
            path,
            f"`{key_of(path)}` as it is used here belongs to {FORMAT_WITH_FINDINGS}, and this file says {FORMAT}.",
            FORMAT,
            f"format: {FORMAT_WITH_FINDINGS}",
        )


def costs_of(
    path: str, option: PlainMapping
) -> Iterator[tuple[str, PlainMapping, bool, dict[str, PlainMapping]]]:
    """Yields (path, cost, whether it is replaced, the costs it may name in `of`) for every cost of an option."""
    groups = [
        (step(path, "costs"), option.get("costs"), False),
        (step(path, "replaces"), option.get("replaces"), True),
    ]
    for enabler_path, enabler in entries(option.get("enablers"), step(path, "enablers")):
        groups.append((step(enabler_path, "costs"), enabler.get("costs"), False))
    for group_path, group, is_replaced in groups:
        siblings = {str(cost.get("id")): cost for cost in listed(group) if isinstance(cost, dict)}
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
        yield Problem(
            "appraisal.first_year",
            "this is not a financial year that the price table holds.",
            shown(first),
            f"a financial year such as 2026-27, from {span[0]} to {span[-1]}",
        )
    price_year = appraisal.get("price_year")
    if price_year is not None and not reading.deflator.covers(price_year):
        yield price_year_problem(reading, "appraisal.price_year", price_year)
    schedule = appraisal.get("discounting")
    if isinstance(schedule, str) and schedule not in library.schedules:
        yield Problem(
            "appraisal.discounting",
            f"no discounting schedule is called {schedule}.{probably(schedule, library.schedules)}",
            shown(schedule),
            choices(list(library.schedules)) + ", or your own {standard: 0.035, health: 0.015}",
        )
    preferred = data.get("preferred")
    ids = [str(option.get("id")) for _, option in reading.options()]
    if isinstance(preferred, str) and preferred not in ids:
        yield Problem(
            "preferred",
            f"no option is called {preferred}.{probably(preferred, ids)}",
            shown(preferred),
            choices(ids),
        )


def number_rules(reading: Reading) -> Iterator[Problem]:
    """Every number lies in its domain and its range, and what it uses exists."""
    names = [*reading.own]
    for count, stated in enumerate(numbers(reading.data, known=reading.right), 1):
        if count > MOST_NUMBERS:
            yield too_many_numbers()
            return
        path, kind, raw, known = stated
        if known is not None:
            reading.stated[path] = stated
            continue
        if isinstance(raw, dict):
            own_year = raw.get("price_year")
            if own_year is not None and not reading.deflator.covers(own_year):
                yield price_year_problem(reading, step(path, "price_year"), own_year)
            use = raw.get("use")
            if isinstance(use, str):
                try:
                    resolve(path, raw, reading.own, reading.library, reading.changed)
                except UseError as error:
                    meant = "" if error.is_loop else probably(use, [*names, *reading.library.ids()])
                    yield Problem(
                        step(path, "use"),
                        f"{error}.{meant}",
                        shown(use),
                        "an id in this case's `assumptions:`, or in the library (`make-the-case library` lists it)",
                    )
                    continue
                except (TypeError, ValueError, KeyError, OverflowError):
                    continue
        assumption = reading.number(path, raw)
        if assumption is None:
            continue
        reading.stated[path] = Stated(path, kind, raw, replace(assumption, kind=kind))
        uses = f" (from {assumption.path})" if assumption.path != path else ""
        for message, value, allowed in number_problems(
            kind, assumption.value, assumption.low, assumption.high, assumption.stated_distribution
        ):
            yield Problem(path, message + uses, value, allowed)


def id_rules(reading: Reading) -> Iterator[Problem]:
    """No two siblings share an id."""
    lists: list[tuple[str, object]] = [("options", reading.data.get("options"))]
    for path, option in reading.options():
        if id(option) in reading.right:
            continue
        lists += [
            (step(path, key), option.get(key))
            for key in ("costs", "published_costs", "replaces", "outcomes", "enablers")
        ]
        lists.append((step(path, "people.segments"), mapping(option.get("people")).get("segments")))
        lists += [
            (step(p, "findings"), outcome.get("findings"))
            for p, outcome in entries(option.get("outcomes"), step(path, "outcomes"))
            if id(outcome) not in reading.right
        ]
        lists += [
            (step(p, "costs"), e.get("costs"))
            for p, e in entries(option.get("enablers"), step(path, "enablers"))
        ]
    for path, group in lists:
        seen: set[str] = set()
        for place, item in enumerate(group if isinstance(group, list) else []):
            ident = mapping(item).get("id")
            if isinstance(ident, str):
                if ident in seen:
                    yield Problem(
                        f"{path}.{place}.id",
                        f"two entries are called {ident}.",
                        ident,
                        "an id of its own for each",
                    )
                seen.add(ident)


def people_rules(reading: Reading, path: str, option: PlainMapping) -> Iterator[Problem]:
    """People are described in exactly one way, and segments add up."""
    people, people_path = option.get("people"), step(path, "people")
    if people is None:
        yield from _people_left_out(path, option)
    elif isinstance(people, dict):
        yield from _number_of_people_rules(people_path, people)
        yield from _ramp_rules(reading, people_path, people)
        yield from _segment_rules(reading, people_path, people)


def _people_left_out(path: str, option: PlainMapping) -> Iterator[Problem]:
    """An option with costs or outcomes for each person says who takes part."""
    counting_people = [
        cost
        for _, cost, is_replaced, _ in costs_of(path, option)
        if not is_replaced and (driver := driver_of(cost.get("per"))) is not None and driver.counts_people
    ]
    with_effect = [
        outcome
        for _, outcome in entries(option.get("outcomes"), "")
        if any(outcome.get(key) is not None for key in ("adds", "reduces", "findings"))
    ]
    if counting_people or with_effect:
        yield Problem(
            step(path, "people"),
            "this option has costs or outcomes for each person, but does not say who takes part.",
            "nothing",
            "people: {eligible, pool, uptake, …} or people: {planned_starts: […]}",
        )


def _number_of_people_rules(path: str, people: PlainMapping) -> Iterator[Problem]:
    """How many start is planned, or follows from those eligible, their pool and their uptake."""
    if people.get("planned_starts") is not None:
        for key in ("eligible", "pool", "uptake", "ramp"):
            if people.get(key) is not None:
                yield Problem(
                    step(path, key),
                    f"`{key}` and `planned_starts` say the same thing in two ways.",
                    shown(people[key]),
                    "planned_starts alone, or eligible, pool, uptake and ramp",
                )
        return
    if people.get("eligible") is None:
        yield Problem(
            path,
            "this option does not say how many people there are.",
            shown(people),
            "eligible with pool and uptake, or planned_starts",
        )
        return
    if people.get("pool") is None:
        yield Problem(
            step(path, "pool"),
            "`pool` must be chosen: it decides how many people there are in later years.",
            "nothing",
            "standing (one population, offered once) or each_year (as many newly eligible people every year)",
        )
    if people.get("uptake") is None:
        yield Problem(
            step(path, "uptake"),
            "`uptake` is missing.",
            "nothing",
            "the share of eligible people who start, 0 to 1",
        )


def _ramp_rules(reading: Reading, path: str, people: PlainMapping) -> Iterator[Problem]:
    """In a standing pool the share who have started never falls."""
    ramp = people.get("ramp")
    if people.get("pool") != "standing" or not isinstance(ramp, list):
        return
    shares = [reading.value(f"{path}.ramp.{year}", raw) for year, raw in enumerate(ramp)]
    for year, (before, after) in enumerate(pairwise(shares), 1):
        if before is not None and after is not None and after < before:
            yield Problem(
                f"{path}.ramp.{year}",
                "in a standing pool the ramp is the share who have started by then, so it cannot fall.",
                f"{figure(after)} after {figure(before)}",
                f"{figure(before)} or more",
            )


def _segment_rules(reading: Reading, path: str, people: PlainMapping) -> Iterator[Problem]:
    """The segments' shares add up to 1, and somebody of them takes part."""
    segments_path = step(path, "segments")
    segments = list(entries(people.get("segments"), segments_path))
    shares = [(f"{segment_path}.share", segment.get("share")) for segment_path, segment in segments]
    yield from share_sum_problem(reading, segments_path, shares, "the segments")
    products = []
    for segment_path, segment in segments:
        key = "uptake_multiplier"
        share = reading.value(f"{segment_path}.share", segment.get("share"))
        multiplier = reading.value(f"{segment_path}.{key}", segment.get(key), default_number(key))
        if share is None or multiplier is None:
            return  # what cannot be read is said where it stands
        products.append(share * multiplier)
    if products and sum(products) == 0:
        yield Problem(
            segments_path,
            "with these uptake multipliers no one takes part.",
            "Σ share × uptake_multiplier = 0",
            "at least one multiplier above 0",
        )


def caution_rules(reading: Reading, path: str, option: PlainMapping) -> Iterator[Problem]:
    """A caution that holds for so long names parties that there are."""
    for place, caution in entries(option.get("cautions"), step(path, "cautions")):
        named = caution.get("while_nothing_for")
        for name in named if isinstance(named, list) else []:
            if isinstance(name, str) and name != ANYONE:
                yield from party_problems(reading, step(place, "while_nothing_for"), name)


def enabler_rules(path: str, option: PlainMapping) -> Iterator[Problem]:
    """An enabler multiplies something that the option has."""
    people = mapping(option.get("people"))
    for enabler_path, enabler in entries(option.get("enablers"), step(path, "enablers")):
        for key, factor in mapping(enabler.get("multiplies")).items():
            by_plan = key in ("uptake", "ramp") and people.get("planned_starts") is not None
            if factor is not None and (by_plan or not people) and key in ("uptake", "ramp", "completion"):
                why = "its starts are planned" if by_plan else "it has no people"
                yield Problem(
                    f"{enabler_path}.multiplies.{key}",
                    f"this option has no {key} to multiply: {why}.",
                    shown(factor),
                    "completion" if by_plan else "no multiplies",
                )
