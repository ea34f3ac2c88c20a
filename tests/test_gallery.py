"""The gallery of papers: every picture stands on a page with words for it, is made by the one command, and what is said of the made-up workshop holds."""

from __future__ import annotations

import re

from command import DONE, ROOT, printed, run

PICTURE = re.compile(r"!\[([^\]]*)\]\((?:docs/)?images/([\w-]+)\.png\)")
FEWEST_WORDS = 8
ANSWERS = "docs/made_up_workshop.csv"


def shown() -> dict[str, str]:
    """Returns the words of every picture of the documents, by its name."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return {
        name: words for page in pages for words, name in PICTURE.findall(page.read_text(encoding="utf-8"))
    }


def test_every_picture_stands_on_a_page_with_words_for_it_and_is_made_by_the_command() -> None:
    kept = {file.stem for file in (ROOT / "docs" / "images").iterdir()}
    assert set(shown()) == kept
    assert {name for name, words in shown().items() if len(words.split()) < FEWEST_WORDS} == set()
    made = (ROOT / "docs" / "pictures.py").read_text(encoding="utf-8")
    assert {name for name in kept if re.sub(r"-\d$", "-", name) not in made} == set()


def test_the_papers_of_programmes_roll_outs_and_workshops_are_among_them() -> None:
    assert {
        "programme-summary",
        "roll-out-summary",
        "workshop-sheet-and-guide",
        "workshop-changed",
    } <= set(shown())


def test_the_made_up_answers_change_what_the_gallery_says_they_change() -> None:
    done = run(
        "round", ROOT / "cases" / "southfold_befriending.yaml", "--answers", ROOT / ANSWERS, "--at", "2026-11-30"
    )  # fmt: skip
    assert done.returncode == DONE
    report = " ".join(printed(done).split())
    said = " ".join((ROOT / "docs" / "papers.md").read_text(encoding="utf-8").split())
    assert "11 people answered on 30 November 2026: 6 people using services and 5 volunteers." in report
    for came_to, before in (("8.99%", "7%"), ("89.3", "130")):
        assert f"Their answers together come to {came_to}" in report
        assert f"Before the workshop the case said {before}." in report
        assert f"from {before} to {came_to}" in said
    assert "the net value is a loss of £85,000. Before the workshop it was a gain of £170,000." in report
    assert "from a gain of £170,000 to a loss of £85,000" in said
