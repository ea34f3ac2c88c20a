"""Findings of the library, drawn at random, as a person follows them: from the first page to the study in at most three clicks."""

from __future__ import annotations

import os
import random
from urllib.parse import urlparse

import pytest
from browsing import on_page, settled
from person import Person

from make_the_case.words.template_evidence import Effect, effects_of, named_study
from valuation import load_library
from valuation.case.templates import plain_template, template_heads

SEED = int(os.environ.get("FINDINGS_SEED") or 20)
"""Which findings are drawn: FINDINGS_SEED=21, or any other whole number, draws others."""
DRAWN = 10
MOST_CLICKS = 3
LIBRARY = load_library()

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENTRIES = r"""() => [...document.querySelectorAll('dl.mtc-facts')].map((facts, place) => {
  facts.dataset.place = place;
  let above = facts;
  while (above && above.tagName !== 'H4') above = above.previousElementSibling;
  const link = facts.querySelector('dd a');
  const plain = words => (words || '').replaceAll('\u2060', '').replace(/\s+/g, ' ').trim();
  return {study: plain(above && above.textContent), says: plain(facts.textContent), address: link && link.getAttribute('href')};
})"""
"""What stands on the Library page of each study: its name, what is said of it, and the address of its link."""


def drawn() -> list[tuple[str, Effect]]:
    """Returns findings of all templates, drawn at random, each with its template."""
    every = [
        (ident, effect)
        for ident in LIBRARY.template_ids()
        for effect in effects_of(plain_template(LIBRARY, ident), LIBRARY)
        if effect.is_finding
    ]
    return random.Random(SEED).sample(every, DRAWN)


def address_of(effect: Effect) -> str | None:
    source = LIBRARY.sources[effect.source]
    return f"https://doi.org/{source.doi}" if source.doi else source.url


def follow(page, ident: str, effect: Effect) -> list[str]:
    """Follows a finding from the first page to its study, and returns what was clicked; the study opens in a tab of its own."""
    person = Person(page)
    person.click(page.get_by_role("link", name="Library of evidence"), "Library of evidence")
    asked = page.get_by_role("searchbox", name="What is it for?")
    person.click(asked, "What is it for?")
    person.answer(asked, template_heads(LIBRARY)[ident]["name"], "the name of the service")
    where = address_of(effect)
    entries = page.evaluate(ENTRIES)
    places = [
        place
        for place, entry in enumerate(entries)
        if entry["study"] == named_study(effect)
        and effect.figure in entry["says"]
        and entry["address"] == where
    ]
    assert places, f"no entry of this study with {effect.figure} and a link to {where}: {entries}"
    link = page.locator(f"dl[data-place='{places[0]}'] dd a").first
    link.scroll_into_view_if_needed()
    assert link.inner_text().strip(), "the link says what it leads to"
    with page.expect_popup() as study:
        person.click(link, "the study")
    assert study.value.url.rstrip("/") == str(where).rstrip("/")
    study.value.close()
    return person.clicks


@pytest.mark.longer
def test_ten_findings_drawn_at_random_are_followed_to_their_study_in_three_clicks(chromium, address):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    # No test asks another host: what stands for a study here says so, and the address is what is looked at.
    context.route(
        lambda url: urlparse(url).hostname not in ("localhost", None),
        lambda route: route.fulfill(content_type="text/html", body="<title>A study</title>"),
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    settled(page)
    for ident, effect in drawn():
        said = f"FINDINGS_SEED={SEED}: {ident}, {named_study(effect)}, {effect.figure}"
        try:
            clicks = follow(page, ident, effect)
            on_page(page, "Start")
        except Exception as error:
            raise AssertionError(f"{said}: {error}") from error
        assert len(clicks) <= MOST_CLICKS, f"{said}: {clicks}"
    context.close()
