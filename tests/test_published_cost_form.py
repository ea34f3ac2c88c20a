"""The form of what others published that a service costs: it adds, changes and takes away, and moves no figure of the case."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import at_page, case_of, clicked, opened, run, text_of, unfolded

from valuation import answer

ROOT = Path(__file__).resolve().parents[1]
OPTION = "befriending"
AT = f"options.{OPTION}.published_costs"
FORM = f"form:published:{OPTION}"


@pytest.fixture
def costs() -> AppTest:
    """The page of costs, with what was published open."""
    page = at_page(opened(ROOT / "cases" / "southfold_befriending.yaml"), "costs")
    return unfolded(page, f"choice:published:{OPTION}")


def published(page: AppTest) -> list[tuple[str, float, str | int, str | None, list[str]]]:
    return [
        (one.name or one.id, one.unit_cost.value, one.unit_cost.price_year, one.unit_cost.source, one.covers)
        for one in case_of(page).option(OPTION).published_costs
    ]


def with_typed(page: AppTest, value: str, year: str | None, name: str = "", source: str = "") -> AppTest:
    """The page after the form that adds a published cost was filled in and used."""
    page = unfolded(page, f"choice:add:published:{OPTION}")
    page.text_input(key=f"{FORM}:name").set_value(name)
    page.text_input(key=f"{FORM}:value").set_value(value)
    page.text_input(key=f"{FORM}:source").set_value(source)
    page.selectbox(key=f"{FORM}:year").set_value(year)
    return clicked(page, f"use:{FORM}")


def test_one_is_added_with_its_year_and_source_and_moves_no_figure(costs: AppTest) -> None:
    before, was = published(costs), answer(case_of(costs)).options[OPTION].accounts
    page = with_typed(costs, "£1,507", "2022-23", "As Anytown costed it", "Anytown, 2023")
    (added,) = published(page)[len(before) :]
    ids = [cost.id for cost in case_of(page).option(OPTION).costs if not cost.transfer]
    assert added == ("As Anytown costed it", 1507, "2022-23", "Anytown, 2023", ids)
    assert answer(case_of(page)).options[OPTION].accounts == was
    (found,) = [o for o in answer(case_of(page)).options[OPTION].cost_beside_sources if o.published == 1507]
    assert found.covers == ids


@pytest.mark.parametrize(
    ("value", "year", "why"),
    [
        ("a lot", "2022-23", "The published cost"),
        ("0", "2022-23", "above 0"),
        ("-12", "2022-23", "The published cost"),
        ("507", None, "Choose the year of its prices"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_added(costs: AppTest, value, year, why) -> None:
    before = published(costs)
    page = with_typed(costs, value, year)
    assert published(page) == before and why in text_of(page)


def test_without_a_name_it_has_one_and_two_of_them_stay_apart(costs: AppTest) -> None:
    page = with_typed(with_typed(costs, "500", "2022-23"), "600", "2023-24")
    assert [name for name, *_ in published(page)][-2:] == ["As it was published", "As it was published"]
    idents = [one.id for one in case_of(page).option(OPTION).published_costs]
    assert len(set(idents)) == len(idents)


def test_each_field_of_one_can_be_changed_and_it_can_be_taken_away(costs: AppTest) -> None:
    page = with_typed(costs, "500", "2022-23", "Anytown")
    at = f"{AT}.{case_of(page).option(OPTION).published_costs[-1].id}"
    page.text_input(key=f"field:{at}.unit_cost.value").set_value("1,200")
    page = run(page)
    page.selectbox(key=f"choice:{at}.unit_cost.price_year").set_value("2020-21")
    page = run(page)
    page.text_area(key=f"field:{at}.why_dearer").set_value("It left out volunteers.")
    page = run(page)
    page.multiselect(key=f"choice:{at}.covers").set_value(["coordinator"])
    page = run(page)
    one = case_of(page).option(OPTION).published_costs[-1]
    assert (one.unit_cost.value, one.unit_cost.price_year, one.covers) == (1200, "2020-21", ["coordinator"])
    assert one.why_dearer == "It left out volunteers."
    page = clicked(page, f"choice:{at}:remove")
    assert len(published(page)) == 1
