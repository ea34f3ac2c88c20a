"""The logo in the header of an organisation's Word file stands on the PDF and the web page as well; one that cannot be drawn is left out."""

from __future__ import annotations

import base64
import io
import re
from datetime import datetime

import pypdf
import pytest
from finished_cases import FINISHED, case_at, path_of
from PIL import Image
from test_style_file import changed, organisations_file

from make_the_case.exports.file_makers import Wanted, left_out_of_styles, makers
from make_the_case.exports.logo import MOST_HIGH, MOST_WIDE, logo_in
from make_the_case.words.formats import AUDIENCES, BOARDS
from valuation import answer
from valuation.answers.appraised import Appraised


@pytest.fixture(scope="module")
def appraised() -> Appraised:
    case = case_at(path_of(FINISHED[0]))
    return Appraised(case, answer(case), case.preferred, None)


def in_header(picture: bytes) -> bytes:
    """An organisation's file whose header holds these bytes for its logo."""
    return changed(organisations_file(), **{"word/media/image1.png": picture})


def picture_of(width: int, height: int, form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#0B6B63").save(stream, form)
    return stream.getvalue()


def wanted(styles: bytes | None, audience: str = BOARDS) -> Wanted:
    return Wanted(audience, "full", styles, "house.docx", datetime(2026, 11, 30))


def pictures_in(pdf: bytes) -> list[tuple[int, int]]:
    return [image.image.size for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for image in page.images]


def test_the_logo_is_drawn_anew_no_larger_than_it_is_shown():
    logo = logo_in(in_header(picture_of(4000, 1000)), "house.docx")
    assert logo is not None
    width, height = Image.open(io.BytesIO(logo.png)).size
    assert (width, height) == (900, 225) and width <= MOST_WIDE and height <= MOST_HIGH


@pytest.mark.parametrize("audience", [BOARDS, *[key for key in AUDIENCES if key != BOARDS][:1]])
def test_it_stands_on_the_pdf_and_the_web_page_and_not_where_there_is_none(appraised, audience):
    styles = in_header(picture_of(300, 100, "JPEG"))
    with_logo, without = (makers(appraised, wanted(given, audience)) for given in (styles, None))
    assert pictures_in(with_logo["pdf"]()) == [(300, 100)] and pictures_in(without["pdf"]()) == []
    pages = [
        re.findall(r'<img src="data:image/png;base64,([^"]*)"', makers_["html"]().decode())
        for makers_ in (with_logo, without)
    ]
    assert len(pages[0]) == len(pages[1]) + 1
    assert Image.open(io.BytesIO(base64.b64decode(pages[0][0]))).size == (300, 100)


@pytest.mark.parametrize(
    "spoilt", [b"", b"not a picture", picture_of(50, 50)[:60], b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_a_picture_that_cannot_be_drawn_is_left_out_and_the_paper_is_made(appraised, spoilt):
    styles = in_header(spoilt)
    assert logo_in(styles, "house.docx") is None
    assert pictures_in(makers(appraised, wanted(styles))["pdf"]()) == []


def test_a_file_that_may_not_be_opened_is_said_where_no_word_file_says_it():
    papers = wanted(b"\xd0\xcf\x11\xe0 an old file")
    assert papers.logo is None
    assert left_out_of_styles(papers) == ""
    assert "locked with a password, or in the old form .doc" in left_out_of_styles(
        papers, word_file_is_made=False
    )
