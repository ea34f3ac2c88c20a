"""The commissioner's trap, as a journey: life satisfaction rose from 5.2 to 6.1 in 62 people, and nobody else was measured."""

from __future__ import annotations

from browsing import at_rest, on_page, settled

from valuation import answer, parse_case, read_case
from valuation.evidence.readings import read

CASE = "cases/worked_example.yaml"


def fill(page, label: str, text: str, role: str = "spinbutton") -> None:
    field = page.get_by_role(role, name=label, exact=True)
    field.fill(text)
    field.press("Tab")
    settled(page)


def test_our_own_before_and_after_moves_the_answer_a_little_and_makes_nothing_certain(
    chromium, address, tmp_path
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    settled(page)
    page.get_by_role("button", name="Open a saved case or workbook").click()
    page.locator("input[type=file]").set_input_files(CASE)
    page.get_by_role("button", name="Open this file").click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)

    on_page(page, "Outcomes")
    page.get_by_role("button", name="Add an outcome").click()
    fill(page, "Search by any word", "satisfied with life", "textbox")
    at_rest(page)  # the same measure stands among the usual ones until the search has been drawn
    page.get_by_role("radio", name="Life satisfaction (ONS4)").click()
    settled(page)
    for label, text in (
        ("Average before, 0 to 10", "5.2"),
        ("Average after", "6.1"),
        ("How many answered both times", "62"),
    ):
        fill(page, label, text)
    reading = page.locator("[class*=st-key-reading]")
    reading.get_by_text("Your 0.9 is read as 0").wait_for()
    steps = " ".join(reading.locator(".mtc-step-bars").inner_text().split())
    assert "You measured from 5.2, 62 people +0.9" in steps
    assert "Would have changed anyway people come at their lowest −0.9" in steps, "they came at their lowest"
    assert "Ask people on a waiting list the same question" in reading.inner_text()
    page.get_by_role("button", name="Count it", exact=True).click()
    page.get_by_text("Say when it was, like 2026/27").wait_for()
    fill(page, "When was it?", "2026/27", "textbox")
    page.get_by_role("button", name="Count it", exact=True).click()
    page.get_by_role("checkbox", name="Life satisfaction (ONS4)", exact=True).wait_for()
    settled(page)
    page.get_by_role("button", name="Change: Life satisfaction (ONS4)").click()
    settled(page)
    page.get_by_text("Every finding, and whether it is read").locator("visible=true").click()
    page.get_by_text("Counts, as what was seen here.").locator("visible=true").wait_for()
    settled(page)
    page.get_by_role("button", name="Change: Ours, 2026/27").click()
    said = page.get_by_text("would be expected without any service")
    said.wait_for()
    assert "Of the change of 0.9, 0.9 would be expected" in said.inner_text()

    on_page(page, "Results")
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    page.get_by_role("tab", name="Evidence", exact=True).click()
    page.get_by_text("To pay for the service by itself").locator("visible=true").first.wait_for()
    settled(page)
    results = " ".join(page.get_by_test_id("stMain").inner_text().split())
    assert "There is no comparison of people who had it with people who did not." in results
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
