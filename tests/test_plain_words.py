"""Every sentence that screens, papers, terminal and messages produce is plain: the ten patterns of issue 21, item 9.

What an author or a source wrote is theirs; a pattern that is not wholly clean yet has its exceptions here, each with its reason.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest
from finished_cases import FINISHED, case_at, path_of
from paper_words import texts_of
from plain_words import plain_faults
from screen_words import said_on
from test_pages import at_page, case_of, opened, run
from test_screen_words import PAGES, texts_in, written_by_others
from test_uncertainty_pages import at_part

from make_the_case.command_line.arguments import parser
from make_the_case.exports.plain_text import report
from make_the_case.words.formats import AUDIENCES
from make_the_case.words.glossary import TERMS
from make_the_case.words.names import VERDICT_WORDS
from make_the_case.words.papers.audiences import for_audience
from make_the_case.words.papers.meeting_words import NOT_DONE_YET
from make_the_case.words.uncertainty import LikelyRange, line_ranges
from valuation import analysed, answer, compile_case
from valuation.answers.appraised import Appraised
from valuation.case.key_words import WORDS
from valuation.case.words_of_choices import CHOICES
from valuation.verdict import VERDICTS

DRAWS = 100
NOT_VERBS = {
    "Where",
    "What",
    "The",
    "A",
    "An",
    "My",
    "Your",
    "Our",
    "This",
    "Other",
    "No",
    "Not",
    "All",
}
"""Words that a button may not begin with: they name a thing, and do not say what is done. *More* may: it opens a row of posts, as *Close* closes it."""


def faults_in(texts: Iterator[str] | list[str], in_terminal: bool = False) -> list[str]:
    return [fault for text in dict.fromkeys(texts) for fault in plain_faults(text, in_terminal)]


# What is written once ----------------------------------------------------------------------------------------


def test_the_words_of_forms_choices_glossary_and_verdicts_are_plain() -> None:
    said = [text for keys in WORDS.values() for words in keys.values() for text in (words.label, words.help)]
    said += [text for choices in CHOICES.values() for text in choices.values()]
    said += [f"{term.means}." for term in TERMS]
    said += [text for verdict in VERDICTS for text in (verdict.sentence, verdict.sentence_beyond_own_budget)]
    said += [words.short for words in VERDICT_WORDS.values()]
    assert faults_in(said) == []


def test_the_help_of_every_command_is_plain() -> None:
    def helps(command: argparse.ArgumentParser) -> Iterator[str]:
        yield command.description or ""
        for action in command._actions:
            yield str(action.help or "")
            for sub in (
                (action.choices or {}).values() if isinstance(action, argparse._SubParsersAction) else ()
            ):
                yield from helps(sub)

    assert faults_in([*helps(parser())], in_terminal=True) == []


# Papers and terminal -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FINISHED)
def test_every_paper_check_and_report_of_a_finished_case_is_plain(name: str) -> None:
    case = case_at(path_of(name))
    found, analysis = answer(case), analysed(case, DRAWS)
    theirs = [text for text in texts_in(case.data) if " " in text]
    appraised = Appraised(case, found, case.preferred, analysis)
    for audience in AUDIENCES:
        texts = texts_of(for_audience(appraised, audience))
        assert faults_in([_ours(text, theirs) for text in texts]) == []
        assert texts.count(NOT_DONE_YET) <= 1, "what is missing is listed once"
    for check in found.checks or ():
        assert faults_in([_ours(f"{check.message} {check.remedy}", theirs)], in_terminal=True) == []
    said = report(found, case, compile_case(case).assumptions)
    blocks = [
        " ".join(block.split()) for block in said.split("\n\n") if "---" not in block and ":  " not in block
    ]
    assert faults_in([_ours(block, theirs) for block in _lines(blocks)], in_terminal=True) == []


def _lines(blocks: list[str]) -> list[str]:
    """Returns the five lines of a report each by itself, and every other paragraph whole."""
    return [line for block in blocks for line in re.split(r" (?=[1-5]\. [A-Z])", block)]


def _ours(text: str, theirs: list[str]) -> str:
    """Returns a text without what the author of the case wrote into it."""
    for written in sorted(theirs, key=len, reverse=True):
        text = text.replace(written, "(theirs)")
    return text


@pytest.mark.parametrize("name", FINISHED)
def test_a_headline_outside_its_likely_range_says_so(name: str) -> None:
    case = case_at(path_of(name))
    simulation = analysed(case, DRAWS).simulation
    for option in answer(case).options:
        ranges = [found for found in line_ranges(simulation, option) if found is not None]
        assert all(isinstance(found, LikelyRange) for found in ranges)
        for found in ranges:
            outside = "best estimate is" in found.beside
            assert bool(found.outside) == outside


# Screens -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["southfold_befriending", "oldhaven_telehealth"])
def test_every_page_of_a_finished_case_is_plain(name: str) -> None:
    page = opened(path_of(name))
    others = written_by_others(page)
    found = {}
    for where in PAGES:
        shown = at_page(page, where)
        found[where] = faults_in(
            [_ours(text, others) if plain_faults(text) else text for text in said_on(shown)]
        )
        buttons = [re.sub(r":.*", "", button.label) for button in shown.button if button.label]
        found[where] += [f"no verb: {label}" for label in buttons if label.split()[0] in NOT_VERBS]
    assert {where: said for where, said in found.items() if said} == {}


@pytest.mark.parametrize("part", ["matters", "compare", "learn"])
def test_every_part_of_test_and_compare_is_plain(part: str) -> None:
    page = opened(path_of("southfold_befriending"))
    others = written_by_others(page)
    texts = said_on(at_part(page, part))
    assert faults_in([_ours(text, others) if plain_faults(text) else text for text in texts]) == []


OPENED = {
    "costs": (
        "options",
        "people",
        "enablers",
        "own",
        "settings",
        "areas",
        "budget",
        "published",
        "add:costs",
        "add:replaces",
    ),
    "outcomes": ("add:outcome",),
}
"""What is folded on a page until somebody opens it, by the ends of the keys that hold whether it is open."""


@pytest.mark.parametrize("where", OPENED)
def test_what_is_opened_on_a_page_of_numbers_is_plain_too(where: str) -> None:
    page = at_page(opened(path_of("southfold_befriending")), where)
    others = written_by_others(page)
    option = case_of(page).preferred
    for key in [button.key for button in page.button if str(button.key).startswith("choice:fold:")]:
        page.button(key=key).click()
        page = run(page)
    for key in OPENED[where]:
        page.session_state[f"choice:{key}"] = page.session_state[f"choice:{key}:{option}"] = True
    for button in page.button:
        path = str(button.key).removeprefix("choice:fold:")
        for kind in ("from", "library"):
            for number in ("unit_cost", "quantity", "values.0.unit_value"):
                page.session_state[f"choice:{kind}:{path}.{number}"] = True
    page = run(page)
    texts = [_ours(text, others) if plain_faults(text) else text for text in said_on(page)]
    assert faults_in(texts) == []


def test_the_form_of_a_new_outcome_is_plain() -> None:
    page = at_page(opened(path_of("southfold_befriending")), "outcomes")
    option = case_of(page).preferred
    page.button(key=f"choice:outcomes:add:{option}").click()
    page = run(page)
    others = written_by_others(page)
    texts = [_ours(text, others) if plain_faults(text) else text for text in said_on(page)]
    assert faults_in(texts) == []


# The patterns themselves -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "This is a sentence with far more words than a reader should ever be asked to hold in mind at one time, because nobody can remember where such a thing began.",
        "It costs this: that: and more.",
        "The path outcomes.quality_of_life.adds turns it.",
        "Type use: staff.",
        "It is 2.8e-05 of it.",
        "It moves from -3 to 4.",
        "It is £-300.",
        "It comes to −£300 in all.",
        "Stop if this cannot be shown.",
        "An nhs icb pays.",
        "A name that is cut…",
        "It is the central estimate.",
        "The budget to whom it is put.",
        "Left empty, 1.",
        "It rests on 3 numbers.",
        "One number has no grade and so count as the weakest.",
        "It avoids 0.09 readmission a year.",
    ],
)
def test_a_fault_is_found_where_there_is_one(text: str) -> None:
    assert plain_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "There is about a 7 in 10 chance that it is worth more than it costs, counting everyone.",
        "The likely range is £17,000 worse to £9,800 better.",
        "−£300",
        "“Coordinator: unit cost”: we use £38,000, and the break-even value is £41,000.",
        "Read as 0.0325 QALYs per person (about 12 days in full health).",
    ],
)
def test_what_is_plain_has_no_fault(text: str) -> None:
    assert plain_faults(text) == []
