"""The page *How is it going?*: what happened is typed, pasted and uploaded as a person would, and stands beside the plan."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pytest
from finished_cases import path_of
from test_pages import ROOT, at_page, case_of, clicked, opened, text_of

from make_the_case.exports.sheet_of_months import sheet_as_csv
from make_the_case.exports.uploads import UploadError
from make_the_case.words.track_words import NOTHING_YET
from valuation import check_code

SOUTHFOLD = path_of("southfold_befriending")
WORKED = ROOT / "cases" / "worked_example.yaml"


def recorded_on(page, day: date = date(2027, 5, 1)):
    return page.date_input(key="going:at").set_value(day).run()


def typed(page, key: str, text: str):
    return page.text_input(key=key).set_value(text).run()


def going(path=WORKED):
    return at_page(opened(path), "going")


@pytest.fixture(scope="module")
def southfold():
    return going(SOUTHFOLD)


def test_it_says_what_is_known_now_beside_what_was_approved(southfold) -> None:
    words = text_of(southfold)
    for said in (
        "When it was approved, the best estimate was a gain of £170,000. Now it is a loss of £480,000.",
        "The decision should be looked at again.",
        "Failed, so stop : People who started so far, by 31 March 2028.",
        "Of 6 tests: 1 passed, 2 failed, 2 between the two, 1 not due yet.",
        "It is £650,000 lower than when it was approved",
        "The plan will not be met without a change.",
    ):
        assert said in words
    links = {link.proto.page for link in southfold.get("page_link")}
    assert {"papers", "delivery"} <= links


def test_it_is_reached_from_delivery() -> None:
    page = at_page(opened(WORKED), "delivery")
    assert any(link.proto.label == "Once it runs: how is it going?" for link in page.get("page_link"))


def test_a_year_is_typed_and_changes_no_forecast() -> None:
    page = going()
    assert NOTHING_YET in text_of(page)
    before = check_code(case_of(page))
    page = recorded_on(page)
    for key, value in (("offered", "400"), ("starts", "60"), ("completers", "1 in 2")):
        page = typed(page, f"going:{key}", value)
    page = clicked(page, "use:going")
    assert not case_of(page).shape.measured  # refused, and nothing lost
    assert page.text_input(key="going:starts").value == "60"
    page = clicked(typed(page, "going:completers", "30"), "use:going")
    (record,) = case_of(page).shape.measured
    assert (record.at, record.offered, record.starts, record.completers) == ("2027-05-01", 400, 60, 30)
    assert check_code(case_of(page)) == before
    assert "When it was approved" in text_of(page)


def test_more_who_start_than_were_offered_it_are_refused_in_a_sentence() -> None:
    page = typed(typed(going(), "going:offered", "10"), "going:starts", "11")
    page = clicked(recorded_on(page), "use:going")
    assert "More people started than were offered it." in text_of(page)
    assert not case_of(page).shape.measured and page.text_input(key="going:starts").value == "11"


def months(page):
    return page.segmented_control(key="going:what").set_value("months").run()


def test_a_column_is_pasted() -> None:
    page = months(going())
    page.text_area(key="going:pasted").set_value("7\n9\n\n12").run()
    page = clicked(recorded_on(page), "use:going")
    (record,) = case_of(page).shape.measured
    assert [(month.month, month.starts) for month in record.months] == [
        ("2026-04", 7),
        ("2026-05", 9),
        ("2026-06", 12),
    ]
    assert "People who started, month by month" in text_of(page)


def test_text_in_a_column_is_said_and_what_was_pasted_stays() -> None:
    page = months(going())
    page.text_area(key="going:pasted").set_value("7\nnine").run()
    page = clicked(page, "use:going")
    assert "Line 2" in text_of(page) and page.text_area(key="going:pasted").value == "7\nnine"


def test_a_sheet_is_uploaded() -> None:
    frame = pd.DataFrame({"Month": pd.to_datetime(["2026-04-01", "2026-05-01"]), "Starts": [5, 6]})
    sheet = io.BytesIO()
    frame.to_excel(sheet, index=False)
    page = recorded_on(months(going()))
    page.file_uploader(key="going:file").upload(
        "months.xlsx", sheet.getvalue(), "application/octet-stream"
    ).run()
    page = clicked(page, "use:going:upload")
    (record,) = case_of(page).shape.measured
    assert [(month.month, month.starts) for month in record.months] == [("2026-04", 5), ("2026-05", 6)]


def test_a_file_that_is_no_table_is_refused_in_a_sentence() -> None:
    assert "2027-04,3" in sheet_as_csv(b"month,starts\n2027-04,3\n", "a.csv")
    for content, name, words in (
        (b"a,b\n1,2\n", "a.csv", "has no column called month"),
        (b"\xff\xfe\x00", "a.csv", "is not UTF-8 text"),
        (b"", "a.csv", "could not be read as a table"),
        (b"no workbook", "a.xlsx", "is not a workbook"),
    ):
        with pytest.raises(UploadError, match=words):
            sheet_as_csv(content, name)
