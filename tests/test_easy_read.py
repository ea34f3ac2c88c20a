"""Easy Read: short sentences that a child of nine or ten reads, a picture beside each idea, and the figures of every other paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from finished_cases import FINISHED, case_at, path_of
from test_one_set_of_figures import words_of

from make_the_case.exports.easy_read_pdf import easy_read_pdf
from make_the_case.words.formats import AUDIENCES
from make_the_case.words.papers.audiences import for_audience
from make_the_case.words.papers.board_summary import board_summary
from make_the_case.words.papers.easy_read import PICTURES, PICTURES_ARE, TO_CHECK, EasyRead, easy_read
from make_the_case.words.phrases import money
from valuation import answer
from valuation.answers.appraised import Appraised
from valuation.sensitivity.analysis import analysed

SHIPPED = Path(__file__).parents[1] / "make_the_case" / "exports" / "assets" / "pictures"
AGE_9_TO_10 = 4.0
"""The score of the Automated Readability Index that stands for readers of nine to ten years."""
MOST_WORDS = 14


def readability(sentences: list[str]) -> float:
    """The Automated Readability Index (Senter and Smith, 1967): 4.71 letters a word + 0.5 words a sentence − 21.43."""
    words = [word for sentence in sentences for word in re.findall(r"[\w£,.'’]+", sentence)]
    letters = sum(len(re.sub(r"\W", "", word)) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / len(sentences) - 21.43


def test_the_index_worked_by_hand() -> None:
    """“The cat sat. It ran to the big house.”: 9 words, 27 letters, 2 sentences: 14.13 + 2.25 − 21.43 = −5.05."""
    assert readability(["The cat sat.", "It ran to the big house."]) == pytest.approx(-5.05)


@cache
def appraised(name: str) -> Appraised:
    case = case_at(path_of(name))
    return Appraised(
        case, answer(case), case.shape.preferred or case.shape.options[0].id, analysed(case, 400)
    )


def sentences_of(paper: EasyRead) -> Iterator[str]:
    for section in paper.sections:
        yield section.heading
        for idea in section.ideas:
            for words in idea.sentences:
                yield from re.split(r"(?<=[.?!:])\s+", words)


@pytest.mark.parametrize("name", FINISHED)
def test_sentences_are_short_and_read_at_nine_to_ten(name: str) -> None:
    sentences = list(sentences_of(easy_read(appraised(name))))
    assert [words for words in sentences if len(words.split()) > MOST_WORDS] == []
    assert readability(sentences) <= AGE_9_TO_10
    assert not [words for words in sentences if re.search(r"[;(%]|QALY|NHS|WTE", words)]


@pytest.mark.parametrize("name", FINISHED)
def test_every_idea_has_a_picture_that_is_shipped_and_at_most_three_sentences(name: str) -> None:
    ideas = [idea for section in easy_read(appraised(name)).sections for idea in section.ideas]
    assert all(idea.picture in PICTURES and len(idea.sentences) <= 3 for idea in ideas)
    assert all((SHIPPED / f"{picture}.svg").exists() for picture in PICTURES)
    shipped = {file.stem for file in SHIPPED.glob("*.svg")}
    assert shipped == {*PICTURES, "person", "person-white"} and (SHIPPED / "LICENSE").exists()


@pytest.mark.parametrize("name", FINISHED)
def test_the_figures_are_those_of_the_other_papers(name: str) -> None:
    each = appraised(name)
    words = " ".join(sentences_of(easy_read(each)))
    cash = each.answer.options[each.option].financial_case.values()
    assert f"The plan will cost about {money(sum(sum(row.nominal_costs) for row in cash))}." in words
    (filled,) = {
        idea.filled
        for section in easy_read(each).sections
        for idea in section.ideas
        if idea.filled is not None
    }
    assert filled == board_summary(each).chances[0].filled


def test_harms_and_who_decides_are_said_in_the_cases_own_names() -> None:
    paper = easy_read(appraised("southfold_befriending"))
    names = {section.heading: [n for idea in section.ideas for n in idea.names] for section in paper.sections}
    assert names["What could go wrong?"] == ["A relationship that ends badly"]
    assert names["Who will decide?"] == ["Southfold Council Cabinet", "3 February 2027"]


def test_what_is_claimed_or_only_hoped_for_is_not_said_to_get_better() -> None:
    good = {}
    for name in ("larkmoor_green_prescribing", "southfold_befriending", "highcombe_diabetes"):
        (section,) = (
            each for each in easy_read(appraised(name)).sections if each.heading.startswith("What good")
        )
        good[name] = {idea.sentences[0]: idea.names for idea in section.ideas if idea.names}
    better, unclear = (
        "We think that these could get better:",
        "We looked at these. We do not know if they will change:",
    )
    assert good["larkmoor_green_prescribing"] == {unclear: ("Life satisfaction",)}
    assert good["southfold_befriending"] == {
        better: ("Depression, within a year", "Depression, after a year"),
        unclear: ("Loneliness",),
    }
    assert "Blood sugar (HbA1c)" in good["highcombe_diabetes"][better]
    assert "Systolic blood pressure" in good["highcombe_diabetes"][unclear]


def test_no_paper_says_of_what_is_only_hoped_for_that_it_gets_better() -> None:
    each = appraised("southfold_befriending")
    said = " ".join(words_of(for_audience(each, audience)) for audience in AUDIENCES)
    assert "Loneliness: not yet known" in said and "Loneliness: better" not in said
    (benefits,) = re.findall(r"Not valued in money\. ([^.]*)\.", words_of(for_audience(each)))
    assert benefits == "“Depression, after a year”"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler (pdftotext)")
def test_the_pdf_is_large_and_names_the_pictures_and_who_should_check_it(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(easy_read_pdf(appraised("southfold_befriending")))
    command = ["pdftotext", "-layout", str(tmp_path / "paper.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    printed = " ".join(text.split())
    assert PICTURES_ARE in printed and TO_CHECK in printed
    template = (SHIPPED.parent / "easy.typ").read_text(encoding="utf-8")
    assert min(float(size) for size in re.findall(r"size: ([\d.]+)pt", template)) >= 12
    assert "size: 16pt" in template
