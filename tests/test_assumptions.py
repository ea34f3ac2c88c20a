"""The library is held to the same standard as the code: every figure parses, cites, has a unit and can be redone."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from template_cases import library_file

from valuation.case.written.quick_yaml import plain_yaml

FOLDER = Path(__file__).resolve().parents[1] / "assumptions"
ENTRY_FILES = ("unit_costs", "staff", "time", "wellbeing", "valuation")
STATUSES = ("published", "derived", "cited_fact", "planning_assumption", "to_verify")
WEAK = ("planning_assumption", "to_verify")
REQUIRED = ("label", "value", "unit", "source", "locator", "grade", "status")
OPTIONAL = ("price_year", "payer", "note", "range", "distribution", "reason", "from", "formula")
DISTRIBUTIONS = ("normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform", "fixed")
NHS_AND_SOCIAL_CARE = {
    "nhs_icb",
    "acute_trust",
    "mental_health_trust",
    "community_trust",
    "ambulance_trust",
    "primary_care",
    "adult_social_care",
}
OTHER_PUBLIC = {"public_health", "local_authority", "justice", "dwp", "hmrc", "education", "housing"}
NOT_PUBLIC = {"voluntary_sector", "employers", "volunteers", "participants", "carers", "residents"}


ENTRIES: dict[str, dict[str, Any]] = {
    f"{name}.{ident}": entry for name in ENTRY_FILES for ident, entry in library_file(name).items()
}
SOURCES: dict[str, dict[str, Any]] = library_file("sources")["sources"]
LICENCES: dict[str, dict[str, Any]] = library_file("sources")["licences"]
SCHEDULES: dict[str, dict[str, Any]] = library_file("discounting")["schedules"]
DEFLATOR: dict[str, Any] = library_file("price_indices")["gdp_deflator"]
PAYERS: dict[str, dict[str, Any]] = library_file("payers")["payers"]
WITH_RECIPE = {path: entry for path, entry in ENTRIES.items() if "formula" in entry}
every_entry = pytest.mark.parametrize("path", ENTRIES)
every_recipe = pytest.mark.parametrize("path", WITH_RECIPE)

SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def worked_out(formula: str, names: dict[str, float]) -> float:
    """Returns what plain arithmetic over these names comes to; nothing but + - * / ( ) numbers and names is read."""

    def part(node: ast.AST) -> float:
        if isinstance(node, ast.Expression):
            return part(node.body)
        if isinstance(node, ast.BinOp) and type(node.op) in SUMS:
            return float(SUMS[type(node.op)](part(node.left), part(node.right)))
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, int | float)
            and not isinstance(node.value, bool)
        ):
            return float(node.value)
        if isinstance(node, ast.Name):
            return names[node.id]
        raise ValueError(f"{formula} holds something other than arithmetic: {ast.dump(node)}")

    return part(ast.parse(formula, mode="eval"))


def inputs_of(path: str) -> dict[str, str]:
    """Returns the library id of each name that the entry's formula may use."""
    file = path.partition(".")[0]
    ids = [name if "." in name else f"{file}.{name}" for name in ENTRIES[path]["from"]]
    return {ident.rpartition(".")[2]: ident for ident in ids}


def is_money(entry: dict[str, Any]) -> bool:
    return "£" in entry["unit"]


def year_is_in_the_deflator_table(year: object) -> bool:
    years = DEFLATOR["years"]
    if isinstance(year, int):
        return f"{year - 1}-{year % 100:02d}" in years and f"{year}-{(year + 1) % 100:02d}" in years
    return year in years


@pytest.mark.parametrize("file", sorted(p.name for p in FOLDER.glob("*.yaml")))
def test_no_file_has_a_key_twice_and_each_parses(file: str) -> None:
    try:
        assert YAML(typ="rt", pure=True).load((FOLDER / file).read_text(encoding="utf-8"))
    except DuplicateKeyError as error:
        pytest.fail(f"{file}: {error}")


def test_a_key_given_twice_would_be_caught() -> None:
    with pytest.raises(DuplicateKeyError):
        YAML(typ="safe", pure=True).load("a: {value: 1}\na: {value: 2}\n")


@every_entry
def test_every_entry_has_the_fields_of_an_entry_and_no_others(path: str) -> None:
    entry = ENTRIES[path]
    assert not [key for key in REQUIRED if entry.get(key) in (None, "")]
    assert not set(entry) - set(REQUIRED) - set(OPTIONAL)


@every_entry
def test_every_id_is_short_and_plain(path: str) -> None:
    ident = path.partition(".")[2]
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", ident)


@every_entry
def test_every_value_is_a_number_inside_its_own_range(path: str) -> None:
    entry = ENTRIES[path]
    assert type(entry["value"]) in (int, float) and math.isfinite(entry["value"])
    low, high = entry.get("range", (entry["value"], entry["value"]))
    assert low <= entry["value"] <= high
    if is_money(entry):
        assert low >= 0


@every_entry
def test_every_entry_has_a_known_grade_status_source_and_payer(path: str) -> None:
    entry = ENTRIES[path]
    assert entry["grade"] in range(1, 7)
    assert entry["status"] in STATUSES
    assert entry["source"] in SOURCES
    assert entry.get("payer", "nhs_icb") in PAYERS


@every_entry
def test_every_distribution_is_known_and_a_fixed_one_gives_its_reason(path: str) -> None:
    entry = ENTRIES[path]
    assert entry.get("distribution", "fixed") in DISTRIBUTIONS
    if entry.get("distribution") == "fixed":
        assert entry.get("reason")


@every_entry
def test_money_has_a_price_year_that_can_be_restated_unless_it_is_nominal(path: str) -> None:
    entry = ENTRIES[path]
    if not is_money(entry):
        assert "price_year" not in entry
    elif "nominal" in entry["unit"]:
        assert "price_year" not in entry and path.startswith("valuation.")
    else:
        assert year_is_in_the_deflator_table(entry["price_year"])


@every_entry
def test_a_figure_that_was_only_recalled_is_to_be_verified(path: str) -> None:
    entry = ENTRIES[path]
    if SOURCES[entry["source"]]["seen"] == "recalled":
        assert entry["status"] == "to_verify"


@every_entry
def test_a_figure_whose_licence_is_not_open_is_never_called_published(path: str) -> None:
    entry = ENTRIES[path]
    if SOURCES[entry["source"]]["licence"] not in ("ogl_v3", "open_parliament_v3"):
        assert entry["status"] != "published"


@every_entry
def test_the_project_s_own_figures_are_called_planning_assumptions(path: str) -> None:
    entry = ENTRIES[path]
    if entry["source"] == "make_the_case":
        assert entry["status"] == "planning_assumption"


@every_entry
def test_a_derived_figure_says_how_it_was_derived(path: str) -> None:
    entry = ENTRIES[path]
    assert ("from" in entry) == ("formula" in entry)
    if entry["status"] == "derived" and "formula" not in entry:
        assert entry["source"].startswith("ncc_") and "total cost over total activity" in entry["locator"]


@every_recipe
def test_every_recipe_recomputes_to_its_value(path: str) -> None:
    names = {name: float(ENTRIES[ident]["value"]) for name, ident in inputs_of(path).items()}
    assert worked_out(ENTRIES[path]["formula"], names) == pytest.approx(ENTRIES[path]["value"], rel=1e-9)


@every_recipe
def test_a_formula_uses_every_name_it_lists(path: str) -> None:
    tree = ast.parse(ENTRIES[path]["formula"], mode="eval")
    assert {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} == set(inputs_of(path))


@every_recipe
def test_a_figure_built_on_a_weak_one_is_weak_too(path: str) -> None:
    if any(ENTRIES[ident]["status"] in WEAK for ident in inputs_of(path).values()):
        assert ENTRIES[path]["status"] in WEAK


def test_a_formula_that_is_not_arithmetic_is_refused() -> None:
    for formula in ("__import__('os')", "a ** 9", "[1][0]", "a if a else a", "'a'", "True"):
        with pytest.raises(ValueError):
            worked_out(formula, {"a": 1.0})
    with pytest.raises(KeyError):
        worked_out("a + b", {"a": 1.0})
    assert worked_out("(a + 2) * 3 / 4 - 1", {"a": 2.0}) == 2.0


@pytest.mark.parametrize("band", ["3", "4", "5", "6", "7", "8a", "8b"])
def test_the_range_of_a_post_s_cost_is_the_same_sum_at_the_entry_and_top_of_its_band(band: str) -> None:
    path = f"staff.afc_band_{band}"
    names = {name: float(ENTRIES[ident]["value"]) for name, ident in inputs_of(path).items()}
    salary = ENTRIES[path]["from"][0]
    ends = [
        worked_out(
            ENTRIES[path]["formula"],
            {**names, salary: ENTRIES[f"staff.afc_salary_2026_27_band_{band}_{end}"]["value"]},
        )
        for end in ("entry", "top")
    ]
    assert ENTRIES[path]["range"] == pytest.approx(ends, rel=1e-9)


def test_a_band_5_post_costs_what_the_sum_on_paper_gives() -> None:
    # 34,592 pay + 23.78% pension + 15% of what is above £96 a week for 52 weeks, which is £4,992
    on_paper = 34_592 + 0.2378 * 34_592 + 0.15 * (34_592 - 4_992)
    assert ENTRIES["staff.afc_band_5"]["value"] == pytest.approx(on_paper, rel=1e-12)
    assert on_paper == pytest.approx(47_257.98, abs=0.005)


def test_the_bands_rise_one_above_another() -> None:
    costs = [
        ENTRIES[f"staff.afc_band_{band}"]["value"] for band in ("2", "3", "4", "5", "6", "7", "8a", "8b")
    ]
    assert costs == sorted(set(costs))


def test_every_source_says_who_when_where_and_under_what_licence() -> None:
    for ident, source in SOURCES.items():
        for key in ("title", "publisher", "edition", "date", "accessed", "licence", "attribution", "seen"):
            assert source.get(key), f"{ident} has no {key}"
        assert source["licence"] in LICENCES, ident
        assert source["seen"] in ("primary", "secondary", "recalled"), ident
        assert source.get("doi") or source.get("url") or ident == "make_the_case", ident
        assert not str(source.get("url") or "https://").replace("https://", "", 1).startswith("github"), ident
        if source["seen"] != "primary":
            assert source.get("note"), f"{ident} does not say how it was seen"


def sources_named(node: Any) -> list[str]:
    """Returns each source id that a template or a case names; its other sources are plain text."""
    if isinstance(node, list):
        return [name for item in node for name in sources_named(item)]
    if not isinstance(node, dict):
        return []
    own = [node["source"]] if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", str(node.get("source"))) else []
    return own + [name for item in node.values() for name in sources_named(item)]


@cache
def users_of_sources() -> Counter[str]:
    tables = [*ENTRIES.values(), *SCHEDULES.values(), *library_file("price_indices").values()]
    files = [*(FOLDER / "templates").glob("*.yaml"), *(FOLDER.parent / "cases").rglob("*.yaml")]
    documents = [plain_yaml(file.read_text(encoding="utf-8")) for file in files]
    return Counter(table["source"] for table in tables) + Counter(
        sources_named([*documents, library_file("evidence")])
    )


def test_every_source_is_used_and_every_use_has_a_source() -> None:
    assert set(users_of_sources()) == set(SOURCES)


def test_no_licence_holds_more_values_than_it_allows() -> None:
    held = Counter[str]()
    for source, count in users_of_sources().items():
        held[SOURCES[source]["licence"]] += count
    for ident, licence in LICENCES.items():
        allowed = licence.get("at_most", math.inf) if licence["may_bundle"] else 0
        assert held[ident] <= allowed, f"{held[ident]} values are under {ident}, which allows {allowed}"


def test_at_most_five_figures_come_from_the_unit_costs_manual_each_a_cited_fact() -> None:
    theirs = [entry for entry in ENTRIES.values() if entry["source"].startswith("unit_costs_manual")]
    assert 1 <= len(theirs) <= 5
    assert {entry["status"] for entry in theirs} == {"cited_fact"}
    assert LICENCES["cc_by_nc_sa_4"]["at_most"] == 5


def test_there_is_no_hact_value_and_no_nhs_cost_inflation_index() -> None:
    assert set(library_file("price_indices")) == {"gdp_deflator", "nhs_pay", "nhs_other"}
    texts = [
        f"{path} {entry['label']} {entry['source']} {entry['locator']}" for path, entry in ENTRIES.items()
    ]
    texts += [f"{ident} {source['title']} {source['publisher']}" for ident, source in SOURCES.items()]
    forbidden = re.compile(r"hact|nhscii|cost inflation index|social value bank", re.IGNORECASE)
    assert not [text for text in texts if forbidden.search(text)]


def test_the_licences_page_prints_each_attribution_and_lists_each_source_once() -> None:
    page = " ".join((FOLDER / "LICENCES.md").read_text(encoding="utf-8").split())
    for licence in LICENCES.values():
        assert " ".join(licence["attribution"].split()) in page
    for ident in SOURCES:
        assert page.count(f"`{ident}`") == 1, ident


def test_nothing_in_the_folder_names_a_machine_s_own_paths() -> None:
    for file in FOLDER.iterdir():
        if file.suffix in (".yaml", ".md"):
            assert not re.search(
                r"(?<![\w.])/(work|tmp|home|root)/|github:", file.read_text(encoding="utf-8")
            ), file.name


@pytest.mark.parametrize("ident", SCHEDULES)
def test_discounting_bands_start_at_year_1_and_their_years_rise_while_their_rates_fall(ident: str) -> None:
    schedule = SCHEDULES[ident]
    assert schedule["source"] in SOURCES and schedule["status"] in STATUSES
    assert schedule.get("health_status", "published") in STATUSES
    for name in ("standard", "health"):
        starts = [band["from_year"] for band in schedule[name]]
        rates = [band["rate"] for band in schedule[name]]
        assert starts[0] == 1 and starts == sorted(set(starts))
        assert rates == sorted(set(rates), reverse=True)
        assert all(0 < rate < 0.1 for rate in rates)


def test_the_discounting_schedules_are_those_of_the_model() -> None:
    def first_three(ident: str, name: str) -> list[tuple[int, float]]:
        return [(band["from_year"], band["rate"]) for band in SCHEDULES[ident][name][:3]]

    assert set(SCHEDULES) == {"green_book", "green_book_lower_rate", "nice_reference_case"}
    assert first_three("green_book", "standard") == [(1, 0.035), (31, 0.03), (76, 0.025)]
    assert first_three("green_book", "health") == [(1, 0.015), (31, 0.0129), (76, 0.0107)]
    assert first_three("green_book_lower_rate", "standard") == [(1, 0.03), (31, 0.0257), (76, 0.0214)]
    assert first_three("green_book_lower_rate", "health") == [(1, 0.01), (31, 0.0086), (76, 0.0071)]
    assert (
        first_three("nice_reference_case", "standard")
        == first_three("nice_reference_case", "health")
        == [(1, 0.035)]
    )
    assert SCHEDULES["green_book_lower_rate"]["health_status"] == "to_verify"


def test_deflator_years_follow_one_another_and_its_index_is_positive_with_100_in_its_base_year() -> None:
    years = list(DEFLATOR["years"])
    assert years == [f"{y}-{(y + 1) % 100:02d}" for y in range(2010, 2031)]
    assert all(type(index) is float and index > 0 for index in DEFLATOR["years"].values())
    assert DEFLATOR["years"][DEFLATOR["base"]] == 100.0
    assert DEFLATOR["last_outturn"] == "2024-25" and DEFLATOR["source"] in SOURCES


def test_the_payers_are_those_of_the_model_with_the_right_flags() -> None:
    expected = {ident: (True, True) for ident in NHS_AND_SOCIAL_CARE}
    expected |= {ident: (True, False) for ident in OTHER_PUBLIC} | {
        ident: (False, False) for ident in NOT_PUBLIC
    }
    assert {ident: (row["public"], row["nhs_pss"]) for ident, row in PAYERS.items()} == expected
    assert all(row["name"] and 0 < len(row["short"]) <= 20 for row in PAYERS.values())
    assert len({row["short"] for row in PAYERS.values()}) == len(PAYERS)


def test_the_rules_for_thin_evidence_are_those_of_the_model() -> None:
    def values(stem: str, grades: range) -> list[float]:
        return [ENTRIES[f"valuation.{stem}_{grade}"]["value"] for grade in grades]

    assert values("optimism_bias_grade", range(1, 7)) == [0, 0.05, 0.10, 0.15, 0.25, 0.40]
    assert values("default_range_grade", range(3, 7)) == [0.2, 0.3, 0.4, 0.5]


def test_the_policy_values_are_fixed_and_carry_the_range_to_test_them_in() -> None:
    expected = {
        "qaly": (70_000, "2020-21"),
        "wellby": (13_000, 2019),
        "nhs_opportunity_cost": (15_000, None),
        "distributional_elasticity": (1.3, None),
    }
    for ident, (value, price_year) in expected.items():
        entry = ENTRIES[f"valuation.{ident}"]
        assert (entry["value"], entry.get("price_year")) == (value, price_year)
        assert entry["distribution"] == "fixed" and entry["reason"] and entry["range"]


def test_the_a_and_e_attendance_of_the_worked_example_is_the_national_average() -> None:
    entry = ENTRIES["unit_costs.ae_attendance"]
    assert (entry["value"], entry["price_year"], entry["grade"], entry["payer"]) == (
        280.17,
        "2024-25",
        1,
        "acute_trust",
    )
