"""The evidence that is asked for fits the number: hours a diary, a caseload a count, a price a quote, an effect a comparison."""

from __future__ import annotations

from functools import cache

import pytest
from finished_cases import case_at, path_of
from small_cases import a_cost, a_gain, an_option, small_case, sure

from make_the_case.words import evidence_asked
from make_the_case.words.evidence_asked import BY_FIELD, RIGHT, asked_for
from valuation import Case
from valuation.case.key_types import Number
from valuation.case.numbers_of_a_case import place_at
from valuation.case.option_shape import Cost, Outcome, People, Segment, Value

IT = "options.it"


@cache
def a_case() -> Case:
    hours = {"value": 12, "unit": "hours", "grade": 1, "distribution": "fixed", "reason": "It is certain."}
    costs = [
        a_cost("own_time", sure(11), per="start", quantity=hours, payer="participants", cash=False),
        a_cost("tutors", {**sure(20), "unit": "£ per hour"}, per="start", quantity=sure(2)),
        a_cost("workers", sure(47_000), per="fte", starts_per_fte=sure(60)),
        a_cost("rooms", sure(900), per="year", quantity=sure(3)),
    ]
    return small_case(an_option(costs, [a_gain("wellbeing", sure(1), 50)]))


@pytest.mark.parametrize(
    ("path", "what", "who"),
    [
        ("costs.own_time.quantity", "a diary or timesheet kept for a month", "the people whose time it is"),
        ("costs.tutors.quantity", "a diary or timesheet kept for a month", "the people whose time it is"),
        ("costs.own_time.unit_cost", "agreement on what an hour of this time is worth", "both sides"),
        ("costs.workers.starts_per_fte", "a count of people for each post over 3 months, from the case system", "the provider"),
        ("costs.workers.unit_cost", "the pay band with on-costs, from the payroll", "the finance team"),
        ("costs.rooms.unit_cost", "a quote, a contract or last year's accounts", "the finance team"),
        ("costs.rooms.quantity", "a count of how much was used in the last 3 months, from delivery records", "the provider"),
    ],
)  # fmt: skip
def test_what_is_asked_for_a_number_of_a_cost_follows_its_driver_and_unit(
    path: str, what: str, who: str
) -> None:
    asked = asked_for(a_case(), f"{IT}.{path}")
    assert (asked.what, asked.who) == (what, who)


def test_an_effect_asks_for_a_comparison_and_its_price_for_a_price() -> None:
    at = f"{IT}.outcomes.wellbeing"
    assert asked_for(a_case(), f"{at}.adds") == evidence_asked.COMPARED
    assert asked_for(a_case(), f"{at}.lasts") == evidence_asked.FOLLOWED
    assert asked_for(a_case(), f"{at}.values.0.unit_value") == evidence_asked.PRICE


def test_a_figure_of_the_library_asks_for_what_the_place_that_uses_it_asks_for() -> None:
    case = case_at(path_of("northshire_peer_support"))
    used = {
        number.path: place
        for place in reversed(list(case.numbers_written))
        if place.startswith("options.")
        and (number := case.assumption_at(place))
        and number.path in case.library
    }
    assert used
    for path, place in used.items():
        assert asked_for(case, path) == asked_for(case, place) != RIGHT, path


def test_a_choice_of_method_is_agreed_on_and_not_counted() -> None:
    assert asked_for(a_case(), "appraisal.evidence") == evidence_asked.STANDARD
    assert asked_for(a_case(), "valuation.optimism_bias.5") == evidence_asked.RULE


@pytest.mark.parametrize("shape", [People, Segment, Cost, Outcome, Value])
def test_every_field_that_holds_a_number_has_its_own_evidence(shape: type) -> None:
    # Made of the shapes themselves: a field that is added to them has to be said here too.
    keys = {field.alias or key for key, field in shape.model_fields.items() if Number.__name__ in str(field)}
    assert keys and keys <= set(BY_FIELD)


def test_every_number_of_a_finished_case_has_evidence_that_fits_it() -> None:
    case = case_at(path_of("northshire_peer_support"))
    for path in case.numbers_written:
        if path.startswith("options."):
            assert asked_for(case, path) != RIGHT, (path, place_at(case.data, path).key)
