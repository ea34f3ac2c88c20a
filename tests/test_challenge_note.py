"""The challenge note: agreement before dispute, every change with its reason, both codes; from two files or a set of changes."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import docx
import pytest
from command import WRONG_USAGE, printed, run, words_of
from finished_cases import case_at
from workbook_cells import SOFFICE

from make_the_case.exports.web_page import page_of
from make_the_case.exports.word_file import word_file
from make_the_case.words.blocks import Heading
from make_the_case.words.papers import comparison
from make_the_case.words.papers.challenge_note import Signed, challenge_note, signed_by
from make_the_case.words.phrases import pounds, whole_percent
from valuation import answer, bridge, check_code, with_changes, with_scenario
from valuation.case.editing import edited

ROOT = Path(__file__).resolve().parent.parent
NORTHSHIRE = ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml"
GAIN = "options.peer_courses.outcomes.quality_of_life.adds"
UPTAKE = "options.peer_courses.people.uptake"
ORDER = [
    "What was claimed", "Where we agree", "What we changed, and why", "What explains the difference",
    "Where the two would agree", "What evidence would settle it", "What neither covers", "What we support",
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
    assert "A count of invitations, starts and finishes over 3 months, from this area" in page
    assert "The provider" in page  # who can give it


def test_each_change_stands_with_both_values_and_what_it_does(both) -> None:
    page = note(*both)
    for words in (
        "14%",
        "8%",
        "−576,669",
        "“Share who start”: the case and our reading have the same result if it is about 18%.",
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
    assert "−576,669" in cells
    assert any(cell.endswith("The low end of the range: courses elsewhere fill slowly") for cell in cells)


# Whose note it is ------------------------------------------------------------------------------------------------


def challenged(change, **keys):
    """The author's case, and the same with one disputed figure."""
    first = edited(
        case_at(NORTHSHIRE), {"scenarios.ours": {"kind": "challenge", "changes": {UPTAKE: change}, **keys}}
    )
    return first, with_scenario(first, "ours")


def test_a_challenge_is_never_signed_with_the_authors_name_or_interest() -> None:
    first, second = challenged({"value": 0.1, "reason": "Our own count."})
    author = first.shape.meeting.author
    assert author == second.shape.meeting.author  # what B has of a meeting, it has from A
    page = note(first, second)
    assert author not in page and "would run the contract" not in page
    assert "Who you are, who paid for this note, and what you stand to gain." in page


def test_a_challenge_is_signed_by_whoever_it_names_and_another_case_by_its_own_author() -> None:
    first, second = challenged(
        {"value": 0.1, "reason": "x"}, author="Carers' Forum", interests="Nobody paid us."
    )
    assert signed_by(first, second, first.shape.scenarios["ours"]) == Signed(
        "Carers' Forum", "Nobody paid us."
    )
    other = edited(second, {"meeting": {"author": "Public health", "interests": "We pay a share."}})
    assert signed_by(first, other) == Signed("Public health", "We pay a share.")
    page = page_of(
        "Note", "Option",
        challenge_note(first, second, (answer(first), answer(second)), bridge(first, second), signed=Signed("Carers' Forum", "None.")),
        "A and B",
    ).decode()  # fmt: skip
    assert "Forum. None." in page


def test_the_note_names_the_code_that_the_challenged_paper_bears() -> None:
    opened = case_at(NORTHSHIRE)
    first, second = challenged({"value": 0.1, "reason": "Our own count."})
    assert check_code(first) == check_code(opened)
    assert check_code(opened) in note(first, second)


def test_a_disputed_figure_stands_with_its_own_source_and_grade_and_a_silent_one_says_so() -> None:
    theirs = "14% (Illustrative: made-up place, grade 5)"
    for said, ours in (
        ({"source": "Our records", "grade": 2}, "10% (Our records, grade 2)"),
        ({}, "10% (no source given, no grade, so it counts as 6)"),
    ):
        page = note(*challenged({"value": 0.1, "reason": "Our own count.", **said}))
        assert theirs in page and ours in page and "Our own count." in page
        assert "14 of every 100 invited ever start" not in page  # the author's note is no reason of ours


def test_every_figure_has_its_unit_and_each_change_its_share_of_the_difference() -> None:
    first = case_at(NORTHSHIRE)
    second = with_changes(
        first, {GAIN: {"value": 0.02, "reason": "x"}, UPTAKE: {"value": 0.1, "reason": "y"}}
    )
    found = bridge(first, second)
    table = comparison.challenged_table(first, second, found, ("The case", "Our reading"), 5)
    assert table.header[3:] == ("Effect £", "Share of the difference", "Result with only this £")
    assert "QALYs" in table.rows[0][1] and "QALYs" in table.rows[0][2]
    gap = found.b - found.a
    assert [row[4] for row in table.rows[:-1]] == [
        whole_percent(change.contribution / gap) for change in found.changes
    ]
    assert [row[5] for row in table.rows] == [
        *(pounds(change.alone) for change in found.changes),
        pounds(found.b),
    ]
    assert pounds(found.a) in table.note  # with none of our changes


def test_where_two_come_to_the_same_is_said_truly_at_the_figure_that_is_printed() -> None:
    # Read back from the sentence: at the printed value the two reach the same verdict, and one step nearer they do not.
    first = case_at(NORTHSHIRE)
    second = with_changes(first, {GAIN: {"value": 0.001, "reason": "x"}})
    (agreed,) = bridge(first, second).agree
    said = comparison.agreement_sentences(first, second, bridge(first, second))[-1]
    printed = float(re.search(r"at (?:about )?(-?[\d.]+) QALYs", said.replace("−", "-"))[1])
    assert said.endswith("or more.") and printed >= agreed.decision > 0.001
    at_printed = answer(with_changes(second, {GAIN: printed})).options["peer_courses"].accounts["society"].npv
    nearer = (
        answer(with_changes(second, {GAIN: printed * 0.99})).options["peer_courses"].accounts["society"].npv
    )
    assert nearer < 0 <= at_printed


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")
def test_a_note_on_five_disputes_is_two_pages_at_most(tmp_path) -> None:
    first = case_at(NORTHSHIRE)
    costs = "options.peer_courses.costs"
    reason = "Our own count of the last twelve months says so, and we can show the records of it."
    paths = (UPTAKE, GAIN, "options.peer_courses.people.completion")
    changes = {
        path: {"value": first.number(path) * 0.8, "reason": reason, "source": "Our records", "grade": 2}
        for path in paths
    }
    for name in ("interpreters", "childcare"):
        price = {"value": 40, "grade": 1, "source": "A quote or contract", "reason": reason}
        entry = {
            "id": name,
            "name": name.capitalize(),
            "per": "start",
            "unit_cost": price,
            "payer": "nhs_icb",
        }
        changes[f"{costs}.{name}"] = entry
    second = with_changes(first, changes)
    blocks = challenge_note(first, second, (answer(first), answer(second)), bridge(first, second))
    written = tmp_path / "note.docx"
    written.write_bytes(
        word_file("Challenge note: " + first.shape.title, "Courses", "", "A and B", blocks, is_short=True)
    )
    subprocess.run(
        [SOFFICE, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, written],
        check=True,
        capture_output=True,
    )
    told = subprocess.run(
        ["pdfinfo", tmp_path / "note.pdf"], check=True, capture_output=True, text=True
    ).stdout
    assert re.search(r"Pages:\s+([12])$", told, re.MULTILINE), told
