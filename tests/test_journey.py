"""Three journeys: a commissioner from a blank page to papers, a policy team that tests somebody's case, a board member who reads two pages."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from browsing import with_list_open
from docx import Document
from finished_cases import case_at
from test_board_summary import flat, needs_poppler, prose_of
from test_board_summary import pages as pdf_pages

from make_the_case.words.papers.summary import five_lines
from make_the_case.words.phrases import pounds
from make_the_case.words.uncertainty import line_ranges
from valuation import answer, check_code, parse_case, result
from valuation.sensitivity.monte_carlo import simulate

ROOT = Path(__file__).resolve().parents[1]
MOST_TO_AN_ANSWER = 8
MOST_TO_THE_PAPERS = 12
"""Inputs from a blank page: what is typed, chosen or kept, and no link or button that only leads on."""
WORDS_A_MINUTE = 238
"""How fast grown-ups read non-fiction silently, on average: Brysbaert, How many words do we read per minute?, J Mem Lang 109 (2019)."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def settled(page):
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(150)


@needs_poppler
def test_from_a_blank_page_to_a_saved_case_that_gives_the_same_numbers_in_the_terminal(
    chromium, address, tmp_path
):
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
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
    page.get_by_role("searchbox", name="What do you want to make the case for?").fill("peer support")
    required += 1
    page.get_by_role(
        "button", name="Build a case: Peer support for adults living with long-term conditions"
    ).click()

    # 1:30 The money, and six numbers. A first answer stands beside them from the first of them on.
    page.get_by_role("heading", name="Costs and people", exact=True).wait_for()
    settled(page)
    assert "4 of the 6 numbers still the template's" in page.locator(".st-key-answer").inner_text()
    answered("Each year (£)", "£160,000")
    answered("How many people could use it?", "8,500")
    answered("Of every 100 offered it, how many start?", "9%")
    page.get_by_role("button", name="Keep the template figure: I do not know ours").last.click()
    settled(page)
    required += 1
    page.get_by_role("button", name="Type the posts yourself").first.click()
    settled(page)
    required += 1
    page.locator(".st-key-answer").get_by_text("The answer so far", exact=True).wait_for()
    assert required <= MOST_TO_AN_ANSWER, "an answer of one's own"

    # 5:00 Place, people, problem.
    page.get_by_role("link", name=re.compile("^Proposal")).click()
    page.get_by_role("heading", name="Proposal", exact=True).wait_for()
    settled(page)
    answered("What will the board call this?", "Peer support for people with diabetes in Southmere")
    answered("Your area", "Southmere")
    answered(
        "What is the problem, in one sentence?",
        "People with diabetes see a nurse twice a year and nobody else.",
    )

    # 6:30 Which benefits apply.
    page.get_by_role("link", name=re.compile("^Outcomes")).click()
    page.get_by_role("heading", name="Outcomes", exact=True).wait_for()
    settled(page)
    page.get_by_label("Systolic blood pressure", exact=True).uncheck(force=True)
    settled(page)
    required += 1

    # 8:30 The answer.
    page.get_by_role("link", name=re.compile("^Results")).click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    page.locator(".mtc-tiles .mtc-dots").wait_for()  # the chance comes when the simulation is ready
    verdict = page.locator(".mtc-verdict").inner_text()
    page.get_by_text("The result in five sentences").click()
    page.locator(".mtc-five").first.wait_for()
    lines = page.locator(".mtc-five").first.locator("li").all_inner_texts()
    page.get_by_role("tab", name="Method", exact=True).click()
    code = page.locator(".mtc-facts dd", has_text="Papers with the same code").inner_text()[:8]

    # 10:00 What they will attack first.
    page.get_by_role("link", name=re.compile("^Assumptions")).click()
    page.get_by_role("heading", name="What to test first", exact=True).wait_for()
    settled(page)

    # 12:00 Will it work here? Each answer may be left, so none is counted as needed.
    page.get_by_role("link", name=re.compile("^Delivery")).click()
    page.get_by_role("heading", name="Delivery", exact=True).wait_for()
    settled(page)
    page.get_by_role("radiogroup").first.get_by_text("Partly").click()
    page.get_by_role("link", name="Delivery 1 of 6").wait_for()
    settled(page)

    # 14:00 The papers.
    page.get_by_role("link", name=re.compile("^Papers")).click()
    page.get_by_role("heading", name="Ready for a board?", exact=True).wait_for()
    settled(page)
    page.get_by_role("button", name="Make the files").click()
    papers = {}
    for name in ("board-summary.pdf", "business-case.docx", "workbook.xlsx", "case.html"):
        button = page.get_by_role("button", name=f"Download {name}")
        button.wait_for()
        with page.expect_download() as download:
            button.click()
        papers[name] = tmp_path / name
        download.value.save_as(papers[name])
    assert page.get_by_text("could not be made").count() == 0
    says = {
        "board-summary.pdf": " ".join(pdf_pages(papers["board-summary.pdf"].read_bytes(), tmp_path)),
        "business-case.docx": " ".join(
            p.text for p in Document(str(papers["business-case.docx"])).paragraphs
        ),
        "case.html": html.unescape(papers["case.html"].read_text(encoding="utf-8")),
    }
    for name, text in says.items():
        assert flat(verdict) in flat(text), name
    # The readiness answer is part of the case, so its code is another than on Results a page ago.
    code_now = page.get_by_test_id("stMain").inner_text()
    book = openpyxl.load_workbook(papers["workbook.xlsx"], read_only=True)
    cover = " ".join(str(cell) for row in book["Cover"].iter_rows(values_only=True) for cell in row if cell)
    printed = next(word for word in re.findall(r"\b[A-Z2-7]{8}\b", says["case.html"]) if word in code_now)
    assert printed in cover and printed in flat(says["board-summary.pdf"])

    # 15:00 The file that brings it all back.
    with page.expect_download() as download:
        page.get_by_role("button", name="Save case file").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    page.get_by_text(re.compile("Saved to your computer at")).first.wait_for()
    page.close()

    assert required <= MOST_TO_THE_PAPERS
    assert saved.name == "peer-support-for-people-with-diabetes-in-southmere.yaml"
    case = parse_case(saved.read_bytes(), saved.name)
    assert (case.shape.place, case.shape.options[0].people.eligible.value) == ("Southmere", 8500)
    command = [sys.executable, str(ROOT / "make_the_case"), "appraise", str(saved)]
    found = json.loads(
        subprocess.run([*command, "--json"], capture_output=True, check=True, text=True).stdout
    )
    terminal = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    said = " ".join(terminal.split())
    assert found["options"]["peer_support_ltc"]["verdict"]["sentence"] == verdict
    assert found["check_code"] == printed != code
    option = "peer_support_ltc"
    lines = [line.replace("\u2060", "") for line in lines]  # what keeps a minus with its digits
    in_words = answer(case)
    assert in_words.as_dict() == found
    assert lines == five_lines(in_words, option, line_ranges(simulate(case), option))
    for line in five_lines(in_words, option):
        assert line in said


@pytest.mark.longer
def test_a_policy_team_disputes_three_numbers_and_sees_what_drives_the_gap_and_what_would_settle_it(
    chromium, address, tmp_path
):
    theirs = tmp_path / "theirs.yaml"
    theirs.write_bytes(
        (ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml").read_bytes()
    )
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    settled(page)

    # 1 and 2: somebody else's case is opened, and read as its board saw it.
    page.get_by_role("button", name="Open a saved case or workbook").click()
    page.locator("input[type=file]").set_input_files(theirs)
    page.get_by_role("button", name="Open this file").click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    board_saw = page.locator(".mtc-verdict").inner_text()

    # 3: what is weak, and what was changed.
    page.get_by_role("link", name=re.compile("^Assumptions")).click()
    page.get_by_role("heading", name="Look at one, and change it", exact=True).wait_for()
    settled(page)
    assert "Test first" in page.get_by_role("table", name="Evidence, and effect on net value").inner_text()

    # 5: three numbers are disputed, each with a reason.
    page.get_by_role("link", name=re.compile("^Test and compare")).click()
    page.get_by_role("heading", name="Test and compare", exact=True, level=1).wait_for()
    settled(page)
    page.get_by_role("tab", name="Compare two scenarios").click()
    settled(page)
    disputed = (
        ("Better quality of life: what each person gains", "0.01", "The pooled trials found a third of it."),
        ("Share who start", "10%", "Our own count of invitations, 2025/26."),
        ("Share who finish", "70%", "Half of our groups lose three in ten."),
    )
    for name, value, why in disputed:
        with_list_open(page, page.get_by_role("combobox", name="Which figure do you dispute?"))
        page.keyboard.type(name)
        page.get_by_role("option", name=name).first.click()
        settled(page)
        for label, text in (("What should it be?", value), ("Why? (needed)", why)):
            field = page.get_by_role("textbox", name=label)
            field.fill(text)
            field.press("Tab")
            settled(page)
        page.get_by_role("button", name="Add to the challenge").click()
        page.get_by_text(why).last.wait_for()
        settled(page)

    # 6 and 8: which of them drives the gap, where both would agree, and what to ask for.
    page.get_by_text("What would settle it.", exact=True).wait_for()
    settled(page)
    page.get_by_text("In a table: both values").click()
    page.get_by_role("table", name=re.compile("^What differs")).first.wait_for()
    said = " ".join(page.get_by_test_id("stMain").inner_text().split())
    rows = (
        page.get_by_role("table", name=re.compile("^What differs"))
        .first.locator("tbody tr")
        .all_inner_texts()
    )

    # 9: a note that can be published, and the file with both sets
    page.get_by_role("button", name="Write the challenge note").click()
    notes = {}
    for name in ("challenge-note.docx", "challenge-note.html"):
        button = page.get_by_role("button", name=f"Download {name}")
        button.wait_for()
        settled(page)
        with page.expect_download() as download:
            button.click()
        notes[name] = tmp_path / name
        download.value.save_as(notes[name])
    note = html.unescape(re.sub(r"<[^>]+>", " ", notes["challenge-note.html"].read_text(encoding="utf-8")))
    for _, _, why in disputed:
        assert why in note
    assert note.index("agree") < note.index(disputed[0][2]), "agreement before dispute"

    # the file is saved with both sets, and the terminal gives the same bridge.
    with page.expect_download() as download:
        page.get_by_role("button", name="Save case file").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    page.close()

    case = parse_case(saved.read_bytes(), saved.name)
    assert check_code(case) in note, "the note names the file that was saved with it"
    original = parse_case(theirs.read_bytes(), theirs.name)
    assert result(case)["options"]["peer_courses"]["verdict"]["sentence"] == board_saw
    assert {key: value for key, value in case.data.items() if key not in ("scenarios", "saved")} == {
        key: value for key, value in original.data.items() if key not in ("scenarios", "saved")
    }, "the author's own case is never overwritten"
    challenge = next(ident for ident, s in case.shape.scenarios.items() if s.name == "Challenge set")
    assert [change["reason"] for change in case.shape.scenarios[challenge].changes.values()] == [
        why for _, _, why in disputed
    ]
    command = [sys.executable, str(ROOT / "make_the_case"), "bridge", str(theirs), str(saved), "--json"]
    printed = subprocess.run(
        [*command, "--scenario", challenge], capture_output=True, check=True, text=True
    ).stdout
    found = json.loads(printed)
    assert len(rows) == len(found["changes"]) == 3
    driver = found["changes"][0]
    assert driver["path"].endswith("quality_of_life.adds") and rows[0].startswith(disputed[0][0])
    assert pounds(driver["contribution"]) in rows[0]
    agreed = next(row["value"] for row in found["agree"] if row["path"] == driver["path"])
    assert f"A and B have the same result if it is {agreed:.3g}" in said
    assert f"“{disputed[0][0]}”: ask for" in said


@needs_poppler
def test_a_board_member_finds_the_five_answers_in_order_on_two_pages_in_three_minutes(
    chromium, address, tmp_path
):
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    settled(page)
    page.get_by_role("button", name="Read it in three minutes").click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    page.get_by_role("link", name=re.compile("^Papers")).click()
    page.get_by_role("heading", name="Ready for a board?", exact=True).wait_for()
    settled(page)
    page.get_by_role("button", name="Make the files").click()
    files = {}
    for name in ("board-summary.pdf", "case.html"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download {name}").click()
        files[name] = tmp_path / name
        download.value.save_as(files[name])
    page.close()

    # The printed paper: two pages; what is asked, whether it saves cash, who pays and gains, how sure, what would stop it.
    pages = pdf_pages(files["board-summary.pdf"].read_bytes(), tmp_path)
    assert len(pages) == 2
    case = case_at(ROOT / "cases" / "southfold_befriending.yaml")
    option = result(case)["options"][case.shape.preferred]
    places = [
        flat(pages[0]).index(flat(words))
        for words in (
            "Approve £",
            option["verdict"]["sentence"],
            "Who pays and who gains",
            "Does it save money?",
            "How sure are we?",
            "Go on, change or stop",
        )
    ]
    assert places[0] == min(places) and places[1] < min(places[2:]), "first what is asked, then the answer"
    # Sentences are read; the figures of tables, header and constant block are looked up.
    read = len(prose_of(case).split())
    assert read / WORDS_A_MINUTE <= 3, f"{read} words take {read / WORDS_A_MINUTE:.1f} minutes"

    # The same on a tablet, from the web page alone: no script, nothing fetched, the verdict on the first screen.
    tablet = chromium.new_page(viewport={"width": 820, "height": 1180})
    asked: list[str] = []
    tablet.on("request", lambda request: asked.append(request.url))
    tablet.goto(files["case.html"].as_uri())
    verdict = tablet.get_by_text(option["verdict"]["sentence"]).first
    assert verdict.bounding_box()["y"] < 1180
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert tablet.evaluate("document.documentElement.scrollWidth") <= 820
    tablet.close()
