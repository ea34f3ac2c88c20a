"""A case whose every text is an attack: no page runs it, draws it as its own, or asks another host for it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from browsing import PAGES, PARTS, host_of, on_page, settled, show_part
from ruamel.yaml import YAML

from valuation import parse_case

ROOT = Path(__file__).resolve().parents[1]
NORTHSHIRE = ROOT / "tests" / "cases" / "finished_0_1_0" / "northshire_peer_support.yaml"
ATTACK = (
    ' <mtc-attack onclick="window.hit=1">&"\'</p><script>window.hit=1</script><img src=x onerror="window.hit=1">'
    "![i](http://evil.example/i.png) [l](javascript:window.hit=1) <iframe src=//evil.example></iframe>"
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def attacked() -> str:
    """Returns the finished example with the attack at the end of every text that may have any words."""
    yaml = YAML()
    yaml.width = 1_000_000
    data = yaml.load(NORTHSHIRE.read_text(encoding="utf-8"))

    def walk(node: Any) -> None:
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in [*pairs]:
            if not isinstance(value, str):
                walk(value)
            elif key == "problem":  # of 200 characters at most
                node[key] = ATTACK[:150]
            elif " " in value or key in ("title", "name"):
                node[key] = value + ATTACK

    walk(data)
    written = io.StringIO()
    yaml.dump(data, written)
    parse_case(written.getvalue(), "case.yaml")  # else the page would only say what is wrong with it
    return written.getvalue()


def test_a_case_full_of_attacks_is_drawn_as_the_text_that_it_is_on_every_page(
    chromium, address, tmp_path
) -> None:
    file = tmp_path / "a<img src=x onerror=window.hit=1>.yaml"
    text = attacked()
    assert text.count("mtc-attack") > 250
    file.write_text(text, encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    hosts: set[str] = set()
    wrong: list[str] = []
    page.on("request", lambda request: hosts.add(host_of(request.url)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(address)
    settled(page)
    page.get_by_role("button", name="Open a saved case or workbook").click()
    page.locator("input[type=file]").first.set_input_files(str(file))
    page.get_by_role("button", name="Open this file").click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()

    def look(where: str) -> None:
        settled(page)
        found = page.evaluate(
            "[document.querySelectorAll('mtc-attack, iframe, a[href^=\"javascript\"], [onerror], [onclick]').length, window.hit || 0]"
        )
        if found != [0, 0]:
            wrong.append(f"{where}: {found}")

    look("opened")
    for name in PAGES:
        on_page(page, name)
        look(name)
        if name == "Test and compare":
            for part in PARTS:
                show_part(page, part)
                look(part)
    on_page(page, "History and sharing")
    for label in (
        "Your name, for the history (if you wish)",
        "Why you make the next changes, for the history (if you wish)",
    ):
        if page.get_by_label(label).count():
            page.get_by_label(label).fill(ATTACK[:90])
            page.get_by_label(label).press("Enter")
    on_page(page, "Costs and people")
    field = page.get_by_role("textbox", name="Of every 100 offered it")
    field.fill("21")
    field.press("Enter")
    page.get_by_text("Kept as revision").first.wait_for()
    on_page(page, "History and sharing")
    look("history, with a name and a reason")
    on_page(page, "Start")
    page.get_by_role("heading", name="Your cases").wait_for()
    look("Start, with the draft in the list")
    assert wrong == []
    assert hosts <= {"localhost"}
    page.close()
