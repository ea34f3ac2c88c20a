"""The page shows what the engine says, for every case that it offers; a broken case is a list, never a traceback."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from valuation import parse_case, read_case, result
from words.phrases import pounds
from words.summary import five_lines

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
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not page.exception
    return page


def of_folder(folder: Path) -> AppTest:
    """Opens the app on another folder of finished cases."""
    script = f"import app, pathlib\napp.main(pathlib.Path({str(folder)!r}))\n"
    page = AppTest.from_string(script, default_timeout=30).run()
    assert not page.exception
    return page


def test_the_finished_cases_are_offered_by_their_titles_and_the_worked_example_is_not():
    assert len(EXAMPLES) >= 2
    titles = {read_case(path).shape.title for path in EXAMPLES}
    assert set(opened().selectbox(key="example").options) == titles


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_page_shows_the_verdict_and_the_five_lines_that_the_engine_gives(path):
    page = opened()
    page = page.selectbox(key="example").set_value(path.name).run()
    assert not page.exception
    found = result(read_case(path))
    text = words_of(text_of(page))
    assert found["title"] in text
    for ident, option in found["options"].items():
        said = [option["verdict"]["sentence"], *five_lines(found, ident)]
        places = [text.find(words_of(sentence)) for sentence in said]
        assert -1 not in places
        assert places == sorted(places)
        assert pounds(option["accounts"]["society"]["npv"]) in text
        assert pounds(option["accounts"]["commissioner"]["pv_costs"]) in text


def test_a_case_that_says_it_is_illustrative_is_marked_and_another_is_not(tmp_path):
    text = (ROOT / "tests" / "cases" / "every_section.yaml").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    assert "Illustrative" not in text_of(of_folder(tmp_path))
    (tmp_path / "a.yaml").write_text(
        text.replace("place: Northshire", "place: Northshire (illustrative)"), "utf-8"
    )
    assert "Illustrative: this place and its local numbers are made up." in text_of(of_folder(tmp_path))


def test_a_broken_case_shows_its_problems_as_a_list(tmp_path):
    (tmp_path / "broken.yaml").write_text(
        "format: make-the-case/1\ntitel: x\nappraisal: {years: 0}\n", "utf-8"
    )
    page = of_folder(tmp_path)
    text = text_of(page)
    assert "This case cannot be opened" in text
    assert "titel" in text and "appraisal.years" in text
    assert max(element.proto.body.count("<li>") for element in page.get("html")) >= 3


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"- 1", b"a: ["])
def test_a_file_that_is_no_case_shows_a_problem_too(tmp_path, content):
    (tmp_path / "broken.yaml").write_bytes(content)
    assert "This case cannot be opened" in text_of(of_folder(tmp_path))


def test_what_a_case_says_is_shown_as_words_and_never_run(tmp_path):
    text = (ROOT / "tests" / "cases" / "every_section.yaml").read_text("utf-8")
    hostile = '<img src=x onerror="alert(1)">'
    (tmp_path / "a.yaml").write_text(text.replace("Peer-led self-management groups", hostile), "utf-8")
    bodies = "".join(element.proto.body for element in of_folder(tmp_path).get("html"))
    assert "<img" not in bodies and html.escape(hostile) in bodies


def test_the_file_to_start_from_is_a_valid_case():
    import app

    text = app.file_to_start_from(app.FIRST_TEMPLATE)
    assert text is not None
    assert result(parse_case(text))["options"]


def test_starting_your_own_is_explained_and_the_file_offered():
    page = opened()
    assert any("make-the-case new peer_support_ltc" in words.value for words in page.markdown)
    assert [button.proto.label for button in page.get("download_button")] == ["Download a new case file"]


def test_no_text_of_the_program_itself_is_on_the_page():
    assert len(opened().markdown) == 1, "Streamlit prints a text that stands alone in app.py"


def test_an_empty_folder_is_said_and_breaks_nothing(tmp_path):
    page = of_folder(tmp_path)
    assert any("No finished example" in words.value for words in page.markdown)
