"""The web page and the Word file: the same words as the board summary and the workbook, laid out for who reads them."""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
from datetime import datetime
from functools import cached_property
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import CHROMIUM
from docx.oxml.ns import qn
from finished_cases import EARLIER, FINISHED, case_at, path_of
from paper_words import faults, texts_of
from template_cases import LIBRARY, case_from
from test_board_summary import HOSTILE, worst
from test_pages import TEMPLATES
from test_uploaded_workbook import ENTITY, with_part, zipped

from make_the_case.exports.audience_files import page_for, pdf_for
from make_the_case.exports.charts_zip import charts_zip
from make_the_case.exports.file_makers import Wanted, makers
from make_the_case.exports.uploads import MOST_BYTES, UploadError
from make_the_case.exports.web_page import web_page
from make_the_case.exports.word_file import five_case_docx
from make_the_case.exports.workbook.whole_workbook import workbook
from make_the_case.words.blocks import Block, Heading, Tabled, ToWrite
from make_the_case.words.formats import AUDIENCES
from make_the_case.words.papers.annexes import CHEERS
from make_the_case.words.papers.audiences import for_audience
from make_the_case.words.papers.board_ready import ready_for_board
from make_the_case.words.papers.challenge_note import challenge_note
from make_the_case.words.papers.constant_block import constant_block, printed_blocks
from make_the_case.words.papers.full_case import full_case, usual_length
from make_the_case.words.papers.meeting_words import NOT_DONE_YET, TO_ADD
from make_the_case.words.phrases import pounds
from make_the_case.words.tables.registers import NO_OWNER, benefits_table, risks_table
from make_the_case.words.tables.summary_tables import Table
from valuation import (
    Case,
    analysed,
    answer,
    bridge,
    with_changes,
    with_scenario,
)
from valuation.answers.appraised import Appraised

ROOT = Path(__file__).resolve().parent.parent
CASES = ["northshire_peer_support", "eastmoor_community_links", "southfold_befriending"]
MADE_AT = datetime(2026, 11, 23)
PARTS = [
    "Document control", "1 Executive summary", "2 Strategic case", "3 Economic case", "4 Commercial case", "5 Financial case",
    "6 Management case", "A Assumptions log", "B Value map", "C Method in words", "D Sources and licences", "E Reporting checklist",
    "F Assurance statement", "G What the words mean",
]  # fmt: skip


def option_of(case: Case) -> str:
    return case.shape.preferred or case.shape.options[0].id


class Papers:
    """A case, and the papers that it is written as, each once."""

    def __init__(self, case: Case, draws: int = 300):
        self.case, self.result = case, answer(case)
        self.analysis = analysed(case, draws) if draws else None
        self.appraised = Appraised(case, self.result, option_of(case), self.analysis)
        self.block = constant_block(self.appraised)
        self.page = web_page(self.appraised).decode()
        self.word = five_case_docx(self.appraised, MADE_AT)
        self.document = docx.Document(io.BytesIO(self.word))

    @cached_property
    def blocks(self) -> list[Block]:
        return full_case(self.appraised)

    @cached_property
    def pages(self) -> dict[str, str]:
        """The page of each audience."""
        return {audience: page_for(self.appraised, audience).decode() for audience in AUDIENCES}

    @cached_property
    def page_words(self) -> str:
        return words_of_page(self.page)

    @cached_property
    def document_words(self) -> list[str]:
        cells = [cell.text for table in self.document.tables for cell in table._cells]
        return [p.text for p in self.document.paragraphs] + cells


def words_of_page(page: str) -> str:
    """Returns what a web page says, without its tags."""
    return html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "\n", page, flags=re.DOTALL))


@pytest.fixture(scope="module", params=CASES)
def papers(request) -> Papers:
    return Papers(case_at(path_of(request.param)))


def test_the_verdict_the_five_lines_and_the_code_are_the_same_characters_in_every_paper(papers) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(papers.case, papers.result, papers.analysis, MADE_AT)))
    cells = [cell.value for row in book["Summary"].iter_rows() for cell in row]
    for words in (papers.block.verdict, *papers.block.lines, *papers.block.uncertainty):
        assert (
            words in cells and words in papers.document_words and words in papers.page_words.splitlines()
        ), words
    printed = printed_blocks(papers.case, papers.result, papers.analysis)[option_of(papers.case)]
    assert printed["verdict"] == papers.block.verdict and printed["lines"] == list(papers.block.lines)
    assert printed["uncertainty"] == list(papers.block.uncertainty)
    code = papers.result.check_code
    assert code in papers.page and any(code in words for words in papers.document_words)


def test_the_five_cases_and_the_annexes_stand_in_their_order(papers) -> None:
    headings = [p.text for p in papers.document.paragraphs if p.style.name == "Heading 1"]
    assert headings == PARTS == re.findall(r'<h2 id="[^"]*">([^<]*)</h2>', papers.page)
    assert [
        href for href in re.findall(r'href="#([^"]+)"', papers.page) if f'id="{href}"' not in papers.page
    ] == []


def without_titles(text: str) -> str:
    """Returns a text without the titles of sources in it, which their authors chose."""
    for source in LIBRARY.sources.values():
        text = text.replace(str(source.row["title"]), "(title)")
    return text


EVERY = [*EARLIER, *FINISHED, "worked_example"]


@pytest.mark.parametrize("name", [*EVERY, "worst"])
def test_no_word_that_papers_avoid_is_in_any_of_them(name) -> None:
    case = worst() if name == "worst" else case_at(path_of(name))
    found, analysis, option = answer(case), analysed(case, 200), option_of(case)
    papers: dict[str, list[Block]] = {
        **{
            f"for {audience}": for_audience(Appraised(case, found, option, analysis), audience)
            for audience in AUDIENCES
        },
        "short": full_case(Appraised(case, found, option, analysis), "short"),
    }
    for scenario in case.shape.scenarios:
        second = with_scenario(case, scenario)
        papers[f"challenge {scenario}"] = challenge_note(
            case, second, (found, answer(second)), bridge(case, second, option)
        )
    wrong = {
        (kind, word): text
        for kind, blocks in papers.items()
        for text in texts_of(blocks)
        for word in faults(without_titles(text))
    }
    assert wrong == {}


# The two sizes ---------------------------------------------------------------------------------------------------


def test_the_short_case_keeps_the_five_cases_and_three_annexes_and_says_what_is_left_out(papers) -> None:
    blocks = full_case(papers.appraised, "short")
    parts = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    annexes = ["A Assumptions log", "B Sources and licences", "C Assurance statement"]
    assert parts == [*PARTS[: PARTS.index("A Assumptions log")], *annexes]
    assert "This is the short case." in blocks[-1].paragraphs[-1]
    assert sum(map(len, texts_of(blocks))) < 0.7 * sum(map(len, texts_of(papers.blocks)))
    rows = {block.table.caption: len(block.table.rows) for block in blocks if isinstance(block, Tabled)}
    assert rows["The assumptions, what to test first at the top"] == 10


def test_a_case_that_costs_little_is_usually_short() -> None:
    large, small = (case_at(path_of(name)) for name in ("northshire_peer_support", "worked_example"))
    sizes = []
    for case in (large, small):
        found = answer(case)
        option = option_of(case)
        paid = found.options[option].financial_case[found.commissioner].nominal_costs
        sizes.append(usual_length(found, option))
        assert (sizes[-1] == "full") == (max(paid) >= 250_000)
    assert sizes == ["full", "short"]


# What finance and assurance ask for ------------------------------------------------------------------------------


def table_of(papers: Papers, caption: str) -> Table:
    return next(
        block.table for block in papers.blocks if isinstance(block, Tabled) and block.table.caption == caption
    )


def test_the_appraisal_summary_has_the_green_books_rows_and_the_ratio_comes_last_but_the_horizon(
    papers,
) -> None:
    table = table_of(papers, "Appraisal summary table")
    labels = [row[0] for row in table.rows]
    assert labels[:2] == ["Net present social value, £", "Public sector cost, £"]
    assert labels[-2:] == ["Value for each £1 of net public cost", "Appraisal period"]
    found = papers.result.options[option_of(papers.case)]
    cells = {row[0]: row[1] for row in table.rows}
    assert cells["Net present social value, £"].startswith(
        f"{pounds(found.accounts['society'].npv)}, likely "
    )
    assert cells["Cash-releasing, £"] == pounds(found.benefit_classes["cash_releasing"])


def test_the_two_registers_have_a_row_for_each_outcome_and_names_who_answers_or_nobody(papers) -> None:
    registers = (table_of(papers, caption) for caption in ("Benefits register", "Register of harms"))
    rows = [row for table in registers for row in table.rows]
    said = " ".join(" ".join(row) for row in rows)
    option = next(o for o in papers.case.shape.options if o.id == option_of(papers.case))
    written = {row.outcome for row in papers.case.shape.benefits}
    assert len(rows) == len(papers.case.shape.benefits) + sum(o.id not in written for o in option.outcomes)
    assert NO_OWNER in said and all(row.responsible in said for row in papers.case.shape.benefits)


def test_a_contract_that_ends_is_cash_releasing_at_its_yearly_price() -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    rows = benefits_table(case, answer(case), "peer_courses").rows
    ends = next(row for row in rows if row[2].startswith("The telephone advice line's contract"))
    assert (ends[1], ends[9]) == ("Cash-releasing", "22,000")


def test_a_risk_is_scored_and_the_highest_stands_first() -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    table = risks_table(case)
    scores = [int(row[table.header.index("Score")]) for row in table.rows]
    assert scores == sorted(scores, reverse=True) and scores[0] == 12
    assert table.rows[0][-1] == "Share who start"


def test_the_value_map_adds_up_to_what_society_gains_and_gives(papers) -> None:
    inputs, outcomes = (table_of(papers, f"Value map: {word}") for word in ("inputs", "outcomes"))

    def total(table: Table) -> float:
        return sum(float(row[-1].replace(",", "").replace("\N{MINUS SIGN}", "-")) for row in table.rows)

    account = papers.result.options[option_of(papers.case)].accounts["society"]
    assert total(inputs) == pytest.approx(account.pv_costs, abs=len(inputs.rows))
    assert total(outcomes) == pytest.approx(account.pv_benefits, abs=len(outcomes.rows) + 1)


def test_nothing_written_prints_as_not_done_yet_or_as_a_box_to_complete() -> None:
    case = case_at(ROOT / "cases/worked_example.yaml")
    blocks = full_case(Appraised(case, answer(case), option_of(case), analysed(case, 100)))
    said = texts_of(blocks)
    assert said.count(TO_ADD) > 20 and said.count(NOT_DONE_YET) <= 1
    boxes = [block.what for block in blocks if isinstance(block, ToWrite)]
    for words in ("The three risks", "Each task", "What is measured", "Not yet involved"):
        assert any(words in box for box in boxes), words


def test_ten_lines_say_whether_it_is_ready_for_a_board() -> None:
    northshire, worked = (case_at(path_of(name)) for name in ("northshire_peer_support", "worked_example"))
    full = ready_for_board(
        Appraised(northshire, answer(northshire), "peer_courses", analysed(northshire, 100))
    )
    assert [line.words for line in full if not line.is_done] == [
        "Someone other than the author has checked it"
    ]
    bare = ready_for_board(Appraised(worked, answer(worked), "walking_group"))
    assert len(bare) == len(full) == 10 and sum(line.is_done for line in bare) <= 3


# The web page ----------------------------------------------------------------------------------------------------


def test_the_page_stands_alone_and_runs_nothing(papers) -> None:
    assert not re.search(r"<script|javascript:|\son\w+=|<link|<iframe|@import|url\(", papers.page)
    assert not re.search(r'(src|href)="(?!data:image/svg\+xml;base64,|#)', papers.page)
    assert "default-src 'none'" in papers.page and '<html lang="en-GB">' in papers.page
    assert papers.page.count("<h1>") == 1 and 'href="#content">Skip' in papers.page


def test_each_picture_has_words_and_each_table_headings(papers) -> None:
    pictures = re.findall(r"<img [^>]*>", papers.page)
    assert len(pictures) >= 3 and all(re.search(r'alt="[^"]{20,}"', picture) for picture in pictures)
    for table in re.findall(r"<table>.*?</table>", papers.page, re.DOTALL):
        assert "<caption" in table and '<th scope="col"' in table and '<th scope="row">' in table


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_browser_finds_no_fault_and_nothing_over_the_side(papers, tmp_path, chromium, width) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    (tmp_path / "case.html").write_text(papers.page, encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"file://{tmp_path}/case.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [fault["id"] for fault in axe.Axe().run(page).response["violations"]] == []
    page.close()


# The Word file ---------------------------------------------------------------------------------------------------


def test_the_word_file_has_real_styles_repeated_headings_and_words_for_each_picture(papers) -> None:
    document = papers.document
    used = {p.style.name for p in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "List Number"} <= used
    for table in document.tables:
        first = table.rows[0]._tr.trPr
        assert first is not None and first.find(qn("w:tblHeader")) is not None
    pictures = document.inline_shapes
    assert len(pictures) >= 3
    assert all(len(shape._inline.docPr.get("descr")) > 20 for shape in pictures)
    core = document.core_properties
    assert core.title == papers.case.shape.title and core.language == "en-GB"


def test_a_wide_table_lies_on_its_side_with_its_heading_and_no_word_of_a_heading_breaks(papers) -> None:
    document = papers.document
    turned = [section.page_width > section.page_height for section in document.sections]
    assert any(turned) and not turned[0] and not turned[-1]
    for table in document.tables:
        size = table._cells[0].paragraphs[0].runs[0].font.size.pt
        for cell in table.rows[0].cells:
            longest = max((len(word) for word in cell.text.split()), default=0)
            assert cell.width.cm > 0.5 * longest * size * 2.54 / 72, cell.text


def test_each_column_of_a_register_keeps_room_for_its_words_on_the_web_page_and_tables_of_years_stay_close(
    papers,
) -> None:
    """The number of a row took as much room as its words, which were set one above the other."""
    tables = re.findall(r"<table[^>]*>.*?</table>", papers.page, re.DOTALL)
    broad = [table for table in tables if table.startswith('<table class="broad">')]
    assert {"Benefits register", "Risk register", "Value map: outcomes"} <= {
        re.search(r"<caption[^>]*>(.*?)</caption>", table)[1] for table in broad
    }
    assert not any("Financial year" in table or "All years" in table for table in broad)


def test_charts_come_with_their_words_and_numbers(papers) -> None:
    with zipfile.ZipFile(io.BytesIO(charts_zip(papers.appraised))) as archive:
        names = archive.namelist()
        fan = archive.read("1-fan-commissioner.csv").decode().splitlines()
        assert papers.result.check_code in archive.read("1-fan-commissioner.txt").decode()
    kinds = {name.rpartition(".")[2] for name in names}
    standard = papers.case.standard or "expected"
    drawn = [effect for effect in papers.case.effects.values() if effect.at(standard).sd]
    charts = 4 + len(drawn)  # the findings of each outcome of which something counts have one of their own
    assert kinds == {"svg", "png", "csv", "txt"} and len(names) == 4 * charts
    assert len(fan) == 1 + len(papers.result.years)


def test_what_only_a_person_can_write_is_a_highlighted_box_and_not_filler(papers) -> None:
    boxes = [p for p in papers.document.paragraphs if p.text.startswith("Complete this. ")]
    assert len(boxes) >= 4
    assert all(run.font.highlight_color is not None for box in boxes for run in box.runs)
    assert papers.page.count('class="write"') == len(boxes)


def test_the_checklist_has_its_28_items_each_under_the_part_that_reports_it(papers) -> None:
    assert len(CHEERS) == 28
    rows = table_of(papers, "CHEERS 2022, and where this document reports each item").rows
    said = {item: where for where, items in rows for item in items.split("; ")}
    assert said == {f"{k} {item}": where for k, (item, where) in enumerate(CHEERS, start=1)}


def test_an_organisations_own_styles_are_taken(papers) -> None:
    house = docx.Document()
    house.styles["Heading 1"].font.name = "Georgia"
    house.add_paragraph("Words of the template that do not stay")
    stream = io.BytesIO()
    house.save(stream)
    made = five_case_docx(
        papers.appraised,
        MADE_AT,
        stream.getvalue(),
        "house.docx",
    )
    found = docx.Document(io.BytesIO(made))
    assert found.styles["Heading 1"].font.name == "Georgia"
    assert "Words of the template" not in "\n".join(p.text for p in found.paragraphs)
    assert [p.text for p in found.paragraphs if p.style.name == "Heading 1"] == PARTS


def house_style() -> bytes:
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


REFUSED = {
    "text": (lambda: b"hello", "not a Word file"),
    "over 10 MB": (lambda: house_style() + b"\0" * MOST_BYTES, "over 10 MB"),
    "a zip bomb": (lambda: with_part(house_style(), "word/x.bin", b"\0" * (210 * 2**20)), "unpacks to far more"),
    "entities": (lambda: with_part(house_style(), "word/x.xml", ENTITY), "XML entities"),
    "another zip": (lambda: zipped({"a.txt": b"a"}), "not a Word file"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_style_file_that_may_not_be_opened_is_refused_with_the_reason(kind) -> None:
    make, why = REFUSED[kind]
    case = case_at(ROOT / "cases/worked_example.yaml")
    with pytest.raises(UploadError, match=r"house\.docx") as refused:
        five_case_docx(Appraised(case, answer(case), "walking_group", None), MADE_AT, make(), "house.docx")
    assert why in str(refused.value)


# Whatever is typed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [*HOSTILE, "</style><script>alert(1)</script>", "🙂 שלום \u202e x", "{{ 7*7 }} {% raw %}"]
)
def test_text_stays_literal_in_page_and_word_file(words) -> None:
    case = with_changes(
        case_at(ROOT / "cases/worked_example.yaml"), {"title": words, "options.walking_group.name": words}
    )
    made = Papers(case, draws=0)
    title = case.shape.title
    assert title is not None and title.split() == words.replace("\u202e", "").split(), (
        "a sign that turns text round is dropped"
    )
    assert title in made.document_words and title in made.page_words
    assert "<script" not in made.page


def test_ten_options_with_long_names_and_nothing_written_still_make_whole_papers() -> None:
    made = Papers(worst(), draws=100)
    assert "option_9" not in made.page and "number 9" in made.page_words
    with zipfile.ZipFile(io.BytesIO(made.word)) as archive:
        assert archive.testzip() is None


def test_without_a_simulation_the_papers_say_so() -> None:
    made = Papers(case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml"), draws=0)
    assert "No simulation has been run for this paper" in made.page_words
    assert any("No simulation has been run" in words for words in made.document_words)


def test_every_part_says_something(papers) -> None:
    parts = [k for k, block in enumerate(papers.blocks) if isinstance(block, Heading) and block.level == 1]
    assert all(b - a > 1 for a, b in itertools.pairwise([*parts, len(papers.blocks)]))


# Four audiences --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_audience_has_the_constant_block_whole_and_in_the_same_characters(papers, audience) -> None:
    words = words_of_page(papers.pages[audience])
    for said in (
        papers.block.verdict,
        *papers.block.lines,
        *papers.block.uncertainty,
        papers.block.evidence,
        papers.block.checked,
    ):
        assert said in words, said
    assert papers.result.check_code in words


def test_each_audience_opens_with_its_own_question(papers) -> None:
    first = {
        audience: re.findall(r'<h2 id="[^"]*">([^<]*)</h2>', page)[0]
        for audience, page in papers.pages.items()
    }
    assert first == {
        "commissioners": "Document control", "people": "What would change",
        "clinicians": "Does it help our patients?", "researchers": "Question and design",
    }  # fmt: skip


def test_an_effect_in_which_no_clear_difference_was_found_is_never_given_as_a_number() -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    found = answer(case)
    for audience in ("people", "clinicians"):
        page = page_for(Appraised(case, found, "peer_courses", None), audience).decode()
        assert not re.search(r"Disability from pain: about [\d,]+", page)
    assert "no clear difference" in page


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_summary_of_each_audience_is_a_tagged_pdf(audience) -> None:
    case = case_at(ROOT / "cases/worked_example.yaml")
    content = pdf_for(Appraised(case, answer(case), "walking_group", analysed(case, 200)), MADE_AT, audience)
    for mark in (b"%PDF", b"/StructTreeRoot", b"pdfuaid"):
        assert mark in content


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_stays_literal_for_every_audience(words) -> None:
    case = with_changes(case_at(ROOT / "cases/worked_example.yaml"), {"title": words})
    for audience in list(AUDIENCES)[1:]:
        assert pdf_for(Appraised(case, answer(case), "walking_group", None), MADE_AT, audience).startswith(
            b"%PDF"
        )


@pytest.mark.parametrize("ident", TEMPLATES)
def test_every_paper_can_be_made_of_a_case_that_is_still_a_template(ident: str) -> None:
    case = case_from(ident)
    wanted = Wanted(made_at=MADE_AT)
    found, analysis = answer(case), analysed(case, 100)
    for name, make in makers(Appraised(case, found, option_of(case), analysis), wanted).items():
        assert make(), name
    for audience in AUDIENCES:
        assert for_audience(Appraised(case, found, option_of(case), analysis), audience)
