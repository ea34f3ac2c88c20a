"""Everything tried on one line: each study taken as right, each scenario and each claim, by hand, and where their marks stand."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from finished_cases import case_at
from test_analyses_of_findings import OURS, PRICE, PROOF, TRIAL, case_with, quality

from make_the_case.words.blocks import Rowed
from make_the_case.words.charts.bridge_charts import bridge_chart, dumbbell_chart
from make_the_case.words.charts.chart import Chart, Group
from make_the_case.words.charts.rows_placed import placed
from make_the_case.words.charts.sensitivity_charts import break_even_chart, tornado_chart
from make_the_case.words.charts.tried_chart import tried_chart
from make_the_case.words.markup import Screen
from make_the_case.words.one_scenario import changes_in_words, one_scenario
from make_the_case.words.papers.comparison import agreement_sentences, sides_in_words
from valuation import answer, bridge, compile_case, one_way, switching_values
from valuation.sensitivity.everything_tried import Tried, everything_tried
from valuation.sensitivity.scenarios import own_scenarios, ready_made

ROOT = Path(__file__).resolve().parents[1]
CASES = sorted((ROOT / "cases").glob("*.yaml"))
CLAIM = {
    "id": "told",
    "study": "Prospectus 2024",
    "design": "claim",
    "estimate": 0.11,
    "follow_up_months": 12,
}
CHANGE = {"id": "before", "study": "Audit 2023", "design": "before_after", "estimate": 0.06, "n": 90,
          "baseline": 0.5, "follow_up_months": 12}  # fmt: skip
ASIDE = {**TRIAL, "id": "aside", "study": "Trial C 2009", "set_aside": "Another service"}
EFFECT = "options.it.outcomes.quality.adds"


def by_name(tried: list[Tried]) -> dict[str, Tried]:
    return {each.scenario.name: each for each in tried}


def test_each_study_taken_as_right_is_worth_what_it_found() -> None:
    found = by_name(everything_tried(case_with(quality(TRIAL, OURS, CHANGE, CLAIM, ASIDE)), "it"))
    # One person, one year: £100,000 × the estimate − £300, with nothing taken off and no difference of this place.
    for study, gain in (
        ("Trial A 2015", 0.0325),
        ("ours 2027", 0.04),
        ("Audit 2023", 0.06),
        ("Prospectus 2024", 0.11),
    ):
        assert found[study].net_value("it") == pytest.approx(PRICE * gain - 300)
        assert [each.value for each in found[study].found] == pytest.approx([gain])
    kinds = {name: each.tried_as for name, each in found.items()}
    assert kinds["Trial A 2015"] == kinds["ours 2027"] == kinds["Proven"] == "comparison"
    assert kinds["Audit 2023"] == kinds["Prospectus 2024"] == "claim"
    assert kinds["Base case"] == "scenario" and "Trial C 2009" not in found


def test_a_study_of_invited_people_over_two_years_is_read_for_each_person_a_year() -> None:
    invited = {**TRIAL, "took_part": 0.5, "follow_up_months": 24}
    found = by_name(everything_tried(case_with(quality(invited)), "it"))["Trial A 2015"]
    # 0.0325 over half of those invited and over two years: 0.0325 ÷ 0.5 ÷ 2.
    assert found.net_value("it") == pytest.approx(PRICE * 0.0325 - 300)


def test_one_study_of_two_outcomes_is_one_scenario() -> None:
    harm = quality({**TRIAL, "estimate": -0.01, "interval": [-0.02, 0]}, id="harm")
    (found,) = [each for each in everything_tried(case_with(quality(TRIAL), harm), "it") if each.found]
    assert len(found.found) == 2
    assert found.net_value("it") == pytest.approx(PRICE * (0.0325 - 0.01) - 300)


def test_a_finding_without_a_price_is_not_tried() -> None:
    unpriced = quality(
        CLAIM, values=[], who="People", direction="better", size="small", why_not_priced="Not measured."
    )
    assert not [
        each
        for each in everything_tried(case_with(quality(TRIAL), {**unpriced, "id": "b"}), "it")
        if each.tried_as == "claim"
    ]


def test_every_scenario_and_every_study_is_tried_once_and_counted() -> None:
    told: list[float] = []
    case = case_with(quality(TRIAL, CLAIM), scenarios={"own": {"name": "Own", "changes": {EFFECT: 0.01}}})
    tried = everything_tried(case, "it", told.append)
    assert told == list(range(len(tried)))
    wanted = {scenario.id for scenario in (*ready_made(case, "it"), *own_scenarios(case))}
    assert {each.scenario.id for each in tried} - {"as_found_1", "as_found_2"} == wanted


def test_a_claim_that_no_case_can_hold_has_no_dot_and_says_why() -> None:
    visits = {"id": "visits", "of": 2, "unit": "visit", "applies_to": "starters",
              "findings": [{"id": "c", "study": "Leaflet 2020", "design": "claim", "estimate": 1.5}],
              "values": [{"kind": "economic", "to": "residents", "unit_value": {"value": 10, "grade": 1}}]}  # fmt: skip
    case = case_with(quality(TRIAL), visits)
    tried = by_name(everything_tried(case, "it"))
    assert tried["Leaflet 2020"].net_value("it") is None and tried["Leaflet 2020"].answer.reason
    assert not any("Leaflet" in name for name in drawn(case, list(tried.values())).categories)


# The chart -----------------------------------------------------------------------------------------------------


def drawn(case, tried=None, option: str = "it", ends=None) -> Chart:
    tried = everything_tried(case, option) if tried is None else tried
    return tried_chart(case, option, tried, answer(case).options[option].evidence, ends)


def test_the_dots_stand_in_three_groups_each_from_the_worst_to_the_best() -> None:
    chart = drawn(case_with(quality(TRIAL, CLAIM)), ends=(-2000.0, 3000.0))
    assert [group.heading for group in chart.groups] == [
        "What trials and comparisons say",
        "Our case, and what could go worse or better",
        "What is claimed without a comparison, taken at its word",
    ]
    values, at = chart.series[0].values, 0
    for group in chart.groups:
        assert list(values[at : at + group.rows]) == sorted(values[at : at + group.rows])
        at += group.rows
    assert at == len(values)
    assert chart.own is not None and chart.categories[chart.own] == "Our case"
    assert chart.ends[chart.own] == (-2000.0, 3000.0)
    assert (
        "Prospectus 2024 (0.11)" in chart.categories
        and "the likely range is £2,000 worse to £3,000 better" in chart.summary
    )


def test_no_claim_stretches_the_line_and_one_beyond_it_points_on() -> None:
    chart = drawn(case_with(quality(TRIAL, {**CLAIM, "estimate": 11.0})), ends=(-2000.0, 3000.0))
    rows = {row.name: row for group in placed(chart).groups for row in group.rows}
    claim = rows["Prospectus 2024 (11)"]
    assert claim.dots[0].shape == "claim" and claim.dots[0].points == "right" and claim.dots[0].at > 95
    assert claim.words[0].words == "+£1.1 million, off the scale"
    ours = rows["Our case"]
    assert (
        ours.is_strong
        and ours.reach is not None
        and ours.reach[1] > 10
        and ours.under == "likely −£2,000 to £3,000"
    )
    assert all(0 <= row.dots[0].at <= 100 for row in rows.values())


def test_what_comes_to_the_same_as_our_case_is_named_and_not_drawn_again() -> None:
    case = case_with(
        quality(TRIAL, CLAIM),
        scenarios={"twin": {"name": "The twin", "changes": {"options.it.costs.run.unit_cost": 300}}},
    )
    chart = drawn(case)
    assert "The twin" not in chart.categories and "“The twin”" in chart.summary
    assert "The twin" in [row[0] for row in chart.table.rows]


def test_without_a_comparison_the_first_group_says_what_is_proven_and_without_findings_it_is_not_there() -> (
    None
):
    chart = drawn(case_with(quality(CLAIM)))
    assert chart.categories[0] == "Proven: no comparison counts" and chart.series[0].values[
        0
    ] == pytest.approx(-300)
    worked = case_at(ROOT / "cases" / "worked_example.yaml")
    groups = drawn(worked, option="walking_group").groups
    assert [group.heading for group in groups] == ["Our case, and what could go worse or better"]


def test_where_a_dot_stands_is_its_share_of_the_way() -> None:
    chart = replace(
        drawn(case_with(quality(TRIAL))), categories=("a", "b", "c"), ends=(None, None, None), own=0, base=100.0,
        groups=(), series=(replace(drawn(case_with(quality(TRIAL))).series[0], values=(100.0, -100.0, 0.0), labels=("", "", "")),),
    )  # fmt: skip
    found = placed(replace(chart, groups=(Group("", 3),)))
    # From −100 to 100, with 4% of the line beyond each end: 92% of the line is 200.
    at = [row.dots[0].at for row in found.groups[0].rows]
    assert at == pytest.approx([96.0, 4.0, 50.0]) and found.even == pytest.approx(50.0)
    assert [tick.words for tick in found.ticks] == ["−£100", "−£50", "0", "£50", "£100"]


# The other charts of rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_chart_of_rows_of_every_finished_case_stands_on_its_line(path: Path) -> None:
    case = case_at(path)
    option = case.preferred
    model = compile_case(case)
    swings, switches = one_way(model)[option], switching_values(model)[option]
    tried = everything_tried(case, option)
    other = next(each.scenario for each in tried if each.scenario.changes)
    way = bridge(case, other.of(case), option)
    base = answer(case).options[option].accounts["society"].npv
    charts = [
        drawn(case, tried, option),
        tornado_chart(case, swings, base),
        break_even_chart(case, swings, switches, base >= 0),
    ]
    charts += [bridge_chart(case, other.of(case), way, totals=("Ours", "Theirs"))]
    dots = dumbbell_chart(case, other.of(case), way)
    for chart in [*charts, *([] if dots is None else [dots])]:
        found = placed(chart)
        rows = [row for group in found.groups for row in group.rows]
        assert [row.name for row in rows] == list(chart.categories)
        for row in rows:
            assert all(-0.01 <= dot.at <= 100.01 for dot in row.dots), chart.id
            assert all(bar.start >= -0.01 and bar.start + bar.width <= 100.01 for bar in row.bars), chart.id
        assert len(found.ticks) <= 5
        said = html.unescape(re.sub(r"<[^>]+>", " ", Screen().block(Rowed(chart))))
        assert "nan" not in said.lower().split() and all(row.name in said for row in rows)
        assert chart.title and not chart.title.endswith(".") and len(chart.title) <= 140


def test_the_worse_end_of_a_bar_is_at_the_left_with_its_value() -> None:
    case = case_at(ROOT / "cases" / "southfold_befriending.yaml")
    swings = one_way(compile_case(case))[case.preferred]
    base = answer(case).options[case.preferred].accounts["society"].npv
    chart = tornado_chart(case, swings, base)
    found = placed(chart)
    assert len(found.groups[0].rows) <= 6 and found.ours is not None
    low, high = chart.series
    for k, row in enumerate(found.groups[0].rows):
        worse = low.labels[k] if low.values[k] < high.values[k] else high.labels[k]
        assert row.words[0].words == worse and row.words[0].side == "before"
        assert row.bars[0].start + row.bars[0].width == pytest.approx(found.ours)


def test_the_steps_of_a_bridge_begin_where_the_one_before_ended() -> None:
    case = case_with(quality(PROOF))
    second = case_with(
        quality({**PROOF, "estimate": 0.01}),
        cost={"value": 500, "grade": 1, "distribution": "fixed", "reason": "x"},
    )
    way = bridge(case, second, "it")
    rows = placed(bridge_chart(case, second, way, totals=("Ours", "Theirs"))).groups[0].rows
    assert rows[0].name == "Ours (A)" and rows[-1].name == "Theirs (B)" and rows[0].is_strong
    tops = [(row.bars[0].start, row.bars[0].start + row.bars[0].width) for row in rows]
    assert tops[1][1] == pytest.approx(tops[0][1])  # the first fall begins at the top of ours
    assert tops[2][1] == pytest.approx(tops[1][0]) and tops[2][0] == pytest.approx(tops[3][1])


def test_a_scenario_that_is_opened_says_what_it_comes_to_and_what_it_changes() -> None:
    case = case_with(
        quality(TRIAL),
        scenarios={
            "dear": {
                "name": "Dearer",
                "note": "A higher price.",
                "changes": {"options.it.costs.run.unit_cost": 500},
            }
        },
    )
    tried = by_name(everything_tried(case, "it"))["Dearer"]
    said = str(one_scenario(case, "it", tried))
    assert "A higher price." in said and "£500, not £300" in said and "Net value, counting everyone" in said


def test_values_in_prices_of_two_years_are_said_in_the_prices_of_the_case() -> None:
    case = case_at(ROOT / "cases" / "highcombe_diabetes.yaml")
    (cheaper,) = [each for each in own_scenarios(case) if each.id == "nhs_value_of_health"]
    second = cheaper.of(case)
    way = bridge(case, second, case.preferred)
    # The library says £70,000 in prices of 2020/21, and the scenario £20,000 in those of the case.
    factor = case.price_factor(case.library.get("valuation.qaly"))
    ours = f"£{70_000 * factor:,.0f}"
    assert sides_in_words(case, second, way.changes[0]) == (ours, "£20,000")
    assert f"have the same result if it is {ours}." in " ".join(agreement_sentences(case, second, way))
    assert changes_in_words(case, cheaper.changes)[0].endswith(f": £20,000, not {ours}")
    dots = dumbbell_chart(case, second, way)
    assert dots is not None and [series.values[0] for series in dots.series] == pytest.approx([100.0, 0.0])
