"""What is said of an outcome without a price agrees with what comparisons of it show."""

from __future__ import annotations

from template_cases import case_from

from make_the_case.words.tables.evidence_tables import NONE_READ, findings_lines
from valuation import answer, result


def unclear(name: str) -> dict[str, bool]:
    (option,) = result(case_from(name))["options"].values()
    return {effect["id"]: effect["no_clear_difference"] for effect in option["not_priced"]}


def test_a_gain_that_trials_show_is_never_called_no_clear_difference() -> None:
    assert not unclear("structured_diabetes_education_xpert")["medicines"]
    assert unclear("results_sharing_only")["shared_decisions"]


def test_where_a_comparison_is_shown_and_not_read_nobody_is_told_that_there_is_none() -> None:
    case = case_from("structured_diabetes_education_desmond")
    lines = findings_lines(answer(case), case, "structured_diabetes_education_desmond")
    (weight,) = [line for line in lines if line.startswith("Body weight")]
    assert weight.endswith(NONE_READ)
