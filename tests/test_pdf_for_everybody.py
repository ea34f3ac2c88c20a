"""The PDF papers opened again with pypdf, which did not write them: what of PDF/UA-1 a program can see.

veraPDF is not in any registry that the project installs from, so what a person has to judge (whether words for a picture say what it shows,
whether the order of reading makes sense) is not tested here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from finished_cases import FINISHED, case_at, path_of
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from make_the_case.exports.audience_files import pdf_for
from make_the_case.exports.easy_read_pdf import easy_read_pdf
from make_the_case.words.formats import AUDIENCES
from valuation import answer
from valuation.answers.appraised import Appraised
from valuation.sensitivity.analysis import analysed

STANDARD_ROLES = {
    "/Document", "/Part", "/Sect", "/Div", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/P", "/L", "/LI", "/Lbl", "/LBody", "/Table",
    "/TR", "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Figure", "/Caption", "/Link", "/NonStruct", "/Strong", "/Em", "/Note",
}  # fmt: skip


def papers() -> Iterator[tuple[str, bytes]]:
    """Every kind of PDF, of one case or another."""
    for name, kinds in zip(FINISHED, (["easy"], ["commissioners"], ["people"], ["clinicians"]), strict=True):
        case = case_at(path_of(name))
        option = case.shape.preferred or case.shape.options[0].id
        appraised = Appraised(case, answer(case), option, analysed(case, 200))
        for kind in kinds:
            content = pdf_for(appraised, None, kind) if kind in AUDIENCES else easy_read_pdf(appraised)
            yield kind, content


@pytest.fixture(scope="module")
def documents() -> dict[str, PdfReader]:
    return {kind: PdfReader(io.BytesIO(content)) for kind, content in papers()}


def tree_of(pdf: PdfReader) -> Any:
    return pdf.root_object["/StructTreeRoot"]


def elements(node: Any) -> Iterator[tuple[str, Any]]:
    """The structure in the order of reading: each element with its kind."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, ArrayObject):
        for child in node:
            yield from elements(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"]), node
        if "/K" in node:
            yield from elements(node["/K"])


def of_each(documents: dict[str, PdfReader], kind: str) -> list[tuple[str, Any]]:
    return [(name, e) for name, pdf in documents.items() for k, e in elements(tree_of(pdf)) if k == kind]


def test_each_says_that_it_is_tagged_in_which_language_and_what_it_is_called(documents) -> None:
    for kind, pdf in documents.items():
        root = pdf.root_object
        assert root["/MarkInfo"]["/Marked"], kind
        assert str(root["/Lang"]).startswith("en"), kind
        assert root["/ViewerPreferences"]["/DisplayDocTitle"], kind
        assert pdf.metadata.title and pdf.xmp_metadata.dc_title, kind
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data(), kind


def test_every_kind_of_element_is_a_standard_one_or_mapped_to_one(documents) -> None:
    for kind, pdf in documents.items():
        mapped = {str(key): str(value) for key, value in tree_of(pdf).get("/RoleMap", {}).items()}
        used = {name for name, _ in elements(tree_of(pdf))}
        assert {mapped.get(name, name) for name in used} <= STANDARD_ROLES, kind


def test_every_figure_has_words_for_who_cannot_see_it(documents) -> None:
    figures = of_each(documents, "/Figure")
    assert {kind for kind, _ in figures} >= {"easy", "commissioners"}
    assert [kind for kind, figure in figures if not str(figure.get("/Alt", "")).strip()] == []


def test_every_head_of_a_table_says_what_it_is_the_head_of(documents) -> None:
    heads = of_each(documents, "/TH")
    assert heads
    for _, head in heads:
        held = head["/A"]
        attributes = held if isinstance(held, ArrayObject) else [held]
        assert any("/Scope" in one.get_object() for one in attributes)


def test_headings_begin_at_the_first_level_and_leave_out_none(documents) -> None:
    for kind, pdf in documents.items():
        names = [name for name, _ in elements(tree_of(pdf))]
        levels = [int(name[2:]) for name in names if name[:2] == "/H" and name[2:].isdigit()]
        assert levels and levels[0] == 1, kind
        assert all(after - before <= 1 for before, after in pairwise(levels)), kind


def test_every_letter_is_in_the_file_and_can_be_read_aloud(documents) -> None:
    for kind, pdf in documents.items():
        fonts = [
            font.get_object() for page in pdf.pages for font in page["/Resources"].get("/Font", {}).values()
        ]
        assert fonts, kind
        for font in fonts:
            assert "/ToUnicode" in font, kind
            for descendant in font["/DescendantFonts"]:
                held = descendant.get_object()["/FontDescriptor"]
                assert any(key in held for key in ("/FontFile", "/FontFile2", "/FontFile3")), kind


def test_nothing_runs_and_the_keyboard_follows_the_structure(documents) -> None:
    for kind, pdf in documents.items():
        assert all(str(page.get("/Tabs", "/S")) == "/S" for page in pdf.pages), kind
        assert "/OpenAction" not in pdf.root_object and "/AA" not in pdf.root_object, kind
