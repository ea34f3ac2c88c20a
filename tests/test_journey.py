"""The commissioner's journey (blank page to saved case) in a real browser, with what it takes counted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from valuation import parse_case

ROOT = Path(__file__).resolve().parents[1]
MOST_REQUIRED = 12

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def settled(page):
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    page.wait_for_timeout(150)


def test_from_a_blank_page_to_a_saved_case_that_gives_the_same_numbers_in_the_terminal(
    chromium, address, tmp_path
):
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.set_default_timeout(20_000)
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    settled(page)
    required = 0

    def answered(label: str, text: str) -> None:
        nonlocal required
        required += 1
        field = page.get_by_role("textbox", name=label).first
        field.fill(text)
        field.press("Tab")
        settled(page)

    # 0:40 A starting point.
    page.get_by_label("What kind of service is it?").click()
    page.get_by_role("option", name="Peer support for adults living with long-term conditions").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('button')].some(b => b.innerText === 'Build a case' && !b.disabled)"
    )
    page.keyboard.press("Escape")
    required += 1
    page.get_by_role("button", name="Build a case").click()
    page.get_by_role("heading", name="Proposal", exact=True).wait_for()

    # 1:30 Place, people, problem.
    answered("What will the board call this?", "Peer support for people with diabetes in Southmere")
    answered("Your place", "Southmere")
    answered(
        "What is the problem, in one sentence?",
        "People with diabetes see a nurse twice a year and nobody else.",
    )

    # 3:00 Six numbers. A first answer stands at the top from the first of them on.
    page.get_by_role("link", name=re.compile("^Numbers")).click()
    page.get_by_role("heading", name="Numbers", exact=True).wait_for()
    settled(page)
    assert "4 of the 6 numbers still the template's" in page.locator(".mtc-running").inner_text()
    answered("1. How many people could use it?", "8,500")
    answered("2. Of every 100 offered it, how many start?", "9%")
    page.get_by_role("button", name="I do not know: keep this").last.click()  # 3. how many finish
    settled(page)
    required += 1
    answered("Your own yearly total", "£160,000")
    page.get_by_role("combobox", name="Where does this total come from?").click()
    page.get_by_role("option", name="Our records").click()
    required += 1
    page.get_by_role("button", name="Use this total").click()
    page.get_by_text("£160,000", exact=True).wait_for()
    settled(page)
    assert page.locator(".mtc-running").inner_text().startswith("Costs the ICB")

    # 6:30 Which benefits apply.
    page.get_by_label("Systolic blood pressure, peer support against usual care").uncheck(force=True)
    settled(page)
    required += 1

    # 8:30 The answer.
    page.get_by_role("link", name=re.compile("^Results")).click()
    page.get_by_role("heading", name="Charts", exact=True).wait_for()
    settled(page)
    verdict = page.locator(".mtc-verdict").inner_text()
    lines = page.locator(".mtc-five").first.locator("li").all_inner_texts()
    code = page.locator(".mtc-facts dd", has_text="two papers with one code").inner_text()[:8]

    # 14:00 The file.
    with page.expect_download() as download:
        page.get_by_role("button", name="Save case file").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    page.get_by_text(re.compile("Saved to your computer at")).first.wait_for()
    page.close()

    assert required <= MOST_REQUIRED
    assert saved.name == "peer-support-for-people-with-diabetes-in-southmere.yaml"
    case = parse_case(saved.read_bytes(), saved.name)
    assert (case.shape.place, case.shape.options[0].people.eligible.value) == ("Southmere", 8500)
    command = [sys.executable, str(ROOT / "make_the_case.py"), "appraise", str(saved)]
    found = json.loads(
        subprocess.run([*command, "--json"], capture_output=True, check=True, text=True).stdout
    )
    terminal = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    said = " ".join(terminal.split())
    assert found["options"]["peer_support_ltc"]["verdict"]["sentence"] == verdict
    assert found["check_code"] == code
    for line in lines:
        assert " ".join(line.split()) in said
