"""The bridge between cases with findings: by hand, by brute force over cases written out, and for pairs at random."""

from __future__ import annotations

import copy
import itertools
import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of

from make_the_case.words.papers.comparison import differences_table, settle_sentences
from valuation import Case, appraise, bridge, compile_case, with_changes
from valuation.case.written.quick_yaml import plain_yaml
from valuation.compare.bridge import Bridge

TEXT = """
format: make-the-case/2
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 3, price_year: 2026-27, discounting: green_book}
options:
- id: group
  people: {planned_starts: [100, 100, 50], completion: {value: 0.8, grade: 2}}
  costs:
  - {id: post, per: year, unit_cost: {value: 30000, grade: 1}, payer: nhs_icb}
  - {id: walk, per: start, cash: false, enjoyed: A walk is the service itself, unit_cost: 30, payer: participants}
  outcomes:
  - id: quality
    unit: qaly
    applies_to: starters
    findings:
    - {id: t1, study: Trial A 2015, design: randomised, estimate: 0.0325, interval: [-0.0238, 0.0888], follow_up_months: 12}
    - {id: own, study: ours 2027, here: true, design: controlled, estimate: 0.04, n_with: 120, n_without: 110, follow_up_months: 12}
    values:
    - {kind: health, to: participants, unit_value: {value: 70000, grade: 1}, overlap: {group: life}}
  - id: life
    unit: wellby
    measure: life_satisfaction
    bridge: {use: bridges.life_satisfaction_to_wellby}
    applies_to: starters
    findings:
    - {id: own, study: ours 2027, here: true, design: before_after, estimate: 0.9, n: 62, baseline: 6.8}
    values:
    - {kind: wellbeing, to: participants, unit_value: {value: 16000, grade: 1}, overlap: {group: life}}
  - id: visits
    of: {value: 6, grade: 1}
    applies_to: completers
    lasts: 2
    findings:
    - {id: r, study: Trial B, design: randomised, estimate: 0.1, interval: [0.02, 0.18]}
    values:
    - {kind: fiscal, to: primary_care, cashable: 0.5, release: {action: Fewer sessions, from_year: 1}, unit_value: {value: 400, grade: 1}}
  - id: nights
    adds: {value: 0.3, grade: 4}
    place: {value: 0.05, grade: 3}
    applies_to: starters
    values: [{kind: economic, to: residents, unit_value: {value: 90, grade: 2}}]
"""
"""Each kind once. The figures are made up: only what follows from them is tested."""

Edit = Callable[[dict[str, Any]], None]
WAY = "options.group.outcomes."


def at(data: dict[str, Any], path: str) -> Any:
    """What stands at a path of plain data, a list's entries by their id or place."""
    node: Any = data
    for part in path.split(".") if path else ():
        if isinstance(node, list):
            node = next(e for k, e in enumerate(node) if part in (str(k), e.get("id")))
        else:
            node = node[part]
    return node


def put(path: str, value: Any) -> Edit:
    """An edit that writes a value at a path; None takes away what stands there."""

    def edit(data: dict[str, Any]) -> None:
        way, _, last = path.rpartition(".")
        node = at(data, way)
        if value is None:
            node.pop(last, None)
        else:
            node[last] = copy.deepcopy(value)

    return edit


def both(*edits: Edit) -> Edit:
    def edit(data: dict[str, Any]) -> None:
        for each in edits:
            each(data)

    return edit


def finding(ident: str, **keys: Any) -> dict[str, Any]:
    return {"id": ident, "study": f"Study {ident}", "design": "randomised", **keys}


def case(*edits: Edit, text: str = TEXT) -> Case:
    data = plain_yaml(text)
    for edit in edits:
        edit(data)
    return case_of(data)


def npv_of(one: Case, account: str = "society", measure: str = "npv") -> float:
    return float(getattr(appraise(compile_case(one))["group"].accounts[account], measure)[0])


def close(found: Any, expected: Any, scale: float = 1e5) -> None:
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9 * scale)


def by_path(found: Bridge) -> dict[str, float]:
    return {change.path.removeprefix(WAY): change.contribution for change in found.changes}


def is_whole(found: Bridge, a: Case, b: Case) -> None:
    """The ends are what each case comes to by itself, and the contributions add up to the way between."""
    close([found.a, found.b], [npv_of(one, found.account, found.measure) for one in (a, b)])
    close(sum(change.contribution for change in found.changes), found.b - found.a)


def shapley(count: int, worth: Callable[[frozenset[int]], float]) -> list[float]:
    """The mean over all orders of what each one adds, straight from the definition."""
    found = [0.0] * count
    for order in itertools.permutations(range(count)):
        made: frozenset[int] = frozenset()
        for one in order:
            found[one] += worth(made | {one}) - worth(made)
            made |= {one}
    return [total / math.factorial(count) for total in found]


def written_out(edits: list[Edit], account: str, measure: str) -> list[float]:
    """Each edit's Shapley value, every hybrid a case with those edits written in, compiled and appraised alone."""
    known = {
        frozenset(chosen): npv_of(case(*(edits[k] for k in chosen)), account, measure)
        for size in range(len(edits) + 1)
        for chosen in itertools.combinations(range(len(edits)), size)
    }
    return shapley(len(edits), known.__getitem__)


BETTER = put(
    "options.group.outcomes.quality.findings", [finding("p", estimate=0.06, se=0.004, follow_up_months=12)]
)
WORSE = put(
    "options.group.outcomes.quality.findings",
    [finding("h", estimate=-0.05, interval=[-0.075, -0.025], follow_up_months=12)],
)
FEWER = put("options.group.outcomes.visits.findings", [finding("r", estimate=0.12, se=0.02)])
TYPED = both(
    put("options.group.outcomes.life.findings", None),
    put("options.group.outcomes.life.adds", {"value": 0.3, "grade": 2}),
)  # fmt: skip
PROVEN = put("appraisal.evidence", "proven")

MIXED: dict[str, list[tuple[str, Edit]]] = {
    "two outcomes of one route": [
        ("quality.findings", BETTER),
        ("life.findings", TYPED),
        ("life.values.0.unit_value", put("options.group.outcomes.life.values.0.unit_value.value", 9000)),
        ("life.bridge", put("options.group.outcomes.life.bridge", {"value": 0.4, "grade": 2})),
    ],
    "at another standard": [
        ("appraisal.evidence", PROVEN),
        ("quality.findings", BETTER),
        ("nights.adds", put("options.group.outcomes.nights.adds", {"value": 0.5, "grade": 2})),
        ("visits.of", put("options.group.outcomes.visits.of", {"value": 9, "grade": 1})),
    ],
    "a harm that no longer pays": [
        ("quality.findings", WORSE),
        ("appraisal.evidence", PROVEN),
        ("options.group.costs.post.unit_cost", put("options.group.costs.post.unit_cost.value", 45000)),
        ("appraisal.own_time", put("appraisal.own_time", "all")),
    ],
    "cash that is proven": [
        ("visits.findings", FEWER),
        ("visits.values.0.cashable", put("options.group.outcomes.visits.values.0.cashable", 0.9)),
        ("visits.lasts", put("options.group.outcomes.visits.lasts", 3)),
        ("nights.place", put("options.group.outcomes.nights.place", {"value": -0.1, "grade": 5})),
    ],
    "the other route": [
        ("quality.findings", BETTER),
        ("quality", both(
            put("options.group.outcomes.quality.values.0.overlap.counted", False),
            put("options.group.outcomes.life.values.0.overlap.counted", True),
        )),
        ("visits.findings", FEWER),
    ],
}  # fmt: skip
"""Changes, each as the bridge calls it and as it is written into the case."""


@pytest.mark.parametrize(
    ("name", "account", "measure"),
    [
        ("two outcomes of one route", "society", "npv"),
        ("at another standard", "society", "npv"),
        ("at another standard", "public_sector", "npv"),
        ("a harm that no longer pays", "society", "npv"),
        ("cash that is proven", "public_cash", "npv"),
        ("cash that is proven", "society", "npv"),
    ],
)
def test_contributions_are_those_of_hybrids_written_out_as_cases(
    name: str, account: str, measure: str
) -> None:
    names, edits = zip(*MIXED[name], strict=True)
    expected = dict(zip(names, written_out(list(edits), account, measure), strict=True))
    a, b = case(), case(*edits)
    found = bridge(a, b, account=account, measure=measure)
    is_whole(found, a, b)
    contributions = by_path(found)
    assert set(contributions) <= set(names)
    close({path: contributions.get(path, 0.0) for path in names}, expected)
    back = bridge(b, a, account=account, measure=measure)
    close(by_path(back), {path: -size for path, size in contributions.items()})


def test_all_findings_of_an_outcome_are_one_change_and_say_what_they_come_to() -> None:
    a, b = case(), case(BETTER)
    found = bridge(a, b)
    (change,) = found.changes
    assert (change.path, change.kind) == (f"{WAY}quality.findings", "structure")
    for side, one in ((change.a, a), (change.b, b)):
        close(side, one.number(f"{WAY}quality.adds") + one.number(f"{WAY}quality.place"), 1.0)
    is_whole(found, a, b)
    assert found.agree == ()  # findings are no number that could be set


def test_the_order_of_findings_and_what_is_noted_beside_them_is_no_change() -> None:
    def turned(data: dict[str, Any]) -> None:
        findings = at(data, "options.group.outcomes.quality.findings")
        findings.reverse()

    noted = put("options.group.outcomes.quality.findings.own.note", "Read again")
    assert bridge(case(), case(turned, noted)).changes == ()


def test_a_changed_effect_is_one_number_and_where_two_cases_agree_set_gives_again() -> None:
    a = case()
    b = with_changes(a, {f"{WAY}quality.adds": 0.02})
    found = bridge(a, b)
    (change,) = found.changes
    assert (change.path, change.kind, change.b) == (f"{WAY}quality.adds", "number", 0.02)
    close(change.a, a.number(f"{WAY}quality.adds"), 1.0)
    is_whole(found, a, b)
    (agreed,) = found.agree
    together = a.number(f"{WAY}quality.adds") + a.number(f"{WAY}quality.place")
    assert agreed.value == pytest.approx(together)  # in place of both
    close(npv_of(with_changes(b, {agreed.path: agreed.value})), found.a)


def test_where_two_cases_agree_set_gives_again_on_the_route_that_it_takes() -> None:
    prices = {
        f"{WAY}quality.values.0.unit_value": 30_000,
        f"{WAY}life.values.0.unit_value": 2000,
        f"{WAY}visits.place": 0.05,
    }
    a = case()
    b = with_changes(a, prices)
    found = bridge(a, b)
    is_whole(found, a, b)
    agreed = [each for each in found.agree if each.value is not None]
    assert len(agreed) >= 1
    for each in agreed:
        close(npv_of(with_changes(b, {each.path: each.value})), found.a)


def test_a_changed_place_is_a_change_there() -> None:
    a = case()
    b = with_changes(a, {f"{WAY}visits.place": -0.05})
    found = bridge(a, b)
    assert [(change.path, change.kind) for change in found.changes] == [(f"{WAY}visits.place", "number")]
    is_whole(found, a, b)


def test_a_standard_that_differs_is_one_change() -> None:
    a, b = case(), case(PROVEN)
    found = bridge(a, b)
    (change,) = found.changes
    assert (change.path, change.kind, change.a, change.b) == (
        "appraisal.evidence",
        "structure",
        "expected",
        "proven",
    )
    is_whole(found, a, b)


def test_a_changed_effect_is_another_one_at_another_standard_too() -> None:
    a = with_changes(case(), {f"{WAY}quality.adds": 0.02})
    b = case(PROVEN, BETTER)
    is_whole(bridge(a, b), a, b)
    is_whole(bridge(b, a), b, a)


def test_the_other_route_is_one_change() -> None:
    a, b = case(), case(*(edit for _, edit in MIXED["the other route"]))
    found = bridge(a, b)
    is_whole(found, a, b)
    assert set(by_path(found)) <= {"quality", "life", "visits.findings"}


def test_a_measure_that_differs_is_a_change_of_its_own() -> None:
    own = put("options.group.outcomes.life.bridge", {"value": 0.5, "grade": 2})
    counted = both(
        own, put("options.group.outcomes.quality.values", [])
    )  # so that the other route is counted
    a, b = case(counted), case(counted, put("options.group.outcomes.life.measure", "phq9"))
    found = bridge(a, b)
    (change,) = found.changes
    assert (change.path, change.a, change.b) == (f"{WAY}life.measure", "life_satisfaction", "phq9")
    is_whole(found, a, b)


def test_what_only_one_case_has_is_there_with_its_findings_and_its_standard() -> None:
    without = put("options.group.outcomes", [])
    for edits in ((), (PROVEN,), (BETTER, PROVEN)):
        a, b = case(*edits), case(without)
        is_whole(bridge(a, b), a, b)
        is_whole(bridge(b, a), b, a)


def test_an_outcome_that_is_the_first_of_which_nothing_can_be_read_changes_with_what_makes_it_so() -> None:
    claim = [finding("c", estimate=0.2) | {"design": "claim", "follow_up_months": 12}]
    second = both(
        put("options.group.outcomes.quality.findings", claim),
        put("options.group.outcomes.life.findings", claim),
    )
    a, b = case(second), case(second, BETTER)
    found = bridge(a, b)
    is_whole(found, a, b)
    assert set(by_path(found)) == {"quality.findings"}


def test_from_a_case_without_findings_to_one_with_them() -> None:
    typed = both(
        put("options.group.outcomes.quality.findings", None), put("options.group.outcomes.quality.adds", 0.01),
        TYPED,
        put("options.group.outcomes.visits.findings", None), put("options.group.outcomes.visits.reduces", 0.1),
        put("options.group.outcomes.quality.values.0.overlap.counted", True),
        put("options.group.outcomes.life.values.0.overlap.counted", False),
    )  # fmt: skip
    for edits in ((), (PROVEN,)):
        a, b = case(typed), case(*edits)
        is_whole(bridge(a, b), a, b)
        is_whole(bridge(b, a), b, a)


# Pairs at random --------------------------------------------------------------------------------------------------


def an_edit(draw: random.Random) -> Edit:
    """A change to one part of the case, of any kind that findings bring with them."""
    outcome = draw.choice(["quality", "life", "visits"])
    size = {"quality": 0.05, "life": 0.8, "visits": 0.2}[outcome]
    estimate = round(draw.uniform(-size, size), 3)
    study = finding("x", estimate=estimate, se=round(draw.uniform(size / 20, size), 4))
    if outcome == "quality":
        study["follow_up_months"] = 12
    study["design"] = draw.choice(["randomised", "controlled", "claim"])
    way = f"options.group.outcomes.{outcome}"
    return draw.choice(
        [
            put(f"{way}.findings", [study]),
            PROVEN,
            put(f"{way}.bridge", {"value": round(draw.uniform(0.2, 2), 2), "grade": draw.randint(1, 6)}),
            put(f"{way}.share", round(draw.uniform(0.2, 1), 2)),
            put(f"{way}.lasts", round(draw.uniform(1, 3), 1)),
            put("options.group.people.completion.value", round(draw.uniform(0.2, 1), 2)),
            put("options.group.outcomes.nights.adds", {"value": round(draw.uniform(-1, 1), 2), "grade": draw.randint(1, 6)}),
            put(f"{way}.values.0.unit_value", {"value": draw.randint(100, 90_000), "grade": draw.randint(1, 6)}),
            put("appraisal.own_time", draw.choice(["all", "left_out"])),
            put("appraisal.optimism_bias", "none"),
        ]
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_any_two_cases_with_findings_bridge_exactly_and_back_again_the_other_way(seed: int) -> None:
    draw = random.Random(seed)
    a, b = (case(*(an_edit(draw) for _ in range(draw.randint(0, 5)))) for _ in range(2))
    for account in ("society", "public_cash"):
        found = bridge(a, b, account=account)
        assert found.exact
        is_whole(found, a, b)
        close(by_path(bridge(b, a, account=account)), {path: -size for path, size in by_path(found).items()})


def test_of_many_changes_sampled_orders_come_to_the_same_as_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edits = [edit for name in ("two outcomes of one route", "at another standard") for _, edit in MIXED[name]]
    a, b = case(), case(*edits)
    exact = bridge(a, b)
    monkeypatch.setattr("valuation.compare.contributions.MOST_EXACT", 0)
    sampled = bridge(a, b, permutations=200)
    assert exact.exact and not sampled.exact
    close(sum(change.contribution for change in sampled.changes), sampled.b - sampled.a)
    errors = {change.path: change.se for change in sampled.changes}
    for path, size in ((change.path, change.contribution) for change in exact.changes):
        share = next(change.contribution for change in sampled.changes if change.path == path)
        assert abs(share - size) <= 4.5 * errors[path] + 1e-6 * abs(size) + 1e-6, path
    assert np.isfinite(list(errors.values())).all()


def test_in_words_findings_and_the_standard_are_named_and_asked_about() -> None:
    a, b = case(), case(BETTER, PROVEN)
    found = bridge(a, b)
    names = [row[0] for row in differences_table(a, b, found).rows]
    assert set(names) == {"Quality: what studies found, or you have seen", "Standard of proof"}
    asked = " ".join(settle_sentences(a, b, found, []))
    assert "“Standard of proof”: ask for agreement on which of the two" in asked
    assert "found, or you have seen”: ask for a comparison" in asked
