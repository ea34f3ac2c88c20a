"""What whoever comes after validation asks a case: its options by their ids, and each number with what it stands for."""

from __future__ import annotations

import pytest
from small_cases import a_cost, an_option, small_case, sure

from valuation import with_changes
from valuation.case.places import place_of


def test_the_option_put_forward_is_the_first_where_the_case_does_not_say():
    options = [an_option([a_cost("run", sure(1))], ident=ident) for ident in ("first", "second")]
    assert small_case(*options).preferred == "first"
    assert small_case(*options, preferred="second").preferred == "second"


def test_an_option_is_found_by_its_id_and_no_other():
    case = small_case(an_option([a_cost("run", sure(1))], ident="it"))
    assert case.option("it") is case.shape.options[0]
    with pytest.raises(KeyError):
        case.option("i")


def test_people_start_for_as_many_years_as_are_planned_or_stated_or_counted():
    planned = {"planned_starts": [sure(1), sure(2)]}
    case = small_case(
        an_option([], ident="planned", people=planned),
        an_option([], ident="stated", people={**planned, "delivery_years": 7}),
        an_option([], ident="counted", people={"planned_starts": sure(3)}),
        years=4,
    )
    assert [case.delivery_years(ident) for ident in ("planned", "stated", "counted")] == [2, 7, 4]


def test_a_number_that_many_places_use_is_the_cases_own_or_the_librarys_as_changed_for_this_run():
    case = small_case(
        an_option([a_cost("run", {"use": "unit_costs.ae_attendance"})]), assumptions={"half": sure(0.5)}
    )
    visit = case.library.get("unit_costs.ae_attendance").value
    assert case.used("half") is case.assumption_at("assumptions.half")
    assert case.used("unit_costs.ae_attendance").value == visit
    assert case.used("nobody_has_made_it") is None
    dearer = with_changes(case, {"unit_costs.ae_attendance": visit + 1})
    assert dearer.used("unit_costs.ae_attendance").value == visit + 1
    assert dearer.number("options.it.costs.run.unit_cost", 0) == visit + 1
    assert dearer.number("options.it.costs.run.quantity", 1) == 1


def test_an_entry_is_named_by_its_id_or_by_its_place_where_it_has_none():
    entries = [{"id": "a"}, {"what": "no id"}, {"id": 5}, 7, {"id": ""}]
    assert [place_of(entries, name) for name in ("a", "1", "2", "3", "4", "0", "5")] == [
        0,
        1,
        2,
        3,
        4,
        None,
        None,
    ]
