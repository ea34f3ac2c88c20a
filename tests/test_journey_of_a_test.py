"""A commissioner's journey goes on: from a service that model 1 told a board not to approve, to a plan with a threshold, in six clicks."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from person import Person
from template_cases import case_from

from make_the_case.store import Drafts
from make_the_case.words import pilot_words
from valuation import pilot, with_changes
from valuation.answers.saving import body_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SERVICE = "green_social_prescribing"
MOST_CLICKS = 6


def test_from_a_result_to_an_evaluation_plan_in_six_clicks(chromium, address, tmp_path):
    drafts = Drafts(f"sqlite:///{Path(os.environ['MAKE_THE_CASE_DATA']) / 'drafts.sqlite'}")
    secret = drafts.create(body_of(case_from(SERVICE)))
    drafts.close()
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.goto(f"{address}/results?draft={secret}")
    page.locator(".mtc-verdict").wait_for()
    page.locator(".mtc-decision").wait_for()
    person = Person(page)
    person.click(page.get_by_role("button", name="Plan a test"), "the plan")
    page.get_by_text("Testing it first is expected to be worth most.", exact=True).wait_for()
    option = page.get_by_role("option", name="Others like them, chosen by lot")
    person.choose(page.get_by_role("combobox", name="Compare them with"), option, "by lot")
    page.get_by_text("and choose by lot 100 more who start later").first.wait_for()
    person.click(page.get_by_role("link", name="Papers"), "the papers")
    person.click(page.get_by_role("button", name="Make the files"), "the files")
    button = page.get_by_role("button", name="Download evaluation-plan.docx")
    button.wait_for()
    with page.expect_download() as download:
        person.click(button, "the file")
    assert len(person.clicks) <= MOST_CLICKS
    file = tmp_path / "plan.docx"
    download.value.save_as(file)
    page.close()

    case = with_changes(case_from(SERVICE), {f"options.{SERVICE}.pilot.comparison": "randomised"})
    found = pilot(case)
    assert found.best_way == "pilot" and found.best_size is not None
    go = found.best_size.carry_on
    assert go is not None
    threshold = pilot_words.amount_seen(case, pilot_words.effect_of(case, found), go.go_at)
    cells = [
        cell.text
        for table in Document(BytesIO(file.read_bytes())).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert f"{threshold} or more" in cells
    assert "1 April 2029" in cells
