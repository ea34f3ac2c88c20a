"""Every page by keyboard alone: each control is reached with Tab, none holds the focus, and where the focus is can be seen."""

from __future__ import annotations

import re

import pytest
from browsing import CONTROLS, PAGES, PARTS, on_page, settled, walk_with_a_wide_screen
from test_browser import visit

__all__ = ["visit"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOCUSED = """async () => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  // What shows the focus may be drawn on the control or on what holds it: a box's border, a label beside a hidden input.
  const look = () => { const said = []; let n = e; for (let k = 0; n && k < 4; k++, n = n.parentElement) {
      const s = getComputedStyle(n);
      said.push([s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine].join());
      for (const c of n.children) { const t = getComputedStyle(c); said.push([t.outlineStyle, t.boxShadow, t.borderColor, t.backgroundColor].join()); }
    } return said.join('|'); };
  const box = e.getBoundingClientRect();
  const middle = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const on_screen = middle[1] >= 0 && middle[1] <= innerHeight;
  const walk = e.dataset.walk;
  const frame = () => new Promise(done => requestAnimationFrame(done));
  // Two frames, in which what is drawn follows the focus, and then all that moves to its end.
  const drawn = async () => { await frame(); await frame(); await Promise.allSettled(document.getAnimations()
      .filter(a => Number.isFinite(a.effect.getComputedTiming().endTime)).map(a => a.finished)); };
  await drawn();
  const focused = look(); e.blur();
  await drawn();
  const blurred = look(); e.focus({preventScroll: true});
  return {walk, name: e.tagName + ' ' + (e.getAttribute('aria-label') || e.innerText || e.type || '').slice(0, 60),
          seen: focused !== blurred, on_screen};
}"""


@pytest.mark.longer
def test_the_tab_key_reaches_every_control_of_every_page_and_leaves_it_again(chromium, address):
    walk = walk_with_a_wide_screen(chromium, address)
    assert walk.controls > 10 * (len(PAGES) + len(PARTS))
    assert walk.not_reached == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_where_the_focus_is_can_be_seen(visit, dark):
    page, _ = visit(1280, dark, draft_at="Costs and people")
    unseen = []
    for name in ("Costs and people", "Start"):
        on_page(page, name)
        page.evaluate(CONTROLS)
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        for _ in range(30):
            page.keyboard.press("Tab")
            found = page.evaluate(FOCUSED)
            if found and found["walk"] is not None and not (found["seen"] and found["on_screen"]):
                unseen.append((name, found))
    assert unseen == []


def test_a_case_is_built_changed_read_and_exported_without_a_pointer(visit):
    page, _ = visit(1280)

    def to(role: str, name: str | re.Pattern[str]):
        """Presses Tab until a control has the focus."""
        goal = page.get_by_role(role, name=name).first
        goal.wait_for()
        for _ in range(150):
            if goal.evaluate("e => e === document.activeElement || e.contains(document.activeElement)"):
                return goal
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {name}")

    to("searchbox", "What do you want to make the case for?")
    page.keyboard.type("Peer support for adults")
    page.keyboard.press("Enter")
    to("button", re.compile("^Build a case: Peer support for adults living"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Costs and people", exact=True).wait_for()
    settled(page)
    before = page.locator(".st-key-answer").inner_text()
    to("textbox", re.compile("^How many people could"))
    page.keyboard.press("Control+a")
    page.keyboard.type("8,500")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => document.querySelector('.st-key-answer').innerText !== {before!r}")
    settled(page)

    to("link", re.compile("^Results"))
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    to("button", "Save case file")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".yaml")
