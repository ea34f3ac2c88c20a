"""The Export page and a workbook that comes back, as a person meets them; and the same in the terminal."""

from __future__ import annotations

import io
import json
import os
import stat
from pathlib import Path

import openpyxl
import pytest
from command import HAS_ERRORS, WRONG_USAGE, printed, run, words_of
from finished_cases import case_at
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from test_pages import at_page, case_of, clicked, opened, text_of
from test_uncertainty_pages import at_part

from make_the_case.exports.file_tasks import papers
from make_the_case.exports.workbook.whole_workbook import workbook
from make_the_case.views.shell import offered_files
from make_the_case.words.formats import FORMATS
from make_the_case.words.papers.constant_block import constant_block
from valuation import answer, check_code
from valuation.answers.appraised import Appraised
from valuation.answers.saving import packed
from valuation.sensitivity.carried import Asked

ROOT = Path(__file__).resolve().parents[1]
NORTHSHIRE = ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml"
WORKED = ROOT / "cases/worked_example.yaml"
UPTAKE = "options.peer_courses.people.uptake"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def typed_over(content: bytes, **values: float) -> bytes:
    """The workbook with numbers typed into Inputs, by the end of their path."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book["Inputs"].iter_rows(min_row=5):
        for end, value in values.items():
            if str(row[2].value).endswith(f".{end}"):
                row[3].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def exported() -> bytes:
    case = case_at(NORTHSHIRE)
    return workbook(case, answer(case))


def uploaded(content: bytes, name: str = "theirs.xlsx") -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()
    page.file_uploader(key="start:file").upload(name, content, SPREADSHEET).run()
    return clicked(page, "start:open")


# In the app ----------------------------------------------------------------------------------------------------


def downloads(page: AppTest) -> list[str]:
    labels = [button.proto.label for button in page.get("download_button")]
    return [label for label in labels if label.startswith("Download")]


def test_the_export_page_makes_each_file_and_prints_the_constant_block():
    page = at_page(opened(NORTHSHIRE), "papers")
    assert downloads(page) == [] and "Of 10 lines, 9 are done" in text_of(page)
    page = clicked(page, "export:make")
    assert downloads(page) == [
        "Download board-summary.pdf",
        "Download business-case.docx",
        "Download slide.pptx",
        "Download workbook.xlsx",
        "Download case.html",
        "Download summary.html",
        "Download easy-read.pdf",
        "Download evaluation-plan.docx",
        "Download dates.ics",
        "Download charts.zip",
        "Download tables.zip",
        "Download result.json",
        "Download six-months-in.pdf",
    ]
    case = case_of(page)
    found = constant_block(Appraised(case, answer(case), "peer_courses"))
    said = text_of(page)
    for words in (
        found.verdict,
        found.check_code,
        found.produced,
        "worth more than it costs, counting everyone",
        "It depends on",
    ):
        assert words in said


def test_a_file_that_cannot_be_made_is_named_with_a_code_and_the_others_are_there(
    monkeypatch, fails_on_purpose
):
    from make_the_case.exports import web_page

    def broken(*_: object) -> bytes:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(web_page.WebPage, "block", broken)
    asked = Asked(packed(case_at(NORTHSHIRE)), None, 100)
    made = papers(asked, False, "peer_courses", "commissioners", "full", None, "", False)
    failed = {name for name, content in made.items() if not isinstance(content, bytes)}
    assert failed == {"html", "summary"}, "the two that are web pages"
    said = offered_files.taken("case.html", made["html"])
    assert isinstance(said, str) and said.startswith("case.html could not be made. Report code E-")
    assert "a fault of ours" not in said


def test_a_style_file_that_may_not_be_opened_takes_the_word_file_alone():
    page = at_page(opened(NORTHSHIRE), "papers")
    page.file_uploader(key="choice:styles").upload("house.docx", b"hello", "application/zip").run()
    page = clicked(page, "export:make")
    assert "Download business-case.docx" not in downloads(page) and len(downloads(page)) == len(FORMATS) - 1
    assert "business-case.docx could not be made. house.docx is not a Word file" in text_of(page)


def test_the_challenge_note_is_written_from_the_comparison():
    page = clicked(at_part(opened(NORTHSHIRE), "compare"), "note:make")
    assert downloads(page) == ["Download challenge-note.docx", "Download challenge-note.html"]


def test_a_workbook_that_comes_back_opens_with_what_was_typed_as_a_set_and_the_bridge_in_view(exported):
    page = uploaded(typed_over(exported, uptake=0.1))
    case = case_of(page)
    scenario = case.shape.scenarios["from_the_workbook"]
    assert scenario.name == "From the workbook" and list(scenario.changes) == [UPTAKE]
    first = text_of(page)  # what an opening has to say is said once, on the page that it leads to
    said = first + text_of(at_page(page, "test"))
    assert "theirs.xlsx: one number was changed" in said
    assert "One change explains" in said or "It comes from one change: “Share who start”" in said
    assert "14%" in said and "10%" in said


def test_a_workbook_in_which_nothing_was_typed_opens_as_the_case_that_was_exported(exported):
    page = uploaded(exported)
    assert check_code(case_of(page)) == check_code(case_at(NORTHSHIRE))
    assert "no number was changed" in text_of(page)


def test_what_a_workbook_holds_that_cannot_be_used_is_said_on_the_page(exported):
    page = uploaded(typed_over(exported, uptake=7))
    assert "7 is outside what it can be" in text_of(page) and "was kept" in text_of(page)


def test_a_file_that_is_no_workbook_is_refused_and_the_open_case_stays(exported):
    page = at_page(opened(WORKED), "start")
    before = case_of(page)
    for content, why in ((b"PK\x03\x04rubbish", "not a workbook"), (exported[:5000], "not a workbook")):
        page.file_uploader(key="start:file").upload("theirs.xlsx", content, SPREADSHEET).run()
        page = clicked(page, "start:open")
        assert why in text_of(page) and case_of(page) is before


# In the terminal -----------------------------------------------------------------------------------------------


def test_export_writes_the_workbook_the_tables_and_the_result(tmp_path):
    printed(run("export", WORKED, "-o", tmp_path))
    names = [
        "board-summary.pdf",
        "business-case.docx",
        "case.html",
        "result.json",
        "tables.zip",
        "workbook.xlsx",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    book = openpyxl.load_workbook(tmp_path / "workbook.xlsx", data_only=True)
    app = json.loads((tmp_path / "result.json").read_text("utf-8"))["options"]["walking_group"]
    sheet, _, place = book.defined_names["walking_group.society.npv"].attr_text.partition("!")
    assert book[sheet][place.replace("$", "")].value == pytest.approx(
        app["accounts"]["society"]["npv"], rel=1e-12
    )
    assert "Simulation" in book.sheetnames


def test_a_workbook_is_a_case_to_every_command(tmp_path, exported):
    path = tmp_path / "theirs.xlsx"
    path.write_bytes(typed_over(exported, uptake=0.1))
    done = run("bridge", NORTHSHIRE, path, "--json")
    assert [change["path"] for change in json.loads(printed(done))["changes"]] == [UPTAKE]
    assert f"1 changed in theirs.xlsx: {UPTAKE}" in words_of(done.stderr.decode())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"title: x"])
def test_a_broken_workbook_is_one_sentence_and_status_1(tmp_path, content):
    path = tmp_path / "broken.xlsx"
    path.write_bytes(content)
    done = run("appraise", path)
    assert done.returncode == HAS_ERRORS and done.stdout == b""
    problem = "broken.xlsx is not a workbook" if content else "broken.xlsx is empty, and so not a workbook"
    assert problem in words_of(done.stderr.decode())
    assert b"Traceback" not in done.stderr


def test_a_missing_workbook_is_said(tmp_path):
    done = run("appraise", tmp_path / "none.xlsx")
    assert done.returncode == WRONG_USAGE and "cannot be read" in words_of(done.stderr.decode())


@pytest.mark.skipif(os.name == "nt", reason="needs the permissions of Unix")
def test_a_good_workbook_is_left_whole_where_the_new_one_cannot_be_written(tmp_path):
    printed(run("export", WORKED, "--to", "xlsx", "-o", tmp_path))
    before = (tmp_path / "workbook.xlsx").read_bytes()
    (tmp_path / "blocked").write_text("a file where a folder is wanted")
    done = run("export", WORKED, "--to", "xlsx", "-o", tmp_path / "blocked" / "inside")
    assert done.returncode == WRONG_USAGE and "cannot be written" in words_of(done.stderr.decode())
    assert (tmp_path / "workbook.xlsx").read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".", "workbook.xlsx."))]
    if os.geteuid() != 0:  # root writes everywhere
        os.chmod(tmp_path, stat.S_IRUSR | stat.S_IXUSR)
        assert run("export", WORKED, "--to", "xlsx", "-o", tmp_path).returncode == WRONG_USAGE
