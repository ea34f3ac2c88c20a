"""The case as it is known now: by hand, beside SciPy, and as properties."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of, cases
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_cases import a_cost, an_option, between, case_data, sure

from valuation import Case, answer, compile_case, evaluate, result
from valuation.draws import central
from valuation.learning.known_now import known_now
from valuation.learning.shares_learned import Beta, beta_of
from valuation.learning.track import track
from valuation.sensitivity.monte_carlo import simulate

UPTAKE = between(0.2, 0.2 - 1.96 * 0.1, 0.2 + 1.96 * 0.1)  # a beta of mean 0.2 and sd 0.1: a = 3, b = 12
COMPLETION = between(0.7, 0.5, 0.9)


def service(*records: dict[str, Any], pool: str = "each_year", **keys: Any) -> dict[str, Any]:
    """Four years of 1,000 people, a start costs £10, completers gain £100 each and a worker costs £500 a year."""
    worth = {"kind": "economic", "to": "residents", "unit_value": sure(100)}
    gain = {"id": "gain", "adds": sure(1), "applies_to": "completers", "lasts": sure(1), "values": [worth]}
    option = an_option(
        [a_cost("worker", sure(500), per="year"), a_cost("each", sure(10), per="start")], [gain]
    )
    option["people"] = {
        "eligible": sure(1000), "pool": pool, "uptake": UPTAKE, "completion": COMPLETION, "timing": "start_of_year",
        "ramp": [sure(0.5), sure(1)],
    }  # fmt: skip
    return case_data(option, years=4, format="make-the-case/2", measured=list(records), **keys)


def ledger_of(case: Case) -> Any:
    model = compile_case(case)
    return evaluate(model, central(model))


def record(year: int = 0, **keys: Any) -> dict[str, Any]:
    return {"at": f"{2027 + year}-05-01", "year": year, **keys}


@settings(max_examples=15)
@given(cases())
def test_with_no_records_it_is_the_case(data: dict[str, Any]) -> None:
    case = case_of({**data, "format": "make-the-case/2"})
    known = known_now(case)
    assert known.now is case
    found = track(case, draws=200)
    for ident, option in answer(case).options.items():
        tracked = found.options[ident]
        assert tracked.approved == tracked.now and tracked.now.npv == option.accounts["society"].npv
        assert tracked.plan.starts == option.starts and set(tracked.actual.starts) <= {None}
        assert not tracked.bridge.changes


def test_a_record_that_says_what_was_planned_changes_nothing() -> None:
    planned = record(starts=100, completers=70, money={"worker": {"value": 500, "price_year": "2026-27"}})
    approved = case_of(service())
    now = known_now(case_of({**service(planned)})).now
    fixed = {**result(now)["options"]["it"]["accounts"]["society"]}
    # completion is learned from 70 of 100, which is what it was: only how sure it is has changed
    assert fixed["npv"] == pytest.approx(answer(approved).options["it"].accounts["society"].npv, abs=1e-9)


def test_the_beta_update_by_hand_and_beside_scipy() -> None:
    # 0.2 with sd 0.1: a + b = 0.2 · 0.8/0.01 − 1 = 15, so a = 3, b = 12. 60 of 400: a = 63, b = 352, mean 63/415.
    before = beta_of(0.2, 0.1)
    after = before.updated(60, 400)
    assert (before.a, before.b, after.a, after.b) == (3, 12, 63, 352)
    assert after.mean == pytest.approx(63 / 415) == pytest.approx(stats.beta(63, 352).mean())
    assert after.sd == pytest.approx(stats.beta(63, 352).std())
    # the posterior is prior times likelihood, over its sum
    grid = np.linspace(0.0005, 0.9995, 1000)
    posterior = stats.beta(3, 12).pdf(grid) * stats.binom.pmf(60, 400, grid)
    assert (grid * posterior).sum() / posterior.sum() == pytest.approx(after.mean, abs=1e-6)


@given(st.floats(0.05, 50), st.floats(0.05, 50))
def test_the_range_of_a_beta_says_the_same_beta(a: float, b: float) -> None:
    beta = Beta(a, b)
    low, high = beta.range()
    assert 0 <= low <= beta.mean <= high <= 1
    assert (high - low) / 3.92 <= beta.sd * (1 + 1e-9)
    if 3.92 * beta.sd <= 1:
        assert beta_of(beta.mean, (high - low) / 3.92).a == pytest.approx(a, rel=1e-6)


def test_years_that_are_known_stand_and_later_years_use_what_was_learned() -> None:
    case = case_of(service(record(offered=400, starts=60, completers=30)))
    known = known_now(case)
    uptake, completion = known.learned
    assert (uptake.after.a, uptake.after.b) == (63, 352)
    found = ledger_of(known.now)
    assert found.starts[0, 0].tolist() == pytest.approx([60, *[1000 * 63 / 415] * 3])
    assert found.completers[0, 0] / found.starts[0, 0] == pytest.approx([0.5, *[completion.after.mean] * 3])
    simulated = simulate(compile_case(known.now), 2000)
    # in a year that is known every draw has the same; in a later one the learned spread
    starts = simulated.options["it"]
    assert starts is not None


def test_a_standing_pool_goes_on_from_those_who_have_started() -> None:
    # 1000 · 0.2 = 200 ever start, half of them in year 0. Only 40 did: the other 160 are wanted by year 1.
    data = service(record(starts=40), pool="standing")
    assert ledger_of(known_now(case_of(data)).now).starts[0, 0].tolist() == pytest.approx([40, 160, 0, 0])
    many = service(record(starts=260), pool="standing")
    assert ledger_of(known_now(case_of(many)).now).starts[0, 0].tolist() == pytest.approx([260, 0, 0, 0])


def test_a_share_that_is_fixed_stands_for_its_year_alone() -> None:
    data = service(record(offered=400, starts=60, completers=30))
    data["options"][0]["people"] |= {"uptake": sure(0.2), "completion": sure(0.7)}
    known = known_now(case_of(data))
    assert known.learned == ()
    assert ledger_of(known.now).starts[0, 0].tolist() == pytest.approx([60, 200, 200, 200])
    assert ledger_of(known.now).completers[0, 0].tolist() == pytest.approx([30, 140, 140, 140])


@pytest.mark.parametrize(("carries_on", "later"), [(False, 500), (True, 650)])
def test_what_was_paid_stands_for_its_year_or_carries_on(carries_on: bool, later: float) -> None:
    paid = record(money={"worker": {"value": 650, "price_year": "2026-27"}}, carries_on=carries_on)
    found = ledger_of(known_now(case_of(service(paid))).now)
    assert found.amounts[0, 0].tolist() == pytest.approx([650, later, later, later])


def test_a_price_per_person_is_what_was_paid_over_those_who_started() -> None:
    # 60 people started and £900 was paid: £15 each. Of 200 later ones it is £3,000 a year.
    data = service(
        record(starts=60, money={"each": {"value": 900, "price_year": "2026-27"}}, carries_on=True)
    )
    found = ledger_of(known_now(case_of(data)).now)
    assert found.amounts[0, 1].tolist() == pytest.approx([900, 3000, 3000, 3000])


def test_money_is_restated_from_the_year_in_which_it_was_paid() -> None:
    case = case_of(service(record(1, money={"worker": 520})))
    factor = case.deflator.at("2027-28") / case.deflator.at("2026-27")
    assert ledger_of(known_now(case).now).amounts[0, 0, 1] == pytest.approx(520 / factor)
    assert track(case, draws=200).options["it"].actual.costs["worker"] == [None, 520, None, None]


def test_what_was_paid_takes_no_optimism_bias_and_later_years_keep_theirs() -> None:
    data = service(record(money={"worker": {"value": 500, "price_year": "2026-27"}}))
    data["appraisal"]["optimism_bias"] = "by_grade"
    data["options"][0]["costs"][0]["unit_cost"] = {"value": 500, "grade": 6}
    model = compile_case(known_now(case_of(data)).now)
    line = next(k for k, each in enumerate(model.lines) if each.kind == "optimism" and "worker" in each.path)
    optimism = evaluate(model, central(model)).amounts[0, line]
    assert optimism[0] == 0 and (optimism[1:4] > 0).all()


def test_overheads_are_a_share_of_what_was_paid() -> None:
    data = service(record(money={"worker": {"value": 650, "price_year": "2026-27"}}))
    overheads = {"id": "overheads", "per": "costs", "of": ["worker"], "unit_cost": sure(0.1), "payer": "nhs_icb"}  # fmt: skip
    data["options"][0]["costs"].append(overheads)
    assert ledger_of(known_now(case_of(data)).now).amounts[0, 2].tolist() == pytest.approx([65, 50, 50, 50])
    data["measured"][0]["money"]["overheads"] = {"value": 80, "price_year": "2026-27"}
    assert ledger_of(known_now(case_of(data)).now).amounts[0, 2].tolist() == pytest.approx([80, 50, 50, 50])


def test_an_enabler_that_multiplies_is_taken_off_before_the_share_is_learned() -> None:
    data = service(record(offered=400, starts=60))
    data["options"][0]["enablers"] = [{"id": "help", "multiplies": {"uptake": sure(1.5)}}]
    (learned, *_) = known_now(case_of(data)).learned
    assert (learned.after.a, learned.after.b) == (3 + 40, 12 + 360)


TRIAL = {"id": "a", "study": "A", "design": "randomised", "estimate": 0.9, "se": 0.15}
OURS = {"id": "ours", "study": "Ours", "design": "controlled", "estimate": 0.1, "n": 300}


def wellbeing(*records: dict[str, Any]) -> Case:
    data = service(*records)
    worth = {"kind": "wellbeing", "to": "participants", "unit_value": sure(1000)}
    data["options"][0]["outcomes"].append(
        {"id": "life", "unit": "points", "measure": "life_satisfaction", "applies_to": "starters", "findings": [TRIAL], "values": [worth]}
    )  # fmt: skip
    return case_of(data)


def test_what_was_measured_is_read_as_found_here() -> None:
    known = known_now(wellbeing(record(findings={"life": [OURS]})))
    written = wellbeing()
    by_hand = {**written.data, "options": [{**written.data["options"][0]}]}
    outcomes = [dict(each) for each in by_hand["options"][0]["outcomes"]]
    outcomes[1]["findings"] = [TRIAL, {**OURS, "here": True}]
    by_hand["options"][0]["outcomes"] = outcomes
    del by_hand["measured"]
    same = case_of(by_hand)
    for path in ("options.it.outcomes.life.adds", "options.it.outcomes.life.place"):
        assert known.now.number(path) == same.number(path) != written.number(path)


def test_a_later_report_of_a_study_replaces_the_earlier() -> None:
    later = {**OURS, "id": "again", "estimate": 0.4}
    both = known_now(wellbeing(record(findings={"life": [OURS]}), record(1, findings={"life": [later]})))
    last = known_now(wellbeing(record(1, findings={"life": [later]})))
    assert both.now.number("options.it.outcomes.life.adds") == last.now.number(
        "options.it.outcomes.life.adds"
    )
    assert any(
        "Ours is reported twice: 0.1 at first, and 0.4 later" in each for each in both.records["it"].remarks
    )


def test_records_that_contradict_are_both_shown_and_the_later_is_used() -> None:
    data = service(record(starts=60, money={"worker": 500}), record(starts=75, money={"worker": 900}))
    known = known_now(case_of(data))
    assert ledger_of(known.now).starts[0, 0, 0] == 75
    remarks = known.records["it"].remarks
    assert (
        "People who started in 2026-27: 60 in an earlier record, and 75 in a later one. The later is used."
        in remarks
    )
    assert (
        "Paid for worker in 2026-27: £500 in an earlier record, and £900 in a later one. The later is used."
        in remarks
    )


def test_money_in_the_prices_of_another_year_is_said_and_restated() -> None:
    data = service(record(1, money={"worker": {"value": 500, "price_year": "2026-27"}}))
    (remark,) = known_now(case_of(data)).records["it"].remarks
    assert remark.startswith(
        "What was paid for worker in 2027-28 is recorded in prices of 2026-27. It is restated: £500 is £"
    )


def test_twelve_months_are_a_year_and_a_missing_month_is_said() -> None:
    names = [*(f"2026-{m:02d}" for m in range(4, 13)), "2027-01", "2027-02", "2027-03"]
    months = [{"month": name, "starts": 5} for name in names]
    assert known_now(case_of(service(record(months=months)))).records["it"].starts == {0: 60}
    gap = known_now(case_of(service(record(months=[*months[:4], *months[5:]]))))
    assert gap.records["it"].starts == {} and "2026-08 is missing" in gap.records["it"].remarks[0]
    other = known_now(case_of(service(record(starts=70, months=months))))
    assert other.records["it"].starts == {0: 70}
    assert "the months add up to 60, and the record of the year says 70" in other.records["it"].remarks[0]


def test_the_bridge_ends_at_both_cases_and_its_parts_add_up() -> None:
    case = wellbeing(
        record(offered=400, starts=60, completers=30, money={"worker": 650, "each": 700}, findings={"life": [OURS]}),
        record(1, offered=500, starts=70, completers=40),
    )  # fmt: skip
    found = track(case, draws=500).options["it"]
    assert found.bridge.a == pytest.approx(found.approved.npv) and found.bridge.b == pytest.approx(
        found.now.npv
    )
    assert math.fsum(change.contribution for change in found.bridge.changes) == pytest.approx(
        found.now.npv - found.approved.npv
    )
    assert {change.path for change in found.bridge.changes} == {
        "options.it.people.starts", "options.it.people.completers", "options.it.people.uptake",
        "options.it.people.completion", "options.it.costs.worker.unit_cost", "options.it.costs.each.unit_cost",
        "options.it.outcomes.life.findings",
    }  # fmt: skip


def test_with_one_thing_learned_the_bridge_is_that_thing() -> None:
    found = track(
        case_of(service(record(money={"worker": {"value": 650, "price_year": "2026-27"}}))), draws=200
    )
    (change,) = found.options["it"].bridge.changes
    assert change.contribution == pytest.approx(-150)


def test_the_cash_of_a_payer_is_known_where_all_of_it_was_recorded() -> None:
    both = record(money={"worker": 510, "each": 900})
    found = track(case_of(service(both, record(1, money={"worker": 520}))), draws=200).options["it"]
    assert found.actual.cash["nhs_icb"] == [pytest.approx(1410), None, None, None]
    assert found.plan.cash["nhs_icb"][0] == pytest.approx(1500)


@settings(max_examples=15)
@given(cases())
def test_a_record_without_any_figure_changes_nothing(data: dict[str, Any]) -> None:
    case = case_of({**data, "format": "make-the-case/2", "measured": [{"at": "2030-01-01"}]})
    assert result(known_now(case).now)["options"] == result(case)["options"]
