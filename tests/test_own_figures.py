"""The commissioner's trap, as a journey: life satisfaction rose from 5.2 to 6.1 in 62 people, and nobody else was measured."""

from __future__ import annotations

import re

from browsing import on_page, settled

from valuation import answer, parse_case, read_case
from valuation.evidence.readings import read

CASE = "cases/worked_example.yaml"


def fill(page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    field.press("Tab")
    settled(page)


def test_our_own_before_and_after_moves_the_answer_a_little_and_makes_nothing_certain(
    chromium, address, tmp_path
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.set_default_timeout(30_000)
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    settled(page)
    page.get_by_role("button", name="Open a saved case or workbook").click()
    page.locator("input[type=file]").set_input_files(CASE)
    page.get_by_role("button", name="Open this file").click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)

    on_page(page, "Costs and people")
    page.get_by_role("button", name="Add a benefit, or a harm").click()
    fill(page, "What changes?", "Life satisfaction")
    page.get_by_role("combobox", name="What sort of change is it?").click()
    page.get_by_role("option", name="Wellbeing, in WELLBYs").click()
    settled(page)
    page.get_by_role("button", name="Add it", exact=True).click()
    page.get_by_text("What studies show, or you have seen").click()
    settled(page)
    page.get_by_role("combobox", name="What was measured?").click()
    page.keyboard.type("Life satisfaction")
    page.get_by_role("option", name=re.compile(r"^Life satisfaction \(ONS4\)")).click()
    settled(page)
    page.get_by_role("button", name="Add our own figures").click()
    for label, text in (
        ("When was it?", "2026/27"),
        ("Average before", "5.2"),
        ("Average after", "6.1"),
        ("How many people were measured both times?", "62"),
    ):
        fill(page, label, text)
    page.get_by_role("button", name="Add them", exact=True).click()
    page.get_by_text("Read, as what was seen here.").locator("visible=true").wait_for()
    settled(page)
    page.get_by_role("button", name="Change: Ours, 2026/27").click()
    said = page.get_by_text("would be expected without any service")
    said.wait_for()
    assert "Of the change of 0.9, 0.9 would be expected" in said.inner_text(), "they came at their lowest"
    assert page.get_by_text("A comparison would make it stronger").is_visible()

    on_page(page, "Results")
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    page.get_by_role("tab", name="Evidence", exact=True).click()
    page.get_by_text("To pay for the service by itself").first.wait_for()
    settled(page)
    results = " ".join(page.get_by_test_id("stMain").inner_text().split())
    assert "Nobody has compared people who had it with people who did not." in results
    assert "more than 9 in 10" not in results, "nothing becomes certain because somebody typed it"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save case file").click()
    saved = tmp_path / "case.yaml"
    download.value.save_as(saved)
    page.close()

    case = parse_case(saved.read_bytes(), "case.yaml")
    (effect,) = case.effects.values()
    (ours,) = effect.evidence.findings
    assert (ours.estimate, ours.baseline, ours.n, ours.is_here) == (0.9, 5.2, 62, True)
    assert read(ours, effect.evidence.scale).value == 0, (
        "drift of (1 − 0.55)(7.5 − 5.2) = 1.035 takes all of it"
    )
    before = answer(read_case(CASE)).options["walking_group"]
    after = answer(case).options["walking_group"]
    gained = after.accounts["society"].npv - before.accounts["society"].npv
    assert abs(gained) < 0.05 * before.accounts["society"].pv_costs
    claimed = after.evidence.rungs["claimed"].npv - before.accounts["society"].npv
    assert claimed > 20 * abs(gained), "taken as it stands it would have carried the case"
    assert after.evidence.of_the_case.sentence == before.verdict.sentence
