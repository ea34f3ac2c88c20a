"""Each chart draws the result's own numbers, says them in words and in a table, and can be read by everybody."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from finished_cases import case_at, path_of

from make_the_case.authoring.entry_changes import blank_option
from make_the_case.views.shell.plotly_charts import BACKGROUNDS, COLOURS, figure
from make_the_case.words.charts import answer_charts, cost_charts, people_charts
from make_the_case.words.phrases import counted, money, pounds
from valuation import Answer, answer, with_changes
from valuation.case.editing import edited, with_entry

ROOT = Path(__file__).resolve().parents[1]
CASES = sorted([*(ROOT / "cases").glob("*.yaml"), *(ROOT / "tests" / "cases").glob("*.yaml")])
ACCOUNTS = ("commissioner", "public_cash", "public_sector", "health_and_care", "society")


@cache
def result_at(path) -> Answer:
    return answer(case_at(path))


def all_charts(found: Answer, case):
    for option in found.options:
        for account in ACCOUNTS:
            for prices in ("present_value", "cash"):
                yield answer_charts.position_chart(found, option, account, prices)
            yield answer_charts.classes_chart(found, option, account)
        yield answer_charts.parties_chart(found, option)
        yield people_charts.people_chart(found, option)
        yield cost_charts.costs_chart(found, option, case)
        yield cost_charts.cash_chart(found, option)


def drawn(chart, theme="light"):
    """Returns the figure as the browser gets it."""
    return json.loads(figure(chart, theme).to_json())


def values_drawn(chart):
    axis = "x" if chart.kind == "bars" else "y"
    return [
        [value * chart.scale for value in json.loads(json.dumps(list(getattr(t, axis))))]
        for t in figure(chart).data
    ]


every_case = pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)


@every_case
def test_every_chart_of_every_case_is_drawn_from_the_numbers_of_its_series(path):
    for chart in all_charts(result_at(path), case_at(path)):
        assert [pytest.approx(series.values, abs=1e-6) for series in chart.series] == values_drawn(chart)
        assert all(
            len(series.values) == len(series.labels) == len(chart.categories) for series in chart.series
        )


@every_case
def test_every_chart_says_in_words_what_it_shows(path):
    for chart in all_charts(result_at(path), case_at(path)):
        assert 0 < len(chart.title) <= 100 and not chart.title.endswith((".", "!"))
        assert chart.subtitle and not chart.subtitle.endswith(".")
        assert (
            chart.summary.endswith(".")
            and chart.alt.startswith(("Line", "Bar", "Column"))
            and chart.alt.endswith(".")
        )
        assert chart.table.header and len(chart.table.rows) >= (
            1 if any(v for s in chart.series for v in s.values) else 0
        )
        for text in (chart.title, chart.subtitle, chart.summary, chart.alt):
            assert not re.search(r"will save|\bNone\b|\bnan\b|\bk\b|£\d+m\b", text), text


@every_case
def test_the_position_ends_at_the_accounts_net_value(path):
    found = result_at(path)
    for ident, option in found.options.items():
        for account in ACCOUNTS:
            end = answer_charts.position_chart(found, ident, account, "present_value").series[0].values[-1]
            assert end == pytest.approx(option.accounts[account].npv, abs=1e-6)
            if account != "commissioner":
                end = answer_charts.position_chart(found, ident, account, "cash").series[0].values[-1]
                assert end == pytest.approx(sum(option.accounts[account].yearly_net), abs=1e-6)


@every_case
def test_payback_on_the_chart_is_the_engines_and_the_word_is_used_of_cash_alone(path):
    found = result_at(path)
    years = [year.replace("-", "/") for year in found.years]
    for ident, option in found.options.items():
        for account in ACCOUNTS:
            chart = answer_charts.position_chart(found, ident, account, "present_value")
            years_taken = option.accounts[account].by_name["discounted_payback_years"]
            if "should pay back in" in chart.summary or "should break even in" in chart.summary:
                assert f"in {years[years_taken - 1]}" in chart.summary
            if "does not" in chart.summary:
                assert years_taken is None
            if chart.mark:
                assert chart.mark[1][0].isupper() and chart.mark[1].lower() in chart.summary.lower()
            if account not in ("commissioner", "public_cash"):
                assert "pay back" not in chart.summary and "out of pocket" not in chart.title


@every_case
def test_what_parties_pay_and_gain_adds_up_to_societys_net_value(path):
    found = result_at(path)
    for ident, option in found.options.items():
        chart = answer_charts.parties_chart(found, ident)
        society = option.accounts["society"].npv
        assert sum(chart.series[0].values) == pytest.approx(society, abs=1e-6)
        assert chart.table.rows[-1][-1] == pounds(society)


def test_who_receives_the_vat_that_others_pay_is_drawn_and_said_and_gains_nothing():
    """A figure drew what HMRC gains, and said beside it that no one gains."""
    path = path_of("larkmoor_green_prescribing")
    found = result_at(path)
    chart = answer_charts.parties_chart(found, case_at(path).preferred)
    vat = found.options[case_at(path).preferred].parties["hmrc"].net
    label = chart.series[0].labels[chart.categories.index("HMRC")]
    assert vat > 0 and label == f"receives {money(vat)}"
    assert chart.summary.endswith(f"These gain, net: none. HMRC receives {money(vat)} of VAT.")


@every_case
def test_the_costs_drawn_are_all_the_costs_of_society(path):
    found = result_at(path)
    for ident, option in found.options.items():
        chart = cost_charts.costs_chart(found, ident, case_at(path))
        vat = sum(
            line.pv
            for line in option.lines
            if line.side == "cost" and (line.kind == "vat" or line.adjusts == "vat")
        )
        total = sum(value for series in chart.series for value in series.values)
        outside = option.accounts["society"].pv_costs + vat
        assert total == pytest.approx(outside, abs=1e-6)


@every_case
def test_the_classes_are_separate_bars_and_never_one(path):
    found = result_at(path)
    for ident, option in found.options.items():
        (series,) = answer_charts.classes_chart(found, ident, "society").series
        classes = option.benefit_classes
        wanted = [
            -option.accounts["society"].pv_costs,
            classes["cash_releasing"],
            classes["capacity"],
            classes["wider"],
        ]
        assert series.labels[-1].startswith(
            str(len(option.not_priced) or "no") if len(option.not_priced) != 1 else "one"
        )
        assert list(series.values) == pytest.approx([*wanted, 0]), "what is not priced is a row of words"
        assert series.labels[-1] == counted(len(option.not_priced), "effect")


@every_case
def test_people_are_whole_numbers_in_words_and_exact_in_the_drawing(path):
    found = result_at(path)
    for ident, option in found.options.items():
        chart = people_charts.people_chart(found, ident)
        assert [list(series.values) for series in chart.series] == [option.starts, option.completers]
        assert all(re.fullmatch(r"[\d,]*", label) for series in chart.series for label in series.labels)


# Odd cases -------------------------------------------------------------------------------------------------

NORTHSHIRE = ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"
PEERS = "options.peer_courses"
HOSTILE = '<img src=x onerror="alert(1)"><a href="javascript:alert(2)">x</a> <b>y</b> %{x}' + " long" * 30


def odd_cases():
    base = case_at(NORTHSHIRE)
    yield "nothing at all", with_entry(base, "options", blank_option("blank", "Blank", "nhs_icb"))
    yield "one year", edited(base, {"appraisal.years": 1})
    yield "sixty years", edited(base, {"appraisal.years": 60})
    yield (
        "no benefits",
        edited(base, {f"{PEERS}.outcomes": None, f"{PEERS}.replaces": None, "scenarios": None}),
    )
    yield "very large", with_changes(base, {f"{PEERS}.people.eligible": 1e12})
    yield "very small", with_changes(base, {f"{PEERS}.people.eligible": 1e-9})
    yield "a harm", with_changes(base, {f"{PEERS}.outcomes.quality_of_life.adds": -0.05})
    yield (
        "hostile names",
        edited(base, {f"{PEERS}.name": HOSTILE, f"{PEERS}.costs.coordinator.name": HOSTILE}),
    )


@pytest.mark.parametrize("what", [what for what, _ in odd_cases()])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_odd_case_is_drawn_and_said(what, theme):
    case = dict(odd_cases())[what]
    found = answer(case)
    for chart in all_charts(found, case):
        text = json.dumps(drawn(chart, theme))
        assert "NaN" not in text and "Infinity" not in text
        assert chart.title and chart.summary


def test_markup_in_a_name_is_printed_and_not_obeyed():
    case = dict(odd_cases())["hostile names"]
    found = answer(case)
    for chart in all_charts(found, case):
        text = json.dumps(drawn(chart))
        assert "<img" not in text and "<a href" not in text and "<b>y" not in text
        if any(HOSTILE[:20] in name for name in chart.categories):
            assert "&lt;img" in text
    assert any(
        HOSTILE[:20] in name for name in cost_charts.costs_chart(found, "peer_courses", case).categories
    )


def channels(colour):
    return [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", COLOURS)
def test_marks_and_words_stand_out_from_their_page(theme):
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    for role, colour in COLOURS[theme].items():
        if role.endswith("band"):  # a band is told by its edges, which are drawn in the main colour
            assert contrast(COLOURS[theme]["main"], colour) >= 3.0, role
        else:
            assert contrast(colour, BACKGROUNDS[theme]) >= (4.5 if role == "text" else 3.0), role


def test_all_words_stand_upright_and_no_second_axis_or_third_dimension_is_used():
    for chart in all_charts(result_at(NORTHSHIRE), case_at(NORTHSHIRE)):
        found = drawn(chart)
        layout = found["layout"]
        assert layout["xaxis"]["tickangle"] == layout["yaxis"]["tickangle"] == 0
        assert "title" not in layout["yaxis"], "a title of the upright axis would be turned"
        assert {key for key in layout if key.endswith("axis")} == {"xaxis", "yaxis"}
        assert {trace["type"] for trace in found["data"]} <= {"bar", "scatter"}
        assert layout["barmode"] in ("group", "overlay")
