"""A ratio as it is shown: 1 is no difference, so fewer admissions are a gain and never a harm, and its figure stands as it was published."""

from __future__ import annotations

from pathlib import Path

import pytest
from finished_cases import case_at

from make_the_case.words.charts.evidence_charts import NOTHING, findings_chart
from make_the_case.words.finding_words import what_it_comes_to
from make_the_case.words.reading_of_findings import reading_of
from make_the_case.words.shown_findings import as_published, shown_finding
from make_the_case.words.template_evidence import effects_of
from valuation import answer, load_library
from valuation.case.templates import plain_template
from valuation.evidence.findings import Finding, Scale
from valuation.evidence.scales import mark_downs_of, measures_of

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = load_library()
OLDHAVEN = ROOT / "cases" / "oldhaven_telehealth.yaml"


def ratio(is_higher_better: bool) -> Scale:
    return Scale(
        "odds", 0.0, 0.0, is_higher_better, no_difference=1.0, mark_downs=mark_downs_of(LIBRARY)
    )  # fmt: skip


def found(estimate: float, interval: tuple[float, float] | None) -> Finding:
    return Finding("a", "A trial", "claim", estimate, interval=interval)


def test_fewer_of_what_nobody_wants_is_a_gain_of_what_is_missing_from_1() -> None:
    shown = shown_finding(found(0.82, (0.70, 0.97)), ratio(is_higher_better=False))
    assert shown.value == pytest.approx(0.18)
    assert shown.ends == (pytest.approx(0.03), pytest.approx(0.30))
    assert shown.words == "0.82 (0.7 to 0.97)"


def test_more_of_what_people_want_is_a_gain_of_what_is_above_1() -> None:
    shown = shown_finding(found(1.19, (0.99, 1.43)), ratio(is_higher_better=True))
    assert shown.value == pytest.approx(0.19)
    assert shown.ends == (pytest.approx(-0.01), pytest.approx(0.43))
    assert shown_finding(found(1.19, None), ratio(is_higher_better=True)).words == "1.2"


@pytest.mark.parametrize("is_higher_better", [True, False])
def test_what_stands_on_the_scale_is_the_ratio_that_is_so_far_from_1(is_higher_better: bool) -> None:
    scale = ratio(is_higher_better)
    for published in (0.5, 1.0, 1.3):
        at = shown_finding(found(published, None), scale).value
        assert as_published(at, scale) == pytest.approx(published)


def test_any_other_measure_stands_as_it_was() -> None:
    scale = measures_of(LIBRARY)["phq9"].scale
    assert scale is not None and as_published(0.4, scale) == 0.4
    shown = shown_finding(Finding("a", "A trial", "randomised", -1.65, interval=(-2.5, -0.8)), scale)
    assert shown.value == pytest.approx(1.65) and shown.words.startswith("1.6")


def test_one_is_no_difference_of_odds_and_ratios_and_of_nothing_else() -> None:
    ratios = {ident for ident, measure in measures_of(LIBRARY).items() if measure.no_difference}
    odds = {ident for ident, measure in measures_of(LIBRARY).items() if measure.unit == "odds ratio"}
    assert ratios == odds | {"employment_ratio", "rate_ratio"}
    assert all(measures_of(LIBRARY)[ident].no_difference == 1 for ident in ratios)
    assert all(measures_of(LIBRARY)[ident].is_shown_only for ident in ratios)


def oldhaven_path() -> str:
    case = case_at(OLDHAVEN)
    return next(path for path, effect in case.effects.items() if effect.measure == "admission_odds")


def test_the_chart_of_a_case_draws_fewer_admissions_to_the_right_and_counts_nothing_of_them() -> None:
    case, path = case_at(OLDHAVEN), oldhaven_path()
    chart = findings_chart(case, case.effects[path], "no_comparison")
    assert chart.series[0].values == (pytest.approx(0.18), 0.0)
    assert chart.ends[0] == (pytest.approx(0.03), pytest.approx(0.30)) and chart.ends[1] is None
    assert chart.table.rows[0][1:3] == ("0.82", "0.7 to 0.97") and chart.table.rows[1][1] == NOTHING
    assert "1, no difference" in chart.subtitle
    said = what_it_comes_to(case, case.effects[path], "no_comparison")
    assert said.startswith("It is shown, and nothing of it is counted.")


def test_the_page_of_an_outcome_draws_them_to_the_right_too() -> None:
    case, path = case_at(OLDHAVEN), oldhaven_path()
    forest = reading_of(case, answer(case), path).forest
    assert forest.rows[0].value == pytest.approx(0.18) and "It found 0.82." in forest.rows[0].note
    assert (0.0, "1") in forest.ticks
    assert forest.rows[0].note.startswith("In a measure that is only shown"), "a trial is no claim"


def test_the_library_tells_a_ratio_from_no_difference_by_1() -> None:
    telehealth = {
        effect.study: effect
        for effect in effects_of(plain_template(LIBRARY, "telehealth_wsd"), LIBRARY)
        if effect.as_published
    }
    assert telehealth and all(
        effect.low > 0 and not effect.includes_nothing for effect in telehealth.values()
    )
    falls = [
        effect
        for effect in effects_of(plain_template(LIBRARY, "falls_exercise"), LIBRARY)
        if effect.as_published
    ]
    assert falls and all(effect.figure.startswith("1.") for effect in falls)
    work = [
        effect
        for effect in effects_of(plain_template(LIBRARY, "employment_support_ips"), LIBRARY)
        if effect.as_published and effect.low < effect.high
    ]
    assert any(effect.includes_nothing for effect in work)
