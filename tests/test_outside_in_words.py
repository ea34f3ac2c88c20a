"""No base case stands outside its own likely range without a sentence that says why."""

from __future__ import annotations

import json

from make_the_case.words.papers.summary import five_lines
from make_the_case.words.uncertainty import expectation_sentence, line_ranges
from valuation import analysed, answer, parse_case


def one_way_only() -> str:
    """Returns a case whose one uncertain number, its effect, reaches from its best estimate upwards only."""
    gain = {
        "id": "rest", "name": "Mind's rest days", "unit": "day", "applies_to": "starters",
        "adds": {"value": 1, "range": [1, 101], "distribution": "triangular", "grade": 3},
        "values": [{"kind": "economic", "to": "participants", "unit_value": {"value": 10, "grade": 1}}],
    }  # fmt: skip
    option = {
        "id": "it", "name": "A service", "people": {"planned_starts": [{"value": 10, "grade": 1}]}, "outcomes": [gain],
        "costs": [{"id": "all", "per": "once", "unit_cost": {"value": 1000, "grade": 1}, "payer": "nhs_icb"}],
    }  # fmt: skip
    appraisal = {
        "first_year": "2026-27", "years": 1, "price_year": "2026-27", "discounting": "green_book", "optimism_bias": "none",
    }  # fmt: skip
    return json.dumps(
        {"format": "make-the-case/1", "commissioner": "nhs_icb", "appraisal": appraisal, "options": [option]}
    )


CASE = parse_case(one_way_only())
ANALYSIS = analysed(CASE, 2000)


def test_the_sentence_names_the_side_the_range_and_the_number_behind_it() -> None:
    said = expectation_sentence(CASE, ANALYSIS.expectations["it"])
    assert "The base case, a loss of £1,000, is below its own likely range (" in said
    assert "This is because some ranges extend further one way than the other (“Mind's rest days: " in said


def test_each_of_the_five_lines_says_so_beside_its_own_range() -> None:
    lines = five_lines(answer(CASE), "it", line_ranges(ANALYSIS.simulation, "it"))
    (wider,) = [line for line in lines if "ider value" in line]
    assert "the best estimate is lower than most simulation results" in wider
    assert sum("best estimate" in line for line in lines) == 1, "the others are within theirs, or have none"


def test_an_estimate_within_its_range_says_nothing_of_it() -> None:
    even = parse_case(
        one_way_only().replace('"value": 1, "range": [1, 101]', '"value": 51, "range": [1, 101]')
    )
    analysis = analysed(even, 2000)
    assert "likely range" not in expectation_sentence(even, analysis.expectations["it"])
    assert not any(found.outside for found in line_ranges(analysis.simulation, "it") if found)
