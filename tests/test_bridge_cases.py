"""The bridge between two cases: by hand, by brute force over cases written out, and for cases at random."""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of, cases
from finished_cases import EARLIER, case_at, path_of
from hypothesis import given
from hypothesis import strategies as st

from valuation import Case, appraise, compile_case, with_changes, with_scenario
from valuation.case.written.quick_yaml import plain_yaml
from valuation.compare.bridge import Bridge, bridge

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))

ROUND = """
format: make-the-case/1
commissioner: nhs_icb
appraisal:
  {first_year: 2026-27, years: 2, price_year: 2026-27, discounting: {standard: 0, health: 0}, optimism_bias: none}
options:
- id: group
  people: {planned_starts: [100, 100], timing: start_of_year}
  costs:
  - {id: rooms, per: year, unit_cost: {value: 1000, grade: 1}, payer: nhs_icb}
  outcomes:
  - id: visits
    adds: {value: 0.5, grade: 1}
    applies_to: starters
    values: [{kind: fiscal, to: acute_trust, unit_value: {value: 40, grade: 1}}]
"""
"""200 people × 0.5 visits × £40 = £4,000, for £1,000 in each of two years: £2,000 net, and nothing is discounted."""

FULL = """
format: make-the-case/1
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 4, price_year: 2026-27, discounting: green_book}
assumptions:
  hourly: {value: 14, grade: 3, price_year: 2024-25}
  icb_part: {value: 0.75, grade: 2}
  council_part: {value: 0.25, grade: 2}
options:
- id: group
  people:
    eligible: {value: 2000, grade: 2}
    pool: standing
    uptake: {value: 0.2, grade: 3}
    ramp: [0.3, 0.6, 1.0]
    completion: 0.7
    capacity: [150, 200]
    segments:
    - {id: poorer, share: 0.4, uptake_multiplier: 0.8}
    - {id: others, share: 0.6}
  costs:
  - {id: post, per: fte, starts_per_fte: 90, round_up_to: 0.5, unit_cost: {value: 40000, grade: 2}, phase: [0.5, 1.0],
     payer: {nhs_icb: {use: icb_part}, local_authority: {use: council_part}}}
  - {id: rooms, per: year, unit_cost: {value: 9000, grade: 4}, payer: {nhs_icb: 0.5, local_authority: 0.5}, vat: 0.2}
  - {id: leaflets, per: start, quantity: 3, unit_cost: {use: hourly}, payer: nhs_icb}
  - {id: overheads, per: costs, of: [post, rooms, leaflets], unit_cost: {value: 0.12, grade: 3}, payer: nhs_icb}
  - {id: hours, per: start, quantity: 8, unit_cost: {use: hourly}, payer: participants, cash: false}
  replaces:
  - {id: clinic, per: year, unit_cost: {value: 15000, grade: 2}, payer: nhs_icb, cashable: 1,
     release: {action: It closes, from_year: 1}}
  outcomes:
  - id: visits
    reduces: {value: 0.2, grade: 2}
    of: {value: 3, grade: 1}
    applies_to: completers
    lasts: 2
    drop_off: 0.3
    values:
    - {kind: fiscal, to: acute_trust, unit_value: {use: unit_costs.ae_attendance}, cashable: 0.5,
       release: {action: Fewer beds, from_year: 2}}
    - {kind: economic, to: participants, unit_value: {use: hourly}}
  - id: health
    unit: qaly
    adds: {value: 0.01, grade: 2}
    applies_to: starters
    values:
    - {kind: health, to: participants, unit_value: {value: 70000, grade: 1}, overlap: {group: gain, counted: true}}
  - id: wellbeing
    unit: wellby
    adds: {value: 0.05, grade: 4}
    applies_to: starters
    values:
    - {kind: wellbeing, to: participants, unit_value: {value: 13000, grade: 1}, overlap: {group: gain, counted: false}}
  enablers:
  - {id: training, multiplies: {uptake: 1.2, completion: 1.1}, costs: [{id: course, per: once, unit_cost: 5000, payer: nhs_icb}]}
"""
"""Every kind of entry once. The figures are made up: only what follows from them is tested."""

Edit = Callable[[dict[str, Any]], None]


def data_of(text: str) -> dict[str, Any]:
    return plain_yaml(text)


def at(data: dict[str, Any], path: str) -> Any:
    """What stands at a path of plain data, a list's entries by their id or place."""
    node: Any = data
    for part in path.split(".") if path else ():
        if isinstance(node, list):
            node = next(
                e for k, e in enumerate(node) if part in (str(k), isinstance(e, dict) and e.get("id"))
            )
        else:
            node = node[part]
    return node


def put(path: str, value: Any) -> Edit:
    """An edit that writes a value at a path of the option (or of the case, where the path begins so)."""

    def edit(data: dict[str, Any]) -> None:
        *way, last = _whole(path).split(".")
        node = at(data, ".".join(way))
        if isinstance(node, list):
            node[int(last)] = copy.deepcopy(value)
        else:
            node[last] = copy.deepcopy(value)

    return edit


def add(path: str, entry: dict[str, Any]) -> Edit:
    return lambda data: at(data, _whole(path)).append(copy.deepcopy(entry))


def drop(path: str, ident: str) -> Edit:
    def edit(data: dict[str, Any]) -> None:
        entries = at(data, _whole(path))
        entries[:] = [entry for entry in entries if entry["id"] != ident]

    return edit


def _whole(path: str) -> str:
    return path if path.split(".")[0] in ("appraisal", "assumptions", "commissioner") else f"options.0.{path}"


def case(text: str, *edits: Edit) -> Case:
    data = data_of(text)
    for edit in edits:
        edit(data)
    return case_of(data)


def both_round(*edits: Edit, **how: Any) -> Bridge:
    return bridge(case(ROUND), case(ROUND, *edits), **how)


def by_path(found: Bridge) -> dict[str, float]:
    return {change.path.removeprefix("options.group."): change.contribution for change in found.changes}


def close(found: Any, expected: Any, scale: float = 1.0) -> None:
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9 * max(1.0, scale))


def alone(one: Case, found: Bridge) -> float:
    """The measure of one case by itself."""
    account = appraise(compile_case(one))[found.option].accounts[found.account]
    return float(getattr(account, found.measure)[0])


def is_whole(found: Bridge, a: Case, b: Case) -> None:
    """The ends are what each case comes to by itself, and the contributions add up to the way between."""
    scale = max(1.0, *(abs(c.contribution) for c in found.changes), abs(found.a), abs(found.b))
    close([found.a, found.b], [alone(a, found), alone(b, found)], scale)
    close(sum(c.contribution for c in found.changes), found.b - found.a, scale)


# By hand -------------------------------------------------------------------------------------------------------


def test_two_numbers_that_multiply_share_what_they_do_together_evenly() -> None:
    found = both_round(
        put("outcomes.visits.adds.value", 0.8), put("outcomes.visits.values.0.unit_value.value", 70)
    )
    close([found.a, found.b], [2000, 9200])
    # 200 people × ½ × (0.8 − 0.5) × (£40 + £70), and 200 × ½ × (£70 − £40) × (0.5 + 0.8)
    close(by_path(found), {"outcomes.visits.adds": 3300, "outcomes.visits.values.0.unit_value": 3900})
    assert found.exact and {change.kind for change in found.changes} == {"number"}


def test_a_cost_that_only_one_case_has_is_a_change_like_any_other() -> None:
    extra = {"id": "tea", "per": "start", "unit_cost": 3, "payer": "nhs_icb"}
    found = both_round(add("costs", extra), put("people.planned_starts", [100, 200]))
    # £3 × ½ × (200 + 300 people), and 100 more people × (£20 of visits − ½ × £3)
    close(by_path(found), {"costs.tea": -750, "people.planned_starts.1": 1850})
    (tea,) = [change for change in found.changes if change.path.endswith("tea")]
    assert (tea.kind, tea.a, tea.b) == ("structure", None, "there")


def test_an_outcome_dropped_takes_its_benefit_away() -> None:
    found = both_round(drop("outcomes", "visits"), measure="pv_benefits")
    close((found.a, found.b), (4000, 0))
    close(by_path(found), {"outcomes.visits": -4000})


def test_another_payer_is_a_change_of_the_account_that_no_longer_pays() -> None:
    b = put("costs.rooms.payer", "local_authority")
    found = both_round(b, account="commissioner")
    close(by_path(found), {"costs.rooms.payer": 2000})
    (change,) = found.changes
    assert (change.kind, change.a, change.b) == ("structure", "nhs_icb", "local_authority")
    close(by_path(both_round(b)), {"costs.rooms.payer": 0})


def test_shares_of_one_payment_are_one_change() -> None:
    a = case(ROUND, put("costs.rooms.payer", {"nhs_icb": 0.5, "local_authority": 0.5}))
    b = case(ROUND, put("costs.rooms.payer", {"nhs_icb": 0.8, "local_authority": 0.2}))
    found = bridge(a, b, account="commissioner")
    close(by_path(found), {"costs.rooms.payer": -600})
    (change,) = found.changes
    assert (change.kind, change.b) == ("number", {"local_authority": 0.2, "nhs_icb": 0.8})


def test_a_worse_grade_alone_costs_its_optimism_bias() -> None:
    by_grade = put("appraisal.optimism_bias", "by_grade")
    a, b = case(ROUND, by_grade), case(ROUND, by_grade, put("costs.rooms.unit_cost.grade", 3))
    found = bridge(a, b)
    close(by_path(found), {"costs.rooms.unit_cost": -200})  # 10% of £2,000
    (change,) = found.changes
    assert (change.a, change.b) == (1000, 1000)


def test_a_number_whose_value_and_grade_both_changed_is_one_change() -> None:
    by_grade = put("appraisal.optimism_bias", "by_grade")
    found = bridge(
        case(ROUND, by_grade),
        case(ROUND, by_grade, put("costs.rooms.unit_cost", {"value": 1500, "grade": 3})),
    )
    close(by_path(found), {"costs.rooms.unit_cost": -1300})  # £3,000 and 10% of it, in place of £2,000


def test_the_grade_of_a_number_that_is_not_the_worst_known_is_no_change() -> None:
    worse = [
        put("appraisal.optimism_bias", "by_grade"),
        put("costs.rooms.quantity", {"value": 2, "grade": 5}),
    ]
    found = bridge(case(ROUND, *worse), case(ROUND, *worse, put("costs.rooms.unit_cost.grade", 3)))
    assert found.changes == ()


def test_two_grades_of_which_the_worse_decides_share_its_effect() -> None:
    worse = [
        put("appraisal.optimism_bias", "by_grade"),
        put("costs.rooms.quantity", {"value": 1, "grade": 1}),
    ]
    change = [put("costs.rooms.quantity.grade", 3), put("costs.rooms.unit_cost.grade", 3)]
    found = bridge(case(ROUND, *worse), case(ROUND, *worse, *change))
    close(by_path(found), {"costs.rooms.quantity": -100, "costs.rooms.unit_cost": -100})


def test_switching_optimism_bias_off_is_one_change() -> None:
    a = case(ROUND, put("appraisal.optimism_bias", "by_grade"), put("costs.rooms.unit_cost.grade", 3))
    found = bridge(a, case(ROUND, put("costs.rooms.unit_cost.grade", 3)))
    close(by_path(found), {"appraisal.optimism_bias": 200})


def test_another_discounting_schedule_is_one_change() -> None:
    found = both_round(put("appraisal.discounting", "nice_reference_case"))
    close(by_path(found), {"appraisal.discounting": 1000 / 1.035 - 1000})
    (change,) = found.changes
    assert (change.kind, change.b) == ("structure", "nice_reference_case")


def test_rates_of_their_own_are_numbers() -> None:
    found = both_round(put("appraisal.discounting.standard", 0.25))
    close(by_path(found), {"appraisal.discounting.standard": 1000 / 1.25 - 1000})


def test_a_number_that_many_places_use_is_one_change_and_says_where() -> None:
    shared = [
        put("assumptions", {"fee": 10}),
        add("costs", {"id": "tea", "per": "start", "unit_cost": {"use": "fee"}, "payer": "nhs_icb"}),
        add("costs", {"id": "cake", "per": "start", "unit_cost": {"use": "fee"}, "payer": "nhs_icb"}),
    ]
    found = bridge(case(ROUND, *shared), case(ROUND, *shared, put("assumptions.fee", 12)))
    close(by_path(found), {"assumptions.fee": -800})
    assert set(found.changes[0].paths) == {
        "options.group.costs.tea.unit_cost", "options.group.costs.cake.unit_cost",
    }  # fmt: skip


def test_a_shared_number_changes_in_a_cost_that_is_dropped_too() -> None:
    tea = {"id": "tea", "per": "start", "unit_cost": {"use": "fee"}, "payer": "nhs_icb"}
    shared = [put("assumptions", {"fee": 10}), add("costs", tea), add("costs", {**tea, "id": "cake"})]
    found = bridge(
        case(ROUND, *shared), case(ROUND, *shared, put("assumptions.fee", 12), drop("costs", "cake"))
    )
    # tea: 200 × £2; cake: 200 × ½ × £2 while it is there, and 200 × ½ × (£10 + £12) for dropping it
    close(by_path(found), {"assumptions.fee": -600, "costs.cake": 2200})


def test_a_place_that_takes_its_own_number_is_a_change_there() -> None:
    shared = [
        put("assumptions", {"fee": 10}),
        add("costs", {"id": "tea", "per": "start", "unit_cost": {"use": "fee"}, "payer": "nhs_icb"}),
        add("costs", {"id": "cake", "per": "start", "unit_cost": {"use": "fee"}, "payer": "nhs_icb"}),
    ]
    own = put("costs.cake.unit_cost", {"use": "fee", "value": 15})
    found = bridge(case(ROUND, *shared), case(ROUND, *shared, put("assumptions.fee", 12), own))
    close(by_path(found), {"assumptions.fee": -400, "costs.cake.unit_cost": -1000})


def test_money_of_another_price_year_is_compared_in_the_cases_prices() -> None:
    at_2020 = put("costs.rooms.unit_cost", {"value": 1000, "grade": 1, "price_year": "2020-21"})
    now = case(ROUND).deflator.at("2026-27") / case(ROUND).deflator.at("2020-21")
    found = both_round(at_2020)
    close(by_path(found), {"costs.rooms.unit_cost": 2000 * (1 - now)})
    close((found.changes[0].a, found.changes[0].b), (1000, 1000 * now))


def test_money_of_one_price_year_is_shown_as_it_is_written() -> None:
    at_2020 = {"value": 1000, "grade": 1, "price_year": "2020-21"}
    a = case(ROUND, put("costs.rooms.unit_cost", at_2020))
    b = case(ROUND, put("costs.rooms.unit_cost", {**at_2020, "value": 1100}))
    (change,) = bridge(a, b).changes
    close((change.a, change.b), (1000, 1100))


def test_an_overhead_follows_the_costs_that_come_and_go() -> None:
    overhead = {"id": "over", "per": "costs", "of": ["rooms"], "unit_cost": 0.1, "payer": "nhs_icb"}
    b = [add("costs", {**overhead, "of": ["rooms", "tea"]})]
    b.append(add("costs", {"id": "tea", "per": "start", "unit_cost": 3, "payer": "nhs_icb"}))
    found = bridge(case(ROUND, add("costs", overhead)), case(ROUND, *b))
    close(by_path(found), {"costs.tea": -660})


def test_an_overhead_on_other_costs_of_both_cases_is_a_change_of_its_own() -> None:
    overhead = {"id": "over", "per": "costs", "of": ["rooms"], "unit_cost": 0.1, "payer": "nhs_icb"}
    tea = add("costs", {"id": "tea", "per": "start", "unit_cost": 3, "payer": "nhs_icb"})
    a = case(ROUND, tea, add("costs", overhead))
    found = bridge(a, case(ROUND, tea, add("costs", {**overhead, "of": ["tea"]})))
    close(by_path(found), {"costs.over": 200 - 60})
    assert found.changes[0].b == "of tea"


def test_an_enabler_dropped_takes_its_factor_and_its_costs_in_one_change() -> None:
    course = {"id": "course", "per": "once", "unit_cost": 500, "payer": "nhs_icb"}
    enabler = {"id": "training", "multiplies": {"completion": 1.5}, "costs": [course]}
    to_half = [put("people.completion", 0.5), put("outcomes.visits.applies_to", "completers")]
    a, b = case(ROUND, *to_half, put("enablers", [enabler])), case(ROUND, *to_half)
    found = bridge(a, b)
    close(by_path(found), {"enablers.training": 500 - 200 * 0.25 * 0.5 * 40})


def test_a_ramp_of_a_standing_pool_is_one_change_and_one_place_of_it_a_change_there() -> None:
    a = case(FULL)
    assert set(by_path(bridge(a, case(FULL, put("people.ramp", [0.5, 0.8, 1.0]))))) == {"people.ramp"}
    assert set(by_path(bridge(a, case(FULL, put("people.ramp", [0.3, 0.8, 1.0]))))) == {"people.ramp.1"}
    assert set(by_path(bridge(a, case(FULL, put("people.ramp", [0.3, 0.6, 1.0, 1.0]))))) == set()


def test_a_measure_of_another_option_does_not_matter() -> None:
    second = [lambda data: data["options"].append({**copy.deepcopy(data["options"][0]), "id": "other"})]
    a, b = case(ROUND, *second), case(ROUND, *second, put("costs.rooms.unit_cost", 2))
    assert bridge(a, b, option="other").changes == ()
    assert [change.path for change in bridge(a, b, option="group").changes] == [
        "options.group.costs.rooms.unit_cost"
    ]


def test_no_change_gives_no_rows() -> None:
    found = bridge(case(FULL), case(FULL))
    assert (found.changes, found.agree, found.exact) == ((), (), True)
    assert found.a == found.b != 0


# By brute force: every hybrid written out as a case of its own ---------------------------------------------------


def shapley(count: int, worth: Callable[[frozenset[int]], float]) -> list[float]:
    """The mean over all orders of what each one adds, straight from the definition."""
    found = [0.0] * count
    for order in itertools.permutations(range(count)):
        made: frozenset[int] = frozenset()
        for one in order:
            found[one] += worth(made | {one}) - worth(made)
            made |= {one}
    return [total / math.factorial(count) for total in found]


def written_out(text: str, edits: list[Edit], account: str, measure: str) -> list[float]:
    """Each edit's Shapley value, every hybrid a case with those edits written in, compiled and appraised alone."""
    known: dict[frozenset[int], float] = {}
    for size in range(len(edits) + 1):
        for chosen in itertools.combinations(range(len(edits)), size):
            one = case(text, *(edits[k] for k in chosen))
            found = appraise(compile_case(one))["group"].accounts[account]
            known[frozenset(chosen)] = float(getattr(found, measure)[0])
    return shapley(len(edits), known.__getitem__)


TEA = {
    "id": "tea",
    "per": "participant_year",
    "unit_cost": {"use": "hourly"},
    "payer": "nhs_icb",
    "lasts": 1.5,
}
COUNTED = {"group": "gain", "counted": True}
OTHERS = {"group": "gain", "counted": False}


def wellbeing_counted(data: dict[str, Any]) -> None:
    put("outcomes.health.values.0.overlap", OTHERS)(data)
    put("outcomes.wellbeing.values.0.overlap", COUNTED)(data)


def other_people(data: dict[str, Any]) -> None:
    """Another group of people among those who are served, and as many places as are wanted."""
    segments = [{"id": "poorer", "share": 0.7, "uptake_multiplier": 0.8}, {"id": "new", "share": 0.3}]
    put("people.segments", segments)(data)
    at(data, "options.0.people").pop("capacity")


MIXED: dict[str, list[tuple[str, Edit]]] = {
    "numbers": [
        ("people.uptake", put("people.uptake", 0.3)),
        ("people.capacity.1", put("people.capacity.1", 260)),
        ("assumptions.hourly", put("assumptions.hourly", {"value": 18, "grade": 5, "price_year": "2026-27"})),
        ("costs.post.starts_per_fte", put("costs.post.starts_per_fte", 70)),
        ("outcomes.visits.lasts", put("outcomes.visits.lasts", 3.5)),
        ("outcomes.visits.optimism_bias", put("outcomes.visits.optimism_bias", 0.3)),
    ],
    "entries": [
        ("costs.tea", add("costs", TEA)),
        ("costs.hours", drop("costs", "hours")),
        ("costs.leaflets", put("costs.leaflets.per", "completer")),
        ("outcomes.visits", lambda data: at(data, "options.0.outcomes.visits.values").pop(1)),
        ("replaces.clinic", put("replaces", [])),
        ("assumptions.hourly", put("assumptions.hourly.value", 20)),
    ],
    "structure": [
        ("appraisal.discounting", put("appraisal.discounting", "green_book_lower_rate")),
        ("people", lambda data: [put("people.timing", "start_of_year")(data), put("people.delivery_years", 3)(data)]),
        ("appraisal.own_time", put("appraisal.own_time", "left_out")),
        ("outcomes.health", wellbeing_counted),
        ("people.completion", put("people.completion", 0.8)),
    ],
    "people": [
        ("people", other_people),
        ("people.uptake", put("people.uptake", 0.3)),
        ("outcomes.visits", put("outcomes.visits.applies_to", "starters")),
        ("outcomes.health.adds", put("outcomes.health.adds", {"value": 0.02, "grade": 5})),
        ("enablers.training.multiplies.completion", put("enablers.training.multiplies.completion", 1.3)),
    ],
    "who pays": [
        ("commissioner", put("commissioner", "local_authority")),
        ("costs.rooms.payer", put("costs.rooms.payer", {"local_authority": 0.4, "public_health": 0.6})),
        ("costs.post.payer", lambda data: [put(f"assumptions.{k}.value", v)(data) for k, v in (("icb_part", 0.2), ("council_part", 0.8))]),
        ("costs.rooms.vat", put("costs.rooms.vat", 0.05)),
        ("costs.leaflets.payer", put("costs.leaflets.payer", "local_authority")),
        ("appraisal.optimism_bias", put("appraisal.optimism_bias", "none")),
    ],
}  # fmt: skip
"""Changes, each as the bridge calls it and as it is written into the case."""


@pytest.mark.parametrize(
    ("name", "account", "measure"),
    [
        ("numbers", "society", "npv"),
        ("numbers", "public_sector", "npv"),
        ("entries", "society", "npv"),
        ("structure", "society", "npv"),
        ("people", "society", "npv"),
        ("people", "public_cash", "pv_benefits"),
        ("who pays", "commissioner", "npv"),
        ("who pays", "commissioner", "pv_costs"),
    ],
)
def test_contributions_are_those_of_hybrids_written_out_as_cases(
    name: str, account: str, measure: str
) -> None:
    names, edits = zip(*MIXED[name], strict=True)
    expected = dict(zip(names, written_out(FULL, list(edits), account, measure), strict=True))
    a, b = case(FULL), case(FULL, *edits)
    found = bridge(a, b, account=account, measure=measure)
    is_whole(found, a, b)
    contributions = by_path(found)
    assert set(contributions) <= set(names)
    left_out = {path: expected[path] for path in set(names) - set(contributions)}
    close(left_out, {path: 0 for path in left_out}, 1e4)  # what the account does not read does nothing to it
    close(contributions, {path: expected[path] for path in contributions}, 1e4)
    back = bridge(b, a, account=account, measure=measure)
    close(by_path(back), {path: -size for path, size in contributions.items()}, 1e4)


def test_a_case_without_people_can_be_compared_with_one_that_has_them() -> None:
    nobody = [lambda data: at(data, "options.0").pop("people"), put("outcomes", [])]
    a, b = case(ROUND, *nobody), case(ROUND)
    found = bridge(a, b)
    is_whole(found, a, b)
    close(by_path(found), {"people": 2000, "outcomes.visits": 2000})


def test_the_order_of_entries_and_of_options_does_not_matter() -> None:
    edits = [
        edit
        for group in ("numbers", "entries")
        for path, edit in MIXED[group]
        if path != "assumptions.hourly"
    ]

    def turned(data: dict[str, Any]) -> None:
        for key in ("costs", "outcomes"):
            data["options"][0][key].reverse()
        other = {**copy.deepcopy(data["options"][0]), "id": "another"}
        data["options"] = [other, *data["options"]]

    plain = bridge(case(FULL), case(FULL, *edits), option="group")
    other = bridge(case(FULL), case(FULL, *edits, turned), option="group")
    close(by_path(other), by_path(plain), 1e4)


# Sampled ---------------------------------------------------------------------------------------------------------

FACTORS = {
    "people.eligible": (1000, 1400),
    "people.uptake": (0.2, 0.3),
    "people.completion": (0.5, 0.8),
    "enablers.one.multiplies.uptake": (0.9, 1.1),
    "enablers.two.multiplies.uptake": (0.8, 1.0),
    "enablers.two.multiplies.completion": (0.7, 1.2),
    "outcomes.visits.share": (0.5, 0.6),
    "outcomes.visits.adds": (0.4, 1.0),
    "outcomes.visits.deadweight": (0.3, 0.1),
    "outcomes.visits.attribution": (0.2, 0.4),
    "outcomes.visits.displacement": (0.1, 0.0),
    "outcomes.visits.values.0.quantity": (2.0, 1.5),
    "outcomes.visits.values.0.unit_value": (40.0, 55.0),
}
"""Thirteen numbers that all multiply each other, in A and in B."""
TAKEN_AWAY = ("deadweight", "attribution", "displacement")


def product(side: int) -> Case:
    def edit(data: dict[str, Any]) -> None:
        people = {
            "pool": "each_year",
            "timing": "start_of_year",
            "eligible": 0,
            "uptake": 0,
            "delivery_years": 1,
        }
        enablers = [{"id": "one", "multiplies": {}}, {"id": "two", "multiplies": {}}]
        data["options"][0] |= {"people": people, "costs": [], "enablers": enablers}
        data["options"][0]["outcomes"][0]["applies_to"] = "completers"
        for path, values in FACTORS.items():
            put(path, values[side])(data)

    return case(ROUND, edit)


def exact_of_product() -> dict[str, float]:
    """Each factor's Shapley value, from the products of all 2^13 mixtures."""
    pairs = [[1 - v if path.endswith(TAKEN_AWAY) else v for v in values] for path, values in FACTORS.items()]
    count = len(pairs)
    sets = np.arange(2**count)
    made = sets[:, None] >> np.arange(count) & 1
    value = np.where(made, [b for _, b in pairs], [a for a, _ in pairs]).prod(axis=1)
    size = made.sum(axis=1)
    found = {}
    for k, path in enumerate(FACTORS):
        without = sets[made[:, k] == 0]
        weight = [
            math.factorial(s) * math.factorial(count - s - 1) / math.factorial(count) for s in size[without]
        ]
        found[path] = float(((value[without | 1 << k] - value[without]) * weight).sum())
    return found


def test_sampled_contributions_back_and_forth_are_each_others_negative() -> None:
    there, back = bridge(product(0), product(1)), bridge(product(1), product(0))
    close(by_path(back), {path: -size for path, size in by_path(there).items()}, 1e4)


def test_another_seed_samples_other_orders_and_more_orders_are_surer() -> None:
    first, second = (bridge(product(0), product(1), seed=seed) for seed in (1, 2))
    assert by_path(first) != by_path(second)
    assert by_path(first) == by_path(bridge(product(0), product(1), seed=1))
    more = bridge(product(0), product(1), permutations=4000)
    assert sum(c.se for c in more.changes) < 0.5 * sum(c.se for c in first.changes)


def test_thirteen_changes_that_only_add_are_sampled_without_error() -> None:
    costs = [{"id": f"cost_{k}", "per": "year", "unit_cost": 10 * k, "payer": "nhs_icb"} for k in range(13)]
    more = [{**cost, "unit_cost": 10 * k + k + 1} for k, cost in enumerate(costs)]
    found = bridge(case(ROUND, put("costs", costs)), case(ROUND, put("costs", more)))
    assert not found.exact
    close(by_path(found), {f"costs.cost_{k}.unit_cost": -2 * (k + 1) for k in range(13)})
    assert max(change.se for change in found.changes) < 1e-9


# Where the two would agree -------------------------------------------------------------------------------------


def test_the_value_at_which_two_cases_agree_makes_them_agree() -> None:
    edits = [put("outcomes.visits.adds.value", 0.8), put("costs.rooms.unit_cost.value", 3000)]
    a, b = case(ROUND), case(ROUND, *edits)
    found = bridge(a, b)
    values = {one.path: one.value for one in found.agree}
    # B: 200 × 0.8 × £40 − £6,000 = £400; A: £2,000
    close(values, {"options.group.outcomes.visits.adds": 1.0, "options.group.costs.rooms.unit_cost": 2200})
    for path, value in values.items():
        close(alone(with_changes(b, {path: value}), found), found.a)


def test_where_nothing_in_its_domain_makes_the_two_agree_the_value_is_none() -> None:
    share = [put("outcomes.visits.share", 0.5), put("costs.rooms.unit_cost.value", 9000)]
    found = bridge(case(ROUND), case(ROUND, *share))
    assert {one.path.rpartition(".")[2]: one.value for one in found.agree} == {"share": None, "unit_cost": 0}


def test_the_decision_turns_at_the_value_given_where_the_two_disagree_about_it() -> None:
    b = case(ROUND, put("costs.rooms.unit_cost.value", 2500))
    (one,) = bridge(case(ROUND), b).agree
    close([one.value, one.decision], [1000, 2000])
    (same_sign,) = both_round(put("costs.rooms.unit_cost.value", 1100)).agree
    assert same_sign.decision is None


def test_a_change_of_several_numbers_has_no_one_value_at_which_the_two_agree() -> None:
    found = bridge(case(FULL), case(FULL, put("people.ramp", [0.5, 0.8, 1.0])))
    assert len(found.changes) == 1 and found.agree == ()


# What cannot be compared ---------------------------------------------------------------------------------------


def test_the_option_is_the_one_that_a_puts_forward_or_the_first_of_both() -> None:
    def with_two(preferred: str) -> list[Edit]:
        second = lambda data: data["options"].append({**copy.deepcopy(data["options"][0]), "id": "other"})  # noqa: E731
        return [second, lambda data: data.update(preferred=preferred)]

    a = case(ROUND, *with_two("other"))
    assert bridge(a, case(ROUND, *with_two("group"))).option == "other"
    assert bridge(a, case(ROUND)).option == "group"
    assert bridge(case(ROUND), a).option == "group"


# Cases as they come --------------------------------------------------------------------------------------------


SCENARIOS = [
    pytest.param(file, ident, id=f"{file.stem} {ident}")
    for file in CASES
    for ident in case_at(file).shape.scenarios
]


@pytest.mark.parametrize("account", ["society", "commissioner"])
@pytest.mark.parametrize(("file", "scenario"), SCENARIOS)
def test_every_scenario_of_every_case_is_bridged_from_its_base(
    file: Path, scenario: str, account: str
) -> None:
    base = case_at(file)
    changed = with_scenario(base, scenario)
    found = bridge(base, changed, account=account)
    is_whole(found, base, changed)


def test_two_different_services_can_be_bridged() -> None:
    northshire, westmere = (case_at(path_of(name)) for name in EARLIER[:2])
    found = bridge(northshire, westmere)
    is_whole(found, northshire, westmere)
    back = bridge(westmere, northshire)
    close(by_path(back), {path: -size for path, size in by_path(found).items()}, 1e7)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two cases at random that can be compared; in each, two of an outcome's values may overlap."""
    a, b = draw(cases()), draw(cases())
    b["appraisal"]["years"] = a["appraisal"]["years"]
    for data in (a, b):
        for option in data["options"]:
            values = [value for outcome in option["outcomes"] for value in outcome["values"]]
            if len(values) > 1 and draw(st.booleans()):
                first, second = draw(st.permutations(values))[:2]
                first["overlap"], second["overlap"] = COUNTED, OTHERS
            for outcome in option["outcomes"]:
                if outcome.get("unit") in ("qaly", "wellby"):
                    outcome.pop("unit")  # or two of one group might both be totalled, which is refused
    return a, b


@given(
    pairs(),
    st.sampled_from(["society", "commissioner", "public_cash", "public_sector", "health_and_care"]),
    st.sampled_from(["npv", "pv_costs", "pv_benefits"]),
)
def test_whatever_the_two_cases_the_contributions_add_up_both_ways(
    data: tuple[dict[str, Any], dict[str, Any]], account: str, measure: str
) -> None:
    a, b = (case_of(one) for one in data)
    how: dict[str, Any] = {"account": account, "measure": measure, "permutations": 20}
    found = bridge(a, b, **how)
    is_whole(found, a, b)
    back = bridge(b, a, option=found.option, **how)
    scale = max([1.0, *(abs(c.contribution) for c in found.changes)])
    close(by_path(back), {path: -size for path, size in by_path(found).items()}, 10 * scale)
