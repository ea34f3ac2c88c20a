"""The words of every screen keep the conventions: a saving is cash, a range says “to”, no sentence begins with a numeral."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from finished_cases import EARLIER, FINISHED, path_of
from screen_words import said_on, screen_faults
from test_pages import at_page, case_of, opened, run, started
from test_uncertainty_pages import at_part
from walks_over_everything import longer_but

from make_the_case.views.shell.parts_of_test import PARTS
from valuation import load_library
from valuation.case.templates import plain_template

ROOT = Path(__file__).resolve().parents[1]
CASES = (*EARLIER, *FINISHED, "worked_example")
PAGES = (
    "start",
    "proposal",
    "costs",
    "outcomes",
    "assumptions",
    "results",
    "test",
    "workshop",
    "delivery",
    "going",
    "papers",
    "history",
    "library",
    "help",
)


def texts_in(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for item in data.values():
            yield from texts_in(item)
    elif isinstance(data, list):
        for item in data:
            yield from texts_in(item)
    elif isinstance(data, str):
        yield " ".join(data.split())


def written_by_others(page) -> list[str]:
    """What the authors of the case and of the library's entries wrote, which a screen repeats and does not mend."""
    library = load_library()
    found = [
        *texts_in([source.row for source in library.sources.values()]),
        *(t for ident in library.template_ids() for t in texts_in(plain_template(library, ident))),
    ]
    if "open" in page.session_state:
        found += texts_in(case_of(page).data)
    return [text for text in found if " " in text]


def faults_on(page, others: list[str]) -> list[tuple[str, list[str]]]:
    """Returns each text of a page that breaks a convention, what others wrote taken out of it."""
    found = []
    for text in dict.fromkeys(said_on(page)):
        ours = text
        if screen_faults(text):
            for theirs in others:
                ours = ours.replace(theirs, "(theirs)")
        if screen_faults(ours):
            found.append((ours[:200], screen_faults(ours)))
    return found


@pytest.mark.parametrize("name", longer_but({"oldhaven_telehealth", "worked_example"}, CASES))
def test_the_words_of_every_page_keep_the_conventions(name: str) -> None:
    page = opened(path_of(name))
    others = written_by_others(page)
    found = {where: faults_on(at_page(page, where), others) for where in PAGES}
    for part in PARTS:
        found[part] = faults_on(at_part(page, part), others)
    assert {where: said for where, said in found.items() if said} == {}


def test_so_do_the_words_of_every_form_of_a_new_case() -> None:
    page = at_page(started("peer_support_ltc", "ebcd"), "costs")
    others = written_by_others(page)
    keys = [button.key for button in page.button if str(button.key).startswith("choice:fold:")]
    assert len(keys) > 10
    for key in keys[:12]:
        page.button(key=key).click()
        page = run(page)
    for key in ("choice:options", "choice:people", "choice:enablers", "choice:own", "choice:settings"):
        page.session_state[key] = True
    page.run()
    assert faults_on(page, others) == []


def test_a_fault_is_found_where_there_is_one() -> None:
    for text in (
        "This will save £2m.",
        "12 people start.",
        "It costs £20-£30 a week.",
        "Please enter a number.",
        "Service users who comply.",
        "Well done!",
    ):
        assert screen_faults(text), text
    for text in (
        "How many people could use it?",
        "Likely 20 to 30.",
        "It releases cash: £2.1 million.",
        "2027/28",
    ):
        assert not screen_faults(text), text
