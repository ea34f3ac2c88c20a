"""In a list that is about one option, its numbers are called without it; in a list about several, each says whose it is."""

from __future__ import annotations

from finished_cases import case_at, path_of

from make_the_case.words.assumption_phrases import names_together

CASE = case_at(path_of("highcombe_diabetes"))
FIRST, SECOND = (f"options.{option.id}.people.uptake" for option in CASE.shape.options[:2])


def test_the_option_is_said_where_the_list_has_two_and_not_where_it_has_one():
    assert names_together(CASE, [FIRST]) == {FIRST: "Share who start"}
    assert names_together(CASE, [SECOND, FIRST]) == {
        SECOND: "X-PERT diabetes courses: share who start",
        FIRST: "Group consultations: share who start",
    }
