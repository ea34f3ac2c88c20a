"""The first page shows a finished example as the engine has it; a broken one is a list of problems, never a traceback."""

from __future__ import annotations

import ast
import html
import re
from pathlib import Path

import pytest
from finished_cases import case_at
from patience import PATIENCE
from streamlit.testing.v1 import AppTest

from make_the_case.words.phrases import money, money_range
from make_the_case.words.uncertainty import chance_sentences
from valuation import answer, simulate
from valuation.sensitivity.monte_carlo import likely_range

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path for path in (ROOT / "cases").glob("*.yaml") if path.stem != "worked_example")


def text_of(page: AppTest) -> str:
    """Returns the words on the page, without its marks."""
    marked = " ".join(element.proto.body for element in page.get("html"))
    return html.unescape(
        re.sub(r"<style>.*?</style>|<[^>]+>", "", marked.replace("</", " </"), flags=re.DOTALL)
    )


def words_of(text: str) -> str:
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(text.split()))


def opened() -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()
    assert not page.exception
    return page


def of_folder(folder: Path) -> AppTest:
    """Opens the app on another folder of finished cases."""
    script = f"import pathlib\nfrom make_the_case import streamlit_app\nstreamlit_app.main(pathlib.Path({str(folder)!r}))\n"
    page = AppTest.from_string(script, default_timeout=PATIENCE).run()
    assert not page.exception
    return page


def test_the_finished_cases_are_offered_by_their_titles_and_the_worked_example_is_not():
    assert len(EXAMPLES) >= 2
    claims = (ROOT / "cases" / "claims").glob("*.yaml")
    titles = {case_at(path).shape.title for path in (*EXAMPLES, *claims)}
    assert set(opened().selectbox(key="start:example").options) == titles


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_first_page_shows_the_verdict_the_cost_the_value_and_the_chance_that_the_engine_gives(path):
    page = opened()
    page = page.selectbox(key="start:example").set_value(path.name).run()
    assert not page.exception
    case = case_at(path)
    found, option = answer(case), case.shape.preferred
    text = words_of(text_of(page))
    assert found.title in text
    society, simulation = found.options[option].accounts["society"], simulate(case)
    said = [
        found.options[option].verdict.sentence,
        money(society.pv_costs),
        money(society.pv_benefits),
        *chance_sentences(simulation, option)[:1],
    ]
    places = [text.find(words_of(sentence)) for sentence in said]
    assert -1 not in places
    assert places == sorted(places)
    value = simulation[option].accounts["society"].pv_benefits
    assert f"likely {money_range(*likely_range(value))}" in text


def test_starting_ones_own_stands_beside_the_example():
    page = opened()
    assert "Start from a need" in text_of(page) and "A finished example" in text_of(page)
    assert page.text_input(key="start:words").value == "" and not page.button(key="start:blank").disabled


def test_a_case_that_says_it_is_illustrative_is_marked_and_another_is_not(tmp_path):
    text = (ROOT / "tests" / "cases" / "every_section.yaml").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    assert "Illustrative" not in text_of(of_folder(tmp_path))
    (tmp_path / "a.yaml").write_text(
        text.replace("place: Northshire", "place: Northshire (illustrative)"), "utf-8"
    )
    assert "Illustrative: this area and its local figures are made up." in text_of(of_folder(tmp_path))


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"- 1", b"a: [", b"format: make-the-case/1\ntitel: x\nappraisal: {years: 0}\n"],
)
def test_an_example_that_is_broken_shows_its_problems_and_breaks_nothing_else(tmp_path, content):
    (tmp_path / "broken.yaml").write_bytes(content)
    page = of_folder(tmp_path)
    assert "broken.yaml cannot be read" in text_of(page)
    assert not page.button(key="start:blank").disabled


def test_what_a_case_says_is_shown_as_words_and_never_run(tmp_path):
    text = (ROOT / "tests" / "cases" / "every_section.yaml").read_text("utf-8")
    hostile = '<img src=x onerror="alert(1)">'
    (tmp_path / "a.yaml").write_text(text.replace("Peer support for people", hostile), "utf-8")
    bodies = "".join(element.proto.body for element in of_folder(tmp_path).get("html"))
    assert "<img" not in bodies and html.escape(hostile) in bodies


def test_an_empty_folder_is_said_and_breaks_nothing(tmp_path):
    page = of_folder(tmp_path)
    assert "No finished example" in text_of(page)


def test_no_text_of_the_program_itself_is_on_the_page():
    said = " ".join(words.value for words in opened().markdown)
    assert "Draws the page" not in said and "Returns" not in said, "Streamlit prints a text that stands alone"


def test_no_text_stands_alone_in_the_app_s_file_as_streamlit_would_print_it():
    body = ast.parse((ROOT / "app.py").read_text("utf-8")).body[1:]
    assert not [
        node.lineno for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
