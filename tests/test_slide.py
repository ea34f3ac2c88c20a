"""The slide: one page that opens again, with the figures of the board summary in the same characters."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from finished_cases import FINISHED, case_at, path_of
from pptx import Presentation
from template_cases import case_from

from make_the_case.exports.slide_file import HEIGHT, WIDTH, slide
from make_the_case.words.panels import LINES_ARE
from make_the_case.words.papers.board_summary import board_summary
from valuation import Case, analysed, answer
from valuation.answers.appraised import Appraised

ROOT = Path(__file__).resolve().parent.parent
DRAWS = 100


def appraised(case: Case) -> Appraised:
    return Appraised(case, answer(case), case.preferred, analysed(case, DRAWS))


def shapes_of(content: bytes) -> list:
    deck = Presentation(BytesIO(content))
    assert len(deck.slides) == 1
    return list(deck.slides[0].shapes)


def said_on(content: bytes) -> str:
    said = []
    for shape in shapes_of(content):
        if shape.has_text_frame:
            said.append(shape.text_frame.text)
        if shape.has_table:
            said += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(said)


@pytest.mark.parametrize("name", FINISHED)
def test_it_says_what_the_board_summary_says_in_the_same_characters(name: str) -> None:
    of = appraised(case_at(path_of(name)))
    found, said = board_summary(of), said_on(slide(of))
    for words in (
        found.title, found.ask.words, found.ask.reason, found.ask.note, found.footer, found.people.words, found.value.title,
        *(mark.words for mark in found.marks), *(chance.words for chance in found.chances),
        *(cell for row in found.standards.rows for cell in row),
    ):  # fmt: skip
        assert words in said, words
    assert LINES_ARE not in said, "its chart has no lines"


def test_its_chart_holds_numbers_that_can_be_changed_and_words_for_who_cannot_see_it() -> None:
    """Southfold: society's cost and value, the cost above because a bar chart begins at the foot."""
    of = appraised(case_at(ROOT / "cases/southfold_befriending.yaml"))
    (drawn,) = [shape for shape in shapes_of(slide(of)) if shape.has_chart]
    account = of.answer.options[of.option].accounts["society"]
    assert list(drawn.chart.plots[0].series[0].values) == [
        round(account.pv_benefits),
        round(account.pv_costs),
    ]
    assert drawn._element.nvGraphicFramePr.cNvPr.get("descr") == board_summary(of).value.alt


def test_nothing_stands_outside_of_it() -> None:
    of = appraised(case_from("newcastle_social_prescribing"))
    for shape in shapes_of(slide(of)):
        assert shape.left >= 0 and shape.top >= 0
        assert shape.left + shape.width <= WIDTH and shape.top + shape.height <= HEIGHT


def test_a_template_s_figures_make_it_a_draft() -> None:
    assert "Not for a decision." in said_on(slide(appraised(case_from("newcastle_social_prescribing"))))
    assert "Not for a decision." not in said_on(
        slide(appraised(case_at(ROOT / "cases/southfold_befriending.yaml")))
    )


def test_without_findings_it_has_no_table_of_standards() -> None:
    shapes = shapes_of(slide(appraised(case_at(ROOT / "cases/worked_example.yaml"))))
    assert not [shape for shape in shapes if shape.has_table]
