"""The app: its pages, on one open case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import ModuleType
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from views import frame, numbers, opening, options, proposal, session, start
from views.html import show_style
from views.text import paragraphs_of

if TYPE_CHECKING:
    from valuation import Case
    from valuation.sensitivity.result import Analysis

# Comments, not texts: Streamlit prints a text that stands alone in this file.
NOT_FOR_READING = frozenset({"worked_example"})  # it teaches the method rather than making a case
OPENED_FIRST = "northshire_peer_support.yaml"


def finished_cases(folder: Traversable) -> dict[str, str]:
    """Returns the text of each finished case in a folder, by its file's name."""
    names = [item.name for item in folder.iterdir() if item.name.endswith(".yaml")]
    wanted = [name for name in names if name.removesuffix(".yaml") not in NOT_FOR_READING]
    wanted.sort(key=lambda name: (name != OPENED_FIRST, name))
    return {name: folder.joinpath(name).read_bytes().decode(errors="replace") for name in wanted}


def main(folder: Traversable | None = None) -> None:
    """Draws the page that is asked for."""
    st.set_page_config(page_title="Make the Case", layout="wide", initial_sidebar_state="auto")
    show_style()
    pages: dict[str, StreamlitPage] = {}

    def goto(name: str) -> None:
        st.switch_page(pages[name])

    def start_page() -> None:
        frame.show_sidebar(pages)
        start.show(finished_cases(folder or files("cases")), goto, _read_back)

    pages["start"] = st.Page(start_page, title="Start", url_path="start", default=True)
    for name, title, page in (
        ("proposal", "Proposal", _proposal),
        ("numbers", "Numbers", _numbers),
        ("assumptions", "Assumptions", _assumptions),
        ("results", "Results", _results),
        ("test", "Test and compare", _test),
        ("export", "Export", _export),
    ):
        pages[name] = st.Page(_with_case(page, pages), title=title, url_path=name)
    st.navigation(list(pages.values()), position="hidden").run()


def _with_case(page: Callable[[], None], pages: dict[str, StreamlitPage]) -> Callable[[], None]:
    """Returns a page that needs an open case, with what stands on every page around it."""

    def draw() -> None:
        if session.current() is None:
            frame.show_sidebar(pages)
            frame.ask_to_open(pages)
            return
        page()
        frame.show_sidebar(pages)

    return draw


def _foot() -> None:
    frame.show_foot(paragraphs_of("method"))


def _proposal() -> None:
    frame.show_strip()
    proposal.show(frame.preferred(), _foot)


def _numbers() -> None:
    frame.show_strip()
    option = options.choose()
    options.show(option)
    numbers.show(option, _foot)


def _assumptions() -> None:
    from views import assumptions  # Plotly takes a second to load, which no other page should wait for

    frame.show_strip()
    assumptions.show(options.choose(), _foot)


def _test() -> None:
    from views import testing

    frame.show_strip()
    testing.show(options.choose(), _foot, _read_back)


def _results() -> None:
    from views import results

    strip = st.container()
    option = options.choose()
    scenario = results.choose_scenario()
    with strip:
        frame.show_strip(scenario)
    results.show(option, scenario, _foot)


def _export() -> None:
    from views import export

    frame.show_strip()
    option = options.choose()
    audience = export.choose_audience()
    export.show(
        option,
        (
            export.Format(
                "xlsx", "Workbook", "workbook.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "The model as live formulas, for finance: change a number on the sheet Inputs and every figure follows. Save it "
                "and open it on Start to see what the changes did.",
                _workbook,
            ),
            export.Format(
                "pdf", "Board summary", "board-summary.pdf", "application/pdf",
                "Two pages for the meeting: what is asked, what it costs, what it gives back, how sure we are, and what would make "
                "us stop. Tagged for screen readers, and readable in black and white.",
                lambda case, result, found: _files_for().pdf_for(case, result, option, found, datetime.now(), audience),
            ),
            export.Format(
                "docx", "Five-case document", "business-case.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "The whole case in Word, under the headings of the Treasury's five cases, with boxes where only a person can write.",
                lambda case, result, found: _five_case(case, result, option, found),
            ),
            export.Format(
                "html", "Web page", "case.html", "text/html",
                "The whole case as one file that works offline, with a screen reader, on a telephone and on paper.",
                lambda case, result, found: _files_for().page_for(case, result, option, found, audience),
            ),
            export.Format(
                "csv", "Tables", "tables.zip", "application/zip",
                "Tidy tables with their dictionary: results, lines by year, who pays, the assumptions, the value map.",
                lambda case, result, found: _tables().tables_zip(result, case, found),
            ),
            export.Format(
                "json", "Result", "result.json", "application/json",
                "Every figure, unrounded, for a program to read.",
                lambda case, result, _: _tables().result_json(result),
            ),
        ),
        _foot,
    )  # fmt: skip


def _files_for() -> ModuleType:
    from exports import audiences

    return audiences


def _tables() -> ModuleType:
    from exports import tables

    return tables


def _five_case(case: Case, result: dict[str, Any], option: str, analysis: Analysis | None) -> bytes:
    from exports.five_case import five_case_docx

    return five_case_docx(case, result, option, analysis, datetime.now())


def _workbook(case: Case, result: dict[str, Any], analysis: Analysis | None) -> bytes:
    from exports.workbook import workbook

    return workbook(case, result, analysis, datetime.now())


def _read_back(content: bytes, name: str) -> opening.CameBack:
    from exports.uploaded_workbook import read_workbook

    return read_workbook(content, name)


if __name__ == "__main__":
    main()
