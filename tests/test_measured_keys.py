"""What a case says of what happened: what may stand there, and what is said of what may not."""

from __future__ import annotations

from typing import Any

import pytest
from cases_at_random import case_of
from small_cases import a_cost, an_option, case_data, sure
from test_pilot_keys import problems_of

from valuation import case_text, parse_case, result

FOUND = {"id": "ours", "study": "Ours, 2026", "design": "before_after", "estimate": 0.02, "se": 0.01, "follow_up_months": 12}  # fmt: skip
YEAR = {
    "at": "2027-04-30", "year": "2026-27", "offered": 400, "starts": 90, "completers": 60,
    "money": {"worker": 31000, "room": {"value": 900, "price_year": "2025-26"}}, "carries_on": True,
    "findings": {"health": [FOUND]}, "months": [{"month": "2026-04", "starts": 8, "completers": 1}],
    "source": "Service records", "note": "The first year",
}  # fmt: skip


def data_with(*records: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A case of three years in which people start, with two costs, one that stops, and an outcome that has findings."""
    trial = {**FOUND, "id": "a", "study": "A", "design": "randomised"}
    worth = {"kind": "health", "to": "participants", "unit_value": sure(70000)}
    outcome = {"id": "health", "unit": "qaly", "applies_to": "starters", "findings": [trial], "values": [worth]}  # fmt: skip
    option = an_option([a_cost("worker", sure(30000)), a_cost("room", sure(1000))], [outcome])
    option["people"] = {
        "eligible": sure(500), "pool": "each_year", "uptake": {"value": 0.2, "range": [0.1, 0.3], "grade": 1},
        "completion": {"value": 0.7, "range": [0.5, 0.9], "grade": 1},
    }  # fmt: skip
    option["replaces"] = [a_cost("old_clinic", sure(500))]
    return case_data(option, years=3, format="make-the-case/2", measured=list(records), **keys)


def test_what_happened_never_changes_the_forecast_or_its_check_code() -> None:
    approved, since = case_of(data_with()), case_of(data_with(YEAR))
    assert result(since) == result(approved)
    assert since.code == approved.code and since.code_with_challenges != approved.code_with_challenges
    assert parse_case(case_text(since)).data["measured"] == [YEAR]


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "starts above offered": ({"starts": 401}, "measured.0.starts", "more people started than were offered it"),
    "completers above starts": ({"completers": 91}, "measured.0.completers", "more people finished than started"),
    "a year outside the case": ({"year": "2029-30"}, "measured.0.year", "this year is outside the case"),
    "a year before the case": ({"year": "2025-26"}, "measured.0.year", "before the first year of the case"),
    "no year": ({"year": None}, "measured.0.year", "does not say which"),
    "a day that is none": ({"at": "2027-02-30"}, "measured.0.at", "this is not a day"),
    "written before the year": ({"at": "2026-03-01"}, "measured.0.at", "before its year began"),
    "the same month twice": ({"months": [{"month": "2026-05"}, {"month": "2026-05"}]}, "measured.0.months.1.month", "2026-05 is here twice"),
    "a month of another year": ({"months": [{"month": "2027-05"}]}, "measured.0.months.0.month", "this month is not in 2026-27"),
    "a month outside the case": ({"year": None, "offered": None, "starts": None, "completers": None, "money": {}, "months": [{"month": "2031-05"}]}, "measured.0.months.0.month", "outside the years of the case"),
    "a month that is none": ({"months": [{"month": "May"}]}, "measured.0.months.0.month", "this is not a month"),
    "text for a number": ({"starts": "ninety"}, "measured.0.starts", "this should be a number"),
    "an option that is none": ({"option": "itt"}, "measured.0.option", "no option is called itt. Probably meant: it"),
    "a cost that is none": ({"money": {"workers": 1}}, "measured.0.money.workers", "Probably meant: worker"),
    "a cost that stops": ({"money": {"old_clinic": 1}}, "measured.0.money.old_clinic", "nothing is paid for it here"),
    "prices of no known year": ({"money": {"worker": {"value": 1, "price_year": "1820-21"}}}, "measured.0.money.worker.price_year", "not in the table of GDP deflators"),
    "an outcome that is none": ({"findings": {"helth": [FOUND]}}, "measured.0.findings.helth", "Probably meant: health"),
    "a finding without its follow-up": ({"findings": {"health": [{**FOUND, "follow_up_months": None}]}}, "measured.0.findings.health.ours.follow_up_months", "over how long"),
    "a review that is said to be here": ({"findings": {"health": [{**FOUND, "design": "review"}]}}, "measured.0.findings.health.ours.here", "a review pools what was found elsewhere"),
    "a file elsewhere": ({"months": "/etc/passwd.csv"}, "measured.0.months", "an absolute path"),
    "a file of a drive": ({"months": "C:\\months.csv"}, "measured.0.months", "an absolute path"),
    "a file above the folder": ({"months": "../months.csv"}, "measured.0.months", "outside its own folder"),
    "a file of another sort": ({"months": "months.txt"}, "measured.0.months", "not the name of a CSV file"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "path", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_have_happened_is_said_where_it_stands(
    change: dict[str, Any], path: str, words: str
) -> None:
    record = {key: item for key, item in {**YEAR, **change}.items() if item is not None}
    assert words in problems_of(data_with(record))[path]


def test_nobody_starts_in_an_option_that_does_not_say_who_takes_part() -> None:
    data = data_with({"at": "2027-04-30", "year": 0, "starts": 4})
    del data["options"][0]["people"], data["options"][0]["outcomes"]
    assert "does not say who takes part" in problems_of(data)["measured.0.starts"]


TEST = {"id": "first", "measure": "starts", "at": "2027-03-31", "go": 100, "stop": 60, "source": "Board, May 2026"}  # fmt: skip


def test_a_test_is_of_people_a_cost_or_an_outcome() -> None:
    for measure in ("starts", "completers", "worker", "health"):
        assert case_of(data_with(stop_go={"tests": [{**TEST, "measure": measure}]})).shape.stop_go
    for change, path, words in [
        ({"measure": "strats"}, "stop_go.tests.first.measure", "Probably meant: starts"),
        ({"at": "31 March 2027"}, "stop_go.tests.first.at", "this is not a day"),
        ({"stop": 100}, "stop_go.tests.first.stop", "the same figure"),
    ]:
        assert words in problems_of(data_with(stop_go={"tests": [{**TEST, **change}]}))[path]
    twice = problems_of(data_with(stop_go={"tests": [TEST, TEST]}))
    assert "two tests are called first" in " ".join(twice.values())


def test_these_keys_belong_to_the_second_format() -> None:
    data = data_with({"at": "2027-04-30"}, stop_go={"tests": [TEST]})
    problems = problems_of({**data, "format": "make-the-case/1"})
    assert {"measured", "stop_go.tests"} <= set(problems)
