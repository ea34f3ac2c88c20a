"""The data files are opened again and compared with the result number by number."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from finished_cases import case_at

from make_the_case.exports.data_files import result_json, tables_zip
from make_the_case.words.papers import summary
from make_the_case.words.phrases import pounds
from make_the_case.words.tables.summary_tables import accounts_table, parties_table
from valuation import analysed, answer, compile_case, parse_case, read_case, with_changes
from valuation.sensitivity.monte_carlo import likely_range

ROOT = Path(__file__).parent.parent
EVERY_SECTION = ROOT / "tests" / "cases" / "every_section.yaml"
CASES = [EVERY_SECTION, *sorted((ROOT / "cases").glob("*.yaml"))]

SMALL = """\
format: make-the-case/1
title: A small case
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 2, price_year: 2026-27, discounting: green_book}
options:
- id: a
  name: Option A
  people: {planned_starts: [100, 100], timing: start_of_year}
  costs:
  - {id: staff, name: Staff, per: year, unit_cost: {value: 50000, price_year: 2026-27, grade: 1}, payer: nhs_icb}
  outcomes:
  - id: visits
    name: Visits avoided
    adds: {value: 1, grade: 1}
    applies_to: starters
    values:
    - {kind: fiscal, to: acute_trust, unit_value: {value: 100, price_year: 2026-27, grade: 1}}
  - {id: trust, name: Trust between people and staff, direction: better, size: large, applies_to: starters}
"""


def opened(archive: bytes) -> dict[str, list[dict[str, str]]]:
    """Returns each table of the zip as rows."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        assert found.testzip() is None
        return {
            name: list(csv.DictReader(io.StringIO(found.read(name).decode("utf-8-sig"))))
            for name in found.namelist()
            if name.endswith(".csv")
        }


def number(text: str) -> float | None:
    return float(text) if text else None


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.name)
def exported(request):
    case = case_at(request.param)
    found = answer(case)
    return case, found.as_dict(), opened(tables_zip(found, case))


def test_the_json_holds_the_result_unchanged(exported):
    case, found, _ = exported
    assert json.loads(result_json(answer(case))) == found


def test_every_account_in_the_table_of_results_equals_the_result(exported):
    _, found, tables = exported
    rows = {
        (r["option"], r["measure"], r["account_or_class"]): number(r["value"]) for r in tables["results.csv"]
    }
    for ident, option in found["options"].items():
        for account, measures in option["accounts"].items():
            for name, value in measures.items():
                if not name.startswith("yearly_"):
                    assert rows[ident, name, account] == value
        for name in ("cash_releasing", "capacity", "wider"):
            assert rows[ident, "benefit_classes", name] == option["benefit_classes"][name]
            assert rows[ident, "beyond_horizon", name] == option["beyond_horizon"][name]
        assert rows[ident, "verdict", ""] == option["verdict"]["number"]
        assert rows[ident, "sroi", ""] == option["sroi"]
        assert rows[ident, "bcr_public", ""] == option["bcr_public"]
        assert rows[ident, "nice_net_cost", "health_and_care"] == option["nice"]["net_cost"]
        assert rows[ident, "qalys_discounted", ""] == (option["qalys"] or {}).get("discounted")


def test_the_lines_by_year_are_those_of_the_result_in_its_order(exported):
    _, found, tables = exported
    stated = [
        (
            ident,
            line["path"],
            line["side"],
            line["kind"],
            line["party"],
            str(line["counted"]).lower(),
            year,
            amount,
        )
        for ident, option in found["options"].items()
        for line in option["lines"]
        for year, amount in zip(found["years"], line["undiscounted"], strict=True)
    ]
    written = [
        (
            r["option"],
            r["path"],
            r["side"],
            r["kind"],
            r["party"],
            r["counted"],
            r["year"],
            float(r["amount"]),
        )
        for r in tables["lines_by_year.csv"]
    ]
    assert written == stated


def test_parties_and_people_equal_the_result(exported):
    _, found, tables = exported
    for row in tables["parties.csv"]:
        stated = found["options"][row["option"]]["parties"][row["party"]]
        for key in ("pv_costs", "pv_cash_benefits", "pv_other_benefits", "net"):
            assert float(row[key]) == stated[key]
    assert len(tables["parties.csv"]) == sum(len(option["parties"]) for option in found["options"].values())
    for ident, option in found["options"].items():
        starts = [float(r["starts"]) for r in tables["people_by_year.csv"] if r["option"] == ident]
        assert starts == option["starts"]


def test_the_financial_case_equals_the_result_payer_by_payer_and_year_by_year(exported):
    _, found, tables = exported
    rows = tables["financial_case.csv"]
    for ident, option in found["options"].items():
        for party, stated in option["financial_case"].items():
            mine = [r for r in rows if (r["option"], r["party"]) == (ident, party)]
            for name in ("nominal_costs", "nominal_cash_benefits", "net", "optimism_allowance", "wte"):
                assert [float(r["value"]) for r in mine if r["measure"] == name] == stated[name]
            for category, amounts in stated["costs_by_category"].items():
                assert [float(r["value"]) for r in mine if r["category"] == category] == amounts


def test_every_assumption_is_listed_with_its_range_and_where_it_comes_from(exported):
    case, _, tables = exported
    assumptions = {a.path: a for a in compile_case(case).assumptions}
    rows = {row["path"]: row for row in tables["assumptions.csv"]}
    assert set(rows) == set(assumptions)
    licences = case.library.table("sources")["licences"]
    for path, a in assumptions.items():
        row = rows[path]
        assert (float(row["value"]), number(row["low"]), number(row["high"])) == (a.value, a.low, a.high)
        assert row["grade"] == ("" if a.grade is None else str(a.grade))
        assert (row["changed_from"] or None) == a.changed_from
        if a.source in case.library.sources:
            source = case.library.sources[a.source]
            licence = licences[source.licence]
            assert row["source_id"] == a.source
            assert str(licence["attribution"]).strip() in row["attribution"]


def test_the_read_me_names_every_column_and_prints_the_attributions_that_licences_ask_for():
    case = case_at(EVERY_SECTION)
    archive = tables_zip(answer(case), case)
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        words = found.read("README.txt").decode("utf-8-sig")
        for name in found.namelist():
            if name.endswith(".csv"):
                header = found.read(name).decode("utf-8-sig").splitlines()[0].split(",")
                section = words.split(f"\n{name}\n")[1].split("\n\n")[0]
                assert [line.strip().split(":")[0] for line in section.splitlines()] == header
    assert "Contains public sector information licensed under the Open Government Licence v3.0." in words


def test_the_same_case_gives_the_same_bytes():
    first, second = read_case(EVERY_SECTION), read_case(EVERY_SECTION)
    assert tables_zip(answer(first), first) == tables_zip(answer(second), second)
    assert result_json(answer(first)) == result_json(answer(second))


RISKY = ['=HYPERLINK("http://example.org")', "+1+1", "-2 visits", "@SUM(A1)"]


@pytest.mark.parametrize("words", RISKY)
def test_text_that_a_spreadsheet_would_run_is_made_plain_text(words):
    named = SMALL.replace("name: Option A", f"name: {json.dumps(words)}")
    noted = named.replace(
        "adds: {value: 1, grade: 1}", f"adds: {{value: 1, grade: 1, note: {json.dumps(words)}}}"
    )
    case = parse_case(noted)
    tables = opened(tables_zip(answer(case), case))
    assert tables["options.csv"][0]["name"] == "'" + words
    notes = {row["path"]: row["note"] for row in tables["assumptions.csv"]}
    assert notes["options.a.outcomes.visits.adds"] == "'" + words


def test_a_tab_before_a_name_is_gone_before_any_spreadsheet_sees_it():
    case = parse_case(SMALL.replace("name: Option A", 'name: "\\tsix"'))
    assert opened(tables_zip(answer(case), case))["options.csv"][0]["name"] == "six"


def test_an_undefined_ratio_is_an_empty_cell_and_null_never_nought():
    case = with_changes(parse_case(SMALL), {"options.a.costs.staff.unit_cost": 0})
    found = answer(case)
    assert found.options["a"].sroi is None
    rows = {
        (r["measure"], r["account_or_class"]): r["value"]
        for r in opened(tables_zip(found, case))["results.csv"]
    }
    assert rows["sroi", ""] == "" and rows["bcr", "society"] == ""
    assert json.loads(result_json(found))["options"]["a"]["sroi"] is None


# The five lines ----------------------------------------------------------------------------------------------


def five(changes: dict[str, object]) -> list[str]:
    return summary.five_lines(answer(with_changes(parse_case(SMALL), changes)), "a")


def test_the_five_lines_say_cost_cash_capacity_wider_value_and_what_is_not_priced_in_that_order():
    # Staff: 50,000 + 50,000 / 1.035 = 98,309. Visits: 100 + 100 people, one year each: 10,000 + 10,000 / 1.035 = 19,662.
    assert five({}) == [
        "Costs the ICB £98,000 over 2 years (£50,000 in 2026/27, the first year).",
        "Releases no cash.",
        "Should free capacity worth £20,000 for the acute trust (Visits avoided, about 200). "
        "This is staff time and beds, not money to spend.",
        "No wider value is counted.",
        "Not valued in money: “Trust between people and staff” (better, large).",
    ]


def test_a_harm_reads_as_a_cost_and_never_as_a_benefit():
    lines = five({"options.a.outcomes.visits.adds": -1})
    assert lines[2].startswith("Should take up capacity worth £20,000.")
    assert "free" not in lines[2]


def test_money_released_says_in_whose_budget_it_falls():
    released = {"cashable": 1, "release": {"action": "A ward closes", "from_year": 0}}
    lines = five({f"options.a.outcomes.visits.values.0.{key}": change for key, change in released.items()})
    assert lines[1] == "Should release £20,000 in cash, none of it in the ICB's own budget."
    own = {**released, "to": "nhs_icb"}
    lines = five({f"options.a.outcomes.visits.values.0.{key}": change for key, change in own.items()})
    assert lines[1] == "Should release £20,000 in cash, all of it in the ICB's own budget."


def test_others_who_bear_costs_are_named_in_money_and_in_kind():
    shared = five({"options.a.costs.staff.payer": {"nhs_icb": 0.5, "local_authority": 0.5}})
    assert shared[0] == (
        "Costs the ICB £49,000 over 2 years (£25,000 in 2026/27, the first year). "
        "Others pay too: the council (£49,000)."
    )
    given = five({"options.a.costs.staff.payer": "volunteers", "options.a.costs.staff.cash": False})
    assert given[0] == (
        "Costs the ICB no cash over 2 years. Volunteers and peers give unpaid time worth £98,000."
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_lines_behind_the_first_sentence_add_up_to_the_commissioner_s_costs(path):
    found = answer(case_at(path))
    payer = found.commissioner
    for option in found.options.values():
        own = [x for x in option.lines if x.side == "cost" and x.cash and x.party == payer]
        own = [x for x in own if x.counterparty != payer]
        account = option.accounts["commissioner"]
        assert sum(line.pv for line in own) == pytest.approx(account.pv_costs, rel=1e-12, abs=1e-9)
        by_year = [sum(amounts) for amounts in zip(*(line.undiscounted for line in own), strict=True)]
        assert by_year == pytest.approx(account.yearly_costs, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_what_stands_apart_in_who_pays_and_gains_is_what_its_lines_say(path):
    found = answer(case_at(path))
    for option in found.options.values():
        for party, row in option.parties.items():
            lines = [line for line in option.lines if line.party == party and line.counted]
            in_kind = sum(line.pv for line in lines if line.side == "cost" and not line.cash)
            capacity = sum(line.pv for line in lines if line.benefit_class == "capacity")
            assert row.pv_costs_in_kind == pytest.approx(in_kind, rel=1e-12, abs=1e-9)
            assert row.pv_capacity == pytest.approx(capacity, rel=1e-12, abs=1e-9)


def test_the_third_sentence_says_how_many_bed_days_the_worked_example_frees():
    # 20, 35 and 35 bed days at £500, 40% of them cash from year 1, and 10% off for grade 3: £27,900 ÷ £500 = 55.8.
    found = answer(case_at(next(path for path in CASES if path.name == "worked_example.yaml")))
    freed = found.options["walking_group"].outcomes[0]
    assert freed.amounts == pytest.approx([20, 35, 35], rel=1e-12)
    assert freed.capacity_amount == pytest.approx(55.8, rel=1e-12)
    assert "(Hospital bed days avoided, about 56)" in summary.five_lines(found, "walking_group")[2]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_tables_on_screen_hold_the_result_in_whole_pounds(path):
    found = answer(case_at(path))
    for ident, option in found.options.items():
        accounts = [list(row[1:]) for row in accounts_table(found, ident).rows]
        keys = ("pv_costs", "pv_benefits", "npv")
        assert accounts == [
            [pounds(option.accounts[name].by_name[key]) for key in keys] for name in option.accounts
        ]
        together = parties_table(found, ident).rows[-1]
        assert together[-1] == pounds(option.accounts["society"].npv)


def test_the_evidence_sentences_count_every_number_and_name_those_that_nobody_has_published():
    case = with_changes(
        parse_case(SMALL),
        {"options.a.costs.staff.unit_cost": {"grade": 6, "status": "planning_assumption", "label": "Pay"}},
    )
    said = summary.evidence_sentences(compile_case(case).assumptions, case)
    assert "One is a planning assumption that has not been published: “Pay”." in said
    assert said[0].startswith("The result depends on 5 figures.")


def test_optimism_bias_is_said_with_how_much_or_said_to_be_off():
    case = with_changes(parse_case(SMALL), {"options.a.costs.staff.unit_cost": {"value": 50000, "grade": 3}})
    # 10% of 98,309 on costs; grade 1 on benefits takes nothing off.
    said = summary.optimism_sentence(answer(case), "a", case)
    assert said.startswith(
        "An optimism bias adjustment is included: £9,800 is added to costs and £0 taken off benefits"
    )
    off = with_changes(case, {"appraisal.optimism_bias": "none"})
    assert summary.optimism_sentence(answer(off), "a", off) == (
        "No optimism bias adjustment is included. This case switches it off."
    )


def test_the_simulations_tables_hold_its_ranges_and_break_even_values():
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    analysis = analysed(case, 500)
    tables = opened(tables_zip(answer(case), case, analysis))
    rows = {(row["account_or_class"], row["measure"]): row for row in tables["simulation.csv"]}
    npv = analysis.simulation["peer_courses"].accounts["society"].npv
    row = rows["society", "npv"]
    assert float(row["mean"]) == pytest.approx(npv.mean()) and float(row["p50"]) == pytest.approx(
        np.median(npv)
    )
    assert (float(row["p10"]), float(row["p90"])) == likely_range(npv)
    assert (row["draws"], row["seed"]) == ("500", "1") and len(rows) == 13
    edges = {switch.path: switch.value for switch in analysis.switches["peer_courses"]}
    assert len(tables["sensitivity.csv"]) == len(analysis.swings["peer_courses"])
    for row in tables["sensitivity.csv"]:
        assert number(row["breaks_even_at"]) == edges[row["path"]]
