"""What one case measured is read into another of the same template, named or not; a file of another service is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases_at_random import case_of
from command import printed, run
from finished_cases import case_at, path_of
from test_going_page import going
from test_pages import case_of as case_on
from test_pages import clicked, text_of

from valuation import CaseError
from valuation.case.editing import edited
from valuation.learning.findings_file import findings_text, outcomes_with

SOUTHFOLD = path_of("southfold_befriending")


@pytest.fixture(scope="module")
def southfold() -> Any:
    return case_at(SOUTHFOLD)


def without_records(case: Any) -> Any:
    return case_of({key: item for key, item in case.data.items() if key != "measured"})


def test_what_was_measured_is_read_into_another_case_as_another_places(southfold: Any) -> None:
    other = without_records(southfold)
    outcomes, left = outcomes_with(
        other, "befriending", findings_text(southfold, "befriending", True), "a.yaml"
    )
    read = edited(other, {"options.befriending.outcomes": outcomes})
    added = read.option("befriending").outcome("depression_short").findings[-1]
    assert left == [] and added.estimate == -0.08 and not added.here
    assert added.study == "Southfold records, 2027 to 2029 (Southfold Council (illustrative))"
    path = "options.befriending.outcomes.depression_short.adds"
    assert read.number(path) != other.number(path)
    again, said = outcomes_with(read, "befriending", findings_text(southfold, "befriending", True), "a.yaml")
    assert again == read.data["options"][0]["outcomes"] and "is in this case already" in said[0]


def test_without_its_name_nothing_names_the_place(southfold: Any) -> None:
    text = findings_text(southfold, "befriending", False)
    assert "outhfold" not in text and "Another place, 2028-29 (1)" in text and "-0.08" in text


def test_a_file_of_another_service_or_of_no_findings_is_refused(southfold: Any) -> None:
    text = findings_text(southfold, "befriending", True)
    for changed, words in (
        (text.replace("template: befriending", "template: telehealth_wsd"), "of another service, so nothing of them was added"),
        (text.replace("make-the-case-findings/1", "make-the-case/2"), "this is not a file of findings"),
        ("- 1", "this is not a file of findings"),
    ):  # fmt: skip
        with pytest.raises(CaseError, match=words):
            outcomes_with(southfold, "befriending", changed, "a.yaml")
    with pytest.raises(CaseError, match="UTF-8"):
        outcomes_with(southfold, "befriending", b"\xff\xfe", "a.yaml")
    with pytest.raises(CaseError, match="nothing was measured"):
        findings_text(without_records(southfold), "befriending", True)


def test_an_outcome_that_the_case_has_not_is_said(southfold: Any) -> None:
    text = findings_text(southfold, "befriending", True).replace("depression_short:", "sleep:")
    outcomes, left = outcomes_with(southfold, "befriending", text, "a.yaml")
    assert outcomes == southfold.data["options"][0]["outcomes"] and left[0].startswith(
        "sleep is not an outcome with findings"
    )


def test_in_the_terminal_the_file_is_written(tmp_path: Path) -> None:
    target = tmp_path / "findings.yaml"
    printed(run("track", SOUTHFOLD, "--json", "--findings", target, "--unnamed"))
    assert target.read_text(encoding="utf-8").startswith("format: make-the-case-findings/1")


def test_on_the_page_it_is_added_in_one_step(southfold: Any) -> None:
    page = going(SOUTHFOLD)
    text = findings_text(southfold, "befriending", True)
    page.file_uploader(key="going:findings").upload("a.yaml", text.encode(), "application/yaml").run()
    before = len(case_on(page).option("befriending").outcome("depression_short").findings)
    page = clicked(page, "going:read")
    assert len(case_on(page).option("befriending").outcome("depression_short").findings) == before + 1
    page = clicked(page, "undo")
    assert len(case_on(page).option("befriending").outcome("depression_short").findings) == before
    wrong = text.replace("template: befriending", "template: ebcd").encode()
    page.file_uploader(key="going:findings").upload("b.yaml", wrong, "application/yaml").run()
    assert "of another service" in text_of(clicked(page, "going:read"))
