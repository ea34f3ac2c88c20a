"""The challenge note: agreement before dispute, every change with its reason, both codes; from two files or a set of changes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from command import WRONG_USAGE, printed, run, words_of
from finished_cases import case_at

from make_the_case.exports.web_page import page_of
from make_the_case.exports.word_file import word_file
from make_the_case.words.blocks import Heading
from make_the_case.words.papers.challenge_note import challenge_note
from valuation import answer, bridge, check_code, with_changes, with_scenario

ROOT = Path(__file__).resolve().parent.parent
NORTHSHIRE = ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml"
UPTAKE = "options.peer_courses.people.uptake"
ORDER = [
    "What was claimed", "Where we agree", "What we changed, and why", "What explains the difference",
    "Where the two would agree", "What neither covers", "What evidence would settle it", "What we support",
    "Who we are, and our interest",
]  # fmt: skip


@pytest.fixture(scope="module")
def both():
    first = case_at(NORTHSHIRE)
    return first, with_scenario(first, "slow_start")


def note(first, second) -> str:
    results = (answer(first), answer(second))
    return page_of(
        "Note", "Option", challenge_note(first, second, results, bridge(first, second)), "A and B"
    ).decode()


def test_agreement_stands_before_dispute_and_both_codes_are_there(both) -> None:
    first, second = both
    blocks = challenge_note(first, second, (answer(first), answer(second)), bridge(first, second))
    assert [block.text for block in blocks if isinstance(block, Heading)] == ORDER
    page = note(*both)
    assert check_code(first) in page and check_code(second) in page
    assert "72 figures are the same in both, and 2 changes are disputed" in page
    assert "The low end of the range: courses elsewhere fill slowly" in page
    assert "ask for a count of invitations, starts and finishes" in page


def test_each_change_stands_with_both_values_and_what_it_does(both) -> None:
    page = note(*both)
    for words in (
        "14%",
        "8%",
        "−576,669",
        "“Share who start”: the case and our reading have the same result if it is 18%.",
    ):
        assert words in page


def test_two_cases_that_do_not_differ_say_so(both) -> None:
    page = note(both[0], both[0])
    assert "Nothing that this option depends on differs." in page and "Nothing is disputed." in page


def test_script_in_a_reason_never_runs() -> None:
    first = case_at(NORTHSHIRE)
    second = with_changes(first, {UPTAKE: {"value": 0.1, "reason": "<script>alert(1)</script>"}})
    page = note(first, second)
    assert "<script" not in page and "&lt;script&gt;" in page


def test_the_command_writes_both_files_and_prints_the_bridge(tmp_path) -> None:
    done = run(
        "bridge", NORTHSHIRE, NORTHSHIRE, "--scenario", "slow_start", "--to", "docx,html", "-o", tmp_path
    )
    assert "One change explains most of it" in words_of(printed(done))
    found = docx.Document(tmp_path / "challenge-note.docx")
    assert [p.text for p in found.paragraphs if p.style.name == "Heading 1"] == ORDER
    page = (tmp_path / "challenge-note.html").read_text("utf-8")
    assert re.findall(r'<h2 id="[^"]*">([^<]*)</h2>', page) == ORDER


@pytest.mark.parametrize("formats", ["pdf", "docx,odt", ","])
def test_a_format_that_the_note_has_not_is_said(formats) -> None:
    done = run("bridge", NORTHSHIRE, NORTHSHIRE, "--to", formats)
    assert done.returncode == WRONG_USAGE and "docx or html" in words_of(done.stderr.decode())


def test_the_word_file_says_the_same(both) -> None:
    first, second = both
    blocks = challenge_note(first, second, (answer(first), answer(second)), bridge(first, second))
    found = docx.Document(io.BytesIO(word_file("Note", "Option", "", "A and B", blocks)))
    cells = [cell.text for table in found.tables for cell in table._cells]
    assert "−576,669" in cells and "The low end of the range: courses elsewhere fill slowly" in cells
