"""The workbook on A4: no letter below 7 points, the names again on every page, and an option named once for all its rows."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
import pytest
from command import ROOT
from finished_cases import case_at, path_of

from make_the_case.exports.workbook.document_book import ABOUT
from make_the_case.exports.workbook.page_layout import PAPER, SMALLEST_SCALE, lines_of, printed_at
from make_the_case.exports.workbook.programme_workbook import programme_workbook
from make_the_case.exports.workbook.rollout_workbook import rollout_workbook
from make_the_case.exports.workbook.whole_workbook import workbook
from valuation import answer
from valuation.programme.choosing import choose
from valuation.programme.programme_file import read_programme
from valuation.rollout.rolling_out import roll_out
from valuation.rollout.rollout_file import read_rollout

FEW = 200
"""Simulation runs: what the figures are is another test's."""
SHORT, THREE_OPTIONS = "northshire_peer_support", "highcombe_diabetes"


@cache
def opened(name: str) -> openpyxl.Workbook:
    case = case_at(path_of(name))
    return openpyxl.load_workbook(io.BytesIO(workbook(case, answer(case))))


def printed_columns(page: object) -> list[float]:
    """The widths of the columns that are printed: those of the print area, or all that hold anything."""
    area = page.print_area
    last = page.max_column if not area else openpyxl.utils.range_boundaries(area.split("!")[-1])[2]
    letters = [openpyxl.utils.get_column_letter(column) for column in range(1, last + 1)]
    return [page.column_dimensions[letter].width or 9 for letter in letters]


@pytest.mark.parametrize("name", [SHORT, THREE_OPTIONS])
def test_no_letter_of_the_workbook_is_printed_at_less_than_7_points(name: str) -> None:
    for page in opened(name).worksheets:
        is_fitted = bool(page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage)
        scale = printed_at(printed_columns(page)) if is_fitted else page.page_setup.scale
        smallest = min(cell.font.sz for row in page.iter_rows() for cell in row if cell.value is not None)
        assert smallest * scale / 100 >= 7, (page.title, scale, smallest)


@pytest.mark.parametrize("name", [SHORT, THREE_OPTIONS])
def test_a_sheet_wider_than_a_page_repeats_its_names_on_each(name: str) -> None:
    wide = [page for page in opened(name).worksheets if page.page_setup.scale == SMALLEST_SCALE]
    assert "Inputs" in {page.title for page in wide}
    for page in wide:
        assert page.print_title_cols == "$A:$B", page.title
        names = sum(7 * width + 5 for width in printed_columns(page)[:2])
        assert names < 0.5 * PAPER * 100 / SMALLEST_SCALE, (
            page.title
        )  # at least half of a page is left for figures


@cache
def documents() -> dict[str, openpyxl.Workbook]:
    """The workbooks of a programme with more payers and years than a page is wide, and of a roll-out to 42 boards."""
    programme, rollout = read_programme(ROOT / "cases" / "community_programme.yml"), read_rollout(ROOT / "cases" / "green_prescribing_roll_out.yml")  # fmt: skip
    made = {
        "programme": programme_workbook(programme, choose(programme, FEW), "CODE"),
        "roll-out": rollout_workbook(rollout, roll_out(rollout, FEW), "CODE"),
    }
    return {name: openpyxl.load_workbook(io.BytesIO(book)) for name, book in made.items()}


@pytest.mark.parametrize("name", ["programme", "roll-out"])
def test_a_programme_and_a_roll_out_can_be_read_on_paper_too(name: str) -> None:
    for page in documents()[name].worksheets:
        is_fitted = bool(page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage)
        scale = printed_at(printed_columns(page)) if is_fitted else page.page_setup.scale
        assert 10 * scale / 100 >= 7, (page.title, scale)
        if page.title == ABOUT:
            continue
        assert page.print_title_rows == "$3:$3", page.title
        if not is_fitted:
            assert page.print_title_cols, page.title


@pytest.mark.parametrize("name", ["programme", "roll-out"])
def test_words_have_the_lines_that_they_need_and_headings_stand_over_their_numbers(name: str) -> None:
    for page in documents()[name].worksheets:
        widths = printed_columns(page)
        for row in page.iter_rows(min_row=3):
            tall = page.row_dimensions[row[0].row].height or 15
            for cell, width in zip(row, widths, strict=False):
                if (
                    isinstance(cell.value, str)
                    and not cell.value.startswith("=")
                    and cell.alignment.wrap_text
                ):
                    assert tall >= 12 * lines_of(cell.value, width), (page.title, cell.coordinate)
        if page.title != ABOUT:
            for heading, below in zip(page[3], page[4], strict=True):
                is_number = isinstance(below.value, int | float) or str(below.value).startswith("=SUM")
                assert (heading.alignment.horizontal == "right") >= is_number, (page.title, heading.value)


def test_an_option_is_named_in_the_first_of_its_rows_alone_though_each_row_holds_the_name() -> None:
    page = opened(THREE_OPTIONS)["Cash_flow"]
    shown: list[str] = []
    for (cell,) in page.iter_rows(min_row=5, max_col=1):
        if cell.value and cell.number_format != ";;;":
            shown.append(str(cell.value))
    held = [str(cell.value) for (cell,) in page.iter_rows(min_row=5, max_col=1) if cell.value]
    assert len(shown) == len(set(held)) < len(held)


def test_a_name_that_is_longer_than_its_column_wraps() -> None:
    page = opened(SHORT)["Inputs"]
    for row in page.iter_rows(min_row=5, max_col=2):
        assert row[1].alignment.wrap_text, row[1].coordinate
